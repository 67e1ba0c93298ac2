"""Where a text names places, projects and actors.

Text is data: it is split into words and compared with names; nothing of it is executed, fetched or used as a pattern.
Time grows with the length of the text and not with its content (Aho and Corasick, 1975).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from text_to_num import text2num

from cpec_map.gazetteer import fold_words
from geo.reading.toponyms import Lexicon, Referent
from geo.reading.transcribed import SIGNS

PLACE, PROJECT, ACTOR = "place", "project", "actor"

_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _list(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


_NEVER, _COMMON, _FORENAMES, _TITLES = _list("never"), _list("common"), _list("forenames"), _list("titles")
_KINDS, _HEADS, _OPENERS, _BODIES = _list("kinds"), _list("heads"), _list("openers"), _list("bodies")
_WHOLE, _AGENCIES = _list("kinds_whole"), _list("agencies")
_PROJECTS, _INNER, _SHORT = _list("projects"), _list("inner"), _list("abbreviations")
# A town's name of so few letters, all capitals, is rather an abbreviation.
_SHORTEST = 5
# An office's name has at most so many words between a place and the title.
_OFFICE_WORDS = 4
_PROJECT_ENDS = frozenset(tuple(one.split()) for one in _LISTS["project_ends"].replace("\n", "").split("|"))
# Names of at least this many people are known well enough to stand alone, wherever they are.
_WELL_KNOWN = 100_000
# Where corridor news comes from: a small town there is likelier than a surname.
_TOWN = 15_000
_URDU = ("PK", "AF")
_NEAR_COUNTRIES = frozenset(("PK", "CN", "AF", "IN", "IR"))


class Mention(NamedTuple):
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


class _Word(NamedTuple):  # of which an article has hundreds: a tuple is made in a third of a dataclass's time
    start: int
    end: int
    text: str
    folded: str
    breaks: bool  # whether a full stop, comma or the like stands before it
    joined: bool  # whether only a space parts it from the word before
    named: bool  # whether it is written as a name: with a capital, or in a script that has none
    capital: bool  # whether it has a capital and may be part of a longer name


def find_mentions(text: str, lexicon: Lexicon, adjectives: bool = False) -> tuple[Mention, ...]:
    """Every place, project and actor a text names, in its order, none overlapping another.

    ``adjectives`` takes "Turkish" for the country, too: some corpora do, our records do not.
    """
    words = _words(text)
    lower = {word.folded for word in words if not word.named}
    runs = _runs(words)
    matches = list(_apart_at_brackets(text, words, _longest(words, lexicon), lexicon))
    ours = _Spans(
        (words[first].start, words[last].end)
        for first, last, name in matches
        if last > first and any(one.origin != "geonames" for one in lexicon.referents(name))
    )
    # A name of several words that is ours is no organisation, whatever words it has.
    actors = [one for one in _titled(text, lexicon) if not ours.covers(one.start, one.end)]
    taken = _Spans((one.start, one.end) for one in actors)
    found: list[Mention] = []
    claimed: set[int] = set()
    for first, last, name in matches:
        if taken.touches(words[first].start, words[last].end):
            continue
        # "Gwadar port" names Gwadar; "the Kech river" is a name as a whole.
        if last > first and words[last].text[0].islower() and words[last].folded in _KINDS - _WHOLE:
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
    found = [_with_plant(text, _with_highway(text, one)) for one in _projects_in_urdu(text, found)]
    found.extend(_numbered(text, lexicon, _Spans((one.start, one.end) for one in found)))
    taken = _Spans((one.start, one.end) for one in (*actors, *found))
    places = [one.end for one in found if one.kind == PLACE]
    found.extend(_unlisted(text, words, runs, lexicon, lower, taken, places))
    taken = _Spans((one.start, one.end) for one in (*actors, *found))
    found.extend(_in_urdu(words, lexicon, taken))
    found = list(_without_surnames(text, words, (*actors, *found), lexicon))
    found.extend(_signs(text, lexicon))
    found.extend(_transcribed(text, found, lexicon))
    found = list(_in_brackets(text, found))
    if adjectives:
        found.extend(_adjectives(text, lexicon))
    return tuple(sorted(_relative(text, _apart(found)), key=lambda one: one.start))


def _apart(found: Iterable[Mention]) -> Iterator[Mention]:
    """Mentions that do not overlap: of two that do, the earlier one, of these the longer."""
    end = -1
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


# ---- words --------------------------------------------------------------------------------------

# An apostrophe inside belongs to the word (Xi’an), the one of a possessive does not.
# Chinese signs are no part of it: "的ML-1".
_LETTER = r"[^\W_\u3400-\u9fff]"
_WORD = re.compile(
    rf"(?:[A-Z]\.){{2,}}|{_LETTER}+(?:[\u0300-\u036f\u064b-\u065f\u0670]+{_LETTER}*|[’'](?!s\b){_LETTER}+)*"
)
_BREAK = re.compile(r"[.,;:!?\n\u06d4\u060c()“”\"]")


@lru_cache(maxsize=200_000)
def _fold(word: str) -> str:
    return "".join(fold_words(word)) or "?"


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        start, last = match.span()
        word = match.group()
        folded = _fold(word)
        joined = start - end == 1 and text[end] == " "
        breaks = False
        if not joined:
            # "Main Line-1 (ML-1)" is one name: a bracket parts nothing when the name goes on in it.
            breaks = _BREAK.search(text[end:start].replace("(", "").replace(")", "")) is not None
        if word[0].islower():
            named = capital = False
        else:
            named = True
            capital = (
                word[0].isupper()
                and (folded not in _NEVER or word == _US)
                and (word.isalpha() or _APOSTROPHE.fullmatch(word) is not None)
            )
        words.append(_Word(start, last, word, folded, breaks, joined, named, capital))
        end = last
    return words


_APOSTROPHE = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)+")


def _longest(words: Sequence[_Word], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
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
    text: str, words: Sequence[_Word], matches: Iterable[tuple[int, int, str]], lexicon: Lexicon
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


def _runs(words: Sequence[_Word]) -> list[tuple[int, int]]:
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


# ---- names of the lexicon -----------------------------------------------------------------------

_Found = tuple["Mention | None", tuple[int, int]]


def _named(
    text: str,
    words: Sequence[_Word],
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
        low, high = _whole_in_urdu(words, first, last)
        if (low, high) != (first, last):
            referents = _of_kind(referents, _ARABIC_KINDS.get(words[low].text) or _ARABIC_KINDS.get(words[high].text))
        return _mention(text, words, low, high, first, last, referents), (low, high)
    start, end = runs[first][0], max(runs[last][1], last)
    while start < first and words[start].folded in _OPENERS:
        start += 1
    low, high = first, last
    while high < end and words[high + 1].folded in _KINDS:
        high += 1
    if high == end and high + 1 < len(words) and words[high + 1].joined and words[high + 1].text in _WHOLE:
        high = end = high + 1
    while low > start and words[low - 1].folded in _HEADS:
        low -= 1
    if low > start and words[start].folded in _TITLES | _FORENAMES:
        return nothing
    # "Sindh Energy Minister Nasreen Palijo": the province, an office, and who holds it.
    office = next((at for at in range(high + 1, end + 1) if words[at].folded in _TITLES), None)
    if low == start and office is not None and office - high <= _OFFICE_WORDS:
        stretch = words[low].start, words[high].end
        return Mention(*stretch, text[slice(*stretch)], PLACE, "is where the office is held", referents), (low, high)
    if (start, end) == (low, high) or _is_whole(words, low, high, start, end, referents):
        if (low, high) != (first, last):
            referents = tuple(
                one for one in lexicon.referents(" ".join(word.folded for word in words[low : high + 1]))
            ) or _within(words, high, referents)
        return _mention(text, words, low, high, first, last, referents), (low, high)
    tail = tuple(word.folded for word in words[end - 1 : end + 1])
    if words[end].folded in _PROJECTS or tail in _PROJECT_ENDS:
        known = lexicon.project(text[words[start].start : words[end].end])
        whole = text[words[start].start : words[end].end]
        reason = "is named like a project" if known is None else f"is named like {known.name}"
        found = (known,) if known is not None else tuple(replace(one, kind="project", record=None) for one in referents)
        return Mention(words[start].start, words[end].end, whole, PROJECT, reason, found), (start, end)
    whole = text[words[start].start : words[end].end]
    bodies = any(word.folded in _BODIES for word in words[start : end + 1])
    if low == start and words[end].folded in _KINDS and not bodies:  # "Sialkot International Airport"
        return _mention(text, words, start, end, first, last, _within(words, end, referents)), (start, end)
    open_to = _stands(text, words[start].start) or _lies(text, words[start].start, words[end].end)
    if words[start].folded in _PLACE_HEADS and not bodies:
        return Mention(words[start].start, words[end].end, whole, PLACE, "is named like a place"), (start, end)
    if open_to and not bodies and words[start].folded not in _FORENAMES | _TITLES:
        return Mention(words[start].start, words[end].end, whole, PLACE, _UNKNOWN), (start, end)
    reason = "is a longer name that holds a place's"
    return Mention(words[start].start, words[end].end, whole, ACTOR, reason), (start, end)


def _within(words: Sequence[_Word], high: int, referents: Sequence[Referent]) -> tuple[Referent, ...]:
    """Referents of "Nowshera District" from those of "Nowshera": what is named after a town lies about it."""
    return _of_kind(referents, words[high].folded)


def _of_kind(referents: Sequence[Referent], kind: str | None) -> tuple[Referent, ...]:
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


def _is_whole(words: Sequence[_Word], low: int, high: int, start: int, end: int, referents: Sequence[Referent]) -> bool:
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
        and not any(word.folded in _BODIES or word.folded in _PROJECTS for word in beyond)
    )


# Places where only a preposition of place makes a word a name.
_STRONG = re.compile(
    r"\b(?i:in|at|near|from|to|off|outside|inside|around|between|via|through|towards?|reach(?:ed|es)?|left|beyond|across|"
    r"above|below|of|for|and|called?)\s+(?:the\s+)?$"
)


def _is_name(
    text: str,
    words: Sequence[_Word],
    first: int,
    last: int,
    name: str,
    referents: Sequence[Referent],
    lower: set[str],
) -> bool:
    ours = any(one.listed for one in referents)
    # "Mohenjo-daro": behind a hyphen a name goes on without a capital.
    plain = [one for one in words[first : last + 1] if one.text[0].islower() and (one.joined or one.breaks)]
    if any(word.folded not in _INNER and word.folded not in _KINDS for word in plain) and not (
        last - first >= 2 and any(one.kind == "project" for one in referents)
    ):
        return False
    word = words[first]
    if name.startswith("the ") and first < last and words[first + 1].text[0].islower():
        return False  # "The river" begins a sentence
    if first == last:
        if name == _US.lower() and word.text.strip(".").isupper():
            return not _IN_CAPITALS.match(text, max(0, word.start - 3)) and not _DOLLARS.match(text, word.end)
        if name in _NEVER or name in _TITLES:
            return False
        if word.text.isupper() and text[word.start - 1 : word.start] == "(" and text[word.end : word.end + 1] == ")":
            return any(one.origin == "toponyms" for one in referents)  # what a name before it is shortened to
        if not word.text[0].isupper():
            return _is_arabic_name(words, first, referents)
        if _PEOPLE.match(text, word.end):
            return False
        beside = {words[at].folded for at in (first - 1, first + 1) if 0 <= at < len(words) and words[at].capital}
        if beside & (_KINDS | _HEADS) and name not in _COMMON:
            return True
        if name in _AGENCIES or _VESSEL.search(text, max(0, word.start - 30), word.start):
            return False
        if name in _COMMON or (name in lower and not ours):
            sentence = first == 0 or _SENTENCE.search(text, max(0, word.start - 3), word.start) is not None
            return not sentence and _STRONG.search(text, max(0, word.start - 20), word.start) is not None
        if not ours:
            if name in _FORENAMES:
                return _LYING.search(text, max(0, word.start - 20), word.start) is not None
            if word.text.isupper() and len(name) <= _SHORTEST and text[word.start - 1 : word.start] not in ("", "\n"):
                return False  # an abbreviation; only a dateline writes a town so
            if first and words[first - 1].folded in ("a", "an") and word.joined:
                return False  # "drove a Mehran"
            known = any(one.kind in ("country", "region") or one.population >= _WELL_KNOWN for one in referents)
            near = any(one.country in _NEAR_COUNTRIES for one in referents)
            if not known and not near:
                return _STRONG.search(text, max(0, word.start - 20), word.start) is not None
    return True


# A pronoun, unless it is in capitals among words that are not.
_US = "US"
_IN_CAPITALS = re.compile(r"(?=[A-Z]{2} |.[A-Z] |.{3}US [A-Z]{2,}\b)")
_DOLLARS = re.compile(r"\s?(?:\$|dollars?\b|cents?\b)")
# What bears a place's name, and sails or rolls.
_VESSEL = re.compile(
    r"\b(?:tankers?|trawlers?|freighter|vessel|dredger|frigate|ferry|MV|(?:night|express|freight)\s+train)\s+(?:called\s+|named\s+)?$"
)
# Where even a forename is a place.
_LYING = re.compile(r"\b(?:(?i:in|at|near|via|towards?|reached)|(?:north|south|east|west)\s+of)\s+$")
_SENTENCE = re.compile(r"(?:[.!?\n“\"]\s*)$")
_PEOPLE = re.compile(
    r"\s+(?:families|family|people|community|tribesmen|leaders|refugees|youths|language|speakers|crew)\b"
)


def _is_arabic_name(words: Sequence[_Word], at: int, referents: Sequence[Referent]) -> bool:
    """Whether a word in Arabic script, where nothing tells names from words, is taken for a name."""
    after = words[at + 1].text if at + 1 < len(words) and words[at + 1].joined else ""
    if words[at].text in _ARABIC_WORDS and not (after in _URDU_SURE and any(one.listed for one in referents)):
        return False
    if after.startswith("ال"):  # the first half of an Arabic compound
        return False
    return any(one.listed or one.population >= (_TOWN if one.country in _URDU else _WELL_KNOWN) for one in referents)


def _is_project(referents: Sequence[Referent]) -> bool:
    """Whether it names a project, also when the place of the project has the same name ("Gwadar Free Zone")."""
    return any(one.kind == "project" and one.origin == "toponyms" for one in referents) or (
        bool(referents) and all(one.kind == "project" for one in referents)
    )


_ACTS, _DOES, _DONE_TO, _HAPPENS = _list("acts"), _list("does"), _list("done_to"), _list("happens")
_AUXILIARIES, _BEFORE_PLACES = _list("auxiliaries"), _list("before_places")
_WILL = frozenset(("will", "would", "must", "should", "may", "cannot"))
_OFFICES = _list("offices")
_NAME = r"[A-Z][\w-]+(?:\s[A-Z][\w-]+)?"
# What may stand between a name and what it does: an aside, and others who do it, too.
_ASIDE = re.compile(
    r",\s+(?:which(?=\s)|(?:meanwhile|however|too|for\s+its\s+part|by\s+contrast),)"
    r"|,\s+(?:a|an|another|its|the)\s+(?:[a-z-]+\s){0,5}[a-z]+,(?=\s)|\s\([^()\n]{1,30}\)"
    r"|\s+(?:(?:on|last|since)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|this\s+week|last\s+week)(?=\s[a-z])"
)
_TOGETHER = re.compile(rf"(?:,\s+{_NAME})*,?\s+(?:and|or)\s+{_NAME}(?=\s)")
# A list in which a name stands that is neither its first nor its last: "people of Pasni, Ormara and Jiwani".
_LISTING = re.compile(rf"[a-z]\s+(?:in|at|near|from|to|through|via|around|of|between|for|across)\s+(?:{_NAME},\s+)+$")
_LIST_ENDS = re.compile(rf"(?:,\s+{_NAME})*,?\s+(?:and|or)\s+{_NAME}")
_LIST_BEGINS = re.compile(rf"(?:^|[.;!?“\n]\s*)(?:{_NAME},\s+)+$")
_PLAIN = re.compile(r"(?:\s+[a-z]+){1,6}")
_WITH = re.compile(
    rf"\b(?:[Tt]alks|dispute|deal|agreement|accord|ties|relations|row|treaty|pact)\s+between\s+(?:{_NAME}\s+and\s+)?$"
)
_LOCATIVE = re.compile(
    r"\b(?i:in|at|near|across|from|to|through|via|into|around|outside|inside|towards?|beyond|along|of|off|on|over|between|"
    r"connects?|connecting|links?|linking|reach|reached|reaches|entered|enters?|leaves?|left|visit|visited|cross(?:ed|es)?|"
    r"avoids?|bypass(?:es)?|skirts?|"
    r"border|(?:border|crossings?|frontier)\s+with|for|within|above|below|opposite|past|behind)"
    r"\s+(?:the\s+|all\s+|rest\s+of\s+|southern\s+|northern\s+|eastern\s+|western\s+|central\s+|coastal\s+){0,2}"
    r"(?:[A-Z]\w+(?:\s+[A-Z]\w+)?(?:,\s+(?:the\s+)?[A-Z]\w+(?:\s+[A-Z]\w+)?){0,4},?\s+(?:and|or)\s+(?:the\s+)?)?$"
)
_COMMA = re.compile(r",\s")
_LENT = re.compile(
    r"\b(?:loans?|credits?|grants?|aid|money|funds?|funding|approval|permission|consent|guarantees?|rollover|deposits?)"
    r"\s+from\s+$"
)
_OWNS = re.compile(r"[’']s?\s+\w+")


def _mention(
    text: str,
    words: Sequence[_Word],
    low: int,
    high: int,
    first: int,
    last: int,
    referents: tuple[Referent, ...],
) -> Mention:
    start, end = words[low].start, words[high].end
    name = text[start:end]
    if _is_project(referents) or words[high].folded in _PROJECTS:
        return Mention(start, end, name, PROJECT, "is a name of a project", referents)
    if not name[0].isupper():
        beside = words[high + 1].text if high + 1 < len(words) and words[high + 1].joined else ""
        follows = _ARABIC_DOES.match(text, end)
        if follows is not None and _begins_in_urdu(text, start):
            return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
        if beside in _ARABIC_TEAMS:
            return Mention(start, end, name, ACTOR, "is part of the name of a team, train or ship", referents)
        office = words[high + 2].text if high + 2 < len(words) and beside in _ARABIC_OF else ""
        if office in _ARABIC_OFFICES and any(one.kind == "country" for one in referents):
            return Mention(start, end, name, ACTOR, "is a state, and somebody speaks for it", referents)
        if beside in _ARABIC_BODIES or (low and words[low - 1].text in _ARABIC_HEADS):
            return Mention(start, end, name, ACTOR, "is part of an organisation's name", referents)
        return Mention(start, end, name, PLACE, "is a name of it", referents)
    before = words[low - 1].folded if low else ""
    nation = any(one.kind == "country" for one in referents) and not any(
        one.kind == "city" and one.population >= _WELL_KNOWN
        for one in referents  # Hong Kong is a city, too
    )
    area = bool(referents) and all(one.kind in ("country", "region") for one in referents)
    behind = (
        (nation or area) and first and _COMMA.fullmatch(text, words[first - 1].end, start) and words[first - 1].named
    )
    if behind and not (
        _LIST_BEGINS.search(text, max(0, start - 90), start) and _acts(_following(text, end), seat=True)
    ):
        return Mention(start, end, name, PLACE, "says in which country the place before it lies", referents)
    if any(one.kind in _GOVERNED for one in referents):
        seat = any(one.seat for one in referents)
        following = _following(text, end)
        if following and following[0] in _OFFICES:
            return Mention(start, end, name, ACTOR, "is a government or the like", referents)
        if before in ("between", "and") and _WITH.search(text, max(0, start - 60), start):
            return Mention(start, end, name, ACTOR, "is one of those who deal with each other", referents)
        begins = _begins_clause(text, start)
        if (_acts(following, seat or begins) or (begins and _has_object(following))) and (
            _is_subject(text, start) or not _is_placed(text, start, end, before)
        ):
            return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
        if seat and not nation and before == "from" and _LENT.search(text, max(0, start - 40), start):
            return Mention(start, end, name, ACTOR, "is who lends, gives or allows it", referents)
        if seat and before in ("neither", "nor"):
            return Mention(start, end, name, ACTOR, "is one of those who do not", referents)
        if before in _DONE_TO or text.endswith(_SPORTS, max(0, start - 10), start):
            return Mention(start, end, name, ACTOR, "is what is asked or told here", referents)
    if text.endswith(_SAYS, max(0, start - 12), start):
        return Mention(start, end, name, ACTOR, "is who says it", referents)
    if nation:
        if not _is_placed(text, start, end, before):
            return Mention(start, end, name, ACTOR, "is a state, and nothing says that something is there", referents)
        if _OWNS.match(text, end):
            return Mention(start, end, name, ACTOR, "is a state, and something is its own", referents)
    return Mention(start, end, name, PLACE, "is a name of it", referents)


def _whole_in_urdu(words: Sequence[_Word], first: int, last: int) -> tuple[int, int]:
    """The words of a name in Urdu with what says its kind: "Satluj River", "Gomal Zam Dam"."""
    low = first - 1 if first and words[first].joined and words[first - 1].text in _ARABIC_HEADED else first
    after = words[last + 1] if last + 1 < len(words) else None
    high = last + 1 if low == first and after is not None and after.joined and after.text in _ARABIC_TAILS else last
    return low, high


_ARABIC_KINDS: dict[str, str] = {**_LISTS["kinds_before_arabic"], **_LISTS["kinds_after_arabic"]}
_ARABIC_HEADED, _ARABIC_TAILS = frozenset(_LISTS["kinds_before_arabic"]), frozenset(_LISTS["kinds_after_arabic"])
_MOTORWAY = re.compile(r"\s(?:موٹروے|موٹر وے|ایکسپریس وے)(?!\w)")
# "Makran Coastal Highway", "Karot Hydro Power Project": what stands between are words of other languages.
_URDU_PROJECT = re.compile(
    rf"(?:\s(?:{'|'.join(_LISTS['loans_arabic'].split())})){{0,4}}\s"
    rf"(?:{'|'.join(_LISTS['projects_arabic'].replace(chr(10), '').split('|'))})(?!\w)"
)


def _projects_in_urdu(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, with places that begin a project's name made the project: two before the word for motorway."""
    kept: list[Mention] = []
    for one in found:
        match = _MOTORWAY.match(text, one.end) if one.kind == PLACE else None
        if match is not None and kept and text[kept[-1].end : one.start].strip() in ("", "-", "–", "تا"):
            first = kept.pop()
            whole = text[first.start : match.end()]
            kept.append(Mention(first.start, match.end(), whole, PROJECT, "is named like a project"))
            continue
        match = _URDU_PROJECT.match(text, one.end) if one.kind == PLACE and one.text[0] >= "\u0600" else None
        if match is not None:
            meant = tuple(replace(place, kind="project", record=None) for place in one.referents)
            whole = text[one.start : match.end()]
            kept.append(Mention(one.start, match.end(), whole, PROJECT, "is named like a project", meant))
        else:
            kept.append(one)
    return iter(kept)


# What can have a government or a council that acts in its name.
_GOVERNED = ("country", "region", "city", "town")
_SPORTS = ("drew with ", "lost to ")
_SAYS = ("ccording to ",)


def _following(text: str, end: int) -> list[str]:
    """The words in lower case that follow a name, behind an aside and others who do the same."""
    for form in (_ASIDE, _TOGETHER):
        match = form.match(text, end) if text[end : end + 1] in (",", " ") else None
        end = match.end() if match is not None else end
    match = _PLAIN.match(text, end)
    return match.group().split() if match is not None else []


def _acts(following: Sequence[str], seat: bool) -> bool:
    """Whether these words say that a name does something; of a seat of government all but what happens to places."""
    at = next((at for at, word in enumerate(following) if word not in _AUXILIARIES), None)
    if at is None or following[at + 1 : at + 2] == ["by"]:
        return False
    verb, before = following[at], following[:at]
    if verb in _STATES:
        return True
    if _PASSIVE.intersection(before) and not verb.endswith("ing"):
        return False
    if verb == "been" and seat and len(following) > at + 1 and following[at + 1] in _DONE_TO:
        return True  # "Beijing has been asked for two more"
    if seat and verb in _SHUTS and following[at + 1 : at + 2] and following[at + 1] in _OBJECTS:
        return True  # "Lahore shut its schools", while "Khunjerab shut for the winter"
    if verb in _ACTS or (seat and verb in _DOES and _takes_object(following[at + 1 :])):
        return True
    done = (
        verb.endswith("ed")
        or (before and verb.endswith("en"))
        or (_BEING.intersection(before) and verb.endswith("ing"))
        or (before and before[0] in _WILL)
    )
    return bool(seat and done and verb not in _HAPPENS)


_SHUTS = _list("shuts")
_PRONOUNS = _list("pronouns")
_OBJECTS = _list("objects")


def _has_object(following: Sequence[str]) -> bool:
    """Whether the first word behind a subject is a verb, since an article or a pronoun follows it."""
    if len(following) < 2 or following[1] not in _OBJECTS:
        return False
    if following[1] in _PRONOUNS and following[0].endswith(("ed", "t", "ds", "ts")):
        return True  # "Beijing built it"
    return following[0] not in _BEFORE_PLACES and following[0] not in _AUXILIARIES and following[0] not in _HAPPENS


def _takes_object(after: Sequence[str]) -> bool:
    """Whether words after a verb do not make it a noun: "Karachi runs were" and "the Lahore deals of" are none."""
    return not after or after[0] not in ("of", "were", "are", "have", "had")


_PASSIVE = frozenset(("is", "are", "was", "were"))
_BEING = _PASSIVE | {"been"}
# What an actor can be said to be.
_STATES = _list("states")


def _is_placed(text: str, start: int, end: int, before: str) -> bool:
    """Whether what stands before says that something is at, from or to this stretch, or to a list that it is in.

    ``before`` is the word before it.
    """
    if before in _BEFORE_PLACES:
        return _LOCATIVE.search(text, max(0, start - 90), start) is not None
    return _LISTING.search(text, max(0, start - 90), start) is not None and _LIST_ENDS.match(text, end) is not None


_CLAUSE = re.compile(r"(?:^|[.;:!?“\"\n]\s*|,\s+(?:and|but|while)\s+|\s(?:while|but|whereas)\s+)$")


def _begins_clause(text: str, start: int) -> bool:
    """Whether a name stands where a subject does, so that any verb behind it is its own."""
    return _CLAUSE.search(text, max(0, start - 12), start) is not None


def _is_subject(text: str, start: int) -> bool:
    """Whether a clause begins here, so that the preposition before belongs to another."""
    return start == 0 or text[max(0, start - 2) : start] in (". ", "; ", "! ", "? ") or text[start - 1] == "\n"


_ARABIC_HEADS = _list("heads_arabic")
_ARABIC_OF, _ARABIC_OFFICES = ("کے", "کی", "کا"), _list("offices_arabic")
# A clause in Urdu whose subject pays, provides or builds.
_ARABIC_DOES = re.compile(
    r"(?!\s(?:میں|سے|تک|کے|کی|کا|کو|پر|اور|جانے|تا)\s)(?:\s[^\s۔،؛]+){1,8}?\s(?:کرے\sگا|کرے\sگی|کریں\sگے|دے\sگا|دے\sگی|دیں\sگے|بھیجے\sگا)"
)
_ARABIC_CLAUSE = re.compile(r"(?:^|[۔،؛!؟’“\"\n]\s*|\s(?:کہ|تاہم|جبکہ|جب\sکہ|لیکن|مگر|فرق|باقی)\s)$")


def _begins_in_urdu(text: str, start: int) -> bool:
    """Whether a clause in Urdu begins with this name."""
    return _ARABIC_CLAUSE.search(text, max(0, start - 10), start) is not None


_ARABIC_TEAMS = _list("teams_arabic")
_ARABIC_BODIES, _ARABIC_WORDS = _list("bodies_arabic"), _list("common_arabic")


# ---- names in scripts without spaces ------------------------------------------------------------

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_BODIES = re.compile("|".join(_LISTS["bodies_han"].split()))
_HAN_SAYS = re.compile("|".join(_LISTS["says_han"].split()))
_HAN_NEVER = _list("never_han")
_HAN_WORDS = re.compile("|".join(_LISTS["words_han"].split()))


# "Pakistan and China signed on the 11th"
_HAN_TOGETHER = re.compile(
    rf"(?:[和与同][\u3400-\u9fff]{{2,6}}?)?(?:\d{{1,2}}日)?(?:{'|'.join(_LISTS['says_han'].split())})"
)
_HAN_PAYS = re.compile(r"(?:支付|承担|出资|负责|提供|承建|埋单)")
_HAN_COMPANY = re.compile(r"[^\W的在和与及至到]{1,4}?(?:公司|集团|协会|队(?![员伍长]))")
_HAN_TITLE = re.compile(r"(?:”号|号”|之[\u3400-\u9fff]{1,2}”|》|」号)")
_HAN_OFFICE = re.compile(
    rf"(?:[^\W将为向对和与同在已的]{{0,4}}?(?:{'|'.join(_LISTS['offices_han'].split())})|(?:{'|'.join(_LISTS['people_han'].split())}))"
)
# What a name in Chinese goes on with: 吐尔尕特口岸 is a border crossing, 塔贝拉水电站 a project.
_HAN_TAIL = re.compile(
    rf"(?:(?P<project>{'|'.join(_LISTS['projects_han'].split())})"
    rf"|(?:{'|'.join(sorted(_LISTS['kinds_han'], key=len, reverse=True))}))"
    rf"(?!{'|'.join(_LISTS['not_kinds_han'].split())})"
)
_HAN_CLAUSE = frozenset("，。；！？“\n")
_HAN_PLACED = frozenset(_LISTS["after_places_han"].replace("\n", "").replace(" ", ""))


_HAN_THEN = re.compile(r"(?:同日|当天|当日|日前|近日|随后)(?:向|将|已|还)")


def _acts_in_chinese(text: str, start: int, end: int) -> bool:
    """Whether a name begins a clause and none of the signs follows that stand behind a place."""
    follows = text[end : end + 1]
    begins = start == 0 or text[start - 1] in _HAN_CLAUSE
    if begins and _HAN_THEN.match(text, end):
        return True
    return begins and bool(_HAN.match(follows)) and follows not in _HAN_PLACED


def _signs(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Names in scripts that write no spaces: the longest from left to right."""
    if not _HAN.search(text):
        return
    best: dict[int, tuple[int, str]] = {}
    for last, (length, name) in lexicon.signs.iter(text):
        first = last + 1 - length
        if first not in best or last > best[first][0]:
            best[first] = (last, name)
    after = -1
    for first in sorted(best):
        last, name = best[first]
        if _HAN_TITLE.match(text, last + 1) and text[first - 1 : first] in ("“", "《", "「"):
            after = last  # a ship or a book that bears the name
        elif name[0] == "达" and text[first - 1 : first] in ("抵", "到", "直"):
            continue  # 抵达卡西姆 reaches Qasim and is not Dhaka
        elif first > after and name not in _HAN_NEVER and not _HAN_WORDS.match(text, last + 1):
            referents = lexicon.referents(name)
            kind, reason = (PROJECT if _is_project(referents) else PLACE), "is a name of it in Chinese"
            tail = _HAN_TAIL.match(text, last + 1) if kind == PLACE else None
            if tail is not None:
                last = tail.end() - 1
                kind = PROJECT if tail["project"] else PLACE
                meant = "project" if tail["project"] else _LISTS["kinds_han"].get(tail.group(), "place")
                referents = tuple(
                    replace(one, kind="project", record=None) if tail["project"] else one
                    for one in _of_kind(referents, meant)
                )
            inside = lexicon.referents(best[last + 1][1]) if last + 1 in best else ()
            if kind == PLACE and inside and not any(one.kind == "country" for one in inside):
                reason = "says where the place after it lies"
            elif kind == PLACE and _HAN_OFFICE.match(text, last + 1):
                reason = "is where the office is held"
            elif (
                kind == PLACE
                and text[first - 1 : first] in ("在", "至", "到", "于", "赴")
                and _HAN_SAYS.match(text, last + 1)
            ):
                pass  # "said in Islamabad"
            elif kind == PLACE and text[first - 1 : first] == "由" and _HAN_PAYS.match(text, last + 1):
                kind, reason = ACTOR, "is who pays or does it"
            elif kind == PLACE and (
                _HAN_COMPANY.match(text, last + 1)
                or _HAN_BODIES.match(text, last + 1)
                or _HAN_TOGETHER.match(text, last + 1)
                or (tail is None and _acts_in_chinese(text, first, last + 1))
            ):
                kind, reason = ACTOR, "is what acts or speaks here"
            yield Mention(first, last + 1, text[first : last + 1], kind, reason, referents)
            after = last


# What stands before a place: in, from, to, by way of, or another place of a list.
_HAN_BEFORE = re.compile(r"(?:[在从到至往赴自经距离近与通向—－-]|位于|抵达|到达|直达|来自|的|电|省|县)$")
_HAN_AND = ("、", "和", "与", "及", "—", "至", "－", "-")
_HAN_AFTER = re.compile(r"(?:县|市|镇|乡|村|城|区|港|河|桥|堰|段|以[东西南北]|附近|一带|境内|地区|口岸|车站|火车站)")
_HAN_DOTS = ("·", "•", "・")


def _transcribed(text: str, found: Sequence[Mention], lexicon: Lexicon) -> Iterator[Mention]:
    """Stretches of signs that no list has, that stand where a place does and sound like one of the corridor's."""
    if not _HAN.search(text):
        return
    taken = _Spans((one.start, one.end) for one in found)
    ends = {one.end for one in found if one.kind == PLACE}
    for match in _HAN_STRETCH.finditer(text):
        start, end = match.span()
        if taken.touches(start, end):
            continue
        if text[start] == "达" and text[start - 1 : start] in ("抵", "到", "直"):
            start += 1
        if text[start - 1 : start] in _HAN_DOTS or text[end : end + 1] in _HAN_DOTS:
            continue  # a person
        listed = text[start - 1 : start] in _HAN_AND and start - 1 in ends
        if not listed and not _HAN_BEFORE.search(text, max(0, start - 2), start) and not _HAN_AFTER.match(text, end):
            continue
        meant = lexicon.transcribed(text[start:end])
        tail = _HAN_TAIL.match(text, end) if meant else None
        if meant:
            if tail is not None and not tail["project"]:
                end = tail.end()
            ends.add(end)
            yield Mention(start, end, text[start:end], PLACE, f"is spelled like {meant[0].name}", meant[:4])


_HAN_STRETCH = re.compile(f"[{SIGNS}]{{3,12}}")


# ---- adjectives ---------------------------------------------------------------------------------

DEMONYMS = dict(one.split("=") for one in _LISTS["demonyms"].split())
_DEMONYM = re.compile(rf"\b({'|'.join(DEMONYMS)})s?\b")


def _adjectives(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    for match in _DEMONYM.finditer(text):
        country = lexicon.countries.get(DEMONYMS[match[1]])
        if country is not None:
            yield Mention(*match.span(), match.group(), PLACE, "is an adjective of a country", (country,))


# ---- roads by number ----------------------------------------------------------------------------

_ROAD = re.compile(
    r"(?<![A-Za-z0-9])(?=[MNESG])([MNES]-\d{1,3}|ML-\d|G\d{3})(?![A-Za-z0-9])(?:高速公路|国家公路|公路)?"
)
_URDU_ROAD = re.compile(
    rf"(?<!\w)({'|'.join(sorted(_LISTS['roads_arabic'], key=len, reverse=True))})[\s-]?"
    rf"(\d{{1,3}}|{'|'.join(_LISTS['numbers_arabic'])})(?!\w)"
)
# "Uzbekistan–Afghanistan–Pakistan Railway Project", "Sukkur–Hyderabad motorway"
_BETWEEN = re.compile(
    r"\b[A-Z]\w+(?:\s[A-Z]\w+)?(?:[-–][A-Z]\w+(?:\s[A-Z]\w+)?){1,3}\s+(?:(?:[A-Z]\w+\s+){0,3}(?:Project|Motorway|Expressway|"
    r"Pipeline|Corridor|Highway|Railway)|motorway|expressway|(?:gas|oil|electricity|power)\s+(?:pipeline|project))\b"
)
# "Chashma–Jhelum Link Canal"
_CANAL = re.compile(r"\b[A-Z]\w+(?:\s[A-Z]\w+)?[-–][A-Z]\w+\s+(?:Link\s+)?(?:[Cc]anal|Link)\b")
# "Gulf of Kutch", "Ras al Hadd"
_PLACE_OF = ("Gulf of", "Bay of", "Strait", "Isle of", "Cape of", "Ras ")
_HEADED_PLACE = re.compile(
    r"\b(?:(?:Gulf|Bay|Straits?|Isle|Cape)\s+of\s+|Ras\s+(?:[ae]l[\s-]|[Aa]s[\s-])?)([A-Z][\w’]+)\b"
)
_TRANS = re.compile(r"\bTrans-[A-Z]\w+\s+(?:[Rr]ailway|[Pp]ipeline|[Hh]ighway|[Cc]orridor)\b")


# CASA-1000
_DASH_AND_NUMBER = re.compile(r"-\d{3}")
_LETTERS_AND_NUMBER = re.compile(r"\b[A-Z]{4,6}-\d{3,4}\b(?!\s+(?:transmission|line))")
_JOINED = re.compile(r"[a-z][-–][A-Z]")
_LINES = ("pipeline", "transmission line", "railway")
# "TAPI gas pipeline project", "CASA-1000 transmission line"
_SHORT_LINE = re.compile(
    r"\b([A-Z]{3,6})(?:-\d{1,4})?\s+(?:(?:gas|oil|railway|rail|power|electricity|fibre|transmission)\s+){0,2}"
    r"(?:pipeline|transmission line|railway)(?:\s+project)?\b"
)


_PLANT = re.compile(
    r"\s(?:(?:coal|coal-fired|wind|solar|hydropower|hydro|hydel|nuclear|power|gas|thermal)\s){0,3}(?:plant|power\sstation|project)\b"
)


def _with_plant(text: str, one: Mention) -> Mention:
    """What is said to be a plant, with the words that say it: "Sachal plant"."""
    whole = _PLANT.match(text, one.end) if one.kind in (PROJECT, PLACE) and one.text[0].isascii() else None
    if whole is None or (one.kind == PLACE and whole.group() == " project"):
        return one
    meant = (
        one.referents
        if one.kind == PROJECT
        else tuple(replace(at, kind="project", record=None) for at in one.referents)
    )
    words = text[one.start : whole.end()]
    return one._replace(end=whole.end(), text=words, kind=PROJECT, reason="is named like a project", referents=meant)


def _with_highway(text: str, one: Mention) -> Mention:
    """A road's number with the word for highway behind it in Chinese: M-2高速公路."""
    whole = _ROAD.match(text, one.start) if one.kind == PROJECT else None
    if whole is None or whole.end() <= one.end:
        return one
    return one._replace(end=whole.end(), text=whole.group())


def _numbered(text: str, lexicon: Lexicon, taken: _Spans) -> Iterator[Mention]:
    for match in _BETWEEN.finditer(text) if _JOINED.search(text) else ():
        lead = _LEADING.match(match.group())
        start = match.start() + (lead.end() if lead is not None else 0)
        name = text[start : match.end()]
        like = lexicon.project(name)
        yield Mention(start, match.end(), name, PROJECT, "is named like a project", () if like is None else (like,))
    for match in _LETTERS_AND_NUMBER.finditer(text) if _DASH_AND_NUMBER.search(text) else ():
        yield Mention(*match.span(), match.group(), PROJECT, "is named like a project")
    for match in _TRANS.finditer(text) if "Trans-" in text else ():
        yield Mention(*match.span(), match.group(), PROJECT, "is named like a project")
    for match in _HEADED_PLACE.finditer(text) if any(head in text for head in _PLACE_OF) else ():
        vessel = _VESSEL.search(text, max(0, match.start() - 30), match.start())
        if vessel is None and not taken.covers(*match.span()):
            near = lexicon.referents(" ".join(fold_words(match.group()))) or lexicon.referents(_fold(match[1]))
            yield Mention(*match.span(), match.group(), PLACE, "is named like a place", near)
    for match in _CANAL.finditer(text) if _JOINED.search(text) else ():
        known = lexicon.referents(" ".join(fold_words(match.group())))
        ends = (lexicon.referents(_fold(part.split()[0])) for part in re.split("[-–]", match.group()))
        near = known or _of_kind(next((one for one in ends if one), ()), "canal")
        yield Mention(*match.span(), match.group(), PLACE, "is named like a canal", near)
    for match in _SHORT_LINE.finditer(text) if any(word in text for word in _LINES) else ():
        if not any(one.kind == "project" for one in lexicon.referents(_fold(match[1]))):
            yield Mention(*match.span(), match.group(), PROJECT, "is named like a project")
    for match in _URDU_ROAD.finditer(text) if any(letters in text for letters in _LISTS["roads_arabic"]) else ():
        if not taken.touches(*match.span()):
            number = _LISTS["numbers_arabic"].get(match[2], match[2])
            known = lexicon.referents(f"{_LISTS['roads_arabic'][match[1]]} {number}")
            yield Mention(*match.span(), match.group(), PROJECT, "is the number of a road or line", known)
    for match in _ROAD.finditer(text):
        if not taken.touches(*match.span()):
            known = lexicon.referents(" ".join(fold_words(match[1])))
            yield Mention(*match.span(), match.group(), PROJECT, "is the number of a road or line", known)


# ---- actors, and names on no list ---------------------------------------------------------------

_CAPITAL = r"[A-Z][\w’'-]*"
_TITLE = (
    r"(?=[A-Z])(?:(?:Prime|Planning|Foreign|Interior|Finance|Railways?|Chief|Federal|Vice|Deputy|Chinese|Pakistani)\s+)*"
    r"(?:Ambassador|Minister|President|Premier|Senator|Chairman|Chairwoman|Secretary|General|Governor|Mayor|Justice|"
    r"Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|Captain|Colonel|Engineer|Commissioner|Inspector|Superintendent)"
)
_PERSON = re.compile(rf"\b{_TITLE}\s+(?!for\b|of\b|House\b)({_CAPITAL}(?:\s+(?:ul-|al-|bin\s+)?{_CAPITAL}){{0,3}})")
_BODY = "|".join(sorted((one.title() for one in _BODIES), key=len, reverse=True))
_ORGANISATION = re.compile(
    rf"\b(?:{_CAPITAL}\s+(?:(?:and|of|for)\s+(?={_CAPITAL}))?){{1,6}}?(?:{_BODY})\b(?:\s+(?:{_BODY})\b){{0,2}}"
    r"(?:\s+\([A-Z]{2,8}\))?"
)
_HEADED = re.compile(
    rf"\b(?=[A-Z])(?:[A-Z][\w-]+\s+){{0,3}}(?:{_BODY}|Survey|Times|Press|Government|Chambers|Guild)\s+(?:of|for)\s+(?:the\s+)?"
    rf"{_CAPITAL}(?:\s+(?:and\s+|of\s+)?{_CAPITAL}){{0,6}}"
)
_LEADING = re.compile(
    r"^(?:The|In|At|A|An|According|But|And|To|From|On|When|After|For|By|While|Its|Their|Our|That|This)\s+"
)


_OWNED = re.compile(r"^([A-Z][\w-]+)[’']s?\s+")


def _titled(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Persons by their titles and organisations by their words."""
    spans: list[tuple[int, int, str]] = []
    for match in _PERSON.finditer(text):
        spans.append((*match.span(1), "follows a title"))
    for match in (*_HEADED.finditer(text), *_ORGANISATION.finditer(text)):
        lead = _LEADING.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        owned = _OWNED.match(text[start : match.end()])
        if owned is not None and not any(one.kind == "country" for one in lexicon.referents(_fold(owned[1]))):
            start += owned.end()  # "Peshawar’s Teaching Hospital": the city, and what it has
        if _fold(text[start : match.end()].split()[0]) not in _NEVER:
            spans.append((start, match.end(), "is named like an organisation"))
    after = -1
    for start, end, reason in sorted(spans, key=lambda span: (span[0], -span[1])):
        # One word alone is an organisation's only as part of a longer name.
        if start >= after and (" " in text[start:end] or reason == "follows a title"):
            yield Mention(start, end, text[start:end], ACTOR, reason)
            after = end


# Only what stands somewhere follows these: a name on no list is a place then.
_AT = re.compile(
    r"(?:\b(?i:in|at|near|off|outside|around|between|above|beyond|reached|towards?|from|to)|"
    r"\b(?:town|village|port|valley|district|city|hamlet|harbour|harbor|bazaar|settlement)\s+of)\s+$"
)
_UNKNOWN = "stands where a place does, and no gazetteer at hand knows it"
_STANDS = re.compile(r"\b(?:at|near|via|outside|towards?|off|above|below|beyond|opposite)\s+$")
_FROM = re.compile(r"\bfrom\s+$")
_IN = re.compile(r"(?:^|[.!?“\n]\s*)(?:In|At|Near|From)\s+$")
_TO = re.compile(r"\s+(?:to|through|via)\s+")
# What a name of several words holds that is a person's, a body's or an event's.
_NO_PLACES = _BODIES | _FORENAMES | _TITLES | {"expo", "summit", "forum", "cup", "games", "festival", "week", "day"}


def _stands(text: str, start: int) -> bool:
    """Whether what stands before leaves nothing but a place for a name of several words on no list."""
    return _STANDS.search(text, max(0, start - 10), start) is not None


def _lies(text: str, start: int, end: int) -> bool:
    """Whether a name of several words begins a sentence as a place, or a way that goes on: "from Shah Alam to"."""
    if _IN.search(text, max(0, start - 8), start):
        return True
    return _FROM.search(text, max(0, start - 6), start) is not None and _TO.match(text, end) is not None


_LISTED = re.compile(r"(?:,|,?\s+and|,?\s+or)\s+$")
# Names of villages and quarters begin or end so.
_PLACE_HEADS, _PLACE_TAILS = _list("place_heads"), _list("place_tails")


def _is_followed_by_kind(words: Sequence[_Word], end: int) -> bool:
    """Whether a kind of place in small letters follows that belongs to the name: "Sahianwala interchange"."""
    return end + 1 < len(words) and words[end + 1].joined and words[end + 1].text in _WHOLE


_STREET = re.compile(r"\bShahrah-[ei]-[A-Z]\w+")
_KIND_AFTER = re.compile(rf"\s+(?:{'|'.join(sorted(_KINDS | {'village', 'river', 'valley'}))})\b")


def _unlisted(
    text: str,
    words: Sequence[_Word],
    runs: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    lower: set[str],
    taken: _Spans,
    places: Iterable[int],
) -> Iterator[Mention]:
    """Names on no list: persons and bodies of several words, abbreviations, and what can only be a place.

    ``places`` are the ends of the places found so far: what stands in a list with one is a place, too.
    """
    places = set(places)
    for match in _STREET.finditer(text):
        yield Mention(*match.span(), match.group(), PLACE, "is named like a road, and no gazetteer at hand knows it")
    for first in range(len(words)):
        start, end = runs[first]
        if start != first or not words[first].capital:
            continue
        while start < end and words[start].folded in _OPENERS | _TITLES:
            start += 1
        at, to = words[start].start, words[end].end
        if taken.touches(at, to):
            continue
        name = text[at:to]
        before = text[max(0, at - 24) : at]
        tail = tuple(word.folded for word in words[max(start, end - 1) : end + 1])
        if end > start and (words[end].folded in _PROJECTS or tail in _PROJECT_ENDS):
            known = lexicon.project(name)
            yield Mention(at, to, name, PROJECT, "is named like a project", () if known is None else (known,))
        elif end > start and (
            words[start].folded in _PLACE_HEADS
            or (words[end].folded in _KINDS | _PLACE_TAILS and words[start].folded not in _FORENAMES)
        ):
            yield Mention(at, to, name, PLACE, "is named like a place, and no gazetteer at hand knows it")
        elif end > start and words[end].folded in _TITLES:
            continue  # "Federal Minister": an office
        elif _is_followed_by_kind(words, end) and words[start].folded not in _COMMON | _OPENERS | _FORENAMES:
            to = words[end + 1].end
            yield Mention(at, to, text[at:to], PLACE, "is named like a place, and no gazetteer at hand knows it")
        elif (
            end > start
            and (_stands(text, at) or _lies(text, at, to))
            and not {word.folded for word in words[start : end + 1]} & _NO_PLACES
        ):
            yield Mention(at, to, name, PLACE, _UNKNOWN)
            places.add(to)
        elif end > start:
            yield Mention(at, to, name, ACTOR, "is a name of several words, and no place on record")
        elif name.isupper():
            if 3 <= len(name) <= 8 and name.isalpha() and name not in _SHORT:
                yield Mention(at, to, name, ACTOR, "is an abbreviation, and no place on record")
        elif words[start].folded in lower or len(name) < 3 or words[start].folded in _COMMON | _OPENERS:
            continue
        elif _AT.search(before) or _KIND_AFTER.match(text, to) or _LISTED.search(before):
            listed = _LISTED.search(before)
            in_list = listed is not None and at - len(listed.group()) in places
            near = lexicon.alike(words[start].folded)
            if near and (in_list or listed is None):
                yield Mention(at, to, name, PLACE, f"is spelled like {near[0].name}", near)
                places.add(to)
            elif _AT.search(before) or in_list:
                yield Mention(at, to, name, PLACE, _UNKNOWN)
                places.add(to)


# What follows a place in Urdu: in, from, to, of, near.
_URDU_SURE = frozenset(("میں", "سے", "تک", "جانے", "پہنچ"))
# Urdu letters by the consonants that cpec_map.gazetteer.skeleton keeps of a transcription.
_CONSONANTS = str.maketrans("بپتٹثجچخدڈذرڑزژسشصضطظغفقکگلمنں", "bpttsj2kddsrrsss1sstsgfkkglmnn")
_ARABIC_LETTER = re.compile(r"[\u0600-\u06ff]+")


def _in_urdu(words: Sequence[_Word], lexicon: Lexicon, taken: _Spans) -> Iterator[Mention]:
    """Words in Urdu that no list has, but whose consonants are those of one of the corridor's places."""
    for word, after in pairwise(words):
        if after.text not in _URDU_SURE or not after.joined or not _ARABIC_LETTER.fullmatch(word.text):
            continue
        if word.text in _ARABIC_WORDS or word.text.endswith(_URDU_PLURALS) or taken.touches(word.start, word.end):
            continue
        bones = "".join(
            one
            for one in re.sub(r"(.)\1+", r"\1", word.folded.translate(_CONSONANTS))
            if one.isascii() and one.isalnum()
        )
        meant = lexicon.bones.get(bones, ()) if len(bones) >= _URDU_BONES else ()
        if len(meant) == 1:
            yield Mention(word.start, word.end, word.text, PLACE, f"is spelled like {meant[0].name}", meant)


# Words that end so are no names but things in the plural.
_URDU_PLURALS = ("وں", "یاں", "ئیں", "یں")
# So many consonants have to be the same.
_URDU_BONES = 3


def _without_surnames(
    text: str, words: Iterable[_Word], found: Iterable[Mention], lexicon: Lexicon
) -> Iterator[Mention]:
    """The mentions, with a person's surname standing alone turned into an actor, and such surnames added."""
    kept = list(found)
    people: dict[str, str] = {}
    for one in kept:
        if one.kind == ACTOR and not one.referents and one.text[0].isupper():
            parts = one.text.split()
            state = any(referent.kind == "country" for referent in lexicon.referents(_fold(parts[0])))
            if not state and not any(_fold(part) in _BODIES for part in parts) and 1 <= len(parts) <= 4:
                for part in parts[-1:] if len(parts) > 1 else parts:
                    if len(part) > 2:
                        people[part] = one.text
    for one in kept:
        if one.text in people and one.kind == PLACE and not _PLACED.search(text, max(0, one.start - 24), one.start):
            yield Mention(one.start, one.end, one.text, ACTOR, f"is {people[one.text]}, named elsewhere in the text")
        else:
            yield one
    if people:
        spans = _Spans((one.start, one.end) for one in kept)
        for word in words:
            if word.text in people and not spans.touches(word.start, word.end):
                yield Mention(word.start, word.end, word.text, ACTOR, "is a person named elsewhere in the text")


_PLACED = re.compile(r"\b(?i:in|at|near|to|from|through|via|around|of|between|outside|off)\s+$")


class _Spans:
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
    return "arabic" if "\u0600" <= name[0] <= "\u06ff" else "han" if _HAN.match(name) else None


# ---- places relative to others ------------------------------------------------------------------

_BEARINGS = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
_COMPASS = {bearing: way for way, bearing in _BEARINGS.items()}
_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty)"
_OF = ("of ", "of the ")
_RELATIVE = re.compile(
    rf"\b(\d{{1,4}}(?:\.\d{{1,2}})?|{_COUNT})\s*-?\s*(km|kilomet(?:re|er)s?|miles?)\s+(?:to\s+the\s+|due\s+)?"
    r"((?:north|south)(?:[\s-]?(?:east|west))?|east|west)\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)


# 达苏以北18公里, اورماڑہ سے 30 کلومیٹر جنوب
_BEARINGS_HAN = {
    "东北": 45.0, "东南": 135.0, "西南": 225.0, "西北": 315.0, "北": 0.0, "东": 90.0, "南": 180.0, "西": 270.0,
}  # fmt: skip
_BEARINGS_URDU = {
    "شمال مشرق": 45.0, "جنوب مشرق": 135.0, "جنوب مغرب": 225.0, "شمال مغرب": 315.0,
    "شمال": 0.0, "مشرق": 90.0, "جنوب": 180.0, "مغرب": 270.0,
}  # fmt: skip
_RELATIVE_HAN = re.compile(
    rf"(?:市|县|城)?以?(?P<way>{'|'.join(_BEARINGS_HAN)})(?:方向|面|部)?约?(?P<km>\d{{1,4}}(?:\.\d{{1,2}})?)(?:公里|千米)"
)
_RELATIVE_URDU = re.compile(
    rf"\sسے\s(?:تقریباً?\s)?(?P<km>\d{{1,4}})\sکلو\s?میٹر\s(?:کے\sفاصلے\sپر\s)?(?P<way>{'|'.join(_BEARINGS_URDU)})(?!\w)"
)


def _relative(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    for one in found:
        behind = _RELATIVE_HAN.match(text, one.end) or _RELATIVE_URDU.match(text, one.end)
        if one.kind == PLACE and behind is not None:
            km, way = float(behind["km"]), behind["way"]
            whole = text[one.start : behind.end()]
            bearing = _BEARINGS_HAN[way] if way in _BEARINGS_HAN else _BEARINGS_URDU[way]
            reason = f"lies {km:g} km {_COMPASS[bearing]} of {one.text}"
            yield Mention(one.start, behind.end(), whole, PLACE, reason, one.referents, (km, bearing))
            continue
        near = one.kind == PLACE and text.endswith(_OF, max(0, one.start - 7), one.start)
        match = _RELATIVE.search(text, max(0, one.start - 60), one.start) if near else None
        if match is None:
            yield one
            continue
        km = float(match[1]) if match[1][0].isdigit() else float(text2num(match[1].lower(), "en"))
        km *= 1.609344 if match[2].lower().startswith("mile") else 1.0
        bearing = _BEARINGS[re.sub(r"[\s-]", "", match[3].lower())]
        whole = text[match.start() : one.end]
        reason = f"lies {km:g} km {match[3]} of {one.text}"
        yield Mention(match.start(), one.end, whole, PLACE, reason, one.referents, (km, bearing))
