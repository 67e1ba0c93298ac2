"""The folium map: one script made of addresses, in which no word of any record can run."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from cpec_map import map as map_module
from cpec_map.map import CORRIDOR, CorridorPlugin, build_map, map_script
from cpec_map.overview import layer_address
from tests.samples import PRODUCT, hostile_catalog, published

ADDRESSES = {"overview": "map/overview.json?v=0123abcd", "layers": "map/layers/", "version": "0123abcd"}


def test_no_text_of_any_record_reaches_the_script(tmp_path: Path) -> None:
    catalog = hostile_catalog(tmp_path)
    addresses = {one.id: layer_address(one, catalog) for one in (*catalog.layers, *catalog.base)}

    script = map_script(addresses)

    assert addresses
    assert "PROBE" not in script
    assert PRODUCT not in script
    assert all(address in script for address in addresses.values())


def test_the_script_depends_on_nothing_but_addresses(tmp_path: Path) -> None:
    """So a record that changes can change no script: what differs is the digest alone."""
    hostile, usual = hostile_catalog(tmp_path), published()

    scripts = [
        map_script({"overview": f"map/overview.json?v={catalog.digest}"}).replace(catalog.digest, "")
        for catalog in (hostile, usual)
    ]

    assert scripts[0] == scripts[1]
    assert list(inspect.signature(map_script).parameters) == ["addresses"]


def test_the_addresses_arrive_as_they_are() -> None:
    script = map_script(ADDRESSES)

    passed = re.search(r"cpec\.attach\(map_corridor, (\{.*?\})\);", script, re.DOTALL)
    assert passed is not None
    assert dict(re.findall(r'"([^"]*)": "([^"]*)"', passed.group(1))) == ADDRESSES


@pytest.mark.parametrize(
    "text",
    [
        "map/{{ 7*7 }}",
        "{% raw %}",
        "{# x #}",
        "map/<b>",
        'map/"',
        "map/'",
        "map/`${x}`",
        "map/\\",
        "map/ x",
        "map/x\n",
        "map/é",
        "https://example.org/x",
        "map/%7B%7B",
        "a;b",
        "a(b)",
        "\x00",
    ],
    ids=repr,
)
def test_anything_but_an_address_of_our_own_is_refused(text: str) -> None:
    for addresses in ({"overview": text}, {text: "map/overview.json"}, {**ADDRESSES, "more": text}):
        with pytest.raises(ValueError, match="address"):
            CorridorPlugin(addresses)
        with pytest.raises(ValueError, match="address"):
            map_script(addresses)


def test_rendering_again_gives_the_same_text() -> None:
    first = map_script(ADDRESSES)
    map_module._map_script.cache_clear()

    assert map_script(ADDRESSES) == first
    assert map_script(dict(reversed(ADDRESSES.items()))) == first


def test_no_folium_object_is_shared() -> None:
    """Rendering changes a map, so a shared one would show a visitor what another chose."""
    first, second = build_map(ADDRESSES), build_map(ADDRESSES)

    assert first is not second
    assert first.get_root() is not second.get_root()
    assert not {id(child) for child in first._children.values()} & {id(child) for child in second._children.values()}
    assert isinstance(map_module._map_script(tuple(ADDRESSES.items())), str)


def test_the_map_opens_on_the_corridor() -> None:
    west, south, east, north = CORRIDOR
    lat, lon = build_map(ADDRESSES).location

    assert west < lon < east
    assert south < lat < north
    assert all(west <= drawn.layer.bbox[0] and drawn.layer.bbox[2] <= east for drawn in published().features.values())


def test_the_script_fetches_nothing_and_is_one_module() -> None:
    script = map_script(ADDRESSES)

    assert not re.search(r"https?:|<script|<link|\bimport\b|\beval\b|new Function", script)
    assert script.startswith("export function draw(L, cpec) {")
    assert script.rstrip().endswith("return map_corridor;\n}")
