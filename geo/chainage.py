"""Linear referencing: how far along a line a point lies, which point lies at a distance, and which km post that is.

Positions are lon, lat in degrees (WGS 84), always in that order; chainages are kilometres from the start of a route,
offsets metres. The stretch between two vertices is taken as the geodesic on the ellipsoid.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from pyproj import Geod, Proj

Position = tuple[float, float]

WGS84 = Geod(ellps="WGS84")


class ChainageError(ValueError):
    """A line, chainage or list of km posts that cannot be measured along."""


@dataclass(frozen=True)
class Foot:
    """The point of a route nearest to another point.

    ``beyond`` names the end of the route that the point lies past, when a longer line would come nearer to it.
    """

    chainage_km: float
    offset_m: float
    lon: float
    lat: float
    beyond: Literal["start", "end"] | None


@dataclass(frozen=True)
class Route:
    """Lines end to end. Where one ends away from the start of the next, the gap counts as a straight stretch."""

    parts: tuple[tuple[Position, ...], ...]
    vertices: tuple[Position, ...]
    metres: tuple[float, ...]

    @property
    def length_km(self) -> float:
        """The chainage of the end."""
        return self.metres[-1] / 1000

    @property
    def starts_km(self) -> tuple[float, ...]:
        """The chainage at which each part begins."""
        starts: list[float] = []
        position = 0
        for part in self.parts:
            # A part that begins where the last one ended shares that vertex.
            position -= bool(starts) and part[0] == self.vertices[position - 1]
            starts.append(self.metres[position] / 1000)
            position += len(part)
        return tuple(starts)

    @property
    def gaps_m(self) -> tuple[float, ...]:
        """How far each part's end lies from the next part's start."""
        return tuple(distance_m(one[-1], other[0]) for one, other in pairwise(self.parts))


def join_parts(parts: Iterable[Sequence[Sequence[float]]]) -> Route:
    """The route along one or more lines in order. Raises ``ChainageError`` where there is no length."""
    lines = tuple(_without_repeats(part) for part in parts)
    if not lines or any(len(line) < 2 for line in lines):
        raise ChainageError("A route needs lines of at least two different positions.")
    vertices = _without_repeats([position for line in lines for position in line])
    steps = (distance_m(one, other) for one, other in pairwise(vertices))
    return Route(lines, vertices, tuple(accumulate(steps, initial=0.0)))


def reverse(route: Route) -> Route:
    """The same route from its other end."""
    return join_parts(part[::-1] for part in reversed(route.parts))


def distance_m(one: Sequence[float], other: Sequence[float]) -> float:
    """The geodesic distance in metres between two positions."""
    return float(WGS84.inv(one[0], one[1], other[0], other[1])[2])


def line_length_m(line: Sequence[Sequence[float]]) -> float:
    """The geodesic length in metres of one line."""
    return float(WGS84.line_length([x for x, _ in line], [y for _, y in line]))


def turn(before: Position, here: Position, after: Position) -> float:
    """By how many degrees, 0 to 180, a line changes its direction at a vertex."""
    arriving = WGS84.inv(*here, *before)[0] + 180
    leaving = WGS84.inv(*here, *after)[0]
    return float(abs((leaving - arriving + 180) % 360 - 180))


def find_foot(route: Route, lon: float, lat: float) -> Foot:
    """Where on the route a point lies nearest; of equally near places the first.

    Raises ``ChainageError`` for a position that is not on the globe.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ChainageError(f"lon {lon:g}, lat {lat:g} is not on the globe; lon comes first.")
    # Around the point itself this plane keeps every distance and direction, so nearest in it is nearest on the ground.
    plane = Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    xs, ys = plane([x for x, _ in route.vertices], [y for _, y in route.vertices])
    nearest, index, share = math.inf, 0, 0.0
    for number, (a, b) in enumerate(pairwise(zip(xs, ys, strict=True))):
        across, up = b[0] - a[0], b[1] - a[1]
        reach = -(a[0] * across + a[1] * up) / (across * across + up * up)
        held = min(max(reach, 0.0), 1.0)
        distance = math.hypot(a[0] + held * across, a[1] + held * up)
        if distance < nearest:
            nearest, index, share = distance, number, reach
    beyond: Literal["start", "end"] | None = None
    if index == 0 and share < 0:
        beyond = "start"
    elif index == len(route.vertices) - 2 and share > 1:
        beyond = "end"
    start, end = route.metres[index], route.metres[index + 1]
    chainage = (start + min(max(share, 0.0), 1.0) * (end - start)) / 1000
    foot = point_at(route, chainage)
    return Foot(chainage, distance_m((lon, lat), foot), *foot, beyond)


def point_at(route: Route, chainage_km: float) -> Position:
    """The position at a chainage. Raises ``ChainageError`` before the start or past the end."""
    # A thousandth of a millimetre past the end is arithmetic, not a wrong question.
    if not -1e-9 <= chainage_km <= route.length_km + 1e-9:
        raise ChainageError(f"{chainage_km:g} km is not on a route of {route.length_km:.3f} km.")
    metres = min(max(chainage_km * 1000, 0.0), route.metres[-1])
    index = min(bisect_right(route.metres, metres), len(route.vertices) - 1) - 1
    one, other = route.vertices[index], route.vertices[index + 1]
    azimuth = WGS84.inv(*one, *other)[0]
    lon, lat, _ = WGS84.fwd(*one, azimuth, metres - route.metres[index])
    return float(lon), float(lat)


@dataclass(frozen=True)
class Posts:
    """Km posts along a route: drawn chainage in km and the post published for it, both increasing."""

    chainages_km: tuple[float, ...]
    posts_km: tuple[float, ...]

    def post_at(self, chainage_km: float) -> float:
        """The km post at a drawn chainage: straight between known posts, beyond them kilometre for kilometre."""
        return _interpolate(chainage_km, self.chainages_km, self.posts_km)

    def chainage_at(self, post_km: float) -> float:
        """The drawn chainage of a km post, by the same rule."""
        return _interpolate(post_km, self.posts_km, self.chainages_km)


def calibrate(pairs: Iterable[tuple[float, float]]) -> Posts:
    """The km posts of a route from (drawn chainage in km, published post in km) pairs, in any order.

    Raises ``ChainageError`` for fewer than two, or where posts do not grow along the line.
    """
    ordered = sorted(pairs)
    if len(ordered) < 2:
        raise ChainageError("Two stations with a km post are the least that can be measured between.")
    for (chainage, post), (next_chainage, next_post) in pairwise(ordered):
        if not (chainage < next_chainage and post < next_post):
            raise ChainageError(
                f"Km post {next_post:g} at {next_chainage:.3f} km does not follow post {post:g} at {chainage:.3f} km."
            )
    return Posts(tuple(chainage for chainage, _ in ordered), tuple(post for _, post in ordered))


def _interpolate(value: float, known: Sequence[float], sought: Sequence[float]) -> float:
    if value <= known[0]:
        return sought[0] + value - known[0]
    if value >= known[-1]:
        return sought[-1] + value - known[-1]
    index = bisect_right(known, value) - 1
    share = (value - known[index]) / (known[index + 1] - known[index])
    return sought[index] + share * (sought[index + 1] - sought[index])


def _without_repeats(line: Sequence[Sequence[float]]) -> tuple[Position, ...]:
    positions = [(float(lon), float(lat)) for lon, lat in line]
    return tuple(one for index, one in enumerate(positions) if index == 0 or one != positions[index - 1])
