"""Scores of everybody who was due at a time point, those without an answer among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.terms import Statistic, TimePoint


@dataclass(frozen=True, eq=False)
class DueScores:
    """One entry per episode that was due, on one index.

    Attributes
    ----------
    episodes
        Columns of the episode contract.
    start, later
        Scores on one scale, missing where not answered.
    """

    episodes: pd.DataFrame
    start: pd.Series
    later: pd.Series

    @classmethod
    def of(cls, cohort: Cohort, *, scale: str, time_point: TimePoint) -> DueScores:
        """Discharged episodes at discharge, due ones after a year.

        Raises
        ------
        ParameterError
            The time point is the start, at which nothing has changed yet.
        """
        if TimePoint(time_point) is TimePoint.INITIAL:
            raise ParameterError(
                "A change is asked for at the start.",
                where=f"scale {scale}, time point {time_point}",
                remedy=f"Use {TimePoint.DISCHARGE} or {TimePoint.FOLLOWUP_12M}.",
            )
        episodes = cohort.followed(time_point)
        start, later = (
            cohort.answers(episodes, point)[scale].astype("float64").reset_index(drop=True)
            for point in (TimePoint.INITIAL, time_point)
        )
        return cls(episodes, start, later)

    @property
    def units(self) -> pd.Series:
        """Unit of each episode."""
        return self.episodes["unit_id"].astype("str")

    @property
    def has_both(self) -> pd.Series:
        """Who answered at both time points."""
        return self.start.notna() & self.later.notna()


def estimate_row(
    group: Group,
    measure: str,
    statistic: Statistic,
    estimate: Estimate,
    units: Iterable[str],
    **place: str,
) -> dict[str, object]:
    """An estimate as a row of `Estimates`, with the units of the people behind it counted."""
    counted = count_row(group, measure, pd.Series(list(units), dtype="object"), **place)
    return counted | group.key(measure, statistic, **place) | estimate.row()
