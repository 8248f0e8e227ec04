"""The counts of people in a described number, and those of a table's rows by name."""

from __future__ import annotations

from collections.abc import Iterator

from nrs_lib.disclosure.describing import DescribedCell
from nrs_lib.reports.audit.described import Described
from nrs_lib.terms import CURVES, PARTS, Statistic

_ADDED_UP = (Statistic.MEAN, Statistic.CHANGE)
_SHARES = frozenset((*PARTS, *CURVES))
_COLUMNS = {"part": "numerator", "whole": "denominator"}

Cells = dict[tuple, Described]
"""The numbers of one table by their rows."""


def counts_in(cell: DescribedCell) -> Iterator[tuple[str, int | None]]:
    """The counts of people in a number: of a share the part and the whole, else how many.

    Of a mean the total adds up as its people do, and stands for it under a name of its own: how
    many they are may be known from elsewhere, and the total is not known by that.
    """
    if cell["statistic"] in _SHARES:
        yield "part", cell["numerator"]
        yield "whole", cell["denominator"]
        return
    if cell["statistic"] in _ADDED_UP:
        yield "total", cell["n"]
    yield ("count" if cell["statistic"] == str(Statistic.COUNT) else "people"), cell["n"]


def value_of(name: tuple, cells: Cells) -> int | None:
    """The count of a name that begins with which one, measure and statistic; None if hidden."""
    return cells[name[3:]].cell[_COLUMNS.get(name[0], "n")]
