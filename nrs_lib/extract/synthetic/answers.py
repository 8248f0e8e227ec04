"""From states to answers, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from nrs_lib.contracts import instruments
from nrs_lib.contracts.items import Item
from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.calibration import (
    Calibration,
    calibrate,
    improvement,
    normal_cuts,
)
from nrs_lib.extract.synthetic.sheets import Sheets
from nrs_lib.extract.synthetic.states import POINTS, Trajectories, score_states
from nrs_lib.terms import Direction, TimePoint

_REGIONS = 36
_FIVES = 5
_PAIN_REGIONS = "pri_total"
_VERSIONS = {"3L": "eq5d3l", "5L": "eq5d5l"}


def fill(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    courses: Trajectories,
    questionnaires: pd.DataFrame,
) -> Sheets:
    """Answer every question of every questionnaire, nothing left blank.

    Parameters
    ----------
    courses
        States of all episodes, from `states.follow`.
    questionnaires
        One row per questionnaire: ``episode`` (row number in ``courses``), ``time_point``,
        ``eq5d_version`` (which of the two is answered) and ``optional_instruments``.
    """
    sheets = Sheets.empty(len(questionnaires), asked=assumptions.answers.blank_share)
    known = instruments.scales()
    for code, score in assumptions.scales.items():
        worse = code in known and known[code].direction is not Direction.HIGHER_BETTER
        calibration, shifts = _calibrated(assumptions, code)
        states = score_states(
            courses,
            rng,
            loadings=score.structure["loadings"],
            higher_is_worse=worse,
            woman=score.structure["woman"],
            shifts=shifts,
            persistence=assumptions.states.persistence["scale"],
        )
        state = _of_questionnaires(states, questionnaires)
        if code == _PAIN_REGIONS:
            _mark_regions(assumptions, rng, sheets, calibration, state, questionnaires)
        else:
            _answer(
                rng,
                sheets,
                _items(assumptions, code),
                calibration,
                state,
                episode=questionnaires["episode"].to_numpy(),
                persistence=assumptions.states.persistence["question"],
            )
    _round_to_fives(assumptions, rng, sheets)
    _add_eq5d(assumptions, rng, sheets, courses, questionnaires)
    return sheets


def _items(assumptions: Assumptions, code: str) -> tuple[str, ...]:
    own = assumptions.scales[code].structure.get("items", ())
    return tuple(own) or instruments.scale(code).items


@cache
def _known_items() -> Mapping[str, Item]:
    return {
        item.code: item
        for instrument in instruments.read_instruments().values()
        for item in instrument.items
    }


def _calibrated(assumptions: Assumptions, code: str) -> tuple[Calibration, Mapping[str, float]]:
    score = assumptions.scales[code]
    if code == _PAIN_REGIONS:
        # Who fills in the figure marks one region at least; none is a blank form.
        levels, low, high = (_REGIONS,), 1, _REGIONS
    else:
        items = [_known_items()[item] for item in _items(assumptions, code)]
        levels = tuple(item.maximum - item.minimum + 1 for item in items)
        scale = instruments.scales().get(code)
        low, high = scale.range if scale else items[0].bounds
    sd = score.baseline["sd"] / (high - low)
    calibration = calibrate(
        mean=(score.baseline["mean"] - low) / (high - low),
        sd=sd,
        levels=levels,
        offsets=tuple(map(float, score.structure.get("offsets", (0.0,) * len(levels)))),
        coherence=float(score.structure["coherence"]),
        where=f"synthetic.yaml: scales.{code}.baseline",
    )
    scale = instruments.scales().get(code)
    better = -1 if scale is not None and scale.direction is not Direction.HIGHER_BETTER else 1
    differ = np.hypot(assumptions.states.person_improvement_sd, assumptions.units.improvement_sd)
    shifts = {
        point: abs(improvement(calibration, change=better * d * sd, relative_sd=float(differ)))
        for point, d in score.change.items()
        if d
    }
    return calibration, shifts


def _of_questionnaires(
    states: Mapping[TimePoint, np.ndarray], questionnaires: pd.DataFrame
) -> np.ndarray:
    episode = questionnaires["episode"].to_numpy()
    point = questionnaires["time_point"].to_numpy()
    state = np.empty(len(episode))
    for name in POINTS:
        mine = point == str(name)
        state[mine] = states[name][episode[mine]]
    return state


def _answer(
    rng: np.random.Generator,
    sheets: Sheets,
    codes: tuple[str, ...],
    calibration: Calibration,
    state: np.ndarray,
    *,
    episode: np.ndarray,
    persistence: float,
) -> None:
    noise = np.sqrt(1 - calibration.coherence**2)
    for code, place, cut in zip(codes, sheets.places(codes), calibration.cuts(), strict=True):
        seen = calibration.coherence * state
        if noise:
            lasting = np.sqrt(persistence) * rng.standard_normal(episode.max() + 1)
            passing = np.sqrt(1 - persistence) * rng.standard_normal(len(state))
            seen = seen + noise * (lasting[episode] + passing)
        step = np.searchsorted(cut, seen)
        item = _known_items()[code]
        answer = item.maximum - step if item.reversed else item.minimum + step
        sheets.values[:, place] = answer


def _mark_regions(
    assumptions: Assumptions,
    rng: np.random.Generator,
    sheets: Sheets,
    calibration: Calibration,
    state: np.ndarray,
    questionnaires: pd.DataFrame,
) -> None:
    numbers = assumptions.answers
    count = 1 + np.searchsorted(calibration.cuts()[0], state)
    episode = questionnaires["episode"].to_numpy()
    lasting = rng.gumbel(size=(episode.max() + 1, _REGIONS))
    keep = numbers.region_pattern_persistence
    taste = keep * lasting[episode] + np.sqrt(1 - keep**2) * rng.gumbel(size=(len(state), _REGIONS))
    # The regions with the largest keys are marked: sampling by weight without replacement.
    keys = np.log(numbers.regions) + taste
    rank = (-keys).argsort(axis=1).argsort(axis=1)
    sheets.values[:, sheets.of_instrument("pri")] = rank < count[:, None]


def _round_to_fives(assumptions: Assumptions, rng: np.random.Generator, sheets: Sheets) -> None:
    place = sheets.places(["eq_vas"])[0]
    exact = sheets.values[:, place]
    rounds = rng.random(len(exact)) < assumptions.answers.eq_vas_in_fives_share
    fives = (np.rint(exact / _FIVES) * _FIVES).astype(np.int8)
    sheets.values[:, place] = np.where(rounds, fives, exact)


def _add_eq5d(
    assumptions: Assumptions,
    rng: np.random.Generator,
    sheets: Sheets,
    courses: Trajectories,
    questionnaires: pd.DataFrame,
) -> None:
    numbers = assumptions.eq5d
    levels = {"3L": numbers.levels_3l_shares, "5L": numbers.levels_5l_shares}
    version = questionnaires["eq5d_version"].to_numpy()
    for dimension, loadings in numbers.loadings.items():
        states = score_states(
            courses,
            rng,
            loadings=loadings,
            higher_is_worse=True,
            woman=0.0,
            shifts=numbers.change[dimension],
            persistence=assumptions.states.persistence["scale"],
        )
        state = _of_questionnaires(states, questionnaires)
        for name, instrument in _VERSIONS.items():
            mine = version == name
            cuts = normal_cuts(levels[name][dimension])
            place = sheets.places([f"{instrument}_{dimension}"])[0]
            sheets.values[mine, place] = 1 + np.searchsorted(cuts, state[mine])
