"""What the records become when a reviewed draft is accepted: rows of tables and one file, and never the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cpec_map.edtf import DATE_REMEDY, in_words, is_edtf
from cpec_map.gazetteer import fold_words
from cpec_map.record import UNITS
from cpec_map.table import shown
from geo.reading.draft import Draft
from geo.storing.book import Book, open_book
from geo.storing.decisions import ClaimDecision, Decisions, FactDecision, Fault
from geo.storing.incident import incident_faults, is_incident
from geo.storing.rows import append_rows, put_rows
from geo.storing.spots import LAYER, Spot, read_spots

WHOLE = "corridor-whole"
CLAIMS = "claims/articles.csv"
LICENCE = "not open; cited"
UNSTATED = "not stated"

# The table of the layer is added with its first point, because a layer that draws nothing is a fault.
_LAYER_TABLE = Path(__file__).with_name("reported.toml")
_CLAIM_COLUMNS = ("id", "subject", "attribute", "value", "unit", "as_of", "source", "confidence", "note", "place")
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Accepted:
    """The changed files as bytes by their path in ``seeds/``, and what the reviewer should know beside."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...]


def accept(seeds: Path, draft: Draft, decisions: Decisions, today: date) -> tuple[Accepted | None, tuple[Fault, ...]]:
    """What accepting would write, or ``None`` and everything that keeps it from being accepted. Writes nothing."""
    book = open_book(seeds, draft)
    known = _known_article(book)
    if known is not None:
        return None, (known,)
    spots = read_spots(book, decisions.places)
    facts, faults = _facts(book, decisions.facts, spots)
    if book.faults or faults:
        return None, (*book.faults, *faults)
    files = dict(_files(book, decisions, spots, facts, today))
    return Accepted(files, tuple(dict.fromkeys((*book.notes, *_undrawn(spots, facts))))), ()


def _known_article(book: Book) -> Fault | None:
    article = book.draft.article
    same = next((one.id for one in book.records.articles.values() if one.sha256 == article.sha256), None)
    if same is None and article.id in book.taken:
        same = article.id
    if same is None:
        return None
    return Fault("article", "", f"is already on record as {same}.", "Open it there; nothing needs to be added.")


# ---- facts --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """An accepted fact with its id, everything it is about, and the claim it gives."""

    id: str
    fact: FactDecision
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    claim: Mapping[str, str] | None


def _facts(
    book: Book, decided: Sequence[FactDecision], spots: Sequence[Spot]
) -> tuple[tuple[_Entry, ...], tuple[Fault, ...]]:
    known = {*book.records.subjects, *book.records.portfolio.projects}
    known |= {spot.subject for spot in spots if spot.subject is not None}
    fineness = {**book.fineness, **{one.subject: one.accuracy_m for one in spots if one.subject and one.accuracy_m}}
    entries: list[_Entry] = []
    faults: list[Fault] = []
    facts, claims = book.numbers("S"), book.numbers("N")
    for fact in decided:
        first, last = fact.sentence
        here = [spot for spot in spots if first <= spot.mention.start and spot.mention.end <= last]
        subjects = tuple(dict.fromkeys((*fact.subjects, *(spot.subject for spot in here if spot.subject))))
        named = {fold_words(name) for name in fact.places}
        # A place that is listed as the article spells it is listed.
        new = [one.name for one in here if named.isdisjoint({fold_words(one.name), fold_words(one.mention.text)})]
        places = (*fact.places, *dict.fromkeys(new))
        faults.extend(_subject_faults(fact, subjects, known))
        if is_incident(fact):
            near = [(spot.name, spot.accuracy_m) for spot in here]
            faults.extend(incident_faults(fact, near, fineness, book.places, book.draft, book.states))
        identifier = next(facts)
        claim = None
        if fact.claim is not None:
            faults.extend(_claim_faults(book, fact, fact.claim, subjects, known))
            claim = _claim(book, next(claims), identifier, fact, fact.claim, subjects)
        entries.append(_Entry(identifier, fact, subjects, places, claim))
    return tuple(entries), tuple(faults)


def _subject_faults(fact: FactDecision, subjects: Sequence[str], known: set[str]) -> Iterator[Fault]:
    item = f"fact {fact.id}"
    if not subjects:
        yield Fault(item, "subjects", "is about nothing.", "Choose a subject, or accept a place in its sentence.")
    for subject in subjects:
        if subject not in known:
            alike = get_close_matches(subject, sorted(known), n=1, cutoff=0.75)
            remedy = f"Did you mean {alike[0]!r}?" if alike else "Choose a subject, a project or an accepted place."
            yield Fault(item, "subjects", f"names {shown(subject)}, which is not on record.", remedy)


def _claim_faults(
    book: Book, fact: FactDecision, claim: ClaimDecision, subjects: Sequence[str], known: set[str]
) -> Iterator[Fault]:
    item = f"fact {fact.id}"
    if claim.subject and claim.subject not in known:
        rule = f"{shown(claim.subject)} is not on record."
        yield Fault(item, "claim.subject", rule, f"Choose one of the fact's: {', '.join(subjects)}.")
    attribute = book.records.attributes.get(claim.attribute)
    if attribute is None:
        alike = get_close_matches(claim.attribute, sorted(book.records.attributes), n=1, cutoff=0.6)
        remedy = f"Did you mean {alike[0]!r}?" if alike else "Choose one of attributes.csv."
        yield Fault(item, "claim.attribute", f"{shown(claim.attribute)} is not what claims measure.", remedy)
        return
    units = UNITS.get(attribute.unit_kind)
    if attribute.unit_kind == "date" and (claim.unit not in ("", "date") or not is_edtf(claim.value)):
        yield Fault(item, "claim.value", f"{shown(claim.value)} is not an EDTF date.", DATE_REMEDY)
    if units is None:
        if claim.unit and attribute.unit_kind != "date" and not _NUMBER.fullmatch(claim.value):
            rule = f"is {shown(claim.unit)} beside a value that is no number."
            yield Fault(item, "claim.unit", rule, "Leave the unit empty, or give a number.")
        return
    if claim.unit not in units:
        rule = f"{shown(claim.unit)} is not a unit of {attribute.unit_kind}."
        yield Fault(item, "claim.unit", rule, f"Use one of {', '.join(units)}.")
    elif not _NUMBER.fullmatch(claim.value):
        rule = f"{shown(claim.value)} is not a number."
        yield Fault(item, "claim.value", rule, "Give digits only; words belong in the statement.")
    elif float(claim.value) > units[claim.unit]:
        rule = f"{claim.value} {claim.unit} cannot be meant."
        yield Fault(item, "claim.value", rule, f"Give 0 to {units[claim.unit]:g}, or correct the unit.")


def _claim(
    book: Book, identifier: str, fact_id: str, fact: FactDecision, claim: ClaimDecision, subjects: Sequence[str]
) -> dict[str, str]:
    attribute = book.records.attributes.get(claim.attribute)
    dated = attribute is not None and attribute.unit_kind == "date"
    return {
        "id": identifier,
        "subject": claim.subject or (subjects[0] if subjects else ""),
        "attribute": claim.attribute,
        "value": claim.value,
        "unit": "date" if dated else claim.unit,
        "as_of": claim.as_of,
        "source": book.draft.article.id,
        "confidence": fact.confidence,
        "note": f"Fact {fact_id}: {fact.statement}",
    }


def _undrawn(spots: Sequence[Spot], facts: Sequence[_Entry]) -> Iterator[str]:
    about = {subject for entry in facts for subject in entry.subjects}
    for spot in spots:
        if spot.point is not None and spot.subject not in about:
            kept = "it is in the gazetteer and" if spot.row is not None else "it is"
            yield f"No accepted fact speaks of {spot.name}: {kept} not drawn."


# ---- files --------------------------------------------------------------------------------------


def _files(
    book: Book, decisions: Decisions, spots: Sequence[Spot], facts: Sequence[_Entry], today: date
) -> Iterator[tuple[str, bytes]]:
    about = {subject for entry in facts for subject in entry.subjects}
    once = {(spot.subject, spot.name): spot for spot in spots}.values()
    drawn = [spot for spot in once if spot.point is not None and spot.subject in about]
    features = {spot.known: spot.subject or "" for spot in drawn if spot.known is not None}
    named = [{**spot.row, "feature": features.get(spot.row["id"], "")} for spot in once if spot.row is not None]
    identifier = book.draft.article.id
    yield f"articles/{identifier}.toml", format_article(book.draft, decisions, facts).encode()
    yield "sources.csv", append_rows(book.seeds / "sources.csv", [_source(identifier, decisions)])
    claims = [entry.claim for entry in facts if entry.claim is not None]
    if claims:
        yield CLAIMS, append_rows(book.seeds / CLAIMS, claims, _CLAIM_COLUMNS)
    if named or features:
        yield "gazetteer.csv", put_rows(book.seeds / "gazetteer.csv", named, "feature", features)
    if drawn:
        points = [spot.point for spot in drawn if spot.point is not None]
        yield "places.csv", append_rows(book.seeds / "places.csv", points)
        yield "subjects.csv", append_rows(book.seeds / "subjects.csv", [_subject(spot) for spot in drawn])
        if LAYER not in book.taken:
            before = (book.seeds / "layers.toml").read_bytes()
            yield "layers.toml", before.rstrip(b"\n") + b"\n" + _LAYER_TABLE.read_bytes()
    why = f"{_count(len(facts), 'fact')} and {_count(len(drawn), 'place')} of {decisions.article.title}"
    change = {"date": today.isoformat(), "change": "added", "record": "article", "id": identifier, "why": why}
    yield "changes.csv", append_rows(book.seeds / "changes.csv", [change], ("date", "change", "record", "id", "why"))


def format_article(draft: Draft, decisions: Decisions, facts: Sequence[_Entry]) -> str:
    """The record of an article as TOML: a citation, the digest of its text, and its facts with their quotes."""
    said = decisions.article
    publisher = said.publisher or UNSTATED
    cited = [said.publisher, f"“{said.title}”", in_words(said.published)]
    language = draft.article.language or ""
    head: dict[str, Any] = {
        "id": draft.article.id,
        "title": said.title,
        "citation": f"{', '.join(part for part in cited if part)}.",
        "publisher": publisher,
        "published": said.published,
        "language": language if _LANGUAGE.fullmatch(language) else "",
        "address": said.address,
        "dated_by": said.dated_by,
        "dated_by_sources": [],
        "sha256": draft.article.sha256,
        "characters": len(draft.text),
        "paragraphs": draft.text.count("\n") + 1,
    }
    lines = [
        "# One article as a record: what it says in our words, and where. Its text is not in this repository.",
        "# Offsets count characters of the text as normalised by cpec_map.anchor.normalise_text; ends are exclusive.",
        "",
        *_toml({key: value for key, value in head.items() if value not in (None, "")}),
    ]
    for entry in facts:
        lines += ["", "[[fact]]", *_toml(_fact_table(entry)), "", "[fact.selector]", *_toml(_selector_table(entry))]
    return "\n".join(lines) + "\n"


def _fact_table(entry: _Entry) -> dict[str, Any]:
    table = {
        "id": entry.id,
        "statement": entry.fact.statement,
        "subjects": list(entry.subjects),
        "places": list(entry.places),
        "actors": list(entry.fact.actors),
        "kind": entry.fact.kind,
        "confidence": entry.fact.confidence,
        "inferred": entry.fact.inferred,
    }
    return {key: value for key, value in table.items() if value != ""}


def _selector_table(entry: _Entry) -> dict[str, Any]:
    quote = entry.fact.quote
    table = {"paragraph": quote.paragraph, "exact": quote.exact, "start": quote.start, "end": quote.end}
    return {**table, **{key: value for key in ("prefix", "suffix") if (value := getattr(quote, key))}}


def _toml(table: Mapping[str, Any]) -> list[str]:
    # The escapes of JSON are all escapes of TOML, https://toml.io/en/v1.0.0#string; no control character gets here
    # that JSON would leave as it is.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]


def _source(identifier: str, decisions: Decisions) -> dict[str, str]:
    said = decisions.article
    return {
        "id": identifier,
        "title": said.title,
        "publisher": said.publisher or UNSTATED,
        "date": said.published,
        "address": said.address,
        "licence": LICENCE,
        "credit": said.publisher,
    }


def _subject(spot: Spot) -> dict[str, str]:
    return {"id": spot.subject or "", "name": spot.name, "kind": "place", "summary": "", "parent": WHOLE}


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
