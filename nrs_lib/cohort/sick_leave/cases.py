"""Sickness cases (sjukfall): temporary benefit without a break, or with a short one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.cohort.sick_leave.days import day_of, patient_of, runs, steps
from nrs_lib.cohort.sick_leave.spells import OPEN_END, Spells, dates_of
from nrs_lib.contracts.conventions import get

DEFINITIONS = ("convention:sick_leave_gap_days",)


def cases(spells: Spells) -> pd.DataFrame:
    """Put temporary periods together into sickness cases.

    Parameters
    ----------
    spells
        The periods; permanent benefits are no part of a case.

    Returns
    -------
    pandas.DataFrame
        One row per case: ``patient_id``, ``first_day``, ``last_day`` (missing while the case
        is open), ``paid_days`` (missing while it is open; the days of a break are not paid).
        A period that begins within ``sick_leave_gap_days`` days of the last day of the one
        before continues it: with five, at most four days lie between.

    References
    ----------
    Socialförsäkringsbalken (2010:110) 27 kap. 26 and 32 §§; Inspektionen för
    socialförsäkringen 2015:5, annex 1.
    """
    found = runs(steps(spells.only(~spells.is_permanent), overlap="sum_capped"))
    patient = patient_of(found.first)
    first, last = day_of(found.first), day_of(found.last)
    is_new = np.ones(len(first), dtype=bool)
    within = first[1:] - last[:-1] <= get("sick_leave_gap_days").value
    is_new[1:] = (patient[1:] != patient[:-1]) | ~within
    starts = np.flatnonzero(is_new)
    if not len(starts):
        ends, paid = starts, starts
    else:
        ends = np.append(starts[1:], len(first)) - 1
        paid = np.add.reduceat(last - first + 1, starts)
    is_open = last[ends] == OPEN_END
    return pd.DataFrame(
        {
            "patient_id": spells.patients.take(patient[starts]),
            "first_day": dates_of(first[starts]),
            "last_day": pd.Series(dates_of(last[ends])).mask(is_open),
            "paid_days": pd.Series(paid, dtype="Int64").mask(is_open),
        }
    )
