"""Adding an article: it is read here, decided item by item in the text and on the map, looked at, stored and undone."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.look import Visit, until
from tests.browser.test_everyone import PHONE, findings
from tests.conftest import ROOT

# The gazetteers of the world are loaded at the first reading, on a machine that may do other things too.
READING = 120_000
CHOSEN = "#FFB000"
KARACHI = (67.0104, 24.8608)
THIN = "\u202f"
PROBE = '<img src=x onerror="window.__probe=1"> {{ 7*7 }} ${7*7} "><b>probe</b>'
HOSTILE = f"""A talk about {PROBE}

Gwadar Port has a channel 14.5 metres deep, said {PROBE} on Thursday. 𝐆𝐨 𓀀 to Jhimpir, then to Karachi.
"""


@pytest.fixture(scope="module")
def desk(serve: Callable, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server on a copy of records and layers, which tests may change."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("seeds", "layers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("desk", "texts"))
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "accuracy.md", folder / "docs")
    return serve(layers=folder / "layers", seeds=folder / "seeds").address


@pytest.fixture
def start(visit: Callable[..., Visit], desk: str) -> Callable[..., Visit]:
    """Opens the reviewing page as a first visit."""

    def open_page(**options: object) -> Visit:
        page = visit("?review=1", at=desk, **options)
        page.page.wait_for_selector(".review[data-ready]")
        return page

    return open_page


@pytest.fixture
def example(start: Callable[..., Visit]) -> Callable[..., Visit]:
    """Opens the reviewing page with the example read."""

    def open_page(**options: object) -> Visit:
        page = start(**options)
        page.page.get_by_role("button", name="Try it with the example").click()
        return reviewed(page)

    return open_page


def reviewed(page: Visit) -> Visit:
    page.page.wait_for_selector(".article-text mark", timeout=READING)
    expect(heading(page)).not_to_have_text("")
    return page


def paste(page: Visit, text: str) -> Visit:
    page.page.get_by_label("Or paste its text").fill(text)
    page.page.get_by_role("button", name="Read it", exact=True).click()
    return reviewed(page)


def heading(page: Visit) -> Locator:
    return page.page.locator(".card h3")


def badge(page: Visit) -> Locator:
    return page.page.locator(".card .badge")


def mark(page: Visit, words: str) -> Locator:
    return page.page.locator(".article-text mark", has_text=re.compile(rf"^{re.escape(words)}$"))


def statement(page: Visit) -> Locator:
    return page.page.get_by_label("Statement, in our words")


def find_fact(page: Visit, words: str) -> None:
    page.page.get_by_role("tab", name="Facts").click()
    page.page.locator("#desk-facts .item", has_text=words).click()
    expect(statement(page)).to_have_value(re.compile(re.escape(words)))


def mark_place(page: Visit, words: str) -> None:
    select(page, words)
    page.page.get_by_role("button", name="Mark as a place").click()
    expect(mark(page, words)).to_have_count(1)


def look_for(page: Visit, name: str) -> None:
    """Look a place up by key."""
    page.page.locator("#desk-text").focus()
    page.page.keyboard.press("/")
    page.page.keyboard.insert_text(name)
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".found-words")).not_to_have_text(re.compile("^(Looking…)?$"), timeout=READING)


def look_at_changes(page: Visit) -> Locator:
    page.page.get_by_role("tab", name="Store").click()
    page.page.get_by_role("button", name="Look at the changes").click()
    plan = page.page.locator(".plan")
    expect(plan.get_by_role("heading").first).to_be_visible(timeout=READING)
    return plan


# ---- the first visit ------------------------------------------------------------------------------


def test_the_first_visit_explains_what_happens_and_shows_it_with_an_example(start: Callable[..., Visit], watch) -> None:
    page = start()
    began = time.monotonic()

    steps = page.page.locator(".how li")
    assert [line.split(".")[0] for line in steps.all_inner_texts()] == [
        "It is read here",
        "You decide",
        "You look, then store",
    ]
    page.page.get_by_role("button", name="Try it with the example").click()
    reviewed(page)

    assert time.monotonic() - began < 60, "less than a minute, reading the gazetteers included"
    for place in ("Gwadar Port", "Hyderabad", "Jhimpir", "Dasu"):
        assert mark(page, place).count() == 1
    assert page.page.locator(".article-text .actor", has_text="Beijing").count() == 1
    assert page.page.locator(".article-text .quote").count() >= 5
    expect(heading(page)).to_have_text("KARACHI")
    assert "invented" in page.page.locator("#desk-text .report").inner_text()
    assert watch.errors == []


def test_the_page_is_found_from_the_article_and_leads_back_to_the_map(visit: Callable[..., Visit], desk: str) -> None:
    page = visit(at=desk)
    page.turn_to("Article")

    page.page.get_by_role("link", name="Add an article").click()
    page.page.wait_for_selector(".review[data-ready]")
    page.wait_until_drawn()
    page.pan(80, 40)
    page.settle()
    assert page.link()["review"] == "1", "the map's own link keeps the page"
    page.page.get_by_role("link", name="Back to the map").click()

    expect(page.heading).to_have_text("What the article says, and where")


def test_where_the_desk_is_closed_the_page_says_why(visit: Callable[..., Visit], desk: str, watch) -> None:
    page = visit("?review=1", at=desk, extra_http_headers={"X-Forwarded-For": "192.0.2.7"})

    expect(page.page.locator(".review .report")).to_contain_text("Articles are added on the machine itself")
    assert page.page.get_by_role("button", name="Try it").count() == 0
    assert watch.errors == []


# ---- deciding -------------------------------------------------------------------------------------


def test_places_are_accepted_changed_and_rejected_by_key(example: Callable[..., Visit]) -> None:
    page = example()
    press = page.page.keyboard.press

    press("a")
    expect(mark(page, "KARACHI")).to_have_attribute("data-state", "accepted")
    expect(heading(page)).not_to_have_text("KARACHI")
    mark(page, "Hyderabad").click()
    expect(page.page.locator(".candidate.chosen strong")).to_have_text("Hyderabad")
    press("3")
    expect(page.page.locator(".candidate.chosen")).to_contain_text("India")
    press("r")
    expect(mark(page, "Hyderabad")).to_have_attribute("data-state", "rejected")
    expect(heading(page)).not_to_have_text("Hyderabad")
    mark(page, "Hyderabad").click()
    press("u")
    expect(badge(page)).to_have_text("undecided")
    press("0")
    press("a")
    expect(page.page.locator(".said-words")).to_contain_text("Choose a candidate")
    expect(badge(page)).to_have_text("undecided")

    expect(page.page.get_by_role("tab", name="Places")).to_have_text(re.compile(r"Places 1/\d+"))
    before = heading(page).inner_text()
    press("j")
    expect(heading(page)).not_to_have_text(before)
    press("k")
    expect(heading(page)).to_have_text(before)
    press("?")
    expect(page.page.locator(".keys")).to_be_visible()
    page.page.get_by_label("Keys are on").uncheck()
    page.page.locator("#desk-text").focus()
    press("j")
    expect(heading(page)).to_have_text(before)


def test_a_fact_is_said_in_other_words_and_letters_in_a_field_are_letters(example: Callable[..., Visit]) -> None:
    page = example()
    find_fact(page, "21 km")

    expect(page.page.locator(".match.rival")).to_contain_text("F110a")
    page.page.keyboard.press("e")
    expect(statement(page)).to_be_focused()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type("The road is given as 21 km, are you sure")
    expect(badge(page)).to_have_text("undecided")
    page.page.get_by_label("Confidence").select_option("low")
    page.page.keyboard.press("Escape")
    page.page.locator("#desk-facts").focus()
    page.page.keyboard.press("a")

    item = page.page.locator("#desk-facts .item", has_text="are you sure")
    expect(item).to_have_attribute("data-state", "accepted")
    expect(page.page.locator('.article-text [data-quote="accepted"]').first).to_be_attached()
    item.click()
    expect(page.page.locator(".said")).to_contain_text("weakly supported")


def test_certain_places_are_accepted_at_once_and_facts_never(example: Callable[..., Visit]) -> None:
    page = example()
    page.page.get_by_role("tab", name="Places").click()

    page.page.get_by_role("button", name=re.compile("^Accept the")).click()

    accepted = page.page.locator('#desk-places [data-state="accepted"]')
    assert accepted.count() >= 4
    page.page.get_by_role("tab", name="Facts").click()
    assert page.page.locator('#desk-facts [data-state="accepted"]').count() == 0
    assert page.page.locator("#desk-facts").get_by_role("button", name=re.compile("^Accept the")).count() == 0


def test_selected_words_become_a_fact(example: Callable[..., Visit]) -> None:
    page = example()

    select(page, "climb one of the towers")
    page.page.get_by_role("button", name="New fact from “climb one of the towers”").click()

    expect(statement(page)).to_be_focused()
    page.page.keyboard.type("The wind farm lets visitors up")
    expect(page.page.locator(".context .anchor")).to_have_text("climb one of the towers")
    page.page.locator(".card").get_by_label("About").select_option("project-uep-wind")
    expect(page.page.locator(".chip")).to_have_text(re.compile("UEP wind farm"))
    assert mark(page, "climb one of the towers").count() == 1
    page.page.get_by_role("button", name="Remove it").click()
    expect(heading(page)).to_have_count(0)


def test_a_place_that_the_reading_missed_is_marked_placed_accepted_and_taken_back(
    example: Callable[..., Visit],
) -> None:
    page = example()
    press = page.page.keyboard.press
    places = page.page.get_by_role("tab", name="Places")
    all_of_them = int(places.inner_text().split("/")[1])

    mark_place(page, "uphill")
    expect(heading(page)).to_have_text("uphill")
    expect(page.page.locator(".card-sub")).to_contain_text("marked by you")
    expect(places).to_have_text(f"Places 0/{all_of_them + 1}")
    expect(page.page.locator(".found-words")).to_contain_text("No gazetteer knows “uphill”")
    press("a")
    expect(page.page.locator(".said-words")).to_contain_text("Choose a candidate, look for another")
    press("m")
    page.page.get_by_label("Longitude").fill("67.95")
    page.page.get_by_label("Latitude").fill("25.1")
    page.page.get_by_label("Known to within, km").fill("2")
    page.page.get_by_label("How you know").fill("A plan of the park")
    assert page.sees(67.95, 25.1), "given by numbers, the map goes there"
    expect(page.page.locator(".waiting")).to_be_hidden()
    until(lambda: page.painted(67.95, 25.1, CHOSEN, pane="review", reach=30) > 50)
    page.page.locator("#desk-text").focus()
    press("a")
    expect(mark(page, "uphill")).to_have_attribute("data-state", "accepted")
    expect(places).to_have_text(f"Places 1/{all_of_them + 1}")

    page.page.reload()
    reviewed(page)
    expect(mark(page, "uphill")).to_have_attribute("data-state", "accepted")
    mark(page, "uphill").click()
    expect(page.page.locator(".candidate.own.chosen")).to_be_visible()
    press("u")
    expect(badge(page)).to_have_text("undecided")
    page.page.get_by_role("button", name="Remove it").click()
    expect(mark(page, "uphill")).to_have_count(0)
    expect(places).to_have_text(f"Places 0/{all_of_them}")


def test_a_name_that_was_read_as_an_actor_can_be_marked_and_is_looked_up_at_once(example: Callable[..., Visit]) -> None:
    page = example()

    mark_place(page, "Beijing")

    first = page.page.locator(".found-rows .candidate").first
    expect(first).to_contain_text("Beijing city, China")
    expect(first).to_contain_text("same name")
    page.page.keyboard.press("1")
    expect(first).to_have_class(re.compile("chosen"))
    page.page.keyboard.press("a")
    expect(mark(page, "Beijing")).to_have_attribute("data-state", "accepted")


def test_what_is_a_place_already_is_not_marked_again(example: Callable[..., Visit]) -> None:
    page = example()

    select(page, "Hyderabad")

    expect(page.page.locator(".offer")).to_contain_text("“Hyderabad” is proposed as a place already.")
    assert page.page.get_by_role("button", name="Mark as a place").count() == 0


def test_another_place_is_looked_up_where_no_candidate_is_right(example: Callable[..., Visit], watch) -> None:
    page = example()
    mark(page, "Hyderabad").click()
    found = page.page.locator(".found-rows .candidate")

    look_for(page, "Kotree")
    expect(found.first).to_contain_text("Kotri")
    expect(found.first.locator(".number")).to_have_text("4")
    page.settle()
    assert page.sees(68.31, 25.37), "what was found is on the map, too"
    page.page.locator("#desk-text").focus()
    page.page.keyboard.press("4")
    expect(found.first).to_have_class(re.compile("chosen"))
    page.page.keyboard.press("0")
    expect(page.page.locator(".candidate.none")).to_have_class(re.compile("chosen"))
    page.page.keyboard.press("4")
    page.page.keyboard.press("a")
    page.page.get_by_role("tab", name="Places").click()
    expect(page.page.locator('#desk-places [data-state="accepted"]')).to_contain_text("Kotri")

    page.page.reload()
    reviewed(page)
    mark(page, "Hyderabad").click()
    expect(page.page.locator(".found-rows .candidate.chosen")).to_contain_text("Kotri")
    look_for(page, PROBE)
    expect(page.page.locator(".found-words")).to_contain_text(f"No gazetteer knows “{PROBE}”")
    assert page.page.locator(".review :is(img, b)").count() == 0
    assert watch.errors == []


def test_a_candidate_is_told_in_the_readers_words(example: Callable[..., Visit]) -> None:
    page = example()
    mark(page, "Hyderabad").click()

    lines = [line.replace(THIN, "_") for line in page.page.locator(".candidate .words").all_inner_texts()]

    assert lines[0].startswith("Hyderabad city, Pakistan\n25.40°_N, 68.38°_E, within 5_km · corridor’s gazetteer")
    assert "Hyderabad city, India" in lines[2] and "6_993_262 people" in lines[2]
    assert not re.search(r"\b(PK|IN)\b|\d,\d{3}|\d km\b", " ".join(lines))


def test_none_of_these_is_offered_for_every_name(example: Callable[..., Visit]) -> None:
    page = example()
    page.page.get_by_role("tab", name="Places").click()

    for item in page.page.locator("#desk-places .item").all():
        item.click()
        expect(page.page.locator(".candidate.none")).to_have_count(1)
        expect(page.page.locator(".lookup input")).to_have_count(1)


def test_known_figures_say_who_published_them_and_when(example: Callable[..., Visit]) -> None:
    page = example()
    find_fact(page, "21 km")

    known = page.page.locator(".match li").first

    expect(known).to_have_text(f"F110a 19.49{THIN}km (Daily Times, 2022 to 2023)")


def test_more_than_a_quote_may_hold_is_not_taken(example: Callable[..., Visit]) -> None:
    page = example()

    select(page, "its engineers let the students climb one of the towers")

    expect(page.page.locator(".offer")).to_contain_text("at most 7")
    assert page.page.locator(".offer button").count() == 0


def test_a_reload_keeps_the_decisions_and_starting_again_forgets_them(example: Callable[..., Visit]) -> None:
    page = example()
    page.page.keyboard.press("a")
    find_fact(page, "21 km")
    statement(page).fill("Said anew")

    page.page.reload()
    reviewed(page)

    expect(mark(page, "KARACHI")).to_have_attribute("data-state", "accepted")
    page.page.get_by_role("tab", name="Facts").click()
    expect(page.page.locator("#desk-facts .item", has_text="Said anew")).to_be_visible()
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.page.get_by_role("button", name="Start again").click()
    expect(page.page.locator("#desk-facts .item", has_text="21 km")).to_be_visible()
    expect(mark(page, "KARACHI")).to_have_attribute("data-state", "open")


def test_another_tab_knows_nothing_of_it(example: Callable[..., Visit], start: Callable[..., Visit]) -> None:
    example()

    assert start().page.locator(".article-text").count() == 0


# ---- the map --------------------------------------------------------------------------------------


def test_candidates_are_on_the_map_with_the_ring_of_what_is_known(example: Callable[..., Visit]) -> None:
    page = example()

    page.settle()
    assert page.sees(*KARACHI)
    until(lambda: page.painted(*KARACHI, CHOSEN, pane="review", reach=30) > 50)
    mark(page, "Hyderabad").click()
    page.settle()
    assert page.sees(78.46, 17.38), "a rival far away is shown too"
    assert page.sees(68.38, 25.39)
    x, y = page.spot(78.4564, 17.3841)
    page.page.mouse.move(x, y)
    expect(page.page.locator(".candidate.pointed")).to_contain_text("India")
    page.page.mouse.click(x, y)
    expect(page.page.locator(".candidate.chosen")).to_contain_text("India")


def test_an_accepted_place_stays_on_the_map_as_a_dot(example: Callable[..., Visit]) -> None:
    page = example()

    page.page.keyboard.press("a")
    mark(page, "Dasu").click()
    page.go(*KARACHI, 9)

    until(lambda: page.painted(*KARACHI, "#00796B", pane="review", reach=30) > 5)


def test_a_place_is_put_on_the_map_by_a_click(example: Callable[..., Visit]) -> None:
    page = example()
    mark(page, "Jhimpir").click()
    page.settle()

    page.page.keyboard.press("m")
    expect(page.page.locator(".waiting")).to_be_visible()
    page.go(68.0, 25.05, 12)
    page.click_map(68.0, 25.05)

    expect(page.page.get_by_label("Longitude")).to_have_value(re.compile(r"^68\.0"))
    expect(page.page.get_by_label("Latitude")).to_have_value(re.compile(r"^25\.0"))
    until(lambda: page.painted(68.0, 25.05, CHOSEN, pane="review", reach=30) > 50)
    page.page.locator("#desk-text").focus()
    page.page.keyboard.press("a")
    expect(mark(page, "Jhimpir")).to_have_attribute("data-state", "accepted")
    mark(page, "Jhimpir").click()
    expect(page.page.locator(".candidate.own.chosen")).to_be_visible()


def test_a_fact_leads_to_what_it_is_about(example: Callable[..., Visit]) -> None:
    page = example()

    find_fact(page, "21 km")

    page.settle()
    assert page.sees(62.345, 25.2)
    assert page.painted(62.3485, 25.1775, pane="halo", reach=120) > 100
    assert "subject" not in page.link(), "the link stays that of the reviewing page"


# ---- storing --------------------------------------------------------------------------------------


def test_a_fact_is_looked_at_stored_shown_on_the_map_and_undone(
    example: Callable[..., Visit], visit: Callable[..., Visit], desk: str
) -> None:
    page = example()
    find_fact(page, "21 km")
    statement(page).fill("A guide puts the road at twenty-one kilometres")
    page.page.get_by_role("button", name="Accept", exact=True).click()
    mark_state = page.page.locator("#desk-facts .item", has_text="A guide puts")
    expect(mark_state).to_have_attribute("data-state", "accepted")

    plan = look_at_changes(page)
    expect(plan).to_contain_text("Adds 1 fact")
    record = plan.locator("details", has_text="seeds/articles/")
    record.locator("summary").click()
    expect(record.locator(".plus", has_text="A guide puts the road")).to_be_visible()
    page.page.keyboard.press("Escape")
    plan.get_by_role("button", name="Store", exact=True).click()
    expect(page.page.get_by_role("heading", name="Stored")).to_be_visible(timeout=READING)

    link = page.page.get_by_role("link", name="A guide puts the road")
    public = visit(link.get_attribute("href").removeprefix("./"), at=desk)
    expect(public.facts.locator(".fact.open")).to_contain_text("A guide puts the road at twenty-one kilometres")
    expect(public.facts).to_contain_text("The Corridor Reader")

    page.page.get_by_role("button", name="Undo").click()
    expect(page.page.locator(".said-words")).to_contain_text("Taken back", timeout=READING)
    public = visit("?subject=gwadar-eastbay-expressway", at=desk)
    assert "A guide puts" not in public.facts.inner_text()


def test_a_marked_place_is_stored_with_the_facts_of_its_sentence_and_undone(
    example: Callable[..., Visit], visit: Callable[..., Visit], desk: str
) -> None:
    page = example()
    mark_place(page, "engineers")
    look_for(page, "Kotri")
    page.page.locator("#desk-text").focus()
    page.page.keyboard.press("1")
    page.page.keyboard.press("a")
    find_fact(page, "100 MW")
    expect(page.page.locator(".said")).to_contain_text("Kotri, accepted in its sentence")
    statement(page).fill("The capacity of the wind farm is given as a hundred")
    page.page.get_by_role("button", name="Accept", exact=True).click()

    plan = look_at_changes(page)
    expect(plan).to_contain_text("Adds 1 fact, 1 figure, 1 place")
    plan.get_by_role("button", name="Store", exact=True).click()
    expect(page.page.get_by_role("heading", name="Stored")).to_be_visible(timeout=READING)
    public = visit("?feature=place-kotri", at=desk)
    expect(public.heading).to_have_text("Kotri")
    expect(public.facts).to_contain_text("The capacity of the wind farm is given as a hundred")

    page.page.get_by_role("button", name="Undo").click()
    expect(page.page.locator(".said-words")).to_contain_text("Taken back", timeout=READING)


def test_a_change_of_mind_after_looking_asks_for_another_look(example: Callable[..., Visit]) -> None:
    page = example()
    find_fact(page, "21 km")
    page.page.get_by_role("button", name="Accept", exact=True).click()
    plan = look_at_changes(page)
    expect(plan.locator(".store-now")).to_be_visible()

    find_fact(page, "52 km")
    page.page.get_by_role("button", name="Accept", exact=True).click()
    page.page.get_by_role("tab", name="Store").click()

    expect(plan).to_contain_text("look at the changes again")
    assert plan.locator(".store-now").count() == 0


def test_what_is_wrong_leads_to_where_it_is_put_right(start: Callable[..., Visit]) -> None:
    page = paste(start(), "A day at the port\n\nGwadar Port has a channel 14.5 metres deep, seen on Thursday.\n")
    expect(page.page.locator(".article-head .sub")).to_contain_text("needed: date")
    page.page.get_by_role("tab", name="Facts").click()
    page.page.get_by_role("button", name="Accept", exact=True).click()

    plan = look_at_changes(page)
    expect(plan.locator(".problems")).to_contain_text("published")
    assert plan.locator(".store-now").count() == 0
    plan.get_by_role("button", name="The article").first.click()
    expect(page.page.get_by_label("Headline")).to_be_focused()

    page.page.get_by_label("Published").fill("2026-03-14")
    page.page.get_by_role("button", name="Read again with this date").click()
    expect(page.page.locator(".article-head .sub")).to_contain_text("14 March 2026")
    page.page.get_by_role("tab", name="Facts").click()
    expect(page.page.locator(".said")).to_contain_text("12 March 2026")


def test_several_files_are_read_one_after_another(start: Callable[..., Visit], tmp_path: Path) -> None:
    page = start()
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(f"Number {number}\n\nGwadar Port was visited on day {number}.\n")
    (tmp_path / "3.pdf").write_bytes(b"%PDF-1.7")

    page.page.locator("#desk-files").set_input_files([tmp_path / "1.txt", tmp_path / "2.txt", tmp_path / "3.pdf"])
    reviewed(page)
    expect(page.page.locator(".article-head .title")).to_have_text("Number 1")
    page.page.get_by_role("button", name="Another article").click()
    page.page.get_by_role("button", name="Read the next file (1 left)").click()

    reviewed(page)
    expect(page.page.locator(".article-head .title")).to_have_text("Number 2")


def test_a_file_that_is_no_article_is_refused_in_words(start: Callable[..., Visit], tmp_path: Path) -> None:
    page = start()
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 \x00")

    page.page.locator("#desk-files").set_input_files(tmp_path / "a.pdf")

    expect(page.page.locator(".said-words.wrong")).to_contain_text("a.pdf", timeout=READING)
    expect(page.page.get_by_role("button", name="Try it with the example")).to_be_enabled()


# ---- for everyone ---------------------------------------------------------------------------------


def test_a_hostile_article_is_text_in_the_page_and_on_the_map(start: Callable[..., Visit], watch) -> None:
    page = paste(start(), HOSTILE)

    text = page.page.locator(".article-text").inner_text()
    assert PROBE in text and "49" not in text
    # Letters that JavaScript counts as two: what follows them is still marked where it stands.
    assert mark(page, "Jhimpir").count() == 1
    assert mark(page, "Karachi").count() == 1
    page.page.get_by_role("tab", name="Facts").click()
    statement(page).fill(f"Our words about {PROBE}")
    page.page.get_by_role("button", name="Accept", exact=True).click()
    page.page.locator(".article-head summary").click()
    page.page.get_by_label("Published").fill("2026")
    look_at_changes(page)

    assert page.page.locator(".review :is(img, b)").count() == 0
    assert page.page.evaluate("window.__probe") is None
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_from_the_start_to_the_changes(start: Callable[..., Visit], scheme: str) -> None:
    page = start(color_scheme=scheme)
    found = {"start": findings(page)}
    page.page.get_by_role("button", name="Try it with the example").click()
    reviewed(page)
    page.page.keyboard.press("?")
    mark(page, "Hyderabad").click()
    found["a place"] = findings(page)
    look_for(page, "Kotri")
    found["places looked up"] = findings(page)
    select(page, "uphill")
    expect(page.page.locator(".offer")).to_be_visible()
    found["words selected"] = findings(page)
    page.page.get_by_role("button", name="Mark as a place").click()
    expect(heading(page)).to_have_text("uphill")
    found["a place marked"] = findings(page)
    mark(page, "Hyderabad").click()
    page.page.keyboard.press("m")
    found["a place of one's own"] = findings(page)
    page.page.keyboard.press("Escape")
    page.page.get_by_role("tab", name="Places").click()
    page.page.keyboard.press("r")
    page.page.get_by_role("button", name=re.compile("^Accept the")).click()
    found["places"] = findings(page)
    find_fact(page, "21 km")
    page.page.keyboard.press("e")
    page.page.locator(".article-head summary").click()
    found["a fact"] = findings(page)
    page.page.locator(".article-head summary").click()
    page.page.get_by_role("button", name="Accept", exact=True).click()
    plan = look_at_changes(page)
    page.page.evaluate("document.querySelectorAll('.plan details').forEach((one) => { one.open = true; })")
    expect(plan.locator("pre").first).to_be_visible()
    found["changes"] = findings(page)

    assert found == {state: [] for state in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_an_article_is_decided_by_touch(example: Callable[..., Visit], scheme: str) -> None:
    page = example(color_scheme=scheme, **PHONE)

    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    for name in ("Accept", "Reject", "Undecided"):
        box = page.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box["y"] + box["height"] <= 740 and box["x"] + box["width"] <= 360
        assert box["height"] >= 36
    assert page.page.locator(".chart .map").bounding_box()["height"] >= 180
    page.page.get_by_role("button", name="Accept", exact=True).tap()
    expect(mark(page, "KARACHI")).to_have_attribute("data-state", "accepted")
    mark(page, "Gwadar Port").tap()
    expect(heading(page)).to_have_text("Gwadar Port")
    select(page, "uphill")
    page.page.get_by_role("button", name="Mark as a place").tap()
    expect(heading(page)).to_have_text("uphill")
    expect(page.page.locator(".found-words")).to_contain_text("No gazetteer knows")
    remove = page.page.get_by_role("button", name="Remove it").bounding_box()
    assert remove["x"] + remove["width"] <= 360 and remove["y"] + remove["height"] <= 740
    assert page.page.evaluate("window.scrollY") == 0
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert findings(page) == []


def select(page: Visit, words: str) -> None:
    """Select words of the text, as a pointer that is drawn over them does."""
    page.page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector('.article-text'), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            getSelection().setBaseAndExtent(node, at, node, at + words.length);
            return;
          }
          throw new Error('not one run of the text');
        }""",
        words,
    )
