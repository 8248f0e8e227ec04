"""The change that comes of choosing people by their start value, without any treatment."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import log_ndtr

from nrs_lib.contracts.cautions import Caution
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.paired_change import complete_pairs, has_spread, numbers

FROM_RELIABILITY = "regression_to_mean_reliability"
FROM_FOLLOW_UP = "regression_to_mean_follow_up"
UNKNOWN = "regression_to_mean"
ABOVE, BELOW = "above", "below"
_DECIMALS = 2


def expected_regression(
    chosen: object,
    everybody: object,
    *,
    reliability: float | None = None,
    later: object = None,
    about: str = "",
) -> Estimate:
    """The mean change to expect in a group that was chosen by its start values.

    Parameters
    ----------
    chosen
        Start values of the group.
    everybody
        Start values of all whom the group was chosen from, the group among them.
    reliability
        Correlation between two measurements of people who did not change (test and retest).
    later
        Later values of everybody, in the same order. Their correlation with the start stands
        in for the reliability where that is not given.

    Returns
    -------
    Estimate
        ``(1 - reliability) (mean of everybody - mean of the group)``: signed as a change in
        the scale's own direction, n of the group, without an interval. With the caution
        ``regression_to_mean``; also ``regression_from_follow_up`` where the correlation with
        the follow-up was used. Without reliability or follow-up, and where the correlation
        does not exist, the number is missing (``regression_to_mean_unknown``).

    Raises
    ------
    ParameterError
        The reliability is not from 0 to 1, or start and later are not of the same people.

    References
    ----------
    Barnett, van der Pols and Dobson 2005, doi:10.1093/ije/dyh299. Written for any choice by
    the start value; with a cut-off and normal values it is `regression_beyond`.
    """
    if reliability is not None and not 0 <= reliability <= 1:
        raise ParameterError(
            "A reliability is a correlation from 0 to 1.",
            where="reliability",
            remedy="Give the test-retest correlation, such as 0.8.",
        )
    group, whole = numbers(chosen), numbers(everybody)
    group, known = group[~_missing(group)], whole[~_missing(whole)]
    n = len(group)
    method, said = (FROM_RELIABILITY, ()) if reliability is not None else (UNKNOWN, ())
    if reliability is None and later is not None:
        reliability = _correlation(everybody, later)
        if reliability is not None:
            method = FROM_FOLLOW_UP
            said = (Caution.of("regression_from_follow_up", about),)
    if not n or not len(known):
        few = Caution.of("too_few", about, n=0, least=1)
        return Estimate(math.nan, math.nan, math.nan, n, method, cautions=(few,))
    if reliability is None:
        unknown = Caution.of("regression_to_mean_unknown", about)
        return Estimate(math.nan, math.nan, math.nan, n, method, cautions=(unknown,))
    expected = (1 - reliability) * float(known.mean() - group.mean())
    warning = Caution.of("regression_to_mean", about, expected=round(expected, _DECIMALS) + 0.0)
    return Estimate(expected, math.nan, math.nan, n, method, cautions=(warning, *said))


def regression_beyond(
    cut_off: float,
    *,
    mean: float,
    sd: float,
    reliability: float,
    side: str = ABOVE,
) -> float:
    """The mean change to expect of people beyond a cut-off, from a normal distribution.

    Parameters
    ----------
    cut_off, mean, sd
        In the scale's own unit; mean and standard deviation of all whom they are chosen from.
    reliability
        Correlation between two measurements of people who did not change.
    side
        ``above`` or ``below`` the cut-off are chosen.

    Returns
    -------
    float
        Signed as a change: below zero where the high are chosen.

    Raises
    ------
    ParameterError
        The side is unknown, the spread is not above 0 or the reliability not from 0 to 1.

    References
    ----------
    Barnett, van der Pols and Dobson 2005, doi:10.1093/ije/dyh299, where
    ``sd (1 - reliability)`` is written as the variance within people over the root of the
    variance within and between.
    """
    if side not in (ABOVE, BELOW) or not sd > 0 or not 0 <= reliability <= 1:
        raise ParameterError(
            "The side of the cut-off, the spread or the reliability is not one that can be.",
            where="side, sd, reliability",
            remedy=f"Use {ABOVE} or {BELOW}, a spread above 0, and a reliability from 0 to 1.",
        )
    way = -1.0 if side == ABOVE else 1.0
    z = -way * (cut_off - mean) / sd
    # By logarithms, so that a far cut-off does not divide zero by zero.
    beyond = math.exp(-z * z / 2 - math.log(2 * math.pi) / 2 - float(log_ndtr(-z)))
    return way * sd * (1 - reliability) * beyond


def _missing(values: np.ndarray) -> np.ndarray:
    return np.isnan(values)


def _correlation(start: object, later: object) -> float | None:
    """Between start and later of who has both, never below 0; none where it does not exist."""
    pairs = complete_pairs(start, later)
    if pairs.n < 3 or not (has_spread(pairs.start) and has_spread(pairs.later)):
        return None
    before, after = pairs.start - pairs.start.mean(), pairs.later - pairs.later.mean()
    found = float((before * after).sum() / math.sqrt((before**2).sum() * (after**2).sum()))
    return min(1.0, max(0.0, found))
