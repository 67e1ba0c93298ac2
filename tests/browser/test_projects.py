"""The portfolio in a browser: filters with counts, time, table and map, totals, citations, sources, downloads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.look import Visit, until
from tests.browser.test_downloads import take
from tests.samples import layer, published, write_layers, write_seeds

SAHIWAL = (73.2432, 30.7135)
ENERGY = "#DDAA33"
PORTFOLIO = published().records.portfolio


def _found(page: Visit) -> str:
    return page.page.locator("#sheet-projects .found").inner_text()


def _facet(page: Visit, name: str, value: str) -> None:
    box = page.page.locator(f'[data-facet="{name}"][value="{value}"]')
    if not box.is_visible():
        page.page.locator(".facet", has=box).locator("summary").click()
    box.check()


def test_a_filter_with_its_count_holds_on_the_table_the_map_and_the_link(visit: Callable[..., Visit]) -> None:
    page = visit(f"?tab=projects&view={SAHIWAL[0]},{SAHIWAL[1]},9")
    expect(page.page.locator("#sheet-projects .found")).to_contain_text("96 of 96 projects")
    until(lambda: page.painted(*SAHIWAL, ENERGY), "the power station is on the map")
    page.tag_map()
    page.page.locator(".facet summary", has_text="Sector").click()
    count = page.page.locator('label:has([data-facet="sector"][value="rail"]) .count').inner_text()
    rail = [one.name for one in PORTFOLIO.projects.values() if one.sector == "rail"]
    assert int(count) == len(rail)

    page.quiet(lambda: _facet(page, "sector", "rail"))

    assert _found(page).startswith(f"{len(rail)} of 96 projects")
    assert page.page.locator("#sheet-projects [data-project]").all_inner_texts() == rail
    assert not page.painted(*SAHIWAL, ENERGY), "what the filter leaves out is not on the map"
    assert page.link()["sector"] == "rail"
    assert page.same_map()
    counts = {
        box.get_attribute("value"): int(box.locator("xpath=..").locator(".count").text_content())
        for box in page.page.locator('[data-facet="status"]').all()
    }
    assert sum(counts.values()) == len(rail), "the counts of the other facets follow"

    again = visit(f"?{page.page.url.partition('?')[2]}")
    expect(again.page.locator("#sheet-projects .found")).to_contain_text(f"{len(rail)} of 96 projects")
    again.settle()
    assert not again.painted(*SAHIWAL, ENERGY)

    page.page.get_by_role("button", name="Show all projects").click()
    until(lambda: page.painted(*SAHIWAL, ENERGY), "all are back")
    assert "sector" not in page.link()


def test_the_table_selects_on_the_map_and_the_map_in_the_table(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects")
    row = page.page.locator('[data-project="project-sahiwal-coal"]')
    row.click()
    page.settle()
    assert page.sees(*SAHIWAL)
    assert page.link()["feature"] == "project-sahiwal-coal"
    expect(row).to_have_attribute("aria-expanded", "true")
    expect(page.page.locator(".portfolio .detail")).to_contain_text("Sahiwal")
    expect(page.page.locator(".portfolio .detail svg.history")).to_have_attribute(
        "aria-label", "in operation or completed: up to December 2024"
    )

    orange = published().features["project-orange-line"].feature["geometry"]["coordinates"]
    page.go(*orange, 9)
    page.click_map(*orange)
    expect(page.page.locator('[data-project="project-orange-line"]')).to_have_attribute("aria-expanded", "true")
    expect(page.page.locator('[data-project="project-orange-line"]')).to_be_in_viewport()
    expect(row).to_have_attribute("aria-expanded", "false")

    page.page.get_by_role("button", name="Facts, figures and sources").click()
    expect(page.heading).to_have_text("Lahore Orange Line")
    expect(page.facts.locator(".histories")).to_contain_text("25 October 2020")


def test_a_link_opens_the_tab_it_names_with_the_row_of_what_is_chosen(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects&feature=project-suki-kinari")
    expect(page.page.locator('[data-project="project-suki-kinari"]')).to_have_attribute("aria-expanded", "true")
    page.settle()
    expect(page.page.locator("#sheet-projects")).to_be_visible()
    assert page.link()["tab"] == "projects"


def test_what_is_not_located_is_in_the_list_and_never_on_the_map(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects")
    row = page.page.locator('[data-project="project-matiari-lahore-hvdc"]')
    expect(row.locator("xpath=..")).to_contain_text("not located")
    view = page.view()
    row.click()
    page.settle()
    assert page.view() == view, "the map stays where it was"
    page.page.get_by_role("button", name="Facts, figures and sources").click()
    expect(page.facts).to_contain_text("Not located: no source gives its place")


def test_time_shows_what_stood_when(visit: Callable[..., Visit]) -> None:
    karot = published().features["project-karot"].feature["geometry"]["coordinates"]
    page = visit(f"?tab=projects&view={karot[0]:.5f},{karot[1]:.5f},11&to=2022-05-31")
    until(lambda: page.page.locator("#sheet-projects .found").count() == 1)
    assert "as they stood at the end of May 2022" in _found(page)
    expect(page.page.locator(".time .said")).to_have_text("May 2022")
    page.settle()
    row = page.page.locator('tr:has([data-project="project-karot"])')
    expect(row).to_have_count(0)
    assert not page.painted(*karot, ENERGY), "nothing on record says that it stood a month before it opened"

    slider = page.page.get_by_label("Status at the end of")
    page.tag_map()
    slider.focus()
    page.quiet(lambda: page.page.keyboard.press("ArrowRight"))
    expect(page.page.locator(".time .said")).to_have_text("June 2022")
    expect(row).to_contain_text("in operation")
    until(lambda: page.painted(*karot, ENERGY), "now it stands")
    assert page.link()["to"] == "2022-06-30"
    assert page.same_map()

    since = page.page.get_by_label("Only what changed since")
    since.focus()
    page.page.keyboard.press("End")
    expect(page.page.locator(".time .said")).to_have_text("June 2022 to June 2022")
    expect(row).to_have_count(1)
    expect(page.page.locator('[data-project="project-orange-line"]')).to_have_count(0)

    page.page.locator(".time").get_by_role("button", name="Now", exact=True).click()
    expect(page.page.locator(".time .said")).to_have_text("now")
    assert "to" not in page.link()


def test_a_railway_in_service_stays_as_it_is_whatever_becomes_of_its_renewal(visit: Callable[..., Visit]) -> None:
    page = visit("?view=67.87545,24.91759,9&to=2016-12-31")
    expect(page.page.locator(".time .said")).to_have_text("December 2016")
    page.settle()
    assert page.painted(67.87545, 24.91759, "#CC3311")


def test_unknown_dates_are_said_to_be_unknown(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects&to=2016-12-31&find=sahiwal")
    row = page.page.locator('tr:has([data-project="project-sahiwal-coal"])')
    expect(row).to_contain_text("unknown, may have changed")
    expect(page.page.locator(".time .hint")).to_contain_text("1 unknown")


def test_totals_add_what_the_rows_show_and_say_what_they_add(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects&find=wind farm")
    totals = page.page.locator(".totals")
    expect(totals).to_contain_text("sum of 6 of 6 projects")
    capacity = sum(
        float(claim.value)
        for claim in published().records.claims
        if claim.attribute == "capacity" and "wind" in claim.subject
    )
    expect(totals.locator("strong").first).to_have_text(f"{capacity:g}\u202fMW")

    whole = visit("?tab=projects&find=ML-1")
    expect(whole.page.locator(".totals")).to_contain_text("1 inside another left out")


def test_the_list_is_put_in_order(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects&sector=energy&sort=capacity")
    until(lambda: page.page.locator("[data-project]").count() > 10)
    sizes = [
        float(text.split("\u202f")[0].replace(" ", ""))
        for text in page.page.locator("#sheet-projects td.number div", has_text="MW").all_inner_texts()
    ]
    assert sizes == sorted(sizes, reverse=True)
    page.page.get_by_label("Order", exact=True).select_option("name")
    names = page.page.locator("#sheet-projects [data-project]").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert page.link()["sort"] == "name"


def test_a_citation_is_copied_in_each_form(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=ml1-karachi-hyderabad", permissions=["clipboard-read", "clipboard-write"])
    figure = page.facts.locator(".figure", has_text="Cost of the whole ML-1")
    row = figure.locator("tr.first")
    row.locator("summary", has_text="Cite").click()
    copied = {}
    for form in ("plain", "bibtex", "csl"):
        row.locator(f'[data-form="{form}"]').click()
        expect(row.locator(f'[data-form="{form}"]')).to_have_text("Copied")
        copied[form] = page.page.evaluate("navigator.clipboard.readText()")
    assert "Cited for: ML-1 railway, Karachi–Hyderabad, Cost of the whole ML-1" in copied["plain"]
    assert copied["bibtex"].startswith("@online{")
    assert json.loads(copied["csl"])[0]["URL"].startswith("https://")

    fact = page.facts.locator(".fact").first
    fact.locator("summary", has_text="Cite").click()
    fact.locator('[data-form="plain"]').click()
    expect(fact.locator('[data-form="plain"]')).to_have_text("Copied")
    assert "paragraph" in page.page.evaluate("navigator.clipboard.readText()")


def test_a_status_is_cited_too(visit: Callable[..., Visit]) -> None:
    page = visit("?subject=project-karot", permissions=["clipboard-read", "clipboard-write"])
    step = page.facts.locator(".steps li").first
    step.locator("summary", has_text="Cite").click()
    step.locator('[data-form="plain"]').click()
    expect(step.locator('[data-form="plain"]')).to_have_text("Copied")
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("Cited for: Karot: operational (29 June 2022).")


def test_rivals_stand_in_one_picture_and_what_came_since_the_article_is_told_apart(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=ml1-karachi-hyderabad")
    headings = page.facts.locator("h3").all_inner_texts()
    assert headings.index("Since then, others published") > headings.index("The article says (4)")
    assert "Published before the article" in headings
    figure = page.facts.locator(".figure", has_text="Cost of the whole ML-1")
    assert "shown first: the latest published" in figure.inner_text()
    figure.locator("summary", has_text="In one picture").click()
    picture = figure.locator("img").first
    until(lambda: picture.evaluate("(image) => image.complete && image.naturalWidth > 100"), "the chart is there")
    assert "International Railway Journal" in (picture.get_attribute("alt") or "")


def test_a_source_has_a_page_that_leads_to_what_it_says(visit: Callable[..., Visit]) -> None:
    page = visit("?feature=ml1-karachi-hyderabad")
    page.facts.locator(".figure", has_text="Cost of the whole ML-1").locator("tbody tr").first.get_by_role(
        "button", name="Dawn"
    ).click()
    sheet = page.page.locator("#sheet-sources")
    expect(sheet).to_be_visible()
    expect(sheet.locator("h2")).to_contain_text("ML-1")
    assert page.link()["tab"] == "sources" and page.link()["source"].startswith("dawn")

    again = visit(f"?{page.page.url.partition('?')[2]}")
    expect(again.page.locator("#sheet-sources h2")).to_have_text(sheet.locator("h2").inner_text())
    again.page.get_by_role("button", name="All sources").click()
    expect(again.page.locator("#sheet-sources .coverage")).to_contain_text("One source only")
    expect(again.page.locator("#sheet-sources .changes")).to_contain_text("96 projects")
    again.page.locator("#sources-find").fill("business recorder")
    until(lambda: again.page.locator("#sheet-sources .subject").count() < 10)


def test_the_download_is_exactly_what_is_filtered(visit: Callable[..., Visit], tmp_path: Path) -> None:
    page = visit("?tab=projects&sector=digital,rail")
    until(lambda: page.page.locator("[data-project]").count() == 10)

    path = take(page, page.page.get_by_role("button", name="Download these as GeoJSON").click, tmp_path)
    document = json.loads(path.read_text(encoding="utf-8"))
    expected = {one.id for one in PORTFOLIO.projects.values() if one.sector in ("digital", "rail")}
    assert {one["id"] for one in document["projects"]} == expected
    assert any(one["geometry"] is None for one in document["features"])
    assert document["title"].startswith("10 projects") and document["sources"] and document["claims"]

    path = take(page, page.page.get_by_role("button", name="as CSV").click, tmp_path)
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["id"] for row in rows} == expected
    assert next(row for row in rows if row["id"] == "project-orange-line")["length_km"] == "27.1"


def test_charts_follow_the_filter(visit: Callable[..., Visit]) -> None:
    page = visit("?tab=projects&sector=rail")
    page.page.locator(".charts summary").click()
    picture = page.page.locator(".charts img").first
    until(lambda: "rail 8" in (picture.get_attribute("alt") or ""), "the chart counts what is found")
    until(lambda: picture.evaluate("(image) => image.complete && image.naturalWidth > 100"))
    _facet(page, "sector", "road")
    until(lambda: "road 19" in (picture.get_attribute("alt") or ""))


def test_an_old_link_to_what_was_withdrawn_says_so_and_why(
    visit: Callable[..., Visit], serve: Callable, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("withdrawn")
    gone = {"date": "2026-11-24", "change": "withdrawn", "record": "feature", "id": "old-quay", "why": "It was no quay"}
    seeds = write_seeds(
        folder / "seeds", sources=[{"id": "s", "title": "A source", "licence": "cited"}], changes=[gone]
    )
    address = serve(layers=write_layers(folder / "layers", layer("ports")), seeds=seeds).address

    page = visit("?feature=old-quay", at=address)

    expect(page.facts).to_contain_text("Withdrawn: feature old-quay")
    expect(page.facts).to_contain_text("24 November 2026: It was no quay")


def test_a_search_finds_a_project(visit: Callable[..., Visit]) -> None:
    page = visit()
    for asked, name in (("Sahiwal power", "Sahiwal power station"), ("HVDC", "Matiari–Lahore ±660 kV HVDC line")):
        page.page.locator("#search").fill(asked)
        expect(page.page.locator("#search-results [role=option]").first).to_contain_text(name)
        page.page.keyboard.press("Enter")
        expect(page.heading).to_have_text(name)
