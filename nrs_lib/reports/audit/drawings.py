"""Drawings: whether their labels, marks and lines are those of cleared numbers.

An axis is read from its labels, and a mark's place is turned back into a number by it: the
drawing of a single patient says as much as the patient's value does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nrs_lib.reports.audit.cleared_numbers import ClearedNumbers
from nrs_lib.reports.audit.numbers import Number, is_of_numbers, numbers_in
from nrs_lib.reports.audit.seen import Drawing

_MARKS_OF_LEGENDS = 12
_POINTS_OF_BANDS = 2
_POINTS_OF_FRAMES = 12
_ROUND = (1.0, 2.0, 2.5, 5.0)
_FEWEST_TICKS = 3
_NEAR = 1e-6
_POINTS_OFF = 0.75
"""How far from its number a mark may lie, in points: coordinates are rounded too."""
_STRAY = 0.2
"""How far beyond its last label an axis reaches, of its length."""

_REMEMBERED = 1 << 12

Label = tuple[float, float, Number]
Points = set[tuple[float, float]]


@dataclass(frozen=True)
class Axis:
    """A line of labels: along x (0) or y (1), from points to numbers."""

    along: int
    start: float
    end: float
    low: float
    high: float

    def value(self, point: float) -> float:
        """The number that lies at a point."""
        return self.low + (point - self.start) / (self.end - self.start) * (self.high - self.low)

    def reaches(self, point: float) -> bool:
        """Whether a point lies along the axis."""
        first, last = sorted((self.start, self.end))
        room = _STRAY * (last - first)
        return first - room <= point <= last + room

    @property
    def slack(self) -> float:
        """What a mark's rounding is worth in numbers."""
        return _POINTS_OFF * abs((self.high - self.low) / (self.end - self.start))


def drawn_wrong(drawing: Drawing, cleared: ClearedNumbers) -> Iterator[str]:
    """The rules that a drawing breaks."""
    room = cleared.shown + _MARKS_OF_LEGENDS
    bend = _POINTS_OF_BANDS * cleared.shown + _POINTS_OF_FRAMES
    labels = [
        (x, y, number)
        for x, y, label in drawing.labels
        if is_of_numbers(label)
        for number in numbers_in(label)
    ]
    ticks, stray, axes = _axes(labels)
    has_many = len(drawing.marks) > room or drawing.longest > bend
    if has_many or not all(_is_cleared(mark, axes, cleared) for mark in drawing.marks):
        yield "single_points"
    odd = {(x, y) for x, y, number in labels if not cleared.explains(number)}
    if odd & stray:
        yield "axis_limits"
    if odd - stray - ticks:
        yield "uncleared_number"


def _is_cleared(mark: tuple[float, float], axes: list[Axis], cleared: ClearedNumbers) -> bool:
    """Whether a mark lies at a cleared number, on some axis; beside all axes it is a legend's."""
    own = [axis for axis in axes if axis.reaches(mark[axis.along])]
    if not own:
        return True
    return any(cleared.has_mark(axis.value(mark[axis.along]), axis.slack) for axis in own)


def _axes(labels: list[Label]) -> tuple[Points, Points, list[Axis]]:
    """Labels in a line and evenly spaced, those out of step among them, and the axes they make."""
    ticks: Points = set()
    stray: Points = set()
    axes: list[Axis] = []
    for line in (0, 1):
        rows: dict[float, list[Label]] = {}
        for label in labels:
            rows.setdefault(round(label[line], 1), []).append(label)
        for row in rows.values():
            if len(row) == 1:
                # A label by itself is no axis.
                continue
            values = {number.value for *_, number in row}
            if not _is_even(values):
                odd = _out_of_step(values)
                if odd is None:
                    continue
                stray |= {(x, y) for x, y, number in row if number.value == odd}
                row = [label for label in row if label[2].value != odd]
            ticks |= {(x, y) for x, y, _ in row}
            axes += _along(1 - line, row)
    return ticks, stray, axes


def _along(along: int, row: list[Label]) -> Iterator[Axis]:
    """One axis for each panel: where the numbers begin again, so does the axis."""
    ends = sorted((label[along], label[2].value) for label in row)
    panel = [ends[0]]
    for earlier, later in pairwise([*ends, (0.0, 0.0)]):
        grows = (later[1] - earlier[1]) * (panel[-1][1] - panel[0][1]) > 0 or len(panel) == 1
        if later is not ends[0] and grows and later[0] > earlier[0] and later[1] != earlier[1]:
            panel.append(later)
            continue
        if len(panel) > 1:
            (start, low), (end, high) = panel[0], panel[-1]
            yield Axis(along, start, end, low, high)
        panel = [later]


def _out_of_step(values: set[float]) -> float | None:
    """The one value without which the others are the marks of an axis."""
    if len(values) <= _FEWEST_TICKS:
        return None
    return next((one for one in sorted(values) if _is_even(values - {one})), None)


def _is_even(values: set[float]) -> bool:
    """Whether values are the round numbers along an axis."""
    return _are_even(tuple(sorted(values)))


# Nearly every axis is one of a few, and a label's row is asked about with each left out.
@lru_cache(_REMEMBERED)
def _are_even(values: tuple[float, ...]) -> bool:
    steps = {round(later - earlier, 6) for earlier, later in pairwise(values)}
    if len(steps) != 1:
        return False
    (step,) = steps
    lead = float(f"{step:e}".partition("e")[0])
    is_round = any(abs(lead - one) < _NEAR for one in _ROUND)
    return is_round and all(abs(round(one / step) - one / step) < _NEAR for one in values)
