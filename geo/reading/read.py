"""How an article becomes a draft: its names resolved, its sentences about the corridor turned into facts to review."""

from __future__ import annotations

import gc
import hashlib
import re
import tomllib
from bisect import bisect_left, bisect_right
from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path

import sentencex

from cpec_map.record import MAX_QUOTE_CHARACTERS, MAX_QUOTE_WORDS, Selector
from geo.reading.amounts import Amount, find_amounts
from geo.reading.dates import Stated, find_dates
from geo.reading.draft import (
    Draft,
    DraftAmount,
    DraftArticle,
    DraftCandidate,
    DraftDate,
    DraftFact,
    DraftMention,
)
from geo.reading.intake import Document
from geo.reading.known import Memory, attribute_of, label_of, match_amount, match_words, read_memory
from geo.reading.recognise import ACTOR, PLACE, PROJECT
from geo.reading.resolve import Reading, read_text
from geo.reading.toponyms import Lexicon, Referent, read_lexicon, stamp

# A security-sensitive fact stays at the precision of a city and names nobody.
SENSITIVE = "security incident"
# The corridor itself: named beside a project, it only says what the project belongs to.
_WHOLE = "corridor-whole"
_MAX_FACTS = 400


@dataclass(frozen=True)
class Kind:
    """A kind of fact, the words that show it, and how a draft says it."""

    kind: str
    words: frozenset[str]
    says: str


@dataclass(frozen=True)
class Reader:
    """Everything that reading an article needs, loaded once: names, records and kinds of facts.

    ``shows`` leads from a word to the first kind that it shows; ``hedges`` are words of what is not sure.
    """

    lexicon: Lexicon
    memory: Memory
    kinds: tuple[Kind, ...]
    shows: Mapping[str, int]
    hedges: frozenset[str]


def read_reader(seeds: Path) -> Reader:
    """The reader for a folder of records; takes some seconds the first time, and is kept until a record changes."""
    tables = (*seeds.glob("*.csv"), *seeds.glob("claims/*.csv"), *seeds.glob("toponyms/*.csv"))
    records = sorted((*tables, *seeds.glob("articles/*.toml")))
    return _reader(seeds, stamp(records))


@lru_cache(maxsize=2)
def _reader(seeds: Path, _stamp: tuple[tuple[int, int], ...]) -> Reader:
    table = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    kinds = tuple(Kind(one["kind"], frozenset(one["words"].lower().split()), one["says"]) for one in table["kind"])
    shows: dict[str, int] = {}
    for place, kind in enumerate(kinds):
        for word in kind.words:
            shows.setdefault(word, place)
    reader = Reader(read_lexicon(seeds), read_memory(seeds), kinds, shows, frozenset(table["hedges"].split()))
    # What stays need not be looked through for garbage again and again (a whole run: 164 articles a second, not 155).
    gc.collect()
    gc.freeze()
    return reader


def read_article(document: Document, reader: Reader) -> Draft:
    """The draft of an article: the same text and the same records give the same draft."""
    text = document.text
    readings = read_text(text, reader.lexicon)
    breaks = [match.start() for match in re.finditer("\n", text)]
    mentions = tuple(_mention(number, one, breaks, reader) for number, one in enumerate(readings, start=1))
    published = _day(document.published)
    facts = tuple(_facts(text, mentions, published, reader))
    # What cpec_map.anchor.digest gives for the text, which is in its normalised form already.
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    article = DraftArticle(
        f"article-{sha256[:16]}",
        document.name,
        document.title,
        document.publisher,
        document.address,
        document.published,
        document.published_why,
        document.language,
        sha256,
        len(text),
        len(breaks) + 1,
    )
    notes = list(document.notes)
    if published is None and any("own date is not known" in fact.inferred for fact in facts):
        notes.append("The article's own date is not known: give it, and relative dates can be resolved.")
    return Draft(article, text, mentions, facts, tuple(notes))


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "").rstrip("~"))
    except ValueError:
        return None


def _mention(number: int, reading: Reading, breaks: Sequence[int], reader: Reader) -> DraftMention:
    mention = reading.mention
    candidates = tuple(
        DraftCandidate(
            id=one.referent.id,
            name=one.referent.name,
            kind=one.referent.kind,
            lon=one.lon,
            lat=one.lat,
            accuracy_m=one.accuracy_m,
            country=one.referent.country,
            score=one.score,
            reason=one.reason,
            origin=one.referent.origin,
            gazetteer=one.referent.id if one.referent.origin == "corridor" and mention.offset is None else None,
            feature=one.referent.record if one.referent.origin == "corridor" and mention.offset is None else None,
            subject=_about(one.referent, mention.text, reader.memory) if mention.offset is None else None,
        )
        for one in reading.candidates
    )
    chosen = None if reading.chosen is None else reading.candidates.index(reading.chosen)
    paragraph = bisect_right(breaks, mention.start) + 1
    return DraftMention(
        f"m{number}",
        paragraph,
        mention.start,
        mention.end,
        mention.text,
        mention.kind,
        mention.reason,
        chosen,
        candidates,
    )


# A town is not the railway or road that its station or milestone is drawn on, unless the station is named.
_SETTLEMENTS = ("city", "town", "village", "region", "country", "station", "halt")
_STATION = re.compile(r"\b(?:station|junction|halt|cantonment)\b", re.IGNORECASE)


def _about(referent: Referent, name: str, memory: Memory) -> str | None:
    """The subject or project that facts about what a name means are kept under."""
    if referent.record is None:
        return None
    subject = memory.about.get(referent.record, referent.record if referent.record in memory.names else None)
    own = subject is None or subject.startswith("place-") or _STATION.search(name) is not None
    if referent.kind in _SETTLEMENTS and not own:
        return None
    return subject


# ---- facts --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sentence:
    start: int
    end: int
    paragraph: int
    text: str

    @cached_property
    def plain(self) -> frozenset[str]:
        """Its words that have no capital."""
        return frozenset(_PLAIN_WORD.findall(self.text))


# A sentence that only points back is about what the sentence before it was about.
_BACK = re.compile(
    r"\b(?:the|this|these|both|that|its)\s+(?:two\s+|key\s+)?"
    r"(?:projects?|section|line|railway|track|highway|road|port|zone|scheme|plant|airport|expressway|corridor)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_PLAIN_WORD = re.compile(r"\b[a-z]+\b")
_SHORT = re.compile(r"\b(?:[A-Z]{3,}|MoU)\b")


def _facts(text: str, mentions: Sequence[DraftMention], published: date | None, reader: Reader) -> Iterator[DraftFact]:
    starts = [one.start for one in mentions]
    before: tuple[str, ...] = ()
    number = 0
    all_amounts, all_dates = find_amounts(text), find_dates(text, published)
    for sentence in _sentences(text):
        first, last = bisect_right(starts, sentence.start - 1), bisect_right(starts, sentence.end - 1)
        here = [one for one in mentions[first:last] if one.end <= sentence.end]
        subjects = tuple(dict.fromkeys(one for mention in here if (one := _subject(mention)) is not None))
        if len(subjects) > 1:  # "CPEC projects, among them …": what is said is said of these
            subjects = tuple(one for one in subjects if one != _WHOLE)
        inherited = not subjects and bool(before) and bool(_BACK.search(sentence.text))
        if inherited:
            subjects = before
        amounts = [one for one in all_amounts if sentence.start <= one.start and one.end <= sentence.end]
        dates = [one for one in all_dates if sentence.start <= one.start and one.end <= sentence.end]
        if subjects or (amounts and any(one.kind == PLACE and one.chosen is not None for one in here)):
            for fact in _facts_of(text, sentence, here, subjects, inherited, amounts, dates, reader, number):
                number += 1
                yield fact
                if number == _MAX_FACTS:
                    return
        if subjects:
            before = subjects


def _sentences(text: str) -> Iterator[_Sentence]:
    start = 0
    for paragraph, line in enumerate(text.split("\n"), start=1):
        at = start
        for piece in sentencex.segment("en", line):
            place = text.find(piece, at)
            at = place + len(piece)
            body = piece.strip()
            if body:
                begin = place + piece.index(body)
                yield _Sentence(begin, begin + len(body), paragraph, body)
        start += len(line) + 1


def _subject(mention: DraftMention) -> str | None:
    return None if mention.chosen is None else mention.candidates[mention.chosen].subject


def _facts_of(
    text: str,
    sentence: _Sentence,
    mentions: Sequence[DraftMention],
    subjects: tuple[str, ...],
    inherited: bool,
    amounts: Sequence[Amount],
    dates: Sequence[Stated],
    reader: Reader,
    number: int,
) -> Iterator[DraftFact]:
    """One fact for each figure of a sentence, or one for the sentence when it has none; ``number`` were before."""
    kind = _kind(sentence, reader)
    sensitive = kind is not None and kind.kind == SENSITIVE
    places = tuple(
        dict.fromkeys(
            one.candidates[one.chosen].name for one in mentions if one.kind == PLACE and one.chosen is not None
        )
    )
    actors = () if sensitive else tuple(dict.fromkeys(one.text for one in mentions if one.kind == ACTOR))
    inferred = [
        *(("Read as what the sentence before is about.",) if inherited else ()),
        *(f"{one.text}: {one.reason}." for one in dates if one.reason != "as written"),
        *(("Kept at the precision of a city and without names.",) if sensitive else ()),
    ]
    shown = tuple(
        DraftDate(one.text, one.start, one.end, one.edtf, one.reason) for one in dates if one.edtf is not None
    )
    about = _names(subjects, reader.memory) or " and ".join(places)
    when = next((one.edtf for one in shown), "")
    make = partial(
        DraftFact,
        paragraph=sentence.paragraph,
        start=sentence.start,
        end=sentence.end,
        subjects=subjects,
        places=places,
        actors=actors,
        mentions=tuple(one.id for one in mentions),
        dates=shown,
        confidence="low" if sentence.plain & reader.hedges else "medium",
        inferred=" ".join(inferred),
    )
    if not amounts or sensitive:
        if kind is None and inherited:
            return
        says = kind.says if kind is not None else "it is spoken of"
        yield make(
            id=f"f{number + 1}",
            selector=_selector(text, sentence, *_anchor(sentence, mentions, dates, kind)),
            statement=_statement(about, says, actors, when),
            kind=kind.kind if kind is not None else "description",
            amounts=(),
            match=match_words(sentence.text, subjects, reader.memory),
        )
        return
    for place, amount in enumerate(amounts, start=number + 1):
        words = text[max(sentence.start, amount.start - 60) : min(sentence.end, amount.end + 40)]
        if amount.kind == "money" and any(
            one.kind == PROJECT and _BEARS.fullmatch(text, amount.end, max(amount.end, one.start)) for one in mentions
        ):
            words += " cost"  # "the $6.8 billion Main Line-1"
        attribute = attribute_of(amount, words, subjects, reader.memory) if subjects else None
        label = label_of(attribute, reader.memory) if attribute else f"a figure of {amount.kind}"
        yield make(
            id=f"f{place}",
            selector=_selector(text, sentence, amount.start, amount.end),
            statement=_statement(about, f"{label}, {_shown(amount)}", (), when),
            kind="figure",
            amounts=(DraftAmount(amount.text, amount.start, amount.end, amount.value, amount.unit, attribute),),
            match=match_amount(amount, attribute, subjects, reader.memory),
        )


# What may stand between a sum and the project that it is the price of.
_BEARS = re.compile(r"[ -](?:[a-z-]{3,14} )?")


def _kind(sentence: _Sentence, reader: Reader) -> Kind | None:
    # A word with a capital is part of a name ("Planning Minister"); an abbreviation may be one of ours.
    words = (*sentence.plain, *(word.lower() for word in _SHORT.findall(sentence.text)))
    first = min((reader.shows[word] for word in words if word in reader.shows), default=None)
    return None if first is None else reader.kinds[first]


def _names(subjects: Sequence[str], memory: Memory) -> str:
    return "; ".join(memory.names.get(one, one) for one in subjects[:3])


def _statement(about: str, says: str, actors: Sequence[str], when: str) -> str:
    """A statement in words of our own, made of the parts that were recognised; the reviewer makes it read well."""
    by = f" ({', '.join(actors[:4])})" if actors else ""
    return f"{about}: {says}{by}{f', {_in_words(when)}' if when else ''}"


def _shown(amount: Amount) -> str:
    return f"{float(amount.value):,.10g} {amount.unit}"


def _in_words(edtf: str) -> str:
    """A day or month as people write it, anything else as it is."""
    match = _DAY.fullmatch(edtf)
    if match is None:
        return edtf
    month = f"{month_name[int(match[2])]} {match[1]}"
    return f"{int(match[3])} {month}" if match[3] else month


def _anchor(
    sentence: _Sentence, mentions: Sequence[DraftMention], dates: Sequence[Stated], kind: Kind | None
) -> tuple[int, int]:
    """The characters that say it best: the word that shows the kind, else a project, a date, the first name."""
    if kind is not None:
        for match in _PLAIN_WORD.finditer(sentence.text):
            if match.group() in kind.words:
                return sentence.start + match.start(), sentence.start + match.end()
    named = [one for one in mentions if one.kind == PROJECT] or list(mentions)
    if named:
        return named[0].start, named[0].end
    if dates:
        return dates[0].start, dates[0].end
    return sentence.start, sentence.end


def _words_near(text: str, sentence: _Sentence, start: int, end: int) -> list[tuple[int, int]]:
    """First and last character (exclusive) of the words of a sentence near a stretch of it, more than any quote has."""
    first, last = start - MAX_QUOTE_CHARACTERS, end + MAX_QUOTE_CHARACTERS
    first = sentence.start if first <= sentence.start else text.find(" ", first, start) + 1 or start
    last = sentence.end if last >= sentence.end else max(end, text.rfind(" ", end, last))
    return [match.span() for match in _WORD.finditer(text, first, last)]


# So many words of a quote stand before the word that it is about.
_BEFORE = 4


def _selector(text: str, sentence: _Sentence, start: int, end: int) -> Selector:
    """The words around a stretch, fewer than eight, with context only where they stand in the text more than once."""
    words = _words_near(text, sentence, start, end)
    at = max(0, bisect_right(words, (start, len(text))) - 1)
    long = bisect_left(words, (end, 0), lo=at) - at
    low = max(0, at - max(0, min(_BEFORE, MAX_QUOTE_WORDS - long)))
    high = min(len(words), low + MAX_QUOTE_WORDS)
    low = max(0, high - MAX_QUOTE_WORDS)
    first, last = words[low][0], words[high - 1][1]
    while last - first > MAX_QUOTE_CHARACTERS and high - 1 > at:
        high -= 1
        last = words[high - 1][1]
    if last - first > MAX_QUOTE_CHARACTERS:
        first = max(first, start)
        last = min(last, first + MAX_QUOTE_CHARACTERS)
    exact = text[first:last].rstrip('.,;:!?”"’)') or text[first:last]
    prefix = suffix = ""
    if text.count(exact) > 1:
        prefix = " ".join(text[max(0, first - 60) : first].split()[-3:])
        suffix = " ".join(text[first + len(exact) : first + len(exact) + 60].split()[:3])
    return Selector(sentence.paragraph, exact, first, first + len(exact), prefix, suffix)
