"""Dates as EDTF (ISO 8601-2, level 1) writes them: how exact a date is stays visible."""

from __future__ import annotations

import calendar
import re
from calendar import monthrange
from datetime import date

DATE_REMEDY = "For example 2023-10, 2019/2020, ../2020 or 2026-08~."
_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?(?:-([0-9]{2}))?([?~%]?)")
_OPEN = ("", "..")
_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?[?~%]?", re.ASCII)


def is_edtf(text: str) -> bool:
    """Whether the text is a date of EDTF level 1 (ISO 8601-2): date, season, unspecified digits, ``?~%``, interval.

    Left out, because no record needs them: times, years beyond four digits.
    """
    return bounds(text) is not None


def bounds(text: str) -> tuple[date | None, date | None] | None:
    """The first and the last day that an EDTF date may mean, ``None`` for an open end; ``None`` when it is no date."""
    if "/" not in text:
        return _bounds(text)
    start, _, end = text.partition("/")
    if "/" in end or (start in _OPEN and end in _OPEN):
        return None
    ends = [None if part in _OPEN else _bounds(part) for part in (start, end)]
    if any(bound is None and part not in _OPEN for part, bound in zip((start, end), ends, strict=True)):
        return None
    first, last = ends
    if first is not None and last is not None and first[0] > last[1]:
        return None
    return (first[0] if first else None), (last[1] if last else None)


def in_words(text: str) -> str:
    """An EDTF date as a reader writes it: 7 November 2024, 2019 to 2020, up to 2020, about August 2026."""
    if bounds(text) is None:
        return text or "undated"
    start, _, end = text.partition("/")
    if "/" not in text:
        return _in_words(text)
    if start in _OPEN:
        return f"up to {_in_words(end)}"
    return f"since {_in_words(start)}" if end in _OPEN else f"{_in_words(start)} to {_in_words(end)}"


def _in_words(text: str) -> str:
    match = _PLAIN.fullmatch(text)
    if match is None:
        return text
    year, month, day, doubt = match.groups()
    words = [str(int(day)) if day else "", calendar.month_name[int(month)] if month else "", year]
    date_words = " ".join(word for word in words if word)
    return {"": date_words, "?": f"{date_words}, uncertain"}.get(doubt, f"about {date_words}")


def _bounds(text: str) -> tuple[date, date] | None:
    """First and last day that a single EDTF date may mean, or ``None`` when it is not one."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year < 1 or ("X" in year and month is not None):
        return None
    if month is None or month == "XX":
        return (date(first_year, 1, 1), date(last_year, 12, 31)) if day in (None, "XX") else None
    if 21 <= int(month) <= 24 and day is None:  # seasons
        return date(first_year, 1, 1), date(last_year, 12, 31)
    try:
        if day is None or day == "XX":
            return date(first_year, int(month), 1), date(first_year, int(month), monthrange(first_year, int(month))[1])
        return date(first_year, int(month), int(day)), date(first_year, int(month), int(day))
    except ValueError:
        return None
