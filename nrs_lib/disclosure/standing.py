"""How a cleared number stands to another: the one judgement that words and marks lean on."""

from __future__ import annotations

import math
from enum import StrEnum

from nrs_lib.text.numbers import is_zero


class Standing(StrEnum):
    """Where a reference lies, seen from an interval."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "alike"
    UNKNOWN = "unknown"


def standing_of(low: float, high: float, reference: float) -> Standing:
    """Compare an interval with one number.

    Higher and lower are said only when the whole interval lies on one side; a number on the
    very limit is covered. A unit is itself part of the nation, so comparing it with the
    nation errs towards saying nothing. With any of the three missing nothing is known.
    """
    if any(math.isnan(value) for value in (low, high, reference)):
        return Standing.UNKNOWN
    if low > reference:
        return Standing.HIGHER
    return Standing.LOWER if high < reference else Standing.ALIKE


def standing_from_zero(low: float, high: float, decimals: int) -> Standing:
    """Whether a change or difference is one, by its interval as readers see it.

    An end that is written as 0 is 0: of ``−1,1 till 0,0`` nobody can tell that it leaves out
    zero, and no sentence says so.

    Parameters
    ----------
    low, high
        In the unit that they are written in: percentage points for shares.
    decimals
        That they are written with.
    """
    if any(math.isnan(value) for value in (low, high)):
        return Standing.UNKNOWN
    ends = [0.0 if is_zero(value, decimals) else value for value in (low, high)]
    return standing_of(*ends, 0.0)
