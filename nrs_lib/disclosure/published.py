"""A release as an attacker reads it: cells, what adds up, and what must not be known."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from nrs_lib.disclosure.policy import Limits
from nrs_lib.disclosure.relations import NEAR, Interval


@dataclass
class Published:
    """A release as an attacker's system.

    Attributes
    ----------
    values
        True value by cell.
    shown_by
        Rows that print each cell; none for what is only worked out.
    relations
        Coefficients by cell; each sums to 0.
    needs
        By sensitive cell, the interval that an attacker must be left with.
    counts
        By row, its counts of people, each with the width that an attacker must be left with
        where the row is hidden.
    known
        Cells that the reader knows whatever is printed.
    told
        Sensitive cells that turned out to be worked out, or nearly, whatever is hidden.
    ranges
        By cell that a reader has met rounded, between what it is known to lie.
    fractional
        Cells that are not counts.
    left
        By the cell of a whole, what is left of it beside its shown parts.
    units
        By unit that is no reader's own here, the cells of its rows: it knows them itself.
    shares
        By the people and how many of them, the share that says so; an adjusted value that
        prints the same two tells the same.
    """

    values: dict[Hashable, float] = field(default_factory=dict)
    shown_by: dict[Hashable, Set[int]] = field(default_factory=lambda: defaultdict(set))
    relations: dict[frozenset, Mapping[Hashable, float]] = field(default_factory=dict)
    needs: dict[Hashable, Interval] = field(default_factory=dict)
    counts: dict[int, list[tuple[Hashable, int]]] = field(default_factory=dict)
    known: set[Hashable] = field(default_factory=set)
    told: set[Hashable] = field(default_factory=set)
    ranges: dict[Hashable, Interval] = field(default_factory=dict)
    fractional: set[Hashable] = field(default_factory=set)
    left: dict[Hashable, Hashable] = field(default_factory=dict)
    units: dict[str, set[Hashable]] = field(default_factory=lambda: defaultdict(set))
    shares: dict[tuple[Hashable, float], tuple] = field(default_factory=dict)

    def relate(self, terms: Mapping[Hashable, float]) -> None:
        """Note a sum, if it says something and holds."""
        if len(terms) < 2:
            return
        values = self.values
        off = sum([factor * values[cell] for cell, factor in terms.items()])
        if not off or abs(off) <= NEAR * max(1.0, *(abs(values[cell]) for cell in terms)):
            self.relations.setdefault(frozenset(terms.items()), terms)

    def span(self, cell: Hashable) -> Interval:
        """Between what a cell lies for who is shown nothing."""
        if cell in self.ranges:
            return self.ranges[cell]
        return Interval(-math.inf if cell in self.fractional else 0.0, math.inf)

    def unsure(self, cell: Hashable) -> float:
        """How far a count may be off that nobody prints but rounded."""
        is_rounded = cell in self.ranges and not self.shown_by.get(cell)
        return self.ranges[cell].width if is_rounded else 0.0

    def limit(self, cell: Hashable, found: Interval) -> None:
        """Note between what a cell lies; what cannot be is of other people and says nothing."""
        span = self.span(cell)
        low, high = max(span.low, found.low), min(span.high, found.high)
        if low <= self.values[cell] <= high:
            self.ranges[cell] = Interval(low, high)

    def ask_for_what_can_be(self) -> None:
        """Ask no wider interval of a cell than what is known of it already."""
        for cell in self.needs.keys() & self.ranges.keys():
            need, span = self.needs.pop(cell), self.ranges[cell]
            low, high = max(need.low, span.low), min(need.high, span.high)
            if low < high:
                self.needs[cell] = Interval(low, high)

    def widths(self, rows: Iterable[int]) -> dict[Hashable, Interval]:
        """What counts of hidden rows need that nothing else is known of, nor asked."""
        found = {}
        for row in rows:
            for cell, width in self.counts.get(row, ()):
                if width and not any(cell in of for of in (self.needs, self.ranges, self.known)):
                    low = max(self.values[cell] - width // 2, 0.0)
                    found[cell] = Interval(low, low + width)
        return found

    def guard(self, cell: Hashable, limits: Limits, *, at_least: int = 0) -> None:
        """Note what an attacker must be left with: the limit, and the width."""
        if limits.min_count == 0 or cell in self.known:
            return
        value = self.values[cell]
        low = min(1.0, value)
        high = max(limits.min_count, low + limits.width, at_least)
        self.needs[cell] = Interval(min(low, value), max(high, value))
