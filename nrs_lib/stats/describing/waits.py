"""How long patients wait for a programme, those still waiting counted too."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS as COHORT_DEFINITIONS
from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.describing.competing import CumulativeIncidence, cumulative_incidence
from nrs_lib.stats.describing.reached import reached_rows
from nrs_lib.stats.describing.survival import DEFINITIONS
from nrs_lib.stats.describing.times import Times, days_until
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row

MEASURE = "time_to_programme"
STARTED, ENDED_BEFORE = "started", "ended_before"


def _waiting(cohort: Cohort) -> tuple[pd.DataFrame, Times]:
    episodes = cohort.registered
    is_left_out = episodes["care_process"].isin(get("change_excludes").value)
    episodes = episodes[~is_left_out].reset_index(drop=True)
    never = episodes["discharge_date"].where(episodes["program_start_date"].isna())
    times = days_until(
        episodes["first_visit_date"],
        {STARTED: episodes["program_start_date"], ENDED_BEFORE: never},
        until=pd.Timestamp(cohort.population.as_of),
        about=MEASURE,
    )
    return episodes[times.kept], times


def programme_starts(cohort: Cohort) -> CumulativeIncidence:
    """Days from first visit to programme start, for all who first came in the period.

    The median of those who have started (`wait_to_programme`) leaves out who still waits,
    and so tells of shorter waits than there are. Here they count for as long as they have
    waited, up to the day of the extract. An episode that ended without a programme
    (``ended_before``) can no longer start one; it counts as an end of its own.

    Returns
    -------
    CumulativeIncidence
        Causes ``started`` and ``ended_before``, in days; episodes of assessment only are
        left out.
    """
    _, times = _waiting(cohort)
    return cumulative_incidence(times, causes=(STARTED, ENDED_BEFORE), about=MEASURE)


def time_to_programme(cohort: Cohort, *, days: Sequence[int]) -> Estimates:
    """Waits for a programme, as rows that can be cleared.

    Parameters
    ----------
    days
        Days after the first visit at which the share who have started is told.

    Returns
    -------
    Estimates
        The time by which half had started (statistic median), and the share who had started
        within each number of days (statistic incidence, the days as category).
    """
    found, group = programme_starts(cohort), Group.of(cohort.group)
    episodes, _ = _waiting(cohort)
    counted = count_row(group, MEASURE, episodes["unit_id"], period=cohort.period.code)
    rows, said = reached_rows(
        found, counted, group, cause=STARTED, days=days, period=cohort.period.code
    )
    return from_rows(
        rows,
        definitions=(*COHORT_DEFINITIONS, *DEFINITIONS),
        cautions=(*found.cautions, *said),
    )
