"""Where all units' true values lie together, for several sizes of the spread between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

_POINTS = 401
_REACH = 6.0
_SPREADS = 16
# Gauss-Hermite points and weights of a standard normal, exact up to the fifth power.
_NODES, _NODE_WEIGHTS = np.array([-(3**0.5), 0.0, 3**0.5]), np.array([1, 4, 1]) / 6


@dataclass(frozen=True, eq=False)
class Joint:
    """Posteriors that are independent between units within each layer.

    A layer is one size of the spread between units and one common value. What is not known
    of these two moves all units at once, so units must not be compared as if each had its
    own share of it.

    Attributes
    ----------
    weights
        Probability of each layer.
    density
        Layers by units by points: probability of each point, summing to 1 over the points.
    above
        Layers by units by points: probability of a value above the point.
    """

    weights: np.ndarray
    density: np.ndarray
    above: np.ndarray


def likely_spreads(spreads: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Equally probable sizes of the spread, from a distribution over a grid of them."""
    middle = np.cumsum(weights) - weights / 2
    return np.interp((np.arange(_SPREADS) + 0.5) / _SPREADS, middle, spreads)


def normal_joint(values: np.ndarray, variances: np.ndarray, spreads: np.ndarray) -> Joint:
    """All units' means together.

    Parameters
    ----------
    values, variances
        One per unit, and its error variance.
    spreads
        Equally probable standard deviations between units, above 0.
    """
    centres, widths, weights = [], [], []
    for spread in spreads:
        precision = 1 / (variances + spread**2)
        common = precision @ values / precision.sum()
        pull = variances * precision
        for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
            moved = common + node / np.sqrt(precision.sum())
            centres.append(pull * moved + (1 - pull) * values)
            widths.append(np.sqrt((1 - pull) * variances))
            weights.append(weight / len(spreads))
    centre, width = np.array(centres)[:, :, None], np.array(widths)[:, :, None]
    low = (centre - _REACH * width).min(axis=1, keepdims=True)
    high = (centre + _REACH * width).max(axis=1, keepdims=True)
    points = low + (high - low) * np.linspace(0, 1, _POINTS)
    scaled = (points - centre) / width
    density = np.exp(-(scaled**2) / 2)
    return Joint(np.array(weights), density / density.sum(axis=2, keepdims=True), ndtr(-scaled))


def logit_joint(
    grid: np.ndarray,
    log_likelihood: np.ndarray,
    spreads: np.ndarray,
    common: np.ndarray,
    errors: np.ndarray,
) -> Joint:
    """All units' effects on log odds together.

    Parameters
    ----------
    grid, log_likelihood
        Effects on an even grid, and the log likelihood of each unit over it.
    spreads
        Equally probable standard deviations between units, above 0.
    common, errors
        Common effect given each of them, and its standard error.
    """
    densities, above, weights = [], [], []
    for spread, centre, error in zip(spreads, common, errors, strict=True):
        nodes = zip(_NODES, _NODE_WEIGHTS, strict=True) if error else ((0.0, 1.0),)
        for node, weight in nodes:
            moved = centre + node * error
            points = moved + spread * np.linspace(-_REACH, _REACH, _POINTS)
            logs = np.array([np.interp(points, grid, one) for one in log_likelihood])
            logs -= (points - moved) ** 2 / (2 * spread**2)
            mass = np.exp(logs - logs.max(axis=1, keepdims=True))
            mass /= mass.sum(axis=1, keepdims=True)
            densities.append(mass)
            above.append(np.clip(1 - np.cumsum(mass, axis=1) + mass / 2, 0, 1))
            weights.append(weight / len(spreads))
    return Joint(np.array(weights), np.array(densities), np.array(above))
