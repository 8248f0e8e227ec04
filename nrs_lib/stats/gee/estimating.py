"""Generalised estimating equations solved: arrays, before any interval.

With one correlation among all answers of a cluster, the inverse of its working covariance is
known in closed form, so that all clusters are summed at once, whatever their sizes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import expit

MOST_ROUNDS = 100
# Of the coefficients' naive standard errors, by which a last round may still move them.
STILL = 1e-10


class Family(StrEnum):
    """What is modelled: the mean of a number, or the log odds of yes."""

    LINEAR = "linear"
    LOGISTIC = "logistic"


class Working(StrEnum):
    """What is assumed of answers of one cluster: nothing in common, or all alike related.

    Estimates and robust standard errors are right in many clusters even where it is wrong.
    """

    INDEPENDENCE = "independence"
    EXCHANGEABLE = "exchangeable"


@dataclass(frozen=True, eq=False)
class Solution:
    """Solved equations.

    Attributes
    ----------
    effects
        One per column.
    naive
        Covariance if the working covariance is the true one.
    robust
        Sandwich covariance, without correction for few clusters.
    corrected
        Bias-reduced covariance of Mancl and DeRouen.
    correlation
        Among answers of one cluster; 0 under independence.
    scale
        Mean square of Pearson's residuals.
    has_converged, is_impossible
        Whether the rounds arrived, and whether the correlation is below what clusters of
        their sizes can have.
    """

    effects: np.ndarray
    naive: np.ndarray
    robust: np.ndarray
    corrected: np.ndarray
    correlation: float
    scale: float
    has_converged: bool = True
    is_impossible: bool = False


def no_solution(columns: int, **why: bool) -> Solution:
    """A solution whose numbers are all missing."""
    square = np.full((columns, columns), math.nan)
    return Solution(np.full(columns, math.nan), square, square, square, math.nan, math.nan, **why)


def solve(
    outcome: np.ndarray,
    matrix: np.ndarray,
    clusters: np.ndarray,
    *,
    family: Family,
    working: Working,
    start: np.ndarray,
    most_rounds: int = MOST_ROUNDS,
) -> Solution:
    """Solve the equations by Fisher scoring, the correlation by moments in every round.

    The scale is the mean square of Pearson's residuals, the correlation the mean product of
    all pairs within clusters over it; neither is divided by fewer than there are, as the
    number of coefficients vanishes beside them.

    Parameters
    ----------
    outcome, matrix
        One per row, and rows by columns of full rank; no missing values.
    clusters
        0, 1, ... one per row; every number up to the largest occurs.
    start
        Coefficients under independence.

    References
    ----------
    Liang and Zeger 1986, doi:10.1093/biomet/73.1.13; Mancl and DeRouen 2001,
    doi:10.1111/j.0006-341X.2001.00126.x.
    """
    order = np.argsort(clusters, kind="stable")
    sizes = np.bincount(clusters)
    starts = np.r_[0, np.cumsum(sizes)[:-1]].astype("int64")
    # Sums of squares lose their digits in columns far from zero, not in orthonormal ones.
    columns, turn = np.linalg.qr(matrix)
    columns, y, effects = columns[order], outcome[order], turn @ start
    lowest = -1 / max(int(sizes.max()) - 1, 1)
    has_converged = False
    for _ in range(most_rounds):
        root, residuals = _standardised(y, columns @ effects, family)
        scale = float(residuals @ residuals) / len(y)
        correlation = 0.0
        if working is Working.EXCHANGEABLE:
            correlation = _correlation(residuals, starts, sizes, scale)
            if correlation <= lowest:
                return no_solution(len(start), is_impossible=True)
        scaled = columns * root[:, None]
        whitened = _inverse_times(scaled, correlation, starts, sizes)
        bread = scaled.T @ whitened
        step = np.linalg.solve(bread, whitened.T @ residuals)
        if not np.isfinite(step).all():
            break
        effects = effects + step
        if step @ bread @ step <= (STILL**2) * scale:
            has_converged = True
            break
    if not has_converged:
        return no_solution(len(start), has_converged=False)
    root, residuals = _standardised(y, columns @ effects, family)
    scale = float(residuals @ residuals) / len(y)
    scaled = columns * root[:, None]
    whitened = _inverse_times(scaled, correlation, starts, sizes)
    bread = scaled.T @ whitened
    scores = np.add.reduceat(whitened * residuals[:, None], starts)
    back, inverse = np.linalg.inv(turn), np.linalg.inv(bread)
    taken = _leverages(scaled, correlation, starts, sizes)
    # A cluster's residuals divided by one less its leverage, seen in its score alone.
    grown = np.linalg.solve(bread[None] - taken, scores[:, :, None])[:, :, 0]
    robust = inverse @ (scores.T @ scores) @ inverse
    return Solution(
        back @ effects,
        scale * back @ inverse @ back.T,
        back @ robust @ back.T,
        back @ (grown.T @ grown) @ back.T,
        correlation,
        scale,
    )


def _standardised(
    y: np.ndarray, predictor: np.ndarray, family: Family
) -> tuple[np.ndarray, np.ndarray]:
    """Root of the variance function, which is also the slope's, and Pearson's residuals."""
    if family is Family.LINEAR:
        return np.ones(len(y)), y - predictor
    fitted = expit(predictor)
    root = np.sqrt(np.maximum(fitted * (1 - fitted), np.finfo(float).tiny))
    return root, (y - fitted) / root


def _correlation(
    residuals: np.ndarray, starts: np.ndarray, sizes: np.ndarray, scale: float
) -> float:
    pairs = float((sizes * (sizes - 1)).sum())
    if not pairs or scale == 0:
        return 0.0
    sums = np.add.reduceat(residuals, starts)
    return float(sums @ sums - residuals @ residuals) / pairs / scale


def _shrinking(correlation: float, sizes: np.ndarray) -> np.ndarray:
    return correlation / (1 + (sizes - 1) * correlation)


def _inverse_times(
    columns: np.ndarray, correlation: float, starts: np.ndarray, sizes: np.ndarray
) -> np.ndarray:
    """Inverse of each cluster's correlation matrix, times its rows."""
    taken = np.add.reduceat(columns, starts) * _shrinking(correlation, sizes)[:, None]
    return (columns - np.repeat(taken, sizes, axis=0)) / (1 - correlation)


def _leverages(
    scaled: np.ndarray, correlation: float, starts: np.ndarray, sizes: np.ndarray
) -> np.ndarray:
    """Each cluster's part of the bread: clusters by columns by columns."""
    k = scaled.shape[1]
    squares = np.add.reduceat((scaled[:, :, None] * scaled[:, None, :]).reshape(-1, k * k), starts)
    sums = np.add.reduceat(scaled, starts)
    outer = sums[:, :, None] * sums[:, None, :] * _shrinking(correlation, sizes)[:, None, None]
    return (squares.reshape(-1, k, k) - outer) / (1 - correlation)
