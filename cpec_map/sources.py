"""Who says what: a page per source, how well each figure is covered, and what was changed, as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from cpec_map.catalog import Catalog
from cpec_map.facts import as_of_key
from cpec_map.record import Claim

# What a reader expects to find of every project; what is missing is listed.
EXPECTED = {"cost": "cost", "status": "dated status", "place": "place"}
OLDEST = 40


def build_sources(catalog: Catalog) -> dict[str, Any]:
    """Every source with what it says, the coverage of figures and projects, and the changes, as JSON values."""
    return {
        "sources": [_source(catalog, identifier) for identifier in catalog.records.sources],
        "articles": [
            {"id": article.id, "title": article.title, "facts": [fact.id for fact in article.facts]}
            for article in catalog.records.articles.values()
        ],
        "coverage": build_coverage(catalog),
        "changes": [
            {"date": one.date, "change": one.change, "record": one.record, "id": one.id, "why": one.why}
            for one in sorted(catalog.records.changes, key=lambda one: one.date, reverse=True)
        ],
    }


def format_sources(catalog: Catalog) -> bytes:
    """The document as UTF-8 JSON."""
    return json.dumps(build_sources(catalog), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def build_coverage(catalog: Catalog) -> dict[str, Any]:
    """What rests on one source only, what has none, and which figures are oldest.

    ``single``: figures that one source alone gives. ``missing``: by what is expected of a project, those without it,
    and the gaps on record. ``oldest``: figures by the date of their newest value, oldest first, undated before all.
    """
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in catalog.records.claims:
        groups.setdefault((claim.subject, claim.attribute), []).append(claim)
    single = [key for key, claims in groups.items() if len({claim.source for claim in claims}) == 1]
    newest = {key: max((claim.as_of for claim in claims), key=as_of_key) for key, claims in groups.items()}
    oldest = sorted(newest, key=lambda key: as_of_key(newest[key]))[:OLDEST]
    return {
        "figures": len(groups),
        "single": [_figure(catalog, key) for key in single],
        "missing": {words: _without(catalog, name) for name, words in EXPECTED.items()},
        "gaps": [
            {"subject": gap.subject, "name": _name(catalog, gap.subject), "note": gap.note}
            for gap in catalog.records.gaps
        ],
        "oldest": [{**_figure(catalog, key), "as_of": newest[key]} for key in oldest],
    }


def _source(catalog: Catalog, identifier: str) -> dict[str, Any]:
    source = catalog.records.sources[identifier]
    claims = [claim for claim in catalog.records.claims if claim.source == identifier]
    portfolio = catalog.records.portfolio
    steps = [step for steps in portfolio.history.values() for step in steps if step.source == identifier]
    projects = [one.id for one in portfolio.projects.values() if identifier in one.sources]
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher or "",
        "date": source.date or "",
        "address": source.address or "",
        "licence": source.licence,
        "claims": [_claim(catalog, claim) for claim in claims],
        "steps": [
            {"subject": one.project, "name": _name(catalog, one.project), "status": one.status, "date": one.date}
            for one in steps
        ],
        "projects": [{"subject": one, "name": _name(catalog, one)} for one in projects],
        "features": [
            {"id": drawn.id, "name": str(drawn.properties["name"])}
            for drawn in catalog.features.values()
            if drawn.properties["source"] == identifier
        ],
        "dates": [
            article.id for article in catalog.records.articles.values() if identifier in article.dated_by_sources
        ],
    }


def _claim(catalog: Catalog, claim: Claim) -> dict[str, str]:
    return {
        "id": claim.id,
        **_figure(catalog, (claim.subject, claim.attribute)),
        "value": claim.value,
        "unit": claim.unit or "",
        "as_of": claim.as_of,
    }


def _figure(catalog: Catalog, key: Sequence[str]) -> dict[str, str]:
    subject, attribute = key
    record = catalog.records.attributes.get(attribute)
    label = record.label if record is not None else attribute.replace("_", " ")
    return {"subject": subject, "name": _name(catalog, subject), "label": label}


def _name(catalog: Catalog, subject: str) -> str:
    record = catalog.subject(subject)
    return record.name if record is not None else subject


def _without(catalog: Catalog, expected: str) -> list[dict[str, str]]:
    portfolio = catalog.records.portfolio
    costed = {claim.subject for claim in catalog.records.claims if "cost" in claim.attribute}
    lacking: Iterable[str] = (
        project.id
        for project in portfolio.projects.values()
        if (expected == "cost" and not costed & {project.id, project.subject})
        or (expected == "place" and not catalog.features_for(project))
        or (expected == "status" and not any(step.earliest for step in portfolio.history.get(project.id, ())))
    )
    return [{"subject": one, "name": _name(catalog, one)} for one in lacking]
