"""The portfolio as one JSON document: every project with status, place and figures, for the table and the filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cpec_map.catalog import Catalog
from cpec_map.facts import choose_first
from cpec_map.project import PROVINCES, SECTORS, STATUSES, Project, Step
from cpec_map.record import Claim

# What a table of projects can add up: attribute, the unit it is added in, and what other units are worth in it.
# Currencies are never converted: a cost in rupees is shown as published and left out of the sum.
MEASURES = {
    "capacity": ("MW", {"MW": 1.0}),
    "length": ("km", {"km": 1.0}),
    "area": ("acres", {"acres": 1.0}),
    "cost": ("USD million", {"USD million": 1.0, "USD billion": 1000.0}),
}


def build_portfolio(catalog: Catalog) -> dict[str, Any]:
    """Every project as JSON values, in the order of the records, with the words that filters use."""
    portfolio = catalog.records.portfolio
    claims: dict[str, list[Claim]] = {}
    for claim in catalog.records.claims:
        if claim.attribute in MEASURES:
            claims.setdefault(claim.subject, []).append(claim)
    drawn = _drawn(catalog)
    return {
        "sectors": list(SECTORS),
        "statuses": [*STATUSES, "unknown"],
        "provinces": list(PROVINCES),
        "measures": {name: unit for name, (unit, _) in MEASURES.items()},
        "projects": [
            _project(catalog, project, portfolio.history.get(project.id, ()), _claims(catalog, project, claims))
            for project in portfolio.projects.values()
        ],
        # Features that show a project's status, each with all the projects it belongs to.
        "drawn": drawn,
        "standing": _standing(catalog, drawn),
    }


def format_portfolio(catalog: Catalog) -> bytes:
    """The portfolio as UTF-8 JSON."""
    return json.dumps(build_portfolio(catalog), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def figure_of(catalog: Catalog, claims: Iterable[Claim], attribute: str) -> tuple[Claim, float | None] | None:
    """The claim shown first for an attribute, and its value in the unit that totals add (``None``: not added).

    A value in that unit goes before one in another: of a cost in dollars and one in rupees, dollars are shown.
    """
    _, worth = MEASURES[attribute]
    rivals = [claim for claim in claims if claim.attribute == attribute]
    numbered = [claim for claim in rivals if claim.unit in worth and _number(claim.value) is not None]
    if not rivals:
        return None
    record = catalog.records.attributes.get(attribute)
    first = choose_first(numbered or rivals, record.rule if record is not None else "latest")
    value = _number(first.value) if numbered else None
    return first, None if value is None else value * worth[first.unit or ""]


def _project(catalog: Catalog, project: Project, steps: Iterable[Step], claims: list[Claim]) -> dict[str, Any]:
    features = catalog.features_for(project)
    known = [catalog.features[one].properties for one in features]
    steps = list(steps)
    figures: dict[str, Any] = {}
    for attribute in MEASURES:
        found = figure_of(catalog, claims, attribute)
        if found is not None:
            claim, value = found
            figures[attribute] = {"value": claim.value, "unit": claim.unit or "", "adds": value, "claim": claim.id}
    return {
        "id": project.id,
        "name": project.name,
        "sector": project.sector,
        "kind": project.kind,
        "provinces": list(project.provinces),
        "place": project.place,
        "confidence": project.confidence,
        "status": steps[-1].status if steps else "unknown",
        "since": steps[-1].date if steps else "",
        "precision": _worst(str(one.get("precision", "")) for one in known),
        "accuracy_m": max((one["accuracy_m"] for one in known if one.get("accuracy_m")), default=None),
        "features": list(features),
        "part_of": project.part_of,
        "figures": figures,
        "history": [[step.status, _day(step.earliest), _day(step.latest), step.date] for step in steps],
    }


def _claims(catalog: Catalog, project: Project, claims: Mapping[str, list[Claim]]) -> list[Claim]:
    return [claim for subject in catalog.subjects_of(project) for claim in claims.get(subject, ())]


def _drawn(catalog: Catalog) -> dict[str, list[str]]:
    belongs: dict[str, list[str]] = {}
    for project in catalog.records.portfolio.projects.values():
        whole: tuple[str, ...] = ()
        # A subject that several projects share (the two free zones) is drawn for each by the features it names.
        if project.subject is not None and project.subject in catalog.subjects_of(project):
            whole = catalog.drawn_for.get(project.subject, ())
        for feature in dict.fromkeys((*catalog.features_for(project), *whole)):
            belongs.setdefault(feature, []).append(project.id)
    return belongs


def _standing(catalog: Catalog, drawn: Mapping[str, list[str]]) -> list[str]:
    """Features that stand whatever becomes of their project: the railway in service that a project is to renew.

    A feature follows its project through time only where its own status is the project's.
    """
    portfolio = catalog.records.portfolio
    status = {feature: catalog.features[feature].properties["status"] for feature in drawn}
    return [
        feature
        for feature, projects in drawn.items()
        if {"existing": "operational"}.get(status[feature], status[feature])
        not in {STATUSES.get(portfolio.status(project), "unknown") for project in projects}
    ]


def _worst(precisions: Iterable[str]) -> str:
    """The least of several precisions; ``none`` for a project that is not on the map."""
    order = ("surveyed", "located", "sketched")
    return max((one for one in precisions if one in order), key=order.index, default="none")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None  # also leaves out nan and infinities
