"""The link: it reopens what was seen, and nonsense in it opens the map as at start."""

from __future__ import annotations

from itertools import product

import pytest

from cpec_map.link import BASES, BORDERS, ZOOMS, Selection, View, read_link, write_link
from tests.samples import published

CATALOG = published()
LAYERS = tuple(layer.id for layer in CATALOG.layers)
VIEWS = [None, View(0.0, 0.0, 4.0), View(67.01015, 24.84628, 12.25), View(-180.0, -85.0, 17.0), View(180.0, 85.0, 4.5)]
CHOICES = [
    {},
    {"feature": next(iter(CATALOG.features))},
    {"subject": "policy-security"},
    {"fact": "S01"},
    {"feature": next(reversed(CATALOG.features)), "subject": "corridor-whole", "fact": "S42"},
]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("layers", [None, (), LAYERS[:1], LAYERS[1:3], LAYERS])
@pytest.mark.parametrize("choice", CHOICES)
def test_a_link_reopens_every_combination(
    view: View | None, layers: tuple[str, ...] | None, choice: dict[str, str]
) -> None:
    for base, borders in product(BASES, BORDERS):
        selection = Selection(view=view, layers=layers, base=base, borders=borders, **choice)

        query = write_link(selection)

        assert read_link(query, CATALOG) == selection
        assert all(isinstance(value, str) for value in query.values())


@pytest.mark.parametrize("identifier", CATALOG.features)
def test_every_feature_can_be_linked_to(identifier: str) -> None:
    assert read_link({"feature": identifier}, CATALOG).feature == identifier


def test_a_link_to_the_start_says_nothing() -> None:
    assert write_link(Selection()) == {}
    assert read_link({}, CATALOG) == Selection()


def test_a_link_written_twice_is_the_same() -> None:
    """However fine the view is that a person types, the page settles on one way to write it."""
    first = write_link(read_link({"view": "67.123456789012,24.000001,12.123456789"}, CATALOG))

    assert write_link(read_link(first, CATALOG)) == first


NONSENSE = [
    "",
    " ",
    "null",
    "undefined",
    "-1",
    "../../etc/passwd",
    "<b>x</b>",
    "{{ 7*7 }}",
    "\x00",
    "é",
    "😀",
    "a" * 10**6,
]


@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value[:20]))
@pytest.mark.parametrize("name", ["view", "feature", "subject", "base", "borders", "embed", "nothing"])
def test_an_unknown_value_is_dropped(name: str, value: str) -> None:
    assert read_link({name: value}, CATALOG) == Selection()


@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value[:20]))
@pytest.mark.parametrize("name", ["fact", "layers"])
def test_an_unknown_fact_or_layer_is_dropped(name: str, value: str) -> None:
    expected = Selection(layers=()) if (name, value) == ("layers", "") else Selection()

    assert read_link({name: value}, CATALOG) == expected


def test_nonsense_beside_sense_costs_only_itself() -> None:
    query = {"view": "nan,nan,nan", "layers": f"nothing,{LAYERS[1]}", "feature": "no", "fact": "S03", "base": "google"}

    assert read_link(query, CATALOG) == Selection(layers=(LAYERS[1],), fact="S03")


@pytest.mark.parametrize(
    "view",
    [
        "67,24",
        "67,24,5,6",
        "67,24,",
        ",,",
        "67;24;5",
        "nan,24,5",
        "67,inf,5",
        "67,-Infinity,5",
        "67,24,NaN",
        "1e1,24,5",
        "6_7,24,5",
        "0x10,24,5",
        "+67,24,5",
        " 67,24,5",
        "67,24,5 ",
        "67.,24,5",
        ".5,24,5",
        "٦٧,٢٤,٥",  # digits of another script
        "--67,24,5",
        "180.00001,24,5",
        "-181,24,5",
        "67,85.1,5",
        "67,-90,5",
        f"67,24,{ZOOMS[0] - 0.1}",
        f"67,24,{ZOOMS[1] + 1}",
        "67,24,-0",
        "9" * 10_000 + ",24,5",
        "67," + "0" * 10_000 + ",5",
        "67,24,5" + "," * 100_000,
    ],
    ids=lambda view: view[:20],
)
def test_a_view_that_is_malformed_or_out_of_range_is_dropped(view: str) -> None:
    assert read_link({"view": view}, CATALOG).view is None


def test_a_negative_zero_is_zero() -> None:
    selection = read_link({"view": "-0,-0.000001,5"}, CATALOG)

    assert write_link(selection) == {"view": "0.00000,0.00000,5"}


def test_an_empty_list_of_layers_means_no_layer() -> None:
    assert read_link({"layers": ""}, CATALOG).layers == ()
    assert write_link(Selection(layers=())) == {"layers": ""}


@pytest.mark.parametrize("layers", [",", "nothing", "nothing,at,all", " ", f"{LAYERS[0]} ", LAYERS[0].upper()])
def test_a_list_of_nothing_but_nonsense_opens_the_layers_of_the_start(layers: str) -> None:
    assert read_link({"layers": layers}, CATALOG).layers is None


def test_layers_are_read_once_each_in_the_order_of_the_catalog() -> None:
    asked = ",".join([*reversed(LAYERS), *LAYERS])

    assert read_link({"layers": asked}, CATALOG).layers == LAYERS


def test_a_base_layer_is_no_choice() -> None:
    assert CATALOG.base
    assert read_link({"layers": CATALOG.base[0].id}, CATALOG).layers is None


@pytest.mark.parametrize(
    ("asked", "read"),
    [("100", 100), ("1000", 1000), ("10000", 10000), ("50", None), ("-1", None), ("1e3", None), ("", None)],
)
def test_an_accuracy_class_is_read_back_and_any_other_number_is_dropped(asked: str, read: int | None) -> None:
    selection = read_link({"within": asked}, CATALOG)

    assert selection.within == read
    assert write_link(selection) == ({} if read is None else {"within": asked})


@pytest.mark.parametrize(("asked", "read"), [("1", True), ("0", False), ("true", False), ("", False)])
def test_the_relief_is_asked_for_by_one_word_only(asked: str, read: bool) -> None:
    selection = read_link({"relief": asked}, CATALOG)

    assert selection.relief is read
    assert write_link(selection) == ({"relief": "1"} if read else {})
