"""The build: the same records give the same bytes, and a fault leaves the published files as they were."""

import json
import math
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from cpec_map.layer import LayerError, read_layer
from geo.__main__ import main
from geo.build import area_ha, build_layers, length_km, stale_layers, write_package

ROOT = Path(__file__).resolve().parent.parent
SEEDS, LAYERS = ROOT / "seeds", ROOT / "layers"


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in build_layers(SEEDS, tmp_path / "first")}
    second = {path.name: path.read_bytes() for path in build_layers(SEEDS, tmp_path / "second")}

    assert first == second


def test_the_published_layers_are_what_the_records_build(tmp_path: Path) -> None:
    for path in build_layers(SEEDS, tmp_path):
        assert path.read_bytes() == (LAYERS / path.name).read_bytes(), path.name
    assert list(stale_layers(SEEDS, LAYERS)) == []


def test_the_published_package_is_what_the_layers_give(tmp_path: Path) -> None:
    layers = Path(shutil.copytree(LAYERS, tmp_path / "layers"))
    before = (layers / "datapackage.json").read_bytes()

    assert write_package(layers).read_bytes() == before


def test_a_record_changed_after_the_build_is_noticed(seeds: Path) -> None:
    _replace(seeds / "places.csv", "Bin Qasim", "Bin Kasim")

    (problem,) = stale_layers(seeds, LAYERS)

    assert problem.file == "layers/ml1-karachi-hyderabad.geojson"


def test_adding_a_layer_is_adding_records(seeds: Path, tmp_path: Path) -> None:
    with (seeds / "layers.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[[layer]]\nid = "ferry"\ntitle = "Ferry"\ngroup = "Corridor"\norder = 99\nshown = false\n'
            'about = "A ferry."\naccuracy = "A sketch."\ndate = "2026"\nlicence = "CC-BY-4.0"\nattribution = "Us"\n'
        )
    _append(seeds / "parts.csv", "ferry,LineString,5000,schematic-own,CC-BY-4.0,,estimated")
    _append(seeds / "control_points.csv", "ferry,1,66.9,24.8\nferry,2,62.3,25.1")
    words = "ferry,ferry,ferry,Ferry,,,,ferry,port,planned,sketched,,3,,"
    _append(seeds / "features.csv", words)

    build_layers(seeds, tmp_path / "layers")

    (feature,) = read_layer(tmp_path / "layers" / "ferry.geojson").features
    assert feature["properties"]["length_km"] == pytest.approx(465, abs=10)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "control_points.csv",
            "ml1-karachi-hyderabad,1,67.01015,24.84628",
            "ml1-karachi-hyderabad,1,24.84628,67.01015",
        ),
        ("layers.toml", 'stroke = "#CC3311"', 'stroke = "red"'),
        ("layers.toml", 'id = "events"', 'id = "Events"'),
        ("features.csv", "operational", "busy"),
        ("sources.csv", "geonames,", "geonamez,"),
    ],
    ids=["swapped", "colour", "id", "status", "source"],
)
def test_a_fault_leaves_every_published_file_as_it_was(
    file: str, old: str, new: str, seeds: Path, tmp_path: Path
) -> None:
    layers = tmp_path / "layers"
    build_layers(seeds, layers)
    before = {path: path.read_bytes() for path in layers.iterdir()}
    _replace(seeds / file, old, new)
    _replace(seeds / "places.csv", "Bin Qasim", "Bin Kasim")

    with pytest.raises(LayerError):
        build_layers(seeds, layers)

    assert {path: path.read_bytes() for path in layers.iterdir()} == before


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_layers(SEEDS, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        build_layers(SEEDS, tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_text_in_a_record_that_looks_like_code_is_published_as_text(seeds: Path, tmp_path: Path) -> None:
    name = "{{ 7 * 7 }} <b>x</b> ${y} \\u003c"
    _replace(seeds / "places.csv", "Bin Qasim", name)

    build_layers(seeds, tmp_path / "layers")

    names = [
        one["properties"]["name"] for one in read_layer(tmp_path / "layers/ml1-karachi-hyderabad.geojson").features
    ]
    assert name in names


def test_a_length_is_the_length_on_the_ellipsoid() -> None:
    """One degree of the equator is 111.319 km on WGS 84."""
    assert length_km([[(60.0, 0.0), (61.0, 0.0)]], 10) == 111.3


@pytest.mark.parametrize(("accuracy", "length"), [(10, 111.3), (200, 111), (5000, 110)])
def test_a_length_is_no_finer_than_its_accuracy(accuracy: float, length: float) -> None:
    assert length_km([[(60.0, 0.0), (61.0, 0.0)]], accuracy) == length


def test_a_short_length_keeps_its_digits() -> None:
    assert length_km([[(60.0, 0.0), (60.0018, 0.0)]], 30) == 0.2


def test_an_area_is_no_finer_than_its_outline() -> None:
    side = 1000 / 111_319.49
    square = [(60.0, 0.0), (60.0 + side, 0.0), (60.0 + side, side), (60.0, side), (60.0, 0.0)]

    assert area_ha(square, 1) == pytest.approx(99.3, abs=0.2)
    assert area_ha(square, 30) == 100


def test_the_drawn_lengths_agree_with_a_second_way_to_measure() -> None:
    """Haversine on a sphere, which is within half a per cent of the ellipsoid."""
    for path in LAYERS.glob("*.geojson"):
        for feature in read_layer(path).features:
            length = feature["properties"].get("length_km", 0)
            if length >= 50:
                geometry = feature["geometry"]
                lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
                assert length == pytest.approx(sum(map(_haversine_km, lines)), rel=0.03), feature["id"]


def test_the_command_builds_the_layers_and_their_package(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = tmp_path / "layers"

    code = main(["build", "--seeds", str(seeds), "--layers", str(layers), "--packages", str(tmp_path / "none")])

    assert code == 0
    assert "layers/events.geojson" in capsys.readouterr().out
    package = json.loads((layers / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == len(list(layers.glob("*.geojson"))) >= 12


def test_the_command_names_what_is_wrong_and_fails(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _replace(seeds / "features.csv", "operational", "busy")

    code = main(["build", "--seeds", str(seeds), "--layers", str(tmp_path / "layers")])

    assert code == 1
    assert "seeds/features.csv: feature ml1-karachi-hyderabad, status" in capsys.readouterr().out
    assert not (tmp_path / "layers").exists()


def test_the_base_map_without_its_packages_says_how_to_get_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["base", "--layers", str(tmp_path / "layers"), "--packages", str(tmp_path / "none")])

    assert code == 1
    assert "make data" in capsys.readouterr().err


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the records that a test may change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("*.txt")))


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text + "\n")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _haversine_km(line: list[list[float]]) -> float:
    total = 0.0
    for (lon, lat), (lon2, lat2) in pairwise(line):
        a, b = math.radians(lat), math.radians(lat2)
        chord = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon) / 2) ** 2
        total += 2 * 6371.0 * math.asin(math.sqrt(chord))
    return total
