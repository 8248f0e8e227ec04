"""The period that a report shows: the one asked for, or quarters pooled up to its end.

A unit's report has one for all that is told of the unit and of the nation. Where units stand
beside each other it is one that most of them bear. Chosen by how many answered and never by
what they answered, so that no result decides whether it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nrs_lib.cohort.pairing import pair
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Cohort, Population
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.volume import PAIRED_SCALE
from nrs_lib.terms import TimePoint

DEFINITIONS = ("convention:pooled_quarters",)
COMPARED_DEFINITIONS = ("convention:compared_part",)


@dataclass(frozen=True)
class ShownPeriod:
    """What a report that was asked for one period shows.

    Attributes
    ----------
    period
        The one asked for, or a longer one with the same end.
    has_results
        Whether anything that rests on answers can be shown of it.
    """

    period: Period
    has_results: bool


def shown_periods(population: Population, period: Period, *, least: int) -> dict[str, ShownPeriod]:
    """Choose, for each unit, the shortest period that shows as much as any.

    Parameters
    ----------
    population
        A whole register, or one unit.
    period
        The one asked for.
    least
        Fewest answers behind a unit's own number.

    Returns
    -------
    dict
        By unit. Two numbers count: those registered in the period who answered at the start,
        and those discharged in it who answered at the start and at discharge. Of the periods
        in the convention the shortest is taken in which as many of the two as ever reach
        `least`; the longest where none does.
    """
    periods = candidates(period)
    units = population.units["unit_id"].astype("str")
    names = list(units) if population.is_whole else [population.group]
    chosen = dict.fromkeys(names, ShownPeriod(periods[-1], has_results=False))
    most = dict.fromkeys(names, 0)
    for one in periods:
        enough = (_answered(population.in_period(one)) >= least).sum(axis="columns")
        for unit, n in enough.items():
            if n > most[str(unit)]:
                most[str(unit)] = n
                chosen[str(unit)] = ShownPeriod(one, has_results=True)
    return chosen


def compared_period(population: Population, period: Period, *, least: int) -> Period:
    """Choose the shortest period in which most units can stand beside each other.

    Parameters
    ----------
    population
        A whole register.
    period
        The one asked for.
    least
        Fewest answers behind a unit's number.

    Returns
    -------
    Period
        The one asked for, or the fewest of the convention's quarters up to its end, in which
        the convention's part of the units where anybody answered have at least `least` who
        answered at the start and at discharge; the longest where none does.
    """
    part = float(get("compared_part").value)
    periods = candidates(period)
    for one in periods:
        both = _answered(population.in_period(one))["both"]
        if (both >= least).sum() >= part * len(both):
            return one
    return periods[-1]


def candidates(period: Period) -> list[Period]:
    """The period asked for, and the longer ones with the same end that could be shown for it."""
    longer = [n for n in get("pooled_quarters").value if 3 * n > period.months]
    return [period, *(period.rolling(int(n)) for n in longer)]


def _answered(cohort: Cohort) -> pd.DataFrame:
    """How many answered, by unit: at the start, and at both start and discharge."""
    registered = cohort.registered
    has_start = cohort.answers(registered, TimePoint.INITIAL)["has_answered"].to_numpy()
    pairs = pair(cohort, scales=[PAIRED_SCALE], time_point=TimePoint.DISCHARGE)["episode_id"]
    discharged = cohort.discharged
    counted = {
        "start": registered.loc[has_start, "unit_id"],
        "both": discharged.loc[discharged["episode_id"].isin(pairs), "unit_id"],
    }
    sizes = {name: units.astype("str").value_counts() for name, units in counted.items()}
    return pd.DataFrame(sizes).fillna(0)
