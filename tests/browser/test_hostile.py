"""Hostile text: whatever a record, a file or a link says is shown as it is written, and never runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.look import Visit, until
from tests.samples import PRODUCT, article, claim, fact, feature, layer, project, step, write_layers, write_seeds


def say(what: str) -> str:
    """A text for one place, with harmless probes for markup, handlers and templates in it."""
    return f'{what}:<img src=x onerror="window.__probe=1">{{{{1234*5678}}}}${{1234*5678}}"><b>p</b>'


SCRIPT_ADDRESS = "javascript:window.__probe=1"
FILE = '<img src=x onerror="window.__probe=1">{{1234*5678}}.geojson'
LON, LAT = 62.3, 25.1


@pytest.fixture(scope="module")
def hostile(serve: Callable, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server on layers and records that say something hostile wherever they may say anything."""
    folder = tmp_path_factory.mktemp("hostile")
    said = {key: say(key) for key in ("kind", "name_ur", "name_zh", "aliases", "note", "date", "licence", "depth")}
    said |= {"family": "constructor", say("key"): say("value of key"), "__proto__": say("proto")}
    head = {key: say(key) for key in ("title", "group", "about", "accuracy", "date", "attribution", "licence")}
    head["facts"] = [
        {"property": "depth", "label": say("label"), "unit": say("unit")},
        {"property": say("key"), "label": say("second label")},
    ]
    head["sources"] = [
        {"id": "s", "title": say("source"), "address": SCRIPT_ADDRESS, "licence": say("sl"), "credit": say("credit")},
        {"id": "t", "title": say("other source"), "address": " jAvAsCrIpT:window.__probe=1", "licence": "x"},
    ]
    line = feature("quay", name=say("quay"), subject="harbour", **said)
    line["geometry"] = {"type": "LineString", "coordinates": [[62.2, 25.1], [62.4, 25.1]]}
    harbour = feature("harbour-one", LON, LAT, name=say("name"), subject="harbour", symbol="station", rank=1, **said)
    town = feature("town", 62.5, 25.4, name=say("town"), name_ur=say("town_ur"), rank=1)
    layers = write_layers(
        folder / "layers",
        layer("harbour", [harbour, line], style={"stroke": "#CC3311", "marker-color": "#CC3311"}, **head),
        layer("towns", [town], role="base", draw="city", attribution=say("base credit")),
    )
    (layers / FILE).write_text('{"type": ' + '"<b>no</b>"}')
    record = article(
        "talk",
        [
            fact(
                "F1",
                ["harbour"],
                say("quote"),
                **{key: say(key) for key in ("statement", "kind", "inferred")},
                actors=[say("actor")],
                places=[say("place")],
            )
        ],
    )
    seeds = write_seeds(
        folder / "seeds",
        articles=[record | {key: say(key) for key in ("title", "citation", "dated_by")}],
        subjects=[
            {"id": "harbour", "name": say("subject"), "kind": "port", "summary": say("summary")},
            {"id": "theme", "name": say("theme"), "kind": "policy", "summary": say("theme summary")},
        ],
        attributes=[{"id": "length", "label": say("attribute"), "unit_kind": "x", "order": 1, "rule": "latest"}],
        sources=[
            {"id": "s", "title": say("record source"), "publisher": say("publisher"), "address": SCRIPT_ADDRESS}
            | {"licence": say("record licence"), "credit": say("record credit")}
        ],
        gaps=[{"subject": "harbour", "attribute": "length", "note": say("gap")}],
        projects=[
            project("works", name=say("project"), kind=say("project kind"), place=say("project place"))
            | {"note": say("project note"), "subject": "harbour"}
        ],
        history=[step("h1", "works", "operational", "2020", note=say("step note"))],
        changes=[{"date": "2026", "change": "added", "record": "project", "id": "works", "why": say("change")}],
        claims=[
            claim("C1", value=say("claim"), unit=say("claim unit"), note=say("claim note")),
            claim("C2", value=say("rival"), unit="km", note=say("rival note")),
        ],
    )
    return serve(layers=layers, seeds=seeds).address


@pytest.fixture(scope="module")
def opened(stay: Callable[..., Visit], hostile: str) -> Visit:
    return stay("?feature=harbour-one", at=hostile)


@pytest.fixture
def page(opened: Visit) -> Iterator[Visit]:
    """The hostile page with a feature chosen, which must still be harmless when the test is over."""
    opened.turn_to("List")
    opened.page.locator('[data-feature="harbour-one"]').click()
    expect(opened.heading).to_have_text(say("name"))
    yield opened
    harmless(opened)
    # A download is a navigation that ends; browsers call that aborted.
    assert [one for one in opened.failed if "/map/download" not in one] == []


def harmless(page: Visit) -> None:
    """Nothing ran, nothing became an element, no template was filled in."""
    assert page.page.evaluate("window.__probe") is None
    assert page.page.locator(":is(.chart, .panel) :is(img[src='x'], b, script, iframe)").count() == 0
    assert page.page.evaluate("[...document.links].filter((one) => !/^https?:/.test(one.protocol)).length") == 0
    text = page.page.evaluate("document.documentElement.outerHTML + document.title")
    assert PRODUCT not in text
    assert page.page.evaluate("({}).polluted === undefined && Object.prototype.name === undefined")


def shows(where: Locator, *what: str) -> None:
    text = where.evaluate("(node) => node.textContent")
    for one in what:
        assert say(one) in text, one


def test_the_layer_panel_and_about_show_hostile_text_as_it_is(page: Visit) -> None:
    page.page.get_by_role("button", name="About title:").click()

    shows(page.page.locator(".chart .layers"), "title", "group")
    about = page.page.locator("#about-harbour")
    shows(about, "about", "accuracy", "date", "licence", "attribution", "source", "other source")
    assert about.locator("a:not(.action)").count() == 0, "an address that is no web address is no link"


def test_the_credits_show_hostile_text_as_it_is(page: Visit) -> None:
    shows(page.page.locator(".chart .credits"), "attribution", "base credit")


def test_the_facts_beside_the_map_show_hostile_text_as_it_is(page: Visit) -> None:
    expect(page.facts.locator(".fact")).to_have_count(1)

    shows(page.facts, "name", "name_ur", "name_zh", "kind", "note", "date", "licence", "source", "credit", "subject")
    shows(page.facts, "depth", "label", "unit", "second label", "value of key")
    shows(page.facts, "statement", "quote", "inferred", "citation", "dated_by")
    shows(page.facts, "attribute", "claim", "claim unit", "claim note", "rival", "publisher", "gap")
    assert page.facts.locator("a:not(.action)").count() == 0
    assert page.page.locator(".panel [role='status']").first.text_content() == f"{say('name')}: 1 fact"


def test_projects_and_their_history_show_hostile_text_as_it_is(page: Visit) -> None:
    until(lambda: page.facts.locator(".histories .steps").count())
    shows(page.facts, "project note", "step note", "publisher")
    page.turn_to("Projects")
    row = page.page.locator('[data-project="works"]')
    expect(row).to_be_visible()
    shows(page.page.locator("#sheet-projects"), "project", "project kind")
    shows(page.page.locator("#sheet-projects .detail"), "project place")
    page.page.locator("#projects-find").fill(say("project")[:100])
    page.page.locator(".charts summary").click()
    page.page.wait_for_timeout(600)


def test_sources_coverage_and_changes_show_hostile_text_as_it_is(page: Visit) -> None:
    page.turn_to("Sources")
    sheet = page.page.locator("#sheet-sources")
    until(lambda: sheet.locator(".subject").count())
    shows(sheet, "record source", "publisher", "attribute", "gap", "change", "project")
    sheet.locator(".subject").first.click()
    shows(sheet, "record source", "record licence", "claim", "claim unit", "subject")
    assert sheet.locator("a").count() == 0, "an address that is no web address is no link"
    sheet.get_by_role("button", name="All sources").click()


def test_titles_and_other_attributes_hold_hostile_text_as_it_is(page: Visit) -> None:
    page.turn_to("Article")
    passage = page.page.locator('#sheet-article [data-facts="F1"]')

    assert passage.get_attribute("title") == say("statement")
    named = page.page.get_by_role("button", name="Zoom to title:")
    assert named.get_attribute("aria-label") == f"Zoom to {say('title')}"


def test_the_start_the_article_and_the_list_show_hostile_text_as_it_is(page: Visit) -> None:
    page.facts.get_by_role("button", name="All projects and themes").click()
    expect(page.heading).to_have_text("What the article says, and where")

    shows(page.facts, "subject", "summary", "theme", "theme summary")
    shows(page.page.locator("#sheet-article"), "title", "citation", "dated_by", "statement", "quote")
    shows(page.page.locator("#sheet-list"), "title", "name", "quay", "kind")


def test_a_broken_file_with_a_hostile_name_is_named_as_it_is(page: Visit) -> None:
    page.facts.get_by_role("button", name="All projects and themes").click()

    problems = page.facts.locator(".problems")
    expect(problems).to_contain_text('must be "FeatureCollection"')
    assert FILE in problems.text_content()


@pytest.mark.parametrize(
    "asked, found", [("name", "name"), ("town", "town"), ("statement", "statement"), ("alia", "name")]
)
def test_the_search_shows_hostile_text_as_it_is(page: Visit, asked: str, found: str) -> None:
    page.page.get_by_role("combobox", name="Search").fill(asked)

    expect(page.page.locator("#search-results [role=option]").first).to_be_visible()
    shows(page.page.locator("#search-results"), found)
    page.page.keyboard.press("Enter")
    page.settle()


def test_the_words_at_the_pointer_are_shown_as_they_are(page: Visit) -> None:
    page.page.evaluate(f"void window.__map.setView([{LAT}, {LON}], 10, {{ animate: false }})")
    page.settle()

    hover = page.page.locator(".chart .hover")
    for lon, name in ((LON + 0.05, "quay"), (LON, "name")):
        x, y = page.spot(lon, LAT)
        page.page.mouse.move(x - 1, y)
        page.page.wait_for_timeout(100)  # Leaflet looks under the pointer 30 times a second at most
        page.page.mouse.move(x, y)
        until(lambda name=name: say(name) in (hover.text_content() or ""))


def test_what_lies_under_a_click_is_named_as_it_is(page: Visit) -> None:
    page.page.evaluate(f"void window.__map.setView([{LAT}, {LON}], 10, {{ animate: false }})")

    # It is chosen already: what else lies there is known to the click alone.
    page.click_map(LON, LAT)

    expect(page.facts.locator(".also")).to_be_visible()
    shows(page.facts.locator(".also"), "quay")


def test_names_are_drawn_on_the_canvas_and_nowhere_else_on_the_map(page: Visit) -> None:
    assert page.page.evaluate("document.querySelector('.leaflet-map-pane').textContent.trim()") == ""
    assert page.painted(LON, LAT, pane="labels", reach=60)


def test_the_script_that_folium_wrote_holds_no_word_of_any_record(page: Visit) -> None:
    address = next(url for url in page.requests if url.endswith("/map/script.js"))

    script = page.page.request.get(address).text()

    assert "__probe" not in script
    assert "harbour" not in script


def test_a_hostile_link_is_text_or_nothing(visit: Callable[..., Visit], watch) -> None:
    names = ("feature", "subject", "fact", "layers", "view", "base", "borders", "within", "unknown")
    page = visit("?" + "&".join(f"{name}={quote(say('link'))}" for name in names))

    expect(page.heading).to_have_text("What the article says, and where")
    page.pan(40, 40)
    page.link()
    harmless(page)
    assert len(page.layers_on()) == 7
    assert watch.errors == []


@pytest.mark.parametrize("path", ["map/download?feature=", "map/download?layers=", "map/layers/", "map/web/", "map/"])
def test_an_answer_never_sends_hostile_text_back_as_a_page(opened: Visit, hostile: str, path: str) -> None:
    answer = opened.page.request.get(f"{hostile}/{path}{quote(say('path'), safe='')}")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "__probe" not in answer.text()


def test_the_server_computed_nothing_and_showed_no_trace(hostile: str, page: Visit) -> None:
    download = page.page.request.get(f"{hostile}/map/download?layers=harbour")

    assert PRODUCT not in download.text()
    assert say("name").replace('"', '\\"') in download.text()
    assert 'filename="cpec-harbour-' in download.headers["content-disposition"]


def test_the_name_of_a_download_is_made_of_ids_alone(page: Visit) -> None:
    with page.page.expect_download() as started:
        page.facts.get_by_text("Download GeoJSON").click()

    assert started.value.suggested_filename.startswith("cpec-harbour-one-")
