"""What names the rows of a table: groups and points of a scale do, people do not."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise

from nrs_lib.contracts.output_checking import plain_head
from nrs_lib.reports.audit.numbers import plain_number, whole_number
from nrs_lib.reports.audit.seen import Grid

_EVEN = 1e-6
"""Binary numbers miss an even step by a little."""


def are_named(grid: Grid, *, running: Collection[str], filled: float) -> bool:
    """Whether something tells a table's rows apart besides their order.

    Rows of results are named by groups, or lie evenly along a scale. Rows of people bear the
    same groups again and again, with measured numbers beside, and at most a running number.

    Parameters
    ----------
    grid
        A table with rows.
    running
        Plain heads of columns that number rows or people.
    filled
        Share of all pairs of a group and a number that a table in long form has at least.
    """
    columns = [
        column
        for head, column in zip(_heads(grid), _columns(grid), strict=True)
        if plain_head(head) not in running and not _only_counts(column)
    ]
    if any(_is_scale(column) for column in columns):
        return True
    # A measured number that happens to be unlike all others names nothing.
    words = [column for column in columns if not _is_measured(column)]
    groups = list(zip(*words, strict=True))
    n_groups = len(set(groups))
    if n_groups >= filled * len(grid.rows):
        return True
    # Years within units fill all pairs; ages within sexes come again, or are nobody's. One
    # group is none: there, any number that each has of his own would name the rows.
    return n_groups > 1 and any(
        _fill(groups, column, filled) for column in columns if _is_whole(column)
    )


def _fill(groups: Sequence[object], numbers: Sequence[str], filled: float) -> bool:
    """Whether rows are nearly all pairs of a group and a number, each about once."""
    pairs = len(set(zip(groups, numbers, strict=True)))
    possible = len(set(groups)) * len(set(numbers))
    return pairs >= filled * max(len(groups), possible)


def _width(grid: Grid) -> int:
    return max(len(row) for row in grid.rows)


def _heads(grid: Grid) -> list[str]:
    width = _width(grid)
    return [*grid.heads[:width], *[""] * (width - len(grid.heads))]


def _columns(grid: Grid) -> list[Sequence[str]]:
    width = _width(grid)
    filled = [(*row, *[""] * (width - len(row))) for row in grid.rows]
    return list(zip(*filled, strict=True))


def _only_counts(column: Sequence[str]) -> bool:
    """Whether it is the running number that a table of data is written with."""
    numbers = [whole_number(cell) for cell in column]
    first = numbers[0]
    return first in (0, 1) and numbers == list(range(first, first + len(numbers)))


def _is_scale(column: Sequence[str]) -> bool:
    """Whether its numbers lie at even steps; people's own, put in order, do not."""
    numbers = [plain_number(cell) for cell in column]
    if None in numbers:
        return False
    steps = [after - before for before, after in pairwise(numbers)]
    return steps[0] != 0 and all(math.isclose(step, steps[0], rel_tol=_EVEN) for step in steps)


def _is_whole(column: Sequence[str]) -> bool:
    return all(whole_number(cell) is not None for cell in column)


def _is_measured(column: Sequence[str]) -> bool:
    return any(plain_number(cell) is not None for cell in column)
