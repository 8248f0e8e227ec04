"""When sick leave ends for good: the first of many days without any benefit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.cohort.sick_leave.days import day_of, patient_of, place_of, runs, steps
from nrs_lib.cohort.sick_leave.spells import NO_DAY, OPEN_END, Spells

# Whether a day has any benefit is the same under both rules for overlaps.
_ANY_OVERLAP = "largest"


def return_days(
    spells: Spells, patients: pd.Series, day: np.ndarray, *, least: int
) -> tuple[np.ndarray, np.ndarray]:
    """Who is on sick leave on a day, and on which day they first have none and stay so.

    Parameters
    ----------
    spells
        The periods, of any extent.
    patients, day
        One patient and day (from 1970-01-01) per entry; `NO_DAY` is on no sick leave.
    least
        Days without any benefit that make a return; a shorter gap does not.

    Returns
    -------
    tuple of numpy.ndarray
        Whether each is on sick leave that day, and the day of return: `NO_DAY` for who is
        not on sick leave, and where the last period has no end. Whether the days after it
        are known is for the caller to say.
    """
    found = runs(steps(spells, overlap=_ANY_OVERLAP))
    owner = spells.patients.get_indexer(patients)
    is_known = (owner >= 0) & (day != NO_DAY)
    place = place_of(owner, np.where(is_known, day, 0))
    run = np.searchsorted(found.first, place, side="right") - 1
    is_on = is_known & (run >= 0)
    is_on[is_on] = found.last[run[is_on]] >= place[is_on]
    # The last run of each that no long gap ends.
    same = patient_of(found.first[1:]) == patient_of(found.last[:-1])
    goes_on = np.append(same & (found.first[1:] - found.last[:-1] - 1 < least), False)
    ends = np.where(goes_on, len(goes_on), np.arange(len(goes_on)))
    final = np.minimum.accumulate(ends[::-1])[::-1]
    returned = np.full(len(day), NO_DAY)
    last = day_of(found.last[final[run[is_on]]])
    returned[is_on] = np.where(last >= OPEN_END, NO_DAY, last + 1)
    return is_on, returned
