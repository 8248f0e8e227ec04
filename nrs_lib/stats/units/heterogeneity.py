"""Variance between units, beside the variance that each unit's own size leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri

from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.estimates import Estimate

REML, DERSIMONIAN_LAIRD = "reml", "dersimonian_laird"


@dataclass(frozen=True)
class Between:
    """Common value and variance between units.

    Attributes
    ----------
    mean, mean_variance
        Of the units' true values, and its own error variance.
    tau2, low, high
        Variance between units in the square of the values' unit, with its Q-profile interval.
    units
        Behind it.
    method
        Key of the formula.
    """

    mean: float
    mean_variance: float
    tau2: float
    low: float
    high: float
    units: int
    method: str


def between_units(
    values: np.ndarray,
    variances: np.ndarray,
    *,
    estimator: str | None = None,
    confidence: float | None = None,
) -> Between:
    """Estimate the variance between units of values with known error variances.

    Parameters
    ----------
    values
        One per unit, at least two.
    variances
        Error variance of each, above 0.
    estimator
        ``reml`` or ``dersimonian_laird``; by convention when left out.

    References
    ----------
    REML: Viechtbauer 2005, doi:10.3102/10769986030003261. DerSimonian and Laird 1986,
    doi:10.1016/0197-2456(86)90046-2. Interval: Viechtbauer 2007, doi:10.1002/sim.2514.
    """
    y = np.asarray(values, dtype="float64")
    v = np.asarray(variances, dtype="float64")
    name = estimator or str(get("between_units_estimator").value)
    if name not in _ESTIMATORS:
        raise DefinitionError(
            "The variance between units is estimated by a formula that is not known.",
            where=f"conventions.yaml: between_units_estimator {name}",
            remedy=f"Use one of {', '.join(_ESTIMATORS)}.",
        )
    level = float(get("confidence_level").value) if confidence is None else confidence
    tau2 = _ESTIMATORS[name](y, v)
    weights = 1 / (v + tau2)
    low, high = _profile(y, v, level)
    return Between(
        mean=float(weights @ y / weights.sum()),
        mean_variance=float(1 / weights.sum()),
        tau2=tau2,
        low=low,
        high=high,
        units=len(y),
        method=name,
    )


def rankability(
    tau2: float,
    variances: np.ndarray,
    *,
    low: float = math.nan,
    high: float = math.nan,
    within: str | None = None,
) -> Estimate:
    """Part of the differences between units that is not chance.

    Parameters
    ----------
    tau2, low, high
        Variance between units, and its interval.
    variances
        Error variance of each unit.
    within
        ``mean`` or ``median`` of the error variances; by convention when left out.

    Returns
    -------
    Estimate
        From 0 to 1; ``n`` counts units.

    References
    ----------
    van Dishoeck and others 2011, doi:10.1136/bmjqs.2010.048058, with the median; Lingsma
    and others 2010, doi:10.1093/qjmed/hcp169.
    """
    name = within or str(get("rankability_within").value)
    if name not in ("mean", "median"):
        raise DefinitionError(
            "Rankability has an unknown kind of error variance.",
            where=f"conventions.yaml: rankability_within {name}",
            remedy="Use mean or median.",
        )
    error = float(np.mean(variances) if name == "mean" else np.median(variances))

    def part(variance: float) -> float:
        return 1.0 if math.isinf(variance) else variance / (variance + error)

    return Estimate(
        estimate=part(tau2),
        low=part(low),
        high=part(high),
        n=len(variances),
        method=f"rankability_{name}",
    )


def _q(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    weights = 1 / (v + tau2)
    mean = weights @ y / weights.sum()
    return float(weights @ (y - mean) ** 2)


def _dersimonian_laird(y: np.ndarray, v: np.ndarray) -> float:
    weights = 1 / v
    spare = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((_q(y, v, 0.0) - (len(y) - 1)) / spare))


def _reml(y: np.ndarray, v: np.ndarray) -> float:
    def slope(tau2: float) -> float:
        weights = 1 / (v + tau2)
        mean = weights @ y / weights.sum()
        return float(
            weights**2 @ (y - mean) ** 2 - weights.sum() + (weights**2).sum() / weights.sum()
        )

    # Very unequal error variances can give the likelihood two peaks; the higher one counts.
    top = float(np.var(y, ddof=1)) + float(v.max())
    steps = np.concatenate([[0.0], np.geomspace(top * 1e-8, top * 4, 80)])
    rises = np.array([slope(tau2) > 0 for tau2 in steps])
    peaks = [0.0] + [
        _falling_root(slope, float(steps[place]), float(steps[place + 1]))
        for place in np.flatnonzero(rises[:-1] & ~rises[1:])
    ]
    return max(peaks, key=lambda tau2: _restricted_likelihood(y, v, tau2))


def _restricted_likelihood(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    spread = np.log(v + tau2).sum() + math.log((1 / (v + tau2)).sum())
    return -float(spread + _q(y, v, tau2)) / 2


def _profile(y: np.ndarray, v: np.ndarray, level: float) -> tuple[float, float]:
    top = float(np.var(y, ddof=1)) + float(v.max())
    ends = []
    for tail in (1 - (1 - level) / 2, (1 - level) / 2):
        wanted = float(chdtri(len(y) - 1, 1 - tail))
        ends.append(_falling_root(lambda tau2, wanted=wanted: _q(y, v, tau2) - wanted, 0.0, top))
    return ends[0], ends[1]


def _falling_root(function, low: float, high: float) -> float:
    """Where a falling function crosses 0; the lower end if it is below 0 from the start."""
    if function(low) <= 0:
        return low
    while function(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


_ESTIMATORS = {REML: _reml, DERSIMONIAN_LAIRD: _dersimonian_laird}
