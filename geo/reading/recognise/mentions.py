"""What recognising works on and gives: the words of a text, stretches of it, and the names mentioned there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from cpec_map.gazetteer import fold_words
from geo.reading.recognise.words import NEVER
from geo.reading.toponyms import Referent

PLACE, PROJECT, ACTOR = "place", "project", "actor"
# Names of at least this many people are known well enough to stand alone, wherever they are.
WELL_KNOWN = 100_000
# A pronoun, unless it is in capitals among words that are not.
US = "US"


class Mention(NamedTuple):
    """One name in a text: characters ``start`` to ``end`` (exclusive) of it, what it is, and why that is thought.

    ``referents`` are what the name may mean, unranked. ``offset`` is a distance in km and a bearing in degrees
    (clockwise from north, ``None`` when only the distance is given) for a place given relative to the named one.
    """

    start: int
    end: int
    text: str
    kind: str
    reason: str
    referents: tuple[Referent, ...] = ()
    offset: tuple[float, float | None] | None = None


class Word(NamedTuple):  # of which an article has hundreds: a tuple is made in a third of a dataclass's time
    start: int
    end: int
    text: str
    folded: str
    breaks: bool  # whether a full stop, comma or the like stands before it
    joined: bool  # whether only a space parts it from the word before
    named: bool  # whether it is written as a name: with a capital, or in a script that has none
    capital: bool  # whether it has a capital and may be part of a longer name


# An apostrophe inside belongs to the word (Xi’an), the one of a possessive does not.
# Chinese signs are no part of it: "的ML-1".
_LETTER = r"[^\W_\u3400-\u9fff]"
_WORD = re.compile(
    rf"(?:[A-Z]\.){{2,}}|{_LETTER}+(?:[\u0300-\u036f\u064b-\u065f\u0670]+{_LETTER}*|[’'](?!s\b){_LETTER}+)*"
)
_BREAK = re.compile(r"[.,;:!?\n\u06d4\u060c()“”\"]")


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    return "".join(fold_words(word)) or "?"


@lru_cache(maxsize=200_000)
def _shape(word: str) -> tuple[str, bool, bool]:
    """A word folded, whether it is written as a name, and whether it has a capital and may be part of a longer one."""
    folded = fold_word(word)
    if word[0].islower():
        return folded, False, False
    whole = word.isalpha() or _APOSTROPHE.fullmatch(word) is not None
    return folded, True, word[0].isupper() and (folded not in NEVER or word == US) and whole


@lru_cache(maxsize=10_000)
def _breaks(gap: str) -> bool:
    """Whether what stands between two words parts them.

    "Main Line-1 (ML-1)" is one name: a bracket parts nothing when the name goes on in it.
    """
    return _BREAK.search(gap.replace("(", "").replace(")", "")) is not None


def split_words(text: str) -> list[Word]:
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        start, last = match.span()
        word = match.group()
        folded, named, capital = _shape(word)
        joined = start - end == 1 and text[end] == " "
        breaks = not joined and _breaks(text[end:start])
        words.append(Word(start, last, word, folded, breaks, joined, named, capital))
        end = last
    return words


_APOSTROPHE = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)+")


def of_kind(referents: Sequence[Referent], kind: str | None) -> tuple[Referent, ...]:
    """Referents for a longer name of this kind: those of the kind, or all, and then only about there."""
    same = tuple(one for one in referents if one.kind == kind)
    if same:
        return same
    if kind == "project":  # it stands at the town rather than in the middle of the district
        return tuple(one for one in referents if one.kind != "district") or tuple(referents)
    far = {"district": 40_000.0, "river": 150_000.0, "valley": 40_000.0, "division": 100_000.0}.get(
        kind or "", 10_000.0
    )
    return tuple(
        one if one.kind in (kind, "region", "country") else replace(one, accuracy_m=max(one.accuracy_m or 0.0, far))
        for one in referents
    )


def is_project(referents: Sequence[Referent]) -> bool:
    """Whether it names a project, also when the place of the project has the same name ("Gwadar Free Zone")."""
    return any(one.kind == "project" and one.origin == "toponyms" for one in referents) or (
        bool(referents) and all(one.kind == "project" for one in referents)
    )


class Spans:
    """Stretches of a text that something already holds."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def covers(self, start: int, end: int) -> bool:
        """Whether one of them holds all of this stretch."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and self._spans[index][1] >= end

    def touches(self, start: int, end: int) -> bool:
        """Whether any of them shares a character with this stretch."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and self._spans[index][1] > start
