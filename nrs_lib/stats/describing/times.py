"""Times from a start to an event, for those who reached it and those who were only followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.errors import ParameterError

CENSORED = ""


@dataclass(frozen=True)
class Times:
    """Times of people, with what ended each.

    Attributes
    ----------
    time
        From start to end of observation, in the unit of the caller, never negative.
    cause
        The event that ended it; empty text where it was only the end of observation.
    kept
        Which of the people given are in `time` and `cause`, as a mask in their order.
    cautions
        How many were left out, and why.
    """

    time: np.ndarray
    cause: np.ndarray
    kept: np.ndarray
    cautions: tuple[Caution, ...] = ()


def times_of(time: object, cause: object, *, about: str = "") -> Times:
    """Check times and causes, and leave out who has none.

    Parameters
    ----------
    time
        One number per person; missing where it is not known.
    cause
        One per person: the event, empty text where there was none, or true and false.
        Missing where it is not known whether there was one.
    about
        What is timed, for the cautions.

    Returns
    -------
    Times
        Who lacks a time or its cause, or has a negative time, is left out and counted.

    Raises
    ------
    ParameterError
        The two have different lengths, or causes are numbers, whose meaning is not known.
    """
    # True and false beside a missing one come as objects, and would read as two events.
    ends = pd.Series(cause).reset_index(drop=True).convert_dtypes()
    given = pd.Series(time).reset_index(drop=True)
    if len(ends) != len(given):
        raise ParameterError(
            "Times and causes are of different people.",
            where=f"{about}: {len(given)} times, {len(ends)} causes",
            remedy="Give one of each per person, in the same order.",
        )
    is_bool = pd.api.types.is_bool_dtype(ends.dtype)
    if not is_bool and pd.api.types.is_numeric_dtype(ends.dtype) and ends.notna().any():
        raise ParameterError(
            "Causes are numbers.",
            where=about or "cause",
            remedy="Give the name of each event and empty text for none, or true and false.",
        )
    numbers = pd.to_numeric(given, errors="coerce").to_numpy("float64", na_value=np.nan)
    is_known = np.isfinite(numbers) & ends.notna().to_numpy()
    is_negative = is_known & (numbers < 0)
    kept = is_known & ~is_negative
    if is_bool:
        names = np.where(ends.fillna(False).astype(bool), "event", CENSORED)[kept]
    else:
        names = ends[kept].astype("str").to_numpy(dtype="object")
    counts = {"times_missing": ~is_known, "times_negative": is_negative}
    said = tuple(
        Caution.of(code, about, n=int(where.sum()), total=len(numbers))
        for code, where in counts.items()
        if where.any()
    )
    return Times(numbers[kept], np.asarray(names, dtype="object"), kept, said)


def days_until(
    start: pd.Series,
    events: Mapping[str, pd.Series],
    *,
    until: object,
    about: str = "",
) -> Times:
    """Days from a date to the first of several events, or to the end of observation.

    Parameters
    ----------
    start
        Date from which each person is followed; missing is left out and counted.
    events
        Date of each event by name; missing where it has not happened. The first in the
        mapping counts where two fall on the same day.
    until
        Last date observed: one for all (the day of the extract), or one per person. An
        event after it has not been observed, and counts as not having happened.
    about
        What is timed, for the cautions.

    Returns
    -------
    Times
        In days.

    Notes
    -----
    An event dated before the start is an error in the dates: the person is left out and
    counted, not taken as having had it at once.
    """
    begun = pd.to_datetime(start).reset_index(drop=True)
    last = pd.Series(pd.to_datetime(until), index=begun.index) if np.ndim(until) == 0 else until
    last = pd.to_datetime(pd.Series(last).reset_index(drop=True))
    end, cause = last.copy(), pd.Series(CENSORED, index=begun.index, dtype="object")
    for name, dates in events.items():
        day = pd.to_datetime(dates).reset_index(drop=True)
        # Strictly before the end so far, or on the last day observed with nothing yet.
        comes = ((day < end) | ((day == end) & (cause == CENSORED))).fillna(False)
        end, cause = end.mask(comes, day), cause.mask(comes, name)
    return times_of((end - begun).dt.days, cause, about=about)
