"""The published corridor layers, file by file and feature by feature."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cpec_map.edtf import is_edtf
from cpec_map.layer import Layer, bounds, read_layer
from cpec_map.record import read_records

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ROOT / "layers"
FILES = sorted(LAYERS.glob("*.geojson"))
RECORDS = read_records(ROOT / "seeds")
OPEN_LICENCES = ("ODbL-1.0", "CC-BY-4.0", "public-domain")
FEATURES = [
    pytest.param(feature, layer, id=feature["id"])
    for layer in (read_layer(path) for path in FILES)
    for feature in layer.features
]
SURVEYED_LINES = [
    one.values[0]
    for one in FEATURES
    if one.values[0]["properties"]["precision"] == "surveyed" and "LineString" in one.values[0]["geometry"]["type"]
]

Feature = dict[str, Any]


def test_the_corridor_layers_are_published() -> None:
    # Articles that were added bring a layer of the places they name.
    assert [path.stem for path in FILES if path.stem != "reported-places"] == [
        "corridor-routes",
        "events",
        "gwadar-connections",
        "gwadar-free-zone",
        "gwadar-port",
        "kkh-thakot-raikot",
        "ml1-karachi-hyderabad",
        "projects-energy",
        "projects-gwadar",
        "projects-rail",
        "projects-social",
        "projects-zones",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_layer_file_keeps_every_rule_and_is_named_by_its_id(path: Path) -> None:
    assert read_layer(path).id == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_layer_says_who_where_when_and_how_well(path: Path) -> None:
    head = read_layer(path).head

    for key in ("title", "group", "about", "accuracy", "attribution"):
        assert head[key].strip() == head[key] != ""
    assert head["schema"] == "1.0"
    assert is_edtf(head["date"])
    assert head["licence"] in ("ODbL-1.0", "CC-BY-4.0")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_layer_with_openstreetmap_points_is_odbl_and_credits_them(path: Path) -> None:
    layer = read_layer(path)

    if any(feature["properties"]["licence"] == "ODbL-1.0" for feature in layer.features):
        assert layer.head["licence"] == "ODbL-1.0"
        assert "© OpenStreetMap contributors" in layer.head["attribution"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_box_of_a_layer_is_the_box_of_its_features(path: Path) -> None:
    layer = read_layer(path)

    assert list(layer.bbox) == bounds([feature["geometry"] for feature in layer.features])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_layer_shows_as_facts_some_feature_has(path: Path) -> None:
    layer = read_layer(path)

    for fact in layer.head["facts"]:
        assert any(fact["property"] in feature["properties"] for feature in layer.features), fact


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_layer_names_only_sources_that_are_on_record(path: Path) -> None:
    for source in read_layer(path).head["sources"]:
        assert RECORDS.sources[source["id"]].title == source["title"]


def test_ids_are_unique_over_all_layers() -> None:
    ids = [feature.values[0]["id"] for feature in FEATURES]

    assert len(set(ids)) == len(ids)


def test_layers_have_an_order_of_their_own() -> None:
    orders = [read_layer(path).head["order"] for path in FILES]

    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize(("feature", "layer"), FEATURES)
def test_a_feature_says_what_it_is_how_well_it_is_known_and_whose_it_is(feature: Feature, layer: Layer) -> None:
    properties = feature["properties"]

    assert properties["licence"] in OPEN_LICENCES
    assert properties["family"] in ("rail", "road", "port", "zone", "airport", "event", "energy", "digital", "social")
    assert properties["rank"] in (1, 2, 3, 4, 5)
    assert properties["kind"]
    assert properties.get("subject") is None or properties["subject"] in {
        *RECORDS.subjects,
        *RECORDS.portfolio.projects,
    }
    assert None not in properties.values() and "" not in properties.values()
    keys = [key for key in properties if key in _ORDER]
    assert keys == sorted(keys, key=_ORDER.index)


_ORDER = ["name", "subject", "kind", "status", "precision", "accuracy_m", "source", "licence"]


@pytest.mark.parametrize(("feature", "layer"), FEATURES)
def test_a_sketch_is_never_called_surveyed(feature: Feature, layer: Layer) -> None:
    properties = feature["properties"]

    if properties["source"] in ("schematic-own", "wdb2-indus-offset"):
        assert properties["precision"] == "sketched"
    if properties["precision"] == "surveyed":
        assert properties["accuracy_m"] <= 1100  # the small-scale line of the whole ML-1, as measured
        assert feature["geometry"]["type"] != "Point"
    if properties["precision"] == "sketched":
        assert "area_ha" not in properties


@pytest.mark.parametrize(("feature", "layer"), FEATURES)
def test_coordinates_are_lon_lat_with_five_decimals_inside_the_corridor(feature: Feature, layer: Layer) -> None:
    west, south, east, north = bounds([feature["geometry"]])

    assert 55 < west <= east < 85
    assert 20 < south <= north < 45
    for number in (west, south, east, north):
        assert round(number, 5) == number


@pytest.mark.parametrize("feature", SURVEYED_LINES, ids=lambda one: one["id"])
def test_a_surveyed_line_goes_on_without_leaps(feature: Feature) -> None:
    """Two vertices far apart are a missing stretch or a point out of order."""
    geometry = feature["geometry"]
    limit = 0.5 if feature["properties"]["accuracy_m"] >= 500 else 0.25
    for line in [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]:
        for (a, b), (c, d) in pairwise(line):
            assert max(abs(a - c), abs(b - d)) < limit


@pytest.mark.parametrize("claim", [one for one in RECORDS.claims if one.place], ids=lambda claim: claim.id)
def test_a_claim_about_a_place_names_one_that_is_drawn(claim: Any) -> None:
    assert claim.place in {feature.values[0]["id"] for feature in FEATURES}


def test_the_themes_of_the_second_phase_are_not_drawn() -> None:
    subjects = {feature.values[0]["properties"].get("subject", "") for feature in FEATURES}

    assert not any(subject.startswith("policy-") for subject in subjects)


@pytest.mark.parametrize("feature", read_layer(LAYERS / "events.geojson").features, ids=lambda one: one["id"])
def test_an_event_is_a_dated_point_that_stands_for_a_city(feature: Feature) -> None:
    properties = feature["properties"]

    assert feature["geometry"]["type"] == "Point"
    assert properties["status"] == "occurred"
    assert properties["accuracy_m"] >= 15_000
    assert {"event-islamabad-meeting": "2024-11-07", "event-karachi-shooting": "2024-11-05"}[feature["id"]] == (
        properties["date"]
    )


def test_stations_follow_the_line_in_the_order_of_their_km_posts() -> None:
    stations = [one for one in _features("ml1-karachi-hyderabad") if one["id"].startswith("station-")]
    posts = [one["properties"].get("km_post", one["properties"].get("km_estimated")) for one in stations]
    along = [one["properties"]["chainage_km"] for one in stations]

    assert len(stations) == 25
    assert posts == sorted(posts)
    assert along == sorted(along)
    assert [one["id"] for one in (stations[0], stations[-1])] == ["station-karachi-city", "station-hyderabad-junction"]
    for post, chainage in zip(posts, along, strict=True):
        assert abs(post - 5 - chainage) <= 3


@pytest.mark.parametrize(
    "station",
    [one for one in read_layer(LAYERS / "ml1-karachi-hyderabad.geojson").features if "km_post" in one["properties"]],
    ids=lambda one: one["id"],
)
def test_the_km_post_on_the_map_is_the_published_one(station: Feature) -> None:
    published = [
        float(one.value) for one in RECORDS.claims if one.place == station["id"] and one.attribute == "station_km"
    ]

    assert published == [station["properties"]["km_post"]]


def test_places_of_the_highway_come_in_order_from_thakot_to_raikot() -> None:
    places = [one for one in _features("kkh-thakot-raikot") if one["geometry"]["type"] == "Point"]
    along = [one["properties"]["chainage_km"] for one in places]

    assert len(places) == 20
    assert along == sorted(along)
    assert [one["properties"]["name"] for one in (places[0], places[-1])] == ["Thakot", "Raikot Bridge"]


def test_the_three_parts_of_the_highway_meet() -> None:
    parts = {one["id"]: one["geometry"]["coordinates"] for one in _features("kkh-thakot-raikot")[:3]}

    assert _near(parts["kkh-thakot-batera"][-1], parts["kkh-batera-sazin"][0])
    assert _near(parts["kkh-batera-sazin"][-1], parts["kkh-sazin-raikot"][0])


def test_the_package_lists_every_layer_with_its_size_and_digest() -> None:
    package = json.loads((LAYERS / "datapackage.json").read_text(encoding="utf-8"))
    listed = {resource["path"]: resource for resource in package["resources"]}
    there = sorted([*FILES, *LAYERS.glob("base/*.geojson")])

    assert set(listed) == {path.relative_to(LAYERS).as_posix() for path in there}
    for path in there:
        resource = listed[path.relative_to(LAYERS).as_posix()]
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert resource["licenses"] and resource["sources"] and resource["title"]


def test_the_package_and_its_resources_are_named_as_the_standard_asks() -> None:
    package = json.loads((LAYERS / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]

    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and " " not in name for name in names)


def _features(layer: str) -> list[Feature]:
    return [dict(one) for one in read_layer(LAYERS / f"{layer}.geojson").features]


def _near(a: list[float], b: list[float]) -> bool:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) < 0.005
