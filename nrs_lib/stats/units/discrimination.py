"""How well expected probabilities put those with the outcome above those without."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate

METHOD = "c_statistic_delong"


def c_statistic(
    outcome: np.ndarray, expected: np.ndarray, *, confidence: float | None = None
) -> Estimate:
    """Probability that somebody with the outcome was given more than somebody without.

    Parameters
    ----------
    outcome
        0 or 1, none missing.
    expected
        Any number that rises with the outcome's probability; ties count half.

    Returns
    -------
    Estimate
        0.5 for no discrimination, with DeLong's interval held within 0 and 1; missing when
        all outcomes are equal.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    is_event = np.asarray(outcome, dtype=bool)
    with_it, without = np.sort(expected[is_event]), np.sort(expected[~is_event])
    n = len(is_event)
    if not len(with_it) or not len(without):
        return Estimate(math.nan, math.nan, math.nan, n, METHOD)
    above = _part_below(without, expected[is_event])
    below = 1 - _part_below(with_it, expected[~is_event])
    c = float(above.mean())
    if min(len(with_it), len(without)) < 2:
        return Estimate(c, math.nan, math.nan, n, METHOD)
    error = math.sqrt(above.var(ddof=1) / len(with_it) + below.var(ddof=1) / len(without))
    half = float(ndtri(0.5 + level / 2)) * error
    return Estimate(c, max(c - half, 0.0), min(c + half, 1.0), n, METHOD, se=error)


def _part_below(ordered: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Part of some numbers below each value, equal ones by half."""
    first = np.searchsorted(ordered, values, side="left")
    last = np.searchsorted(ordered, values, side="right")
    return (first + last) / (2 * len(ordered))
