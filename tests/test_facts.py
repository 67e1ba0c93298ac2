"""Facts and figures: what is shown first and why, what belongs to one place, and that all of it is plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cpec_map.catalog import Catalog, open_catalog
from cpec_map.facts import as_of_key, describe
from cpec_map.link import Selection
from tests.samples import (
    MARK,
    PRODUCT,
    claim,
    fact,
    feature,
    harbour_seeds,
    hostile_catalog,
    layer,
    published,
    texts_of,
    write_layers,
)

CATALOG = published()
SELECTIONS = [
    Selection(),
    *(Selection(feature=one) for one in CATALOG.features),
    *(Selection(subject=one) for one in CATALOG.records.subjects),
    *(Selection(subject=one) for one in CATALOG.records.portfolio.projects),
    *(Selection(fact=one) for one in CATALOG.records.facts),
]


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda one: one.feature or one.subject or one.fact or "nothing")
def test_what_the_panel_shows_is_plain_json(selection: Selection) -> None:
    view = describe(CATALOG, selection)

    assert json.loads(json.dumps(view, allow_nan=False)) == view


def test_every_fact_of_the_article_is_reached_through_its_subject() -> None:
    for one in CATALOG.records.facts.values():
        view = describe(CATALOG, Selection(fact=one.id))

        shown = next(shown for shown in view["facts"] if shown["id"] == one.id)
        assert shown["quote"] == one.selector.exact
        assert shown["paragraph"] == one.selector.paragraph
        assert shown["confidence"] == one.confidence
        assert shown["inferred"] == (one.inferred or "")
        assert view["fact"] == one.id


def test_every_claim_is_shown_somewhere_once_and_with_its_source() -> None:
    views = [describe(CATALOG, selection) for selection in SELECTIONS if selection.feature or selection.subject]
    shown = {one["id"]: one for view in views for figure in view["figures"] for one in figure["claims"]}

    assert set(shown) == {one.id for one in CATALOG.records.claims}
    assert all(one["source"] and one["confidence"] for one in shown.values())


def test_the_meeting_is_dated_by_inference_and_says_by_what() -> None:
    view = describe(CATALOG, Selection(feature="event-islamabad-meeting"))

    dated = next(one for one in view["facts"] if one["id"] == "S01")
    assert "7 November 2024" in dated["inferred"]


def test_rival_lengths_of_the_railway_stand_together() -> None:
    view = describe(CATALOG, Selection(subject="ml1-karachi-hyderabad"))

    lengths = next(one for one in view["figures"] if one["attribute"] == "ml1_length")
    assert {one["value"] for one in lengths["claims"]} == {"1687", "1726", "1733", "1872"}


# ---- which figure is first ----------------------------------------------------------------------


def test_the_latest_is_first_and_of_equal_dates_the_best_confidence(tmp_path: Path) -> None:
    claims = [
        claim("old", as_of="2019", confidence="high"),
        claim("unsure", as_of="2024-05", confidence="low"),
        claim("sure", as_of="2024-05", confidence="high"),
    ]

    figure = _figure(tmp_path, claims, "length")

    assert figure["first"] == "sure"
    assert "latest" in figure["rule"]


def test_the_best_supported_is_first_and_of_equal_support_the_latest(tmp_path: Path) -> None:
    claims = [
        claim("newest", "depth", as_of="2025", confidence="low"),
        claim("old", "depth", as_of="2019", confidence="high"),
        claim("newer", "depth", as_of="2020", confidence="high"),
    ]

    figure = _figure(tmp_path, claims, "depth")

    assert figure["first"] == "newer"
    assert "supported" in figure["rule"]


def test_of_equal_support_what_most_sources_give_is_first(tmp_path: Path) -> None:
    claims = [
        claim("one", "depth", value="14", as_of="2019"),
        claim("two", "depth", value="14", as_of="2020"),
        claim("alone", "depth", value="15", as_of="2025"),
    ]

    figure = _figure(tmp_path, claims, "depth")

    assert figure["first"] == "two"
    assert "most sources" in figure["rule"]


def test_rivals_are_newest_first_and_without_a_date_last(tmp_path: Path) -> None:
    dates = ["", "2019/2024", "2024-11-08", "201X", "../2020", "2024~", "2025-08/2025-09", "2024-11"]
    claims = [claim(f"C{number}", as_of=date) for number, date in enumerate(dates)]

    figure = _figure(tmp_path, claims, "length")

    assert [one["as_of"] for one in figure["claims"]] == [
        "2025-08/2025-09",
        "2024-11-08",
        "2024-11",
        "2019/2024",
        "2024~",
        "../2020",
        "201X",
        "",
    ]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("", "20XX"),
        ("20XX", "201X"),
        ("201X", "2010"),
        ("2010", "2010-01"),
        ("2010-01", "2010-01-01"),
        ("2010-01-31", "2010-02"),
        ("2010-12", "2010-21"),  # a season, named after the months
        ("2010-12-31", "2011~"),
        ("2009/2012", "2013?"),
        ("2013", "2010/2014"),
        ("../2014", "2015/.."),
        ("2004-XX", "2004-06-XX"),
    ],
)
def test_dates_sort_by_the_latest_they_name(earlier: str, later: str) -> None:
    assert as_of_key(earlier) < as_of_key(later)


def test_figures_stand_in_the_order_of_their_attributes(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, [claim("A"), claim("B", "depth"), claim("C", "colour_of_water")])

    view = describe(catalog, Selection(subject="harbour"))

    assert [one["attribute"] for one in view["figures"]] == ["depth", "length", "colour_of_water"]
    # An attribute that is not on record is shown all the same.
    assert view["figures"][-1]["label"] == "colour of water"


# ---- what belongs to one place ------------------------------------------------------------------


def test_a_claim_about_a_place_is_shown_at_that_place_only(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, [claim("all"), claim("one", place="harbour-one"), claim("two", place="harbour-two")])

    def shown(**chosen: str) -> set[str]:
        return {one["id"] for figure in describe(catalog, Selection(**chosen))["figures"] for one in figure["claims"]}

    assert shown(feature="harbour-one") == {"all", "one"}
    assert shown(feature="harbour-two") == {"all", "two"}
    assert shown(subject="harbour") == {"all"}


def test_a_fact_about_no_place_is_in_the_panel_and_on_no_feature(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, [], [fact("F1", ["policy"]), fact("F2", ["harbour"])])

    view = describe(catalog, Selection(fact="F1"))

    assert view["subject"]["id"] == "policy"
    assert view["feature"] is None
    assert [(one["id"], one["features"]) for one in view["facts"]] == [("F1", [])]


def test_the_themes_of_the_article_are_on_no_feature() -> None:
    for subject in CATALOG.records.subjects:
        if subject.startswith("policy-"):
            assert CATALOG.features_of([subject]) == ()


def test_a_feature_says_where_its_geometry_comes_from() -> None:
    for identifier in CATALOG.features:
        shown = describe(CATALOG, Selection(feature=identifier))["feature"]

        assert shown["source"]["title"]
        assert shown["licence"]
        assert shown["precision"]


def test_a_feature_without_a_subject_shows_itself(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, [claim("A")], lonely=True)

    view = describe(catalog, Selection(feature="lonely"))

    assert view["feature"]["name"] == "lonely"
    assert view["subject"] is None
    assert view["facts"] == view["figures"] == view["siblings"] == []


@pytest.mark.parametrize("name", ["feature", "subject", "fact"])
@pytest.mark.parametrize("value", ["", "nothing", "<b>", "\ud800"])
def test_a_choice_that_is_not_on_record_shows_nothing(name: str, value: str) -> None:
    view = describe(CATALOG, Selection(**{name: value}))

    assert view == describe(CATALOG, Selection())


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    catalog = hostile_catalog(tmp_path)

    view = describe(catalog, Selection(feature="harbour-one"))

    said = texts_of(view)
    assert view["feature"]["name"] == view["facts"][0]["statement"] == view["figures"][0]["claims"][0]["value"] == MARK
    assert all(text == MARK for text in said if "PROBE" in text and "://" not in text)
    assert not any(PRODUCT in text for text in said)


def _catalog(
    folder: Path, claims: list[dict[str, Any]], facts: Iterable[dict[str, Any]] = (), lonely: bool = False
) -> Catalog:
    features = [feature("harbour-one", subject="harbour"), feature("harbour-two", subject="harbour")]
    if lonely:
        features.append(feature("lonely"))
    return open_catalog(
        write_layers(folder / "layers", layer("harbour", features)), harbour_seeds(folder / "seeds", claims, facts)
    )


def _figure(folder: Path, claims: list[dict[str, Any]], attribute: str) -> dict[str, Any]:
    view = describe(_catalog(folder, claims), Selection(subject="harbour"))
    figure: dict[str, Any] = next(one for one in view["figures"] if one["attribute"] == attribute)
    return figure
