"""Which numbers of a release are a table of people with all its margins.

Such a table can be said to other software, as one row per person. Everything else that a
release holds cannot: overlapping periods, steps of a flow, what two tables share.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from nrs_lib.disclosure.kinship import SEPARATOR, Row
from nrs_lib.disclosure.policy import AudiencePolicy
from nrs_lib.terms import ARM, Scope, Statistic

MARGIN = ""
"""All of one side: the nation, or every category."""
Place = tuple[str, ...]


@dataclass(frozen=True)
class Crossing:
    """People by unit, by category or by several at once, with every margin.

    Attributes
    ----------
    counts
        People by place: a name on each side, or `MARGIN`.
    shown_by
        Rows that print a place, where any do.
    limit
        Fewest people that may be shown, if any.
    """

    counts: Mapping[Place, int]
    shown_by: Mapping[Place, frozenset[Hashable]]
    limit: int

    @property
    def sides(self) -> list[list[str]]:
        """The names along each side, without its margin."""
        return [sorted(set(names) - {MARGIN}) for names in zip(*self.counts, strict=True)]

    @property
    def inner(self) -> dict[Place, int]:
        """The counts that are no margin."""
        return {place: n for place, n in self.counts.items() if MARGIN not in place}

    @property
    def has_small(self) -> bool:
        """Whether there is anything to protect."""
        return any(0 < n < self.limit for n in self.counts.values())


def crossings(rows: Iterable[Row], rules: AudiencePolicy) -> Iterator[Crossing]:
    """The counts and shares of a release that are crossings with something small in them.

    Parameters
    ----------
    rows
        All rows of the release.
    rules
        The audience's part of the policy. A unit that knows its own numbers is taken out of
        the nation: what is left is what it must not work out.
    """
    series = defaultdict(list)
    for row in rows:
        is_told = row.statistic == Statistic.COUNT or (
            row.statistic == Statistic.SHARE and not math.isnan(row.numerator)
        )
        if is_told:
            arm = row.group.partition(ARM)[2]
            series[row.statistic, row.measure, row.time_point, row.period, arm].append(row)
    for (statistic, *_), found in series.items():
        tables = [_counted(found)] if statistic == Statistic.COUNT else _shared(found)
        limit = max(rules.limits[Scope(row.scope)].min_count for row in found)
        own = {row.group for row in found if rules.knows_own and row.scope == Scope.OWN}
        for numbers in tables:
            table = _put_together(numbers, without=own, limit=limit)
            yield from (one for one in _wholes(table) if one.has_small)


_Number = tuple[Place, int, Hashable]


def _group(row: Row) -> str:
    return MARGIN if row.scope == Scope.NATIONAL else row.group


def _counted(rows: list[Row]) -> list[_Number]:
    ways = max(row.category.count(SEPARATOR) for row in rows) + 1
    numbers = []
    for row in rows:
        names = row.category.split(SEPARATOR) if row.category else [MARGIN] * ways
        if len(names) == ways:
            numbers.append(((_group(row), *names), int(row.n), row.index))
    return numbers


def _shared(rows: list[Row]) -> Iterator[list[_Number]]:
    """Categories that use up their denominator are one table; else each with its others."""
    by_group, by_category = defaultdict(list), defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
        by_category[row.category].append(row)
    is_used_up = len(by_category) > 1 and all(
        {sum(row.numerator for row in mine)} == {row.n for row in mine}
        for mine in by_group.values()
    )
    if is_used_up:
        yield [
            number
            for row in rows
            for number in (
                ((_group(row), row.category), int(row.numerator), row.index),
                ((_group(row), MARGIN), int(row.n), row.index),
            )
        ]
        return
    for mine in by_category.values():
        yield [
            ((_group(row), name), int(n), row.index)
            for row in mine
            for name, n in (
                ("numerator", row.numerator),
                ("others", row.n - row.numerator),
                (MARGIN, row.n),
            )
        ]


def _put_together(numbers: list[_Number], *, without: set[str], limit: int) -> Crossing:
    """Numbers by place; of a place with two numbers nothing is said, so that nothing adds up."""
    told, shown_by = defaultdict(set), defaultdict(set)
    for place, n, row in numbers:
        told[place].add(n)
        shown_by[place].add(row)
    counts = {place: n for place, (n, *more) in told.items() if not more}
    for place in [place for place in counts if place[0] in without]:
        whole = (MARGIN, *place[1:])
        if whole in counts:
            counts[whole] -= counts[place]
        del counts[place]
    return Crossing(
        counts, {place: frozenset(rows) for place, rows in shown_by.items()}, limit=limit
    )


def _wholes(table: Crossing) -> Iterator[Crossing]:
    """The whole table if its margins add up; else each unit's part for which they do."""
    whole = _without_idle_sides(table)
    if _adds_up(whole):
        yield whole
        return
    for group in sorted({place[0] for place in table.counts}):
        part = {place: n for place, n in table.counts.items() if place[0] == group}
        alone = _without_idle_sides(Crossing(part, table.shown_by, table.limit), but_not=1)
        if _adds_up(alone):
            yield alone


def _without_idle_sides(table: Crossing, *, but_not: int = 0) -> Crossing:
    """Leave the sides away along which nothing is told apart, and the first few."""
    if not table.counts:
        return table
    kept = [at for at, names in enumerate(table.sides) if names and at >= but_not]

    def shorter(place: Place) -> Place:
        return tuple(place[at] for at in kept)

    return Crossing(
        {shorter(place): n for place, n in table.counts.items()},
        {shorter(place): table.shown_by[place] for place in table.counts},
        table.limit,
    )


def _adds_up(table: Crossing) -> bool:
    """Whether every margin is there, and is the sum of what it is a margin of."""
    if not any(table.counts):
        return False
    sums = defaultdict(int)
    for place, n in table.inner.items():
        for margin in itertools.product(*((name, MARGIN) for name in place)):
            sums[margin] += n
    margins = {place: n for place, n in table.counts.items() if MARGIN in place}
    return all(n == sums[place] for place, n in margins.items()) and all(
        place in table.counts for place, n in sums.items() if n
    )
