"""The search: any spelling or script that a record knows, and Enter goes there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.look import Visit


def ask(page: Visit, words: str) -> Locator:
    """Type into the search; the list of what it found."""
    page.page.get_by_role("combobox", name="Search").fill(words)
    return page.page.get_by_role("listbox", name="Found").get_by_role("option")


@pytest.mark.parametrize(
    "words, heading, place",
    [
        ("Raikot Bridge", "Raikot Bridge", (74.59181, 35.4929)),
        ("Rakhiot", "Raikot Bridge", (74.59181, 35.4929)),
        ("Jhimpir", "Jhimpir", (68.0146, 25.02252)),
        ("berth 2", "Berth 2", (62.345, 25.110)),
        ("卡拉奇–海得拉巴", "ML-1, Karachi City–Hyderabad", (67.87545, 24.91759)),
    ],
)
def test_enter_goes_to_what_was_found_and_link_and_panel_follow(
    here: Visit, words: str, heading: str, place: tuple[float, float]
) -> None:
    page = here

    found = ask(page, words)
    expect(found.first).to_contain_text(heading)
    page.page.keyboard.press("Enter")

    expect(page.heading).to_have_text(heading)
    page.settle()
    assert page.sees(*place)
    assert page.link()["feature"]
    assert page.page.get_by_role("listbox").is_hidden()


@pytest.mark.parametrize("words", ["gwadar", "گوادر"])
def test_gwadar_is_found_in_either_script(here: Visit, words: str) -> None:
    page = here

    found = ask(page, words)

    expect(found.first).to_contain_text("Gwadar")
    page.page.keyboard.press("Enter")
    page.settle()
    assert page.sees(62.33, 25.12)
    assert page.comes_closer_than(7.9)


def test_a_fact_is_found_by_its_words_and_opened(here: Visit) -> None:
    page = here

    found = ask(page, "two Chinese nationals")
    expect(found.filter(has_text="¶5").first).to_be_visible()
    found.filter(has_text="The Karachi incident left two Chinese nationals injured").click()

    expect(page.facts.locator('[data-fact="S24"] .statement')).to_have_attribute("aria-pressed", "true")
    assert page.link()["fact"] == "S24"


def test_a_theme_is_found_and_opened_without_moving_the_map(here: Visit) -> None:
    page = here
    page.go(67.9, 25.2, 8)
    before = page.view()

    expect(ask(page, "Five corridors").first).to_contain_text("theme")
    page.page.keyboard.press("Enter")

    expect(page.heading).to_have_text("Five corridors of the second phase")
    assert page.view() == before


def test_a_town_of_the_base_map_is_found(here: Visit) -> None:
    page = here

    ask(page, "Multan").filter(has=page.page.locator(".name").get_by_text("Multan", exact=True)).first.click()

    page.settle()
    assert page.sees(71.47, 30.2)
    assert page.comes_closer_than(7.9)


def test_nothing_found_says_so_and_what_to_try(here: Visit) -> None:
    page = here

    found = ask(page, "qqqqzzzz")

    expect(found).to_have_text(["Nothing found. Try another spelling, or part of the name."])
    before = page.page.url
    page.page.keyboard.press("Enter")
    assert page.link() and page.page.url == before


def test_arrows_move_through_the_list_and_escape_leaves_it(here: Visit) -> None:
    page = here
    box = page.page.get_by_role("combobox", name="Search")
    found = ask(page, "karachi")

    expect(found.first).to_have_attribute("aria-selected", "true")
    page.page.keyboard.press("ArrowDown")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == found.nth(1).get_attribute("id")
    page.page.keyboard.press("Escape")

    assert page.page.get_by_role("listbox").is_hidden()
    expect(box).to_have_value("")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_searching_asks_the_server_nothing(here: Visit) -> None:
    page = here

    page.quiet(lambda: ask(page, "karachi"))
