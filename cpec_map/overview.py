"""The overview: all that the browser must know before it draws, as one JSON document of plain text values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import xyzservices.providers as providers

from cpec_map.catalog import Catalog
from cpec_map.facts import fact_view
from cpec_map.layer import Layer
from cpec_map.link import ZOOMS
from cpec_map.map import CORRIDOR

# Online tiles are the reader's choice, never fetched at start; addresses and credits come from xyzservices.
TILES = {
    "osm": ("OpenStreetMap", providers.OpenStreetMap.Mapnik),
    "satellite": ("Satellite", providers.Esri.WorldImagery),
}


def build_overview(catalog: Catalog) -> dict[str, Any]:
    """Layers, base layers, search index, articles and problems of a catalog, as JSON values."""
    return {
        "digest": catalog.digest,
        "bounds": list(CORRIDOR),
        "zooms": list(ZOOMS),
        "layers": [_layer(layer) for layer in catalog.layers],
        "base": [_base(layer) for layer in catalog.base],
        "tiles": [
            {
                "id": name,
                "title": title,
                "address": tile.build_url(),
                "attribution": tile.attribution,
                "max_zoom": tile.get("max_zoom", 19),
            }
            for name, (title, tile) in TILES.items()
        ],
        "subjects": [_subject(catalog, identifier) for identifier in catalog.records.subjects],
        "features": [_feature(catalog, identifier) for identifier in catalog.features],
        "projects": [
            {"id": one.id, "name": one.name, "kind": one.kind, "features": list(catalog.features_for(one))}
            for one in catalog.records.portfolio.projects.values()
        ],
        "articles": [
            {
                "id": article.id,
                "title": article.title,
                "citation": article.citation,
                "published": article.published,
                "dated_by": article.dated_by,
                "paragraphs": article.paragraphs,
                "facts": [fact_view(catalog, fact) for fact in article.facts],
            }
            for article in catalog.records.articles.values()
        ],
        "places": _places(catalog),
        "gazetteer": len(catalog.places) if catalog.gazetteer else 0,
        "problems": [
            {"file": problem.file, "place": problem.place, "rule": problem.rule, "remedy": problem.remedy}
            for problem in catalog.problems
        ],
    }


def format_overview(catalog: Catalog) -> bytes:
    """The overview as UTF-8 JSON."""
    return json.dumps(build_overview(catalog), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def layer_address(layer: Layer, catalog: Catalog) -> str:
    """Where the browser fetches a layer: a relative address that changes when any file does."""
    return f"map/layers/{layer.id}.geojson?v={catalog.digest}"


def _layer(layer: Layer) -> dict[str, Any]:
    head = layer.head
    return {
        "id": layer.id,
        "title": head["title"],
        "group": head["group"],
        "sector": head.get("sector"),
        "shown": head.get("shown", True),
        "style": head.get("style", {}),
        "about": str(head.get("about", "")),
        "accuracy": str(head.get("accuracy", "")),
        "date": str(head.get("date", "")),
        "licence": head["licence"],
        "attribution": head["attribution"],
        "sources": [
            {key: str(source.get(key, "")) for key in ("title", "address", "licence")} for source in head["sources"]
        ],
        "count": len(layer.features),
        "precisions": sorted({str(feature["properties"].get("precision", "")) for feature in layer.features}),
        "bbox": list(layer.bbox),
    }


def _base(layer: Layer) -> dict[str, Any]:
    head = layer.head
    return {
        "id": layer.id,
        "draw": head.get("draw", ""),
        "bbox": list(layer.bbox),
        "zoom": list(head.get("zoom", ZOOMS)),
        "attribution": head["attribution"],
        "title": head["title"],
    }


def _subject(catalog: Catalog, identifier: str) -> dict[str, Any]:
    record = catalog.records.subjects[identifier]
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "summary": record.summary or "",
        "facts": len(catalog.facts_of(identifier)),
        "figures": sum(claim.subject == identifier for claim in catalog.records.claims),
        "features": list(catalog.drawn_for.get(identifier, ())),
    }


def _feature(catalog: Catalog, identifier: str) -> dict[str, Any]:
    drawn = catalog.features[identifier]
    properties: Mapping[str, Any] = drawn.properties
    return {
        "id": identifier,
        "name": properties["name"],
        "names": [str(properties[key]) for key in ("name_ur", "name_zh", "aliases") if properties.get(key)],
        "kind": str(properties.get("kind", "")),
        "status": properties["status"],
        "precision": properties["precision"],
        "layer": drawn.layer.id,
        "subject": drawn.subject,
    }


def _places(catalog: Catalog) -> list[dict[str, Any]]:
    """What the search knows beside the drawn features: the gazetteer's located places, then towns of the base map."""
    places = [
        {
            "name": place.name,
            "names": [name for name in (place.name_ur, place.name_zh, *place.aliases) if name],
            "kind": place.kind,
            "at": [place.lon, place.lat],
            "accuracy_m": place.accuracy_m,
        }
        for place in catalog.places
        if place.lon is not None and place.lat is not None and place.feature is None
    ]
    known = {str(place["name"]).casefold() for place in places}
    for layer in catalog.base:
        if layer.head.get("draw") != "city":
            continue
        for feature in layer.features:
            properties, geometry = feature["properties"], feature["geometry"]
            name = str(properties.get("name", ""))
            if geometry is None or geometry["type"] != "Point" or name.casefold() in known:
                continue
            names = [str(properties[key]) for key in ("name_ur", "name_zh") if properties.get(key)]
            places.append(
                {"name": name, "names": names, "kind": "town", "at": geometry["coordinates"][:2], "accuracy_m": 5000}
            )
    return places
