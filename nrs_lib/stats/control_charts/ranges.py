"""Spread of a series from its moving ranges: the steps between successive points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nrs_lib.errors import ParameterError
from nrs_lib.stats.control_charts.constants import d2, median_range, range_limit

AVERAGES = ("mean", "median")
SCREENINGS = ("none", "once")


@dataclass(frozen=True)
class RangeSpread:
    """What the moving ranges say of the spread.

    Attributes
    ----------
    sigma
        Standard deviation of points, in the points' unit; missing without ranges.
    average
        Mean or median of the ranges that count.
    n
        Ranges there are.
    left_out
        Ranges that were screened out as outlying.
    """

    sigma: float
    average: float
    n: int
    left_out: int


def moving_ranges(values: np.ndarray, follows: np.ndarray | None = None) -> np.ndarray:
    """Absolute steps from each point to the next.

    Parameters
    ----------
    values
        Points in order, none missing.
    follows
        For each point, whether it follows on the one before; a point that does not, and the
        first, makes no range. All follow when left out.

    Returns
    -------
    numpy.ndarray
        One range per point, missing where there is none.
    """
    found = np.full(len(values), np.nan)
    if len(values) > 1:
        found[1:] = np.abs(np.diff(values))
    if follows is not None:
        found[~np.asarray(follows, dtype=bool)] = np.nan
    return found


def spread_of_ranges(
    ranges: np.ndarray, *, average: str = "mean", screening: str = "none"
) -> RangeSpread:
    """Standard deviation of points from their moving ranges.

    Parameters
    ----------
    ranges
        Moving ranges of two; missing ones are left out.
    average
        ``mean``, divided by d2 = 1.128 (so limits are 3/d2 = 2.66 mean ranges away), or
        ``median``, divided by 0.954 (3.14 median ranges away), which one outlying range
        hardly moves.
    screening
        ``none``; or ``once``: ranges above their own upper limit (3.27 mean or 3.86 median
        ranges) are left out and the average is taken once more.

    References
    ----------
    Wheeler, Understanding Variation, 1993; Nelson 1982, doi:10.1080/00224065.1982.11978811.
    """
    for what, given, known in (
        ("average of ranges", average, AVERAGES),
        ("screening of ranges", screening, SCREENINGS),
    ):
        if given not in known:
            raise ParameterError(
                f"The {what} is unknown.", where=str(given), remedy=f"Use {' or '.join(known)}."
            )
    known = ranges[~np.isnan(ranges)]
    if len(known) == 0:
        return RangeSpread(math.nan, math.nan, 0, 0)
    of = np.mean if average == "mean" else np.median
    factor = d2(2) if average == "mean" else median_range()
    found = float(of(known))
    kept = known
    if screening == "once":
        kept = known[known <= range_limit() * found / factor]
        found = float(of(kept)) if len(kept) else found
    return RangeSpread(found / factor, found, len(known), len(known) - len(kept))
