"""Courses of care: processes, dates, the programme, and the staff's forms.

Everything is drawn as it will have happened in the end; `registration` takes away what has
not happened, or is not yet registered, on the day of the delivery.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts import conventions
from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.draws import (
    choose,
    choose_by,
    open_day,
    skewed_days,
    values_by,
    with_gaps,
)
from nrs_lib.extract.synthetic.sections import Courses
from nrs_lib.terms import CareProcess


def build(
    assumptions: Assumptions, rng: np.random.Generator, *, units: pd.DataFrame
) -> pd.DataFrame:
    """Draw the episodes of all units.

    Returns
    -------
    pandas.DataFrame
        One row per episode, ordered by unit: the columns of the contract that staff fill in
        (dates as ``datetime64[ns]``, yes and no as bool, codes as text), ``register`` and
        ``is_programme``. Without identity, patient and background.
    """
    numbers = assumptions.courses
    rows = units.loc[units.index.repeat(units["n_episodes"])].reset_index(drop=True)
    n = len(rows)
    register = rows["register"].to_numpy(dtype=object)
    process = choose_by(rng, numbers.process_shares, register)
    programme = process == str(CareProcess.MMR)

    first_visit = _first_visits(numbers, rng, joined=rows["joined_date"])
    episodes = pd.DataFrame(
        {
            "unit_id": rows["unit_id"],
            "register": register,
            "care_process": process,
            "is_programme": programme,
            "referral_date": first_visit
            - skewed_days(rng, numbers.days_referral_to_first_visit, n).astype("timedelta64[D]"),
            "referral_source": choose_by(rng, numbers.referral_shares, register),
            "first_visit_date": first_visit,
        }
    )
    for flag in next(iter(numbers.inclusion_share.values())):
        met = {name: flags[flag] for name, flags in numbers.inclusion_share.items()}
        episodes[flag] = rng.random(n) < values_by(met, process)
    _add_programme(numbers, rng, episodes)
    _add_discharge(numbers, rng, episodes)
    return episodes


def _first_visits(numbers: Courses, rng: np.random.Generator, *, joined: pd.Series) -> np.ndarray:
    first, last = (np.datetime64(day, "D") for day in numbers.first_visits)
    days = np.arange(first, last + 1)
    calendar = pd.DatetimeIndex(days)
    weights = (
        values_by(numbers.year_weights, calendar.year.astype(str).to_numpy(dtype=object))
        * np.array(numbers.month_weights)[calendar.month - 1]
        * np.is_busday(days)
    )
    reach = np.cumsum(weights)
    # A unit that joined late draws from the days after; reach is the weight of days so far.
    begin = np.clip((joined.to_numpy().astype("datetime64[D]") - first).astype(int), 0, None)
    floor = np.where(begin > 0, reach[np.maximum(begin - 1, 0)], 0.0)
    point = floor + rng.random(len(joined)) * (reach[-1] - floor)
    return days[np.searchsorted(reach, point, side="right").clip(max=len(days) - 1)]


def _add_programme(numbers: Courses, rng: np.random.Generator, episodes: pd.DataFrame) -> None:
    n = len(episodes)
    programme = episodes["is_programme"].to_numpy()
    visit = episodes["first_visit_date"].to_numpy().astype("datetime64[D]")
    weeks = _weeks(numbers, rng, n)
    completed = rng.random(n) < values_by(numbers.completed_share, episodes["register"].to_numpy())

    spreads = numbers.days_first_visit_to_discharge
    days = np.zeros(n, dtype=int)
    for process, spread in spreads.items():
        mine = episodes["care_process"].to_numpy() == process
        days[mine] = skewed_days(rng, spread, int(mine.sum()))
    after = rng.integers(0, numbers.days_programme_end_to_discharge + 1, n)
    needed = numbers.fewest_days_before_programme + 7 * weeks + after
    days = np.where(programme, np.maximum(days, needed), days)
    discharge = open_day(visit + days.astype("timedelta64[D]"))
    start = open_day(visit + (days - 7 * weeks - after).astype("timedelta64[D]"))
    # Who stops early is discharged somewhere within the programme.
    stay = np.where(completed, 1.0, rng.uniform(*numbers.stopped_after_part, n))
    early = start + ((discharge - start).astype(int) * stay).astype("timedelta64[D]")
    discharge = np.where(programme, open_day(early), discharge)
    assessed = visit + skewed_days(rng, numbers.days_first_visit_to_assessment, n).astype(
        "timedelta64[D]"
    )
    latest = np.where(programme, start, discharge) - np.timedelta64(1, "D")
    assessed = np.maximum(np.minimum(open_day(assessed), latest), visit)

    due_days = np.timedelta64(int(conventions.get("followup_due_days").value), "D")
    never = np.datetime64("NaT", "D")
    episodes["assessment_date"] = assessed
    episodes["program_start_date"] = np.where(programme, start, never)
    episodes["discharge_date"] = discharge
    episodes["followup_due_date"] = np.where(programme, discharge + due_days, never)
    episodes["program_length_weeks"] = np.where(programme, weeks, np.nan)
    kind = choose(rng, numbers.programme_type_shares, n)
    episodes["program_type"] = np.where(programme, kind, None)
    stopped = choose(rng, numbers.not_completed_shares, n)
    ending = np.where(completed, "completed", stopped)
    episodes["program_completed"] = np.where(programme, ending, None)


def _weeks(numbers: Courses, rng: np.random.Generator, n: int) -> np.ndarray:
    groups = choose(rng, numbers.programme_weeks_shares, n)
    bounds = {group: tuple(map(int, group.split("-"))) for group in numbers.programme_weeks_shares}
    low = values_by({group: ends[0] for group, ends in bounds.items()}, groups)
    high = values_by({group: ends[1] for group, ends in bounds.items()}, groups)
    return (low + np.floor(rng.random(n) * (high - low + 1))).astype(int)


def _add_discharge(numbers: Courses, rng: np.random.Generator, episodes: pd.DataFrame) -> None:
    n = len(episodes)
    programme = episodes["is_programme"].to_numpy()
    completed = (episodes["program_completed"] == "completed").to_numpy()
    gap = numbers.staff_gap_share

    reason = choose(rng, numbers.discharge_reason_shares, n)
    reason = np.where(programme & completed, "planned", reason)
    stopped = episodes["program_completed"].to_numpy() == "stopped_by_patient"
    reason = np.where(stopped, "patient_choice", reason)
    episodes["discharge_reason"] = with_gaps(rng, reason, gap)
    destination = choose(rng, numbers.destination_shares, n)
    episodes["discharge_destination"] = with_gaps(rng, destination, gap)
    # Goals are set with patients in a programme, and judged for those who stayed.
    goals = with_gaps(rng, choose(rng, numbers.goals_shares, n), gap)
    episodes["goals_attained"] = np.where(programme & completed, goals, None)
    for area, share in numbers.goal_area_share.items():
        met = (rng.random(n) < share).astype(object)
        episodes[area] = np.where(programme, with_gaps(rng, met, gap), None)
    kin = (rng.random(n) < numbers.next_of_kin_share).astype(object)
    episodes["next_of_kin_participated"] = np.where(programme, with_gaps(rng, kin, gap), None)
    episodes["consent_withdrawn"] = rng.random(n) < numbers.consent_withdrawn_share
    episodes["deceased"] = rng.random(n) < numbers.deceased_share
