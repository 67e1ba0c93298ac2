"""Broken files: the page opens, shows the rest, and says which file, where, what rule and what to do."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.look import Visit, until
from tests.conftest import ROOT


def copy_of(name: str, folder: Path) -> Path:
    shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("texts"))
    return folder / name


@pytest.fixture(scope="module")
def broken_layers(serve: Callable, tmp_path_factory: pytest.TempPathFactory) -> str:
    layers = copy_of("layers", tmp_path_factory.mktemp("broken"))
    whole = (layers / "kkh-thakot-raikot.geojson").read_bytes()
    (layers / "kkh-thakot-raikot.geojson").write_bytes(whole[: len(whole) // 2])
    (layers / "gwadar-port.geojson").write_bytes(b"")
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr("events.geojson", (layers / "events.geojson").read_bytes())
    (layers / "events.geojson").write_bytes(packed.getvalue())
    (layers / "foreign.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (layers / "coordinates.geojson").write_text('{"type": "Point", "coordinates": [NaN, 0]}')
    (layers / "base" / "rivers.geojson").write_bytes(b"\xff\xfe broken")
    return serve(layers=layers).address


@pytest.fixture(scope="module")
def broken_page(stay: Callable[..., Visit], broken_layers: str) -> Visit:
    return stay(at=broken_layers)


@pytest.fixture(scope="module")
def broken_seeds(serve: Callable, tmp_path_factory: pytest.TempPathFactory) -> str:
    seeds = copy_of("seeds", tmp_path_factory.mktemp("broken"))
    (article,) = (seeds / "articles").glob("*.toml")
    article.write_text(article.read_text(encoding="utf-8")[:900], encoding="utf-8")
    with (seeds / "claims" / "kkh.csv").open("a", encoding="utf-8") as stream:
        stream.write("F9001,no-such-subject,length,1,km,2024,no-such-source,high,,\n")
        stream.write("F9002,too,few\n")
    (seeds / "gaps.csv").write_bytes(b"\x00\x01\x02")
    (seeds / "subjects.csv").write_bytes((seeds / "subjects.csv").read_bytes() + b'"never closed')
    return serve(seeds=seeds).address


@pytest.mark.parametrize(
    "file, place, rule, remedy",
    [
        ("gwadar-port.geojson", "file", "is empty.", "python -m geo build"),
        ("kkh-thakot-raikot.geojson", "line", "is not JSON", "half-written"),
        ("events.geojson", "byte", "is not UTF-8 text.", "Save the file as UTF-8"),
        ("foreign.geojson", "layer", "is missing.", "Add the `layer` member"),
        ("coordinates.geojson", "file", "NaN", "Correct the value"),
        ("rivers.geojson", "byte 0", "is not UTF-8 text.", "Save the file as UTF-8"),
    ],
)
def test_a_broken_layer_is_named_with_place_rule_and_remedy(
    broken_page: Visit, file: str, place: str, rule: str, remedy: str
) -> None:
    page = broken_page

    problem = page.facts.locator(".problems li").filter(has=page.page.locator("strong").get_by_text(file, exact=True))
    expect(problem).to_have_count(1)
    assert place in problem.locator(".where").inner_text()
    assert rule in problem.inner_text()
    assert remedy in problem.inner_text()
    assert str(ROOT) not in page.facts.inner_text(), "no path of this machine"


def test_the_layers_that_are_whole_are_drawn_beside_broken_ones(
    visit: Callable[..., Visit], broken_layers: str, watch
) -> None:
    page = visit(at=broken_layers)

    assert page.layers_on() == ["ml1-karachi-hyderabad", "gwadar-free-zone", "gwadar-connections", "corridor-routes"]
    assert page.painted(67.87545, 24.91759, "#CC3311")
    assert page.painted(69.5, 28.0, pane="base")
    page.facts.get_by_role("button", name="Gwadar Port").first.click()
    expect(page.facts.locator('[data-fact="S18"]')).to_be_visible()
    assert page.failed == []
    assert watch.errors == []


def test_broken_records_are_named_and_the_map_and_the_other_records_stay(
    visit: Callable[..., Visit], broken_seeds: str, watch
) -> None:
    page = visit(at=broken_seeds)

    problems = page.facts.locator(".problems")
    for words in (
        "seeds/articles/000_7ff48d394035955c.toml",
        "is not TOML",
        "seeds/claims/kkh.csv",
        "'no-such-subject' is not in subjects.csv",
        "has 3 cells; the header names 10",
        "seeds/gaps.csv",
        "seeds/subjects.csv",
    ):
        expect(problems).to_contain_text(words)
    assert len(page.layers_on()) == 7
    assert page.painted(67.87545, 24.91759, "#CC3311")
    page.turn_to("Article")
    expect(page.page.locator("#sheet-article")).to_contain_text("No article record could be read.")
    page.turn_to("List")
    page.page.locator('[data-feature="kkh-sazin-raikot"]').click()
    expect(page.facts.locator("tr.first").first).to_contain_text("241")
    assert page.failed == []
    assert watch.errors == []


def test_a_file_that_breaks_and_is_mended_while_the_page_runs_is_followed(
    visit: Callable[..., Visit], serve: Callable, tmp_path: Path
) -> None:
    layers = copy_of("layers", tmp_path)
    page = visit(at=serve(layers=layers).address)
    events = (layers / "events.geojson").read_bytes()
    assert page.facts.locator(".problems").count() == 0

    (layers / "events.geojson").write_bytes(events[:-200])
    page.page.reload()
    page.wait_until_drawn()
    expect(page.facts.locator(".problems")).to_contain_text("events.geojson")
    assert len(page.layers_on()) == 6

    (layers / "events.geojson").write_bytes(events)
    page.page.reload()
    page.wait_until_drawn()
    expect(page.heading).to_be_visible()
    assert page.facts.locator(".problems").count() == 0
    assert len(page.layers_on()) == 7


def test_with_no_layer_and_no_record_at_all_the_page_opens_and_says_what_to_do(
    visit: Callable[..., Visit], serve: Callable, tmp_path: Path, watch
) -> None:
    page = visit(at=serve(layers=tmp_path / "no-layers", seeds=tmp_path / "no-seeds").address)

    expect(page.facts.locator(".problems")).to_contain_text("python -m geo build")
    expect(page.page.locator(".chart .map")).to_be_visible()
    assert page.layers_on() == []
    assert watch.errors == []


def test_a_layer_that_does_not_arrive_leaves_the_others_and_can_be_tried_again(visit: Callable[..., Visit]) -> None:
    page = visit(wait=False)
    page.page.route("**/map/first.json*", lambda route: route.abort())
    page.page.route("**/map/layers/events.geojson*", lambda route: route.abort())
    page.open()

    assert page.painted(67.87545, 24.91759, "#CC3311"), "the others are drawn"
    expect(page.page.get_by_role("alert").filter(has_text="Events of November 2024")).to_be_visible()
    assert not page.box("events").is_checked()

    page.page.unroute_all()
    page.box("events").check()
    until(lambda: page.painted(73.0433, 33.7215, "#EE3377"), "the second try did not draw it")
    assert page.page.get_by_role("alert").filter(has_text="Events of November 2024").count() == 0
