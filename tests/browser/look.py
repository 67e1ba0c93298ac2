"""How a test looks at the page: what is painted where, what the map shows, and what went over the wire."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SECONDS = 10.0
# Long enough for an answer, a frame of the web socket or the address to follow what a person did.
QUIET_MILLISECONDS = 600

# The page keeps its map to itself; Leaflet tells whoever asks before it is made.
_CATCH_MAP = """
(() => {
  let library;
  Object.defineProperty(window, "L", {
    configurable: true,
    get: () => library,
    set: (loaded) => { library = loaded; loaded.Map.addInitHook(function () { window.__map = this; }); },
  });
})();
"""
_PAINTED = """
([pane, lon, lat, reach, colour, near]) => {
  const map = window.__map;
  const at = map.latLngToContainerPoint([lat, lon]);
  const frame = map.getContainer().getBoundingClientRect();
  let count = 0;
  for (const canvas of document.querySelectorAll(`.leaflet-${pane}-pane canvas`)) {
    const box = canvas.getBoundingClientRect();
    if (!box.width || !canvas.width) continue;
    const scale = canvas.width / box.width;
    const left = Math.round((frame.left + at.x - box.left - reach) * scale);
    const top = Math.round((frame.top + at.y - box.top - reach) * scale);
    const side = Math.max(1, Math.round(2 * reach * scale));
    const { data } = canvas.getContext("2d").getImageData(left, top, side, side);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 40) continue;
      if (!colour || colour.every((part, c) => Math.abs(part - data[i + c]) <= near)) count += 1;
    }
  }
  return count;
}
"""


@dataclass
class Visit:
    """One page in one browser context, with everything it sent and received since it was opened."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.add_init_script(_CATCH_MAP)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failed.append(f"{request.url}: {request.failure}"))
        page.on(
            "response", lambda answer: self.failed.append(f"{answer.url}: {answer.status}") if _bad(answer) else None
        )

        def listen(socket: Any) -> None:
            socket.on("framesent", lambda _: self.frames.append("sent"))
            socket.on("framereceived", lambda _: self.frames.append("received"))

        page.on("websocket", listen)

    def open(self, query: str = "") -> Visit:
        """Load the page and wait until the map is drawn and the panel is filled."""
        self.page.goto(f"{self.address}/{query}")
        return self.wait_until_drawn()

    def wait_until_drawn(self) -> Visit:
        self.page.wait_for_selector(".chart[data-drawn]", state="attached")
        self.page.wait_for_selector(".panel .sheet", state="attached")
        return self

    # ---- the map -----------------------------------------------------------------------------------

    def painted(
        self,
        lon: float,
        lat: float,
        colour: str | None = None,
        *,
        pane: str = "corridor",
        reach: float = 8,
        near: int = 12,
    ) -> int:
        """How many canvas pixels within ``reach`` of a place have the colour (``#RRGGBB``), or any paint at all."""
        parts = [int(colour[start : start + 2], 16) for start in (1, 3, 5)] if colour else None
        return self.page.evaluate(_PAINTED, [pane, lon, lat, reach, parts, near])

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place is on the page, in CSS pixels."""
        x, y = self.page.evaluate(
            """([lon, lat]) => {
              const box = window.__map.getContainer().getBoundingClientRect();
              const at = window.__map.latLngToContainerPoint([lat, lon]);
              return [box.left + at.x, box.top + at.y];
            }""",
            [lon, lat],
        )
        return x, y

    def click_map(self, lon: float, lat: float) -> None:
        self.settle()
        self.page.mouse.click(*self.spot(lon, lat))

    def go(self, lon: float, lat: float, zoom: float) -> None:
        """Show a place at a zoom level, at once."""
        self.page.evaluate(f"void window.__map.setView([{lat}, {lon}], {zoom}, {{ animate: false }})")
        self.settle()

    def pan(self, right: int, down: int) -> None:
        """Move the map by pixels, at once."""
        self.page.evaluate(f"void window.__map.panBy([{right}, {down}], {{ animate: false }})")

    def view(self) -> tuple[float, float, float]:
        """Centre and zoom of the map: lon, lat, zoom."""
        lon, lat, zoom = self.page.evaluate(
            "[window.__map.getCenter().lng, window.__map.getCenter().lat, window.__map.getZoom()]"
        )
        return lon, lat, zoom

    def sees(self, lon: float, lat: float) -> bool:
        """Whether the place lies, or soon comes to lie, in the part of the map that is shown."""
        inside = "([lon, lat]) => window.__map.getBounds().contains([lat, lon])"
        end = time.monotonic() + SECONDS
        while not self.page.evaluate(inside, [lon, lat]):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def comes_closer_than(self, zoom: float) -> bool:
        """Whether the map soon stands at a closer zoom level than this."""
        return bool(until(lambda: self.view()[2] > zoom, f"the map stayed at {self.view()[2]}"))

    def settle(self) -> None:
        """Wait until the map stands still and the address has followed."""
        before, since = self.view(), time.monotonic()
        until(
            lambda: not self.page.evaluate("Boolean(window.__map._animatingZoom || window.__map._panAnim?._inProgress)")
        )
        while time.monotonic() - since < SECONDS:
            self.page.wait_for_timeout(250)
            now = self.view()
            if now == before:
                return
            before = now
        raise AssertionError("the map never stood still")

    def tag_map(self) -> None:
        """Leave a mark on the map object and on its element, to know them again."""
        self.page.evaluate("window.__map.tag = 'the same'; window.__map.getContainer().tag = 'the same'")

    def same_map(self) -> bool:
        return self.page.evaluate(
            "window.__map.tag === 'the same' && document.querySelector('.chart .map').tag === 'the same'"
        )

    # ---- the panel and the layers ------------------------------------------------------------------

    @property
    def facts(self) -> Locator:
        return self.page.locator("#sheet-facts")

    @property
    def heading(self) -> Locator:
        return self.page.locator("#sheet-facts h2")

    def turn_to(self, tab: str) -> None:
        self.page.get_by_role("tab", name=tab, exact=True).click()

    def box(self, layer: str) -> Locator:
        """The checkbox of a layer."""
        return self.page.locator(f'input[data-layer="{layer}"]')

    def layers_on(self) -> list[str]:
        return self.page.evaluate(
            "[...document.querySelectorAll('input[data-layer]:checked')].map((box) => box.dataset.layer)"
        )

    # ---- the wire ----------------------------------------------------------------------------------

    def quiet(self, action: Callable[[], object]) -> None:
        """Do something, and hold the page to it that nothing was asked of the server and no rerun happened."""
        self.page.wait_for_timeout(QUIET_MILLISECONDS)
        requests, frames = len(self.requests), len(self.frames)
        action()
        self.page.wait_for_timeout(QUIET_MILLISECONDS)
        assert self.requests[requests:] == []
        assert self.frames[frames:] == []

    def link(self) -> dict[str, str]:
        """What the address says, once it has followed."""
        self.page.wait_for_timeout(200)
        return dict(parse_qsl(urlsplit(self.page.url).query, keep_blank_values=True))


def until(
    condition: Callable[[], object], words: str = "what was waited for never came", seconds: float = SECONDS
) -> Any:
    """Poll from here: the page's security policy forbids Playwright's own wait for a function."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, words
        time.sleep(0.03)


def overview(visit: Visit) -> dict[str, Any]:
    """What the browser was told before it drew."""
    address = next(url for url in visit.requests if "/map/first.json" in url)
    files = json.loads(visit.page.request.get(address).text())
    return next(text for name, text in files.items() if name.startswith("map/overview.json"))


def _bad(answer: Any) -> bool:
    return answer.status >= 400
