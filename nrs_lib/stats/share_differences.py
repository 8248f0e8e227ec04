"""The difference between the shares of two groups."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.shares import wilson

_HALVINGS = 80


@dataclass(frozen=True)
class ShareDifference:
    """Two shares and how far they are apart.

    Attributes
    ----------
    first, second
        Shares with numerator, denominator and Wilson's interval.
    difference
        First minus second, from -1 to 1; ``n`` counts both groups.
    """

    first: Estimate
    second: Estimate
    difference: Estimate


def share_difference(
    first: tuple[int, int],
    second: tuple[int, int],
    *,
    interval: str | None = None,
    confidence: float | None = None,
    about: str = "",
) -> ShareDifference:
    """Compare the shares of two groups of different people.

    Parameters
    ----------
    first, second
        Numerator and denominator of each group. People whose answer is missing are in
        neither.
    interval
        ``newcombe`` or ``miettinen_nurminen``; convention ``share_difference_interval`` when
        not given.

    Returns
    -------
    ShareDifference
        Refused (``too_few``) where a group has nobody.

    Raises
    ------
    ParameterError
        The interval is unknown, or a numerator does not fit its denominator.

    References
    ----------
    Newcombe 1998, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; Miettinen and
    Nurminen 1985, doi:10.1002/sim.4780040211.
    """
    interval = interval or get("share_difference_interval").value
    if interval not in INTERVALS:
        raise ParameterError(
            "The interval is unknown.",
            where=f"interval: {interval}",
            remedy=f"Use one of {', '.join(INTERVALS)}.",
        )
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    for numerator, denominator in (first, second):
        if not 0 <= numerator <= denominator:
            raise ParameterError(
                "A numerator is below 0 or above its denominator.",
                where="first, second",
                remedy="Give (numerator, denominator) of each group.",
            )
    shares = [_share(*group, confidence) for group in (first, second)]
    n, fewest = first[1] + second[1], min(first[1], second[1])
    if fewest == 0:
        few = Caution.of("too_few", about, n=0, least=1)
        difference = Estimate(math.nan, math.nan, math.nan, n, interval, cautions=(few,))
    else:
        low, high = INTERVALS[interval](first, second, confidence)
        apart = first[0] / first[1] - second[0] / second[1]
        difference = Estimate(apart, low, high, n, interval)
    return ShareDifference(*shares, difference)


def _share(numerator: int, denominator: int, confidence: float) -> Estimate:
    share, low, high = wilson(numerator, denominator, confidence=confidence)
    return Estimate(
        share, low, high, denominator, "wilson", numerator=numerator, denominator=denominator
    )


def _newcombe(
    first: tuple[int, int], second: tuple[int, int], confidence: float
) -> tuple[float, float]:
    one, one_low, one_high = wilson(*first, confidence=confidence)
    two, two_low, two_high = wilson(*second, confidence=confidence)
    apart = one - two
    return (
        apart - math.hypot(one - one_low, two_high - two),
        apart + math.hypot(one_high - one, two - two_low),
    )


def _miettinen_nurminen(
    first: tuple[int, int], second: tuple[int, int], confidence: float
) -> tuple[float, float]:
    z = float(ndtri(0.5 + confidence / 2))
    apart = first[0] / first[1] - second[0] / second[1]

    def is_possible(difference: float) -> bool:
        variance = _restricted_variance(first, second, difference)
        return (apart - difference) ** 2 <= z * z * variance

    return _edge(is_possible, apart, -1.0), _edge(is_possible, apart, 1.0)


INTERVALS = {"newcombe": _newcombe, "miettinen_nurminen": _miettinen_nurminen}


def _edge(is_possible: Callable[[float], bool], inside: float, outside: float) -> float:
    """The last possible difference on the way out, by halving; it may be the end itself."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if is_possible(middle):
            inside = middle
        else:
            outside = middle
    return inside


def _restricted_variance(
    first: tuple[int, int], second: tuple[int, int], difference: float
) -> float:
    """Variance of the difference where the shares are the likeliest that lie so far apart.

    Closed root of the cubic in Miettinen and Nurminen 1985, appendix 1.
    """
    (yes_one, n_one), (yes_two, n_two) = first, second
    n, yes = n_one + n_two, yes_one + yes_two
    a = n
    b = (n_one + 2 * n_two) * difference - n - yes
    c = (n_two * difference - n - 2 * yes_two) * difference + yes
    d = yes_two * difference * (1 - difference)
    q = b**3 / (3 * a) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    inside = max(0.0, b * b / (3 * a) ** 2 - c / (3 * a))
    p = math.copysign(math.sqrt(inside), q)
    # Rounding may carry the cosine past 1 where two roots meet.
    cosine = min(1.0, max(-1.0, q / p**3)) if p else 1.0
    angle = (math.pi + math.acos(cosine)) / 3
    two = 2 * p * math.cos(angle) - b / (3 * a)
    two = min(min(1.0, 1.0 - difference), max(max(0.0, -difference), two))
    one = two + difference
    variance = one * (1 - one) / n_one + two * (1 - two) / n_two
    return max(0.0, variance) * n / (n - 1)
