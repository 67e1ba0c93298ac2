"""No network: every address but this machine's own is cut off, and nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.look import Visit, until
from tests.conftest import is_loopback

LAND = "#F4F2EC"


def test_everything_works_with_no_network_and_not_one_request_fails_or_leaves(
    visit: Callable[..., Visit], watch, tmp_path: Path
) -> None:
    page = visit()

    page.page.get_by_role("combobox", name="Search").fill("gwadar port")
    page.page.keyboard.press("Enter")
    expect(page.heading).to_contain_text("Gwadar Port")
    page.settle()
    page.facts.locator('[data-fact="S18"] .statement').click()
    page.box("corridor-routes").uncheck()
    page.page.get_by_role("button", name="Zoom to Karakoram Highway").click()
    page.settle()
    page.turn_to("Article")
    page.page.locator('#sheet-article [data-facts="S13"]').click()
    page.settle()
    page.turn_to("List")
    page.page.locator('[data-feature="event-karachi-shooting"]').click()
    expect(page.heading).to_have_text("Shooting in Karachi")
    with page.page.expect_download() as started:
        page.facts.get_by_text("Download GeoJSON").click()
    assert started.value.failure() is None
    for zoom in (5, 8, 11, 14, 16):
        page.page.evaluate(f"void window.__map.setView([25.135, 62.325], {zoom}, {{ animate: false }})")
        page.settle()
    assert page.painted(62.325, 25.135, LAND, pane="base", reach=200), "land at the closest zoom too"
    page.page.emulate_media(color_scheme="dark")
    page.page.reload()
    page.wait_until_drawn()

    # A download is a navigation that ends; browsers call that aborted.
    assert [one for one in page.failed if "/map/download" not in one] == []
    assert [url for url in page.requests if not is_loopback(url)] == []
    assert watch.outside == []
    assert watch.errors == []


def test_no_font_falls_back_to_one_that_is_not_served(visit: Callable[..., Visit]) -> None:
    page = visit()

    assert page.page.evaluate("document.fonts.check('14px \"Source Sans\"')")


def test_online_tiles_are_a_choice_that_is_off_at_start(visit: Callable[..., Visit]) -> None:
    page = visit()

    page.page.get_by_text("Background and borders").click()

    assert page.page.get_by_role("radio", name="Our own map").is_checked()
    assert page.page.get_by_label("OpenStreetMap").is_visible()
    assert page.page.get_by_label("Satellite").is_visible()
    assert page.page.locator(".leaflet-tile").count() == 0


def test_tiles_that_cannot_be_fetched_leave_our_lines_and_names(visit: Callable[..., Visit], watch) -> None:
    page = visit("?view=67.9,25.2,9")
    page.settle()
    page.page.get_by_text("Background and borders").click()

    page.page.get_by_label("OpenStreetMap").check()
    until(lambda: watch.outside, "the tiles were never asked for")
    page.page.wait_for_timeout(400)

    assert all("tile.openstreetmap.org" in url for url in watch.outside)
    assert page.painted(67.87545, 24.91759, "#CC3311"), "our line"
    assert page.painted(68.385, 25.386, pane="labels", reach=80), "our names"
    assert "OpenStreetMap" in page.page.locator(".chart .credits").inner_text()
    assert page.link()["base"] == "osm"

    page.page.get_by_role("radio", name="Our own map").check()
    until(lambda: page.painted(68.6, 25.6, LAND, pane="base", reach=60), "our land did not come back")
    assert "base" not in page.link()
    watch.outside.clear()  # Asked for by the reader, and refused by the test.


def test_a_link_may_ask_for_tiles_and_the_map_stands_without_them(visit: Callable[..., Visit], watch) -> None:
    page = visit("?base=satellite&view=73.8,35.5,9")
    until(lambda: watch.outside)

    until(lambda: page.painted(73.80624, 35.50104, "#0077BB"), "our line")
    assert all("arcgisonline.com" in url for url in watch.outside)
    watch.outside.clear()
