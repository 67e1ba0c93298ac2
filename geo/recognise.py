"""Where a text names places, projects and actors.

Text is data: it is split into words and compared with names; nothing of it is executed, fetched or used as a pattern.
Time grows with the length of the text and not with its content (Aho and Corasick, 1975).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cpec_map.gazetteer import fold_words
from geo.toponyms import Lexicon, Referent

PLACE, PROJECT, ACTOR = "place", "project", "actor"

_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_COMMON, _FORENAMES, _TITLES, _KINDS, _OPENERS = (
    frozenset(_LISTS[name].split()) for name in ("common", "forenames", "titles", "kinds", "openers")
)


@dataclass(frozen=True)
class Mention:
    """One name in a text: characters ``start`` to ``end`` (exclusive) of it, what it is, and why that is thought.

    ``referents`` are what the name may mean, unranked. ``offset`` is a distance in km and a bearing in degrees
    (clockwise from north) for a place that is given relative to the named one.
    """

    start: int
    end: int
    text: str
    kind: str
    reason: str
    referents: tuple[Referent, ...] = ()
    offset: tuple[float, float] | None = None


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    folded: str
    breaks: bool  # whether a full stop, comma or the like stands before it

    @property
    def named(self) -> bool:
        """Whether it is written as a name: with a capital, or in a script that has none."""
        return not self.text[0].islower()


def find_mentions(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every place, project and actor a text names, in its order, none overlapping another."""
    words = _words(text)
    actors = list(_actors(text))
    taken = _Spans((one.start, one.end) for one in actors)
    lower = {word.folded for word in words if not word.named}
    found: list[Mention] = []
    for first, last, name in _longest(words, lexicon):
        start, end = words[first].start, words[last].end
        referents = lexicon.referents(name)
        if taken.touches(start, end) or not _is_name(words, first, last, name, referents, lower):
            continue
        found.append(_mention(text, words, first, last, referents))
    found.extend(_signs(text, lexicon))
    return tuple(sorted((*actors, *_relative(text, found)), key=lambda one: one.start))


# ---- words --------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u064b-\u065f]+[^\W_]*)*")
_BREAK = re.compile(r"[.,;:!?\n\u06d4\u060c()“”\"]")


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        folded = "".join(fold_words(match.group())) or "?"
        between = text[end : match.start()]
        # "Main Line-1 (ML-1)" is one name: a bracket parts nothing when the name goes on in it.
        breaks = bool(_BREAK.search(between.replace("(", "").replace(")", "")))
        words.append(_Word(match.start(), match.end(), match.group(), folded, breaks))
        end = match.end()
    return words


def _longest(words: Sequence[_Word], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """First word, last word and name of every match that no longer one covers, from left to right."""
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for word in words:
        piece = (" |" if word.breaks else "") + " " + word.folded
        starts.append(length + len(piece) - len(word.folded))
        pieces.append(piece)
        length += len(piece)
    best: dict[int, tuple[int, str]] = {}
    for at, name in lexicon.words.iter("".join(pieces) + " "):
        # The match ends with the space after its last word.
        first = bisect_left(starts, at - len(name))
        last = bisect_right(starts, at - 1) - 1
        if first not in best or last > best[first][0]:
            best[first] = (last, name)
    after = -1
    for first in sorted(best):
        last, name = best[first]
        if first > after and words[first].named:
            yield first, last, name
            after = last


def _signs(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Names in scripts that write no spaces: the longest from left to right."""
    best: dict[int, tuple[int, str]] = {}
    for last, name in lexicon.signs.iter(text):
        first = last + 1 - len(name.replace(" ", ""))
        if first not in best or last > best[first][0]:
            best[first] = (last, name)
    after = -1
    for first in sorted(best):
        last, name = best[first]
        if first > after:
            referents = lexicon.referents(name)
            kind = PROJECT if _is_project(referents) else PLACE
            yield Mention(first, last + 1, text[first : last + 1], kind, "is a name of it in Chinese", referents)
            after = last


# ---- what is a name and what is only spelled like one -------------------------------------------


def _is_name(
    words: Sequence[_Word], first: int, last: int, name: str, referents: Sequence[Referent], lower: set[str]
) -> bool:
    ours = any(one.origin != "geonames" for one in referents)
    if first == last and not ours:
        if name in _COMMON or name in _FORENAMES or name in _TITLES or name in lower:
            return False
        known = any(one.kind == "country" or one.population >= 100_000 for one in referents)
        if not known and not any(one.country in ("PK", "CN", "AF", "IN", "IR") for one in referents):
            return False
    if first == last and name in lower and name in _COMMON:
        return False
    if any(word.text[0].islower() and word.folded not in ("of", "the", "and", "e", "de", "al", "section", "line",
           "railway", "highway", "realignment", "track", "its", "transmission", "power", "station", "wind", "farm",
           "upgrade") for word in words[first : last + 1]):  # fmt: skip
        return False
    if any(one.kind in ("project", "country", "region", "sea") and one.origin != "geonames" for one in referents):
        return True
    before = words[first - 1] if first and not words[first].breaks else None
    after = words[last + 1] if last + 1 < len(words) and not words[last + 1].breaks else None
    if before is not None and (before.folded in _TITLES or before.folded in _FORENAMES) and before.named:
        return False
    # "Karachi Stock Exchange" and "Quetta Gladiators" are organisations; "Karachi Port" is at Karachi.
    if after is not None and after.text[0].isupper() and after.folded not in _KINDS | _OPENERS:
        joined = after.start - words[last].end == 1
        if joined and not after.text.isdigit() and not _is_acronym(after.text):
            return False
    return not (
        before is not None
        and before.text[0].isupper()
        and words[first].start - before.end == 1
        and before.folded not in _OPENERS | _KINDS
        and not ours
    )


def _is_project(referents: Sequence[Referent]) -> bool:
    """Whether it names a project, also when the place of the project has the same name ("Gwadar Free Zone")."""
    return any(one.kind == "project" and one.origin == "toponyms" for one in referents) or all(
        one.kind == "project" for one in referents
    )


def _is_acronym(text: str) -> bool:
    return text.isupper() and len(text) > 1


# ---- actors -------------------------------------------------------------------------------------

_CAPITAL = r"[A-Z][\w’'-]*"
_TITLE = (
    r"(?:(?:Prime|Planning|Foreign|Interior|Finance|Railways?|Chief|Federal|Vice|Deputy|Chinese|Pakistani)\s+)*"
    r"(?:Ambassador|Minister|President|Premier|Senator|Chairman|Chairwoman|Secretary|General|Governor|Mayor|Justice|"
    r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?)"
)
_PERSON = re.compile(rf"\b{_TITLE}\s+(?!for\b|of\b)({_CAPITAL}(?:\s+(?:ul-|al-|bin\s+)?{_CAPITAL}){{0,3}})")
_BODY = (
    "Department|Commission|Ministry|Bank|Authority|Company|Corporation|Committee|Council|Agency|Association|"
    "University|Institute|Exchange|Court|Police|Board|Chamber|Group|Party|Army|Navy|Assembly|Gladiators|Zalmi|Kings"
)
_ORGANISATION = re.compile(rf"\b(?:{_CAPITAL}\s+(?:(?:and|of|for)\s+)?){{1,6}}?(?:{_BODY})\b(?:\s+\([A-Z]{{2,8}}\))?")
_MINISTRY = re.compile(rf"\bMinistry\s+of\s+{_CAPITAL}(?:\s+(?:and\s+)?{_CAPITAL}){{0,4}}")
_LEADING = re.compile(r"^(?:The|In|At|A|An|According|But|And|To|From|On|When|After|For|By|While)\s+")


def _actors(text: str) -> Iterator[Mention]:
    spans: list[tuple[int, int, str]] = []
    for match in _PERSON.finditer(text):
        spans.append((*match.span(1), "follows a title"))
    people = {word for start, end, _ in spans for word in text[start:end].split() if len(word) > 3}
    for match in (*_MINISTRY.finditer(text), *_ORGANISATION.finditer(text)):
        lead = _LEADING.match(match.group())
        spans.append((match.start() + (lead.end() if lead else 0), match.end(), "is named like an organisation"))
    if people:
        again = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(people))) + r")\b")
        spans.extend((*match.span(), "is a person named elsewhere in the text") for match in again.finditer(text))
    after = -1
    for start, end, reason in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= after:
            yield Mention(start, end, text[start:end], ACTOR, reason)
            after = end


class _Spans:
    """Stretches of a text that something already holds."""

    def __init__(self, spans: Iterator[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def touches(self, start: int, end: int) -> bool:
        """Whether any of them shares a character with this stretch."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and self._spans[index][1] > start


_ACTS = (
    "voiced|voice|said|says|told|tells|urged|urges|agreed|agrees|demanded|demands|wants|wanted|warned|warns|announced|"
    "announces|asked|asks|insisted|insists|rejected|rejects|denied|denies|expressed|expresses|indicated|indicates|"
    "pledged|pledges|called|calls|engaged|discussed|signed|signs|assured|hopes|hoped|seeks|sought|vowed|believes|"
    "complained|protested|welcomed|welcomes|offered|offers|refused|refuses|approved|decided|financed|finances|"
    "invested|lobbied|replied|promised|promises|remains committed|is considering|considers|plans to|intends|expects"
)
_ACTING = re.compile(
    rf"\s+(?:(?:and|,)\s+[A-Z]\w+\s+)?(?:(?:has|have|had|will|would|also|to|again|now|itself)\s+){{0,3}}(?:{_ACTS})\b"
)
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|across|from|to|through|via|into|around|outside|inside|towards?|beyond|along|of|off|on|over)"
    r"\s+(?:the\s+)?(?:[A-Z]\w+\s+(?:and|or)\s+)?$"
)
_OWNS = re.compile(r"[’']s?\s+\w+")


def _mention(text: str, words: Sequence[_Word], first: int, last: int, referents: tuple[Referent, ...]) -> Mention:
    start, end = words[first].start, words[last].end
    name = text[start:end]
    if _is_project(referents):
        return Mention(start, end, name, PROJECT, "is a name of a project", referents)
    acts = _ACTING.match(text, end)
    placed = _LOCATIVE.search(text, max(0, start - 40), start)
    town = any(one.kind in ("country", "city") for one in referents)
    if town and acts and not placed:
        return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
    nation = any(one.kind == "country" for one in referents)
    if nation and not placed:
        return Mention(start, end, name, ACTOR, "is a state, and nothing says that something is there", referents)
    if nation and _OWNS.match(text, end):
        return Mention(start, end, name, ACTOR, "is a state, and something is its own", referents)
    return Mention(start, end, name, PLACE, "is a name of it", referents)


# ---- places relative to others ------------------------------------------------------------------

_BEARINGS = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
_RELATIVE = re.compile(
    r"(\d{1,4}(?:\.\d{1,2})?)\s*-?\s*(km|kilomet(?:re|er)s?|miles?)\s+(?:to\s+the\s+)?"
    r"((?:north|south)(?:[\s-]?(?:east|west))?|east|west)\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _relative(text: str, found: Sequence[Mention]) -> Iterator[Mention]:
    for one in found:
        match = _RELATIVE.search(text, max(0, one.start - 60), one.start)
        if match is None or one.kind != PLACE:
            yield one
            continue
        km = float(match[1]) * (1.609344 if match[2].lower().startswith("mile") else 1.0)
        bearing = _BEARINGS[re.sub(r"[\s-]", "", match[3].lower())]
        whole = text[match.start() : one.end]
        reason = f"lies {km:g} km {match[3]} of {one.text}"
        yield Mention(match.start(), one.end, whole, PLACE, reason, one.referents, (km, bearing))
