"""What a reviewer decided about a draft, read without trust from what a browser sent; every fault is named.

An item that is not decided is not there; ``rejected`` items are dropped here, so that what is left was accepted.
"""

from __future__ import annotations

import math
import re
import types
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from cpec_map.anchor import MAX_CHARACTERS, digest, normalise_text
from cpec_map.edtf import DATE_REMEDY, is_edtf
from cpec_map.gazetteer import COUNTRIES, KINDS, fold_words
from cpec_map.project import CONFIDENCES
from cpec_map.record import MAX_QUOTE_CHARACTERS, MAX_QUOTE_WORDS
from cpec_map.table import identifier_ok, shown
from geo.check import EAST, NORTH, SOUTH, WEST
from geo.reading.draft import Draft, DraftCandidate, DraftFact, DraftMention
from geo.storing.wording import Wording, read_wording

ACCEPTED, REJECTED = "accepted", "rejected"
# What is known no better than this is a region: it has a name and no point.
MAX_POINT_M = 50_000.0
# A country or region is no point, so a reviewer cannot give one as a place.
OWN_KINDS = tuple(kind for kind in KINDS if kind not in ("country", "region"))

_MAX_ITEMS = 5000
_MAX_LISTED = 40
_MAX_NAME, _MAX_TITLE, _MAX_SAID = 80, 300, 600
_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,500}")
_OWN_FACT, _OWN_MENTION = re.compile(r"own-[0-9]{1,4}"), re.compile(r"own-m[0-9]{1,4}")
# Joiners and direction marks that Urdu and Persian are written with; nothing else invisible belongs in a record.
_INVISIBLE_OK = "\u200c\u200d\u200e\u200f"
_SENTENCE_END = re.compile(r"[.!?؟۔][”’\"')\]]*\s+|[。！？]")


@dataclass(frozen=True)
class Fault:
    """One thing that keeps a decision from being stored: the item and its field, what is wrong, what to do."""

    item: str
    field: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.item}, {self.field}" if self.field else self.item
        return f"{place}: {self.rule} {self.remedy}".strip()


@dataclass(frozen=True)
class ArticleDecision:
    """What the reviewer says of the article; ``publisher`` and ``address`` are empty where none is stated."""

    title: str
    publisher: str
    published: str
    address: str
    dated_by: str


@dataclass(frozen=True)
class OwnPlace:
    """A place that the reviewer located, in degrees (WGS 84). ``country`` is ``None`` where nothing says it."""

    name: str
    kind: str
    lon: float
    lat: float
    accuracy_m: float
    note: str
    country: str | None


@dataclass(frozen=True)
class PlaceDecision:
    """An accepted mention, which the reviewer may have marked, and what it stands for: a candidate of the draft or
    one that was looked up, or a place of the reviewer's own.
    """

    mention: DraftMention
    candidate: DraftCandidate | None
    own: OwnPlace | None


@dataclass(frozen=True)
class ClaimDecision:
    """The value that a fact gives. ``subject`` is empty for the fact's first."""

    attribute: str
    value: str
    unit: str
    as_of: str
    subject: str


@dataclass(frozen=True)
class Quote:
    """The words that anchor a fact: paragraph from 1, characters of the text, context only where it is needed."""

    paragraph: int
    exact: str
    start: int
    end: int
    prefix: str
    suffix: str


@dataclass(frozen=True)
class FactDecision:
    """An accepted fact. ``sentence`` is first and last character (exclusive) of the sentence that says it."""

    id: str
    statement: str
    kind: str
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]
    confidence: str
    inferred: str
    claim: ClaimDecision | None
    quote: Quote
    sentence: tuple[int, int]


@dataclass(frozen=True)
class Decisions:
    """Everything that was accepted, facts in the order of the text."""

    article: ArticleDecision
    places: tuple[PlaceDecision, ...]
    facts: tuple[FactDecision, ...]


def check_draft(draft: Draft) -> tuple[Fault, ...]:
    """What is wrong with a draft that came back from a browser: values of other types, or another text."""
    again = "Read the article again."
    wrong = _untyped(draft, Draft, "draft")
    if wrong is not None:
        return (Fault("article", wrong, "is not as the draft was made.", again),)
    if len(draft.text) > MAX_CHARACTERS:
        return (Fault("article", "text", f"has more than {MAX_CHARACTERS:,} characters.", "Split the article."),)
    if draft.text != normalise_text(draft.text) or digest(draft.text) != draft.article.sha256:
        return (Fault("article", "text", "is not the text that the draft was made of.", again),)
    if not draft.text or not identifier_ok(draft.article.id):
        return (Fault("article", "id", f"{shown(draft.article.id)} is not an id of an article.", again),)
    return ()


# The place of an id as the gazetteers have it, or ``None``.
Find = Callable[[str], DraftCandidate | None]


def parse_decisions(
    data: object, draft: Draft, find: Find = lambda _: None
) -> tuple[Decisions | None, tuple[Fault, ...]]:
    """The decisions about a draft that passed :func:`check_draft`, or ``None`` and everything wrong with them.

    ``find`` looks up what the reviewer found in a gazetteer, because what a browser says of it is not believed.
    """
    reader = _Reader(draft, find)
    whole = reader.table(data, "decisions", "", ("article", "mentions", "facts"))
    article = _article(reader, whole.get("article"))
    places = _places(reader, whole.get("mentions", {}))
    facts = _facts(reader, whole.get("facts", {}))
    if not reader.faults and not facts and not places:
        reader.fault("article", "", "has nothing that is accepted.", "Accept at least one fact or place.")
    if reader.faults:
        return None, tuple(reader.faults)
    return Decisions(article, tuple(places), tuple(sorted(facts, key=lambda fact: fact.quote.start))), ()


# ---- the parts ----------------------------------------------------------------------------------


def _article(reader: _Reader, data: object) -> ArticleDecision:
    keys = ("title", "publisher", "published", "address", "dated_by")
    table = reader.table(data, "article", "", keys)
    title = reader.text(table, "article", "title", _MAX_TITLE, own=False, remedy="Give the article's headline.")
    # A headline may be quoted whole, because it is how the article is cited; anything longer may not.
    first, *others = reader.draft.text.split("\n")
    if title != reader.draft.article.title and not (others and title == first):
        reader.own_words(title, "article", "title", "Give the article's headline.")
    if title.lower().startswith(("http:", "https:")):
        reader.fault("article", "title", "is an address.", "Give the article's headline.")
    published = reader.text(table, "article", "published", _MAX_NAME, own=False, remedy=DATE_REMEDY)
    if published and not is_edtf(published):
        reader.fault("article", "published", f"{shown(published)} is not an EDTF date.", DATE_REMEDY)
    address = reader.text(table, "article", "address", _MAX_SAID, own=False, remedy=None)
    if address and not _ADDRESS.fullmatch(address):
        rule = f"{shown(address)} is not a web address."
        reader.fault("article", "address", rule, "Start with https:// or leave it empty.")
    publisher = reader.text(table, "article", "publisher", _MAX_NAME, remedy=None)
    return ArticleDecision(
        title, publisher, published, address, reader.text(table, "article", "dated_by", _MAX_SAID, remedy=None)
    )


def _places(reader: _Reader, data: object) -> list[PlaceDecision]:
    mentions = {one.id: one for one in reader.draft.mentions}
    # Actors stay what they are in the text, so a name that was read as one can be marked as a place.
    taken = [(one.start, one.end) for one in reader.draft.mentions if one.kind != "actor"]
    places: list[PlaceDecision] = []
    for key, entry in reader.items(data, "mentions"):
        item = f"mention {key}"
        mine = key not in mentions and _OWN_MENTION.fullmatch(key) is not None
        keys = ("state", "candidate", "own", "found", *(("start", "end") if mine else ()))
        table = reader.table(entry, item, "", keys)
        if key not in mentions and not mine:
            reader.fault(item, "", "is not in the draft.", "Read the article again.")
        elif reader.accepted(table, item):
            mention = _marked(reader, key, table, taken) if mine else mentions[key]
            if mention is not None:
                places.extend(_place(reader, mention, table, item))
    return sorted(places, key=lambda one: one.mention.start)


def _marked(reader: _Reader, key: str, table: Mapping[str, Any], taken: list[tuple[int, int]]) -> DraftMention | None:
    """A mention of the reviewer's own: words of the text that no other mention has; from now on they are taken."""
    item, remedy = f"mention {key}", "Select only the name."
    words = _selected(reader, table.get("start"), table.get("end"), item, "words", remedy)
    if words is None:
        return None
    start, end = words
    name = reader.draft.text[start:end]
    if not fold_words(name):
        reader.fault(item, "words", "hold no letter and no digit.", remedy)
        return None
    if any(first < end and start < last for first, last in taken):
        reader.fault(item, "words", "are part of another place or project.", "Decide about that one.")
        return None
    taken.append(words)
    paragraph = reader.draft.text.count("\n", 0, start) + 1
    return DraftMention(key, paragraph, start, end, name, "place", "Marked by the reviewer.", None, ())


def _place(reader: _Reader, mention: DraftMention, table: Mapping[str, Any], item: str) -> Iterable[PlaceDecision]:
    index, own, found = table.get("candidate"), table.get("own"), table.get("found")
    if found is not None:
        if index is not None or own is not None:
            reader.fault(item, "found", "stands beside another place.", "Choose one of them.")
            return ()
        place = _found_place(reader, found, item)
        # A name that was read as a project's is a place's when the reviewer says which.
        return [PlaceDecision(replace(mention, kind="place"), place, None)] if place is not None else []
    candidate = None
    if index is not None:
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(mention.candidates):
            reader.fault(item, "candidate", f"{shown(index)} is none of its candidates.", "Choose one of those shown.")
            return ()
        candidate = mention.candidates[index]
    if own is not None:
        return [PlaceDecision(mention, None, made)] if (made := _own_place(reader, own, item)) is not None else []
    # A person or an organisation is accepted as what it is; a place is somewhere.
    if candidate is None and mention.kind == "place":
        rule = "is accepted, and nothing says which place it is."
        reader.fault(item, "candidate", rule, "Choose a candidate, give a place of your own, or reject it.")
        return ()
    return [PlaceDecision(mention, candidate, None)]


# What a reviewer goes by when choosing a place that was found; its score and reason are those of one question.
_SEEN = ("name", "kind", "lon", "lat", "accuracy_m", "country")


def _found_place(reader: _Reader, data: object, item: str) -> DraftCandidate | None:
    before = len(reader.faults)
    table = reader.table(data, item, "found", [one.name for one in fields(DraftCandidate)])
    if len(reader.faults) > before:
        return None
    identifier = table.get("id")
    place = reader.find(identifier) if isinstance(identifier, str) and identifier_ok(identifier) else None
    if place is None:
        reader.fault(item, "found", f"{shown(identifier)} is in no gazetteer.", "Search for it again.")
        return None
    if any(table.get(key) != getattr(place, key) for key in _SEEN):
        reader.fault(item, "found", "is not as the gazetteer has it now.", "Search for it again.")
        return None
    return place


def _own_place(reader: _Reader, data: object, item: str) -> OwnPlace | None:
    keys = ("name", "kind", "lon", "lat", "accuracy_m", "note", "country")
    before = len(reader.faults)
    table = reader.table(data, item, "own", keys)
    name = reader.text(table, item, "own.name", _MAX_NAME, remedy="Give the place's name.")
    note = reader.text(table, item, "own.note", _MAX_SAID, remedy=None)
    kind, country = table.get("kind"), table.get("country") or None
    if kind not in OWN_KINDS:
        reader.fault(item, "own.kind", f"{shown(kind)} is no kind of place.", f"Use one of {', '.join(OWN_KINDS)}.")
    if country is not None and country not in COUNTRIES:
        rule = f"{shown(country)} is no country of the corridor."
        reader.fault(item, "own.country", rule, f"Use one of {', '.join(COUNTRIES)}, or leave it out.")
    lon, lat = (reader.number(table, item, f"own.{key}", "Give degrees such as 73.21.") for key in ("lon", "lat"))
    accuracy = reader.number(table, item, "own.accuracy_m", "Give the radius within which it lies, in metres.")
    if not math.isnan(lon) and not math.isnan(lat) and not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        swapped = WEST <= lat <= EAST and SOUTH <= lon <= NORTH
        rule = f"lies at lon {lon:g}, lat {lat:g}, outside {WEST:g}–{EAST:g} E, {SOUTH:g}–{NORTH:g} N."
        better = f"lon and lat are swapped: lon is {lat:g}, lat is {lon:g}."
        reader.fault(item, "own.lon", rule, better if swapped else "Correct the coordinates.")
    if not math.isnan(accuracy) and not 1 <= accuracy <= MAX_POINT_M:
        rule = f"is {accuracy:g} m; a point is known to 1 m at best and {MAX_POINT_M:,.0f} m at worst."
        reader.fault(item, "own.accuracy_m", rule, "Give that radius, or reject the place: its name can stay.")
    if len(reader.faults) > before:
        return None
    return OwnPlace(name, str(kind), lon, lat, accuracy, note, country)


def _facts(reader: _Reader, data: object) -> list[FactDecision]:
    drafted = {one.id: one for one in reader.draft.facts}
    facts: list[FactDecision] = []
    for key, entry in reader.items(data, "facts"):
        item = f"fact {key}"
        keys = ("state", "statement", "kind", "subjects", "places", "actors", "confidence", "inferred")
        table = reader.table(entry, item, "", (*keys, "claim", "selector"))
        if key not in drafted and not _OWN_FACT.fullmatch(key):
            reader.fault(item, "", "is not in the draft.", "Read the article again.")
        elif reader.accepted(table, item):
            fact = _fact(reader, key, table, drafted.get(key), item)
            if fact is not None:
                facts.append(fact)
    return facts


def _fact(
    reader: _Reader, key: str, table: Mapping[str, Any], drafted: DraftFact | None, item: str
) -> FactDecision | None:
    before = len(reader.faults)
    quote = _quote(reader, table.get("selector"), drafted, item)
    statement = reader.text(table, item, "statement", _MAX_SAID, remedy="Write it in your own words.")
    kind = reader.text(table, item, "kind", _MAX_NAME, remedy="Say what kind of fact it is.")
    inferred = reader.text(table, item, "inferred", _MAX_SAID, remedy=None)
    confidence = table.get("confidence")
    if confidence not in CONFIDENCES:
        rule = f"{shown(confidence)} is not a confidence."
        reader.fault(item, "confidence", rule, f"Use {', '.join(CONFIDENCES)}.")
    lists = [reader.texts(table, item, name) for name in ("subjects", "places", "actors")]
    claim = _claim(reader, table["claim"], item) if table.get("claim") is not None else None
    if quote is not None and statement.casefold() == quote.exact.casefold():
        reader.fault(item, "statement", "is the quote itself.", "Write it in your own words.")
    if quote is None or len(reader.faults) > before:
        return None
    sentence = _sentence(reader.draft.text, quote, drafted)
    return FactDecision(
        key, statement, kind, lists[0], lists[1], lists[2], str(confidence), inferred, claim, quote, sentence
    )


def _claim(reader: _Reader, data: object, item: str) -> ClaimDecision:
    table = reader.table(data, item, "claim", ("attribute", "value", "unit", "as_of", "subject"))
    attribute = reader.text(table, item, "claim.attribute", _MAX_NAME, remedy="Choose what the value measures.")
    value = reader.text(table, item, "claim.value", _MAX_TITLE, remedy="Give the value, or leave the claim out.")
    unit, subject = (reader.text(table, item, f"claim.{key}", _MAX_NAME, remedy=None) for key in ("unit", "subject"))
    as_of = reader.text(table, item, "claim.as_of", _MAX_NAME, remedy=None)
    if as_of and not is_edtf(as_of):
        reader.fault(item, "claim.as_of", f"{shown(as_of)} is not an EDTF date.", DATE_REMEDY)
    return ClaimDecision(attribute, value, unit, as_of, subject)


# ---- the words that say it ----------------------------------------------------------------------


def _quote(reader: _Reader, data: object, drafted: DraftFact | None, item: str) -> Quote | None:
    text = reader.draft.text
    if data is None and drafted is None:
        reader.fault(item, "selector", "is missing.", "Select the words of the article that say it.")
        return None
    start: Any = drafted.selector.start if drafted is not None else None
    end: Any = drafted.selector.end if drafted is not None else None
    if data is not None:
        table = reader.table(data, item, "selector", ("start", "end"))
        start, end = table.get("start"), table.get("end")
    elif drafted is not None and text[max(0, start) : max(0, end)] != drafted.selector.exact:
        reader.fault(item, "selector", "is not in the text.", "Select the words anew.")
        return None
    remedy = "Select only the words that anchor the fact."
    words = _selected(reader, start, end, item, "selector", remedy)
    if words is None:
        return None
    start, end = words
    exact = text[start:end]
    prefix, suffix = _context(text, start, end)
    return Quote(text.count("\n", 0, start) + 1, exact, start, end, prefix, suffix)


def _selected(reader: _Reader, start: Any, end: Any, item: str, field: str, remedy: str) -> tuple[int, int] | None:
    """The characters of a few words of one paragraph, or ``None`` with a fault."""
    text = reader.draft.text
    whole = [isinstance(one, int) and not isinstance(one, bool) for one in (start, end)]
    if not all(whole) or not 0 <= start < end <= len(text):
        rule = f"{shown(start)} to {shown(end)} lies outside the {len(text):,} characters of the text."
        reader.fault(item, field, rule, "Select the words anew.")
        return None
    # Selecting with a mouse takes a space along; the words begin and end with one of their own.
    start, end = end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())
    exact = text[start:end]
    if not exact or "\n" in exact:
        reader.fault(item, field, "is not within one paragraph.", "Select a few words of one sentence.")
        return None
    if len(exact.split()) > MAX_QUOTE_WORDS or len(exact) > MAX_QUOTE_CHARACTERS:
        most = f"at most {MAX_QUOTE_WORDS} words and {MAX_QUOTE_CHARACTERS} characters are quoted."
        reader.fault(item, field, f"has {len(exact.split())} words and {len(exact)} characters; {most}", remedy)
        return None
    return start, end


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """As few words before or after a quote as make it the only one of its kind in the text; none where it is."""
    exact = text[start:end]
    places = _occurrences(text, exact)
    if len(places) == 1:
        return "", ""
    before = re.findall(r"\S+\s*", text[text.rfind("\n", 0, start) + 1 : start])[-3:]
    after = re.findall(r"\s*\S+", text[end : _line_end(text, end)])[:3]
    shapes = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 1), (0, 3), (3, 0), (2, 2), (3, 3)]
    prefix = suffix = ""
    for first, last in shapes:
        prefix = "".join(before[len(before) - min(first, len(before)) :]).strip()[-MAX_QUOTE_CHARACTERS:]
        suffix = "".join(after[:last]).strip()[:MAX_QUOTE_CHARACTERS]
        alike = [
            place
            for place in places
            if text[:place].rstrip().endswith(prefix) and text[place + len(exact) :].lstrip().startswith(suffix)
        ]
        if len(alike) == 1:
            break
    return prefix, suffix


def _occurrences(text: str, exact: str) -> list[int]:
    """Where it stands; of a quote that stands in very many places the first ones are told apart."""
    places: list[int] = []
    place = text.find(exact)
    while place >= 0 and len(places) < 100:
        places.append(place)
        place = text.find(exact, place + 1)
    return places


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _sentence(text: str, quote: Quote, drafted: DraftFact | None) -> tuple[int, int]:
    """The draft's sentence, or the one around words that were selected elsewhere."""
    if drafted is not None and drafted.start <= quote.start and quote.end <= drafted.end:
        return drafted.start, drafted.end
    first = text.rfind("\n", 0, quote.start) + 1
    ends = [match.end() for match in _SENTENCE_END.finditer(text, first, _line_end(text, quote.end))]
    begin = max([end for end in ends if end <= quote.start], default=first)
    return begin, min([end for end in ends if end >= quote.end], default=_line_end(text, quote.end))


# ---- reading and checking -----------------------------------------------------------------------


class _Reader:
    """Values out of untrusted data, each of the type it must have; what is wrong with them is collected."""

    def __init__(self, draft: Draft, find: Find) -> None:
        self.draft = draft
        self.find = find
        self.faults: list[Fault] = []
        self._wording: Wording = read_wording(draft.text)

    def fault(self, item: str, field: str, rule: str, remedy: str) -> None:
        self.faults.append(Fault(item, field, rule, remedy))

    def table(self, data: object, item: str, field: str, keys: Sequence[str]) -> Mapping[str, Any]:
        """An object with no other keys than these; empty when it is none."""
        if not isinstance(data, Mapping):
            self.fault(item, field, "is missing or not an object.", "Reload the page and decide again.")
            return {}
        for key in data:
            if key not in keys:
                self.fault(item, field, f"has {shown(key)}, which means nothing here.", f"Use {', '.join(keys)}.")
        return data

    def items(self, data: object, field: str) -> list[tuple[str, object]]:
        if not isinstance(data, Mapping) or len(data) > _MAX_ITEMS:
            self.fault("decisions", field, f"is not an object of at most {_MAX_ITEMS:,} items.", "Reload the page.")
            return []
        # A key is shown in messages, so it is bounded like any other text.
        return [(key if isinstance(key, str) and identifier_ok(key) else shown(key), one) for key, one in data.items()]

    def accepted(self, table: Mapping[str, Any], item: str) -> bool:
        if table.get("state") not in (ACCEPTED, REJECTED):
            remedy = f"Use {ACCEPTED} or {REJECTED}, or leave the item out."
            self.fault(item, "state", f"{shown(table.get('state'))} is no decision.", remedy)
        return table.get("state") == ACCEPTED

    def text(
        self, table: Mapping[str, Any], item: str, field: str, most: int, *, own: bool = True, remedy: str | None
    ) -> str:
        """A text on one line; ``remedy`` is what to do about an empty one, ``None`` where it may be empty.

        ``own`` texts must not repeat the article's wording.
        """
        value = table.get(field.rpartition(".")[2], "")
        cleaned = self.clean(value, item, field, most)
        if cleaned is None:
            return ""
        if not cleaned and remedy is not None:
            self.fault(item, field, "is empty.", remedy)
        if own:
            self.own_words(cleaned, item, field, "Write it in your own words.")
        return cleaned

    def texts(self, table: Mapping[str, Any], item: str, field: str) -> tuple[str, ...]:
        values = table.get(field, [])
        if not isinstance(values, list) or len(values) > _MAX_LISTED:
            self.fault(item, field, f"is not a list of at most {_MAX_LISTED} texts.", "Correct it.")
            return ()
        cleaned = [self.clean(value, item, field, _MAX_NAME) for value in values]
        for one in cleaned:
            self.own_words(one or "", item, field, "Name it shortly.")
        return tuple(dict.fromkeys(one for one in cleaned if one))

    def clean(self, value: object, item: str, field: str, most: int) -> str | None:
        """The text in one line and one form of Unicode, or ``None`` with a fault when it is none of ours."""
        if not isinstance(value, str):
            self.fault(item, field, f"{shown(value)} is not text.", "Give it as text.")
            return None
        if len(value) > 10 * most:
            self.fault(item, field, f"has {len(value):,} characters; at most {most} are kept.", "Shorten it.")
            return None
        cleaned = " ".join(unicodedata.normalize("NFC", value).split())
        odd = next((one for one in cleaned if unicodedata.category(one)[0] == "C" and one not in _INVISIBLE_OK), None)
        if odd is not None:
            self.fault(item, field, f"holds the invisible character U+{ord(odd):04X}.", "Remove it.")
            return None
        if len(cleaned) > most:
            self.fault(item, field, f"has {len(cleaned):,} characters; at most {most} are kept.", "Shorten it.")
            return None
        return cleaned

    def own_words(self, said: str, item: str, field: str, remedy: str) -> None:
        run = self._wording.shared(said)
        if run is not None:
            self.fault(item, field, f"repeats the article's words: “{run}”.", remedy)

    def number(self, table: Mapping[str, Any], item: str, field: str, remedy: str) -> float:
        """A number, or not-a-number with a fault."""
        value = table.get(field.rpartition(".")[2])
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e9 or value != value:
            self.fault(item, field, f"{shown(value)} is not a number.", remedy)
            return math.nan
        return float(value)


@lru_cache(maxsize=32)
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _untyped(value: object, hint: Any, place: str) -> str | None:
    """The first place in a draft whose value is not of the type that the dataclass promises, or ``None``."""
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, hint):
            return place
        promised = _hints(hint).items()
        found = (_untyped(getattr(value, name), one, f"{place}.{name}") for name, one in promised)
        return next((one for one in found if one is not None), None)
    if get_origin(hint) is tuple:
        if not isinstance(value, tuple):
            return place
        inner = get_args(hint)[0]
        return next((one for part in value if (one := _untyped(part, inner, place)) is not None), None)
    if get_origin(hint) in (Union, types.UnionType):
        return None if any(_untyped(value, one, place) is None for one in get_args(hint)) else place
    if hint is float:
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and -1e12 <= value <= 1e12
        return None if number else place
    exact = isinstance(value, hint) and not (hint is int and isinstance(value, bool))
    return None if exact else place
