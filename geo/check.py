"""What must hold before anything is built: every record that shapes come from, checked, all problems at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from cpec_map.edtf import is_edtf
from cpec_map.gazetteer import Place, read_gazetteer
from cpec_map.layer import PRECISIONS, STATUSES, SYMBOLS, LayerError, Problem, read_layer
from cpec_map.project import SECTORS, Portfolio, Project
from cpec_map.record import Change, Source, Subject, read_records
from cpec_map.table import Row, name_in_seeds, read_table, read_toml
from geo.chainage import ChainageError, distance_m, find_foot, join_parts, turn
from geo.reading.namelists import check_lists

# The corridor with a margin; a coordinate beyond it is a slip of the hand.
WEST, SOUTH, EAST, NORTH = 55.0, 20.0, 85.0, 45.0
GEOMETRIES = {"Point": 1, "LineString": 2, "Polygon": 3}
FAMILIES = ("rail", "road", "port", "zone", "airport", "event")
# How an accuracy is known: measured against points that did not make the line, stated by the source, or our estimate.
BASES = ("measured", "stated", "estimated")
# What placed a station: a point of its own, or the drawn line at its km post.
PLACINGS = ("point", "km-post")

# Ends further apart than this do not meet; a place further off a line does not lie along it; two legs longer
# than this do not turn back on themselves. The corridor as drawn has up to 1.1, 5 and 0.8 km.
_GAP_M, _ASIDE_M, _LEG_M, _TURN = 2000, 10_000, 1000, 150

_LAYER_KEYS = ("id", "title", "group", "about", "accuracy", "date", "licence", "attribution")
_PART_COLUMNS = ("id", "geometry", "accuracy_m", "source", "licence", "note", "basis")
_POINT_COLUMNS = ("part", "seq", "lon", "lat")
_NAMES = ("name", "name_ur", "name_zh")
_FEATURE_COLUMNS = ("id", "layer", "parts", *_NAMES, "subject", "kind", "family", "status", "precision", "symbol")
_PLACE_COLUMNS = ("id", "layer", *_NAMES, "aliases", "kind", "family", "status", "precision", "accuracy_m", "source")
_PLACE_MORE = ("licence", "subject", "symbol", "rank", "lon", "lat", "km_post", "km_estimated", "district", "geonames")
_PLACE_END = ("note", "date", "placed_by")
_FEATURE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class PartPlan:
    """A stretch or outline: its vertices in order, how well they are known, and whose they are."""

    id: str
    geometry: str
    accuracy_m: float
    source: str
    licence: str
    note: str
    basis: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ShapePlan:
    """A feature drawn from parts; ``row`` holds its words."""

    id: str
    layer: str
    parts: tuple[str, ...]
    precision: str
    row: Row


@dataclass(frozen=True)
class PlacePlan:
    """A feature drawn at one point; ``row`` holds its words."""

    id: str
    layer: str
    lon: float
    lat: float
    accuracy_m: float
    row: Row


@dataclass(frozen=True)
class ProjectPlan:
    """A project drawn at one point, its own or its gazetteer place's, and the words of how it came there."""

    project: Project
    status: str
    lon: float
    lat: float
    accuracy_m: float
    source: str
    note: str


@dataclass(frozen=True)
class Plan:
    """Everything that a build needs, checked."""

    layers: tuple[Mapping[str, Any], ...]
    parts: Mapping[str, PartPlan]
    shapes: tuple[ShapePlan, ...]
    places: tuple[PlacePlan, ...]
    projects: tuple[ProjectPlan, ...]
    sources: Mapping[str, Source]


def check_seeds(seeds: Path) -> tuple[Plan, tuple[Problem, ...]]:
    """What the records would build, and every problem with them; the plan is only whole when there is none."""
    records = read_records(seeds)
    problems = list(records.problems)
    layers = _read_layers(seeds, records.sources, problems)
    known = _Known({head["id"] for head in layers}, records.sources, records.subjects)
    points = _read_points(seeds, problems)
    parts = _read_parts(seeds, points, known, problems)
    shapes = _read_shapes(seeds, parts, known, problems)
    places = _read_places(seeds, known, {shape.id for shape in shapes}, problems)
    drawn = {shape.id for shape in shapes} | {place.id for place in places}
    projects = _place_projects(seeds, records.portfolio, drawn, problems)
    _check_layers(layers, parts, shapes, places, projects, problems)
    problems.extend(_check_claims(seeds, drawn))
    ids = drawn | set(records.facts) | {claim.id for claim in records.claims} | set(records.portfolio.projects)
    problems.extend(_check_changes(records.changes, ids | set(records.subjects) | set(records.sources)))
    problems.extend(check_lists(seeds))
    plan = Plan(tuple(layers), parts, tuple(shapes), tuple(places), tuple(projects), records.sources)
    return plan, tuple(problems)


def _place_projects(seeds: Path, portfolio: Portfolio, drawn: set[str], problems: list[Problem]) -> list[ProjectPlan]:
    """The projects that have a point, and what is wrong with how they are placed."""
    path = seeds / "gazetteer.csv"
    places = {place.id: place for place in (read_gazetteer(path)[0] if path.exists() else ())}
    plans: list[ProjectPlan] = []
    for project in portfolio.projects.values():

        def fault(column: str, rule: str, remedy: str, named: str = project.id) -> None:
            problems.append(Problem("seeds/projects.csv", f"project {named}, {column}", rule, remedy))

        if not _FEATURE_ID.fullmatch(project.id) or project.id in drawn:
            fault("id", "is not a new id.", "Use lower-case words joined by hyphens, each id once.")
        for feature in project.features:
            if feature not in drawn:
                rule = f"names {feature!r}, which is not drawn."
                fault("features", rule, _nearest(feature, drawn, "Name rows of features.csv or places.csv."))
        placed = _point_of(project, portfolio.status(project.id), places, fault)
        if placed is not None:
            plans.append(placed)
    return plans


def _point_of(
    project: Project, status: str, places: Mapping[str, Place], fault: Callable[[str, str, str], None]
) -> ProjectPlan | None:
    if project.gazetteer is not None:
        place = places.get(project.gazetteer)
        if place is None or place.lon is None or place.lat is None or place.accuracy_m is None:
            known = [key for key, one in places.items() if one.lon is not None]
            rule = (
                f"names {project.gazetteer!r}, {'which has no position' if place else 'which is not in gazetteer.csv'}."
            )
            fault("gazetteer", rule, _nearest(project.gazetteer, known, "Name a located place, or leave it empty."))
            return None
        words = f"Placed at {place.name} in the gazetteer; no position of its own is published"
        return ProjectPlan(project, status, place.lon, place.lat, place.accuracy_m, place.source or "", words)
    if project.lon is None or project.lat is None or project.accuracy_m is None:
        return None
    if not (WEST <= project.lon <= EAST and SOUTH <= project.lat <= NORTH):
        swapped = WEST <= project.lat <= EAST and SOUTH <= project.lon <= NORTH
        rule = f"is {project.lon:g} and lat {project.lat:g}, outside {WEST:g}–{EAST:g} E, {SOUTH:g}–{NORTH:g} N."
        better = f"lon and lat are swapped: write {project.lat:g},{project.lon:g}."
        fault("lon", rule, better if swapped else "Correct the coordinates.")
        return None
    return ProjectPlan(project, status, project.lon, project.lat, project.accuracy_m, project.position_source or "", "")


def _check_changes(changes: Iterable[Change], ids: set[str]) -> Iterable[Problem]:
    """Withdrawn records that are still there."""
    for change in changes:
        if change.change == "withdrawn" and change.id in ids:
            rule = "is withdrawn but still on record."
            yield Problem("seeds/changes.csv", f"{change.record} {change.id}", rule, "Remove one of the two.")


def _check_claims(seeds: Path, drawn: Iterable[str]) -> Iterable[Problem]:
    """The places that claims name but nothing draws, by file and row."""
    known = set(drawn)
    for path in sorted((seeds / "claims").glob("*.csv")):
        # Only rows of a table that reads well; what does not has its problem already.
        table = read_table(path, ("id",), seeds)
        for row in table.rows:
            place = row.get("place")
            if place is not None and place not in known:
                rule = f"names the place {place!r}, which is not drawn."
                remedy = _nearest(place, known, "Add it to places.csv, or correct the id.")
                yield Problem(table.file, f"claim {row['id']}, line {row.line}", rule, remedy)


def check_published(layers: Path) -> tuple[Problem, ...]:
    """Every problem of the layer files as they lie there, base layers included."""
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for path in sorted([*layers.glob("*.geojson"), *layers.glob("base/*.geojson")]):
        name = f"layers/{path.relative_to(layers).as_posix()}"
        try:
            layer = read_layer(path)
        except LayerError as error:
            problems.extend(Problem(name, one.place, one.rule, one.remedy) for one in error.problems)
            continue
        if layer.head.get("role") == "base":
            continue
        for feature in layer.features:
            owner = owners.setdefault(feature["id"], name)
            if owner != name:
                rule = f"has an id that {owner} already uses."
                problems.append(Problem(name, f"feature {feature['id']}", rule, "Ids are unique over all layers."))
    return tuple(problems)


@dataclass(frozen=True)
class _Known:
    layers: set[str]
    sources: Mapping[str, Source]
    subjects: Mapping[str, Subject]


def _read_layers(seeds: Path, sources: Mapping[str, Source], problems: list[Problem]) -> list[Mapping[str, Any]]:
    path = seeds / "layers.toml"
    file = name_in_seeds(path, seeds)
    table, faults = read_toml(path, seeds)
    problems.extend(faults)
    layers: list[Mapping[str, Any]] = []
    entries = table.get("layer", [])
    if not isinstance(entries, list) or (not entries and not faults):
        problems.append(Problem(file, "layer", "holds no [[layer]] table.", "Write one [[layer]] for each layer."))
        return layers
    for number, head in enumerate(entries, start=1):
        before = len(problems)
        named = head.get("id") if isinstance(head, dict) else None
        place = f"layer {named}" if isinstance(named, str) else f"layer number {number}"
        if not isinstance(head, dict):
            problems.append(Problem(file, place, "is not a table.", "Write each layer under its own [[layer]]."))
            continue
        for key in _LAYER_KEYS:
            if not isinstance(head.get(key), str) or not head[key].strip():
                problems.append(Problem(file, f"{place}, {key}", "is missing or not text.", "Give it as text."))
        if not _is_numbered(head):
            problems.append(Problem(file, place, "needs order (a number) and shown (true or false).", "Add them."))
        if isinstance(named, str) and (not _FEATURE_ID.fullmatch(named) or named in {one["id"] for one in layers}):
            problems.append(Problem(file, f"{place}, id", "is not a new lower-case id.", "For example `gwadar-port`."))
        for key in ("along", "extra_sources"):
            if not _is_texts(head.get(key, [])):
                problems.append(Problem(file, f"{place}, {key}", "must be a list of ids.", "Correct it."))
        if "sector" in head and head["sector"] not in SECTORS:
            rule = f"is {head['sector']!r}, not a sector."
            problems.append(Problem(file, f"{place}, sector", rule, f"Use one of {', '.join(SECTORS)}."))
        if not _is_flat(head.get("style", {})) or not _is_facts(head.get("facts", [])):
            rule = "has a style or facts of another form."
            problems.append(Problem(file, place, rule, "See layers.toml: style holds texts and numbers, facts texts."))
        for source in head.get("extra_sources", []) if _is_texts(head.get("extra_sources", [])) else []:
            if source not in sources:
                problems.append(
                    Problem(file, f"{place}, extra_sources", f"names the unknown source {source!r}.", _SOURCE)
                )
        if len(problems) == before:
            layers.append(head)
    return layers


_SOURCE = "Add it to sources.csv, or correct the id."


def _read_points(seeds: Path, problems: list[Problem]) -> dict[str, list[tuple[float, float]]]:
    table = read_table(seeds / "control_points.csv", _POINT_COLUMNS, seeds)
    problems.extend(table.problems)
    points: dict[str, list[tuple[float, float]]] = {}
    for row in table.rows:
        place = f"line {row.line}"
        listed = points.setdefault(row["part"], [])
        if row["seq"] != str(len(listed) + 1):
            rule = f"is point {row['seq'] or 'without number'} of {row['part']}; {len(listed) + 1} comes next."
            problems.append(Problem(table.file, place, rule, "List the points of a part in order from 1."))
        # A point that cannot be read still counts, so that one slip is one problem.
        listed.append(_position(row, table.file, problems) or (math.nan, math.nan))
    return points


def _position(row: Row, file: str, problems: list[Problem]) -> tuple[float, float] | None:
    lon, lat = _decimal(row["lon"]), _decimal(row["lat"])
    place = f"line {row.line}"
    if lon is None or lat is None:
        column = "lon" if lon is None else "lat"
        rule = f"has the {column} {row[column]!r}, which is not a number."
        problems.append(Problem(file, place, rule, _as_number(row[column], "Give degrees such as 73.21.")))
    elif not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        swapped = WEST <= lat <= EAST and SOUTH <= lon <= NORTH
        rule = f"lies at lon {lon:g}, lat {lat:g}, outside {WEST:g}–{EAST:g} E, {SOUTH:g}–{NORTH:g} N."
        better = f"lon and lat are swapped: write {row['lat']},{row['lon']}."
        problems.append(Problem(file, place, rule, better if swapped else "Correct the coordinates."))
    else:
        return lon, lat
    return None


def _read_parts(
    seeds: Path, points: Mapping[str, Sequence[tuple[float, float]]], known: _Known, problems: list[Problem]
) -> dict[str, PartPlan]:
    table = read_table(seeds / "parts.csv", _PART_COLUMNS, seeds)
    problems.extend(table.problems)
    parts: dict[str, PartPlan] = {}
    for row in table.rows:
        place = f"part {row['id']}" if row["id"] else f"line {row.line}"

        def fault(rule: str, remedy: str, place: str = place) -> None:
            problems.append(Problem(table.file, place, rule, remedy))

        listed = points.get(row["id"], ())
        accuracy = _accuracy(row["accuracy_m"])
        if not row["id"] or row["id"] in parts:
            fault("needs an id of its own.", "Rename one of the two.")
        if row["geometry"] not in GEOMETRIES:
            fault(f"is of the unknown geometry {row['geometry']!r}.", f"Use {', '.join(GEOMETRIES)}.")
        elif len(set(listed)) < GEOMETRIES[row["geometry"]]:
            fault(
                f"has {len(set(listed))} different points; a {row['geometry']} needs {GEOMETRIES[row['geometry']]}.",
                "Add its rows to control_points.csv.",
            )
        elif row["geometry"] == "LineString":
            problems.extend(_check_turns(row["id"], listed))
        if accuracy is None:
            fault(f"has the accuracy {row['accuracy_m']!r}.", "Give metres above 0.")
        if row["basis"] not in BASES:
            fault(f"has the basis {row['basis']!r} for its accuracy.", f"Use one of {', '.join(BASES)}.")
        if row["source"] not in known.sources:
            fault(f"cites the unknown source {row['source']!r}.", _nearest(row["source"], known.sources, _SOURCE))
        if not row["licence"]:
            fault("has no licence.", "Say under which licence its points may be used.")
        words = (row["source"], row["licence"], row["note"], row["basis"])
        parts[row["id"]] = PartPlan(row["id"], row["geometry"], accuracy or 1.0, *words, tuple(listed))
    for part in points:
        if table.readable and part not in parts:
            rule = f"holds points of {part!r}, which parts.csv does not list."
            problems.append(
                Problem("seeds/control_points.csv", f"part {part}", rule, "Add the part, or correct its id.")
            )
    return parts


def _read_shapes(seeds: Path, parts: Mapping[str, PartPlan], known: _Known, problems: list[Problem]) -> list[ShapePlan]:
    table = read_table(seeds / "features.csv", (*_FEATURE_COLUMNS, "rank", "date", "note"), seeds)
    problems.extend(table.problems)
    shapes: list[ShapePlan] = []
    seen: set[str] = set()
    for row in table.rows:
        place = f"feature {row['id']}" if row["id"] else f"line {row.line}"
        before = len(problems)
        problems.extend(_check_words(row, known, seen, table.file, place))
        named = tuple(row["parts"].split())
        unknown = [part for part in named if part not in parts]
        if not named or unknown:
            rule = f"is made of the unknown part {unknown[0]!r}." if unknown else "is made of no part."
            remedy = "Name rows of parts.csv, separated by spaces."
            remedy = _nearest(unknown[0], parts, remedy) if unknown else remedy
            problems.append(Problem(table.file, place, rule, remedy))
        elif len(named) > 1 and any(parts[part].geometry != "LineString" for part in named):
            problems.append(Problem(table.file, place, "joins parts that are not lines.", "Only lines may be joined."))
        elif len({(parts[part].source, parts[part].licence) for part in named}) > 1:
            rule = "joins parts of different sources or licences."
            problems.append(Problem(table.file, place, rule, "Make one feature of each."))
        else:
            problems.extend(_check_order(named, parts, table.file, place))
        seen.add(row["id"])
        if len(problems) == before:
            shapes.append(ShapePlan(row["id"], row["layer"], named, row["precision"], row))
    return shapes


def _read_places(seeds: Path, known: _Known, taken: set[str], problems: list[Problem]) -> list[PlacePlan]:
    table = read_table(seeds / "places.csv", (*_PLACE_COLUMNS, *_PLACE_MORE, *_PLACE_END), seeds)
    problems.extend(table.problems)
    places: list[PlacePlan] = []
    seen = set(taken)
    for row in table.rows:
        place = f"place {row['id']}" if row["id"] else f"line {row.line}"
        before = len(problems)
        problems.extend(_check_words(row, known, seen, table.file, place))
        position = _position(row, table.file, problems)
        accuracy = _accuracy(row["accuracy_m"])
        if accuracy is None:
            rule = f"has the accuracy {row['accuracy_m']!r}."
            problems.append(Problem(table.file, place, rule, "Give metres above 0."))
        if row["source"] not in known.sources:
            rule = f"cites the unknown source {row['source']!r}."
            problems.append(Problem(table.file, place, rule, _nearest(row["source"], known.sources, _SOURCE)))
        if not row["licence"]:
            problems.append(Problem(table.file, place, "has no licence.", "Say how its point may be used."))
        for column in ("km_post", "km_estimated", "geonames"):
            if row[column] and _decimal(row[column]) is None:
                rule = f"is {row[column]!r}, not a number."
                remedy = _as_number(row[column], "Correct or empty it.")
                problems.append(Problem(table.file, f"{place}, {column}", rule, remedy))
        if row["placed_by"] not in PLACINGS:
            rule = f"is {row['placed_by']!r}."
            problems.append(Problem(table.file, f"{place}, placed_by", rule, f"Use one of {', '.join(PLACINGS)}."))
        seen.add(row["id"])
        if len(problems) == before and position is not None and accuracy is not None:
            places.append(PlacePlan(row["id"], row["layer"], *position, accuracy, row))
    return places


def _check_words(row: Row, known: _Known, seen: set[str], file: str, place: str) -> list[Problem]:
    """The rules that every feature shares, whether drawn from parts or at a point."""
    faults: list[tuple[str, str, str]] = []
    if not _FEATURE_ID.fullmatch(row["id"]) or row["id"] in seen:
        faults.append(("id", "is not a new id.", "Use lower-case words joined by hyphens, each id once."))
    if row["layer"] not in known.layers:
        remedy = _nearest(row["layer"], known.layers, "Add it to layers.toml, or correct it.")
        faults.append(("layer", f"names the unknown layer {row['layer']!r}.", remedy))
    if not row["name"]:
        faults.append(("name", "is empty.", "Every feature has a name."))
    if row["subject"] and row["subject"] not in known.subjects:
        remedy = _nearest(row["subject"], known.subjects, "Add it to subjects.csv.")
        faults.append(("subject", f"names the unknown subject {row['subject']!r}.", remedy))
    for column, allowed in (("status", STATUSES), ("precision", PRECISIONS[:-1]), ("family", FAMILIES)):
        if row[column] not in allowed:
            faults.append((column, f"is {row[column]!r}.", f"Use one of {', '.join(allowed)}."))
    if row["symbol"] and row["symbol"] not in SYMBOLS:
        faults.append(("symbol", f"is {row['symbol']!r}.", f"Use one of {', '.join(SYMBOLS)}."))
    if row["rank"] not in ("1", "2", "3", "4", "5"):
        faults.append(("rank", f"is {row['rank']!r}.", "Give 1 (labelled first) to 5."))
    if row["date"] and not is_edtf(row["date"]):
        faults.append(("date", f"is {row['date']!r}, not an EDTF date.", "For example 2024-11-07."))
    return [Problem(file, f"{place}, {column}", rule, remedy) for column, rule, remedy in faults]


def _check_layers(
    layers: Sequence[Mapping[str, Any]],
    parts: Mapping[str, PartPlan],
    shapes: Sequence[ShapePlan],
    places: Sequence[PlacePlan],
    projects: Sequence[ProjectPlan],
    problems: list[Problem],
) -> None:
    used = {shape.layer for shape in shapes} | {place.layer for place in places}
    sectors = {head["sector"]: head["id"] for head in layers if "sector" in head}
    used |= {sectors[plan.project.sector] for plan in projects if plan.project.sector in sectors}
    for sector in dict.fromkeys(plan.project.sector for plan in projects):
        if sector not in sectors:
            rule = f"has no layer for the sector {sector!r}, which has located projects."
            problems.append(Problem("seeds/layers.toml", "layer", rule, f'Add a [[layer]] with sector = "{sector}".'))
    for head in layers:
        place = f"layer {head['id']}"
        along = head.get("along", [])
        unknown = [part for part in along if part not in parts or parts[part].geometry != "LineString"]
        for part in unknown:
            rule = f"names {part!r}, which is not a line of parts.csv."
            remedy = _nearest(part, parts, "Correct the id.")
            problems.append(Problem("seeds/layers.toml", f"{place}, along", rule, remedy))
        if not unknown:
            problems.extend(_check_order(along, parts, "seeds/layers.toml", f"{place}, along"))
            problems.extend(_check_along(along, parts, [one for one in places if one.layer == head["id"]]))
        if head["id"] not in used:
            problems.append(Problem("seeds/layers.toml", place, "draws nothing.", "Add features or places to it."))


def _check_turns(part: str, points: Sequence[tuple[float, float]]) -> Iterable[Problem]:
    """Points of a line at which it runs far back on itself, as it does where two rows are exchanged."""
    for number, (before, here, after) in enumerate(zip(points, points[1:], points[2:], strict=False), start=2):
        if not _is_finite((before, here, after)) or min(distance_m(before, here), distance_m(here, after)) <= _LEG_M:
            continue
        if turn(before, here, after) > _TURN:
            rule = f"turns back on itself at point {number}."
            remedy = f"Check the order and the coordinates of points {number - 1} to {number + 1}."
            yield Problem("seeds/control_points.csv", f"part {part}", rule, remedy)


def _check_order(named: Sequence[str], parts: Mapping[str, PartPlan], file: str, place: str) -> Iterable[Problem]:
    """Parts that do not begin where the part before them ends."""
    for one, other in pairwise(named):
        ends = (parts[one].points[-1:], parts[other].points[:1])
        if all(ends) and _is_finite([end[0] for end in ends]) and distance_m(ends[0][0], ends[1][0]) > _GAP_M:
            gap = distance_m(ends[0][0], ends[1][0]) / 1000
            rule = f"goes on with {other!r}, which begins {gap:.0f} km from the end of {one!r}."
            yield Problem(file, place, rule, "List the parts in order along the line, each from its start to its end.")


def _check_along(along: Sequence[str], parts: Mapping[str, PartPlan], places: Sequence[PlacePlan]) -> Iterable[Problem]:
    """Places that do not lie along the line of their layer, and km posts that do not grow along it."""
    lines = [parts[part].points for part in along]
    if not lines or not all(_is_finite(line) for line in lines):
        return
    try:
        route = join_parts(lines)
    except ChainageError:  # too few points, which has been said
        return
    feet = sorted(((find_foot(route, one.lon, one.lat), one) for one in places), key=lambda pair: pair[0].chainage_km)
    posted = []
    for foot, one in feet:
        if foot.offset_m > _ASIDE_M:
            rule = f"lies {foot.offset_m / 1000:.0f} km from the line of its layer."
            yield Problem("seeds/places.csv", f"place {one.id}", rule, "Correct its coordinates, or its layer.")
        post = _decimal(one.row["km_post"] or one.row["km_estimated"])
        if post is not None:
            posted.append((post, one))
    for (post, one), (next_post, other) in pairwise(posted):
        if next_post <= post:
            rule = f"has km post {next_post:g} but lies after {one.id} at {post:g}."
            yield Problem("seeds/places.csv", f"place {other.id}", rule, "Correct the post or the coordinates of one.")


def _is_finite(points: Iterable[Sequence[float]]) -> bool:
    return all(math.isfinite(value) for point in points for value in point)


def _nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about an unknown id: the known one it looks like, or else the given advice."""
    alike = get_close_matches(word, sorted(known), n=1, cutoff=0.75)
    return f"Did you mean {alike[0]!r}? {otherwise}" if alike else otherwise


def _as_number(cell: str, otherwise: str) -> str:
    """What to do about a cell that is no number: the number it nearly is, or else the given advice."""
    # A decimal comma, and letters that look like digits.
    nearly = cell.replace(",", ".").translate(str.maketrans("OolI", "0011"))
    return f"Write {nearly}." if _decimal(nearly) is not None else otherwise


def _decimal(cell: str) -> float | None:
    return float(cell) if re.fullmatch(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?", cell) else None


def _accuracy(cell: str) -> float | None:
    value = _decimal(cell)
    return value if value is not None and 0 < value <= 1_000_000 else None


def _is_numbered(head: Mapping[str, Any]) -> bool:
    order = head.get("order")
    return isinstance(order, int) and not isinstance(order, bool) and isinstance(head.get("shown"), bool)


def _is_flat(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, (str, int, float)) for one in value.values())


def _is_facts(value: Any) -> bool:
    keys = {"property", "label", "unit"}
    return isinstance(value, list) and all(_is_flat(one) and set(one) == keys for one in value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
