"""The strip diagram: stations and places along a line, in order, with how far along it they lie."""

from __future__ import annotations

from typing import Any

from cpec_map.catalog import Catalog, Drawn


def build_strip(catalog: Catalog, subject: str) -> dict[str, Any] | None:
    """The points of a subject's line by chainage, as plain JSON values; ``None`` where the subject has no such line.

    ``km`` is the chainage along the line as drawn, in kilometres from its start. ``post`` is the railway's own km
    post, where one is published; it is never computed here.
    """
    drawn = [catalog.features[identifier] for identifier in catalog.features_of([subject])]
    points = sorted((one for one in drawn if _chainage(one) is not None), key=lambda one: (_chainage(one), one.id))
    if len(points) < 2:
        return None
    return {
        "from": str(points[0].properties["name"]),
        "posts": any("km_post" in one.properties for one in points),
        "points": [
            {
                "id": one.id,
                "name": one.properties["name"],
                "kind": str(one.properties.get("kind", "")),
                "symbol": str(one.properties.get("symbol", "dot")),
                "status": one.properties["status"],
                "km": _chainage(one),
                "post": one.properties.get("km_post"),
                "accuracy_m": one.properties.get("accuracy_m"),
            }
            for one in points
        ],
    }


def _chainage(drawn: Drawn) -> float | None:
    value = drawn.properties.get("chainage_km")
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
