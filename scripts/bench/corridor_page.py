"""What our page does and what it costs: toggles, selections, the way from a fact to the map, pan and zoom."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import combinations
from math import dist
from typing import Any

from playwright.sync_api import Page

from scripts.bench.browser import Wire, click_middle
from scripts.bench.servers import ROOT, Server

SETTLE = 1500


@dataclass
class Toggles:
    """Milliseconds from click to the painted frame, and whatever else happened in the 1.5 s after each click."""

    off: list[float] = field(default_factory=list)
    on: list[float] = field(default_factory=list)
    nothing_to_see: list[str] = field(default_factory=list)
    bytes: int = 0
    requests: int = 0
    flashes: int = 0
    frames: int = 0
    same_map: bool = False
    maps_made: int = 0
    event_timings: list[float] = field(default_factory=list)


@dataclass
class Selections:
    """Milliseconds from click to painted facts, server CPU in milliseconds and bytes on the wire for each."""

    shown: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)


@dataclass
class Moves:
    """What reached the server while the map was panned and zoomed."""

    pans: int = 0
    zooms: int = 0
    frames_sent: int = 0
    bytes_sent: int = 0
    reruns: int = 0
    files: int = 0


def open_ours(page: Page, address: str) -> None:
    """Open our page and wait until every start layer is drawn."""
    page.goto(address)
    page.wait_for_selector(".chart[data-drawn]")


def measure_toggles(page: Page, many: int) -> Toggles:
    """Toggle the layers that are seen at the start view, in turn, off and on, ``many`` times; the page is open."""
    toggles = Toggles()
    wire = Wire(page)
    page.wait_for_timeout(SETTLE)
    page.evaluate("() => { bench.maps[0].benchTag = document.querySelector('.map').benchTag = 'first'; }")
    ground = page.evaluate("bench.ground()")
    spots = {}
    for layer in page.eval_on_selector_all("input[data-layer]:checked", "boxes => boxes.map(box => box.dataset.layer)"):
        page.evaluate("bench.remember()")
        _press(page, layer)
        page.wait_for_timeout(400)
        spot = page.evaluate("bench.compare()")
        _press(page, layer)
        page.wait_for_timeout(400)
        if spot["spot"] < 0:
            toggles.nothing_to_see.append(layer)
        else:
            spots[layer] = spot
    page.evaluate("() => { bench.timings.length = 0; }")
    if not spots:
        raise LookupError("no layer is seen at the start view")
    for number in range(many):
        layer, spot = list(spots.items())[number % len(spots)]
        for times in (toggles.off, toggles.on):
            wire.reset()
            page.evaluate("spot => bench.watchPixels(spot.spot, spot.kept, spot.ground)", {**spot, "ground": ground})
            _press(page, layer)
            seen = page.evaluate("bench.seen")
            page.wait_for_timeout(SETTLE)
            times.append(seen["found"])
            toggles.frames += len(seen["frames"])
            toggles.flashes += sum(frame["flash"] for frame in seen["frames"])
            toggles.bytes += wire.sent + wire.received + wire.fetched
            toggles.requests += len(wire.requests)
    toggles.event_timings = page.evaluate("bench.timings")
    toggles.maps_made = page.evaluate("bench.maps.length")
    toggles.same_map = page.evaluate(
        "bench.maps[0].benchTag === 'first' && document.querySelector('.map').benchTag === 'first'"
        " && bench.maps[0].getContainer().isConnected"
    )
    return toggles


def measure_selections(page: Page, server: Server, many: int) -> Selections:
    """Select features on the map, one after the other; the page is open."""
    selections = Selections()
    wire = Wire(page)
    spots = _find_spots(page, 6)
    if len(spots) < 2:
        raise LookupError("fewer than two features of the start view can be selected by a click on the map")
    names = list(spots)
    for number in range(many):
        wanted = names[number % len(names)]
        page.evaluate(
            "id => bench.watch(() => { const panel = document.querySelector('.panel');"
            " return { done: panel.dataset.shown === id && panel.querySelector('.facts .fact') !== null }; })",
            wanted,
        )
        wire.reset()
        before = server.cpu_seconds()
        page.mouse.click(*_place(page, spots[wanted]))
        selections.shown.append(page.evaluate("bench.seen")["found"])
        page.wait_for_timeout(350)
        after = server.cpu_seconds()
        if before is not None and after is not None:
            selections.cpu.append((after - before) * 1000)
        selections.bytes.append(wire.sent + wire.received + wire.fetched)
    return selections


def measure_facts(page: Page, many: int) -> list[float]:
    """Milliseconds from the click on a fact, in the article, to the first painted frame of a map that moves."""
    times: list[float] = []
    click_middle(page, "#tab-article")
    pair = _facts_apart(page)
    click_middle(page, f'.passage[data-facts="{pair[1]}"]')
    page.wait_for_timeout(1000)
    for number in range(many):
        selector = f'.passage[data-facts="{pair[number % 2]}"]'
        page.locator(selector).first.scroll_into_view_if_needed()
        page.evaluate(
            "() => { let moved = false; bench.maps[0].once('movestart', () => { moved = true; });"
            " bench.watch(() => ({ done: moved })); }"
        )
        click_middle(page, selector)
        times.append(page.evaluate("bench.seen")["found"])
        page.wait_for_timeout(1000)
    click_middle(page, "#tab-facts")
    return times


def measure_moves(page: Page, selector: str, many: int, settle: int) -> Moves:
    """Drag the map and turn the wheel over it, ``many`` times each."""
    moves = Moves()
    wire = Wire(page)
    page.locator(selector).first.scroll_into_view_if_needed()
    box = page.locator(selector).first.bounding_box()
    if box is None:
        raise LookupError(f"{selector} is not on the page")
    # A little right of the middle and low: clear of the panels that lie on our map.
    x, y = box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.6
    page.wait_for_timeout(settle)
    wire.reset()
    for number in range(many):
        step = 60 if number % 2 else -60
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step / 2, y + step / 3, steps=4)
        page.mouse.move(x + step, y + step / 2, steps=4)
        page.mouse.up()
        page.wait_for_timeout(settle)
        moves.pans += 1
    for number in range(many):
        page.mouse.move(x, y)
        page.mouse.wheel(0, -240 if number % 4 < 2 else 240)
        page.wait_for_timeout(settle)
        moves.zooms += 1
    moves.frames_sent, moves.bytes_sent, moves.reruns = wire.frames_sent, wire.sent, wire.reruns
    moves.files = len(wire.requests)
    return moves


def _press(page: Page, layer: str) -> None:
    click_middle(page, f'input[data-layer="{layer}"]')


def _find_spots(page: Page, many: int) -> dict[str, list[float]]:
    """Features with facts and a point on each, as longitude and latitude, whose click selects that very feature."""
    spots: dict[str, list[float]] = {}
    subjects: set[str] = set()
    for feature in _features():
        subject = feature["properties"].get("subject")
        if len(spots) == many:
            break
        if subject is None or subject in subjects:
            continue
        for at in _points(feature["geometry"]):
            place = _place(page, at)
            if place is None or feature["id"] in spots:
                continue
            page.mouse.click(*place)
            page.wait_for_timeout(700)
            if page.get_attribute(".panel", "data-shown") == feature["id"] and page.query_selector(".panel .fact"):
                spots[feature["id"]] = at
                subjects.add(subject)
    return spots


def _features() -> list[dict[str, Any]]:
    files = sorted((ROOT / "layers").glob("*.geojson"))
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return [feature for document in documents for feature in document["features"] if feature.get("geometry")]


def _points(geometry: dict[str, Any]) -> list[list[float]]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [coordinates]
    if geometry["type"] == "LineString":
        return [coordinates[len(coordinates) * part // 8] for part in (4, 2, 6)]
    return []


def _place(page: Page, at: list[float]) -> Any:
    """Where on the screen a longitude and latitude are, or ``None`` where something else lies over the map."""
    return page.evaluate(
        """([lon, lat]) => {
          const map = bench.maps[0], box = map.getContainer().getBoundingClientRect();
          const point = map.latLngToContainerPoint([lat, lon]);
          const x = box.left + point.x, y = box.top + point.y;
          const hit = document.elementFromPoint(x, y);
          return hit?.tagName === "CANVAS" && map.getContainer().contains(hit) ? [x, y] : null;
        }""",
        at,
    )


def _facts_apart(page: Page) -> tuple[str, str]:
    """Two facts whose places lie far apart, so that the map moves at each choice of the other."""
    found: dict[str, list[float]] = {}
    for fact in page.eval_on_selector_all(".passage:not(.unplaced)", "all => all.map(one => one.dataset.facts)"):
        click_middle(page, f'.passage[data-facts="{fact}"]')
        page.wait_for_timeout(700)
        found[fact] = page.evaluate("(({ lng, lat }) => [lng, lat])(bench.maps[0].getCenter())")
    if len(found) < 2:
        raise LookupError("fewer than two of the article's facts are drawn")
    return max(combinations(found, 2), key=lambda pair: dist(found[pair[0]], found[pair[1]]))
