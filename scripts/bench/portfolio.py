"""`python -m scripts.bench.portfolio`: a filter or time change to visible, with the real projects and with 5,000.

A change is visible when the table, the counts and the map have all been painted with it.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from scripts.bench.browser import open_browser, open_page
from scripts.bench.corridor_page import open_ours
from scripts.bench.servers import ROOT, serve_streamlit
from scripts.bench.synthetic import write_synthetic

DOCUMENT = ROOT / "docs" / "benchmarks-projects.md"
GOAL = 100
MANY = 5000
TIMES = 24

# Runs a change in the page and returns the milliseconds until the frame that shows it has been painted.
_TIMED = """
async ([kind, turn]) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const heard = (name) => performance.getEntriesByName(name).length;
  const before = [heard("filter-shown"), heard("projects-shown")];
  const element = kind === "filter"
    ? document.querySelectorAll('[data-facet="sector"]')[turn % 7]
    : document.querySelector("#time-until");
  const start = performance.now();
  if (kind === "filter") element.click();
  else {
    element.value = Number(element.max) - 1 - ((turn * 29) % (Number(element.max) - 12));
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
  while (heard("filter-shown") === before[0] || heard("projects-shown") === before[1]) await painted();
  await painted();
  return performance.now() - start;
}
"""


def main() -> int:
    """Measure, print, write; 1 where the goal is missed."""
    rows: list[tuple[str, list[float], bool]] = []
    with TemporaryDirectory() as folder, open_browser() as browser:
        seeds, layers = write_synthetic(Path(folder), MANY)
        for words, environment in (
            ("the real projects", {}),
            (f"{MANY:,} invented projects", {"CPEC_SEEDS": str(seeds), "CPEC_LAYERS": str(layers)}),
        ):
            with serve_streamlit(ROOT / "app.py", **environment) as server, open_page(browser) as page:
                open_ours(page, f"{server.address}/?tab=projects&to=2020-12-31")
                page.wait_for_selector("#time-until")
                page.wait_for_selector("#sheet-projects .found")
                page.wait_for_timeout(1500)
                for kind in ("filter", "time"):
                    times, same = _measure(page, kind)
                    rows.append((f"{kind} change to visible, {words}", times, same))
    lines = [
        f"| {words} | ≤ {GOAL} ms | {median(times):.0f} ms (p95 {quantiles(times, n=20)[-1]:.0f}, n {len(times)}) "
        f"| {'yes' if same else 'no'} | {'reached' if median(times) <= GOAL and same else 'missed'} |"
        for words, times, same in rows
    ]
    table = "\n".join(["| what | reach | measured | same map |  |", "| --- | --- | --- | --- | --- |", *lines])
    print(table)
    DOCUMENT.write_text(_DOCUMENT.format(table=table, today=date.today().isoformat(), many=MANY), encoding="utf-8")
    return int(any(median(times) > GOAL or not same for _, times, same in rows))


def _measure(page: Page, kind: str) -> tuple[list[float], bool]:
    page.evaluate("document.querySelector('.chart .map').tag = 'the same'")
    times = [float(page.evaluate(_TIMED, [kind, turn])) for turn in range(TIMES + 2)][2:]
    return times, page.evaluate("document.querySelector('.chart .map').tag === 'the same'")


_DOCUMENT = """# Benchmarks of the projects

Written by `python -m scripts.bench.portfolio`; do not edit. {today}, a real Chromium without a graphics processor. Each
time runs from the change to the painted frame that shows it in the table, the counts and on the map; nothing goes
through the server.

{table}

The {many} invented projects come from `scripts/bench/synthetic.py`, about two in three of them on the map.
"""


if __name__ == "__main__":
    sys.exit(main())
