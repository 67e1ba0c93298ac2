"""Where a text names places, projects and actors.

Text is data: it is split into words and compared with names; nothing of it is executed, fetched or used as a pattern.
Time grows with the length of the text and not with its content (Aho and Corasick, 1975).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo.reading.recognise.acting import mention_of
from geo.reading.recognise.chinese import HAN, names_in_chinese, transcribed_in_chinese
from geo.reading.recognise.mentions import (
    ACTOR,
    PLACE,
    PROJECT,
    US,
    WELL_KNOWN,
    Mention,
    Spans,
    Word,
    fold_word,
    of_kind,
    split_words,
)
from geo.reading.recognise.relative import with_relative_places
from geo.reading.recognise.roads import roads_and_lines, with_highway, with_plant
from geo.reading.recognise.unlisted import (
    UNKNOWN,
    is_followed_by_kind,
    lies,
    stands,
    titled_actors,
    unlisted_names,
)
from geo.reading.recognise.urdu import (
    KINDS_IN_URDU,
    is_longer_name_in_urdu,
    is_name_in_urdu,
    projects_in_urdu,
    transcribed_in_urdu,
    unlisted_in_urdu,
    whole_in_urdu,
)
from geo.reading.recognise.words import (
    AGENCIES,
    BODIES,
    COMMON,
    FORENAMES,
    HEADS,
    INNER,
    KINDS,
    NEVER,
    OPENERS,
    PLACE_ENDS,
    PLACE_HEADS,
    PROJECT_ENDS,
    PROJECTS,
    TITLES,
    VESSEL,
    WHOLE,
    WORD_LISTS,
)
from geo.reading.toponyms import Lexicon, Referent

# A town's name of so few letters, all capitals, is rather an abbreviation.
_SHORTEST = 5
# An office's name has at most so many words between a place and the title.
_OFFICE_WORDS = 4
# The first letter of the Arabic script: Latin ones come before it, Chinese signs after.
_ARABIC = "\u0600"
_IN_URDU = re.compile(r"[\u0600-\u06ff]")
_NEAR_COUNTRIES = frozenset(("PK", "CN", "AF", "IN", "IR"))


def find_mentions(text: str, lexicon: Lexicon, adjectives: bool = False) -> tuple[Mention, ...]:
    """Every place, project and actor a text names, in its order, none overlapping another.

    ``adjectives`` takes "Turkish" for the country, too: some corpora do, our records do not.
    """
    words = split_words(text)
    lower = {word.folded for word in words if not word.named}
    runs = _runs(words)
    matches = list(_apart_at_brackets(text, words, _longest(words, lexicon), lexicon))
    ours = Spans(
        (words[first].start, words[last].end)
        for first, last, name in matches
        if last > first and any(one.origin != "geonames" for one in lexicon.referents(name))
    )
    # A name of several words that is ours is no organisation, whatever words it has.
    actors = [one for one in titled_actors(text, lexicon) if not ours.covers(one.start, one.end)]
    taken = Spans((one.start, one.end) for one in actors)
    found: list[Mention] = []
    claimed: set[int] = set()
    for first, last, name in matches:
        if taken.touches(words[first].start, words[last].end):
            continue
        # "Gwadar port" names Gwadar; "the Kech river" is a name as a whole.
        if last > first and words[last].text[0].islower() and words[last].folded in KINDS - WHOLE:
            shorter = name.rsplit(" ", 1)[0]
            as_written = any(one.name.rsplit(" ", 1)[-1] == words[last].text for one in lexicon.referents(name))
            if lexicon.referents(shorter) and not as_written:
                last, name = last - 1, shorter
        mention, span = _named(text, words, first, last, name, runs, lexicon, lower)
        while mention is None and last > first and words[last].text[0].islower():  # "Sahiwal coal" is no name: Sahiwal
            last, name = last - 1, name.rpartition(" ")[0]
            if lexicon.referents(name):
                mention, span = _named(text, words, first, last, name, runs, lexicon, lower)
        if mention is not None and not claimed.intersection(range(span[0], span[1] + 1)):
            found.append(mention)
            claimed.update(range(span[0], span[1] + 1))
    found = [with_plant(text, with_highway(text, one)) for one in projects_in_urdu(text, found)]
    found.extend(roads_and_lines(text, lexicon, Spans((one.start, one.end) for one in found)))
    taken = Spans((one.start, one.end) for one in (*actors, *found))
    places = [one.end for one in found if one.kind == PLACE]
    found.extend(unlisted_names(text, words, runs, lexicon, lower, taken, places))
    if _IN_URDU.search(text):
        taken = Spans((one.start, one.end) for one in (*actors, *found))
        found.extend(transcribed_in_urdu(words, lexicon, taken))
        taken = Spans((one.start, one.end) for one in (*actors, *found))
        found.extend(unlisted_in_urdu(words, taken))
    found = list(_without_surnames(text, words, (*actors, *found), lexicon))
    found.extend(names_in_chinese(text, lexicon))
    found.extend(transcribed_in_chinese(text, found, lexicon))
    found = list(_in_brackets(text, found))
    if adjectives:
        found.extend(_adjectives(text, lexicon))
    found = [_with_namesakes(one, lexicon) for one in _apart(found)]
    return tuple(sorted(with_relative_places(text, found), key=lambda one: one.start))


def _with_namesakes(one: Mention, lexicon: Lexicon) -> Mention:
    """A mention in another script, with all that its Latin name may mean."""
    if one.kind != PLACE or one.text.isascii() or one.text[0] < _ARABIC:
        return one
    return one._replace(referents=(*one.referents, *lexicon.namesakes(one.referents)))


def _apart(found: Iterable[Mention]) -> Iterator[Mention]:
    """Mentions that do not overlap: of two that do, the earlier one, of these the longer."""
    end = -1
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


def _longest(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """First word, last word and name of every match that no longer one covers, from left to right."""
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for word in words:
        gap = " | " if word.breaks else " "
        length += len(gap)
        starts.append(length)
        length += len(word.folded)
        pieces += (gap, word.folded)
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


def _apart_at_brackets(
    text: str, words: Sequence[Word], matches: Iterable[tuple[int, int, str]], lexicon: Lexicon
) -> Iterator[tuple[int, int, str]]:
    """The matches; places that a bracket parts are two ("MIRPUR (Azad Kashmir)"), a project is one."""
    for first, last, name in matches:
        inner = next(
            (at for at in range(first + 1, last + 1) if "(" in text[words[at - 1].end : words[at].start]), None
        )
        if inner is None or any(one.kind == "project" for one in lexicon.referents(name)):
            yield first, last, name
            continue
        for start, end in ((first, inner - 1), (inner, last)):
            part = " ".join(word.folded for word in words[start : end + 1])
            if lexicon.referents(part):
                yield start, end, part


def _runs(words: Sequence[Word]) -> list[tuple[int, int]]:
    """For each word the first and last word of the stretch of names it stands in; its own place twice if in none."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end = at
        if words[at].capital:
            while end + 1 < len(words) and words[end + 1].joined and words[end + 1].capital:
                end += 1
        runs.extend([(at, end)] * (end - at + 1))
        at = end + 1
    return runs


_Found = tuple["Mention | None", tuple[int, int]]


def _named(
    text: str,
    words: Sequence[Word],
    first: int,
    last: int,
    name: str,
    runs: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    lower: set[str],
) -> _Found:
    """What a name of the lexicon is where it stands, and the words that belong to it; ``None`` if it is only a word."""
    referents = lexicon.referents(name)
    nothing: _Found = (None, (first, last))
    if not _is_name(text, words, first, last, name, referents, lower):
        return nothing
    if not words[first].text[0].isupper():  # a script without capitals, or digits
        low, high = whole_in_urdu(words, first, last)
        if (low, high) != (first, last):
            referents = of_kind(referents, KINDS_IN_URDU.get(words[low].text) or KINDS_IN_URDU.get(words[high].text))
        return mention_of(text, words, low, high, first, last, referents), (low, high)
    start, end = runs[first][0], max(runs[last][1], last)
    while start < first and words[start].folded in OPENERS:
        start += 1
    low, high = first, last
    while high < end and words[high + 1].folded in KINDS:
        high += 1
    if high == end and is_followed_by_kind(words, end):
        high = end = high + 1
    while low > start and words[low - 1].folded in HEADS:
        low -= 1
    # "Deputy Commissioner Hunza Noor Alam" and "Sindh Energy Minister Nasreen Palijo": office, place, holder.
    behind = low > start and words[low - 1].folded == "commissioner" and high < end
    if low > start and words[start].folded in TITLES | FORENAMES and not behind:
        return nothing
    office = next((at for at in range(high + 1, end + 1) if words[at].folded in TITLES), None)
    if behind or (low == start and office is not None and office - high <= _OFFICE_WORDS):
        stretch = words[low].start, words[high].end
        return Mention(*stretch, text[slice(*stretch)], PLACE, "is where the office is held", referents), (low, high)
    if low == high == first and low and words[low - 1].text == "the" and words[low].joined:
        referents = tuple(dict.fromkeys((*referents, *lexicon.referents(f"{name} river"))))  # "the Jhelum"
    if (start, end) == (low, high) or _is_whole(words, low, high, start, end, referents):
        if (low, high) != (first, last):
            referents = tuple(
                one for one in lexicon.referents(" ".join(word.folded for word in words[low : high + 1]))
            ) or _within(words, high, referents)
        return mention_of(text, words, low, high, first, last, referents), (low, high)
    tail = tuple(word.folded for word in words[end - 1 : end + 1])
    if words[end].folded in PROJECTS or tail in PROJECT_ENDS:
        known = lexicon.project(text[words[start].start : words[end].end])
        whole = text[words[start].start : words[end].end]
        reason = "is named like a project" if known is None else f"is named like {known.name}"
        found = (known,) if known is not None else tuple(replace(one, kind="project", record=None) for one in referents)
        return Mention(words[start].start, words[end].end, whole, PROJECT, reason, found), (start, end)
    whole = text[words[start].start : words[end].end]
    bodies = any(word.folded in BODIES for word in words[start : end + 1])
    if low == start and words[end].folded in PLACE_ENDS and not bodies:  # "Sialkot International Airport"
        return mention_of(text, words, start, end, first, last, _within(words, end, referents)), (start, end)
    open_to = stands(text, words[start].start) or lies(text, words[start].start, words[end].end)
    if words[start].folded in PLACE_HEADS and not bodies:
        return Mention(words[start].start, words[end].end, whole, PLACE, "is named like a place"), (start, end)
    if open_to and not bodies and words[start].folded not in FORENAMES | TITLES:
        return Mention(words[start].start, words[end].end, whole, PLACE, UNKNOWN), (start, end)
    reason = "is a longer name that holds a place's"
    return Mention(words[start].start, words[end].end, whole, ACTOR, reason), (start, end)


def _within(words: Sequence[Word], high: int, referents: Sequence[Referent]) -> tuple[Referent, ...]:
    """Referents of "Nowshera District" from those of "Nowshera": what is named after a town lies about it."""
    return of_kind(referents, words[high].folded)


def _is_whole(words: Sequence[Word], low: int, high: int, start: int, end: int, referents: Sequence[Referent]) -> bool:
    """Whether a name stands for itself although other capitals stand beside it.

    What is ours and has several words does ("Gwadar Port Authority" is caught by its last word), and so does what an
    abbreviation or a number follows.
    """
    if low > start:
        return False
    beyond = words[high + 1 : end + 1]
    if all(word.text.isdigit() for word in beyond):
        return True
    return (
        high > low
        and any(one.origin in ("corridor", "toponyms", "projects") for one in referents)
        and not any(word.folded in BODIES or word.folded in PROJECTS for word in beyond)
    )


# Places where only a preposition of place makes a word a name.
_STRONG = re.compile(
    r"\b(?i:in|at|near|from|to|off|outside|inside|around|between|via|through|towards?|reach(?:ed|es)?|left|beyond|across|"
    r"above|below|of|for|and|called?)\s+(?:the\s+)?$"
)


def _is_name(
    text: str,
    words: Sequence[Word],
    first: int,
    last: int,
    name: str,
    referents: Sequence[Referent],
    lower: set[str],
) -> bool:
    ours = any(one.listed for one in referents)
    # "Mohenjo-daro": behind a hyphen a name goes on without a capital.
    plain = [one for one in words[first : last + 1] if one.text[0].islower() and (one.joined or one.breaks)]
    if any(word.folded not in INNER and word.folded not in KINDS for word in plain) and not (
        last - first >= 2 and any(one.kind == "project" for one in referents)
    ):
        return False
    word = words[first]
    if first < last and word.text[0] >= _ARABIC and not is_longer_name_in_urdu(name, referents):
        return False
    if name.startswith("the ") and first < last and words[first + 1].text[0].islower():
        return False  # "The river" begins a sentence
    if first == last:
        if name == US.lower() and word.text.strip(".").isupper():
            return not _IN_CAPITALS.match(text, max(0, word.start - 3)) and not _DOLLARS.match(text, word.end)
        if name in NEVER or name in TITLES:
            return False
        if word.text.isupper() and text[word.start - 1 : word.start] == "(" and text[word.end : word.end + 1] == ")":
            return any(one.origin == "toponyms" for one in referents)  # what a name before it is shortened to
        if not word.text[0].isupper():
            return is_name_in_urdu(words, first, referents)
        if _PEOPLE.match(text, word.end):
            return False
        beside = {words[at].folded for at in (first - 1, first + 1) if 0 <= at < len(words) and words[at].capital}
        if beside & (KINDS | HEADS) and name not in COMMON:
            return True
        if name in AGENCIES or VESSEL.search(text, max(0, word.start - 30), word.start):
            return False
        if name in COMMON or (name in lower and not ours):
            sentence = first == 0 or _SENTENCE.search(text, max(0, word.start - 3), word.start) is not None
            return not sentence and _STRONG.search(text, max(0, word.start - 20), word.start) is not None
        if not ours:
            if name in FORENAMES:
                return _LYING.search(text, max(0, word.start - 20), word.start) is not None
            if word.text.isupper() and len(name) <= _SHORTEST and text[word.start - 1 : word.start] not in ("", "\n"):
                return False  # an abbreviation; only a dateline writes a town so
            if first and words[first - 1].folded in ("a", "an") and word.joined:
                return False  # "drove a Mehran"
            known = any(one.kind in ("country", "region") or one.population >= WELL_KNOWN for one in referents)
            near = any(one.country in _NEAR_COUNTRIES for one in referents)
            if not known and not near:
                return _STRONG.search(text, max(0, word.start - 20), word.start) is not None
    return True


_IN_CAPITALS = re.compile(r"(?=[A-Z]{2} |.[A-Z] |.{3}US [A-Z]{2,}\b)")
_DOLLARS = re.compile(r"\s?(?:\$|dollars?\b|cents?\b)")
# Where even a forename is a place.
_LYING = re.compile(r"\b(?:(?i:in|at|near|via|towards?|reached)|(?:north|south|east|west)\s+of)\s+$")
_SENTENCE = re.compile(r"(?:[.!?\n“\"]\s*)$")
_PEOPLE = re.compile(
    r"\s+(?:families|family|people|community|tribesmen|leaders|refugees|youths|language|speakers|crew)\b"
)
DEMONYMS = dict(one.split("=") for one in WORD_LISTS["demonyms"].split())
_DEMONYM = re.compile(rf"\b({'|'.join(DEMONYMS)})s?\b")


def _adjectives(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    for match in _DEMONYM.finditer(text):
        country = lexicon.countries.get(DEMONYMS[match[1]])
        if country is not None:
            yield Mention(*match.span(), match.group(), PLACE, "is an adjective of a country", (country,))


def _without_surnames(
    text: str, words: Iterable[Word], found: Iterable[Mention], lexicon: Lexicon
) -> Iterator[Mention]:
    """The mentions, with a person's surname standing alone turned into an actor, and such surnames added."""
    kept = list(found)
    people: dict[str, str] = {}
    for one in kept:
        if one.kind == ACTOR and not one.referents and one.text[0].isupper():
            parts = one.text.split()
            state = any(referent.kind == "country" for referent in lexicon.referents(fold_word(parts[0])))
            if not state and not any(fold_word(part) in BODIES for part in parts) and 1 <= len(parts) <= 4:
                for part in parts[-1:] if len(parts) > 1 else parts:
                    if len(part) > 2:
                        people[part] = one.text
    for one in kept:
        if one.text in people and one.kind == PLACE and not _PLACED.search(text, max(0, one.start - 24), one.start):
            yield Mention(one.start, one.end, one.text, ACTOR, f"is {people[one.text]}, named elsewhere in the text")
        else:
            yield one
    if people:
        spans = Spans((one.start, one.end) for one in kept)
        for word in words:
            if word.text in people and not spans.touches(word.start, word.end):
                yield Mention(word.start, word.end, word.text, ACTOR, "is a person named elsewhere in the text")


_PLACED = re.compile(r"\b(?i:in|at|near|to|from|through|via|around|of|between|outside|off)\s+$")
# The name of a place in another script, right behind it.
_BRACKET = re.compile(r"\s?[(（]\s?([^\W\d_A-Za-z][^()（）\n]{1,30}?|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)\s?[)）]")


def _in_brackets(text: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, with what stands in brackets behind a place in another script: its other name."""
    other: dict[int, Mention] = {}
    for one in found:
        match = _BRACKET.match(text, one.end) if one.kind == PLACE or (one.referents and one.kind == ACTOR) else None
        if match is not None and _script(match[1]) not in (_script(one.text), None):
            reason = f"is {one.text} in another script"
            other[match.start(1)] = Mention(*match.span(1), match[1], one.kind, reason, one.referents)
    for one in found:
        again = other.get(one.start)
        if again is None or {place.id for place in one.referents} & {place.id for place in again.referents}:
            yield one if again is None else again
            other.pop(one.start, None)
    yield from other.values()


def _script(name: str) -> str | None:
    """``latin``, ``arabic`` or ``han``, by a name's first letter; ``None`` for others."""
    if name[0].isascii():
        return "latin"
    return "arabic" if "\u0600" <= name[0] <= "\u06ff" else "han" if HAN.match(name) else None
