"""Reading is measured over every gold name, with gold of our own and corpora in the forms they are published in."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.__main__ import main
from geo.reading.gold import Annotated, Gold, GoldError, read_corpus, read_marked, read_offsets
from geo.reading.recognise import ACTOR, PLACE, Mention
from geo.reading.resolve import Candidate, Reading, read_text
from geo.reading.score import format_page, format_scores, most_populous, score
from geo.reading.toponyms import Lexicon, Referent, read_lexicon
from tests.conftest import ROOT

GOLD = ROOT / "seeds" / "gold"
PAGE = ROOT / "docs" / "reading.md"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(ROOT / "seeds")


def town(name: str, lon: float, lat: float, population: int = 0) -> Referent:
    return Referent(name.lower(), name, "city", lon, lat, 1000.0, "PK", population, "geonames")


def read_as(start: int, text: str, *referents: Referent, kind: str = PLACE) -> Reading:
    mention = Mention(start, start + len(text), text, kind, "", referents)
    return Reading(mention, tuple(Candidate(one, one.lon, one.lat, 1000.0, 0.9, "") for one in referents))


# ---- the arithmetic -----------------------------------------------------------------------------


def test_a_name_that_was_not_found_is_wrong_at_every_distance() -> None:
    text = Annotated("t", "Aba and Bbb", (Gold(0, 3, "place", (60.0, 25.0)), Gold(8, 11, "place", (61.0, 26.0))))

    result = score("set", [text], [[read_as(0, "Aba", town("Aba", 60.0, 25.0))]])

    assert (result.precision, result.recall, result.located) == (1.0, 0.5, 2)
    assert result.f1 == pytest.approx(2 / 3)
    assert [result.accuracy(km) for km in (1, 161)] == [0.5, 0.5]
    assert result.missed == ("t: Bbb",)


def test_a_place_where_none_is_counts_against_precision_and_an_actor_does_not() -> None:
    text = Annotated("t", "Aba said Bbb", (Gold(0, 3, "actor", None),))
    actor, false = read_as(0, "Aba", kind=ACTOR), read_as(9, "Bbb", town("Bbb", 1.0, 1.0))

    assert score("set", [text], [[actor]]).proposed == 0
    assert score("set", [text], [[actor, false]]).false == ("t: Bbb",)


def test_wrong_characters_count_as_touched_and_not_as_found() -> None:
    text = Annotated("t", "Aba River", (Gold(0, 9, "place", (60.0, 25.0)),))

    result = score("set", [text], [[read_as(0, "Aba", town("Aba", 60.0, 25.0))]])

    assert (result.f1, result.f1_overlapping) == (0.0, 1.0)
    assert result.accuracy(1) == 1.0


def test_within_an_area_nothing_is_wrong() -> None:
    text = Annotated("t", "Aba", (Gold(0, 3, "place", (60.0, 25.0), 50.0),))
    inside, outside = town("Aba", 60.0, 25.3), town("Aba", 60.0, 26.0)

    assert score("set", [text], [[read_as(0, "Aba", inside)]]).errors_km == (0.0,)
    (error,) = score("set", [text], [[read_as(0, "Aba", outside)]]).errors_km
    assert error == pytest.approx(111.2 - 50, abs=0.2)


def test_the_baseline_takes_the_most_people_whatever_the_text_says() -> None:
    small, great = town("Aba", 60.0, 25.0, 10), town("Aba", 70.0, 30.0, 10_000_000)

    chosen = most_populous(read_as(0, "Aba", small, great))

    assert chosen is not None and chosen.referent is great
    assert most_populous(read_as(0, "Aba", small, kind=ACTOR)) is None


def test_the_page_says_which_goal_is_missed_and_by_how_much() -> None:
    text = Annotated("t", "Aba and Bbb", (Gold(0, 3, "place", (60.0, 25.0)), Gold(8, 11, "place", (61.0, 26.0))))
    page = format_page([score("texts put aside", [text], [[read_as(0, "Aba", town("Aba", 60.0, 25.0))]])])

    assert "- texts put aside, F1: the goal 0.95 is **missed by 0.283**." in page
    assert "- texts put aside, at 10 km: the goal 0.95 is **missed by 0.450**." in page


def test_the_table_prints_the_denominator() -> None:
    text = Annotated("t", "Aba", (Gold(0, 3, "place", (60.0, 25.0)),))
    table = format_scores([score("set", [text], [[read_as(0, "Aba", town("Aba", 60.0, 25.0))]])])

    assert "| set | 1 | 1 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1 | 0.0 km |" in table


# ---- our own gold -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tuning.md", "held-out.md"])
def test_every_mark_of_our_texts_can_be_read(name: str, lexicon: Lexicon) -> None:
    texts = read_marked(GOLD / name, lexicon.positions())

    assert len(texts) >= 20
    for text in texts:
        assert text.gold
        assert "](" not in text.text
        assert all(text.text[one.start : one.end].strip() == text.text[one.start : one.end] for one in text.gold)


def test_a_third_of_the_texts_is_put_aside(lexicon: Lexicon) -> None:
    aside, tuned = (len(read_marked(GOLD / name, lexicon.positions())) for name in ("held-out.md", "tuning.md"))

    assert aside + tuned >= 30
    assert aside >= (aside + tuned) / 3


@pytest.mark.parametrize(
    ("where", "rule"), [("nowhere-town", "no id"), ("25.0 167.0", "outside"), ("1 2 3 4", "no id")]
)
def test_a_mark_that_leads_nowhere_is_named(where: str, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.md"
    path.write_text(f"Words.\n\n## one\n[Aba](place {where}) lies.\n", encoding="utf-8")

    with pytest.raises(GoldError, match=rule) as caught:
        read_marked(path, {})
    assert "gold.md, text 1 (one)" in str(caught.value)


def test_offsets_that_do_not_fit_the_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("start,end,exact,kind,where\n3,6,Aba,place,60 25\n", encoding="utf-8")

    with pytest.raises(GoldError, match="line 2"):
        read_offsets(path, "Aba lies.", {})


def test_the_gold_of_the_first_article_quotes_little() -> None:
    for path in GOLD.glob("*.csv"):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            assert len(line.split(",")[2].split()) <= 7


# ---- corpora ------------------------------------------------------------------------------------

LGL = """<articles><article docid="7"><text>Rain in Aba, Tex.</text><toponyms>
<toponym><start>8</start><end>11</end><phrase>Aba</phrase><gaztag geonameid="1"><name>Aba</name><lat>30.5</lat>
<lon>-97.5</lon></gaztag></toponym>
<toponym><start>13</start><end>16</end><phrase>Tex</phrase></toponym></toponyms></article></articles>"""
GEOVIRUS = """<articles><article number="3"><source>x</source><text>Rain in Aba.</text><locations>
<location><name>Aba</name><start>9</start><end>12</end><lat>30.5</lat><lon>-97.5</lon><page>p</page></location>
</locations></article></articles>"""
GEOWEBNEWS = """<articles><article><text>Rain on the church in Aba.</text><toponyms>
<toponym><extractedName>church</extractedName><type>Literal_Expression</type><nonLocational>No</nonLocational>
<start>12</start><end>18</end></toponym>
<toponym><extractedName>Aba</extractedName><type>Literal</type><nonLocational>No</nonLocational><start>22</start>
<end>25</end><geonamesID>1</geonamesID><latitude>30.5</latitude><longitude>-97.5</longitude></toponym>
</toponyms></article></articles>"""


@pytest.mark.parametrize(("form", "names"), [(LGL, ["Aba", "Tex"]), (GEOVIRUS, ["Aba"]), (GEOWEBNEWS, ["Aba"])])
def test_a_corpus_is_read_in_its_own_form(form: str, names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "corpus.xml"
    path.write_text(form, encoding="utf-8")

    (article,) = read_corpus(path)

    assert [article.text[one.start : one.end] for one in article.gold] == names
    assert article.gold[0].position == (-97.5, 30.5)
    assert not article.actors
    assert article.adjectives == (form != GEOVIRUS)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "no XML"),
        (b"<articles><article>", "no XML"),
        (b"<html></html>", "no <article>"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><articles><article><text>&b;</text></article></articles>', "no XML"),
    ],
)
def test_what_is_no_corpus_is_said_to_be_none(content: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.xml"
    path.write_bytes(content)

    with pytest.raises(GoldError, match=rule) as caught:
        list(read_corpus(path))
    assert str(caught.value).startswith("corpus.xml: ")


def test_a_corpus_is_scored_and_a_bad_one_does_not_stop_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(LGL, encoding="utf-8")
    bad.write_text("no", encoding="utf-8")

    code = main(["score", str(bad), str(good), str(tmp_path / "none.xml"), "--docs", str(tmp_path), "--write"])

    printed = capsys.readouterr()
    assert code == 1
    assert "bad.xml: is no XML" in printed.err
    assert "none.xml: cannot be read" in printed.err
    assert "| good.xml | 1 | 2 |" in printed.out
    assert "texts put aside" not in printed.out
    assert printed.out.splitlines()[2] in (tmp_path / "reading.md").read_text(encoding="utf-8")


# ---- the goals ----------------------------------------------------------------------------------


def test_the_texts_that_were_tuned_on_reach_the_goals(lexicon: Lexicon) -> None:
    texts = read_marked(GOLD / "tuning.md", lexicon.positions())
    readings = [read_text(text.text, lexicon) for text in texts]

    ours, population = (score("tuning texts", texts, readings, *choose) for choose in ((), (most_populous,)))

    assert format_scores([ours]).splitlines()[-1] in PAGE.read_text(encoding="utf-8"), (
        "run geo score --held-out --write"
    )
    assert ours.f1 >= 0.95
    assert ours.accuracy(10) >= 0.95
    assert ours.accuracy(10) >= population.accuracy(10) + 0.05
