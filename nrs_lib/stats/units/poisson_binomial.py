"""How many of a unit's patients reach an outcome when each has a probability of their own."""

from __future__ import annotations

import numpy as np


def distribution(probabilities: np.ndarray) -> np.ndarray:
    """Exact distribution of the number of ones among independent trials.

    Trials are added one at a time, which only adds and multiplies what is not negative, so
    far tails keep their relative precision. Rows of several units are worked out together;
    fill shorter rows up with probabilities of 0, which change nothing.

    Parameters
    ----------
    probabilities
        From 0 to 1; trials along the last axis, units along any before it.

    Returns
    -------
    numpy.ndarray
        The same axes, the last one longer by one: probability of 0, 1, ... ones.

    References
    ----------
    Wang 1993, Statistica Sinica 3, 295-312; Hong 2013, doi:10.1016/j.csda.2012.10.006.
    """
    p = np.asarray(probabilities, dtype="float64")
    n = p.shape[-1]
    mass = np.zeros((*p.shape[:-1], n + 1))
    mass[..., 0] = 1.0
    rest = 1 - p
    for trial in range(n):
        reached = mass[..., : trial + 1] * p[..., trial, None]
        mass[..., : trial + 1] *= rest[..., trial, None]
        mass[..., 1 : trial + 2] += reached
    return mass


def mid_tails(mass: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper mid-p tail of an observed number.

    Half the probability of the number itself counts in each tail, so that the two sum to 1
    and neither is larger than chance on average.

    Parameters
    ----------
    mass
        From `distribution`: numbers along the last axis, units before it.
    count
        Observed number, one per unit.

    References
    ----------
    Lancaster 1961, doi:10.1080/01621459.1961.10482105.
    """
    mass = np.asarray(mass, dtype="float64")
    here = np.asarray(count)[..., None]
    place = np.arange(mass.shape[-1])
    itself = np.sum(mass * (place == here), axis=-1)
    below = np.sum(mass * (place < here), axis=-1)
    above = np.sum(mass * (place > here), axis=-1)
    return below + itself / 2, above + itself / 2
