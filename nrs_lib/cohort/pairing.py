"""Two answers from the same person: the start and a later time point."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.terms import TimePoint


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
    episodes = cohort.followed(time_point)
    start = cohort.answers(episodes, TimePoint.INITIAL)
    later = cohort.answers(episodes, time_point)
    parts = []
    for scale in scales:
        before = start[scale].to_numpy(dtype="float64", na_value=np.nan)
        after = later[scale].to_numpy(dtype="float64", na_value=np.nan)
        both = ~np.isnan(before) & ~np.isnan(after)
        parts.append(
            pd.DataFrame(
                {
                    "episode_id": episodes["episode_id"].to_numpy()[both],
                    "unit_id": episodes["unit_id"].to_numpy()[both],
                    "scale": scale,
                    "start": before[both],
                    "later": after[both],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
