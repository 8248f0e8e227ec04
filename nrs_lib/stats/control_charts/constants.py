"""Factors that turn ranges and standard deviations of normal samples into a spread.

They are computed from the normal distribution, not typed from a table, so that they exist
for every sample size and carry no rounding.

References
----------
Montgomery, Introduction to Statistical Quality Control, appendix VI; the moments of the
range are those of Tippett 1925, doi:10.1093/biomet/17.3-4.364.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.special import gammaln, ndtr, ndtri

from nrs_lib.errors import ParameterError

# Beyond nine standard deviations a normal sample adds less than rounding to any moment.
_REACH = 9.0
_NODES = 160


def _sample_size(n: int) -> int:
    if n < 2 or int(n) != n:
        raise ParameterError(
            "A sample of fewer than two values has no spread.",
            where="sample size",
            remedy="Give a whole number of at least 2.",
        )
    return int(n)


def c4(n: int | np.ndarray) -> np.ndarray | float:
    """Mean of the sample standard deviation over the true one, in normal samples of n.

    Missing for fewer than two values.

    Parameters
    ----------
    n
        One sample size or an array of them.
    """
    size = np.asarray(n, dtype="float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.sqrt(2 / (size - 1)) * np.exp(gammaln(size / 2) - gammaln((size - 1) / 2))
    found = np.where(size >= 2, ratio, np.nan)
    return float(found) if np.ndim(n) == 0 else found


@cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(_NODES)


@cache
def d2(n: int) -> float:
    """Mean of the range over the standard deviation, in normal samples of n.

    >>> round(d2(2), 6)
    1.128379
    """
    n = _sample_size(n)
    at, weight = _nodes()
    below = ndtr(_REACH * at)
    return float(_REACH * np.sum(weight * (1 - below**n - (1 - below) ** n)))


@cache
def d3(n: int) -> float:
    """Standard deviation of the range over that of the values, in normal samples of n.

    >>> round(d3(2), 6)
    0.852502
    """
    n = _sample_size(n)
    at, weight = _nodes()
    low = _REACH * at[:, None]
    # For each lower end the upper one runs from there to the far end.
    high = low + (_REACH - low) * (at[None, :] + 1) / 2
    below_low, below_high = ndtr(low), ndtr(high)
    inside = 1 - below_high**n - (1 - below_low) ** n + (below_high - below_low) ** n
    square = 2 * _REACH * np.sum(weight[:, None] * weight[None, :] * inside * (_REACH - low) / 2)
    return math.sqrt(float(square) - d2(n) ** 2)


def median_range() -> float:
    """Median of the range of two normal values over their standard deviation."""
    return math.sqrt(2) * float(ndtri(0.75))


def range_limit(n: int = 2) -> float:
    """Upper three-sigma limit of ranges over the standard deviation of the values (D2)."""
    return d2(n) + 3 * d3(n)


def a3(n: int | np.ndarray) -> np.ndarray | float:
    """Three standard errors of a mean of n, per mean standard deviation."""
    return 3 / (c4(n) * np.sqrt(n))


def b3(n: int | np.ndarray) -> np.ndarray | float:
    """Lower three-sigma limit of standard deviations, per mean standard deviation."""
    found = np.maximum(0.0, 1 - 3 * np.sqrt(1 - np.square(c4(n))) / c4(n))
    return float(found) if np.ndim(n) == 0 else found


def b4(n: int | np.ndarray) -> np.ndarray | float:
    """Upper three-sigma limit of standard deviations, per mean standard deviation."""
    return 1 + 3 * np.sqrt(1 - np.square(c4(n))) / c4(n)
