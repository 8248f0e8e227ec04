"""Other worlds that agree with what is shown, and what must be hidden for them to be possible."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from nrs_lib.disclosure.linking import Published
from nrs_lib.disclosure.relations import NEAR

_WHOLE_SEARCH = 60
_SECONDS = 2.0


class Worlds:
    """The worlds of cells that hang together."""

    def __init__(self, system: Published, cells: list, relations: list) -> None:
        self.system, self.cells, self.relations = system, cells, relations

    @cached_property
    def _place(self) -> dict[Hashable, int]:
        return {cell: position for position, cell in enumerate(self.cells)}

    @cached_property
    def _matrix(self) -> sparse.csr_array:
        entries = [
            (position, self._place[cell], k)
            for position, terms in enumerate(self.relations)
            for cell, k in terms.items()
            if cell in self._place
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self.relations), len(self.cells))
        return sparse.csr_array((np.array(factors, dtype=float), (rows, columns)), shape=shape)

    @cached_property
    def _lowest(self) -> np.ndarray:
        """How far each cell can fall: a count to nothing, a sum without end."""
        return np.array(
            [
                -math.inf if cell in self.system.fractional else -self.system.values[cell]
                for cell in self.cells
            ]
        )

    def cheapest(self, cell: Hashable, free: set[int], weights: Mapping[int, float]) -> set[int]:
        """The rows that two other worlds for one cell need hidden; none if there is no way."""
        value, need = self.system.values[cell], self.system.needs[cell]
        moves = [move for move in (need.high - value, need.low - value) if abs(move) > NEAR]
        if len(free) <= _WHOLE_SEARCH:
            return self._by_whole_search(cell, moves, sorted(free), weights)
        found: set[int] = set()
        for move in moves:
            found |= self._by_flow(cell, move, free - found, weights)
        return found

    def _limits(self, cell: Hashable, move: float) -> tuple[np.ndarray, np.ndarray]:
        most = 2 * abs(move) + 1
        low, high = np.maximum(self._lowest, -most), np.full(len(self.cells), most)
        place = self._place[cell]
        low[place] = high[place] = move
        return low, high

    def _by_flow(
        self, cell: Hashable, move: float, free: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """One world by linear programming: each person moved in a shown row has a price."""
        price = np.array([self._price(one, free, weights) for one in self.cells])
        low, high = self._limits(cell, move)
        size = len(self.cells)
        up, down = np.maximum(high, 0), np.maximum(-low, 0)
        least = np.maximum(np.concatenate([low, -high]), 0)
        result = milp(
            np.concatenate([price, price]),
            constraints=LinearConstraint(sparse.hstack([self._matrix, -self._matrix]), 0, 0),
            bounds=Bounds(least, np.concatenate([up, down])),
            options={"time_limit": _SECONDS},
        )
        if result.x is None:
            return set()
        flow = result.x[:size] - result.x[size:]
        moved = (self.cells[place] for place in np.flatnonzero(np.abs(flow) > NEAR))
        return {row for one in moved for row in self.system.shown_by.get(one, ())} & free

    def _price(self, cell: Hashable, free: set[int], weights: Mapping[int, float]) -> float:
        return 1e-3 + sum(weights[row] for row in self.system.shown_by.get(cell, set()) & free)

    def _by_whole_search(
        self, cell: Hashable, moves: list[float], free: list[int], weights: Mapping[int, float]
    ) -> set[int]:
        """The cheapest rows for all worlds at once, by whole-number programming."""
        size, n_free = len(self.cells), len(free)
        ties = [
            (place, position)
            for position, row in enumerate(free)
            for place, one in enumerate(self.cells)
            if row in self.system.shown_by.get(one, ())
        ]
        places = np.array([place for place, _ in ties], dtype=int)
        pick = sparse.csr_array(
            (np.ones(len(ties)), (range(len(ties)), places)), shape=(len(ties), size)
        )
        row_of = sparse.csr_array(
            (np.ones(len(ties)), (range(len(ties)), [position for _, position in ties])),
            shape=(len(ties), n_free),
        )
        limits = [self._limits(cell, move) for move in moves]
        rules = []
        for turn in range(len(moves)):
            before, after = turn * size, (len(moves) - turn - 1) * size
            wide = sparse.csr_array((len(ties), before)), sparse.csr_array((len(ties), after))
            reach = 2 * abs(moves[turn]) + 1
            rules.append(LinearConstraint(_beside(self._matrix, before, after + n_free), 0, 0))
            for sign in (1, -1):
                tie = sparse.hstack([wide[0], sign * pick, wide[1], -reach * row_of])
                rules.append(LinearConstraint(tie, -np.inf, 0))
        price = np.array([weights[row] for row in free])
        result = milp(
            np.concatenate([np.zeros(size * len(moves)), price]),
            constraints=rules,
            bounds=Bounds(
                np.concatenate([*(low for low, _ in limits), np.zeros(n_free)]),
                np.concatenate([*(high for _, high in limits), np.ones(n_free)]),
            ),
            integrality=np.concatenate([np.zeros(size * len(moves)), np.ones(n_free)]),
            options={"time_limit": _SECONDS},
        )
        if result.x is None:
            return set()
        chosen = result.x[size * len(moves) :] > 0.5
        return {row for row, is_chosen in zip(free, chosen, strict=True) if is_chosen}


def _beside(matrix: sparse.csr_array, before: int, after: int) -> sparse.coo_array:
    height = matrix.shape[0]
    return sparse.hstack(
        [sparse.csr_array((height, before)), matrix, sparse.csr_array((height, after))]
    )
