"""The catalog: every layer and record that could be read, and every problem with those that could not."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cpec_map.gazetteer import LINKED_PLACES, Place, read_gazetteer
from cpec_map.layer import Layer, LayerError, Problem, read_layer
from cpec_map.project import Project
from cpec_map.record import Change, Fact, Records, Subject, read_records
from cpec_map.table import MAX_PROBLEMS


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
    """All that the page can show, read once and never changed. ``digest`` changes when any file does.

    ``gazetteer`` is the file in Linked Places format as it was built, empty where there is none.
    """

    layers: tuple[Layer, ...]
    base: tuple[Layer, ...]
    records: Records
    places: tuple[Place, ...]
    gazetteer: bytes
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
        """The subject of that id, a project being the subject of its own claims; ``None`` where there is none."""
        project = self.records.portfolio.projects.get(identifier)
        if project is not None:
            return Subject(project.id, project.name, project.sector, project.note, None)
        return self.records.subjects.get(identifier)

    @property
    def withdrawn(self) -> Mapping[str, Change]:
        """What became of ids that no longer stand for anything, so that old links say it."""
        return {one.id: one for one in self.records.changes if one.change == "withdrawn"}

    def projects_of(self, subject: str | None, feature: str | None = None) -> tuple[Project, ...]:
        """The projects that a feature draws; of a feature that draws none, or of none, those about the subject."""
        own = self._projects_by_feature.get(feature, ()) if feature is not None else ()
        return own or (self._projects_by_subject.get(subject, ()) if subject is not None else ())

    @cached_property
    def _projects_by_feature(self) -> Mapping[str, tuple[Project, ...]]:
        return _index((name, one) for one in self._projects for name in dict.fromkeys((one.id, *one.features)))

    @cached_property
    def _projects_by_subject(self) -> Mapping[str, tuple[Project, ...]]:
        return _index((name, one) for one in self._projects for name in (one.id, one.subject) if name is not None)

    @property
    def _projects(self) -> Iterable[Project]:
        return self.records.portfolio.projects.values()

    def subjects_of(self, project: Project) -> tuple[str, ...]:
        """What a project's claims are about: itself, and its subject where no other project shares that."""
        shared = project.subject is None or len(self.projects_of(project.subject)) > 1
        return (project.id,) if shared or project.subject is None else (project.id, project.subject)

    def features_for(self, project: Project) -> tuple[str, ...]:
        """Ids of the features that draw a project: those it names, else its own point, else all of its subject."""
        named = tuple(one for one in project.features if one in self.features)
        if named:
            return named
        if project.id in self.features:
            return (project.id,)
        return self.drawn_for.get(project.subject, ()) if project.subject is not None else ()


def _index(pairs: Iterable[tuple[str, Project]]) -> Mapping[str, tuple[Project, ...]]:
    index: dict[str, tuple[Project, ...]] = {}
    for name, project in pairs:
        index[name] = (*index.get(name, ()), project)
    return index


def open_catalog(layers: Path, seeds: Path) -> Catalog:
    """Read both folders. Never raises for a bad file: it becomes a problem and the rest is kept."""
    # Taken first: should a file change meanwhile, new content carries the old digest until the next request,
    # which is corrected then; old content under the new digest would be kept by browsers for a year.
    digest = _digest(layers, seeds)
    problems: list[Problem] = []
    corridor = _read_folder(layers, "corridor", problems)
    base = _read_folder(layers / "base", "base", problems)
    records = read_records(seeds)
    problems.extend(records.problems)
    gazetteer = seeds / "gazetteer.csv"
    places, faults = read_gazetteer(gazetteer) if gazetteer.exists() else ((), ())
    problems.extend(faults)

    kept: list[Layer] = []
    features: dict[str, Drawn] = {}
    drawn_for: dict[str, list[str]] = {}
    for layer in (*_in_order(corridor), *_in_order(base)):
        clash = _clash(layer, kept, features)
        if clash is not None:
            problems.append(clash)
            continue
        kept.append(layer)
        if _role(layer) == "base":
            continue
        for feature in layer.features:
            drawn = Drawn(layer, feature)
            features[drawn.id] = drawn
            if drawn.subject is not None:
                drawn_for.setdefault(drawn.subject, []).append(drawn.id)
    return Catalog(
        layers=tuple(layer for layer in kept if _role(layer) == "corridor"),
        base=tuple(layer for layer in kept if _role(layer) == "base"),
        records=records,
        places=places,
        gazetteer=_read_gazetteer_file(layers / LINKED_PLACES),
        problems=tuple(problems),
        digest=digest,
        features=MappingProxyType(features),
        drawn_for=MappingProxyType({subject: tuple(ids) for subject, ids in drawn_for.items()}),
    )


def _read_gazetteer_file(path: Path) -> bytes:
    """The built gazetteer as it is published, empty where it is not there: `python -m geo check` says so."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def current_catalog(layers: Path, seeds: Path) -> Catalog:
    """The catalog of two folders as they are now: read again only when a file in them changed."""
    return _catalog_as_of(layers, seeds, _signature(layers, seeds))


_Signature = tuple[tuple[str, int, int, int], ...]


@lru_cache(maxsize=4)
def _catalog_as_of(layers: Path, seeds: Path, signature: _Signature) -> Catalog:
    return open_catalog(layers, seeds)


def _signature(layers: Path, seeds: Path) -> _Signature:
    """What tells that a file changed: a copy may keep the time of its content, but never that of its entry."""
    entries: list[tuple[str, int, int, int]] = []
    for folder in (layers, seeds):
        for path in (folder, *_entries(folder)):
            try:
                status = path.stat()
            except OSError:
                entries.append((str(path), 0, 0, 0))
                continue
            if stat.S_ISREG(status.st_mode):
                entries.append((str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size))
            else:
                # A folder's times change with the writer's temporary files; its entries are listed themselves.
                entries.append((str(path), status.st_mode, 0, 0))
    return tuple(entries)


def _digest(layers: Path, seeds: Path) -> str:
    whole = hashlib.sha256()
    for folder in (layers, seeds):
        for path in _entries(folder):
            whole.update(os.fsencode(path.relative_to(folder)) + b"\0")
            try:
                if path.is_file():
                    with path.open("rb") as stream:
                        whole.update(hashlib.file_digest(stream, "sha256").digest())
            except OSError:
                continue
    return whole.hexdigest()[:16]


def _entries(folder: Path) -> list[Path]:
    """Everything in a folder and the folders in it, except what is hidden, such as the writer's temporary files.

    Drafts on the reviewing desk are no records: saving one must not make every reader fetch every layer anew.
    """
    desk = folder / "desk"
    return sorted(
        path
        for path in folder.rglob("*")
        if not path.name.startswith(".") and path != desk and desk not in path.parents
    )


def _read_folder(folder: Path, role: str, problems: list[Problem]) -> list[Layer]:
    name = _printable(folder.name)
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        problems.append(Problem(name, "folder", "is missing.", "Run `python -m geo build`."))
        return []
    except OSError as error:
        rule = f"cannot be read ({error.strerror or 'unreadable'})."
        problems.append(Problem(name, "folder", rule, "Put a folder of layers in its place and check its permissions."))
        return []
    layers = []
    for path in entries:
        if path.suffix == ".geojson":
            try:
                layer = read_layer(path)
            except LayerError as error:
                problems.extend(_bounded(error.problems))
                continue
            if _role(layer) == role:
                layers.append(layer)
            else:
                rule = f"must be {role!r} for a file in {name}/."
                problems.append(Problem(layer.file, "layer.role", rule, "Base layers are in layers/base, others not."))
        elif path.is_file() and path.suffix not in _BESIDE and path.name != "datapackage.json":
            remedy = "Only files ending in .geojson are read here; remove it."
            problems.append(Problem(_printable(path.name), "file", "is not a GeoJSON layer.", remedy))
    return layers


# Notes for people, and the pictures that relief layers name.
_BESIDE = (".md", ".png")


def _bounded(problems: Sequence[Problem]) -> Sequence[Problem]:
    """The first problems of one file; a file of 20,000 broken features must not fill the page."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    more = f"has {len(problems) - MAX_PROBLEMS:,} more problems."
    last = Problem(problems[0].file, "file", more, "Run `python -m geo check` to see all of them.")
    return (*problems[:MAX_PROBLEMS], last)


def _in_order(layers: Sequence[Layer]) -> list[Layer]:
    return sorted(layers, key=lambda layer: (layer.head.get("order", 1000), layer.id, layer.file))


def _role(layer: Layer) -> str:
    return str(layer.head.get("role", "corridor"))


def _printable(name: str) -> str:
    """A file name as text: on disk it may hold bytes that are none."""
    return name.encode("utf-8", "replace").decode()


def _clash(layer: Layer, kept: Sequence[Layer], features: Mapping[str, Drawn]) -> Problem | None:
    for other in kept:
        if other.id == layer.id:
            return Problem(
                layer.file, "layer.id", f"{layer.id!r} is taken by {other.file}.", "Give the layer another id."
            )
    if _role(layer) == "base":  # nobody selects a feature of the base map
        return None
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
