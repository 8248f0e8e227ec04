"""Days at risk: those of a window on which sick leave could have been seen.

Somebody who has died, moved abroad, reached pension age or left the data has no net days
either, and without this denominator would look recovered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.sick_leave.spells import NO_DAY
from nrs_lib.contracts.pension_age import pension_starts
from nrs_lib.contracts.sick_leave import read_sick_leave
from nrs_lib.errors import DefinitionError

LIMITS = ("death", "emigration", "pension", "end_of_data")
"""Named in this order where two end the days at risk on the same day."""
_NEVER = np.iinfo("int64").max


@dataclass(frozen=True)
class AtRisk:
    """What is left of each window.

    Attributes
    ----------
    last
        Last day at risk (days from 1970-01-01); before the window's first day where none is.
    days
        Whole days at risk, 0 or more.
    cut_by
        What cut the window: a code in `LIMITS`, or empty text for a whole window.
    """

    last: np.ndarray
    days: np.ndarray
    cut_by: np.ndarray


def at_risk(first: np.ndarray, last: np.ndarray, limits: Mapping[str, np.ndarray]) -> AtRisk:
    """Cut windows at the first limit that falls into them.

    Parameters
    ----------
    first, last
        First and last day of each window, both included, in days from 1970-01-01.
    limits
        By code in `LIMITS`: the day of each window's person on which it happened, `NO_DAY`
        where it is not known to have happened. Whether that day is itself at risk stands in
        ``sick_leave.yaml``. A limit that is left out cuts nothing.

    Raises
    ------
    DefinitionError
        A limit is unknown.
    """
    unknown = sorted(set(limits) - set(LIMITS))
    if unknown:
        raise DefinitionError(
            "Unknown limits to the days at risk.",
            where=", ".join(unknown),
            remedy=f"Use {', '.join(LIMITS)}.",
        )
    rules = read_sick_leave().limits
    ends = np.full((len(LIMITS), len(first)), _NEVER)
    for row, code in enumerate(LIMITS):
        if code in limits:
            day = np.asarray(limits[code], dtype="int64")
            last_at_risk = day if rules[code].is_day_at_risk else day - 1
            ends[row] = np.where(day == NO_DAY, _NEVER, last_at_risk)
    earliest = ends.min(axis=0)
    is_cut = earliest < last
    cut_by = np.where(is_cut, np.array(LIMITS, dtype=object)[ends.argmin(axis=0)], "")
    end = np.minimum(last, earliest)
    return AtRisk(end, np.maximum(end - first + 1, 0), cut_by)


def earliest_birth(day: np.ndarray, age: np.ndarray) -> np.ndarray:
    """The earliest day on which somebody can be born who has an age on a day.

    Parameters
    ----------
    day
        datetime64[D].
    age
        Whole years; NaN where unknown.

    Returns
    -------
    numpy.ndarray
        datetime64[D]: the day after the one that would make them a year older.
    """
    day = np.asarray(day, dtype="datetime64[D]")
    age = np.asarray(age, dtype="float64")
    known = ~np.isnan(age) & ~np.isnat(day)
    month = day.astype("datetime64[M]")
    years = np.where(known, age, 0).astype("int64") + 1
    then = month - (12 * years).astype("timedelta64[M]")
    # The 29th of February has no birthday in most years; the month's last day is the nearest.
    last_of_month = (then + 1).astype("datetime64[D]") - 1
    same_day = then.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    born = np.minimum(same_day, last_of_month) + np.timedelta64(1, "D")
    born[~known] = np.datetime64("NaT", "D")
    return born


def pension_days(
    *,
    birth_date: pd.Series | None = None,
    birth_year: pd.Series | None = None,
    day: pd.Series | None = None,
    age: pd.Series | None = None,
) -> np.ndarray:
    """The day each person reaches pension age, from the best that is known of their birth.

    Parameters
    ----------
    birth_date, birth_year
        Used first and second where known.
    day, age
        Age in whole years on a day; used where neither date nor year is known.

    Returns
    -------
    numpy.ndarray
        Days from 1970-01-01, `NO_DAY` where nothing is known. From a year or an age it is
        the earliest possible day: days that may lie past pension age are never counted as
        days without sick leave.
    """
    given = [part for part in (birth_date, birth_year, day) if part is not None]
    n = len(given[0])
    born = np.full(n, "NaT", dtype="datetime64[D]")
    if age is not None:
        ages = age.to_numpy(dtype="float64", na_value=np.nan)
        born = earliest_birth(_dates(day), ages)
    if birth_year is not None:
        year = birth_year.to_numpy(dtype="float64", na_value=np.nan)
        known = ~np.isnan(year)
        born[known] = (year[known].astype("int64") - 1970).astype("datetime64[Y]")
    if birth_date is not None:
        dates = _dates(birth_date)
        born = np.where(np.isnat(dates), born, dates)
    return pension_starts(born).astype("int64")


def _dates(days: pd.Series) -> np.ndarray:
    return pd.to_datetime(days).to_numpy().astype("datetime64[D]")
