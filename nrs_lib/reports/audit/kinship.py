"""Counts of the very same people under different names, as the policy lists them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import pairwise

from nrs_lib.disclosure.attack import Cell, Relation
from nrs_lib.disclosure.same_people import Place, SamePeople, Table
from nrs_lib.terms import Statistic

UNNAMED = "unit_"
"""How the names of unnamed units begin."""


def kindred(tables: Iterable[Table], same: SamePeople) -> list[list[Table]]:
    """Measures and statistics in groups that have counts in common."""
    groups = {table: [table] for table in tables}
    for places in _together(same):
        linked = [place.table for place in places if place.table in groups]
        for one, other in pairwise(linked):
            if groups[one] is not groups[other]:
                groups[one] += groups[other]
                for table in groups[other]:
                    groups[table] = groups[one]
    return list({id(group): group for group in groups.values()}.values())


def of_the_same(cells: Mapping[Hashable, Cell], same: SamePeople) -> Iterator[Relation]:
    """What is known of counts in different tables: equal, sums of others, or parts of them.

    Two shown numbers that should be one and are not tell nothing of others.
    """
    # Unnamed units are numbered anew for each measure, so a number is another unit in each.
    named = (name for name in cells if not name[3].startswith(UNNAMED))
    homes = list(dict.fromkeys((name[3], name[6]) for name in named))
    # Of all that the policy lists, few tables are among these cells.
    tables = {(name[1], name[2]) for name in cells}
    counts = list(same.counts_among(tables))
    within = list(same.within_among(tables))
    sums = [(whole, *parts) for whole, parts in same.sums.items()]
    sums = [places for places in sums if all(place.table in tables for place in places)]
    for group, period in homes:
        for places in counts:
            names = [_name(place, group, period) for place in places]
            there = [name for name in names if name in cells]
            for one, other in pairwise(there):
                if None in (cells[one].value, cells[other].value):
                    yield Relation({one: 1, other: -1})
        for places in within:
            part, whole = (_name(place, group, period) for place in places)
            there = [cells[name] for name in (part, whole) if name in cells]
            if len(there) == 2 and None in [cell.value for cell in there]:
                yield Relation({part: 1, whole: -1}, low=-math.inf)
        for places in sums:
            names = [_name(place, group, period) for place in places]
            if all(name in cells for name in names):
                yield Relation({names[0]: -1, **dict.fromkeys(names[1:], 1)})
    for measure, steps in same.steps.items():
        if (measure, str(Statistic.COUNT)) not in tables:
            continue
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
    yield from same.within
    for whole, parts in same.sums.items():
        yield (whole, *parts)


def _name(place: Place, group: str, period: str) -> Hashable:
    what = {"numerator": "part", "denominator": "whole"}.get(place.part)
    if what is None:
        what = "count" if place.statistic == str(Statistic.COUNT) else "people"
    return what, place.measure, place.statistic, group, place.category, place.time_point, period
