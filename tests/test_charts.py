"""Charts: well-formed pictures that say what they were given, load nothing, and take no text for anything else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from cpec_map.charts import (
    SECTOR_COLOURS,
    STATUS_COLOURS,
    Bar,
    Published,
    count_chart,
    draw_counts,
    draw_rivals,
    rivals_chart,
    year_chart,
)
from cpec_map.project import SECTORS, STATUSES
from tests.samples import MARK, PRODUCT, published

POINTS = [
    Published(9.2, "June 2020", "International Railway Journal", chosen=False),
    Published(6.678, "October 2023", "Dawn", chosen=True),
]


def _texts(picture: bytes) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(picture).iter() if one.tag.endswith("text")]


def test_rivals_are_named_with_date_and_publisher_in_the_order_given() -> None:
    said = _texts(rivals_chart(POINTS, "Cost of the whole ML-1", "USD billion", dark=False))

    assert {"June 2020 · International Railway Journal", "October 2023 · Dawn", "9.2", "6.678"} <= set(said)
    assert "Cost of the whole ML-1" in said
    assert "USD billion (axis does not start at 0)" in said


def test_an_axis_that_starts_at_zero_does_not_say_otherwise() -> None:
    points = [Published(1, "2020", "A", chosen=True), Published(9, "2021", "B", chosen=False)]

    assert "km" in _texts(rivals_chart(points, "Length", "km", dark=True))


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_shown_as_it_is_and_nothing_is_fetched_or_run(dark: bool) -> None:
    hostile = f"{MARK} </text><script>1</script> javascript:1 https://example.org/x.png"
    points = [Published(one, hostile, hostile, chosen=False) for one in (1.0, 2.0)]
    pictures = [
        rivals_chart(points, hostile, hostile, dark),
        count_chart([Bar(hostile, 3, "#112233")], hostile, dark),
    ]

    for picture in pictures:
        text = picture.decode()
        ElementTree.fromstring(picture)
        assert "<script" not in text and "href" not in text and "<image" not in text
        assert PRODUCT not in text
        assert re.findall(r"https?://[^\s\"<]*", text.replace("https://example.org", ""))[0].startswith("http://www.w3")
    assert any("PROBE-<b>{{ 1234*5678" in one for one in _texts(pictures[0]))


def test_the_same_figures_make_the_same_picture() -> None:
    assert rivals_chart(POINTS, "A", "b", dark=False) == rivals_chart(POINTS, "A", "b", dark=False)


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one figure"):
        rivals_chart([], "A", "b", dark=False)
    with pytest.raises(ValueError, match="at least one bar"):
        count_chart([], "A", dark=False)
    with pytest.raises(ValueError, match="at least one column"):
        year_chart([], "A", dark=False)


@pytest.mark.parametrize(
    ("kind", "values", "shown"),
    [
        ("sector", "energy:26,road:19", {"Energy", "26", "Road", "19"}),
        ("status", "under-construction:28", {"Under construction", "28"}),
        ("year", "2019.operational:3,2020.unknown:4", {"2019", "2020", "operational", "unknown"}),
    ],
)
def test_counts_become_charts(kind: str, values: str, shown: set[str]) -> None:
    picture = draw_counts(kind, values, dark=False)

    assert picture is not None
    assert shown <= set(_texts(picture))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("sector", ""),
        ("sector", "magic:3"),
        ("sector", "energy:-3"),
        ("sector", "energy:9999999"),
        ("year", "20.operational:3"),
        ("year", "2019.finished:3"),
        ("weather", "energy:3"),
    ],
)
def test_what_is_no_count_of_ours_makes_no_chart(kind: str, values: str) -> None:
    assert draw_counts(kind, values, dark=False) is None


def test_the_cost_of_ml_1_is_one_picture_with_every_source_on_it() -> None:
    catalog = published()
    claims = [one for one in catalog.records.claims if one.attribute == "ml1_cost" and one.unit == "USD billion"]

    picture = draw_rivals(catalog, "ml1-karachi-hyderabad", "ml1_cost", "USD billion", dark=False)

    said = _texts(picture or b"")
    for one in claims:
        assert any((catalog.records.sources[one.source].publisher or "") in text for text in said)
        assert f"{float(one.value):g}" in said


def test_one_figure_or_none_makes_no_chart_of_rivals() -> None:
    assert draw_rivals(published(), "ml1-karachi-hyderabad", "nothing", "km", dark=False) is None
    assert draw_rivals(published(), "gwadar-port", "depth", "furlong", dark=False) is None


def test_colours_cover_every_sector_and_status() -> None:
    assert set(SECTOR_COLOURS) == set(SECTORS)
    assert set(STATUS_COLOURS) == {*STATUSES, "unknown"}
