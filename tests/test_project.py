"""Projects and their history: every rule of the two tables, and what the records of this repository hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cpec_map.catalog import Catalog, open_catalog
from cpec_map.facts import describe
from cpec_map.link import Selection, read_link, write_link
from cpec_map.portfolio import build_portfolio, figure_of
from cpec_map.project import SECTORS, STATUSES
from cpec_map.record import read_records
from cpec_map.sources import build_sources
from geo.check import check_seeds
from tests.samples import SEEDS, claim, feature, layer, project, published, step, write_layers, write_seeds

CATALOG = published()
PORTFOLIO = CATALOG.records.portfolio
SOURCE = {"id": "s", "title": "A source", "licence": "cited"}
HARBOUR = {"id": "harbour", "name": "Harbour", "kind": "port"}


def _open(folder: Path, projects: list[dict[str, Any]], steps: list[dict[str, Any]], **rows: Any) -> Catalog:
    layers = write_layers(folder / "layers", layer("ports", [feature("quay", subject="harbour")]))
    attributes = [
        {"id": name, "label": name.capitalize(), "unit_kind": "number", "order": "1", "rule": "best-supported"}
        for name in ("capacity", "cost", "length")
    ]
    seeds = write_seeds(
        folder / "seeds",
        **{
            "subjects": [HARBOUR],
            "sources": [SOURCE],
            "attributes": attributes,
            "projects": projects,
            "history": steps,
            **rows,
        },
    )
    return open_catalog(layers, seeds)


# ---- the records of this repository -------------------------------------------------------------


def test_all_96_projects_are_on_record_by_sector() -> None:
    counts = {sector: sum(one.sector == sector for one in PORTFOLIO.projects.values()) for sector in SECTORS}

    assert counts == {"energy": 26, "road": 19, "rail": 8, "gwadar": 17, "zones": 10, "digital": 2, "social": 14}


def test_every_project_has_a_last_status_with_a_source_and_says_where_it_lies_or_that_nobody_does() -> None:
    for one in PORTFOLIO.projects.values():
        assert PORTFOLIO.status(one.id) in STATUSES
        assert all(step.source in CATALOG.records.sources for step in PORTFOLIO.history[one.id])
        drawn = CATALOG.features_for(one)
        placed = bool(one.features or one.gazetteer or one.lon is not None)
        assert bool(drawn) == (placed or bool(CATALOG.drawn_for.get(one.subject or "")))


def test_a_project_that_a_town_stands_for_says_so_and_is_no_surer_than_the_town() -> None:
    places = {place.id: place for place in CATALOG.places}
    through = [one for one in PORTFOLIO.projects.values() if one.gazetteer]

    assert len(through) > 20
    for one in through:
        drawn = CATALOG.features[one.id].properties
        assert drawn["accuracy_m"] == places[one.gazetteer].accuracy_m
        assert "in the gazetteer" in drawn["note"]


def test_no_project_without_a_sourced_place_is_drawn() -> None:
    unplaced = [one.id for one in PORTFOLIO.projects.values() if not CATALOG.features_for(one)]

    assert len(unplaced) == sum(one["precision"] == "none" for one in build_portfolio(CATALOG)["projects"])
    assert not set(unplaced) & set(CATALOG.features)
    assert "project-matiari-lahore-hvdc" in unplaced


def test_the_section_is_part_of_the_whole_railway_and_so_never_added_twice() -> None:
    assert PORTFOLIO.projects["project-ml1-karachi-hyderabad"].part_of == "project-ml1"


# ---- the rules ----------------------------------------------------------------------------------

_FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("sector", {"sector": "magic"}, "is none of ours"),
    ("confidence", {"confidence": "sure"}, "is none of ours"),
    ("name", {"name": ""}, "is empty"),
    ("provinces", {"provinces": "Sindh;Atlantis"}, "is not a province"),
    ("subject", {"subject": "nothing"}, "is not in subjects.csv"),
    ("sources", {"sources": "s t"}, "is not in sources.csv"),
    ("lon", {"lon": "x", "lat": "25", "accuracy_m": "5", "position_source": "s"}, "is not a number"),
    ("accuracy_m", {"lon": "62", "lat": "25", "position_source": "s"}, "is empty"),
    ("lon", {"lon": "62", "lat": "25", "accuracy_m": "5", "position_source": "s", "gazetteer": "x"}, "is given beside"),
    ("lat", {"lon": "62", "lat": "95", "accuracy_m": "5", "position_source": "s"}, "is no such degree"),
    ("accuracy_m", {"lon": "62", "lat": "25", "accuracy_m": "-5", "position_source": "s"}, "is not a radius"),
    ("id", {"id": "harbour"}, "is a subject already"),
]


@pytest.mark.parametrize(("column", "change", "rule"), _FAULTS, ids=[f"{one[0]}-{one[2]}" for one in _FAULTS])
def test_a_wrong_project_is_named_with_its_column_and_the_rest_is_kept(
    tmp_path: Path, column: str, change: dict[str, Any], rule: str
) -> None:
    rows = [{**project("a"), **change}, project("b")]
    catalog = _open(tmp_path, rows, [step("h", "b", "announced", "2020")])

    assert list(catalog.records.portfolio.projects) == ["b"]
    [problem] = [one for one in catalog.problems if one.file == "seeds/projects.csv"]
    assert problem.place == f"line 2, {column}" and rule in problem.rule and problem.remedy


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"status": "finished"}, "is none of ours"),
        ({"date": "someday"}, "is not an EDTF date"),
        ({"project": "z"}, "is not in projects.csv"),
        ({"source": "z"}, "is not in sources.csv"),
    ],
)
def test_a_wrong_step_is_named_and_the_rest_is_kept(tmp_path: Path, change: dict[str, Any], rule: str) -> None:
    steps = [step("h1", "a", "announced", "2020"), {**step("h2", "a", "operational", "2022"), **change}]
    catalog = _open(tmp_path, [project("a")], steps)

    assert catalog.records.portfolio.status("a") == "announced"
    [problem] = catalog.problems
    assert problem.file == "seeds/history.csv" and problem.place.startswith("line 3") and rule in problem.rule


def test_a_project_without_history_or_part_of_itself_is_a_problem(tmp_path: Path) -> None:
    rows = [project("a", part_of="b"), project("b", part_of="a"), project("c", part_of="zz"), project("d")]
    steps = [step(f"h{one}", one, "announced", "2020") for one in "abc"]
    catalog = _open(tmp_path, rows, steps)

    said = {(problem.place, problem.rule) for problem in catalog.problems}
    assert ("project d", "has no row in history.csv.") in said
    assert ("project a, part_of", "is part of 'a', which is itself.") in said
    assert ("project c, part_of", "is part of 'zz', which is not a project.") in said


def test_all_that_is_wrong_with_how_projects_are_placed_is_said_in_one_pass(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for path in SEEDS.rglob("*"):
        if path.is_file():
            target = seeds / path.relative_to(SEEDS)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    table = (seeds / "projects.csv").read_text(encoding="utf-8")
    table = table.replace(",suki-kinari,", ",suki-kinary,").replace(",motorway-m5,", ",motorway-m6,")
    table = table.replace("73.2432,30.7135", "30.7135,73.2432")
    (seeds / "projects.csv").write_text(table, encoding="utf-8")

    said = [f"{one.place}: {one.rule} {one.remedy}" for one in check_seeds(seeds)[1]]

    assert any("suki-kinari, gazetteer" in one and "suki-kinari" in one.split(":", 1)[1] for one in said), said
    assert any("project-m5, features" in one and "motorway-m5" in one.split(":", 1)[1] for one in said), said
    assert any("sahiwal-coal, lon" in one and "swapped" in one for one in said), said


def test_a_folder_without_projects_is_no_fault(tmp_path: Path) -> None:
    records = read_records(write_seeds(tmp_path))

    assert not records.portfolio.projects
    assert not [one for one in records.problems if "projects" in one.file]


# ---- time ---------------------------------------------------------------------------------------


def test_steps_stand_in_order_of_time_and_unknown_days_stay_unknown(tmp_path: Path) -> None:
    steps = [step("h2", "a", "operational", "../2024"), step("h1", "a", "approved", "2019-05")]
    catalog = _open(tmp_path, [project("a")], steps)

    approved, operational = catalog.records.portfolio.history["a"]
    assert (approved.status, str(approved.earliest), str(approved.latest)) == ("approved", "2019-05-01", "2019-05-31")
    assert (operational.status, operational.earliest, str(operational.latest)) == ("operational", None, "2024-12-31")
    [row] = build_portfolio(catalog)["projects"]
    assert row["history"][1] == ["operational", None, "2024-12-31", "../2024"]


def test_what_stands_whatever_becomes_of_its_project_does_not_follow_it_through_time() -> None:
    standing = set(build_portfolio(CATALOG)["standing"])

    assert {"ml1-karachi-hyderabad", "kkh-batera-sazin", "station-jhimpir"} <= standing
    assert not {"kkh-realignment-dasu", "new-gwadar-airport", "project-karot", "gwadar-free-zone-north"} & standing


# ---- figures ------------------------------------------------------------------------------------


def test_a_figure_in_rupees_is_shown_and_never_converted_or_added(tmp_path: Path) -> None:
    claims = [
        claim("c1", "cost", "a", value="5", unit="PKR billion"),
        claim("c2", "cost", "b", value="5", unit="PKR billion", as_of="2025"),
        claim("c3", "cost", "b", value="1.5", unit="USD billion", as_of="2020"),
    ]
    steps = [step("h1", "a", "announced", "2020"), step("h2", "b", "announced", "2020")]
    catalog = _open(tmp_path, [project("a"), project("b")], steps, claims=claims)

    rupees, dollars = (one["figures"]["cost"] for one in build_portfolio(catalog)["projects"])
    assert rupees == {"value": "5", "unit": "PKR billion", "adds": None, "claim": "c1"}
    assert dollars == {"value": "1.5", "unit": "USD billion", "adds": 1500.0, "claim": "c3"}


def test_there_is_no_figure_without_a_claim(tmp_path: Path) -> None:
    assert figure_of(_open(tmp_path, [], []), [], "cost") is None


def test_a_project_is_shown_with_its_history_its_claims_and_who_says_so(tmp_path: Path) -> None:
    rows = [project("a", subject="harbour"), project("b")]
    steps = [step("h1", "a", "operational", "2018"), step("h2", "b", "announced", "2020")]
    catalog = _open(tmp_path, rows, steps, claims=[claim("c1", "cost", "a", value="5", unit="USD million")])

    view = describe(catalog, Selection(feature="quay"))

    [shown] = view["projects"]
    assert shown["id"] == "a" and shown["located"]
    assert [(one["status"], one["source"]) for one in shown["history"]] == [("operational", "A source")]
    assert [figure["claims"][0]["id"] for figure in view["figures"]] == ["c1"]
    assert describe(catalog, Selection(subject="b"))["projects"][0]["located"] is False


# ---- sources, coverage, changes -----------------------------------------------------------------


def test_coverage_tells_what_one_source_says_alone_what_nobody_says_and_what_is_old(tmp_path: Path) -> None:
    other = {**SOURCE, "id": "t"}
    claims = [
        claim("c1", "length", "a", as_of="2010"),
        claim("c2", "length", "a", as_of="2012", source="t"),
        claim("c3", "capacity", "a", as_of="2024"),
    ]
    steps = [step("h1", "a", "announced", "../2020")]
    catalog = _open(tmp_path, [project("a")], steps, claims=claims, sources=[SOURCE, other])

    found = build_sources(catalog)

    coverage = found["coverage"]
    assert [one["label"] for one in coverage["single"]] == ["Capacity"]
    assert [(one["label"], one["as_of"]) for one in coverage["oldest"]] == [("Length", "2012"), ("Capacity", "2024")]
    assert {words: len(items) for words, items in coverage["missing"].items()} == {
        "cost": 1,
        "dated status": 1,
        "place": 1,
    }
    assert {one["id"]: len(one["claims"]) for one in found["sources"]} == {"s": 2, "t": 1}
    assert found["sources"][0]["steps"][0]["name"] == "Works a"


def test_a_withdrawn_id_still_leads_to_a_note(tmp_path: Path) -> None:
    change = {"date": "2026-11-24", "change": "withdrawn", "record": "feature", "id": "old-quay", "why": "Was no quay"}
    catalog = _open(tmp_path, [], [], changes=[change])

    selection = read_link({"feature": "old-quay"}, catalog)

    assert (selection.feature, selection.withdrawn) == (None, "old-quay")
    view = describe(catalog, selection)
    assert view["withdrawn"] == {"id": "old-quay", "record": "feature", "date": "2026-11-24", "why": "Was no quay"}
    assert build_sources(catalog)["changes"][0]["why"] == "Was no quay"


def test_a_wrong_change_is_named(tmp_path: Path) -> None:
    change = {"date": "x", "change": "eaten", "record": "dog", "id": "a b", "why": ""}
    catalog = _open(tmp_path, [], [], changes=[change])

    assert [one.place for one in catalog.problems] == [
        f"line 2, {column}" for column in ("why", "date", "change", "record", "id")
    ]


def test_the_changes_of_this_repository_are_on_record() -> None:
    assert CATALOG.records.changes
    assert all(one.why for one in CATALOG.records.changes)


# ---- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"sector": "energy,magic,road"}, {"sector": "energy,road"}),
        ({"status": "operational", "known": "none", "tab": "projects", "sort": "cost"}, None),
        ({"province": "Azad Jammu and Kashmir", "confidence": "high"}, None),
        ({"find": "  wind   farm "}, {"find": "wind farm"}),
        ({"from": "2015-01-01", "to": "2019-12-31"}, None),
        ({"from": "2015-13-01", "to": "yesterday", "tab": "x", "sort": "y", "source": "z"}, {}),
        ({"find": "a" * 500}, {"find": "a" * 100}),
    ],
)
def test_filters_survive_a_link_and_nonsense_does_not(query: dict[str, str], kept: dict[str, str] | None) -> None:
    selection = read_link(query, CATALOG)

    assert write_link(selection) == (query if kept is None else kept)
    assert read_link(write_link(selection), CATALOG) == selection


def test_a_project_can_be_chosen_by_a_link_as_a_subject() -> None:
    assert read_link({"subject": "project-sahiwal-coal"}, CATALOG).subject == "project-sahiwal-coal"
