"""How a cleared number stands to another: the one judgement that words and marks lean on."""

from __future__ import annotations

import math
from enum import StrEnum


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
