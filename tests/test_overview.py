"""The overview: one JSON document from which the browser draws everything, and no problem is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cpec_map.catalog import open_catalog
from cpec_map.link import ZOOMS
from cpec_map.overview import build_overview, format_overview, layer_address
from tests.samples import (
    MARK,
    PRODUCT,
    feature,
    harbour_seeds,
    hostile_catalog,
    layer,
    published,
    texts_of,
    write_layers,
)

CATALOG = published()


def test_the_overview_is_plain_json() -> None:
    overview = build_overview(CATALOG)

    assert json.loads(format_overview(CATALOG)) == overview
    assert format_overview(CATALOG) == format_overview(CATALOG)


def test_it_names_every_layer_feature_subject_fact_and_article() -> None:
    overview = build_overview(CATALOG)

    assert [one["id"] for one in overview["layers"]] == [one.id for one in CATALOG.layers]
    assert [one["id"] for one in overview["base"]] == [one.id for one in CATALOG.base]
    assert [one["id"] for one in overview["features"]] == list(CATALOG.features)
    assert [one["id"] for one in overview["subjects"]] == list(CATALOG.records.subjects)
    assert [one["id"] for one in overview["articles"]] == list(CATALOG.records.articles)
    assert [fact["id"] for one in overview["articles"] for fact in one["facts"]] == list(CATALOG.records.facts)


def test_every_layer_says_whose_it_is_and_how_exact() -> None:
    for one in build_overview(CATALOG)["layers"]:
        assert one["title"] and one["licence"] and one["attribution"] and one["sources"], one["id"]
        assert one["about"] and one["accuracy"] and one["date"], one["id"]
        assert one["count"] > 0


def test_every_facts_features_are_on_the_map() -> None:
    overview = build_overview(CATALOG)
    drawn = {one["id"] for one in overview["features"]}

    for one in overview["articles"]:
        assert all(set(fact["features"]) <= drawn for fact in one["facts"])


def test_it_counts_what_each_subject_has() -> None:
    for one in build_overview(CATALOG)["subjects"]:
        assert one["facts"] + one["figures"] > 0, one["id"]


def test_towns_of_the_base_map_can_be_searched() -> None:
    towns = {one["name"]: one["at"] for one in build_overview(CATALOG)["places"]}

    assert {"Karachi", "Gwadar", "Islamabad"} <= set(towns)
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in towns.values())


def test_online_tiles_carry_their_credit_and_a_safe_address() -> None:
    for tile in build_overview(CATALOG)["tiles"]:
        assert tile["address"].startswith("https://")
        assert tile["attribution"]


def test_an_address_changes_with_the_catalog(tmp_path: Path) -> None:
    other = open_catalog(write_layers(tmp_path / "layers", layer("harbour")), harbour_seeds(tmp_path / "seeds"))
    one = other.layers[0]

    assert layer_address(one, other) != layer_address(one, CATALOG)
    assert layer_address(one, other).startswith("map/layers/harbour.geojson?")


def test_no_word_of_a_problem_is_lost(tmp_path: Path) -> None:
    layers = write_layers(tmp_path / "layers", layer("harbour"))
    (layers / "broken.geojson").write_bytes(b"half")
    (layers / "gone.geojson").symlink_to("nowhere")
    (layers / "table.csv").write_text("a,b")
    catalog = open_catalog(layers, tmp_path / "no-seeds")

    problems = json.loads(format_overview(catalog))["problems"]

    assert len(problems) == len(catalog.problems) >= 5
    for said, problem in zip(problems, catalog.problems, strict=True):
        assert said == {
            "file": problem.file,
            "place": problem.place,
            "rule": problem.rule,
            "remedy": problem.remedy,
        }


def test_a_layer_that_says_only_what_it_must_is_enough(tmp_path: Path) -> None:
    catalog = open_catalog(write_layers(tmp_path / "layers", layer("harbour")), harbour_seeds(tmp_path / "seeds"))

    (one,) = build_overview(catalog)["layers"]

    assert one["shown"] is True
    assert one["style"] == {}


def test_a_base_layer_without_names_points_or_zoom_is_enough(tmp_path: Path) -> None:
    bare: dict[str, Any] = {"type": "Feature", "id": "a", "properties": {"precision": "theme"}, "geometry": None}
    area = feature("b", name=None)
    area["geometry"] = {"type": "Polygon", "coordinates": [[[60, 20], [61, 20], [61, 21], [60, 20]]]}
    towns = layer("towns", [area, feature("c", name=None)], role="base", draw="city")
    towns["features"] = [bare, *towns["features"]]
    catalog = open_catalog(write_layers(tmp_path / "layers", towns), harbour_seeds(tmp_path / "seeds"))

    overview = build_overview(catalog)

    assert [one["at"] for one in overview["places"]] == [[62.3, 25.1]]
    assert overview["base"][0]["zoom"] == list(ZOOMS)


def test_an_empty_catalog_has_an_overview(tmp_path: Path) -> None:
    overview = json.loads(format_overview(open_catalog(tmp_path / "layers", tmp_path / "seeds")))

    assert overview["layers"] == overview["features"] == []
    assert overview["problems"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    catalog = hostile_catalog(tmp_path)

    text = format_overview(catalog)

    overview = json.loads(text)
    assert PRODUCT.encode() not in text
    assert overview["layers"][0]["title"] == overview["features"][0]["name"] == overview["places"][0]["name"] == MARK
    assert overview["subjects"][0]["name"] == overview["articles"][0]["title"] == MARK
    assert all(said == MARK for said in texts_of(overview) if "PROBE" in said)


def test_the_search_knows_the_gazetteers_places_by_all_their_names_and_how_well_they_are_known() -> None:
    places = {place["name"]: place for place in build_overview(CATALOG)["places"]}

    assert "Khunjerab Pass" in places or "Khunjerab" in places
    assert all(place["accuracy_m"] > 0 for place in places.values())
    assert all(60 < place["at"][0] < 90 for place in places.values() if place["kind"] == "pass")
