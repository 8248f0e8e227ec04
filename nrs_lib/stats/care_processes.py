"""How far the patients of a period came, care process by care process."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.terms import CareProcess

STEPS = {
    "process_mmr": (
        CareProcess.MMR,
        {
            "visited": "first_visit_date",
            "started": "program_start_date",
            "discharged": "discharge_date",
        },
    ),
    "process_assessment_only": (
        CareProcess.ASSESSMENT_ONLY,
        {
            "visited": "first_visit_date",
            "assessed": "assessment_date",
            "discharged": "discharge_date",
        },
    ),
}
"""By measure the care process, and the date behind each step."""


def process_flows(cohort: Cohort) -> Estimates:
    """Count how far those came whose first visit fell in the period, by the day of the extract.

    Other specialised pain care has no steps of its own; how many it is stands among the
    shares of care processes.

    Returns
    -------
    Estimates
        Counts per step (category). Each step is a part of the one before: an episode whose
        programme ended and whose start has no date is not counted as ended either.
    """
    group = Group.of(cohort.group)
    rows = []
    for measure, (process, dates) in STEPS.items():
        mine = (cohort.visited["care_process"] == str(process)).fillna(False).astype(bool)
        episodes = cohort.visited[mine]
        reached = pd.Series(True, index=episodes.index)
        for step, column in dates.items():
            reached &= episodes[column].notna()
            rows.append(
                count_row(
                    group,
                    measure,
                    episodes.loc[reached, "unit_id"],
                    category=step,
                    period=cohort.period.code,
                )
            )
    return from_rows(rows, definitions=(*DEFINITIONS, *(f"measure:{name}" for name in STEPS)))
