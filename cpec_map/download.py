"""Downloads: the GeoJSON a reader takes away, with title, licence, sources and facts inside."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cpec_map.catalog import Catalog, Drawn
from cpec_map.layer import Layer, bounds
from cpec_map.link import BORDERS
from cpec_map.portfolio import figure_of
from cpec_map.project import Project
from cpec_map.record import Claim, Fact

# What a file says of the borders it was seen with. The file itself draws none.
BORDER_NOTES = {
    "neutral": "Seen with the neutral view of borders: the Line of Control and other disputed lines dashed.",
    "pakistan": "Seen with borders as Pakistan shows them.",
    "india": "Seen with borders as India shows them.",
    "china": "Seen with borders as China shows them.",
}


@dataclass(frozen=True)
class Download:
    """A file to hand out: its name and its bytes (GeoJSON, UTF-8)."""

    name: str
    text: bytes


def download_layers(
    catalog: Catalog, identifiers: Sequence[str], today: date, borders: str = BORDERS[0]
) -> Download | None:
    """One FeatureCollection of exactly these corridor layers, or ``None`` when ids are given and none is known.

    Unknown ids among known ones are left out; no ids at all is an empty collection, as no layer may be visible.
    """
    layers = [layer for layer in catalog.layers if layer.id in identifiers]
    if identifiers and not layers:
        return None
    drawn = [Drawn(layer, feature) for layer in layers for feature in layer.features]
    what = layers[0].id if len(layers) == 1 else f"{len(layers)}-layers"
    return Download(_name(what, today), _collection(catalog, layers, drawn, borders))


def download_feature(catalog: Catalog, identifier: str, today: date, borders: str = BORDERS[0]) -> Download | None:
    """One feature as a FeatureCollection, or ``None`` when there is no such feature."""
    drawn = catalog.features.get(identifier)
    if drawn is None:
        return None
    return Download(_name(identifier, today), _collection(catalog, [drawn.layer], [drawn], borders))


def download_projects(
    catalog: Catalog, identifiers: Iterable[str], form: str, today: date, borders: str = BORDERS[0]
) -> Download | None:
    """Exactly these projects as ``geojson`` or ``csv``, located or not, or ``None`` when none of the ids is known.

    In GeoJSON a project is every feature that draws it; one that nothing draws is a feature without geometry.
    """
    asked = set(identifiers)
    projects = [one for one in catalog.records.portfolio.projects.values() if one.id in asked]
    if not projects:
        return None
    what = projects[0].id if len(projects) == 1 else f"{len(projects)}-projects"
    if form == "csv":
        return Download(_name(what, today, "csv"), _projects_table(catalog, projects))
    features = list(dict.fromkeys(feature for one in projects for feature in catalog.features_for(one)))
    drawn = [catalog.features[feature] for feature in features]
    layers = list({one.layer.id: one.layer for one in drawn}.values())
    document = json.loads(_collection(catalog, layers, drawn, borders, [one.id for one in projects]))
    document["title"] = f"{len(projects)} projects of the China–Pakistan Economic Corridor"
    document["licence"] = document["licence"] or "CC-BY-4.0"
    document["features"] += [
        {
            "type": "Feature",
            "id": one.id,
            "geometry": None,
            "properties": {"name": one.name, "project": one.id, "note": "Not located: no source gives its place"},
        }
        for one in projects
        if not catalog.features_for(one)
    ]
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    return Download(_name(what, today), text.encode())


def download_gazetteer(catalog: Catalog, today: date) -> Download | None:
    """The gazetteer in Linked Places format as it was built, or ``None`` where the file is not there."""
    return Download(f"cpec-gazetteer-{today.isoformat()}.json", catalog.gazetteer) if catalog.gazetteer else None


def _name(what: str, today: date, ending: str = "geojson") -> str:
    # Ids are letters, digits and hyphens, but of any length; file systems stop at 255 bytes.
    return f"cpec-{what[:100]}-{today.isoformat()}.{ending}"


def _collection(
    catalog: Catalog,
    layers: Sequence[Layer],
    drawn: Sequence[Drawn],
    borders: str,
    projects: Iterable[str] | None = None,
) -> bytes:
    """The document of some features; ``projects`` are those it is about, else those that the features draw."""
    facts = {fact.id: fact for one in drawn if one.subject for fact in catalog.facts_of(one.subject)}
    articles = {fact.article for fact in facts.values()}
    if projects is None:
        projects = dict.fromkeys(project.id for one in drawn for project in catalog.projects_of(one.subject, one.id))
    portfolio = catalog.records.portfolio
    told = [_project(catalog, portfolio.projects[one]) for one in projects]
    subjects = {one.subject for one in drawn if one.subject} | set(projects)
    places = {None, *(one.id for one in drawn)}
    claims = [claim for claim in catalog.records.claims if claim.subject in subjects and claim.place in places]
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "title": "; ".join(str(layer.head["title"]) for layer in layers) or "No layer",
        "licence": _licence(layers, drawn),
        "attribution": "; ".join(dict.fromkeys(str(layer.head["attribution"]) for layer in layers)),
        "borders": BORDER_NOTES[borders],
        "layers": [layer.head for layer in layers],
        "articles": [
            {"id": article.id, "title": article.title, "citation": article.citation, "published": article.published}
            for article in catalog.records.articles.values()
            if article.id in articles
        ],
        "facts": [_fact(fact) for fact in facts.values()],
        "claims": [_claim(claim) for claim in claims],
        "projects": told,
        "sources": _sources(catalog, drawn, claims, {step["source"] for one in told for step in one["history"]}),
    }
    geometries = [one.feature["geometry"] for one in drawn if one.feature["geometry"] is not None]
    if geometries:
        document["bbox"] = bounds(geometries)
    document["features"] = [
        {
            **one.feature,
            "properties": {
                **one.properties,
                "layer": one.layer.id,
                "fact_ids": ", ".join(fact.id for fact in catalog.facts_of(one.subject)) if one.subject else "",
            },
        }
        for one in drawn
    ]
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


_COLUMNS = (
    *("id", "name", "sector", "kind", "status", "status_date", "provinces", "place", "lon", "lat", "accuracy_m"),
    *("located", "capacity_mw", "length_km", "area_acres", "cost_usd_million", "confidence", "sources", "note"),
)


def _projects_table(catalog: Catalog, projects: Sequence[Project]) -> bytes:
    """One row per project, CSV in UTF-8; figures are those shown first, costs in dollars only."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for project in projects:
        row = _project(catalog, project)
        features = [catalog.features[one] for one in catalog.features_for(project)]
        point = next((one.feature["geometry"]["coordinates"] for one in features if one.id == project.id), ("", ""))
        last = row["history"][-1] if row["history"] else {"status": "unknown", "date": ""}
        cited = dict.fromkeys([*project.sources, *(step["source"] for step in row["history"])])
        cells = {
            **{key: row[key] for key in ("id", "name", "sector", "kind", "place", "confidence", "note")},
            "status": last["status"],
            "status_date": last["date"],
            "provinces": "; ".join(project.provinces),
            "lon": point[0],
            "lat": point[1],
            "accuracy_m": max((one.properties["accuracy_m"] for one in features), default=""),
            "located": ", ".join(one.id for one in features),
            "sources": "; ".join(cited),
            **row["adds"],
        }
        writer.writerow({key: _plain(value) for key, value in cells.items()})
    return text.getvalue().encode()


def _plain(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _project(catalog: Catalog, project: Project) -> dict[str, Any]:
    about = catalog.subjects_of(project)
    claims = [claim for claim in catalog.records.claims if claim.subject in about]
    columns = {"capacity": "capacity_mw", "length": "length_km", "area": "area_acres", "cost": "cost_usd_million"}
    found = {column: figure_of(catalog, claims, attribute) for attribute, column in columns.items()}
    return {
        "id": project.id,
        "name": project.name,
        "sector": project.sector,
        "kind": project.kind,
        "provinces": list(project.provinces),
        "place": project.place,
        "confidence": project.confidence,
        "note": project.note or "",
        "adds": {column: figure[1] for column, figure in found.items() if figure and figure[1] is not None},
        "history": [
            {"status": step.status, "date": step.date, "source": step.source, "confidence": step.confidence}
            for step in catalog.records.portfolio.history.get(project.id, ())
        ],
    }


def _licence(layers: Sequence[Layer], drawn: Sequence[Drawn]) -> str:
    """One licence for the file: ODbL is share-alike, so one ODbL layer or feature makes the whole file ODbL."""
    heads = dict.fromkeys(str(layer.head["licence"]) for layer in layers)
    own = dict.fromkeys(str(one.properties["licence"]) for one in drawn if "licence" in one.properties)
    return "ODbL-1.0" if any("ODbL" in licence for licence in (*heads, *own)) else " AND ".join(heads)


def _sources(
    catalog: Catalog, drawn: Sequence[Drawn], claims: Sequence[Claim], more: Iterable[str]
) -> list[dict[str, Any]]:
    """Every source that the file names, each once: as the layer gives it, else as on record."""
    named = {one.properties["source"] for one in drawn}
    sources = {
        source["id"]: dict(source) for one in drawn for source in one.layer.head["sources"] if source["id"] in named
    }
    cited = {*more, *(claim.source for claim in claims)}
    for source in catalog.records.sources.values():
        if source.id in cited and source.id not in sources:
            sources[source.id] = {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "address": source.address,
                "licence": source.licence,
            }
    return list(sources.values())


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "statement": fact.statement,
        "quote": fact.selector.exact,
        "article": fact.article,
        "paragraph": fact.selector.paragraph,
        "start": fact.selector.start,
        "end": fact.selector.end,
        "subjects": list(fact.subjects),
        "kind": fact.kind,
        "confidence": fact.confidence,
        **({"inferred": fact.inferred} if fact.inferred else {}),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "subject": claim.subject,
        "attribute": claim.attribute,
        "value": claim.value,
        "unit": claim.unit,
        "as_of": claim.as_of,
        "source": claim.source,
        "confidence": claim.confidence,
        **({"place": claim.place} if claim.place else {}),
        **({"note": claim.note} if claim.note else {}),
    }
