"""Which questionnaire each episode has at a time point."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.terms import TimePoint


def questionnaires_at(
    answers: pd.DataFrame, episodes: pd.DataFrame, time_point: TimePoint
) -> pd.DataFrame:
    """The answers that belong to some episodes at one time point.

    Parameters
    ----------
    answers
        Those of an extract.
    episodes
        One row per episode, with ``discharge_date``.

    Returns
    -------
    pandas.DataFrame
        One row per episode, in the order given, indexed by episode_id; all missing for an
        episode without a questionnaire. ``has_answered`` says which have one: after a year
        those answered within the days of convention ``followup_window_days``.
    """
    answers = answers.reset_index(drop=True)
    is_here = (answers["time_point"] == str(time_point)).to_numpy(dtype=bool, na_value=False)
    whose = answers["episode_id"][is_here]
    whose = whose[whose.isin(episodes["episode_id"])]
    if time_point == TimePoint.FOLLOWUP_12M:
        first, last = get("followup_window_days").value
        discharged = episodes.set_index("episode_id")["discharge_date"].reindex(whose)
        days = (answers["answered_date"][whose.index] - discharged.set_axis(whose.index)).dt.days
        # An answer without a date is kept: its time is unknown, not wrong.
        whose = whose[days.isna() | ((days >= first) & (days <= last))]
    order = pd.Index(whose).get_indexer(episodes["episode_id"])
    has_answered = order >= 0
    # No row has the number -1, so who has no answer has all of them missing.
    rows = np.append(whose.index, -1)[order]
    found = answers.drop(columns="episode_id").reindex(rows)
    return found.set_axis(pd.Index(episodes["episode_id"])).assign(has_answered=has_answered)
