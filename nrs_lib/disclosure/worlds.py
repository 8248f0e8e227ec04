"""Other worlds that agree with what is shown, and what must be hidden for them to be possible."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence, Set
from functools import cached_property

import numpy as np
from scipy import sparse

from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import NEAR
from nrs_lib.disclosure.solving import Programme
from nrs_lib.disclosure.whole_search import cheapest_choice

_WHOLE_SEARCH = 60
# Numbers of a search for all worlds at once: half a second, and never so long that the clock
# would decide what is found.
_TOGETHER, _SECONDS_TOGETHER = 800, 20.0
_SECONDS = 2.0
# Searches for a better world that find none, before it is enough.
_IN_VAIN = 3
# Rows that are tried by themselves, the cheapest first.
_TRIED_ALONE = 30
# A search for whole numbers ends at what costs one in ten thousand more than the least.
_SURELY_DEARER = 1.0002
_NONE: frozenset[int] = frozenset()
_Move = tuple[Hashable, float]


class Worlds:
    """The worlds of cells that hang together."""

    def __init__(self, system: Published, cells: list, relations: list) -> None:
        self.system, self.cells, self.relations = system, cells, relations
        self.found: list[np.ndarray] = []

    @cached_property
    def whole(self) -> np.ndarray:
        """Which cells can only be whole."""
        return np.array([cell not in self.system.fractional for cell in self.cells], dtype=bool)

    def is_shown(self, hidden: Collection[int]) -> np.ndarray:
        """Which cells some row tells, when some rows are hidden."""
        return np.array([not rows.issubset(hidden) for rows in self._rows])

    @cached_property
    def _rows(self) -> list[Set[int]]:
        """The rows that tell each cell."""
        shown_by = self.system.shown_by
        return [shown_by.get(cell, _NONE) for cell in self.cells]

    @cached_property
    def place(self) -> dict[Hashable, int]:
        return {cell: position for position, cell in enumerate(self.cells)}

    @cached_property
    def matrix(self) -> sparse.csr_array:
        entries = [
            (position, self.place[cell], k)
            for position, terms in enumerate(self.relations)
            for cell, k in terms.items()
            if cell in self.place
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self.relations), len(self.cells))
        return sparse.csr_array((np.array(factors, dtype=float), (rows, columns)), shape=shape)

    @cached_property
    def lowest(self) -> np.ndarray:
        """How far each cell can fall: a count to nothing, a sum without end."""
        span, values = self.system.span, self.system.values
        return np.array([span(cell).low - values[cell] for cell in self.cells])

    @cached_property
    def highest(self) -> np.ndarray:
        """How far each cell can rise: without end, unless it was met rounded."""
        span, values = self.system.span, self.system.values
        return np.array([span(cell).high - values[cell] for cell in self.cells])

    def cheapest(self, cell: Hashable, free: set[int], weights: Mapping[int, float]) -> set[int]:
        """The rows that two other worlds for one cell need hidden; none if there is no way."""
        value, need = self.system.values[cell], self.system.needs[cell]
        moves = [move for move in (need.high - value, need.low - value) if abs(move) > NEAR]
        if len(free) <= _WHOLE_SEARCH:
            return self._fewest([(cell, move) for move in moves], free, weights)
        found: set[int] = set()
        for move in moves:
            found |= self._moved_rows({cell: move}, free - found, weights)
        return found

    def _fewest(
        self,
        moves: Sequence[_Move],
        free: Set[int],
        weights: Mapping[int, float],
        *,
        seconds: float = _SECONDS,
    ) -> set[int]:
        """The cheapest rows for all worlds at once; none if none are needed, or there is no way."""
        # Often they are possible already, by what others hid, or are not whatever is hidden.
        if self._are_possible(moves, free) or not self._are_possible(moves, _NONE):
            return set()
        return self._by_one_row(moves, free, weights) or self._by_whole_search(
            moves, sorted(free), weights, seconds=seconds
        )

    def _are_possible(self, moves: Sequence[_Move], free: Set[int]) -> bool:
        """Whether cells can each move so while no free row is hidden.

        It is the whole-number search with nothing to choose, in a tenth of its time.
        """
        is_open = np.array([rows.isdisjoint(free) for rows in self._rows])
        if not all(is_open[self.place[cell]] for cell, _ in moves):
            return False
        for cell, move in moves:
            self._one_way.limit(
                *(np.where(is_open, limit, 0.0) for limit in self._limits({cell: move}))
            )
            if self._one_way.smallest(np.zeros(len(self.cells)))[0] is None:
                return False
        return True

    def _by_one_row(
        self, moves: Sequence[_Move], free: Set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """The row that makes all worlds possible at the least cost; none where that is not sure.

        Most often one row is enough, and is found in a fifth of the time that the whole-number
        search takes. That decides where two rows cost the same, or several may cost less.
        """
        ordered = sorted(self._that_may_do(moves, free), key=lambda row: (weights[row], row))
        found: set[int] = set()
        dearer = sum(sorted([*(weights[row] for row in free), math.inf])[:2]) / _SURELY_DEARER
        for tried, row in enumerate(ordered):
            if weights[row] >= dearer:
                break
            if tried == _TRIED_ALONE:
                return set()
            if self._are_possible(moves, free - {row}):
                if found:
                    return set()
                found, dearer = {row}, weights[row] * _SURELY_DEARER
        return found

    def _that_may_do(self, moves: Sequence[_Move], free: Set[int]) -> set[int]:
        """Rows without which, if no other is hidden, some cell cannot move for any of its sums."""
        found = set(free)
        for cell in {cell for cell, _ in moves}:
            # It moves itself, and in each of its sums some other cell with it.
            together = [[cell], *(set(terms) - {cell} for terms in self.relations if cell in terms)]
            for cells in together:
                shown = [self._rows[self.place[one]] & free for one in cells if one in self.place]
                if all(shown):
                    found &= {row for rows in shown if len(rows) == 1 for row in rows}
        return found

    def together(
        self, cells: Collection[Hashable], free: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """The cheapest rows for two other worlds of each of several cells; none if too many ask.

        One cell after another each takes what is cheapest for itself, and all of them more
        than it needs.
        """
        values, needs = self.system.values, self.system.needs
        moves = [
            (cell, end - values[cell])
            for cell in cells
            for end in (needs[cell].high, needs[cell].low)
            if abs(end - values[cell]) > NEAR
        ]
        if len(free) > _WHOLE_SEARCH or len(moves) * len(self.cells) > _TOGETHER:
            return set()
        return self._fewest(moves, free, weights, seconds=_SECONDS_TOGETHER)

    def common(
        self, cells: Collection[Hashable], free: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """The rows of two worlds in which many cells are high, and low, all at once.

        More than each cell needs for itself, and found a hundred times faster.
        """
        values, needs = self.system.values, self.system.needs
        ups = {one: max(needs[one].high - values[one], 0.0) for one in cells}
        downs = {one: min(needs[one].low - values[one], 0.0) for one in cells}
        found: set[int] = set()
        for moves in (ups, downs):
            moves = {one: move for one, move in moves.items() if abs(move) > NEAR}
            if moves:
                found |= self._moved_rows(moves, free - found, weights)
        return found

    def _limits(self, moves: Mapping[Hashable, float]) -> tuple[np.ndarray, np.ndarray]:
        most = 2 * max(abs(move) for move in moves.values()) + 1
        if len(moves) > 1:
            # One row has to make room for many.
            most *= len(self.cells)
        low, high = np.maximum(self.lowest, -most), np.minimum(self.highest, most)
        for cell, move in moves.items():
            if move > 0:
                low[self.place[cell]] = move
            else:
                high[self.place[cell]] = move
        return low, high

    def _moved_rows(
        self, moves: Mapping[Hashable, float], free: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """One world by linear programming: each person moved in a shown row has a price.

        A cell that is moved at all must be hidden, however far; so cells that moved far are
        made cheap and those that moved little dear, and the world is sought again.
        """
        price = np.array([self._price(one, free, weights) for one in self.cells])
        low, high = self._limits(moves)
        size = len(self.cells)
        self._both_ways.limit(
            np.maximum(np.concatenate([low, -high]), 0),
            np.concatenate([np.maximum(high, 0), np.maximum(-low, 0)]),
        )
        best: set[int] | None = None
        least = np.inf
        now, in_vain = price, 0
        while in_vain < (_IN_VAIN if len(moves) > 1 else 1):
            flows, _ = self._both_ways.smallest(np.concatenate([now, now]))
            if flows is None:
                break
            world = flows[:size] - flows[size:]
            moved = (self.cells[place] for place in np.flatnonzero(np.abs(world) > NEAR))
            rows = {row for one in moved for row in self.system.shown_by.get(one, ())} & free
            in_vain += 1
            cost = sum(weights[row] for row in rows)
            if cost < least:
                best, least, found, in_vain = rows, cost, world, 0
            now = price / (np.abs(world) + 1.0)
        if best is None:
            return set()
        self.found.append(found)
        return best

    @cached_property
    def _one_way(self) -> Programme:
        """Programmes of moves."""
        nothing = np.zeros(len(self.relations))
        return Programme(self.matrix, floor=nothing, ceiling=nothing, seconds=_SECONDS)

    @cached_property
    def _both_ways(self) -> Programme:
        """Programmes of moves up, and then of moves down."""
        nothing = np.zeros(len(self.relations))
        return Programme(
            sparse.hstack([self.matrix, -self.matrix]),
            floor=nothing,
            ceiling=nothing,
            seconds=_SECONDS,
        )

    def _price(self, cell: Hashable, free: set[int], weights: Mapping[int, float]) -> float:
        return 1e-3 + sum(weights[row] for row in self.system.shown_by.get(cell, set()) & free)

    def _by_whole_search(
        self,
        moves: Sequence[_Move],
        free: list[int],
        weights: Mapping[int, float],
        *,
        seconds: float,
    ) -> set[int]:
        """The cheapest rows for all worlds at once, by whole-number programming."""
        if not free:
            return set()
        order = {row: position for position, row in enumerate(free)}
        ties = sorted(
            (order[row], place)
            for place, rows in enumerate(self._rows)
            for row in rows
            if row in order
        )
        is_chosen = cheapest_choice(
            self.matrix,
            limits=[self._limits({cell: move}) for cell, move in moves],
            reaches=[2 * abs(move) + 1 for _, move in moves],
            ties=np.array(ties, dtype=int).reshape(-1, 2),
            prices=np.array([weights[row] for row in free]),
            seconds=seconds,
        )
        return {row for row, chosen in zip(free, is_chosen, strict=True) if chosen}
