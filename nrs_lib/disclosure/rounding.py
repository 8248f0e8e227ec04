"""Shares of rounded counts, with intervals that no rounding makes too narrow.

Readers who are shown counts rounded must not be told of a difference that is the rounding's
own. The exact counts may not be used for them, so an interval holds those of all counts that
round to the shown ones: what it leaves out, the interval of the exact counts leaves out too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.blurring import span_of
from nrs_lib.disclosure.standing import Standing, standing_written
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Statistic

Counts = tuple[int, int]
"""Numerator and denominator."""


class Rounded(NamedTuple):
    """A share or difference of rounded counts, and an interval that holds those of all counts
    that round so; from -1 to 1."""

    estimate: float
    low: float
    high: float


def share_of_rounded(counts: Counts, base: int) -> Rounded:
    """Share of rounded counts, with the widest interval that they allow.

    Parameters
    ----------
    counts
        Numerator and denominator, rounded to whole bases; the denominator is above 0.
    base
        What they were rounded to.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    level = float(get("confidence_level").value)
    lowest, highest = _ends(counts, base)
    low = wilson(*lowest, confidence=level)[1]
    high = wilson(*highest, confidence=level)[2]
    return Rounded(counts[0] / counts[1], low, high)


def difference_of_rounded(after: Counts, before: Counts, base: int) -> Rounded:
    """Difference of two shares of rounded counts, with the widest interval that they allow.

    Parameters
    ----------
    after, before
        Numerators and denominators of different people, rounded to whole bases.
    base
        What they were rounded to; beside 1 the interval is that of the counts themselves.

    References
    ----------
    Newcombe 1998, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, unless the convention
    ``share_difference_interval`` says another.
    """
    lowest, highest = zip(_ends(after, base), reversed(_ends(before, base)), strict=True)
    return Rounded(
        after[0] / after[1] - before[0] / before[1],
        share_difference(*lowest).difference.low,
        share_difference(*highest).difference.high,
    )


def standing_between(now: Any, then: Any, base: int) -> Standing:
    """How a number stands to one of other people, by the interval of their difference.

    Of two shares it is that of `difference_between`, as it is written in percentage points. Of
    other numbers, whose difference has no interval here, anything is said only where their own
    do not meet.

    Parameters
    ----------
    now, then
        Numbers that are shown, with ``low`` and ``high``, and what shares are of.
    base
        What their counts were rounded to; 1 where they are exact.
    """
    if now.statistic != Statistic.SHARE:
        if math.isnan(now.low) or math.isnan(then.low):
            return Standing.UNKNOWN
        if now.low > then.high:
            return Standing.HIGHER
        return Standing.LOWER if now.high < then.low else Standing.ALIKE
    _, low, high = difference_between(now, then, base)
    return standing_written(100 * low, 100 * high, 0.0, 0)


def difference_between(now: Any, then: Any, base: int) -> Rounded:
    """The difference of two shares that are shown, as `difference_of_rounded` has it.

    Parameters
    ----------
    now, then
        Shares of other people, with ``numerator`` and ``denominator``.
    base
        What their counts were rounded to; 1 where they are exact.
    """
    counts = [(int(one.numerator), int(one.denominator)) for one in (now, then)]
    return difference_of_rounded(*counts, base)


def shares_that_round_so(counts: Counts, base: int) -> tuple[float, float]:
    """The lowest and the highest share of counts that are rounded to these."""
    lowest, highest = _ends(counts, base)
    return lowest[0] / lowest[1], highest[0] / highest[1]


def points_off(counts: Iterable[Counts], base: int) -> int:
    """How many whole percentage points a share of rounded counts may lie from the exact one.

    Both are taken as they are printed, in whole per cent, so that what lies between two points
    counts as the further one.

    Parameters
    ----------
    counts
        Numerators and denominators, rounded to whole bases; the largest of all is given, and 0
        of none.
    base
        What they were rounded to.
    """
    moved = [
        100 * abs(end - numerator / denominator)
        for numerator, denominator in counts
        for end in shares_that_round_so((numerator, denominator), base)
    ]
    return math.ceil(max(moved, default=0.0))


def adjusted_of_rounded(value: float, exact: Counts, shown: Counts, base: int) -> Rounded:
    """An adjusted share, moved as far as rounding moves the share that it adjusts.

    The exact one beside rounded counts would give the exact counts back, and beside the share
    of rounded counts it would look as if case mix had moved what only rounding did.

    Parameters
    ----------
    value
        Adjusted from the exact counts, from 0 to 1.
    exact, shown
        Numerator and denominator before and after rounding.
    base
        What they were rounded to.

    Returns
    -------
    Rounded
        With the lowest and the highest of all counts that round so.
    """
    # Of nobody, nothing tells how case mix would move the share.
    ratio = value / (exact[0] / exact[1]) if exact[0] else 1.0
    shares = (shown[0] / shown[1], *shares_that_round_so(shown, base))
    return Rounded(*(min(1.0, ratio * share) for share in shares))


def _ends(counts: Counts, base: int) -> tuple[Counts, Counts]:
    """The counts of the lowest and of the highest share that are rounded to these and shown.

    Both limits of Wilson's interval, and of Newcombe's, grow with the numerator and fall with
    the denominator.
    """
    numerator, denominator = (span_of(count, base) for count in counts)
    # Nobody is in the numerator who is not in the denominator.
    fewest = int(max(denominator.low, numerator.low, 1))
    # What only rounds to all or none is hidden, so that those shown are all or none for sure.
    if counts[0] == counts[1]:
        return (fewest, fewest), (fewest, fewest)
    if not counts[0]:
        return (0, fewest), (0, fewest)
    lowest = int(numerator.low), int(denominator.high)
    return lowest, (int(min(numerator.high, fewest)), fewest)
