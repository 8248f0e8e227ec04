"""Cells and relations as linear programmes, ring by ring."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from nrs_lib.disclosure.relations import NEAR, Cell, Interval, Relation
from nrs_lib.disclosure.rings import Ring, contradiction

_ROUNDS = 60


class System:
    """Hidden cells as columns, relations among them as rows."""

    def __init__(self, hidden: list[Cell], known: dict[Hashable, float]) -> None:
        self.known = known
        self.index = {cell.id: place for place, cell in enumerate(hidden)}
        self.low = np.array([cell.low for cell in hidden], dtype=float)
        self.high = np.array([cell.high for cell in hidden], dtype=float)
        self.whole = np.array([cell.integer for cell in hidden], dtype=bool)

    @classmethod
    def of(cls, cells: Iterable[Cell], relations: Iterable[Relation]) -> System:
        """Set up; terms that name no cell are hidden counts."""
        cells = {cell.id: cell for cell in cells}
        relations = list(relations)
        for relation in relations:
            for name in relation.terms:
                cells.setdefault(name, Cell(name))
        known = {name: cell.value for name, cell in cells.items() if cell.value is not None}
        system = cls([cell for cell in cells.values() if cell.value is None], known)
        system._build(relations)
        return system

    def _build(self, relations: list[Relation]) -> None:
        rows, columns, values, low, high = [], [], [], [], []
        for relation in relations:
            given = sum(k * self.known[c] for c, k in relation.terms.items() if c in self.known)
            free = [(self.index[c], k) for c, k in relation.terms.items() if c in self.index and k]
            size = max(abs(given), 1.0) * NEAR
            if not free:
                if not relation.low - size <= given <= relation.high + size:
                    raise contradiction()
                continue
            for column, value in free:
                rows.append(len(low))
                columns.append(column)
                values.append(value)
            low.append(relation.low - given)
            high.append(relation.high - given)
        shape = (len(low), len(self.index))
        self.matrix = sparse.csr_matrix((values, (rows, columns)), shape=shape, dtype=float)
        self.floor, self.ceiling = np.array(low, dtype=float), np.array(high, dtype=float)

    def interval(self, name: Hashable) -> Interval:
        """What is found of one cell so far."""
        if name not in self.index:
            return Interval(self.known[name], self.known[name])
        place = self.index[name]
        return Interval(float(self.low[place]), float(self.high[place]))

    def narrow(self) -> None:
        """Narrow every cell by each relation alone, until nothing moves.

        Never too narrow; exact where relations and cells make no ring.
        """
        entries = self.matrix.tocoo()
        row, column, factor = entries.row, entries.col, entries.data
        count = self.matrix.shape[0]
        self.settled = False
        for _ in range(_ROUNDS):
            least = np.where(factor > 0, factor * self.low[column], factor * self.high[column])
            most = np.where(factor > 0, factor * self.high[column], factor * self.low[column])
            rest_low = _sum_of_others(least, row, count, end=-math.inf)
            rest_high = _sum_of_others(most, row, count, end=math.inf)
            over, under = self.ceiling[row] - rest_low, self.floor[row] - rest_high
            up = np.where(factor > 0, over, under) / factor
            down = np.where(factor > 0, under, over) / factor
            high, low = self.high.copy(), self.low.copy()
            np.minimum.at(high, column, up)
            np.maximum.at(low, column, down)
            high[self.whole] = np.floor(high[self.whole] + NEAR)
            low[self.whole] = np.ceil(low[self.whole] - NEAR)
            if (low > high + NEAR * np.maximum(1, np.abs(low))).any():
                raise contradiction()
            high = np.maximum(high, low)
            moved = np.any(low > self.low + NEAR) or np.any(high < self.high - NEAR)
            self.low, self.high = low, high
            if not moved:
                self.settled = True
                return

    def search(
        self, places: list[int], needs: Mapping[int, Interval], *, to_the_first: bool = False
    ) -> None:
        """Find the exact limits of the cells at `places`, ring by ring."""
        asked = np.zeros(len(self.low), dtype=bool)
        asked[places] = True
        free = self.high > self.low
        entries = self.matrix.tocoo()
        is_open = free[entries.col]
        row, column, factor = (one[is_open] for one in (entries.row, entries.col, entries.data))
        n_rows, n_columns = self.matrix.shape
        size = n_rows + n_columns
        graph = sparse.coo_matrix((np.ones(len(row)), (row, n_rows + column)), shape=(size, size))
        _, part = connected_components(graph, directed=False)
        row_part, column_part = part[:n_rows], part[n_rows:]
        for label in np.unique(column_part[asked & free]):
            columns = np.flatnonzero((column_part == label) & free)
            rows = np.flatnonzero(row_part == label)
            factors = factor[row_part[row] == label]
            no_ring = len(factors) == len(rows) + len(columns) - 1
            plain = bool(np.all(np.abs(factors) == 1)) or not self.whole[columns].any()
            if no_ring and plain and self.settled:
                continue
            if self._search(rows, columns, asked, needs, to_the_first):
                return

    def _search(
        self,
        rows: np.ndarray,
        columns: np.ndarray,
        asked: np.ndarray,
        needs: Mapping[int, Interval],
        to_the_first: bool,
    ) -> bool:
        """Search one ring; whether it ended at a cell that lacks what it needs."""
        fixed = np.setdiff1d(np.arange(len(self.low)), columns)
        given = self.matrix[rows][:, fixed] @ self.low[fixed]
        ring = Ring(
            self.matrix[rows][:, columns],
            floor=self.floor[rows] - given,
            ceiling=self.ceiling[rows] - given,
            whole=self.whole[columns],
        )
        ring.limit(self.low[columns], self.high[columns])
        wanted = np.flatnonzero(asked[columns])
        need = [needs.get(int(column)) for column in columns]
        lacking = ring.search(wanted, need, to_the_first=to_the_first)
        done = wanted if lacking is None else [lacking]
        self.low[columns[done]], self.high[columns[done]] = ring.least[done], ring.most[done]
        return lacking is not None


def _sum_of_others(parts: np.ndarray, row: np.ndarray, count: int, *, end: float) -> np.ndarray:
    """The sum of each row without the entry itself; `end` where another part has no end."""
    endless = ~np.isfinite(parts)
    finite = np.where(endless, 0.0, parts)
    total = np.bincount(row, weights=finite, minlength=count)
    n_endless = np.bincount(row, weights=endless, minlength=count)
    return np.where(n_endless[row] - endless > 0, end, total[row] - finite)
