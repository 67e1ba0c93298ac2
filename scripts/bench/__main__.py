"""`python -m scripts.bench`: our page beside others, in one run; prints the table and writes docs/benchmarks.md.

A missed target is said and is no failure; a measurement that cannot be made is.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from datetime import date

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from scripts.bench import corridor_page, folium_page
from scripts.bench.browser import answer_as_outside, is_outside, open_browser, open_page
from scripts.bench.loading import Addresses, layers_at_start, measure_loads
from scripts.bench.report import Results, build_rows, format_document, format_table
from scripts.bench.servers import (
    PAGES,
    ROOT,
    Server,
    ServerFailed,
    layer_files,
    serve_files,
    serve_streamlit,
)

DOCUMENT = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, print, write; 0 unless the bench itself fails."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("--times", type=int, default=12, help="measurements of each kind, at least 12 for the record")
    parser.add_argument("--selections", type=int, default=50, help="selections over which server CPU is taken")
    parser.add_argument("--no-document", action="store_true", help="print only; leave docs/benchmarks.md alone")
    asked = parser.parse_args()
    try:
        results = run(asked.times, asked.selections)
    except (ServerFailed, BrowserError, LookupError) as error:
        print(f"The bench failed, nothing was written: {error}", file=sys.stderr)
        return 1
    rows = build_rows(results)
    print(format_table(rows))
    missed = sum(row.reached is False for row in rows)
    print(f"\n{missed} missed." if missed else "\nEvery target is reached.")
    if not asked.no_document:
        DOCUMENT.write_text(format_document(results, rows, date.today()), encoding="utf-8")
    return 0


def run(times: int, selections: int) -> Results:
    """Serve the four pages, drive them one after the other, and stop every server."""
    load_before = os.getloadavg()[0]
    with ExitStack() as stack:
        ours = stack.enter_context(serve_streamlit(ROOT / "app.py"))
        empty = stack.enter_context(serve_streamlit(PAGES / "empty_page.py"))
        folium = stack.enter_context(serve_streamlit(PAGES / "st_folium_page.py"))
        files, drawn = stack.enter_context(serve_files())
        browser = stack.enter_context(open_browser())
        folium_address = f"{folium.address}/?scripts={files.address}"
        colours = _colours()
        outside: list[str] = []

        _say("warming up")
        drawn.extend(layers_at_start(browser, ours.address))
        addresses = Addresses(ours.address, empty.address, folium_address, files.address)
        _say("loading the four pages")
        loads = measure_loads(browser, addresses, sorted(set(colours.values())), times, outside)
        toggles, selected, facts, moves = _measure_ours(browser, ours, times, selections, outside)
        _say("the st_folium page")
        with open_page(browser) as page:
            folium_page.open_folium(page, folium_address, sorted(set(colours.values())))
            folium_toggles, folium_cpu = folium_page.measure_toggles(page, folium, colours, times)
            folium_selected = folium_page.measure_selections(page, folium, times)
            folium_moves = corridor_page.measure_moves(page, folium_page.FRAME, times, corridor_page.SETTLE)
        return Results(
            loads=loads,
            toggles=toggles,
            selections=selected,
            facts=facts,
            moves=moves,
            outside=outside,
            folium_toggles=folium_toggles,
            folium_toggle_cpu=folium_cpu,
            folium_selections=folium_selected,
            folium_moves=folium_moves,
            folium_outside=_asked_by_folium(browser, folium.address),
            layers=drawn,
            chromium=browser.version,
            load_average=(load_before, os.getloadavg()[0]),
        )


def _measure_ours(
    browser: Browser, ours: Server, times: int, selections: int, outside: list[str]
) -> tuple[corridor_page.Toggles, corridor_page.Selections, list[float], corridor_page.Moves]:
    """Each kind in a page of its own, so that none finds the map where another left it."""
    _say("toggles")
    with open_page(browser, outside) as page:
        corridor_page.open_ours(page, ours.address)
        toggles = corridor_page.measure_toggles(page, times)
    _say("selections")
    with open_page(browser, outside) as page:
        corridor_page.open_ours(page, ours.address)
        selected = corridor_page.measure_selections(page, ours, selections)
    _say("facts, pan and zoom")
    with open_page(browser, outside) as page:
        corridor_page.open_ours(page, ours.address)
        facts = corridor_page.measure_facts(page, times)
    with open_page(browser, outside) as page:
        corridor_page.open_ours(page, ours.address)
        moves = corridor_page.measure_moves(page, ".map", times, 800)
    return toggles, selected, facts, moves


def _asked_by_folium(browser: Browser, address: str) -> list[str]:
    """What the page asks of other machines for its first view, with its scripts from where folium takes them."""
    outside: list[str] = []
    with open_page(browser, outside) as page:
        # Answered here, or its first script would fail and it would ask for nothing more.
        page.route(is_outside, answer_as_outside)
        page.goto(address)
        page.wait_for_selector(folium_page.FRAME, state="attached")
        page.wait_for_timeout(4000)
    return outside


def _colours() -> dict[str, str]:
    """The colour of each corridor layer that is shown at start, by its id."""
    colours = {}
    for layer, path in layer_files().items():
        head = json.loads(path.read_bytes())["layer"]
        if head.get("role") != "base" and head.get("shown", True):
            style = head["style"]
            colours[layer] = style.get("stroke") or style.get("fill") or style["marker-color"]
    return colours


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
