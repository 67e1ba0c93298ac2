"""What a page around st_folium does and what it costs, measured as ours is."""

from __future__ import annotations

from playwright.sync_api import Page

from scripts.bench.browser import Wire
from scripts.bench.corridor_page import SETTLE, Selections, Toggles
from scripts.bench.servers import Server

FRAME = 'iframe[title^="streamlit_folium"]'


def open_folium(page: Page, address: str, colours: list[str]) -> None:
    """Open the page and wait until every layer is drawn."""
    page.goto(address)
    page.evaluate("colours => bench.markColours(colours)", colours)
    page.wait_for_selector("html[data-bench-drawn]", state="attached")


def measure_toggles(page: Page, server: Server, layers: dict[str, str], many: int) -> tuple[Toggles, list[float]]:
    """Toggle layers in turn, off and on; with the times, the server's CPU for each in milliseconds."""
    toggles, cpu = Toggles(), []
    wire = Wire(page)
    page.wait_for_timeout(SETTLE)
    kept = 0
    for number in range(many):
        layer, colour = list(layers.items())[number % len(layers)]
        for times in (toggles.off, toggles.on):
            wire.reset()
            page.evaluate("bench.tagFrames()")
            page.evaluate("([colour, on]) => bench.watchColour(colour, on)", [colour, times is toggles.on])
            before = server.cpu_seconds()
            # The key of a widget is a class of its container; the box itself is drawn beside a hidden input.
            page.locator(f".st-key-{layer} label").first.click()
            seen = page.evaluate("bench.seen")
            page.wait_for_timeout(SETTLE)
            after = server.cpu_seconds()
            if before is not None and after is not None:
                cpu.append((after - before) * 1000)
            times.append(seen["found"])
            blank = [frame["after"] for frame in seen["frames"] if frame["flash"]]
            toggles.flashes += bool(blank)
            toggles.frames += len(seen["frames"])
            toggles.bytes += wire.sent + wire.received + wire.fetched
            toggles.requests += len(wire.requests)
            left = page.evaluate("bench.tagsLeft()")
            kept += left > 0
            toggles.maps_made += left == 0
    toggles.same_map = kept == 2 * many
    return toggles, cpu


def measure_selections(page: Page, server: Server, many: int) -> Selections:
    """Click features in the frame and wait for their name and facts below it."""
    selections = Selections()
    wire = Wire(page)
    page.wait_for_timeout(SETTLE)
    spots = _spots(page)
    if len(spots) < 2:
        raise LookupError("fewer than two features of the st_folium page can be clicked")
    for number in range(many):
        name, x, y = spots[number % len(spots)]
        page.evaluate(
            "name => bench.watch(() => ({ done: [...document.querySelectorAll('h3')]"
            ".some(one => one.textContent.trim() === name) }))",
            name,
        )
        wire.reset()
        before = server.cpu_seconds()
        page.mouse.click(x, y)
        selections.shown.append(page.evaluate("bench.seen")["found"])
        page.wait_for_timeout(SETTLE)
        after = server.cpu_seconds()
        if before is not None and after is not None:
            selections.cpu.append((after - before) * 1000)
        selections.bytes.append(wire.sent + wire.received + wire.fetched)
    return selections


def _spots(page: Page) -> list[tuple[str, float, float]]:
    """Features of different subjects, with a point on the screen where a click meets that feature and no other."""
    found = page.evaluate(
        """() => {
          const frames = [...document.querySelectorAll("iframe")];
          const frame = frames.find((one) => one.contentDocument?.querySelector("path"));
          const box = frame.getBoundingClientRect(), inside = frame.contentDocument, spots = new Map();
          frame.contentWindow.map.eachLayer((layer) => {
            const path = layer.feature && layer._path, subject = layer.feature?.properties.subject;
            if (!path || !subject || spots.has(subject)) return;
            const point = path.getPointAtLength(path.getTotalLength() / 2);
            const matrix = path.getScreenCTM();
            const x = matrix.a * point.x + matrix.e, y = matrix.d * point.y + matrix.f;
            if (x < 5 || y < 5 || y > box.height - 5 || box.top + y > innerHeight - 5) return;
            if (inside.elementFromPoint(x, y) !== path) return;
            spots.set(subject, [layer.feature.properties.name, box.left + x, box.top + y]);
          });
          return [...spots.values()];
        }"""
    )
    return [(name, x, y) for name, x, y in found]
