"""The records as an accepted draft finds them, and the ids that are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cpec_map.gazetteer import Place, read_gazetteer
from cpec_map.record import Records, read_records
from cpec_map.table import read_table
from geo.reading.draft import Draft
from geo.storing.decisions import Fault
from geo.storing.incident import read_states, shown_accuracy
from geo.storing.wording import Wording, read_wording


@dataclass
class Book:
    """The records as they are, the ids that are taken, and what was found wrong on the way."""

    seeds: Path
    draft: Draft
    records: Records
    places: tuple[Place, ...]
    drawn: Mapping[str, str]
    fineness: Mapping[str, float]
    states: frozenset[str]
    wording: Wording
    taken: set[str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def new_id(self, wish: str, *prefixes: str) -> str:
        """An id that nothing has, also not behind any of the prefixes; it is taken from now on."""
        for number in range(1, 10_000):
            name = wish if number == 1 else f"{wish}-{number}"
            if not {f"{prefix}{name}" for prefix in prefixes} & self.taken:
                self.taken |= {f"{prefix}{name}" for prefix in prefixes}
                return name
        raise ValueError(f"no id is left for {wish!r}")

    def numbers(self, letter: str) -> Iterator[str]:
        """Ids of a letter and a number, from the one after the highest that was ever given."""
        known = [int(one[1:]) for one in self.taken if re.fullmatch(rf"{letter}[0-9]{{1,9}}", one)]
        width = 2 if letter == "S" else 3
        number = max(known, default=0)
        while True:
            number += 1
            yield f"{letter}{number:0{width}}"


def open_book(seeds: Path, draft: Draft) -> Book:
    """The records of a folder, which must be without problems, opened for a draft."""
    records = read_records(seeds)
    places, _ = read_gazetteer(seeds / "gazetteer.csv")
    drawn = {
        row["id"]: row["subject"]
        for table in ("features.csv", "places.csv")
        for row in read_table(seeds / table, ("id", "subject"), seeds).rows
    }
    layers = re.findall(r'^id = "([^"]+)"', (seeds / "layers.toml").read_text(encoding="utf-8"), re.MULTILINE)
    taken = {
        *records.articles,
        *records.facts,
        *records.sources,
        *records.subjects,
        *records.attributes,
        *records.portfolio.projects,
        *(claim.id for claim in records.claims),
        *(step.id for steps in records.portfolio.history.values() for step in steps),
        *(change.id for change in records.changes),
        *(place.id for place in places),
        *drawn,
        *layers,
    }
    accuracy = shown_accuracy(seeds, records, places)
    wording = read_wording(draft.text)
    return Book(seeds, draft, records, places, drawn, accuracy, read_states(seeds), wording, taken)
