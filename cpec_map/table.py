"""Tables and files of records in ``seeds/``: read without trust, every fault named by file, line and remedy."""

from __future__ import annotations

import csv
import io
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cpec_map.layer import Problem

MAX_BYTES = 2_000_000
MAX_ROWS = 50_000
MAX_FILES = 500
MAX_PROBLEMS = 50

ID_REMEDY = "Use letters, digits, hyphens and underscores."
TWICE_REMEDY = "The first one is kept; give the other an id of its own."
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# What is wrong with one row, as (column, rule, remedy); a row with a fatal fault is left out.
Fault = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """One row of a table: the line it starts on and its cells by column, stripped; an empty cell is ``""``."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def get(self, column: str) -> str | None:
        """The cell, or ``None`` when it is empty or the table has no such column."""
        return self.cells.get(column) or None


@dataclass(frozen=True)
class Table:
    """A CSV file of ``seeds/``; ``readable`` is false when nothing in it could be used."""

    file: str
    rows: tuple[Row, ...]
    readable: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Rows:
    """The records of a table that passed their rules; ``ids`` is ``None`` when the table was unreadable."""

    records: tuple[Any, ...]
    problems: tuple[Problem, ...]
    readable: bool

    @property
    def ids(self) -> frozenset[str] | None:
        return frozenset(one.id for one in self.records) if self.readable else None


def read_table(path: Path, columns: Sequence[str], seeds: Path) -> Table:
    """The rows of a UTF-8 CSV file that has at least these columns. Never raises; problems come with the table."""
    file = name_in_seeds(path, seeds)
    text, problem = _read_text(path, file)
    if problem is not None:
        return Table(file, (), False, (problem,))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader)]
    except (csv.Error, StopIteration):
        return Table(
            file, (), False, (Problem(file, "line 1", "is not a CSV header.", f"Start with: {','.join(columns)}"),)
        )
    missing = [column for column in columns if column not in header]
    if missing or len(set(header)) != len(header):
        rule = (
            f"lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}." if missing else "names a column twice."
        )
        return Table(file, (), False, (Problem(file, "line 1", rule, f"Start with: {','.join(columns)}"),))
    rows: list[Row] = []
    problems: list[Problem] = []
    line = reader.line_num
    try:
        for cells in reader:
            first, line = line + 1, reader.line_num
            if len(rows) >= MAX_ROWS:
                problems.append(Problem(file, f"line {first}", f"is beyond {MAX_ROWS:,} rows.", "Split the table."))
                break
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                rule = f"has {len(cells)} cells; the header names {len(header)}."
                problems.append(Problem(file, f"line {first}", rule, "Quote cells that hold a comma."))
                continue
            rows.append(Row(first, MappingProxyType(dict(zip(header, (cell.strip() for cell in cells), strict=True)))))
    except csv.Error as error:
        problems.append(
            Problem(file, f"line {reader.line_num}", f"cannot be read ({error}).", "Close every quotation mark.")
        )
    return Table(file, tuple(rows), True, bounded(problems, file))


def read_rows(
    path: Path,
    columns: Sequence[str],
    make: Callable[[Row], tuple[Any | None, list[Fault]]],
    seeds: Path,
    keyed: bool = True,
) -> Rows:
    """Records of a table, each made by ``make`` from a row; ids must be new. Never raises; faults become problems."""
    table = read_table(path, columns, seeds)
    problems = list(table.problems)
    records: list[Any] = []
    seen: set[str] = set()
    for row in table.rows:
        record, faults = make(row)
        problems.extend(
            Problem(table.file, f"line {row.line}, {column}", rule, remedy) for column, rule, remedy in faults
        )
        if keyed and not identifier_ok(row["id"]):
            problems.append(Problem(table.file, f"line {row.line}, id", f"{shown(row['id'])} is not an id.", ID_REMEDY))
        elif keyed and row["id"] in seen:
            problems.append(
                Problem(table.file, f"line {row.line}, id", f"{shown(row['id'])} is given twice.", TWICE_REMEDY)
            )
        elif record is not None:
            records.append(record)
            seen.add(row["id"])
    return Rows(tuple(records), bounded(problems, table.file), table.readable)


def read_toml(path: Path, seeds: Path) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """The table in a UTF-8 TOML file, empty with a problem when it cannot be read. Never raises."""
    file = name_in_seeds(path, seeds)
    text, problem = _read_text(path, file)
    if problem is not None:
        return {}, (problem,)
    try:
        return tomllib.loads(text), ()
    except RecursionError:
        return {}, (Problem(file, "file", "is nested too deeply.", "A record never needs that; check its origin."),)
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        return {}, (Problem(file, "file", f"is not TOML ({shown(str(error), 120)}).", "Correct it at that place."),)


def record_files(folder: Path, suffix: str, seeds: Path, problems: list[Problem]) -> Iterator[Path]:
    """The files of that kind in name order; others than notes (``.md``) and hidden files are reported."""
    name = name_in_seeds(folder, seeds)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(
            Problem(name, "folder", f"cannot be read ({error.strerror}).", "Restore it from the repository.")
        )
        return
    if len(entries) > MAX_FILES:
        problems.append(
            Problem(name, "folder", f"holds {len(entries):,} files; at most {MAX_FILES} are read.", "Split it.")
        )
    for path in entries[:MAX_FILES]:
        if path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.suffix == suffix:
            yield path
        else:
            remedy = f"Only files ending in {suffix} are read here; remove it."
            problems.append(Problem(name_in_seeds(path, seeds), "file", "is not a record.", remedy))


def name_in_seeds(path: Path, seeds: Path) -> str:
    """The file as problems name it: ``seeds/...``, never a path of this machine, always printable."""
    inside = path.relative_to(seeds).as_posix() if path.is_relative_to(seeds) else path.name
    return f"seeds/{inside}".encode("utf-8", "replace").decode()


def identifier_ok(text: str) -> bool:
    """Whether the text may be an id: letters, digits, hyphens and underscores, so that it is safe in a file name."""
    return bool(_IDENTIFIER.fullmatch(text))


def empty(row: Row, column: str) -> list[Fault]:
    """The fault of an empty cell, if it is one."""
    return [] if row[column] else [(column, "is empty.", "Fill it in.")]


def shown(value: Any, length: int = 40) -> str:
    """A value as a problem shows it: quoted, escaped and bounded."""
    text = repr(value)
    return text if len(text) <= length else f"{text[:length]}…"


def bounded(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    """At most ``MAX_PROBLEMS`` of a file, and how many more there are."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    more = Problem(
        file, "file", f"has {len(problems) - MAX_PROBLEMS:,} more problems.", "Correct the first ones and check again."
    )
    return (*problems[:MAX_PROBLEMS], more)


def _read_text(path: Path, file: str) -> tuple[str, Problem | None]:
    def broken(place: str, rule: str, remedy: str) -> tuple[str, Problem]:
        return "", Problem(file, place, rule, remedy)

    try:
        status = path.stat()
        # A pipe or device never ends; only plain files are opened.
        if not stat.S_ISREG(status.st_mode):
            return broken("file", "is not a plain file.", "Put a text file in its place.")
        if status.st_size > MAX_BYTES:
            return broken("file", f"is {status.st_size:,} bytes; a record has at most {MAX_BYTES:,}.", "Split it.")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return broken("file", "is missing.", "Restore it from the repository.")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "unreadable name"
        return broken("file", f"cannot be read ({reason or 'unreadable'}).", "Check its permissions.")
    if not content.strip():
        return broken("file", "is empty.", "Restore it from the repository, or remove it.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return broken(f"byte {error.start}", "is not UTF-8 text.", "Save the file as UTF-8.")
    # Spreadsheet programs write a byte order mark; it is harmless in front of a CSV header.
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control is not None:
        return broken(
            f"character {control.start()}", f"is the control character U+{ord(control.group()):04X}.", "Remove it."
        )
    return text, None
