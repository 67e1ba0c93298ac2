"""Facts beside the map: choose a feature and read what is said of it, choose a fact and see where it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.look import Visit, until
from tests.samples import published

ISLAMABAD = (73.0433, 33.7215)
HALO = "#FFB000"


def test_a_feature_chosen_on_the_map_shows_its_facts_with_quote_paragraph_and_confidence(
    visit: Callable[..., Visit],
) -> None:
    page = visit("?view=73.0433,33.7215,8")

    page.click_map(*ISLAMABAD)

    expect(page.heading).to_have_text("Meeting in Islamabad")
    facts = page.facts.locator(".fact")
    expect(facts).to_have_count(6)
    for fact in facts.all():
        assert fact.locator(".statement").inner_text()
        assert re.search(r"^.+ ¶[1-7] · about 8 November 2024 · (well|fairly|weakly) supported", _line(fact))
        assert fact.locator("q").inner_text()
    first = page.facts.locator('[data-fact="S01"]')
    assert first.locator("q").inner_text() == "engaged in discussions on Thursday"
    assert "¶1" in first.inner_text()
    assert page.painted(*ISLAMABAD, HALO, pane="halo", reach=20, near=40), "and it is marked"


def test_the_meeting_is_dated_and_the_page_says_by_what(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=event-islamabad-meeting")
    expect(page.facts.locator(".fact")).to_have_count(6)

    why = page.facts.locator('[data-fact="S01"] .why')
    assert not why.locator("p").is_visible()
    why.locator("summary").click()
    assert "Resolved to Thursday 7 November 2024 by Arab News 2578482" in why.inner_text()
    page.facts.get_by_text("Which article, and how it is dated").click()
    said = page.facts.locator(".citation").inner_text()
    assert "Three outlets date the meeting to 7 November 2024" in said

    date = page.facts.locator(".figure").filter(has_text="Date").first
    assert date.locator(".value strong").inner_text() == "7 November 2024"
    assert "Arab News" in date.inner_text()


def test_what_was_inferred_is_shown_only_where_something_was(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=event-islamabad-meeting")
    expect(page.facts.locator(".fact")).to_have_count(6)

    assert page.facts.locator('[data-fact="S01"] .why').count() == 1
    assert page.facts.locator('[data-fact="S04"] .why').count() == 0


def test_where_features_overlap_the_panel_names_what_else_is_there(visit: Callable[..., Visit]) -> None:
    page = visit("?view=74.59181,35.4929,11")

    page.click_map(74.59181, 35.4929)

    expect(page.heading).to_have_text("Raikot Bridge")
    also = page.facts.locator(".also")
    expect(also).to_contain_text("Also here:")
    also.get_by_role("button", name="Karakoram Highway, Sazin–Raikot Bridge").click()
    expect(page.heading).to_have_text("Karakoram Highway, Sazin–Raikot Bridge")


def test_a_click_on_nothing_ends_the_choice(visit: Callable[..., Visit]) -> None:
    page = visit("?view=73.0433,33.7215,8&feature=event-islamabad-meeting")
    expect(page.heading).to_have_text("Meeting in Islamabad")

    page.click_map(71.8, 32.4)

    expect(page.heading).to_have_text("What the article says, and where")
    assert "feature" not in page.link()
    assert not page.painted(*ISLAMABAD, pane="halo", reach=30)


def test_a_fact_leads_the_map_to_its_feature_and_marks_it(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.9,25.2,8")
    page.settle()
    page.tag_map()
    page.facts.get_by_role("button", name="Gwadar Port", exact=False).first.click()
    fact = page.facts.locator('[data-fact="S18"]')
    expect(fact).to_be_visible()

    fact.locator(".statement").click()
    page.settle()

    expect(fact.locator(".statement")).to_have_attribute("aria-pressed", "true")
    assert page.sees(62.345, 25.110)
    assert page.comes_closer_than(10)
    assert page.painted(62.34538, 25.1075, HALO, pane="halo", reach=120, near=60)
    assert page.link()["fact"] == "S18"
    assert page.same_map()


def test_a_fact_of_two_projects_shows_both(visit: Callable[..., Visit]) -> None:
    page = visit("?fact=S16")
    page.settle()

    assert page.sees(67.01015, 24.84628), "Karachi City, the ML-1's end"
    assert page.sees(74.59181, 35.4929), "Raikot Bridge, the highway's end"
    assert page.painted(67.87545, 24.91759, HALO, pane="halo", reach=20, near=60)
    assert page.painted(73.80624, 35.50104, HALO, pane="halo", reach=20, near=60)


@pytest.mark.parametrize(
    "subject, fact", [("policy-phase2-five-corridors", "S41"), ("policy-cooperation-areas", "S31")]
)
def test_a_fact_about_no_place_is_in_the_panel_and_moves_and_draws_nothing(
    visit: Callable[..., Visit], subject: str, fact: str
) -> None:
    page = visit(f"?view=67.9,25.2,8&subject={subject}")
    page.settle()
    before = page.view()
    statement = page.facts.locator(f'[data-fact="{fact}"] .statement')

    statement.click()

    expect(statement).to_have_attribute("aria-pressed", "true")
    page.page.wait_for_timeout(500)
    assert page.view() == before
    assert not page.painted(67.9, 25.2, pane="halo", reach=300)
    assert "no place" in page.facts.locator(f'[data-fact="{fact}"]').inner_text()
    assert page.link()["fact"] == fact


def test_all_42_facts_can_be_reached_in_the_article_and_by_project(visit: Callable[..., Visit]) -> None:
    page = visit()
    every = {f"S{number:02}" for number in range(1, 43)}

    page.turn_to("Article")
    listed = page.page.evaluate(
        "[...document.querySelectorAll('#sheet-article [data-facts]')].map((one) => one.dataset.facts)"
    )
    assert len(listed) == 42
    assert set(listed) == every
    assert page.page.locator("#sheet-article .paragraph").count() == 7

    page.turn_to("Facts")
    reached: set[str] = set()
    names = page.facts.locator(".subject .name").all_inner_texts()
    for name in names:
        page.facts.locator(".subject", has=page.page.locator(".name").get_by_text(name, exact=True)).click()
        expect(page.heading).to_have_text(name)
        reached |= set(
            page.page.evaluate(
                "[...document.querySelectorAll('#sheet-facts [data-fact]')].map((one) => one.dataset.fact)"
            )
        )
        page.facts.get_by_role("button", name="All projects and themes").click()
        expect(page.heading).to_have_text("What the article says, and where")
    assert reached == every


def test_rival_figures_stand_together_and_the_rule_that_puts_one_first_is_named(visit: Callable[..., Visit]) -> None:
    page = visit("?subject=kkh-thakot-raikot")

    length = page.facts.locator(".figure", has=page.page.locator(".label").get_by_text("Length", exact=True))
    rows = length.locator("tbody tr")

    expect(rows).to_have_count(4)
    values = [row.locator("td").first.inner_text().replace("\u202f", " ") for row in rows.all()]
    assert sorted(values) == ["241 km", "250 km", "256 km", "280 km"]
    first = length.locator("tr.first td").first
    assert first.inner_text().replace("\u202f", " ") == "241 km"
    assert int(first.evaluate("(node) => getComputedStyle(node).fontWeight")) >= 600
    assert length.locator(".value strong").inner_text().replace("\u202f", " ") == "241 km"
    assert "shown first: the best supported" in length.locator(".rule").inner_text()
    for row in rows.all():
        assert re.search(r"(supported)", row.inner_text()), "each says how well it is supported"
        assert re.search(r"(\d{4}|undated)", row.locator("td").last.inner_text()), "and as of when"


def test_the_list_holds_every_feature_of_the_map_and_leads_to_it(visit: Callable[..., Visit]) -> None:
    page = visit()
    page.turn_to("List")
    listed = page.page.evaluate(
        "[...document.querySelectorAll('#sheet-list [data-feature]')].map((one) => one.dataset.feature)"
    )

    assert len(listed) == len(set(listed)) == len(published().features)
    page.page.locator('[data-feature="station-jhimpir"]').click()
    expect(page.heading).to_have_text("Jhimpir")
    page.settle()
    assert page.sees(68.0146, 25.02252)
    assert page.painted(68.0146, 25.02252, HALO, pane="halo", reach=25, near=60)


def test_choosing_keeps_the_map_and_the_place_in_the_panel_is_the_top(visit: Callable[..., Visit]) -> None:
    page = visit("?view=73.0433,33.7215,7&subject=kkh-thakot-raikot")
    page.tag_map()
    expect(page.heading).to_have_text("Karakoram Highway, Thakot–Raikot")
    page.facts.evaluate("(sheet) => { sheet.scrollTop = 400; }")

    page.click_map(*ISLAMABAD)

    expect(page.heading).to_have_text("Meeting in Islamabad")
    assert page.facts.evaluate("(sheet) => sheet.scrollTop") == 0
    assert page.same_map()
    until(lambda: page.link().get("feature") == "event-islamabad-meeting")


def _line(fact) -> str:
    return fact.locator(".source").inner_text()
