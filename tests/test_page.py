"""The page: it opens with any folders and any link, and hands the browser the facts of what was chosen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cpec_map.anchor import digest
from cpec_map.facts import describe
from cpec_map.link import Selection
from cpec_map.serving import public_files, web_version
from page.corridor import _selection
from tests.samples import LAYERS, MARK, PRODUCT, ROOT, SEEDS, hostile_catalog, layer, published, texts_of, write_layers

CATALOG = published()
ARTICLE = next(iter(CATALOG.records.articles))


def test_the_page_opens_with_the_map_and_the_panel(open_page: Callable[..., AppTest]) -> None:
    page = open_page()

    handed = _handed(page)
    assert list(handed) == ["map", "facts"]
    assert {one["digest"] for one in handed.values()} == {CATALOG.digest}
    assert handed["facts"]["view"] == _as_json(describe(CATALOG, Selection()))


def test_the_browser_fetches_modules_that_are_public(open_page: Callable[..., AppTest]) -> None:
    start = f"map/web/{web_version()}/"

    for one in _handed(open_page()).values():
        assert one["module"].startswith(start)
        assert one["module"].removeprefix(start) in public_files()


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({"feature": "event-islamabad-meeting"}, Selection(feature="event-islamabad-meeting")),
        ({"subject": "policy-security"}, Selection(subject="policy-security")),
        ({"fact": "S42"}, Selection(fact="S42")),
        ({"feature": "kkh-batera-sazin", "fact": "S03"}, Selection(feature="kkh-batera-sazin", fact="S03")),
    ],
)
def test_a_link_opens_with_its_facts_beside_the_map(
    query: dict[str, str], chosen: Selection, open_page: Callable[..., AppTest]
) -> None:
    handed = _handed(open_page(**query, layers="events", view="67.00000,24.90000,9"))

    assert handed["facts"]["view"] == _as_json(describe(CATALOG, chosen))
    assert handed["map"]["start"] == {**query, "layers": "events", "view": "67.00000,24.90000,9"}


@pytest.mark.parametrize("value", ["", "nonsense", "<b>x</b>", "{{ 7*7 }}", "../../etc/passwd", "\x00", "x" * 100_000])
def test_a_link_of_nonsense_opens_the_default_view(value: str, open_page: Callable[..., AppTest]) -> None:
    names = ("view", "feature", "subject", "fact", "base", "borders", "embedded", "chosen", "map", "facts")
    layers = {"layers": value} if value else {}  # an empty list of layers is a choice

    page = open_page(**dict.fromkeys(names, value), **layers)

    assert _handed(page) == _handed(open_page())


def test_a_repeated_parameter_does_no_harm(open_page: Callable[..., AppTest]) -> None:
    page = open_page(feature=["nonsense", "event-islamabad-meeting"], view=["1,2", "3"])

    assert len(_handed(page)) == 2


@pytest.mark.parametrize(
    "chosen",
    [
        None,
        "event-islamabad-meeting",
        ["event-islamabad-meeting"],
        {},
        {1: 2},
        {"feature": None},
        {"feature": {"id": "event-islamabad-meeting"}},
        {"feature": ["event-islamabad-meeting"]},
        {"feature": "\ud800", "fact": "<b>"},
        {"view": "0,0,5", "layers": "", "base": "osm"},  # the browser's own affair, which needs no rerun
    ],
    ids=repr,
)
def test_a_choice_that_no_page_of_ours_sends_chooses_nothing(chosen: Any) -> None:
    """What arrives over the socket is a stranger's, as a link is."""
    assert _selection(chosen, Selection(), CATALOG) == Selection()


def test_a_choice_of_our_page_replaces_what_the_link_asked_for() -> None:
    start = Selection(feature="kkh-batera-sazin", fact="S03", layers=("events",))

    chosen = _selection({"feature": "event-islamabad-meeting", "fact": None}, start, CATALOG)

    assert chosen == Selection(feature="event-islamabad-meeting", layers=("events",))


# ---- folders that are not as they should be -----------------------------------------------------


def _nothing(folder: Path) -> None:
    """Neither folder is there."""


def _empty(folder: Path) -> None:
    (folder / "layers" / "base").mkdir(parents=True)
    (folder / "seeds").mkdir()


def _files_in_place_of_folders(folder: Path) -> None:
    for name in ("layers", "seeds"):
        (folder / name).write_text("x")


def _everything_broken(folder: Path) -> None:
    shutil.copytree(LAYERS, folder / "layers")
    shutil.copytree(SEEDS, folder / "seeds")
    for path in [*(folder / "layers").rglob("*.geojson"), *(folder / "seeds").rglob("*.*")]:
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 3] + b"\xff")


def _layers_without_records(folder: Path) -> None:
    shutil.copytree(LAYERS, folder / "layers")


def _records_without_layers(folder: Path) -> None:
    shutil.copytree(SEEDS, folder / "seeds")


@pytest.mark.parametrize(
    "make",
    [
        _nothing,
        _empty,
        _files_in_place_of_folders,
        _everything_broken,
        _layers_without_records,
        _records_without_layers,
    ],
)
def test_the_page_opens_on_broken_folders(make: Callable[[Path], None], tmp_path: Path, open_page: Any) -> None:
    make(tmp_path)

    page = open_page(tmp_path, feature="event-islamabad-meeting", subject="corridor-whole", fact="S01", layers="events")

    assert list(_handed(page)) == ["map", "facts"]


def test_one_broken_layer_leaves_the_facts_of_the_others(tmp_path: Path, open_page: Callable[..., AppTest]) -> None:
    shutil.copytree(LAYERS, tmp_path / "layers")
    shutil.copytree(SEEDS, tmp_path / "seeds")
    (tmp_path / "layers" / "gwadar-port.geojson").write_bytes(b'{"type":')

    view = _handed(open_page(tmp_path, feature="event-islamabad-meeting"))["facts"]["view"]

    assert view["feature"]["name"] == "Meeting in Islamabad"
    assert view["facts"]


def test_a_changed_layer_is_shown_at_the_next_visit(tmp_path: Path, open_page: Callable[..., AppTest]) -> None:
    write_layers(tmp_path / "layers", layer("harbour"))
    first = _handed(open_page(tmp_path, feature="harbour-one"))

    write_layers(tmp_path / "layers", layer("harbour", title="Another title"))
    second = _handed(open_page(tmp_path, feature="harbour-one"))

    assert second["map"]["digest"] != first["map"]["digest"]
    assert second["facts"]["view"]["feature"]["layer_title"] == "Another title"


def test_hostile_text_is_handed_on_as_text(tmp_path: Path, open_page: Callable[..., AppTest]) -> None:
    hostile_catalog(tmp_path)

    page = open_page(tmp_path, feature="harbour-one")

    handed = _handed(page)
    said = [text for text in texts_of(handed) if "PROBE" in text and "://" not in text]
    assert handed["facts"]["view"]["feature"]["name"] == MARK
    assert all(text == MARK for text in said)
    assert PRODUCT not in str(handed)
    assert not [one for one in _elements(page) if one.type != "bidi_component" and "PROBE" in str(one.proto)]


# ---- the article's text -------------------------------------------------------------------------


def test_a_text_in_the_records_is_marked(tmp_path: Path, open_page: Callable[..., AppTest]) -> None:
    """A text of our own that happens to hold one of the quotes: another text, with that quote marked."""
    shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("*.txt"))
    quote = CATALOG.records.facts["S01"].selector.exact
    text = f"A paragraph of ours.\n{MARK} and {quote} again.\n"
    (tmp_path / "seeds" / "texts" / f"{ARTICLE}.txt").write_text(text, encoding="utf-8")

    texts = _handed(open_page(tmp_path))["facts"]["texts"]

    assert digest(text) != CATALOG.records.articles[ARTICLE].sha256
    assert not texts[ARTICLE]["same"]
    assert texts[ARTICLE]["message"]
    runs = [run for paragraph in texts[ARTICLE]["paragraphs"] for run in paragraph]
    assert [run["text"] for run in runs if run["facts"]] == [quote]
    assert any(MARK in run["text"] for run in runs)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 1000, b"x" * 2_000_000], ids=len)
def test_a_text_that_is_none_is_said_to_be_none(content: bytes, tmp_path: Path, open_page: Any) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("*.txt"))
    (tmp_path / "seeds" / "texts" / f"{ARTICLE}.txt").write_bytes(content)

    texts = _handed(open_page(tmp_path))["facts"]["texts"]

    assert texts[ARTICLE]["paragraphs"] == []
    assert texts[ARTICLE]["message"]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens the page, with the folders in another place if one is given, and the rest as its link."""

    def run(folder: Path | None = None, **query: Any) -> AppTest:
        for name, part in (("CPEC_LAYERS", "layers"), ("CPEC_SEEDS", "seeds")):
            if folder is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, str(folder / part))
        page = AppTest.from_file(ROOT / "page" / "main.py", default_timeout=30)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, page.exception
        return page

    yield run


def _elements(page: AppTest) -> list[Any]:
    def leaves(node: Any) -> Iterator[Any]:
        children = getattr(node, "children", None)
        if children is None:
            yield node
        else:
            for child in children.values():
                yield from leaves(child)

    return list(leaves(page.main))


def _handed(page: AppTest) -> dict[str, Any]:
    """What the page hands to each component, by the component's key."""
    return {one.key: json.loads(one.proto.json) for one in _elements(page) if one.type == "bidi_component"}


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))
