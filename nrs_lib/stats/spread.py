"""How a scale's scores are spread among many people: the median and the middle half."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrs_lib.cohort.selection import Cohort
from nrs_lib.stats.describing.quantiles import quartiles
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import MEDIAN_DEFINITIONS, Group, median_row
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Statistic, TimePoint

LOWER, UPPER = "0.25", "0.75"


def start_spread(cohort: Cohort, *, scales: Sequence[str]) -> Estimates:
    """Median and quartiles of each scale at the start, among those registered in the period.

    Parameters
    ----------
    cohort
        All units of one register; registers are never put together.
    scales
        Scale codes; a version of an instrument is a scale of its own.

    Returns
    -------
    Estimates
        Per scale the median, and two rows of statistic ``quantile`` under the categories
        ``0.25`` and ``0.75``, in the scale's points;
        n counts those with a score. Missing scores are left out.
    """
    group = Group.of(cohort.group)
    episodes = cohort.registered
    answers = cohort.answers(episodes, TimePoint.INITIAL)
    place = {"time_point": str(TimePoint.INITIAL), "period": cohort.period.code}
    rows = []
    for code in scales:
        scores = answers[code].astype("float64")
        middle = median_row(group, code, scores, episodes["unit_id"], **place)
        low, _, high = quartiles(scores.to_numpy(dtype="float64", na_value=np.nan))
        quartile = {
            "statistic": str(Statistic.QUANTILE),
            "low": None,
            "high": None,
            "method": "quartile",
        }
        rows += [
            middle,
            middle | quartile | {"category": LOWER, "estimate": low},
            middle | quartile | {"category": UPPER, "estimate": high},
        ]
    definitions = (*MEDIAN_DEFINITIONS, *scored_by(cohort.population, scales))
    return from_rows(rows, definitions=definitions)
