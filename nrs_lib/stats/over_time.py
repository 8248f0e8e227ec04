"""The indicators over the years: as many periods in a row as control charts ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.indicators import (
    INDICATORS,
    definitions_of_indicators,
    in_periods,
)
from nrs_lib.terms import Statistic

LONGER = (2, 4)
"""Quarters of the longer periods that a unit's quarters are put together into."""
_DEFINITIONS = ("convention:charted_quarters", "convention:charted_part")

Row = Mapping[str, object]


def over_time(population: Population, period: Period) -> Estimates:
    """The indicators quarter by quarter up to the end of a period, for control charts.

    Parameters
    ----------
    population
        One unit, or a whole register.
    period
        The last quarter is the one that it ends with.

    Returns
    -------
    Estimates
        One row per indicator and quarter, from the first in which there was anybody. Of a
        unit also one per half-year and year, counted back from the period's end: where
        quarters have too few, those may do. Of a register that has too few for some reader,
        see `half_years`.
    """
    quarters = period.quarters(int(get("charted_quarters").value))
    found = in_periods(population, quarters)
    rows = [row for quarter in quarters for row in found[quarter.code]]
    if not population.is_whole:
        for n in LONGER:
            rows += _longer(population, quarters, n)
    definitions = (*definitions_of_indicators(population, INDICATORS), *_DEFINITIONS)
    return from_rows(since_the_first(rows), definitions=definitions)


def half_years(population: Population, period: Period) -> Estimates:
    """The indicators of a whole register in half-years, over as long as its quarters.

    Returns
    -------
    Estimates
        One row per indicator and half-year, from the first in which there was anybody. Each
        is counted anew: how much of it one unit makes up is no sum of its quarters.
    """
    quarters = period.quarters(int(get("charted_quarters").value))
    halves = sorted(last.rolling(2) for last in quarters[::-2])
    found = in_periods(population, halves)
    rows = [row for half in halves for row in found[half.code]]
    definitions = (*definitions_of_indicators(population, INDICATORS), *_DEFINITIONS)
    return from_rows(since_the_first(rows), definitions=definitions)


def _longer(population: Population, quarters: Sequence[Period], n: int) -> Iterator[Row]:
    """Periods of ``n`` quarters, counted back from the last: shares first, then medians."""
    longer = [quarters[end - 1].rolling(n) for end in range(len(quarters), n - 1, -n)]
    found = in_periods(population, longer)
    for period in longer:
        yield from sorted(found[period.code], key=_is_median)


def _is_median(row: Row) -> bool:
    return row["statistic"] == str(Statistic.MEDIAN)


def since_the_first(rows: Sequence[Row]) -> list[Row]:
    """Rows without the periods before each measure's first with anybody.

    Of a measure that has nobody at all every period is kept.
    """
    parsed = {code: Period.parse(code) for code in {str(row["period"]) for row in rows}}
    periods = [parsed[str(row["period"])] for row in rows]
    kinds = [(row["measure"], period.months) for row, period in zip(rows, periods, strict=True)]
    begun: dict[tuple, dt.date] = {}
    for row, kind, period in zip(rows, kinds, periods, strict=True):
        if row["n"]:
            begun[kind] = min(begun.get(kind, period.start), period.start)
    return [
        row
        for row, kind, period in zip(rows, kinds, periods, strict=True)
        if period.start >= begun.get(kind, period.start)
    ]
