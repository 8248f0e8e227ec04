"""Standardised effects of change, each named by its formula.

The change is divided by another standard deviation in each, so that effects of different
formulas must not be held against each other.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.bootstrap import bootstrap
from nrs_lib.stats.effect_formulas import FORMULAS, ROUNDING, Moments
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.noncentral import hedges_factor, noncentrality_limits
from nrs_lib.stats.paired_change import Pairs, complete_pairs, has_spread

INTERVALS = ("bonett", "noncentral_t", "bca")


def d_av(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the mean of the two standard deviations.

    References
    ----------
    Lakens 2013, formula 10, doi:10.3389/fpsyg.2013.00863.
    """
    return _plain("d_av", start, later)


def d_baseline(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the standard deviation at the start.

    References
    ----------
    Morris and DeShon 2002, doi:10.1037/1082-989X.7.1.105.
    """
    return _plain("d_baseline", start, later)


def d_rm(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the standard deviation of the change, times the root of 2 (1 - r).

    Equal to an effect between groups where the two standard deviations are equal.

    References
    ----------
    Lakens 2013, formula 9, doi:10.3389/fpsyg.2013.00863.
    """
    return _plain("d_rm", start, later)


def d_z(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the standard deviation of the change (standardised response mean).

    Grows with the correlation between the two answers, so it must not be held against an
    effect between groups.

    References
    ----------
    Lakens 2013, formula 6, doi:10.3389/fpsyg.2013.00863.
    """
    return _plain("d_z", start, later)


def _plain(name: str, start: np.ndarray, later: np.ndarray) -> float:
    if not _exists(name, start, later):
        return math.nan
    return float(FORMULAS[name].effect(Moments.of(start, later)))


def _exists(name: str, start: np.ndarray, later: np.ndarray) -> bool:
    """Whether the standard deviations that the formula needs are more than rounding."""
    spreads = {
        "d_av": has_spread(start) or has_spread(later),
        "d_baseline": has_spread(start),
        "d_rm": has_spread(start) and has_spread(later),
        "d_z": True,
    }
    needs_change = name in ("d_z", "d_rm")
    exists = spreads[name] and (
        not needs_change or has_spread(later - start, beside=(start, later))
    )
    # At a correlation of 1 the last formula multiplies by zero whatever the change was.
    return exists and (name != "d_rm" or Moments.of(start, later).correlation < 1 - ROUNDING)


def _chosen(formula: str | None) -> str:
    name = formula or get("effect_size").value
    if name not in FORMULAS:
        raise DefinitionError(
            "The effect size is not a known formula.",
            where="conventions.yaml: effect_size",
            remedy=f"Use one of {', '.join(FORMULAS)}.",
        )
    return name


def standardised_effect(start: np.ndarray, later: np.ndarray) -> tuple[float, str]:
    """Effect by the formula that the conventions choose.

    Parameters
    ----------
    start, later
        Scores of the same people in the same order, none missing.

    Returns
    -------
    tuple
        The effect, signed as the change in the scale's own direction, and the formula's
        name; missing with fewer than two pairs or no spread.
    """
    name = _chosen(None)
    if len(start) < 2:
        return math.nan, name
    return _plain(name, start, later), name


def paired_effect(
    start: object,
    later: object,
    *,
    formula: str | None = None,
    corrected: bool = True,
    interval: str | None = None,
    seed: int | None = None,
    confidence: float | None = None,
    about: str = "",
) -> Estimate:
    """Standardised effect of change with its interval.

    Parameters
    ----------
    start, later
        Scores of the same people in the same order. Who lacks one is left out, and counted
        in the caution ``pairs_incomplete``.
    formula
        ``d_av``, ``d_baseline``, ``d_rm`` or ``d_z``; convention ``effect_size`` when not given.
    corrected
        Multiply by Hedges' factor. It is exact for d_z and d_baseline, where one standard
        deviation stands below the line; for d_av and d_rm its degrees of freedom are those
        that take out the bias to first order in 1/n.
    interval
        ``bonett``, ``noncentral_t`` (d_z only) or ``bca`` (needs ``seed``); convention
        ``effect_interval`` when not given. Limits are of the effect among all such people
        and are computed without the correction, as in their sources.

    Returns
    -------
    Estimate
        Signed as the change in the scale's own direction. The method names formula,
        correction and interval, as in ``d_av_hedges_bonett``. Refused with fewer than two
        pairs, three when corrected (``too_few``), or where what stands below the line is
        zero (``no_spread``).

    Raises
    ------
    ParameterError
        The interval does not belong to the formula, or a bootstrap has no seed.
    DefinitionError
        The formula is unknown.

    References
    ----------
    Hedges 1981, doi:10.3102/10769986006002107; Bonett 2008, doi:10.1037/1082-989X.13.2.99,
    whose variance holds for other standard deviations below the line by the delta method;
    Cumming and Finch 2001, doi:10.1177/0013164401614002 (noncentral t).
    """
    name = _chosen(formula)
    interval = interval or get("effect_interval").value[name]
    wrong = interval not in INTERVALS or (interval == "noncentral_t" and name != "d_z")
    if wrong or (interval == "bca" and seed is None):
        raise ParameterError(
            "The interval does not belong to the formula, or a bootstrap has no seed.",
            where=f"{name}: {interval}",
            remedy="Use bonett, noncentral_t for d_z, or bca with a seed.",
        )
    pairs = complete_pairs(start, later, about=about)
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    method = "_".join([name, *(["hedges"] if corrected else []), interval])
    least = 3 if corrected else 2
    cautions = list(pairs.cautions)
    if pairs.n < least:
        cautions.append(Caution.of("too_few", about, n=pairs.n, least=least))
    elif not _exists(name, pairs.start, pairs.later):
        cautions.append(Caution.of("no_spread", about))
    else:
        return _with_interval(
            name,
            pairs,
            corrected=corrected,
            interval=interval,
            method=method,
            seed=seed,
            confidence=confidence,
            about=about,
        )
    return Estimate(math.nan, math.nan, math.nan, pairs.n, method, cautions=tuple(cautions))


def _with_interval(
    name: str,
    pairs: Pairs,
    *,
    corrected: bool,
    interval: str,
    method: str,
    seed: int | None,
    confidence: float,
    about: str,
) -> Estimate:
    one, moments = FORMULAS[name], Moments.of(pairs.start, pairs.later)
    effect = float(one.effect(moments))
    shown = effect * hedges_factor(float(one.df(moments))) if corrected else effect
    if interval == "bca":
        drawn = bootstrap(
            np.column_stack([pairs.start, pairs.later]),
            lambda samples: one.effect(Moments.of(samples[..., 0], samples[..., 1])),
            seed=seed,
            confidence=confidence,
            about=about,
        )
        return replace(
            drawn,
            estimate=shown if math.isfinite(drawn.estimate) else math.nan,
            method=method,
            cautions=(*pairs.cautions, *drawn.cautions),
        )
    if interval == "noncentral_t":
        root = math.sqrt(pairs.n)
        low, high = noncentrality_limits(effect * root, pairs.n - 1, confidence=confidence)
        return Estimate(
            shown, low / root, high / root, pairs.n, method, df=pairs.n - 1, cautions=pairs.cautions
        )
    if not has_spread(pairs.change, beside=(pairs.start, pairs.later)):
        alike = Caution.of("interval_without_spread", about, n=pairs.n)
        return Estimate(
            shown, math.nan, math.nan, pairs.n, method, cautions=(*pairs.cautions, alike)
        )
    se = float(one.standard_error(moments))
    half = float(ndtri(0.5 + confidence / 2)) * se
    return Estimate(
        shown, effect - half, effect + half, pairs.n, method, se=se, cautions=pairs.cautions
    )
