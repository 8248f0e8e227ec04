"""Names of lines at their right ends, in place of a legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import SMALL, THEME

LINE = 11.5
"""Points from one line of small text to the next."""
_GAP, _AFTER = 6.2, 1.8


@dataclass(frozen=True)
class LineName:
    """What a line is called, and the value at its right end, as the axis shows it."""

    value: float
    text: str
    colour: str = THEME.muted
    bold: bool = False


def room_for(names: Sequence[LineName]) -> float:
    """Points that names need beside the plot."""
    return max((text_width(name.text, SMALL) for name in names), default=0.0) + _GAP + _AFTER


def draw_line_names(
    sheet: Sheet, names: Sequence[LineName], at: Callable[[float], float], right: float
) -> None:
    """Write names beside the plot's right end, pushed apart where they would meet.

    ``at`` gives a value's height on the sheet.
    """
    free = 0.0
    for name in sorted(names, key=lambda one: -one.value):
        y = max(at(name.value), free)
        free = y + LINE
        kind = {"size": SMALL, "bold": name.bold, "colour": name.colour, "centred": True}
        sheet.text(right + _GAP, y, name.text, **kind)
