"""A release as an attacker reads it: cells, what adds up, and what must not be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
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
    known
        Cells that the reader knows whatever is printed.
    fractional
        Cells that are not counts.
    left
        By the cell of a whole, what is left of it beside its shown parts.
    shares
        By the people and how many of them, the share that says so; an adjusted value that
        prints the same two tells the same.
    """

    values: dict[Hashable, float] = field(default_factory=dict)
    shown_by: dict[Hashable, set[int]] = field(default_factory=lambda: defaultdict(set))
    relations: dict[frozenset, Mapping[Hashable, float]] = field(default_factory=dict)
    needs: dict[Hashable, Interval] = field(default_factory=dict)
    known: set[Hashable] = field(default_factory=set)
    fractional: set[Hashable] = field(default_factory=set)
    left: dict[Hashable, Hashable] = field(default_factory=dict)
    shares: dict[tuple[Hashable, float], tuple] = field(default_factory=dict)

    def relate(self, terms: Mapping[Hashable, float]) -> None:
        """Note a sum, if it says something and holds."""
        off = sum(k * self.values[cell] for cell, k in terms.items())
        size = max(1.0, *(abs(self.values[cell]) for cell in terms))
        if len(terms) > 1 and abs(off) <= NEAR * size:
            self.relations.setdefault(frozenset(terms.items()), terms)

    def guard(self, cell: Hashable, limits: Limits, *, at_least: int = 0) -> None:
        """Note what an attacker must be left with: the limit, and the width."""
        if limits.min_count == 0 or cell in self.known:
            return
        value = self.values[cell]
        low = min(1.0, value)
        high = max(limits.min_count, low + limits.width, at_least)
        self.needs[cell] = Interval(min(low, value), max(high, value))
