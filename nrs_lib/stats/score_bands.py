"""How patients are spread over the bands of a score, at each time point."""

from __future__ import annotations

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.scoring.bands import band
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, category_rows
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import TimePoint


def banded() -> tuple[str, ...]:
    """The measures that divide a scale into its bands."""
    return tuple(code for code, one in read_measures().items() if one.bands)


def band_shares(cohort: Cohort) -> Estimates:
    """Share in each band, of those who have a score at the time point.

    Returns
    -------
    Estimates
        One share for each measure of `banded`, time point and band (category). Those at the
        start are registered in the period; later ones are those of `Cohort.followed`, so the
        time points are not all the same people.
    """
    group = Group.of(cohort.group)
    rows = []
    for point in TimePoint:
        is_first = point == TimePoint.INITIAL
        episodes = cohort.registered if is_first else cohort.followed(point)
        answers = cohort.answers(episodes, point).reset_index(drop=True)
        for measure in banded():
            code = read_measures()[measure].bands
            rows += category_rows(
                group,
                measure,
                band(answers[code], scale(code)),
                episodes["unit_id"].reset_index(drop=True),
                categories=read_measures()[measure].categories,
                time_point=str(point),
                period=cohort.period.code,
            )
    codes = [read_measures()[measure].bands for measure in banded()]
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *SHARE_DEFINITIONS,
            *(f"measure:{measure}" for measure in banded()),
            *scored_by(cohort.population, codes),
        ),
    )
