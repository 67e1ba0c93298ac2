"""What an article proposes before anyone has looked at it: places with candidates, and facts with their quotes.

A draft is data: it is written as JSON, reviewed by a person, and only what that person accepts becomes a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from cpec_map.record import Selector

SCHEMA = 1

NEW, SAME, RIVAL = "new", "same", "rival"


@dataclass(frozen=True)
class DraftArticle:
    """What is known of an article. ``published`` is an EDTF date or ``None``; ``sha256`` is of the normalised text."""

    id: str
    name: str
    title: str | None
    publisher: str | None
    address: str | None
    published: str | None
    published_why: str | None
    language: str | None
    sha256: str
    characters: int
    paragraphs: int


@dataclass(frozen=True)
class DraftCandidate:
    """One place that a name may mean. ``lon``, ``lat`` in degrees (WGS 84), ``None`` for what lies nowhere.

    ``gazetteer`` is the id of the corridor's gazetteer, ``feature`` a drawn feature, ``subject`` what facts about it
    are kept under (a subject or a project); each ``None`` where there is none yet.
    """

    id: str
    name: str
    kind: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    country: str | None
    score: float
    reason: str
    origin: str
    gazetteer: str | None
    feature: str | None
    subject: str | None


@dataclass(frozen=True)
class DraftMention:
    """One name in the text: characters ``start`` to ``end`` (exclusive), ``kind`` place, project or actor, and why.

    ``chosen`` is the index of the candidate that is proposed, ``None`` for "none of these" and for actors.
    """

    id: str
    paragraph: int
    start: int
    end: int
    text: str
    kind: str
    reason: str
    chosen: int | None
    candidates: tuple[DraftCandidate, ...]


@dataclass(frozen=True)
class DraftAmount:
    """A quantity in the text. ``value`` and ``unit`` as records keep them (``cpec_map.record.UNITS``).

    ``attribute`` is the id of the attribute it is thought to be a value of, ``None`` when nothing says which.
    """

    text: str
    start: int
    end: int
    value: str
    unit: str
    attribute: str | None


@dataclass(frozen=True)
class DraftDate:
    """A date in the text as EDTF, and how it was found ("Thursday before the article's date, 8 November 2024")."""

    text: str
    start: int
    end: int
    edtf: str
    reason: str


@dataclass(frozen=True)
class Known:
    """A record that says something about the same thing: its kind (``fact`` or ``claim``), id, and what it says."""

    record: str
    id: str
    says: str


@dataclass(frozen=True)
class DraftMatch:
    """Whether a draft is ``new``, the ``same`` as records, or their ``rival``, and why that is thought."""

    state: str
    known: tuple[Known, ...]
    reason: str


@dataclass(frozen=True)
class DraftFact:
    """One thing that an article seems to say. ``statement`` is made from the parts below, never from the sentence.

    ``start`` and ``end`` are the sentence's. ``subjects`` are ids of subjects or projects; ``places`` and ``actors``
    names; ``mentions`` ids of the draft's mentions in the sentence.
    """

    id: str
    paragraph: int
    start: int
    end: int
    selector: Selector
    statement: str
    kind: str
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]
    mentions: tuple[str, ...]
    amounts: tuple[DraftAmount, ...]
    dates: tuple[DraftDate, ...]
    confidence: str
    inferred: str
    match: DraftMatch


@dataclass(frozen=True)
class Draft:
    """An article as it was read. ``text`` is in its normalised form and stays on this machine."""

    article: DraftArticle
    text: str
    mentions: tuple[DraftMention, ...]
    facts: tuple[DraftFact, ...]
    notes: tuple[str, ...] = ()


def format_draft(draft: Draft) -> str:
    """The draft as one line of JSON with a newline at its end; the same draft gives the same bytes."""
    # Thousands are written in a run: orjson takes a tenth of the time, and knows dataclasses.
    return orjson.dumps({"schema": SCHEMA, **vars(draft)}, option=orjson.OPT_APPEND_NEWLINE).decode()


def draft_data(draft: Draft) -> dict[str, Any]:
    """The draft as plain data, as :func:`format_draft` writes it."""
    data: dict[str, Any] = orjson.loads(format_draft(draft))
    return data


def parse_draft(data: Mapping[str, Any]) -> Draft:
    """The draft that plain data describes. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for other data."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"schema is {data.get('schema')!r}, not {SCHEMA}")
    return Draft(
        DraftArticle(**data["article"]),
        data["text"],
        tuple(_mention(one) for one in data["mentions"]),
        tuple(_fact(one) for one in data["facts"]),
        tuple(data["notes"]),
    )


def _mention(data: Mapping[str, Any]) -> DraftMention:
    return DraftMention(**{**data, "candidates": tuple(DraftCandidate(**one) for one in data["candidates"])})


def _fact(data: Mapping[str, Any]) -> DraftFact:
    match = data["match"]
    known = tuple(Known(**one) for one in match["known"])
    parts = {
        "selector": Selector(**data["selector"]),
        "amounts": tuple(DraftAmount(**one) for one in data["amounts"]),
        "dates": tuple(DraftDate(**one) for one in data["dates"]),
        "match": DraftMatch(match["state"], known, match["reason"]),
        **{name: tuple(data[name]) for name in ("subjects", "places", "actors", "mentions")},
    }
    return DraftFact(**{**data, **parts})
