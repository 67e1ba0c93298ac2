"""How the records in ``seeds/`` become the corridor layers in ``layers/``, byte for byte the same every time."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from cpec_map.layer import (
    DECIMALS,
    SCHEMA,
    LayerError,
    Problem,
    bounds,
    check_layer,
    format_layer,
    parse_json,
    write_whole,
)
from cpec_map.project import STATUSES
from cpec_map.record import Source
from geo.chainage import WGS84, Route, find_foot, join_parts, line_length_m
from geo.check import PlacePlan, Plan, ProjectPlan, ShapePlan, check_seeds

PACKAGE_VERSION = "0.1.0"

# SPDX id -> what a Data Package calls it (https://datapackage.org/standard/data-package/#licenses).
_LICENCES = {
    "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "LGPL-3.0-or-later": ("GNU Lesser General Public License 3.0", "https://www.gnu.org/licenses/lgpl-3.0"),
    "LicenseRef-public-domain": ("Public domain", ""),
}


def build_layers(seeds: Path, layers: Path) -> tuple[Path, ...]:
    """Write every corridor layer; returns the files. Raises ``LayerError``, and writes nothing, for a wrong record."""
    plan, problems = check_seeds(seeds)
    if problems:
        raise LayerError(problems)
    # All documents are made and checked before the first is written, so that a fault leaves every old file.
    texts = {layers / f"{head['id']}.geojson": format_layer(build_layer(plan, head)) for head in plan.layers}
    faults = [fault for path, text in texts.items() for fault in check_layer(parse_json(text, path.name), path.name)]
    if faults:
        raise LayerError(faults)
    for path, text in texts.items():
        write_whole(path, text)
    return tuple(texts)


def build_layer(plan: Plan, head: Mapping[str, Any]) -> dict[str, Any]:
    """One layer as a GeoJSON document: its shapes in the order of ``features.csv``, then places, then projects."""
    along = route_along(plan, head)
    starts = dict(zip(head.get("along", []), along.starts_km if along else (), strict=True))
    shapes = [_shape_feature(plan, shape, starts) for shape in plan.shapes if shape.layer == head["id"]]
    places = [_place_feature(place, along) for place in plan.places if place.layer == head["id"]]
    projects = [_project_feature(plan, one) for one in plan.projects if one.project.sector == head.get("sector")]
    features = [*shapes, *places, *projects]
    cited = [feature["properties"]["source"] for feature in features] + list(head.get("extra_sources", []))
    return {
        "type": "FeatureCollection",
        "layer": _head(head, [plan.sources[source] for source in sorted(set(cited))]),
        "bbox": bounds([feature["geometry"] for feature in features]),
        "features": features,
    }


def route_along(plan: Plan, head: Mapping[str, Any]) -> Route | None:
    """The route that a layer's chainages are measured along, or ``None`` where it names no parts for one."""
    parts = head.get("along", [])
    return join_parts(_line(plan, part) for part in parts) if parts else None


def write_package(layers: Path) -> Path:
    """Write ``datapackage.json`` (Data Package 2) over every layer file that is there; returns its path."""
    resources = [
        _resource(path, layers) for path in sorted([*layers.glob("*.geojson"), *layers.glob("base/*.geojson")])
    ]
    licences = {licence["name"]: licence for resource in resources for licence in resource["licenses"]}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "cpec-corridor-map",
        "title": "Layers of the China–Pakistan Economic Corridor map",
        "version": PACKAGE_VERSION,
        "licenses": [licences[name] for name in sorted(licences)],
        "resources": resources,
    }
    path = layers / "datapackage.json"
    write_whole(path, (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode())
    return path


def length_km(lines: Sequence[Sequence[Sequence[float]]], accuracy_m: float) -> float:
    """The geodesic length in km, no finer than the accuracy supports: 0.1, 1 or 5 km."""
    metres = sum(map(line_length_m, lines))
    step = 0.1 if accuracy_m <= 50 else 1 if accuracy_m <= 1000 else 5
    # Below a few steps the number would say nothing; a berth of 200 m keeps its two decimals.
    while metres / 1000 < 3 * step and step > 0.01:
        step /= 10
    return _tidy(round(metres / 1000 / step) * step)


def area_ha(ring: Sequence[Sequence[float]], accuracy_m: float) -> float:
    """The geodesic area in hectares, rounded to the power of ten below what the outline's accuracy leaves open."""
    area, perimeter = WGS84.polygon_area_perimeter([x for x, _ in ring], [y for _, y in ring])
    step = 10 ** math.floor(math.log10(max(perimeter * accuracy_m / 10_000, 0.1)))
    return _tidy(round(abs(area) / 10_000 / step) * step)


def _line(plan: Plan, part: str) -> tuple[tuple[float, float], ...]:
    return tuple(_round(point) for point in plan.parts[part].points)


def _shape_feature(plan: Plan, shape: ShapePlan, starts_km: Mapping[str, float]) -> dict[str, Any]:
    parts = [plan.parts[part] for part in shape.parts]
    lines = [_line(plan, part.id) for part in parts]
    kind = parts[0].geometry
    accuracy = max(part.accuracy_m for part in parts)
    coordinates: Any
    measures: dict[str, Any] = {}
    if kind == "Point":
        coordinates = lines[0][0]
    elif kind == "Polygon":
        ring = _outer_ring(lines[0])
        coordinates = [ring]
        if shape.precision == "surveyed":  # the area of a sketch is the published one, drawn by us
            measures["area_ha"] = area_ha(ring, accuracy)
    else:
        coordinates = lines[0] if len(lines) == 1 else lines
        kind = kind if len(lines) == 1 else "MultiLineString"
        measures["length_km"] = length_km(lines, accuracy)
        if shape.parts[0] in starts_km:
            # For adding to, not for reading: rounded so that the next stretch begins where this one ends.
            measures["chainage_start_km"] = _tidy(starts_km[shape.parts[0]])
    notes = [note for note in dict.fromkeys((shape.row["note"], *(part.note for part in parts))) if note]
    properties = {
        "name": shape.row["name"],
        "subject": shape.row["subject"],
        "kind": shape.row["kind"],
        "status": shape.row["status"],
        "precision": shape.precision,
        "accuracy_m": _tidy(accuracy),
        "source": parts[0].source,
        "licence": parts[0].licence,
        "family": shape.row["family"],
        "name_ur": shape.row["name_ur"],
        "name_zh": shape.row["name_zh"],
        "date": shape.row["date"],
        **measures,
        "note": ". ".join(notes),
        "symbol": shape.row["symbol"],
        "rank": int(shape.row["rank"]),
    }
    return _feature(shape.id, {"type": kind, "coordinates": _as_lists(coordinates)}, properties)


def _place_feature(place: PlacePlan, along: Route | None) -> dict[str, Any]:
    row = place.row
    # Along the line no finer than the place is known: whole kilometres, or five where it lies kilometres off.
    step = 1 if place.accuracy_m <= 2000 else 5
    properties = {
        "name": row["name"],
        "subject": row["subject"],
        "kind": row["kind"],
        "status": row["status"],
        "precision": row["precision"],
        "accuracy_m": _tidy(place.accuracy_m),
        "source": row["source"],
        "licence": row["licence"],
        "family": row["family"],
        "name_ur": row["name_ur"],
        "name_zh": row["name_zh"],
        "aliases": row["aliases"],
        "km_post": _number(row["km_post"]),
        "km_estimated": _number(row["km_estimated"]),
        "chainage_km": _chainage_km(along, place, step),
        "district": row["district"],
        "geonames": _number(row["geonames"]),
        "date": row["date"],
        "note": row["note"],
        "symbol": row["symbol"],
        "rank": int(row["rank"]),
    }
    return _feature(place.id, {"type": "Point", "coordinates": list(_round((place.lon, place.lat)))}, properties)


# Family (colour) and symbol of a sector's projects.
_SECTOR_LOOKS = {
    "energy": ("energy", "power"),
    "road": ("road", "road"),
    "rail": ("rail", "rail"),
    "gwadar": ("port", "anchor"),
    "zones": ("zone", "zone"),
    "digital": ("digital", "fibre"),
    "social": ("social", "people"),
}
_OPEN_LICENCES = ("ODbL-1.0", "CC-BY-4.0", "public-domain")


def _project_feature(plan: Plan, placed: ProjectPlan) -> dict[str, Any]:
    project = placed.project
    source = plan.sources[placed.source]
    family, symbol = _SECTOR_LOOKS[project.sector]
    properties = {
        "name": project.name,
        "subject": project.subject or project.id,
        "project": project.id,
        "kind": project.kind,
        "status": STATUSES.get(placed.status, "unknown"),
        "project_status": placed.status,
        "precision": "located",
        "accuracy_m": _tidy(placed.accuracy_m),
        "source": source.id,
        # A single position that a page states is a fact, which no licence of the page's text covers.
        "licence": source.licence if source.licence in _OPEN_LICENCES else "CC-BY-4.0",
        "sector": project.sector,
        "family": family,
        "provinces": "; ".join(project.provinces),
        "place": project.place,
        "note": ". ".join(note for note in (project.note, placed.note) if note),
        "symbol": symbol,
        "rank": 3,
    }
    return _feature(project.id, {"type": "Point", "coordinates": list(_round((placed.lon, placed.lat)))}, properties)


def _chainage_km(along: Route | None, place: PlacePlan, step: int) -> int | None:
    return None if along is None else round(find_foot(along, place.lon, place.lat).chainage_km / step) * step


def _feature(identifier: str, geometry: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    present = {key: value for key, value in properties.items() if value not in (None, "")}
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": present}


def _head(head: Mapping[str, Any], sources: Sequence[Source]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        **{key: head[key] for key in ("id", "title", "group", "order", "shown")},
        "style": dict(head.get("style", {})),
        **{key: head[key] for key in ("about", "accuracy", "date", "sector") if key in head},
        "facts": [dict(fact) for fact in head.get("facts", [])],
        "licence": head["licence"],
        "attribution": head["attribution"],
        "sources": [_cited(source) for source in sources],
    }


def _cited(source: Source) -> dict[str, str]:
    cited = {
        "id": source.id,
        "title": source.title,
        "address": source.address,
        "licence": source.licence,
        "credit": source.credit,
    }
    return {key: value for key, value in cited.items() if value}


def _resource(path: Path, layers: Path) -> dict[str, Any]:
    text = path.read_bytes()
    head = parse_json(text, path.name)["layer"]
    title, address = _LICENCES.get(head["licence"], (head["licence"], ""))
    licence = {"name": head["licence"], "title": title, "path": address}
    return {
        "name": path.stem,
        "path": path.relative_to(layers).as_posix(),
        "title": head["title"],
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
        "bytes": len(text),
        "hash": f"sha256:{hashlib.sha256(text).hexdigest()}",
        "licenses": [{key: value for key, value in licence.items() if value}],
        "sources": [_package_source(one) for one in head["sources"]],
    }


def _package_source(source: Mapping[str, str]) -> dict[str, str]:
    # The standard wants an address here; a registry's name for a package is none.
    address = source.get("address", "")
    return {"title": source["title"], **({"path": address} if address.startswith("https://") else {})}


def _outer_ring(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The ring closed and counter-clockwise, as RFC 7946 wants outer rings."""
    ring = tuple(points) if points[0] == points[-1] else (*points, points[0])
    signed = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return ring if signed > 0 else ring[::-1]


def _round(point: Sequence[float]) -> tuple[float, float]:
    return round(point[0], DECIMALS), round(point[1], DECIMALS)


def _as_lists(coordinates: Any) -> Any:
    """Nested tuples as the lists that JSON has."""
    return [_as_lists(one) for one in coordinates] if isinstance(coordinates, (tuple, list)) else coordinates


def _number(cell: str) -> float | int | None:
    return _tidy(float(cell)) if cell else None


def _tidy(number: float) -> float | int:
    """Without binary dust, and whole numbers without a point, so that files read well."""
    rounded = round(number, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def stale_layers(seeds: Path, layers: Path) -> Iterator[Problem]:
    """Published corridor layers that are not what the records would build now."""
    plan, problems = check_seeds(seeds)
    if problems:
        return
    for head in plan.layers:
        path = layers / f"{head['id']}.geojson"
        if not path.is_file():
            yield Problem(f"layers/{path.name}", "file", "is missing.", "Run `python -m geo build`.")
        elif path.read_bytes() != format_layer(build_layer(plan, head)):
            yield Problem(f"layers/{path.name}", "file", "is not what the records build.", "Run `python -m geo build`.")
