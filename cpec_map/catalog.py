"""The catalog: every layer and record that could be read, and every problem with those that could not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cpec_map.layer import Layer, LayerError, Problem, read_layer
from cpec_map.record import Fact, Records, Subject, read_records


@dataclass(frozen=True)
class Drawn:
    """A feature and the layer that draws it."""

    layer: Layer
    feature: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The feature's stable id."""
        return str(self.feature["id"])

    @property
    def properties(self) -> Mapping[str, Any]:
        """The feature's properties as published."""
        properties: Mapping[str, Any] = self.feature["properties"]
        return properties

    @property
    def subject(self) -> str | None:
        """Whose facts the feature shows; ``None`` when no record speaks of it."""
        return self.properties.get("subject")


@dataclass(frozen=True, eq=False)
class Catalog:
    """All that the page can show, read once and never changed. ``digest`` changes when any file does."""

    layers: tuple[Layer, ...]
    base: tuple[Layer, ...]
    records: Records
    problems: tuple[Problem, ...]
    digest: str
    features: Mapping[str, Drawn] = field(repr=False)
    drawn_for: Mapping[str, tuple[str, ...]] = field(repr=False)

    def layer(self, identifier: str) -> Layer | None:
        """The corridor or base layer of that id, or ``None``."""
        return next((layer for layer in (*self.layers, *self.base) if layer.id == identifier), None)

    def features_of(self, subjects: Sequence[str]) -> tuple[str, ...]:
        """Ids of all features that draw any of the subjects, in layer order, each once."""
        return tuple(dict.fromkeys(feature for subject in subjects for feature in self.drawn_for.get(subject, ())))

    def facts_of(self, subject: str) -> tuple[Fact, ...]:
        """The facts about a subject, in the order of their articles."""
        return tuple(fact for fact in self.records.facts.values() if subject in fact.subjects)

    def subject(self, identifier: str) -> Subject | None:
        """The subject record of that id, or ``None``."""
        return self.records.subjects.get(identifier)


def open_catalog(layers: Path, seeds: Path) -> Catalog:
    """Read both folders. Never raises for a bad file: it becomes a problem and the rest is kept."""
    problems: list[Problem] = []
    corridor = _read_folder(layers, problems)
    base = _read_folder(layers / "base", problems)
    records = read_records(seeds)
    problems.extend(records.problems)

    kept: list[Layer] = []
    features: dict[str, Drawn] = {}
    drawn_for: dict[str, list[str]] = {}
    for layer in sorted(corridor, key=lambda layer: (layer.head.get("order", 1000), layer.id)):
        clash = _clash(layer, kept, features)
        if clash is not None:
            problems.append(clash)
            continue
        kept.append(layer)
        for feature in layer.features:
            drawn = Drawn(layer, feature)
            features[drawn.id] = drawn
            if drawn.subject is not None:
                drawn_for.setdefault(drawn.subject, []).append(drawn.id)
    return Catalog(
        layers=tuple(kept),
        base=tuple(sorted(base, key=lambda layer: (layer.head.get("order", 1000), layer.id))),
        records=records,
        problems=tuple(problems),
        digest=_digest(layers, seeds),
        features=MappingProxyType(features),
        drawn_for=MappingProxyType({subject: tuple(ids) for subject, ids in drawn_for.items()}),
    )


def current_catalog(layers: Path, seeds: Path) -> Catalog:
    """The catalog of two folders as they are now: read again only when a file in them changed."""
    return _catalog_as_of(layers, seeds, _signature(layers, seeds))


@lru_cache(maxsize=4)
def _catalog_as_of(layers: Path, seeds: Path, signature: tuple[tuple[str, int, int], ...]) -> Catalog:
    return open_catalog(layers, seeds)


def _signature(layers: Path, seeds: Path) -> tuple[tuple[str, int, int], ...]:
    entries = []
    for folder in (layers, seeds):
        for path in _files(folder):
            try:
                status = path.stat()
            except OSError:
                continue
            entries.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(entries)


def _digest(layers: Path, seeds: Path) -> str:
    whole = hashlib.sha256()
    for folder in (layers, seeds):
        for path in _files(folder):
            whole.update(path.name.encode(errors="replace"))
            try:
                whole.update(path.read_bytes())
            except OSError:
                continue
    return whole.hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _read_folder(folder: Path, problems: list[Problem]) -> list[Layer]:
    if not folder.is_dir():
        problems.append(Problem(folder.name, "folder", "is missing.", "Run `python -m geo build`."))
        return []
    layers = []
    for path in sorted(folder.glob("*.geojson")):
        try:
            layers.append(read_layer(path))
        except LayerError as error:
            problems.extend(error.problems)
    for path in sorted(folder.iterdir()):
        if (
            path.is_file()
            and path.suffix not in (".geojson", ".md")
            and path.name != "datapackage.json"
            and not path.name.startswith(".")
        ):
            problems.append(
                Problem(
                    path.name,
                    "file",
                    "is not a GeoJSON layer.",
                    "Only files ending in .geojson are read here; remove it.",
                )
            )
    return layers


def _clash(layer: Layer, kept: Sequence[Layer], features: Mapping[str, Drawn]) -> Problem | None:
    for other in kept:
        if other.id == layer.id:
            return Problem(
                layer.file, "layer.id", f"{layer.id!r} is taken by {other.file}.", "Give the layer another id."
            )
    for feature in layer.features:
        if feature["id"] in features:
            owner = features[feature["id"]].layer.file
            return Problem(
                layer.file,
                f"feature {feature['id']}",
                f"has an id that {owner} already uses.",
                "Ids are unique over all layers.",
            )
    return None
