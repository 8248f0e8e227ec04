"""The likelihood of yes and no in groups that share a normal intercept, by quadrature.

The integral over each group's intercept has no closed form. Its nodes are laid around the
mode of the integrand, in steps of its curvature there; one node is Laplace's approximation.

References
----------
Pinheiro and Bates 1995, doi:10.1080/10618600.1995.10474663; Liu and Pierce 1994,
doi:10.1093/biomet/81.3.624.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MOST_ROUNDS = 200
# Of the standardised intercept, where a round may end.
_STILL = 1e-11


@dataclass(frozen=True, eq=False)
class At:
    """The likelihood at one place.

    Attributes
    ----------
    value
        Log likelihood.
    gradient
        By coefficients, then by the standard deviation of the intercepts; exact derivatives
        of the quadrature, nodes moving along.
    modes, spreads
        Of each group's intercept given its answers, in standard deviations of the intercepts:
        where the integrand is highest, and one over the root of its curvature there.
    """

    value: float
    gradient: np.ndarray
    modes: np.ndarray
    spreads: np.ndarray


@dataclass(frozen=True, eq=False)
class Grouped:
    """Answers sorted by group.

    Attributes
    ----------
    signs
        1 for yes, -1 for no, one per row.
    matrix
        Rows by columns.
    starts
        First row of each group.
    sizes
        Rows of each group.
    """

    signs: np.ndarray
    matrix: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, outcome: np.ndarray, matrix: np.ndarray, groups: np.ndarray) -> Grouped:
        """Sort rows by group.

        Parameters
        ----------
        outcome
            0 or 1, one per row.
        groups
            0, 1, ... one per row; every number up to the largest occurs.
        """
        order = np.argsort(groups, kind="stable")
        sizes = np.bincount(groups)
        starts = np.r_[0, np.cumsum(sizes)[:-1]].astype("int64")
        return cls(2.0 * outcome[order] - 1, matrix[order], starts, sizes)

    def by_row(self, values: np.ndarray) -> np.ndarray:
        """One value per group, given to each of its rows."""
        return np.repeat(values, self.sizes)

    def by_group(self, values: np.ndarray) -> np.ndarray:
        """Sum of each group's rows."""
        return np.add.reduceat(values, self.starts)

    @property
    def are_alike(self) -> bool:
        """Whether within every group all answers are equal."""
        return bool((np.abs(self.by_group(self.signs)) == self.sizes).all())

    def answers(self, predictor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log probability of each answer at its log odds, and the answer less its probability."""
        signed = self.signs * predictor
        shrunk = np.exp(-np.abs(signed))
        logs = np.minimum(signed, 0.0) - np.log1p(shrunk)
        return logs, self.signs * np.where(signed >= 0, shrunk, 1.0) / (1 + shrunk)

    def modes(self, predictor: np.ndarray, sd: float, near: np.ndarray) -> np.ndarray:
        """Where each group's integrand is highest, in standard deviations of the intercepts.

        Newton's steps within brackets that hold the mode for certain: the integrand's
        logarithm is concave, and its slope lies between the ends that all answers being no
        and all being yes would give.
        """
        yes = self.by_group(self.signs > 0).astype("float64")
        ends = np.array([sd * (yes - self.sizes), sd * yes])
        low, high = ends.min(axis=0), ends.max(axis=0)
        effect = np.clip(near, low, high)
        for _ in range(MOST_ROUNDS):
            left = self.answers(predictor + self.by_row(sd * effect))[1]
            slope = sd * self.by_group(left) - effect
            curve = 1 + sd**2 * self.by_group(np.abs(left) * (1 - np.abs(left)))
            low, high = np.where(slope > 0, effect, low), np.where(slope > 0, high, effect)
            step = slope / curve
            tried = effect + step
            # A step onto an end leads back and forth between both.
            leaves = ((tried <= low) | (tried >= high)) & (np.abs(step) > _STILL)
            tried = np.where(leaves, (low + high) / 2, tried)
            moved, effect = float(np.abs(tried - effect).max()), tried
            if moved < _STILL:
                break
        return effect


@dataclass(frozen=True, eq=False)
class Quadrature:
    """Gauss and Hermite's rule for a number of points.

    Attributes
    ----------
    nodes
        In spreads of a group's integrand around its mode.
    log_weights
        Logarithms of the weights, with what makes the rule one for any integrand.
    """

    nodes: np.ndarray
    log_weights: np.ndarray

    @classmethod
    def of(cls, points: int) -> Quadrature:
        """The rule for one point or more."""
        nodes, weights = np.polynomial.hermite.hermgauss(points)
        return cls(math.sqrt(2) * nodes, nodes**2 + np.log(weights) - math.log(math.pi) / 2)

    def at(
        self, grouped: Grouped, coefficients: np.ndarray, sd: float, near: np.ndarray | None = None
    ) -> At:
        """Log likelihood and its slopes.

        Parameters
        ----------
        coefficients
            Log odds, one per column of the matrix.
        sd
            Standard deviation of the intercepts; the likelihood at a negative one is that at
            its opposite.
        near
            Modes of a place close by, from which to search for those here.
        """
        known = grouped.matrix @ coefficients
        start = np.zeros(len(grouped.sizes)) if near is None else near
        modes = grouped.modes(known, sd, start)
        left = grouped.answers(known + grouped.by_row(sd * modes))[1]
        weight = np.abs(left) * (1 - np.abs(left))
        curve = 1 + sd**2 * grouped.by_group(weight)
        spreads = 1 / np.sqrt(curve)
        effects = modes + spreads * self.nodes[:, None]
        logs = np.empty_like(effects)
        residuals = np.empty((len(self.nodes), len(known)))
        for place, effect in enumerate(effects):
            each, residuals[place] = grouped.answers(known + grouped.by_row(sd * effect))
            logs[place] = grouped.by_group(each) - effect**2 / 2
        logs += self.log_weights[:, None]
        highest = logs.max(axis=0)
        shares = np.exp(logs - highest)
        total = shares.sum(axis=0)
        shares /= total
        value = float(np.sum(highest + np.log(total) + np.log(spreads)))
        gradient = _gradient(
            grouped, sd, modes, spreads, (left, weight), (self.nodes, effects, shares, residuals)
        )
        return At(value, gradient, modes, spreads)


def _gradient(
    grouped: Grouped,
    sd: float,
    modes: np.ndarray,
    spreads: np.ndarray,
    at_modes: tuple[np.ndarray, np.ndarray],
    at_nodes: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> np.ndarray:
    """Slopes of the rule by coefficients and standard deviation.

    The integrand moves with them, and so do mode and curvature, and with these the nodes.
    """
    left, weight = at_modes
    nodes, effects, shares, residuals = at_nodes
    mean_residual, by_sd = np.zeros(len(left)), 0.0
    by_mode, by_spread = np.zeros(len(modes)), 1 / spreads
    for node, effect, share, residual in zip(nodes, effects, shares, residuals, strict=True):
        mean_residual += grouped.by_row(share) * residual
        sums = grouped.by_group(residual)
        by_sd += float(share @ (effect * sums))
        slope = share * (sd * sums - effect)
        by_mode += slope
        by_spread += slope * node
    skew = weight * (1 - 2 * np.where(grouped.signs > 0, 1 - left, -left))
    sum_skew, sum_weight = grouped.by_group(skew), grouped.by_group(weight)
    # Of the curvature, through the spread; then of the mode, also through the curvature.
    by_curve = -by_spread * spreads**3 / 2
    by_mode += by_curve * sd**3 * sum_skew
    mode_step = by_mode * spreads**2
    rows = (
        mean_residual
        + grouped.by_row(by_curve * sd**2) * skew
        - grouped.by_row(mode_step * sd) * weight
    )
    by_sd += float(by_curve @ (2 * sd * sum_weight + sd**2 * modes * sum_skew))
    by_sd += float(mode_step @ (grouped.by_group(left) - sd * modes * sum_weight))
    return np.append(grouped.matrix.T @ rows, by_sd)
