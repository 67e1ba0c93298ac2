"""Anchoring: an article's text is recognised, its quotes are found again, and passages are marked without loss."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from cpec_map.anchor import MAX_CHARACTERS, check_text, digest, mark_text, normalise_text, paragraphs
from cpec_map.record import Article, Fact, Selector, read_records

ROOT = Path(__file__).resolve().parent.parent
RECORDS = read_records(ROOT / "seeds")

# Written for these tests; no one published it.
TEXT = """The ferry sailed on Monday. It carried grain and timber.

Grain went to the north mill, timber to the south yard.
The ferry’s captain said the ferry would sail again.
"""


def fact(identifier: str, exact: str, paragraph: int, occurrence: int = 1, prefix: str = "", suffix: str = "") -> Fact:
    start = -1
    for _ in range(occurrence):
        start = normalise_text(TEXT).index(exact, start + 1)
    selector = Selector(paragraph, exact, start, start + len(exact), prefix, suffix)
    return Fact(identifier, "ferry", exact.title(), selector, (), (), (), "event", "high", None)


FACTS = (
    fact("A", "sailed on Monday", 1),
    fact("B", "carried grain and timber", 1),
    fact("C", "grain and", 1),
    fact("D", "and timber", 1),
    fact("E", "ferry", 3, occurrence=3, prefix="said the", suffix="would"),
)
ARTICLE = Article("ferry", "Ferry", "None", "2024", None, "", (), digest(TEXT), len(normalise_text(TEXT)), 3, FACTS)


def test_the_record_names_the_digest_and_size_of_the_text_at_hand(article: Article, text: str) -> None:
    assert digest(text) == article.sha256
    assert len(normalise_text(text)) == article.characters
    assert len(paragraphs(text)) == article.paragraphs


def test_every_quote_stands_where_the_record_says(article: Article, text: str) -> None:
    report = check_text(article, text)

    assert report.same
    assert [anchor.fact for anchor in report.anchors if anchor.state != "in place"] == []
    for one in article.facts:
        assert one.selector.exact in paragraphs(text)[one.selector.paragraph - 1]


def test_normalising_twice_changes_nothing() -> None:
    assert normalise_text(normalise_text(TEXT)) == normalise_text(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\ufeff" + TEXT,
        TEXT.replace("on Monday", "on\u00a0Monday"),
        "\n\n  " + TEXT.replace("\n", "  \n\t\n") + "\n\n",
    ],
    ids=["CRLF", "CR", "byte order mark", "non-breaking space", "blank lines"],
)
def test_the_same_text_in_another_wrapping_is_the_same(text: str) -> None:
    assert check_text(ARTICLE, text).same


def test_accents_typed_in_two_ways_are_the_same() -> None:
    assert digest("Cafe\u0301 at the quay") == digest("Caf\u00e9 at the quay")


def test_a_changed_word_makes_another_text_whose_quotes_are_found_again() -> None:
    report = check_text(ARTICLE, "Shipping news\n" + TEXT.replace("north", "northern"))

    assert not report.same
    assert report.usable
    assert (report.in_place, report.moved, report.missing) == (0, 5, 0)
    assert "differs" in report.message


def test_a_quote_that_is_gone_is_reported_missing() -> None:
    report = check_text(ARTICLE, TEXT.replace("on Monday", "on Friday"))

    assert [anchor.fact for anchor in report.anchors if anchor.state == "missing"] == ["A"]
    assert report.in_place + report.moved == 4


def test_of_equal_quotes_the_one_with_its_context_is_found() -> None:
    moved = "Shipping news\n" + TEXT

    (anchor,) = [anchor for anchor in check_text(ARTICLE, moved).anchors if anchor.fact == "E"]

    assert anchor.state == "moved"
    assert normalise_text(moved)[anchor.start :].startswith("ferry would sail")


def test_of_equal_quotes_without_context_none_is_believed() -> None:
    vague = replace(FACTS[4], selector=replace(FACTS[4].selector, prefix="", suffix="", paragraph=9))

    report = check_text(replace(ARTICLE, facts=(vague,)), "Shipping news\n" + TEXT)

    assert report.missing == 1
    assert not report.usable


@pytest.mark.parametrize("text", [TEXT, "Shipping news\n" + TEXT], ids=["same", "moved"])
def test_marking_loses_no_character_and_marks_every_quote(text: str) -> None:
    marked = mark_text(ARTICLE, text)

    assert tuple("".join(run.text for run in paragraph) for paragraph in marked) == paragraphs(text)
    for one in FACTS:
        quote = "".join(run.text for paragraph in marked for run in paragraph if one.id in run.facts)
        assert quote == one.selector.exact


def test_overlapping_quotes_share_the_runs_they_share() -> None:
    runs = {run.text: run.facts for run in mark_text(ARTICLE, TEXT)[0]}

    assert runs["carried "] == ("B",)
    assert runs["grain "] == ("B", "C")
    assert runs["and"] == ("B", "C", "D")
    assert runs[" timber"] == ("B", "D")
    assert runs["."] == ()


@pytest.mark.parametrize("text", ["", "  \n\t ", "Another text altogether."], ids=["empty", "blank", "foreign"])
def test_a_text_without_the_quotes_is_refused_in_words(text: str) -> None:
    report = check_text(ARTICLE, text)

    assert not report.same
    assert not report.usable
    assert report.message.endswith(".")
    assert report.missing == len(FACTS)
    assert mark_text(ARTICLE, text) == ()


def test_a_text_of_50_megabytes_is_refused_at_once() -> None:
    text = "The ferry sailed on Monday. " * 2_000_000
    before = time.perf_counter()

    report = check_text(ARTICLE, text)

    assert not report.usable
    assert f"{MAX_CHARACTERS:,}" in report.message
    assert time.perf_counter() - before < 0.5


@pytest.mark.parametrize(
    "text",
    ["ferry " * 160_000, "said the ferry would " * 47_000, "\n".join(["ferry"] * 160_000), "a" * MAX_CHARACTERS],
    ids=["one word", "the quote in its context", "a word a line", "one letter"],
)
def test_a_repetitive_text_at_the_limit_is_read_in_seconds(text: str) -> None:
    before = time.perf_counter()

    mark_text(ARTICLE, text)

    assert time.perf_counter() - before < 5


@pytest.mark.parametrize("text", ["\ud800 ferry", "\x00ferry\x00", "\u202eyrref", "🚢" * 1000])
def test_odd_characters_are_only_text(text: str) -> None:
    report = check_text(ARTICLE, text)

    assert not report.same
    assert len(digest(text)) == 64


def _texts() -> list[tuple[Article, Path | None]]:
    folders = (ROOT / "seeds" / "texts", ROOT.parent / "shared" / "articles")
    return [
        (article, next((path for path in (folder / f"{name}.txt" for folder in folders) if path.is_file()), None))
        for name, article in RECORDS.articles.items()
    ]


@pytest.fixture(params=_texts(), ids=lambda pair: pair[0].id)
def pair(request: pytest.FixtureRequest) -> tuple[Article, Path]:
    article, path = request.param
    if path is None:
        pytest.skip(f"the text of {article.id} is not at hand: put it in seeds/texts to check every quote")
    return article, path


@pytest.fixture
def article(pair: tuple[Article, Path]) -> Article:
    return pair[0]


@pytest.fixture
def text(pair: tuple[Article, Path]) -> str:
    return pair[1].read_text(encoding="utf-8")
