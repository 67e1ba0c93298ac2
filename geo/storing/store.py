"""What storing a reviewed draft would change in records and layers: worked out on a copy, checked, and only planned.

Nothing here writes into the folders of the repository; :mod:`geo.storing.change` does, with what was planned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from cpec_map.layer import LayerError, Problem
from geo.build import build_layers, write_package
from geo.check import check_published, check_seeds
from geo.gazetteer import build_gazetteer, check_gazetteer
from geo.measure import measure
from geo.reading.draft import Draft
from geo.report import format_report
from geo.storing.accept import accept
from geo.storing.change import (
    Change,
    ChangeError,
    Diff,
    Disk,
    FileChange,
    FileDiff,
    Stored,
    apply_change,
    base_of,
    diff,
    list_stored,
    recover,
    summarise,
    undo_last,
)
from geo.storing.decisions import Fault, check_draft, parse_decisions
from geo.storing.lookup import place_finder

__all__ = [
    "Change",
    "ChangeError",
    "Diff",
    "Disk",
    "Fault",
    "FileChange",
    "FileDiff",
    "Planned",
    "Stored",
    "apply_change",
    "base_of",
    "diff",
    "list_stored",
    "plan",
    "recover",
    "undo_last",
]

_ACCURACY = "accuracy.md"


@dataclass(frozen=True)
class Planned:
    """A change that passed every check, what it does in words, and what else to know; or why there is none."""

    change: Change
    summary: str
    problems: tuple[Fault, ...]
    notes: tuple[str, ...] = ()


def plan(seeds: Path, layers: Path, docs: Path, draft: Draft, decisions: object, today: date) -> Planned:
    """What storing would change. ``decisions`` are the page's, as plain data; with any problem the change is empty."""
    faults = check_draft(draft)
    if faults:
        return Planned((), "", faults)
    decided, faults = parse_decisions(decisions, draft, place_finder(seeds))
    if decided is None:
        return Planned((), "", faults)
    with TemporaryDirectory(prefix="cpec-plan-") as folder:
        copy = Path(folder)
        before = dict(_copy(seeds, layers, docs, copy))
        _, problems = check_seeds(copy / "seeds")
        if problems:
            return Planned((), "", tuple(_fault(one) for one in problems))
        accepted, faults = accept(copy / "seeds", draft, decided, today)
        if accepted is None:
            return Planned((), "", faults)
        for name, content in accepted.files.items():
            (copy / "seeds" / name).parent.mkdir(exist_ok=True)
            (copy / "seeds" / name).write_bytes(content)
        problems = tuple(_rebuild(copy / "seeds", copy / "layers", copy / "docs"))
        if problems:
            return Planned((), "", tuple(_fault(one) for one in problems))
        after = dict(_read(copy))
    paths = sorted(before.keys() | after.keys())
    files = (FileChange(path, before.get(path), after.get(path)) for path in paths)
    change = tuple(one for one in files if one.before != one.after)
    return Planned(change, summarise(change), (), accepted.notes)


def _copy(seeds: Path, layers: Path, docs: Path, copy: Path) -> Iterator[tuple[str, bytes]]:
    """Copy what the pipeline reads and writes, and yield it as it was read, so that both are of one moment."""
    files = [("seeds", seeds, path) for pattern in _RECORDS for path in sorted(seeds.glob(pattern))]
    files += [("layers", layers, path) for path in sorted(layers.rglob("*"))]
    files += [("docs", docs, docs / _ACCURACY)]
    for top, folder, path in files:
        if path.name.startswith(".") or not path.is_file():
            continue
        name = f"{top}/{path.relative_to(folder).as_posix()}"
        content = path.read_bytes()
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(content)
        yield name, content


# What is a record; articles' texts, drafts and what was stored are not.
_RECORDS = ("*.csv", "*.toml", "articles/*.toml", "claims/*.csv", "toponyms/*.csv")


def _read(copy: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(copy.rglob("*")):
        if path.is_file():
            yield path.relative_to(copy).as_posix(), path.read_bytes()


def _rebuild(seeds: Path, layers: Path, docs: Path) -> Iterator[Problem]:
    """Build everything that is built from the records, and yield what ``python -m geo check`` would then say."""
    try:
        build_layers(seeds, layers)
        build_gazetteer(seeds, layers)
    except LayerError as error:
        yield from error.problems
        return
    write_package(layers)
    accuracy, problems = measure(seeds, layers)
    yield from problems
    if accuracy is not None:
        (docs / _ACCURACY).parent.mkdir(exist_ok=True)
        (docs / _ACCURACY).write_bytes(format_report(accuracy).encode())
    yield from check_published(layers)
    yield from check_gazetteer(seeds, layers)


def _fault(problem: Problem) -> Fault:
    return Fault(problem.file, problem.place, problem.rule, problem.remedy)
