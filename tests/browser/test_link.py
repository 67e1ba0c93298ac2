"""The link: what is seen is in the address, and the address brings it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.look import Visit

STATE = "?view=67.90000,25.20000,9&layers=ml1-karachi-hyderabad,events&feature=station-jhimpir&fact=S13"


def state_of(page: Visit) -> dict[str, object]:
    """All that a link is to bring back."""
    return {
        "link": page.link(),
        "layers": page.layers_on(),
        "heading": page.heading.inner_text(),
        "open": page.facts.locator(".fact.open").count()
        and page.facts.locator(".fact.open").get_attribute("data-fact"),
    }


def assert_same(
    seen: dict[str, object], again: dict[str, object], page: Visit, view: tuple[float, float, float]
) -> None:
    assert again == seen
    # Leaflet keeps its centre to whole pixels, here less than two thousandths of a degree.
    assert page.view() == pytest.approx(view, abs=0.002)


def test_what_a_person_did_is_there_again_after_a_reload(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.9,25.2,8")
    page.box("corridor-routes").uncheck()
    page.box("gwadar-port").uncheck()
    page.turn_to("List")
    page.page.locator('[data-feature="station-jhimpir"]').click()
    expect(page.heading).to_have_text("Jhimpir")
    page.facts.locator('[data-fact="S13"] .statement').click()
    expect(page.facts.locator(".fact.open")).to_have_count(1)
    page.settle()
    before, view = state_of(page), page.view()
    assert before["link"].keys() == {"view", "layers", "feature", "fact"}

    page.page.reload()
    page.wait_until_drawn()
    page.settle()
    expect(page.facts.locator(".fact.open")).to_have_count(1)

    assert_same(before, state_of(page), page, view)


def test_a_link_opens_the_same_view_for_someone_else(visit: Callable[..., Visit]) -> None:
    first = visit(STATE)
    expect(first.facts.locator(".fact.open")).to_have_count(1)
    first.settle()
    seen = state_of(first)

    second = visit(first.page.url.removeprefix(f"{first.address}/"))
    expect(second.facts.locator(".fact.open")).to_have_count(1)
    second.settle()

    assert seen["layers"] == ["ml1-karachi-hyderabad", "events"]
    assert seen["heading"] == "Jhimpir"
    assert seen["open"] == "S13"
    assert_same(seen, state_of(second), second, first.view())


def test_no_layer_at_all_is_a_choice_that_a_link_keeps(visit: Callable[..., Visit]) -> None:
    page = visit("?layers=")

    assert page.layers_on() == []
    assert not page.painted(70.35092, 28.73664, pane="corridor", reach=200)


@pytest.mark.parametrize(
    "nonsense",
    [
        "?view=abc&layers=no-such&feature=nothing&subject=x&fact=S99&base=moon&borders=mars",
        "?view=999,999,99",
        "?view=nan,inf,5",
        "?view=67,25&layers=,,,",
        "?feature=../../etc/passwd&fact=%00%FF",
        f"?view={'9' * 3000}",
        "?layers[]=1&view=%7B%7B7*7%7D%7D,${7*7},8",
    ],
)
def test_a_link_with_nonsense_opens_the_default_view(visit: Callable[..., Visit], watch, nonsense: str) -> None:
    page = visit(nonsense)

    assert len(page.layers_on()) == 7
    expect(page.heading).to_have_text("What the article says, and where")
    assert page.sees(75.99, 39.47)
    assert page.sees(62.33, 25.11)
    assert watch.errors == []
    assert page.failed == []


def test_the_unknown_parts_of_a_link_are_dropped_and_the_rest_is_kept(visit: Callable[..., Visit]) -> None:
    page = visit("?layers=events,no-such&feature=event-islamabad-meeting&fact=S99")

    assert page.layers_on() == ["events"]
    expect(page.heading).to_have_text("Meeting in Islamabad")
    assert "fact" not in page.link() or page.link()["fact"] != "S99"


def test_the_link_follows_a_pan_without_a_rerun(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.9,25.2,8")
    page.settle()

    page.quiet(lambda: page.pan(150, 80))

    lon, lat, zoom = page.view()
    assert page.link()["view"] == f"{lon:.5f},{lat:.5f},{zoom:g}"


def test_the_back_button_leaves_the_page_not_a_trail_of_views(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.9,25.2,8")
    before = page.page.evaluate("history.length")

    page.pan(150, 80)
    page.box("events").uncheck()
    page.link()

    assert page.page.evaluate("history.length") == before


def test_the_link_is_copied_as_it_stands(visit: Callable[..., Visit]) -> None:
    page = visit(STATE, permissions=["clipboard-read", "clipboard-write"])
    page.settle()

    page.page.get_by_role("button", name="Copy link to this view").click()

    expect(page.page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.page.evaluate("navigator.clipboard.readText()") == page.page.url


def test_a_feature_in_a_link_without_a_view_brings_the_map_to_it(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=bridge-raikot")
    page.settle()

    expect(page.heading).to_have_text("Raikot Bridge")
    assert page.sees(74.59181, 35.4929)
    assert page.comes_closer_than(9)
    assert page.painted(74.59181, 35.4929, pane="halo", reach=25)
