"""Change of those who started beyond a cut-off, beside what comes of choosing them so."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.errors import ParameterError
from nrs_lib.stats.due_scores import DueScores, estimate_row
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.regression_to_mean import ABOVE, BELOW, expected_regression
from nrs_lib.stats.rows import MEAN_DEFINITIONS, Group
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Statistic, TimePoint

OBSERVED, EXPECTED = "observed", "regression_to_mean"


def chosen_measure(scale: str, side: str, cut_off: float) -> str:
    """Name of the rows of those beyond a cut-off, such as ``nrs_pain:start_above:7``."""
    return f"{scale}:start_{side}:{cut_off:g}"


def chosen_change_estimates(
    cohort: Cohort,
    *,
    scale: str,
    time_point: TimePoint,
    cut_off: float,
    side: str = ABOVE,
    reliability: float | None = None,
) -> Estimates:
    """Change of the people who started at a cut-off or beyond it.

    Parameters
    ----------
    cut_off, side
        ``above``: a start of the cut-off or more; ``below``: of the cut-off or less.
    reliability
        Test-retest correlation of the scale. Without it the correlation between start and
        follow-up of the whole cohort stands in, and the cautions say so.

    Returns
    -------
    Estimates
        Two changes of the same people (`chosen_measure`), in the scale's own unit:
        ``observed`` with a t interval, and ``regression_to_mean``, to be expected without any
        treatment, which has no interval. The cautions tell the expected one in words.

    Raises
    ------
    ParameterError
        The side is unknown, or the time point is the start.

    References
    ----------
    Barnett, van der Pols and Dobson 2005, doi:10.1093/ije/dyh299.
    """
    if side not in (ABOVE, BELOW):
        raise ParameterError(
            "The side of the cut-off is unknown.",
            where=f"side: {side}",
            remedy=f"Use {ABOVE} or {BELOW}.",
        )
    due = DueScores.of(cohort, scale=scale, time_point=time_point)
    beyond = due.start.ge(cut_off) if side == ABOVE else due.start.le(cut_off)
    measure = chosen_measure(scale, side, cut_off)
    start, later = due.start[beyond], due.later[beyond]
    has_both: pd.Series = due.has_both & beyond
    found = {
        OBSERVED: paired_change(start, later, about=measure),
        EXPECTED: expected_regression(
            due.start[has_both],
            due.start,
            reliability=reliability,
            later=due.later,
            about=measure,
        ),
    }
    group = Group.of(cohort.group)
    place = {"time_point": str(time_point), "period": cohort.period.code}
    rows = [
        estimate_row(
            group,
            measure,
            Statistic.CHANGE,
            one,
            due.units[has_both],
            category=category,
            **place,
        )
        for category, one in found.items()
    ]
    return from_rows(
        rows,
        definitions=(*DEFINITIONS, *MEAN_DEFINITIONS, *scored_by(cohort.population, [scale])),
        cautions=[said for one in found.values() for said in one.cautions],
    )
