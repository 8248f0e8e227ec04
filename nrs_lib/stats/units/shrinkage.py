"""Units' values drawn towards the common one by as much as chance may have taken them off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.units.between_posterior import mixture
from nrs_lib.stats.units.heterogeneity import between_units, rankability
from nrs_lib.stats.units.joint import Joint, likely_spreads, logit_joint, normal_joint
from nrs_lib.stats.units.logit_normal import fit_logit_normal
from nrs_lib.stats.units.logit_posterior import integrate_effects

INTEGRATED, ESTIMATED = "integrated", "estimated"
NORMAL, LOGIT_NORMAL = "normal_normal", "logit_normal"
_POINTS = 1201
_REACH = 7.0
# Of an error, or in log odds: smaller spreads put the units in no other order.
_NO_SPREAD = 1e-3


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """Where the units' true values lie, given the data and each other.

    Attributes
    ----------
    values
        One per unit: posterior mean and equal-tailed interval, in the measure's unit (shares
        from 0 to 1).
    joint
        Where the units lie together; none where all are said to be alike. Effects are in the
        measure's unit for means, log odds for shares.
    tau
        Estimated standard deviation between units of the effect.
    rankability
        Part of the differences between units that is not chance.
    cautions
        That the units differ no more than by chance.
    """

    values: tuple[Estimate, ...]
    joint: Joint | None
    tau: float
    rankability: Estimate
    cautions: tuple[Caution, ...]


def shrink_means(
    values: np.ndarray,
    errors: np.ndarray,
    sizes: np.ndarray,
    *,
    estimator: str | None = None,
    uncertainty: str | None = None,
    confidence: float | None = None,
    about: str = "",
) -> Shrinkage:
    """Means drawn together: normal within units and between them.

    The interval takes in that the common mean is estimated.

    Parameters
    ----------
    values, errors, sizes
        Adjusted mean, its standard error, and people, one per unit; at least two units.
    estimator
        Of the variance between units: ``reml`` or ``dersimonian_laird``.
    uncertainty
        ``integrated``: over all variances between units that the values can bear.
        ``estimated``: the estimate is taken as known; where it is zero every unit is then
        said to be alike with certainty, and intervals are too narrow. By convention when
        left out.

    References
    ----------
    Integrated: Gelman 2006, doi:10.1214/06-BA117A. Estimated: Morris 1983,
    doi:10.1080/01621459.1983.10477920.
    """
    y = np.asarray(values, dtype="float64")
    v = np.asarray(errors, dtype="float64") ** 2
    level = _level(confidence)
    kind = _kind(uncertainty)
    found = between_units(y, v, estimator=estimator, confidence=level)
    if kind == INTEGRATED:
        made, tiny = mixture(y, v), _NO_SPREAD * math.sqrt(float(np.median(v)))
        centres, spreads = made.mean, made.sd
        low, high = _limits(*made.density(), level)
        joint = normal_joint(y, v, np.maximum(likely_spreads(made.between, made.weights), tiny))
        method = f"{NORMAL}_{INTEGRATED}"
    else:
        pull = v / (v + found.tau2)
        centres = pull * found.mean + (1 - pull) * y
        spreads = np.sqrt((1 - pull) * v + pull**2 * found.mean_variance)
        half = float(ndtri(0.5 + level / 2)) * spreads
        low, high = centres - half, centres + half
        tau = np.array([math.sqrt(found.tau2)])
        joint = normal_joint(y, v, tau) if found.tau2 else None
        method = f"{NORMAL}_{found.method}"
    return Shrinkage(
        tuple(
            Estimate(float(c), float(a), float(b), int(n), method, se=float(s))
            for c, a, b, s, n in zip(centres, low, high, spreads, sizes, strict=True)
        ),
        joint,
        math.sqrt(found.tau2),
        rankability(found.tau2, v, low=found.low, high=found.high),
        _said(found.tau2, kind, about),
    )


def shrink_shares(
    outcome: np.ndarray,
    predictor: np.ndarray,
    units: np.ndarray,
    nation: np.ndarray,
    *,
    uncertainty: str | None = None,
    confidence: float | None = None,
    about: str = "",
) -> Shrinkage:
    """Shares drawn together: binomial within units, normal log odds between them.

    Each unit's effect is added to the case-mix model's log odds. Its value is the share that
    all the nation's patients would have with that effect, so that it stays between 0 and 1
    and every unit is measured on the same patients.

    Parameters
    ----------
    outcome
        0 or 1, one per patient.
    predictor
        The case-mix model's log odds, one per patient, without unit.
    units
        0, 1, ... one per patient; every number up to the largest occurs.
    nation
        The case-mix model's log odds of all the nation's patients.
    uncertainty
        ``integrated`` or ``estimated``, as for means; ``tau`` is the estimate of greatest
        likelihood either way. By convention when left out.

    References
    ----------
    Normand, Glickman and Gatsonis 1997, doi:10.1080/01621459.1997.10474036; integrated:
    Gelman 2006, doi:10.1214/06-BA117A.
    """
    level = _level(confidence)
    kind = _kind(uncertainty)
    model = fit_logit_normal(outcome, predictor, units)
    sizes = np.bincount(units)
    information = np.bincount(
        units, weights=expit(predictor + model.mean) * expit(-predictor - model.mean)
    )
    said = _said(model.tau, kind, about)
    # Without integration the likelihood gives no interval of the spread.
    spread = (math.nan, math.nan)
    if kind == INTEGRATED:
        made = integrate_effects(outcome, predictor, units)
        grid, density = made.grid, made.density
        spread = made.spread_interval(level)
        spreads = np.maximum(likely_spreads(made.spreads, made.weights), _NO_SPREAD)
        joint = logit_joint(grid, made.log_likelihood, spreads, *made.common_given(spreads))
    elif model.tau == 0:
        values = _alike(model.mean, information, nation, sizes, level)
        return Shrinkage(values, None, 0.0, rankability(0.0, 1 / information), said)
    else:
        ends = _REACH * model.spreads
        grid = np.linspace((model.modes - ends).min(), (model.modes + ends).max(), _POINTS)
        density = model.posterior(grid)
        known = np.array([model.tau]), np.array([model.mean]), np.zeros(1)
        joint = logit_joint(grid, model.held(grid), *known)
    shares = np.array([expit(nation + effect).mean() for effect in grid[::10]])
    shares = np.interp(grid, grid[::10], shares)
    centres = density @ shares
    errors = np.sqrt(np.maximum(density @ shares**2 - centres**2, 0.0))
    ends = [np.interp(end, grid, shares) for end in _limits(grid, density, level)]
    return Shrinkage(
        tuple(
            Estimate(float(c), float(a), float(b), int(n), f"{LOGIT_NORMAL}_{kind}", se=float(s))
            for c, a, b, s, n in zip(centres, *ends, errors, sizes, strict=True)
        ),
        joint,
        model.tau,
        rankability(
            model.tau**2,
            1 / information,
            low=min(spread[0], model.tau) ** 2,
            high=max(spread[1], model.tau) ** 2,
        ),
        said,
    )


def _alike(
    mean: float, information: np.ndarray, nation: np.ndarray, sizes: np.ndarray, level: float
) -> tuple[Estimate, ...]:
    """All units at the common value, whose own uncertainty is all that is left."""
    reach = float(ndtri(0.5 + level / 2)) / math.sqrt(information.sum())
    low, share, high = (float(expit(nation + mean + step).mean()) for step in (-reach, 0.0, reach))
    method = f"{LOGIT_NORMAL}_{ESTIMATED}"
    return tuple(Estimate(share, low, high, int(n), method) for n in sizes)


def _said(tau: float, kind: str, about: str) -> tuple[Caution, ...]:
    """That no spread was seen; only where it is taken as known are all units then alike."""
    if tau > 0:
        return ()
    code = "unit_variance_zero" if kind == INTEGRATED else "units_alike"
    return (Caution.of(code, about),)


def _kind(uncertainty: str | None) -> str:
    kind = uncertainty or str(get("between_units_uncertainty").value)
    if kind not in (INTEGRATED, ESTIMATED):
        raise DefinitionError(
            "The spread between units is taken in by a way that is not known.",
            where=f"conventions.yaml: between_units_uncertainty {kind}",
            remedy=f"Use {INTEGRATED} or {ESTIMATED}.",
        )
    return kind


def _level(confidence: float | None) -> float:
    return float(get("confidence_level").value) if confidence is None else confidence


def _limits(grid: np.ndarray, density: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Equal-tailed limits of each unit."""
    middle = np.cumsum(density, axis=1) - density / 2
    tails = (0.5 - level / 2, 0.5 + level / 2)
    low, high = (np.array([np.interp(tail, one, grid) for one in middle]) for tail in tails)
    return low, high
