"""Downloads: the file a person gets is named by what and when, and opens in their own tools."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import geopandas
import pytest

from cpec_map.layer import check_geometry
from tests.browser.look import Visit
from tests.samples import published

LAYERS = {layer.id: len(layer.features) for layer in published().layers}


def take(page: Visit, press: Callable[[], object], folder: Path) -> Path:
    """Press what starts a download; the file, under the name the page gave it."""
    with page.page.expect_download() as started:
        press()
    download = started.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def read(path: Path) -> dict:
    """The download as JSON, held to RFC 7946 and to what every file of ours carries."""
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    for feature in document["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"]
        assert list(check_geometry(feature["geometry"], feature["id"], path.name)) == []
    for key in ("title", "licence", "attribution"):
        assert document[key], key
    assert document["layers"][0]["sources"]
    when = re.search(r"\d{4}-\d{2}-\d{2}", path.name)
    assert when, "the name says when"
    assert abs(date.fromisoformat(when.group()) - date.today()) <= timedelta(days=1)
    return document


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_can_be_downloaded_by_itself(visit: Callable[..., Visit], tmp_path: Path, layer: str) -> None:
    page = visit()  # a page of its own: a browser may hold back what one page starts after ten downloads
    title = page.page.locator("li", has=page.box(layer)).locator(".title").inner_text()
    page.page.get_by_role("button", name=f"About {title}").click()

    path = take(page, page.page.locator(f"#about-{layer}").get_by_text("Download GeoJSON").click, tmp_path)

    document = read(path)
    assert path.name.startswith(f"cpec-{layer}-")
    assert document["title"] == title
    table = geopandas.read_file(path)
    assert len(table) == LAYERS[layer]
    assert table.crs.to_epsg() == 4326
    assert table.geometry.is_valid.all()


def test_exactly_the_visible_layers_are_downloaded(visit: Callable[..., Visit], tmp_path: Path) -> None:
    page = visit()
    page.box("corridor-routes").uncheck()
    page.box("events").uncheck()
    button = page.page.get_by_text("Download visible layers (5)")

    path = take(page, button.click, tmp_path)

    document = read(path)
    assert [head["id"] for head in document["layers"]] == [
        one for one in LAYERS if one not in ("corridor-routes", "events") and not one.startswith("projects-")
    ]
    assert "5-layers" in path.name
    assert document["licence"] == "ODbL-1.0", "one share-alike layer decides for the file"
    assert {fact["id"] for fact in document["facts"]} >= {"S13", "S15", "S18", "S19"}
    assert "S01" not in {fact["id"] for fact in document["facts"]}, "the meeting is in a layer that is off"
    table = geopandas.read_file(path)
    assert len(table) == sum(LAYERS[head["id"]] for head in document["layers"])
    assert table.geometry.is_valid.all()


def test_the_chosen_feature_is_downloaded_with_its_facts_and_figures(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    page = visit("?feature=event-islamabad-meeting")

    path = take(page, page.facts.get_by_text("Download GeoJSON").click, tmp_path)

    document = read(path)
    assert path.name.startswith("cpec-event-islamabad-meeting-")
    assert [feature["id"] for feature in document["features"]] == ["event-islamabad-meeting"]
    assert {fact["id"] for fact in document["facts"]} == {"S01", "S03", "S04", "S05", "S12", "S30"}
    fact = document["facts"][0]
    assert fact["quote"] == "engaged in discussions on Thursday"
    assert fact["paragraph"] == 1
    assert {claim["attribute"] for claim in document["claims"]} >= {"date"}
    table = geopandas.read_file(path)
    assert len(table) == 1
    assert table.geometry.iloc[0].distance(_point(73.0433, 33.7215)) < 1e-6


def test_with_no_layer_visible_there_is_nothing_to_download(visit: Callable[..., Visit]) -> None:
    page = visit("?layers=")

    button = page.page.get_by_text("Download visible layers (0)")

    assert button.get_attribute("aria-disabled") is not None


def test_a_download_does_not_disturb_the_page(visit: Callable[..., Visit], tmp_path: Path) -> None:
    page = visit("?feature=bridge-raikot")
    page.settle()
    page.tag_map()
    frames = len(page.frames)

    take(page, page.facts.get_by_text("Download GeoJSON").click, tmp_path)

    assert page.same_map()
    assert len(page.frames) == frames


def _point(lon: float, lat: float):
    from shapely import Point

    return Point(lon, lat)


def test_the_gazetteer_is_downloaded_in_linked_places_format(here: Visit, tmp_path: Path) -> None:
    here.turn_to("List")
    link = here.page.get_by_text("Download gazetteer (Linked Places format)")

    path = take(here, link.click, tmp_path)

    assert path.name.startswith("cpec-gazetteer-")
    table = geopandas.read_file(path)
    assert len(table) == len(published().places)
    assert table.crs.to_epsg() == 4326
    here.turn_to("Facts")
