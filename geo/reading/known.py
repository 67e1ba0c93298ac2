"""What the records already say about a thing, so that what an article says of it can be told as new, same or rival."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from cpec_map.record import Claim, Fact, read_records
from cpec_map.table import read_table
from geo.reading.amounts import Amount, comparable
from geo.reading.draft import NEW, RIVAL, SAME, DraftMatch, Known

# Words that this share of a record's words are in common with make it the same statement (rapidfuzz, 0 to 100).
_SAME_WORDS = 78.0
# A quote of fewer words may stand anywhere.
_QUOTE = 3
# An attribute's label must share this much with the words around a figure to be meant by them.
_LABEL = 60.0
_MAX_KNOWN = 5
# A figure of so many digits is hardly the same as another's by chance.
_TELLING_DIGITS = 3
# What a kind of quantity may be of although nothing of the kind is on record.
_PLAIN = {"money": "cost", "length": "length", "area": "area", "power": "capacity"}
# Words of news for what an attribute's label says in other words.
_SYNONYMS = {
    "invest": "invested said", "investment": "invested said", "investments": "invested said", "worth": "cost",
    "price": "cost", "priced": "cost", "loan": "loans", "lend": "loans", "long": "length", "stretch": "length",
    "generates": "capacity", "generate": "capacity", "produce": "capacity", "plant": "capacity", "grant": "grant",
}  # fmt: skip


@dataclass(frozen=True)
class Memory:
    """The records by what they are about; claims with those of the project or subject that is the same.

    ``about`` leads from a drawn feature to the subject or project it shows, ``values`` from a claim to its value in the
    unit in which values of its kind are compared.
    """

    claims: Mapping[str, tuple[Claim, ...]]
    facts: Mapping[str, tuple[Fact, ...]]
    names: Mapping[str, str]
    about: Mapping[str, str]
    kin: Mapping[str, frozenset[str]]
    labels: Mapping[str, tuple[str, str]]
    publishers: Mapping[str, str]
    values: Mapping[str, tuple[float, str]]


def read_memory(seeds: Path) -> Memory:
    """The records of a folder, ordered for comparing with what an article says."""
    records = read_records(seeds)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in records.claims:
        claims[claim.subject].append(claim)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in records.facts.values():
        for subject in fact.subjects:
            facts[subject].append(fact)
    kin: dict[str, set[str]] = defaultdict(set)
    about: dict[str, str] = {}
    names = {one.id: one.name for one in records.subjects.values()}
    for project in records.portfolio.projects.values():
        key = project.subject or project.id
        names.setdefault(key, project.name)
        names.setdefault(project.id, project.name)
        kin[key] |= {key, project.id}
        kin[project.id] |= {key, project.id}
        about[project.id] = key
        for feature in project.features:
            about.setdefault(feature, key)
    for table in ("features.csv", "places.csv"):
        for row in read_table(seeds / table, ("id", "subject"), seeds).rows:
            if row["subject"]:
                about[row["id"]] = row["subject"]
    about_each = {
        key: tuple(claim for one in sorted(kin.get(key, {key})) for claim in claims.get(one, ()))
        for key in claims.keys() | kin.keys()
    }
    return Memory(
        about_each,
        {key: tuple(found) for key, found in facts.items()},
        names,
        about,
        {key: frozenset(found) for key, found in kin.items()},
        {one.id: (one.label, one.unit_kind) for one in records.attributes.values()},
        {one.id: one.publisher or one.title for one in records.sources.values()},
        {one.id: value for one in records.claims if (value := _value(one)) is not None},
    )


def attribute_of(amount: Amount, words: str, subjects: Sequence[str], memory: Memory) -> str | None:
    """The attribute that a figure is thought to be a value of: that of a claim it equals, else the label most alike.

    ``words`` are those around the figure. ``None`` when nothing says which.
    """
    claims = _claims(subjects, memory)
    alike = [one for one in claims if _equals(amount, one, memory)]
    asked = " ".join(_SYNONYMS.get(word, word) for word in re.findall(r"[a-z]+", words.lower()))
    fitting = {one.attribute for one in claims} | {_PLAIN.get(amount.kind, "")}
    ranked = sorted(
        (
            (fuzz.token_set_ratio(memory.labels[one][0].lower(), asked), one)
            for one in fitting
            if one in memory.labels and memory.labels[one][1] == amount.kind
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    order = {attribute: score for score, attribute in ranked}
    telling = len(amount.value.replace(".", "").strip("0")) >= _TELLING_DIGITS
    alike = [one for one in alike if telling or order.get(one.attribute, 0.0) >= _LABEL / 2]
    if alike:
        return max(alike, key=lambda one: (order.get(one.attribute, 0.0), one.attribute)).attribute
    return ranked[0][1] if ranked and ranked[0][0] >= _LABEL else None


def match_amount(amount: Amount, attribute: str | None, subjects: Sequence[str], memory: Memory) -> DraftMatch:
    """Whether a figure is new, the same as a published one to the digits it is given in, or its rival."""
    if attribute is None:
        return DraftMatch(NEW, (), "Nothing says which figure on record this would be.")
    label = label_of(attribute, memory)
    others = [one for one in _claims(subjects, memory) if one.attribute == attribute and _compares(amount, one, memory)]
    same = [one for one in others if _equals(amount, one, memory)]
    if same:
        return DraftMatch(SAME, _known(same, memory), f"The {label} on record is the same, to the digits given here.")
    if others:
        return DraftMatch(RIVAL, _known(others, memory), f"The {label} on record is another.")
    return DraftMatch(NEW, (), f"No {label} is on record.")


def label_of(attribute: str, memory: Memory) -> str:
    """An attribute's label as it reads inside a sentence; names in it keep their capitals."""
    label = memory.labels[attribute][0]
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def match_words(sentence: str, subjects: Sequence[str], memory: Memory) -> DraftMatch:
    """Whether a sentence without figures says what a fact on record says, by the words they share."""
    lower = sentence.lower()
    facts = {fact.id: fact for one in _kin(subjects, memory) for fact in memory.facts.get(one, ())}.values()
    quoted = [one for one in facts if len(one.selector.exact.split()) >= _QUOTE and one.selector.exact.lower() in lower]
    if quoted:
        known = tuple(Known("fact", one.id, one.statement) for one in quoted[:_MAX_KNOWN])
        return DraftMatch(SAME, known, "The words that a fact on record quotes stand in this sentence.")
    alike = max(facts, key=lambda one: fuzz.token_sort_ratio(one.statement.lower(), lower), default=None)
    if alike is not None and fuzz.token_sort_ratio(alike.statement.lower(), lower) >= _SAME_WORDS:
        known = (Known("fact", alike.id, alike.statement),)
        return DraftMatch(SAME, known, "A fact on record says this in nearly the same words.")
    return DraftMatch(NEW, (), "No fact on record says this.")


def _kin(subjects: Iterable[str], memory: Memory) -> set[str]:
    return {other for one in subjects for other in memory.kin.get(one, frozenset((one,)))}


def _claims(subjects: Sequence[str], memory: Memory) -> Sequence[Claim]:
    if len(subjects) == 1:
        return memory.claims.get(subjects[0], ())
    return list({one.id: one for subject in subjects for one in memory.claims.get(subject, ())}.values())


def _value(claim: Claim) -> tuple[float, str] | None:
    """A claim's value in the unit in which values of its kind are compared, ``None`` where it is no such number."""
    try:
        return comparable(float(claim.value), claim.unit or "")
    except ValueError:
        return None


def _compares(amount: Amount, claim: Claim, memory: Memory) -> bool:
    ours, theirs = comparable(float(amount.value), amount.unit), memory.values.get(claim.id)
    return ours is not None and theirs is not None and ours[1] == theirs[1]


def _equals(amount: Amount, claim: Claim, memory: Memory) -> bool:
    theirs = memory.values.get(claim.id)
    if theirs is None or not _compares(amount, claim, memory):
        return False
    low, high = comparable(amount.low, amount.unit), comparable(amount.high, amount.unit)
    return low is not None and high is not None and low[0] <= theirs[0] <= high[0]


def _known(claims: Sequence[Claim], memory: Memory) -> tuple[Known, ...]:
    newest = sorted(claims, key=lambda one: one.as_of, reverse=True)
    return tuple(Known("claim", one.id, _says(one, memory)) for one in newest[:_MAX_KNOWN])


def _says(claim: Claim, memory: Memory) -> str:
    value = f"{float(claim.value):,.10g}" if _NUMBER.fullmatch(claim.value) else claim.value
    who = memory.publishers.get(claim.source, claim.source)
    return f"{value} {claim.unit or ''}".strip() + f" ({', '.join(one for one in (who, claim.as_of) if one)})"


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
