"""What the tests share: the page served for real, and a real browser that can reach nothing but it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scripts.find_browser import BrowserMissing, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tests" / "browser" / "out"
START_SECONDS = 60
STEP_MILLISECONDS = 20_000
# The last four keep Chromium itself from calling home; they do not change how a page behaves.
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_OUTSIDE = re.compile(r"^(?:https?|wss?)://(?!(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/?#]|$))", re.IGNORECASE)


@dataclass(frozen=True)
class Server:
    """A running page: where it is, and the file its output goes to."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Watch:
    """What the pages of one test tried to reach outside this machine, and the errors they reported."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page as it is published, started once for all tests."""
    with _served(tmp_path_factory.mktemp("server") / "log.txt", ROOT / "app.py", {}) as running:
        yield running


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts a page on other folders of layers or seeds (or another app); it stops with the module's last test."""
    logs = tmp_path_factory.mktemp("servers")
    started: list[contextmanager] = []

    def start(layers: Path | None = None, seeds: Path | None = None, app: Path = ROOT / "app.py") -> Server:
        folders = {"CPEC_LAYERS": layers, "CPEC_SEEDS": seeds}
        environment = {name: str(folder) for name, folder in folders.items() if folder is not None}
        one = _served(logs / f"server-{len(started)}.txt", app, environment)
        running = one.__enter__()
        started.append(one)
        return running

    yield start
    for one in reversed(started):
        one.__exit__(None, None, None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, headless, one for all tests; a test that asks for it is marked `browser`."""
    from playwright.sync_api import expect, sync_playwright

    try:
        path = find_browser()
    except BrowserMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    expect.set_options(timeout=STEP_MILLISECONDS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Watch:
    """What the test's pages reached for and complained about."""
    return Watch()


@pytest.fixture
def page_at(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens an empty page of a given size, cut off from everything but the loopback.

    A test whose pages asked for anything outside fails at its end, unless it looked at
    ``watch.outside`` and cleared it. Further keywords go to Playwright's ``new_context``.
    """
    with cut_off(browser, watch) as (open_page, contexts):
        yield open_page
        if getattr(request.node, "failed", False):
            _keep_pictures(request.node.name, contexts)
    assert watch.outside == [], "the page asked for something that is not on this machine"


@contextmanager
def cut_off(browser: Browser, watch: Watch) -> Iterator[tuple[Callable[..., Page], list]]:
    """Opens pages, each in a context of its own, that reach the loopback only; all close at the end."""
    contexts = []

    def open_page(width: int = 1280, height: int = 800, color_scheme: str = "light", **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            service_workers="block",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(STEP_MILLISECONDS)

        def refuse(route):
            watch.outside.append(route.request.url)
            route.abort("internetdisconnected")

        def refuse_socket(socket_route):
            watch.outside.append(socket_route.url)
            socket_route.close()

        context.route(_OUTSIDE, refuse)
        context.route_web_socket(_OUTSIDE, refuse_socket)
        page = context.new_page()
        page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        return page

    try:
        yield open_page, contexts
    finally:
        for context in contexts:
            context.close()


def is_loopback(address: str) -> bool:
    """Whether a request to this address stays on the machine (``data:``, ``blob:`` and the like do)."""
    parts = urlsplit(address)
    return parts.scheme not in {"http", "https", "ws", "wss"} or parts.hostname in LOOPBACK


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    # Quick tests first: they fail sooner, and Playwright's event loop stays open once it has started.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


@contextmanager
def _served(log: Path, app: Path, environment: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Server(f"http://127.0.0.1:{port}", log, process)
    try:
        _wait_until_healthy(running)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(running: Server) -> None:
    # No proxy: a machine's proxy settings are not for the loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            pytest.fail(f"the page ended with code {running.process.returncode}:\n{running.output()}", pytrace=False)
        try:
            with opener.open(f"{running.address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        time.sleep(0.05)
    pytest.fail(f"the page did not start in {START_SECONDS} s:\n{running.output()}", pytrace=False)


def _keep_pictures(name: str, contexts: list) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", name)[:100]
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        page.screenshot(path=PICTURES / f"failed-{stem}-{number}.png")
