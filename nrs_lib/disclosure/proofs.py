"""Worlds that were found, and what they prove of other choices of what to hide.

A world in which a cell is high, and that differs from the true one in hidden cells only, stays
a proof however many other rows are shown. So most choices are judged without a search.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from nrs_lib.disclosure.relations import Interval
from nrs_lib.disclosure.rings import Moved, Ring
from nrs_lib.disclosure.worlds import Worlds

_KEPT = 100


class Proofs:
    """The worlds of cells that hang together, as moves from the true one."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        nothing = np.zeros(len(worlds.relations))
        self._ring = Ring(worlds.matrix, floor=nothing, ceiling=nothing, whole=worlds.whole)
        self._found: list[Moved] = []
        self._made: list[Moved] = []

    def lacking(
        self,
        needs: Mapping[Hashable, Interval],
        hidden: set[int],
        *,
        is_searched: bool = True,
        to_the_first: bool = False,
    ) -> list[Hashable]:
        """The cells for which no two worlds are found when some rows are hidden.

        Parameters
        ----------
        needs
            By cell, what both worlds must reach.
        hidden
            Rows.
        is_searched
            Whether worlds are searched; else those must do that are known.
        to_the_first
            End at the first cell that lacks one.
        """
        worlds, ring = self._worlds, self._ring
        is_shown = worlds.is_shown(hidden)
        told = [cell for cell in needs if is_shown[worlds.place[cell]]]
        if told and to_the_first:
            return told
        self._made += map(ring.moved, worlds.found[len(self._made) :])
        truth = np.zeros(len(is_shown))
        known = [one.without(is_shown) for one in (*self._made, *self._found)]
        low = np.where(is_shown, 0.0, worlds.lowest)
        high = np.where(is_shown, 0.0, worlds.highest)
        ring.limit(low, high, worlds=[truth, *known])
        need: list[Interval | None] = [None] * len(low)
        wanted = {cell: worlds.place[cell] for cell in needs if cell not in told}
        for cell, place in wanted.items():
            value = worlds.system.values[cell]
            need[place] = Interval(needs[cell].low - value, needs[cell].high - value)
        if is_searched:
            first = ring.search(list(wanted.values()), need, to_the_first=to_the_first)
            self._found = [*map(ring.moved, ring.found), *self._found][:_KEPT]
            if first is not None:
                return [worlds.cells[first]]
        return told + [
            cell
            for cell, place in wanted.items()
            if not all(ring.is_found(place, sign, need[place]) for sign in (1, -1))
        ]
