"""One-year follow-ups on the day of the extract: answered, waiting, overdue or lost."""

from __future__ import annotations

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population
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
    return _states(population, cohort.period.holds(population.followup_due))


def _states(population: Population, chosen: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    episodes, due = population.episodes, population.followup_due
    is_alive = ~episodes["deceased"].fillna(False).astype(bool)
    chosen = chosen & population.is_in_programme & is_alive
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


def open_followups(population: Population) -> pd.DataFrame:
    """Whose one-year follow-up can be answered today and is not, the most urgent first.

    Returns
    -------
    pandas.DataFrame
        One row per episode of people alive: ``episode_id``, ``patient_id``, ``discharge_date``,
        ``due_date``, ``last_day`` (on which an answer still counts), ``days_left`` to it from
        the day of the extract, and ``state``. It is about persons: for their own unit alone.
    """
    first, last = (pd.Timedelta(days=day) for day in get("followup_window_days").value)
    today = pd.Timestamp(population.as_of)
    ended = population.episodes["discharge_date"]
    is_open = ((ended + first <= today) & (ended + last >= today)).fillna(False)
    episodes, states = _states(population, is_open)
    due = population.followup_due[population.episodes["episode_id"].isin(episodes["episode_id"])]
    found = episodes[["episode_id", "patient_id", "discharge_date"]].assign(
        due_date=due.to_numpy(), last_day=episodes["discharge_date"] + last, state=states
    )
    found["days_left"] = (found["last_day"] - today).dt.days
    found = found[found["state"] != ANSWERED]
    return found.sort_values(["last_day", "episode_id"], ignore_index=True)


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
