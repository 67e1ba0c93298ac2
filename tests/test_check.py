"""The check: every slip of the hand in the records is named with file, place, rule and remedy, all at once."""

import os
import shutil
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.check import check_published, check_seeds

ROOT = Path(__file__).resolve().parent.parent
SEEDS, LAYERS = ROOT / "seeds", ROOT / "layers"
TABLES = ("layers.toml", "features.csv", "parts.csv", "control_points.csv", "places.csv", "sources.csv", "subjects.csv")

# What is changed -> where the problem is, and a word of the rule or remedy.
SLIPS = {
    "lon and lat swapped": (
        (
            "control_points.csv",
            "ml1-karachi-hyderabad,2,67.04400,24.84500",
            "ml1-karachi-hyderabad,2,24.84500,67.04400",
        ),
        ("seeds/control_points.csv", "line 3", "swapped: write 67.04400,24.84500"),
    ),
    "a point outside the corridor": (
        ("control_points.csv", "ml1-karachi-hyderabad,2,67.04400,24.84500", "ml1-karachi-hyderabad,2,7.04400,24.84500"),
        ("seeds/control_points.csv", "line 3", "outside"),
    ),
    "a coordinate that is no number": (
        ("control_points.csv", "ml1-karachi-hyderabad,2,67.04400,", "ml1-karachi-hyderabad,2,67°02′E,"),
        ("seeds/control_points.csv", "line 3", "not a number"),
    ),
    "a coordinate that is not finite": (
        ("control_points.csv", "ml1-karachi-hyderabad,2,67.04400,", "ml1-karachi-hyderabad,2,nan,"),
        ("seeds/control_points.csv", "line 3", "not a number"),
    ),
    "a point out of order": (
        ("control_points.csv", "ml1-karachi-hyderabad,2,", "ml1-karachi-hyderabad,9,"),
        ("seeds/control_points.csv", "line 3", "2 comes next"),
    ),
    "two points exchanged": (
        (
            "control_points.csv",
            "67.46600,24.84500\nml1-karachi-hyderabad,20,67.49300,24.82600",
            "67.49300,24.82600\nml1-karachi-hyderabad,20,67.46600,24.84500",
        ),
        ("seeds/control_points.csv", "part ml1-karachi-hyderabad", "turns back on itself at point 19"),
    ),
    "a decimal comma": (
        ("control_points.csv", "ml1-karachi-hyderabad,2,67.04400,", 'ml1-karachi-hyderabad,2,"67,04400",'),
        ("seeds/control_points.csv", "line 3", "Write 67.04400"),
    ),
    "points of an unknown part": (
        ("control_points.csv", "gwadar-port-berth-1,1,", "gwadar-port-berth-9,1,"),
        ("seeds/control_points.csv", "part gwadar-port-berth-9", "does not list"),
    ),
    "an accuracy that is no number": (
        ("parts.csv", "kkh-sazin-raikot,LineString,30,", "kkh-sazin-raikot,LineString,good,"),
        ("seeds/parts.csv", "part kkh-sazin-raikot", "metres"),
    ),
    "an accuracy of nothing": (
        ("parts.csv", "kkh-sazin-raikot,LineString,30,", "kkh-sazin-raikot,LineString,0,"),
        ("seeds/parts.csv", "part kkh-sazin-raikot", "metres"),
    ),
    "a part without source": (
        ("parts.csv", "kkh-sazin-raikot,LineString,30,osm-aiddata,", "kkh-sazin-raikot,LineString,30,,"),
        ("seeds/parts.csv", "part kkh-sazin-raikot", "source"),
    ),
    "a part without licence": (
        (
            "parts.csv",
            "kkh-sazin-raikot,LineString,30,osm-aiddata,ODbL-1.0",
            "kkh-sazin-raikot,LineString,30,osm-aiddata,",
        ),
        ("seeds/parts.csv", "part kkh-sazin-raikot", "licence"),
    ),
    "an unknown geometry": (
        ("parts.csv", "kkh-sazin-raikot,LineString", "kkh-sazin-raikot,Circle"),
        ("seeds/parts.csv", "part kkh-sazin-raikot", "geometry"),
    ),
    "a feature of an unknown part": (
        ("features.csv", ",n10-makran-coastal-3 ", ",n10-makran-coast-3 "),
        ("seeds/features.csv", "feature n10-makran-coastal", "Did you mean 'n10-makran-coastal-3'"),
    ),
    "a feature of parts out of order": (
        ("features.csv", "n10-makran-coastal-3 n10-makran-coastal-2", "n10-makran-coastal-2 n10-makran-coastal-3"),
        ("seeds/features.csv", "feature n10-makran-coastal", "in order along the line"),
    ),
    "an accuracy without basis": (
        ("parts.csv", "right bank,estimated", "right bank,guessed"),
        ("seeds/parts.csv", "part kkh-thakot-batera", "basis"),
    ),
    "a feature of an unknown layer": (
        ("features.csv", "western-route,corridor-routes", "western-route,western-routes"),
        ("seeds/features.csv", "feature western-route, layer", "unknown layer"),
    ),
    "a feature of an unknown subject": (
        ("features.csv", ",gwadar-port,port terminal", ",gwadar-harbour,port terminal"),
        ("seeds/features.csv", "feature gwadar-port-terminal, subject", "unknown subject"),
    ),
    "a feature without name": (
        ("features.csv", "Motorway M-5, Sukkur–Multan", ""),
        ("seeds/features.csv", "feature motorway-m5, name", "empty"),
    ),
    "an id given twice": (
        ("features.csv", "gwadar-port-berth-2,gwadar-port", "gwadar-port-berth-1,gwadar-port"),
        ("seeds/features.csv", "feature gwadar-port-berth-1, id", "not a new id"),
    ),
    "an id shared by a place and a feature": (
        ("places.csv", "place-thakot,", "kkh-thakot-batera,"),
        ("seeds/places.csv", "place kkh-thakot-batera, id", "not a new id"),
    ),
    "a place at swapped coordinates": (
        ("places.csv", "72.92848,34.77937", "34.77937,72.92848"),
        ("seeds/places.csv", "line", "swapped"),
    ),
    "a place far from its line": (
        ("places.csv", "72.92848,34.77937", "72.92848,33.77937"),
        ("seeds/places.csv", "place place-thakot", "from the line of its layer"),
    ),
    "a km post that does not fit its place": (
        ("places.csv", ",67.77100,24.85500,91,", ",67.77100,24.85500,19,"),
        ("seeds/places.csv", "place station-jungshahi", "has km post 19 but lies after station-ran-pethani at 79"),
    ),
    "a km post with a letter": (
        ("places.csv", ",67.77100,24.85500,91,", ",67.77100,24.85500,9l,"),
        ("seeds/places.csv", "place station-jungshahi, km_post", "Write 91"),
    ),
    "a station placed by nothing known": (
        ("places.csv", "OpenStreetMap or GeoNames point,,point", "OpenStreetMap or GeoNames point,,guess"),
        ("seeds/places.csv", "place station-braudabad, placed_by", "km-post"),
    ),
    "a place of an unknown source": (
        ("places.csv", "located,50,osm-aiddata", "located,50,osm-aidata"),
        ("seeds/places.csv", "place bridge-raikot", "Did you mean 'osm-aiddata'"),
    ),
    "an unknown symbol": (
        ("places.csv", ",bridge,1,", ",viaduct,1,"),
        ("seeds/places.csv", "place bridge-raikot, symbol", "viaduct"),
    ),
    "a date in words": (
        ("places.csv", ",2024-11-07", ",last autumn"),
        ("seeds/places.csv", "place event-islamabad-meeting, date", "EDTF"),
    ),
    "a layer that draws nothing": (
        ("layers.toml", 'id = "events"', 'id = "event"'),
        ("seeds/layers.toml", "layer event", "draws nothing"),
    ),
    "a layer without licence": (
        ("layers.toml", 'licence = "CC-BY-4.0"\n', ""),
        ("seeds/layers.toml", "layer events, licence", "missing"),
    ),
    "a layer with a style of another form": (
        ("layers.toml", 'style = { stroke = "#BBBBBB", "stroke-width" = 2 }', "style = [2024-01-01]"),
        ("seeds/layers.toml", "layer corridor-routes", "form"),
    ),
    "a chain along parts out of order": (
        ("layers.toml", '"kkh-thakot-batera", "kkh-batera-sazin"', '"kkh-batera-sazin", "kkh-thakot-batera"'),
        ("seeds/layers.toml", "layer kkh-thakot-raikot, along", "in order along the line"),
    ),
    "a chain along an unknown part": (
        ("layers.toml", 'along = ["ml1-karachi-hyderabad"]', 'along = ["ml1-karachi"]'),
        ("seeds/layers.toml", "layer ml1-karachi-hyderabad, along", "not a line"),
    ),
    "an unknown extra source": (
        ("layers.toml", 'extra_sources = ["railway-km-posts"]', 'extra_sources = ["km-posts"]'),
        ("seeds/layers.toml", "layer ml1-karachi-hyderabad, extra_sources", "unknown source"),
    ),
    "a claim about a place that is not drawn": (
        ("claims/ml1.csv", ",station-bholari", ",station-bolari"),
        ("seeds/claims/ml1.csv", "claim F058, line 66", "Did you mean 'station-bholari'"),
    ),
}


def test_nothing_is_wrong_with_what_is_published() -> None:
    assert main(["check"]) == 0


@pytest.mark.parametrize(("change", "expected"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named_where_it_is(change: tuple[str, str, str], expected: tuple[str, str, str], seeds: Path) -> None:
    name, old, new = change
    _replace(seeds / name, old, new)

    _, problems = check_seeds(seeds)

    file, place, word = expected
    assert any(
        problem.file == file and problem.place.startswith(place) and word in f"{problem.rule} {problem.remedy}"
        for problem in problems
    ), problems
    assert all(problem.remedy for problem in problems)


def test_all_slips_are_named_at_once(seeds: Path) -> None:
    _replace(seeds / "parts.csv", "kkh-sazin-raikot,LineString,30,", "kkh-sazin-raikot,LineString,good,")
    _replace(seeds / "places.csv", ",2024-11-07", ",last autumn")
    _replace(seeds / "claims" / "events.csv", "dawn-1870248", "dusk-1870248")

    _, problems = check_seeds(seeds)

    assert {problem.file for problem in problems} >= {"seeds/parts.csv", "seeds/places.csv", "seeds/claims/events.csv"}


def test_one_swapped_point_is_one_problem(seeds: Path) -> None:
    _replace(
        seeds / "control_points.csv",
        "ml1-karachi-hyderabad,2,67.04400,24.84500",
        "ml1-karachi-hyderabad,2,24.84500,67.04400",
    )

    _, problems = check_seeds(seeds)

    assert len(problems) == 1


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        "id,name\nq,Caf\xe9".encode("latin-1"),
        b"id,layer\n",
        b"[[layer]]\nid = 3\n",
        b"layer = 3\n",
        b"a = " + b"[" * 100_000,
        b"x" * 3_000_000,
        b"layer = [3, 'x', {}]\n",
        b'"',
    ],
    ids=["empty", "zeros", "latin-1", "header", "wrong types", "number", "nested", "large", "list", "quotation mark"],
)
def test_a_broken_table_is_reported_not_raised(name: str, content: bytes, seeds: Path) -> None:
    (seeds / name).write_bytes(content)

    _, problems = check_seeds(seeds)

    assert any(problem.file == f"seeds/{name}" for problem in problems)


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_table_or_a_pipe_in_its_place_is_reported(name: str, seeds: Path) -> None:
    (seeds / name).unlink()
    assert any(problem.file == f"seeds/{name}" for problem in check_seeds(seeds)[1])

    os.mkfifo(seeds / name)
    assert any(problem.file == f"seeds/{name}" for problem in check_seeds(seeds)[1])


def test_a_published_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    layers = Path(shutil.copytree(LAYERS, tmp_path / "layers"))
    path = layers / "events.geojson"
    path.write_bytes(path.read_bytes()[:-20])

    (problem,) = check_published(layers)

    assert problem.file == "layers/events.geojson"


def test_a_published_id_used_twice_is_named(tmp_path: Path) -> None:
    layers = Path(shutil.copytree(LAYERS, tmp_path / "layers"))
    shutil.copy(layers / "events.geojson", layers / "events-again.geojson")

    problems = check_published(layers)

    assert {problem.place for problem in problems} == {
        "feature event-islamabad-meeting",
        "feature event-karachi-shooting",
    }


def test_the_command_prints_every_problem_and_fails(seeds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _replace(seeds / "places.csv", ",2024-11-07", ",last autumn")

    code = main(["check", "--seeds", str(seeds), "--layers", str(LAYERS)])

    printed = capsys.readouterr().out
    assert code == 1
    assert "seeds/places.csv: place event-islamabad-meeting, date" in printed
    assert printed.endswith("1 problem found.\n")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the records that a test may break."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("*.txt")))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
