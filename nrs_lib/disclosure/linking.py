"""How the numbers of a release hang together: what each row publishes, and what adds up.

Nothing is declared that a key tells: the nation is its units, a year its quarters, a whole
its categories and arms, a denominator its numerator and the others. A sum is taken as one
only where it holds in the numbers themselves; what a whole has beyond its shown parts is a
count as well, that nobody prints and everybody can work out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from itertools import pairwise

import pandas as pd

from nrs_lib.disclosure.blurring import Blurred
from nrs_lib.disclosure.declaring import declare
from nrs_lib.disclosure.guarding import (
    SUMMED,
    counts_of,
    guard_parts,
    guard_row,
    is_small,
    limits_of,
    limits_of_step,
)
from nrs_lib.disclosure.kinship import (
    Row,
    chains,
    families,
    margins,
    of_groups,
    rows_of,
    series_of,
)
from nrs_lib.disclosure.over_time import stretches
from nrs_lib.disclosure.policy import AudiencePolicy, Limits, Policy
from nrs_lib.disclosure.published import Published
from nrs_lib.terms import ARM, CURVES, PARTS, Scope, Statistic

_COUNTED_OF_ALL = (*PARTS, *CURVES)
# Asked of every row, and in Python 3.11 not found as fast in their classes.
_COUNT, _SHARE, _OWN, _UNIT = Statistic.COUNT, Statistic.SHARE, Scope.OWN, Scope.UNIT


def linked(
    table: pd.DataFrame, rules: AudiencePolicy, policy: Policy, *, blurred: Blurred | None = None
) -> Published:
    """Build the attacker's system of a release.

    Parameters
    ----------
    table
        The columns of `Estimates`, and ``hidden`` after the primary tests; one row per
        estimate under a unique index.
    rules, policy
        The audience's part of the policy, and the whole: it tells what no key does.
    blurred
        What is known of some rows by rounded versions of them.
    """
    blurred = blurred or Blurred()
    rows = rows_of(table)
    asked = _asked(rows.values(), rules)
    system = Published()
    rows_share_n = _shared_n(row for row in rows.values() if row.index not in blurred.alone)
    # Exact numbers first, and shares: what else tells the same numerator tells theirs.
    order = sorted(
        rows.values(),
        key=lambda row: (row.index in blurred.alone, row.statistic != _SHARE),
    )
    for row in order:
        is_told = row.index not in blurred.alone
        _publish(system, row, rows_share_n=rows_share_n, is_told=is_told)
        if row.index in asked:
            _hang_together(system, row.parts)
        for part, span in blurred.spans.get(row.index, {}).items():
            if part in row.parts:
                system.limit(row.parts[part], span)
        if row.scope == _OWN and rules.knows_own:
            system.known.update(row.parts.values())
        elif row.scope == _UNIT:
            system.units[row.group.partition(ARM)[0]].update(row.parts.values())
    declare(system, asked.values(), rules, policy)
    series = series_of(rows.values())
    for whole, parts in families(series):
        if whole.index not in asked:
            continue
        _add_up(system, whole, parts, rules, policy)
        # Parts that tell only how many they are, as those of few do, keep no sum from the rest.
        telling = [part for part in parts if whole.parts.keys() <= part.parts.keys()]
        if 0 < len(telling) < len(parts):
            _add_up(system, whole, telling, rules, policy)
    for whole, parts in margins(series):
        if whole.index in asked:
            _add_up_shares(system, whole, parts, limits_of(whole, rules, policy))
    _between(system, rows.values(), rules, policy)
    _fill_denominators(system, asked.values())
    for chain in chains(asked.values(), policy.same_people):
        _step_down(system, chain, rules, policy)
        # Between two points of the nation's curve there are those of other units, too.
        left = [(row, system.left[cell]) for row, cell in chain if cell in system.left]
        _step_down(system, left, rules, policy)
    for row in asked.values():
        # What was rounded for everybody has been guarded there.
        if row.index in blurred.alone or row.hidden in ("not_allowed", "rounded"):
            continue
        limits = limits_of(row, rules, policy)
        system.counts[row.index] = counts_of(row, limits)
        if row.hidden:
            guard_row(system, row, limits)
    system.ask_for_what_can_be()
    return system


def _asked(rows: Collection[Row], rules: AudiencePolicy) -> dict[int, Row]:
    """The rows whose sums say something: a reader's own are known, and so is all in them.

    Only as parts of the nation do they tell of others.
    """
    is_safe = rules.knows_own and not rules.limits[_OWN].min_count
    return {row.index: row for row in rows if not (is_safe and row.scope == _OWN)}


def _shared_n(rows: Iterable[Row]) -> set:
    """Measures of which everything in one place rests on the same people."""
    found = defaultdict(set)
    for row in rows:
        if row.statistic != _COUNT:
            found[row.base].add(row.n)
    return {base for base, sizes in found.items() if len(sizes) == 1}


def _publish(system: Published, row: Row, *, rows_share_n: set, is_told: bool) -> None:
    values, shown_by = system.values, system.shown_by
    # Most cells are printed by one row, and those of a row have it in common.
    alone = frozenset((row.index,))

    def put(part: str, cell: Hashable, value: float) -> None:
        row.parts[part] = cell
        if is_told:
            values[cell] = value
            shown_by[cell] = shown_by[cell] | alone if cell in shown_by else alone
        else:
            # Nobody prints it as it is.
            values.setdefault(cell, value)

    if row.statistic == _COUNT:
        put("n", ("count", *row.base, row.category), row.n)
        return
    # Equal sizes in one place are the same people: a mean, its change, its effect.
    size = () if row.base in rows_share_n else (row.n,)
    put("n", ("n", *row.base, *size), row.n)
    place = (row.statistic, *row.base, row.category)
    if not math.isnan(row.numerator):
        told = (row.parts["n"], row.numerator)
        if is_told and row.statistic in _COUNTED_OF_ALL:
            system.shares.setdefault(told, place)
        elif told in system.shares:
            place = system.shares[told]
        put("numerator", ("numerator", *place), row.numerator)
        put("others", ("others", *place), values[row.parts["n"]] - values[row.parts["numerator"]])
        if not math.isnan(row.at_risk):
            # Who it has not happened to is still followed, or is not any more.
            put("at_risk", ("at_risk", *place), row.at_risk)
            put("gone", ("gone", *place), row.n - row.numerator - row.at_risk)
    elif row.statistic in SUMMED and not math.isnan(row.estimate):
        put("sum", ("sum", *place), row.n * row.estimate)
        system.fractional.add(row.parts["sum"])


def _hang_together(system: Published, parts: Mapping[str, Hashable]) -> None:
    """Relate the counts of one row, or of one rest."""
    if "numerator" in parts and "others" in parts:
        system.relate({parts["numerator"]: 1, parts["others"]: 1, parts["n"]: -1})
    if "at_risk" in parts and "gone" in parts:
        system.relate({parts["at_risk"]: 1, parts["gone"]: 1, parts["others"]: -1})


def _add_up(
    system: Published, whole: Row, parts: list[Row], rules: AudiencePolicy, policy: Policy
) -> None:
    """A whole is its parts and what is left of it."""
    values = system.values
    cells = {name: [part.parts.get(name) for part in parts] for name in whole.parts}
    cells = {name: mine for name, mine in cells.items() if None not in mine}
    left = {
        name: values[whole.parts[name]] - sum([values[cell] for cell in mine])
        for name, mine in cells.items()
    }
    counts = [number for name, number in left.items() if name != "sum"]
    if min(counts) < 0:
        return
    # What rounding alone may leave is nobody.
    if 0 < left["n"] <= sum([system.unsure(row.parts["n"]) for row in (whole, *parts)]):
        return
    rest: dict[str, Hashable] = {}
    if left["n"] > 0:
        rest = {name: ("left", whole.parts[name], frozenset(cells[name])) for name in cells}
    for name, mine in cells.items():
        terms = dict.fromkeys(mine, 1.0)
        if len(terms) < len(parts):
            return
        terms[whole.parts[name]] = -1.0
        if rest:
            values[rest[name]] = left[name]
            terms[rest[name]] = 1.0
            if name == "sum":
                system.fractional.add(rest[name])
            elif whole.statistic in CURVES:
                system.left[whole.parts[name]] = rest[name]
        system.relate(terms)
    if rest:
        _hang_together(system, rest)
        limits = limits_of(whole, rules, policy, people=left["n"])
        guard_parts(system, rest, limits, is_count=whole.statistic == Statistic.COUNT)


def _add_up_shares(system: Published, whole: Row, parts: list[Row], limits: Limits) -> None:
    """Cells of a crossed table as shares of everybody in it: who is in the part adds up."""
    if any(part.parts.get("n") != whole.parts["n"] for part in parts):
        return
    if not all("numerator" in row.parts for row in (whole, *parts)):
        return
    margin, cells = whole.parts["numerator"], [part.parts["numerator"] for part in parts]
    left = system.values[margin] - sum(system.values[cell] for cell in cells)
    if left < 0 or len(set(cells)) < len(parts):
        return
    terms = dict.fromkeys(cells, 1.0) | {margin: -1.0}
    if left > 0:
        rest = ("left", margin, frozenset(cells))
        system.values[rest] = left
        terms[rest] = 1.0
        if is_small(left, limits):
            system.guard(rest, limits)
    system.relate(terms)


def _between(
    system: Published, rows: Collection[Row], rules: AudiencePolicy, policy: Policy
) -> None:
    """What follows for a time of which nothing is printed, of units and of the nation."""
    found = list(stretches(system, rows))
    for row in found:
        if rules.knows_own and row.scope == Scope.OWN:
            system.known.update(row.parts.values())
        is_count = row.statistic == Statistic.COUNT
        guard_parts(system, row.parts, limits_of(row, rules, policy), is_count=is_count)
    when = {row.period for row in found}
    near = [*(row for row in rows if row.period in when), *found]
    for whole, parts in of_groups(series_of(near)):
        if min(row.index for row in (whole, *parts)) < 0:
            _add_up(system, whole, parts, rules, policy)


def _fill_denominators(system: Published, rows: Iterable[Row]) -> None:
    """Categories that share a denominator and use it up."""
    found = defaultdict(list)
    for row in rows:
        if row.category and "numerator" in row.parts:
            found[row.base, row.parts["n"]].append(row.parts["numerator"])
    for (_, whole), parts in found.items():
        if len(parts) > 1:
            system.relate(dict.fromkeys(parts, 1.0) | {whole: -1.0})


def _step_down(
    system: Published, chain: list[tuple[Row, Hashable]], rules: AudiencePolicy, policy: Policy
) -> None:
    """Who is lost, or gained, from one step to the next is a count that nobody prints."""
    falls = bool(chain) and system.values[chain[0][1]] > system.values[chain[-1][1]]
    for (row, one), (_, other) in pairwise(chain):
        if one == other:
            continue
        change = system.values[one] - system.values[other]
        step = ("step", one, other)
        # Where nobody is lost the two are one number, and what hides one must know it.
        more, less = (one, other) if change > 0 or (falls and not change) else (other, one)
        system.values[step] = abs(change)
        system.relate({more: 1.0, less: -1.0, step: -1.0})
        if not change or {one, other} <= system.known:
            continue
        people = max(system.values[one], system.values[other])
        limits = limits_of_step(row, rules, policy, people=people)
        if is_small(abs(change), limits):
            system.guard(step, limits)
