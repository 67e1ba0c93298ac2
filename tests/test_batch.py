"""Many articles: each is read once, bad ones are refused alone, a killed run goes on, and Dask changes nothing.

Most runs use a stand-in that reads plain text at once; the texts are made up.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cpec_map.anchor import digest, normalise_text
from geo.reading import batch
from geo.reading.batch import (
    JOURNAL,
    STORIES,
    BatchError,
    Progress,
    Summary,
    format_summary,
    main_read,
    read_articles,
    reader_version,
)
from geo.reading.draft import Draft, DraftArticle
from geo.reading.intake import MAX_BYTES, IntakeError
from tests.conftest import ROOT


def plain_draft(name: str, content: bytes, seeds: Path) -> Draft:
    """The stand-in: a draft of nothing but the text. What a text begins with makes it fail in one way or another."""
    text = normalise_text(content.decode("utf-8", "surrogatepass"))
    title, _, rest = text.partition("|")
    if text.startswith("refuse"):
        raise IntakeError(f"{name} is refused.")
    if text.startswith("crash"):
        raise ZeroDivisionError("of our own\nmaking")
    if text.startswith("hang"):
        time.sleep(30)
    if text.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("once"):
        # Another attempt finds the file; the name stands in the text.
        mark = Path(rest)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    body = rest or text
    sha256 = digest(body)
    note = (seeds / "names.csv").read_text()
    article = DraftArticle(
        f"article-{sha256[:16]}", name, title if rest else None, None, None, None, None, None, sha256, len(body), 1
    )
    return Draft(article, body, (), (), (note,))


def slow_draft(name: str, content: bytes, seeds: Path) -> Draft:
    """The stand-in, slow enough to be killed at work."""
    time.sleep(0.05)
    return plain_draft(name, content, seeds)


class Counted:
    """The stand-in, and the names it was asked to read."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str, content: bytes, seeds: Path) -> Draft:
        self.names.append(name)
        return plain_draft(name, content, seeds)


class Folders:
    """Records, articles and drafts of one test."""

    def __init__(self, path: Path) -> None:
        self.seeds, self.articles, self.out = path / "seeds", path / "articles", path / "drafts"
        self.seeds.mkdir()
        self.articles.mkdir()
        (self.seeds / "names.csv").write_text("one\n")

    def put(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.write_text(text)
        return path

    def run(self, out: Path | None = None, **wishes: Any) -> Summary:
        paths = wishes.pop("paths", None) or sorted(self.articles.iterdir())
        return read_articles(paths, self.seeds, out or self.out, **{"read": plain_draft, **wishes})

    def drafts(self, out: Path | None = None) -> dict[str, bytes]:
        """What a run leaves but for its journal: drafts and stories by file name."""
        return {path.name: path.read_bytes() for path in sorted((out or self.out).glob("*.json"))}

    def draft(self) -> dict[str, Any]:
        """The only draft."""
        (path,) = self.out.glob("article-*.json")
        found: dict[str, Any] = json.loads(path.read_bytes())
        return found

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / JOURNAL).read_bytes().splitlines()]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def counts(summary: Summary) -> tuple[int, int, int, int]:
    assert summary.read + summary.duplicates + summary.skipped + summary.refused == summary.total
    return summary.read, summary.duplicates, summary.skipped, summary.refused


# ---- what a run leaves --------------------------------------------------------------------------


def test_every_article_becomes_a_draft_and_a_line_of_the_journal(folders: Folders) -> None:
    for number in range(3):
        folders.put(f"{number}.txt", f"Article {number} of the port.")

    summary = folders.run()

    assert counts(summary) == (3, 0, 0, 0)
    names = {json.loads(text)["article"]["name"] for file, text in folders.drafts().items() if file != STORIES}
    assert names == {"0.txt", "1.txt", "2.txt"}
    assert sorted(line["name"] for line in folders.lines()) == ["0.txt", "1.txt", "2.txt"]
    assert {line["outcome"] for line in folders.lines()} == {"ok"}
    assert all(f"{line['draft']}.json" in folders.drafts() for line in folders.lines())


def test_no_path_of_this_machine_is_written(folders: Folders) -> None:
    folders.put("a.txt", "Article of the port.")
    folders.put("b.txt", "refuse")
    (folders.articles / "folder").mkdir()

    folders.run()

    written = b"".join(path.read_bytes() for path in folders.out.iterdir())
    assert b"folder" in written
    assert str(folders.articles).encode() not in written
    assert str(folders.seeds).encode() not in written


def test_what_cannot_be_read_is_refused_alone_and_said_with_its_name(folders: Folders) -> None:
    folders.put("a good one.txt", "Article of the port.")
    folders.put("b refused.txt", "refuse this")
    folders.put("c crashing.txt", "crash")
    folders.put("d hanging.txt", "hang")
    folders.put("e too large.txt", "")
    os.truncate(folders.articles / "e too large.txt", MAX_BYTES + 1000)
    (folders.articles / "f folder.txt").mkdir()
    os.mkfifo(folders.articles / "g pipe.txt")
    (folders.articles / "h lost.txt").symlink_to("nowhere")
    folders.put("i half.txt", "")
    (folders.articles / "i half.txt").write_bytes("a half \ud800".encode("utf-8", "surrogatepass"))
    folders.put("j good too.txt", "Article of the railway.")

    def limited(name: str, content: bytes, seeds: Path) -> Draft:
        if len(content) > MAX_BYTES:
            raise IntakeError("is too large.")
        return plain_draft(name, content, seeds)

    summary = folders.run(read=limited, limit=0.3)

    assert counts(summary) == (2, 0, 0, 8)
    said = dict(summary.refusals)
    assert said["b refused.txt"] == "b refused.txt is refused."
    assert "ZeroDivisionError: of our own\ufffdmaking" in said["c crashing.txt"]
    assert "longer than 0.3 seconds" in said["d hanging.txt"]
    assert "too large" in said["e too large.txt"]
    assert "not a plain file" in said["f folder.txt"]
    assert "not a plain file" in said["g pipe.txt"]
    assert "No such file" in said["h lost.txt"]
    assert "Reading it failed" in said["i half.txt"]
    assert [line["message"] for line in folders.lines() if line["outcome"] == "refused"] == list(said.values())


def test_of_many_refusals_the_first_are_shown_and_the_rest_are_counted(folders: Folders) -> None:
    for number in range(14):
        folders.put(f"{number:02}.txt", f"refuse {number}")

    summary = folders.run()

    words = format_summary(summary, folders.out)
    assert [name for name, _ in summary.refusals] == [f"{number:02}.txt" for number in range(10)]
    assert "14 refused" in words
    assert f"4 more are in {JOURNAL}" in words


@pytest.mark.parametrize(
    "name",
    [
        b"\xff\xfe.txt",
        b"two\nlines.txt",
        b"\x1b[2Jclears.txt",
        "\u202egpj.txt".encode(),
        b"=HYPERLINK(1).txt",
        b"<script>alert(1)<.txt",
        b"${HOME}.txt",
        b"-rf.txt",
        b"n" * 251 + b".txt",
        b"{% import os %}.txt",
    ],
)
def test_a_hostile_name_is_text_on_one_line(folders: Folders, name: bytes) -> None:
    path = folders.articles / os.fsdecode(name)
    path.write_text("refuse")
    folders.run()
    path.write_text("Article of the port.")

    summary = folders.run()

    shown = folders.draft()["article"]["name"]
    assert counts(summary) == (1, 0, 0, 0)
    assert shown.isprintable()
    assert shown.endswith("txt")
    assert [line["name"] for line in folders.lines()] == [shown, shown]
    assert shown.replace("\ufffd", "") == "".join(one for one in os.fsdecode(name) if one.isprintable())


# ---- the same again -----------------------------------------------------------------------------


def test_what_was_read_is_not_read_again(folders: Folders) -> None:
    for number in range(3):
        folders.put(f"{number}.txt", f"Article {number} of the port.")
    folders.run()
    before = folders.drafts()
    folders.put("3.txt", "Article 3 of the port.")
    read = Counted()

    summary = folders.run(read=read)

    assert read.names == ["3.txt"]
    assert counts(summary) == (1, 0, 3, 0)
    assert summary.articles == 4
    assert before.items() - folders.drafts().items() == {(STORIES, before[STORIES])}


@pytest.mark.parametrize("change", ["records", "content", "draft gone", "draft empty", "journal gone"])
def test_what_has_changed_is_read_again(folders: Folders, change: str) -> None:
    path = folders.put("a.txt", "Article of the port.")
    folders.put("b.txt", "Article of the railway.")
    folders.run()
    if change == "records":
        (folders.seeds / "names.csv").write_text("two\n")
    elif change == "content":
        path.write_text("Article of the new port.")
    elif change.startswith("draft"):
        for draft in folders.out.glob("article-*.json"):
            if b"the port" in draft.read_bytes():
                draft.unlink()
                if change == "draft empty":
                    draft.touch()
    else:
        (folders.out / JOURNAL).unlink()
    read = Counted()

    folders.run(read=read)

    assert read.names == (["a.txt", "b.txt"] if change in ("records", "journal gone") else ["a.txt"])
    notes = [json.loads(text)["notes"] for name, text in folders.drafts().items() if name != STORIES]
    assert notes.count(["two\n"]) == (2 if change == "records" else 0)


def test_what_was_refused_is_tried_again(folders: Folders) -> None:
    folders.put("a.txt", "refuse")
    folders.run()
    read = Counted()

    summary = folders.run(read=read)

    assert read.names == ["a.txt"]
    assert counts(summary) == (0, 0, 0, 1)


def test_records_that_reading_does_not_use_change_nothing(folders: Folders) -> None:
    before = reader_version(folders.seeds)
    for name in ("desk/drafts/x.csv", "gold/x.csv", "texts/x.csv", "notes.txt"):
        path = folders.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")

    assert reader_version(folders.seeds) == before
    (folders.seeds / "claims").mkdir()
    (folders.seeds / "claims" / "x.csv").write_text("x")
    assert reader_version(folders.seeds) != before


# ---- killed -------------------------------------------------------------------------------------


def run_slowly(folder: str) -> None:
    """A run in a process of its own, to be killed."""
    path = Path(folder)
    read_articles(sorted((path / "articles").iterdir()), path / "seeds", path / "drafts", read=slow_draft)


def test_a_run_that_is_killed_goes_on_without_loss_or_doubles(folders: Folders, tmp_path: Path) -> None:
    for number in range(60):
        folders.put(f"{number:02}.txt", f"Article {number} of the port.")
    command = f"from tests.test_batch import run_slowly; run_slowly({str(tmp_path)!r})"
    process = subprocess.Popen([sys.executable, "-c", command], cwd=ROOT)
    deadline = time.monotonic() + 60
    while len(list(folders.out.glob("article-*.json"))) < 8:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = len(list(folders.out.glob("article-*.json")))
    assert 8 <= kept < 60
    read = Counted()

    summary = folders.run(read=read)

    expected = tmp_path / "at once"
    folders.run(expected)
    assert folders.drafts() == folders.drafts(expected)
    # Lines that were not yet written are read again; nothing is lost and no file has two drafts.
    assert counts(summary) == (len(read.names), 0, 60 - len(read.names), 0)
    assert 60 - kept <= len(read.names) <= 60
    assert summary.articles == 60


def test_lines_that_a_kill_tore_are_read_again_and_the_others_count(folders: Folders) -> None:
    for number in range(4):
        folders.put(f"{number}.txt", f"Article {number} of the port.")
    folders.run()
    before = folders.drafts()
    journal = folders.out / JOURNAL
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-40])
    (folders.out / ".article-0000000000000000.json.abc").write_text("half")
    read = Counted()

    first = folders.run(read=read)
    second = folders.run(read=read)

    assert read.names == ["3.txt"]
    assert counts(first) == (1, 0, 3, 0)
    assert counts(second) == (0, 0, 4, 0)
    assert folders.drafts() == before
    assert not list(folders.out.glob(".*"))


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"[]",
        b"null",
        b"7" * 5000,
        b'{"name": "0.txt"}',
        b'{"sha256": 1, "name": [], "outcome": {}, "draft": "../../x", "message": 2, "reader": 3}',
        b'{"sha256": "0", "name": "x", "outcome": "ok", "draft": "../../x", "message": "", "reader": "0"}',
    ],
)
def test_a_line_that_is_not_the_journals_is_passed_over(folders: Folders, line: bytes) -> None:
    folders.put("0.txt", "Article of the port.")
    folders.run()
    before = folders.drafts()
    journal = folders.out / JOURNAL
    journal.write_bytes(line + b"\n" + journal.read_bytes())
    read = Counted()

    summary = folders.run(read=read)

    assert read.names == []
    assert counts(summary) == (0, 0, 1, 0)
    assert folders.drafts() == before


def test_two_runs_do_not_write_to_one_folder(folders: Folders) -> None:
    folders.put("0.txt", "Article of the port.")

    def meanwhile(name: str, content: bytes, seeds: Path) -> Draft:
        with pytest.raises(BatchError, match="Another run is writing"):
            folders.run()
        return plain_draft(name, content, seeds)

    assert counts(folders.run(read=meanwhile)) == (1, 0, 0, 0)
    assert counts(folders.run()) == (0, 0, 1, 0)


# ---- the same article twice ---------------------------------------------------------------------


def test_one_content_under_two_names_is_one_draft_that_notes_both(folders: Folders) -> None:
    folders.put("b.txt", "Article of the port.")
    folders.put("c.txt", "Article of the port.")
    read = Counted()
    first = folders.run(read=read)
    folders.put("a.txt", "Article of the port.")

    second = folders.run(read=read)

    assert read.names == ["b.txt"]
    assert counts(first) == (1, 1, 0, 0)
    assert counts(second) == (0, 1, 2, 0)
    assert folders.draft()["article"]["name"] == "a.txt"
    assert folders.draft()["notes"] == ["one\n", "The same text was given under other names: b.txt, c.txt."]
    assert counts(folders.run(read=read)) == (0, 0, 3, 0)
    assert (second.articles, second.stories) == (1, 1)


def test_a_refused_content_is_refused_under_each_of_its_names(folders: Folders) -> None:
    for name in ("a.txt", "b.txt"):
        folders.put(name, "refuse")

    assert folders.run().refusals == (("a.txt", "a.txt is refused."), ("b.txt", "b.txt is refused."))


@pytest.mark.parametrize("order", [("bare.txt", "titled.html"), ("titled.html", "bare.txt")])
def test_of_one_text_in_two_files_the_draft_that_knows_more_is_kept(folders: Folders, order: tuple[str, str]) -> None:
    folders.put("bare.txt", "Article of the port.")
    folders.put("titled.html", "A title|Article of the port.")

    summary = folders.run(paths=[folders.articles / name for name in order])

    assert counts(summary) == (1, 1, 0, 0)
    assert folders.draft()["article"]["title"] == "A title"
    assert folders.draft()["article"]["name"] == "bare.txt"
    assert counts(folders.run()) == (0, 0, 2, 0)


def test_reprints_are_one_story_of_several_articles(folders: Folders) -> None:
    report = " ".join(f"word{number} of{number % 7} report" for number in range(80))
    folders.put("a.txt", report)
    folders.put("b.txt", f"Another headline\n{report} and more")
    folders.put("c.txt", " ".join(f"other{number}" for number in range(80)))
    folders.run(paths=[folders.articles / "a.txt"])

    summary = folders.run()

    assert (summary.articles, summary.stories) == (3, 2)
    assert "3 articles tell 2 stories" in format_summary(summary, folders.out)
    found = json.loads((folders.out / STORIES).read_bytes())
    assert found["articles"] == 3
    names = [[name for member in story["members"] for name in member["names"]] for story in found["stories"]]
    assert sorted(sorted(one) for one in names) == [["a.txt", "b.txt"], ["c.txt"]]
    for story in found["stories"]:
        assert story["id"] == min(member["article"] for member in story["members"])


def test_drafts_of_an_earlier_reader_still_count_as_stories(folders: Folders) -> None:
    folders.put("a.txt", "Article of the port and of the road to it.")
    folders.run()
    (folders.articles / "a.txt").unlink()
    folders.put("b.txt", "Another headline. Article of the port and of the road to it.")
    (folders.seeds / "names.csv").write_text("two\n")

    summary = folders.run()

    assert counts(summary) == (1, 0, 0, 0)
    assert (summary.articles, summary.stories) == (2, 1)


# ---- progress -----------------------------------------------------------------------------------


def test_progress_is_told_and_ends_with_everything_done(folders: Folders) -> None:
    folders.put("a.txt", "Article of the port.")
    folders.put("b.txt", "refuse")
    folders.run()
    folders.put("c.txt", "Article of the railway.")
    told: list[Progress] = []

    folders.run(report=told.append)

    assert (told[-1].done, told[-1].total) == (3, 3)
    assert (told[-1].read, told[-1].skipped, told[-1].refused) == (1, 1, 1)
    assert [one.done for one in told] == sorted(one.done for one in told)


# ---- over Dask ----------------------------------------------------------------------------------


def test_local_workers_leave_the_same_and_one_that_dies_is_replaced(folders: Folders, tmp_path: Path) -> None:
    for number in range(8):
        folders.put(f"{number}.txt", f"Article {number} of the port.")
    folders.put("again.txt", "Article 1 of the port.")
    folders.put("refused.txt", "refuse")
    folders.put("once.txt", f"once|{tmp_path / 'mark'}")
    killer = folders.put("killer.txt", "kill")

    there = folders.run(scheduler="local", workers=2)

    assert (tmp_path / "mark").exists()
    assert dict(there.refusals)["killer.txt"].startswith("Reading it ended the process that read it")
    killer.unlink()
    here = tmp_path / "here"
    assert counts(folders.run(here)) == (9, 1, 0, 1)
    assert counts(there) == (9, 1, 0, 2)
    assert folders.drafts() == folders.drafts(here)
    assert counts(folders.run()) == (0, 0, 10, 1)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of one worker on the loopback, as someone else's would be."""
    import dask
    import distributed

    # One death is enough for a task to be given up, so that the test need not wait for four.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
    ):
        yield cluster.scheduler_address


def test_the_address_of_a_cluster_serves_as_well(folders: Folders, tmp_path: Path, address: str) -> None:
    for number in range(5):
        folders.put(f"{number}.txt", f"Article {number} of the port.")

    summary = folders.run(scheduler=address)

    here = tmp_path / "here"
    folders.run(here)
    assert counts(summary) == (5, 0, 0, 0)
    assert folders.drafts() == folders.drafts(here)


def test_an_article_that_hangs_on_a_worker_is_refused(folders: Folders, address: str) -> None:
    """And those that waited behind it are not."""
    folders.put("a.txt", "hang")
    folders.put("b.txt", "Article of the port.")

    summary = folders.run(scheduler=address, limit=0.5)

    assert counts(summary) == (1, 0, 0, 1)
    assert "longer than 0.5 seconds" in dict(summary.refusals)["a.txt"]


def test_a_worker_with_other_code_is_told_apart(
    folders: Folders, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.put("0.txt", "Article of the port.")
    monkeypatch.setattr(batch, "_code_version", lambda: "another")

    with pytest.raises(BatchError, match=r"another version of our code.*not another"):
        folders.run(scheduler=address)

    assert folders.lines() == []


@pytest.mark.parametrize("scheduler", ["", "here", "file:///etc/passwd", "tcp://", "tcp://a b", "http://127.0.0.1:1"])
def test_what_is_no_scheduler_is_refused_in_words(folders: Folders, scheduler: str) -> None:
    folders.put("0.txt", "Article of the port.")

    with pytest.raises(BatchError, match="Give `local` or an address"):
        folders.run(scheduler=scheduler)


def test_a_scheduler_that_does_not_answer_is_named(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.put("0.txt", "Article of the port.")
    monkeypatch.setattr(batch, "_WAIT_SECONDS", 0.5)

    with pytest.raises(BatchError, match=r"answers at tcp://127\.0\.0\.1:1"):
        folders.run(scheduler="tcp://127.0.0.1:1")


# ---- the command --------------------------------------------------------------------------------


def test_the_command_reads_with_the_real_reader_and_says_what_it_did(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.put("port.txt", "Trucks from Karachi reached Gwadar Port on Tuesday, and the drivers slept in Turbat.")
    folders.put("scan.txt", "%PDF-1.7 a scan")

    code = main_read([folders.articles], ROOT / "seeds", folders.out)

    said = capsys.readouterr()
    assert code == 0
    assert "1 article read, 1 refused" in said.out
    assert "scan.txt" in said.out
    assert "PDF" in said.out
    assert "1 article tells 1 story" in said.out
    assert "2 of 2" in said.err
    assert {"Karachi", "Gwadar Port", "Turbat"} <= {one["text"] for one in folders.draft()["mentions"]}


def test_the_command_fails_when_nothing_could_be_read(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    folders.put("scan.txt", "%PDF-1.7 a scan")
    empty = folders.articles / "empty"
    empty.mkdir()

    assert main_read([folders.articles], ROOT / "seeds", folders.out) == 1
    assert main_read([empty], ROOT / "seeds", folders.out) == 1
    assert "No text or HTML file" in capsys.readouterr().out
    assert main_read([folders.articles], ROOT / "seeds", folders.articles / "scan.txt") == 1
    assert re.search(r"cannot be kept in .*scan\.txt", capsys.readouterr().err)
