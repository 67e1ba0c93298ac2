"""Finds the Chromium that the browser tests drive, and can get one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

VARIABLE = "CPEC_CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
REMEDY = (
    "The browser tests need Chromium or Chrome, and none was found or could be fetched. Install one "
    "(Debian: apt-get install chromium), run `python -m playwright install chromium` in .venv where its "
    f"download is allowed, or name one: {VARIABLE}=/path/to/chromium make test. Without a browser, "
    "`make quick` runs the other tests."
)


class BrowserMissing(Exception):
    """No usable browser, and the words that say what to do."""


def find_browser() -> Path:
    """The browser named by CPEC_CHROMIUM, else an installed one, else one that Playwright fetched before."""
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise BrowserMissing(f"{VARIABLE}={named} is not a program that can be run. {REMEDY}")
        return Path(found)
    for path in _candidates():
        if _runs(path):
            return path
    raise BrowserMissing(REMEDY)


def get_browser() -> Path:
    """An installed browser, or one fetched now: from Debian where we are root, else Playwright's own."""
    try:
        return find_browser()
    except BrowserMissing:
        if os.environ.get(VARIABLE):
            raise
    for commands in _ways_to_get():
        if all(_succeeds(command) for command in commands):
            try:
                return find_browser()
            except BrowserMissing:
                continue
    raise BrowserMissing(REMEDY)


def _candidates() -> Iterable[Path]:
    for command in COMMANDS:
        found = shutil.which(command)
        if found:
            yield Path(found)
    yield from (Path(application) for application in APPLICATIONS)
    fetched = _fetched_by_playwright()
    if fetched:
        yield fetched


def _fetched_by_playwright() -> Path | None:
    # Asked in a process of its own: the library's event loop must not start inside the tests' one.
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return Path(path) if answer.returncode == 0 and path else None


def _runs(path: Path) -> bool:
    # Ubuntu's chromium-browser is on the PATH and only says that a snap is needed.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and any(char.isdigit() for char in answer.stdout)


def _ways_to_get() -> Iterable[list[list[str]]]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        yield [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium", "fonts-liberation"]]
        # Ubuntu's package is only a pointer to a snap; there Playwright brings its own, with the libraries it needs.
        yield [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _succeeds(command: list[str]) -> bool:
    print("No browser found; running", " ".join(command), file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # What the installers print goes to stderr, because stdout is the path.
    return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0


if __name__ == "__main__":
    try:
        print(get_browser())
    except BrowserMissing as missing:
        sys.exit(str(missing))
