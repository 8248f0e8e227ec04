"""One-year follow-ups on the day of the extract: answered, waiting, overdue or lost."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, category_rows
from nrs_lib.terms import TimePoint

MEASURE = "followup_state"
ANSWERED, WAITING, OVERDUE, LOST = "answered", "waiting", "overdue", "lost"
MISSED = (OVERDUE, LOST)


def followup_states(cohort: Cohort) -> tuple[pd.DataFrame, pd.Series]:
    """Programmes whose follow-up falls due in the period, and how each stands.

    Returns
    -------
    tuple
        One row per episode of people alive, and its state on the same index: ``answered``
        within the window that counts; else ``waiting`` until the grace has passed, ``overdue``
        from then, and ``lost`` once the window has closed.
    """
    population = cohort.population
    episodes, due = population.episodes, population.followup_due
    is_alive = ~episodes["deceased"].fillna(False).astype(bool)
    chosen = cohort.period.holds(due) & population.is_in_programme & is_alive
    episodes, due = episodes[chosen].reset_index(drop=True), due[chosen].reset_index(drop=True)
    today = pd.Timestamp(population.as_of)
    grace = pd.Timedelta(days=get("followup_grace_days").value)
    window = pd.Timedelta(days=get("followup_window_days").value[1])
    answered = population.answers_at(TimePoint.FOLLOWUP_12M)["has_answered"]
    states = pd.Series(WAITING, index=episodes.index, dtype="object")
    states = states.mask(due + grace <= today, OVERDUE)
    # A date of follow-up may stand where none of discharge does; the window is then unknown.
    states = states.mask((episodes["discharge_date"] + window < today).fillna(False), LOST)
    has_answered = answered.reindex(episodes["episode_id"]).to_numpy(dtype=bool)
    return episodes, states.mask(has_answered, ANSWERED)


def followup_state_shares(cohort: Cohort) -> Estimates:
    """Share of the period's follow-ups in each state; the states hold them all."""
    episodes, states = followup_states(cohort)
    rows = category_rows(
        Group.of(cohort.group),
        MEASURE,
        states,
        episodes["unit_id"],
        categories=read_measures()[MEASURE].categories,
        period=cohort.period.code,
    )
    keys = ("convention:followup_states", f"measure:{MEASURE}")
    return from_rows(rows, definitions=(*DEFINITIONS, *SHARE_DEFINITIONS, *keys))
