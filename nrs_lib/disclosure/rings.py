"""Cells that relations tie together, searched by linear and then whole-number programming."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from nrs_lib.disclosure.relations import NEAR, Interval
from nrs_lib.disclosure.solving import Programme, is_endless, is_impossible, solved
from nrs_lib.errors import DisclosureError

_SECONDS = 5.0
_WORTHWHILE = 0.95


def contradiction() -> DisclosureError:
    """What is said where no numbers at all fit."""
    return DisclosureError(
        "The published numbers contradict each other: no counts at all fit every sum.",
        remedy="Compare totals with the sums of their parts; one of them is of other people.",
    )


class Moved(NamedTuple):
    """Moves from one world to another, by cell.

    Attributes
    ----------
    parts
        Which cells move together, as relations tie them: a number from 1, and 0 for those that
        do not move.
    """

    moves: np.ndarray
    parts: np.ndarray

    def without(self, gone: np.ndarray) -> np.ndarray:
        """The moves without some cells' and all that move together with them.

        What is left leads from the one world to a third.
        """
        is_gone = np.zeros(len(self.parts) + 1, dtype=bool)
        is_gone[self.parts[gone]] = True
        is_gone[0] = False
        return np.where(is_gone[self.parts], 0.0, self.moves)


class Ring:
    """Hidden cells, and how far each is known to go.

    Parameters
    ----------
    matrix, floor, ceiling
        The relations, one a row, and what each sum lies between.
    whole
        Which cells can only be whole.
    Attributes
    ----------
    least, most
        By cell, the lowest and highest value that is found to be possible.
    """

    def __init__(
        self,
        matrix: sparse.sparray,
        *,
        floor: np.ndarray,
        ceiling: np.ndarray,
        whole: np.ndarray,
    ) -> None:
        self.matrix, self.floor, self.ceiling, self.whole = matrix, floor, ceiling, whole
        self._programme = Programme(matrix, floor=floor, ceiling=ceiling, seconds=_SECONDS)

    def limit(
        self, low: np.ndarray, high: np.ndarray, *, worlds: Sequence[np.ndarray] = ()
    ) -> None:
        """Begin a search between limits, with worlds that are known to lie within them."""
        self.low, self.high = low, high
        self.least = np.min([np.full(len(low), math.inf), *worlds], axis=0)
        self.most = np.max([np.full(len(low), -math.inf), *worlds], axis=0)
        self.found: list[np.ndarray] = []
        self._base = worlds[0] if worlds else None
        self._is_capped = True

    def search(self, wanted: Sequence[int], need: Sequence[Interval | None], *, to_the_first: bool):
        """Find how far the wanted cells go.

        Parameters
        ----------
        wanted
            Places of cells.
        need
            By place, what is enough of a cell; None for all there is.
        to_the_first
            End at the first cell that lacks what it needs.

        Returns
        -------
        int or None
            The place of that cell.
        """
        for sign in (1, -1):
            left = [place for place in wanted if not self.is_found(place, sign, need[place])]
            # One programme that pushes all at once finds the limits of many.
            while left:
                aim = np.zeros(len(need))
                low, high = self._capped(left, sign, need)
                aim[left] = sign * np.isfinite(low if sign > 0 else high)[left]
                self._solve(aim, capped=(low, high))
                before = len(left)
                left = [place for place in left if not self.is_found(place, sign, need[place])]
                if len(left) > before * _WORTHWHILE:
                    break
            for place in left:
                if not self.is_found(place, sign, need[place]):
                    self._push(int(place), sign)
                    lacks = not self.is_found(place, sign, need[place])
                    if lacks and need[place] is not None and to_the_first:
                        return place
        return None

    def is_found(self, place: int, sign: int, need: Interval | None) -> bool:
        """Whether a cell is found to go down (1) or up (-1) as far as it needs or can."""
        if sign > 0:
            limit = self.low[place] if need is None else need.low
            return self.least[place] <= limit + NEAR
        limit = self.high[place] if need is None else need.high
        return self.most[place] >= limit - NEAR

    def _capped(
        self, places: list[int], sign: int, need: Sequence[Interval | None]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Limits that end where a cell has enough, so that others get their share."""
        low, high = self.low.copy(), self.high.copy()
        for place in places:
            if need[place] is not None and sign > 0:
                low[place] = min(max(low[place], need[place].low), high[place])
            elif need[place] is not None:
                high[place] = max(min(high[place], need[place].high), low[place])
        return low, high

    def _push(self, place: int, sign: int) -> None:
        """Find how far one cell can go; `_solve` remembers what it finds possible."""
        aim = np.zeros(len(self.low))
        aim[place] = sign
        relaxed, endless = self._solve(aim)
        if endless:
            side = self.least if sign > 0 else self.most
            side[place] = -sign * math.inf
        elif relaxed is not None and not self._is_integral(relaxed):
            exact = self._solve_whole(aim)
            if exact is None and sign > 0:
                self.least[place] = min(self.least[place], math.ceil(relaxed[place] - NEAR))
            elif exact is None:
                self.most[place] = max(self.most[place], math.floor(relaxed[place] + NEAR))

    def _is_integral(self, found: np.ndarray) -> bool:
        return bool(_is_whole(found[self.whole]).all())

    def _solve(
        self, aim: np.ndarray, *, capped: tuple[np.ndarray, np.ndarray] | None = None
    ) -> tuple[np.ndarray | None, bool]:
        """One linear programme: what it finds, and whether there is no end to it."""
        if capped is not None or self._is_capped:
            self._programme.limit(*(capped or (self.low, self.high)))
            self._is_capped = capped is not None
        found, status = self._programme.smallest(aim)
        if is_impossible(status) and capped is None:
            raise contradiction()
        if found is None:
            return None, is_endless(status)
        if self._is_integral(found):
            found = self._remember(found)
        elif self._base is not None:
            in_parts = self.whole & ~_is_whole(found)
            self._remember(self._base + self.moved(found - self._base).without(in_parts))
        return found, False

    def _solve_whole(self, aim: np.ndarray) -> np.ndarray | None:
        result = solved(
            aim,
            rules=LinearConstraint(self.matrix, self.floor, self.ceiling),
            limits=Bounds(self.low, self.high),
            whole=self.whole.astype(int),
            seconds=_SECONDS,
        )
        return None if result.x is None else self._remember(result.x)

    def moved(self, moves: np.ndarray) -> Moved:
        """Moves between two worlds, and which of them go together."""
        rules_of, cells_of = self._ties
        parts = np.zeros(len(moves), dtype=int)
        left, met, number = set(np.flatnonzero(np.abs(moves) > NEAR).tolist()), set(), 0
        while left:
            number += 1
            waiting = [left.pop()]
            while waiting:
                place = waiting.pop()
                parts[place] = number
                for rule in rules_of[place]:
                    if rule not in met:
                        met.add(rule)
                        near = left.intersection(cells_of[rule])
                        left -= near
                        waiting.extend(near)
        return Moved(moves, parts)

    @cached_property
    def _ties(self) -> tuple[list[list[int]], list[list[int]]]:
        """The relations of each cell, and the cells of each relation.

        Plain lists, as they are walked some thousand times for a report, a few steps each.
        """
        rules_of: list[list[int]] = [[] for _ in range(self.matrix.shape[1])]
        cells_of: list[list[int]] = [[] for _ in range(self.matrix.shape[0])]
        entries = self.matrix.tocoo()
        for rule, place in zip(entries.row.tolist(), entries.col.tolist(), strict=True):
            rules_of[place].append(rule)
            cells_of[rule].append(place)
        return rules_of, cells_of

    def _remember(self, found: np.ndarray) -> np.ndarray:
        found = np.where(self.whole, np.round(found), found)
        self.least = np.minimum(self.least, found)
        self.most = np.maximum(self.most, found)
        self.found.append(found)
        if self._base is None:
            self._base = found
        return found


def _is_whole(values: np.ndarray) -> np.ndarray:
    return np.abs(values - np.round(values)) < NEAR
