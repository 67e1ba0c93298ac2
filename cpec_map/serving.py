"""What the server answers besides the page: our scripts, layers and downloads, with security headers on everything."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import js_lib_leaflet
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cpec_map.catalog import Catalog
from cpec_map.charts import draw_counts, draw_rivals
from cpec_map.cite import FORMS, cite_claim, cite_fact, cite_source, cite_step
from cpec_map.download import Download, download_feature, download_gazetteer, download_layers, download_projects
from cpec_map.layer import Layer
from cpec_map.link import BORDERS, ZOOMS
from cpec_map.map import map_script
from cpec_map.overview import TILES, format_overview, layer_address
from cpec_map.portfolio import format_portfolio
from cpec_map.sources import format_sources

WEB = Path(__file__).parent / "web"
LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
# The whole corridor is seen at about this zoom level; what starts beyond it is fetched when it is needed.
START_ZOOM = 6
HEADER = (
    '<header class="masthead"><h1>China–Pakistan Economic Corridor</h1>'
    "<p>What is built and planned, where it lies, and who says so</p></header>"
)
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
# The two components' modules; what they import is asked for with them, what they import later is not.
MODULES = ("chart.js", "panel.js")
# The same of the reviewing page, which has a style of its own too.
REVIEW_MODULES = ("chart.js", "review.js", "reviewmap.js")
MAX_FORM = 2_000_000
MAX_CHART = 4000
_CHART_PARTS = ("kind", "values", "subject", "attribute", "unit")

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
_IMPORT = re.compile(r"""^import\s(?:[^;]*?\sfrom\s)?["']\./([\w./-]+\.js)["'];""", re.MULTILINE)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def public_files() -> dict[str, Path]:
    """Every script, style and font that may be served, by its name under ``map/web/``. Nothing else is."""
    files = {path.relative_to(WEB).as_posix(): path for path in sorted(WEB.rglob("*")) if path.suffix in _TYPES}
    files["leaflet/leaflet.js"] = LEAFLET / "leaflet.js"
    files["leaflet/leaflet.css"] = LEAFLET / "leaflet.css"
    return files


def web_version() -> str:
    """A short digest of all public files; part of their address, so that a browser may keep them for ever."""
    whole = hashlib.sha256()
    for name, path in public_files().items():
        whole.update(name.encode() + path.read_bytes())
    return whole.hexdigest()[:12]


def routes(catalog_now: Callable[[], Catalog], version: str, today: Callable[[], date] = date.today) -> list[Route]:
    """The routes under ``/map/``. ``catalog_now`` is asked at each request; ``version`` is that of the public files."""
    files = public_files()

    def web(request: Request) -> Response:
        path = files.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return _answer(request, path.read_bytes(), _TYPES[path.suffix], FOR_EVER)

    def script(request: Request) -> Response:
        catalog = catalog_now()
        text = map_script(
            {"overview": f"map/overview.json?v={catalog.digest}", "layers": "map/layers/", "version": catalog.digest}
        )
        return _answer(request, text.encode(), _TYPES[".js"], ASK_AGAIN)

    def overview(request: Request) -> Response:
        catalog = catalog_now()
        return _answer(request, _overview_text(catalog), "application/json", _keep(request, catalog))

    def first(request: Request) -> Response:
        catalog = catalog_now()
        return _answer(request, _first_text(catalog), "application/json", _keep(request, catalog))

    def layer(request: Request) -> Response:
        catalog = catalog_now()
        found = catalog.layer(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return _answer(request, found.text, "application/geo+json", _keep(request, catalog))

    def picture(request: Request) -> Response:
        catalog = catalog_now()
        found = catalog.layer(request.path_params["name"])
        if found is None or found.picture is None:
            raise HTTPException(404)
        return _answer(request, found.picture, _TYPES[".png"], _keep(request, catalog))

    def download(request: Request) -> Response:
        catalog, asked = catalog_now(), request.query_params
        made: Download | None
        borders = asked["borders"] if asked.get("borders") in BORDERS else BORDERS[0]
        if "gazetteer" in asked:
            made = download_gazetteer(catalog, today())
        elif "feature" in asked:
            made = download_feature(catalog, asked["feature"], today(), borders)
        else:
            names = [name for name in asked.get("layers", "").split(",") if name]
            made = download_layers(catalog, names, today(), borders)
        if made is None:
            raise HTTPException(404)
        return _file(request, made, "application/geo+json")

    async def download_listed(request: Request) -> Response:
        # A form and not an address: the ids of thousands of projects do not fit into one.
        async with request.form(max_files=0, max_fields=10, max_part_size=MAX_FORM) as form:
            asked = {key: str(form.get(key, "")) for key in ("projects", "form", "borders")}
        borders = asked["borders"] if asked["borders"] in BORDERS else BORDERS[0]
        made = download_projects(catalog_now(), asked["projects"].split(","), asked["form"], today(), borders)
        if made is None:
            raise HTTPException(404)
        return _file(request, made, "text/csv" if made.name.endswith(".csv") else "application/geo+json")

    def portfolio(request: Request) -> Response:
        catalog = catalog_now()
        return _answer(request, _portfolio_text(catalog), "application/json", _keep(request, catalog))

    def sources(request: Request) -> Response:
        catalog = catalog_now()
        return _answer(request, _sources_text(catalog), "application/json", _keep(request, catalog))

    def chart(request: Request) -> Response:
        catalog, asked = catalog_now(), request.query_params
        parts = [asked.get(name, "")[:MAX_CHART] for name in _CHART_PARTS]
        picture = _chart(catalog, *parts, dark=asked.get("dark") == "1")
        if picture is None:
            raise HTTPException(404)
        return _answer(request, picture, _TYPES[".svg"], _keep(request, catalog))

    def cite(request: Request) -> Response:
        catalog, asked = catalog_now(), request.query_params
        text = _citation(catalog, asked, today())
        if text is None:
            raise HTTPException(404)
        return _answer(request, text.encode(), "text/plain", ASK_AGAIN)

    return [
        Route(f"/map/web/{version}/{{name:path}}", web),
        Route("/map/script.js", script),
        Route("/map/overview.json", overview),
        Route("/map/first.json", first),
        Route("/map/layers/{name}.geojson", layer),
        Route("/map/layers/{name}.png", picture),
        Route("/map/portfolio.json", portfolio),
        Route("/map/sources.json", sources),
        Route("/map/chart.svg", chart),
        Route("/map/cite", cite),
        Route("/map/download", download),
        Route("/map/projects", download_listed, methods=["POST"]),
    ]


def index_route(index: str, catalog_now: Callable[[], Catalog], version: str) -> Route:
    """The page's own HTML at ``/``: Streamlit's with our header, told at once what our first view will ask for.

    Without it the browser learns of our scripts only when Streamlit has started, and of the layers after those.
    """

    def page(request: Request) -> Response:
        review = request.query_params.get("review") == "1"
        head = first_view_head(catalog_now(), version, review)
        text = index.replace("</head>", f"{head}\n  </head>", 1).replace(
            '<div id="root">', f'{HEADER}<div id="root">', 1
        )
        return _answer(request, text.encode(), "text/html", ASK_AGAIN)

    return Route("/", page)


def first_view_head(catalog: Catalog, version: str, review: bool = False) -> str:
    """What the page's head says of the first view: scripts, styles, data; only ids, digests and names of our own.

    ``review`` asks for those of the reviewing page.
    """
    modules = REVIEW_MODULES if review else MODULES
    styles = ("page.css", "map.css", "review.css") if review else ("page.css", "map.css")
    scripts = [f"map/web/{version}/{name}" for name in imported_scripts(modules)]
    links = [
        *(f'<script type="module" src="./map/web/{version}/{name}"></script>' for name in modules),
        *(f'<link rel="modulepreload" href="./{address}">' for address in ("map/script.js", *scripts)),
        *(f'<link rel="stylesheet" href="./map/web/{version}/{name}">' for name in styles),
        f'<link rel="preload" as="style" href="./map/web/{version}/leaflet/leaflet.css">',
        f'<link rel="preload" as="fetch" crossorigin href="./map/first.json?v={catalog.digest}">',
    ]
    return "\n    ".join(["", *links]).rstrip()


def _drawn_at_start(layer: Layer) -> bool:
    least, _ = layer.head.get("zoom", ZOOMS)
    return bool(layer.head.get("draw") != "relief" and least <= START_ZOOM)


@lru_cache(maxsize=2)
def imported_scripts(names: tuple[str, ...]) -> tuple[str, ...]:
    """These scripts and all that they import when they start, by name; what they import on demand is left out."""
    files = public_files()
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in files:
            continue
        found[name] = None
        # Leaflet's own file imports nothing, and is large to read through.
        if files[name].parent == WEB:
            waiting += _IMPORT.findall(files[name].read_text(encoding="utf-8"))
    return tuple(found)


class SecurityHeaders:
    """ASGI middleware that sets the content security policy and its companions on every answer, failures included."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                headers["Permissions-Policy"] = "camera=(), microphone=(), payment=()"
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except Exception:
            # Starlette answers failures outside of its middleware, where nothing could add the headers.
            if not started:
                await Response("Internal Server Error", 500)(scope, receive, send_guarded)
            raise


def security_policy(index: str) -> str:
    """The policy for a page whose HTML is ``index``: our own scripts, its inline script by hash, no eval.

    Images may come from the tile servers that a reader can choose; nothing else leaves this server.
    """
    hashes = [b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in _INLINE_SCRIPT.findall(index)]
    inline = " ".join(f"'sha256-{value}'" for value in hashes)
    tiles = " ".join(sorted({_origin(tile.build_url()) for _, tile in TILES.values()}))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: {inline}".strip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {tiles}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3])


@lru_cache(maxsize=2)
def _first_text(catalog: Catalog) -> bytes:
    """What the first view reads, by address, as one JSON document: a file for each would take longer to ask for."""
    shown = [layer for layer in catalog.layers if layer.head.get("shown", True)]
    drawn = [layer for layer in catalog.base if _drawn_at_start(layer)]
    files = {f"map/overview.json?v={catalog.digest}": _overview_text(catalog)}
    files |= {layer_address(layer, catalog): layer.text for layer in (*shown, *drawn)}
    return b"{" + b",".join(json.dumps(address).encode() + b":" + text for address, text in files.items()) + b"}"


@lru_cache(maxsize=2)
def _overview_text(catalog: Catalog) -> bytes:
    return format_overview(catalog)


@lru_cache(maxsize=2)
def _portfolio_text(catalog: Catalog) -> bytes:
    return format_portfolio(catalog)


@lru_cache(maxsize=2)
def _sources_text(catalog: Catalog) -> bytes:
    return format_sources(catalog)


def _file(request: Request, made: Download, kind: str) -> Response:
    response = _answer(request, made.text, kind, ASK_AGAIN)
    # The name is made of our own ids and a date: letters, digits, hyphens and dots only.
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@lru_cache(maxsize=64)
def _chart(
    catalog: Catalog, kind: str, values: str, subject: str, attribute: str, unit: str, dark: bool
) -> bytes | None:
    """A chart as SVG, or ``None`` where what is asked for names nothing we know."""
    if kind == "rivals":
        return draw_rivals(catalog, subject, attribute, unit, dark)
    return draw_counts(kind, values, dark)


def _citation(catalog: Catalog, asked: Mapping[str, str], today: date) -> str | None:
    form, records = asked.get("form", FORMS[0]), catalog.records
    if form not in FORMS:
        return None
    if "fact" in asked:
        fact = records.facts.get(asked["fact"])
        return cite_fact(fact, records.articles[fact.article], form, today) if fact is not None else None
    if "claim" in asked:
        claim = next((one for one in records.claims if one.id == asked["claim"]), None)
        if claim is None or claim.source not in records.sources:
            return None
        attribute = records.attributes.get(claim.attribute)
        label = attribute.label if attribute is not None else claim.attribute
        named = catalog.subject(claim.subject)
        whose = f"{named.name}, {label}" if named is not None else label
        return cite_claim(claim, records.sources[claim.source], whose, form, today)
    if "step" in asked:
        steps = (one for steps in records.portfolio.history.values() for one in steps)
        step = next((one for one in steps if one.id == asked["step"]), None)
        if step is None or step.source not in records.sources:
            return None
        return cite_step(step, records.sources[step.source], records.portfolio.projects[step.project].name, form, today)
    source = records.sources.get(asked.get("source", ""))
    return cite_source(source, form, today) if source is not None else None


def _keep(request: Request, catalog: Catalog) -> str:
    """How long a browser may keep an answer: for ever where the address names this very catalog."""
    return FOR_EVER if request.query_params.get("v") == catalog.digest else ASK_AGAIN


def _answer(request: Request, text: bytes, kind: str, keep: str) -> Response:
    etag = f'"{hashlib.sha256(text).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": keep, "Vary": "Accept-Encoding"}
    if etag in _listed(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if "gzip" in _listed(request.headers.get("accept-encoding", "")) and len(text) > 800:
        # What has a lasting address is asked for again and again; a download is made anew each time.
        packed = _packed(text) if keep == FOR_EVER else _pack(text)
        return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(text, media_type=kind, headers=headers)


def _listed(header: str) -> set[str]:
    """The values of a header that lists some: without the mark ``W/`` that proxies add, and those refused by q=0."""
    values = (one.partition(";") for one in header.split(","))
    return {
        value.strip().removeprefix("W/") for value, _, weight in values if not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    }


@lru_cache(maxsize=64)
def _packed(text: bytes) -> bytes:
    return _pack(text)


def _pack(text: bytes) -> bytes:
    return gzip.compress(text, 6, mtime=0)
