"""How a row of a cleared table stands to the nation's."""

from __future__ import annotations

from typing import Any

from nrs_lib.disclosure.standing import Standing, standing_beside

__all__ = ["Standing", "standing"]


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
