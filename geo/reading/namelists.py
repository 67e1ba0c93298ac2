"""The lists of names kept for reading, checked: ``seeds/toponyms/*.csv`` and ``seeds/exonyms.csv``.

Toponyms are places, projects and areas that articles name and the gazetteer lacks, or more names of what it has, by the
area they lie in (``names.csv``: those without a position of their own). Exonyms are more names, mostly in Urdu and
Chinese, of what only GeoNames has: they say how a place is written, not that the corridor is about it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cpec_map.layer import Problem
from cpec_map.table import Row, Table, identifier_ok, read_table, shown

TOPONYMS = ("id", "name", "aliases", "kind", "lon", "lat", "radius_km", "country", "province", "record", "note")
EXONYMS = ("geonames", "name", "country", "names")


def list_files(seeds: Path) -> list[Path]:
    """The files of these lists, in the order in which they are read."""
    return [*sorted((seeds / "toponyms").glob("*.csv")), *(one for one in (seeds / "exonyms.csv",) if one.exists())]


def read_toponyms(seeds: Path) -> tuple[Mapping[str, str], ...]:
    """The rows of all toponyms; longitude, latitude (WGS 84) and radius (km) as text, empty if unknown."""
    return tuple(row.cells for table in _toponyms(seeds) for row in table.rows)


def read_exonyms(seeds: Path) -> dict[str, tuple[str, ...]]:
    """Names by the id of GeoNames' place ("geonames-1276300", a subdivision "region-CN.30")."""
    path = seeds / "exonyms.csv"
    rows = read_table(path, EXONYMS, seeds).rows if path.exists() else ()
    return {row["geonames"]: tuple(row["names"].split(";")) for row in rows}


def check_lists(seeds: Path) -> Iterator[Problem]:
    """What is wrong with the lists: file, row, rule and what to do."""
    tables = _toponyms(seeds)
    many = {key for key, count in Counter(row["id"] for table in tables for row in table.rows).items() if count > 1}
    for table in tables:
        yield from _faults(table, "id", lambda row: _toponym_faults(row, many))
    path = seeds / "exonyms.csv"
    if path.exists():
        exonyms = read_table(path, EXONYMS, seeds)
        twice = {key for key, count in Counter(row["geonames"] for row in exonyms.rows).items() if count > 1}
        yield from _faults(exonyms, "geonames", lambda row: _exonym_faults(row, twice))


def _toponyms(seeds: Path) -> list[Table]:
    return [read_table(path, TOPONYMS, seeds) for path in sorted((seeds / "toponyms").glob("*.csv"))]


_Fault = tuple[str, str, str]


def _faults(table: Table, key: str, check: Callable[[Row], Iterator[_Fault]]) -> Iterator[Problem]:
    yield from table.problems
    for row in table.rows:
        for column, rule, remedy in check(row):
            yield Problem(table.file, f"{shown(row[key])}, line {row.line}, {column}", rule, remedy)


def _toponym_faults(row: Row, many: set[str]) -> Iterator[_Fault]:
    if not identifier_ok(row["id"]):
        yield "id", f"{shown(row['id'])} is no id.", "Use lower-case letters, digits and hyphens."
    if row["id"] in many:
        yield "id", "stands in more than one row.", "Merge the rows, or give one another id."
    for column in ("name", "kind"):
        if not row[column]:
            yield column, "is empty.", "Fill it in."
    given = [column for column in ("lon", "lat", "radius_km") if row[column]]
    if 0 < len(given) < 3:
        yield given[0], "stands without the rest of the position.", "Give lon, lat and radius_km, or none of them."
    for column, least, most in (("lon", -180.0, 180.0), ("lat", -90.0, 90.0), ("radius_km", 0.001, 20_000.0)):
        if row[column] and not least <= _number(row[column]) <= most:
            rule = f"is {shown(row[column])}, not a number from {least:g} to {most:g}."
            yield column, rule, "Longitude comes before latitude, both in degrees; the radius is in km."
    if given and not row["note"]:
        yield "note", "is empty.", "Say how the position is known; “Approximate” when no source has it."


def _exonym_faults(row: Row, twice: set[str]) -> Iterator[_Fault]:
    if not row["geonames"].startswith(("geonames-", "region-")):
        yield "geonames", f"{shown(row['geonames'])} is no place of GeoNames.", "For example geonames-1276300."
    if row["geonames"] in twice:
        yield "geonames", "stands in more than one row.", "Merge the rows."
    if not row["names"]:
        yield "names", "is empty.", "Give a name, or remove the row."


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
