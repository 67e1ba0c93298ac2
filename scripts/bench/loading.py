"""How long a page takes from the request to its layers drawn, in a browser that has never seen it, servers warm."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from scripts.bench.browser import open_page
from scripts.bench.corridor_page import open_ours
from scripts.bench.folium_page import open_folium
from scripts.bench.servers import layer_files


@dataclass
class Loads:
    """Milliseconds from the start of the navigation to the painted frame that holds everything."""

    ours: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    folium: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Addresses:
    """Where the four pages are."""

    ours: str
    empty: str
    folium: str
    by_hand: str


def layers_at_start(browser: Browser, address: str) -> list[str]:
    """Ids of the layer files, base map first, that our page fetches for its first view."""
    with open_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        open_ours(page, address)
        together = next(url for url in asked if "/map/first.json" in url)
        asked += json.loads(page.request.get(together).text())
        paths = [url.split("?")[0] for url in asked if "map/layers/" in url]
        fetched = {path.rsplit("/", 1)[-1].removesuffix(".geojson") for path in paths}
        return [layer for layer in layer_files() if layer in fetched]


def measure_loads(browser: Browser, addresses: Addresses, colours: list[str], many: int, outside: list[str]) -> Loads:
    """Load each page ``many`` times, in turn, so that whatever else the machine does falls on all alike."""
    loads = Loads()
    for number in range(many + 1):
        with open_page(browser, outside) as page:
            open_ours(page, addresses.ours)
            ours = page.evaluate("performance.getEntriesByName('corridor-drawn')[0].startTime")
        with open_page(browser) as page:
            page.goto(addresses.empty)
            page.evaluate("bench.markElement('[data-testid=stMarkdownContainer]')")
            empty = _drawn(page)
        with open_page(browser) as page:
            open_folium(page, addresses.folium, colours)
            folium = _drawn(page)
        with open_page(browser) as page:
            page.goto(addresses.by_hand)
            page.wait_for_selector("html[data-drawn]", state="attached")
            by_hand = page.evaluate("performance.getEntriesByName('drawn')[0].startTime")
        if number == 0:
            continue  # the first of each warms its server
        loads.ours.append(ours)
        loads.empty.append(empty)
        loads.folium.append(folium)
        loads.by_hand.append(by_hand)
    return loads


def _drawn(page: Page) -> float:
    page.wait_for_selector("html[data-bench-drawn]", state="attached")
    return float(page.get_attribute("html", "data-bench-drawn") or "nan")
