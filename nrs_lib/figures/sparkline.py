"""A line the size of a word: twelve quarters without axes, for a card."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.trend_drawing import Point, runs
from nrs_lib.figures.values import Value
from nrs_lib.terms import Statistic

_WIDTH, _HEIGHT = 220.0, 38.0
_EDGE = 6.0
_LEAST = 0.1  # a tenth of the patients, or a fifth of a number of days


def draw_sparkline(
    mine: Sequence[Value | None],
    nation: Sequence[Value | None],
    *,
    colour: str,
    target: float | None = None,
    beside: Value | None = None,
) -> Sheet:
    """Draw the subject's line with its last point marked, over the nation's and the target.

    ``beside`` is the number that stands over the line: where the subject has no line, the
    nation's is drawn as high as it would be beside this number's interval.
    """
    sheet = Sheet(_HEIGHT, width=_WIDTH)
    shown = [value for value in (*mine, *nation) if value is not None and value.is_shown]
    ends = [value.estimate for value in shown] + ([] if target is None else [target])
    low, high = min(ends), max(ends)
    # A flat line lies in the middle, and small ups and downs stay small beside the interval.
    middle = (low + high) / 2
    spans = [v.high - v.low for v in (*mine, beside) if v is not None and v.has_interval]
    least = _LEAST if shown[0].statistic == Statistic.SHARE else _LEAST * 2 * abs(middle)
    wide = max([high - low, least, *spans]) or 1.0
    step = (_WIDTH - 2 * _EDGE) / max(len(mine) - 1, 1)

    def place(number: int, value: Value | None) -> Point | None:
        return (_EDGE + number * step, value) if value is not None and value.is_shown else None

    def height(estimate: float) -> float:
        return _HEIGHT / 2 - (estimate - middle) / wide * (_HEIGHT - 2 * _EDGE)

    if target is not None:
        y = height(target)
        sheet.line([(0, y), (_WIDTH, y)], colour=THEME.ink, weight=0.9, dash=(3.0, 2.4))
    for values, ink, weight in ((nation, THEME.nation, 1.1), (mine, colour, 1.8)):
        for run in runs([place(number, value) for number, value in enumerate(values)]):
            points = [(x, height(value.estimate)) for x, value in run]
            if len(points) > 1:
                sheet.line(points, colour=ink, weight=weight)
            else:
                sheet.mark(*points[0], colour=ink, size=4.5 if values is mine else 3.5)
    last = [point for number, value in enumerate(mine) if (point := place(number, value))][-1:]
    for x, value in last:
        sheet.mark(x, height(value.estimate), colour=colour, size=7.5)
    return sheet
