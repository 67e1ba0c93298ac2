"""The records people edit in ``seeds/``: articles with their facts, claims, sources, subjects, projects and gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeGuard

from cpec_map.edtf import DATE_REMEDY, is_edtf
from cpec_map.layer import Problem
from cpec_map.project import CONFIDENCES, Portfolio, read_portfolio
from cpec_map.table import (
    ID_REMEDY,
    TWICE_REMEDY,
    Fault,
    Row,
    Rows,
    bounded,
    empty,
    identifier_ok,
    name_in_seeds,
    read_rows,
    read_toml,
    record_files,
    shown,
)

CHANGES = ("added", "corrected", "withdrawn")
# The units in which each kind of attribute is published, each with the greatest number that can be meant.
UNITS: Mapping[str, Mapping[str, float]] = {
    "length": {"km": 40_000, "m": 1_000_000},
    "area": {"acres": 10_000_000, "ha": 4_000_000, "km²": 1_000_000},
    "power": {"MW": 100_000, "GW": 100},
    "money": {"USD million": 1_000_000, "USD billion": 1_000, "PKR million": 100_000_000, "PKR billion": 100_000},
    "share": {"%": 100},
    "speed": {"km/h": 500},
    "duration": {"years": 200, "months": 2400},
    "mass": {"DWT": 1_000_000, "t": 1_000_000_000},
}
RECORD_KINDS = ("article", "fact", "claim", "source", "subject", "project", "feature", "layer", "place")
RULES = ("latest", "best-supported")
SUBJECT_KINDS = ("rail", "road", "port", "zone", "airport", "event", "policy", "corridor", "place")

# The article's text is not ours: a quote only anchors a fact, so it stays short.
MAX_QUOTE_WORDS = 7
MAX_QUOTE_CHARACTERS = 100


@dataclass(frozen=True)
class Selector:
    """Where an article says something: paragraph from 1, characters of the normalised text, ``end`` exclusive."""

    paragraph: int
    exact: str
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing an article says, in our words, with the quote that anchors it. ``inferred`` says what we had to add."""

    id: str
    article: str
    statement: str
    selector: Selector
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]
    kind: str
    confidence: str
    inferred: str | None


@dataclass(frozen=True)
class Article:
    """A citation, how its date was found, and the fingerprint of a text that is not kept here."""

    id: str
    title: str
    citation: str
    published: str
    event_date: str | None
    dated_by: str
    dated_by_sources: tuple[str, ...]
    sha256: str
    characters: int
    paragraphs: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Claim:
    """What one source published about a subject. ``as_of`` is EDTF, empty when the source tells no date."""

    id: str
    subject: str
    attribute: str
    value: str
    unit: str | None
    as_of: str
    source: str
    confidence: str
    note: str | None
    place: str | None


@dataclass(frozen=True)
class Source:
    """Who published something, and where to read it."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    address: str | None
    licence: str
    credit: str | None


@dataclass(frozen=True)
class Subject:
    """What facts and claims are about."""

    id: str
    name: str
    kind: str
    summary: str | None
    parent: str | None


@dataclass(frozen=True)
class Attribute:
    """What a claim measures; ``rule`` says which of several rival values comes first."""

    id: str
    label: str
    unit_kind: str
    order: int
    rule: str


@dataclass(frozen=True)
class Gap:
    """Something looked for and not found."""

    subject: str
    attribute: str
    note: str


@dataclass(frozen=True)
class Change:
    """What was done to a published record, and why. A withdrawn id is never given to anything else."""

    date: str
    change: str
    record: str
    id: str
    why: str


@dataclass(frozen=True)
class Records:
    """Everything in ``seeds/`` that passed its rules, and every problem with what did not."""

    articles: Mapping[str, Article]
    facts: Mapping[str, Fact]
    claims: tuple[Claim, ...]
    sources: Mapping[str, Source]
    subjects: Mapping[str, Subject]
    attributes: Mapping[str, Attribute]
    gaps: tuple[Gap, ...]
    portfolio: Portfolio
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def read_records(seeds: Path) -> Records:
    """Every record in the folder. Never raises for bad input: what is wrong becomes a problem, the rest is kept."""
    subjects = read_rows(seeds / "subjects.csv", _SUBJECT_COLUMNS, _subject, seeds)
    attributes = read_rows(seeds / "attributes.csv", _ATTRIBUTE_COLUMNS, _attribute, seeds)
    sources = read_rows(seeds / "sources.csv", _SOURCE_COLUMNS, _source, seeds)
    portfolio = read_portfolio(seeds, sources.ids, subjects.ids)
    about = None if subjects.ids is None else subjects.ids | frozenset(portfolio.projects)
    kinds = {one.id: one.unit_kind for one in attributes.records}
    known = _Known(about, attributes.ids, sources.ids, MappingProxyType(kinds))
    gaps = read_rows(seeds / "gaps.csv", _GAP_COLUMNS, lambda row: _gap(row, known), seeds, keyed=False)
    claims = _read_claims(seeds, known)
    path = seeds / "changes.csv"
    changes = read_rows(path, _CHANGE_COLUMNS, _change, seeds, keyed=False) if path.exists() else Rows((), (), True)
    articles, article_problems = _read_articles(seeds, known)
    facts, fact_problems = _facts_by_id(articles.values())
    kept = {
        key: replace(one, facts=tuple(f for f in one.facts if facts.get(f.id) is f)) for key, one in articles.items()
    }
    problems = [p for part in (subjects, attributes, sources, gaps, claims, changes) for p in part.problems]
    return Records(
        articles=MappingProxyType(kept),
        facts=MappingProxyType(facts),
        claims=claims.records,
        sources=MappingProxyType({one.id: one for one in sources.records}),
        subjects=MappingProxyType({one.id: one for one in subjects.records}),
        attributes=MappingProxyType({one.id: one for one in attributes.records}),
        gaps=gaps.records,
        portfolio=portfolio,
        changes=changes.records,
        problems=(*problems, *portfolio.problems, *article_problems, *fact_problems),
    )


# ---- the tables ---------------------------------------------------------------------------------

_SUBJECT_COLUMNS = ("id", "name", "kind", "summary", "parent")
_ATTRIBUTE_COLUMNS = ("id", "label", "unit_kind", "order", "rule")
_SOURCE_COLUMNS = ("id", "title", "publisher", "date", "address", "licence", "credit")
_GAP_COLUMNS = ("subject", "attribute", "note")
_CHANGE_COLUMNS = ("date", "change", "record", "id", "why")
_CLAIM_COLUMNS = ("id", "subject", "attribute", "value", "unit", "as_of", "source", "confidence", "note")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class _Known:
    """Ids that references may use; ``None`` when the table was unreadable, so that one fault is not reported twice."""

    subjects: frozenset[str] | None
    attributes: frozenset[str] | None
    sources: frozenset[str] | None
    unit_kinds: Mapping[str, str]


def _subject(row: Row) -> tuple[Subject | None, list[Fault]]:
    faults = empty(row, "name")
    if row["kind"] not in SUBJECT_KINDS:
        faults.append(
            ("kind", f"{shown(row['kind'])} is not a kind of subject.", f"Use one of {', '.join(SUBJECT_KINDS)}.")
        )
    record = Subject(row["id"], row["name"], row["kind"], row.get("summary"), row.get("parent"))
    return (None if faults else record), faults


def _attribute(row: Row) -> tuple[Attribute | None, list[Fault]]:
    faults = empty(row, "label")
    order = int(row["order"]) if re.fullmatch(r"[0-9]{1,6}", row["order"]) else None
    if order is None:
        faults.append(("order", f"{shown(row['order'])} is not a whole number.", "Lower numbers come first."))
    if row["rule"] not in RULES:
        faults.append(("rule", f"{shown(row['rule'])} is not a rule.", f"Use {' or '.join(RULES)}."))
    record = Attribute(row["id"], row["label"], row["unit_kind"], order or 0, row["rule"])
    return (None if faults else record), faults


def _source(row: Row) -> tuple[Source | None, list[Fault]]:
    faults = [*empty(row, "title"), *empty(row, "licence")]
    record = Source(
        row["id"],
        row["title"],
        row.get("publisher"),
        row.get("date"),
        row.get("address"),
        row["licence"],
        row.get("credit"),
    )
    kept = None if faults else record
    if record.date is not None and not is_edtf(record.date):
        faults.append(("date", f"{shown(record.date)} is not an EDTF date.", DATE_REMEDY))
        kept = kept and replace(kept, date=None)
    if record.address is not None and not re.fullmatch(r"https?://[^\s<>\"]+", record.address):
        # An address becomes a link, so anything but http is left out of it.
        faults.append(
            ("address", f"{shown(record.address)} is not a web address.", "Start with https:// or leave it empty.")
        )
        kept = kept and replace(kept, address=None)
    return kept, faults


def _gap(row: Row, known: _Known) -> tuple[Gap | None, list[Fault]]:
    faults = [
        *empty(row, "note"),
        *_unknown(row, "subject", known.subjects),
        *_unknown(row, "attribute", known.attributes),
    ]
    return (None if faults else Gap(row["subject"], row["attribute"], row["note"])), faults


def _change(row: Row) -> tuple[Change | None, list[Fault]]:
    faults = [*empty(row, "why")]
    if not is_edtf(row["date"]):
        faults.append(("date", f"{shown(row['date'])} is not an EDTF date.", DATE_REMEDY))
    for column, allowed in (("change", CHANGES), ("record", RECORD_KINDS)):
        if row[column] not in allowed:
            faults.append((column, f"{shown(row[column])} is none of ours.", f"Use one of {', '.join(allowed)}."))
    if not identifier_ok(row["id"]):
        faults.append(("id", f"{shown(row['id'])} is not an id.", ID_REMEDY))
    record = Change(row["date"], row["change"], row["record"], row["id"], row["why"])
    return (None if faults else record), faults


def _claim(row: Row, known: _Known) -> tuple[Claim | None, list[Fault]]:
    faults = [*empty(row, "attribute"), *empty(row, "value"), *_unknown(row, "subject", known.subjects)]
    faults.extend(_unknown(row, "source", known.sources))
    if row["confidence"] not in CONFIDENCES:
        faults.append(
            ("confidence", f"{shown(row['confidence'])} is not a confidence.", f"Use {', '.join(CONFIDENCES)}.")
        )
    if row["as_of"] and not is_edtf(row["as_of"]):
        faults.append(("as_of", f"{shown(row['as_of'])} is not an EDTF date.", DATE_REMEDY))
    faults.extend(_check_value(row, known.unit_kinds.get(row["attribute"], "")))
    record = Claim(
        id=row["id"],
        subject=row["subject"],
        attribute=row["attribute"],
        value=row["value"],
        unit=row.get("unit"),
        as_of=row["as_of"],
        source=row["source"],
        confidence=row["confidence"],
        note=row.get("note"),
        place=row.get("place"),
    )
    kept = None if faults else record
    faults.extend(_unknown(row, "attribute", known.attributes) if row["attribute"] else [])
    return kept, faults


def _check_value(row: Row, kind: str) -> list[Fault]:
    """What is wrong with a value for its kind of attribute: its unit, its form, or a number that cannot be meant."""
    if kind == "date":
        return [] if is_edtf(row["value"]) or row["unit"] != "date" else [("value", "is no EDTF date.", DATE_REMEDY)]
    units = UNITS.get(kind)
    if units is None or not row["value"]:
        return []
    if row["unit"] not in units:
        return [("unit", f"{shown(row['unit'])} is not a unit of {kind}.", f"Use one of {', '.join(units)}.")]
    number = float(row["value"]) if _NUMBER.fullmatch(row["value"]) else None
    if number is None:
        return [("value", f"{shown(row['value'])} is not a number.", "Give digits only; words belong in the note.")]
    if not 0 <= number <= units[row["unit"]]:
        rule = f"{number:g} {row['unit']} cannot be meant."
        return [("value", rule, f"Give 0 to {units[row['unit']]:g}, or correct the unit.")]
    return []


def _read_claims(seeds: Path, known: _Known) -> Rows:
    folder = seeds / "claims"
    problems: list[Problem] = []
    records: list[Claim] = []
    seen: dict[str, str] = {}
    for path in record_files(folder, ".csv", seeds, problems):
        part = read_rows(path, _CLAIM_COLUMNS, lambda row: _claim(row, known), seeds)
        problems.extend(part.problems)
        file = name_in_seeds(path, seeds)
        for claim in part.records:
            if claim.id in seen:
                problems.append(Problem(file, f"claim {claim.id}", f"is also in {seen[claim.id]}.", TWICE_REMEDY))
                continue
            seen[claim.id] = file
            records.append(claim)
    return Rows(tuple(records), tuple(problems), True)


# ---- the articles -------------------------------------------------------------------------------


def _read_articles(seeds: Path, known: _Known) -> tuple[dict[str, Article], list[Problem]]:
    problems: list[Problem] = []
    articles: dict[str, Article] = {}
    for path in record_files(seeds / "articles", ".toml", seeds, problems):
        table, faults = read_toml(path, seeds)
        problems.extend(faults)
        if not faults:
            article, faults = _article(table, path.stem, name_in_seeds(path, seeds), known)
            problems.extend(bounded(faults, name_in_seeds(path, seeds)))
            if article is not None:
                articles[article.id] = article
    return articles, problems


def _article(
    table: Mapping[str, Any], stem: str, file: str, known: _Known
) -> tuple[Article | None, tuple[Problem, ...]]:
    problems: list[Problem] = []

    def fault(place: str, rule: str, remedy: str) -> None:
        problems.append(Problem(file, place, rule, remedy))

    identifier = table.get("id")
    if not isinstance(identifier, str) or not identifier_ok(identifier) or identifier != stem:
        fault("id", "must be the name of the file without .toml.", ID_REMEDY)
    for key in ("title", "citation"):
        if not _is_text(table.get(key)):
            fault(key, "is missing or not text.", "Give it as text.")
    for key in ("published", "event_date"):
        if (key in table or key == "published") and not (isinstance(table.get(key), str) and is_edtf(table[key])):
            fault(key, f"{shown(table.get(key))} is not an EDTF date.", DATE_REMEDY)
    if not isinstance(table.get("sha256"), str) or not _SHA256.fullmatch(table["sha256"]):
        fault("sha256", "is not a SHA-256 digest in hexadecimal.", "Compute it with cpec_map.anchor.digest.")
    for key in ("characters", "paragraphs"):
        if not _is_count(table.get(key)):
            fault(key, "must be a whole number above 0.", "Count them in the normalised text.")
    cited = _texts(table.get("dated_by_sources", []))
    if cited is None:
        fault("dated_by_sources", "must be a list of source ids.", "Name rows of sources.csv.")
    for source in cited or ():
        if known.sources is not None and source not in known.sources:
            fault("dated_by_sources", f"{shown(source)} is not in sources.csv.", "Add the source, or correct its id.")
    raw = table.get("fact", [])
    if not isinstance(raw, list):
        fault("fact", "must be a list of [[fact]] tables.", "Write each fact under its own [[fact]].")
        raw = []
    fatal = [problem for problem in problems if problem.place not in ("dated_by_sources", "event_date", "fact")]
    if fatal:
        return None, tuple(problems)
    article = Article(
        id=table["id"],
        title=table["title"],
        citation=table["citation"],
        published=table["published"],
        event_date=table.get("event_date") if all(problem.place != "event_date" for problem in problems) else None,
        dated_by=table["dated_by"] if _is_text(table.get("dated_by")) else "",
        dated_by_sources=cited or (),
        sha256=table["sha256"],
        characters=table["characters"],
        paragraphs=table["paragraphs"],
        facts=(),
    )
    facts: list[Fact] = []
    for number, entry in enumerate(raw, start=1):
        fact, faults = _fact(entry, number, article, file, known)
        problems.extend(faults)
        if fact is not None:
            facts.append(fact)
    return replace(article, facts=tuple(facts)), tuple(problems)


def _fact(entry: Any, number: int, article: Article, file: str, known: _Known) -> tuple[Fact | None, list[Problem]]:
    named = entry.get("id") if isinstance(entry, dict) else None
    place = f"fact {named}" if isinstance(named, str) and identifier_ok(named) else f"fact number {number}"
    problems: list[Problem] = []

    def fault(key: str, rule: str, remedy: str) -> None:
        problems.append(Problem(file, f"{place}, {key}" if key else place, rule, remedy))

    if not isinstance(entry, dict):
        fault("", "is not a table.", "Write each fact under its own [[fact]].")
        return None, problems
    if not isinstance(named, str) or not identifier_ok(named):
        fault("id", f"{shown(named)} is not an id.", ID_REMEDY)
    for key in ("statement", "kind"):
        if not _is_text(entry.get(key)):
            fault(key, "is missing or not text.", "Give it as text.")
    if entry.get("confidence") not in CONFIDENCES:
        fault("confidence", f"{shown(entry.get('confidence'))} is not a confidence.", f"Use {', '.join(CONFIDENCES)}.")
    if not isinstance(entry.get("inferred", ""), str):
        fault("inferred", "is not text.", "Say what was inferred, or leave it out.")
    lists = {key: _texts(entry.get(key, [])) for key in ("subjects", "places", "actors")}
    for key, values in lists.items():
        if values is None:
            fault(key, "must be a list of texts.", 'For example ["gwadar-port"].')
    selector = _selector(entry.get("selector"), article, fault)
    if problems or selector is None:
        return None, problems
    subjects = lists["subjects"] or ()
    for subject in subjects:
        if known.subjects is not None and subject not in known.subjects:
            fault("subjects", f"{shown(subject)} is not in subjects.csv.", "Add the subject, or correct its id.")
    fact = Fact(
        id=entry["id"],
        article=article.id,
        statement=entry["statement"],
        selector=selector,
        subjects=tuple(one for one in subjects if known.subjects is None or one in known.subjects),
        places=lists["places"] or (),
        actors=lists["actors"] or (),
        kind=entry["kind"],
        confidence=entry["confidence"],
        inferred=entry.get("inferred") or None,
    )
    return fact, problems


def _selector(entry: Any, article: Article, fault: Callable[[str, str, str], None]) -> Selector | None:
    if not isinstance(entry, dict) or not _is_text(entry.get("exact")):
        fault("selector", "has no exact quote.", "Give [fact.selector] with paragraph, exact, start and end.")
        return None
    exact = entry["exact"]
    if len(exact.split()) > MAX_QUOTE_WORDS or len(exact) > MAX_QUOTE_CHARACTERS:
        most = f"at most {MAX_QUOTE_WORDS} words and {MAX_QUOTE_CHARACTERS} characters are quoted"
        rule = f"has {len(exact.split())} words and {len(exact)} characters; {most}."
        fault("selector.exact", rule, "Quote only what anchors the fact.")
        return None
    paragraph, start, end = entry.get("paragraph"), entry.get("start"), entry.get("end")
    if not _is_count(paragraph) or paragraph > article.paragraphs:
        fault(
            "selector.paragraph", f"must be a whole number from 1 to {article.paragraphs}.", "Count paragraphs from 1."
        )
        return None
    if (
        not _is_count(end)
        or isinstance(start, bool)
        or not isinstance(start, int)
        or not 0 <= start < end <= article.characters
    ):
        fault(
            "selector.start", f"and end must lie in the {article.characters} characters of the text.", "Count from 0."
        )
        return None
    if end - start != len(exact):
        fault(
            "selector.end",
            f"is {end - start} characters from start; the quote has {len(exact)}.",
            "Count from 0; end is exclusive.",
        )
        return None
    context = {key: entry.get(key, "") for key in ("prefix", "suffix")}
    for key, value in context.items():
        if not isinstance(value, str) or len(value) > MAX_QUOTE_CHARACTERS or len(value.split()) > MAX_QUOTE_WORDS:
            fault(f"selector.{key}", "is not a short text.", "Give a few words, only where the quote is not unique.")
            return None
    return Selector(paragraph, exact, start, end, context["prefix"], context["suffix"])


def _facts_by_id(articles: Iterable[Article]) -> tuple[dict[str, Fact], list[Problem]]:
    facts: dict[str, Fact] = {}
    problems = []
    for article in articles:
        for fact in article.facts:
            if fact.id in facts:
                rule = f"is also a fact of {facts[fact.id].article}."
                problems.append(Problem(f"seeds/articles/{article.id}.toml", f"fact {fact.id}", rule, TWICE_REMEDY))
            else:
                facts[fact.id] = fact
    return facts, problems


# ---- reading and checking -----------------------------------------------------------------------


def _unknown(row: Row, column: str, known: frozenset[str] | None) -> list[Fault]:
    if known is None or row[column] in known:
        return []
    table = {"subject": "subjects.csv", "attribute": "attributes.csv", "source": "sources.csv"}[column]
    return [(column, f"{shown(row[column])} is not in {table}.", f"Add it there, or correct the {column}.")]


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9


def _texts(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list) and all(_is_text(one) for one in value):
        return tuple(value)
    return None
