"""A real Chromium with the bench's instruments in it, and a count of all that passes between a page and its server."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg

from scripts.bench.servers import LEAFLET
from scripts.find_browser import find_browser

INSTRUMENTS = (Path(__file__).parent / "instruments.js").read_text(encoding="utf-8")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    # Nothing leaves the machine: every other name fails at once, as with no network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
VIEWPORT = {"width": 1440, "height": 900}
PATIENCE = 30_000


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium without a window, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(browser: Browser, outside: list[str] | None = None) -> Iterator[Page]:
    """A page in a context of its own, so with an empty cache, with the instruments in every frame.

    Addresses off the loopback that the page asks for, by request or by socket, are added to ``outside``.
    """
    context: BrowserContext = browser.new_context(viewport=VIEWPORT, locale="en-GB")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.add_init_script(INSTRUMENTS)
    page = context.new_page()
    if outside is not None:
        context.on("request", lambda request: outside.append(request.url) if is_outside(request.url) else None)
        page.on("websocket", lambda socket: outside.append(socket.url) if is_outside(socket.url) else None)
    try:
        yield page
    finally:
        context.close()


class Wire:
    """Counts what a page sends and receives, from the moment it is made: bytes, reruns asked for, addresses."""

    def __init__(self, page: Page) -> None:
        self._client = page.context.new_cdp_session(page)
        self._client.on("Network.webSocketFrameSent", self._sent)
        self._client.on("Network.webSocketFrameReceived", self._received)
        self._client.on("Network.requestWillBeSent", self._asked)
        self._client.on("Network.loadingFinished", self._loaded)
        self._client.send("Network.enable")
        self.reset()

    def reset(self) -> None:
        """Count from nothing."""
        self.sent = self.received = self.frames_sent = self.reruns = self.fetched = 0
        self.requests: list[str] = []

    def _sent(self, event: dict[str, Any]) -> None:
        payload = _payload(event)
        self.sent += len(payload)
        self.frames_sent += 1
        message = BackMsg()
        try:
            message.ParseFromString(payload)
        except Exception:  # a frame that is not Streamlit's is counted in bytes only
            return
        self.reruns += message.WhichOneof("type") == "rerun_script"

    def _received(self, event: dict[str, Any]) -> None:
        self.received += len(_payload(event))

    def _asked(self, event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if address.startswith(("http:", "https:")):
            self.requests.append(address)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.fetched += int(event["encodedDataLength"])


def is_outside(address: str) -> bool:
    """Whether a request or a socket goes to another machine than this."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost", "::1")


def answer_as_outside(route: Route) -> None:
    """Answer a request to another machine: Leaflet as it is, other scripts and styles empty, no tile."""
    path = LEAFLET / urlsplit(route.request.url).path.rsplit("/", 1)[-1]
    if route.request.resource_type == "image":
        route.abort()
    else:
        route.fulfill(body=path.read_bytes() if path.is_file() else b"", headers={"Access-Control-Allow-Origin": "*"})


def click_middle(page: Page, selector: str) -> None:
    """A real click of the mouse on the middle of an element."""
    handle = page.locator(selector).first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    if box is None:
        raise LookupError(f"{selector} is not on the page")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _payload(event: dict[str, Any]) -> bytes:
    frame = event["response"]
    data: str = frame["payloadData"]
    return data.encode() if frame["opcode"] == 1 else base64.b64decode(data)
