"""Units' values drawn towards the common one by as much as chance may have taken them off."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr, ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.units.between_posterior import mixture
from nrs_lib.stats.units.heterogeneity import between_units, rankability
from nrs_lib.stats.units.logit_normal import fit_logit_normal

INTEGRATED, ESTIMATED = "integrated", "estimated"
NORMAL, LOGIT_NORMAL = "normal_normal", "logit_normal"
_POINTS = 1201
_REACH = 7.0


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """Where the units' true values lie, given the data and each other.

    Attributes
    ----------
    values
        One per unit: posterior mean and equal-tailed interval, in the measure's unit (shares
        from 0 to 1).
    grid, density
        The posterior of each unit's effect: a grid of effects, and one row per unit that
        sums to 1 over it. Effects are in the measure's unit for means, log odds for shares.
    tau
        Standard deviation between units of the effect.
    rankability
        Part of the differences between units that is not chance.
    cautions
        That the units differ no more than by chance.
    """

    values: tuple[Estimate, ...]
    grid: np.ndarray
    density: np.ndarray
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
    found = between_units(y, v, estimator=estimator, confidence=level)
    kind = uncertainty or str(get("between_units_uncertainty").value)
    if kind not in (INTEGRATED, ESTIMATED):
        raise DefinitionError(
            "The spread between units is taken in by a way that is not known.",
            where=f"conventions.yaml: between_units_uncertainty {kind}",
            remedy=f"Use {INTEGRATED} or {ESTIMATED}.",
        )
    cautions = () if found.tau2 > 0 else (Caution.of("units_alike", about),)
    if kind == INTEGRATED:
        made = mixture(y, v)
        centres, spreads = made.mean, made.sd
        low, high = made.interval(level)
        grid, density = made.density()
        method = f"{NORMAL}_{INTEGRATED}"
    else:
        pull = v / (v + found.tau2)
        centres = pull * found.mean + (1 - pull) * y
        spreads = np.sqrt((1 - pull) * v + pull**2 * found.mean_variance)
        half = float(ndtri(0.5 + level / 2)) * spreads
        low, high = centres - half, centres + half
        grid, density = _normal_grid(centres, spreads)
        method = f"{NORMAL}_{found.method}"
    return Shrinkage(
        tuple(
            Estimate(float(c), float(a), float(b), int(n), method, se=float(s))
            for c, a, b, s, n in zip(centres, low, high, spreads, sizes, strict=True)
        ),
        grid,
        density,
        math.sqrt(found.tau2),
        rankability(found.tau2, v, low=found.low, high=found.high),
        cautions,
    )


def shrink_shares(
    outcome: np.ndarray,
    predictor: np.ndarray,
    units: np.ndarray,
    nation: np.ndarray,
    *,
    confidence: float | None = None,
    about: str = "",
) -> Shrinkage:
    """Empirical Bayes for shares: binomial within units, normal log odds between them.

    Each unit's effect is added to the case-mix model's log odds. Its value is the share that
    all the nation's patients would have with that effect, so that it stays between 0 and 1
    and every unit is measured on the same patients. Common effect and variance are those of
    greatest likelihood, taken as known.

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

    References
    ----------
    Normand, Glickman and Gatsonis 1997, doi:10.1080/01621459.1997.10474036.
    """
    level = _level(confidence)
    model = fit_logit_normal(outcome, predictor, units)
    sizes = np.bincount(units)
    information = np.bincount(
        units, weights=expit(predictor + model.mean) * expit(-predictor - model.mean)
    )
    within = rankability(model.tau**2, 1 / information)
    if model.tau == 0:
        return _alike(model.mean, information, nation, sizes, within, level, about)
    grid = np.linspace(
        (model.modes - _REACH * model.spreads).min(),
        (model.modes + _REACH * model.spreads).max(),
        _POINTS,
    )
    density = model.posterior(grid)
    shares = np.array([expit(nation + effect).mean() for effect in grid[::10]])
    shares = np.interp(grid, grid[::10], shares)
    cumulated = np.cumsum(density, axis=1) - density / 2
    tails = (0.5 - level / 2, 0.5 + level / 2)
    values = []
    for unit, n in enumerate(sizes):
        low, high = (
            float(np.interp(np.interp(tail, cumulated[unit], grid), grid, shares)) for tail in tails
        )
        centre = float(density[unit] @ shares)
        spread = math.sqrt(max(float(density[unit] @ (shares - centre) ** 2), 0.0))
        values.append(Estimate(centre, low, high, int(n), LOGIT_NORMAL, se=spread))
    return Shrinkage(tuple(values), grid, density, model.tau, within, ())


def _alike(
    mean: float,
    information: np.ndarray,
    nation: np.ndarray,
    sizes: np.ndarray,
    within: Estimate,
    level: float,
    about: str,
) -> Shrinkage:
    """All units at the common value, whose own uncertainty is all that is left."""
    reach = float(ndtri(0.5 + level / 2)) / math.sqrt(information.sum())
    low, share, high = (float(expit(nation + mean + step).mean()) for step in (-reach, 0.0, reach))
    values = tuple(Estimate(share, low, high, int(n), LOGIT_NORMAL) for n in sizes)
    said = (Caution.of("units_alike", about),)
    return Shrinkage(values, np.empty(0), np.empty((len(sizes), 0)), 0.0, within, said)


def _level(confidence: float | None) -> float:
    return float(get("confidence_level").value) if confidence is None else confidence


def _normal_grid(centres: np.ndarray, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    grid = np.linspace(
        (centres - _REACH * spreads).min(), (centres + _REACH * spreads).max(), _POINTS
    )
    edges = np.append((grid[1:] + grid[:-1]) / 2, np.inf)
    cumulated = ndtr((edges - centres[:, None]) / spreads[:, None])
    return grid, np.diff(cumulated, axis=1, prepend=0.0)
