"""How well a place is known, as the page shows it: kilometres along a line, rings, the filter, the relief."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.look import Visit, until
from tests.samples import published

ROAD, EVENT = "#0077BB", "#EE3377"
SAZIN_RAIKOT = (73.80624, 35.50104)
ISLAMABAD = (73.0433, 33.7215)
_RINGS = """
(() => {
  const metres = [];
  window.__map.eachLayer((one) => { if (one instanceof L.Circle) metres.push(one.getRadius()); });
  return metres;
})()
"""


def test_the_strip_beside_the_map_has_every_station_in_order_and_selects_both_ways(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=ml1-karachi-hyderabad")
    strip = page.facts.locator(".strip")
    stations = strip.locator("li button").all_inner_texts()
    layer = published().layer("ml1-karachi-hyderabad")
    along = [one for one in layer.features if one["properties"].get("chainage_km") is not None]
    assert stations == [
        one["properties"]["name"] for one in sorted(along, key=lambda one: one["properties"]["chainage_km"])
    ]
    kilometres = [float(re.search(r"[\d.]+", words)[0]) for words in strip.locator(".km").all_inner_texts()]
    assert kilometres == sorted(kilometres)

    strip.get_by_role("button", name="Jhimpir").click()
    expect(page.heading).to_have_text("Jhimpir")
    assert page.sees(68.0146, 25.02252)
    assert page.link()["feature"].endswith("jhimpir")
    expect(page.facts.locator(".strip li.chosen")).to_contain_text("Jhimpir")

    page.page.evaluate("void window.__map.setView([25.366, 68.356], 12, { animate: false })")
    page.settle()
    hyderabad = next(one for one in along if one["properties"]["name"].startswith("Hyderabad"))
    page.click_map(*hyderabad["geometry"]["coordinates"])
    expect(page.facts.locator(".strip li.chosen")).to_contain_text("Hyderabad")


def test_the_kilometre_is_said_under_the_pointer_and_at_a_click(visit: Callable[..., Visit]) -> None:
    page = visit("?view=73.80624,35.50104,12")
    page.settle()
    hover = page.page.locator(".chart .hover")
    x, y = page.spot(*SAZIN_RAIKOT)

    page.page.mouse.move(x - 2, y)
    page.page.wait_for_timeout(100)
    page.page.mouse.move(x, y)

    said = until(lambda: re.search(r"km (\d+\.\d)", hover.text_content() or ""), "no kilometre under the pointer")
    page.page.mouse.click(x, y)
    expect(page.heading).to_contain_text("Sazin")
    expect(page.facts).to_contain_text(re.compile(rf"\b{re.escape(said[1])}\b"))


def test_the_filter_hides_what_is_known_more_coarsely_and_says_so(visit: Callable[..., Visit]) -> None:
    page = visit("?view=73.2,34.8,8")
    page.settle()
    until(lambda: page.painted(*ISLAMABAD, EVENT), "an event known to a city")
    until(lambda: page.painted(*SAZIN_RAIKOT, ROAD), "a road known to 30 m")

    page.quiet(lambda: page.page.get_by_label("Show", exact=True).select_option("100"))

    until(lambda: not page.painted(*ISLAMABAD, EVENT), "still drawn")
    assert page.painted(*SAZIN_RAIKOT, ROAD)
    expect(page.page.locator(".chart .credits")).to_contain_text(re.compile(r"only what is known to within 100\sm"))
    assert page.link()["within"] == "100"

    page.page.reload()
    page.wait_until_drawn()
    assert not page.painted(*ISLAMABAD, EVENT)
    page.page.get_by_label("Show", exact=True).select_option("")
    until(lambda: page.painted(*ISLAMABAD, EVENT), "not drawn again")


def test_a_place_of_the_gazetteer_is_ringed_as_widely_as_it_is_uncertain(visit: Callable[..., Visit]) -> None:
    page = visit()
    place = next(one for one in published().places if one.name == "Rashakai")

    page.page.get_by_role("combobox", name="Search").fill("Rashakai")
    page.page.keyboard.press("Enter")
    page.settle()

    assert page.sees(place.lon, place.lat)
    until(lambda: page.painted(place.lon, place.lat, "#FFB000", pane="halo", near=60), "its dot")
    rings = page.page.evaluate(_RINGS)
    assert place.accuracy_m in rings


def test_relief_is_a_choice_that_is_fetched_when_it_is_made(visit: Callable[..., Visit]) -> None:
    page = visit()
    assert not any(".png" in url for url in page.requests if "/map/layers/" in url)

    page.page.get_by_text("Background and borders").click()
    page.page.get_by_label("Relief on our own map").check()

    picture = page.page.locator(".leaflet-base-pane img.leaflet-image-layer")
    until(lambda: picture.count() and picture.evaluate("(node) => node.complete && node.naturalWidth > 0"), "no relief")
    assert float(picture.evaluate("(node) => getComputedStyle(node).opacity")) > 0
    assert page.link()["relief"] == "1"
    page.page.get_by_label("Relief on our own map").uncheck()
    expect(picture).to_have_count(0)


_SCRIPT = "document.querySelector('script[src*=\"chart.js\"]').src.replace('chart.js', 'kmticks.js')"
_TICKS = """
async (script) => {
  const { ticksAlong, tickStep } = await import(script);
  const layer = await (await fetch("map/layers/ml1-karachi-hyderabad.geojson")).json();
  const { geometry, properties } = layer.features.find((one) => one.id === "ml1-karachi-hyderabad");
  const line = geometry.coordinates.map(([lng, lat]) => L.latLng(lat, lng));
  const map = window.__map;
  const ticks = ticksAlong(map, line, properties.chainage_start_km, properties.length_km, 5);
  return { steps: [8.9, 9, 11, 13].map((zoom) => tickStep(zoom, 100)), coarse: tickStep(13, 700),
           ticks: ticks.map((one) => [one.km, one.at.lng, one.at.lat]), length: properties.length_km };
}
"""


def test_kilometre_ticks_stand_where_the_pointer_reads_that_kilometre(visit: Callable[..., Visit]) -> None:
    page = visit("?view=68.05000,25.15000,11")
    page.settle()
    script = page.page.evaluate(_SCRIPT)
    found = page.page.evaluate(_TICKS, script)
    assert found["steps"] == [None, 10, 5, 1], "ticks begin at zoom 9 and grow closer"
    assert found["coarse"] == 10, "no closer than ten times the accuracy of the line"
    assert [km for km, _, _ in found["ticks"]] == list(range(0, int(found["length"]) + 1, 5))

    hover = page.page.locator(".chart .hover")
    seen = [tick for tick in found["ticks"] if tick[0] in (110, 120, 125)]
    for km, lon, lat in seen:
        x, y = page.spot(lon, lat)
        page.page.mouse.move(x - 2, y)
        page.page.wait_for_timeout(100)
        page.page.mouse.move(x, y)
        until(
            lambda km=km: re.search(rf"km {km - 1}\.[6-9]|km {km}\.[0-4]", hover.text_content() or ""),
            f"the pointer at the tick of km {km} reads {hover.text_content()!r}",
        )
        # The stroke itself: ink on the coloured line, which has none elsewhere.
        assert page.painted(lon, lat, "#1B1F23", pane="labels", reach=6), f"no tick at km {km}"
