"""Records of thousands of invented projects in a folder of their own, to measure what the page does with so many."""

from __future__ import annotations

import csv
import random
import shutil
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from cpec_map.project import PROVINCES, SECTORS, STATUSES
from geo.build import build_layers

ROOT = Path(__file__).parents[2]
# Where the invented points lie: Pakistan's plains and coast, lon and lat in degrees.
WEST, SOUTH, EAST, NORTH = 62.0, 25.0, 74.0, 35.5


def write_synthetic(folder: Path, count: int, seed: int = 7) -> tuple[Path, Path]:
    """Seeds and layers with ``count`` projects, about two in three of them located; returns both folders."""
    seeds, layers = folder / "seeds", folder / "layers"
    shutil.copytree(ROOT / "seeds", seeds)
    shutil.copytree(ROOT / "layers", layers)
    chance = random.Random(seed)  # noqa: S311 -- invents records, keeps no secret
    names = [f"project-invented-{number}" for number in range(count)]
    _write(seeds / "projects.csv", _PROJECT, (_project(chance, number, name) for number, name in enumerate(names)))
    steps = (step for name in names for step in _steps(chance, name))
    _write(seeds / "history.csv", _STEP, ([f"S{number}", *step] for number, step in enumerate(steps)))
    _write(
        seeds / "claims" / "portfolio.csv", _CLAIM, (_claim(chance, number, name) for number, name in enumerate(names))
    )
    build_layers(seeds, layers)
    return seeds, layers


_PROJECT = (
    *("id", "name", "sector", "kind", "subject", "features", "part_of", "provinces", "place", "lon", "lat"),
    *("accuracy_m", "position_source", "gazetteer", "confidence", "sources", "note"),
)
_STEP = ("id", "project", "status", "date", "source", "confidence", "note")
_CLAIM = ("id", "subject", "attribute", "value", "unit", "as_of", "source", "confidence", "note", "place")


with (ROOT / "seeds" / "layers.toml").open("rb") as _stream:
    _LAYERED = {head.get("sector") for head in tomllib.load(_stream)["layer"]}


def _project(chance: random.Random, number: int, name: str) -> list[str]:
    sector = chance.choice(SECTORS)
    # Sectors of which nothing real is located have no layer.
    placed = sector in _LAYERED and chance.random() < 0.95
    position = (
        [f"{chance.uniform(WEST, EAST):.5f}", f"{chance.uniform(SOUTH, NORTH):.5f}", chance.choice(["500", "5000"])]
        if placed
        else ["", "", ""]
    )
    return [
        *(name, f"Invented project {number}", sector, "works", "", "", ""),
        *(chance.choice(PROVINCES), f"Place {number % 400}", *position, "geonames" if placed else "", ""),
        *(chance.choice(["high", "medium", "low"]), "", ""),
    ]


def _steps(chance: random.Random, name: str) -> Iterable[list[str]]:
    year = chance.randint(2013, 2022)
    for status in tuple(STATUSES)[: chance.randint(1, len(STATUSES))]:
        exact = chance.choice([f"{year}", f"{year}-{chance.randint(1, 12):02}", f"../{year}"])
        yield [name, status, exact, "geonames", "medium", ""]
        year = min(2026, year + chance.randint(0, 2))


def _claim(chance: random.Random, number: int, name: str) -> list[str]:
    attribute, unit = chance.choice([("cost", "USD million"), ("length", "km"), ("area", "acres")])
    return [f"Y{number}", name, attribute, str(chance.randint(1, 2000)), unit, "2024", "geonames", "medium", "", ""]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
