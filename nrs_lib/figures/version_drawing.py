"""Draws the versions of a questionnaire beside each other, with a line where they changed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import Measure
from nrs_lib.figures.axis import Axis, fitting
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SIZE, SMALL, THEME, WIDTH
from nrs_lib.figures.trend_drawing import (
    Point,
    across,
    draw_band,
    draw_line,
    draw_years,
    point_of,
    runs,
)
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import amount
from nrs_lib.text import number

_PANEL = 92.0
_HEAD = 34.0
_FOOT = 20.0
_TICKS = 34.0
_END = 40.0
_APART = 12.0
# An index runs over about one unit, so its axis is marked in fifths.
_INDEX_STEP = 0.2
_DASH = (3, 3)


@dataclass(frozen=True)
class Side:
    """One version: its name, its first day, and its values over the quarters."""

    name: str
    first: dt.date | None
    measure: Measure
    own: tuple[Value | None, ...]
    nation: tuple[Value | None, ...]

    @property
    def shown(self) -> list[Value]:
        """Every value that is drawn."""
        return [v for v in (*self.own, *self.nation) if v is not None and v.is_shown]


@dataclass(frozen=True)
class Break:
    """The versions of one scale over the quarters, oldest first."""

    quarters: tuple[str, ...]
    sides: tuple[Side, ...]


def draw_breaks(values: Values, breaks: Sequence[Break], *, narrow: bool = False) -> Sheet:
    """Draw a panel for each scale that changed version, one under the other."""
    width = NARROW if narrow else WIDTH
    tall = _HEAD + _PANEL + _FOOT
    sheet = Sheet(len(breaks) * tall + (len(breaks) - 1) * 14, width=width)
    for place, one in enumerate(breaks):
        _draw_panel(sheet, values, one, top=place * (tall + 14) + _HEAD)
    return sheet


def _axis(values: Values, one: Break, top: float) -> Axis:
    numbers = [n for side in one.sides for v in side.shown for n in (v.estimate, v.low, v.high)]
    known = [n for n in numbers if not math.isnan(n)]
    low, high = scale(one.sides[-1].measure.code).range
    if high - low > 2:
        return fitting(known, start=top + _PANEL, end=top, least=None, ticks=6)
    bottom = min(0.0, math.floor(min(known, default=0.0) / _INDEX_STEP) * _INDEX_STEP)
    return Axis(bottom, 1.0, _INDEX_STEP, top + _PANEL, top)


def _draw_panel(sheet: Sheet, values: Values, one: Break, *, top: float) -> None:
    left, right = _TICKS, sheet.width - _END
    axis = _axis(values, one, top)
    decimals = 1 if axis.step < 1 else 0
    for value in axis.ticks:
        y = axis.at(value)
        sheet.line([(left, y), (right, y)])
        told = number(value, decimals, language=values.language)
        sheet.text(left - 5, y, told, size=SMALL, colour=THEME.muted, at="right", centred=True)
    xs = across(len(one.quarters), left, right)
    draw_years(sheet, one.quarters, xs, axis.start)
    edges = [left, *(_edge(one, place, xs) for place in range(1, len(one.sides))), right]
    for edge in edges[1:-1]:
        sheet.line([(edge, top - 6), (edge, axis.start)], colour=THEME.ink, dash=_DASH)
    for side, begin, end in zip(one.sides, edges, edges[1:], strict=False):
        _draw_side(sheet, values, side, axis, xs, begin, end)


def _edge(one: Break, place: int, xs: Sequence[float]) -> float:
    """Where the version begins: on its first day, else between the two versions' values."""
    step = xs[1] - xs[0] if len(xs) > 1 else 0.0
    first = one.sides[place].first
    quarter = f"{first.year}Q{(first.month - 1) // 3 + 1}" if first else ""
    if quarter in one.quarters:
        part = ((first.month - 1) % 3 + (first.day - 1) / 31) / 3
        return xs[one.quarters.index(quarter)] - step / 2 + step * part
    newer = one.sides[place]
    held = [
        x
        for x, mine, theirs in zip(xs, newer.own, newer.nation, strict=True)
        if mine is not None or theirs is not None
    ]
    return (held[0] if held else xs[-1]) - step / 2


def _draw_side(
    sheet: Sheet,
    values: Values,
    side: Side,
    axis: Axis,
    xs: Sequence[float],
    begin: float,
    end: float,
) -> None:
    room = end - begin - 8
    lines = wrapped(side.name, room, bold=True)[:2]
    for place, line in enumerate(reversed(lines)):
        # A name that its side has no room for ends with it, and leaves the next one alone.
        is_cramped = text_width(line, SIZE, bold=True) > room
        x, at = (end - 4, "right") if is_cramped else (begin + 4, "left")
        sheet.text(x, axis.end - 10 - place * 11, line, bold=True, at=at)
    nation = [point_of(x, value) for x, value in zip(xs, side.nation, strict=True)]
    subject = side.own if values.has_own else side.nation
    mine = [point_of(x, value) for x, value in zip(xs, subject, strict=True)]
    for run in runs(mine):
        draw_band(sheet, run, axis, 1.0)
    if values.has_own:
        draw_line(sheet, nation, axis, 1.0, THEME.nation, 1.4)
    draw_line(sheet, mine, axis, 1.0, THEME.subject, 2.0)
    is_newest = end >= sheet.width - _END
    _name_last(sheet, values, side, axis, mine, nation, is_newest=is_newest)


def _name_last(
    sheet: Sheet,
    values: Values,
    side: Side,
    axis: Axis,
    mine: Sequence[Point | None],
    nation: Sequence[Point | None],
    *,
    is_newest: bool,
) -> None:
    """The last values of the version, above and below its line so that neither is covered."""
    last = next((point for point in reversed(mine) if point is not None), None)
    if last is None:
        return
    x, value = last
    y = axis.at(value.estimate)
    sheet.mark(x, y, size=7.0)
    told = amount(value, side.measure, values.language)
    other = next((point for point in reversed(nation) if point is not None), None)
    below = values.has_own and other is not None and axis.at(other[1].estimate) < y
    height = y + (_APART + 2 if below else -7)
    if is_newest:
        left = min(x + 6, sheet.width - text_width(told, SIZE, bold=True))
        sheet.text(left, height, told, colour=THEME.subject, bold=True)
    else:
        # Towards its own side of the break, whose line would strike it through.
        wide = text_width(told, SIZE, bold=True)
        sheet.bar(x + 2 - wide, height - SIZE + 1, wide + 2, SIZE + 1, colour=THEME.ground)
        sheet.text(x + 3, height, told, colour=THEME.subject, bold=True, at="right")
