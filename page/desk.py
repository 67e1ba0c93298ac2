"""The desk's routes: an article is read, reviewed, and what a person accepts is stored; on this machine only."""

from __future__ import annotations

import binascii
import json
import logging
import re
from base64 import b64decode
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cpec_map.catalog import Catalog
from cpec_map.edtf import DATE_REMEDY, is_edtf
from cpec_map.gazetteer import KINDS, MAX_QUERY
from cpec_map.project import CONFIDENCES
from cpec_map.record import MAX_QUOTE_WORDS, UNITS

# An article of 5 MB travels as base64; a draft carries its text, and up to five candidates for each name in it.
MAX_BODY = 8_000_000
MAX_SMALL_BODY = 10_000
MAX_DRAFTS = 200
MAX_LINKS = 12
MAX_ALIKE = 3
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Whatever stands between a browser and this machine adds one of these.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_DRAFT = re.compile(r"article-[0-9a-f]{16}")
_LOG = logging.getLogger(__name__)

AWAY = (
    "Articles are added on the machine itself: start the map there with “make run” and open it as http://localhost. "
    "Whoever opens the map to others and means them to add articles sets CPEC_REVIEW=1."
)
_ELSEWHERE = "This was asked for from another page, so nothing was done. Open the desk itself and try again."


class DeskError(Exception):
    """What a person asked for and cannot have; the message says why and what to do, ``problems`` the details."""

    def __init__(self, message: str, status: int = 400, problems: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.problems = [dict(problem) for problem in problems]


@dataclass(frozen=True)
class Folders:
    """Where records, published layers and the page on accuracy are."""

    seeds: Path
    layers: Path
    docs: Path


class Pipeline(Protocol):
    """What the desk asks of the pipeline; every answer is plain data, every refusal a :class:`DeskError`."""

    def warm(self, folders: Folders) -> None:
        """Get ready to read, which takes some seconds the first time."""

    def read(self, folders: Folders, name: str, data: bytes, about: Mapping[str, Any]) -> dict[str, Any]:
        """The draft of an article; ``about`` holds what a person says of it (see ``ABOUT``)."""

    def places(self, folders: Folders, query: str) -> list[dict[str, Any]]:
        """The places that a name may mean, each as a draft has its candidates."""

    def plan(self, folders: Folders, draft: Any, decisions: Any) -> dict[str, Any]:
        """What storing would change: ``summary``, ``notes``, ``problems``, ``files`` with lines, and ``base``."""

    def store(self, folders: Folders, draft: Any, decisions: Any, base: str) -> dict[str, Any]:
        """Change what :meth:`plan` showed; ``base`` says which showing that was."""

    def undo(self, folders: Folders) -> dict[str, Any]:
        """Take back what was stored last."""

    def stored(self, folders: Folders) -> list[dict[str, Any]]:
        """What was stored, newest first."""


@dataclass(frozen=True)
class Access:
    """Who may use the desk: ``bound`` is the address the server listens on, ``opened`` says that others may too."""

    bound: str | None
    opened: bool

    def refusal(self, request: Request) -> str | None:
        """Why the desk is closed to a request, or ``None``. A page elsewhere cannot pass for one of this machine."""
        if self.opened:
            return None
        host = _host(request.headers.get("host", ""))
        client = request.client.host if request.client is not None else None
        near = self.bound in LOOPBACK and host in LOOPBACK and (client is None or client in LOOPBACK)
        return None if near and not any(name in request.headers for name in _FORWARDED) else AWAY


def desk_routes(
    pipeline: Pipeline, folders: Callable[[], Folders], catalog_now: Callable[[], Catalog], access: Callable[[], Access]
) -> list[Route]:
    """The routes under ``/desk/``. Each function is asked at each request."""

    def guarded(work: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                away = access().refusal(request)
                if away is not None:
                    raise DeskError(away, 403)
                _check_origin(request)
                return _json(await work(request))
            except DeskError as error:
                return _json({"message": str(error), "problems": error.problems}, error.status)
            except Exception:
                _LOG.exception("the desk failed")
                failed = "That could not be done: the program failed. Nothing was stored; the server's log says more."
                return _json({"message": failed, "problems": []}, 500)

        return answer

    async def state(request: Request) -> Response:
        # Asked before anything else, also where the desk is closed: the page then says why.
        away = access().refusal(request)
        if away is None:
            return await opened(request)
        return _json({"open": False, "message": away})

    @guarded
    async def opened(request: Request) -> Any:
        return {"open": True, **await run_in_threadpool(lambda: _state(pipeline, folders(), catalog_now()))}

    @guarded
    async def forms(request: Request) -> Any:
        return await run_in_threadpool(lambda: _forms(catalog_now()))

    @guarded
    async def example(request: Request) -> Any:
        return await run_in_threadpool(_example, folders().seeds)

    @guarded
    async def draft(request: Request) -> Any:
        return await run_in_threadpool(_draft, folders().seeds, request.path_params["name"])

    @guarded
    async def read(request: Request) -> Any:
        asked = await _body(request)
        name, data = _article(asked)
        return {"draft": await run_in_threadpool(pipeline.read, folders(), name, data, _about(asked.get("about")))}

    @guarded
    async def warm(request: Request) -> Any:
        await _body(request, MAX_SMALL_BODY)
        await run_in_threadpool(pipeline.warm, folders())
        return {}

    @guarded
    async def places(request: Request) -> Any:
        query = (await _body(request, MAX_SMALL_BODY)).get("query")
        if not isinstance(query, str) or not 0 < len(query.strip()) <= MAX_QUERY:
            raise DeskError(f"Give the name of a place, in at most {MAX_QUERY} characters.")
        return {"candidates": await run_in_threadpool(pipeline.places, folders(), query.strip())}

    @guarded
    async def plan(request: Request) -> Any:
        asked = await _body(request)
        return await run_in_threadpool(pipeline.plan, folders(), asked.get("draft"), asked.get("decisions"))

    @guarded
    async def store(request: Request) -> Any:
        asked = await _body(request)
        base = asked.get("base")
        if not isinstance(base, str) or not base:
            raise DeskError("Look at the changes before they are stored.")
        stored = await run_in_threadpool(pipeline.store, folders(), asked.get("draft"), asked.get("decisions"), base)
        return {**stored, "links": await run_in_threadpool(lambda: _links(catalog_now(), stored.get("article", "")))}

    @guarded
    async def undo(request: Request) -> Any:
        await _body(request, MAX_SMALL_BODY)
        return await run_in_threadpool(pipeline.undo, folders())

    return [
        Route("/desk/state", state),
        Route("/desk/forms", forms),
        Route("/desk/example", example),
        Route("/desk/drafts/{name}", draft),
        Route("/desk/warm", warm, methods=["POST"]),
        Route("/desk/read", read, methods=["POST"]),
        Route("/desk/places", places, methods=["POST"]),
        Route("/desk/plan", plan, methods=["POST"]),
        Route("/desk/store", store, methods=["POST"]),
        Route("/desk/undo", undo, methods=["POST"]),
    ]


# ---- what is asked ------------------------------------------------------------------------------


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _check_origin(request: Request) -> None:
    """Refuse what another page makes a browser ask: by its origin, and by what the browser says of it."""
    origin, changes = request.headers.get("origin"), request.method != "GET"
    if origin is None and changes:
        raise DeskError(_ELSEWHERE, 403)
    if origin is not None and origin not in [f"{scheme}://{request.headers.get('host')}" for scheme in _SCHEMES]:
        raise DeskError(_ELSEWHERE, 403)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise DeskError(_ELSEWHERE, 403)
    if changes and request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise DeskError("The desk is asked in JSON.", 415)


_SCHEMES = ("http", "https")


# What a person may say of an article before it is read, each with the most characters.
ABOUT = {"title": 300, "publisher": 80, "published": 80, "published_why": 600, "address": 600}


def _about(asked: Any) -> dict[str, str]:
    """What a person says of an article, as far as it is text of a fit length; a date only when it is one."""
    if not isinstance(asked, dict):
        return {}
    said = {key: asked.get(key) for key in ABOUT}
    kept = {key: one.strip() for key, one in said.items() if isinstance(one, str) and 0 < len(one) <= ABOUT[key]}
    if not is_edtf(kept.get("published", "2000")):
        raise DeskError(f"{kept['published']!r} is not a date. {DATE_REMEDY}")
    return kept


async def _body(request: Request, most: int = MAX_BODY) -> dict[str, Any]:
    whole = bytearray()
    async for part in request.stream():
        whole += part
        if len(whole) > most:
            raise DeskError(
                f"This is more than the desk takes ({most // 1_000_000 or 1} MB). Give one article at a time, as text.",
                413,
            )
    try:
        asked = json.loads(whole, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise DeskError("What was sent is no JSON. Reload the page and try again.") from None
    if not isinstance(asked, dict):
        raise DeskError("What was sent is no request of the desk. Reload the page and try again.")
    return asked


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _article(asked: Mapping[str, Any]) -> tuple[str, bytes]:
    """The name and the bytes of an article that was pasted (``text``) or chosen as a file (``base64``)."""
    name, text, packed = (asked.get(key) for key in ("name", "text", "base64"))
    if not isinstance(name, str) or not name.strip():
        name = "pasted.txt"
    name = name.replace("\\", "/").rpartition("/")[2][:200]
    if isinstance(text, str):
        data = text.encode("utf-8", "replace")
    elif isinstance(packed, str):
        try:
            data = b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            raise DeskError(f"{name} did not arrive whole. Try again.") from None
    else:
        data = b""
    if not data.strip():
        raise DeskError("There is no text to read. Paste an article, or choose a file.")
    return name, data


# ---- what is answered ---------------------------------------------------------------------------


def _json(data: Any, status: int = 200) -> Response:
    return JSONResponse(data, status, {"Cache-Control": "no-store"})


def _state(pipeline: Pipeline, folders: Folders, catalog: Catalog) -> dict[str, Any]:
    known = {article.sha256 for article in catalog.records.articles.values()}
    return {**_drafts(folders.seeds, known), "stored": pipeline.stored(folders)}


def _links(catalog: Catalog, article: str) -> list[dict[str, Any]]:
    """The new facts of an article, each with the query that opens it on the map."""
    record = catalog.records.articles.get(article)
    facts = record.facts if record is not None else ()
    return [{"words": fact.statement, "query": {"fact": fact.id}} for fact in facts[:MAX_LINKS]]


def _forms(catalog: Catalog) -> dict[str, Any]:
    """What a reviewer can choose from: attributes and their units, kinds, confidences, subjects."""
    records = catalog.records
    subjects = [{"id": one.id, "name": one.name, "kind": one.kind} for one in records.subjects.values()]
    projects = [{"id": one.id, "name": one.name, "kind": one.kind} for one in records.portfolio.projects.values()]
    kinds = {fact.kind for fact in records.facts.values()}
    return {
        "attributes": [
            {"id": one.id, "label": one.label, "units": list(UNITS.get(one.unit_kind, ())), "kind": one.unit_kind}
            for one in sorted(records.attributes.values(), key=lambda one: one.order)
        ],
        "subjects": subjects,
        "projects": projects,
        "fact_kinds": sorted(kinds),
        # A country or region is no point, so a reviewer cannot give one as a place.
        "own_kinds": [kind for kind in KINDS if kind not in ("country", "region")],
        "confidences": list(CONFIDENCES),
        "quote_words": MAX_QUOTE_WORDS,
    }


_EXAMPLE_NOTE = (
    "This is the example, and what it says is invented. Storing it puts that into the records of this machine; "
    "Undo takes it out again."
)


def _example(seeds: Path) -> dict[str, Any]:
    for path in sorted((seeds / "examples").glob("*.html")):
        return {"name": path.name, "text": path.read_text(encoding="utf-8", errors="replace"), "note": _EXAMPLE_NOTE}
    raise DeskError("The example is not here: seeds/examples holds no text.", 404)


def _drafts(seeds: Path, known: Collection[str]) -> dict[str, Any]:
    """The drafts that ``python -m geo read`` left, but for those on record: the first of them, and how many more."""
    folder = seeds / "desk" / "drafts"
    paths = sorted(path for path in folder.glob("article-*.json") if _DRAFT.fullmatch(path.stem))
    stories = _stories(folder)
    found = [entry for path in paths[:MAX_DRAFTS] if (entry := _entry(seeds, path.stem, known, stories)) is not None]
    return {"drafts": found, "more": max(0, len(paths) - MAX_DRAFTS)}


def _entry(
    seeds: Path, name: str, known: Collection[str], stories: Mapping[str, Sequence[str]]
) -> dict[str, Any] | None:
    try:
        draft = _draft(seeds, name)["draft"]
        article, facts = draft["article"], draft["facts"]
        if article["sha256"] in known:
            return None
        matches = [fact["match"]["state"] for fact in facts]
        alike = [f"The same story as {other}." for other in stories.get(name, ())]
        return {
            "id": name,
            "title": str(article["title"] or article["name"]),
            "publisher": article["publisher"],
            "published": article["published"],
            "places": sum(mention["kind"] != "actor" for mention in draft["mentions"]),
            "facts": len(facts),
            "rivals": matches.count("rival"),
            "notes": [*alike, *(str(note) for note in draft["notes"])],
        }
    except (DeskError, KeyError, TypeError, AttributeError):
        problem = "This draft cannot be read. Make it anew: python -m geo read."
        return {"id": name, "title": f"{name}.json", "problem": problem}


def _stories(folder: Path) -> dict[str, list[str]]:
    """Of each draft the names of those that tell its story in much the same words; none where nothing says so."""
    others: dict[str, list[str]] = {}
    try:
        for story in _json_file(folder / "stories.json")["stories"]:
            names = {one["article"]: str(one["names"][0]) for one in story["members"]}
            for article in names:
                others[article] = [name for other, name in names.items() if other != article][:MAX_ALIKE]
    except (OSError, ValueError, RecursionError, KeyError, IndexError, TypeError):
        return {}
    return others


def _draft(seeds: Path, name: str) -> dict[str, Any]:
    path = seeds / "desk" / "drafts" / f"{name}.json"
    if not _DRAFT.fullmatch(name) or path.is_symlink() or not path.is_file():
        raise DeskError("There is no such draft. Perhaps it was stored or removed: reload the page.", 404)
    try:
        data = _json_file(path)
    except (OSError, ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise DeskError("This draft cannot be read. Make it anew: python -m geo read.")
    return {"draft": data}


def _json_file(path: Path) -> Any:
    if path.stat().st_size > MAX_BODY:
        raise ValueError("too large")
    return json.loads(path.read_bytes(), parse_constant=_refuse)


# ---- the pipeline -------------------------------------------------------------------------------


class GeoPipeline:
    """The pipeline itself, imported when it is first asked for: the public page never pays for it."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        self._today = today
        # One of each at a time: two readings would load the gazetteers of the world twice, two changes would meet.
        self._reading, self._changing = Lock(), Lock()

    def warm(self, folders: Folders) -> None:
        """Load what reading needs, while a person still reads what the desk is for."""
        with self._reading:
            from geo.reading.read import read_reader

            read_reader(folders.seeds)

    def read(self, folders: Folders, name: str, data: bytes, about: Mapping[str, Any]) -> dict[str, Any]:
        """The draft of an article from its file's name and bytes; ``about`` is what a person knows of it beside."""
        with self._reading:
            from geo.reading.draft import draft_data
            from geo.reading.intake import IntakeError, decode_document
            from geo.reading.read import read_article, read_reader

            try:
                document = replace(decode_document(name, data), **about)
            except IntakeError as error:
                raise DeskError(str(error)) from None
            return draft_data(read_article(document, read_reader(folders.seeds)))

    def places(self, folders: Folders, query: str) -> list[dict[str, Any]]:
        """The places that a name may mean, each as a draft has its candidates."""
        with self._reading:
            from geo.storing.lookup import find_places

            return [dict(vars(one)) for one in find_places(query, folders.seeds)]

    def plan(self, folders: Folders, draft: Any, decisions: Any) -> dict[str, Any]:
        """What storing would change, in words and lines, or everything that keeps it from being stored."""
        with self._changing:
            from geo.storing.store import base_of, diff

            planned = self._plan(folders, draft, decisions)
            files = diff(planned.change).files
            return {
                "summary": planned.summary,
                "notes": list(planned.notes),
                "problems": [_problem(one) for one in planned.problems],
                "files": [
                    {"name": one.file, "state": one.state, "lines": list(one.lines), "more": one.more} for one in files
                ],
                "base": base_of(planned.change),
            }

    def store(self, folders: Folders, draft: Any, decisions: Any, base: str) -> dict[str, Any]:
        """Change what :meth:`plan` showed, if nothing is different since."""
        with self._changing:
            from geo.storing.store import ChangeError, apply_change, base_of

            planned = self._plan(folders, draft, decisions)
            if planned.problems or base_of(planned.change) != base:
                raise DeskError("Something changed since you looked. Look at the changes again.", 409)
            title = str(decisions["article"]["title"])
            says = f"{title}: {planned.summary[0].lower()}{planned.summary[1:]}"
            try:
                apply_change(*_places(folders), planned.change, _undo(folders), says)
            except ChangeError as error:
                raise DeskError(str(error), 409) from None
            return {"article": draft["article"]["id"], "message": f"{planned.summary}. The map shows it now."}

    def undo(self, folders: Folders) -> dict[str, Any]:
        """Take back what was stored last."""
        with self._changing:
            from geo.storing.store import ChangeError, undo_last

            try:
                return {"message": f"Taken back: {undo_last(*_places(folders), _undo(folders)).summary}."}
            except ChangeError as error:
                raise DeskError(str(error), 409) from None

    def stored(self, folders: Folders) -> list[dict[str, Any]]:
        """What was stored, newest first; what an interrupted change left is put right before."""
        if not _undo(folders).is_dir():
            return []
        with self._changing:
            from geo.storing.store import ChangeError, list_stored, recover

            try:
                recover(*_places(folders), _undo(folders))
                kept = list_stored(_undo(folders))
            except ChangeError as error:
                raise DeskError(str(error), 409) from None
            return [{"id": one.id, "title": one.summary, "files": len(one.files)} for one in reversed(kept)]

    def _plan(self, folders: Folders, draft: Any, decisions: Any) -> Any:
        from geo.reading.draft import parse_draft
        from geo.storing.store import ChangeError, plan, recover

        try:
            parsed = parse_draft(draft)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DeskError("The draft did not come back as it was made. Read the article again.") from None
        try:
            recover(*_places(folders), _undo(folders))
        except ChangeError as error:
            raise DeskError(str(error), 409) from None
        return plan(*_places(folders), parsed, decisions, self._today())


def _places(folders: Folders) -> tuple[Path, Path, Path]:
    return folders.seeds, folders.layers, folders.docs


def _undo(folders: Folders) -> Path:
    return folders.seeds / "desk" / "stored"


def _problem(fault: Any) -> dict[str, str]:
    """A fault as the page shows it: ``item`` is the id of the mention or fact, ``article``, or a file's name."""
    kind, _, name = fault.item.partition(" ")
    item = name if kind in ("mention", "fact") and name else fault.item
    return {"item": item, "field": fault.field, "words": f"{fault.rule} {fault.remedy}".strip()}
