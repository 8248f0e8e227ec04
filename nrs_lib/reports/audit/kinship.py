"""Counts of the very same people under different names, as the policy lists them."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Iterator
from itertools import pairwise

from nrs_lib.disclosure.attack import Relation
from nrs_lib.disclosure.policy import Place, SamePeople
from nrs_lib.terms import Statistic

Table = tuple[str, ...]


def kindred(tables: Iterable[Table], same: SamePeople) -> list[list[Table]]:
    """Measures and statistics in groups that have counts in common."""
    groups = {table: [table] for table in tables}
    for places in _together(same):
        linked = [_table(place) for place in places if _table(place) in groups]
        for one, other in pairwise(linked):
            if groups[one] is not groups[other]:
                groups[one] += groups[other]
                for table in groups[other]:
                    groups[table] = groups[one]
    return list({id(group): group for group in groups.values()}.values())


def of_the_same(cells: Collection[Hashable], same: SamePeople) -> Iterator[Relation]:
    """What is known of counts in different tables: equal, sums of others, or parts of them."""
    homes = list(dict.fromkeys((name[3], name[6]) for name in cells))
    for group, period in homes:
        for places in same.counts:
            names = [_name(place, group, period) for place in places]
            there = [name for name in names if name in cells]
            for one, other in pairwise(there):
                yield Relation({one: 1, other: -1})
        for whole, parts in same.sums.items():
            names = [_name(place, group, period) for place in (whole, *parts)]
            if all(name in cells for name in names):
                yield Relation({names[0]: -1, **dict.fromkeys(names[1:], 1)})
    for measure, steps in same.steps.items():
        for group, period in homes:
            names = [
                _name(Place(measure, str(Statistic.COUNT), "", step, "n"), group, period)
                for step in steps
            ]
            there = [name for name in names if name in cells]
            for before, after in pairwise(there):
                yield Relation({after: 1, before: -1}, low=-math.inf)


def _together(same: SamePeople) -> Iterator[tuple[Place, ...]]:
    yield from same.counts
    for whole, parts in same.sums.items():
        yield (whole, *parts)


def _table(place: Place) -> Table:
    return place.measure, place.statistic


def _name(place: Place, group: str, period: str) -> Hashable:
    what = {"numerator": "part", "denominator": "whole"}.get(place.part)
    if what is None:
        what = "count" if place.statistic == str(Statistic.COUNT) else "people"
    return what, place.measure, place.statistic, group, place.category, place.time_point, period
