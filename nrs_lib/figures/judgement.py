"""What may be claimed: differences and changes that the intervals bear, and no others."""

from __future__ import annotations

import math
from enum import StrEnum

from nrs_lib.figures.values import Value
from nrs_lib.terms import Direction


class Verdict(StrEnum):
    """A value against a reference."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


def against(value: Value | None, reference: float) -> Verdict:
    """Compare an interval with one number; a number on the very limit is covered."""
    if value is None or not value.has_interval or math.isnan(reference):
        return Verdict.UNKNOWN
    if value.low > reference:
        return Verdict.HIGHER
    return Verdict.LOWER if value.high < reference else Verdict.UNCLEAR


def against_nation(own: Value | None, nation: Value | None) -> Verdict:
    """Compare a unit's interval with the national value.

    The unit is itself part of the nation, so the comparison errs towards claiming nothing.
    """
    if nation is None or not nation.is_shown:
        return Verdict.UNKNOWN
    return against(own, nation.estimate)


def is_better(verdict: Verdict, direction: Direction) -> bool | None:
    """Whether a difference is to the good; None when nothing can be said."""
    if verdict not in (Verdict.HIGHER, Verdict.LOWER) or direction is Direction.NEUTRAL:
        return None
    return (verdict is Verdict.HIGHER) == (direction is Direction.HIGHER_BETTER)
