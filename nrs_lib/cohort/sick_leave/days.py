"""Days of sick leave between any two days, from one sweep over the edges of all periods.

Between two neighbouring edges a patient's extent does not change. So the days before each
edge are added up once, and the days of a window are the difference of two look-ups; nothing
is done per day or per patient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nrs_lib.cohort.sick_leave.spells import QUARTERS, Spells

# One number for patient and day: days between the years 0 and 9999 fit twice over.
_SPAN = 2**23
_SHIFT = 2**22


def _sum_capped(running: np.ndarray) -> np.ndarray:
    return np.minimum(running @ np.arange(1, QUARTERS + 1), QUARTERS)


def _largest(running: np.ndarray) -> np.ndarray:
    return ((running > 0) * np.arange(1, QUARTERS + 1)).max(axis=1)


OVERLAPS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = MappingProxyType(
    {"sum_capped": _sum_capped, "largest": _largest}
)
"""Quarters of full time on a day, from how many periods of each extent run on it."""


def place_of(patient: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Patient and day as one number that sorts by patient, then day."""
    return patient * _SPAN + (day + _SHIFT)


def day_of(place: np.ndarray) -> np.ndarray:
    """The day of a place."""
    return place % _SPAN - _SHIFT


def patient_of(place: np.ndarray) -> np.ndarray:
    """The patient of a place."""
    return place // _SPAN


@dataclass(frozen=True)
class Steps:
    """How much of full time each patient is on benefit, as steps in time.

    Attributes
    ----------
    place
        Where a step begins, ascending: patient and day in one number (`place_of`).
    level
        Quarters of full time from that day until the next place; 0 after a patient's last.
    area
        Quarter-days added up before each place, over all patients before it.
    """

    place: np.ndarray
    level: np.ndarray
    area: np.ndarray

    def at_least(self, quarters: int) -> Steps:
        """Days with at least so much, each counted as one."""
        return _steps(self.place, (self.level >= quarters).astype("int64"))

    def within(self, patient: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Sum of the levels of all days from first to last, both included.

        Patients are positions in `Spells.patients`; -1 is somebody without a period. A
        stretch whose last day comes before its first has no days.
        """
        before = self._before(place_of(patient, np.minimum(first, last + 1)))
        return self._before(place_of(patient, last + 1)) - before

    def _before(self, place: np.ndarray) -> np.ndarray:
        if not len(self.place):
            return np.zeros(len(place), dtype="int64")
        step = np.searchsorted(self.place, place, side="right") - 1
        found = np.maximum(step, 0)
        # Past a patient's last edge the level is 0, so the gap to the next patient adds nothing.
        area = self.area[found] + self.level[found] * (place - self.place[found])
        return np.where(step < 0, 0, area)


def _steps(place: np.ndarray, level: np.ndarray) -> Steps:
    width = np.diff(place, append=place[-1:])
    area = np.concatenate([[0], np.cumsum(level * width)[:-1]]) if len(place) else level
    return Steps(place, level, area.astype("int64"))


def steps(spells: Spells, *, overlap: str) -> Steps:
    """Sweep over the edges of all periods.

    Parameters
    ----------
    spells
        The periods.
    overlap
        Key in `OVERLAPS`: what a day counts on which several periods run.
    """
    edges = np.concatenate(
        [place_of(spells.patient, spells.first), place_of(spells.patient, spells.last + 1)]
    )
    change = np.zeros((len(edges), QUARTERS), dtype="int64")
    rows = np.arange(len(spells))
    change[rows, spells.quarters - 1] = 1
    change[rows + len(spells), spells.quarters - 1] = -1
    order = np.argsort(edges, kind="stable")
    place, starts = np.unique(edges[order], return_index=True)
    if not len(place):
        return _steps(place, place)
    running = np.cumsum(np.add.reduceat(change[order], starts, axis=0), axis=0)
    return _steps(place, OVERLAPS[overlap](running))


@dataclass(frozen=True)
class Runs:
    """Unbroken stretches of days, by patient and time.

    ``first`` and ``last`` are places of the first and last day, both included.
    """

    first: np.ndarray
    last: np.ndarray


def runs(found: Steps) -> Runs:
    """Unbroken stretches of days with any level; back-to-back periods are one stretch."""
    on = found.level > 0
    was_on = np.concatenate([[False], on[:-1]])
    return Runs(found.place[on & ~was_on], found.place[was_on & ~on] - 1)


def longest_run(
    stretches: Runs, patient: np.ndarray, first: np.ndarray, last: np.ndarray, *, inside: bool
) -> np.ndarray:
    """Days of the longest run that touches each window.

    Parameters
    ----------
    patient, first, last
        One entry per window, as in `Steps.within`.
    inside
        Count only the run's days inside the window; otherwise all its days.

    Returns
    -------
    numpy.ndarray
        Whole days; 0 where no run touches the window or the window has no days.
    """
    from_place, to_place = place_of(patient, first), place_of(patient, last)
    low = np.searchsorted(stretches.last, from_place, side="left")
    high = np.searchsorted(stretches.first, to_place, side="right")
    count = np.where(last >= first, np.maximum(high - low, 0), 0)
    longest = np.zeros(len(count), dtype="int64")
    total = int(count.sum())
    if total == 0:
        return longest
    window = np.repeat(np.arange(len(count)), count)
    run = np.arange(total) - np.repeat(np.cumsum(count) - count, count) + low[window]
    begin, end = stretches.first[run], stretches.last[run]
    if inside:
        begin, end = np.maximum(begin, from_place[window]), np.minimum(end, to_place[window])
    np.maximum.at(longest, window, end - begin + 1)
    return longest
