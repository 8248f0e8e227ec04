"""How probable it is that a unit belongs to the quarter of units with the highest values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nrs_lib.stats.units.poisson_binomial import distribution
from nrs_lib.stats.units.shrinkage import Shrinkage

METHOD = "posterior_quarters"


@dataclass(frozen=True, eq=False)
class Quarters:
    """Probability of belonging to the outer quarters, one per unit.

    Attributes
    ----------
    highest, lowest
        From 0 to 1; over the units each sums to ``size``. Missing when the units differ no
        more than by chance.
    size
        Units in a quarter.
    """

    highest: np.ndarray
    lowest: np.ndarray
    size: int


def quarters(shrinkage: Shrinkage) -> Quarters:
    """Integrate over the posteriors of all units at once.

    A place in an order hides how little is known of it; this probability does not. It is
    worked out without random draws, so that it is the same every time: with the unit at each
    possible value, the number of other units above it has a Poisson-binomial distribution.

    References
    ----------
    Goldstein and Spiegelhalter 1996, doi:10.2307/2983325, on orders and their uncertainty.
    """
    units = len(shrinkage.values)
    size = max(units // 4, 1)
    if shrinkage.tau == 0:
        none = np.full(units, np.nan)
        return Quarters(none, none.copy(), size)
    density = shrinkage.density
    above = 1 - np.cumsum(density, axis=1) + density / 2
    above = np.clip(above, 0, 1)
    highest, lowest = np.empty(units), np.empty(units)
    for unit in range(units):
        others = np.delete(above, unit, axis=0).T
        number_above = distribution(others)
        highest[unit] = density[unit] @ number_above[:, :size].sum(axis=1)
        lowest[unit] = density[unit] @ number_above[:, units - size :].sum(axis=1)
    return Quarters(highest, lowest, size)
