"""What may be claimed: differences and changes that the intervals bear, and no others."""

from __future__ import annotations

from nrs_lib.disclosure.standing import Standing, standing_beside, standing_from_zero
from nrs_lib.figures.values import Value
from nrs_lib.terms import Direction


def against(value: Value | None, reference: float) -> Standing:
    """Compare a value's interval with one number, each as it is written."""
    if value is None or not value.has_interval:
        return Standing.UNKNOWN
    return standing_beside(value, reference)


def change_of(value: Value | None, decimals: int, *, times: float = 1) -> Standing:
    """Whether a change is one, by its interval as it is written; ``times`` as much in print."""
    if value is None or not value.has_interval:
        return Standing.UNKNOWN
    return standing_from_zero(times * value.low, times * value.high, decimals)


def against_nation(own: Value | None, nation: Value | None) -> Standing:
    """Compare a unit's interval with the national value."""
    if nation is None or not nation.is_shown:
        return Standing.UNKNOWN
    return against(own, nation.estimate)


def is_apart(value: Value, nation: Value | None) -> bool:
    """Whether a unit's whole interval lies on one side of the national value."""
    return against_nation(value, nation) in (Standing.HIGHER, Standing.LOWER)


def is_better(place: Standing, direction: Direction) -> bool | None:
    """Whether a difference is to the good; None when nothing can be said."""
    if place not in (Standing.HIGHER, Standing.LOWER) or direction is Direction.NEUTRAL:
        return None
    return (place is Standing.HIGHER) == (direction is Direction.HIGHER_BETTER)
