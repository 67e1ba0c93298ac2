"""Downloads: each is a GeoJSON file that says what it is, whose it is, and what is known of what it draws."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pytest

from cpec_map.catalog import open_catalog
from cpec_map.download import Download, download_feature, download_gazetteer, download_layers
from cpec_map.layer import bounds, check_geometry, parse_json
from tests.samples import (
    MARK,
    PRODUCT,
    ROOT,
    claim,
    fact,
    feature,
    harbour_seeds,
    hostile_catalog,
    layer,
    published,
    texts_of,
    write_layers,
    write_seeds,
)

CATALOG = published()
DAY = date(2026, 3, 9)
LAYERS = [one.id for one in CATALOG.layers]
ASKED = {
    **{identifier: [identifier] for identifier in LAYERS},
    "all layers": LAYERS,
    "two layers": LAYERS[1:3],
    **dict.fromkeys(CATALOG.features),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_download_is_a_valid_file_that_says_all_about_itself(name: str) -> None:
    made = _made(name)

    document = parse_json(made.text, made.name)

    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    assert made.text.endswith(b"}\n")
    for one in document["features"]:
        assert one["type"] == "Feature"
        assert list(check_geometry(one["geometry"], one["id"], made.name)) == []
    assert document["bbox"] == bounds([one["geometry"] for one in document["features"]])
    assert document["title"] and document["licence"] and document["attribution"]
    assert document["layers"]


@pytest.mark.parametrize("name", ASKED)
def test_a_download_resolves_every_source_fact_article_and_layer_it_names(name: str) -> None:
    document = _document(name)
    sources = [one["id"] for one in document["sources"]]
    facts = [one["id"] for one in document["facts"]]

    assert len(set(sources)) == len(sources)
    assert len(set(facts)) == len(facts)
    assert all(one["title"] and one["licence"] for one in document["sources"])
    assert {one["source"] for one in document["claims"]} <= set(sources)
    assert {one["article"] for one in document["facts"]} == {one["id"] for one in document["articles"]}
    for one in document["features"]:
        assert one["properties"]["source"] in sources
        assert one["properties"]["layer"] in {head["id"] for head in document["layers"]}
        named = {fact_id for fact_id in one["properties"]["fact_ids"].split(", ") if fact_id}
        assert named == {fact.id for fact in CATALOG.facts_of(one["properties"].get("subject", ""))}
        assert named <= set(facts)


@pytest.mark.parametrize("name", ASKED)
def test_a_download_is_reopened_by_the_readers_of_others(name: str) -> None:
    made = _made(name)

    table = geopandas.read_file(io.BytesIO(made.text), engine="pyogrio")

    document = json.loads(made.text)
    assert len(table) == len(document["features"])
    assert table.crs.to_epsg() == 4326
    assert list(table["name"]) == [one["properties"]["name"] for one in document["features"]]
    assert table.geometry.is_valid.all()


@pytest.mark.parametrize("name", ASKED)
def test_the_name_of_a_file_is_plain_and_says_what_and_when(name: str) -> None:
    made = _made(name)

    what = f"{len(ASKED[name])}-layers" if ASKED[name] and len(ASKED[name]) > 1 else name
    assert made.name == f"cpec-{what}-2026-03-09.geojson"
    assert re.fullmatch(r"[a-z0-9.-]+", made.name)


def test_the_same_download_is_the_same_bytes() -> None:
    assert download_layers(CATALOG, LAYERS, DAY) == download_layers(CATALOG, list(reversed(LAYERS)), DAY)


def test_a_download_holds_exactly_the_layers_asked_for() -> None:
    document = _document("two layers")

    assert [head["id"] for head in document["layers"]] == LAYERS[1:3]
    assert {one["properties"]["layer"] for one in document["features"]} == set(LAYERS[1:3])
    assert len(document["features"]) == sum(len(one.features) for one in CATALOG.layers if one.id in LAYERS[1:3])


def test_a_feature_is_as_published_with_its_layer_and_facts_added() -> None:
    for identifier, drawn in CATALOG.features.items():
        (taken,) = _document(identifier)["features"]

        properties = {key: value for key, value in taken["properties"].items() if key not in ("layer", "fact_ids")}
        assert {**taken, "properties": properties} == drawn.feature


def test_no_visible_layer_is_an_empty_collection() -> None:
    made = download_layers(CATALOG, [], DAY)

    assert made is not None
    document = json.loads(made.text)
    assert document["features"] == [] and "bbox" not in document
    assert made.name == "cpec-0-layers-2026-03-09.geojson"


HOSTILE = [
    "",
    "nothing",
    "../../etc/passwd",
    "..",
    "a\r\nSet-Cookie: a=b",
    '"',
    "<b>",
    "{{ 7*7 }}",
    "\x00",
    "\ud800",
    "é",
]


@pytest.mark.parametrize("identifier", HOSTILE, ids=repr)
def test_a_hostile_id_gets_nothing(identifier: str) -> None:
    assert download_feature(CATALOG, identifier, DAY) is None
    assert download_layers(CATALOG, [identifier], DAY) is None


def test_an_unknown_layer_among_known_ones_is_left_out() -> None:
    assert download_layers(CATALOG, [*HOSTILE, LAYERS[0]], DAY) == download_layers(CATALOG, [LAYERS[0]], DAY)


def test_a_base_layer_is_not_handed_out() -> None:
    assert download_layers(CATALOG, [CATALOG.base[0].id], DAY) is None


# ---- the licence of a mix -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "licence"),
    [
        (["CC-BY-4.0"], "CC-BY-4.0"),
        (["CC-BY-4.0", "CC-BY-4.0"], "CC-BY-4.0"),
        (["CC-BY-4.0", "public-domain"], "CC-BY-4.0 AND public-domain"),
        (["CC-BY-4.0", "ODbL-1.0"], "ODbL-1.0"),
        (["ODbL-1.0", "public-domain", "CC-BY-4.0"], "ODbL-1.0"),
        (["CC-BY-4.0 AND ODbL-1.0", "CC-BY-4.0"], "ODbL-1.0"),
    ],
)
def test_one_layer_under_odbl_makes_the_file_odbl(heads: list[str], licence: str, tmp_path: Path) -> None:
    layers = [layer(f"part-{number}", licence=head) for number, head in enumerate(heads)]
    catalog = open_catalog(write_layers(tmp_path / "layers", *layers), harbour_seeds(tmp_path / "seeds"))

    made = download_layers(catalog, [one.id for one in catalog.layers], DAY)

    assert made is not None
    assert json.loads(made.text)["licence"] == licence


def test_one_feature_under_odbl_makes_the_file_odbl(tmp_path: Path) -> None:
    mixed = layer("harbour", [feature("berth", licence="ODbL-1.0"), feature("quay", licence="CC-BY-4.0")])
    catalog = open_catalog(write_layers(tmp_path / "layers", mixed), harbour_seeds(tmp_path / "seeds"))

    berth, quay = (download_feature(catalog, identifier, DAY) for identifier in ("berth", "quay"))

    assert berth is not None and quay is not None
    assert json.loads(berth.text)["licence"] == "ODbL-1.0"
    assert json.loads(quay.text)["licence"] == "CC-BY-4.0"


# ---- what goes along ----------------------------------------------------------------------------


def test_a_feature_takes_its_own_claims_along_and_not_its_neighbours(tmp_path: Path) -> None:
    layers = layer("harbour", [feature("berth", subject="harbour"), feature("quay", subject="harbour")])
    claims = [claim("all"), claim("berth-only", place="berth"), claim("quay-only", place="quay")]
    seeds = harbour_seeds(tmp_path / "seeds", claims, [fact("F1", ["harbour"]), fact("F2", ["policy"])])
    catalog = open_catalog(write_layers(tmp_path / "layers", layers), seeds)

    made = download_feature(catalog, "berth", DAY)

    assert made is not None
    document = json.loads(made.text)
    assert {one["id"]: one.get("place") for one in document["claims"]} == {"all": None, "berth-only": "berth"}
    assert [one["id"] for one in document["facts"]] == ["F1"]


def test_a_very_long_id_still_makes_a_file_name(tmp_path: Path) -> None:
    identifier = "berth-" + "x" * 400
    layers = write_layers(tmp_path / "layers", layer("harbour", [feature(identifier)]))

    made = download_feature(open_catalog(layers, harbour_seeds(tmp_path / "seeds")), identifier, DAY)

    assert made is not None
    (tmp_path / made.name).write_bytes(made.text)
    assert made.name.endswith("-2026-03-09.geojson")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    made = download_layers(hostile_catalog(tmp_path), ["harbour"], DAY)

    assert made is not None
    assert PRODUCT.encode() not in made.text
    document = json.loads(made.text)
    assert document["title"] == document["licence"] == document["attribution"] == MARK
    assert document["features"][0]["properties"]["name"] == document["claims"][0]["value"] == MARK
    assert all(text == MARK for text in texts_of(document) if "PROBE" in text)
    assert re.fullmatch(r"[a-z0-9.-]+", made.name)


def _made(name: str) -> Download:
    asked = ASKED[name]
    made = download_feature(CATALOG, name, DAY) if asked is None else download_layers(CATALOG, asked, DAY)
    assert made is not None
    return made


def _document(name: str) -> Any:
    return json.loads(_made(name).text)


def test_a_file_says_which_view_of_the_borders_it_was_seen_with() -> None:
    neutral = download_layers(CATALOG, LAYERS[:1], DAY)
    chosen = download_layers(CATALOG, LAYERS[:1], DAY, "india")

    assert neutral is not None
    assert chosen is not None
    assert "neutral" in json.loads(neutral.text)["borders"]
    assert "India" in json.loads(chosen.text)["borders"]


def test_the_gazetteer_is_handed_out_as_it_was_built() -> None:
    made = download_gazetteer(published(), date(2026, 3, 9))

    assert made is not None
    assert made.name == "cpec-gazetteer-2026-03-09.json"
    assert made.text == (ROOT / "layers" / "linked-places" / "gazetteer.json").read_bytes()


def test_without_a_built_gazetteer_nothing_is_handed_out(tmp_path: Path) -> None:
    catalog = open_catalog(write_layers(tmp_path / "layers", layer("a", [])), write_seeds(tmp_path / "seeds"))

    assert download_gazetteer(catalog, date(2026, 3, 9)) is None
