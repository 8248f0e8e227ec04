"""How probable it is that a unit belongs to the quarter of units with the highest values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nrs_lib.stats.units.joint import Joint
from nrs_lib.stats.units.shrinkage import Shrinkage

METHOD = "posterior_quarters"


@dataclass(frozen=True, eq=False)
class Quarters:
    """Probability of belonging to the outer quarters, one per unit.

    Attributes
    ----------
    highest, lowest
        From 0 to 1; over the units each sums to ``size``. Missing when all units are said to
        be alike.
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
    joint = shrinkage.joint
    if joint is None:
        none = np.full(units, np.nan)
        return Quarters(none, none.copy(), size)
    return Quarters(
        _outermost(joint, joint.above, size), _outermost(joint, 1 - joint.above, size), size
    )


def _outermost(joint: Joint, beyond: np.ndarray, size: int) -> np.ndarray:
    """Probability that fewer than ``size`` other units lie beyond a unit."""
    found = np.zeros(beyond.shape[1])
    for weight, density, others in zip(joint.weights, joint.density, beyond, strict=True):
        found += weight * np.sum(density * _few_beyond(others, size), axis=1)
    return found


def _few_beyond(beyond: np.ndarray, size: int) -> np.ndarray:
    """Units by points: probability that fewer than ``size`` of the others lie beyond.

    The numbers among the units before and after each one are worked out in two passes, and
    put together for each.
    """
    units, points = beyond.shape
    before = _passed(beyond, size)
    at_most = _passed(beyond[::-1], size)
    for number in range(1, size):
        at_most[:, number] += at_most[:, number - 1]
    after = at_most[::-1]
    found = np.zeros((units, points))
    for number in range(size):
        found += before[:, number] * after[:, size - 1 - number]
    return found


def _passed(beyond: np.ndarray, size: int) -> np.ndarray:
    """For each unit, probability of 0, 1, ... beyond among those that stand before it."""
    units, points = beyond.shape
    mass = np.zeros((units, size, points))
    mass[0, 0] = 1.0
    for unit in range(1, units):
        chance = beyond[unit - 1]
        mass[unit] = mass[unit - 1] * (1 - chance)
        mass[unit, 1:] += mass[unit - 1, :-1] * chance
    return mass
