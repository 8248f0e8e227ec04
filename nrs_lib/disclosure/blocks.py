"""Cells and relations of a release that hang together, and what of them must be hidden.

Each sensitive cell needs two other worlds that agree with all that is still shown: one in
which it is at least as high as the limit, one in which it is as low as can be. The rows in
which such a world differs from the true one must be hidden; the fewest are sought, and
whatever turns out not to be needed is shown again. The attacker has the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from nrs_lib.disclosure.attack import Cell, Interval, Relation, bounds
from nrs_lib.disclosure.proofs import Proofs
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.worlds import Worlds

_TURNS = 12
_TRIED_AGAIN = 60
_MANY_ROWS = 120
_TRIED_IN_BATCHES = 16
# Of many rows, batches that could not be shown, before the rest are left as they are.
_IN_VAIN = 3
# So few that are left after the batches are tried one by one.
_FEW_LEFT = 30
# What costs more than any two ordinary rows is tried by itself, however many there are.
_DEAR = 2.6
# What a row costs that is to be shown if there is any way to.
_NEVER = 1e4


class Block:
    """Cells and relations that hang together."""

    def __init__(self, system: Published, cells: list, relations: list) -> None:
        self.system, self.cells, self.relations = system, cells, relations
        self.needs = {cell: system.needs[cell] for cell in cells if cell in system.needs}
        self.rows = {row for cell in cells for row in system.shown_by.get(cell, ())}

    @cached_property
    def worlds(self) -> Worlds:
        """Where the cells can move together."""
        return Worlds(self.system, self.cells, self.relations)

    @cached_property
    def _proofs(self) -> Proofs:
        return Proofs(self.worlds)

    @property
    def _is_large(self) -> bool:
        return len(self.rows) > _MANY_ROWS

    def exposed(self, hidden: set[int], *, to_the_first: bool = False) -> dict[Hashable, Interval]:
        """Sensitive cells whose interval is too narrow when `hidden` rows are hidden."""
        shown_by = self.system.shown_by
        unknown = {cell for cell in self.cells if not shown_by.get(cell, set()) - hidden}
        told = {
            cell: Interval(self.system.values[cell], self.system.values[cell])
            for cell in self.needs
            if cell not in unknown
        }
        asked = {cell: need for cell, need in self.needs.items() if cell in unknown}
        near = _reachable(asked, self.relations, unknown)
        open_cells = [
            Cell(cell, low=span.low, high=span.high, integer=cell not in self.system.fractional)
            for cell in {*asked, *(one for terms in near for one in terms if one in unknown)}
            for span in [self.system.span(cell)]
        ]
        relations = [self._moved(terms, unknown) for terms in near]
        if told and to_the_first:
            return told
        found = bounds(open_cells, relations, of=asked, enough=asked, to_the_first=to_the_first)
        return told | {cell: found[cell] for cell in asked if not found[cell].holds(asked[cell])}

    def _moved(self, terms: Mapping[Hashable, float], unknown: set) -> Relation:
        known = -sum(
            k * self.system.values[cell] for cell, k in terms.items() if cell not in unknown
        )
        return Relation({cell: k for cell, k in terms.items() if cell in unknown}, known, known)

    def protect(self, hidden: set[int], weights: Mapping[int, float]) -> set[int]:
        """Rows of this block to hide beside those that are."""
        first = hidden & self.rows
        # Most blocks are safe as they are, which is sooner seen than how to make one so.
        if not self.exposed(first, to_the_first=True):
            return set()
        if first == self.rows:
            # No row is left that could be hidden.
            self._ask_for_what_can_be()
            return set()
        gone, is_safe = self._hidden(first, weights)
        if not is_safe:
            self._ask_for_what_can_be()
            gone, _ = self._hidden(first, weights)
        return self._shown_again(first, gone, weights) - first

    def protect_from(
        self, own: set[Hashable], hidden: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """As `protect`, from a reader who knows some cells: of what those can tell alone."""
        shown_by = self.system.shown_by
        unknown = {cell for cell in self.cells if not shown_by.get(cell, set()) - hidden}
        near = _reachable(own & unknown, self.relations, unknown)
        reached = {cell for terms in near for cell in terms} - own
        asked = {cell: self.needs[cell] for cell in reached & self.needs.keys()}
        if not asked:
            return set()
        system = replace(self.system, known=self.system.known | own, needs=asked, told=set())
        cells = [cell for cell in self.cells if cell not in own]
        part = Block(system, cells, self.relations)
        return part.protect(hidden, weights) if part.exposed(hidden) else set()

    def _hidden(self, first: set[int], weights: Mapping[int, float]) -> tuple[set[int], bool]:
        """These rows and as many more as it takes or as there are; whether they are enough."""
        gone = set(first)
        for turn in range(_TURNS):
            # Of many it is sooner found what hides them all than which need it.
            is_searched = turn > 0 or not self._is_large
            lacking = self._proofs.lacking(self.needs, gone, is_searched=is_searched)
            open_cells = lacking or self.exposed(gone)
            if not open_cells:
                return gone, True
            before = len(gone)
            gone |= self._closed(open_cells, gone, weights)
            if len(gone) == before:
                gone |= self._around(open_cells)
                if len(gone) == before:
                    return gone, False
        return set(self.rows), not self.exposed(set(self.rows), to_the_first=True)

    def _ask_for_what_can_be(self) -> None:
        """Ask no wider interval than a reader is left with who is shown nothing at all.

        A unit knows its own people, so the nation is never below them whatever is hidden; to
        hide more for the sake of an interval that cannot be would help nobody.
        """
        for cell, found in self.exposed(set(self.rows)).items():
            need = self.needs.pop(cell)
            self.system.told.add(cell)
            low, high = max(need.low, found.low), min(need.high, found.high)
            if low < high:
                self.needs[cell] = self.system.needs[cell] = Interval(low, high)

    def _closed(
        self, cells: Collection[Hashable], gone: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """Rows that protect some cells: of many at once where there are many."""
        if self._is_large and len(cells) > 1:
            found = self.worlds.common(cells, self.rows - gone, weights)
            if found:
                return found
        if len(cells) > 1:
            found = self.worlds.together(cells, self.rows - gone, weights)
            if found:
                return found
        found = set()
        for cell in sorted(cells, key=lambda one: self.needs[one].width, reverse=True):
            found |= self.worlds.cheapest(cell, self.rows - gone - found, weights)
        return found

    def _around(self, cells: Collection[Hashable]) -> set[int]:
        """Every row that has to do with some cells."""
        near = {other for terms in self.relations if set(terms) & set(cells) for other in terms}
        shown_by = self.system.shown_by
        return self.rows & {row for cell in near | set(cells) for row in shown_by.get(cell, ())}

    def _shown_again(
        self, first: set[int], gone: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """Show what need not be hidden after all, the dearest first."""
        added = sorted(gone - first, key=lambda row: (-weights[row], row))
        if len(added) < 2:
            return gone
        if self._proofs.lacking(self.needs, gone, to_the_first=True):
            # What cannot be protected at all is not made worse by showing something.
            return gone
        tries = _TRIED_IN_BATCHES if self._is_large else _TRIED_AGAIN
        fewer, in_vain = gone, 0
        for alike in self._alike(row for row in added if weights[row] > _DEAR):
            fewer = self._in_place_of(alike, fewer, weights)
        others = sorted(
            (row for row in fewer - first if weights[row] <= _DEAR),
            key=lambda row: (-weights[row], row),
        )
        size = max(1, len(others) // tries)
        for batch in (others[start : start + size] for start in range(0, len(others), size)):
            in_vain += 1
            if not self._proofs.lacking(self.needs, fewer - set(batch), to_the_first=True):
                fewer, in_vain = fewer - set(batch), 0
            if self._is_large and in_vain == _IN_VAIN:
                break
        left = sorted(fewer - first, key=lambda row: (-weights[row], row))
        if self._is_large and len(left) <= _FEW_LEFT:
            fewer = self._without_each(left, fewer)
        is_safe = fewer == gone or not self.exposed(fewer, to_the_first=True)
        return fewer if is_safe else gone

    def _without_each(self, rows: Collection[int], gone: set[int]) -> set[int]:
        """What is still hidden when each of some rows is shown that can be."""
        for row in rows:
            if not self._proofs.lacking(self.needs, gone - {row}, to_the_first=True):
                gone = gone - {row}
        return gone

    def _alike(self, rows: Iterable[int]) -> Iterator[set[int]]:
        """Rows that tell the same cells, together: one alone cannot be shown."""
        told: dict[frozenset[Hashable], set[int]] = {}
        shown_by = self.system.shown_by
        for row in rows:
            cells = frozenset(cell for cell in self.cells if row in shown_by.get(cell, ()))
            told.setdefault(cells, set()).add(row)
        yield from told.values()

    def _in_place_of(
        self, rows: set[int], gone: set[int], weights: Mapping[int, float]
    ) -> set[int]:
        """What is hidden when dear rows are shown and others go for them, if that costs less."""
        prices = {**weights, **dict.fromkeys(rows, _NEVER)}
        saved = sum(weights[row] for row in rows)
        trial = gone - rows
        for _ in range(_TURNS):
            lacking = self._proofs.lacking(self.needs, trial)
            if not lacking:
                return trial
            found = self._closed(lacking, trial, prices)
            trial = trial | found
            if not found or sum(prices[one] for one in trial - gone) >= saved:
                return gone
        return gone


def _reachable(
    asked: Collection[Hashable], relations: list, unknown: set[Hashable]
) -> list[Mapping[Hashable, float]]:
    """The relations that unknown cells lead to, from the cells asked about."""
    by_cell: dict[Hashable, list[int]] = {}
    for position, terms in enumerate(relations):
        for cell in terms:
            if cell in unknown:
                by_cell.setdefault(cell, []).append(position)
    seen: set[int] = set()
    waiting = list(asked)
    met = set(asked)
    while waiting:
        for position in by_cell.get(waiting.pop(), ()):
            if position not in seen:
                seen.add(position)
                fresh = {cell for cell in relations[position] if cell in unknown} - met
                met |= fresh
                waiting += fresh
    return [relations[position] for position in sorted(seen)]
