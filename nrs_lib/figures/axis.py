"""A horizontal or vertical scale: from values to points on the sheet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.theme import SMALL, THEME

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)
_NEARLY = 1e-6


@dataclass(frozen=True)
class Axis:
    """Values from ``low`` to ``high`` lie from ``start`` to ``end`` in points."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies; outside the axis it lies on its end."""
        inside = min(max(value, self.low), self.high)
        part = (inside - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Values that are marked, the lower end among them, and the higher if it is a step."""
        count = math.floor((self.high - self.low) / self.step + _NEARLY)
        return tuple(self.low + place * self.step for place in range(count + 1))


def fitting(
    numbers: Iterable[float],
    *,
    start: float,
    end: float,
    most: float = math.inf,
    least: float | None = 0.0,
    ticks: int = 6,
) -> Axis:
    """An axis with round ends around the numbers.

    Parameters
    ----------
    most, least
        Values that the axis never passes; ``least`` of 0 makes it start there, None lets it
        start where the numbers do.
    ticks
        Most marks.
    """
    known = [number for number in numbers if not math.isnan(number)]
    high = max(known, default=1.0 if most is math.inf else most)
    low = min([*known, high]) if least is None else least
    for step in _STEPS:
        bottom = math.floor(low / step) * step
        top = max(math.ceil(high / step) * step, bottom + step)
        if (top - bottom) / step < ticks:
            break
    # An axis of a few hundredths would make chance look like a landslide.
    return Axis(bottom, min(top, most), step, start, end)


def grid(
    sheet: Sheet, axis: Axis, *, top: float, bottom: float, label: Callable[[float], str]
) -> None:
    """Thin vertical lines at the ticks, with their labels under the lowest."""
    for tick in axis.ticks:
        x = axis.at(tick)
        sheet.line([(x, top), (x, bottom)])
        sheet.text(x, bottom + 12, label(tick), at="centre", colour=THEME.muted, size=SMALL)
