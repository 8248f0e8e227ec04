"""Questions that belong to no instrument: work, pain history, beliefs, body and activity."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.calibration import normal_cuts
from nrs_lib.extract.synthetic.draws import (
    choose,
    choose_by,
    skewed_days,
    values_by,
    with_gaps,
)
from nrs_lib.extract.synthetic.sections import Background
from nrs_lib.extract.synthetic.sick_leave import FULL, PARTIAL, PERMANENT
from nrs_lib.extract.synthetic.states import Trajectories
from nrs_lib.extract.synthetic.units import FACTORS
from nrs_lib.terms import Register, TimePoint

_DAYS_PER_MONTH = 365.25 / 12
_MONTHS_PER_YEAR = 12
_QUANTILES = {"lowest": 0, "q10": 0.1, "q25": 0.25, "median": 0.5, "q75": 0.75, "q90": 0.9}
_ONLY_START = ("days_since_work", "pain_duration_days", "persistent_pain_days")
_NOT_DISCHARGE = ("physician_visits_12m", "height_cm", "weight_kg", "bmi")
_FULL_TIME = 100.0
_HALF_TIME = 50.0


def describe(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    episodes: pd.DataFrame,
    questionnaires: pd.DataFrame,
    courses: Trajectories,
    sick_leave: np.ndarray,
) -> pd.DataFrame:
    """Answer the background questions.

    Parameters
    ----------
    episodes
        One row per episode, with sex, age, register, height and body mass index.
    questionnaires
        One row per questionnaire: ``episode`` (row number) and ``time_point``.
    courses
        States of the episodes.
    sick_leave
        Category per episode and window, from `sick_leave.draw`.

    Returns
    -------
    pandas.DataFrame
        One row per questionnaire; a question not asked at a time point is missing there.
    """
    numbers = assumptions.background
    mine = episodes.iloc[questionnaires["episode"]].reset_index(drop=True)
    point = questionnaires["time_point"].to_numpy()
    start = point == str(TimePoint.INITIAL)
    answers = _work(numbers, rng, questionnaires, sick_leave)
    answers |= _beliefs(numbers, rng, questionnaires, courses)
    answers |= _pain_history(numbers, rng, mine, courses)
    answers["physician_visits_12m"] = _visits(numbers, rng, mine, start)
    answers |= _body(numbers, rng, mine, start)
    for name, spread in numbers.activity_minutes.items():
        answers[name] = _minutes(rng, spread, len(mine))

    frame = pd.DataFrame(answers)
    for name, share in numbers.gap_share.items():
        if name in frame:
            frame[name] = with_gaps(rng, frame[name].to_numpy(), share)
    frame["bmi"] = (frame["weight_kg"] / (frame["height_cm"] / 100) ** 2).round(1)
    # Somebody cannot have had persistent pain for longer than pain.
    frame.loc[frame["pain_duration_days"].isna(), "persistent_pain_days"] = np.nan
    start_only = [*_ONLY_START, "pain_pattern", "pain_main_location"]
    frame.loc[~start, start_only] = None
    frame.loc[point == str(TimePoint.DISCHARGE), list(_NOT_DISCHARGE)] = None
    return frame


def _work(
    numbers: Background,
    rng: np.random.Generator,
    questionnaires: pd.DataFrame,
    sick_leave: np.ndarray,
) -> dict[str, np.ndarray]:
    n = len(questionnaires)
    point = questionnaires["time_point"].to_numpy()
    # At discharge some are still as before the programme, others already as a year later.
    late = np.where(
        point == str(TimePoint.DISCHARGE),
        rng.random(n) < numbers.as_a_year_later_share,
        point != "initial",
    )
    category = sick_leave[questionnaires["episode"].to_numpy(), np.where(late, 2, 1)]
    status = choose(rng, numbers.working_shares, n)
    status[category == PARTIAL] = "working"
    status[category == FULL] = "sick_listed"
    status[category == PERMANENT] = "disability_pension"
    extent = choose(rng, numbers.work_extent_shares, n).astype(float)
    part = np.where(
        category == PARTIAL, np.minimum(extent, rng.choice([25.0, 50.0, 75.0], n)), extent
    )
    working = status == "working"
    spread = numbers.days_since_work
    away = skewed_days(rng, spread, n).clip(spread["low"], spread["high"])
    return {
        "work_status": status,
        "work_share_percent": np.where(working, part, np.nan),
        "days_since_work": np.where(working, 0.0, away),
    }


def _beliefs(
    numbers: Background,
    rng: np.random.Generator,
    questionnaires: pd.DataFrame,
    courses: Trajectories,
) -> dict[str, np.ndarray]:
    episode, point = (questionnaires[name].to_numpy() for name in ("episode", "time_point"))
    distress = np.zeros(len(episode))
    for name, factors in courses.factors.items():
        mine = point == str(name)
        distress[mine] = factors[episode[mine], FACTORS.index("distress")]
    gain = np.nan_to_num(values_by(numbers.belief_gain, point))
    result = {}
    for name, shares in (
        ("belief_recovery", numbers.belief_recovery_shares),
        ("belief_return_to_work", numbers.belief_work_shares),
    ):
        carried = numbers.belief_distress
        state = carried * distress + np.sqrt(1 - carried**2) * rng.standard_normal(len(episode))
        step = 1 + np.searchsorted(normal_cuts(shares), state + gain)
        result[name] = step.astype(str).astype(object)
    away = rng.random(len(episode)) < numbers.belief_work_not_relevant_share
    result["belief_return_to_work"][away] = "not_relevant"
    return result


def _pain_history(
    numbers: Background, rng: np.random.Generator, mine: pd.DataFrame, courses: Trajectories
) -> dict[str, np.ndarray]:
    n = len(mine)
    knots = numbers.pain_months
    months = np.exp(
        np.interp(
            rng.random(n),
            [*_QUANTILES.values(), 1.0],
            np.log([*(knots[name] for name in _QUANTILES), knots["highest"]]),
        )
    )
    woman = (mine["sex"] == "woman").to_numpy()
    women = courses.women[courses.specialist].mean()
    months = months * numbers.pain_months_woman_ratio ** (woman - women)
    lifetime = (mine["age"].to_numpy() - numbers.pain_begins_from_age) * _MONTHS_PER_YEAR
    months = np.maximum(np.minimum(months, lifetime), knots["lowest"])
    days = np.ceil(months * _DAYS_PER_MONTH)
    part = rng.beta(numbers.persistent_pain_part["alpha"], numbers.persistent_pain_part["beta"], n)
    persistent = rng.random(n) < numbers.pain_persistent_share
    return {
        "pain_duration_days": days,
        "persistent_pain_days": np.floor(days * part),
        "pain_pattern": np.where(persistent, "persistent", "periodic").astype(object),
        "pain_main_location": choose_by(
            rng, numbers.pain_location_shares, mine["sex"].to_numpy(dtype=object)
        ),
    }


def _visits(
    numbers: Background, rng: np.random.Generator, mine: pd.DataFrame, start: np.ndarray
) -> np.ndarray:
    register = mine["register"].to_numpy(dtype=object)
    before = choose_by(
        rng, {str(r): numbers.physician_visits_shares[r] for r in Register}, register
    )
    after = choose(rng, numbers.physician_visits_followup_shares, len(mine))
    return np.where(start, before, after)


def _body(
    numbers: Background, rng: np.random.Generator, mine: pd.DataFrame, start: np.ndarray
) -> dict[str, np.ndarray]:
    height = mine["height_cm"].to_numpy(dtype=float)
    weight = mine["bmi"].to_numpy(dtype=float) * (height / 100) ** 2
    weight = weight + np.where(start, 0, rng.normal(0, numbers.weight_change_kg, len(mine)))
    return {"height_cm": height, "weight_kg": np.rint(weight)}


def _minutes(rng: np.random.Generator, spread: Mapping[str, float], n: int) -> np.ndarray:
    drawn = rng.lognormal(np.log(spread["median"]), spread["spread"], n)
    tidy = (np.rint(drawn / 10) * 10).clip(0, spread["highest"])
    return np.where(rng.random(n) < spread["none"], 0.0, tidy)
