"""Means and medians with their intervals."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from functools import cache

import numpy as np
from scipy.special import bdtr, stdtrit


def mean_interval(
    values: np.ndarray, *, confidence: float = 0.95
) -> tuple[float, float, float, float]:
    """Mean, standard deviation and t interval.

    Parameters
    ----------
    values
        Numbers without missing ones.

    Returns
    -------
    tuple
        Mean, sample standard deviation, lower and upper limit, in the values' unit. With
        one value only the mean exists; with none nothing does.
    """
    n = len(values)
    if n == 0:
        return math.nan, math.nan, math.nan, math.nan
    mean = float(np.mean(values))
    if n == 1:
        return mean, math.nan, math.nan, math.nan
    sd = float(np.std(values, ddof=1))
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * sd / math.sqrt(n)
    return mean, sd, mean - half, mean + half


def median_interval(values: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Median and its distribution-free interval from order statistics.

    Returns
    -------
    tuple
        Median, lower and upper limit. Where no pair of values reaches the confidence
        (fewer than six values at 95 %), the limits are missing.

    References
    ----------
    Hahn and Meeker 1991, section 5.2, doi:10.1002/9780470316771; the median is of type 7
    (Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566).
    """
    ordered = np.sort(values)
    n = len(ordered)
    if n == 0:
        return math.nan, math.nan, math.nan
    median = float(np.median(ordered))
    rank = median_rank(n, confidence=confidence)
    if rank == 0:
        return median, math.nan, math.nan
    return median, float(ordered[rank - 1]), float(ordered[n - rank])


@cache
def median_rank(n: int, *, confidence: float = 0.95) -> int:
    """Rank, from 1, of the value that is the lower limit of a median's interval.

    As many people less one lie beyond each limit. 0 where no pair of values reaches the
    confidence.
    """
    return quantile_ranks(n, 0.5, confidence=confidence)[0]


def quantile_ranks(n: int, p: float, *, confidence: float = 0.95) -> tuple[int, int]:
    """Ranks, from 1, of the values that are the limits of a quantile's interval.

    Each tail holds at most half of what confidence leaves over; 0 and n + 1 where no value
    reaches so far.
    """
    tail = (1 - confidence) / 2

    def at_most(k: int) -> float:
        """How probable it is that at most k of n values lie below the true quantile."""
        return bdtr(k, n, p)

    low = bisect_right(range(n), tail, key=at_most)
    return low, bisect_left(range(n), 1 - tail, key=at_most) + 1
