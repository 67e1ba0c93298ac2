"""The article reader: paragraph by paragraph in our words, and with its text where a person has it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cpec_map.anchor import digest, normalise_text, paragraphs
from tests.browser.look import Visit, until
from tests.conftest import ROOT
from tests.samples import article, fact, write_seeds

# Written for this test: a text of our own about things of the map.
TEXT = """Engineers walked along the quay of Gwadar on a quiet morning and counted three berths.

They spoke of the railway from Karachi, and of the port again, before the tide came in.

Nobody named a place when the talk turned to workshops.
"""
QUOTES = {
    "T1": ("the quay of Gwadar", ["gwadar-port"]),
    "T2": ("three berths", ["gwadar-port"]),
    "T3": ("railway from Karachi", ["ml1-karachi-hyderabad"]),
    "T4": ("from Karachi, and of the port", ["gwadar-port"]),
    "T5": ("the talk turned to workshops", ["policy-phase2-workshops"]),
}
REAL = [*(ROOT / "seeds" / "texts").glob("*.txt"), *(ROOT.parent / "shared" / "articles").glob("*.txt")]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of the repository with one article of ours in place of the published one."""
    folder = tmp_path_factory.mktemp("reader") / "seeds"
    shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns("texts", "articles"))
    write_articles(folder, TEXT)
    return folder


@pytest.fixture(scope="module")
def pasting(serve: Callable, records: Path) -> str:
    """A server that knows the article but not its text."""
    return serve(seeds=records).address


@pytest.fixture(scope="module")
def at_hand(serve: Callable, records: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server that finds the text in ``seeds/texts``."""
    folder = tmp_path_factory.mktemp("at-hand") / "seeds"
    shutil.copytree(records, folder)
    (folder / "texts").mkdir()
    (folder / "texts" / "walk.txt").write_text(TEXT, encoding="utf-8")
    return serve(seeds=folder).address


@pytest.fixture(scope="module")
def read(stay: Callable[..., Visit], at_hand: str) -> Visit:
    return stay(at=at_hand)


@pytest.fixture
def reader(read: Visit) -> Visit:
    """The reader with its text at hand and nothing chosen."""
    read.turn_to("Facts")
    back = read.facts.get_by_role("button", name="All projects and themes")
    if back.count():
        back.click()
    expect(read.heading).to_have_text("What the article says, and where")
    read.turn_to("Article")
    return read


def write_articles(folder: Path, text: str) -> None:
    """The record of the article whose text is given, with every quote where it stands."""
    normal = normalise_text(text)
    facts = []
    for identifier, (quote, subjects) in QUOTES.items():
        start = normal.index(quote)
        selector = {
            "paragraph": normal[:start].count("\n") + 1,
            "exact": quote,
            "start": start,
            "end": start + len(quote),
        }
        facts.append(fact(identifier, subjects, selector=selector))
    record = article("walk", facts) | {
        "sha256": digest(text),
        "characters": len(normal),
        "paragraphs": len(paragraphs(text)),
    }
    made = write_seeds(folder.parent / "written", articles=[record])
    shutil.copytree(made / "articles", folder / "articles")


def test_without_its_text_the_article_is_read_by_paragraph_in_our_words_with_the_quotes(
    visit: Callable[..., Visit],
) -> None:
    page = visit()
    page.turn_to("Article")

    fourth = page.page.locator("#sheet-article .paragraph").nth(3)
    assert fourth.locator("h3").inner_text() == "Paragraph 4"
    assert "Gwadar Port was on the agenda" in fourth.inner_text()
    assert "surpassing $65 billion" in fourth.locator("q").all_inner_texts()[3]
    assert page.page.locator("#sheet-article .text").count() == 0


def test_a_text_at_hand_is_recognised_and_every_quote_is_marked(reader: Visit) -> None:
    page = reader
    sheet = page.page.locator("#sheet-article")

    expect(sheet.locator(".report")).to_have_text(
        "This is the article's text: all 5 quotes stand where the record says."
    )
    assert [line.split("¶", 1)[1][1:] for line in _paragraphs(page)] == list(paragraphs(TEXT))
    for identifier, (quote, _) in QUOTES.items():
        runs = page.page.evaluate(
            "(id) => [...document.querySelectorAll('#sheet-article .text [data-facts]')]"
            ".filter((run) => run.dataset.facts.split(' ').includes(id)).map((run) => run.textContent)",
            identifier,
        )
        assert "".join(runs) == quote, "where quotes overlap, each keeps all of its words"


def test_a_pasted_text_is_compared_and_marked(visit: Callable[..., Visit], pasting: str) -> None:
    page = visit(at=pasting)

    _paste(page, TEXT)

    sheet = page.page.locator("#sheet-article")
    expect(sheet.locator(".report")).to_contain_text("all 5 quotes stand where the record says")
    expect(sheet.locator(".text")).to_have_count(3)
    # It stays with this visit: another one does not see it.
    other = visit(at=pasting)
    other.turn_to("Article")
    assert other.page.locator("#sheet-article .text").count() == 0
    assert other.page.locator("#sheet-article .paragraph").count() == 3


def test_a_text_can_be_given_as_a_file(visit: Callable[..., Visit], pasting: str, tmp_path: Path) -> None:
    page = visit(at=pasting)
    page.turn_to("Article")
    page.page.get_by_text("I have the article's text").click()
    file = tmp_path / "walk.txt"
    file.write_text(TEXT, encoding="utf-8")

    page.page.get_by_label("Or a text file").set_input_files(file)

    expect(page.page.locator("#sheet-article .report")).to_contain_text("all 5 quotes stand")


def test_a_passage_leads_the_map_to_its_place(reader: Visit) -> None:
    page = reader
    page.go(73, 33, 7)
    passage = page.page.locator('#sheet-article [data-facts="T1"]')

    passage.click()
    page.settle()

    assert page.sees(62.345, 25.110)
    assert page.painted(62.34538, 25.1075, "#FFB000", pane="halo", reach=120, near=60)
    assert passage.is_visible(), "the reader stays open"
    assert "open" in passage.get_attribute("class").split()
    assert page.link()["fact"] == "T1"


def test_where_quotes_overlap_each_press_leads_to_the_next_fact(reader: Visit) -> None:
    page = reader
    both = page.page.locator('#sheet-article [data-facts="T3 T4"]')
    assert both.inner_text() == "from Karachi"

    both.click()
    assert page.link()["fact"] == "T3"
    both.click()
    assert page.link()["fact"] == "T4"


def test_a_passage_under_the_pointer_points_at_its_place(reader: Visit) -> None:
    page = reader
    page.go(62.345, 25.110, 13)
    assert not page.painted(62.34538, 25.1075, pane="halo", reach=100)

    page.page.locator('#sheet-article [data-facts="T2"]').hover()
    until(lambda: page.painted(62.34538, 25.1075, pane="halo", reach=100))
    page.page.locator("#tab-article").hover()
    until(lambda: not page.painted(62.34538, 25.1075, pane="halo", reach=100))


def test_what_is_chosen_on_the_map_is_shown_in_the_text(reader: Visit) -> None:
    page = reader
    page.go(67.87545, 24.91759, 10)

    page.click_map(67.87545, 24.91759)

    railway = page.page.locator('#sheet-article [data-facts="T3"]')
    expect(railway).to_have_class(_with("about"))
    expect(page.page.locator('#sheet-article [data-facts="T1"]')).not_to_have_class(_with("about"))
    assert railway.is_visible(), "the reader stays open"


def test_a_passage_about_no_place_is_marked_and_moves_nothing(reader: Visit) -> None:
    page = reader
    page.go(73, 33, 7)
    page.settle()
    before = page.view()
    passage = page.page.locator('#sheet-article [data-facts="T5"]')

    passage.click()

    page.page.wait_for_timeout(400)
    assert "unplaced" in passage.get_attribute("class").split()
    assert page.view() == before


def test_another_text_is_refused_in_words_and_the_digest_stays(visit: Callable[..., Visit], pasting: str) -> None:
    page = visit(at=pasting)

    _paste(page, "A recipe for bread.\n\nFlour, water, salt.")

    sheet = page.page.locator("#sheet-article")
    expect(sheet.locator(".report.differs")).to_have_text(
        "This is another text: none of the article's quotes is in it."
    )
    assert sheet.locator(".paragraph").count() == 3


def test_a_changed_text_says_which_quotes_moved_and_which_are_missing(
    visit: Callable[..., Visit], pasting: str
) -> None:
    page = visit(at=pasting)

    _paste(page, "A line before.\n\n" + TEXT.replace("three berths", "four berths"))

    expect(page.page.locator("#sheet-article .report.differs")).to_have_text(
        "This text differs from the one on record. Of 5 quotes, 0 stand in their place, 4 were found elsewhere "
        "and 1 are missing."
    )


def test_a_pasted_hostile_text_stays_text(visit: Callable[..., Visit], pasting: str, watch) -> None:
    page = visit(at=pasting)
    probe = '<img src=x onerror="window.__probe=1"> {{ 7*7 }} ${7*7} "><b>probe</b>'

    _paste(page, TEXT.replace("before the tide", f"{probe} before the tide"))

    expect(page.page.locator("#sheet-article .report.differs")).to_be_visible()
    assert probe in page.page.locator("#sheet-article .text").nth(1).text_content()
    assert page.page.locator("#sheet-article .text :is(img, b)").count() == 0
    assert page.page.evaluate("window.__probe") is None
    assert watch.errors == []


@pytest.mark.skipif(
    not REAL, reason="the article's text is not ours to publish; put it into seeds/texts to test with it"
)
def test_every_quote_of_the_published_article_is_marked_in_its_text(visit: Callable[..., Visit]) -> None:
    page = visit()

    _paste(page, REAL[0].read_text(encoding="utf-8"))

    sheet = page.page.locator("#sheet-article")
    expect(sheet.locator(".report")).to_contain_text("all 42 quotes stand where the record says")
    marked = page.page.evaluate(
        "[...document.querySelectorAll('#sheet-article .text [data-facts]')]"
        ".flatMap((run) => run.dataset.facts.split(' '))"
    )
    assert set(marked) == {f"S{number:02}" for number in range(1, 43)}
    sheet.locator('[data-facts~="S18"]').first.click()
    page.settle()
    assert page.sees(62.345, 25.110)


def _paste(page: Visit, text: str) -> None:
    page.turn_to("Article")
    page.page.get_by_text("I have the article's text").click()
    page.page.get_by_label("Text", exact=True).fill(text)
    page.page.get_by_role("button", name="Check and mark").click()


def _paragraphs(page: Visit) -> list[str]:
    return page.page.locator("#sheet-article .text").all_text_contents()


def _with(name: str):
    return re.compile(rf"(^|\s){name}(\s|$)")
