"""Draws series of quarters as small panels of the same height, labelled at their last point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.measures import Measure
from nrs_lib.figures.axis import Axis, fitting
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SIZE, SMALL, THEME, WIDTH
from nrs_lib.figures.values import NATIONAL, Value, Values
from nrs_lib.figures.wording import amount, axis_tick, factor, is_by_year

_PANEL = 104.0
_HEAD = 30.0
_FOOT = 20.0
_TICKS = 34.0
_END = 52.0
_BETWEEN = 10.0
_APART = 11.0
_LEAD = 4.0
"""From a plot's edge to the nearest year."""

Point = tuple[float, Value]


@dataclass(frozen=True)
class Series:
    """One measure over the quarters; None where there is no row."""

    measure: Measure
    quarters: tuple[str, ...]
    own: tuple[Value | None, ...]
    nation: tuple[Value | None, ...]


def draw_series(values: Values, series: Sequence[Series], *, narrow: bool = False) -> Sheet:
    """Draw a panel for each measure, beside each other or, on a narrow page, stacked."""
    width = NARROW if narrow else WIDTH
    columns = 1 if narrow else min(len(series), 3)
    lines = -(-len(series) // columns)
    tall = _HEAD + _PANEL + _FOOT
    sheet = Sheet(lines * tall + (lines - 1) * 14, width=width)
    shared = len({one.measure.kind for one in series}) == 1
    room = (width - _TICKS - _BETWEEN * (columns - 1)) / columns
    for place, one in enumerate(series):
        line, column = divmod(place, columns)
        top = line * (tall + 14) + _HEAD
        left = _TICKS + column * (room + _BETWEEN)
        axis = _axis(values, series if shared else [one], top)
        named = narrow or column == 0 or not shared
        _draw_panel(sheet, values, one, axis, left, left + room - _END, named=named)
    return sheet


def runs(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """Points that follow on each other without a gap."""
    run: list[Point] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _subject(values: Values, one: Series) -> tuple[Value | None, ...]:
    return one.own if values.has_own else one.nation


def _axis(values: Values, series: Sequence[Series], top: float) -> Axis:
    numbers = []
    for one in series:
        times = factor(one.measure)
        shown = [v for v in (*_subject(values, one), *one.nation) if v is not None and v.is_shown]
        numbers += [times * value.estimate for value in shown]
        numbers += [times * e for v in shown if v.has_interval for e in (v.low, v.high)]
    most = 100.0 if factor(series[0].measure) == 100 else float("inf")
    return fitting(numbers, start=top + _PANEL, end=top, most=most, least=None, ticks=6)


def _draw_panel(
    sheet: Sheet,
    values: Values,
    one: Series,
    axis: Axis,
    left: float,
    right: float,
    *,
    named: bool,
) -> None:
    title = one.measure.short[values.language]
    for place, line in enumerate(wrapped(title, right - left + _END, bold=True)[:2]):
        sheet.text(left, axis.end - 19 + place * 11, line, bold=True)
    tick = axis_tick(one.measure, values.language)
    for value in axis.ticks:
        y = axis.at(value)
        sheet.line([(left, y), (right, y)])
        if named:
            kind = {"size": SMALL, "colour": THEME.muted, "at": "right", "centred": True}
            sheet.text(left - 5, y, tick(value), **kind)
    xs = across(len(one.quarters), left, right, by_year=is_by_year(one.quarters))
    draw_years(sheet, one.quarters, xs, axis.start)
    times = factor(one.measure)
    nation = [point_of(x, value) for x, value in zip(xs, one.nation, strict=True)]
    mine = [point_of(x, value) for x, value in zip(xs, _subject(values, one), strict=True)]
    for run in runs(mine):
        draw_band(sheet, run, axis, times)
    if values.has_own:
        draw_line(sheet, nation, axis, times, THEME.nation, 1.4)
    draw_line(sheet, mine, axis, times, THEME.subject, 2.0)
    _name_ends(sheet, values, one, axis, right, mine, nation)


def across(n: int, left: float, right: float, *, by_year: bool = False) -> list[float]:
    """Where each of ``n`` periods stands between two ends.

    Quarters stand in the middle of their part of the plot, so that every year is drawn as wide,
    the first too; years stand near the ends, for half of a wide part would be left empty.
    """
    lead = _LEAD if by_year else (right - left) / (2 * max(n, 1))
    step = (right - left - 2 * lead) / max(n - 1, 1)
    return [left + lead + place * step for place in range(n)]


def point_of(x: float, value: Value | None) -> Point | None:
    """The value at its place, or None where there is nothing to draw."""
    return (x, value) if value is not None and value.is_shown else None


def draw_years(sheet: Sheet, quarters: Sequence[str], xs: Sequence[float], y: float) -> None:
    """A tick where a year begins, half a quarter before its first point, and the year after it.

    A year that is a single point has its tick and its name in the middle under that.
    """
    half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else 0.0
    quiet = {"size": SMALL, "colour": THEME.muted}
    for quarter, x in zip(quarters, xs, strict=True):
        year, _, part = quarter.partition("Q")
        if not part:
            sheet.line([(x, y), (x, y + 4)], colour=THEME.nation)
            sheet.text(x, y + 13, year, at="centre", **quiet)
        elif part == "1":
            edge = x - half
            sheet.line([(edge, y), (edge, y + 4)], colour=THEME.nation)
            sheet.text(edge + 2, y + 13, year, **quiet)


def draw_band(sheet: Sheet, run: Sequence[Point], axis: Axis, times: float) -> None:
    """The intervals of points that follow on each other; ``times`` is the axis's factor."""
    known = [(x, value) for x, value in run if value.has_interval]
    if len(known) == 1:
        x, value = known[0]
        ends = [(x, axis.at(times * end)) for end in (value.low, value.high)]
        sheet.line(ends, colour=THEME.tint, weight=5)
    elif known:
        upper = [(x, axis.at(times * value.high)) for x, value in known]
        lower = [(x, axis.at(times * value.low)) for x, value in reversed(known)]
        sheet.area(upper + lower)


def draw_line(
    sheet: Sheet,
    points: Sequence[Point | None],
    axis: Axis,
    times: float,
    colour: str,
    weight: float,
) -> None:
    """Lines through points without a gap; a lone one is a dot."""
    for run in runs(points):
        places = [(x, axis.at(times * value.estimate)) for x, value in run]
        if len(places) > 1:
            sheet.line(places, colour=colour, weight=weight)
        else:
            sheet.mark(*places[0], colour=colour, size=4.5)


def _name_ends(
    sheet: Sheet,
    values: Values,
    one: Series,
    axis: Axis,
    right: float,
    mine: Sequence[Point | None],
    nation: Sequence[Point | None],
) -> None:
    """Values at the last quarter that is shown, pushed apart when they would meet."""
    times = factor(one.measure)
    ends = [[p for p in points if p is not None][-1:] for points in (mine, nation)]
    labels = []
    if ends[0]:
        x, value = ends[0][0]
        y = axis.at(times * value.estimate)
        sheet.mark(x, y, size=7.0)
        labels.append([y, amount(value, one.measure, values.language), THEME.subject, True])
    if values.has_own and ends[1]:
        y = axis.at(times * ends[1][0][1].estimate)
        value = amount(ends[1][0][1], one.measure, values.language)
        labels.append([y, f"{values.name_of(NATIONAL).lower()} {value}", THEME.muted, False])
    if len(labels) == 2:
        first, second = sorted(labels, key=lambda label: label[0])
        push = max(0.0, _APART - (second[0] - first[0])) / 2
        first[0] -= push
        second[0] += push
    for y, told, colour, bold in labels:
        size = SIZE if bold else SMALL
        left = min(right + 5, sheet.width - text_width(told, size, bold=bold))
        sheet.text(left, y, told, size=size, colour=colour, bold=bold, centred=True)
