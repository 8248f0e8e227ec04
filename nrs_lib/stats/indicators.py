"""The few numbers that a unit follows over time, and the units beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.run_in import DEFINITION as RUN_IN
from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.followup import WAITS, outcome_rows
from nrs_lib.stats.indicator_series import rows_in_periods
from nrs_lib.stats.portrait import definitions_of
from nrs_lib.stats.results import responder_rows
from nrs_lib.stats.rows import MEDIAN_DEFINITIONS, SHARE_DEFINITIONS
from nrs_lib.stats.scored import scored_by
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.units.outcomes import Outcome, outcome
from nrs_lib.stats.volume import QUARTERS
from nrs_lib.terms import NATIONAL, Scope, Statistic, TimePoint

INDICATORS = (
    "improved_pain",
    "improved_everyday",
    "handles_life_better",
    "response_discharge",
    "response_12m",
    "wait_to_programme",
)
COMPARED = INDICATORS[:5]


def definitions_of_indicators(population: Population, measures: Sequence[str]) -> tuple[str, ...]:
    """Keys of the definitions behind some indicators."""
    known = read_measures()
    scales = [known[code].scale for code in measures if known[code].scale]
    kinds = {known[code].kind for code in measures}
    return (
        *DEFINITIONS,
        *(SHARE_DEFINITIONS if str(Statistic.SHARE) in kinds else ()),
        *(MEDIAN_DEFINITIONS if str(Statistic.MEDIAN) in kinds else ()),
        *((RUN_IN,) if set(WAITS) & set(measures) else ()),
        *(("convention:response_rate_discharge",) if "response_discharge" in measures else ()),
        *(("convention:responder_denominator",) if scales else ()),
        *definitions_of(measures),
        *scored_by(population, scales),
    )


def indicator_rows(cohort: Cohort, measures: Sequence[str] = INDICATORS) -> list[dict[str, object]]:
    """One row per indicator of a cohort, with the columns of `Estimates`."""
    known = read_measures()
    on_scale = {known[code].scale: code for code in measures if known[code].scale}
    rows = outcome_rows(cohort, tuple(code for code in measures if not known[code].scale))
    if not on_scale:
        return rows
    found = responder_rows(cohort, scales=list(on_scale), time_point=TimePoint.DISCHARGE)
    for row in found:
        rows.append(row | {"measure": on_scale[row["measure"]], "time_point": "", "category": ""})
    return rows


def indicators(population: Population, period: Period) -> Estimates:
    """The indicators for a period and for each of the twelve quarters up to its end.

    A quarter that is itself the period stands once.
    """
    periods = {part.code: part for part in [*period.quarters(QUARTERS), period]}
    found = in_periods(population, periods.values())
    rows = [row for code in periods for row in found[code]]
    return from_rows(rows, definitions=definitions_of_indicators(population, INDICATORS))


def in_periods(
    population: Population, periods: Iterable[Period]
) -> Mapping[str, list[dict[str, object]]]:
    """Rows of the indicators by code of the period, those on a scale last in each."""
    return rows_in_periods(population, list(periods), INDICATORS)


def compared_units(
    population: Population, period: Period, measures: Sequence[str] = COMPARED
) -> Estimates:
    """The outcome indicators of every unit of one register, each as a row of its own.

    Parameters
    ----------
    population
        The whole register, never one unit.
    measures
        Some of the indicators that are shares.

    Raises
    ------
    ParameterError
        The population is one unit.
    """
    if population.group != NATIONAL:
        raise ParameterError(
            "Units are compared within a whole register, and this is one unit.",
            where="unit",
            remedy="Give the Population of the register, without unit_id.",
        )
    cohort = population.in_period(period)
    # Those on a scale stand last, as in the rows of one unit.
    known = read_measures()
    measures = sorted(measures, key=lambda code: known[code].scale is not None)
    shares = {code: _shares(outcome(cohort, code)) for code in measures}
    rows = [
        _unit_row(shares[code], code, unit_id, period)
        for unit_id in population.units["unit_id"].astype("str")
        for code in measures
    ]
    return from_rows(rows, definitions=definitions_of_indicators(population, measures))


def _shares(found: Outcome) -> pd.DataFrame:
    """Numerator and denominator by unit, of those whose outcome is known."""
    known = ~np.isnan(found.values)
    units = found.episodes["unit_id"].astype("str")[known]
    grouped = pd.Series(found.values[known], index=units.index).groupby(units)
    return grouped.agg(["sum", "size"]).astype("int64")


def _unit_row(
    shares: pd.DataFrame, measure: str, unit_id: str, period: Period
) -> dict[str, object]:
    numerator, denominator = shares.loc[unit_id] if unit_id in shares.index else (0, 0)
    level = float(get("confidence_level").value)
    share, low, high = wilson(int(numerator), int(denominator), confidence=level)
    return {
        "measure": measure,
        "statistic": str(Statistic.SHARE),
        "group": unit_id,
        "scope": str(Scope.UNIT),
        "period": period.code,
        "estimate": share,
        "low": low,
        "high": high,
        "n": int(denominator),
        "numerator": int(numerator),
        "denominator": int(denominator),
        "method": "wilson",
        "n_units": int(denominator > 0),
        "largest_n": int(denominator),
        "largest_numerator": int(numerator),
        "largest_others": int(denominator - numerator),
    }


def as_own(estimates: Estimates, unit_id: str) -> Estimates:
    """Mark one unit's rows as its own, for its report."""
    table = estimates.table.copy()
    table.loc[table["group"] == unit_id, "scope"] = str(Scope.OWN)
    return replace(estimates, table=table)
