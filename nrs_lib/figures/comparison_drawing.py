"""Draws units as sorted dots with intervals over the nation's line."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.measures import Measure
from nrs_lib.figures.axis import Axis, fitting, grid
from nrs_lib.figures.judgement import is_apart
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SIZE, SMALL, THEME, WIDTH
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import amount, axis_tick, company, factor, level, span
from nrs_lib.terms import Statistic

_HEIGHT = 190.0
_CLOSEST, _NAMED, _WIDEST = 7.0, 12.5, 20.0
_ROOM = 10.0
_HEAD = 22.0
_FOOT = 22.0
_MARGIN = 124.0
_LEADING = 1.22
_LEAST_AXIS = 68.0
"""Width from which dots with intervals can be told apart beside the units' names."""
_LEAST_LABELLED = 88.0
"""Width from which every tick has room for its label."""


def draw_sorted(
    values: Values,
    measure: Measure,
    shown: Sequence[Value],
    nation: Value | None,
    *,
    labels: Sequence[str] = (),
    narrow: bool = False,
) -> Sheet:
    """Draw the units that may be shown, highest value first.

    ``labels`` are their names in the same order, for readers who may see them. On a narrow
    page each stands on a line of its own above its dot where names are long.
    """
    width = NARROW if narrow else WIDTH
    rests_on = _rests_on(values, measure, shown) if labels else []
    is_above = narrow and not have_room(values, measure, shown, labels)
    if is_above and _column(labels) + _column(rests_on) > width:
        rests_on = _counts(values, shown)
    mine = next((value for value in shown if value.scope == OWN), None)
    told = _told(values, measure, mine) if mine else []
    above = len(told) * SIZE * _LEADING + 8 if narrow and mine else 0.0
    over = _NAMED if labels and is_above else 0.0
    widest = _NAMED if over else _WIDEST
    pitch = min(max(_HEIGHT / len(shown), _NAMED if labels else _CLOSEST), widest) + over
    top = above + _HEAD
    bottom = top + pitch * len(shown) + 4
    sheet = Sheet(bottom + _FOOT, width=width)
    margin = _MARGIN if mine and not narrow else _ROOM if is_above else _column(rests_on) + 14.0
    every = [*shown, *([nation] if nation else [])]
    start = _column(() if is_above else labels) + 12.0
    axis = _axis(measure, every, start, width - margin, narrow)
    tick = axis_tick(measure, values.language)
    every_other = 2 if axis.end - axis.start < _LEAST_LABELLED else 1
    labelled = axis.ticks[::every_other]
    grid(
        sheet,
        axis,
        top=top,
        bottom=bottom,
        label=lambda value: tick(value) if value in labelled else "",
    )
    if nation is not None and nation.is_shown:
        _draw_nation(sheet, values, measure, nation, axis, top, bottom)
    for place, value in enumerate(shown):
        y = top + 2 + pitch * (place + 0.5) + over / 2
        if value.scope == OWN:
            continue
        _draw_unit(sheet, measure, value, nation, axis, y)
        if labels:
            sheet.text(0, y - over, labels[place], size=SMALL, centred=True)
        if labels and not mine:
            kind = {"size": SMALL, "colour": THEME.muted, "at": "right", "centred": True}
            sheet.text(width, y - over, rests_on[place], **kind)
    # The own unit last, so that nobody covers it.
    if mine:
        y = top + 2 + pitch * (shown.index(mine) + 0.5) + over / 2
        _draw_own(sheet, measure, mine, axis, y)
        if narrow:
            _write_own(sheet, told, 0.0, SIZE)
        else:
            _point_at_own(sheet, measure, mine, axis, y, told)
    return sheet


def have_room(
    values: Values, measure: Measure, shown: Sequence[Value], labels: Sequence[str]
) -> bool:
    """Whether units' names have room beside their dots on a narrow page."""
    if not labels:
        return False
    beside = _column(labels) + _column(_rests_on(values, measure, shown)) + 26.0
    return NARROW - beside >= _LEAST_AXIS


def _rests_on(values: Values, measure: Measure, shown: Sequence[Value]) -> list[str]:
    """What each value rests on, after the value itself of a share."""
    behind = _counts(values, shown)
    if measure.kind != Statistic.SHARE:
        return behind
    told = (amount(value, measure, values.language) for value in shown)
    return [f"{value} ({counts})" for value, counts in zip(told, behind, strict=True)]


def _counts(values: Values, shown: Sequence[Value]) -> list[str]:
    return [company(value, values.language) for value in shown]


def _column(texts: Sequence[str]) -> float:
    """Width of a column of small text, with the room beside it."""
    return max((text_width(text, SMALL) for text in texts), default=-_ROOM) + _ROOM


def _axis(
    measure: Measure, values: Sequence[Value], start: float, end: float, narrow: bool
) -> Axis:
    times = factor(measure)
    shown = [value for value in values if value.is_shown]
    ends = [times * (value.high if value.has_interval else value.estimate) for value in shown]
    ends += [times * (value.low if value.has_interval else value.estimate) for value in shown]
    most = 100.0 if times == 100 else float("inf")
    ticks = 5 if narrow else 7
    return fitting(ends, start=start, end=end, most=most, least=None, ticks=ticks)


def _span(measure: Measure, value: Value, axis: Axis) -> tuple[float, float]:
    times = factor(measure)
    return axis.at(times * value.low), axis.at(times * value.high)


def _draw_nation(
    sheet: Sheet,
    values: Values,
    measure: Measure,
    nation: Value,
    axis: Axis,
    top: float,
    bottom: float,
) -> None:
    is_subject = not values.has_own
    if nation.has_interval:
        left, right = _span(measure, nation, axis)
        tint = THEME.tint if is_subject else THEME.nation_tint
        sheet.bar(left, top, right - left, bottom - top, colour=tint)
    x = axis.at(factor(measure) * nation.estimate)
    colour = THEME.subject if is_subject else THEME.nation
    sheet.line([(x, top - 3), (x, bottom)], colour=colour, weight=1.8)
    told = f"{values.name_of(NATIONAL)} {amount(nation, measure, values.language)}"
    if nation.statistic == Statistic.SHARE:
        told += f" ({company(nation, values.language)})"
    half = text_width(told, bold=is_subject) / 2
    at = min(max(x, half), sheet.width - half)
    quiet = THEME.subject if is_subject else THEME.muted
    sheet.text(at, top - 8, told, at="centre", colour=quiet, bold=is_subject)


def _draw_unit(
    sheet: Sheet, measure: Measure, value: Value, nation: Value | None, axis: Axis, y: float
) -> None:
    apart = is_apart(value, nation)
    colour = THEME.muted if apart else THEME.nation
    if value.has_interval:
        left, right = _span(measure, value, axis)
        sheet.line([(left, y), (right, y)], colour=colour, weight=1.2)
    # Hollow or filled, so that grey upon grey is not what tells them apart.
    look = {"size": 6.4} if apart else {"shape": "ring", "size": 5.6, "weight": 1.2}
    sheet.mark(axis.at(factor(measure) * value.estimate), y, colour=colour, **look)


def _draw_own(sheet: Sheet, measure: Measure, value: Value, axis: Axis, y: float) -> None:
    if value.has_interval:
        left, right = _span(measure, value, axis)
        sheet.line([(left, y), (right, y)], colour=THEME.subject, weight=3.0)
    sheet.mark(axis.at(factor(measure) * value.estimate), y, "diamond", size=12.0)


def _told(values: Values, measure: Measure, mine: Value) -> list[tuple[str, bool]]:
    """Lines about the own unit, and whether each is bold."""
    language = values.language
    name = values.name_of(OWN)
    value = f"{amount(mine, measure, language)}, {company(mine, language)}"
    lines = [(line, True) for line in wrapped(name, _MARGIN - 22, bold=True)]
    lines.append((value, False))
    if mine.has_interval:
        lines.append((f"{level(language)}: {span(mine, measure, language)}", False))
    return lines


def _write_own(sheet: Sheet, told: Sequence[tuple[str, bool]], x: float, y: float) -> None:
    for place, (line, bold) in enumerate(told):
        base = y + place * SIZE * _LEADING
        sheet.text(x, base, line, bold=bold, colour=THEME.subject)


def _point_at_own(
    sheet: Sheet,
    measure: Measure,
    mine: Value,
    axis: Axis,
    y: float,
    told: Sequence[tuple[str, bool]],
) -> None:
    """The label in the margin, at the unit's own line, with a thin leader to it."""
    left = sheet.width - _MARGIN + 20
    height = (len(told) - 1) * SIZE * _LEADING
    first = min(max(y + SIZE * 0.34, _HEAD), sheet.height - _FOOT - height)
    begin = _span(measure, mine, axis)[1] if mine.has_interval else axis.at(mine.estimate)
    sheet.line([(begin + 3, y), (left - 5, y)], colour=THEME.subject, weight=0.6)
    _write_own(sheet, told, left, first)
