"""How a row of a cleared table stands to the nation's."""

from __future__ import annotations

from typing import Any

from nrs_lib.contracts.scales import Scale
from nrs_lib.disclosure.standing import Standing, standing_beside
from nrs_lib.terms import Direction

__all__ = ["Standing", "better_way", "standing", "standing_to_zero"]


def standing(row: Any, national: Any) -> Standing:
    """Compare a unit's interval with the national value, each as it is written.

    Parameters
    ----------
    row, national
        Rows of a cleared table, or None. Hidden or without interval: nothing is known.
    """
    if row is None or national is None or row.hidden or national.hidden:
        return Standing.UNKNOWN
    return standing_beside(row, national.estimate)


def standing_to_zero(row: Any) -> Standing:
    """Whether a change differs from none with certainty; unknown where there is none."""
    return standing(row, row._replace(estimate=0.0)) if row is not None else Standing.UNKNOWN


def better_way(one: Scale) -> Standing:
    """On which side of none a change for the better lies."""
    return Standing.LOWER if one.direction is Direction.HIGHER_WORSE else Standing.HIGHER
