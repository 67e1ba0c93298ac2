"""The routes: what is public and nothing else, kept by browsers only while it is true, guarded by headers always."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import http.client
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from cpec_map.catalog import current_catalog
from cpec_map.charts import STATUS_COLOURS
from cpec_map.overview import TILES, build_overview
from cpec_map.serving import (
    ASK_AGAIN,
    FOR_EVER,
    LEAFLET,
    MODULES,
    WEB,
    SecurityHeaders,
    first_view_head,
    imported_scripts,
    index_route,
    public_files,
    routes,
    security_policy,
    web_version,
)
from tests.conftest import Server
from tests.samples import MARK, PRODUCT, hostile_catalog, layer, published, texts_of, write_layers

CATALOG = published()
VERSION = web_version()
INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
POLICY = security_policy(INDEX)
GUARDS = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy")


@dataclass(frozen=True)
class Answer:
    """One answer: status, headers in lower case, and the bytes as they travel."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        return json.loads(self.body)


def ask(app: ASGIApp, target: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """What the application answers; the path is decoded as servers do, a header is named with underscores."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    async def call() -> None:
        try:
            await app(scope, receive, send)
        except RuntimeError as error:  # a server logs what its application raises
            assert str(error) == "a secret of the server"

    asyncio.run(call())
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return Answer(start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]}, body)


def make_app(catalog_now: Callable = lambda: CATALOG) -> Starlette:
    """Our routes and headers in a plain application; `/fails` raises."""

    def fail(request: Request) -> Response:
        raise RuntimeError("a secret of the server")

    return Starlette(
        routes=[*routes(catalog_now, VERSION, lambda: date(2026, 3, 9)), Route("/fails", fail)],
        middleware=[Middleware(SecurityHeaders, policy=POLICY)],
    )


APP = make_app()

# ---- public files -------------------------------------------------------------------------------

TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}


@pytest.mark.parametrize("name", public_files())
def test_a_public_file_is_served_with_its_type_and_may_be_kept(name: str) -> None:
    path = public_files()[name]

    answer = ask(APP, f"/map/web/{VERSION}/{name}")

    assert answer.status == 200
    assert answer.body == path.read_bytes()
    assert answer.headers["content-type"].split(";")[0] == TYPES[path.suffix]
    assert answer.headers["cache-control"] == FOR_EVER


def test_text_files_are_served_as_utf_8() -> None:
    assert ask(APP, f"/map/web/{VERSION}/chart.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_every_script_that_another_imports_is_public() -> None:
    files = public_files()

    for name, path in files.items():
        if name.startswith("leaflet/") or path.suffix != ".js":
            continue
        for wanted in re.findall(r'(?:from|import\()\s*"\./([^"]+)"', path.read_text(encoding="utf-8")):
            assert wanted in files, f"{name} imports {wanted}"


@pytest.mark.parametrize(
    "target",
    [
        f"/map/web/{VERSION}/",
        f"/map/web/{VERSION}/nothing.js",
        f"/map/web/{VERSION}/../serving.py",
        f"/map/web/{VERSION}/..%2Fserving.py",
        f"/map/web/{VERSION}/%2e%2e/serving.py",
        f"/map/web/{VERSION}/%252e%252e%252fserving.py",
        f"/map/web/{VERSION}/..%5Cserving.py",
        f"/map/web/{VERSION}/./chart.js",
        f"/map/web/{VERSION}//chart.js",
        f"/map/web/{VERSION}/{quote(str(WEB / 'chart.js'), safe='')}",
        f"/map/web/{VERSION}//etc/passwd",
        f"/map/web/{VERSION}/%2Fetc%2Fpasswd",
        f"/map/web/{VERSION}/leaflet/../../../app.py",
        f"/map/web/{VERSION}/chart.js%00.css",
        f"/map/web/{VERSION}/CHART.JS",
        f"/map/web/{VERSION}/leaflet/",
        "/map/web/chart.js",
        "/map/web/000000000000/chart.js",
        "/map/layers/nothing.geojson",
        "/map/layers/.geojson",
        "/map/layers/../datapackage.geojson",
        "/map/layers/..%2F..%2Fseeds%2Fsubjects.geojson",
        "/map/layers/base%2Fland.geojson",
        "/map/layers/base/land.geojson",
        "/map/layers/%2Fetc%2Fpasswd.geojson",
        "/map/layers/events.geojson%00",
        "/map/layers/events",
        "/map/layers/",
        "/map/layers/datapackage.json",
        "/map/download?feature=",
        "/map/download?feature=nothing",
        "/map/download?feature=..%2F..%2Fapp.py",
        "/map/download?feature=%22%0d%0aSet-Cookie:%20a=b",
        "/map/download?feature=%ff%fe",
        "/map/download?layers=nothing",
        "/map/download?layers=..%2Fevents,%00",
        "/map/",
        "/map",
        "/app.py",
        "/seeds/subjects.csv",
    ],
)
def test_what_is_not_public_is_not_found(target: str) -> None:
    answer = ask(APP, target)

    assert answer.status == 404
    assert answer.body == b"Not Found"
    assert_guarded(answer)


def test_nothing_of_python_is_public() -> None:
    assert {path.suffix for path in public_files().values()} <= set(TYPES)
    assert all(path.is_relative_to(WEB) or path.is_relative_to(LEAFLET) for path in public_files().values())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("target", ["/map/overview.json", "/map/download?layers=events", "/map/layers/events.geojson"])
def test_nothing_can_be_written(method: str, target: str) -> None:
    answer = ask(APP, target, method)

    assert answer.status == 405
    assert_guarded(answer)


def test_the_version_changes_with_any_public_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("1")
    monkeypatch.setattr("cpec_map.serving.WEB", tmp_path)
    first = web_version()
    (tmp_path / "one.js").write_text("2")

    assert web_version() != first
    assert re.fullmatch(r"[0-9a-f]{12}", first)


# ---- the catalog's answers ----------------------------------------------------------------------


@pytest.mark.parametrize("identifier", [one.id for one in (*CATALOG.layers, *CATALOG.base)])
def test_a_layer_is_served_as_it_is_on_disk(identifier: str) -> None:
    found = CATALOG.layer(identifier)

    answer = ask(APP, f"/map/layers/{identifier}.geojson")

    assert found is not None
    assert answer.status == 200
    assert answer.body == found.text
    assert answer.headers["content-type"] == "application/geo+json"


def test_the_overview_is_served_as_json() -> None:
    answer = ask(APP, "/map/overview.json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == build_overview(CATALOG)


def test_the_map_script_names_the_catalog_as_it_is_now() -> None:
    answer = ask(APP, "/map/script.js")

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert f"map/overview.json?v={CATALOG.digest}" in answer.body.decode()


@pytest.mark.parametrize("target", ["/map/overview.json", "/map/layers/events.geojson"])
def test_an_answer_is_kept_for_ever_only_under_the_version_it_has(target: str) -> None:
    assert ask(APP, f"{target}?v={CATALOG.digest}").headers["cache-control"] == FOR_EVER
    for other in ("", "?v=", "?v=0123456789abcdef", f"?V={CATALOG.digest}", f"?v={CATALOG.digest}0"):
        assert ask(APP, target + other).headers["cache-control"] == "no-cache", other


def test_a_changed_layer_is_served_at_once_and_its_old_version_no_longer_kept(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", layer("harbour"))
    app = make_app(lambda: current_catalog(tmp_path / "layers", tmp_path / "seeds"))
    old = ask(app, "/map/overview.json").json()["digest"]

    write_layers(tmp_path / "layers", layer("harbour", title="Another title"))
    answer = ask(app, f"/map/layers/harbour.geojson?v={old}")

    assert answer.json()["layer"]["title"] == "Another title"
    assert answer.headers["cache-control"] == "no-cache"
    assert ask(app, "/map/overview.json").json()["digest"] != old


TARGETS = [
    f"/map/web/{VERSION}/chart.js",
    "/map/script.js",
    "/map/overview.json",
    "/map/layers/kkh-thakot-raikot.geojson",
    "/map/download?layers=events",
    "/map/download?feature=event-islamabad-meeting",
]


@pytest.mark.parametrize("target", TARGETS)
def test_what_a_browser_has_is_not_sent_again(target: str) -> None:
    first = ask(APP, target)
    etag = first.headers["etag"]

    for said in (etag, f"W/{etag}", f'"other", {etag}', f"{etag},W/{etag}"):
        again = ask(APP, target, if_none_match=said)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert_guarded(again)
    for said in ('"other"', etag.strip('"'), "", "W/"):
        assert ask(APP, target, if_none_match=said).status == 200


@pytest.mark.parametrize("target", TARGETS)
def test_a_browser_that_takes_gzip_gets_the_same_in_fewer_bytes(target: str) -> None:
    plain = ask(APP, target)

    for accepted in ("gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.5"):
        packed = ask(APP, target, accept_encoding=accepted)
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["vary"] == "Accept-Encoding"
        assert gzip.decompress(packed.body) == plain.body
        assert len(packed.body) < len(plain.body)
        assert packed.headers["content-length"] == str(len(packed.body))
    for refused in ("", "br", "gzip;q=0", "gzip; q=0.0, br"):
        answer = ask(APP, target, accept_encoding=refused)
        assert "content-encoding" not in answer.headers
        assert answer.body == plain.body


# ---- downloads ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "name"),
    [
        *((f"layers={one.id}", f"cpec-{one.id}-2026-03-09.geojson") for one in CATALOG.layers),
        (
            f"layers={','.join(one.id for one in CATALOG.layers)}",
            f"cpec-{len(CATALOG.layers)}-layers-2026-03-09.geojson",
        ),
        ("layers=events%2Cgwadar-port,nothing", "cpec-2-layers-2026-03-09.geojson"),
        ("layers=", "cpec-0-layers-2026-03-09.geojson"),
        ("", "cpec-0-layers-2026-03-09.geojson"),
        *((f"feature={one}", f"cpec-{one}-2026-03-09.geojson") for one in CATALOG.features),
    ],
)
def test_a_download_is_a_file_with_a_plain_name(query: str, name: str) -> None:
    answer = ask(APP, f"/map/download?{query}")

    assert answer.status == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert re.fullmatch(r"[a-z0-9.-]+", name)
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.json()["type"] == "FeatureCollection"
    assert_guarded(answer)


# ---- hostile text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/map/overview.json",
        "/map/layers/harbour.geojson",
        "/map/layers/towns.geojson",
        "/map/download?layers=harbour",
        "/map/download?feature=harbour-one",
    ],
)
def test_hostile_text_stays_text_in_every_answer(target: str, tmp_path: Path) -> None:
    catalog = hostile_catalog(tmp_path)

    answer = ask(make_app(lambda: catalog), target)

    said = [text for text in texts_of(answer.json()) if "PROBE" in text]
    assert said
    assert all(text == MARK for text in said)
    assert PRODUCT.encode() not in answer.body
    assert "json" in answer.headers["content-type"]
    assert "PROBE" not in str(answer.headers)
    assert_guarded(answer)


def test_hostile_text_never_reaches_the_map_script(tmp_path: Path) -> None:
    catalog = hostile_catalog(tmp_path)

    answer = ask(make_app(lambda: catalog), "/map/script.js")

    assert b"PROBE" not in answer.body
    assert PRODUCT.encode() not in answer.body


# ---- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [*TARGETS, "/map/nothing", "/fails"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_is_guarded(target: str, method: str) -> None:
    answer = ask(APP, target, method)

    assert_guarded(answer)
    assert answer.status == {"/map/nothing": 404, "/fails": 500}.get(target, 200)
    assert b"a secret of" not in answer.body


def test_the_policy_lets_no_text_become_script() -> None:
    policy = _directives(POLICY)

    assert policy["default-src"] == ["'none'"]
    assert "unsafe-eval" not in POLICY
    assert "'unsafe-inline'" not in policy["script-src"]
    assert not [source for source in policy["script-src"] if source.startswith(("http", "*", "data:", "'unsafe"))]
    assert policy["connect-src"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]  # the list of projects is asked for by a form
    assert "object-src" not in policy  # so default-src holds
    assert policy["frame-ancestors"] == ["'self'"]


def test_the_policy_admits_the_pages_own_inline_scripts_and_no_other() -> None:
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", INDEX, re.DOTALL)

    admitted = [source for source in _directives(POLICY)["script-src"] if source.startswith("'sha256-")]

    assert inline
    assert admitted == [f"'sha256-{b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in inline]


def test_a_page_without_inline_scripts_needs_no_hash() -> None:
    assert _directives(security_policy("<html></html>"))["script-src"] == ["'self'", "blob:"]


def test_images_come_from_here_or_from_the_tiles_a_reader_may_choose() -> None:
    allowed = _directives(POLICY)["img-src"]

    outside = {source for source in allowed if "://" in source}
    assert outside == {"://".join(urlsplit(tile.build_url())[:2]) for _, tile in TILES.values()}
    assert not any("*" in source or source.startswith("http:") for source in allowed)


# ---- the page as it is published ----------------------------------------------------------------


def test_the_published_page_guards_everything_it_answers(at_server: Callable[..., Answer]) -> None:
    for target in ("/", "/_stcore/health", "/map/overview.json", "/map/nothing", "/nothing.js", "/static/nothing.js"):
        assert_guarded(at_server(target))


def test_the_published_page_admits_the_inline_script_it_sends(at_server: Callable[..., Answer]) -> None:
    answer = at_server("/")

    inline = re.findall(r"<script>(.*?)</script>", answer.body.decode(), re.DOTALL)
    assert inline
    for one in inline:
        wanted = b64encode(hashlib.sha256(one.encode()).digest()).decode()
        assert f"'sha256-{wanted}'" in answer.headers["content-security-policy"]


def test_the_published_page_serves_our_layers_packed_once(at_server: Callable[..., Answer]) -> None:
    found = CATALOG.layer("kkh-thakot-raikot")

    answer = at_server("/map/layers/kkh-thakot-raikot.geojson", **{"Accept-Encoding": "gzip"})

    assert found is not None
    assert gzip.decompress(answer.body) == found.text


@pytest.mark.parametrize(
    "target",
    [
        f"/map/web/{VERSION}/../serving.py",
        f"/map/web/{VERSION}/%2e%2e/serving.py",
        f"/map/web/{VERSION}/..%2f..%2fapp.py",
        f"/map/web/{VERSION}//etc/passwd",
        "/map/layers/..%2f..%2fseeds%2fsubjects.csv",
        "/../../etc/passwd",
        "/static/../../app.py",
        "/app/static/../app.py",
    ],
)
def test_the_published_page_lets_no_path_out_of_its_folders(target: str, at_server: Callable[..., Answer]) -> None:
    answer = at_server(target)

    assert answer.status in (400, 403, 404) or answer.body == INDEX.encode()
    assert b"root:" not in answer.body and b"import" not in answer.body.replace(INDEX.encode(), b"")
    assert_guarded(answer)


@pytest.fixture
def at_server(server: Server) -> Iterator[Callable[..., Answer]]:
    """Asks the running page; the path is sent as it is written."""
    address = urlsplit(server.address)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)

    def ask_server(target: str, **headers: str) -> Answer:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    yield ask_server
    connection.close()


def assert_guarded(answer: Answer) -> None:
    """The headers that stand between a hostile text and the browser are all there."""
    assert all(name in answer.headers for name in GUARDS), answer
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"


def _directives(policy: str) -> dict[str, list[str]]:
    parts = (directive.split() for directive in policy.split(";"))
    return {name: sources for name, *sources in parts}


def test_the_page_names_all_that_its_first_view_fetches_and_nothing_of_any_record() -> None:
    links = first_view_head(published(), "abc123")

    addresses = re.findall(r'href="\./([^"]+)"', links)
    assert "map/script.js" in addresses
    assert f"map/first.json?v={published().digest}" in addresses
    assert "map/web/abc123/chart.js" in addresses
    assert all(re.fullmatch(r"[A-Za-z0-9_./?=-]+", address) for address in addresses)


def test_the_reviewing_page_asks_for_its_own_scripts_and_styles_and_not_for_the_panels() -> None:
    index = '<html><head></head><body><div id="root"></div></body></html>'
    application = Starlette(routes=[index_route(index, published, "abc123")])

    review = ask(application, "/?review=1").body.decode()
    for name in ("chart.js", "review.js", "reviewcards.js", "reviewmap.js", "review.css"):
        assert f'href="./map/web/abc123/{name}"' in review or f'src="./map/web/abc123/{name}"' in review, name
    assert "panel.js" not in review.replace("layerpanel.js", "")
    for other in ("/", "/?review=0", "/?review=1%22%3E%3Cb%3E"):
        assert "review" not in ask(application, other).body.decode()


def test_what_the_first_view_reads_comes_as_one_document_equal_to_its_files() -> None:
    version = f"v={CATALOG.digest}"
    files = ask(APP, f"/map/first.json?{version}").json()

    assert next(iter(files)) == f"map/overview.json?{version}"
    shown = [layer for layer in CATALOG.layers if layer.head["shown"]]
    assert {f"map/layers/{layer.id}.geojson?{version}" for layer in shown} < set(files)
    assert not any("projects-" in address for address in files)
    assert any("base-land" in address for address in files)
    assert not any("coast-detail" in address or "relief" in address for address in files)
    for address, document in files.items():
        assert document == ask(APP, f"/{address}").json()


def test_the_page_says_in_a_heading_what_it_is_and_is_styled_before_any_script_runs() -> None:
    index = '<html><head><title>x</title></head><body><div id="root"></div></body></html>'
    application = Starlette(routes=[index_route(index, published, "abc123")])

    text = ask(application, "/").body.decode()
    assert text.index("<h1>China–Pakistan Economic Corridor</h1>") < text.index('<div id="root">')
    assert '<link rel="stylesheet" href="./map/web/abc123/page.css">' in text.split("</head>")[0]
    assert '<script type="module" src="./map/web/abc123/chart.js"></script>' in text.split("</head>")[0]


# ---- projects, sources, charts, citations -------------------------------------------------------

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("name", ["portfolio", "sources"])
def test_a_document_that_is_read_on_demand_may_be_kept_under_its_digest(name: str) -> None:
    answer = ask(APP, f"/map/{name}.json?v={CATALOG.digest}")

    assert answer.status == 200
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.json()["projects" if name == "portfolio" else "sources"]
    assert ask(APP, f"/map/{name}.json").headers["cache-control"] == ASK_AGAIN


def test_a_list_of_projects_is_handed_out_as_asked_and_unknown_ids_are_left_out() -> None:
    body = b"projects=project-m5,nothing,project-orange-line&form=geojson&borders=india"
    answer = ask(APP, "/map/projects", "POST", body, content_type=FORM)

    assert answer.status == 200
    document = json.loads(answer.body)
    assert [one["id"] for one in document["projects"]] == ["project-m5", "project-orange-line"]
    assert {one["id"] for one in document["features"]} == {"motorway-m5", "project-orange-line"}
    assert "India" in document["borders"]
    assert answer.headers["content-disposition"].startswith('attachment; filename="cpec-2-projects-')

    table = ask(APP, "/map/projects", "POST", body.replace(b"geojson", b"csv"), content_type=FORM)
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"].endswith('.csv"')
    assert len(table.body.decode().splitlines()) == 3


@pytest.mark.parametrize("body", [b"", b"projects=", b"projects=nothing&form=csv", b"\xff=%zz&projects=%00"])
def test_a_list_of_nothing_we_know_is_not_found(body: bytes) -> None:
    assert ask(APP, "/map/projects", "POST", body, content_type=FORM).status == 404


def test_a_list_of_projects_is_only_made_for_a_form() -> None:
    assert ask(APP, "/map/projects").status == 405


def test_a_chart_is_a_picture_under_the_policy_that_runs_nothing() -> None:
    answer = ask(APP, "/map/chart.svg?kind=sector&values=energy:26,road:19")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert b"Energy" in answer.body and b"<script" not in answer.body
    assert "script-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=sector&values=x",
        "kind=rivals&subject=nothing&attribute=cost&unit=km",
        "kind=year&values=" + "9" * 9000,
        "kind=%00&values=%00",
    ],
)
def test_a_chart_of_nothing_we_know_is_not_found(query: str) -> None:
    assert ask(APP, f"/map/chart.svg?{query}").status == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("fact=S01&form=plain", "paragraph 1"),
        ("claim=F023&form=bibtex", "@online{dawn-1780800-F023,"),
        ("step=H003&form=plain", "approved (31 October 2022)"),
        ("source=dawn-1780800&form=csl", '"container-title": "Dawn"'),
    ],
)
def test_a_citation_is_plain_text(query: str, said: str) -> None:
    answer = ask(APP, f"/map/cite?{query}")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert said in answer.body.decode()


@pytest.mark.parametrize("query", ["", "fact=zz", "claim=zz", "step=zz", "source=zz", "fact=S01&form=html"])
def test_a_citation_of_nothing_we_know_is_not_found(query: str) -> None:
    assert ask(APP, f"/map/cite?{query}").status == 404


def test_what_is_read_on_demand_is_not_asked_for_at_start() -> None:
    names = imported_scripts(MODULES)

    assert {"chart.js", "panel.js", "state.js", "leaflet/leaflet.js"} <= set(names)
    assert not {"projects.js", "portfolio.js", "timebar.js", "sources.js", "history.js"} & set(names)


def test_statuses_have_the_same_colours_in_the_page_and_in_charts() -> None:
    text = (WEB / "history.js").read_text(encoding="utf-8")
    found = dict(re.findall(r'"?([a-z-]+)"?: "(#[0-9A-F]{6})"', text))

    assert found == STATUS_COLOURS
