"""Texts whose places, projects and actors are known: what the reading of articles is scored against.

Our own texts are written in a small markup, ``[name](kind where)``, where an area has its radius as a third number.
The published corpora (LGL, GeoVirus, TR-News, GeoWebNews) are XML files that a person points to; they are read
without network, entities or a document type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from cpec_map.table import read_table
from geo.reading.toponyms import Position

MAX_CORPUS_BYTES = 200_000_000


class GoldError(Exception):
    """A gold file that cannot be used; the message says file, place, rule and what to do."""


@dataclass(frozen=True)
class Gold:
    """One name that a text holds: characters ``start`` to ``end`` (exclusive), its kind and where it lies.

    ``position`` is longitude and latitude in degrees (WGS 84), ``None`` for what lies nowhere in particular.
    ``radius_km`` is how far an area (a district, a country, a river) reaches around it; what lies within is right.
    """

    start: int
    end: int
    kind: str
    position: Position | None
    radius_km: float = 0.0


@dataclass(frozen=True)
class Annotated:
    """A text and everything it names: with ``actors`` these too, with ``adjectives`` those of countries ("Turkish")."""

    id: str
    text: str
    gold: tuple[Gold, ...]
    actors: bool = True
    adjectives: bool = False


_MARK = re.compile(r"\[([^\]\n]{1,200})\]\((place|project|actor) ([^)\n]{1,60})\)")


def read_marked(path: Path, places: Mapping[str, Position | None]) -> tuple[Annotated, ...]:
    """The texts of one of our own gold files; ``places`` are the positions that ids stand for.

    Raises :class:`GoldError` for an id that nobody knows and for a position that is none.
    """
    texts = []
    for number, section in enumerate(path.read_text(encoding="utf-8").split("\n## ")[1:], start=1):
        name, _, marked = section.partition("\n")
        body, gold, end = "", [], 0
        marked = marked.strip()
        for mark in _MARK.finditer(marked):
            body += marked[end : mark.start()]
            position, radius = _where(mark[3], places, f"{path.name}, text {number} ({name})")
            gold.append(Gold(len(body), len(body) + len(mark[1]), mark[2], position, radius))
            body += mark[1]
            end = mark.end()
        texts.append(Annotated(name.strip(), body + marked[end:], tuple(gold)))
    return tuple(texts)


def read_offsets(path: Path, text: str, places: Mapping[str, Position | None]) -> Annotated:
    """The names of a text that is not kept here: a table of ``start,end,exact,kind,where``.

    ``text`` is in its normalised form (:func:`cpec_map.anchor.normalise_text`); ``exact`` is at most seven words of
    it, with an ellipsis where the name is longer. Raises :class:`GoldError` for a row that says something else.
    """
    gold = []
    for row in read_table(path, ("start", "end", "exact", "kind", "where"), path.parent).rows:
        at = f"{path.name}, line {row.line}"
        start, end = _integer(row["start"]), _integer(row["end"])
        if start is None or end is None or not text[start:end].startswith(row["exact"].removesuffix("…")):
            raise GoldError(f"{at}: {row['exact']!r} does not stand there. Correct start and end, or the text.")
        gold.append(Gold(start, end, row["kind"], *_where(row["where"], places, at)))
    return Annotated(path.stem, text, tuple(gold))


def _where(said: str, places: Mapping[str, Position | None], at: str) -> tuple[Position | None, float]:
    if said == "-":
        return None, 0.0
    if said in places:
        return places[said], 0.0
    try:
        lon, lat, *reach = map(float, said.split())
        (radius,) = reach or (0.0,)
    except ValueError:
        raise GoldError(
            f"{at}: {said!r} is no id of the gazetteer or the toponyms and no longitude and latitude. Correct it."
        ) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and radius >= 0):
        raise GoldError(f"{at}: {said!r} lies outside the world. Longitude comes first, then latitude, then km.")
    return (lon, lat), radius


def read_corpus(path: Path) -> Iterator[Annotated]:
    """The articles of an LGL, GeoVirus, TR-News or GeoWebNews file, one at a time.

    Offsets count characters of ``<text>``. Toponyms without coordinates are kept, so that recognition is whole; words
    that GeoWebNews calls expressions ("the church") are no names and left out.
    Raises :class:`GoldError` for a file that is none.
    """
    if path.stat().st_size > MAX_CORPUS_BYTES:
        raise GoldError(f"{path.name}: has more than {MAX_CORPUS_BYTES:,} bytes. Split it.")
    found = 0
    try:
        for _, element in iterparse(str(path), forbid_dtd=True):
            if element.tag == "article":
                found += 1
                yield _article(element, found)
                element.clear()
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        raise GoldError(f"{path.name}: is no XML that can be read ({type(error).__name__}). Check the file.") from error
    if not found:
        raise GoldError(f"{path.name}: holds no <article>. Point to LGL, GeoVirus, TR-News or GeoWebNews XML.")


# GeoWebNews annotates words that are no names ("the church") with these, and things that are nowhere.
_NO_NAME = "Expression"


def _article(element: Element, number: int) -> Annotated:
    text = element.findtext("text") or ""
    gold = []
    for tag in ("toponym", "location"):  # GeoVirus says location
        for toponym in element.iter(tag):
            if _NO_NAME in (toponym.findtext("type") or "") or toponym.findtext("nonLocational") == "Yes":
                continue
            names = (toponym.findtext(name) for name in ("phrase", "extractedName", "name"))
            start, end = _stretch(toponym, next((name.strip() for name in names if name and name.strip()), ""), text)
            gold.append(Gold(start, end, "place", _position(toponym)))
    name = element.get("docid") or element.get("id") or element.get("number") or str(number)
    # GeoVirus leaves adjectives of countries out, the others take them.
    return Annotated(name, text, tuple(gold), actors=False, adjectives=element.find("locations") is None)


def _stretch(toponym: Element, name: str, text: str) -> tuple[int, int]:
    """Where a toponym stands: as given, or where its name does, since GeoVirus counts from 1 and XML from 0."""
    start, end = _integer(toponym.findtext("start")), _integer(toponym.findtext("end"))
    if start is not None and end is not None and 0 <= start < end <= len(text) and name in ("", text[start:end]):
        return start, end
    near = start or 0
    found = [match.start() for match in re.finditer(re.escape(name), text)] if name else []
    if not found:
        # What is nowhere in the text stays in the denominator, at an empty stretch that nothing can match.
        return len(text), len(text)
    at = min(found, key=lambda place: abs(place - near))
    return at, at + len(name)


def _position(toponym: Element) -> Position | None:
    tag = toponym.find("gaztag")
    sources = [toponym] if tag is None else [tag, toponym]
    for source in sources:
        for lon_name, lat_name in (("lon", "lat"), ("longitude", "latitude")):
            try:
                return float(source.findtext(lon_name) or "?"), float(source.findtext(lat_name) or "?")
            except ValueError:
                continue
    return None


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() else None
