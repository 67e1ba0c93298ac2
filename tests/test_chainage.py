"""Chainage: how far along a line a point lies, on the ellipsoid, over parts in order, and by km post."""

import pytest

from geo.chainage import (
    ChainageError,
    calibrate,
    distance_m,
    find_foot,
    join_parts,
    line_length_m,
    point_at,
    reverse,
    turn,
)

# One degree along the equator of WGS 84, and along the meridian from it, in metres.
EQUATOR_DEGREE = 111_319.491
MERIDIAN_DEGREE = 110_574.389


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((60.0, 0.0), (61.0, 0.0), EQUATOR_DEGREE),
        ((60.0, 0.0), (60.0, 1.0), MERIDIAN_DEGREE),
        # Flinders Peak to Buninyong, the example of Geoscience Australia (on GRS 80, which is WGS 84 to 0.1 mm here).
        ((144.424867889, -37.951033417), (143.926495528, -37.652821139), 54_972.271),
    ],
)
def test_a_distance_is_the_known_geodesic(one: tuple[float, float], other: tuple[float, float], metres: float) -> None:
    assert distance_m(one, other) == pytest.approx(metres, abs=0.002)
    assert line_length_m([one, other]) == pytest.approx(metres, abs=0.002)


def test_the_foot_of_a_point_is_square_to_the_line() -> None:
    route = join_parts([[(60.0, 0.0), (61.0, 0.0)]])

    foot = find_foot(route, 60.25, 0.01)

    assert foot.chainage_km == pytest.approx(EQUATOR_DEGREE / 4000, abs=0.001)
    assert foot.offset_m == pytest.approx(MERIDIAN_DEGREE / 100, abs=0.1)
    assert (foot.lon, foot.lat) == pytest.approx((60.25, 0.0), abs=1e-6)
    assert foot.beyond is None


def test_no_other_point_of_the_line_is_nearer_than_the_foot() -> None:
    """Where a degree of longitude is a fifth shorter than one of latitude, a foot in degrees would be off."""
    route = join_parts([[(73.0, 35.0), (73.4, 35.3)]])

    foot = find_foot(route, 73.1, 35.2)

    for step in (-0.05, 0.05):
        near = point_at(route, foot.chainage_km + step)
        assert distance_m((73.1, 35.2), near) > foot.offset_m


def test_a_reversed_line_counts_from_its_other_end() -> None:
    route = join_parts([[(73.0, 35.0), (73.2, 35.1)], [(73.2, 35.1), (73.4, 35.0)]])

    forth, back = find_foot(route, 73.25, 35.09), find_foot(reverse(route), 73.25, 35.09)

    assert forth.chainage_km + back.chainage_km == pytest.approx(route.length_km, abs=1e-6)
    assert forth.offset_m == pytest.approx(back.offset_m, abs=1e-6)


@pytest.mark.parametrize(("lon", "end", "chainage"), [(59.9, "start", 0.0), (61.1, "end", EQUATOR_DEGREE / 1000)])
def test_a_point_past_an_end_gets_that_end_and_says_so(lon: float, end: str, chainage: float) -> None:
    foot = find_foot(join_parts([[(60.0, 0.0), (61.0, 0.0)]]), lon, 0.0)

    assert foot.beyond == end
    assert foot.chainage_km == pytest.approx(chainage, abs=1e-6)
    assert foot.offset_m == pytest.approx(EQUATOR_DEGREE / 10, abs=0.1)


def test_a_point_at_a_bend_is_not_past_an_end() -> None:
    foot = find_foot(join_parts([[(60.0, 0.0), (61.0, 0.0), (61.0, 1.0)]]), 61.1, -0.1)

    assert foot.beyond is None
    assert foot.chainage_km == pytest.approx(EQUATOR_DEGREE / 1000, abs=1e-6)


def test_parts_are_measured_one_after_another() -> None:
    route = join_parts([[(60.0, 0.0), (61.0, 0.0)], [(61.0, 0.0), (61.0, 1.0)], [(61.0, 1.0), (62.0, 1.0)]])

    assert route.starts_km == pytest.approx((0, EQUATOR_DEGREE / 1000, (EQUATOR_DEGREE + MERIDIAN_DEGREE) / 1000))
    assert find_foot(route, 61.0, 0.5).chainage_km == pytest.approx(
        (EQUATOR_DEGREE + MERIDIAN_DEGREE / 2) / 1000, abs=0.2
    )


def test_a_gap_between_parts_counts_as_a_straight_stretch() -> None:
    route = join_parts([[(60.0, 0.0), (61.0, 0.0)], [(61.1, 0.0), (62.0, 0.0)]])

    assert route.length_km == pytest.approx(2 * EQUATOR_DEGREE / 1000)
    assert route.starts_km[1] == pytest.approx(1.1 * EQUATOR_DEGREE / 1000)
    assert route.gaps_m == pytest.approx((EQUATOR_DEGREE / 10,))


@pytest.mark.parametrize("chainage", [0, 12.3456, 60, 111.319])
def test_the_foot_of_the_point_at_a_chainage_is_that_chainage(chainage: float) -> None:
    route = join_parts([[(60.0, 0.0), (60.2, 0.1), (60.9, 0.0), (61.0, 0.2)]])

    foot = find_foot(route, *point_at(route, chainage))

    assert foot.chainage_km == pytest.approx(chainage, abs=1e-5)
    assert foot.offset_m == pytest.approx(0, abs=0.01)


def test_a_position_given_twice_adds_nothing() -> None:
    route = join_parts([[(60.0, 0.0), (60.0, 0.0), (61.0, 0.0)]])

    assert route.vertices == ((60.0, 0.0), (61.0, 0.0))


@pytest.mark.parametrize("chainage", [-0.001, 111.32, float("nan")])
def test_a_chainage_off_the_route_is_refused(chainage: float) -> None:
    with pytest.raises(ChainageError, match=r"is not on a route of 111\.319 km"):
        point_at(join_parts([[(60.0, 0.0), (61.0, 0.0)]]), chainage)


def test_a_position_off_the_globe_is_refused() -> None:
    with pytest.raises(ChainageError, match="lon comes first"):
        find_foot(join_parts([[(60.0, 0.0), (61.0, 0.0)]]), 35.0, 120.0)


@pytest.mark.parametrize("parts", [[], [[(60.0, 0.0)]], [[(60.0, 0.0), (60.0, 0.0)]]])
def test_a_route_without_length_is_refused(parts: list[list[tuple[float, float]]]) -> None:
    with pytest.raises(ChainageError, match="two different positions"):
        join_parts(parts)


@pytest.mark.parametrize(
    ("after", "degrees"), [((62.0, 0.0), 0), ((61.0, 1.0), 90), ((61.0, -1.0), 90), ((60.0, 0.0), 180)]
)
def test_a_turn_is_the_change_of_direction(after: tuple[float, float], degrees: float) -> None:
    assert turn((60.0, 0.0), (61.0, 0.0), after) == pytest.approx(degrees, abs=0.01)


def test_between_stations_the_km_post_is_interpolated() -> None:
    posts = calibrate([(0.0, 5.0), (10.0, 16.0), (20.0, 25.0)])

    assert posts.post_at(5.0) == pytest.approx(10.5)
    assert posts.post_at(15.0) == pytest.approx(20.5)
    assert [posts.post_at(one) for one in (0.0, 10.0, 20.0)] == [5.0, 16.0, 25.0]


def test_beyond_the_last_station_a_kilometre_is_a_kilometre() -> None:
    posts = calibrate([(1.0, 5.0), (10.0, 16.0)])

    assert posts.post_at(0.0) == 4.0
    assert posts.post_at(12.0) == 18.0


@pytest.mark.parametrize("chainage", [-1.0, 0.0, 3.7, 10.0, 19.9, 25.0])
def test_a_km_post_leads_back_to_its_chainage(chainage: float) -> None:
    posts = calibrate([(0.0, 5.0), (10.0, 16.0), (20.0, 25.0)])

    assert posts.chainage_at(posts.post_at(chainage)) == pytest.approx(chainage)


@pytest.mark.parametrize("pairs", [[(0.0, 5.0), (10.0, 4.0)], [(0.0, 5.0), (10.0, 5.0)], [(1.0, 5.0), (1.0, 6.0)]])
def test_km_posts_that_do_not_grow_along_the_line_are_refused(pairs: list[tuple[float, float]]) -> None:
    with pytest.raises(ChainageError, match="does not follow"):
        calibrate(pairs)


def test_one_km_post_is_not_enough() -> None:
    with pytest.raises(ChainageError, match="Two stations"):
        calibrate([(0.0, 5.0)])
