"""Limits of a standardised effect from the noncentral t distribution, and Hedges' factor."""

from __future__ import annotations

import math

from scipy.special import gammaln, nctdtr, nctdtrinc

_STEPS = 3


def hedges_factor(df: float) -> float:
    """What an effect is multiplied by to take out its small-sample bias.

    Exact for an effect over one standard deviation with ``df`` degrees of freedom: the gamma
    formula, not 1 - 3 / (4 df - 1). Missing up to one degree of freedom, where the effect has
    no expectation.

    References
    ----------
    Hedges 1981, doi:10.3102/10769986006002107.
    """
    if not df > 1:
        return math.nan
    return math.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / math.sqrt(df / 2)


def noncentrality_limits(t: float, df: float, *, confidence: float) -> tuple[float, float]:
    """The two noncentralities under which a t value as extreme is just improbable enough.

    References
    ----------
    Steiger and Fouladi 1997, in What if there were no significance tests; described by
    Cumming and Finch 2001, doi:10.1177/0013164401614002.
    """
    tail = (1 - confidence) / 2
    return _noncentrality(t, df, 1 - tail), _noncentrality(t, df, tail)


def _noncentrality(t: float, df: float, probability: float) -> float:
    """Noncentrality under which a t value up to ``t`` has the probability."""
    found = float(nctdtrinc(df, probability, t))
    for _ in range(_STEPS):
        # The library stops at six digits; Newton's steps on the same distribution go on.
        slope = (nctdtr(df, found + 1e-4, t) - nctdtr(df, found - 1e-4, t)) / 2e-4
        if slope == 0:
            break
        found -= float((nctdtr(df, found, t) - probability) / slope)
    return found
