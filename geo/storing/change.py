"""A change of several files that happens whole or not at all, can be shown before, and can be undone after.

The journal is what makes it whole: every file as it was is on the disk before the first is replaced, and the change
stands when the journal is gone. A new file is written beside the old one and takes its place by a rename, so that a
reader sees one or the other (POSIX rename, and fsync of file and folder).
"""

from __future__ import annotations

import difflib
import errno
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MAX_LINES, MAX_LINE = 200, 400
# Of files that are built the first lines tell enough.
MAX_BUILT_LINES = 40

JOURNAL, LOCK = "journal.json", "lock"
_BESIDE = ".storing"
_ENTRY = re.compile(r"([0-9]{6})\.json")
_STORED = "stored/"


@dataclass(frozen=True)
class FileChange:
    """One file (``seeds/…``, ``layers/…`` or ``docs/…``) before and after; ``None`` where it does not exist."""

    path: str
    before: bytes | None
    after: bytes | None


Change = tuple[FileChange, ...]


@dataclass(frozen=True)
class FileDiff:
    """What becomes of one file (``added``, ``changed`` or ``removed``), as lines of a unified diff.

    ``more`` counts the lines that are not shown; a line that is cut short ends in an ellipsis.
    """

    file: str
    state: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Diff:
    """A change as a person looks at it: in words, and file by file."""

    summary: str
    files: tuple[FileDiff, ...]


@dataclass(frozen=True)
class Stored:
    """A change that was applied and can be undone: its number, what it was in words, and the files it touched."""

    id: str
    summary: str
    files: tuple[str, ...]


class ChangeError(Exception):
    """A change that was not made; the message says why and what to do. No file is other than it was."""


class Disk:
    """The few things that are done to files, each lasting when it returns."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file that nobody reads yet."""
        with path.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        path.chmod(0o644)

    def replace(self, source: Path, target: Path) -> None:
        """Put one file in the place of another in one step."""
        os.replace(source, target)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def sync(self, folder: Path) -> None:
        """Make what happened to the names in a folder last."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# ---- looking ------------------------------------------------------------------------------------


def diff(change: Change) -> Diff:
    """The change for a person to look at, each file bounded."""
    return Diff(summarise(change), tuple(_file_diff(one) for one in change))


def base_of(change: Change) -> str:
    """What tells one change from another: the digest of all its files before and after."""
    whole = hashlib.sha256()
    for one in change:
        for part in (one.path.encode(), one.before, one.after):
            content = b"\0" if part is None else b"\1" + part
            whole.update(str(len(content)).encode() + b":" + content)
    return whole.hexdigest()


def summarise(change: Change) -> str:
    """What a change does, in words: "Adds 12 facts, 3 places, 1 source; rebuilds 2 layers"."""
    added, removed = dict.fromkeys(_WORDS, 0), dict.fromkeys(_WORDS, 0)
    rebuilt = 0
    for one in change:
        word = _counted(one.path)
        if one.path.endswith(".geojson") and None not in (one.before, one.after):
            rebuilt += 1
        elif word is not None:
            gone, come = _only_here(one.before, one.after, word), _only_here(one.after, one.before, word)
            # A row of the gazetteer that now says what draws it is neither new nor gone.
            added[word] += come - min(gone, come)
            removed[word] += gone - min(gone, come)
    parts = [
        f"{verb} {', '.join(_number(count, word) for word, count in counts.items() if count)}"
        for verb, counts in (("adds", added), ("removes", removed), ("rebuilds", {"layer": rebuilt}))
        if any(counts.values())
    ]
    words = "; ".join(parts) or f"changes {_number(len(change), 'file')}"
    return words[0].upper() + words[1:]


_WORDS = ("fact", "figure", "place", "gazetteer row", "source", "layer")
_TABLES = {"seeds/places.csv": "place", "seeds/gazetteer.csv": "gazetteer row", "seeds/sources.csv": "source"}


def _counted(path: str) -> str | None:
    folders = {"seeds/articles/": "fact", "seeds/claims/": "figure"}
    inside = next((word for folder, word in folders.items() if path.startswith(folder)), None)
    return "layer" if path.endswith(".geojson") else inside or _TABLES.get(path)


def _only_here(one: bytes | None, other: bytes | None, word: str) -> int:
    """How many records the one has and the other has not."""
    if word == "layer":
        return int(one is not None and other is None)
    if word == "fact":
        return max(0, (one or b"").count(b"\n[[fact]]\n") - (other or b"").count(b"\n[[fact]]\n"))
    # The header is no record.
    return len(set(_lines(one)[1:]) - set(_lines(other)))


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _file_diff(one: FileChange) -> FileDiff:
    before, after = _lines(one.before), _lines(one.after)
    # The two lines that name the files say what the page says already.
    lines = list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
    most = MAX_LINES if one.path.startswith("seeds/") else MAX_BUILT_LINES
    shown = [line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…" for line in lines[:most]]
    state = "added" if one.before is None else "removed" if one.after is None else "changed"
    return FileDiff(one.path, state, tuple(shown), max(0, len(lines) - most))


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"").decode("utf-8", "replace")
    return text.split("\n")[: -1 if text.endswith("\n") else None] if text else []


# ---- changing -----------------------------------------------------------------------------------


def apply_change(
    seeds: Path,
    layers: Path,
    docs: Path,
    change: Change,
    undo_folder: Path,
    summary: str = "",
    disk: Disk | None = None,
) -> Stored:
    """Make the change, all of it or nothing, and keep it in ``undo_folder``; returns what was kept.

    Raises ``ChangeError`` when a file is no longer as the change found it, when somebody else is at it, or when the
    disk refuses; then every file is as it was.
    """
    if not change:
        raise ChangeError("There is nothing to store.")
    place = _Place(seeds, layers, docs, undo_folder)
    with _locked(place):
        _recover(place, disk or Disk())
        again = "Look at the changes again."
        _check(place, change, again)
        number = 1 + max((int(one.id) for one in list_stored(undo_folder)), default=0)
        stored = Stored(f"{number:06}", summary or summarise(change), tuple(one.path for one in change))
        entry = FileChange(f"{_STORED}{stored.id}.json", None, _pack(stored.summary, change))
        _make(place, (*change, entry), disk or Disk())
    return stored


def undo_last(seeds: Path, layers: Path, docs: Path, undo_folder: Path, disk: Disk | None = None) -> Stored:
    """Take the last change back, byte for byte; returns what it was. Earlier ones can then be undone in turn.

    Raises ``ChangeError``, and changes nothing, when there is none or a file was changed since.
    """
    place = _Place(seeds, layers, docs, undo_folder)
    with _locked(place):
        _recover(place, disk or Disk())
        kept = list_stored(undo_folder)
        if not kept:
            raise ChangeError("There is nothing to undo.")
        path = undo_folder / f"{kept[-1].id}.json"
        content = path.read_bytes()
        summary, change = _unpack(content, path.name)
        back = tuple(FileChange(one.path, one.after, one.before) for one in change)
        _check(place, back, "Undo that change first, or keep both.")
        _make(place, (*back, FileChange(f"{_STORED}{path.name}", content, None)), disk or Disk())
    return Stored(kept[-1].id, summary, tuple(one.path for one in change))


def recover(seeds: Path, layers: Path, docs: Path, undo_folder: Path, disk: Disk | None = None) -> bool:
    """Put back everything that an interrupted change has left; whether there was one.

    Raises ``ChangeError`` when a file is neither as before the change nor as after it: then a person has to look.
    """
    place = _Place(seeds, layers, docs, undo_folder)
    if not undo_folder.is_dir():
        return False
    with _locked(place):
        return _recover(place, disk or Disk())


def list_stored(undo_folder: Path) -> tuple[Stored, ...]:
    """The changes that can be undone, oldest first; one that cannot be read says so and names no files."""
    names = [path.name for path in undo_folder.iterdir()] if undo_folder.is_dir() else []
    found = []
    for name in sorted(name for name in names if _ENTRY.fullmatch(name)):
        try:
            summary, change = _unpack((undo_folder / name).read_bytes(), name)
        except ChangeError as error:
            summary, change = str(error), ()
        found.append(Stored(name.removesuffix(".json"), summary, tuple(one.path for one in change)))
    return tuple(found)


@dataclass(frozen=True)
class _Place:
    """Where the files of a change are."""

    seeds: Path
    layers: Path
    docs: Path
    undo: Path

    def file(self, path: str) -> Path:
        """The file that a change means. Raises ``ChangeError`` for a path that leads elsewhere."""
        top, _, rest = path.partition("/")
        folders = {"seeds": self.seeds, "layers": self.layers, "docs": self.docs, "stored": self.undo}
        parts = rest.split("/")
        if top not in folders or any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
            raise ChangeError(f"{path!r} is no file of the records or layers.")
        return folders[top].joinpath(*parts)

    @property
    def journal(self) -> Path:
        return self.undo / JOURNAL


@contextmanager
def _locked(place: _Place) -> Iterator[None]:
    """One writer at a time; the lock goes with the process that holds it, so none is left behind."""
    place.undo.mkdir(parents=True, exist_ok=True)
    handle = os.open(place.undo / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise
            raise ChangeError("Something else is being stored at this moment. Try again.") from None
        yield
    finally:
        os.close(handle)


def _check(place: _Place, change: Change, remedy: str) -> None:
    for one in change:
        if _content(place.file(one.path)) != one.before:
            raise ChangeError(f"{one.path} was changed meanwhile. {remedy}")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _make(place: _Place, change: Change, disk: Disk) -> None:
    """The change, journal first; all that needs room on the disk is written before the first file is replaced."""
    try:
        _write(place.journal, _pack("", change), disk)
        for one in change:
            if one.after is not None:
                target = place.file(one.path)
                target.parent.mkdir(parents=True, exist_ok=True)
                disk.write(_beside(target), one.after)
        for one in change:
            target = place.file(one.path)
            if one.after is None:
                disk.remove(target)
            else:
                disk.replace(_beside(target), target)
        for folder in sorted({place.file(one.path).parent for one in change}):
            disk.sync(folder)
        disk.remove(place.journal)
    except OSError as error:
        reason = error.strerror or "the disk refuses"
        try:
            # With a disk of its own, because the one that failed may be the caller's.
            _recover(place, Disk())
        except OSError:
            later = "What was begun is taken back before anything else is stored; make room on the disk."
            raise ChangeError(f"Nothing was stored: {reason}. {later}") from error
        raise ChangeError(f"Nothing was stored: {reason}. Every file is as it was.") from error
    # The change stands. Should the journal come back after a loss of power, all of it is taken back.
    with suppress(OSError):
        disk.sync(place.undo)


def _recover(place: _Place, disk: Disk) -> bool:
    _discard(place.journal, disk)
    content = _content(place.journal)
    if content is None:
        return False
    _, change = _unpack(content, JOURNAL)
    for one in change:
        if _content(place.file(one.path)) not in (one.before, one.after):
            raise ChangeError(
                f"Storing was interrupted, and {one.path} was changed since. Put that file right by hand and remove "
                f"{JOURNAL}; it holds every file as it was."
            )
    targets = [(place.file(one.path), one.before) for one in change]
    # What was prepared goes first, because putting back may need the room.
    for target, _ in targets:
        _discard(target, disk)
    for target, before in targets:
        if before is None and target.exists():
            disk.remove(target)
        elif before is not None and _content(target) != before:
            _write(target, before, disk)
    for folder in sorted({place.file(one.path).parent for one in change}):
        if folder.is_dir():
            disk.sync(folder)
    disk.remove(place.journal)
    disk.sync(place.undo)
    return True


def _write(path: Path, content: bytes, disk: Disk) -> None:
    disk.write(_beside(path), content)
    disk.replace(_beside(path), path)
    disk.sync(path.parent)


def _beside(path: Path) -> Path:
    # Hidden, so that no reader of the folder takes it for a record or a layer.
    return path.with_name(f".{path.name}{_BESIDE}")


def _discard(path: Path, disk: Disk) -> None:
    if _beside(path).exists():
        disk.remove(_beside(path))


def _pack(summary: str, change: Iterable[FileChange]) -> bytes:
    """A change as JSON. Bytes that are no UTF-8 survive as lone surrogates, which JSON can hold."""

    def text(content: bytes | None) -> str | None:
        return None if content is None else content.decode("utf-8", "surrogateescape")

    files = [{"path": one.path, "before": text(one.before), "after": text(one.after)} for one in change]
    return (json.dumps({"summary": summary, "files": files}, indent=1) + "\n").encode()


def _unpack(content: bytes, name: str) -> tuple[str, Change]:
    def raw(text: str | None) -> bytes | None:
        return None if text is None else text.encode("utf-8", "surrogateescape")

    try:
        data = json.loads(content)
        files = tuple(FileChange(one["path"], raw(one["before"]), raw(one["after"])) for one in data["files"])
        return str(data["summary"]), files
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ChangeError(f"{name} cannot be read. Remove it if you do not need what it would undo.") from None
