"""What came of each episode: the outcome on which units are compared."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.pairing import both_scores
from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.errors import ParameterError
from nrs_lib.scoring.thresholds import judged_changes
from nrs_lib.stats.portrait import answer, definitions_of
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Direction, TimePoint

SHARE, MEAN = "share", "mean"
_RESPONSES = {
    "response_discharge": TimePoint.DISCHARGE,
    "response_12m": TimePoint.FOLLOWUP_12M,
}


@dataclass(frozen=True, eq=False)
class Outcome:
    """One outcome of some episodes.

    Attributes
    ----------
    measure
        Code of a measure, or of a scale for its mean change.
    kind
        ``share`` or ``mean``.
    scale
        The scale it rests on, if any.
    time_point
        When it is known.
    direction
        Which way is better.
    episodes
        Everybody who could have an outcome, one row per episode.
    values
        One per episode: 1 or 0 for shares, change in the scale's unit for means (later less
        start); missing where it is not known.
    definitions
        Keys of what it rests on.
    """

    measure: str
    kind: str
    scale: str | None
    time_point: TimePoint
    direction: Direction
    episodes: pd.DataFrame
    values: np.ndarray
    definitions: tuple[str, ...]


def outcome(cohort: Cohort, measure: str, *, time_point: TimePoint | None = None) -> Outcome:
    """The outcome of every episode that could have one in the period.

    Parameters
    ----------
    cohort
        Outcomes at discharge are of its discharged episodes, those after a year of its due
        ones.
    measure
        A share of ``measures.yaml`` that is known after the programme, or a scale.
    time_point
        Of the later answer; discharge when left out. Measures that are defined at one time
        point have no other.

    Raises
    ------
    ParameterError
        The measure is no outcome, or is not defined at the time point.
    """
    known = read_measures()
    if measure in read_scales():
        return _change(cohort, measure, TimePoint(time_point or TimePoint.DISCHARGE))
    if measure not in known or known[measure].kind != SHARE:
        raise ParameterError(
            "Units cannot be compared on this measure.",
            where=f"measure {measure}",
            remedy="Use a share of measures.yaml that is known after the programme, or a scale.",
        )
    chosen = known[measure]
    own_point = _own_point(chosen)
    if time_point is not None and TimePoint(time_point) != own_point:
        raise ParameterError(
            "The measure is not defined at this time point.",
            where=f"measure {measure}, time point {time_point}",
            remedy=f"Use {own_point}, or a scale's change at the other one.",
        )
    episodes = cohort.followed(own_point)
    if measure in _RESPONSES:
        values = cohort.answers(episodes, own_point)["has_answered"].to_numpy(dtype="float64")
    elif chosen.scale is not None:
        values = _improved(cohort, chosen.scale, own_point)
    else:
        found = answer(cohort, episodes, chosen)
        is_so = found.isin(chosen.rule.codes).astype("boolean").mask(found.isna())
        values = is_so.to_numpy(dtype="float64", na_value=math.nan)
    scales = [chosen.scale] if chosen.scale else []
    return Outcome(
        measure,
        SHARE,
        chosen.scale,
        own_point,
        chosen.direction,
        episodes,
        values,
        (
            *DEFINITIONS,
            "convention:responder_denominator",
            *definitions_of([measure]),
            *scored_by(cohort.population, scales),
        ),
    )


def _own_point(measure: Measure) -> TimePoint:
    """The time point at which a measure is defined; none before the end of the programme."""
    if measure.code in _RESPONSES:
        return _RESPONSES[measure.code]
    if measure.scale is not None:
        return TimePoint.DISCHARGE
    rule = measure.rule
    is_early = rule is not None and (
        rule.table == TimePoint.INITIAL
        or (rule.table == "episode" and rule.column in read_case_mix().known_at_start)
    )
    if rule is None or is_early:
        raise ParameterError(
            "The measure is not one that is known after the programme, so it is no outcome.",
            where=f"measure {measure.code}",
            remedy="Compare units on what came of their programmes.",
        )
    return TimePoint.DISCHARGE if rule.table == "episode" else TimePoint(rule.table)


def _improved(cohort: Cohort, scale: str, time_point: TimePoint) -> np.ndarray:
    start, later = both_scores(cohort, scale=scale, time_point=time_point)
    is_known, is_improved = judged_changes(start, later, read_scale(scale).change_threshold)
    return np.where(is_known, is_improved.astype("float64"), math.nan)


def _change(cohort: Cohort, scale: str, time_point: TimePoint) -> Outcome:
    if time_point == TimePoint.INITIAL:
        raise ParameterError(
            "A change is asked for at the start.",
            where=f"scale {scale}, time point {time_point}",
            remedy=f"Use {TimePoint.DISCHARGE} or {TimePoint.FOLLOWUP_12M}.",
        )
    start, later = both_scores(cohort, scale=scale, time_point=time_point)
    return Outcome(
        scale,
        MEAN,
        scale,
        time_point,
        read_scale(scale).direction,
        cohort.followed(time_point),
        later - start,
        (*DEFINITIONS, *scored_by(cohort.population, [scale])),
    )
