"""Citations: what they say, in three forms, and that no text in them is acted on."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from cpec_map.cite import FORMS, cite_claim, cite_fact, cite_source, cite_step
from cpec_map.record import Article, Claim, Fact, Selector, Source
from tests.samples import published

TODAY = date(2026, 11, 24)
SOURCE = Source(
    "dawn-1", "ML-1 cost reduced", "Dawn", "2023-10", "https://www.dawn.com/news/1_2?a=1&b=2%20", "cited", None
)
CLAIM = Claim("F023", "ml1", "ml1_cost", "6.678", "USD billion", "2023-10", "dawn-1", "high", None, None)
FACT = Fact("S01", "a1", "They met", Selector(2, "held talks", 0, 10), (), (), (), "event", "high", None)
ARTICLE = Article("a1", "Talks in Islamabad", "Report", "2024-11-08~", None, "", (), "0" * 64, 100, 7, (FACT,))
HOSTILE = '\\input{x} 50% & #1 _y {z} $q$ ^~ "quoted"\n</script> {{ 1234*5678 }} اردو 中文'


def test_a_claim_in_plain_words() -> None:
    assert cite_claim(CLAIM, SOURCE, "Cost of the whole ML-1", "plain", TODAY) == (
        "Dawn, “ML-1 cost reduced”, October 2023, https://www.dawn.com/news/1_2?a=1&b=2%20 "
        "(accessed 24 November 2026). Cited for: Cost of the whole ML-1: 6.678 USD billion (as of 2023-10)."
    )


def test_a_fact_is_cited_with_the_words_that_say_it_and_no_publisher_is_invented() -> None:
    assert cite_fact(FACT, ARTICLE, "plain", TODAY) == (
        "“Talks in Islamabad”, about 8 November 2024. Cited for: They met (“held talks”, paragraph 2)."
    )


@pytest.mark.parametrize(
    ("edtf", "issued"),
    [
        ("2024-11-08~", {"date-parts": [[2024, 11, 8]], "circa": True}),
        ("2023-10", {"date-parts": [[2023, 10]]}),
        ("2019/2020", {"date-parts": [[2019], [2020]]}),
        ("../2020", {"raw": "../2020"}),
        ("202X", {"raw": "202X"}),
        ("2021-21", {"raw": "2021-21"}),
        ("", None),
        ("nonsense", None),
    ],
)
def test_a_date_stays_as_exact_as_it_is(edtf: str, issued: object) -> None:
    source = Source("s", "T", None, edtf, None, "cited", None)

    [item] = json.loads(cite_source(source, "csl", TODAY))

    assert item.get("issued") == issued
    assert item["id"] == "s" and item["type"] == "webpage" and item["title"] == "T"


def test_bibtex_keeps_the_address_and_writes_out_what_tex_would_act_on() -> None:
    source = Source("s", HOSTILE, HOSTILE, "2024", SOURCE.address, "cited", None)

    text = cite_source(source, "bibtex", TODAY)

    assert "  url = {https://www.dawn.com/news/1_2?a=1&b=2%20}," in text
    title = re.search(r"title = \{\{(.*)\}\},", text)[1]
    assert "\\input" not in title and "اردو 中文" in title
    # Every sign that TeX acts on has a backslash before it, or is written out by name.
    bare = re.sub(r"\{\\[a-zA-Z]+\}|\\[%&#_{}$^~]|\{[<>]?\}|\\[a-zA-Z]+", "", title)
    assert not re.search(r"[\\%&#_$^~{}]", bare), bare
    assert text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")


@pytest.mark.parametrize("form", FORMS)
def test_hostile_text_stays_on_its_line_as_text(form: str) -> None:
    source = Source("s", HOSTILE, "P", "2024", "javascript:alert(1)", "cited", None)

    text = cite_source(source, form, TODAY)

    assert "javascript:" not in text
    if form == "csl":
        assert json.loads(text)[0]["title"] == " ".join(HOSTILE.split())
    if form == "plain":
        assert "\n" not in text and "{{ 1234*5678 }}" in text


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="use one of plain, bibtex, csl"):
        cite_source(SOURCE, "html", TODAY)


def test_every_published_claim_fact_and_source_can_be_cited_in_every_form() -> None:
    records = published().records
    for form in FORMS:
        texts = [cite_claim(one, records.sources[one.source], "Label", form, TODAY) for one in records.claims]
        texts += [cite_fact(one, records.articles[one.article], form, TODAY) for one in records.facts.values()]
        steps = [step for one in records.portfolio.history.values() for step in one]
        texts += [cite_step(one, records.sources[one.source], one.project, form, TODAY) for one in steps]
        texts += [cite_source(one, form, TODAY) for one in records.sources.values()]
        assert all(texts)
