"""Two answers from the same person: the start and a later time point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.terms import TimePoint


@dataclass(frozen=True, eq=False)
class PairedScores:
    """Scores on one scale of those who have both, in one order.

    Attributes
    ----------
    episodes, units
        The episode and unit of each.
    start, later
        In the scale's own unit.
    """

    episodes: np.ndarray
    units: np.ndarray
    start: np.ndarray
    later: np.ndarray


def both_scores(
    cohort: Cohort, *, scale: str, time_point: TimePoint
) -> tuple[np.ndarray, np.ndarray]:
    """Scores at the start and later of everybody whose later answer belongs to the period.

    In the order of `Cohort.followed`; NaN where missing.
    """
    episodes = cohort.followed(time_point)
    start, later = (
        cohort.answers(episodes, point)[scale].to_numpy(dtype="float64", na_value=np.nan)
        for point in (TimePoint.INITIAL, time_point)
    )
    return start, later


def paired_scores(cohort: Cohort, *, scale: str, time_point: TimePoint) -> PairedScores:
    """Pair the scores of one scale as `pair` does."""
    episodes = cohort.followed(time_point)
    start, later = both_scores(cohort, scale=scale, time_point=time_point)
    has_both = ~np.isnan(start) & ~np.isnan(later)
    ids, units = (episodes[name].to_numpy()[has_both] for name in ("episode_id", "unit_id"))
    return PairedScores(ids, units, start[has_both], later[has_both])


def pair(cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint) -> pd.DataFrame:
    """Pair scale scores at the start with those at a later time point.

    Parameters
    ----------
    cohort
        Discharge pairs come from its discharged episodes, one-year pairs from its due ones.
    scales
        Scale codes. Versions of an instrument are scales of their own, so a person who
        changed version between the time points makes no pair.
    time_point
        Discharge or one-year follow-up.

    Returns
    -------
    pandas.DataFrame
        One row per episode and scale with both scores: ``episode_id``, ``unit_id``,
        ``scale``, ``start``, ``later``, in the scale's own unit. An episode with either
        score missing has no row, and so is neither improved nor not improved.
    """
    parts = []
    for scale in scales:
        found = paired_scores(cohort, scale=scale, time_point=time_point)
        parts.append(
            pd.DataFrame(
                {
                    "episode_id": found.episodes,
                    "unit_id": found.units,
                    "scale": scale,
                    "start": found.start,
                    "later": found.later,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
