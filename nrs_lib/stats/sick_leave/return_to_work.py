"""How long it takes until those on sick leave at discharge have none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import WHOM, Cohort
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.returns import return_days
from nrs_lib.cohort.sick_leave.spells import NO_DAY, dates_of, days_of
from nrs_lib.cohort.sick_leave.windows import limits_of
from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.describing.competing import CumulativeIncidence, cumulative_incidence
from nrs_lib.stats.describing.reached import reached_rows
from nrs_lib.stats.describing.survival import DEFINITIONS
from nrs_lib.stats.describing.times import Times, days_until, times_of
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.stats.sick_leave.windows import linked_programmes

MEASURE = "return_to_work"
RETURNED, DIED, PENSIONED = "returned", "died", "pensioned"
CAUSES = (RETURNED, DIED, PENSIONED)


def returns_to_work(cohort: Cohort, linkage: Linkage) -> CumulativeIncidence:
    """Days from discharge to the first without sick leave, of those on it at discharge.

    Back at work is who has no benefit of any extent for as many days in a row as convention
    ``return_to_work_least_days`` says; what they do on those days is not known. Death and
    pension age rule a return out. Who emigrates, and who is still on sick leave when the
    data end, counts for as long as they were seen.

    Parameters
    ----------
    cohort
        Its discharged episodes; a patient's first programme in the period counts.
    linkage
        What was fetched from Försäkringskassan.

    Returns
    -------
    CumulativeIncidence
        Causes ``returned``, ``died`` and ``pensioned``, in days. Empty, with a refused
        caution, where the register was never linked or the end of the data is unknown. Who
            was not linked, has periods that cannot be placed in time, or was discharged too late
        to be followed is counted among ``times_missing``.
    """
    _, times, cautions = _followed(cohort, linkage)
    found = cumulative_incidence(times, causes=CAUSES, about=MEASURE)
    return CumulativeIncidence(
        found.steps,
        found.n,
        found.n_events,
        found.confidence,
        found.about,
        (*cautions, *found.cautions),
    )


def return_to_work(cohort: Cohort, linkage: Linkage, *, days: Sequence[int]) -> Estimates:
    """Return to work as rows that can be cleared.

    Parameters
    ----------
    cohort, linkage
        As for `returns_to_work`.
    days
        Days after discharge at which the share who are back is told.

    Returns
    -------
    Estimates
        The time by which half were back (statistic median), and the share who were back
        within each number of days (statistic incidence, the days as category).
        Without rows where the register cannot be followed.
    """
    programmes, _, _ = _followed(cohort, linkage)
    found = returns_to_work(cohort, linkage)
    if programmes.empty:
        return from_rows([], cautions=found.cautions)
    group, period = Group.of(cohort.group), cohort.period.code
    counted = count_row(group, MEASURE, programmes["unit_id"], period=period)
    rows, said = reached_rows(found, counted, group, cause=RETURNED, days=days, period=period)
    return from_rows(
        rows,
        definitions=(
            *WHOM,
            *DEFINITIONS,
            "convention:return_to_work_least_days",
            "convention:sick_leave_pension_cut",
        ),
        cautions=(*found.cautions, *said),
    )


def _followed(cohort: Cohort, linkage: Linkage) -> tuple[pd.DataFrame, Times, tuple[Caution, ...]]:
    """Programmes of those on sick leave at discharge, and when each came to an end."""
    programmes, cautions = linked_programmes(cohort, linkage)
    if programmes.empty:
        nothing = np.empty(0)
        return programmes, times_of(nothing, nothing.astype("object"), about=MEASURE), cautions
    least = int(get("return_to_work_least_days").value)
    patients = programmes["patient_id"].astype("object")
    limits = limits_of(programmes, linkage)
    discharged = days_of(programmes["discharge_date"])
    # A return is seen when as many days after it are known.
    last = np.maximum(limits["end_of_data"], NO_DAY + least) - least + 1
    is_known = (
        linkage.is_linked(programmes)
        & (last >= discharged)
        & ~patients.isin(linkage.spells.unplaceable).to_numpy()
    )
    is_on, returned = return_days(linkage.spells, patients, discharged, least=least)
    gone = limits["emigration"]
    last = np.where(gone != NO_DAY, np.minimum(last, gone), last)
    is_past = (limits["pension"] != NO_DAY) & (limits["pension"] <= discharged)
    chosen = (is_on | ~is_known) & ~is_past
    start = pd.Series(dates_of(discharged)).where(is_known)
    dates = {
        RETURNED: returned,
        DIED: limits["death"],
        PENSIONED: limits["pension"],
    }
    times = days_until(
        start[chosen],
        {cause: pd.Series(dates_of(day))[chosen] for cause, day in dates.items()},
        until=pd.Series(dates_of(np.where(is_known, last, discharged)))[chosen],
        about=MEASURE,
    )
    return programmes[chosen][times.kept], times, cautions
