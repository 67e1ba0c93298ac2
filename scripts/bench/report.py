"""The table of the bench, and the words around it: what was measured, on what, and which targets are missed."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from scripts.bench.corridor_page import Moves, Selections, Toggles
from scripts.bench.loading import Loads

PACKAGES = ("streamlit", "folium", "streamlit-folium", "playwright")
VERDICTS = {True: "reached", False: "**missed**", None: ""}


@dataclass(frozen=True)
class Row:
    """One line of the table; ``reached`` is ``None`` where the issue sets no target."""

    what: str
    target: str = ""
    ours: str = ""
    compared: str = ""
    reached: bool | None = None


@dataclass(frozen=True)
class Results:
    """All that one run measured."""

    loads: Loads
    toggles: Toggles
    selections: Selections
    facts: list[float]
    moves: Moves
    outside: list[str]
    folium_toggles: Toggles
    folium_toggle_cpu: list[float]
    folium_selections: Selections
    folium_moves: Moves
    folium_outside: list[str]
    layers: list[str]
    chromium: str
    load_average: tuple[float, float]


def build_rows(results: Results) -> list[Row]:
    """The rows of the table, each with its verdict."""
    loads, selections, theirs = results.loads, results.selections, results.folium_selections
    limit = _median(loads.empty) + 500
    drawn = f"empty Streamlit page {_times(loads.empty)}; by hand {_times(loads.by_hand)}; st_folium without base map"
    return [
        *_toggle_rows(results.toggles, results.folium_toggles),
        Row(
            what="select a feature to its facts on screen",
            target="≤ 300 ms",
            ours=_times(selections.shown),
            compared=f"st_folium {_times(theirs.shown)}",
            reached=_median(selections.shown) <= 300,
        ),
        Row(
            what="– on the wire per selection",
            ours=f"{_median(selections.bytes) / 1000:.1f} kB",
            compared=f"st_folium {_median(theirs.bytes) / 1000:.1f} kB",
        ),
        Row(what="choose a fact to the first movement of the map", ours=_times(results.facts)),
        Row(
            what="page request to every start layer drawn, server warm",
            target=f"≤ empty page + 500 = {limit:.0f} ms",
            ours=_times(loads.ours),
            compared=f"{drawn} {_times(loads.folium)}",
            reached=_median(loads.ours) <= limit,
        ),
        _moves_row(results.moves, results.folium_moves),
        _cpu_row(results),
        Row(
            what="requests to anything but the loopback",
            target="0",
            ours=str(len(results.outside)),
            compared=f"st_folium {len(results.folium_outside)} for its first view",
            reached=not results.outside,
        ),
    ]


def format_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, aligned to be read as it stands."""
    head = ("what", "reach", "ours", "compared with", "")
    cells = [head, *((row.what, row.target, row.ours, row.compared, VERDICTS[row.reached]) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def format_document(results: Results, rows: Sequence[Row], today: date) -> str:
    """The text of ``docs/benchmarks.md``."""
    missed = [row.what.lstrip("– ") for row in rows if row.reached is False]
    toggles, moves = results.toggles, results.moves
    return _DOCUMENT.format(
        table=format_table(rows),
        verdict=f"Missed: {'; '.join(missed)}." if missed else "Every target is reached.",
        today=today.isoformat(),
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        python=platform.python_version(),
        chromium=results.chromium,
        system=f"{platform.system()} on {platform.machine()}",
        cores=os.cpu_count(),
        memory=_memory(),
        load_before=results.load_average[0],
        load_after=results.load_average[1],
        layers=len(results.layers),
        unseen=", ".join(toggles.nothing_to_see) or "none",
        screen=_screen(toggles),
        pans=moves.pans,
        zooms=moves.zooms,
        files=moves.files,
    )


_DOCUMENT = """# Benchmarks

Written by `make bench`; do not edit. One run, one machine, all pages in turn. Times are medians, with the 95th
percentile and the number of measurements.

{table}

{verdict}

## On what

- {today}; Python {python}, {packages}; Chromium {chromium} without a window and without a graphics
  processor, 1440 by 900 pixels.
- {system}, {cores} cores, {memory}; browser and servers share them. Load average over one minute: {load_before:.1f} at
  the start, {load_after:.1f} at the end. What it shows at the start is other work on these cores, slowing every page.

## What is compared

- **ours**: this repository's page; its first view fetches {layers} layer files, the base map's included.
- **st_folium**: `scripts/bench/pages/st_folium_page.py`, the same corridor layers in a folium map made at each run, a
  checkbox for each, facts below. It has no base map of ours and asks for OpenStreetMap's tiles, which fail at once
  here: nothing leaves the machine. folium's scripts come from the loopback (Leaflet) or are empty (jQuery, Bootstrap,
  icons), so it is timed as quicker than it is; from their own addresses and with no network, its map never appears.
- **empty Streamlit page**: `st.write("")` and nothing else.
- **by hand**: `scripts/bench/pages/by_hand.html`, Leaflet and the same files from a plain static server: the limit of
  any page that draws them. It paints no labels, has no panels and no facts.

## What each row measures

- **toggle**: from the click's own time stamp to the end of the first painted frame in which a pixel of the layer has
  changed, read in the page. The next frame begins up to 16.7 ms after the click. Layers in turn, each off and on; not
  seen at the start view, so left out: {unseen}. For st_folium: to the frame in which the displayed map has
  gained or lost that layer's shapes; it is another map. {screen}
- **the same map object**: a mark set on Leaflet's map and on its element before the toggles is still there, and Leaflet
  made one map in all.
- **bytes and requests**: WebSocket frames both ways, and HTTP, as the browser counts them.
- **flash**: a pixel of the base map and one of another layer, read in every frame for 0.4 s after each click, never
  change. For st_folium: toggles with a frame in which no map with shapes is displayed.
- **select**: from the click on the map to the painted frame with that feature's facts in the panel, several features in
  turn. For st_folium: to its name below the map.
- **choose a fact**: from the click on a passage of the article to the painted frame after the map began to move.
- **page request**: from the start of the navigation to the painted frame that holds all layers, a new browser context
  each time (nothing cached), the server asked before.
- **pan, zoom**: {pans} drags and {zooms} turns of the wheel; what the page sent to the server over its socket. Files of
  the base map that a zoom level needs are fetched once: {files} here.
- **server CPU**: CPU time of the server's process over all selections, divided by their number.
- **requests**: every request and socket of every measurement of our page; for st_folium those of one visit to the page
  as it is, answered by the bench so that it goes on to the next.
"""


def _screen(toggles: Toggles) -> str:
    timings = toggles.event_timings
    if not timings:
        return "The browser's own event timing reported no click above its threshold of 16 ms."
    return (
        "The browser's own event timing for ours, from the input to what the screen shows, in steps of 8 ms: "
        f"median {_median(timings):.0f} ms over the {len(timings)} clicks above its threshold of 16 ms."
    )


def _toggle_rows(ours: Toggles, theirs: Toggles) -> list[Row]:
    both, their_both = ours.off + ours.on, theirs.off + theirs.on
    many = len(their_both)
    same = ours.same_map and ours.maps_made == 1
    return [
        Row(
            what="toggle a layer, click to visible",
            target="≤ 20 ms",
            ours=_times(both),
            compared=f"st_folium {_times(their_both)}",
            reached=_median(both) <= 20,
        ),
        Row(what="– off", ours=_times(ours.off), compared=f"st_folium {_times(theirs.off)}"),
        Row(what="– on", ours=_times(ours.on), compared=f"st_folium {_times(theirs.on)}"),
        Row(
            what="– the same map object",
            target="yes",
            ours="yes" if same else "no",
            compared=f"st_folium: a new map in {theirs.maps_made} of {many} toggles",
            reached=same,
        ),
        Row(
            what="– bytes and requests in the 1.5 s after",
            target="0",
            ours=f"{ours.bytes} B, {ours.requests} requests",
            compared=f"st_folium {theirs.bytes / many / 1000:.0f} kB, {theirs.requests / many:.0f} requests a toggle",
            reached=ours.bytes == 0 and ours.requests == 0,
        ),
        Row(
            what="– frames with a flash",
            target="0",
            ours=f"{ours.flashes} of {ours.frames}",
            compared=f"st_folium: map blank in {theirs.flashes} of {many} toggles",
            reached=ours.flashes == 0,
        ),
    ]


def _moves_row(ours: Moves, theirs: Moves) -> Row:
    def said(moves: Moves) -> str:
        return f"{moves.reruns} reruns, {moves.bytes_sent} B in {moves.pans} pans and {moves.zooms} zooms"

    reached = ours.reruns == 0 and ours.bytes_sent == 0
    return Row("pan, zoom: reruns and bytes to the server", "0, 0", said(ours), f"st_folium {said(theirs)}", reached)


def _cpu_row(results: Results) -> Row:
    what, target = "server CPU for one rerun, mean", "≤ 15 ms"
    ours = results.selections.cpu
    if not ours:
        return Row(what, target, "this system does not say")
    theirs = f"st_folium select {_mean(results.folium_selections.cpu)}, toggle {_mean(results.folium_toggle_cpu)}"
    return Row(what, target, _mean(ours), theirs, statistics.mean(ours) <= 15)


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else math.nan


def _mean(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.1f} ms (n {len(values)})"


def _times(values: Sequence[float]) -> str:
    ordered = sorted(values)
    high = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return f"{_median(ordered):.0f} ms (p95 {high:.0f}, n {len(ordered)})"


def _memory() -> str:
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return "memory unknown"
    return f"{memory / 2**30:.0f} GiB of memory"
