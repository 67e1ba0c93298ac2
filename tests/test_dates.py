"""Dates are read as EDTF, and relative ones are told from the article's own date, with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from cpec_map.edtf import is_edtf
from geo.reading.dates import find_dates

FRIDAY = date(2024, 11, 8)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on 7 November 2024", "2024-11-07"),
        ("August 14, 2025", "2025-08-14"),
        ("2025-03-01", "2025-03-01"),
        ("in May 2026", "2026-05"),
        ("by 2027", "2027"),
        ("talks on Thursday about", "2024-11-07"),
        ("on Friday", "2024-11-08"),
        ("last Friday", "2024-11-01"),
        ("by next Friday", "2024-11-15"),
        ("yesterday", "2024-11-07"),
        ("two days ago", "2024-11-06"),
        ("last week", "2024-10-28/2024-11-03"),
        ("until next month", "2024-12"),
        ("next year", "2025"),
        ("opened in June", "2024-06"),
        ("is expected to open in March", "2025-03"),
        ("March 3 was fine", "2024-03-03"),
        ("three years ago", "2021~"),
    ],
)
def test_a_date_is_read_as_edtf(text: str, edtf: str) -> None:
    (found,) = find_dates(text, FRIDAY)

    assert found.edtf == edtf
    assert is_edtf(edtf)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["the project may move", "May I ask", "Section 2024", "in 2019/20", "N-2024", ""])
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text, FRIDAY) == ()


def test_a_relative_date_says_from_what_it_was_counted() -> None:
    (found,) = find_dates("on Thursday", FRIDAY)

    assert "8 November 2024" in found.reason


def test_without_the_articles_date_a_relative_one_stays_open() -> None:
    (found,) = find_dates("on Thursday", None)

    assert found.edtf is None
    assert "not known" in found.reason
    assert find_dates("on 7 November 2024", None)[0].edtf == "2024-11-07"
