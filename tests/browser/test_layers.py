"""The layer panel: switches that work in the browser alone, and what it says about each layer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.look import Visit, until

# Where each layer has paint of its own that no other layer covers: lon, lat, zoom, colour.
SAMPLES = {
    "ml1-karachi-hyderabad": (67.87545, 24.91759, 9, "#CC3311"),
    "kkh-thakot-raikot": (73.80624, 35.50104, 10, "#0077BB"),
    "gwadar-port": (62.34538, 25.1075, 14, "#009988"),
    "gwadar-free-zone": (62.38643, 25.22605, 11, "#33BBEE"),
    "gwadar-connections": (62.34904, 25.20372, 12, "#0077BB"),
    "corridor-routes": (70.35092, 28.73664, 8, "#0077BB"),
    "events": (73.0433, 33.7215, 7, "#EE3377"),
}
# The whole ML-1, one of the other routes, lies under its southern section.
UNDER = {"ml1-karachi-hyderabad": "corridor-routes"}


@pytest.mark.parametrize("layer", SAMPLES)
def test_a_switch_hides_and_shows_its_layer_on_the_same_map_and_asks_the_server_nothing(
    here: Visit, layer: str
) -> None:
    page, (lon, lat, zoom, colour) = here, SAMPLES[layer]
    for other in SAMPLES:
        page.box(other).set_checked(other != UNDER.get(layer))
    page.go(lon, lat, zoom)
    page.tag_map()
    assert page.painted(lon, lat, colour), "painted at first"
    ground = page.painted(lon, lat, pane="base", reach=150)
    assert ground, "the base map lies under it"

    def off_and_on() -> None:
        page.box(layer).uncheck()
        until(lambda: not page.painted(lon, lat, colour), "the layer stayed")
        assert page.painted(lon, lat, pane="base", reach=150) == ground, "the base map stays"
        assert layer not in page.link()["layers"].split(",")
        page.box(layer).check()
        until(lambda: page.painted(lon, lat, colour), "the layer did not come back")
        assert page.painted(lon, lat, pane="base", reach=150) == ground, "the base map stays"

    page.quiet(off_and_on)

    assert page.same_map()
    assert ("layers" in page.link()) == (layer in UNDER), "all on is as at start, and the link does not say so"


def test_a_layer_that_is_off_cannot_be_chosen_on_the_map(here: Visit) -> None:
    page = here
    page.go(73.0433, 33.7215, 7)
    page.box("events").uncheck()
    until(lambda: not page.painted(73.0433, 33.7215, "#EE3377"))

    page.click_map(73.0433, 33.7215)

    page.page.wait_for_timeout(600)
    assert page.link().get("feature") != "event-islamabad-meeting"
    page.box("events").check()


def test_zoom_to_goes_to_the_layer_and_switches_it_on(here: Visit) -> None:
    page = here
    page.box("gwadar-port").uncheck()

    page.page.get_by_role("button", name="Zoom to Gwadar Port").click()
    page.settle()

    assert page.box("gwadar-port").is_checked()
    assert page.sees(62.345, 25.110)
    assert page.comes_closer_than(11)
    assert page.painted(62.34538, 25.1075, "#009988")


def test_about_says_source_licence_accuracy_and_date(here: Visit) -> None:
    page = here

    page.page.get_by_role("button", name="About Events of November 2024").click()

    about = page.page.locator("#about-events")
    text = about.inner_text()
    assert "15 km for Islamabad, 25 km for Karachi" in text
    assert "CC-BY-4.0" in text
    assert "© GeoNames" in text
    assert "2024-11" in text
    assert about.get_by_role("link", name="GeoNames").get_attribute("href") == "https://www.geonames.org"


def test_the_panel_is_the_legend_and_says_how_doubt_is_drawn(here: Visit) -> None:
    page = here

    legend = page.page.locator(".chart .legend")
    assert legend.is_visible()
    for words in ("In service, surveyed or traced", "Planned", "Sketched: no surveyed line exists", "Uncertain"):
        assert words in legend.inner_text()
    assert legend.locator("svg").count() == legend.locator("li").count(), "each with a sample as it is drawn"
    assert (
        page.page.locator(".chart .layers .row .swatch").count()
        == page.page.locator(".chart .layers .row").count()
        == 12
    )


def test_panning_and_zooming_send_nothing_over_the_web_socket(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.9,25.2,8")
    page.settle()
    page.page.wait_for_timeout(600)
    frames = len(page.frames)
    x, y = page.spot(67.9, 25.2)

    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 120, y + 60, steps=6)
    page.page.mouse.up()
    page.settle()
    moved = page.view()
    page.page.mouse.wheel(0, -300)
    page.settle()
    page.page.wait_for_timeout(600)

    assert moved[:2] != (67.9, 25.2)
    assert page.view()[2] > moved[2]
    assert len(page.frames) == frames
    followed = [float(part) for part in page.link()["view"].split(",")]
    assert followed == pytest.approx(page.view(), abs=0.0001), "the link follows without the server"


def test_the_border_view_can_be_chosen_and_the_map_says_which_it_shows(visit: Callable[..., Visit]) -> None:
    page = visit("?view=76,34.5,6.5")
    said = page.page.locator(".chart .credits")
    assert "neutral" in said.inner_text()
    before = page.painted(76, 34.5, pane="base", reach=250, colour="#8C8C8C", near=20)

    page.page.get_by_text("Background and borders").click()
    page.page.get_by_label("Borders").select_option("pakistan")

    until(lambda: "Borders as Pakistan shows them" in said.inner_text())
    assert page.link()["borders"] == "pakistan"
    until(lambda: page.painted(76, 34.5, pane="base", reach=250, colour="#8C8C8C", near=20) != before)
