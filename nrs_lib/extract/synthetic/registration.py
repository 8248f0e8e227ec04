"""What the registry holds on a day: only what has happened and has been typed in."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.draws import skewed_days
from nrs_lib.terms import TimePoint

_AT_DISCHARGE = (
    "program_completed",
    "discharge_reason",
    "discharge_destination",
    "goals_attained",
    "goal_area_work",
    "goal_area_exercise",
    "goal_area_function",
    "goal_area_activity",
    "goal_area_other",
    "next_of_kin_participated",
)
_AT_PROGRAMME = ("program_type", "program_length_weeks")
_DATES_AT_DISCHARGE = ("discharge_date", "followup_due_date")


def stamp(
    assumptions: Assumptions, rng: np.random.Generator, dates: pd.Series | np.ndarray
) -> np.ndarray:
    """Day on which something that happened on ``dates`` is typed in."""
    delay = skewed_days(rng, assumptions.followup.registration_days, len(dates))
    return np.asarray(dates).astype("datetime64[D]") + delay.astype("timedelta64[D]")


def episodes_on(
    episodes: pd.DataFrame,
    *,
    as_of: date,
    registered: np.ndarray,
    closed: np.ndarray,
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Take away episodes, and parts of them, that are not in the registry on a day.

    Parameters
    ----------
    episodes
        One row per episode, as it will be in the end.
    registered, closed
        Day on which the first form, and the discharge form, is typed in.

    Returns
    -------
    episodes, is_there, is_closed
        All rows still, with what is not known yet blanked; which of them the registry has;
        which have a discharge form.
    """
    today = np.datetime64(as_of, "D")
    there = registered <= today
    done = there & (closed <= today)
    seen = episodes.copy()
    for name in ("assessment_date", "program_start_date"):
        seen.loc[seen[name] > pd.Timestamp(as_of), name] = pd.NaT
    seen.loc[~done, list(_DATES_AT_DISCHARGE)] = pd.NaT
    seen.loc[~done, list(_AT_DISCHARGE)] = None
    started = seen["program_start_date"].notna()
    for name in _AT_PROGRAMME:
        seen.loc[~started, name] = None
    # Death and withdrawal become known after the discharge at the latest.
    for name in ("deceased", "consent_withdrawn"):
        seen[name] = seen[name] & done
    return seen, there, done


def questionnaires_on(
    questionnaires: pd.DataFrame,
    *,
    as_of: date,
    registered: np.ndarray,
    is_there: np.ndarray,
    is_closed: np.ndarray,
) -> np.ndarray:
    """Tell which answered questionnaires the registry has on a day.

    Those after the start wait for the discharge form.
    """
    episode = questionnaires["episode"].to_numpy()
    start = (questionnaires["time_point"] == str(TimePoint.INITIAL)).to_numpy()
    waits_for = np.where(start, is_there[episode], is_closed[episode])
    return waits_for & (registered <= np.datetime64(as_of, "D"))
