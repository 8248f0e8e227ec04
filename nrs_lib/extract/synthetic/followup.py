"""Questionnaires: which are due, when they are answered, and who answers.

Missing follow-ups are not random: they are more common without higher education, among
those born outside Europe, and with much depression at start.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.draws import open_day, values_by
from nrs_lib.terms import TimePoint

_ANCHORS = {
    TimePoint.INITIAL: "first_visit_date",
    TimePoint.DISCHARGE: "discharge_date",
    TimePoint.FOLLOWUP_12M: "followup_due_date",
}
_STEPS = 60


def due(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    episodes: pd.DataFrame,
    units: pd.DataFrame,
) -> pd.DataFrame:
    """List the questionnaires that patients are given.

    Everybody gets one at start; those in a programme two more.

    Returns
    -------
    pandas.DataFrame
        One row per questionnaire: ``episode`` (row number), ``episode_id``, ``time_point``,
        ``answered_date``, ``form_version``, ``mode``, ``eq5d_version`` and
        ``optional_instruments``.
    """
    numbers = assumptions.followup
    programme = np.flatnonzero(episodes["is_programme"].to_numpy())
    parts = []
    for point, anchor in _ANCHORS.items():
        episode = np.arange(len(episodes)) if point is TimePoint.INITIAL else programme
        low, high = numbers.answer_days[point]
        day = episodes[anchor].to_numpy().astype("datetime64[D]")[episode]
        day = day + rng.integers(low, high + 1, len(episode)).astype("timedelta64[D]")
        if point is TimePoint.INITIAL:
            first = episodes["first_visit_date"].to_numpy().astype("datetime64[D]")[episode]
            answered = np.minimum(open_day(day), first)
        else:
            answered = open_day(day)
        parts.append(
            pd.DataFrame({"episode": episode, "time_point": str(point), "answered_date": answered})
        )
    forms = pd.concat(parts, ignore_index=True)
    mine = episodes.iloc[forms["episode"]]
    forms["episode_id"] = mine["episode_id"].to_numpy()
    switch = np.datetime64(assumptions.eq5d.from_5l)
    version = np.where(forms["answered_date"].to_numpy() < switch, "3L", "5L").astype(object)
    forms["eq5d_version"] = version
    forms["form_version"] = [assumptions.eq5d.form_versions[name] for name in version]
    years = sorted(map(int, assumptions.answers.web_share))
    year = forms["answered_date"].dt.year.clip(years[0], years[-1])
    web = values_by(assumptions.answers.web_share, year.astype(str).to_numpy(dtype=object))
    forms["mode"] = np.where(rng.random(len(forms)) < web, "web", "paper").astype(object)
    optional = units.set_index("unit_id")["optional_instruments"]
    forms["optional_instruments"] = optional.loc[mine["unit_id"]].to_numpy()
    return forms


def answered(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    questionnaires: pd.DataFrame,
    episodes: pd.DataFrame,
    units: pd.DataFrame,
    depression: np.ndarray,
) -> np.ndarray:
    """Tell which of the questionnaires given are answered.

    Parameters
    ----------
    questionnaires
        From `due`.
    depression
        HADS depression at start, one number per episode, points.

    Returns
    -------
    numpy.ndarray
        One truth value per questionnaire.
    """
    effects = assumptions.followup.response_effects
    odds = (
        effects["no_university"] * (episodes["education"] != "university").to_numpy()
        + effects["outside_europe"]
        * (episodes["country_of_birth_group"] == "outside_europe").to_numpy()
        + effects["hads_depression_point"] * (depression - depression.mean())
    )
    stopped = (episodes["program_completed"] != "completed").to_numpy()
    gone = episodes["deceased"].to_numpy() | episodes["consent_withdrawn"].to_numpy()
    unit = units.set_index("unit_id").loc[episodes["unit_id"]]

    point = questionnaires["time_point"].to_numpy()
    episode = questionnaires["episode"].to_numpy()
    result = np.zeros(len(questionnaires), dtype=bool)
    start = point == str(TimePoint.INITIAL)
    result[start] = rng.random(start.sum()) < assumptions.answers.initial_answered_share
    before = np.zeros(len(episodes), dtype=bool)
    for name in (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M):
        rows = np.flatnonzero(point == str(name))
        mine = episode[rows]
        rate = unit[f"response_{name}"].to_numpy()[mine]
        chance = np.log(rate / (1 - rate)) + odds[mine]
        chance = chance + effects["not_completed"] * stopped[mine]
        if name is TimePoint.FOLLOWUP_12M:
            chance = chance + effects["answered_before"] * before[mine]
        chance = _shifted_to(chance, assumptions.followup.response_share[name])
        came = rng.random(len(rows)) < chance
        came &= ~gone[mine] if name is TimePoint.FOLLOWUP_12M else True
        result[rows] = came
        before[mine] = came
    return result


def _shifted_to(odds: np.ndarray, mean: float) -> np.ndarray:
    low, high = -8.0, 8.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-odds - middle))).mean() < mean:
            low = middle
        else:
            high = middle
    return 1 / (1 + np.exp(-odds - (low + high) / 2))
