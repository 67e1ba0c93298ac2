"""Names in Urdu: nothing tells a name from a word there, so what stands beside it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.reading.recognise.mentions import ACTOR, PLACE, PROJECT, WELL_KNOWN, Mention, Spans, Word
from geo.reading.recognise.words import WORD_LISTS, word_list
from geo.reading.toponyms import Lexicon, Referent

# Where corridor news comes from, a small town is likelier than a surname: the least number of people, by country.
_TOWNS = {"PK": 15_000, "AF": 15_000}
# Words that tell what a name beside them is.
_BEFORE, _AFTER = WORD_LISTS["kinds_before_arabic"], WORD_LISTS["kinds_after_arabic"]
KINDS_IN_URDU: dict[str, str] = {**_BEFORE, **_AFTER}
_WORDS, _BODIES, _HEADS = word_list("common_arabic"), word_list("bodies_arabic"), word_list("heads_arabic")
_TEAMS, _OFFICES = word_list("teams_arabic"), word_list("offices_arabic")
_OF = ("کے", "کی", "کا")
# What follows a place: in, from, to, of, near.
_SURE = frozenset(("میں", "سے", "تک", "جانے", "پہنچ"))
# A clause whose subject pays, provides or builds.
_DOES = re.compile(
    r"(?!\s(?:میں|سے|تک|کے|کی|کا|کو|پر|اور|جانے|تا)\s)(?:\s[^\s۔،؛]+){1,8}?\s(?:کرے\sگا|کرے\sگی|کریں\sگے|دے\sگا|دے\sگی|دیں\sگے|بھیجے\sگا)"
)
_CLAUSE = re.compile(r"(?:^|[۔،؛!؟’“\"\n]\s*|\s(?:کہ|تاہم|جبکہ|جب\sکہ|لیکن|مگر|فرق|باقی)\s)$")
_MOTORWAY = re.compile(r"\s(?:موٹروے|موٹر وے|ایکسپریس وے)(?!\w)")
# "Makran Coastal Highway", "Karot Hydro Power Project": what stands between are words of other languages.
_PROJECT_ENDS = re.compile(
    rf"(?:\s(?:{'|'.join(WORD_LISTS['loans_arabic'].split())})){{0,4}}\s"
    rf"(?:{'|'.join(WORD_LISTS['projects_arabic'].replace(chr(10), '').split('|'))})(?!\w)"
)
# Letters by the consonants that cpec_map.gazetteer.skeleton keeps of a transcription.
_CONSONANTS = str.maketrans("بپتٹثجچخدڈذرڑزژسشصضطظغفقکگلمنں", "bpttsj2kddsrrsss1sstsgfkkglmnn")
_LETTERS = re.compile(r"[\u0600-\u06ff]+")
# Words that end so are no names but things in the plural.
_PLURALS = ("وں", "یاں", "ئیں", "یں")
# So many consonants have to be the same.
_BONES = 3


def is_name_in_urdu(words: Sequence[Word], at: int, referents: Sequence[Referent]) -> bool:
    """Whether a word in Arabic script, where nothing tells names from words, is taken for a name."""
    after = words[at + 1].text if at + 1 < len(words) and words[at + 1].joined else ""
    if words[at].text in _WORDS and not (after in _SURE and any(one.listed for one in referents)):
        return False
    if after.startswith("ال"):  # the first half of an Arabic compound
        return False
    return any(one.listed or one.population >= _TOWNS.get(one.country or "", WELL_KNOWN) for one in referents)


def whole_in_urdu(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The words of a name in Urdu with what says its kind: "Satluj River", "Gomal Zam Dam"."""
    low = first - 1 if first and words[first].joined and words[first - 1].text in _BEFORE else first
    after = words[last + 1] if last + 1 < len(words) else None
    high = last + 1 if low == first and after is not None and after.joined and after.text in _AFTER else last
    return low, high


def mention_in_urdu(text: str, words: Sequence[Word], low: int, high: int, referents: tuple[Referent, ...]) -> Mention:
    """What the words ``low`` to ``high`` name: a place, unless what stands beside them says that it acts."""
    start, end = words[low].start, words[high].end
    name = text[start:end]
    beside = words[high + 1].text if high + 1 < len(words) and words[high + 1].joined else ""
    if _DOES.match(text, end) is not None and _CLAUSE.search(text, max(0, start - 10), start) is not None:
        return Mention(start, end, name, ACTOR, "is what acts or speaks here", referents)
    if beside in _TEAMS:
        return Mention(start, end, name, ACTOR, "is part of the name of a team, train or ship", referents)
    office = words[high + 2].text if high + 2 < len(words) and beside in _OF else ""
    if office in _OFFICES and any(one.kind == "country" for one in referents):
        return Mention(start, end, name, ACTOR, "is a state, and somebody speaks for it", referents)
    if beside in _BODIES or (low and words[low - 1].text in _HEADS):
        return Mention(start, end, name, ACTOR, "is part of an organisation's name", referents)
    return Mention(start, end, name, PLACE, "is a name of it", referents)


def projects_in_urdu(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, with places that begin a project's name made the project: two before the word for motorway."""
    kept: list[Mention] = []
    for one in found:
        match = _MOTORWAY.match(text, one.end) if one.kind == PLACE else None
        if match is not None and kept and text[kept[-1].end : one.start].strip() in ("", "-", "–", "تا"):
            first = kept.pop()
            whole = text[first.start : match.end()]
            kept.append(Mention(first.start, match.end(), whole, PROJECT, "is named like a project"))
            continue
        match = _PROJECT_ENDS.match(text, one.end) if one.kind == PLACE and one.text[0] >= "\u0600" else None
        if match is not None:
            meant = tuple(replace(place, kind="project", record=None) for place in one.referents)
            whole = text[one.start : match.end()]
            kept.append(Mention(one.start, match.end(), whole, PROJECT, "is named like a project", meant))
        else:
            kept.append(one)
    return iter(kept)


def transcribed_in_urdu(words: Sequence[Word], lexicon: Lexicon, taken: Spans) -> Iterator[Mention]:
    """Words in Urdu that no list has, but whose consonants are those of one of the corridor's places."""
    for word, after in pairwise(words):
        if after.text not in _SURE or not after.joined or not _LETTERS.fullmatch(word.text):
            continue
        if word.text in _WORDS or word.text.endswith(_PLURALS) or taken.touches(word.start, word.end):
            continue
        bones = "".join(
            one
            for one in re.sub(r"(.)\1+", r"\1", word.folded.translate(_CONSONANTS))
            if one.isascii() and one.isalnum()
        )
        meant = lexicon.bones.get(bones, ()) if len(bones) >= _BONES else ()
        if len(meant) == 1:
            yield Mention(word.start, word.end, word.text, PLACE, f"is spelled like {meant[0].name}", meant)
