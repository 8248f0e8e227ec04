"""Cells and relations as linear programmes, ring by ring."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from nrs_lib.disclosure.relations import NEAR, Cell, Interval, Relation
from nrs_lib.errors import DisclosureError

_ROUNDS = 60
_SECONDS = 5.0
_WORTHWHILE = 0.95
# What scipy's milp calls them; 4 is "unbounded or infeasible", and infeasible was seen before.
_INFEASIBLE, _ENDLESS = 2, (3, 4)


def _contradiction() -> DisclosureError:
    return DisclosureError(
        "The published numbers contradict each other: no counts at all fit every sum.",
        remedy="Compare totals with the sums of their parts; one of them is of other people.",
    )


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
                    raise _contradiction()
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
                raise _contradiction()
            high = np.maximum(high, low)
            moved = np.any(low > self.low + NEAR) or np.any(high < self.high - NEAR)
            self.low, self.high = low, high
            if not moved:
                self.settled = True
                return

    def search(self, places: list[int], needs: Mapping[int, Interval]) -> None:
        """Find the exact limits of the cells at `places`, ring by ring."""
        asked = np.zeros(len(self.low), dtype=bool)
        asked[places] = True
        free = self.high > self.low
        pattern = self.matrix @ sparse.diags_array(free.astype(float))
        pattern = sparse.csr_matrix(pattern)
        pattern.eliminate_zeros()
        if not pattern.nnz:
            return
        n_rows = pattern.shape[0]
        graph = sparse.block_array([[None, pattern], [pattern.T, None]])
        _, part = connected_components(graph, directed=False)
        row_part, column_part = part[:n_rows], part[n_rows:]
        for label in np.unique(column_part[asked & free]):
            columns = np.flatnonzero((column_part == label) & free)
            rows = np.flatnonzero(row_part == label)
            block = pattern[rows][:, columns]
            no_ring = block.nnz == len(rows) + len(columns) - 1
            plain = bool(np.all(np.abs(block.data) == 1)) or not self.whole[columns].any()
            if no_ring and plain and self.settled:
                continue
            _Block(self, rows, columns).search(asked[columns], needs)


def _sum_of_others(parts: np.ndarray, row: np.ndarray, count: int, *, end: float) -> np.ndarray:
    """The sum of each row without the entry itself; `end` where another part has no end."""
    endless = ~np.isfinite(parts)
    finite = np.where(endless, 0.0, parts)
    total = np.bincount(row, weights=finite, minlength=count)
    n_endless = np.bincount(row, weights=endless, minlength=count)
    return np.where(n_endless[row] - endless > 0, end, total[row] - finite)


class _Block:
    """One ring of cells and relations, solved by linear and then whole-number programming."""

    def __init__(self, system: System, rows: np.ndarray, columns: np.ndarray) -> None:
        self.system, self.columns = system, columns
        fixed = np.setdiff1d(np.arange(len(system.low)), columns)
        given = system.matrix[rows][:, fixed] @ system.low[fixed]
        self.rule = LinearConstraint(
            system.matrix[rows][:, columns],
            system.floor[rows] - given,
            system.ceiling[rows] - given,
        )
        self.limits = Bounds(system.low[columns], system.high[columns])
        self.whole = system.whole[columns]
        self.least = np.full(len(columns), math.inf)
        self.most = np.full(len(columns), -math.inf)

    def search(self, asked: np.ndarray, needs: Mapping[int, Interval]) -> None:
        need = [needs.get(int(column)) for column in self.columns]
        wanted = np.flatnonzero(asked)
        for sign in (1, -1):
            left = [place for place in wanted if not self._is_found(place, sign, need[place])]
            # One programme that pushes all at once finds the limits of many.
            while left:
                aim = np.zeros(len(need))
                has_end = np.isfinite(self.limits.lb if sign > 0 else self.limits.ub)
                aim[left] = sign * has_end[left]
                self._solve(aim, whole=False)
                before = len(left)
                left = [place for place in left if not self._is_found(place, sign, need[place])]
                if len(left) > before * _WORTHWHILE:
                    break
            for place in left:
                if not self._is_found(place, sign, need[place]):
                    self._push(int(place), sign)
        for place in wanted:
            column = self.columns[place]
            self.system.low[column], self.system.high[column] = self.least[place], self.most[place]

    def _is_found(self, place: int, sign: int, need: Interval | None) -> bool:
        if sign > 0:
            limit = self.limits.lb[place] if need is None else need.low
            return self.least[place] <= limit + NEAR
        limit = self.limits.ub[place] if need is None else need.high
        return self.most[place] >= limit - NEAR

    def _push(self, place: int, sign: int) -> None:
        """Find how far one cell can go; `_solve` remembers what it finds possible."""
        aim = np.zeros(len(self.columns))
        aim[place] = sign
        relaxed, endless = self._solve(aim, whole=False)
        if endless:
            side = self.least if sign > 0 else self.most
            side[place] = -sign * math.inf
        elif relaxed is not None and not self._is_integral(relaxed):
            exact, _ = self._solve(aim, whole=True)
            if exact is None and sign > 0:
                self.least[place] = min(self.least[place], math.ceil(relaxed[place] - NEAR))
            elif exact is None:
                self.most[place] = max(self.most[place], math.floor(relaxed[place] + NEAR))

    def _is_integral(self, found: np.ndarray) -> bool:
        values = found[self.whole]
        return bool(np.all(np.abs(values - np.round(values)) < NEAR))

    def _solve(self, aim: np.ndarray, *, whole: bool) -> tuple[np.ndarray | None, bool]:
        """One programme: what it finds, and whether there is no end to it."""
        result = milp(
            aim,
            constraints=self.rule,
            bounds=self.limits,
            integrality=self.whole.astype(int) if whole else None,
            options={"time_limit": _SECONDS},
        )
        if result.status == _INFEASIBLE:
            raise _contradiction()
        if result.x is None:
            return None, result.status in _ENDLESS
        found = result.x
        if whole or self._is_integral(found):
            found = np.where(self.whole, np.round(found), found)
            self.least = np.minimum(self.least, found)
            self.most = np.maximum(self.most, found)
        return found, False
