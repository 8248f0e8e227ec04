"""What no key tells of a release's numbers, and the policy declares, as what adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from nrs_lib.disclosure.guarding import is_small, limits_of
from nrs_lib.disclosure.kinship import Row
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.same_people import Place
from nrs_lib.terms import PARTS

_Home = tuple[str, str]
"""Whose number, and of which period."""


def declare(system: Published, rows: Iterable[Row], rules: AudiencePolicy, policy: Policy) -> None:
    """Relate the counts of rows that the policy calls the same people's, or parts of them.

    Parameters
    ----------
    system
        Has the rows' cells; what is declared is added where it holds in the numbers.
    """
    same = policy.same_people
    places: dict[Place, dict[_Home, Hashable]] = defaultdict(dict)
    told_by: dict[Hashable, Row] = {}
    numerators: dict[str, dict[tuple, Hashable]] = defaultdict(dict)
    for row in rows:
        if "numerator" in row.parts:
            numerators[row.category][row.base] = row.parts["numerator"]
        told_by.update(dict.fromkeys(row.parts.values(), row))
        # As tuples they are the same places, and few of all are listed.
        about = (row.measure, row.statistic, row.time_point, row.category)
        if about in same.listed_rows:
            is_share = row.statistic in PARTS
            for part, cell in row.parts.items():
                place = (*about, "denominator" if part == "n" and is_share else part)
                if place in same.listed:
                    places[place][row.group, row.period] = cell
    for one, other in same.numerators:
        for base, cell in numerators[one].items():
            if base in numerators[other]:
                system.relate({cell: 1.0, numerators[other][base]: -1.0})
    for group in same.counts_at(places):
        met = [places[place] for place in group if place in places]
        told: dict[_Home, Hashable] = {}
        for at, cell in (pair for one in met for pair in one.items()):
            if told.setdefault(at, cell) != cell:
                system.relate({told[at]: 1.0, cell: -1.0})
    for part, whole in same.within:
        for at, cell in places[part].items():
            if at in places[whole]:
                share = told_by[cell if part.statistic in PARTS else places[whole][at]]
                _within(system, cell, places[whole][at], share, rules, policy)
    for whole, parts in same.sums.items():
        for at, cell in places[whole].items():
            if all(at in places[part] for part in parts):
                terms = {places[part][at]: 1.0 for part in parts}
                system.relate(terms | {cell: -1.0})


def _within(
    system: Published,
    part: Hashable,
    whole: Hashable,
    share: Row,
    rules: AudiencePolicy,
    policy: Policy,
) -> None:
    """Who is in a whole and not in its part is a count that nobody prints."""
    more = system.values[whole] - system.values[part]
    if more < 0:
        return
    beyond = ("beyond", part, whole)
    system.values[beyond] = more
    system.relate({part: 1.0, beyond: 1.0, whole: -1.0})
    limits = limits_of(share, rules, policy)
    if more and is_small(more, limits) and not {part, whole} <= system.known:
        system.guard(beyond, limits)
