"""The indicators over the years: as many periods in a row as control charts ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.followup import outcome_rows
from nrs_lib.stats.indicators import (
    INDICATORS,
    definitions_of_indicators,
    in_periods,
)
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Statistic

LONGER = (2, 4)
"""Quarters of the longer periods that a unit's quarters are put together into."""
_DEFINITIONS = ("convention:charted_quarters", "convention:charted_part")

Rows = Sequence[Mapping[str, object]]


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
            rows += _longer(population, quarters, found, n)
    definitions = (*definitions_of_indicators(population, INDICATORS), *_DEFINITIONS)
    return from_rows(_since_the_first(rows), definitions=definitions)


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
    return from_rows(_since_the_first(rows), definitions=definitions)


def _longer(
    population: Population, quarters: Sequence[Period], found: Mapping[str, Rows], n: int
) -> Iterator[dict[str, object]]:
    """Periods of ``n`` quarters: shares put together from their counts, medians anew."""
    for end in range(len(quarters), 0, -n):
        parts = quarters[end - n : end]
        if len(parts) < n:
            return
        whole = parts[-1].rolling(n)
        rows = [row for part in parts for row in found[part.code]]
        medians = []
        for measure in dict.fromkeys(row["measure"] for row in rows):
            mine = [row for row in rows if row["measure"] == measure]
            if mine[0]["statistic"] == str(Statistic.SHARE):
                yield _together(mine, whole)
            else:
                medians.append(measure)
        yield from outcome_rows(population.in_period(whole), tuple(medians))


def _together(parts: Rows, whole: Period) -> dict[str, object]:
    counts = {name: sum(int(row[name]) for row in parts) for name in ("numerator", "denominator")}
    level = float(get("confidence_level").value)
    share, low, high = wilson(*counts.values(), confidence=level)
    n = counts["denominator"]
    numbers = {"estimate": share, "low": low, "high": high, "n": n, "largest_n": n}
    return {**parts[0], **counts, **numbers, "n_units": int(n > 0), "period": whole.code}


def _since_the_first(rows: Rows) -> list[Mapping[str, object]]:
    """Without the periods before a measure's first with anybody; of one that has none, all."""
    periods = [Period.parse(str(row["period"])) for row in rows]
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
