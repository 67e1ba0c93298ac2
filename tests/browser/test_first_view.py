"""The first view: what a person sees before doing anything, and the pictures of it in the README."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.look import Visit, until
from tests.conftest import ROOT, is_loopback
from tests.samples import published

LAYERS = [
    "ml1-karachi-hyderabad",
    "kkh-thakot-raikot",
    "gwadar-port",
    "gwadar-free-zone",
    "gwadar-connections",
    "corridor-routes",
    "events",
]
_MOUNT_TWO = """
async (address) => {
  const { default: mount } = await import(address);
  const data = { digest: "again", start: {} };
  for (const id of ["second", "first"]) {
    const parentElement = document.createElement("div");
    parentElement.id = id;
    parentElement.style.cssText = "width: 400px; height: 300px";
    parentElement.innerHTML = '<div class="chart"></div>';
    document.body.prepend(parentElement);
    mount({ parentElement, data, setStateValue() {} });
  }
}
"""
LAND, SEA = "#F4F2EC", "#DCE7EC"
pictures = pytest.mark.skipif(os.environ.get("CPEC_PICTURES") != "1", reason="CPEC_PICTURES=1 makes the pictures anew")


def test_the_first_view_paints_the_corridor_from_end_to_end(here: Visit) -> None:
    assert here.painted(67.87545, 24.91759, "#CC3311"), "ML-1 between Karachi and Hyderabad"
    assert here.painted(74.59181, 35.4929, "#0077BB"), "Raikot Bridge"
    assert here.painted(62.343, 25.110, "#009988"), "Gwadar Port"
    assert here.painted(70.35092, 28.73664, "#0077BB"), "motorway M-5, one of the other routes"
    assert here.painted(73.0433, 33.7215, "#EE3377"), "the meeting in Islamabad"


def test_what_is_too_small_for_the_first_view_is_painted_when_one_comes_closer(visit: Callable[..., Visit]) -> None:
    page = visit("?view=62.36,25.17,11.5")

    assert page.painted(62.33689, 25.11199, "#33BBEE"), "the free zone, south"
    assert page.painted(62.38643, 25.22605, "#33BBEE"), "the free zone, north"
    assert page.painted(62.34904, 25.20372, "#0077BB"), "the East Bay Expressway"


def test_the_first_view_shows_the_corridor_from_kashgar_to_gwadar(here: Visit) -> None:
    assert here.sees(75.99, 39.47), "Kashgar"
    assert here.sees(62.33, 25.11), "Gwadar"


def test_land_and_sea_are_painted_by_our_own_base_map(here: Visit) -> None:
    assert here.painted(69.5, 28.0, LAND, pane="base") > 100, "land, Sindh and Balochistan"
    assert not here.painted(64.0, 23.5, LAND, pane="base"), "no land in the Arabian Sea"
    assert here.page.evaluate("getComputedStyle(window.__map.getContainer()).backgroundColor") == "rgb(220, 231, 236)"


def test_names_are_written_beside_the_symbols(here: Visit) -> None:
    assert here.painted(67.01, 24.846, "#22272B", pane="labels", reach=110, near=40) > 40


def test_the_panel_says_what_there_is_to_read(here: Visit) -> None:
    text = here.facts.inner_text()
    assert "42 facts from one article" in text
    assert "Gwadar Port" in text
    assert "About no place" in text
    assert "Five corridors of the second phase" in text


def test_all_seven_layers_are_on_and_counted(here: Visit) -> None:
    assert here.layers_on() == LAYERS
    rows = here.page.locator(".chart .layers .row")
    assert [int(row.locator(".count").inner_text().split()[-1]) for row in rows.all()] == [
        len(layer.features) for layer in published().layers
    ]


def test_the_first_view_asks_only_this_machine_and_reports_no_error(visit: Callable[..., Visit], watch) -> None:
    page = visit()
    page.page.wait_for_load_state("networkidle")

    assert page.failed == []
    assert watch.errors == []
    assert [url for url in page.requests if not is_loopback(url)] == []


def test_every_answer_comes_with_the_security_policy(here: Visit) -> None:
    answer = here.page.request.get(here.address)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' blob: 'sha256-" in policy
    assert "unsafe-eval" not in policy


def test_a_handler_in_markup_would_be_stopped_by_the_policy(visit: Callable[..., Visit], watch) -> None:
    page = visit()

    page.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=\"window.__probe = 1\">')"
    )
    page.page.wait_for_timeout(300)

    assert page.page.evaluate("window.__probe") is None
    assert any("Content Security Policy" in error for error in watch.errors)


def test_a_map_that_is_put_in_the_place_of_another_while_files_come_is_drawn(
    visit: Callable[..., Visit], watch
) -> None:
    """Streamlit may replace a component's element before the first one is ready; each then draws in its own."""
    page = visit()

    page.page.evaluate(_MOUNT_TWO, next(url for url in page.requests if url.endswith("/chart.js")))
    for place in ("first", "second"):
        page.page.wait_for_selector(f"#{place} .chart[data-drawn] .leaflet-control-zoom", state="attached")

    assert page.page.locator(".chart .failure").count() == 0
    assert watch.errors == []


@pictures
def test_pictures_of_the_first_view_and_five_others(visit: Callable[..., Visit]) -> None:
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)

    _keep(visit(), folder / "first-view.png")
    _keep(visit("?feature=kkh-sazin-raikot"), folder / "kkh.png")
    _keep(visit("?view=62.345,25.125,13.5&feature=gwadar-port-terminal"), folder / "gwadar.png")
    projects = visit("?tab=projects&status=operational&view=70.00000,30.00000,6")
    until(lambda: projects.page.locator("[data-project]").count() > 10)
    _keep(projects, folder / "projects.png")
    article = visit("?review=1")
    article.page.get_by_role("button", name="Try it with the example").click()
    article.page.wait_for_selector(".article-text mark", timeout=120_000)
    _keep(article, folder / "review.png")
    phone = visit(width=360, height=740, device_scale_factor=2, has_touch=True, is_mobile=True)
    _keep(phone, folder / "phone.png")


def _keep(visit: Visit, path: Path) -> None:
    visit.settle()
    until(lambda: visit.page.evaluate("document.fonts.status === 'loaded'"))
    visit.page.wait_for_timeout(400)
    visit.page.screenshot(path=path)
