"""What names the rows of a table: groups and points of a scale do, people do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nrs_lib.reports.audit.numbers import plain_number, whole_number
from nrs_lib.reports.audit.seen import Grid

_NEARLY = 0.9
"""A table in long form can lack some of its groups."""


def are_named(grid: Grid) -> bool:
    """Whether something tells a table's rows apart besides their order.

    Rows of results are named by groups, or lie in order along a scale. Rows of people bear the
    same groups again and again, with measured numbers beside, and at most a running number.
    """
    columns = [column for column in _columns(grid) if not _only_counts(column)]
    if any(_rises(column) for column in columns):
        return True
    # A measured number that happens to be unlike all others names nothing.
    words = [column for column in columns if not _is_measured(column)]
    groups = list(zip(*words, strict=True)) or [()] * len(grid.rows)
    if _fill(groups, [()] * len(grid.rows)):
        return True
    numbers = [
        column for column in columns if all(whole_number(cell) is not None for cell in column)
    ]
    return any(_fill(groups, column) for column in numbers)


def _fill(groups: Sequence[object], numbers: Sequence[object]) -> bool:
    """Whether rows are nearly all pairs of a group and a number, each about once.

    Years within units do; ages within sexes do not, as the same age comes again or is nobody's.
    """
    pairs = len(set(zip(groups, numbers, strict=True)))
    possible = len(set(groups)) * len(set(numbers))
    return pairs >= _NEARLY * max(len(groups), possible)


def _columns(grid: Grid) -> list[Sequence[str]]:
    width = max((len(row) for row in grid.rows), default=0)
    filled = [(*row, *[""] * (width - len(row))) for row in grid.rows]
    return list(zip(*filled, strict=True))


def _only_counts(column: Sequence[str]) -> bool:
    """Whether it is the running number that a table of data is written with."""
    numbers = [whole_number(cell) for cell in column]
    first = numbers[0]
    return first in (0, 1) and numbers == list(range(first, first + len(numbers)))


def _rises(column: Sequence[str]) -> bool:
    """Whether each number is beyond the one before, as along a scale."""
    numbers = [plain_number(cell) for cell in column]
    if None in numbers:
        return False
    steps = [after - before for before, after in pairwise(numbers)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _is_whole(column: Sequence[str]) -> bool:
    return all(whole_number(cell) is not None for cell in column)


def _is_measured(column: Sequence[str]) -> bool:
    return any(plain_number(cell) is not None for cell in column)
