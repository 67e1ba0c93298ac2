"""The page ``docs/accuracy.md``: what was measured, which goals it reaches, and what nothing here can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from geo.measure import Accuracy, PointSet, Published, Spread, Station, spread

STATION_KM, STATION_MEDIAN_KM, QUAY_M, ROAD_M = 1.0, 0.5, 50, 30
_WIDTH = 118
_ROAD_PART = "kkh-sazin-raikot"


@dataclass(frozen=True)
class Goal:
    """A goal, what was measured for it, and why it is reached, missed or not shown."""

    goal: str
    measured: str
    verdict: str
    why: str


def judge_goals(accuracy: Accuracy) -> tuple[Goal, ...]:
    """Every goal of positional accuracy, in the order of the page."""
    return (
        *_station_goals(accuracy.stations),
        *(_length_goal(one) for one in accuracy.published if one.goal_percent is not None),
        _road_goal(accuracy),
        _quay_goal(accuracy),
        _sketch_goal(accuracy),
    )


def format_report(accuracy: Accuracy) -> str:
    """The page as Markdown; the same measurements give the same bytes."""
    sections = (
        _opening(accuracy),
        _lengths(accuracy.published),
        _posts(accuracy),
        _points(accuracy),
        _coast(accuracy),
        _areas(accuracy.published),
        _basis(accuracy),
        _sketches(accuracy),
    )
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def format_goals(accuracy: Accuracy) -> str:
    """The goals in a few lines, for the terminal."""
    return "\n".join(f"{one.verdict}: {one.goal}: {one.measured}" for one in judge_goals(accuracy))


def _station_goals(stations: Sequence[Station]) -> tuple[Goal, Goal]:
    differences = _differences(stations)
    off = spread(differences)
    within = sum(abs(one) <= STATION_KM for one in differences)
    why = (
        "Nearly 0.9 km go between the first two stations, whose posts are rounded to a kilometre; from there to "
        "Jungshahi the line cuts curves, as the tracks below show, and the difference adds up"
    )
    return (
        Goal(
            f"ML-1 stations within {STATION_KM} km of their km post",
            f"{within} of {off.count} are; the greatest difference is {off.greatest:.2f} km",
            _verdict(off.greatest - STATION_KM, "km", 2),
            why if off.greatest > STATION_KM else "",
        ),
        Goal(
            f"Median of these differences at most {STATION_MEDIAN_KM} km",
            f"{off.median:.2f} km",
            _verdict(off.median - STATION_MEDIAN_KM, "km", 2),
            "The same" if off.median > STATION_MEDIAN_KM else "",
        ),
    )


def _length_goal(one: Published) -> Goal:
    return Goal(
        f"{one.name} within {one.goal_percent:g} % of {one.published:g} {_unit(one)}",
        f"{one.drawn:.2f} {_unit(one)}, {one.percent:+.2f} %",
        _verdict(abs(one.percent) - (one.goal_percent or 0), "percentage points", 2),
        "",
    )


def _road_goal(accuracy: Accuracy) -> Goal:
    sets = [one for one in accuracy.points if one.part == _ROAD_PART]
    goal = f"Karakoram Highway, Sazin–Raikot, within {ROAD_M} m"
    if not sets:
        return Goal(goal, "nothing to measure against", "not shown", "")
    largest = max(sets, key=lambda one: one.spread.count)
    off = largest.spread
    return Goal(
        goal,
        f"95 % of {off.count} points of another road layer within {off.high:.0f} m, root mean square "
        f"{off.root_mean_square:.0f} m",
        "reached" if off.high <= ROAD_M else "not shown",
        ""
        if off.high <= ROAD_M
        else "That layer is coarser than our line, so the figure is a bound on both and tests neither at 30 m; "
        "OpenStreetMap's own nodes at hand are rounded to a thousandth of a degree",
    )


def _quay_goal(accuracy: Accuracy) -> Goal:
    goal = f"Gwadar quay within {QUAY_M} m of the OpenStreetMap coast"
    if accuracy.quay is None:
        return Goal(goal, "no coast to measure against", "not shown", "Run `make data` and build the base map")
    return Goal(
        goal,
        f"median {accuracy.quay.median:.0f} m, greatest {accuracy.quay.greatest:.0f} m",
        _verdict(accuracy.quay.greatest - QUAY_M, "m", 0),
        f"The coast of 2017 has {accuracy.coast_vertices} vertices within 5 km of the quay and does not follow the "
        "port: the difference is the coast's as much as ours"
        if accuracy.quay.greatest > QUAY_M
        else "",
    )


def _sketch_goal(accuracy: Accuracy) -> Goal:
    unsaid = [
        shape.id
        for shape in accuracy.plan.shapes
        if shape.precision != "sketched" and any(accuracy.plan.parts[part].basis == "estimated" for part in shape.parts)
    ]
    count = sum(shape.precision == "sketched" for shape in accuracy.plan.shapes)
    return Goal(
        "Every sketched part says so in the file, which the map and the panel show",
        f"{count} features are marked as sketched; without the mark: {', '.join(unsaid) or 'none'}",
        "missed" if unsaid else "reached",
        "",
    )


def _verdict(excess: float, unit: str, decimals: int) -> str:
    return "reached" if excess <= 0 else f"missed by {excess:.{decimals}f} {unit}"


def _opening(accuracy: Accuracy) -> Iterable[str]:
    yield "# Positional accuracy"
    yield ""
    yield from _prose(
        "Written by `python -m geo measure` from the records in `seeds/` and the coast in `layers/base`. Lengths are "
        "geodesic, on the ellipsoid of WGS 84. *RMS* is the root mean square, *95 %* the 95th percentile by nearest "
        "rank. A figure can only test a line that it did not help to make; where it did, the tables say so."
    )
    yield ""
    yield "## Goals"
    yield ""
    yield from _table(
        ("goal", "measured", "verdict", "why"),
        [(one.goal, one.measured, one.verdict, one.why) for one in judge_goals(accuracy)],
    )


def _lengths(published: Sequence[Published]) -> Iterable[str]:
    yield "## Lengths against published lengths"
    yield ""
    yield "Every length that a source gives for what a line draws; rivals stay side by side."
    yield ""
    yield from _table(
        ("line", "drawn, km", "published, km", "difference", "claim", "source", "note"),
        [_published_row(one, 2) for one in published if not one.is_area],
        numbers=(1, 2, 3),
    )


def _areas(published: Sequence[Published]) -> Iterable[str]:
    yield "## Outlines against published areas"
    yield ""
    yield from _table(
        ("outline", "drawn, ha", "published, ha", "difference", "claim", "source", "note"),
        [_published_row(one, 1) for one in published if one.is_area],
        numbers=(1, 2, 3),
    )


def _published_row(one: Published, decimals: int) -> tuple[str, ...]:
    made = "Sketched after the figure: no test" if one.drawn_to else ""
    size = (f"{one.drawn:,.{decimals}f}", f"{one.published:,.{decimals}f}")
    return (one.name, *size, f"{one.percent:+.2f} %", one.claim, one.source, made or one.note)


def _posts(accuracy: Accuracy) -> Iterable[str]:
    stations = accuracy.stations
    first = stations[0]
    predicted = [one for one in stations if one.predicted_km is not None]
    yield "## ML-1 stations against the railway's km posts"
    yield ""
    yield from _prose(
        f"Drawn chainage from {first.name}, whose post is {first.post_km:g}. *Difference* is drawn minus published. A "
        "station placed by its post was put on the drawn line between anchors, so that it says nothing about the line "
        "near it; only stations placed by a point of their own test it. For these, *neighbours say* is the post that "
        "follows from the posts of the other such stations and of the first, by straight interpolation."
    )
    yield ""
    yield from _table(
        ("station", "post", "drawn, km", "difference, km", "placed by", "neighbours say"),
        [
            (
                one.name,
                f"{one.post_km:g}",
                f"{one.chainage_km:.2f}",
                f"{one.difference_km(first):+.2f}",
                one.placed_by.replace("km-post", "its post"),
                "" if one.predicted_km is None else f"{one.predicted_km:.2f}",
            )
            for one in stations
        ],
        numbers=(1, 2, 3, 5),
    )
    yield ""
    own = [one.difference_km(first) for one in stations[1:] if one.placed_by == "point"]
    sets = [("all stations but the first", _differences(stations)), ("only those with a point of their own", own)]
    if predicted:
        between = [(one.predicted_km or 0) - one.post_km for one in predicted]
        sets.append(("post between neighbours against published post", between))
    yield from _table(
        ("differences in km", "number", "median", "RMS", "95 %", "greatest"),
        [(name, *_spread_row(spread(values), 2)) for name, values in sets if values],
        numbers=(1, 2, 3, 4, 5),
    )
    yield ""
    yield "### Where the length is lost"
    yield ""
    yield from _prose(
        "The rail graph of scgraph_data keeps the length of track between junctions, as OpenStreetMap draws it, "
        "although it gives only the places of the junctions. Our line was fitted to those places, not to these lengths."
    )
    yield ""
    tracks = [(one.id, one.published_km, one.drawn_km) for one in accuracy.tracks]
    tracks.append(("together", sum(row[1] for row in tracks), sum(row[2] for row in tracks)))
    yield from _table(
        ("track", "OpenStreetMap, km", "drawn, km", "difference"),
        [
            (name, f"{known:.2f}", f"{drawn:.2f}", f"{(drawn / known - 1) * 100:+.2f} %")
            for name, known, drawn in tracks
        ],
        numbers=(1, 2, 3),
    )


def _points(accuracy: Accuracy) -> Iterable[str]:
    yield "## Points that did not make a line"
    yield ""
    yield "Distance to the drawn line. Points on a vertex of the line are refused: they made it."
    yield ""
    yield from _table(
        ("part", "points of", "rounded by up to, m", "number", "median, m", "RMS, m", "95 %, m", "greatest, m"),
        [_point_row(one) for one in accuracy.points],
        numbers=(2, 3, 4, 5, 6, 7),
    )
    yield ""
    yield from _items(
        "**ML-1, Karachi–Hyderabad.** The line was compiled from rail nodes of scgraph_data, fitted with Natural "
        "Earth's railway between them. Of the 65 nodes within a kilometre, 34 are vertices, one lies on the line "
        "between two, and eight belong to the port branch, the line to Dadu or the tracks beyond Hyderabad. The "
        "other 22 are here. They lie on other tracks and in the yard at Pipri, so that the distance holds the "
        "space between tracks as well: an upper bound. They come from the same survey as the line: independent of "
        "its fitting, not of OpenStreetMap. Only one lies between Dabheji and Bholari, where the compilation "
        "itself states 230 to 360 m; this is the accuracy that the line is given.",
        "**ML-1, Karachi–Peshawar.** The whole line is Natural Earth's and none of these nodes made it, so that they "
        "test it, between Karachi and Hyderabad only. It was recorded as within 500 m; it is given what was measured.",
        "**Sazin–Raikot.** The 26 km between Sazin and Basha are in the road layer of a landslide study, from which "
        "Batera–Sazin is drawn. What the two differ by bounds the error of both, and is taken as the accuracy of "
        "Batera–Sazin. It cannot show whether our line is within 30 m. For that a survey of the road with a receiver, "
        "or imagery, would be needed. It was recorded as within 10 m, which is no more than the error of folding its "
        "outline; it is given the 30 m of the other roads of that source.",
        "**Thakot–Batera** is pinned to known points and has no independent point at all.",
        "**Road lengths** of scgraph_data are cut short at bends, by a fifth along the Indus, and test nothing here.",
        "The other roads and Gwadar's outlines carry the accuracy that their extraction states; it was not measured.",
    )
    yield ""
    yield from _prose(
        "Places of GeoNames beside the Karakoram Highway. A settlement has no point on the road, so that this only "
        "shows that nothing is grossly wrong."
    )
    yield ""
    yield from _table(
        ("place", "from Thakot, km", "from the road, m", "accuracy of the place, m", "note"),
        [
            (
                one.name,
                f"{one.chainage_km:.0f}",
                f"{one.offset_m:.0f}",
                f"{one.accuracy_m:.0f}",
                one.note or ("Further off than its accuracy" if one.offset_m > one.accuracy_m else ""),
            )
            for one in accuracy.beside
        ],
        numbers=(1, 2, 3),
    )
    yield ""
    off = spread(one.offset_m for one in accuracy.beside)
    yield f"Median {off.median:.0f} m, RMS {off.root_mean_square:.0f} m, 95 % {off.high:.0f} m."
    for layer, gaps in accuracy.gaps_m.items():
        yield ""
        yield f"Where the parts of {layer} meet, the gaps are {', '.join(f'{gap:.0f}' for gap in gaps)} m."


def _coast(accuracy: Accuracy) -> Iterable[str]:
    yield "## The quay of Gwadar against the coast"
    yield ""
    if accuracy.quay is None:
        yield "Not measured: the coast is not built."
        return
    yield from _prose(
        "Every 50 m along the three berths, to the OpenStreetMap coast of 2017 as it came, without what was added to "
        "it from the port's own outline."
    )
    yield ""
    yield from _table(
        ("number", "median, m", "RMS, m", "95 %, m", "greatest, m"),
        [_spread_row(accuracy.quay, 0)],
        numbers=(0, 1, 2, 3, 4),
    )


def _basis(accuracy: Accuracy) -> Iterable[str]:
    yield "## What each accuracy rests on"
    yield ""
    yield from _prose(
        "*Measured* above; *stated* by the source or its extraction and not measured here; *estimated* by us. Where a "
        "stretch is coarser than the rest, a line has the accuracy of that stretch. Stations placed by their post have "
        "half a kilometre for the rounding of posts and the line's own accuracy; places of GeoNames have what the size "
        "of the settlement leaves open."
    )
    yield ""
    yield from _table(
        ("part", "accuracy, m", "basis", "source", "note"),
        [
            (part.id, f"{part.accuracy_m:g}", part.basis, part.source, part.note)
            for part in accuracy.plan.parts.values()
        ],
        numbers=(1,),
    )


def _sketches(accuracy: Accuracy) -> Iterable[str]:
    yield "## Only sketched"
    yield ""
    for shape in accuracy.plan.shapes:
        if shape.precision == "sketched":
            parts = [accuracy.plan.parts[part] for part in shape.parts]
            notes = "; ".join(dict.fromkeys(part.note for part in parts if part.note))
            worst = max(part.accuracy_m for part in parts)
            yield f"- {shape.row['name']} ({shape.layer}): within about {worst / 1000:g} km. {notes}".rstrip()


def _point_row(one: PointSet) -> tuple[str, ...]:
    # Rounding is given as its greatest error along one axis; on the ground it is that along both.
    rounding = "" if one.rounding_m is None else f"{one.rounding_m * 2**0.5:.0f}"
    return (one.part, one.source, rounding, *_spread_row(one.spread, 0))


def _spread_row(one: Spread, decimals: int) -> tuple[str, ...]:
    sizes = (one.median, one.root_mean_square, one.high, one.greatest)
    return (str(one.count), *(f"{size:.{decimals}f}" for size in sizes))


def _differences(stations: Sequence[Station]) -> list[float]:
    """Without the first, which is where the counting begins."""
    return [one.difference_km(stations[0]) for one in stations[1:]]


def _unit(one: Published) -> str:
    return "ha" if one.is_area else "km"


def _prose(text: str) -> Iterable[str]:
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _items(*texts: str) -> Iterable[str]:
    for text in texts:
        yield from wrap(
            text,
            _WIDTH,
            initial_indent="- ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> Iterable[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---:' if column in numbers else '---' for column in range(len(heads)))} |"
    for row in rows:
        # A bar in a record's text would end the cell.
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
