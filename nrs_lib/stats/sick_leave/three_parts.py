"""Net days in three parts: who has none, who has all, and how much the others have.

Net days lie between 0 and the days at risk, with heaps at both ends. Their mean sits where
hardly anybody is, and moves alike whether some patients return to work or all do a little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.shares import wilson

INTERVALS = ("t", "bca")
_ROUNDING = 1e-9
# Resamples held in memory at once.
_BATCH_NUMBERS = 2_000_000


@dataclass(frozen=True)
class ThreeParts:
    """Net days of some people in one window.

    Attributes
    ----------
    none
        Share without any net day.
    all
        Share whose net days are all their days at risk.
    between
        Of the others, the mean share of the days at risk that are net days, from 0 to 1.
    rate
        Net days per day at risk, of everybody together, from 0 to 1.
    mean_days
        Mean net days, in days; misleading alone, and says so.
    n_left_out
        People without days at risk or with unknown net days; in none of the numbers.
    cautions
        What a reader must be told.
    """

    none: Estimate
    all: Estimate
    between: Estimate
    rate: Estimate
    mean_days: Estimate
    n_left_out: int
    cautions: tuple[Caution, ...]


def three_parts(
    net_days: np.ndarray,
    at_risk_days: np.ndarray,
    *,
    interval: str = "t",
    seed: int | None = None,
    confidence: float | None = None,
    about: str = "",
) -> ThreeParts:
    """Summarise net days over days at risk.

    Parameters
    ----------
    net_days, at_risk_days
        One number per person, in days. Who has no days at risk, or an unknown number, is
        left out and counted; nobody without days at risk is without sick leave.
    interval
        Of the mean between: ``t``, or ``bca`` (bias-corrected accelerated bootstrap), which
        needs ``seed``.
    confidence
        The convention's when not given.
    about
        Named by the cautions.

    Returns
    -------
    ThreeParts
        Shares with Wilson's interval. A mean of one person has no interval; of nobody, no
        number and a caution.

    Raises
    ------
    ParameterError
        Somebody has fewer than no net days or more than days at risk, the two arrays differ
        in length, or the interval is unknown or lacks its seed.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953; Efron 1987 (BCa),
    doi:10.1080/01621459.1987.10478410. The rate is a ratio of sums; its error is that of the
    ratio estimator (Cochran 1977, Sampling Techniques, section 6.3).
    """
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    net, risk, n_left_out = _known(net_days, at_risk_days)
    if interval not in INTERVALS or (interval == "bca" and seed is None):
        raise ParameterError(
            "The interval is unknown, or a bootstrap has no seed.",
            where=f"interval: {interval}",
            remedy=f"Use one of {', '.join(INTERVALS)}, and give bca a seed.",
        )
    is_none, is_all = net == 0, net >= risk - _ROUNDING
    part = net[~is_none & ~is_all] / risk[~is_none & ~is_all]
    mean, sd, low, high = mean_interval(part, confidence=confidence)
    if interval == "bca":
        low, high = _bca(part, seed=seed, confidence=confidence)
    days = mean_interval(net, confidence=confidence)
    misleads = Caution.of("mean_net_days_misleads", about)
    few = () if len(net) else (Caution.of("too_few", about, n=0, least=1),)
    left_out = (
        (Caution.of("sick_leave_no_days_at_risk", about, n=n_left_out, of=len(net) + n_left_out),)
        if n_left_out
        else ()
    )
    return ThreeParts(
        none=_share(int(is_none.sum()), len(net), confidence, few),
        all=_share(int(is_all.sum()), len(net), confidence, few),
        between=Estimate(mean, low, high, len(part), interval, sd=sd),
        rate=_rate(net, risk, confidence),
        mean_days=Estimate(
            days[0], days[2], days[3], len(net), "t", sd=days[1], cautions=(misleads,)
        ),
        n_left_out=n_left_out,
        cautions=(*few, misleads, *left_out),
    )


def _known(net_days: np.ndarray, at_risk_days: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    net = np.asarray(net_days, dtype="float64")
    risk = np.asarray(at_risk_days, dtype="float64")
    if net.shape != risk.shape or net.ndim != 1:
        raise ParameterError(
            "Net days and days at risk differ in length.",
            where="net_days, at_risk_days",
            remedy="Give one of each per person, in the same order.",
        )
    known = ~np.isnan(net) & (risk > 0)
    net, risk = net[known], risk[known]
    wrong = int(((net < 0) | (net > risk + _ROUNDING)).sum())
    if wrong:
        raise ParameterError(
            f"{wrong} people have more net days than days at risk, or fewer than none.",
            where="net_days",
            remedy="Count both over the same days, with cohort.sick_leave.windows.",
        )
    return net, risk, int((~known).sum())


def _share(numerator: int, n: int, confidence: float, cautions: tuple[Caution, ...]) -> Estimate:
    share, low, high = wilson(numerator, n, confidence=confidence)
    return Estimate(
        share, low, high, n, "wilson", numerator=numerator, denominator=n, cautions=cautions
    )


def _rate(net: np.ndarray, risk: np.ndarray, confidence: float) -> Estimate:
    n = len(net)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, "ratio")
    rate = float(net.sum() / risk.sum())
    if n == 1:
        return Estimate(rate, math.nan, math.nan, 1, "ratio")
    off = net - rate * risk
    se = math.sqrt(n / (n - 1) * float(off @ off)) / float(risk.sum())
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * se
    # A rate cannot leave 0 to 1, though its symmetric interval may.
    return Estimate(rate, max(0.0, rate - half), min(1.0, rate + half), n, "ratio", se=se, df=n - 1)


def _bca(values: np.ndarray, *, seed: int, confidence: float) -> tuple[float, float]:
    if len(values) < 2 or np.ptp(values) == 0:
        return math.nan, math.nan
    # scipy.stats takes a second to import, which only those who ask for it should pay.
    from scipy.stats import bootstrap

    found = bootstrap(
        (values,),
        np.mean,
        n_resamples=int(get("sick_leave_resamples").value),
        batch=max(1, _BATCH_NUMBERS // len(values)),
        confidence_level=confidence,
        method="BCa",
        rng=np.random.default_rng(seed),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
