"""How far units or persons lie apart in a logistic model, and where each of them lies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from scipy.special import ndtri

from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.mixed.logistic_model import LogisticMixedModel

VARIANCE, SD = "variance", "sd"
LATENT_VARIANCE = math.pi**2 / 3
# Between two groups drawn at random lies, in the median, this many standard deviations.
MEDIAN_DISTANCE = math.sqrt(2) * float(ndtri(0.75))


def spread(model: LogisticMixedModel) -> Mapping[str, Estimate]:
    """``variance`` and ``sd`` of the random intercepts, in log odds.

    Intervals are Wald's on the logarithm. A variance of exactly 0 has none: how large it may
    be cannot be read from the curvature there.
    """
    return MappingProxyType(
        {
            VARIANCE: _of_sd(model, lambda sd: sd**2, lambda sd: 2 * sd, "log_wald"),
            SD: _of_sd(model, lambda sd: sd, lambda _: 1.0, "log_wald"),
        }
    )


def latent_correlation(model: LogisticMixedModel) -> Estimate:
    """Share of the variance that lies between groups, on the scale of log odds.

    The logistic distribution's own variance, pi squared over three, is that within groups.
    It is no correlation between the answers themselves, which is smaller.

    References
    ----------
    Goldstein, Browne and Rasbash 2002, doi:10.1207/S15328031US0104_02.
    """

    def share(sd: float) -> float:
        return sd**2 / (sd**2 + LATENT_VARIANCE)

    def slope(sd: float) -> float:
        return 2 * sd * LATENT_VARIANCE / (sd**2 + LATENT_VARIANCE) ** 2

    return _of_sd(model, share, slope, "delta_logit")


def median_odds_ratio(model: LogisticMixedModel) -> Estimate:
    """Odds ratio between two alike patients of two groups drawn at random, in the median.

    The higher odds over the lower; 1 where groups do not differ.

    References
    ----------
    Larsen and Merlo 2005, doi:10.1093/aje/kwi017.
    """
    return _of_sd(
        model, lambda sd: math.exp(MEDIAN_DISTANCE * sd), lambda _: math.nan, "median_odds_ratio"
    )


def conditional_modes(model: LogisticMixedModel) -> Mapping[str, Estimate]:
    """How far each unit or person lies from the middle in log odds, drawn towards it, by name.

    The mode of each intercept given the answers and the estimates, with the standard
    deviation that the curvature there gives; ``n`` is persons. The fewer answers a group has,
    the closer to zero. Where the variance is estimated at zero all are 0, and have no
    interval: it would claim to be certain.
    """
    z = float(ndtri(0.5 + model.confidence / 2))
    found = {}
    for name, mode, sd, n in zip(
        model.groups.names,
        model.fit.modes,
        model.fit.mode_sds,
        model.groups.persons,
        strict=True,
    ):
        se = float(sd) if sd > 0 else math.nan
        value, half = float(mode), z * se
        found[name] = Estimate(
            value,
            value - half,
            value + half,
            int(n),
            f"{model.integration}_conditional_mode",
            se=se,
            cautions=model.cautions,
        )
    return MappingProxyType(found)


def _of_sd(
    model: LogisticMixedModel,
    function: Callable[[float], float],
    slope: Callable[[float], float],
    interval: str,
) -> Estimate:
    """A growing function of the standard deviation, with limits at the limits of that one.

    All have limits that are Wald's on the logarithm of the standard deviation: on the logit,
    that of a share of variance is the same but for a constant.
    """
    sd = model.fit.sd
    error = math.sqrt(model.fit.covariance[-1, -1]) if sd > 0 else math.nan
    half = float(ndtri(0.5 + model.confidence / 2)) * error / sd if sd > 0 else math.nan
    low, high = (
        (function(sd * math.exp(-half)), function(sd * math.exp(half)))
        if np.isfinite(half)
        else (math.nan, math.nan)
    )
    return Estimate(
        function(sd),
        low,
        high,
        model.n_groups,
        f"{model.integration}_{interval}",
        se=slope(sd) * error,
        cautions=model.cautions,
    )
