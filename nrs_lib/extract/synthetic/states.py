"""States behind the answers: four factors per patient, one state per score and time point.

States are in SD of specialist care at start. Factors are higher when worse; the state of a
score is turned the way of the score, so that a higher state is a higher score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.units import FACTORS
from nrs_lib.terms import Register, TimePoint

POINTS = tuple(TimePoint)
_AFTER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)


@dataclass(frozen=True)
class Trajectories:
    """The states of all episodes; arrays have one row per episode.

    ``factors`` per time point, one column per factor; ``answer`` is how much more than the
    nation a patient improves, as a share of the national improvement.
    """

    factors: Mapping[TimePoint, np.ndarray]
    answer: np.ndarray
    covariance: np.ndarray
    women: np.ndarray
    specialist: np.ndarray


def follow(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    episodes: pd.DataFrame,
    units: pd.DataFrame,
) -> Trajectories:
    """Draw the factors of every episode at the three time points, improvement left out.

    Specialist care at start has mean 0 and SD 1 in each factor: what is known to differ
    (case mix of units, process, birth, education) is centred and the rest fills up to 1.
    """
    numbers = assumptions.states
    n = len(episodes)
    specialist = (episodes["register"] == str(Register.NRSSV)).to_numpy()
    shift = _shifts(assumptions, episodes, units)
    shift -= shift[specialist].mean(axis=0)
    known = np.cov(shift[specialist], rowvar=False)
    rest = np.sqrt(1 - np.diag(known))
    within = rest[:, None] * _correlations(assumptions) * rest
    root = np.linalg.cholesky(within)

    own = rng.standard_normal((n, len(FACTORS)))
    again = np.flatnonzero(episodes["earlier"].to_numpy() >= 0)
    first = episodes["earlier"].to_numpy()[again]
    own[again] = _carry(own[first], own[again], numbers.second_episode_persistence)
    factors = {TimePoint.INITIAL: shift + own @ root.T}
    for point in _AFTER:
        own = _carry(own, rng.standard_normal(own.shape), numbers.persistence["factor"])
        factors[point] = shift + own @ root.T

    unit = units.set_index("unit_id").loc[episodes["unit_id"], "improvement"].to_numpy()
    person = numbers.person_improvement_sd * rng.standard_normal(n)
    # A shared part 1 is the national improvement; primary care has less of it.
    level = np.where(specialist, 1.0, numbers.primary_care_improvement)
    return Trajectories(
        factors=factors,
        answer=level + unit + person,
        covariance=known + within,
        women=(episodes["sex"] == "woman").to_numpy(),
        specialist=specialist,
    )


def score_states(
    courses: Trajectories,
    rng: np.random.Generator,
    *,
    loadings: Mapping[str, float],
    higher_is_worse: bool,
    woman: float,
    shifts: Mapping[str, float],
    persistence: float,
) -> dict[TimePoint, np.ndarray]:
    """Draw the state behind one score at every time point.

    Parameters
    ----------
    courses
        From `follow`.
    loadings
        How far each factor carries the state.
    higher_is_worse
        Whether a higher score is worse.
    woman
        Difference of women from men, in the score's own direction.
    shifts
        National improvement of the state at discharge and one year later, towards better.
    persistence
        Correlation over time of what no factor carries.

    Returns
    -------
    dict
        Per time point, one number per episode, higher being a higher score.
    """
    weights = np.array([loadings.get(factor, 0.0) for factor in FACTORS])
    sex = woman * courses.women if higher_is_worse else -woman * courses.women
    sex = sex - sex[courses.specialist].mean()
    carried = weights @ courses.covariance @ weights + sex[courses.specialist].var()
    own_size = np.sqrt(max(1 - carried, 0.0))
    own = rng.standard_normal(len(courses.answer))
    sign = 1.0 if higher_is_worse else -1.0
    states = {}
    for point in POINTS:
        if point is not TimePoint.INITIAL:
            own = _carry(own, rng.standard_normal(len(own)), persistence)
        worse = courses.factors[point] @ weights + sex + own_size * own
        worse = worse - shifts.get(point, 0.0) * courses.answer
        states[point] = sign * worse
    return states


def _shifts(assumptions: Assumptions, episodes: pd.DataFrame, units: pd.DataFrame) -> np.ndarray:
    numbers = assumptions.states
    mine = units.set_index("unit_id").loc[episodes["unit_id"]]
    primary = (episodes["register"] == str(Register.NRSPV)).to_numpy()
    groups = {
        # Primary care differs as a whole; who is chosen for its programmes was not found.
        "programme_shift": episodes["is_programme"].to_numpy() & ~primary,
        "primary_care_shift": primary,
        "outside_europe_shift": (episodes["country_of_birth_group"] == "outside_europe").to_numpy(),
        "no_university_shift": (episodes["education"] != "university").to_numpy(),
    }
    columns = []
    for factor in FACTORS:
        shift = mine[f"baseline_{factor}"].to_numpy().copy()
        for name, members in groups.items():
            shift = shift + getattr(numbers, name)[factor] * members
        columns.append(shift)
    return np.column_stack(columns)


def _correlations(assumptions: Assumptions) -> np.ndarray:
    matrix = np.eye(len(FACTORS))
    for (i, one), (j, other) in combinations(enumerate(FACTORS), 2):
        value = assumptions.states.correlations[f"{one}_{other}"]
        matrix[i, j] = matrix[j, i] = value
    return matrix


def _carry(before: np.ndarray, new: np.ndarray, correlation: float) -> np.ndarray:
    return correlation * before + np.sqrt(1 - correlation**2) * new
