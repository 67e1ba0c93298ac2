"""The places that a reviewer looks for by name, in every list that articles are read with, as candidates of a draft."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from cpec_map.gazetteer import BOX, PROVINCES, Place, fold_words, look_up, read_gazetteer
from geo.reading.draft import DraftCandidate
from geo.reading.read import Reader, read_reader
from geo.reading.toponyms import Referent, is_cjk

MAX_FOUND = 8

# What a name has in common with what was asked for, how much that is worth, and how it is said.
_SAME = (0.95, "is a name of it")
_SPELLED = (0.75, "is another spelling of its name")
_PART = (0.6, "stands in a name of it")
_CLOSE = (0.5, "is a letter or two away from a name of it")
# How alike names must be to be one slip of the hand apart (rapidfuzz, 0 to 100), and how long.
_ALIKE, _SHORT = 85, 4
# So many more people count as much as a name that is this much closer.
_PEOPLE = 0.007
_LISTS = {"toponyms": "the corridor’s names", "geonames": "GeoNames"}
_WIDE = ("region", "district", "prefecture")
# A town is not the railway or road that its station or milestone is drawn on.
_SETTLEMENTS = ("city", "town", "village", "region", "country")
# GeoNames' codes of the corridor's provinces; what is disputed is called as the map's neutral view calls it.
_AREAS = {
    "PK.02": PROVINCES["PK-BA"],
    "PK.03": PROVINCES["PK-KP"],
    "PK.04": PROVINCES["PK-PB"],
    "PK.05": PROVINCES["PK-SD"],
    "PK.06": PROVINCES["PK-JK"],
    "PK.07": PROVINCES["PK-GB"],
    "PK.08": PROVINCES["PK-IS"],
    "CN.13": PROVINCES["CN-XJ"],
    "IN.12": "Jammu and Kashmir, administered by India and disputed",
    "IN.41": "Ladakh, administered by India and disputed",
}


def find_places(query: str, seeds: Path) -> tuple[DraftCandidate, ...]:
    """At most eight places that a name may mean, best first: the corridor's own, then those of GeoNames.

    Projects are not among them: what a fact is about is chosen there. Takes some seconds the first time.
    """
    reader = read_reader(seeds)
    places, _ = read_gazetteer(seeds / "gazetteer.csv")
    ours = {place.id: place for place in places}
    found = {one.place.id: _of_place(one.place, one.score, one.reason, reader) for one in look_up(query, places)}
    people: dict[str, int] = {}
    for one, (score, how) in _of_lists(" ".join(fold_words(query)), reader):
        # The lists were read before what was stored or undone since; of the corridor's own, the file decides.
        if one.id in found or one.kind == "project" or (one.origin == "corridor" and one.id not in ours):
            continue
        people[one.id] = one.population
        # A region shares its name with its chief town, which a person means more often.
        worth = score + _PEOPLE * math.log10(max(one.population, 1)) - (0.05 if one.kind in _WIDE else 0.0)
        worth, reason = round(min(0.999, worth), 3), f"“{query}” {how} in {_says(one, reader)}."
        own = ours.get(one.id)
        found[one.id] = _of_place(own, worth, reason, reader) if own else _of_referent(one, worth, reason, reader)
    best = sorted(found.values(), key=lambda one: (-one.score, -people.get(one.id, 0), one.id))
    return tuple(best[:MAX_FOUND])


def place_finder(seeds: Path) -> Callable[[str], DraftCandidate | None]:
    """What gives the place of an id as the lists of a folder have it, or ``None``; they are loaded when first asked."""
    reason = "Looked up by the reviewer."

    @cache
    def known() -> tuple[Reader, Mapping[str, Place], Mapping[str, Referent]]:
        reader = read_reader(seeds)
        places, _ = read_gazetteer(seeds / "gazetteer.csv")
        every = (one for found in reader.lexicon.names.values() for one in found)
        others = (one for one in every if one.kind != "project" and one.origin != "corridor")
        return reader, {one.id: one for one in places}, {one.id: one for one in others}

    def find(identifier: str) -> DraftCandidate | None:
        reader, places, others = known()
        if identifier in places:
            return _of_place(places[identifier], 1.0, reason, reader)
        return _of_referent(others[identifier], 1.0, reason, reader) if identifier in others else None

    return find


def _of_lists(asked: str, reader: Reader) -> Iterator[tuple[Referent, tuple[float, str]]]:
    """What the names of all lists have for a folded name, the closest names first."""
    names = reader.lexicon.names
    yield from ((one, _SAME) for one in reader.lexicon.referents(asked))
    yield from ((one, _SPELLED) for one in reader.lexicon.alike(asked))
    if len(asked) < (2 if is_cjk(asked[:1]) else _SHORT):
        return
    # Where no spaces are written only the beginning of a name is a word of it.
    whole = f" {asked}" if is_cjk(asked[0]) else f" {asked} "
    # In all the world some town always has the word in its name or is spelled much like it; one nearby may be meant.
    part = (one for name, found in names.items() if whole in f" {name} " for one in found)
    yield from ((one, _PART) for one in part if _is_near(one))
    close = process.extract(asked, names.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=MAX_FOUND)
    yield from ((one, _CLOSE) for name, _, _ in close for one in names[name] if _is_near(one))


def _is_near(one: Referent) -> bool:
    west, south, east, north = BOX
    return one.lon is not None and one.lat is not None and west <= one.lon <= east and south <= one.lat <= north


def _says(one: Referent, reader: Reader) -> str:
    """Which list has it, in which province, and how many people live there."""
    admin = one.admin or ""
    inside = None if one.kind == "region" else _AREAS.get(admin) or reader.lexicon.areas.get(admin)
    parts = [inside, f"{one.population:,} people" if one.population else None]
    more = ", ".join(part for part in parts if part)
    return f"{_LISTS.get(one.origin, 'the corridor’s gazetteer')}{'; ' if more else ''}{more}"


def _of_place(place: Place, score: float, reason: str, reader: Reader) -> DraftCandidate:
    return DraftCandidate(
        id=place.id,
        name=place.name,
        kind=place.kind,
        lon=place.lon,
        lat=place.lat,
        accuracy_m=place.accuracy_m,
        country=place.country,
        score=score,
        reason=reason,
        origin="corridor",
        gazetteer=place.id,
        feature=place.feature,
        subject=None if place.kind in _SETTLEMENTS else reader.memory.about.get(place.feature or ""),
    )


def _of_referent(one: Referent, score: float, reason: str, reader: Reader) -> DraftCandidate:
    return DraftCandidate(
        id=one.id,
        name=one.name,
        kind=one.kind,
        lon=one.lon,
        lat=one.lat,
        accuracy_m=one.accuracy_m,
        country=one.country,
        score=score,
        reason=reason,
        origin=one.origin,
        gazetteer=None,
        feature=None,
        subject=None if one.kind in _SETTLEMENTS else reader.memory.about.get(one.record or ""),
    )
