"""How well the drawn geometry agrees with what it was not made from: lengths, km posts, points, areas and the coast."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cpec_map.layer import Problem, read_layer
from cpec_map.record import Claim, read_records
from cpec_map.table import Row, read_table
from geo.build import route_along
from geo.chainage import WGS84, Foot, Position, Route, calibrate, distance_m, find_foot, join_parts, point_at
from geo.check import PlacePlan, Plan, ShapePlan, check_seeds

# Metres and square metres in one of the units that claims use; the acre is the international one.
_METRES = {"m": 1.0, "km": 1000.0}
_SQUARE_METRES = {"acres": 4046.8564224, "ha": 10_000.0, "km2": 1_000_000.0}

_QUAY = ("gwadar-port-berth-1", "gwadar-port-berth-2", "gwadar-port-berth-3")
_QUAY_STEP_M = 50
_COAST = "base/coast-detail.geojson"
_COAST_2017 = "coast-land-"
_NEAR_QUAY_M = 5000
# A check point further off than this is a slip: the coarsest line that has any lies up to 1.3 km off.
_ASIDE_M = 3000


@dataclass(frozen=True)
class Spread:
    """How a set of distances is spread, in the unit they were given in; ``high`` is the 95th percentile.

    The percentile is by nearest rank: the smallest of the distances that at least 95 % do not exceed.
    """

    count: int
    median: float
    root_mean_square: float
    high: float
    greatest: float


@dataclass(frozen=True)
class Published:
    """A length (km) or area (ha) as drawn and as one source gives it. ``goal_percent`` is the difference allowed."""

    id: str
    name: str
    is_area: bool
    drawn: float
    published: float
    claim: str
    source: str
    drawn_to: bool
    goal_percent: float | None
    note: str

    @property
    def percent(self) -> float:
        """How much longer or larger the drawing is."""
        return (self.drawn / self.published - 1) * 100


@dataclass(frozen=True)
class Station:
    """A station with a published km post. ``predicted_km`` is the post that its neighbours' posts give it.

    Only stations placed by a point of their own have one, and only such stations and the first of the line predict:
    what was placed by its post agrees with it by construction.
    """

    name: str
    post_km: float
    chainage_km: float
    placed_by: str
    predicted_km: float | None

    def difference_km(self, first: Station) -> float:
        """Drawn minus published distance from the first station."""
        return (self.chainage_km - first.chainage_km) - (self.post_km - first.post_km)


@dataclass(frozen=True)
class PointSet:
    """Distances in metres of points that did not make a part, from one source, to that part."""

    part: str
    source: str
    rounding_m: float | None
    spread: Spread


@dataclass(frozen=True)
class Track:
    """A stretch of track between two points: its length in OpenStreetMap and along our line, in km."""

    id: str
    part: str
    published_km: float
    drawn_km: float


@dataclass(frozen=True)
class Beside:
    """A place beside a road: how far along, and how far off, in km and metres."""

    name: str
    chainage_km: float
    offset_m: float
    accuracy_m: float
    note: str


@dataclass(frozen=True)
class Accuracy:
    """Everything that was measured."""

    published: tuple[Published, ...]
    stations: tuple[Station, ...]
    points: tuple[PointSet, ...]
    tracks: tuple[Track, ...]
    beside: tuple[Beside, ...]
    quay: Spread | None
    coast_vertices: int
    gaps_m: Mapping[str, tuple[float, ...]]
    plan: Plan


def measure(seeds: Path, layers: Path) -> tuple[Accuracy | None, tuple[Problem, ...]]:
    """Everything that can be measured from the records and the published coast; ``None`` where a record is wrong."""
    plan, faults = check_seeds(seeds)
    problems = list(faults)
    shapes = {shape.id: shape for shape in plan.shapes}
    published = _published(seeds, plan, shapes, problems)
    points = _check_points(seeds, plan, problems)
    tracks = _check_lengths(seeds, plan, problems)
    if problems:
        return None, tuple(problems)
    routes = {head["id"]: route_along(plan, head) for head in plan.layers}
    quay, vertices = _quay(plan, shapes, layers)
    accuracy = Accuracy(
        published=tuple(published),
        stations=_stations(plan, routes),
        points=points,
        tracks=tuple(tracks),
        beside=_beside(plan, routes),
        quay=quay,
        coast_vertices=vertices,
        gaps_m={layer: route.gaps_m for layer, route in routes.items() if route is not None and route.gaps_m},
        plan=plan,
    )
    return accuracy, ()


def spread(values: Iterable[float]) -> Spread:
    """How the sizes of some differences are spread, signs aside. Raises ``ValueError`` when there are none."""
    ordered = sorted(abs(value) for value in values)
    if not ordered:
        raise ValueError("Nothing was measured.")
    return Spread(
        count=len(ordered),
        median=statistics.median(ordered),
        root_mean_square=math.sqrt(sum(value * value for value in ordered) / len(ordered)),
        high=ordered[math.ceil(0.95 * len(ordered)) - 1],
        greatest=ordered[-1],
    )


_MEASURE_COLUMNS = ("id", "features", "subject", "attribute", "goal_percent", "drawn_to", "note")
_POINT_COLUMNS = ("id", "part", "lon", "lat", "rounding_m", "source", "note")
_LENGTH_COLUMNS = ("id", "part", "from_lon", "from_lat", "to_lon", "to_lat", "length_km", "source")


def _published(
    seeds: Path, plan: Plan, shapes: Mapping[str, ShapePlan], problems: list[Problem]
) -> Iterable[Published]:
    table = read_table(seeds / "measures.csv", _MEASURE_COLUMNS, seeds)
    problems.extend(table.problems)
    records = read_records(seeds)
    found: list[Published] = []
    for row in table.rows:
        place = f"line {row.line}, {row['id']}"
        features = row["features"].split()
        unknown = [feature for feature in features if feature not in shapes]
        if unknown or not features:
            rule = f"measures the unknown feature {unknown[0]!r}." if unknown else "measures no feature."
            problems.append(Problem(table.file, place, rule, "Name rows of features.csv."))
            continue
        if row["subject"] not in records.subjects:
            rule = f"names the unknown subject {row['subject']!r}."
            problems.append(Problem(table.file, place, rule, "Add it to subjects.csv, or correct the id."))
            continue
        goal = _number(row["goal_percent"])
        if (row["goal_percent"] and goal is None) or row["drawn_to"] not in ("yes", "no"):
            rule = "has a goal that is no number, or a drawn_to other than yes and no."
            problems.append(Problem(table.file, place, rule, "Give per cent, and whether the figure made the line."))
            continue
        rivals = [one for one in records.claims if (one.subject, one.attribute) == (row["subject"], row["attribute"])]
        sizes = [(claim, *size) for claim in rivals if (size := _size(claim)) is not None]
        if not sizes:
            rule = f"compares with {row['attribute']!r}, of which {row['subject']!r} has no length or area."
            problems.append(Problem(table.file, place, rule, "Add the claim, or correct the attribute."))
        drawn = [part for feature in features for part in shapes[feature].parts]
        name = records.subjects[row["subject"]].name if len(features) > 1 else shapes[features[0]].row["name"]
        for claim, value, is_area in sizes:
            size_drawn = sum(_area_ha(plan, part) if is_area else _length_km(plan, part) for part in drawn)
            made = row["drawn_to"] == "yes"
            found.append(
                Published(row["id"], name, is_area, size_drawn, value, claim.id, claim.source, made, goal, row["note"])
            )
    return found


def _size(claim: Claim) -> tuple[float, bool] | None:
    """A claim's value in km or ha, and whether it is an area; ``None`` where it is neither."""
    value = _number(claim.value)
    if value is None or value <= 0:
        return None
    if claim.unit in _METRES:
        return value * _METRES[claim.unit] / 1000, False
    if claim.unit in _SQUARE_METRES:
        return value * _SQUARE_METRES[claim.unit] / 10_000, True
    return None


def _length_km(plan: Plan, part: str) -> float:
    return join_parts([plan.parts[part].points]).length_km


def _area_ha(plan: Plan, part: str) -> float:
    points = plan.parts[part].points
    area, _ = WGS84.polygon_area_perimeter([x for x, _ in points], [y for _, y in points])
    return abs(float(area)) / 10_000


def _stations(plan: Plan, routes: Mapping[str, Route | None]) -> tuple[Station, ...]:
    placed = [
        (place, find_foot(route, place.lon, place.lat).chainage_km)
        for place in plan.places
        if place.row["km_post"] and (route := routes[place.layer]) is not None
    ]
    placed.sort(key=lambda one: one[1])
    # The first station is where the line begins; the others predict only if a point placed them.
    tellers = [(km, float(place.row["km_post"])) for place, km in placed if place.row["placed_by"] == "point"]
    tellers = [(km, float(place.row["km_post"])) for place, km in placed[:1]] + tellers
    return tuple(
        Station(
            place.row["name"],
            float(place.row["km_post"]),
            km,
            place.row["placed_by"],
            _predicted(place, km, tellers),
        )
        for place, km in placed
    )


def _predicted(place: PlacePlan, chainage_km: float, tellers: Sequence[tuple[float, float]]) -> float | None:
    others = [one for one in tellers if one[0] != chainage_km]
    inside = others and others[0][0] < chainage_km < others[-1][0]
    return calibrate(others).post_at(chainage_km) if inside and place.row["placed_by"] == "point" else None


def _check_points(seeds: Path, plan: Plan, problems: list[Problem]) -> tuple[PointSet, ...]:
    table = read_table(seeds / "check_points.csv", _POINT_COLUMNS, seeds)
    problems.extend(table.problems)
    offsets: dict[tuple[str, str, str], list[float]] = {}
    for row in table.rows:
        position = _numbers(row, ("lon", "lat"), table.file, problems)
        if not _line_known(row, plan, table.file, problems) or position is None:
            continue
        part = plan.parts[row["part"]]
        foot = _foot(part.points, position, row, table.file, problems)
        if foot is None:
            continue
        if any(distance_m(position, vertex) < 1 for vertex in part.points):
            rule = f"lies on a vertex of {part.id}: it made the line, and cannot test it."
            problems.append(Problem(table.file, f"line {row.line}, {row['id']}", rule, "Take it out."))
        offsets.setdefault((part.id, row["source"], row["rounding_m"]), []).append(foot.offset_m)
    return tuple(
        PointSet(part, source, _number(rounding), spread(values))
        for (part, source, rounding), values in offsets.items()
    )


def _check_lengths(seeds: Path, plan: Plan, problems: list[Problem]) -> Iterable[Track]:
    table = read_table(seeds / "check_lengths.csv", _LENGTH_COLUMNS, seeds)
    problems.extend(table.problems)
    tracks: list[Track] = []
    for row in table.rows:
        ends = _numbers(row, ("from_lon", "from_lat", "to_lon", "to_lat", "length_km"), table.file, problems)
        if not _line_known(row, plan, table.file, problems) or ends is None:
            continue
        points = plan.parts[row["part"]].points
        start = _foot(points, ends[:2], row, table.file, problems)
        end = _foot(points, ends[2:4], row, table.file, problems)
        if start is not None and end is not None:
            tracks.append(Track(row["id"], row["part"], ends[4], abs(end.chainage_km - start.chainage_km)))
    return tracks


def _line_known(row: Row, plan: Plan, file: str, problems: list[Problem]) -> bool:
    place = f"line {row.line}, {row['id']}"
    if row["part"] not in plan.parts or plan.parts[row["part"]].geometry != "LineString":
        rule = f"tests {row['part']!r}, which is not a line of parts.csv."
        problems.append(Problem(file, place, rule, "Correct the id of the part."))
        return False
    if row["source"] not in plan.sources:
        rule = f"cites the unknown source {row['source']!r}."
        problems.append(Problem(file, place, rule, "Add it to sources.csv, or correct the id."))
        return False
    return True


def _foot(
    points: Sequence[Position], position: Sequence[float], row: Row, file: str, problems: list[Problem]
) -> Foot | None:
    """The foot of a check point, which must be near enough to be meant for this line."""
    foot = find_foot(join_parts([points]), position[0], position[1])
    if foot.offset_m <= _ASIDE_M:
        return foot
    rule = f"lies {foot.offset_m / 1000:.1f} km from {row['part']}."
    remedy = "Check that lon and lat are not swapped, and the part."
    problems.append(Problem(file, f"line {row.line}, {row['id']}", rule, remedy))
    return None


def _numbers(row: Row, columns: Sequence[str], file: str, problems: list[Problem]) -> tuple[float, ...] | None:
    values = [_number(row[column]) for column in columns]
    wrong = [column for column, value in zip(columns, values, strict=True) if value is None]
    for column in columns:
        value = _number(row[column])
        limit = 180 if column.endswith("lon") else 90 if column.endswith("lat") else math.inf
        if value is not None and (abs(value) > limit or (column == "length_km" and value <= 0)):
            wrong.append(column)
    if wrong:
        rule = f"has no number in {', '.join(wrong)} that fits there."
        remedy = "Give lon and lat in degrees and lengths in km."
        problems.append(Problem(file, f"line {row.line}, {row['id']}", rule, remedy))
        return None
    return tuple(value for value in values if value is not None)


def _beside(plan: Plan, routes: Mapping[str, Route | None]) -> tuple[Beside, ...]:
    """GeoNames places beside a road. A settlement has no point on the road, so this only bounds what is wrong."""
    found = []
    for place in plan.places:
        route = routes[place.layer]
        if route is not None and place.row["family"] == "road" and place.row["source"] == "geonames":
            foot = find_foot(route, place.lon, place.lat)
            note = f"before its {foot.beyond}" if foot.beyond == "start" else ""
            found.append(Beside(place.row["name"], foot.chainage_km, foot.offset_m, place.accuracy_m, note))
    return tuple(found)


def _quay(plan: Plan, shapes: Mapping[str, ShapePlan], layers: Path) -> tuple[Spread | None, int]:
    """Distances of the quay, every few metres of it, to the coast of 2017, and how many vertices that has near by."""
    path = layers / _COAST
    if not path.is_file() or not all(quay in shapes for quay in _QUAY):
        return None, 0
    # What we added to the coast came from the port itself and cannot test it.
    land = [one for one in read_layer(path).features if one["id"].startswith(_COAST_2017)]
    rings = [join_parts([ring]) for one in land for ring in _rings(one["geometry"])]
    spots = [spot for quay in _QUAY for spot in _every(join_parts([plan.parts[shapes[quay].parts[0]].points]))]
    near = {v for ring in rings for v in ring.vertices if distance_m(v, spots[0]) <= _NEAR_QUAY_M}
    close = [ring for ring in rings if any(vertex in near for vertex in ring.vertices)]
    if not close:
        return None, 0
    return spread(min(find_foot(ring, *spot).offset_m for ring in close) for spot in spots), len(near)


def _every(route: Route) -> list[Position]:
    steps = math.ceil(route.length_km * 1000 / _QUAY_STEP_M)
    return [point_at(route, route.length_km * step / steps) for step in range(steps + 1)]


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    """The shores of an area: its rings without the edges along which the layer was cut."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon if len({tuple(point) for point in ring}) > 1]


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
