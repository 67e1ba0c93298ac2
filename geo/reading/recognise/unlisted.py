"""Names that no list has: persons by their titles, bodies by their words, places by where they stand."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, WELL_KNOWN, Mention, Spans, Word, fold_word
from geo.reading.recognise.words import (
    BODIES,
    COMMON,
    FORENAMES,
    KINDS,
    LEADING,
    NEVER,
    OPENERS,
    PLACE_ENDS,
    PLACE_HEADS,
    PROJECT_ENDS,
    PROJECTS,
    SHORT,
    TITLES,
    WHOLE,
    word_list,
)
from geo.reading.toponyms import Lexicon

_CAPITAL = r"[A-Z][\w’'-]*"
_TITLE = (
    r"(?=[A-Z])(?:(?:Prime|Planning|Foreign|Interior|Finance|Railways?|Chief|Federal|Vice|Deputy|Chinese|Pakistani)\s+)*"
    r"(?:Ambassador|Minister|President|Premier|Senator|Chairman|Chairwoman|Secretary|General|Governor|Mayor|Justice|"
    r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|Captain|Colonel|Engineer|Commissioner|Inspector|Superintendent)"
)
_PERSON = re.compile(rf"\b{_TITLE}\s+(?!for\b|of\b|House\b)({_CAPITAL}(?:\s+(?:ul-|al-|bin\s+)?{_CAPITAL}){{0,3}})")
_BODY = "|".join(sorted((one.title() for one in BODIES), key=len, reverse=True))
_ORGANISATION = re.compile(
    rf"\b(?:{_CAPITAL}\s+(?:(?:and|of|for)\s+(?={_CAPITAL}))?){{1,6}}?(?:{_BODY})\b(?:\s+(?:{_BODY})\b){{0,2}}"
    r"(?:\s+\([A-Z]{2,8}\))?"
)
_HEADED = re.compile(
    rf"\b(?=[A-Z])(?:[A-Z][\w-]+\s+){{0,3}}(?:{_BODY}|Survey|Times|Press|Government|Chambers|Guild)\s+(?:of|for)\s+(?:the\s+)?"
    rf"{_CAPITAL}(?:\s+(?:and\s+|of\s+)?{_CAPITAL}){{0,6}}"
)
_OWNED = re.compile(r"^([A-Z][\w-]+)[’']s?\s+")


def titled_actors(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Persons by their titles and organisations by their words."""
    spans: list[tuple[int, int, str]] = []
    for match in _PERSON.finditer(text):
        start, end = match.span(1)
        post = _post_before(match[1], lexicon) if "Commissioner" in match[0] else 0
        spans.append((start + post, end, "follows a title"))
    for match in (*_HEADED.finditer(text), *_ORGANISATION.finditer(text)):
        lead = LEADING.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        owned = _OWNED.match(text[start : match.end()])
        if owned is not None and not any(one.kind == "country" for one in lexicon.referents(fold_word(owned[1]))):
            start += owned.end()  # "Peshawar’s Teaching Hospital": the city, and what it has
        start += _city_before(text[start : match.end()], lexicon)
        name = text[start : match.end()]
        office = _OFFICE_BEHIND.match(text, match.end()) is not None  # "Punjab Industries Minister"
        if fold_word(name.split()[0]) not in NEVER and not office and not _is_division(name, lexicon):
            spans.append((start, match.end(), "is named like an organisation"))
    after = -1
    for start, end, reason in sorted(spans, key=lambda span: (span[0], -span[1])):
        # One word alone is an organisation's only as part of a longer name.
        if start >= after and (" " in text[start:end] or reason == "follows a title"):
            yield Mention(start, end, text[start:end], ACTOR, reason)
            after = end


_OFFICE_BEHIND = re.compile(r"\s+(?:Minister|Secretary|Commissioner|Adviser)\b")


def _post_before(name: str, lexicon: Lexicon) -> int:
    """How many characters before a person's name are where the office is: "Deputy Commissioner Hunza Noor Alam"."""
    words = name.split()
    for count in (2, 1):
        where = " ".join(map(fold_word, words[:count]))
        if len(words) > count + 1 and any(one.listed and one.country == "PK" for one in lexicon.referents(where)):
            return len(" ".join(words[:count])) + 1
    return 0


def _city_before(name: str, lexicon: Lexicon) -> int:
    """How many characters of an organisation's name are a city before it: "Heidelberg and Quaid-i-Azam University"."""
    if " and " not in name:
        return 0
    first, _, rest = name.partition(" and ")
    city = any(one.population >= WELL_KNOWN for one in lexicon.referents(fold_word(first)))
    return len(first) + len(" and ") if " " not in first and city and " " in rest else 0


def _is_division(name: str, lexicon: Lexicon) -> bool:
    """Whether it is an area of Pakistan that several districts make up: "Bahawalpur Division"."""
    town = name.removesuffix(" Division")
    if town == name:
        return False
    return any(one.country == "PK" for one in lexicon.referents(" ".join(map(fold_word, town.split()))))


# Only what stands somewhere follows these: a name on no list is a place then.
_AT = re.compile(
    r"(?:\b(?i:in|at|near|off|outside|around|between|above|beyond|reached|towards?|from|to)|"
    r"\b(?:town|village|port|valley|district|city|hamlet|harbour|harbor|bazaar|settlement)\s+of)\s+$"
)
UNKNOWN = "stands where a place does, and no gazetteer at hand knows it"
_STANDS = re.compile(
    r"\b(?:(?:at|near|via|outside|towards?|off|above|below|beyond|opposite)|by\s+way\s+of|on\s+the\s+(?:outskirts|edge)\s+of|"
    r"(?:lanes|streets|villages?|hamlets?|bazaars?|slopes|banks|outskirts|shores?|neighbourhoods?|quarters?)\s+of)\s+$"
)
_FROM = re.compile(r"\bfrom\s+$")
_IN = re.compile(r"(?:^|[.!?“\n]\s*)(?:In|At|Near|From)\s+$")
_TO = re.compile(r"\s+(?:to|through|via)\s+")
# What a name of several words holds that is a person's, a body's or an event's.
_NO_PLACES = BODIES | FORENAMES | TITLES | {"expo", "summit", "forum", "cup", "games", "festival", "week", "day"}


def stands(text: str, start: int) -> bool:
    """Whether what stands before leaves nothing but a place for a name of several words on no list."""
    return _STANDS.search(text, max(0, start - 24), start) is not None


def lies(text: str, start: int, end: int) -> bool:
    """Whether a name of several words begins a sentence as a place, or a way that goes on: "from Shah Alam to"."""
    if _IN.search(text, max(0, start - 8), start):
        return True
    return _FROM.search(text, max(0, start - 6), start) is not None and _TO.match(text, end) is not None


_AND = re.compile(r",?\s+(?:and|or)\s+$")
_LISTED = re.compile(r"(?:,|,?\s+and|,?\s+or)\s+$")


def _is_in_list(text: str, start: int, places: Container[int]) -> bool:
    """Whether it goes on a list of places that begins with a preposition: "from Gorano and Tharo Halepoto"."""
    before = _AND.search(text, max(0, start - 8), start)
    return before is not None and before.start() in places


def is_followed_by_kind(words: Sequence[Word], end: int) -> bool:
    """Whether a kind of place in small letters follows that belongs to the name: "Sahianwala interchange"."""
    if end + 1 >= len(words) or not words[end + 1].joined or words[end + 1].text not in WHOLE:
        return False
    after = words[end + 2].text if end + 2 < len(words) and words[end + 2].joined else ""
    return words[end + 1].text not in _VERBS or after not in _OBJECTS  # "trucks for Balochistan pass a checkpost"


_VERBS, _OBJECTS = word_list("kinds_verbs"), word_list("verbs_objects")
# "Chak 76/5-R", "Chak No 12": villages of the canal colonies have numbers.
_CHAK = re.compile(r"\bChak(?:\s+No\.?)?\s+\d{1,3}(?:[/-]?\d{0,2}[-/ ]?[A-Z]{1,3}\b|/\d{1,2})?")
_STREET = re.compile(r"\bShahrah-[ei]-[A-Z]\w+")
_KIND_AFTER = re.compile(rf"\s+(?:{'|'.join(sorted(KINDS | {'village', 'river', 'valley'}))})\b")


def unlisted_names(
    text: str,
    words: Sequence[Word],
    runs: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    lower: set[str],
    taken: Spans,
    places: Iterable[int],
) -> Iterator[Mention]:
    """Names on no list: persons and bodies of several words, abbreviations, and what can only be a place.

    ``places`` are the ends of the places found so far: what stands in a list with one is a place, too.
    """
    places = set(places)
    for match in _CHAK.finditer(text) if "Chak" in text else ():
        yield Mention(*match.span(), match.group(), PLACE, "is a village's number, and no gazetteer at hand knows it")
    for match in _STREET.finditer(text) if "Shahrah-" in text else ():
        yield Mention(*match.span(), match.group(), PLACE, "is named like a road, and no gazetteer at hand knows it")
    for first in range(len(words)):
        start, end = runs[first]
        if start != first or not words[first].capital:
            continue
        while start < end and words[start].folded in OPENERS | TITLES:
            start += 1
        at, to = words[start].start, words[end].end
        if taken.touches(at, to):
            continue
        name = text[at:to]
        before = text[max(0, at - 24) : at]
        tail = tuple(word.folded for word in words[max(start, end - 1) : end + 1])
        if end > start and (words[end].folded in PROJECTS or tail in PROJECT_ENDS):
            known = lexicon.project(name)
            yield Mention(at, to, name, PROJECT, "is named like a project", () if known is None else (known,))
        elif end > start and (
            words[start].folded in PLACE_HEADS
            or (words[end].folded in PLACE_ENDS and words[start].folded not in FORENAMES)
        ):
            yield Mention(at, to, name, PLACE, "is named like a place, and no gazetteer at hand knows it")
        elif end > start and words[end].folded in TITLES:
            continue  # "Federal Minister": an office
        elif is_followed_by_kind(words, end) and words[start].folded not in COMMON | OPENERS | FORENAMES:
            to = words[end + 1].end
            yield Mention(at, to, text[at:to], PLACE, "is named like a place, and no gazetteer at hand knows it")
        elif (
            end > start
            and (stands(text, at) or lies(text, at, to) or _is_in_list(text, at, places))
            and not {word.folded for word in words[start : end + 1]} & _NO_PLACES
        ):
            yield Mention(at, to, name, PLACE, UNKNOWN)
            places.add(to)
        elif end > start:
            yield Mention(at, to, name, ACTOR, "is a name of several words, and no place on record")
        elif name.isupper():
            if 3 <= len(name) <= 8 and name.isalpha() and name not in SHORT:
                yield Mention(at, to, name, ACTOR, "is an abbreviation, and no place on record")
        elif words[start].folded in lower or len(name) < 3 or words[start].folded in COMMON | OPENERS:
            continue
        elif _AT.search(before) or _KIND_AFTER.match(text, to) or _LISTED.search(before):
            listed = _LISTED.search(before)
            in_list = listed is not None and at - len(listed.group()) in places
            near = lexicon.alike(words[start].folded)
            if near and (in_list or listed is None):
                yield Mention(at, to, name, PLACE, f"is spelled like {near[0].name}", near)
                places.add(to)
            elif _AT.search(before) or in_list:
                yield Mention(at, to, name, PLACE, UNKNOWN)
                places.add(to)
