"""The day on which what a row tells had happened, and whether that is later than a delivery."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nrs_lib.extract.comparing.matching import Matched
from nrs_lib.terms import TimePoint

_BY_POINT = {
    str(TimePoint.INITIAL): ("first_visit_date", "referral_date"),
    str(TimePoint.DISCHARGE): ("discharge_date",),
    str(TimePoint.FOLLOWUP_12M): ("followup_due_date", "discharge_date"),
}
# Interventions are noted on the form of the discharge.
_OTHERS = ("discharge_date", "first_visit_date")


def day_of_episode(episodes: Matched) -> pd.Series:
    """The first visit, or the referral where there is none yet."""
    return episodes.latest("first_visit_date").fillna(episodes.latest("referral_date"))


def day_of_row(rows: Matched, episodes: Matched) -> pd.Series:
    """The day of each row of a table that belongs to episodes.

    A questionnaire's own day of answer; else the day of its time point in the episode.
    """
    if "answered_date" in rows.columns:
        day = rows.latest("answered_date")
    else:
        day = pd.Series(pd.NaT, index=range(len(rows.left)), dtype="datetime64[us]")
    places = episode_places(rows, episodes)
    if "time_point" not in rows.columns:
        return _first_known(day, places, episodes, _OTHERS)
    points = rows.latest("time_point").astype("category")
    for point, columns in _BY_POINT.items():
        mine = (points == point).to_numpy(dtype=bool, na_value=False)
        day = day.where(~mine, _first_known(day, places, episodes, columns))
    return day


def episode_places(rows: Matched, episodes: Matched) -> np.ndarray:
    """Where among the matched episodes each row's own stands; -1 for a row without one."""
    known = pd.Index(episodes.latest("episode_id").astype("object"))
    codes, seen = pd.factorize(rows.latest("episode_id"))
    # A key is one episode's; the contract stops a delivery in which it stands twice.
    return np.append(known.get_indexer(pd.Index(seen, dtype="object")), -1)[codes]


def of_episode(places: np.ndarray, values: pd.Series) -> pd.Series:
    """What stands for each episode, put beside the rows of another table; missing without one."""
    taken = values.reset_index(drop=True).take(np.maximum(places, 0)).reset_index(drop=True)
    return taken.where(places >= 0)


def is_later(day: pd.Series, read_on: pd.Timestamp) -> np.ndarray:
    """Which days are later than that on which a delivery was read; an unknown day is not."""
    return (day > read_on).fillna(False).to_numpy(dtype=bool)


def _first_known(
    day: pd.Series, places: np.ndarray, episodes: Matched, columns: Sequence[str]
) -> pd.Series:
    for column in columns:
        day = day.fillna(of_episode(places, episodes.latest(column)))
    return day
