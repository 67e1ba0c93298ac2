"""The layer file: what a GeoJSON file in ``layers/`` must say, read strictly and written the same way every time.

One file is one layer (RFC 7946 with one foreign member, ``layer``). Both the pipeline that
writes these files and the page that reads them import this module and nothing above it.
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

SCHEMA = "1.0"
STATUSES = (
    "operational",
    "existing",
    "under construction",
    "planned",
    "shelved",
    "cancelled",
    "occurred",
    "unknown",
)
PRECISIONS = ("surveyed", "located", "sketched", "theme")
ROLES = ("corridor", "base")
SYMBOLS = (
    *("anchor", "station", "junction", "halt", "bridge", "dam", "airport", "meeting", "warning", "place", "dot"),
    *("power", "road", "rail", "zone", "fibre", "people"),
)
DRAWS = ("land", "sea", "lake", "coast", "border", "province", "river", "city", "relief", "label")

MAX_BYTES = 20_000_000
MAX_DEPTH = 24
MAX_DIGITS = 17
MAX_FEATURES = 20_000
DECIMALS = 5

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# A string that is never closed runs to the end and is not tried again from each quotation mark in it.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_IMAGE = re.compile(r"[a-z0-9-]+\.png\Z")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_DIMENSIONS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one file: where it is, which rule it breaks, what to do."""

    file: str
    place: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.rule} {self.remedy}".strip()


class LayerError(ValueError):
    """A file that cannot be used as a layer; ``problems`` lists everything wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Layer:
    """A layer that passed every rule. ``document`` is the file as it was read and stays the canonical copy."""

    id: str
    file: str
    document: Mapping[str, Any] = field(repr=False)
    text: bytes = field(repr=False)
    picture: bytes | None = field(default=None, repr=False)

    @property
    def head(self) -> Mapping[str, Any]:
        """The foreign member ``layer``: title, group, style, licence, sources."""
        head: Mapping[str, Any] = self.document["layer"]
        return head

    @property
    def features(self) -> Sequence[Mapping[str, Any]]:
        """The GeoJSON features, in file order."""
        features: Sequence[Mapping[str, Any]] = self.document["features"]
        return features

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees (WGS 84)."""
        west, south, east, north = self.document["bbox"]
        return west, south, east, north


def read_layer(path: Path) -> Layer:
    """The layer in one file, checked. Raises ``LayerError`` with every problem at once."""
    # A file name need not be text; what we say about it is.
    name = path.name.encode("utf-8", "replace").decode()
    try:
        status = path.stat()
        # A pipe or device never ends; only plain files are opened.
        if not stat.S_ISREG(status.st_mode):
            _fail(name, "file", "is not a plain file.", "Put a GeoJSON file in its place, or remove it.")
        if status.st_size > MAX_BYTES:
            rule = f"is {status.st_size:,} bytes; a layer has at most {MAX_BYTES:,}."
            _fail(name, "file", rule, "Split or simplify it.")
        text = path.read_bytes()
    except OSError as error:
        _fail(
            name,
            "file",
            f"cannot be read ({error.strerror or 'unreadable'}).",
            "Check that it exists and its permissions.",
        )
    document = parse_json(text, name)
    problems = list(check_layer(document, name))
    if problems:
        raise LayerError(problems)
    return Layer(document["layer"]["id"], name, document, text, _read_picture(path, document["layer"].get("image")))


def _read_picture(path: Path, image: str | None) -> bytes | None:
    """The PNG that a relief layer names, from the layer's own folder; ``None`` for every other layer."""
    if image is None:
        return None
    picture = path.with_name(image)
    try:
        if not stat.S_ISREG(picture.lstat().st_mode) or picture.stat().st_size > MAX_BYTES:
            _fail(path.name, "layer.image", "is not a plain file of a fitting size.", "Build it again.")
        content = picture.read_bytes()
    except OSError:
        _fail(path.name, "layer.image", f"{image} cannot be read.", "Run `make data` and `python -m geo base`.")
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        _fail(path.name, "layer.image", f"{image} is not a PNG picture.", "Run `make data` and `python -m geo base`.")
    return content


def parse_json(text: bytes, name: str) -> Any:
    """JSON by the letter of RFC 8259 and within our limits, before any native code sees it.

    Refused: other encodings than UTF-8, halves of characters, nesting over ``MAX_DEPTH``, repeated keys,
    NaN, Infinity and numbers that a double cannot hold. Raises ``LayerError``.
    """
    if not text.strip():
        _fail(name, "file", "is empty.", "Write it again with `python -m geo build`, or remove it.")
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        _fail(name, f"byte {error.start}", "is not UTF-8 text.", "Save the file as UTF-8 GeoJSON.")
    if decoded.startswith("\ufeff"):
        _fail(name, "file", "starts with a byte order mark.", "Save it as UTF-8 without one.")
    if _depth(decoded) > MAX_DEPTH:
        _fail(
            name,
            "file",
            f"is nested deeper than {MAX_DEPTH} levels.",
            "A GeoJSON layer never needs that; check its origin.",
        )
    try:
        document = json.loads(
            decoded,
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
            parse_float=_finite_float,
        )
        if _SURROGATE.search(decoded):
            # Python keeps half of a pair as text, but no answer that holds it can be written as UTF-8.
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _fail(name, "file", "holds half of a character (a lone surrogate).", "Write the whole character.")
    except json.JSONDecodeError as error:
        _fail(
            name,
            f"line {error.lineno}, column {error.colno}",
            f"is not JSON ({error.msg}).",
            "The file may be half-written or of another format; build or copy it again.",
        )
    except ValueError as error:
        _fail(name, "file", str(error), "Correct the value and try again.")
    return document


def check_layer(document: Any, name: str) -> Iterator[Problem]:
    """Every rule that a parsed document breaks, in the order a reader would meet them."""

    def problem(place: str, rule: str, remedy: str) -> Problem:
        return Problem(name, place, rule, remedy)

    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        yield problem("type", 'must be "FeatureCollection".', "Wrap the features in one FeatureCollection.")
        return
    if "crs" in document:
        yield problem(
            "crs", "is not part of RFC 7946.", "Give coordinates in WGS 84 longitude, latitude and remove `crs`."
        )
    head = document.get("layer")
    if not isinstance(head, dict):
        yield problem(
            "layer",
            "is missing.",
            "Add the `layer` member: id, title, group, licence, attribution and sources (README, How to add a layer).",
        )
        return
    yield from _check_head(head, name)
    features = document.get("features")
    if not isinstance(features, list):
        yield problem("features", "must be a list.", "Give at least an empty list.")
        return
    if len(features) > MAX_FEATURES:
        yield problem("features", f"holds {len(features):,}; at most {MAX_FEATURES:,} are drawn.", "Split the layer.")
        return
    role = head.get("role", "corridor")
    sources = (
        {str(source.get("id")) for source in head.get("sources", []) if isinstance(source, dict)}
        if isinstance(head.get("sources"), list)
        else set()
    )
    seen: set[str] = set()
    for index, feature in enumerate(features):
        yield from _check_feature(feature, index, role, sources, seen, name)
    yield from _check_bbox(document.get("bbox"), "bbox", name)


def check_geometry(geometry: Any, place: str, name: str) -> Iterator[Problem]:
    """Every rule of RFC 7946 section 3.1 that a geometry breaks: type, positions, ring closure and winding."""
    if not isinstance(geometry, dict) or geometry.get("type") not in tuple(_DIMENSIONS):
        yield Problem(
            name,
            f"{place}.type",
            f"must be one of {', '.join(_DIMENSIONS)}.",
            "Split geometry collections into features.",
        )
        return
    kind = geometry["type"]
    coordinates: Any = geometry.get("coordinates")
    positions = list(_positions(coordinates, _DIMENSIONS[kind]))
    if not positions or any(fault is not None for _, fault in positions):
        fault = next((fault for _, fault in positions if fault), "has no positions.")
        yield Problem(name, f"{place}.coordinates", fault, "Positions are [longitude, latitude] in degrees, WGS 84.")
        return
    if kind == "LineString" and len(coordinates) < 2:
        yield Problem(name, f"{place}.coordinates", "a line needs two positions.", "Add the missing vertices.")
    if kind == "MultiLineString" and any(len(line) < 2 for line in coordinates):
        yield Problem(name, f"{place}.coordinates", "a line needs two positions.", "Add the missing vertices.")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    for polygon in polygons:
        for number, ring in enumerate(polygon):
            if len(ring) < 4 or ring[0] != ring[-1]:
                yield Problem(
                    name,
                    f"{place}.coordinates",
                    "a ring needs four positions, the last equal to the first.",
                    "Close the ring.",
                )
            elif (_signed_area(ring) > 0) != (number == 0):
                yield Problem(
                    name,
                    f"{place}.coordinates",
                    "breaks the right-hand rule (outer rings counter-clockwise).",
                    "Reverse the ring.",
                )


def bounds(geometries: Sequence[Mapping[str, Any] | None]) -> list[float]:
    """West, south, east, north of the geometries in degrees. Raises ``ValueError`` when there is no position."""
    points = [
        point
        for geometry in geometries
        if geometry is not None
        for point, fault in _positions(geometry["coordinates"], _DIMENSIONS[geometry["type"]])
        if fault is None
    ]
    if not points:
        raise ValueError("no positions")
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]


def format_layer(document: Mapping[str, Any]) -> bytes:
    """The bytes of a layer file: fixed layout, one feature a line, so that a diff shows the feature that changed."""
    head = json.dumps(document["layer"], ensure_ascii=False, allow_nan=False, indent=2).replace("\n", "\n  ")
    lines = ["{", '  "type": "FeatureCollection",', f'  "layer": {head},']
    lines.append(f'  "bbox": {_compact(document["bbox"])},')
    features = ",\n".join(f"    {_compact(feature)}" for feature in document["features"])
    lines.append(f'  "features": [\n{features}\n  ]' if features else '  "features": []')
    return ("\n".join([*lines, "}"]) + "\n").encode()


def write_layer(path: Path, document: Mapping[str, Any]) -> bytes:
    """Write a checked layer, whole or not at all; returns the bytes. Raises ``LayerError`` and leaves the old file."""
    text = format_layer(document)
    problems = list(check_layer(parse_json(text, path.name), path.name))
    if problems:
        raise LayerError(problems)
    write_whole(path, text)
    return text


def write_whole(path: Path, text: bytes) -> None:
    """Replace a file in one step (temporary file in the same folder, fsync, rename), so no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _check_head(head: Mapping[str, Any], name: str) -> Iterator[Problem]:
    def problem(key: str, rule: str, remedy: str) -> Problem:
        return Problem(name, f"layer.{key}", rule, remedy)

    for key in ("id", "title", "group", "licence", "attribution"):
        if not isinstance(head.get(key), str) or not head[key].strip():
            yield problem(key, "is missing or not text.", "Give it as text.")
    if isinstance(head.get("id"), str) and not _ID.match(head["id"]):
        yield problem("id", "must be lower-case words joined by hyphens.", "For example `kkh-thakot-raikot`.")
    if head.get("role", "corridor") not in ROLES:
        yield problem("role", f"must be one of {', '.join(ROLES)}.", "Leave it out for a corridor layer.")
    if head.get("role") == "base" and head.get("draw") not in DRAWS:
        yield problem("draw", f"must be one of {', '.join(DRAWS)}.", "It says how the base map paints the layer.")
    if not str(head.get("schema", SCHEMA)).startswith("1."):
        yield problem("schema", "is of another major version.", f"This reader knows {SCHEMA}.")
    if not isinstance(head.get("order", 0), (int, float)) or isinstance(head.get("order", 0), bool):
        yield problem("order", "must be a number.", "Lower numbers come first.")
    if not _is_zoom_range(head.get("zoom", [0, 0])):
        yield problem("zoom", "must be [first, last] zoom level.", "For example [5, 9].")
    if not isinstance(head.get("shown", True), bool):
        yield problem("shown", "must be true or false.", "It says whether the layer is on at start.")
    image = head.get("image")
    if image is not None and not (head.get("draw") == "relief" and isinstance(image, str) and _IMAGE.match(image)):
        yield problem("image", "must name a PNG picture beside a relief layer.", "For example `relief.png`.")
    sources = head.get("sources")
    if not isinstance(sources, list) or not all(
        isinstance(source, dict) and isinstance(source.get("id"), str) and isinstance(source.get("title"), str)
        for source in sources
    ):
        yield problem("sources", "must be a list of {id, title, address, licence}.", "Name at least one source.")
    facts = head.get("facts", [])
    if not isinstance(facts, list) or not all(
        isinstance(fact, dict) and isinstance(fact.get("property"), str) and isinstance(fact.get("label"), str)
        for fact in facts
    ):
        yield problem("facts", "must be a list of {property, label, unit}.", "It names the properties shown as facts.")
    yield from _check_style(head.get("style", {}), name)


def _is_zoom_range(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in value)
        and 0 <= value[0] <= value[1] <= 30
    )


def _check_style(style: Any, name: str) -> Iterator[Problem]:
    if not isinstance(style, dict):
        yield Problem(name, "layer.style", "must be an object.", "Use simplestyle names.")
        return
    for key in ("stroke", "fill", "marker-color"):
        if key in style and not (isinstance(style[key], str) and _COLOUR.match(style[key])):
            yield Problem(
                name, f"layer.style.{key}", "must be a colour such as #CC3311.", "Give six hexadecimal digits."
            )
    for key in ("stroke-width", "stroke-opacity", "fill-opacity"):
        value = style.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 20:
            yield Problem(
                name,
                f"layer.style.{key}",
                "must be a number from 0 to 20.",
                "Widths are in pixels, opacities from 0 to 1.",
            )
    if style.get("marker-symbol", "dot") not in SYMBOLS:
        yield Problem(name, "layer.style.marker-symbol", f"must be one of {', '.join(SYMBOLS)}.", "Choose one of them.")


def _check_feature(
    feature: Any, index: int, role: str, sources: set[Any], seen: set[str], name: str
) -> Iterator[Problem]:
    place = f"features[{index}]"
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        yield Problem(name, place, "must be a Feature.", "See RFC 7946 section 3.2.")
        return
    identifier = feature.get("id")
    if not isinstance(identifier, str) or not _ID.match(identifier):
        yield Problem(
            name, f"{place}.id", "must be lower-case words joined by hyphens.", "Give every feature a stable id."
        )
    elif identifier in seen:
        yield Problem(name, f"{place}.id", f"{identifier!r} is given twice.", "Ids are unique.")
    else:
        seen.add(identifier)
        place = f"feature {identifier}"
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        yield Problem(
            name,
            f"{place}.properties",
            "must be an object.",
            "Give at least name, status, precision, accuracy_m and source.",
        )
        return
    if role == "corridor":
        yield from _check_properties(properties, sources, place, name)
    if feature.get("geometry") is None:
        if properties.get("precision") != "theme":
            yield Problem(
                name, f"{place}.geometry", "is null but precision is not `theme`.", "Only themes have no geometry."
            )
    else:
        yield from check_geometry(feature["geometry"], f"{place}.geometry", name)


def _check_properties(properties: Mapping[str, Any], sources: set[Any], place: str, name: str) -> Iterator[Problem]:
    if not isinstance(properties.get("name"), str) or not properties["name"].strip():
        yield Problem(name, f"{place}.name", "is missing.", "Every feature has a name.")
    if properties.get("status") not in STATUSES:
        yield Problem(
            name, f"{place}.status", f"must be one of {', '.join(STATUSES)}.", "Say `unknown` when no source tells."
        )
    if properties.get("precision") not in PRECISIONS:
        yield Problem(
            name, f"{place}.precision", f"must be one of {', '.join(PRECISIONS)}.", "Say how well the place is known."
        )
    accuracy = properties.get("accuracy_m")
    if properties.get("precision") != "theme" and (
        isinstance(accuracy, bool) or not isinstance(accuracy, (int, float)) or not 0 < accuracy <= 1_000_000
    ):
        yield Problem(
            name,
            f"{place}.accuracy_m",
            "must be a number of metres above 0.",
            "Give the radius within which the truth lies.",
        )
    if not isinstance(properties.get("source"), str) or properties["source"] not in sources:
        yield Problem(
            name, f"{place}.source", "is not one of layer.sources.", "Add the source to the layer, or correct its id."
        )
    if not isinstance(properties.get("subject", ""), str):
        yield Problem(name, f"{place}.subject", "is not text.", "Name a row of seeds/subjects.csv, or leave it out.")
    if "symbol" in properties and properties["symbol"] not in SYMBOLS:
        yield Problem(name, f"{place}.symbol", f"must be one of {', '.join(SYMBOLS)}.", "Choose one of them.")


def _check_bbox(box: Any, place: str, name: str) -> Iterator[Problem]:
    numbers = (
        isinstance(box, list)
        and len(box) == 4
        and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in box)
    )
    if not numbers or not (-180 <= box[0] <= box[2] <= 180 and -90 <= box[1] <= box[3] <= 90):
        yield Problem(name, place, "must be [west, south, east, north] in degrees.", "Write it from the features.")


def _positions(coordinates: Any, depth: int) -> Iterator[tuple[Any, str | None]]:
    if depth > 0:
        if not isinstance(coordinates, list):
            yield coordinates, "is not nested as its type demands."
            return
        for part in coordinates:
            yield from _positions(part, depth - 1)
        return
    if not isinstance(coordinates, list) or len(coordinates) not in (2, 3):
        yield coordinates, "has a position that is not [longitude, latitude]."
    elif any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in coordinates):
        yield coordinates, "has a position that is not made of numbers."
    elif not (-180 <= coordinates[0] <= 180 and -90 <= coordinates[1] <= 90):
        yield coordinates, f"has a position outside the globe: {coordinates[:2]}."
    elif any(round(n, 6) != n for n in coordinates[:2]):
        yield coordinates, "has more than 6 decimals."
    else:
        yield coordinates, None


def _signed_area(ring: Sequence[Sequence[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        character = token.group()[0]
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"the key {key[:40]!r} is given twice in one object.")
        result[key] = value
    return result


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number.")


def _bounded_int(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"a whole number has more than {MAX_DIGITS} digits.")
    return int(digits)


def _finite_float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large for a number.")
    return number


def _fail(file: str, place: str, rule: str, remedy: str) -> Any:
    raise LayerError([Problem(file, place, rule, remedy)])
