"""The four pages of the bench, each served on a free port of the loopback and stopped by its own process id."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import js_lib_leaflet

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent / "pages"
LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
START_SECONDS = 60


class ServerFailed(Exception):
    """A page could not be served; the message holds the last words of its server."""


@dataclass(frozen=True)
class Server:
    """A page that is served: its address and the process that serves it."""

    address: str
    pid: int

    def cpu_seconds(self) -> float | None:
        """CPU time of the process and all its threads so far; ``None`` where the system does not say."""
        try:
            # Linux: the CPU clock of another process has the number that clock_getcpuclockid(3) would give. It counts
            # nanoseconds, where /proc/<pid>/stat counts hundredths of a second.
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return None


@cache
def layer_files() -> dict[str, Path]:
    """The published layers by id, in the order in which they are painted: the base map first."""
    heads = {path: json.loads(path.read_bytes())["layer"] for path in (ROOT / "layers").rglob("*.geojson")}
    painted = sorted(heads, key=lambda path: (heads[path].get("role") != "base", heads[path]["order"]))
    return {heads[path]["id"]: path for path in painted}


@contextmanager
def serve_streamlit(script: Path, **environment: str) -> Iterator[Server]:
    """Serve a Streamlit script with the project's own settings, and more environment, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    settings = {**os.environ, **environment}
    with subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said: list[str] = []
        # Read on: a full pipe would stop the server in the middle of a measurement.
        threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True).start()
        try:
            _wait_until_healthy(process, port, said)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def serve_files() -> Iterator[tuple[Server, list[str]]]:
    """Serve the page by hand and the scripts of the folium page; the list says which layers the page by hand draws."""
    layers: list[str] = []
    handler = partial(_Files, layers)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Server(f"http://127.0.0.1:{server.server_address[1]}", os.getpid()), layers
        finally:
            server.shutdown()
            thread.join(10)


class _Files(SimpleHTTPRequestHandler):
    """A plain static server: Leaflet, the layer files, and one page that names them."""

    protocol_version = "HTTP/1.1"

    def __init__(self, layers: list[str], *arguments: object) -> None:
        self.layers = layers
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with the page, a layer, or a script; scripts that the folium page names and does not use are empty."""
        name = self.path.split("?")[0].lstrip("/")
        if name == "":
            files = json.dumps([f"layers/{layer}.geojson" for layer in self.layers])
            page = (PAGES / "by_hand.html").read_text(encoding="utf-8")
            self._answer(page.replace("FILES", files).encode(), "text/html; charset=utf-8")
        elif name.startswith("layers/"):
            path = layer_files()[name.removeprefix("layers/").removesuffix(".geojson")]
            self._answer(path.read_bytes(), "application/geo+json")
        else:
            path = LEAFLET / Path(name).name
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            self._answer(path.read_bytes() if path.is_file() else b"", kind)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing: the bench prints a table."""

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        # The folium page is of another origin than the scripts it takes from here.
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(process: subprocess.Popen[str], port: int, said: list[str]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise ServerFailed(f"A page was not served within {START_SECONDS} s. Its server said:\n{''.join(said[-20:])}")
