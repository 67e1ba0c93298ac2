"""Projects of the corridor and what became of them: ``seeds/projects.csv`` and ``seeds/history.csv``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cpec_map.edtf import DATE_REMEDY, bounds
from cpec_map.layer import Problem
from cpec_map.table import Fault, Row, Rows, bounded, empty, read_rows, shown

CONFIDENCES = ("high", "medium", "low")
SECTORS = ("energy", "road", "rail", "gwadar", "zones", "digital", "social")
# In the order in which a project goes through them; the last two end it. Each with what it becomes on the map.
STATUSES = MappingProxyType(
    {
        "announced": "planned",
        "approved": "planned",
        "financed": "planned",
        "under-construction": "under construction",
        "operational": "operational",
        "shelved": "shelved",
        "cancelled": "cancelled",
    }
)
PROVINCES = (
    "Balochistan",
    "Sindh",
    "Punjab",
    "Khyber Pakhtunkhwa",
    "Gilgit-Baltistan",
    "Azad Jammu and Kashmir",
    "Islamabad",
    "Nationwide",
)

_PROJECT_COLUMNS = ("id", "name", "sector", "kind", "subject", "features", "part_of", "provinces", "place")
_PLACING_COLUMNS = ("lon", "lat", "accuracy_m", "position_source", "gazetteer")
_PROJECT_END = ("confidence", "sources", "note")
_STEP_COLUMNS = ("id", "project", "status", "date", "source", "confidence", "note")
_NUMBER = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{1,8})?")
_WORLD = ((-180, 180), (-90, 90))


@dataclass(frozen=True)
class Project:
    """One project of the corridor, located or not.

    It is placed by the ``features`` that draw it, by a position of its own (``lon``, ``lat`` in degrees, WGS 84,
    within ``accuracy_m`` metres by ``position_source``), or through a place of the ``gazetteer``; else it has no
    place on the map. ``part_of`` names the project whose figures contain this one's.
    """

    id: str
    name: str
    sector: str
    kind: str
    subject: str | None
    features: tuple[str, ...]
    part_of: str | None
    provinces: tuple[str, ...]
    place: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    position_source: str | None
    gazetteer: str | None
    confidence: str
    sources: tuple[str, ...]
    note: str | None


@dataclass(frozen=True)
class Step:
    """A status that a project came into. ``date`` is EDTF: when it began, ``../2024`` where only known by then."""

    id: str
    project: str
    status: str
    date: str
    source: str
    confidence: str
    note: str | None

    @property
    def earliest(self) -> datetime.date | None:
        """The first day on which the status may have begun; ``None`` where nothing says."""
        return (bounds(self.date) or (None, None))[0]

    @property
    def latest(self) -> datetime.date | None:
        """The day by which it had begun; ``None`` where nothing says."""
        return (bounds(self.date) or (None, None))[1]


@dataclass(frozen=True)
class Portfolio:
    """All projects that passed their rules, the steps of each in order of time, and the problems with the rest."""

    projects: Mapping[str, Project]
    history: Mapping[str, tuple[Step, ...]]
    problems: tuple[Problem, ...]

    def status(self, project: str) -> str:
        """The last status on record, ``unknown`` where there is none."""
        steps = self.history.get(project, ())
        return steps[-1].status if steps else "unknown"


EMPTY = Portfolio(MappingProxyType({}), MappingProxyType({}), ())


def read_portfolio(seeds: Path, sources: frozenset[str] | None, subjects: frozenset[str] | None) -> Portfolio:
    """The projects and their history; ``sources`` and ``subjects`` are the ids that rows may name, ``None`` for any.

    Never raises for bad input; a folder without ``projects.csv`` has none, and that is no fault.
    """
    path = seeds / "projects.csv"
    if not path.exists():
        return EMPTY
    columns = (*_PROJECT_COLUMNS, *_PLACING_COLUMNS, *_PROJECT_END)
    read = read_rows(path, columns, lambda row: _project(row, sources, subjects), seeds)
    projects: dict[str, Project] = {one.id: one for one in read.records}
    faults = [*read.problems, *_check_parts(projects)]
    steps = _read_steps(seeds, frozenset(projects) if read.readable else None, sources)
    history: dict[str, list[Step]] = {}
    for step in steps.records:
        history.setdefault(step.project, []).append(step)
    for identifier in projects:
        if read.readable and steps.readable and identifier not in history:
            rule = "has no row in history.csv."
            faults.append(Problem("seeds/projects.csv", f"project {identifier}", rule, "Add its last known status."))
    return Portfolio(
        MappingProxyType(projects),
        # `sorted` keeps the order of the table where days are equal or unknown.
        MappingProxyType({key: tuple(sorted(rows, key=_began)) for key, rows in history.items()}),
        (*bounded(faults, "seeds/projects.csv"), *steps.problems),
    )


def _began(step: Step) -> datetime.date:
    return step.latest or step.earliest or datetime.date.max


def _read_steps(seeds: Path, projects: frozenset[str] | None, sources: frozenset[str] | None) -> Rows:
    path = seeds / "history.csv"
    return read_rows(path, _STEP_COLUMNS, lambda row: _step(row, projects, sources), seeds)


def _project(
    row: Row, sources: frozenset[str] | None, subjects: frozenset[str] | None
) -> tuple[Project | None, list[Fault]]:
    faults = [*empty(row, "name"), *empty(row, "kind"), *_one_of(row, "sector", SECTORS)]
    faults.extend(_one_of(row, "confidence", CONFIDENCES))
    provinces = _split(row["provinces"], ";")
    for province in provinces:
        if province not in PROVINCES:
            faults.append(("provinces", f"{shown(province)} is not a province.", f"Use {'; '.join(PROVINCES)}."))
    cited = _split(row["sources"])
    for source in (*cited, *_split(row["position_source"])):
        if sources is not None and source not in sources:
            column = "sources" if source in cited else "position_source"
            faults.append((column, f"{shown(source)} is not in sources.csv.", "Add it there, or correct the id."))
    subject = row.get("subject")
    if subject is not None and subjects is not None and subject not in subjects:
        faults.append(("subject", f"{shown(subject)} is not in subjects.csv.", "Correct it, or leave it empty."))
    if subjects is not None and row["id"] in subjects:
        faults.append(("id", f"{shown(row['id'])} is a subject already.", "Begin the id with project-."))
    lon, lat, accuracy = (_number(row, column, faults) for column in ("lon", "lat", "accuracy_m"))
    faults.extend(_check_placing(row, lon, lat, accuracy))
    record = Project(
        id=row["id"],
        name=row["name"],
        sector=row["sector"],
        kind=row["kind"],
        subject=subject,
        features=_split(row["features"]),
        part_of=row.get("part_of"),
        provinces=provinces,
        place=row["place"],
        lon=lon,
        lat=lat,
        accuracy_m=accuracy,
        position_source=row.get("position_source"),
        gazetteer=row.get("gazetteer"),
        confidence=row["confidence"],
        sources=cited,
        note=row.get("note"),
    )
    return (None if faults else record), faults


def _check_placing(row: Row, lon: float | None, lat: float | None, accuracy: float | None) -> list[Fault]:
    """A project has one place or none: features, a whole position with source and accuracy, or the gazetteer."""
    own = any(row[column] for column in ("lon", "lat", "accuracy_m", "position_source"))
    if own + bool(row["gazetteer"]) + bool(row["features"]) > 1:
        return [("lon", "is given beside features or gazetteer.", "Place a project in one way only.")]
    if not own:
        return []
    faults: list[Fault] = []
    for column, value, (least, most) in (("lon", lon, _WORLD[0]), ("lat", lat, _WORLD[1])):
        if value is not None and not least <= value <= most:
            faults.append((column, f"{value:g} is no such degree.", f"Give {least} to {most}."))
    if accuracy is not None and not 0 < accuracy <= 1_000_000:
        faults.append(("accuracy_m", f"{accuracy:g} is not a radius.", "Give metres above 0."))
    faults.extend(fault for column in ("lon", "lat", "accuracy_m", "position_source") for fault in empty(row, column))
    return faults


def _step(row: Row, projects: frozenset[str] | None, sources: frozenset[str] | None) -> tuple[Step | None, list[Fault]]:
    faults = [*_one_of(row, "status", tuple(STATUSES)), *_one_of(row, "confidence", CONFIDENCES)]
    if bounds(row["date"]) is None:
        faults.append(("date", f"{shown(row['date'])} is not an EDTF date.", DATE_REMEDY))
    if projects is not None and row["project"] not in projects:
        faults.append(("project", f"{shown(row['project'])} is not in projects.csv.", "Add it, or correct the id."))
    if sources is not None and row["source"] not in sources:
        faults.append(("source", f"{shown(row['source'])} is not in sources.csv.", "Add it there, or correct the id."))
    words = (row["id"], row["project"], row["status"], row["date"], row["source"], row["confidence"])
    return (None if faults else Step(*words, row.get("note"))), faults


def _check_parts(projects: Mapping[str, Project]) -> Iterable[Problem]:
    """Projects that are part of one that is not there, or of themselves by whatever way round."""
    for project in projects.values():
        above, seen = project.part_of, {project.id}
        while above is not None:
            if above not in projects or above in seen:
                rule = f"is part of {shown(above)}, which is {'itself' if above in seen else 'not a project'}."
                yield Problem("seeds/projects.csv", f"project {project.id}, part_of", rule, "Correct or empty it.")
                break
            seen.add(above)
            above = projects[above].part_of


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> list[Fault]:
    if row[column] in allowed:
        return []
    return [(column, f"{shown(row[column])} is none of ours.", f"Use one of {', '.join(allowed)}.")]


def _number(row: Row, column: str, faults: list[Fault]) -> float | None:
    if not row[column]:
        return None
    if not _NUMBER.fullmatch(row[column]):
        faults.append((column, f"{shown(row[column])} is not a number.", "Give a plain decimal such as 73.21."))
        return None
    return float(row[column])


def _split(cell: str, at: str | None = None) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(at) if part.strip())
