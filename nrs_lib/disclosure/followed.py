"""Who is still followed after a point of a curve: a count that the point tells besides its own."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nrs_lib.terms import Statistic

AT_RISK = ":at_risk"
"""What ends the measure of a count of those still followed at a point of a curve."""


def still_followed(table: pd.DataFrame) -> pd.DataFrame:
    """Points of curves once more, as counts of those who are still followed after them.

    Under the index of the points, and a measure of their own. None of what was released, as
    it has these counts already.
    """
    if "at_risk" not in table:
        return table.iloc[:0]
    points = table[table["at_risk"].notna()]
    left = points["at_risk"]
    return points.assign(**_followed(points["measure"], left), estimate=left.astype("float64"))


def left_after(point: Any) -> Any:
    """One point of a curve, as `still_followed` has it."""
    left = point.at_risk
    return point._replace(**_followed(point.measure, left), estimate=float(left))


def _followed(measure: Any, left: Any) -> dict[str, Any]:
    """What the count of those who are left after a point has in place of the point's own."""
    return {
        "measure": measure + AT_RISK,
        "statistic": str(Statistic.COUNT),
        "n": left,
        "numerator": pd.NA,
    }
