"""A change of files happens whole or not at all, whatever interrupts it, and can be taken back byte for byte."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cpec_map.catalog import current_catalog
from geo.storing.change import (
    JOURNAL,
    MAX_BUILT_LINES,
    Change,
    ChangeError,
    Disk,
    FileChange,
    Stored,
    apply_change,
    base_of,
    diff,
    list_stored,
    recover,
    summarise,
    undo_last,
)
from tests.samples import LAYERS, SEEDS

ROOT = Path(__file__).resolve().parent.parent
OLD = {"seeds/sources.csv": b"id,title\na,A\n", "layers/old.geojson": b"{}\n", "docs/accuracy.md": b"\xff\x00 odd\r\n"}
CHANGE: Change = (
    FileChange("docs/accuracy.md", OLD["docs/accuracy.md"], b"new\n"),
    FileChange("layers/new.geojson", None, b"{1}\n"),
    FileChange("layers/old.geojson", OLD["layers/old.geojson"], None),
    FileChange("seeds/sources.csv", OLD["seeds/sources.csv"], b"id,title\na,A\nb,B\n"),
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def folders(place: Path) -> tuple[Path, Path, Path]:
    return place / "seeds", place / "layers", place / "docs"


def undo_folder(place: Path) -> Path:
    return place / "seeds" / "desk" / "stored"


def apply(place: Path, change: Change = CHANGE, disk: Disk | None = None) -> Stored:
    return apply_change(*folders(place), change, undo_folder(place), disk=disk)


def undo(place: Path, disk: Disk | None = None) -> Stored:
    return undo_last(*folders(place), undo_folder(place), disk)


def content(place: Path) -> dict[str, bytes]:
    """Every file but those of the desk."""
    files = (path for path in sorted(place.rglob("*")) if path.is_file() and "desk" not in path.parts)
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in files}


def after(before: dict[str, bytes], change: Change) -> dict[str, bytes]:
    new = {**before, **{one.path: one.after for one in change}}
    return {path: one for path, one in new.items() if one is not None}


# ---- whole --------------------------------------------------------------------------------------


def test_a_change_makes_replaces_and_removes_files_and_leaves_no_others(place: Path) -> None:
    stored = apply(place)

    assert content(place) == after(OLD, CHANGE)
    assert stored.files == tuple(one.path for one in CHANGE)
    assert sorted(path.name for path in undo_folder(place).iterdir()) == ["000001.json", "lock"]


def test_undoing_puts_every_byte_back_also_those_that_are_no_text(place: Path) -> None:
    apply(place)

    undone = undo(place)

    assert content(place) == OLD
    assert undone.files == tuple(one.path for one in CHANGE)
    assert list_stored(undo_folder(place)) == ()


def test_several_changes_are_undone_one_by_one_the_last_first(place: Path) -> None:
    apply(place)
    middle = content(place)
    apply(place, (FileChange("seeds/sources.csv", b"id,title\na,A\nb,B\n", b"id,title\n"),))

    assert [one.id for one in list_stored(undo_folder(place))] == ["000001", "000002"]
    assert undo(place).id == "000002"
    assert content(place) == middle
    assert undo(place).id == "000001"
    assert content(place) == OLD
    with pytest.raises(ChangeError, match="nothing to undo"):
        undo(place)


# ---- refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [one.path for one in CHANGE])
def test_a_file_that_changed_since_the_change_was_shown_stops_all_of_it(place: Path, path: str) -> None:
    (place / path).write_bytes(b"another hand\n")
    before = content(place)

    with pytest.raises(ChangeError) as refused:
        apply(place)

    assert str(refused.value) == f"{path} was changed meanwhile. Look at the changes again."
    assert content(place) == before


def test_a_change_is_not_undone_over_a_later_one_and_the_file_is_named(place: Path) -> None:
    apply(place)
    (place / "layers" / "new.geojson").write_bytes(b"edited\n")
    before = content(place)

    with pytest.raises(ChangeError, match=r"layers/new\.geojson was changed meanwhile"):
        undo(place)

    assert content(place) == before


def test_a_change_of_nothing_is_not_kept(place: Path) -> None:
    with pytest.raises(ChangeError, match="nothing to store"):
        apply(place, ())

    assert list_stored(undo_folder(place)) == ()


def test_two_writers_do_not_meet(place: Path) -> None:
    class Meeting(Disk):
        said = ""

        def sync(self, folder: Path) -> None:
            super().sync(folder)
            if not Meeting.said:
                with pytest.raises(ChangeError) as refused:
                    apply(place)
                Meeting.said = str(refused.value)

    apply(place, disk=Meeting())

    assert Meeting.said == "Something else is being stored at this moment. Try again."
    assert content(place) == after(OLD, CHANGE)


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "seeds/../x",
        "seeds//x",
        "/etc/passwd",
        "other/x",
        "seeds",
        "seeds/a\0b",
        "seeds/..\\x",
        "layers/./x",
        "",
    ],
)
def test_a_path_that_leads_elsewhere_is_no_file_of_ours(place: Path, path: str) -> None:
    with pytest.raises(ChangeError, match="no file of the records"):
        apply(place, (*CHANGE, FileChange(path, None, b"x")))

    assert content(place) == OLD


# ---- interrupted --------------------------------------------------------------------------------

# Counts what is done to files, and ends the process before the one that is asked for.
_KILLED = """
import os, signal, sys
from pathlib import Path
from geo.storing.change import Disk
from tests.test_change import CHANGE, apply, undo

class Killing(Disk):
    left = int(sys.argv[2])

def counted(name):
    def act(self, *arguments):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        getattr(Disk, name)(self, *arguments)
    return act

for name in ("write", "replace", "remove", "sync"):
    setattr(Killing, name, counted(name))
disk = Killing()
{"apply": lambda: apply(Path(sys.argv[1]), CHANGE, disk), "undo": lambda: undo(Path(sys.argv[1]), disk)}[sys.argv[3]]()
"""


def killed(place: Path, position: int, what: str) -> bool:
    """Whether the process was killed before it had done everything."""
    command = [sys.executable, "-c", _KILLED, str(place), str(position), what]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode != 0


@pytest.mark.parametrize("what", ["apply", "undo"])
def test_killed_at_any_point_the_files_are_as_before_or_as_after(tmp_path: Path, what: str) -> None:
    results = []
    for position in range(60):
        place = tmp_path / str(position)
        for name, old in OLD.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(old)
        if what == "undo":
            apply(place)
        states = [OLD, after(OLD, CHANGE)]
        before, done = states if what == "apply" else states[::-1]

        ended = not killed(place, position, what)
        recover(*folders(place), undo_folder(place))

        now = content(place)
        assert now in (before, done), position
        assert len(list_stored(undo_folder(place))) == (now == after(OLD, CHANGE))
        assert not (undo_folder(place) / JOURNAL).exists()
        assert not [path for path in place.rglob("*") if path.name.startswith(".")]
        results.append(now == done)
        if ended:
            break

    # One moment parts before from after: the journal's end.
    assert results == sorted(results)
    assert results[-1]
    assert results.count(False) > 10


def test_what_was_interrupted_is_put_back_before_anything_else_is_stored(place: Path) -> None:
    assert killed(place, 11, "apply")
    assert content(place) != OLD

    apply(place)

    assert content(place) == after(OLD, CHANGE)


def test_a_file_that_was_changed_after_an_interruption_is_left_to_a_person(place: Path) -> None:
    assert killed(place, 11, "apply")
    (place / "seeds" / "sources.csv").write_bytes(b"another hand\n")
    before = content(place)

    with pytest.raises(ChangeError, match=r"seeds/sources\.csv was changed since"):
        recover(*folders(place), undo_folder(place))

    assert content(place) == before


def test_where_nothing_was_interrupted_nothing_is_recovered(place: Path) -> None:
    assert not recover(*folders(place), undo_folder(place))
    apply(place)
    assert not recover(*folders(place), undo_folder(place))
    assert content(place) == after(OLD, CHANGE)


# ---- a failing disk -----------------------------------------------------------------------------


class Full(Disk):
    """A disk on which one act fails."""

    def __init__(self, position: int) -> None:
        self.left = position

    def _fail(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(self, path: Path, content: bytes) -> None:
        if self.left == 0:
            # A full disk takes a part of it.
            path.write_bytes(content[: len(content) // 2])
        self._fail()
        super().write(path, content)

    def replace(self, source: Path, target: Path) -> None:
        self._fail()
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._fail()
        super().remove(path)


@pytest.mark.parametrize("position", range(12))
def test_a_full_disk_leaves_everything_as_it_was(place: Path, position: int) -> None:
    with pytest.raises(ChangeError) as refused:
        apply(place, disk=Full(position))

    assert str(refused.value) == "Nothing was stored: No space left on device. Every file is as it was."
    assert content(place) == OLD
    assert [path.name for path in undo_folder(place).iterdir()] == ["lock"]


@pytest.mark.parametrize("position", range(11))
def test_a_full_disk_while_undoing_leaves_the_change_in_place(place: Path, position: int) -> None:
    apply(place)

    with pytest.raises(ChangeError, match="No space left"):
        undo(place, Full(position))

    assert content(place) == after(OLD, CHANGE)
    assert len(list_stored(undo_folder(place))) == 1


def test_a_kept_change_that_is_damaged_says_so_and_undoes_nothing(place: Path) -> None:
    apply(place)
    (undo_folder(place) / "000001.json").write_bytes(b'{"files": [{"path"')

    (kept,) = list_stored(undo_folder(place))

    assert "cannot be read" in kept.summary
    with pytest.raises(ChangeError, match="cannot be read"):
        undo(place)
    assert content(place) == after(OLD, CHANGE)


# ---- looking ------------------------------------------------------------------------------------


def test_a_diff_shows_each_file_and_bounds_what_is_built() -> None:
    points = "".join(f"{number},{'9' * 1000}\n" for number in range(100)).encode()

    shown = diff((*CHANGE, FileChange("layers/points.geojson", None, points)))

    assert [(one.file, one.state) for one in shown.files] == [
        ("docs/accuracy.md", "changed"),
        ("layers/new.geojson", "added"),
        ("layers/old.geojson", "removed"),
        ("seeds/sources.csv", "changed"),
        ("layers/points.geojson", "added"),
    ]
    assert shown.files[3].lines == ("@@ -1,2 +1,3 @@", " id,title", " a,A", "+b,B")
    assert len(shown.files[4].lines) == MAX_BUILT_LINES
    assert shown.files[4].more == 101 - MAX_BUILT_LINES
    assert max(map(len, shown.files[4].lines)) < 500


def test_a_change_is_told_in_words() -> None:
    facts = b'id = "x"\n\n[[fact]]\nid = "S1"\n\n[[fact]]\nid = "S2"\n'
    change = (
        FileChange("layers/a.geojson", b"1", b"2"),
        FileChange("layers/b.geojson", None, b"2"),
        FileChange("seeds/articles/x.toml", None, facts),
        FileChange("seeds/gazetteer.csv", b"id,feature\na,\n", b"id,feature\na,f\nb,\n"),
        FileChange("seeds/sources.csv", b"id\n", b"id\nx\n"),
    )

    assert summarise(change) == "Adds 2 facts, 1 gazetteer row, 1 source, 1 layer; rebuilds 1 layer"
    back = tuple(FileChange(one.path, one.after, one.before) for one in change)
    assert summarise(back) == "Removes 2 facts, 1 gazetteer row, 1 source, 1 layer; rebuilds 1 layer"


def test_two_changes_that_differ_anywhere_are_told_apart() -> None:
    others = [
        CHANGE[:-1],
        (*CHANGE[:-1], FileChange(CHANGE[-1].path, CHANGE[-1].before, b"")),
        (*CHANGE[:-1], FileChange(CHANGE[-1].path, None, CHANGE[-1].after)),
    ]

    assert len({base_of(change) for change in (CHANGE, *others)}) == 4


def test_what_lies_on_the_desk_does_not_make_readers_fetch_the_map_anew(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for path in SEEDS.iterdir():
        if path.name != "desk":
            (seeds / path.name).symlink_to(path)
    before = current_catalog(LAYERS, seeds)

    (seeds / "desk" / "drafts").mkdir(parents=True)
    (seeds / "desk" / "drafts" / "one.json").write_text("{}")

    assert current_catalog(LAYERS, seeds) is before
