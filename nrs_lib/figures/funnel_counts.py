"""How many units lie at one place of a funnel, written where nothing else is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import SMALL, THEME

Point = tuple[float, float]
_HALF = 0.42 * SMALL
_MARK = 4.0
"""From a mark's middle to where words may begin."""
_SIDES = (
    (7.0, 0.0, "left"),
    (-7.0, 0.0, "right"),
    (0.0, -9.0, "centre"),
    (0.0, 9.0, "centre"),
    (5.0, -8.0, "left"),
    (5.0, 8.0, "left"),
    (-5.0, -8.0, "right"),
    (-5.0, 8.0, "right"),
    (11.0, -13.0, "left"),
    (11.0, 13.0, "left"),
    (-11.0, -13.0, "right"),
    (-11.0, 13.0, "right"),
)
"""From a mark to its number, the place that is read first before the others."""
_BEGINS = {"left": 0.0, "centre": 0.5, "right": 1.0}
_OVER_MARK = 100
_NEARER_ANOTHER = 60
"""A number that reads as another mark's is worse than one over a line, and better than one over
a mark."""


def write_counts(
    sheet: Sheet,
    counts: Mapping[Point, int],
    marks: Sequence[Point],
    lines: Iterable[Sequence[Point]],
    *,
    within: tuple[float, float, float, float],
) -> None:
    """Write how many lie at each place where it covers neither mark nor line, on a white ground.

    Where every place is taken, lines are covered rather than marks. ``within`` is the plot:
    left, top, right and bottom.
    """
    drawn = [point for line in lines for point in _along(line)]
    taken = list(marks)
    for (x, y), n in counts.items():
        told = f"×{n}"
        width = text_width(told, SMALL)
        places = [
            ((x + right - _BEGINS[at] * width, y + down), x + right, at)
            for right, down, at in _SIDES
        ]
        # The first of equals, as places are in order.
        (left, middle), at_x, at = min(
            places,
            key=lambda place: (
                _cost(place[0], width, taken, drawn, within)
                + _NEARER_ANOTHER * _is_misread(place[0], width, (x, y), marks)
            ),
        )
        sheet.bar(left - 1, middle - _HALF, width + 2, 2 * _HALF, colour=THEME.ground)
        kind = {"size": SMALL, "colour": THEME.muted, "centred": True}
        sheet.text(at_x, middle, told, at=at, **kind)
        taken += [(left + width * part, middle) for part in (0.0, 0.5, 1.0)]


def _along(line: Sequence[Point]) -> Iterable[Point]:
    for (x, y), (to_x, to_y) in pairwise(line):
        steps = max(1, math.ceil(math.hypot(to_x - x, to_y - y)))
        for step in range(steps + 1):
            yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps


def _cost(
    place: Point,
    width: float,
    marks: Iterable[Point],
    drawn: Iterable[Point],
    within: tuple[float, float, float, float],
) -> int:
    """How much words at a place would cover."""
    left, middle = place
    ends = (left, middle - _HALF, left + width, middle + _HALF)
    if ends[0] < within[0] or ends[1] < within[1] or ends[2] > within[2] or ends[3] > within[3]:
        return 10 * _OVER_MARK
    over_marks = sum(_is_in(point, ends, _MARK) for point in marks)
    return _OVER_MARK * over_marks + sum(_is_in(point, ends, 1.0) for point in drawn)


def _is_misread(place: Point, width: float, own: Point, marks: Iterable[Point]) -> bool:
    """Whether another mark is nearer to the words than the one that they are of."""
    left, middle = place

    def away(point: Point) -> float:
        beside = max(left - point[0], point[0] - left - width, 0.0)
        return math.hypot(beside, max(abs(point[1] - middle) - _HALF, 0.0))

    return any(away(one) < away(own) for one in marks if one != own)


def _is_in(point: Point, ends: tuple[float, float, float, float], margin: float) -> bool:
    left, top, right, bottom = ends
    is_beside = left - margin <= point[0] <= right + margin
    return is_beside and top - margin <= point[1] <= bottom + margin
