"""Which of the places that a name may mean a text speaks of: candidates with a score and a reason in words.

The score adds what speaks for a candidate: which gazetteer knows it, how many people live there, the country or
province the text names, the kind it says, and how near it lies to places that are certain. ``NONE_BELOW`` is where
"none of these" wins.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from pyproj import Geod
from rapidfuzz import fuzz

from cpec_map.gazetteer import fold_words
from geo.reading.recognise import ACTOR, DEMONYMS, PLACE, Mention, find_mentions
from geo.reading.toponyms import Lexicon, Position, Referent

NONE_BELOW = 0.3
# A direction in words ("north-west of") is meant to within half a sector of 45 degrees.
_SECTOR_SIN = math.sin(math.radians(22.5))
# A distance in words is rounded, to a tenth of itself at least.
_ROUNDING = 0.1
_NEAR_KM = 300.0
# What is so near is likely meant together.
_CLOSE, _CLOSE_KM = 0.15, 40.0
# What lies in a province that the text speaks of, at most.
_ADMIN = 0.1
_DEGREE_KM = 111.2
_MAX_CANDIDATES = 5
_ELLIPSOID = Geod(ellps="WGS84")


class Candidate(NamedTuple):
    """One place a mention may mean, ``score`` from 0 to 1, and why. ``lon``, ``lat`` in degrees (WGS 84)."""

    referent: Referent
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    score: float
    reason: str

    @property
    def position(self) -> Position | None:
        """Longitude and latitude in degrees, or ``None``."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


class Reading(NamedTuple):
    """A mention and its candidates, best first. ``chosen`` is ``None`` for actors and for "none of these"."""

    mention: Mention
    candidates: tuple[Candidate, ...]

    @property
    def chosen(self) -> Candidate | None:
        """The candidate the text most likely means, unless none is likely enough."""
        best = self.candidates[0] if self.candidates else None
        return best if best is not None and best.score >= NONE_BELOW and self.mention.kind != ACTOR else None


def read_text(text: str, lexicon: Lexicon, adjectives: bool = False) -> tuple[Reading, ...]:
    """Every place, project and actor of a text, resolved; with ``adjectives`` those of countries, too."""
    return resolve(text, find_mentions(text, lexicon, adjectives), lexicon)


def resolve(text: str, mentions: Sequence[Mention], lexicon: Lexicon | None = None) -> tuple[Reading, ...]:
    """The candidates of each mention, ranked by what the whole text says. ``lexicon`` knows the abbreviations of
    subdivisions.
    """
    context = _context(text, mentions, lexicon.areas if lexicon is not None else {})
    postal = lexicon.postal if lexicon is not None else {}
    cues = [_cue(text, mentions, index, postal) for index in range(len(mentions))]
    sentences = _sentences(text, mentions)
    near = _neighbours(text, mentions, sentences)
    said: dict[str, str] = {}
    first = [_reading(text, one, context, cues[index], near[index], said) for index, one in enumerate(mentions)]
    # What stands beside its country once ("Hyderabad, India") means the same place for the rest of the text.
    for one in first:
        if one.chosen is not None and _BESIDE_SAID in one.chosen.reason:
            said.setdefault(one.mention.text, one.chosen.referent.id)
    for index, (one, area) in enumerate(pairwise(first), start=1):
        # "Buffalo, New York": what says where the place before it lies is the state, not the city of that name.
        if (
            one.chosen is not None
            and _BESIDE_SAID in one.chosen.reason
            and text[one.mention.end : area.mention.start] == ", "
        ):
            lies_in = [
                meant
                for meant in area.candidates
                if meant.referent.kind == "region" and meant.referent.country in _STATED and _holds(meant, one.chosen)
            ]
            if lies_in and area.candidates[0] not in lies_in:
                meant = lies_in[0]._replace(
                    score=area.candidates[0].score,
                    reason=f"{lies_in[0].reason.removesuffix('.')}; the place before it lies there.",
                )
                rest = tuple(other for other in area.candidates if other.referent.id != meant.referent.id)
                first[index] = Reading(area.mention, (meant, *rest))
    for index, mention in enumerate(mentions):
        if mention.text in said:
            first[index] = _reading(text, mention, context, cues[index], near[index], said)
    return tuple(_about_there(text, mentions, first, index, sentences[index]) for index in range(len(first)))


@dataclass(frozen=True)
class _Context:
    """What the whole text says: how often it speaks of countries and subdivisions, and places that can only be one."""

    countries: Mapping[str, int]
    admins: Mapping[str, int]
    certain: tuple[Position, ...]
    names: Mapping[str, str]

    @cached_property
    def all_countries(self) -> int:
        """How often it speaks of any country."""
        return sum(self.countries.values())

    @cached_property
    def all_admins(self) -> int:
        """How often it speaks of any subdivision."""
        return sum(self.admins.values())

    def name(self, codes: Iterable[str]) -> str:
        """Countries and subdivisions as a reason names them."""
        return " or ".join(sorted(self.names.get(code, code) for code in codes))


class _Near(NamedTuple):
    """What the sentence of a mention says: countries and subdivisions named in it, and places that can only be one.

    ``tied`` is where the town or district may lie that it is said to lie in or near ("Fatehpur in Layyah"), ``beside``
    the country whose states or provinces it stands among in a list, ``article`` whether it is called "the".
    """

    areas: frozenset[str]
    certain: tuple[Position, ...]
    tied: tuple[Position, ...]
    beside: str | None
    article: bool


def _context(text: str, mentions: Iterable[Mention], names: Mapping[str, str]) -> _Context:
    countries: dict[str, int] = {}
    admins: dict[str, int] = {}
    certain: list[Position] = []
    for one in mentions:
        states = [referent for referent in one.referents if referent.kind in ("country", "region", "project")]
        if states and states[0].country:
            if states[0].kind == "project" or len({state.country for state in states}) == 1:  # Georgia says little
                countries[states[0].country] = countries.get(states[0].country, 0) + 1
            codes = {state.admin for state in one.referents if state.kind == "region"}
            if len(codes) == 1 and (code := codes.pop()) is not None:
                admins[code] = admins.get(code, 0) + 1
        elif _is_certain(one):
            position, admin = one.referents[0].position, one.referents[0].admin
            if admin is not None:
                admins[admin] = admins.get(admin, 0) + 1
            country = one.referents[0].country
            if position is not None:
                certain.append(position)
            if country is not None:
                countries[country] = countries.get(country, 0) + 1
    for word in _CAPITALISED.findall(text):
        code = DEMONYMS.get(word)
        if code is not None:
            countries[code] = countries.get(code, 0) + 1
    return _Context(countries, admins, tuple(islice(dict.fromkeys(certain), _CERTAIN)), names)


def _is_certain(mention: Mention) -> bool:
    """Whether a mention can be only one place, as far as its first referent is the only one of just this name."""
    return (
        mention.kind == PLACE
        and bool(mention.referents)
        and mention.referents[0].kind not in ("country", "region", "sea", "river")
        and mention.referents[0].position is not None
        and all(one.origin == "toponyms" and _is_longer(one, mention) for one in mention.referents[1:])
    )


def _is_longer(one: Referent, mention: Mention) -> bool:
    """Whether a village or quarter has a longer name of its own than the text gives: "Domel Muzaffarabad"."""
    return one.kind in _LOCAL and not _is_own_name(one.name, mention.text)


_CAPITALISED = re.compile(r"\b[A-Z][a-z]+\b")
_AREAS = ("country", "region")
# Cities of so many people are spoken of without their country.
_GREAT = 1_000_000
# What may stand between a name and the country or subdivision that it is said to lie in.
_IN = re.compile(
    r"(?:,\s*|\s*\(|,?\s+in\s+|\s*\bof\s+|\s+\()(?:the\s+)?(?:(?:province|state|region|north|south|east|west|interior)\s+"
    r"(?:of\s+)?|(?:northern|southern|eastern|western|central|upper|lower|neighbouring)\s+)?"
    r"|,\s+(?:a|an|the|another|one)\s+(?:[\w’-]+\s+){1,7}?(?:in|of|on)\s+(?:the\s+)?"
    r"(?:(?:north|south|east|west|north-east|north-west|south-east|south-west|coast|border|centre|interior)\s+"
    r"(?:of\s+)?)?"
)
_OWNER = re.compile(
    r"[’']s?\s+(?:(?:port|city|town|capital|district|province|state|southern|northern|eastern|western|coastal|border|own|"
    r"largest|second|ancient|old|village|hill|resort)\s+){0,4}(?:of\s+)?"
    r"|\s(?:کے|کی)\s(?:شہر|علاقے|صوبے|صوبہ|ریاست|ضلع|ضلعے|قصبے|گاؤں|بندرگاہ|سرحدی شہر|دارالحکومت)\s"
)
# "the Iranian town of Pishin"
_OF_A_COUNTRY = re.compile(
    r"\b([A-Z][a-z]+)\s+(?:[a-z]+\s+){0,2}(?:town|city|port|village|district|province|market|capital|side)\s+(?:of|at|in)\s+$"
)
# Names further apart than so many characters say nothing of each other.
_FAR = 80
_POSTAL = re.compile(r",\s*([A-Z]{2})\b")
# What is called so lies where it likes: Nara Canal is not at Nara.
_NAMED_AFTER = re.compile(
    r"\s(?:Canal|River|Road|Street|Avenue|Bazaar|Square|Stadium|Lake|Pass|Valley|Range|Dam|Park)$"
)
# Where news gives a town's state behind it.
_STATED = ("US", "CA")
_BESIDE_SAID = "the text puts it in"


def _cue(text: str, mentions: Sequence[Mention], index: int, postal: Mapping[str, str]) -> frozenset[str]:
    """Codes of the countries or subdivisions that a mention is said to lie in, right where it stands."""
    one = mentions[index]
    cues: set[str] = set()
    after = mentions[index + 1] if index + 1 < len(mentions) else None
    tied = after is not None and after.start - one.end <= _FAR and _IN.fullmatch(text, one.end, after.start)
    if after is not None and tied and (text[one.end : after.start].strip() != "," or not _is_listed(one, after)):
        cues |= _codes(after)
    before = mentions[index - 1] if index else None
    if before is not None and before.end == one.start:  # in Chinese the country stands right before: 印度海得拉巴
        cues |= _codes(before)
    if before is not None and one.start - before.end <= _FAR and _OWNER.fullmatch(text, before.end, one.start):
        cues |= _codes(before) or _country_of(before)
    # "Mirpur in Dhaka": a quarter of a city
    if after is not None and not cues and _QUARTER.fullmatch(text, one.end, after.start):
        cues |= _country_of(after)
    adjective = _OF_A_COUNTRY.search(text, max(0, one.start - 50), one.start)
    if adjective is not None and adjective[1] in DEMONYMS:
        cues.add(DEMONYMS[adjective[1]])
    abbreviated = _POSTAL.match(text, one.end)
    if abbreviated is not None and abbreviated[1] in postal:
        cues.add(postal[abbreviated[1]])
    return frozenset(cues)


_QUARTER = re.compile(r"\s+in\s+|,\s+(?:a|the)\s+(?:[a-z]+\s+){0,2}(?:quarter|suburb|neighbourhood|part|area)\s+of\s+")


def _country_of(city: Mention) -> set[str]:
    """The country of a city's name, when it is a great one."""
    great = [one for one in city.referents if one.population >= _GREAT or one.id in ("karachi", "lahore")]
    return {one.country for one in great[:1] if one.country is not None}


# "Sahiwal in Sargodha", "Paras, a village near Balakot"
_LIES_BY = re.compile(
    r"\s+in\s+|,?\s+(?:near|opposite|outside|on\s+the\s+(?:outskirts|edge)\s+of|across\s+from)\s+|,\s+(?:a|the)\s+(?:[\w-]+\s){0,3}(?:town|village|quarter|part|suburb|station|junction)\s+(?:in|of|near)\s+"
)
_BELONGS = re.compile(r"[’']s\s+|\s(?:کے|کی)\s(?:شہر|علاقے|قصبے|گاؤں|تحصیل)\s|县的?|市的?")
_TIED_KM = 80.0


# About how far a place lies from the one it is said to lie in or near, and from another that its sentence names (of
# 311 villages, stations and quarters of the tuning texts two in three lie nearer).
_TIED_M, _BESIDE_M = 20_000.0, 50_000.0
# What nothing can be beside: too large, or a line.
_NOT_BESIDE = ("country", "region", "sea", "river", "road", "project", "canal", "division")


def _about_there(
    text: str, mentions: Sequence[Mention], readings: Sequence[Reading], index: int, sentence: range
) -> Reading:
    """A reading; of a place that no list has, about where it lies: beside what its sentence names with it."""
    one = readings[index]
    if one.mention.referents or one.mention.kind != PLACE or one.mention.offset is not None:
        return one
    tied = _lies_by(text, mentions, index)
    others = [(abs(mentions[at].start - one.mention.start), at) for at in sentence if _is_spot(readings[at])]
    at = tied if tied is not None and _is_spot(readings[tied]) else min(others, default=(0, None))[1]
    base = readings[at].chosen if at is not None else None
    if base is None:
        return one
    reach = (base.accuracy_m or 0.0) + (_TIED_M if at == tied else _BESIDE_M)
    lon, lat = base.lon, base.lat
    # Two names on no list beside one place are two places.
    key = "-".join((base.referent.id, *fold_words(one.mention.text)))
    there = Referent(f"beside-{key}", one.mention.text, "village", lon, lat, None, base.referent.country, 0, "beside")
    reason = f"No list knows it; the text names it beside {base.referent.name}, so it lies about there."
    return Reading(one.mention, (Candidate(there, lon, lat, min(reach, _BESIDE_M), NONE_BELOW, reason),))


def _is_spot(reading: Reading) -> bool:
    """Whether a reading is of a place that others can be beside."""
    best = reading.chosen
    return (
        best is not None
        and reading.mention.kind == PLACE
        and best.position is not None
        and best.referent.kind not in _NOT_BESIDE
        and (best.accuracy_m or 0.0) < _BESIDE_M
    )


def _tied(text: str, mentions: Sequence[Mention], index: int) -> tuple[Position, ...]:
    """Where the town or district may lie that a mention is said to lie in or near; empty when none is said."""
    at = _lies_by(text, mentions, index)
    if at is None:
        return ()
    said = mentions[at].referents
    return tuple(place.position for place in said if place.position is not None and place.kind in _SHARERS)


def _lies_by(text: str, mentions: Sequence[Mention], index: int) -> int | None:
    """Which mention is the town or district that a mention is said to lie in or near; ``None`` when none is."""
    one = mentions[index]
    after = mentions[index + 1] if index + 1 < len(mentions) else None
    before = mentions[index - 1] if index else None
    said: int | None = None
    if after is not None and after.start - one.end <= _FAR:
        measured = after.offset is not None and text[one.end : after.start] == ", "  # "Fatehpur, 35 km north of Layyah"
        if measured or _LIES_BY.fullmatch(text, one.end, after.start):
            said = index + 1
    if (
        said is None
        and before is not None
        and (before.end == one.start or _BELONGS.fullmatch(text, before.end, one.start))
    ):
        said = index - 1
    if said is None or any(place.kind in _AREAS for place in mentions[said].referents):
        return None
    return said


def _states(referents: Sequence[Referent]) -> set[str]:
    """The countries that have a subdivision of a name, where no city of the name holds much of its people."""
    found: set[str] = set()
    for one in referents:
        cities = (city.population for city in referents if city.kind == "city" and city.country == one.country)
        if one.kind == "region" and one.country is not None and 3 * max(cities, default=0) < one.population:
            found.add(one.country)
    return found


_COMMA_OR_AND = re.compile(r",\s+|,?\s+and\s+|,?\s+or\s+")


def _beside(text: str, mentions: Sequence[Mention], index: int) -> str | None:
    """The country whose subdivisions stand before and behind a mention in a list: "Utah, Washington and Wyoming"."""
    sides: list[set[str]] = []
    for other, (start, end) in (
        (index - 1, (mentions[index - 1].end, mentions[index].start)),
        (index + 1, (mentions[index].end, mentions[index + 1].start if index + 1 < len(mentions) else 0)),
    ):
        if 0 <= other < len(mentions) and _COMMA_OR_AND.fullmatch(text, start, end):
            sides.append(_states(mentions[other].referents))
    shared = set.intersection(*sides) if sides else set()
    return min(shared) if shared else None


def _is_listed(one: Mention, after: Mention) -> bool:
    """Whether two names with a comma between them are rather neighbours in a list than a place and its area.

    "Muscat, Dubai and Jeddah": an area that is a city, too, and does not hold the place before it, is the next one.
    """
    if any(place.kind == "country" for place in one.referents):  # "Mexico, China, Japan", yet "Georgia, United States"
        return not any(place.kind == "region" and _lies_in(place, frozenset(_codes(after))) for place in one.referents)
    regions = {place.country for place in after.referents if place.kind == "region"}
    if any(place.kind == "region" and place.country in regions and place.name != after.text for place in one.referents):
        return True  # "Washington, Pennsylvania and California"
    area = all(place.kind in _AREAS for place in after.referents)
    inside = any(_lies_in(place, frozenset(_codes(after))) for place in one.referents)
    return not inside and (not area or any(place.kind == "region" for place in one.referents))


def _codes(mention: Mention) -> set[str]:
    return {
        code
        for one in mention.referents
        if one.kind in _AREAS
        for code in ((one.admin or one.country) if one.kind == "region" else one.country,)
        if code is not None
    }


def _sentences(text: str, mentions: Sequence[Mention]) -> list[range]:
    """For each mention the indexes of those of its sentence, at most ``_WITHIN`` before it and as many behind it."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    places = [bisect_right(ends, one.start) for one in mentions]
    return [
        range(
            max(bisect_left(places, place), index - _WITHIN),
            min(bisect_right(places, place), index + _WITHIN + 1),
        )
        for index, place in enumerate(places)
    ]


def _neighbours(text: str, mentions: Sequence[Mention], sentences: Sequence[range]) -> list[_Near]:
    """For each mention what else its sentence says."""
    codes = [_codes(one) for one in mentions]
    spots = [one.referents[0].position if _is_certain(one) else None for one in mentions]
    near = []
    for index, sentence in enumerate(sentences):
        others = [other for other in sentence if other != index]
        near.append(
            _Near(
                frozenset(code for other in others for code in codes[other]),
                tuple(spot for other in others if (spot := spots[other]) is not None),
                _tied(text, mentions, index),
                _beside(text, mentions, index),
                text.endswith("the ", 0, mentions[index].start),
            )
        )
    return near


# No sentence has so many names that speak of each other, and no article so many places: what is beyond says nothing
# of which place is meant, and a hostile text takes no longer than another.
_WITHIN, _CERTAIN = 50, 500
_SENTENCE_END = re.compile(r"[.!?]\s|\n|。")


def _reading(
    text: str, mention: Mention, context: _Context, cue: frozenset[str], near: _Near, said: Mapping[str, str]
) -> Reading:
    if not mention.referents:
        return Reading(mention, ())
    around = text[max(0, mention.start - 30) : mention.end + 30].lower()
    # Ranked before scores are cut to 1: two that are beyond doubt still differ.
    ranked = sorted(
        (_candidate(mention, one, context, cue, near, around, said) for one in mention.referents),
        key=lambda one: (-one.score, -one.referent.population, one.referent.id),
    )
    best = (one._replace(score=round(max(0.0, min(1.0, one.score)), 3)) for one in ranked[:_MAX_CANDIDATES])
    return Reading(mention, tuple(best))


# What is called "the" by its bare name, and what would be, too.
_WITH_ARTICLE, _AREAS_TOO = ("river", "glacier"), ("valley", "region", "plain", "desert", "hills", "mountain", "canal")
# What each of the corridor's own lists is worth before the text has said anything.
_ORIGINS = {"toponyms": 0.66, "corridor": 0.62, "projects": 0.6}
_SAID = {
    "toponyms": "It is on the corridor's list of names",
    "corridor": "It is in the corridor's gazetteer",
    "projects": "It is on the list of projects",
}
_TOWNS = ("city", "town", "village")
_SHARERS = ("district", *_TOWNS)
_LOCAL = (*_TOWNS, "neighbourhood")
# From this ratio on (percent, rapidfuzz) two spellings may be one name's.
_ALIKE = 75
# A smaller town of its name is rather not meant than the district, when no list of ours has it.
_TOWN = 15_000
# A district's town is at most so far from the middle of the district.
_DISTRICT_KM = 200.0
# A district shares its name with its town, which news means more often; so does a quarter, far away.
_KINDS_WORTH = {
    "neighbourhood": -0.12,
    "road": -0.1,
    "interchange": -0.1,
    "halt": -0.1,
    "district": -0.42,
    "station": -0.08,
    "airport": -0.1,
    "power plant": -0.1,
    "dam": -0.05,
    "zone": -0.05,
}


def _candidate(
    mention: Mention,
    referent: Referent,
    context: _Context,
    cue: frozenset[str],
    near: _Near,
    around: str,
    said: Mapping[str, str],
) -> Candidate:
    if referent.origin == "geonames":
        score = min(0.5, 0.05 + 0.07 * math.log10(max(referent.population, 10)))
        score += 0.12 if referent.listed else 0.0  # a town that corridor news names
        if referent.kind == "city" and referent.population >= _GREAT and _is_own_name(referent.name, mention.text):
            score += 0.05  # Basra is the one in Iraq
        reasons = [f"GeoNames has a {referent.kind} of this name with {referent.population:,} people"]
        if referent.kind == "city" and not _is_own_name(referent.name, mention.text):  # Islamabad is not Chittagong
            score -= 0.06
            reasons.append(f"it is rather called {referent.name}")
        if referent.kind == "region":
            if _is_called_area(around, mention):
                score += 0.3
                reasons.append("it is called a province or state")
            elif any(
                one.kind == "city" and (one.admin == referent.admin or one.population >= referent.population)
                for one in mention.referents
            ):
                score -= 0.12  # a province shares its name with its chief town, or with a greater one elsewhere
    else:
        alone = referent.kind in _SHARERS and _is_district_alone(mention)
        alone = alone or (referent.kind == "district" and not _has_town_of_its_name(mention, referent))
        score = _ORIGINS[referent.origin] + (0.0 if alone else _KINDS_WORTH.get(referent.kind, 0.0))
        if referent.origin == "toponyms" and referent.kind in ("city", "town", "village"):
            score -= 0.06  # the gazetteer's own towns first
        reasons = [
            "It is named like one of the corridor's places"
            if mention.reason.startswith("is spelled")
            else _SAID[referent.origin]
        ]
        if referent.kind == "river" and not near.article and _leaves_out_river(mention, referent):
            score -= 0.4
            reasons.append("a river would be called one")
        if referent.origin == "toponyms" and len(mention.referents) > 1 and _is_longer(referent, mention):
            score -= 0.15  # "Domel Muzaffarabad" is one of several
            reasons.append(f"it is rather called {referent.name}")
        if alone and referent.kind != "district":
            score -= 0.2
            reasons.append("its district has this name, the town another")
    if near.article and referent.kind in _WITH_ARTICLE and all(one.kind not in _AREAS_TOO for one in mention.referents):
        score += 0.4
        reasons.append(f"a {referent.kind} is called “the”")
    if referent.origin == "geonames" and referent.kind == "city" and _NAMED_AFTER.search(mention.text):
        score -= 0.15
        reasons.append("what is named here bears its name")
    inside = {code for code in (referent.country, referent.admin) if code is not None}
    if cue and referent.kind != "country":
        if _lies_in(referent, cue):
            score += 0.4
            reasons.append(f"{_BESIDE_SAID} {context.name(cue)}")
        else:
            score -= 0.5
            reasons.append(f"the text puts it in {context.name(cue)}, where this one is not")
    elif inside & near.areas:
        score += 0.25
        reasons.append(f"its sentence speaks of {context.name(inside & near.areas)}")
    elif referent.country is not None and referent.country in context.countries:
        score += 0.15 * context.countries[referent.country] / context.all_countries
        reasons.append(f"the text speaks of {context.name((referent.country,))}")
        if referent.admin is not None and referent.admin in context.admins:
            score += _ADMIN * context.admins[referent.admin] / context.all_admins
            reasons[-1] += f" and of places in {context.name((referent.admin,))}"
    elif referent.origin == "geonames" and context.countries and referent.population < _GREAT:
        score -= 0.1
        reasons.append("the text speaks of other countries only")
    if near.beside is not None and referent.kind == "region" and referent.country == near.beside and not cue:
        score += 0.3
        reasons.append("it stands in a list of others of its country")
    if referent.origin == "geonames" and not cue and any(one.kind == "country" for one in mention.referents):
        score -= 0.2 if referent.kind == "city" and referent.population < _GREAT else 0.0
    if near.tied and referent.position is not None and referent.kind not in _AREAS:
        km = _nearest_km(referent.position, near.tied)
        beside = km is not None and km < _TIED_KM
        score += 0.35 if beside else -0.35
        reasons.append(
            "the text puts it beside a place there" if beside else "the text puts it beside a place far away"
        )
    if not cue and said.get(mention.text) == referent.id:
        score += 0.2
        reasons.append("the text says elsewhere which one it means")
    if referent.kind in around and (referent.kind in mention.text.lower() or referent.kind != "project"):
        score += 0.2 if referent.kind in mention.text.lower() else 0.1
        reasons.append(f"it is called a {referent.kind}")
    position = referent.position
    if position is not None:
        for weight, where, others in (
            (0.22, "its sentence", near.certain),
            (0.15, "the text", context.certain if not near.certain else ()),
        ):
            nearest = _nearest_km(position, others)
            if nearest is not None:
                score += weight * math.exp(-nearest / _NEAR_KM) + _CLOSE * math.exp(-nearest / _CLOSE_KM)
                if nearest < _NEAR_KM:
                    reasons.append(f"it lies {nearest:,.0f} km from another place of {where}")
    lon, lat = position or (None, None)
    accuracy = referent.accuracy_m
    if mention.offset is not None and lon is not None and lat is not None:
        lon, lat, accuracy = _shift(lon, lat, accuracy or 0.0, *mention.offset)
        reasons.append(f"shifted: it {mention.reason}, known to {accuracy / 1000:,.1f} km")
    words = "; ".join(reasons)
    return Candidate(referent, lon, lat, accuracy, score, f"{words}.")


def _leaves_out_river(mention: Mention, river: Referent) -> bool:
    """Whether a mention leaves out the word of a river's name, as a town of the name does: "at Khunjerab"."""
    words = mention.text.lower()
    return words.isascii() and "river" in river.name.lower() and "river" not in words and len(mention.referents) > 1


def _is_called_area(around: str, mention: Mention) -> bool:
    """Whether the words beside a name say that a province or state is meant ("New York state")."""
    name = re.escape(mention.text.lower())
    return re.search(rf"\b(?:(?:province|state)s? of {name}|{name} (?:province|state))\b", around) is not None


@lru_cache(maxsize=20_000)
def _is_own_name(name: str, text: str) -> bool:
    """Whether a text in Latin letters writes a city's first name, and not only another one that it has."""
    return not text.isascii() or set(fold_words(name)) <= set(fold_words(text))


def _is_district_alone(mention: Mention) -> bool:
    """Whether a district has this name and the corridor's towns of it have another: Kech is about Turbat."""
    towns = [one for one in mention.referents if one.kind in _TOWNS and one.origin != "geonames"]
    name = mention.text if mention.offset is None else mention.text.rpartition(" of ")[2]
    return (
        bool(towns)
        and mention.text.isascii()
        and any(one.kind == "district" for one in mention.referents)
        and not any(_is_alike(one.name, name) for one in towns)
    )


def _is_alike(name: str, text: str) -> bool:
    """Whether a town's name may be what a text writes: Attock City is Attock, and Bela is not Lasbela."""
    words = fold_words(text)
    return set(words) <= set(fold_words(name)) or fuzz.ratio(name.lower(), text.lower()) >= _ALIKE


def _has_town_of_its_name(mention: Mention, district: Referent) -> bool:
    """Whether a town of this name lies in the district, so that the name alone rather means the town."""
    here = district.position
    towns = [
        one.position
        for one in mention.referents
        if one.kind in _TOWNS
        and one.position is not None
        and district.admin in (one.admin, None)
        and (one.origin != "geonames" or one.population >= _TOWN)
    ]
    return here is None or any((_nearest_km(here, (town,)) or 0.0) < _DISTRICT_KM for town in towns)


def _holds(area: Candidate, place: Candidate) -> bool:
    """Whether a place lies in a country or subdivision."""
    code = area.referent.admin if area.referent.kind == "region" else area.referent.country
    return code is not None and _lies_in(place.referent, frozenset((code,)))


def _nearest_km(position: Position, others: Sequence[Position]) -> float | None:
    """Kilometres to the nearest of other positions, ``None`` without one.

    On a plane at the position's latitude: it only weighs, and a sphere takes four times as long.
    """
    lon, lat = position
    narrowing = math.cos(math.radians(lat))
    squares = [((x - lon) * narrowing) ** 2 + (y - lat) ** 2 for x, y in others if x != lon or y != lat]
    return math.sqrt(min(squares)) * _DEGREE_KM if squares else None


def _lies_in(referent: Referent, cue: frozenset[str]) -> bool:
    """Whether a place lies in one of the countries or subdivisions; where its subdivision is unknown, by country."""
    countries = {code for code in cue if "." not in code}
    if referent.country in countries:
        return True
    if referent.admin is not None:
        return referent.admin in cue
    return referent.country in {code.split(".")[0] for code in cue}


def _shift(lon: float, lat: float, accuracy_m: float, km: float, bearing: float | None) -> tuple[float, float, float]:
    """A position moved along the ellipsoid (Karney 2013), and its accuracy: base, direction and rounding together.

    Without a direction it stays, and lies anywhere within the distance.
    """
    if bearing is None:
        return lon, lat, round(accuracy_m + km * 1000)
    east, north, _ = _ELLIPSOID.fwd(lon, lat, bearing, km * 1000)
    spread = math.hypot(accuracy_m, km * 1000 * _SECTOR_SIN, km * 1000 * _ROUNDING)
    return round(float(east), 5), round(float(north), 5), round(spread)
