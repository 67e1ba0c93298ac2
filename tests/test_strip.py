"""The strip diagram: order, chainage and km posts of the points along a line."""

from pathlib import Path

import pytest

from cpec_map.catalog import Catalog, open_catalog
from cpec_map.strip import build_strip

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return open_catalog(ROOT / "layers", ROOT / "seeds")


def test_the_railway_strip_runs_from_karachi_city_to_hyderabad_with_every_station(catalog: Catalog) -> None:
    strip = build_strip(catalog, "ml1-karachi-hyderabad")

    assert strip is not None
    assert len(strip["points"]) == 25
    assert strip["points"][0]["name"] == strip["from"] == "Karachi City"
    assert strip["points"][-1]["name"] == "Hyderabad Junction"
    assert [one["km"] for one in strip["points"]] == sorted(one["km"] for one in strip["points"])


def test_a_km_post_is_shown_only_where_the_railway_publishes_one(catalog: Catalog) -> None:
    strip = build_strip(catalog, "ml1-karachi-hyderabad")

    assert strip is not None
    posts = {one["name"]: one["post"] for one in strip["points"]}
    assert posts["Jhimpir"] == 124
    assert posts["Karsaz"] is None


def test_the_highway_strip_starts_at_thakot_and_ends_at_raikot(catalog: Catalog) -> None:
    strip = build_strip(catalog, "kkh-thakot-raikot")

    assert strip is not None
    assert strip["from"] == "Thakot"
    assert strip["points"][-1]["name"] == "Raikot Bridge"
    assert not strip["posts"]


@pytest.mark.parametrize("subject", ["gwadar-port", "policy-security", "nonsense"])
def test_what_is_no_line_has_no_strip(catalog: Catalog, subject: str) -> None:
    assert build_strip(catalog, subject) is None
