"""The link: what a reader sees, written as plain text in the address, and read back without trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cpec_map.catalog import Catalog
from cpec_map.layer import PRECISIONS
from cpec_map.project import CONFIDENCES, PROVINCES, SECTORS, STATUSES

BASES = ("own", "osm", "satellite")
BORDERS = ("neutral", "pakistan", "india", "china")
ZOOMS = (4, 17)
# Accuracy classes in metres: a reader may hide what is known more coarsely than one of these.
CLASSES = (100, 1000, 10000)
TABS = ("facts", "article", "projects", "list", "sources")
SORTS = ("listed", "name", "status", "since", "cost", "capacity", "length")
# What projects can be filtered by, each with its words.
FACETS: Mapping[str, tuple[str, ...]] = {
    "sector": SECTORS,
    "status": (*STATUSES, "unknown"),
    "province": PROVINCES,
    "confidence": CONFIDENCES,
    "known": (*PRECISIONS[:-1], "none"),
}
MAX_FIND = 100
# Plain decimals, as the page writes them; float() would also take "1_0", "1e1", "nan" and digits of other scripts.
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
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
    tab: str = TABS[0]
    sort: str = SORTS[0]
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    find: str = ""
    since: date | None = None
    until: date | None = None
    source: str | None = None
    withdrawn: str | None = None


def read_link(query: Mapping[str, str], catalog: Catalog) -> Selection:
    """The selection a query string asks for. Whatever is unknown, malformed or out of range is dropped."""
    feature = query.get("feature")
    subject = query.get("subject")
    fact = query.get("fact")
    return Selection(
        view=_read_view(query.get("view", "")),
        layers=_read_layers(query.get("layers"), catalog),
        feature=feature if feature in catalog.features else None,
        subject=subject if subject is not None and catalog.subject(subject) is not None else None,
        fact=fact if fact in catalog.records.facts else None,
        base=query["base"] if query.get("base") in BASES else BASES[0],
        borders=query["borders"] if query.get("borders") in BORDERS else BORDERS[0],
        within=next((size for size in CLASSES if query.get("within") == str(size)), None),
        relief=query.get("relief") == "1",
        tab=query["tab"] if query.get("tab") in TABS else TABS[0],
        sort=query["sort"] if query.get("sort") in SORTS else SORTS[0],
        facets=tuple((name, kept) for name in FACETS if (kept := _read_facet(name, query.get(name, "")))),
        find=" ".join(query.get("find", "")[:MAX_FIND].split()),
        since=_read_day(query.get("from", "")),
        until=_read_day(query.get("to", "")),
        source=query["source"] if query.get("source") in catalog.records.sources else None,
        withdrawn=next((one for one in (feature, subject, fact) if one in catalog.withdrawn), None),
    )


def write_link(selection: Selection) -> dict[str, str]:
    """The query parameters that reopen a selection; what is as at start is left out."""
    query: dict[str, str] = {}
    if selection.view is not None:
        query["view"] = f"{selection.view.lon:.5f},{selection.view.lat:.5f},{selection.view.zoom:g}"
    if selection.layers is not None:
        query["layers"] = ",".join(selection.layers)
    for name in ("feature", "subject", "fact", "source"):
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
    if selection.tab != TABS[0]:
        query["tab"] = selection.tab
    if selection.sort != SORTS[0]:
        query["sort"] = selection.sort
    query.update({name: ",".join(values) for name, values in selection.facets})
    if selection.find:
        query["find"] = selection.find
    for name, day in (("from", selection.since), ("to", selection.until)):
        if day is not None:
            query[name] = day.isoformat()
    return query


def _read_facet(name: str, text: str) -> tuple[str, ...]:
    """The values of a facet that a link names, in the order of the facet; unknown ones are dropped."""
    asked = text[:1000].split(",")
    return tuple(value for value in FACETS[name] if value in asked)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


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
