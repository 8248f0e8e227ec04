"""The difference between the means of two groups of different people."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.noncentral import hedges_factor, noncentrality_limits
from nrs_lib.stats.paired_change import has_spread, numbers

_LEAST = 2


def mean_difference(
    first: object, second: object, *, confidence: float | None = None, about: str = ""
) -> Estimate:
    """Mean of the first group minus that of the second, with Welch's interval.

    Parameters
    ----------
    first, second
        One number per person, in the measure's own unit; missing ones are left out and
        counted in the caution ``values_missing``.

    Returns
    -------
    Estimate
        Method ``welch``; ``n`` counts both groups, ``df`` are Satterthwaite's. Refused
        (``too_few``) where a group has fewer than two. Where neither group has spread the
        difference stands without an interval.

    References
    ----------
    Welch 1947, doi:10.1093/biomet/34.1-2.28.
    """
    one, two, cautions = _groups(first, second, about)
    confidence = _level(confidence)
    n = len(one) + len(two)
    if few := _too_few(one, two, about):
        return _refused(n, "welch", (*cautions, few))
    apart = float(one.mean() - two.mean())
    if not has_spread(one) and not has_spread(two):
        alike = Caution.of("groups_without_spread", about)
        return Estimate(apart, math.nan, math.nan, n, "welch", cautions=(*cautions, alike))
    errors = [float(part.var(ddof=1)) / len(part) for part in (one, two)]
    se = math.sqrt(sum(errors))
    df = sum(errors) ** 2 / (errors[0] ** 2 / (len(one) - 1) + errors[1] ** 2 / (len(two) - 1))
    half = float(stdtrit(df, 0.5 + confidence / 2)) * se
    return Estimate(apart, apart - half, apart + half, n, "welch", se=se, df=df, cautions=cautions)


def effect_between(
    first: object,
    second: object,
    *,
    corrected: bool = True,
    confidence: float | None = None,
    about: str = "",
) -> Estimate:
    """Difference of two means over the standard deviation that the groups share.

    Parameters
    ----------
    first, second
        One number per person; missing ones are left out and counted.
    corrected
        Multiply by Hedges' factor (Hedges' g); else Cohen's d.

    Returns
    -------
    Estimate
        Method ``hedges_g_noncentral_t`` or ``cohen_d_noncentral_t``; ``sd`` is the pooled
        standard deviation. Limits are exact for normal values with equal spread, and are
        those of the uncorrected effect. Refused where a group has fewer than two
        (``too_few``) or nobody differs within the groups (``no_spread``).

    References
    ----------
    Hedges 1981, doi:10.3102/10769986006002107; Cumming and Finch 2001,
    doi:10.1177/0013164401614002.
    """
    one, two, cautions = _groups(first, second, about)
    confidence = _level(confidence)
    method = f"{'hedges_g' if corrected else 'cohen_d'}_noncentral_t"
    n, df = len(one) + len(two), len(one) + len(two) - 2
    if few := _too_few(one, two, about):
        return _refused(n, method, (*cautions, few))
    if not has_spread(one) and not has_spread(two):
        return _refused(n, method, (*cautions, Caution.of("no_spread", about)))
    squares = (len(one) - 1) * one.var(ddof=1) + (len(two) - 1) * two.var(ddof=1)
    pooled = math.sqrt(float(squares) / df)
    effect = float(one.mean() - two.mean()) / pooled
    root = math.sqrt(len(one) * len(two) / n)
    low, high = noncentrality_limits(effect * root, df, confidence=confidence)
    return Estimate(
        effect * hedges_factor(df) if corrected else effect,
        low / root,
        high / root,
        n,
        method,
        sd=pooled,
        df=df,
        cautions=cautions,
    )


def _level(confidence: float | None) -> float:
    return float(get("confidence_level").value) if confidence is None else confidence


def _groups(
    first: object, second: object, about: str
) -> tuple[np.ndarray, np.ndarray, tuple[Caution, ...]]:
    given = [numbers(part) for part in (first, second)]
    one, two = (part[~np.isnan(part)] for part in given)
    of = sum(len(part) for part in given)
    lost = of - len(one) - len(two)
    return one, two, (Caution.of("values_missing", about, n=lost, of=of),) if lost else ()


def _too_few(one: np.ndarray, two: np.ndarray, about: str) -> Caution | None:
    fewest = min(len(one), len(two))
    return Caution.of("too_few", about, n=fewest, least=_LEAST) if fewest < _LEAST else None


def _refused(n: int, method: str, cautions: tuple[Caution, ...]) -> Estimate:
    return Estimate(math.nan, math.nan, math.nan, n, method, cautions=cautions)
