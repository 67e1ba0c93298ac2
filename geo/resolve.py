"""Which of the places that a name may mean a text speaks of: candidates with a score and a reason in words.

The score adds what speaks for a candidate: which gazetteer knows it, how many people live there, the country or
province the text names, the kind it says, and how near it lies to places that are certain. ``NONE_BELOW`` is where
"none of these" wins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyproj import Geod

from geo.recognise import ACTOR, PLACE, Mention, find_mentions
from geo.toponyms import Lexicon, Position, Referent, distance_km

NONE_BELOW = 0.3
# A direction in words ("north-west of") is meant to within half a sector of 45 degrees.
_SECTOR_SIN = math.sin(math.radians(22.5))
# A distance in words is rounded, to a tenth of itself at least.
_ROUNDING = 0.1
_NEAR_KM = 300.0
_MAX_CANDIDATES = 5
_ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Candidate:
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


@dataclass(frozen=True)
class Reading:
    """A mention and its candidates, best first. ``chosen`` is ``None`` for actors and for "none of these"."""

    mention: Mention
    candidates: tuple[Candidate, ...]

    @property
    def chosen(self) -> Candidate | None:
        """The candidate the text most likely means, unless none is likely enough."""
        best = self.candidates[0] if self.candidates else None
        return best if best is not None and best.score >= NONE_BELOW and self.mention.kind != ACTOR else None


def read_text(text: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Every place, project and actor of a text, resolved."""
    return resolve(text, find_mentions(text, lexicon))


def resolve(text: str, mentions: Sequence[Mention]) -> tuple[Reading, ...]:
    """The candidates of each mention, ranked by what the whole text says."""
    context = _context(text, mentions)
    said: dict[str, str] = {}
    first = [_reading(text, one, context, said) for one in mentions]
    # What stands beside its country once ("Hyderabad, India") means the same place for the rest of the text.
    for one in first:
        if one.chosen is not None and "text puts it" in one.chosen.reason:
            said.setdefault(one.mention.text, one.chosen.referent.id)
    return tuple(_reading(text, one, context, said) for one in mentions) if said else tuple(first)


@dataclass(frozen=True)
class _Context:
    countries: Mapping[str, int]
    certain: tuple[Position, ...]


def _context(text: str, mentions: Iterable[Mention]) -> _Context:
    countries: dict[str, int] = {}
    certain: list[Position] = []
    for one in mentions:
        codes = {referent.country for referent in one.referents}
        states = [referent for referent in one.referents if referent.kind in ("country", "region", "project")]
        if states and states[0].country:
            countries[states[0].country] = countries.get(states[0].country, 0) + 1
        elif len(one.referents) == 1 and one.kind == PLACE and len(codes) == 1:
            position = one.referents[0].position
            if position is not None and one.referents[0].accuracy_m is not None:
                certain.append(position)
    for word, code in _ADJECTIVES.items():
        count = len(re.findall(rf"\b{word}\b", text))
        if count:
            countries[code] = countries.get(code, 0) + count
    return _Context(countries, tuple(certain))


_ADJECTIVES = {"Pakistani": "PK", "Chinese": "CN", "Indian": "IN", "Iranian": "IR", "Afghan": "AF"}
# States and provinces of neighbours that news adds to a name without the country's.
_REGIONS = {
    "IN": ("India", "Telangana", "Andhra Pradesh", "Gujarat", "Rajasthan", "Maharashtra", "Deccan", "Bengal"),
    "PK": ("Pakistan", "Sindh", "Balochistan", "Khyber Pakhtunkhwa", "Gilgit-Baltistan"),
    "CN": ("China", "Xinjiang"),
    "IR": ("Iran", "Sistan"),
    "AF": ("Afghanistan",),
    "BD": ("Bangladesh",),
    "US": ("United States", "USA", "Texas", "California", "Ohio", "Illinois"),
    "GB": ("United Kingdom", "UK", "England", "Scotland", "Britain"),
    "CA": ("Canada", "Ontario"),
    "AU": ("Australia",),
}
_BESIDE = {
    code: re.compile(rf"(?:,\s*|\s+in\s+|\s*\(|[’']s\s+)(?:the\s+)?(?:{'|'.join(names)})\b")
    for code, names in _REGIONS.items()
}
_OWNER = {
    code: re.compile(rf"(?:{'|'.join(names)})[’']s?\s+(?:[a-z-]+\s+){{0,2}}$") for code, names in _REGIONS.items()
}


def _reading(text: str, mention: Mention, context: _Context, said: Mapping[str, str]) -> Reading:
    beside = {code for code, form in _BESIDE.items() if form.match(text, mention.end)}
    beside |= {code for code, form in _OWNER.items() if form.search(text, max(0, mention.start - 60), mention.start)}
    around = text[max(0, mention.start - 30) : mention.end + 30].lower()
    candidates = [_candidate(mention, one, context, beside, around, said) for one in mention.referents]
    candidates.sort(key=lambda one: (-one.score, -one.referent.population, one.referent.id))
    return Reading(mention, tuple(candidates[:_MAX_CANDIDATES]))


def _candidate(
    mention: Mention,
    referent: Referent,
    context: _Context,
    beside: set[str],
    around: str,
    said: Mapping[str, str],
) -> Candidate:
    if referent.origin == "geonames":
        score = min(0.45, 0.05 + 0.06 * math.log10(max(referent.population, 10)))
        reasons = [f"GeoNames has a {referent.kind} of this name with {referent.population:,} people"]
    else:
        score = {"toponyms": 0.66, "corridor": 0.62}.get(referent.origin, 0.6)
        reasons = ["It is in the corridor's gazetteer"]
    if referent.country in beside:
        score += 0.4
        reasons.append(f"the text puts it in {referent.country}")
    elif beside:
        score -= 0.4
        reasons.append("the text puts it in another country")
    elif referent.country is not None and referent.country in context.countries:
        total = sum(context.countries.values())
        score += 0.15 * context.countries[referent.country] / total
        reasons.append(f"the text speaks of {referent.country}")
    if said.get(mention.text) == referent.id:
        score += 0.3
        reasons.append("the text says elsewhere which one it means")
    if referent.kind in around and referent.kind not in mention.text.lower():
        score += 0.1
        reasons.append(f"it is called a {referent.kind}")
    position = referent.position
    others = [one for one in context.certain if one != position]
    if position is not None and others:
        nearest = min(distance_km(position, one) for one in others)
        score += 0.15 * math.exp(-nearest / _NEAR_KM)
        if nearest < _NEAR_KM:
            reasons.append(f"it lies {nearest:,.0f} km from another place of the text")
    lon, lat = position or (None, None)
    accuracy = referent.accuracy_m
    if mention.offset is not None and lon is not None and lat is not None:
        lon, lat, accuracy = _shift(lon, lat, accuracy or 0.0, *mention.offset)
        reasons.append(f"shifted: it {mention.reason}, known to {accuracy / 1000:,.1f} km")
    words = "; ".join(reasons)
    return Candidate(referent, lon, lat, accuracy, round(max(0.0, min(1.0, score)), 3), f"{words}.")


def _shift(lon: float, lat: float, accuracy_m: float, km: float, bearing: float) -> tuple[float, float, float]:
    """A position moved along the ellipsoid (Karney 2013), and its accuracy: base, direction and rounding together."""
    east, north, _ = _ELLIPSOID.fwd(lon, lat, bearing, km * 1000)
    spread = math.hypot(accuracy_m, km * 1000 * _SECTOR_SIN, km * 1000 * _ROUNDING)
    return round(float(east), 5), round(float(north), 5), round(spread)
