"""The covariance of coefficients from the residuals themselves.

Rows are those of a model of equal, independent residuals, as the model believes them to be:
a logistic model's by the root of their binomial weights, a mixed model's by the root of the
inverse of its own covariance. Other ways to take the root of what a cluster's residuals are
divided by are as right in the mean, and differ a little where the model has weights.

References
----------
White 1980, doi:10.2307/1912934; MacKinnon and White 1985, doi:10.1016/0304-4076(85)90158-7;
clusters Liang and Zeger 1986, doi:10.1093/biomet/73.1.13; CR2 and its degrees of freedom as
in Pustejovsky and Tipton 2018, doi:10.1080/07350015.2016.1247004.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nrs_lib.stats.robust.kinds import RobustKind

# What is left of a row or cluster of which the model leaves less than this is rounding.
NOTHING_LEFT = 1e-10


@dataclass(frozen=True, eq=False)
class Sandwich:
    """A robust covariance.

    Attributes
    ----------
    covariance
        Of the coefficients.
    alone
        Rows, or clusters, of which some column leaves nothing: their spread cannot be seen.
    parts
        What degrees of freedom need; CR2 only.
    """

    covariance: np.ndarray
    alone: int
    parts: ClusterParts | None = None


@dataclass(frozen=True, eq=False)
class ClusterParts:
    """Shares of the clusters in the variance of coefficients, in orthonormal columns.

    ``back`` turns weights of coefficients into weights of those columns; ``squares`` and
    ``crosses`` are clusters by columns by columns: Q'A²Q and Q'AQ of each cluster.
    """

    back: np.ndarray
    squares: np.ndarray
    crosses: np.ndarray

    def degrees_of_freedom(self, weights: np.ndarray) -> float:
        """Of the chi square with the mean and variance of a weighted sum's variance.

        As they are if the model's own covariance is right (Bell and McCaffrey's, by
        Satterthwaite).
        """
        turned = self.back.T @ weights
        own = turned @ self.squares @ turned
        sums = self.crosses @ turned
        products = np.diag(own) - sums @ sums.T
        spread = float((products**2).sum())
        return float(np.trace(products)) ** 2 / spread if spread > 0 else math.nan


def rows_sandwich(matrix: np.ndarray, residuals: np.ndarray, kind: RobustKind) -> Sandwich:
    """Of independent rows: HC0, HC1 or HC3."""
    q, back = _orthonormal(matrix)
    n, width = q.shape
    left = 1 - (q**2).sum(axis=1)
    alone = int((left < NOTHING_LEFT).sum())
    scores = q * residuals[:, None]
    if kind is RobustKind.HC3 and not alone:
        scores /= left[:, None]
    factor = n / (n - width) if kind is RobustKind.HC1 else 1.0
    return Sandwich(factor * back @ scores.T @ scores @ back.T, alone)


def cluster_sandwich(
    matrix: np.ndarray, residuals: np.ndarray, clusters: np.ndarray, kind: RobustKind
) -> Sandwich:
    """Of rows in clusters, numbered from 0: CR1 or CR2."""
    q, back = _orthonormal(matrix)
    n, width = q.shape
    sizes = np.bincount(clusters)
    order = np.argsort(clusters, kind="stable")
    scores, squares, crosses, alone = [], [], [], 0
    for own in np.split(order, np.cumsum(sizes)[:-1]):
        # Columns by columns: what the cluster's share of the design leaves of the columns.
        share, axes = np.linalg.eigh(q[own].T @ q[own])
        left = 1 - share
        alone += bool(left.min() < NOTHING_LEFT)
        grown = 1 / np.maximum(left, NOTHING_LEFT)
        root = np.sqrt(grown) if kind is RobustKind.CR2 else np.ones(width)
        scores.append(axes @ (root * (axes.T @ (q[own].T @ residuals[own]))))
        squares.append((axes * (share * grown)) @ axes.T)
        crosses.append((axes * (share * np.sqrt(grown))) @ axes.T)
    summed, groups = np.array(scores), len(sizes)
    covariance = back @ summed.T @ summed @ back.T
    if kind is RobustKind.CR1:
        return Sandwich(groups / (groups - 1) * (n - 1) / (n - width) * covariance, alone)
    return Sandwich(covariance, alone, ClusterParts(back, np.array(squares), np.array(crosses)))


def _orthonormal(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    q, r = np.linalg.qr(matrix)
    return q, np.linalg.inv(r)
