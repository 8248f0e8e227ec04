"""Shares with their numerator, denominator and interval."""

from __future__ import annotations

import math

from scipy.special import ndtri


def wilson(
    numerator: int, denominator: int, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Share and Wilson score interval.

    The closed form is written out, and tested against statsmodels, because importing
    statsmodels' own costs every report more than a second before it has drawn anything.

    Returns
    -------
    tuple
        Share, lower and upper limit, each from 0 to 1; all missing when the denominator is 0.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    if denominator == 0:
        return math.nan, math.nan, math.nan
    share = numerator / denominator
    z = float(ndtri(0.5 + confidence / 2))
    spread = z * z / denominator
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / denominator + spread / (4 * denominator))
    half /= 1 + spread
    return share, max(0.0, centre - half), min(1.0, centre + half)
