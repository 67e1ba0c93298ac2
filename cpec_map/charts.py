"""Charts as SVG pictures: rival figures in order of time, projects by sector and status, status through the years.

Altair writes them in the grammar of Vega-Lite and vl-convert draws them here, with no network; the page shows each as
a picture, so nothing in one can run. Texts are values of the data, never expressions; field names are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import vl_convert

from cpec_map.catalog import Catalog
from cpec_map.edtf import in_words
from cpec_map.facts import as_of_key, choose_first
from cpec_map.project import STATUSES

# Paul Tol's "bright"; the same colours as in web/history.js.
STATUS_COLOURS = {
    "announced": "#BBBBBB",
    "approved": "#66CCEE",
    "financed": "#4477AA",
    "under-construction": "#CCBB44",
    "operational": "#228833",
    "shelved": "#EE6677",
    "cancelled": "#AA3377",
    "unknown": "#DDDDDD",
}
SECTOR_COLOURS = {
    "energy": "#DDAA33",
    "road": "#0077BB",
    "rail": "#CC3311",
    "gwadar": "#009988",
    "zones": "#33BBEE",
    "digital": "#332288",
    "social": "#AA4499",
}
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_COUNT = re.compile(r"[0-9]{1,6}")
_YEAR = re.compile(r"[0-9]{4}\.[a-z-]{1,30}")
_WIDTH = 360
_LONGEST = 34
_LINE = 15  # pixels that a line of text takes
_MARK = "#CC3311"
_INK = {False: ("#1B1F23", "#5A6168", "#E2DFD8"), True: ("#ECEEEF", "#A4ABB1", "#343B41")}


@dataclass(frozen=True)
class Published:
    """A figure that one source published: ``when`` in words, ``label`` who says it; ``chosen`` is shown first."""

    value: float
    when: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Bar:
    """How many of something: ``label`` names the bar, ``colour`` is ``#RRGGBB``."""

    label: str
    count: int
    colour: str


def rivals_chart(points: Sequence[Published], title: str, unit: str, dark: bool) -> bytes:
    """Rival figures of one unit, a row each in the order given, with its date and who published it. SVG, UTF-8.

    A row has its words above its dot, so that nothing overlaps on a phone. The value axis need not begin at zero, as
    dots have no length; where it does not, its title says so. Raises ``ValueError`` without points.
    """
    if not points:
        raise ValueError("A chart of rivals needs at least one figure.")
    ink, quiet, rule = _INK[dark]
    low, high = min(point.value for point in points), max(point.value for point in points)
    near = low > high * 2 / 3
    scale = alt.Scale(domain=[low - (high - low) * 0.15 if near else 0, high + (high - low) * 0.15 or 1], nice=near)
    rows = [
        {
            "row": number,
            "value": point.value,
            "words": _short(f"{point.when} · {point.label}", 52),
            "chosen": point.chosen,
        }
        for number, point in enumerate(points)
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("row:O", axis=None))
    axis = alt.Axis(tickCount=4, grid=False)
    x = alt.X("value:Q", scale=scale, axis=axis, title=f"{_short(unit)}{' (axis does not start at 0)' if near else ''}")
    track = base.mark_rule(color=rule, yOffset=_LINE / 2)
    words = base.mark_text(align="left", baseline="middle", yOffset=-_LINE / 2, fontSize=11.5, color=quiet)
    dots = base.mark_point(size=70, strokeWidth=2, stroke=_MARK, opacity=1, yOffset=_LINE / 2)

    def numbers(chosen: bool) -> Any:
        weight: Literal["bold", "normal"] = "bold" if chosen else "normal"
        text = base.mark_text(align="left", dx=8, yOffset=_LINE / 2, fontSize=12, fontWeight=weight, color=ink)
        return text.encode(x=x, text="value:Q").transform_filter(alt.datum.chosen == chosen)

    chart = alt.layer(
        track,
        words.encode(x=alt.value(0), text="words:N"),
        dots.encode(x=x, fill=alt.condition("datum.chosen", alt.value(_MARK), alt.value("transparent"))),
        numbers(chosen=True),
        numbers(chosen=False),
    )
    return _draw(chart.properties(width=_WIDTH - 40, height=2.4 * _LINE * len(rows)), title, dark)


def count_chart(bars: Sequence[Bar], title: str, dark: bool) -> bytes:
    """Horizontal bars with their numbers, in the order given. SVG, UTF-8. Raises ``ValueError`` without bars."""
    if not bars:
        raise ValueError("A chart of counts needs at least one bar.")
    rows = [{"label": _short(bar.label), "count": bar.count, "colour": bar.colour} for bar in bars]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("count:Q", axis=None, scale=alt.Scale(domainMax=max(bar.count for bar in bars) * 1.15)),
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=150)),
    )
    columns = base.mark_bar(height=14).encode(color=alt.Color("colour:N", scale=None))
    numbers = base.mark_text(align="left", dx=4, fontSize=11, color=_INK[dark][0]).encode(text="count:Q")
    chart = alt.layer(columns, numbers).properties(width=_WIDTH - 150, height=22 * len(rows))
    return _draw(chart, title, dark)


def year_chart(counts: Sequence[tuple[int, str, int]], title: str, dark: bool) -> bytes:
    """Columns of (year, status, number), stacked by status. SVG, UTF-8. Raises ``ValueError`` without columns."""
    if not counts:
        raise ValueError("A chart of years needs at least one column.")
    order = [*STATUSES, "unknown"]
    rows = [
        {"year": str(year), "status": status.replace("-", " "), "count": number, "order": order.index(status)}
        for year, status, number in counts
    ]
    there = [status for status in order if any(one == status for _, one, _ in counts)]
    scale = alt.Scale(
        domain=[status.replace("-", " ") for status in there], range=[STATUS_COLOURS[status] for status in there]
    )
    legend = alt.Legend(orient="bottom", title=None, columns=3, symbolType="square", labelLimit=130)
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, ticks=False)),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color("status:N", scale=scale, legend=legend),
            order=alt.Order("order:Q"),
        )
        .properties(width=_WIDTH - 40, height=170)
    )
    return _draw(chart, title, dark)


def draw_rivals(catalog: Catalog, subject: str, attribute: str, unit: str, dark: bool) -> bytes | None:
    """The chart of a subject's rival figures in one unit, oldest first; ``None`` where fewer than two are numbers."""
    record = catalog.records.attributes.get(attribute)
    about = {subject, *(project.id for project in catalog.projects_of(subject))}
    own = [one for one in catalog.records.claims if one.subject in about and one.attribute == attribute]
    if not own:
        return None
    first = choose_first(own, record.rule if record is not None else "latest").id
    rivals = sorted((one for one in own if (one.unit or "") == unit), key=lambda one: as_of_key(one.as_of))
    points = [
        Published(float(one.value), in_words(one.as_of), _publisher(catalog, one.source), one.id == first)
        for one in rivals
        if _NUMBER.fullmatch(one.value)
    ]
    label = record.label if record is not None else attribute
    return rivals_chart(points, label, unit, dark) if len(points) > 1 else None


def draw_counts(kind: str, values: str, dark: bool) -> bytes | None:
    """The chart of numbers that the page counted, ``name:number,…``: of ``sector``, ``status`` or ``year.status``.

    Only our own names are taken, so no text of a record or a reader comes into it; ``None`` where none is left.
    """
    counts = [pair.split(":") for pair in values.split(",")]
    known = {pair[0]: int(pair[1]) for pair in counts if len(pair) == 2 and _COUNT.fullmatch(pair[1])}
    if kind == "year":
        columns = [(name.split("."), count) for name, count in known.items() if _YEAR.fullmatch(name)]
        rows = [(int(year), status, count) for (year, status), count in columns if status in STATUS_COLOURS]
        return year_chart(rows, "Status at the end of each year", dark) if rows else None
    looks = {"sector": SECTOR_COLOURS, "status": STATUS_COLOURS}.get(kind, {})
    bars = [Bar(name.replace("-", " ").capitalize(), known[name], looks[name]) for name in looks if name in known]
    return count_chart(bars, f"Projects by {kind}", dark) if bars else None


def _publisher(catalog: Catalog, identifier: str) -> str:
    source = catalog.records.sources.get(identifier)
    return (source.publisher or source.title) if source is not None else identifier


def _draw(chart: Any, title: str, dark: bool) -> bytes:
    ink, quiet, rule = _INK[dark]
    config = {
        "background": "transparent",
        "font": "sans-serif",
        "title": {"anchor": "start", "fontSize": 12.5, "fontWeight": 600, "color": ink, "offset": 8, "limit": _WIDTH},
        "view": {"stroke": None},
        "axis": {
            "labelColor": quiet,
            "titleColor": quiet,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": 400,
            "domainColor": rule,
            "tickColor": rule,
            "gridColor": rule,
            "gridOpacity": 0.7,
        },
        "axisX": {"grid": False},
        "legend": {"labelColor": quiet, "labelFontSize": 11},
    }
    spec = chart.properties(title=_short(title, 60)).to_dict()
    spec["config"] = config
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return svg.encode()


def _short(text: str, most: int = _LONGEST) -> str:
    """One line of printable text, cut with an ellipsis."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
