"""How long after an event its questionnaire was answered."""

from __future__ import annotations

import math

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population, followup_due
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.data_quality.completeness import due_at
from nrs_lib.stats.describing.quantiles import quantile
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import MEDIAN_DEFINITIONS, Group, count_row, median_row
from nrs_lib.terms import Statistic, TimePoint

DELAYS = {
    "delay_start": TimePoint.INITIAL,
    "delay_discharge": TimePoint.DISCHARGE,
    "delay_followup": TimePoint.FOLLOWUP_12M,
}
QUARTILES = (0.25, 0.75)
_SHOWN_QUARTERS = 4


def answer_delays(cohort: Cohort, measure: str) -> tuple[pd.DataFrame, pd.Series]:
    """Episodes of which something is due, and days from the event to the answer.

    Returns
    -------
    tuple
        One row per episode, and the days on its index; missing where nobody answered or a date
        is not there, and below zero where the answer came first.
    """
    point = DELAYS[measure]
    episodes = due_at(cohort, point)
    column = get("answer_delay_from").value[measure]
    known = episodes.assign(followup_due_date=followup_due(episodes))
    answered = cohort.answers(episodes, point)["answered_date"].reset_index(drop=True)
    return episodes, (answered - known[column]).dt.days.astype("Float64")


def delays(population: Population, period: Period) -> Estimates:
    """Median and quartiles of each delay in a period, and its median by quarter.

    Returns
    -------
    Estimates
        In days. Medians of the period and of each of the four quarters up to its end; the
        first and third quartile (category 0.25 and 0.75) of the period. A delivery without
        days of answers gives numbers that are missing.
    """
    group = Group.of(population.group)
    quarters = [one for one in period.quarters(_SHOWN_QUARTERS) if one != period]
    rows = []
    for measure in DELAYS:
        for one in (period, *quarters):
            episodes, days = answer_delays(population.in_period(one), measure)
            rows.append(median_row(group, measure, days, episodes["unit_id"], period=one.code))
        episodes, days = answer_delays(population.in_period(period), measure)
        units = episodes.loc[days.notna().to_numpy(), "unit_id"]
        numbers = days.to_numpy(dtype="float64", na_value=math.nan)
        for p in QUARTILES:
            place = {"category": f"{p:g}", "period": period.code}
            counted = count_row(group, measure, units, **place)
            found = quantile(numbers, p).row()
            rows.append(counted | group.key(measure, Statistic.QUANTILE, **place) | found)
    keys = [f"measure:{measure}" for measure in DELAYS]
    return from_rows(
        rows,
        definitions=(*DEFINITIONS, *MEDIAN_DEFINITIONS, "convention:answer_delay_from", *keys),
    )
