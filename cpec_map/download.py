"""Downloads: the GeoJSON a reader takes away, with title, licence, sources and facts inside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cpec_map.catalog import Catalog, Drawn
from cpec_map.layer import Layer, bounds
from cpec_map.link import BORDERS
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


def download_gazetteer(catalog: Catalog, today: date) -> Download | None:
    """The gazetteer in Linked Places format as it was built, or ``None`` where the file is not there."""
    return Download(f"cpec-gazetteer-{today.isoformat()}.json", catalog.gazetteer) if catalog.gazetteer else None


def _name(what: str, today: date) -> str:
    # Ids are letters, digits and hyphens, but of any length; file systems stop at 255 bytes.
    return f"cpec-{what[:100]}-{today.isoformat()}.geojson"


def _collection(catalog: Catalog, layers: Sequence[Layer], drawn: Sequence[Drawn], borders: str) -> bytes:
    facts = {fact.id: fact for one in drawn if one.subject for fact in catalog.facts_of(one.subject)}
    articles = {fact.article for fact in facts.values()}
    subjects = {one.subject for one in drawn if one.subject}
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
        "sources": _sources(catalog, drawn, claims),
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


def _licence(layers: Sequence[Layer], drawn: Sequence[Drawn]) -> str:
    """One licence for the file: ODbL is share-alike, so one ODbL layer or feature makes the whole file ODbL."""
    heads = dict.fromkeys(str(layer.head["licence"]) for layer in layers)
    own = dict.fromkeys(str(one.properties["licence"]) for one in drawn if "licence" in one.properties)
    return "ODbL-1.0" if any("ODbL" in licence for licence in (*heads, *own)) else " AND ".join(heads)


def _sources(catalog: Catalog, drawn: Sequence[Drawn], claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Every source that a feature or claim of the file names, each once: as the layer gives it, else as on record."""
    named = {one.properties["source"] for one in drawn}
    sources = {
        source["id"]: dict(source) for one in drawn for source in one.layer.head["sources"] if source["id"] in named
    }
    cited = {claim.source for claim in claims}
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
