"""When people reach an end, as rows that can be cleared."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.describing.clearable import group_code
from nrs_lib.stats.describing.competing import CumulativeIncidence
from nrs_lib.stats.describing.survival import DEFINITIONS, SurvivalCurve, kaplan_meier
from nrs_lib.stats.describing.times import times_of
from nrs_lib.stats.estimates import Estimate, Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.terms import NATIONAL, Statistic


def reached_rows(
    found: CumulativeIncidence,
    counted: Mapping[str, object],
    group: Group,
    *,
    cause: str,
    days: Sequence[int],
    period: str,
) -> tuple[list[dict[str, object]], list[Caution]]:
    """When half had reached an end, and the share who had within numbers of days.

    Parameters
    ----------
    counted
        A row of the people behind them.

    Returns
    -------
    tuple
        A row of statistic median, rows of statistic incidence with the days as category, and
        what is to be said of them.
    """
    return _rows(
        found.steps[found.steps["cause"] == cause],
        counted,
        lambda statistic, category: group.key(
            found.about, statistic, category=category, period=period
        ),
        half=found.quantile(0.5, cause=cause),
        statistic=Statistic.INCIDENCE,
        at=days,
        told=lambda day: found.reached_by(day, cause=cause),
    )


def survival_rows(
    curve: SurvivalCurve,
    counted: Mapping[str, object],
    group: Group,
    *,
    at: Sequence[float],
    period: str = "",
) -> tuple[list[dict[str, object]], list[Caution]]:
    """When half had an event, and the share who had not at some times, as `reached_rows`.

    Parameters
    ----------
    at
        Times to tell, in the curve's unit. Between two of them are those who had the event and
        those who were followed no longer: times far enough apart hide nobody and are shown.

    Returns
    -------
    tuple
        A row of statistic median, rows of statistic survival with the time as category:
        ``numerator`` those who have had the event, ``at_risk`` those still followed after it;
        and what is to be said of them.
    """
    return _rows(
        curve.steps,
        counted,
        lambda statistic, category: group.key(
            curve.about, statistic, category=category, period=period
        ),
        half=curve.median,
        statistic=Statistic.SURVIVAL,
        at=at,
        told=curve.survival_at,
    )


def survival_estimates(
    people: pd.DataFrame,
    *,
    time: str,
    event: str,
    at: Sequence[float],
    measure: str,
    units: str = "unit_id",
    group: str = NATIONAL,
    arm: str = "",
    period: str = "",
) -> Estimates:
    """A Kaplan-Meier curve of a study's own people, told at some times, ready to be cleared.

    Parameters
    ----------
    people
        One row per person (or episode).
    time, event
        Columns with the time followed, and whether it ended with the event (true, false).
        Who lacks either is left out, and counted among the cautions.
    at
        As for `survival_rows`.
    measure
        What is timed.
    units
        Column with the unit of each.
    group
        The unit that all belong to, or ``national``.
    arm
        Which group of these people; all when left out.

    Returns
    -------
    Estimates
        As `survival_rows`.
    """
    times = times_of(people[time], people[event], about=measure)
    curve = kaplan_meier(times, about=measure)
    of = Group(group_code(group, arm) if arm else group, Group.of(group).scope)
    of_units = people[units].reset_index(drop=True)[times.kept]
    counted = count_row(of, measure, of_units, period=period)
    rows, said = survival_rows(curve, counted, of, at=at, period=period)
    return from_rows(rows, definitions=DEFINITIONS, cautions=(*curve.cautions, *said))


def _rows(
    steps: pd.DataFrame,
    counted: Mapping[str, object],
    key: Callable[[Statistic, str], dict[str, object]],
    *,
    half: Estimate,
    statistic: Statistic,
    at: Sequence[float],
    told: Callable[[float], Estimate],
) -> tuple[list[dict[str, object]], list[Caution]]:
    n = int(counted["n"])
    sides = [
        min(_reached_and_left(steps, end))
        for end in (half.estimate, half.low, half.high)
        if not math.isnan(end)
    ]
    smallest = {"smallest_n": min(sides)} if sides else {}
    rows = [dict(counted) | key(Statistic.MEDIAN, "") | half.row() | smallest]
    said = list(half.cautions)
    for time in at:
        estimate = told(time)
        said += estimate.cautions
        row = dict(counted) | key(statistic, f"{time:g}") | estimate.row()
        # What is refused after the longest follow-up has no people behind it.
        if not math.isnan(estimate.estimate):
            reached, left = _reached_and_left(steps, time)
            row |= {"numerator": reached, "denominator": n, "at_risk": left}
        rows.append(row)
    return rows, said


def _reached_and_left(steps: pd.DataFrame, time: float) -> tuple[int, int]:
    """People who have reached an end by a time, and those who are still followed after it."""
    until = int(np.searchsorted(steps["time"], time, side="right"))
    left = int(steps["at_risk"].iloc[until]) if until < len(steps) else 0
    return int(steps["events"].iloc[:until].sum()), left
