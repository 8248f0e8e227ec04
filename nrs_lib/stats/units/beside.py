"""The units of a register beside each other, as reports show them.

Raw and adjusted values rest on everybody whose outcome is known, as the report's other numbers
do, so that one measure has one number of people wherever it stands.
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
    OF_CATEGORY,
    STANDARDISED,
    comparison_estimates,
    funnel_curve,
    limits_category,
)

OUTCOMES = ("improved_pain", "improved_everyday")
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
        Scope ``unit``, and the nation's of the same period: the raw share of every measure.
        Of an outcome that is adjusted also ``standardised``, the unit's own
        ``limits_<level>``, and for the nation ``limits_<level>:<size>``, the funnel; none of
        these where no comparison can be made.
    """
    parts = [compared_units(population, period)]
    for measure in OUTCOMES:
        comparison = unit_comparison(population, period, measure)
        refused = from_rows([], cautions=comparison.cautions)
        parts.append(refused if comparison.is_refused else _adjusted(comparison))
    rows = in_periods(population, [period])[period.code]
    return combined([*parts, from_rows(rows).where(measure=COMPARED)])


def _adjusted(comparison: UnitComparison) -> Estimates:
    made = comparison_estimates(comparison)
    kept = {STANDARDISED, *map(limits_category, _levels(comparison))}
    chosen = made.table[made.table["category"].isin(kept)]
    curve = funnel_curve(comparison, _sizes([unit.n for unit in comparison.units]))
    table = pd.concat([chosen, curve.table], ignore_index=True)
    # A raw share has no time point of its own; what is adjusted stands beneath it.
    table["time_point"] = ""
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
