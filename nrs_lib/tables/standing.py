"""How a number stands to the nation's: the only judgement that words may lean on."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """Where the nation's value lies, seen from a unit's interval."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "alike"
    UNKNOWN = "unknown"


def standing(row: Any, national: Any) -> Standing:
    """Compare a unit's interval with the national value.

    Higher and lower are said only when the whole interval lies on one side; a national
    value on the very limit is covered. The unit is itself part of the nation, so the
    comparison errs towards saying nothing.

    Parameters
    ----------
    row, national
        Rows of a cleared table, or None. Hidden or without interval: nothing is known.
    """
    if row is None or national is None or row.hidden or national.hidden:
        return Standing.UNKNOWN
    if any(math.isnan(value) for value in (row.low, row.high, national.estimate)):
        return Standing.UNKNOWN
    if row.low > national.estimate:
        return Standing.HIGHER
    return Standing.LOWER if row.high < national.estimate else Standing.ALIKE
