"""The flow of a cohort, from all rows of the extract to the pairs that results rest on."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.pairing import pair
from nrs_lib.cohort.selection import DEFINITIONS, Cohort, followup_due
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.describing.flow import Flow, Step, begin
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row
from nrs_lib.terms import Statistic, TimePoint

REGISTERED, CONSENTED, IN_PROGRAMME = "registered", "consented", "in_programme"
FOLLOWED, WITH_START, WITH_LATER, PAIRED = "followed", "with_start", "with_later", "paired"
WITHDRAWN, DECEASED, NOT_DISCHARGED = "consent_withdrawn", "deceased", "not_discharged"
NOT_YET_DUE, OTHER_PERIOD, LEFT_OUT = "not_yet_due", "other_period", "left_out"
NO_START, NO_LATER, NO_SCORE = "no_start", "no_later", "no_score"


def flow_of(cohort: Cohort, *, scale: str, time_point: TimePoint) -> Flow:
    """Count how the episodes of an extract become pairs of scores on one scale.

    Parameters
    ----------
    cohort
        A unit or the nation, in one period.
    scale
        The scale that must be scored at both times.
    time_point
        Discharge or one-year follow-up.

    Returns
    -------
    Flow
        Steps ``registered`` (all episodes of the register, or of its unit, in the extract),
        ``consented``, ``in_programme`` (reasons: the care processes left out),
        ``followed`` (discharged, or due for follow-up, in the period), ``with_start``,
        ``with_later`` and ``paired``. An episode that several reasons apply to counts under
        the first of deceased, not discharged, not yet due and other period.
    """
    population = cohort.population
    episodes = population.episodes.set_index("episode_id", drop=False)
    flow = begin(
        episodes.index,
        code=CONSENTED,
        patients=episodes["patient_id"],
        before=Step(REGISTERED, population.n_in_extract),
        reason=WITHDRAWN,
    )
    excluded = (*get("national_excludes").value, *get("change_excludes").value)
    process = episodes["care_process"]
    flow = flow.keep(
        IN_PROGRAMME,
        episodes.index[~process.isin(excluded).to_numpy()],
        reason=LEFT_OUT,
        reasons={str(code): episodes.index[(process == code).fillna(False)] for code in excluded},
    )
    followed = cohort.followed(time_point)
    flow = flow.keep(
        FOLLOWED,
        followed["episode_id"],
        reason=OTHER_PERIOD,
        reasons=_not_followed(cohort, episodes, time_point),
    )
    start, later = (cohort.answers(followed, point) for point in (TimePoint.INITIAL, time_point))
    flow = flow.keep_where(WITH_START, start["has_answered"], reason=NO_START)
    flow = flow.keep_where(WITH_LATER, later["has_answered"], reason=NO_LATER)
    pairs = pair(cohort, scales=[scale], time_point=time_point)
    return flow.keep(PAIRED, pairs["episode_id"], reason=NO_SCORE)


def _not_followed(
    cohort: Cohort, episodes: pd.DataFrame, time_point: TimePoint
) -> dict[str, pd.Index]:
    is_open = episodes["discharge_date"].isna()
    if time_point == TimePoint.DISCHARGE:
        return {NOT_DISCHARGED: episodes.index[is_open]}
    due = followup_due(episodes)
    grace = pd.Timedelta(days=get("followup_grace_days").value)
    is_later = (due + grace > pd.Timestamp(cohort.population.as_of)).fillna(False)
    return {
        DECEASED: episodes.index[episodes["deceased"].fillna(False).astype(bool)],
        NOT_DISCHARGED: episodes.index[due.isna()],
        NOT_YET_DUE: episodes.index[is_later],
    }


def cohort_flow_estimates(
    cohort: Cohort, *, scale: str, time_point: TimePoint, measure: str
) -> Estimates:
    """The flow of a cohort as counts that can be cleared; see `flow_estimates`."""
    found = flow_estimates(
        flow_of(cohort, scale=scale, time_point=time_point),
        measure=measure,
        group=cohort.group,
        units=cohort.population.episodes.set_index("episode_id")["unit_id"],
        period=cohort.period.code,
        time_point=time_point,
    )
    return Estimates(found.table, tuple(sorted(DEFINITIONS)), found.cautions)


def flow_estimates(
    flow: Flow,
    *,
    measure: str,
    group: str,
    units: pd.Series,
    period: str = "",
    time_point: str = "",
) -> Estimates:
    """A flow as counts that can be cleared.

    Parameters
    ----------
    units
        Unit of each, indexed by key.

    Returns
    -------
    Estimates
        Counts of who is left (category: the step) and of who left (category: step and
        reason, joined by a colon). A step of which only the count is known has no units
        behind it. Since each step is the one before less those removed, a hidden count
        between two that are shown can be worked out: clear them for audiences that may see
        small counts, or show the first and the last step alone.
    """
    of = Group.of(group)
    place = {"period": period, "time_point": str(time_point)}
    rows = []
    for step in flow.steps:
        parts = {f"{step.code}:{reason}": who for reason, who in step.gone.items() if len(who)}
        if step.left is not None:
            parts |= {step.code: step.left}
        rows += [
            count_row(of, measure, units.reindex(who), category=category, **place)
            for category, who in parts.items()
        ]
        known = sum(len(who) for who in step.gone.values())
        counts = {} if known else {f"{step.code}:{r}": n for r, n in step.removed.items()}
        if step.left is None:
            counts |= {step.code: step.n}
        rows += [
            of.key(measure, Statistic.COUNT, category=category, **place)
            | {"estimate": float(n), "n": n}
            for category, n in counts.items()
        ]
    return from_rows(rows)
