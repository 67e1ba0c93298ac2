"""What the server answers besides the page: our scripts, layers and downloads, with security headers on everything."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable
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
from cpec_map.download import Download, download_feature, download_gazetteer, download_layers
from cpec_map.layer import Layer
from cpec_map.link import BORDERS, ZOOMS
from cpec_map.map import map_script
from cpec_map.overview import TILES, format_overview, layer_address

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

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
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
        response = _answer(request, made.text, "application/geo+json", ASK_AGAIN)
        # The name is made of our own ids and a date: letters, digits, hyphens and dots only.
        response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return response

    return [
        Route(f"/map/web/{version}/{{name:path}}", web),
        Route("/map/script.js", script),
        Route("/map/overview.json", overview),
        Route("/map/first.json", first),
        Route("/map/layers/{name}.geojson", layer),
        Route("/map/layers/{name}.png", picture),
        Route("/map/download", download),
    ]


def index_route(index: str, catalog_now: Callable[[], Catalog], version: str) -> Route:
    """The page's own HTML at ``/``: Streamlit's with our header, told at once what our first view will ask for.

    Without it the browser learns of our scripts only when Streamlit has started, and of the layers after those.
    """

    def page(request: Request) -> Response:
        head = first_view_head(catalog_now(), version)
        text = index.replace("</head>", f"{head}\n  </head>", 1).replace(
            '<div id="root">', f'{HEADER}<div id="root">', 1
        )
        return _answer(request, text.encode(), "text/html", ASK_AGAIN)

    return Route("/", page)


def first_view_head(catalog: Catalog, version: str) -> str:
    """What the page's head says of the first view: scripts, styles, data; only ids, digests and names of our own."""
    scripts = [f"map/web/{version}/{name}" for name in public_files() if name.endswith(".js")]
    links = [
        *(f'<script type="module" src="./map/web/{version}/{name}"></script>' for name in ("chart.js", "panel.js")),
        *(f'<link rel="modulepreload" href="./{address}">' for address in ("map/script.js", *scripts)),
        *(f'<link rel="stylesheet" href="./map/web/{version}/{name}">' for name in ("page.css", "map.css")),
        f'<link rel="preload" as="style" href="./map/web/{version}/leaflet/leaflet.css">',
        f'<link rel="preload" as="fetch" crossorigin href="./map/first.json?v={catalog.digest}">',
    ]
    return "\n    ".join(["", *links]).rstrip()


def _drawn_at_start(layer: Layer) -> bool:
    least, _ = layer.head.get("zoom", ZOOMS)
    return bool(layer.head.get("draw") != "relief" and least <= START_ZOOM)


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
            "form-action 'none'",
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
