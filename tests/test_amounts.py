"""Quantities are read in the units that records keep, to the digits in which they are given."""

from __future__ import annotations

import pytest

from cpec_map.record import UNITS
from geo.reading.amounts import comparable, find_amounts


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$65 billion", "65", "USD billion"),
        ("US$ 6.7bn", "6.7", "USD billion"),
        ("a $3.5m grant", "3.5", "USD million"),
        ("Rs6.8bn", "6.8", "PKR billion"),
        ("PKR 450 million", "450", "PKR million"),
        ("Rs12,50,000", "1.25", "PKR million"),
        ("6.8 billion rupees", "6.8", "PKR billion"),
        ("three hundred MW", "300", "MW"),
        ("a 1,320-megawatt plant", "1320", "MW"),
        ("the 22-acre site", "22", "acres"),
        ("4.3 hectares", "4.3", "ha"),
        ("85 square kilometres", "85", "km²"),
        ("two million tonnes", "2000000", "t"),
        ("50,000 DWT", "50000", "DWT"),
        ("160 kilometres per hour", "160", "km/h"),
        ("160 km/h", "160", "km/h"),
        ("twenty-three kilometres", "23", "km"),
        ("20 per cent", "20", "%"),
        ("a five-year plan", "5", "years"),
    ],
)
def test_a_quantity_is_read_as_records_keep_it(text: str, value: str, unit: str) -> None:
    (amount,) = find_amounts(text)

    assert (amount.value, amount.unit) == (value, unit)
    assert text[amount.start : amount.end] == amount.text
    assert unit in UNITS[amount.kind]


@pytest.mark.parametrize(
    "text",
    [
        "Section 144",
        "the N-35 highway",
        "a 660 kV line",
        "12 berths",
        "in 2024 it was 30",
        "$60-62",
        "",
    ],
)
def test_what_is_no_quantity_of_ours_is_left_alone(text: str) -> None:
    assert find_amounts(text) == ()


def test_letters_inside_a_word_are_no_currency() -> None:
    (amount,) = find_amounts("The zone covers 2,281 acres.")

    assert amount.text == "2,281 acres"


def test_a_rounded_figure_leaves_open_what_it_rounds() -> None:
    (amount,) = find_amounts("$6.8 billion")

    assert (amount.low, amount.high) == pytest.approx((6.75, 6.85))


def test_units_of_one_kind_are_compared_and_currencies_are_not_mixed() -> None:
    assert comparable(6.8, "USD billion") == comparable(6800, "USD million")
    assert comparable(1, "ha") != comparable(1, "acres")
    assert comparable(1, "PKR million") != comparable(1, "USD million")
    assert comparable(1, "berths") is None


def test_every_unit_of_the_records_can_be_compared() -> None:
    assert all(comparable(1.0, unit) is not None for units in UNITS.values() for unit in units)
