"""The catalog: whatever is in the folders, what can be read is open and what cannot is named with its remedy."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cpec_map.catalog import Catalog, current_catalog, open_catalog
from cpec_map.layer import format_layer
from cpec_map.table import MAX_PROBLEMS
from tests.samples import LAYERS, SEEDS, feature, harbour_seeds, layer, published, write_layers


def test_the_published_folders_open_without_a_problem() -> None:
    catalog = published()

    assert [str(problem) for problem in catalog.problems] == []
    assert len(catalog.layers) == len(list(LAYERS.glob("*.geojson")))
    assert len(catalog.base) == len(list((LAYERS / "base").glob("*.geojson")))


def test_layers_stand_in_the_order_they_ask_for(folders: tuple[Path, Path]) -> None:
    write_layers(folders[0], layer("zone", order=1), layer("airport", order=2), layer("bridge"))

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["zone", "airport", "bridge", "harbour"]


def test_features_are_found_by_their_id_and_by_their_subject() -> None:
    catalog = published()

    for layer_ in catalog.layers:
        for one in layer_.features:
            drawn = catalog.features[one["id"]]
            assert drawn.layer is layer_
            assert drawn.subject is None or drawn.id in catalog.features_of([drawn.subject])


def test_every_feature_speaks_of_a_subject_on_record() -> None:
    catalog = published()

    unknown = {drawn.subject for drawn in catalog.features.values()} - {
        None,
        *catalog.records.subjects,
        *catalog.records.portfolio.projects,
    }

    assert unknown == set()


def test_every_claim_about_a_place_names_a_drawn_feature() -> None:
    catalog = published()

    assert {claim.place for claim in catalog.records.claims} - {None, *catalog.features} == set()


# ---- files that are no layers -------------------------------------------------------------------


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", "<kml/>")
    return packed.getvalue()


def _with(path: str, value: Any, old: dict[str, Any] | None = None) -> bytes:
    """A layer with one value set, at a path such as ``layer.id`` or ``features.0.properties.source``."""
    document: Any = old or layer("broken")
    target = document
    *way, last = path.split(".")
    for key in way:
        target = target[int(key) if key.isdigit() else key]
    target[last] = value
    return json.dumps(document).encode()


WHOLE = format_layer(layer("broken"))
# name: the content of layers/broken.geojson, and a word of the rule that it breaks
BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n", "empty"),
    "half-written": (WHOLE[: len(WHOLE) // 2], "not JSON"),
    "written twice": (WHOLE + WHOLE, "not JSON"),
    "zeros of a full disk": (bytes(4096), "not JSON"),
    "a zip": (_zip(), "UTF-8|not JSON"),
    "a table": (b"id,name,lon,lat\na,b,1,2\n", "not JSON"),
    "a page": (b"<!doctype html><title>404</title>", "not JSON"),
    "another encoding": ('{"type":"é"}'.encode("latin-1"), "UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf" + WHOLE, "byte order mark"),
    "GeoJSON of others": (b'{"type":"FeatureCollection","features":[]}', "missing"),
    "a bare geometry": (b'{"type":"Point","coordinates":[1,2]}', "FeatureCollection"),
    "TopoJSON": (b'{"type":"Topology","objects":{},"arcs":[]}', "FeatureCollection"),
    "no object": (b'"text"', "FeatureCollection"),
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, "nested"),
    "deep objects": (b'{"a":' * 100_000, "nested"),
    "deep collections": (b'{"type":"GeometryCollection","geometries":[' * 100_000, "nested"),
    "NaN": (WHOLE.replace(b"62.3", b"NaN"), "NaN"),
    "infinity": (WHOLE.replace(b"62.3", b"-Infinity"), "Infinity"),
    "a number beyond every float": (WHOLE.replace(b"62.3", b"1e999"), "too large"),
    "an integer of 10,000 digits": (WHOLE.replace(b"62.3", b"9" * 10_000), "digits"),
    "a key twice": (WHOLE.replace(b'"bbox"', b'"type":"FeatureCollection","bbox"'), "twice"),
    "half a character": (_with("layer.title", "\ud83d"), "half of a character"),
    "a string that never ends": (b'{"a":"' + b'\\"' * 200_000, "not JSON"),
    "another reference system": (_with("crs", {"type": "name"}), "RFC 7946"),
    "an id that is a path": (_with("layer.id", "../../etc/passwd"), "hyphens"),
    "an id that is a list": (_with("layer.id", ["a"]), "text"),
    "features that are no list": (_with("features", {"a": 1}), "list"),
    "a feature that is text": (_with("features", ["x"]), "Feature"),
    "a source that is a list": (_with("features.0.properties.source", ["s"]), "sources"),
    "sources with a list for an id": (_with("layer.sources", [{"id": ["s"], "title": "t"}]), "sources|list"),
    "a subject that is an object": (_with("features.0.properties.subject", {}), "text"),
    "a geometry whose type is a list": (_with("features.0.geometry.type", ["Point"]), "one of"),
    "a position outside the globe": (_with("features.0.geometry.coordinates", [200, 25]), "outside"),
    "positions as text": (_with("features.0.geometry.coordinates", "62,25"), "position"),
    "a box that is text": (_with("bbox", "everywhere"), "west"),
    "a zoom that is a number": (_with("layer.zoom", 5), "zoom"),
    "a base layer among the corridor's": (_with("layer.draw", "city", layer("broken", role="base")), "role|corridor"),
}


@pytest.mark.parametrize(("content", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_and_the_other_layers_are_open(
    content: bytes, rule: str, folders: tuple[Path, Path]
) -> None:
    (folders[0] / "broken.geojson").write_bytes(content)

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["harbour"]
    assert_named(catalog, "broken.geojson", rule)


@pytest.mark.parametrize(("content", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_base_layer_is_named_and_the_rest_is_open(
    content: bytes, rule: str, folders: tuple[Path, Path]
) -> None:
    if "role" in rule:
        content = format_layer(layer("broken"))
    (folders[0] / "base" / "broken.geojson").write_bytes(content)

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["harbour"]
    assert catalog.base == ()
    assert_named(catalog, "broken.geojson", rule.replace("corridor", "base"))


def _folder(path: Path) -> None:
    path.mkdir()


def _dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("gone"))


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def _endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [_folder, _dangling_link, _link_to_itself, _endless_device, os.mkfifo])
@pytest.mark.parametrize("folder", [".", "base"])
def test_what_is_no_plain_file_is_named_and_never_waited_for(
    make: Any, folder: str, folders: tuple[Path, Path]
) -> None:
    make(folders[0] / folder / "broken.geojson")

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["harbour"]
    assert_named(catalog, "broken.geojson", "read|plain file")


@pytest.mark.parametrize("name", ["roads.shp", "roads.zip", "roads.csv", "ROADS.GEOJSON", "roads"])
def test_a_foreign_file_is_named(name: str, folders: tuple[Path, Path]) -> None:
    (folders[0] / name).write_bytes(b"x")

    assert_named(open_catalog(*folders), name, "not a GeoJSON layer")


@pytest.mark.parametrize("name", [".harbour.geojson.k2j4", "._harbour.geojson", ".DS_Store", "README.md"])
def test_hidden_files_and_notes_are_passed_over(name: str, folders: tuple[Path, Path]) -> None:
    (folders[0] / name).write_bytes(b"\x00\x05")

    assert open_catalog(*folders).problems == ()


def test_a_file_name_that_is_not_text_is_still_printable(folders: tuple[Path, Path]) -> None:
    for name in (b"\xff.geojson", b"\xff.csv"):
        Path(os.fsdecode(os.fsencode(folders[0]) + b"/" + name)).write_bytes(b"x")

    problems = open_catalog(*folders).problems

    assert len(problems) == 2
    "".join(str(problem) for problem in problems).encode("utf-8")


def test_a_file_of_many_faults_does_not_fill_the_page(folders: tuple[Path, Path]) -> None:
    many = [feature(f"f-{number}", status="gone") for number in range(5000)]
    (folders[0] / "broken.geojson").write_text(json.dumps(layer("broken", many)))

    problems = open_catalog(*folders).problems

    assert len(problems) == MAX_PROBLEMS + 1
    assert "4,950 more" in problems[-1].rule


# ---- layers that are well but do not agree ------------------------------------------------------


def test_of_two_layers_with_one_id_the_second_is_named(folders: tuple[Path, Path]) -> None:
    other = layer("harbour", [feature("other")])
    (folders[0] / "z.geojson").write_bytes(format_layer(other))

    catalog = open_catalog(*folders)

    assert [one.file for one in catalog.layers] == ["harbour.geojson"]
    assert_named(catalog, "z.geojson", "taken by harbour.geojson")


def test_a_base_layer_may_not_take_the_id_of_a_corridor_layer(folders: tuple[Path, Path]) -> None:
    """Both are fetched by id under one address."""
    write_layers(folders[0], layer("harbour", [feature("town")], role="base", draw="city"))

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["harbour"]
    assert catalog.base == ()
    assert_named(catalog, "harbour.geojson", "taken")


def test_a_feature_id_used_in_two_layers_is_named_with_both_files(folders: tuple[Path, Path]) -> None:
    write_layers(folders[0], layer("zone", [feature("zone-one"), feature("harbour-one")]))

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["harbour"]
    assert "zone-one" not in catalog.features
    assert_named(catalog, "zone.geojson", "harbour.geojson")


def test_base_layers_may_share_feature_ids(folders: tuple[Path, Path]) -> None:
    """Nobody selects them, and they come from many packages."""
    towns = layer("towns", [feature("karachi")], role="base", draw="city")
    names = layer("names", [feature("karachi"), feature("harbour-one")], role="base", draw="label")
    write_layers(folders[0], towns, names)

    catalog = open_catalog(*folders)

    assert catalog.problems == ()
    assert len(catalog.base) == 2
    assert "karachi" not in catalog.features


# ---- folders ------------------------------------------------------------------------------------


def test_missing_folders_are_named_and_the_catalog_is_empty(tmp_path: Path) -> None:
    catalog = open_catalog(tmp_path / "layers", tmp_path / "seeds")

    assert catalog.layers == catalog.base == ()
    assert {problem.file for problem in catalog.problems} >= {"layers", "base", "seeds/subjects.csv"}
    assert all(problem.place and problem.rule and problem.remedy for problem in catalog.problems)


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    for name in ("layers", "seeds"):
        (tmp_path / name).write_text("x")

    catalog = open_catalog(tmp_path / "layers", tmp_path / "seeds")

    assert catalog.layers == ()
    assert_named(catalog, "layers", "read")


def test_without_records_the_layers_are_open(folders: tuple[Path, Path]) -> None:
    shutil.rmtree(folders[1])

    catalog = open_catalog(*folders)

    assert [one.id for one in catalog.layers] == ["harbour"]
    assert catalog.problems


# ---- as the folders are now ---------------------------------------------------------------------


def test_the_catalog_is_read_once_while_nothing_changes(folders: tuple[Path, Path]) -> None:
    first = current_catalog(*folders)

    (folders[0] / ".harbour.geojson.tmp").write_bytes(b"half")  # a writer at work

    assert current_catalog(*folders) is first


@pytest.mark.parametrize("name", ["layers/zone.geojson", "layers/base/towns.geojson", "seeds/claims/new.csv"])
def test_a_new_file_is_seen_at_the_next_question(name: str, folders: tuple[Path, Path]) -> None:
    first = current_catalog(*folders)

    (folders[0].parent / name).write_bytes(b"x")
    second = current_catalog(*folders)

    assert second.digest != first.digest
    assert second.problems != first.problems


def test_a_changed_and_a_removed_file_are_seen(folders: tuple[Path, Path]) -> None:
    first = current_catalog(*folders)

    write_layers(folders[0], layer("harbour", title="Another title"))
    changed = current_catalog(*folders)
    (folders[0] / "harbour.geojson").unlink()
    removed = current_catalog(*folders)

    assert changed.layers[0].head["title"] == "Another title"
    assert removed.layers == ()
    assert len({first.digest, changed.digest, removed.digest}) == 3


def test_a_copy_of_the_same_size_and_time_is_seen(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "harbour.geojson"
    before = path.stat()
    current_catalog(*folders)

    path.write_bytes(path.read_bytes().replace(b"The harbour", b"Our harbour"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_size == before.st_size
    assert current_catalog(*folders).layers[0].head["title"] == "Our harbour"


def test_a_folder_that_appears_is_seen(folders: tuple[Path, Path]) -> None:
    shutil.rmtree(folders[0] / "base")
    assert_named(current_catalog(*folders), "base", "missing")

    (folders[0] / "base").mkdir()

    assert current_catalog(*folders).problems == ()


def test_a_file_that_moves_changes_the_digest(folders: tuple[Path, Path]) -> None:
    first = current_catalog(*folders)

    shutil.move(folders[0] / "harbour.geojson", folders[0] / "base" / "harbour.geojson")

    assert current_catalog(*folders).digest != first.digest


def test_the_digest_depends_on_nothing_but_the_content(folders: tuple[Path, Path], tmp_path: Path) -> None:
    for folder in folders:
        shutil.copytree(folder, tmp_path / "copy" / folder.name)

    copy = open_catalog(tmp_path / "copy" / "layers", tmp_path / "copy" / "seeds")

    assert copy.digest == open_catalog(*folders).digest


# ---- records and layers stand side by side ------------------------------------------------------


def test_a_broken_record_leaves_the_layers_alone(tmp_path: Path) -> None:
    seeds = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    (seeds / "subjects.csv").write_bytes(b"\xff\xfe")

    catalog = open_catalog(LAYERS, seeds)

    assert len(catalog.layers) == len(published().layers)
    assert_named(catalog, "seeds/subjects.csv", "UTF-8")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Layers and seeds without a fault: one layer, one subject."""
    layers = write_layers(tmp_path / "layers", layer("harbour", [feature("harbour-one", subject="harbour")]))
    return layers, harbour_seeds(tmp_path / "seeds")


def assert_named(catalog: Catalog, file: str, rule: str) -> None:
    """Some problem is of that file, says where, which rule (one of the words) and what to do."""
    mine = [problem for problem in catalog.problems if problem.file == file]
    assert mine, catalog.problems
    assert all(problem.place and problem.rule and problem.remedy for problem in mine)
    assert any(word in f"{problem.place} {problem.rule}" for problem in mine for word in rule.split("|")), mine
