"""How large the spread between units may be, and each unit's value given every size of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

_SPREADS = 151
_WIDEST = 6.0
_POINTS = 801
_REACH = 7.0


@dataclass(frozen=True, eq=False)
class Mixture:
    """Each unit's value as a mixture of normals, one for every size of the spread.

    Attributes
    ----------
    between, weights
        Standard deviations between units, and the probability of each.
    centres, spreads
        One row per standard deviation and one column per unit, in the values' unit.
    """

    between: np.ndarray
    weights: np.ndarray
    centres: np.ndarray
    spreads: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Posterior mean of each unit."""
        return self.weights @ self.centres

    @property
    def sd(self) -> np.ndarray:
        """Posterior standard deviation of each unit."""
        squares = self.weights @ (self.spreads**2 + self.centres**2)
        return np.sqrt(squares - self.mean**2)

    def density(self) -> tuple[np.ndarray, np.ndarray]:
        """A grid of values, and per unit the probability of each point of it."""
        grid = np.linspace(
            (self.centres - _REACH * self.spreads).min(),
            (self.centres + _REACH * self.spreads).max(),
            _POINTS,
        )
        edges = np.append((grid[1:] + grid[:-1]) / 2, np.inf)
        cumulated = self.cumulated(edges)
        return grid, np.diff(cumulated, axis=1, prepend=0.0)

    def cumulated(self, points: np.ndarray) -> np.ndarray:
        """Per unit, the probability of a value at most each point."""
        found = np.zeros((self.centres.shape[1], len(points)))
        for weight, centre, spread in zip(self.weights, self.centres, self.spreads, strict=True):
            # What a size of the spread adds to no printed decimal is left out.
            if weight > 1e-9:
                found += weight * ndtr((points - centre[:, None]) / spread[:, None])
        return found


def mixture(values: np.ndarray, variances: np.ndarray) -> Mixture:
    """Integrate over the spread between units, and over the common value.

    Every standard deviation between units is as likely beforehand as any other, up to far
    beyond what the values can bear; the restricted likelihood weighs them.

    Parameters
    ----------
    values, variances
        One per unit, and its error variance; at least three units.

    References
    ----------
    Gelman 2006, doi:10.1214/06-BA117A.
    """
    y, v = np.asarray(values, dtype="float64"), np.asarray(variances, dtype="float64")
    widest = _WIDEST * max(float(np.std(y, ddof=1)), float(np.sqrt(np.median(v))))
    tau2 = np.linspace(0, widest, _SPREADS)[:, None] ** 2
    precision = 1 / (v + tau2)
    total = precision.sum(axis=1, keepdims=True)
    common = (precision @ y)[:, None] / total
    logs = -0.5 * (
        np.log(v + tau2).sum(axis=1)
        + np.log(total[:, 0])
        + (precision * (y - common) ** 2).sum(axis=1)
    )
    weights = np.exp(logs - logs.max())
    # The ends of the range have half a step each.
    weights[[0, -1]] /= 2
    pull = v / (v + tau2)
    return Mixture(
        np.sqrt(tau2[:, 0]),
        weights / weights.sum(),
        pull * common + (1 - pull) * y,
        np.sqrt((1 - pull) * v + pull**2 / total),
    )
