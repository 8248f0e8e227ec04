"""Degrees of freedom of a contrast in a linear mixed model.

The variance of a contrast is itself estimated. Its degrees of freedom are those of the chi
square with the same mean and variance: twice the squared variance over the variance of the
variance, from its slope in the variance parameters and their asymptotic covariance. A
parameter on the boundary is held there.

References
----------
Giesbrecht and Burns 1985, doi:10.2307/2530872; several contrasts at once Fai and Cornelius
1996, doi:10.1080/00949659608811740; as in Kuznetsova, Brockhoff and Christensen 2017,
doi:10.18637/jss.v082.i13.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from nrs_lib.stats.mixed.fit import Fit

RANK_BELOW = 1e-8


def degrees_of_freedom(fit: Fit, weights: np.ndarray) -> float:
    """Degrees of freedom of one weighted sum of fixed effects; missing for an unfitted model."""
    variance = float(weights @ fit.covariance @ weights)
    slope = np.array([weights @ one @ weights for one in fit.slopes])
    spread = float(slope @ fit.parameter_covariance @ slope) if len(slope) else math.nan
    return 2 * variance**2 / spread if spread > 0 else math.nan


@dataclass(frozen=True)
class JointTest:
    """F test that several weighted sums of coefficients are zero together.

    Attributes
    ----------
    names
        Coefficients, or what was tested.
    statistic, numerator_df, denominator_df, p
        Missing where the model is refused.
    """

    names: tuple[str, ...]
    statistic: float
    numerator_df: int
    denominator_df: float
    p: float


def joint_f(fit: Fit, weights: np.ndarray, names: tuple[str, ...]) -> JointTest:
    """Test several weighted sums of fixed effects together.

    Parameters
    ----------
    weights
        Sums by coefficients. Sums that follow from the others add no degree of freedom.
    """
    covariance = weights @ fit.covariance @ weights.T
    if np.isnan(covariance).any():
        return JointTest(names, math.nan, len(weights), math.nan, math.nan)
    lengths, axes = np.linalg.eigh(covariance)
    kept = lengths > RANK_BELOW * lengths.max()
    rank = int(kept.sum())
    turned = axes.T[kept] @ weights
    statistic = float(((turned @ fit.effects) ** 2 / lengths[kept]).sum() / rank)
    each = np.array([degrees_of_freedom(fit, one) for one in turned])
    df = _pooled(each)
    return JointTest(names, statistic, rank, df, float(fdtrc(rank, df, statistic)))


def _pooled(each: np.ndarray) -> float:
    """Degrees of freedom of the F whose mean is that of the sum of squared t's."""
    if np.ptp(each) < 1e-8:
        return float(each.mean())
    if each.min() <= 2:
        return 2.0
    mean = float((each / (each - 2)).sum())
    return 2 * mean / (mean - len(each))
