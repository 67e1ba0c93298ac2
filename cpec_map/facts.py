"""Facts and figures for the panel: what the article says of a thing, and what others published, rivals side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cpec_map.catalog import Catalog, Drawn
from cpec_map.link import Selection
from cpec_map.project import Project
from cpec_map.record import Claim, Fact, Source
from cpec_map.strip import build_strip

_CONFIDENCE = {"high": 0, "medium": 1, "low": 2, "none": 3}
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9]{3}(?=X)|[0-9]{2}(?=XX)")


def describe(catalog: Catalog, selection: Selection) -> dict[str, Any]:
    """What the panel shows for a selection, as plain JSON values: every string is text, never markup."""
    drawn = catalog.features.get(selection.feature) if selection.feature else None
    fact = catalog.records.facts.get(selection.fact) if selection.fact else None
    subject = _subject(selection, drawn, fact)
    view: dict[str, Any] = {
        "feature": None,
        "subject": None,
        "facts": [],
        "figures": [],
        "gaps": [],
        "siblings": [],
        "strip": None,
        "projects": [],
        "withdrawn": None,
        "fact": fact.id if fact is not None else None,
    }
    gone = catalog.withdrawn.get(selection.withdrawn) if selection.withdrawn else None
    if gone is not None:
        view["withdrawn"] = {"id": gone.id, "record": gone.record, "date": gone.date, "why": gone.why}
    if drawn is not None:
        view["feature"] = _feature(catalog, drawn)
    projects = catalog.projects_of(subject, drawn.id if drawn is not None else None)
    view["projects"] = [project_view(catalog, project) for project in projects]
    record = catalog.subject(subject) if subject else None
    if record is not None:
        view["subject"] = {"id": record.id, "name": record.name, "kind": record.kind, "summary": record.summary or ""}
    if subject:
        view["strip"] = build_strip(catalog, subject)
        view["facts"] = [fact_view(catalog, fact) for fact in catalog.facts_of(subject)]
        about = {subject, *(project.id for project in projects)}
        view["figures"] = figures(catalog, (claim for claim in catalog.records.claims if claim.subject in about), drawn)
        _tell_since(catalog, view)
        view["gaps"] = [
            {"attribute": gap.attribute, "note": gap.note} for gap in catalog.records.gaps if gap.subject == subject
        ]
        view["siblings"] = [
            {"id": other, "name": catalog.features[other].properties["name"]}
            for other in catalog.features_of([subject])
            if drawn is None or other != drawn.id
        ]
    return view


def fact_view(catalog: Catalog, fact: Fact) -> dict[str, Any]:
    """One fact with the quote that anchors it and the features it is drawn on."""
    return {
        "id": fact.id,
        "statement": fact.statement,
        "quote": fact.selector.exact,
        "article": fact.article,
        "paragraph": fact.selector.paragraph,
        "kind": fact.kind,
        "confidence": fact.confidence,
        "inferred": fact.inferred or "",
        "actors": list(fact.actors),
        "subjects": list(fact.subjects),
        "about": [record.name for subject in fact.subjects if (record := catalog.subject(subject)) is not None],
        "features": list(catalog.features_of(fact.subjects)),
    }


def project_view(catalog: Catalog, project: Project) -> dict[str, Any]:
    """A project with every status it is known to have come into, in order of time, each with who says so."""
    portfolio = catalog.records.portfolio
    return {
        "id": project.id,
        "name": project.name,
        "sector": project.sector,
        "kind": project.kind,
        "provinces": list(project.provinces),
        "place": project.place,
        "located": bool(catalog.features_for(project)),
        "confidence": project.confidence,
        "note": project.note or "",
        "status": portfolio.status(project.id),
        "history": [
            {
                "id": step.id,
                "status": step.status,
                "date": step.date,
                "first": step.earliest.isoformat() if step.earliest else None,
                "last": step.latest.isoformat() if step.latest else None,
                "note": step.note or "",
                "confidence": step.confidence,
                **_cited(catalog, step.source),
            }
            for step in portfolio.history.get(project.id, ())
        ],
        "sources": [{"id": source, **_cited(catalog, source)} for source in project.sources],
    }


def figures(catalog: Catalog, claims: Iterable[Claim], drawn: Drawn | None = None) -> list[dict[str, Any]]:
    """The published figures by attribute. Rivals are newest first; ``first`` is the one the attribute's rule chooses.

    Claims that name a place are shown only when that place is the one drawn.
    """
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.place is None or (drawn is not None and claim.place == drawn.id):
            groups.setdefault(claim.attribute, []).append(claim)
    attributes = catalog.records.attributes
    ordered = sorted(groups, key=lambda name: (attributes[name].order if name in attributes else 1000, name))
    result = []
    for name in ordered:
        attribute = attributes.get(name)
        rivals = sorted(groups[name], key=lambda claim: as_of_key(claim.as_of), reverse=True)
        rule = attribute.rule if attribute is not None else "latest"
        first = choose_first(rivals, rule)
        result.append(
            {
                "attribute": name,
                "label": attribute.label if attribute is not None else name.replace("_", " "),
                "rule": _RULES.get(rule, rule),
                "first": first.id,
                "claims": [_claim(catalog, claim) for claim in rivals],
            }
        )
    return result


def _tell_since(catalog: Catalog, view: dict[str, Any]) -> None:
    """Mark what was published after the first article that speaks of the subject, each claim and each figure."""
    dates = [catalog.records.articles[fact["article"]].published for fact in view["facts"]]
    said = min((as_of_key(one) for one in dates), default=None)
    for figure in view["figures"]:
        for claim in figure["claims"]:
            claim["since"] = said is not None and as_of_key(claim["as_of"]) > said
        figure["since"] = any(claim["since"] for claim in figure["claims"])


_RULES = {
    "latest": "the latest published, of the best confidence where dates are equal",
    "best-supported": "the best supported; of equal support what most sources give, then the latest",
}


def choose_first(rivals: Sequence[Claim], rule: str) -> Claim:
    """The claim shown first under a rule: ``latest`` by date then confidence; ``best-supported`` by confidence,
    then by how many of the rivals say the same, then by date."""
    by_date = sorted(rivals, key=lambda claim: as_of_key(claim.as_of), reverse=True)
    said = [(claim.value, claim.unit) for claim in rivals]
    if rule == "latest":
        newest = [claim for claim in by_date if as_of_key(claim.as_of) == as_of_key(by_date[0].as_of)]
        return min(newest, key=_support)
    return min(by_date, key=lambda claim: (_support(claim), -said.count((claim.value, claim.unit))))


def _support(claim: Claim) -> int:
    return _CONFIDENCE.get(claim.confidence, 3)


def as_of_key(as_of: str) -> str:
    """A sortable form of an EDTF date: the latest date it names. A year sorts before its months, no date before all."""
    parts = _DAY.findall(as_of or "")
    return max(parts) if parts else ""


def _subject(selection: Selection, drawn: Drawn | None, fact: Fact | None) -> str | None:
    if drawn is not None:
        return drawn.subject
    if selection.subject is not None:
        return selection.subject
    return next(iter(fact.subjects), None) if fact is not None else None


def _feature(catalog: Catalog, drawn: Drawn) -> dict[str, Any]:
    properties, head = drawn.properties, drawn.layer.head
    source: Mapping[str, Any] = next((one for one in head["sources"] if one["id"] == properties["source"]), {})
    return {
        "id": drawn.id,
        "name": properties["name"],
        "names": [
            {"lang": lang, "text": str(properties[key])}
            for key, lang in (("name_ur", "ur"), ("name_zh", "zh"))
            if properties.get(key)
        ],
        "kind": str(properties.get("kind", "")),
        "status": properties["status"],
        "precision": properties["precision"],
        "accuracy_m": properties.get("accuracy_m"),
        "note": str(properties.get("note", "")),
        "date": str(properties.get("date", "")),
        "layer": drawn.layer.id,
        "layer_title": head["title"],
        "licence": str(properties.get("licence", head["licence"])),
        "source": {key: str(source.get(key, "")) for key in ("id", "title", "address", "licence", "credit")},
        "details": [
            {"label": fact["label"], "value": properties[fact["property"]], "unit": str(fact.get("unit", ""))}
            for fact in head.get("facts", [])
            if isinstance(properties.get(fact["property"]), (str, int, float))
        ],
    }


def _claim(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "value": claim.value,
        "unit": claim.unit or "",
        "as_of": claim.as_of or "",
        "confidence": claim.confidence,
        "note": claim.note or "",
        "source_id": claim.source,
        **_cited(catalog, claim.source),
    }


def _cited(catalog: Catalog, identifier: str) -> dict[str, str]:
    """Who a source is, in the words under a value."""
    source: Source | None = catalog.records.sources.get(identifier)
    if source is None:
        return {"source": identifier, "publisher": "", "address": ""}
    return {"source": source.title, "publisher": source.publisher or "", "address": source.address or ""}
