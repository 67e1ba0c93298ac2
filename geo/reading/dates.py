"""Which dates a text states, as EDTF, with relative ones resolved against the article's own date and the reason."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import dateparser


@dataclass(frozen=True)
class Stated:
    """A date in a text: characters ``start`` to ``end`` (exclusive), EDTF, and how it was found.

    ``edtf`` is ``None`` for a relative date of an article whose own date is not known.
    """

    start: int
    end: int
    text: str
    edtf: str | None
    reason: str


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten)"
# Dates that begin with a digit or a capital, each tried only at one, and those in other words.
_DATE = re.compile(
    rf"""\b(?=[\dJFMASONDTW])(?:
      (?P<day>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)\d{{2}}
        |{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}
        |(?:19|20)\d{{2}}-\d{{2}}-\d{{2}})
     |(?P<month>{_MONTH},?\s+(?:of\s+)?(?:19|20)\d{{2}})
     |(?P<yearless>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d))
     |(?P<weekday>{_WEEKDAY})
     |(?P<bare>{_MONTH}(?!\s+\d))
     |(?P<year>(?:19|20)\d{{2}})
    )(?![\w/-])""",
    re.VERBOSE,
)
_WORDS = re.compile(
    rf"""\b(?=[ytlna-fos\d])(?:
      (?P<named>yesterday|today|tomorrow|(?:last|this|next)\s+(?:week|month|year))
     |(?P<ago>{_COUNT}\s+(?:days?|weeks?|months?|years?)\s+(?:ago|earlier))
    )(?![\w/-])""",
    re.VERBOSE,
)
# What must stand before a month or a year alone, which otherwise may be a name ("May", "Section 2024").
_LEADS = {
    "bare": re.compile(r"\b(?:in|since|until|till|by|from|during|last|next|this|of)\s+(?:early\s+|late\s+|mid-)?$"),
    "year": re.compile(r"\b(?:(?:in|since|until|till|by|from|during|of|for|to|and|early|late)\s+|mid-)$"),
}
_BESIDE = re.compile(r"\b(?:last|next|this)\s+$")
# A date that one of these leads is still to come, seen from the article.
_AHEAD = re.compile(
    r"(?:\b(?:by|until|till|next|from)\s+(?:the\s+)?|"
    r"\b(?:due|expected|scheduled|planned|will|would|going)\b(?:\s+\w+){0,7}\s+)$"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def find_dates(text: str, published: date | None) -> tuple[Stated, ...]:
    """Every date that a text states, in its order. ``published`` is the article's own date."""
    found = [*_DATE.finditer(text), *_WORDS.finditer(text)]
    found.sort(key=re.Match.start)
    return tuple(one for match in found if (one := _stated(match, published)) is not None)


def _stated(match: re.Match[str], published: date | None) -> Stated | None:
    kind, text = match.lastgroup or "", match.string
    start = match.start()
    if kind in _LEADS and _LEADS[kind].search(text, max(0, start - 20), start) is None:
        return None
    if kind in ("weekday", "bare"):
        beside = _BESIDE.search(text, max(0, start - 8), start)
        start = beside.start() if beside is not None else start
    words = text[start : match.end()]
    ahead = bool(_AHEAD.search(text, max(0, start - 60), start))
    if kind in ("day", "month", "year"):
        edtf, reason = _absolute(words, kind), "as written"
    elif published is None:
        edtf, reason = None, f"“{words}” is relative, and the article's own date is not known"
    else:
        edtf, reason = _relative(words, kind, published, ahead)
    return Stated(start, match.end(), words, edtf, reason)


_PIECE = re.compile(r"[A-Za-z]+|\d+")
_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if number}


def _absolute(words: str, kind: str) -> str | None:
    """A date that has its year: nothing in it needs guessing. ``None`` for a day that no month has."""
    pieces = _PIECE.findall(words)
    if kind == "year":
        return str(pieces[-1])
    if pieces[0].isdigit() and len(pieces[0]) == 4:
        year, month, day = (int(piece) for piece in pieces)
    else:
        year = int(pieces[-1])
        month = next(_MONTHS[piece[:3].lower()] for piece in pieces if piece[:3].lower() in _MONTHS)
        day = next((int(piece) for piece in pieces[:-1] if piece.isdigit()), 1)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if kind == "day" else f"{found:%Y-%m}"


def _relative(words: str, kind: str, published: date, ahead: bool) -> tuple[str | None, str]:
    side = "future" if ahead else "past"
    after = f"the article's date, {published.day} {published:%B %Y}"
    lower = words.lower()
    if kind == "weekday":
        return _weekday(lower, published, ahead, after)
    if kind == "named" and lower not in ("yesterday", "today", "tomorrow"):
        return _span(lower, published), f"the {lower.split()[1]} {_ORDER[lower.split()[0]]} {after}"
    if kind == "bare":
        month = lower.removeprefix("last ").removeprefix("next ").removeprefix("this ")
        found = _parse(month, published, side)
        nearest = "next" if ahead else "last"
        return (f"{found:%Y-%m}" if found else None), f"the {nearest} {words.split()[-1]} seen from {after}"
    found = _parse(lower.replace("earlier", "ago"), published, side)
    unit = re.search(r"(week|month|year)s?\s+(?:ago|earlier)$", lower)
    if found is None:
        return None, f"“{words}” could not be read as a date"
    if unit:
        return (f"{found:%Y}~" if unit[1] == "year" else f"{found:%Y-%m}~"), f"counted back from {after}"
    return found.isoformat(), f"counted from {after}"


_ORDER = {"last": "before that of", "this": "of", "next": "after that of"}


def _weekday(words: str, published: date, ahead: bool, after: str) -> tuple[str, str]:
    day = _WEEKDAYS.index(words.split()[-1])
    if ahead or words.startswith("next"):
        found = published + timedelta(days=(day - published.weekday() - 1) % 7 + 1)
        return found.isoformat(), f"the next {words.split()[-1].title()} after {after}"
    back = (published.weekday() - day) % 7
    found = published - timedelta(days=back or (7 if words.startswith("last") else 0))
    return found.isoformat(), f"the last {words.split()[-1].title()} up to {after}"


def _span(words: str, published: date) -> str:
    """A week, month or year beside the article's, as EDTF; a week is an interval from Monday to Sunday."""
    order, unit = words.split()
    step = {"last": -1, "this": 0, "next": 1}[order]
    if unit == "year":
        return str(published.year + step)
    if unit == "month":
        months = published.year * 12 + published.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    monday = published - timedelta(days=published.weekday() - 7 * step)
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


@lru_cache(maxsize=20_000)
def _parse(words: str, base: date, side: str) -> date | None:
    settings: dict[str, Any] = {
        "PREFER_DATES_FROM": side,
        "PREFER_DAY_OF_MONTH": "first",
        "RELATIVE_BASE": datetime.combine(base, time()),
    }
    found = dateparser.parse(words, languages=["en"], settings=settings)
    return None if found is None else found.date()
