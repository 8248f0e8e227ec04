"""The difference between the medians of two groups of different people."""

from __future__ import annotations

import math

Limits = tuple[float, float, float]


def median_difference(first: Limits, second: Limits) -> Limits:
    """First minus second, with an interval from the interval of each (MOVER).

    Parameters
    ----------
    first, second
        Estimate, low and high of each group.

    Returns
    -------
    tuple
        Estimate, low and high. Where a group has no interval the difference has none (NaN).

    References
    ----------
    Zou and Donner 2008, doi:10.1002/sim.3095.
    """
    (one, one_low, one_high), (two, two_low, two_high) = first, second
    apart = one - two
    return (
        apart,
        apart - math.hypot(one - one_low, two_high - two),
        apart + math.hypot(one_high - one, two - two_low),
    )
