"""Outcomes in ordered steps, as the share at or below each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.shares import wilson


@dataclass(frozen=True)
class OrdinalShares:
    """How answers spread over ordered levels.

    Attributes
    ----------
    levels
        In order, the lowest first.
    n, missing
        Those who answered, and those who did not.
    shares
        Share at each level. Numerators add up to n.
    at_most, at_least
        Share at a level or lower, and at a level or higher. Each has its own interval; they
        do not hold for all levels at once.
    median
        The level that half are at or below; two levels where exactly half are at or below
        the first of them, for a median between steps has no name; none without answers.
    """

    levels: tuple[object, ...]
    n: int
    missing: int
    shares: Mapping[object, Estimate]
    at_most: Mapping[object, Estimate]
    at_least: Mapping[object, Estimate]
    median: tuple[object, ...]


def ordinal_shares(
    answers: object, *, levels: Sequence[object], confidence: float | None = None
) -> OrdinalShares:
    """Spread of answers over ordered levels, with cumulative shares.

    Parameters
    ----------
    answers
        One per person; missing ones are counted, and are in no share.
    levels
        All levels in order, the lowest first; a level nobody chose is kept.
    confidence
        By convention ``confidence_level`` when left out.

    Returns
    -------
    OrdinalShares
        Wilson intervals, level by level.

    Raises
    ------
    ParameterError
        A level stands twice, there are fewer than two, or an answer is none of them.
    """
    levels = tuple(levels)
    if len(set(levels)) != len(levels) or len(levels) < 2:
        raise ParameterError(
            "Ordered levels are not at least two different ones.",
            where="levels",
            remedy="Give each level once, the lowest first.",
        )
    given = pd.Series(answers)
    known = given.dropna()
    if not known.isin(levels).all():
        raise ParameterError(
            "An answer is none of the levels.",
            where="levels",
            remedy="Declare every level, or make the others missing.",
        )
    sure = float(get("confidence_level").value) if confidence is None else confidence
    n = len(known)
    counts = [int((known == level).sum()) for level in levels]
    below = [sum(counts[: place + 1]) for place in range(len(levels))]

    def share(numerator: int) -> Estimate:
        found = wilson(numerator, n, confidence=sure)
        return Estimate(*found, n, "wilson", numerator=numerator, denominator=n)

    halfway = next((place for place, count in enumerate(below) if 2 * count >= n), 0)
    is_between = n > 0 and 2 * below[halfway] == n
    after = next((place for place in range(halfway + 1, len(levels)) if counts[place]), halfway)
    return OrdinalShares(
        levels=levels,
        n=n,
        missing=len(given) - n,
        shares=dict(zip(levels, map(share, counts), strict=True)),
        at_most=dict(zip(levels, map(share, below), strict=True)),
        at_least={
            level: share(n - under + own)
            for level, under, own in zip(levels, below, counts, strict=True)
        },
        median=(
            () if n == 0 else (levels[halfway], levels[after]) if is_between else (levels[halfway],)
        ),
    )
