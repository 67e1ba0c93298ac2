"""For everyone: by keyboard alone, by screen reader's rules, on a phone, in light and in dark."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.look import Visit, until
from tests.conftest import ROOT

PHONE = {"width": 360, "height": 740, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
_FOCUSED = """
(() => {
  const node = document.activeElement;
  const words = [node.getAttribute("aria-label"), node.labels?.[0]?.innerText, node.innerText, node.id, node.tagName];
  const style = getComputedStyle(node);
  return {
    words: words.find((one) => one?.trim()).trim().split("\\n")[0],
    seen: style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0),
    tag: node.tagName, part: node.dataset.testid ?? node.className,
  };
})()
"""


# ---- by keyboard ----------------------------------------------------------------------------------


def test_tab_reaches_the_search_the_layers_the_map_and_the_panel_and_shows_where_it_is(
    visit: Callable[..., Visit],
) -> None:
    page = visit()
    reached = []

    for _ in range(90):
        page.page.keyboard.press("Tab")
        focused = page.page.evaluate(_FOCUSED)
        if focused["tag"] == "BODY":
            break
        reached.append(focused)

    words = [one["words"] for one in reached]
    for wanted in (
        "Map of the corridor",
        "Search places, projects, facts",
        "Layers",
        "ML-1 railway",
        "Zoom to Gwadar Port",
        "About Gwadar Port",
        "Zoom in",
        "Show the whole corridor",
        "Facts",
        "Gwadar Port",
    ):
        assert any(one.startswith(wanted) for one in words), wanted
    assert [one for one in reached if not one["seen"]] == [], "focus is seen everywhere"
    assert all(one["words"] for one in reached), "everything that takes the focus has a name"


def test_the_map_is_moved_and_zoomed_with_keys(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.9,25.2,8")
    page.settle()
    page.page.get_by_role("application", name="Map of the corridor").focus()
    lon, lat, zoom = page.view()

    page.page.keyboard.press("ArrowRight")
    page.settle()
    page.page.keyboard.press("ArrowUp")
    page.settle()
    page.page.keyboard.press("+")
    page.settle()

    now = page.view()
    assert now[0] > lon
    assert now[1] > lat
    assert now[2] > zoom


def test_a_feature_is_chosen_from_the_list_without_a_pointer(visit: Callable[..., Visit]) -> None:
    page = visit()
    page.page.locator("#tab-facts").focus()

    page.page.keyboard.press("ArrowLeft")
    expect(page.page.locator("#tab-list")).to_be_focused()
    assert page.page.locator("#sheet-list").is_visible()
    for _ in range(40):
        page.page.keyboard.press("Tab")
        if page.page.evaluate("document.activeElement.dataset.feature") == "station-jhimpir":
            break
    page.page.keyboard.press("Enter")

    expect(page.heading).to_have_text("Jhimpir")
    page.settle()
    assert page.sees(68.0146, 25.02252)
    expect(page.facts).to_be_focused()


def test_the_focus_is_not_lost_when_what_had_it_is_replaced(visit: Callable[..., Visit]) -> None:
    page = visit("?subject=gwadar-port")
    statement = page.facts.locator('[data-fact="S18"] .statement')
    statement.focus()

    page.page.keyboard.press("Enter")
    expect(page.facts.locator('[data-fact="S18"] .statement')).to_have_attribute("aria-pressed", "true")

    expect(page.facts.locator('[data-fact="S18"] .statement')).to_be_focused()
    page.facts.get_by_role("button", name="All projects and themes").press("Enter")
    expect(page.heading).to_have_text("What the article says, and where")
    expect(page.facts).to_be_focused()


def test_a_layer_is_switched_with_the_space_bar(visit: Callable[..., Visit]) -> None:
    page = visit("?view=73.0433,33.7215,7")
    page.box("events").focus()

    page.page.keyboard.press("Space")

    until(lambda: not page.painted(73.0433, 33.7215, "#EE3377"))


def test_what_is_chosen_is_said_to_a_screen_reader(visit: Callable[..., Visit]) -> None:
    page = visit("?view=73.0433,33.7215,8")

    page.click_map(73.0433, 33.7215)

    expect(page.page.locator('.panel [role="status"]').first).to_have_text("Meeting in Islamabad: 6 facts")


# ---- by the rules of axe-core ----------------------------------------------------------------------

STATES = {
    "the start": lambda page: None,
    "the article": lambda page: page.turn_to("Article"),
    "the list": lambda page: page.turn_to("List"),
    "a chosen line": lambda page: page.page.locator('[data-feature="kkh-sazin-raikot"]').click(),
    "a fact opened": lambda page: page.facts.locator('[data-fact="S15"] .statement').click(),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_from_the_start_to_an_open_fact(visit: Callable[..., Visit], scheme: str) -> None:
    page = visit(color_scheme=scheme)

    found = {}
    for state, reach in STATES.items():
        reach(page)
        found[state] = findings(page)

    assert found == {state: [] for state in STATES}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_projects_time_and_sources(visit: Callable[..., Visit], scheme: str) -> None:
    page = visit("?tab=projects&to=2020-12-31&subject=project-sahiwal-coal", color_scheme=scheme)
    until(lambda: page.page.locator("[data-project]").count() > 10)
    page.page.evaluate("document.querySelectorAll('#sheet-projects details').forEach((one) => { one.open = true; })")
    found = {"projects": findings(page)}
    page.turn_to("Sources")
    until(lambda: page.page.locator("#sheet-sources .subject").count() > 10)
    page.page.evaluate("document.querySelectorAll('#sheet-sources details').forEach((one) => { one.open = true; })")
    found["sources"] = findings(page)
    page.page.locator("#sheet-sources .subject").first.click()
    found["a source"] = findings(page)

    assert found == {"projects": [], "sources": [], "a source": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_everything_open(visit: Callable[..., Visit], scheme: str) -> None:
    page = visit("?subject=kkh-thakot-raikot", color_scheme=scheme)
    page.page.get_by_role("button", name="About Karakoram Highway").click()
    page.page.get_by_text("Background and borders").click()
    page.page.evaluate("document.querySelectorAll('.panel details').forEach((one) => { one.open = true; })")
    page.page.get_by_role("combobox", name="Search").fill("karachi")

    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_a_phone(visit: Callable[..., Visit], scheme: str) -> None:
    page = visit("?feature=bridge-raikot", color_scheme=scheme, **PHONE)
    found = findings(page)
    page.page.get_by_role("button", name="Layers").click()

    assert found + findings(page) == []


def findings(page: Visit) -> list[str]:
    """The serious and critical findings of axe-core on the page as it is now."""
    page.settle()
    results = Axe().run(page.page)
    assert len(results.response["passes"]) > 15, "axe-core looked at the page"
    return [
        f"{finding['id']} ({finding['impact']}): {node['html'][:160]}"
        for finding in results.response["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]


# ---- on a phone ------------------------------------------------------------------------------------


def test_at_360_pixels_nothing_is_wider_than_the_screen(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=bridge-raikot", **PHONE)

    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.page.evaluate("document.querySelector('.panel .sheet').scrollWidth") <= 360
    assert page.page.evaluate("window.innerWidth") == 360


def test_on_a_phone_the_map_has_the_larger_part_and_the_layers_wait_behind_a_button(
    visit: Callable[..., Visit],
) -> None:
    page = visit(**PHONE)

    map_box = page.page.locator(".chart .map").bounding_box()
    assert 0.54 <= map_box["height"] / 740 <= 0.61
    assert page.page.locator(".panel").bounding_box()["y"] >= map_box["y"] + map_box["height"] - 1
    assert not page.page.locator("#layers-body").is_visible()

    page.page.get_by_role("button", name="Layers").tap()

    expect(page.page.locator("#layers-body")).to_be_visible()
    body = page.page.locator(".chart .layers").bounding_box()
    assert body["x"] >= 0
    assert body["x"] + body["width"] <= 360
    page.box("events").tap()
    assert page.link()["layers"].split(",")[-1] == "corridor-routes"


def test_on_a_phone_a_tap_on_a_station_gives_its_facts(visit: Callable[..., Visit]) -> None:
    page = visit("?view=68.0146,25.02252,11", **PHONE)

    # A finger is no mouse: seven pixels beside the symbol still count.
    x, y = page.spot(68.0146, 25.02252)
    page.page.touchscreen.tap(x + 7, y - 7)

    expect(page.heading).to_have_text("Jhimpir")
    assert page.facts.is_visible()
    assert page.facts.locator(".fact").count() == 4


def test_on_a_phone_what_can_be_pressed_is_large_enough_to_press(visit: Callable[..., Visit]) -> None:
    page = visit(**PHONE)

    small = page.page.evaluate(
        """[...document.querySelectorAll('.chart button, .chart input, .panel button')].filter((node) => {
          const box = node.getBoundingClientRect();
          return box.width && (box.height < 24 || box.width < 24) && !node.closest('label');
        }).map((node) => node.outerHTML.slice(0, 100))"""
    )
    assert small == []


# ---- in light and in dark --------------------------------------------------------------------------


def test_the_dark_page_is_dark_in_map_and_panel(visit: Callable[..., Visit]) -> None:
    light, dark = visit(), visit(color_scheme="dark")

    assert light.painted(69.5, 28.0, "#F4F2EC", pane="base") > 100
    assert dark.painted(69.5, 28.0, "#23282C", pane="base") > 100
    for page, below in ((light, False), (dark, True)):
        for part in (".panel", ".chart .layers", ".masthead"):
            colour = page.page.evaluate(
                "(part) => getComputedStyle(document.querySelector(part)).backgroundColor", part
            )
            assert (luminance([int(value) for value in re.findall(r"\d+", colour)[:3]]) < 0.2) == below, part


def test_the_page_follows_when_the_system_turns_dark(visit: Callable[..., Visit]) -> None:
    page = visit()
    page.tag_map()

    page.page.emulate_media(color_scheme="dark")

    until(lambda: page.painted(69.5, 28.0, "#23282C", pane="base") > 100, "the map stayed light")
    assert page.same_map()


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
def test_labels_stand_out_from_what_they_are_written_on(theme: str) -> None:
    colours = theme_colours(theme)

    for ink, ground in (("ink", "land"), ("label", "land"), ("region", "land"), ("water", "sea")):
        assert contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"


def theme_colours(name: str) -> dict[str, list[int]]:
    """The colours of a theme as theme.js names them."""
    script = (ROOT / "cpec_map" / "web" / "theme.js").read_text(encoding="utf-8")
    body = re.search(rf"const {name} = \{{(.*?)\}};", script, re.DOTALL).group(1)
    return {
        key: [int(value[start : start + 2], 16) for start in (0, 2, 4)]
        for key, value in re.findall(r'(\w+): "#([0-9A-Fa-f]{6})"', body)
    }


def contrast(one: list[int], other: list[int]) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: list[int]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
