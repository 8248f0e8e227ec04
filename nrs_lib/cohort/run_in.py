"""From when a unit has been in the registry for so long that long waits can be seen.

A wait that ends in a unit's first months of registration began after the first visit that it
registered, so it is short: who had waited long came before, and is not there. A wait is dated by
its end, so the last months of an extract lack nobody who had waited long.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get

DEFINITION = "convention:wait_run_in_days"
SINCE = "registered_since"


def with_beginnings(units: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """Units with the first visit that each has registered, in ``registered_since``.

    Where the column is there already it is kept: of an extract that was cut it says what the
    whole one did.

    Parameters
    ----------
    units, episodes
        One row per unit, and per episode with ``unit_id`` and ``first_visit_date``.
    """
    if SINCE in units:
        return units
    stays = ~episodes["consent_withdrawn"].fillna(False).astype(bool)
    names = episodes.loc[stays, "unit_id"].astype("str")
    first = episodes.loc[stays, "first_visit_date"].groupby(names).min()
    return units.assign(**{SINCE: units["unit_id"].astype("str").map(first)})


def is_seen_whole(units: pd.DataFrame, whose: pd.Series, ended: pd.Series) -> np.ndarray:
    """Whether the waits that ended on some days could have been seen however long they were.

    A unit's waits count from the first whole quarter in which all of them ended at least the
    days of convention ``wait_run_in_days`` after its first registered visit, so that a quarter
    holds all of a unit's waits or none.

    Parameters
    ----------
    units
        With ``registered_since``.
    whose, ended
        The unit of each wait, and the day it ended.
    """
    days = pd.Timedelta(days=get("wait_run_in_days").value)
    since = dict(zip(units["unit_id"], units[SINCE], strict=True))
    places, names = pd.factorize(whose)
    begins = [_quarter_on_or_after(since.get(name, pd.NaT) + days) for name in names]
    # Who has no unit is at the place -1, the last.
    begins = pd.DatetimeIndex([*begins, pd.NaT], dtype="datetime64[us]").to_numpy()
    return np.asarray(ended.to_numpy() >= begins[places], dtype=bool)


def _quarter_on_or_after(day: pd.Timestamp) -> pd.Timestamp:
    if pd.isna(day):
        return day
    quarter = day.to_period("Q")
    return day if quarter.start_time == day else (quarter + 1).start_time
