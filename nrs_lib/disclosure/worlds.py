"""Other worlds that agree with what is shown, and what must be hidden for them to be possible."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import NEAR
from nrs_lib.disclosure.solving import Programme, solved

_WHOLE_SEARCH = 60
# Numbers of a search for all worlds at once: half a second, and never so long that the clock
# would decide what is found.
_TOGETHER, _SECONDS_TOGETHER = 800, 20.0
_SECONDS = 2.0
# Searches for a better world that find none, before it is enough.
_IN_VAIN = 3
_NONE: frozenset[int] = frozenset()


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
    def _rows(self) -> list[Collection[int]]:
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
            if self._are_possible(cell, moves, free):
                return set()
            told = [(cell, move) for move in moves]
            return self._by_whole_search(told, sorted(free), weights)
        found: set[int] = set()
        for move in moves:
            found |= self._moved_rows({cell: move}, free - found, weights)
        return found

    def _are_possible(self, cell: Hashable, moves: Sequence[float], free: set[int]) -> bool:
        """Whether a cell can move so while no free row is hidden: often for what others hid.

        It is the whole-number search with nothing to choose, in a tenth of its time.
        """
        is_open = np.array([rows.isdisjoint(free) for rows in self._rows])
        if not is_open[self.place[cell]]:
            return False
        nothing = np.zeros(len(self.relations))
        programme = Programme(
            self.matrix[:, is_open], floor=nothing, ceiling=nothing, seconds=_SECONDS
        )
        for move in moves:
            programme.limit(*(limit[is_open] for limit in self._limits({cell: move})))
            if programme.smallest(np.zeros(is_open.sum()))[0] is None:
                return False
        return True

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
        return self._by_whole_search(moves, sorted(free), weights, seconds=_SECONDS_TOGETHER)

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
        moves: Sequence[tuple[Hashable, float]],
        free: list[int],
        weights: Mapping[int, float],
        *,
        seconds: float = _SECONDS,
    ) -> set[int]:
        """The cheapest rows for all worlds at once, by whole-number programming."""
        size, n_free = len(self.cells), len(free)
        if not n_free:
            return set()
        order = {row: position for position, row in enumerate(free)}
        ties = sorted(
            (order[row], place)
            for place, rows in enumerate(self._rows)
            for row in rows
            if row in order
        )
        of_row, places = np.array(ties, dtype=int).reshape(-1, 2).T
        limits = [self._limits({cell: move}) for cell, move in moves]
        # Each world keeps the relations; where it differs, by less or by more, the row is hidden.
        sums = self.matrix.tocoo()
        n_sums, n_ties, last = len(self.relations), len(ties), size * len(moves)
        height, one = n_sums + 2 * n_ties, np.ones(n_ties)
        entries = []
        for turn, (_, move) in enumerate(moves):
            first, reach = turn * height, -(2 * abs(move) + 1) * one
            more = first + n_sums + np.arange(n_ties)
            less = more + n_ties
            entries.append((first + sums.row, turn * size + sums.col, sums.data))
            for rule, sign in ((more, one), (less, -one)):
                entries += [(rule, turn * size + places, sign), (rule, last + of_row, reach)]
        rows, columns, factors = (np.concatenate(part) for part in zip(*entries, strict=True))
        shape = (height * len(moves), last + n_free)
        floor = np.tile(np.repeat([0.0, -np.inf], [n_sums, 2 * n_ties]), len(moves))
        matrix = sparse.csc_array((factors, (rows, columns)), shape=shape)
        price = np.array([weights[row] for row in free])
        result = solved(
            np.concatenate([np.zeros(last), price]),
            rules=LinearConstraint(matrix, floor, 0.0),
            limits=Bounds(
                np.concatenate([*(low for low, _ in limits), np.zeros(n_free)]),
                np.concatenate([*(high for _, high in limits), np.ones(n_free)]),
            ),
            whole=np.concatenate([np.zeros(last), np.ones(n_free)]),
            seconds=seconds,
        )
        if result.x is None:
            return set()
        chosen = result.x[last:] > 0.5
        return {row for row, is_chosen in zip(free, chosen, strict=True) if is_chosen}
