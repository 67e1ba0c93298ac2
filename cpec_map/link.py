"""The link: what a reader sees, written as plain text in the address, and read back without trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cpec_map.catalog import Catalog

BASES = ("own", "osm", "satellite")
BORDERS = ("neutral", "pakistan", "india", "china")
ZOOMS = (4, 17)
# Accuracy classes in metres: a reader may hide what is known more coarsely than one of these.
CLASSES = (100, 1000, 10000)
# Plain decimals, as the page writes them; float() would also take "1_0", "1e1", "nan" and digits of other scripts.
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")


@dataclass(frozen=True)
class View:
    """Where the map looks: centre in degrees (WGS 84) and Leaflet zoom level."""

    lon: float
    lat: float
    zoom: float


@dataclass(frozen=True)
class Selection:
    """What a reader has chosen. ``None`` means: as at start."""

    view: View | None = None
    layers: tuple[str, ...] | None = None
    feature: str | None = None
    subject: str | None = None
    fact: str | None = None
    base: str = BASES[0]
    borders: str = BORDERS[0]
    within: int | None = None
    relief: bool = False


def read_link(query: Mapping[str, str], catalog: Catalog) -> Selection:
    """The selection a query string asks for. Whatever is unknown, malformed or out of range is dropped."""
    feature = query.get("feature")
    subject = query.get("subject")
    fact = query.get("fact")
    return Selection(
        view=_read_view(query.get("view", "")),
        layers=_read_layers(query.get("layers"), catalog),
        feature=feature if feature in catalog.features else None,
        subject=subject if subject in catalog.records.subjects else None,
        fact=fact if fact in catalog.records.facts else None,
        base=query["base"] if query.get("base") in BASES else BASES[0],
        borders=query["borders"] if query.get("borders") in BORDERS else BORDERS[0],
        within=next((size for size in CLASSES if query.get("within") == str(size)), None),
        relief=query.get("relief") == "1",
    )


def write_link(selection: Selection) -> dict[str, str]:
    """The query parameters that reopen a selection; what is as at start is left out."""
    query: dict[str, str] = {}
    if selection.view is not None:
        query["view"] = f"{selection.view.lon:.5f},{selection.view.lat:.5f},{selection.view.zoom:g}"
    if selection.layers is not None:
        query["layers"] = ",".join(selection.layers)
    for name in ("feature", "subject", "fact"):
        value = getattr(selection, name)
        if value is not None:
            query[name] = value
    if selection.base != BASES[0]:
        query["base"] = selection.base
    if selection.borders != BORDERS[0]:
        query["borders"] = selection.borders
    if selection.relief:
        query["relief"] = "1"
    if selection.within is not None:
        query["within"] = str(selection.within)
    return query


def _read_view(text: str) -> View | None:
    parts = text[:100].split(",")
    if len(parts) != 3 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    # Adding zero turns a negative zero, which would be written "-0.00000", into zero.
    lon, lat, zoom = (round(float(part), 5) + 0.0 for part in parts)
    if not (-180 <= lon <= 180 and -85 <= lat <= 85 and ZOOMS[0] <= zoom <= ZOOMS[1]):
        return None
    return View(lon, lat, zoom)


def _read_layers(text: str | None, catalog: Catalog) -> tuple[str, ...] | None:
    if text is None:
        return None
    asked = text.split(",")
    known = tuple(layer.id for layer in catalog.layers if layer.id in asked)
    # An empty list is a choice ("no layers"); a list of nothing but unknown names is nonsense.
    return known if known or text == "" else None
