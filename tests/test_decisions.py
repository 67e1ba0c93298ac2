"""What a browser sends is read without trust: every fault is said with its place and what to do, all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.reading.draft import Draft, DraftCandidate
from geo.storing.decisions import Decisions, check_draft, parse_decisions
from geo.storing.wording import read_wording
from tests.drafts import (
    MINGORA,
    TEXT,
    accepted,
    candidate,
    chosen,
    decisions,
    draft,
    everything,
    fact,
    found,
    marked,
    own,
    sample,
)

# Of another type than the draft promises, which a type checker would not let through.
ODD: Any = "1"


def look_up(identifier: str) -> DraftCandidate | None:
    """A gazetteer that knows one place."""
    place = candidate(*MINGORA, reason="Looked up.")
    return place if identifier == place.id else None


def problems(data: object, about: Draft | None = None) -> list[str]:
    decided, faults = parse_decisions(data, about or sample(), look_up)
    assert (decided is None) == bool(faults)
    return [str(one) for one in faults]


def parsed(data: object, about: Draft | None = None) -> Decisions:
    decided, faults = parse_decisions(data, about or sample(), look_up)
    assert [str(one) for one in faults] == []
    assert decided is not None
    return decided


def test_what_was_accepted_is_kept_in_the_order_of_the_text_and_nothing_else() -> None:
    decided = parsed(everything())

    assert [one.id for one in decided.facts] == ["f1", "f2"]
    assert [one.mention.id for one in decided.places] == ["m1", "m2"]
    assert decided.article.published == "2026-11-20"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"statement": " \n "}, "fact f1, statement: is empty. Write it in your own words."),
        ({"statement": None}, "fact f1, statement: None is not text. Give it as text."),
        ({"statement": "x" * 601}, "fact f1, statement: has 601 characters; at most 600 are kept. Shorten it."),
        ({"statement": "a\u202eb"}, "fact f1, statement: holds the invisible character U+202E. Remove it."),
        ({"statement": "a\x00b"}, "fact f1, statement: holds the invisible character U+0000. Remove it."),
        ({"statement": "a\ud800b"}, "fact f1, statement: holds the invisible character U+D800. Remove it."),
        (
            {"statement": "Left KARACHI for Mingora"},
            "fact f1, statement: is the quote itself. Write it in your own words.",
        ),
        (
            {"statement": "They say goods wagons left Karachi for Mingora on Monday at last"},
            "fact f1, statement: repeats the article's words: “goods wagons left Karachi for Mingora on Monday”. "
            "Write it in your own words.",
        ),
        (
            {"inferred": "the first in a decade, according to staff"},
            "fact f1, inferred: repeats the article's words: “the first in a decade, according to staff”. "
            "Write it in your own words.",
        ),
        ({"kind": ""}, "fact f1, kind: is empty. Say what kind of fact it is."),
        ({"confidence": "sure"}, "fact f1, confidence: 'sure' is not a confidence. Use high, medium, low."),
        ({"places": "Karachi"}, "fact f1, places: is not a list of at most 40 texts. Correct it."),
        ({"actors": [1]}, "fact f1, actors: 1 is not text. Give it as text."),
        (
            {"state": "maybe"},
            "fact f1, state: 'maybe' is no decision. Use accepted or rejected, or leave the item out.",
        ),
        ({"subject": "x"}, "fact f1: has 'subject', which means nothing here. Use state, statement,"),
        ({"claim": 7}, "fact f1, claim: is missing or not an object."),
        ({"claim": {}}, "fact f1, claim.attribute: is empty. Choose what the value measures."),
        (
            {"claim": {"attribute": "cost", "value": "1", "unit": "", "as_of": "soon", "subject": ""}},
            "fact f1, claim.as_of: 'soon' is not an EDTF date. For example",
        ),
        ({"selector": {"start": 0, "end": 10**9}}, "fact f1, selector: 0 to 1000000000 lies outside the"),
        ({"selector": {"start": True, "end": 5}}, "fact f1, selector: True to 5 lies outside the"),
        ({"selector": {"start": 5, "end": 5}}, "fact f1, selector: 5 to 5 lies outside the"),
        (
            {"selector": {"start": 0, "end": 60}},
            "fact f1, selector: has 11 words and 60 characters; at most 7 words and 100 characters are quoted.",
        ),
        (
            {"selector": {"start": TEXT.index("yard."), "end": TEXT.index("Minister") + 8}},
            "fact f1, selector: is not within one paragraph. Select a few words of one sentence.",
        ),
    ],
)
def test_a_fact_that_cannot_be_stored_says_why_and_what_to_do(more: dict[str, Any], problem: str) -> None:
    said = problems(decisions(facts={"f1": accepted(**more)}))

    assert any(one.startswith(problem) for one in said), said


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (chosen(9), "mention m1, candidate: 9 is none of its candidates. Choose one of those shown."),
        (chosen(True), "mention m1, candidate: True is none of its candidates."),
        (chosen(None), "mention m1, candidate: is accepted, and nothing says which place it is. Choose a candidate,"),
        (
            chosen(own=own(lon=25.0, lat=67.0)),
            "mention m1, own.lon: lies at lon 25, lat 67, outside 55–85 E, 20–45 N. lon and",
        ),
        (chosen(own=own(lon=2.35, lat=48.8)), "mention m1, own.lon: lies at lon 2.35, lat 48.8, outside"),
        (chosen(own=own(lon=float("nan"))), "mention m1, own.lon: nan is not a number. Give degrees such as 73.21."),
        (chosen(own=own(lat="24.9")), "mention m1, own.lat: '24.9' is not a number."),
        (chosen(own=own(accuracy_m=0)), "mention m1, own.accuracy_m: is 0 m; a point is known to 1 m at best"),
        (chosen(own=own(accuracy_m=90_000)), "mention m1, own.accuracy_m: is 90000 m; a point is known to"),
        (chosen(own=own(kind="country")), "mention m1, own.kind: 'country' is no kind of place. Use one of city,"),
        (chosen(own=own(kind=[])), "mention m1, own.kind: [] is no kind of place."),
        (chosen(own=own(name="")), "mention m1, own.name: is empty. Give the place's name."),
        (chosen(own=own(country="FR")), "mention m1, own.country: 'FR' is no country of the corridor."),
        ([], "mention m1: is missing or not an object."),
    ],
)
def test_a_place_that_cannot_be_stored_says_why_and_what_to_do(entry: object, problem: str) -> None:
    said = problems(decisions(mentions={"m1": entry}))

    assert any(one.startswith(problem) for one in said), said


def test_a_name_that_the_reading_missed_is_a_mention_of_the_reviewers_own() -> None:
    entry = marked(" shops ", own=own())

    (decided,) = parsed(decisions(mentions={"own-m1": entry})).places

    mention = decided.mention
    assert (mention.id, mention.text, mention.kind, mention.paragraph) == ("own-m1", "shops", "place", 3)
    assert TEXT[mention.start : mention.end] == "shops"
    assert decided.own is not None and decided.own.name == "Wagon yard"


def test_what_was_looked_up_is_taken_from_the_gazetteer_and_not_from_the_browser() -> None:
    told = found(score=1e9, reason="shifted: <b>", feature="gwadar-port", subject="gwadar-port", gazetteer="../x")

    decided = parsed(decisions(mentions={"own-m1": marked("yard", found=told), "m1": {**chosen(None), "found": told}}))

    assert [one.candidate for one in decided.places] == [look_up(told["id"])] * 2
    assert [one.mention.id for one in decided.places] == ["m1", "own-m1"], "in the order of the text"


def test_a_name_that_was_read_as_an_actor_or_a_project_may_be_a_place() -> None:
    about = sample()
    projects = tuple(replace(one, kind="project") if one.id == "m5" else one for one in about.mentions)
    about = replace(about, mentions=projects)
    mentions = {"own-m1": marked("Wagoner", found=found()), "m5": {**chosen(None), "found": found()}}

    decided = parsed(decisions(mentions=mentions), about)

    assert [(one.mention.text, one.mention.kind) for one in decided.places] == [("Wagoner", "place"), ("Sost", "place")]


def test_a_mark_that_was_rejected_is_left_out() -> None:
    assert parsed(decisions(mentions={"own-m1": marked("yard", state="rejected")})).places == ()


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (marked("yard"), ", candidate: is accepted, and nothing says which place it is."),
        (marked("yard", candidate=0), ", candidate: 0 is none of its candidates."),
        (marked("yard", own=own(), found=found()), ", found: stands beside another place. Choose one of them."),
        (marked("yard", candidate=0, found=found()), ", found: stands beside another place. Choose one of them."),
        (marked("yard", found=[]), ", found: is missing or not an object."),
        (marked("yard", found={}), ", found: None is in no gazetteer. Search for it again."),
        (marked("yard", found=found(id="geonames-7")), ", found: 'geonames-7' is in no gazetteer."),
        (marked("yard", found=found(id=["x"])), ", found: ['x'] is in no gazetteer."),
        (marked("yard", found=found(id="../../x")), ", found: '../../x' is in no gazetteer."),
        (marked("yard", found=found(lon=72.4)), ", found: is not as the gazetteer has it now. Search for it again."),
        (marked("yard", found=found(name="Gwadar")), ", found: is not as the gazetteer has it now."),
        (marked("yard", found=found(accuracy_m=None)), ", found: is not as the gazetteer has it now."),
        (marked("yard", found=found(html="<b>")), ", found: has 'html', which means nothing here."),
        (marked("yard", own=own(lon=2.35, lat=48.8)), ", own.lon: lies at lon 2.35, lat 48.8, outside"),
        (marked("yard", own=own(), name="Yard"), ": has 'name', which means nothing here."),
        (marked("yard", own=own(), start=None), ", words: None to 102 lies outside the"),
        (marked("yard", own=own(), start=True), ", words: True to 102 lies outside the"),
        (marked("yard", own=own(), end=10**9), ", words: 98 to 1000000000 lies outside the"),
        (marked("yard", own=own(), start=-5), ", words: -5 to 102 lies outside the"),
        (marked("to staff at the yard.", own=own(), start=0), ", words: has 19 words and 103 characters; at most 7"),
        (marked("yard.\nMinister", own=own()), ", words: is not within one paragraph."),
        (marked(". ", own=own()), ", words: hold no letter and no digit. Select only the name."),
        (marked("near Sost", own=own()), ", words: are part of another place or project. Decide about that one."),
        (marked("Sos", own=own()), ", words: are part of another place or project."),
    ],
    ids=str,
)
def test_a_mark_that_cannot_be_stored_says_why_and_what_to_do(entry: object, problem: str) -> None:
    said = problems(decisions(mentions={"own-m1": entry}))

    assert any(one.startswith(f"mention own-m1{problem}") for one in said), said


def test_marks_do_not_overlap_each_other() -> None:
    mentions = {"own-m1": marked("the yard", own=own()), "own-m2": marked("yard", own=own())}

    (said,) = problems(decisions(mentions=mentions))

    assert said.startswith("mention own-m2, words: are part of another place")


@pytest.mark.parametrize("key", ["own-1", "own-m", "own-m12345", "own-m1\n", "own-mx", "m99", "OWN-M1"])
def test_only_marks_of_their_own_name_are_added(key: str) -> None:
    said = problems(decisions(mentions={key: marked("yard", own=own())}))

    assert any("is not in the draft. Read the article again." in one for one in said)


def test_a_mention_of_the_draft_stands_where_the_draft_has_it() -> None:
    said = problems(decisions(mentions={"m1": {**chosen(), "start": 0, "end": 5}}))

    assert said[0].startswith("mention m1: has 'start', which means nothing here.")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"title": ""}, "article, title: is empty. Give the article's headline."),
        ({"title": "https://example.org"}, "article, title: is an address."),
        ({"title": TEXT.split("\n")[1][:100]}, "article, title: repeats the article's words: “Minister Bilal Wagoner"),
        ({"published": ""}, "article, published: is empty."),
        ({"published": "yesterday"}, "article, published: 'yesterday' is not an EDTF date."),
        ({"address": "javascript:alert(1)"}, "article, address: 'javascript:alert(1)' is not a web address."),
        ({"address": "https://a b"}, "article, address: 'https://a b' is not a web address."),
        ({"dated_by": 7}, "article, dated_by: 7 is not text."),
        ({"text": TEXT}, "article: has 'text', which means nothing here."),
    ],
)
def test_an_article_that_cannot_be_cited_says_why_and_what_to_do(more: dict[str, Any], problem: str) -> None:
    article = {**decisions()["article"], **more}

    said = problems(decisions(article=article))

    assert any(one.startswith(problem) for one in said), said


def test_a_headline_may_be_as_long_as_the_article_has_it() -> None:
    headline = TEXT.split("\n")[0]

    decided = parsed(decisions(article={**decisions()["article"], "title": headline}))

    assert decided.article.title == headline


def test_all_faults_are_said_at_once() -> None:
    bad = decisions(
        article={}, mentions={"m1": chosen(9), "m99": chosen()}, facts={"f1": accepted(kind=""), "own-1": accepted()}
    )

    items = {one.partition(":")[0] for one in problems(bad)}

    expected = {"article, title", "article, published", "mention m1, candidate", "mention m99", "fact f1, kind"}
    assert items == {*expected, "fact own-1, selector"}


@pytest.mark.parametrize(
    "data",
    [None, [], 7, "x", {}, {"facts": []}, {"mentions": 1, "facts": {"f1": None}}, {"article": {"title": {"a": [1]}}}],
)
def test_data_of_another_form_is_a_fault_and_never_an_error(data: object) -> None:
    assert problems(data)


@pytest.mark.parametrize("key", ["../../x", "f1\n", "own-1/../..", "", "{{ 7*7 }}", "f" * 500, 7])
def test_an_item_of_another_name_is_not_in_the_draft(key: object) -> None:
    (said,) = problems(decisions(facts={key: accepted()}))

    assert said.endswith("is not in the draft. Read the article again.")
    assert len(said) < 120


def test_nothing_accepted_is_nothing_to_store() -> None:
    said = problems(decisions(facts={"f1": {"state": "rejected"}}))

    assert said == ["article: has nothing that is accepted. Accept at least one fact or place."]


def test_words_that_stand_twice_get_as_few_words_beside_them_as_tell_which_are_meant() -> None:
    text = "The wagon left Pasni early. Later the wagon left Turbat late.\nThe wagon left Turbat."
    about = draft(text, (), (fact(text, "f1", "wagon left"), fact(text, "f2", "left Turbat late")))

    decided = parsed(decisions(facts={"f1": accepted(), "f2": accepted()}), about)

    first, second = decided.facts
    assert (first.quote.exact, first.quote.prefix, first.quote.suffix) == ("wagon left", "", "Pasni")
    assert (second.quote.prefix, second.quote.suffix) == ("", "")


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("One two three four five six seven eight", "One two three four five six seven eight"),
        ("one two three four five six seven and eight", None),
        ("and ONE, TWO; three-four? five six seven eight nine", None),
        ("x five’s six seven eight nine ten eleven twelve", "five’s six seven eight nine ten eleven twelve"),
        ("他说中国和巴基斯坦同意尽快开始铁路升级工程", "中国和巴基斯坦同意尽快开始铁路"),
        ("中国和巴基斯坦", None),
    ],
)
def test_a_run_of_the_articles_words_is_found_in_any_case_and_in_chinese(said: str, shared: str | None) -> None:
    text = "One two three four five six seven eight nine. Five's six seven eight nine ten eleven twelve."
    wording = read_wording(f"{text}\n中国和巴基斯坦同意尽快开始铁路升级工程。")

    found = wording.shared(said)

    assert found is not None and found.startswith(shared) if shared else found is None


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (
            {"text": TEXT + " More."},
            "article, text: is not the text that the draft was made of. Read the article again.",
        ),
        ({"text": 7}, "article, draft.text: is not as the draft was made. Read the article again."),
        ({"mentions": ("m1",)}, "article, draft.mentions: is not as the draft was made."),
        ({"facts": [1]}, "article, draft.facts: is not as the draft was made."),
        ({"article": replace(sample().article, id="../../x")}, "article, id: '../../x' is not an id of an article."),
        ({"article": replace(sample().article, characters=ODD)}, "article, draft.article.characters: is not as"),
    ],
)
def test_a_draft_that_comes_back_altered_is_refused(broken: dict[str, Any], problem: str) -> None:
    (fault,) = check_draft(replace(sample(), **broken))

    assert str(fault).startswith(problem)


def test_a_draft_that_comes_back_as_it_was_is_believed() -> None:
    assert check_draft(sample()) == ()
