"""Binomial outcomes whose log odds differ between units by a normal effect."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from nrs_lib.contracts.conventions import get

# Standard deviations of log odds; beyond the first nothing tells units apart.
_SMALLEST, _LARGEST = 1e-3, 5.0


@dataclass(frozen=True, eq=False)
class LogitNormal:
    """The fitted distribution of units' effects.

    Attributes
    ----------
    mean, tau
        Of the effects, in log odds; tau 0 when chance alone explains the units.
    log_likelihood
        Without the constant of the outcomes.
    modes, spreads
        Of each unit's posterior; missing when tau is 0.
    """

    mean: float
    tau: float
    log_likelihood: float
    modes: np.ndarray
    spreads: np.ndarray
    counts: np.ndarray
    predictor: np.ndarray
    starts: np.ndarray

    def held(self, grid: np.ndarray) -> np.ndarray:
        """Log likelihood of each effect, one row per unit."""
        return np.array(
            [_likelihood(self.counts, self.predictor, self.starts, effect) for effect in grid]
        ).T

    def posterior(self, grid: np.ndarray) -> np.ndarray:
        """Probability of each effect on an even grid, one row per unit that sums to 1."""
        rows = self.held(grid) - (grid - self.mean) ** 2 / (2 * self.tau**2)
        rows = np.exp(rows - rows.max(axis=1, keepdims=True))
        return rows / rows.sum(axis=1, keepdims=True)


def _likelihood(
    counts: np.ndarray, predictor: np.ndarray, starts: np.ndarray, effect: float | np.ndarray
) -> np.ndarray:
    """Log likelihood of each unit at an effect: one for all, or one per patient's unit."""
    by_patient = effect if np.isscalar(effect) else np.repeat(effect, _sizes(predictor, starts))
    lost = np.add.reduceat(np.logaddexp(0, predictor + by_patient), starts)
    return counts * effect - lost


def _sizes(predictor: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return np.diff(np.append(starts, len(predictor)))


def fit_logit_normal(outcome: np.ndarray, predictor: np.ndarray, units: np.ndarray) -> LogitNormal:
    """Fit mean and spread of the units' effects by adaptive Gauss-Hermite quadrature.

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
    Pinheiro and Bates 1995, doi:10.1080/10618600.1995.10474663.
    """
    from scipy.optimize import minimize

    order = np.argsort(units, kind="stable")
    known = np.asarray(predictor, dtype="float64")[order]
    starts = np.searchsorted(units[order], np.arange(units.max() + 1))
    counts = np.add.reduceat(np.asarray(outcome, dtype="float64")[order], starts)
    nodes, weights = np.polynomial.hermite.hermgauss(int(get("quadrature_points").value))
    held = np.zeros(len(counts))

    def minus(parts: np.ndarray) -> float:
        mean, tau = float(parts[0]), math.exp(float(parts[1]))
        modes, spreads = _modes(counts, known, starts, mean, tau, held)
        held[:] = modes
        logs = []
        for node, weight in zip(nodes, weights, strict=True):
            effect = modes + math.sqrt(2) * spreads * node
            value = _likelihood(counts, known, starts, effect)
            value = value - (effect - mean) ** 2 / (2 * tau**2)
            logs.append(value + node**2 + math.log(weight))
        units_logs = np.logaddexp.reduce(np.array(logs), axis=0) + np.log(spreads / tau)
        return -float(np.sum(units_logs)) + len(counts) * math.log(math.pi) / 2

    alike, alike_likelihood = _without_spread(counts, known, starts)
    bounds = [(alike - 5, alike + 5), (math.log(_SMALLEST), math.log(_LARGEST))]
    # Steps of its own choice would be parts of the start, and the start may be 0.
    start = np.array([alike, math.log(0.3)])
    corners = start + np.array([[0.0, 0.0], [0.2, 0.0], [0.0, 0.5]])
    found = minimize(
        minus,
        start,
        method="Nelder-Mead",
        bounds=bounds,
        options={"xatol": 1e-7, "fatol": 1e-10, "maxiter": 600, "initial_simplex": corners},
    )
    tau = math.exp(float(found.x[1]))
    none = np.full(len(counts), math.nan)
    if tau <= 10 * _SMALLEST or -found.fun <= alike_likelihood + 1e-8:
        return LogitNormal(alike, 0.0, alike_likelihood, none, none, counts, known, starts)
    mean = float(found.x[0])
    modes, spreads = _modes(counts, known, starts, mean, tau, held)
    return LogitNormal(mean, tau, -float(found.fun), modes, spreads, counts, known, starts)


def _modes(
    counts: np.ndarray,
    predictor: np.ndarray,
    starts: np.ndarray,
    mean: float,
    tau: float,
    start: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Mode and curvature of each unit's posterior; Newton steps on a concave function."""
    effect, sizes = start.copy(), _sizes(predictor, starts)
    for _ in range(60):
        fitted = expit(predictor + np.repeat(effect, sizes))
        slope = counts - np.add.reduceat(fitted, starts) - (effect - mean) / tau**2
        curve = np.add.reduceat(fitted * (1 - fitted), starts) + 1 / tau**2
        # No longer than what the prior allows, so that a flat start cannot overshoot.
        step = np.clip(slope / curve, -2.0, 2.0)
        effect += step
        if np.abs(step).max() < 1e-9:
            break
    fitted = expit(predictor + np.repeat(effect, sizes))
    return effect, 1 / np.sqrt(np.add.reduceat(fitted * (1 - fitted), starts) + 1 / tau**2)


def _without_spread(
    counts: np.ndarray, predictor: np.ndarray, starts: np.ndarray
) -> tuple[float, float]:
    effect = 0.0
    for _ in range(60):
        fitted = expit(predictor + effect)
        step = (counts.sum() - fitted.sum()) / np.sum(fitted * (1 - fitted))
        effect += float(np.clip(step, -2.0, 2.0))
        if abs(step) < 1e-10:
            break
    return effect, float(np.sum(_likelihood(counts, predictor, starts, effect)))
