"""Tables edited as text: rows are put in or given a cell, and every other byte stays as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def append_rows(path: Path, rows: Iterable[Mapping[str, str]], columns: Sequence[str] = ()) -> bytes:
    """The table with rows at its end, every other byte as it was; a table that is not there begins with ``columns``."""
    if path.exists():
        text, header, _ = _read(path)
    else:
        text, header = _line(columns, ""), list(columns)
    return (text + "".join(_line([row.get(column, "") for column in header], text) for row in rows)).encode()


def put_rows(path: Path, rows: Iterable[Mapping[str, str]], column: str, cells: Mapping[str, str]) -> bytes:
    """The table with new rows where their ids belong, and of the rows named in ``cells`` that cell in ``column``."""
    text, header, old = _read(path)
    index = header.index(column)
    found = [(start, end, row) for start, end, row in old if row[0] in cells]
    edits = [(start, end, [*row[:index], cells[row[0]], *row[index + 1 :]]) for start, end, row in found]
    for new in rows:
        at = next((start for start, _, others in old if others[0] > new["id"]), len(text))
        edits.append((at, at, [new.get(name, "") for name in header]))
    # From the end, so that positions hold; a new row comes before the old one at its position.
    for start, end, row in sorted(edits, key=lambda one: (one[0], one[1], one[2][0]), reverse=True):
        text = text[:start] + _line(row, text) + text[end:]
    return text.encode()


def _read(path: Path) -> tuple[str, list[str], list[tuple[int, int, list[str]]]]:
    """A table's text, its header, and of each row the first and last character (exclusive) and the cells."""
    text = path.read_bytes().decode()
    text += "" if text.endswith("\n") else "\n"
    # Only LF ends a line; str.splitlines would also break at characters that cells may hold.
    lines = [f"{line}\n" for line in text.split("\n")[:-1]]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    reader = csv.reader(lines, strict=True)
    header = [cell.strip().removeprefix("\ufeff") for cell in next(reader)]
    rows = []
    before = reader.line_num
    for cells in reader:
        if cells:
            rows.append((starts[before], starts[reader.line_num], cells))
        before = reader.line_num
    return text, header, rows


def _line(cells: Sequence[str], text: str) -> str:
    """A row as the table writes its lines."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n" if text.endswith("\r\n") else "\n").writerow(cells)
    return out.getvalue()
