"""The indicators of many periods in a row, from what is known of each episode, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import EVER, Period, places_in
from nrs_lib.cohort.selection import Cohort, Population
from nrs_lib.contracts.measures import read_measures
from nrs_lib.stats.followup import WAITS, days_waited
from nrs_lib.stats.rows import Group, counted_share_row, known_median_row
from nrs_lib.stats.units.outcomes import outcome
from nrs_lib.terms import TimePoint

_KNOWN: WeakKeyDictionary[Population, dict[str, IndicatorSeries]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class IndicatorSeries:
    """One indicator of everybody for whom it is known, whenever that was.

    Attributes
    ----------
    days
        The day that decides the period, one per episode.
    values
        1 or 0 for a share, days for a wait; none is missing.
    units
        The unit of each.
    """

    group: Group
    measure: str
    days: pd.Series
    values: np.ndarray
    units: np.ndarray

    def rows(self, periods: Sequence[Period]) -> list[dict[str, object]]:
        """One row for each period, with the columns of `Estimates`."""
        return [
            self._row(self.values[places], self.units[places], period.code)
            for period, places in zip(periods, places_in(self.days, periods), strict=True)
        ]

    def _row(self, values: np.ndarray, units: np.ndarray, period: str) -> dict[str, object]:
        if self.measure in WAITS:
            return known_median_row(self.group, self.measure, values, units, period=period)
        having = units[values == 1]
        return counted_share_row(self.group, self.measure, having, units, period=period)


def rows_in_periods(
    population: Population, periods: Sequence[Period], measures: Sequence[str]
) -> Mapping[str, list[dict[str, object]]]:
    """Rows of indicators by code of the period: the numbers of `indicators.indicator_rows`.

    Those on a scale come last in each period.
    """
    known = read_measures()
    ordered = sorted(measures, key=lambda code: known[code].scale is not None)
    by_measure = [_series(population, code).rows(periods) for code in ordered]
    return {
        period.code: list(rows)
        for period, rows in zip(periods, zip(*by_measure, strict=True), strict=True)
    }


def _series(population: Population, measure: str) -> IndicatorSeries:
    known = _KNOWN.setdefault(population, {})
    if measure not in known:
        known[measure] = _read(population.in_period(EVER), measure)
    return known[measure]


def _read(cohort: Cohort, measure: str) -> IndicatorSeries:
    if measure in WAITS:
        episodes, waited = days_waited(cohort, measure)
        values = waited.to_numpy(dtype="float64", na_value=np.nan)
        days = cohort.days("started" if measure == "wait_to_programme" else "discharged")
    else:
        found = outcome(cohort, measure)
        episodes, values = found.episodes, found.values
        is_first = found.time_point == TimePoint.DISCHARGE
        days = cohort.days("discharged" if is_first else "due")
    told = ~np.isnan(values)
    units = episodes["unit_id"].astype("object").to_numpy()[told]
    return IndicatorSeries(Group.of(cohort.group), measure, days[told], values[told], units)
