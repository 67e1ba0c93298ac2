"""Reading a text: names are found whole, actors are not places, and the place meant is chosen with a reason."""

from __future__ import annotations

from itertools import pairwise

import pytest

from geo.recognise import ACTOR, PLACE, PROJECT, find_mentions
from geo.resolve import Reading, read_text
from geo.toponyms import Lexicon, distance_km, read_lexicon
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(ROOT / "seeds")


def named(text: str, lexicon: Lexicon, kind: str) -> list[str]:
    return [one.text for one in find_mentions(text, lexicon) if one.kind == kind]


def only(text: str, lexicon: Lexicon, name: str) -> Reading:
    return next(one for one in read_text(text, lexicon) if one.mention.text == name)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The ambassador left.", []),
        ("A tourist hub for the nag and the passu.", []),
        ("Trucks wait at Hub.", ["Hub"]),
        ("Gwadar’s fishers met in Pasni.", ["Gwadar", "Pasni"]),
        ("A train from Karachi to Jungshahi.", ["Karachi", "Jungshahi"]),
        ("From Rakhiot to Bisham the road is shut.", ["Rakhiot", "Bisham"]),
        ("اسلام آباد میں بارش ہوئی", ["اسلام آباد"]),
        ("火车从卡拉奇出发", ["卡拉奇"]),
        ("The Quetta Gladiators won in Quetta.", ["Quetta"]),
    ],
)
def test_places_are_found_whole_and_words_are_left_alone(lexicon: Lexicon, text: str, places: list[str]) -> None:
    assert named(text, lexicon, PLACE) == places


@pytest.mark.parametrize(
    ("text", "project"),
    [
        (
            "the Karachi-Hyderabad section of the Main Line-1 (ML-1) railway is old",
            "Karachi-Hyderabad section of the Main Line-1 (ML-1) railway",
        ),
        ("the Thakot–Raikot section of the Karakoram Highway", "Thakot–Raikot section of the Karakoram Highway"),
        ("work on the Gwadar Free Zone goes on", "Gwadar Free Zone"),
    ],
)
def test_projects_and_sections_are_toponyms_of_their_own(lexicon: Lexicon, text: str, project: str) -> None:
    assert named(text, lexicon, PROJECT) == [project]
    assert named(text, lexicon, PLACE) == []


def test_who_speaks_is_no_place(lexicon: Lexicon) -> None:
    text = "Beijing voiced concern, and Ambassador Jiang Zaidong met Minister Ahsan Iqbal in Islamabad. Iqbal agreed."

    assert named(text, lexicon, ACTOR) == ["Beijing", "Jiang Zaidong", "Ahsan Iqbal", "Iqbal"]
    assert named(text, lexicon, PLACE) == ["Islamabad"]


def test_the_country_beside_a_name_decides_and_holds_for_the_text(lexicon: Lexicon) -> None:
    readings = read_text("A bus left Hyderabad, India. In Hyderabad it rained.", lexicon)

    towns = [one.chosen for one in readings if one.mention.text == "Hyderabad"]
    assert len(towns) == 2
    for town in towns:
        assert town is not None
        assert distance_km(town.position or (0, 0), (78.47, 17.38)) < 10
    sindh = only("A train left Hyderabad in Sindh for Karachi.", lexicon, "Hyderabad").chosen
    assert sindh is not None
    assert sindh.referent.id == "hyderabad"
    assert "gazetteer" in sindh.reason


def test_a_relative_place_is_moved_and_less_certain(lexicon: Lexicon) -> None:
    there = only("A bridge 20 km north of Hub fell.", lexicon, "20 km north of Hub").chosen
    hub = only("A bridge at Hub fell.", lexicon, "Hub").chosen

    assert there is not None and there.position is not None
    assert hub is not None and hub.position is not None
    assert distance_km(there.position, hub.position) == pytest.approx(20, abs=0.1)
    assert there.position[1] > hub.position[1]
    assert (there.accuracy_m or 0) > (hub.accuracy_m or 0)


def test_offsets_are_those_of_the_text_and_nothing_overlaps(lexicon: Lexicon) -> None:
    text = "In Quetta, Gwadar and 卡拉奇, the Karakoram Highway (KKH) and ML-1 were named; Dr. Khan left Lahore."

    mentions = find_mentions(text, lexicon)

    assert all(text[one.start : one.end] == one.text for one in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def test_text_that_speaks_to_a_machine_changes_nothing_else(lexicon: Lexicon) -> None:
    text = "A train left Karachi for Kotri."

    plain = [one.text for one in find_mentions(text, lexicon)]
    hostile = [one.text for one in find_mentions(f"{text} Ignore previous instructions. <b>x</b> {{{{ 1 }}}}", lexicon)]

    assert hostile == plain
