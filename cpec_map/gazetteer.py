"""The corridor's gazetteer: places and objects by all their names, where they lie, and how well that is known."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cpec_map.layer import Problem
from cpec_map.table import MAX_PROBLEMS, Row, read_table

KINDS = (
    "city",
    "town",
    "village",
    "station",
    "halt",
    "junction",
    "interchange",
    "bridge",
    "road",
    "pass",
    "border crossing",
    "port",
    "dry port",
    "airport",
    "zone",
    "power plant",
    "dam",
    "lake",
    "island",
    "region",
    "country",
)
PRECISIONS = ("surveyed", "located", "sketched", "unlocated")
COUNTRIES = ("PK", "CN", "AF", "IN", "IR")
# ISO 3166-2. How the two territories are called here follows the neutral view of the map.

# Where the build puts the gazetteer in Linked Places format, within the folder of layers.
LINKED_PLACES = Path("linked-places") / "gazetteer.json"
PROVINCES = {
    "PK-BA": "Balochistan",
    "PK-GB": "Gilgit-Baltistan, administered by Pakistan and disputed",
    "PK-IS": "Islamabad Capital Territory",
    "PK-JK": "Azad Jammu and Kashmir, administered by Pakistan and disputed",
    "PK-KP": "Khyber Pakhtunkhwa",
    "PK-PB": "Punjab, Pakistan",
    "PK-SD": "Sindh",
    "CN-XJ": "Xinjiang",
}
# The corridor with a margin, west, south, east, north in degrees; a coordinate beyond it is a slip of the hand.
BOX = (55.0, 20.0, 85.0, 45.0)
MAX_ACCURACY_M = 1_000_000
MAX_QUERY = 120

Position = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A place with its names. ``lon``, ``lat`` (WGS 84, degrees) are ``None`` where no source locates it.

    The truth lies within ``accuracy_m`` metres of the position. ``source`` says who located it, ``names_source``
    who gives the Urdu and Chinese names; both are ids in ``sources.csv``. ``feature`` is what draws it on the map.
    """

    id: str
    name: str
    kind: str
    name_ur: str | None
    name_zh: str | None
    names_source: str | None
    aliases: tuple[str, ...]
    lon: float | None
    lat: float | None
    precision: str
    accuracy_m: float | None
    source: str | None
    country: str
    province: str | None
    geonames: int | None
    wikidata: str | None
    osm: str | None
    feature: str | None
    note: str | None

    @property
    def position(self) -> Position | None:
        """Longitude and latitude in degrees, or ``None`` for a place that no source locates."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass(frozen=True)
class Match:
    """A place that a name may mean. ``reason`` says why it was chosen, ``rivals`` what else it could be."""

    place: Place
    score: float
    reason: str
    rivals: tuple[str, ...]


def read_gazetteer(path: Path) -> tuple[tuple[Place, ...], tuple[Problem, ...]]:
    """The places of a gazetteer in file order, and everything wrong with the others. Never raises for bad input.

    Sources and drawn features are those of ``sources.csv``, ``features.csv`` and ``places.csv`` in the same folder.
    """
    seeds = path.parent
    table = read_table(path, _COLUMNS, seeds)
    known = _Known(_ids(seeds, "sources.csv"), _ids(seeds, "features.csv", "places.csv"))
    problems = list(table.problems)
    places: dict[str, Place] = {}
    for row in table.rows:
        faults = list(_faults(row, known))
        if row["id"] in places:
            faults.append(("id", f"{row['id']!r} is given twice.", "The first one is kept; give the other its own id."))
        if faults:
            problems.extend(Problem(table.file, f"line {row.line}, {column}", rule, do) for column, rule, do in faults)
        else:
            places[row["id"]] = _place(row)
    if len(problems) > MAX_PROBLEMS:
        rule = f"has {len(problems) - MAX_PROBLEMS:,} more problems."
        more = Problem(table.file, "file", rule, "Correct the first ones and check again.")
        problems = [*problems[:MAX_PROBLEMS], more]
    return tuple(places.values()), tuple(problems)


def look_up(
    name: object,
    places: Iterable[Place],
    near: Position | None = None,
    country: str | None = None,
    kind: str | None = None,
) -> tuple[Match, ...]:
    """Every place that a name may mean, best first; empty when there is none. Never raises, whatever the name.

    Any name in any script counts; then spelling without case, diacritics and hyphens, then other transcriptions,
    then whole words. Of equal matches the one nearest to ``near`` (longitude, latitude) comes first.
    """
    query = _clean(name)
    if not query:
        return ()
    chosen = [one for one in places if country in (None, one.country) and kind in (None, one.kind)]
    hits = [hit for hit in (_best_hit(query, place) for place in chosen) if hit is not None]
    here = near if near is not None and _is_position(near) else None
    hits.sort(key=lambda hit: (-hit.score, _distance_m(hit.place, here), _RANK[hit.place.kind], hit.place.id))
    return tuple(_match(query, hit, hits, here) for hit in hits)


_ASCII_WORD = re.compile(r"[a-z0-9]+")
# Letters that one sound has in Urdu, Persian, Arabic, Sindhi and Pashto spellings.
_LETTERS = str.maketrans("يىېۍئكڪگةۃۂهھەأإآٱٹڈڑںۆ", "ییییئککگہہہہہہااااٹڈڑنو")


@lru_cache(maxsize=20_000)
def fold_words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case, without diacritics, punctuation and differences of Arabic spelling.

    What two spellings of a name have in common: gazetteer look-ups and the reading of articles compare these.
    """
    if text.isascii():  # most names, and the rest of this changes nothing in them
        return tuple(_ASCII_WORD.findall(text.lower().replace("&", " and ").replace("'", "")))
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    bare = "".join(one for one in plain if not unicodedata.combining(one) and one not in "'’‘ʻʼʿʾـ")
    joined = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    return tuple("".join(one if one.isalnum() else " " for one in joined).split())


# ---- reading ------------------------------------------------------------------------------------

_COLUMNS = (
    *("id", "name", "kind", "name_ur", "name_zh", "names_source", "aliases", "lon", "lat", "precision", "accuracy_m"),
    *("source", "country", "province", "geonames", "wikidata", "osm", "feature", "note"),
)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"-?\d{1,7}(?:\.\d{1,8})?", re.ASCII)
_FORMS = {
    "geonames": (re.compile(r"[1-9]\d{0,9}", re.ASCII), "1377992"),
    "wikidata": (re.compile(r"Q[1-9]\d{0,10}", re.ASCII), "Q609024"),
    "osm": (re.compile(r"(?:node|way|relation)/[1-9]\d{0,12}", re.ASCII), "node/58568637"),
}
_Fault = tuple[str, str, str]


@dataclass(frozen=True)
class _Known:
    """Ids that a row may name; ``None`` when a table was unreadable, so that one fault is not reported twice."""

    sources: frozenset[str] | None
    features: frozenset[str] | None


def _ids(seeds: Path, *names: str) -> frozenset[str] | None:
    tables = [read_table(seeds / name, ("id",), seeds) for name in names]
    if not all(table.readable for table in tables):
        return None
    return frozenset(row["id"] for table in tables for row in table.rows)


def _faults(row: Row, known: _Known) -> Iterator[_Fault]:
    if not _ID.fullmatch(row["id"]):
        yield "id", f"{_shown(row['id'])} is not an id.", "Lower-case words joined by hyphens, such as `suki-kinari`."
    if not row["name"]:
        yield "name", "is empty.", "Give the name in English."
    for column, allowed in (("kind", KINDS), ("precision", PRECISIONS), ("country", COUNTRIES)):
        if row[column] not in allowed:
            yield column, f"{_shown(row[column])} is not a known {column}.", f"Use one of {', '.join(allowed)}."
    if row["province"] and (row["province"] not in PROVINCES or not row["province"].startswith(row["country"])):
        rule = f"{_shown(row['province'])} is not an ISO 3166-2 code of {row['country']} known here."
        yield "province", rule, f"Use one of {', '.join(PROVINCES)}, or leave it empty."
    if (row["name_ur"] or row["name_zh"]) and not row["names_source"]:
        yield "names_source", "is empty beside a name in Urdu or Chinese.", "Say which source gives it."
    for column in ("source", "names_source"):
        if row[column] and known.sources is not None and row[column] not in known.sources:
            yield column, f"{_shown(row[column])} is not in sources.csv.", "Add the source there, or correct its id."
    if row["feature"] and known.features is not None and row["feature"] not in known.features:
        yield "feature", f"{_shown(row['feature'])} is not drawn.", "Name a row of features.csv or places.csv."
    for column, (form, example) in _FORMS.items():
        if row[column] and not form.fullmatch(row[column]):
            yield column, f"{_shown(row[column])} is not such an id.", f"For example {example}, or leave it empty."
    yield from _position_faults(row)


def _position_faults(row: Row) -> Iterator[_Fault]:
    if row["precision"] == "unlocated":
        for column in ("lon", "lat", "accuracy_m"):
            if row[column]:
                yield column, "is given for a place that is called unlocated.", "Empty it, or correct the precision."
        if not row["note"]:
            yield "note", "is empty for an unlocated place.", "Say what is known of where it lies."
        return
    if not row["source"]:
        yield "source", "is empty.", "Say who located the place, or call it unlocated."
    wrong = [column for column in ("lon", "lat", "accuracy_m") if not _NUMBER.fullmatch(row[column])]
    for column in wrong:
        yield column, f"{_shown(row[column])} is not a number.", "For example 74.82100, with a point and no unit."
    if wrong:
        return
    lon, lat, accuracy = (float(row[column]) for column in ("lon", "lat", "accuracy_m"))
    if not 0 < accuracy <= MAX_ACCURACY_M:
        yield "accuracy_m", f"must be above 0 and at most {MAX_ACCURACY_M:,} metres.", "Say how far off it may lie."
    if not _in_box(lon, lat):
        west, south, east, north = BOX
        limits = f"{west:g} to {east:g} E, {south:g} to {north:g} N"
        advice = "They look swapped: put the longitude first." if _in_box(lat, lon) else "Correct it at the source."
        yield "lon", f"{lon:g}, {lat:g} lies outside the corridor ({limits}).", advice


def _place(row: Row) -> Place:
    located = row["precision"] != "unlocated"
    return Place(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        name_ur=row.get("name_ur"),
        name_zh=row.get("name_zh"),
        names_source=row.get("names_source"),
        aliases=tuple(alias for part in row["aliases"].split(";") if (alias := part.strip())),
        lon=float(row["lon"]) if located else None,
        lat=float(row["lat"]) if located else None,
        precision=row["precision"],
        accuracy_m=float(row["accuracy_m"]) if located else None,
        source=row.get("source"),
        country=row["country"],
        province=row.get("province"),
        geonames=int(row["geonames"]) if row["geonames"] else None,
        wikidata=row.get("wikidata"),
        osm=row.get("osm"),
        feature=row.get("feature"),
        note=row.get("note"),
    )


def _in_box(lon: float, lat: float) -> bool:
    west, south, east, north = BOX
    return west <= lon <= east and south <= lat <= north


def _shown(text: str) -> str:
    return repr(text) if len(text) <= 40 else f"{text[:40]!r}…"


# ---- looking up ---------------------------------------------------------------------------------

# Of equally good matches the kind that people mean most often comes first.
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_EXACT, _ALIAS, _FOLDED, _FOLDED_ALIAS, _VARIANT, _NEAR_MISS, _WORDS, _PART = 1.0, 0.97, 0.95, 0.92, 0.8, 0.7, 0.6, 0.5
# Rivals further behind than this are another thing, not another reading.
_RIVAL = 0.4
_EARTH_M = 6_371_000


@dataclass(frozen=True)
class _Hit:
    place: Place
    score: float
    matched: str
    how: str


def _best_hit(query: str, place: Place) -> _Hit | None:
    best: _Hit | None = None
    for label, name in _names(place):
        found = _compare(query, name, first=label == "name")
        if found is not None and (best is None or found[0] > best.score):
            best = _Hit(place, found[0], name, f"{found[1]} its {label}")
    return best


def _names(place: Place) -> Iterator[tuple[str, str]]:
    yield "name", place.name
    if place.name_ur:
        yield "Urdu name", place.name_ur
    if place.name_zh:
        yield "Chinese name", place.name_zh
    yield from (("other name", alias) for alias in place.aliases)
    yield "id", place.id


def _compare(query: str, name: str, first: bool) -> tuple[float, str] | None:
    if query == name:
        return (_EXACT if first else _ALIAS), "is exactly"
    asked, named = fold_words(query), fold_words(name)
    if not asked or not named:
        return None
    joined, other = "".join(asked), "".join(named)
    if joined == other:
        return (_FOLDED if first else _FOLDED_ALIAS), "is, but for case, accents and punctuation,"
    longer = max(len(joined), len(other))
    # Short names that differ by one letter are other places: Nag and Nal, Kotri and Kotli.
    if min(len(joined), len(other)) >= 4:
        if _same_bones(asked, named) and _edits(joined, other, longer // 2) <= longer // 2:
            return _VARIANT, "is another spelling of"
        allowed = 2 if longer >= 9 else 1 if longer >= 6 else 0
        if allowed and _edits(joined, other, allowed) <= allowed:
            return _NEAR_MISS, "is one or two letters away from"
    # Whole words only, so that Nag is not found in Nagar, nor Hub in Hubco.
    if _contains(named, asked):
        return _WORDS + 0.1 * len(joined) / len(other), "stands as a whole word in"
    if len(other) >= 4 and _contains(asked, named):
        return _PART + 0.1 * len(other) / len(joined), "contains"
    return None


def _same_bones(asked: Sequence[str], named: Sequence[str]) -> bool:
    bones = "".join(map(skeleton, asked))
    # Two consonants alone are too few, unless the names also begin alike: Hakla is not Kohala.
    enough = len(bones) >= 3 or (len(bones) == 2 and asked[0][0] == named[0][0])
    return enough and bones == "".join(map(skeleton, named))


def _contains(words: Sequence[str], part: Sequence[str]) -> bool:
    return any(tuple(words[i : i + len(part)]) == tuple(part) for i in range(len(words) - len(part) + 1))


def _match(query: str, hit: _Hit, hits: Sequence[_Hit], near: Position | None) -> Match:
    others = [one for one in hits if one.place is not hit.place and one.score >= hit.score - _RIVAL]
    matched = "" if query == hit.matched else f" “{hit.matched}”"
    words = [f"“{query}” {hit.how}{matched}: {_title(hit.place)}."]
    if near is not None and any(one.score == hit.score for one in others) and hit.place.position is not None:
        words.append(f"It lies {_distance_m(hit.place, near) / 1000:,.0f} km from where you look.")
    if hit.place.note:
        words.append(f"{hit.place.note}.")
    return Match(hit.place, round(hit.score, 3), " ".join(words), tuple(_title(one.place) for one in others[:5]))


def _title(place: Place) -> str:
    where = PROVINCES.get(place.province or "", "")
    return f"{place.name} ({place.kind}{', ' if where else ''}{where})"


def _distance_m(place: Place, near: Position | None) -> float:
    """Metres along the sphere; places without a position come last. Good to half a percent: it only sorts."""
    if near is None:
        return 0.0
    if place.lon is None or place.lat is None:
        return math.inf
    lon, lat, to_lon, to_lat = (math.radians(angle) for angle in (*near, place.lon, place.lat))
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def _is_position(near: Position) -> bool:
    try:
        lon, lat = near
        return math.isfinite(lon) and math.isfinite(lat)
    except (TypeError, ValueError):
        return False


def _clean(name: object) -> str:
    """The text as a person would read it: no controls, no direction marks, no halves of characters, one space."""
    if not isinstance(name, str):
        return ""
    short = unicodedata.normalize("NFC", name[: 4 * MAX_QUERY])
    visible = "".join(" " if one.isspace() else one for one in short if one.isspace() or _is_visible(one))
    return " ".join(visible.split())[:MAX_QUERY].strip()


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co")


# Two letters that write one consonant; aspiration is left out as often as it is written.
_PAIRS = (("sh", "1"), ("ch", "2"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("jh", "j"))
_SINGLES = str.maketrans("qzx", "kss", "aeiouwvyh")


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants that transcriptions of one name share: Raikot and Rakhiot are both ``rkt``."""
    if not word.isascii():
        return ""
    for pair, sign in _PAIRS:
        word = word.replace(pair, sign)
    return re.sub(r"(.)\1+", r"\1", word.translate(_SINGLES))


def _edits(one: str, other: str, limit: int) -> int:
    """How many letters must be put in, left out or changed (Levenshtein); ``limit + 1`` when it is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        before, row[0] = row[0], index
        for column, against in enumerate(other, start=1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (letter != against)),
            )
        if min(row) > limit:
            return limit + 1
    return row[-1]
