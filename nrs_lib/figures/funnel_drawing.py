"""Draws units over their number of answers, within the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nrs_lib.contracts.measures import Measure
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.figures.axis import Axis, fitting
from nrs_lib.figures.funnel_counts import write_counts
from nrs_lib.figures.funnel_places import Curve, Placed, stacked
from nrs_lib.figures.line_names import LineName, draw_line_names, room_for
from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import NARROW, SMALL, THEME, WIDTH
from nrs_lib.figures.values import NATIONAL, OWN, Values
from nrs_lib.figures.wording import axis_tick, capital, company, factor
from nrs_lib.text import number

_HEIGHT, _HEAD, _FOOT = 224.0, 12.0, 32.0
_KEY = 18.0
_LEFT = 40.0
_DASHES = ((4.0, 2.4), None)
_SQUARE = 7.0


def draw_limits(
    values: Values,
    measure: Measure,
    shown: Sequence[Placed],
    curves: Sequence[Curve],
    people: str,
    *,
    narrow: bool = False,
) -> Sheet:
    """Draw the funnel; the own unit last, so that nobody covers it.

    It is named above the plot: beside its mark, words would cover other units and the limits
    that it is held against. ``curves`` are the limits by level, mild to severe; ``people``
    names the x axis.
    """
    width = NARROW if narrow else WIDTH
    times = factor(measure)
    names = _line_names(values, curves, times)
    mine = next((unit for unit in shown if unit.adjusted.scope == OWN), None)
    top = _HEAD + (_KEY if mine else 0.0)
    bottom = top + _HEIGHT - _HEAD - _FOOT
    sheet = Sheet(bottom + _FOOT, width=width)
    if mine:
        _name(sheet, values, mine)
    sizes = [size for curve in curves for size, _ in curve]
    right = width - room_for(names)
    ticks = 5 if narrow else 9
    x = fitting(sizes, start=_LEFT, end=right, ticks=ticks)
    # It ends a little past the largest unit, whose mark would else lie half outside, and near
    # the ends of the curves, whose names stand at its end.
    x = replace(x, high=max(sizes) + x.step / 8)
    y = _height(measure, shown, curves, top, bottom)
    tick = axis_tick(measure, values.language)
    for value in y.ticks:
        sheet.line([(_LEFT, y.at(value)), (right, y.at(value))])
        kind = {"size": SMALL, "colour": THEME.muted, "at": "right", "centred": True}
        sheet.text(_LEFT - 5, y.at(value), tick(value), **kind)
    for value in x.ticks:
        told = number(value, language=values.language)
        sheet.text(x.at(value), bottom + 12, told, at="centre", size=SMALL, colour=THEME.muted)
    sheet.text(right, bottom + 25, people, at="right", size=SMALL, colour=THEME.muted)
    lines = []
    for curve, dash in zip(curves, _DASHES, strict=True):
        for end in ("low", "high"):
            ends = [(x.at(size), times * getattr(limits, end)) for size, limits in curve]
            lines.append([(at, y.at(value)) for at, value in from_top(ends, y.high)])
            sheet.line(lines[-1], colour=THEME.nation, weight=1.2, dash=dash)
    centre = y.at(times * curves[0][0][1].estimate)
    lines.append([(_LEFT, centre), (right, centre)])
    sheet.line(lines[-1], colour=THEME.muted, weight=1.0)
    draw_line_names(sheet, names, y.at, right)
    for unit in sorted(shown, key=lambda unit: unit.adjusted.scope == OWN):
        _draw_unit(sheet, unit, x, y, times)
    write_counts(
        sheet,
        {(x.at(size), y.at(times * share)): n for (size, share), n in stacked(shown).items()},
        [(x.at(unit.adjusted.n), y.at(times * share)) for unit in shown for share in _shares(unit)],
        lines,
        within=(_LEFT, top - 2, right, bottom),
    )
    return sheet


def _shares(unit: Placed) -> list[float]:
    """The values of which a unit has a mark."""
    raw = [unit.raw.estimate] if unit.raw is not None and unit.raw.is_shown else []
    return [unit.adjusted.estimate, *raw]


def _line_names(values: Values, curves: Sequence[Curve], times: float) -> list[LineName]:
    """Each upper limit and the nation by name where they end; the lower have the same dashes."""
    levels = read_outlier_policy().levels
    names = [
        LineName(times * curve[-1][1].high, capital(level.label[values.language]))
        for level, curve in zip(levels, curves, strict=True)
    ]
    nation = LineName(times * curves[0][-1][1].estimate, values.name_of(NATIONAL))
    return [*names, nation]


def from_top(points: Sequence[tuple[float, float]], top: float) -> list[tuple[float, float]]:
    """A curve from where it comes down into the axis; along its end would be another limit."""
    first = next((place for place, (_, value) in enumerate(points) if value <= top), 0)
    if not first:
        return list(points)
    (before, high), (at, low) = points[first - 1], points[first]
    crossing = before + (at - before) * (high - top) / (high - low)
    return [(crossing, top), *points[first:]]


def _height(
    measure: Measure, shown: Sequence[Placed], curves: Sequence[Curve], top: float, bottom: float
) -> Axis:
    times = factor(measure)
    numbers = [times * unit.adjusted.estimate for unit in shown]
    numbers += [times * unit.raw.estimate for unit in shown if unit.raw and unit.raw.is_shown]
    # The narrow end of the funnel decides less than where the units are.
    least = min(unit.adjusted.n for unit in shown)
    for curve in curves:
        numbers += [
            times * end
            for size, limits in curve
            if size >= least
            for end in (limits.low, limits.high)
        ]
    return fitting(numbers, start=bottom, end=top, most=100.0, least=None, ticks=7)


def _draw_unit(sheet: Sheet, unit: Placed, x: Axis, y: Axis, times: float) -> None:
    at, height = x.at(unit.adjusted.n), y.at(times * unit.adjusted.estimate)
    own = unit.adjusted.scope == OWN
    if unit.raw is not None and unit.raw.is_shown:
        raw = y.at(times * unit.raw.estimate)
        colour = THEME.subject if own else THEME.nation
        sheet.line([(at, raw), (at, height)], colour=colour, weight=0.7)
        sheet.mark(at, raw, "ring", colour=colour, size=4.6, weight=1.0)
    if own:
        sheet.mark(at, height, "diamond", size=12.0)
    elif unit.level is not None:
        # Better or worse, and which colour would say so, is for the place to tell.
        sheet.mark(at, height, "square", colour=THEME.ink, size=_SQUARE)
        if unit.level == read_outlier_policy().levels[0]:
            sheet.mark(at, height, "square", colour=THEME.ground, size=_SQUARE - 2.4)
    else:
        sheet.mark(at, height, colour=THEME.muted, size=6.0)


def _name(sheet: Sheet, values: Values, unit: Placed) -> None:
    """The own unit's name, and what its value rests on before adjustment."""
    at, height, half = _LEFT + 6, _HEAD, 6.0
    # A shape and no mark: it says what the mark looks like, and stands for no number.
    tips = [(at - half, height), (at, height + half), (at + half, height), (at, height - half)]
    sheet.area(tips, colour=THEME.subject)
    kind = {"colour": THEME.subject, "centred": True}
    name = values.name_of(OWN)
    sheet.text(at + 11, height, name, bold=True, **kind)
    if unit.raw is not None and unit.raw.is_shown:
        after = at + 11 + text_width(name, bold=True) + 6
        sheet.text(after, height, company(unit.raw, values.language), **kind)
