"""How large the differences between units, between persons and between answers are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy.special import expit, logit, ndtri, stdtrit

from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.mixed.fit import search
from nrs_lib.stats.mixed.likelihood import take_sums
from nrs_lib.stats.mixed.model import PERSON, RESIDUAL, UNIT, LinearMixedModel


def variances(model: LinearMixedModel) -> Mapping[str, Estimate]:
    """Variances of ``unit``, ``person`` and ``residual``, in the outcome's unit squared.

    Intervals are Wald's on the logarithm. A variance of exactly 0 has none: how large it may
    be cannot be read from the curvature there; see `correlations_by_bootstrap`.
    """
    found = {}
    for place, part in ((1, UNIT), (0, PERSON), (2, RESIDUAL)):
        if part != RESIDUAL and part not in model.parts:
            continue
        ratio = 1.0 if part == RESIDUAL else float(model.fit.ratios[place])
        value = ratio * model.fit.residual_variance
        slope = np.zeros(3)
        slope[2] = 1 / model.fit.residual_variance
        if part != RESIDUAL and ratio > 0:
            slope[place] = 1 / ratio
        se = _spread(model, slope) if ratio > 0 else math.nan
        half = _z(model) * se
        found[part] = _estimate(
            model, value, value * math.exp(-half), value * math.exp(half), value * se, "log_wald"
        )
    return MappingProxyType(found)


def correlations(model: LinearMixedModel) -> Mapping[str, Estimate]:
    """Intraclass correlations, given the covariates.

    ``unit``: of answers from two persons of one unit, which is the share of the variance that
    lies between units. ``person``: of two answers from one person, the share that lies
    between units and persons. Intervals by the delta method on the logit; a correlation of
    exactly 0 has none.

    References
    ----------
    Shares of the variance as in Nakagawa and Schielzeth 2010,
    doi:10.1111/j.1469-185X.2010.00141.x.
    """
    a, b = (float(ratio) for ratio in model.fit.ratios)
    slopes = {
        UNIT: (b / (1 + a + b), np.array([-1 / (1 + a), 1 / b if b > 0 else 0.0, 0.0])),
        PERSON: ((a + b) / (1 + a + b), np.array([1.0, 1.0, 0.0]) / ((a + b) or 1.0)),
    }
    found = {}
    for part in (UNIT, PERSON):
        if part not in model.parts:
            continue
        value, slope = slopes[part]
        se = _spread(model, slope) if value > 0 else math.nan
        middle, half = float(logit(value)), _z(model) * se
        low, high = float(expit(middle - half)), float(expit(middle + half))
        found[part] = _estimate(model, value, low, high, value * (1 - value) * se, "delta_logit")
    return MappingProxyType(found)


def correlations_by_bootstrap(
    model: LinearMixedModel, *, draws: int, seed: int
) -> Mapping[str, Estimate]:
    """Intraclass correlations with percentile intervals of a parametric bootstrap.

    Outcomes are drawn from the fitted model and refitted; unlike the delta method it says how
    large a correlation may be that is estimated at zero.

    Parameters
    ----------
    draws
        Refitted outcomes; a few hundred.
    seed
        Of the draws.
    """
    plain = correlations(model)
    if model.is_refused:
        return plain
    nesting, rng = model.nesting, np.random.default_rng(seed)
    matrix = model.design.matrix[nesting.order]
    spread = np.sqrt(np.append(model.fit.ratios, 1.0) * model.fit.residual_variance)
    free = (PERSON in model.parts, UNIT in model.parts)
    drawn: dict[str, list[float]] = {part: [] for part in plain}
    columns = np.linalg.qr(matrix)[0]
    lowest = float(get("mixed_singular_below").value) ** 2
    for _ in range(draws):
        units = rng.normal(size=len(nesting.units)) * spread[1]
        persons = rng.normal(size=nesting.n_persons) * spread[0]
        persons += np.repeat(units, nesting.persons_per_unit)
        outcome = np.repeat(persons, nesting.sizes) + rng.normal(size=len(matrix)) * spread[2]
        residuals = outcome - columns @ (columns.T @ outcome)
        a, b = search(
            take_sums(np.c_[columns, residuals], nesting),
            free,
            restricted=model.criterion == "reml",
            lowest=lowest,
        ).ratios
        for part, share in ((UNIT, b), (PERSON, a + b)):
            if part in drawn:
                drawn[part].append(share / (1 + a + b))
    tail = (1 - model.confidence) / 2
    found = {}
    for part, shares in drawn.items():
        low, high = (float(end) for end in np.quantile(shares, [tail, 1 - tail]))
        found[part] = _estimate(
            model, plain[part].estimate, low, high, float(np.std(shares, ddof=1)), "bootstrap"
        )
    return MappingProxyType(found)


def unit_effects(model: LinearMixedModel) -> Mapping[str, Estimate]:
    """How far each unit lies from the mean of all, shrunken towards it, by unit.

    Best linear unbiased predictions in the outcome's unit. The standard error takes in that
    the mean of all and the variance between units are estimated from the same units; the
    interval is t with as many degrees of freedom as units less one. The fewer answers a unit
    has, the closer to zero. Where the variance between units is estimated at zero all are 0,
    and have no interval: it would claim to be certain.

    References
    ----------
    Robinson 1991, doi:10.1214/ss/1177011926; Henderson 1975, doi:10.2307/2529430; the
    variance's part Kass and Steffey 1989, doi:10.1080/01621459.1989.10478825.
    """
    if UNIT not in model.parts:
        return MappingProxyType({})
    df = float(len(model.nesting.units) - 1)
    width = float(stdtrit(df, 0.5 + model.confidence / 2))
    found = {}
    for name, value, variance, n in zip(
        model.nesting.units,
        model.fit.unit_effects,
        model.fit.unit_effect_errors,
        model.nesting.persons_per_unit,
        strict=True,
    ):
        se = math.sqrt(variance) if variance > 0 else math.nan
        half = width * se
        found[name] = Estimate(
            float(value),
            float(value) - half,
            float(value) + half,
            int(n),
            f"{model.criterion}_blup",
            se=se,
            df=df,
            cautions=model.cautions,
        )
    return MappingProxyType(found)


def _spread(model: LinearMixedModel, slope: np.ndarray) -> float:
    inside = slope[model.fit.parameters]
    return math.sqrt(float(inside @ model.fit.parameter_covariance @ inside))


def _z(model: LinearMixedModel) -> float:
    return float(ndtri(0.5 + model.confidence / 2))


def _estimate(
    model: LinearMixedModel, value: float, low: float, high: float, se: float, interval: str
) -> Estimate:
    method = f"{model.criterion}_{interval}"
    return Estimate(value, low, high, model.n_persons, method, se=se, cautions=model.cautions)
