"""Units' effects on log odds when neither their common value nor their spread is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

# Log odds. A standard deviation of three would make odds differ twentyfold between units.
_WIDEST = 3.0
_SPREADS = 61
_COMMON = 25
_POINTS = 1201
_REACH = 5.0


@dataclass(frozen=True, eq=False)
class LogitPosterior:
    """Posterior of each unit's effect, and of the spread between units.

    Attributes
    ----------
    grid, density
        Effects on an even grid, and one row per unit that sums to 1 over it.
    log_likelihood
        Of each unit over the grid.
    spreads, weights
        Standard deviations between units, and the probability of each.
    common, errors
        Common effect given each of them, and its standard error.
    """

    grid: np.ndarray
    density: np.ndarray
    log_likelihood: np.ndarray
    spreads: np.ndarray
    weights: np.ndarray
    common: np.ndarray
    errors: np.ndarray

    def common_given(self, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Common effect and its standard error, given other sizes of the spread."""
        return (
            np.interp(spreads, self.spreads, self.common),
            np.interp(spreads, self.spreads, self.errors),
        )

    def spread_interval(self, level: float) -> tuple[float, float]:
        """Equal-tailed limits of the standard deviation between units."""
        middle = np.cumsum(self.weights) - self.weights / 2
        low, high = np.interp([0.5 - level / 2, 0.5 + level / 2], middle, self.spreads)
        return float(low), float(high)


def integrate_effects(
    outcome: np.ndarray, predictor: np.ndarray, units: np.ndarray
) -> LogitPosterior:
    """Integrate over the common effect and over the spread between units.

    Beforehand every standard deviation up to 3 log odds is as likely as any other, and so is
    every common effect. Everything is on grids, without random draws.

    Parameters
    ----------
    outcome
        0 or 1, one per patient.
    predictor
        Log odds that are known of each patient, without unit.
    units
        0, 1, ... one per patient; every number up to the largest occurs.

    References
    ----------
    Gelman 2006, doi:10.1214/06-BA117A.
    """
    y, odds = (np.asarray(part, dtype="float64") for part in (outcome, predictor))
    order = np.argsort(units, kind="stable")
    starts = np.searchsorted(units[order], np.arange(units.max() + 1))
    counts = np.add.reduceat(y[order], starts)
    odds = odds[order]
    common, error = _common_effect(counts.sum(), odds)
    # A unit where nobody, or everybody, has the outcome still ends somewhere: half a patient
    # more, and the reach of the widest spread.
    sizes = np.diff(np.append(starts, len(odds)))
    reach = np.log((sizes + 0.5) / 0.5).max() + _REACH
    grid = np.linspace(common - reach, common + reach, _POINTS)
    held = np.array([np.add.reduceat(np.logaddexp(0, odds + effect), starts) for effect in grid])
    logs = counts[:, None] * grid - held.T
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))

    spreads = np.linspace(0, _WIDEST, _SPREADS)
    half = (grid[1] - grid[0]) / 2
    own = np.hypot(error, spreads / np.sqrt(len(counts)))
    steps = common + own[:, None] * np.linspace(-_REACH, _REACH, _COMMON)
    prior = np.concatenate(
        [_cells(grid, half, row, spread) for row, spread in zip(steps, spreads, strict=True)]
    )
    marginal = np.maximum(likelihood @ prior.T, np.finfo(float).tiny)
    # The ends of the range have half a step each.
    steps_of_spread = np.r_[0.5, np.ones(_SPREADS - 2), 0.5]
    weights = np.log(marginal).sum(axis=0) + np.repeat(np.log(own * steps_of_spread), _COMMON)
    weights = np.exp(weights - weights.max())
    weights /= weights.sum()
    density = likelihood * ((weights / marginal) @ prior)
    table = weights.reshape(steps.shape)
    of_spread = table.sum(axis=1)
    given = table / np.maximum(of_spread, np.finfo(float).tiny)[:, None]
    centres = np.sum(given * steps, axis=1)
    return LogitPosterior(
        grid,
        density / density.sum(axis=1, keepdims=True),
        logs,
        spreads,
        of_spread,
        centres,
        np.sqrt(np.sum(given * (steps - centres[:, None]) ** 2, axis=1)),
    )


def _cells(grid: np.ndarray, half: float, steps: np.ndarray, spread: float) -> np.ndarray:
    """Normal probability of each cell of the grid, one row per common effect."""
    edges = np.append(grid - half, grid[-1] + half)
    # Without spread the effect is the common one, in whichever cell that lies.
    wide = max(spread, half / 10)
    return np.diff(ndtr((edges - steps[:, None]) / wide), axis=1)


def _common_effect(total: float, odds: np.ndarray) -> tuple[float, float]:
    """The one effect that gives as many as were observed, and its standard error."""
    effect = 0.0
    for _ in range(60):
        fitted = expit(odds + effect)
        step = (total - fitted.sum()) / np.sum(fitted * (1 - fitted))
        effect += float(np.clip(step, -2.0, 2.0))
        if abs(step) < 1e-10:
            break
    return effect, float(1 / np.sqrt(np.sum(fitted * (1 - fitted))))
