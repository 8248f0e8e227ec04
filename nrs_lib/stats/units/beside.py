"""The units of a register beside each other, as reports show them.

An outcome is compared among those whose background is known, raw and adjusted, so that a
report gives one number of people for both. They are an arm of the unit's and the nation's
people, and named as one: disclosure sees what lies between them and all who answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.stats.estimates import Estimates, combined, from_rows
from nrs_lib.stats.indicators import COMPARED, compared_units, in_periods
from nrs_lib.stats.units.comparison import UnitComparison, unit_comparison
from nrs_lib.stats.units.comparison_rows import (
    OBSERVED,
    OF_CATEGORY,
    STANDARDISED,
    comparison_estimates,
    funnel_curve,
    limits_category,
)
from nrs_lib.terms import ARM

KNOWN_BACKGROUND = f"{ARM}known_background"
OUTCOMES = ("improved_pain", "improved_everyday")
RAW = tuple(code for code in COMPARED if code not in OUTCOMES)
_SIZES = 24


def units_beside(population: Population, period: Period) -> Estimates:
    """Every unit of one register: raw shares, and those drawn in funnels adjusted for case mix.

    Parameters
    ----------
    population
        The whole register, never one unit.

    Returns
    -------
    Estimates
        Scope ``unit``, and the nation's of the same period. For what is not adjusted: one row
        per unit. For an outcome that is (group ``<unit>:known_background``): the raw share,
        ``standardised``, the unit's own ``limits_<level>``, and for the nation
        ``limits_<level>:<size>``, the funnel. Where no comparison can be made, the raw shares
        of all who answered.
    """
    parts = [compared_units(population, period, measures=RAW)]
    for measure in OUTCOMES:
        comparison = unit_comparison(population, period, measure)
        if comparison.is_refused:
            raw = compared_units(population, period, measures=[measure])
            parts.append(replace(raw, cautions=comparison.cautions))
        else:
            parts.append(_adjusted(comparison))
    raw = set().union(*(part.table.loc[_is_whole(part), "measure"] for part in parts))
    rows = in_periods(population, [period])[period.code]
    return combined([*parts, from_rows(rows).where(measure=raw)])


def _is_whole(part: Estimates) -> pd.Series:
    """Which rows are of everybody who answered."""
    return ~part.table["group"].str.contains(ARM)


def _adjusted(comparison: UnitComparison) -> Estimates:
    made = comparison_estimates(comparison)
    kept = {OBSERVED, STANDARDISED, *map(limits_category, _levels(comparison))}
    chosen = made.table[made.table["category"].isin(kept)]
    curve = funnel_curve(comparison, _sizes([unit.n for unit in comparison.units]))
    table = pd.concat([chosen, curve.table], ignore_index=True)
    # A raw share is a share like any other; it has the place of one.
    table["category"] = table["category"].where(table["category"] != OBSERVED, "")
    table["time_point"] = ""
    table["group"] += KNOWN_BACKGROUND
    unused = {key for category, key in OF_CATEGORY.items() if category not in kept}
    return replace(
        made,
        table=table,
        definitions=tuple(key for key in made.definitions if key not in unused),
    )


def _levels(comparison: UnitComparison) -> list[str]:
    return [level.code for level in comparison.policy.levels]


def _sizes(people: Sequence[int]) -> list[int]:
    """Some sizes up to the next ten above the largest unit, so that they tell of none."""
    most = 10 * (max(people, default=0) // 10 + 1)
    step = max(1, most // _SIZES)
    return list(range(step, most + 1, step))
