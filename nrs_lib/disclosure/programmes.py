"""Cells and relations as linear programmes, ring by ring."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from nrs_lib.disclosure.asked_before import Asked, found
from nrs_lib.disclosure.relations import NEAR, Cell, Interval, Relation
from nrs_lib.disclosure.rings import contradiction

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
        """The entries of the matrix, row by row and in each by column; and each row's limits."""
        entries, low, high = [], [], []
        for relation in relations:
            given, free = 0, []
            for cell, factor in relation.terms.items():
                value = self.known.get(cell)
                if value is not None:
                    given += factor * value
                elif factor:
                    free.append((len(low), self.index[cell], factor))
            if not free:
                size = max(abs(given), 1.0) * NEAR
                if not relation.low - size <= given <= relation.high + size:
                    raise contradiction()
                continue
            entries += sorted(free)
            low.append(relation.low - given)
            high.append(relation.high - given)
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        self.row, self.column = np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp)
        self.factor = np.array(factors, dtype=float)
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
        row, column, factor = self.row, self.column, self.factor
        count = len(self.floor)
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
        is_free = free[self.column]
        row, column, factor = self.row[is_free], self.column[is_free], self.factor[is_free]
        if not len(row):
            return
        n_rows, n_columns = len(self.floor), len(self.low)
        graph = sparse.coo_array(
            (np.ones(len(row)), (row, n_rows + column)), shape=(n_rows + n_columns,) * 2
        )
        _, part = connected_components(graph, directed=False)
        of_entry, column_part = part[row], part[n_rows:]
        for label in np.unique(column_part[asked & free]):
            columns = np.flatnonzero((column_part == label) & free)
            rows = np.flatnonzero(part[:n_rows] == label)
            mine = of_entry == label
            no_ring = np.count_nonzero(mine) == len(rows) + len(columns) - 1
            plain = bool(np.all(np.abs(factor[mine]) == 1)) or not self.whole[columns].any()
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
        place = np.full(len(self.low), -1)
        place[columns] = np.arange(len(columns))
        mine = np.flatnonzero(np.isin(self.row, rows))
        row, column = np.searchsorted(rows, self.row[mine]), self.column[mine]
        factor = self.factor[mine]
        is_free = place[column] >= 0
        told = factor[~is_free] * self.low[column[~is_free]]
        given = np.bincount(row[~is_free], weights=told, minlength=len(rows))
        asked_of = Asked(
            entries=(row[is_free], place[column[is_free]], factor[is_free]),
            floor=self.floor[rows] - given,
            ceiling=self.ceiling[rows] - given,
            whole=self.whole[columns],
            low=self.low[columns],
            high=self.high[columns],
            wanted=np.flatnonzero(asked[columns]),
        )
        need = [needs.get(int(column)) for column in columns]
        if not any(need):
            done = asked_of.wanted
            self.low[columns[done]], self.high[columns[done]] = found(asked_of)
            return False
        ring = asked_of.ring()
        lacking = ring.search(asked_of.wanted, need, to_the_first=to_the_first)
        done = asked_of.wanted if lacking is None else [lacking]
        self.low[columns[done]], self.high[columns[done]] = ring.least[done], ring.most[done]
        return lacking is not None


def _sum_of_others(parts: np.ndarray, row: np.ndarray, count: int, *, end: float) -> np.ndarray:
    """The sum of each row without the entry itself; `end` where another part has no end."""
    endless = ~np.isfinite(parts)
    finite = np.where(endless, 0.0, parts)
    total = np.bincount(row, weights=finite, minlength=count)
    n_endless = np.bincount(row, weights=endless, minlength=count)
    return np.where(n_endless[row] - endless > 0, end, total[row] - finite)
