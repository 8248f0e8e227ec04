"""Draws a series within its process limits, each as wide as its point's people make it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.control_chart_rules import Rule, read_control_chart_rules
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.figures.axis import Axis, fitting
from nrs_lib.figures.control_chart_scale import Scale
from nrs_lib.figures.line_names import LINE, LineName, draw_line_names, room_for
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SLIDE, SMALL, THEME, WIDTH
from nrs_lib.figures.trend_drawing import across, runs
from nrs_lib.figures.values import Value
from nrs_lib.figures.verdict_marks import SHAPES
from nrs_lib.text import number

_JANUARY = 1
_DASH = (1.5, 1.8)
_LEFT = 38.0
_MOST_WORDS = 128.0
_END = 4.0
"""How far lines reach beyond the first and the last point."""
_AIR = 6.0
"""The least between two counts in a row: set tighter, none belongs to a point of its own."""
_CLEAR = 3.0
"""What keeps words about a point from the mark of one that lies at the plot's edge."""


@dataclass(frozen=True)
class Drawn:
    """What is drawn of a chart: of each period its value and its lines, where there are any."""

    chart: ClearedChart
    scale: Scale
    values: tuple[Value | None, ...]
    lines: tuple[Value | None, ...]

    @property
    def shown(self) -> list[int]:
        """Places of the periods that have a point."""
        return [at for at, value in enumerate(self.values) if value and value.is_shown]

    @property
    def is_drawn(self) -> bool:
        """Whether there are points enough for a line."""
        return len(self.shown) > 1


@dataclass(frozen=True)
class Room:
    """Points that a drawing has: its whole width, and the height of its plot."""

    width: float
    plot: float


PAGE, PHONE, ON_SLIDE = Room(WIDTH, 150.0), Room(NARROW, 120.0), Room(SLIDE, 84.0)


@dataclass(frozen=True)
class Words:
    """Words in the drawing."""

    people: str
    centre: str
    upper: str
    lower: str
    target: str


def draw_points(drawn: Drawn, words: Words, *, room: Room = PAGE) -> Sheet:
    """Draw points, lines, signals, known changes, the target, and n under each point."""
    width = room.width
    names = _line_names(drawn, words)
    right = width - room_for(names)
    xs = across(len(drawn.values), _LEFT, right)
    signals = list(_signal_words(drawn, right - _LEFT))
    above = max((len(lines) for side, _, lines in signals if side > 0), default=0)
    below = max((len(lines) for side, _, lines in signals if side < 0), default=0)
    changes = [wrapped(one.reason, _MOST_WORDS, SMALL) for one in drawn.chart.changes.values()]
    head = 8 + _CLEAR + LINE * (above + max(map(len, changes), default=0))
    counts = [number(drawn.values[at].n, language=drawn.scale.language) for at in drawn.shown]
    step = (xs[1] - xs[0]) if len(xs) > 1 else width
    stacked = max([1, *(int(-(-(text_width(n, SMALL) + _AIR) // step)) for n in counts)])
    bottom = head + room.plot
    first = bottom + 8 + _CLEAR + LINE * below
    sheet = Sheet(first + LINE * (stacked + 2), width=width)
    axis = _axis(drawn, head, bottom)
    for value in axis.ticks:
        y = axis.at(value)
        sheet.line([(_LEFT, y), (right, y)])
        kind = {"size": SMALL, "colour": THEME.muted, "at": "right", "centred": True}
        sheet.text(_LEFT - 5, y, drawn.scale.tick(value), **kind)
    _draw_gaps(sheet, drawn, xs, step, axis)
    _draw_lines(sheet, drawn, xs, step, axis)
    _draw_changes(sheet, drawn, xs, step, axis, changes, right)
    _draw_marks(sheet, drawn, xs, axis)
    _draw_words(sheet, signals, xs, axis, right)
    draw_line_names(sheet, names, axis.at, right)
    sheet.text(_LEFT - 16, first + LINE, words.people, size=SMALL, colour=THEME.muted, at="right")
    for place, at in enumerate(drawn.shown):
        y = first + LINE * (1 + place % stacked)
        sheet.text(xs[at], y, counts[place], size=SMALL, colour=THEME.muted, at="centre")
    _draw_years(sheet, drawn, xs, step, first + LINE * (stacked + 1) + 3)
    return sheet


def _axis(drawn: Drawn, top: float, bottom: float) -> Axis:
    times = drawn.scale.times
    numbers = [times * drawn.values[at].estimate for at in drawn.shown]
    numbers += [times * end for one in drawn.lines if one for end in (one.low, one.high)]
    if drawn.chart.chart.target is not None:
        numbers.append(times * drawn.chart.chart.target)
    most = 100.0 if drawn.scale.is_share else float("inf")
    return fitting(numbers, start=bottom, end=top, most=most, least=None, ticks=7)


def _draw_gaps(sheet: Sheet, drawn: Drawn, xs: Sequence[float], step: float, axis: Axis) -> None:
    """A period that may not be shown is a gap with a grey ground, never a point at 0."""
    for at, x in enumerate(xs):
        if at not in drawn.shown:
            left, tall = max(x - step / 2 + 1, _LEFT), axis.start - axis.end
            sheet.bar(left, axis.end, x + step / 2 - 1 - left, tall, colour=THEME.nation_tint)


def _draw_lines(sheet: Sheet, drawn: Drawn, xs: Sequence[float], step: float, axis: Axis) -> None:
    times = drawn.scale.times
    for stretch in _stretches(drawn):
        for name, colour, weight, dash in (
            ("low", THEME.nation, 1.1, (4.0, 2.4)),
            ("high", THEME.nation, 1.1, (4.0, 2.4)),
            ("estimate", THEME.muted, 1.0, None),
        ):
            points = []
            for at in stretch:
                y = axis.at(times * getattr(drawn.lines[at], name))
                before, after = (_END if at == end else step / 2 for end in (0, len(xs) - 1))
                points += [(xs[at] - before, y), (xs[at] + after, y)]
            sheet.line(points, colour=colour, weight=weight, dash=dash)
    target = drawn.chart.chart.target
    if target is not None:
        y = axis.at(times * target)
        sheet.line([(xs[0] - _END, y), (xs[-1] + _END, y)], colour=THEME.ink, weight=1.4)


def _stretches(drawn: Drawn) -> Iterator[list[int]]:
    """Periods of one phase with lines, without a gap between them."""
    phases = list(drawn.chart.chart.points["phase"])
    places = [
        (at, phases[at]) if drawn.lines[at] is not None else None for at in range(len(phases))
    ]
    for run in runs(places):
        for phase in dict.fromkeys(phase for _, phase in run):
            yield [at for at, own in run if own == phase]


def _draw_changes(
    sheet: Sheet,
    drawn: Drawn,
    xs: Sequence[float],
    step: float,
    axis: Axis,
    words: Sequence[Sequence[str]],
    right: float,
) -> None:
    """A line between the last period before a change and the first after it, and what it was."""
    for code, lines in zip(drawn.chart.changes, words, strict=True):
        x = xs[drawn.chart.periods.index(code)] - step / 2
        top = 2.0
        sheet.line([(x, top), (x, axis.start)], colour=THEME.ink, weight=1.0, dash=_DASH)
        wide = max(text_width(line, SMALL) for line in lines)
        at, side = (x + 4, "left") if x + 4 + wide < right else (x - 4, "right")
        for place, line in enumerate(lines):
            sheet.text(at, top + LINE * (place + 0.8), line, size=SMALL, at=side)


def _draw_marks(sheet: Sheet, drawn: Drawn, xs: Sequence[float], axis: Axis) -> None:
    times = drawn.scale.times
    places = [
        (xs[at], axis.at(times * drawn.values[at].estimate)) if at in drawn.shown else None
        for at in range(len(xs))
    ]
    for run in runs(places):
        if len(run) > 1:
            sheet.line(run, colour=THEME.subject, weight=1.2)
    for place, meaning in zip(places, drawn.chart.chart.points["variation"], strict=True):
        if place is None:
            continue
        shape, colour = SHAPES[meaning]
        if meaning in ("common_cause", "not_judged"):
            sheet.mark(*place, colour=THEME.subject, size=5.5)
        else:
            sheet.mark(*place, shape, colour=colour, size=8.5, weight=2.0)


def _signal_words(drawn: Drawn, room: float) -> Iterator[tuple[int, int, list[str]]]:
    """Side, last point and words of each pattern; of one rule on one side the latest."""
    rules = {rule.code: rule for rule in rules_of(drawn)}
    latest = {(one.rule, one.side): one for one in drawn.chart.chart.signals}
    for signal in latest.values():
        words = rules[signal.rule].short(drawn.scale.language)
        lines = wrapped(words, min(_MOST_WORDS, room / 2), SMALL)
        yield signal.side, signal.points[-1], lines


def rules_of(drawn: Drawn) -> tuple[Rule, ...]:
    """The rules that the chart is judged by, the weightiest first."""
    return read_control_chart_rules().rule_set(drawn.chart.chart.rules).rules


def _draw_words(
    sheet: Sheet,
    signals: Sequence[tuple[int, int, Sequence[str]]],
    xs: Sequence[float],
    axis: Axis,
    right: float,
) -> None:
    """The rules' words over the plot where points lie high, under it where they lie low."""
    for side in (1, -1):
        free = right
        mine = sorted((one for one in signals if one[0] == side), key=lambda one: -one[1])
        for _, at, lines in mine:
            wide = max(text_width(line, SMALL, bold=True) for line in lines)
            x = min(xs[at] + 4, free)
            if x - wide < _LEFT:
                continue
            for place, line in enumerate(lines):
                y = axis.end - 4 - _CLEAR - LINE * (len(lines) - 1 - place)
                if side < 0:
                    y = axis.start + _CLEAR + LINE * (place + 1)
                sheet.text(x, y, line, size=SMALL, bold=True, at="right")
            free = x - wide - 8


def _line_names(drawn: Drawn, words: Words) -> list[LineName]:
    """What is said at the right end: limits, centre and target, each with its value."""
    last = next((one for one in reversed(drawn.lines) if one is not None), None)
    amount, times = drawn.scale.amount, drawn.scale.times
    names = []
    if last is not None:
        for word, value in (
            (words.upper, last.high),
            (words.centre, last.estimate),
            (words.lower, last.low),
        ):
            names.append(LineName(times * value, f"{word} {amount(value)}"))
    target = drawn.chart.chart.target
    if target is not None:
        told = f"{words.target} {amount(target)}"
        names.append(LineName(times * target, told, THEME.ink, bold=True))
    return names


def _draw_years(sheet: Sheet, drawn: Drawn, xs: Sequence[float], step: float, y: float) -> None:
    """The year from where its periods begin, with a tick at the border.

    The first year has no border where the series begins within it; its name then stands over
    its periods, or before the border where these have no room for it. No border lies left of the
    plot.
    """
    spans = drawn.chart.spans
    quiet = {"size": SMALL, "colour": THEME.muted}
    borders = []
    for at, (span, x) in enumerate(zip(spans, xs, strict=True)):
        year, edge = span.end.year, max(x - step / 2, _LEFT)
        if spans[at - 1].end.year != year if at else span.start.month == _JANUARY:
            borders.append(edge)
            sheet.line([(edge, y - LINE), (edge, y + 2)], colour=THEME.muted)
            sheet.text(edge + 4, y, str(year), **quiet)
    begin = max(xs[0] - step / 2, _LEFT)
    if not borders or borders[0] > begin:
        year = str(spans[0].end.year)
        has_room = not borders or borders[0] - begin > text_width(year, SMALL) + 8
        x, at = (begin + 4, "left") if has_room else (borders[0] - 4, "right")
        sheet.text(x, y, year, at=at, **quiet)
