"""Measuring: what is stored is what is measured, it is right where the answer is known, and slips are named."""

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from cpec_map.layer import Problem
from geo.__main__ import main
from geo.chainage import distance_m
from geo.measure import Accuracy, Station, measure, spread
from geo.packages import PINS
from geo.report import format_report, judge_goals

ROOT = Path(__file__).resolve().parent.parent
SEEDS, LAYERS, PAGE = ROOT / "seeds", ROOT / "layers", ROOT / "docs" / "accuracy.md"
RAIL_GRAPH = ROOT / "build" / "packages" / "scgraph_data-2.0.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def accuracy() -> Accuracy:
    """What the published records and layers measure."""
    found, problems = measure(SEEDS, LAYERS)
    assert found is not None, problems
    return found


def test_the_stored_page_is_what_is_measured(accuracy: Accuracy) -> None:
    assert PAGE.read_text(encoding="utf-8") == format_report(accuracy)


def test_measuring_twice_gives_the_same_bytes(
    accuracy: Accuracy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["measure", "--docs", str(tmp_path)])

    assert code == 0
    assert (tmp_path / "accuracy.md").read_text(encoding="utf-8") == format_report(accuracy)
    assert "ML-1 stations" in capsys.readouterr().out


def test_the_page_says_of_every_goal_whether_it_is_reached(accuracy: Accuracy) -> None:
    for goal in judge_goals(accuracy):
        assert goal.verdict.startswith(("reached", "missed by", "not shown")), goal
        assert goal.verdict == "reached" or goal.why, goal
        assert f"| {goal.goal} | {goal.measured} | {goal.verdict} |" in PAGE.read_text(encoding="utf-8")


def test_the_drawn_section_of_the_railway_is_as_long_as_its_posts_say(accuracy: Accuracy) -> None:
    (section,) = (one for one in accuracy.published if one.id == "ml1-section")

    assert section.published == 178
    assert abs(section.percent) <= 1.5


def test_the_post_that_neighbours_give_a_station_is_its_own_within_the_rounding_of_posts(accuracy: Accuracy) -> None:
    predicted = {one.name: one.predicted_km for one in accuracy.stations if one.predicted_km is not None}

    assert set(predicted) == {"Braudabad", "Jhimpir", "Kotri Junction"}
    for station in accuracy.stations:
        if station.predicted_km is not None:
            assert station.predicted_km == pytest.approx(station.post_km, abs=0.5)


def test_a_station_placed_by_its_post_tests_nothing(accuracy: Accuracy) -> None:
    assert all(one.predicted_km is None for one in accuracy.stations if one.placed_by == "km-post")


def test_a_measured_accuracy_holds_95_percent_of_the_points_that_test_it(accuracy: Accuracy) -> None:
    # Batera–Sazin is drawn from the road layer whose points beyond Sazin lie beside the other line.
    tested = {
        "ml1-main-line": ("ml1-main-line", "scgraph-data"),
        "kkh-batera-sazin": ("kkh-sazin-raikot", "landslide-road-layer"),
    }
    sets = {(one.part, one.source): one.spread for one in accuracy.points}

    measured = {part.id: part.accuracy_m for part in accuracy.plan.parts.values() if part.basis == "measured"}

    assert set(measured) == set(tested)
    for part, metres in measured.items():
        assert sets[tested[part]].high <= metres, part


def test_no_independent_point_contradicts_a_stated_accuracy(accuracy: Accuracy) -> None:
    for one in accuracy.points:
        part = accuracy.plan.parts[one.part]
        if part.basis == "stated" and one.source == "scgraph-data":
            # The nodes are rounded to a thousandth of a degree, which alone is up to 71 m.
            assert one.spread.high <= part.accuracy_m + 71


def test_an_estimated_part_is_drawn_as_a_sketch(accuracy: Accuracy) -> None:
    for shape in accuracy.plan.shapes:
        estimated = any(accuracy.plan.parts[part].basis == "estimated" for part in shape.parts)
        assert estimated == (shape.precision == "sketched"), shape.id


def test_every_sketch_is_listed_on_the_page(accuracy: Accuracy) -> None:
    listed = PAGE.read_text(encoding="utf-8").partition("## Only sketched")[2]

    for shape in accuracy.plan.shapes:
        assert (f"- {shape.row['name']} (" in listed) == (shape.precision == "sketched"), shape.id


def test_the_coast_at_the_quay_is_measured_without_what_was_added_from_the_port(accuracy: Accuracy) -> None:
    assert accuracy.quay is not None
    assert accuracy.quay.median > 100
    assert accuracy.coast_vertices < 50


def test_a_spread_is_what_geodesy_calls_it() -> None:
    one = spread([-3, 4])

    assert (one.count, one.median, one.greatest) == (2, 3.5, 4)
    assert one.root_mean_square == pytest.approx((25 / 2) ** 0.5)
    assert spread(range(1, 101)).high == 95


def test_nothing_has_no_spread() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        spread([])


def test_a_difference_counts_from_the_first_station() -> None:
    first = Station("A", 5, 0.0, "km-post", None)

    assert Station("B", 9, 3.1, "point", None).difference_km(first) == pytest.approx(-0.9)


def test_without_the_coast_the_rest_is_measured(tmp_path: Path) -> None:
    found, problems = measure(SEEDS, tmp_path)

    assert not problems
    assert found is not None and found.quay is None
    assert "Not measured: the coast is not built." in format_report(found)


SLIPS = {
    "a check point that is a vertex": (
        ("check_points.csv", "67.04500,24.84600", "67.04400,24.84500"),
        ("check_points.csv", "line 2", "it made the line"),
    ),
    "a check point swapped": (
        ("check_points.csv", "67.04500,24.84600", "24.84600,67.04500"),
        ("check_points.csv", "line 2", "swapped"),
    ),
    "a check point off the globe": (
        ("check_points.csv", "67.04500,24.84600", "67.04500,124.84600"),
        ("check_points.csv", "line 2", "lat"),
    ),
    "a check point of an unknown part": (
        ("check_points.csv", "road-01,kkh-sazin-raikot", "road-01,kkh-sazin"),
        ("check_points.csv", "line", "not a line of parts.csv"),
    ),
    "a check length that is no number": (
        ("check_lengths.csv", ",6.245,", ",six,"),
        ("check_lengths.csv", "line 2", "length_km"),
    ),
    "a check length of nothing": (
        ("check_lengths.csv", ",6.245,", ",0,"),
        ("check_lengths.csv", "line 2", "length_km"),
    ),
    "a check length from an unknown source": (
        ("check_lengths.csv", "6.245,scgraph-data", "6.245,someone"),
        ("check_lengths.csv", "line 2", "unknown source"),
    ),
    "a measure of an unknown feature": (
        ("measures.csv", "expressway,gwadar-eastbay-expressway", "expressway,gwadar-expressway"),
        ("measures.csv", "line 13", "unknown feature"),
    ),
    "a measure against what nobody claims": (
        ("measures.csv", "runway_length", "runway_height"),
        ("measures.csv", "line 14", "no length or area"),
    ),
    "a goal in words": (
        ("measures.csv", ",1.5,", ",small,"),
        ("measures.csv", "line 2", "no number"),
    ),
}


@pytest.mark.parametrize(("change", "expected"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_what_measures_is_named_where_it_is(
    change: tuple[str, str, str], expected: tuple[str, str, str], seeds: Path
) -> None:
    name, old, new = change
    text = (seeds / name).read_text(encoding="utf-8")
    assert old in text
    (seeds / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    found, problems = measure(seeds, LAYERS)

    file, place, word = expected
    assert found is None
    assert [one for one in problems if _names(one, f"seeds/{file}", place, word)], problems


def test_a_slip_leaves_the_stored_page_as_it_was(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "accuracy.md").write_text("before", encoding="utf-8")
    (seeds / "check_points.csv").write_text("id\n", encoding="utf-8")

    code = main(["measure", "--seeds", str(seeds), "--docs", str(tmp_path)])

    assert code == 1
    assert "seeds/check_points.csv" in capsys.readouterr().out
    assert (tmp_path / "accuracy.md").read_text(encoding="utf-8") == "before"


def test_the_check_notices_a_page_that_is_not_what_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["check", "--docs", str(tmp_path)])

    assert code == 1
    assert "docs/accuracy.md: file: is not what the records and layers measure." in capsys.readouterr().out


def test_the_points_and_lengths_are_those_of_the_pinned_rail_graph() -> None:
    if not RAIL_GRAPH.is_file():
        pytest.skip("scgraph_data is not fetched (make data)")
    assert RAIL_GRAPH.name in PINS.read_text(encoding="utf-8")
    nodes, lengths = _read_graph(RAIL_GRAPH)

    with (SEEDS / "check_points.csv").open(encoding="utf-8", newline="") as stream:
        points = [row for row in csv.DictReader(stream) if row["id"].startswith("rail-")]
    with (SEEDS / "check_lengths.csv").open(encoding="utf-8", newline="") as stream:
        tracks = list(csv.DictReader(stream))

    assert all((float(row["lon"]), float(row["lat"])) in nodes for row in points)
    for row in tracks:
        ends = [(float(row[f"{end}_lon"]), float(row[f"{end}_lat"])) for end in ("from", "to")]
        known = [lengths.get((one, other)) for one in nodes[ends[0]] for other in nodes[ends[1]]]
        assert float(row["length_km"]) in known, row["id"]
        # Track is never shorter than the way straight across, but for the rounding of its ends.
        assert float(row["length_km"]) * 1000 > distance_m(*ends) - 150


def _read_graph(package: Path) -> tuple[dict[tuple[float, float], list[int]], dict[tuple[int, int], float]]:
    """Node numbers by lon, lat and lengths in km by node numbers, near the line, read as text: no code is run."""
    with zipfile.ZipFile(package) as wheel:
        text = wheel.read("scgraph_data/world_railways.py").decode()
    listed = text.index("nodes=") + len("nodes=")
    nodes: dict[tuple[float, float], list[int]] = {}
    inside: set[int] = set()
    for number, (lat, lon) in enumerate(json.loads(text[listed : text.index("]]", listed) + 2])):
        if 66.9 < lon < 68.6 and 24.7 < lat < 25.5:
            nodes.setdefault((lon, lat), []).append(number)
            inside.add(number)
    graph = text[text.index("graph=[") + len("graph=[") : text.index("]\nnodes=")].strip("{}").split("}, {")
    lengths = {}
    for number in inside:
        for edge in graph[number].split(", "):
            other, _, length = edge.partition(": ")
            lengths[number, int(other)] = float(length)
    return nodes, lengths


def _names(problem: Problem, file: str, place: str, word: str) -> bool:
    words = f"{problem.rule} {problem.remedy}"
    return problem.file == file and problem.place.startswith(place) and word in words and bool(problem.remedy)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the records that a test may change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("*.txt")))
