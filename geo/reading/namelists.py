"""The lists of names kept for reading, checked: ``seeds/toponyms/*.csv`` and ``seeds/exonyms.csv``.

Toponyms are places, projects and areas that articles name and the gazetteer lacks, or more names of what it has, by the
area they lie in (``names.csv``: those without a position of their own). Exonyms are more names, mostly in Urdu and
Chinese, of what only GeoNames has: they say how a place is written, not that the corridor is about it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from cpec_map.layer import Problem
from cpec_map.table import Row, identifier_ok, read_table, shown

TOPONYMS = ("id", "name", "aliases", "kind", "lon", "lat", "radius_km", "country", "province", "record", "note")
EXONYMS = ("geonames", "name", "country", "names")


def list_files(seeds: Path) -> list[Path]:
    """The files of these lists, in the order in which they are read."""
    return [*_toponym_files(seeds), *_exonym_files(seeds)]


def read_toponyms(seeds: Path) -> tuple[Mapping[str, str], ...]:
    """The rows of all toponyms; longitude, latitude (WGS 84) and radius (km) as text, empty if unknown."""
    return tuple(row.cells for path in _toponym_files(seeds) for row in read_table(path, TOPONYMS, seeds).rows)


def read_exonyms(seeds: Path) -> dict[str, tuple[str, ...]]:
    """Names by the id of GeoNames' place ("geonames-1276300", a subdivision "region-CN.30")."""
    rows = (row for path in _exonym_files(seeds) for row in read_table(path, EXONYMS, seeds).rows)
    return {row["geonames"]: tuple(row["names"].split(";")) for row in rows}


def check_lists(seeds: Path) -> Iterator[Problem]:
    """What is wrong with the lists: file, row, rule and what to do."""
    for files, columns, check in (
        (_toponym_files(seeds), TOPONYMS, _toponym_faults),
        (_exonym_files(seeds), EXONYMS, _exonym_faults),
    ):
        key = columns[0]
        tables = [read_table(path, columns, seeds) for path in files]
        met = Counter(row[key] for table in tables for row in table.rows)
        for table in tables:
            yield from table.problems
            for row in table.rows:
                place = f"{shown(row[key])}, line {row.line}"
                if met[row[key]] > 1:
                    rule = "stands in more than one row."
                    yield Problem(table.file, f"{place}, {key}", rule, "Merge the rows, or give one another id.")
                for column, rule, remedy in check(row):
                    yield Problem(table.file, f"{place}, {column}", rule, remedy)


def _toponym_files(seeds: Path) -> list[Path]:
    return sorted((seeds / "toponyms").glob("*.csv"))


def _exonym_files(seeds: Path) -> list[Path]:
    return sorted(seeds.glob("exonyms.csv"))


_Fault = tuple[str, str, str]


def _toponym_faults(row: Row) -> Iterator[_Fault]:
    if not identifier_ok(row["id"]):
        yield "id", f"{shown(row['id'])} is no id.", "Use lower-case letters, digits and hyphens."
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


def _exonym_faults(row: Row) -> Iterator[_Fault]:
    if not row["geonames"].startswith(("geonames-", "region-")):
        yield "geonames", f"{shown(row['geonames'])} is no place of GeoNames.", "For example geonames-1276300."
    if not row["names"]:
        yield "names", "is empty.", "Give a name, or remove the row."


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
