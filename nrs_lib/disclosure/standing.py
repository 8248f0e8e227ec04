"""How a cleared number stands to another: the one judgement that words and marks lean on."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.terms import CURVES, PARTS, Statistic
from nrs_lib.text.numbers import as_written

# What neither a measure nor a scale names is written as figures write it.
_DECIMALS = 1


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


def standing_written(low: float, high: float, reference: float, decimals: int) -> Standing:
    """Compare an interval with one number, each as readers see it.

    Of ``20–35`` beside ``20`` nobody can tell that the interval leaves the number out, and no
    sentence says so, whatever stands behind the last figure that is written.

    Parameters
    ----------
    low, high, reference
        In the unit that they are written in: per cent or percentage points for shares.
    decimals
        That they are written with.
    """
    if any(math.isnan(value) for value in (low, high, reference)):
        return Standing.UNKNOWN
    return standing_of(*(as_written(value, decimals) for value in (low, high, reference)))


def standing_from_zero(low: float, high: float, decimals: int) -> Standing:
    """Whether a change or difference is one, by its interval as readers see it."""
    return standing_written(low, high, 0.0, decimals)


def standing_beside(row: Any, reference: float) -> Standing:
    """Compare the interval of a cleared number with another of its kind, each as written.

    Parameters
    ----------
    row
        With ``measure``, ``statistic``, ``low`` and ``high``.
    reference
        In the row's own unit: from 0 to 1 beside a share.
    """
    times, decimals = _in_print(row.measure, row.statistic)
    # A share is written from its counts, so what is left of 0.285 times 100 must not turn a half.
    beside = round(times * reference, 9)
    return standing_written(times * row.low, times * row.high, beside, decimals)


def standing_to_limits(share: float, low: float, high: float) -> Standing:
    """On which side of its limits a share lies, from 0 to 1; alike within them.

    By whole per cent, as shares and limits are written: a mark on the very line is not outside
    it for a tenth that nobody can see.
    """
    found = standing_written(100 * low, 100 * high, 100 * share, 0)
    # Seen from the share, its limits lie beneath where it is above them.
    turned = {Standing.LOWER: Standing.HIGHER, Standing.HIGHER: Standing.LOWER}
    return turned.get(found, found)


def _in_print(code: str, statistic: str) -> tuple[int, int]:
    """How much larger a number is in print, and its decimals there."""
    known = read_measures().get(code)
    if statistic in (*PARTS, *CURVES) or (known and known.kind == Statistic.SHARE):
        return 100, 0
    if known:
        return 1, known.decimals
    return 1, scales()[code].decimals if code in scales() else _DECIMALS
