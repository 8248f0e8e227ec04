"""Which units are far from the nation by the published policy, and what happens when."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.outlier_policy import OutlierPolicy
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.units.comparison import UnitComparison
from nrs_lib.stats.units.standing import UnitResult
from nrs_lib.terms import Audience, Direction

TOO_FEW, WITHIN = "too_few", "within"
"""Statuses beside the codes of the policy's levels."""


class Side(StrEnum):
    """Where a unit's value lies, seen from the nation's."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class DatedStep:
    """One step of the review of a flag.

    ``begins`` is its first day and ``due`` its last; ``seen_by`` may know of the flag during
    it.
    """

    code: str
    label: Mapping[str, str]
    by: Audience
    begins: dt.date
    due: dt.date
    seen_by: frozenset[Audience]


@dataclass(frozen=True)
class UnitStatus:
    """Where one unit stands by the policy. A flag begins a review; it is no verdict.

    Attributes
    ----------
    status
        ``too_few``, ``within``, or the code of the severest level that the unit reaches.
    side
        Above or below the nation; none unless flagged.
    is_favourable
        Whether that is the better side; missing where the measure has no direction.
    p
        Two-sided probability of a result as far off by chance.
    p_adjusted
        The same after the policy's way of dealing with many units; levels are held against
        it.
    adjusted, response
        The value that was judged, and for how many the outcome is known.
    steps
        What happens, with days; none unless flagged.
    cautions
        What to mind about this unit.
    """

    unit_id: str
    status: str
    side: Side | None
    is_favourable: bool | None
    p: float
    p_adjusted: float
    adjusted: Estimate
    response: Estimate
    steps: tuple[DatedStep, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True)
class PolicyOutcome:
    """The policy applied to one comparison.

    Attributes
    ----------
    units
        One per unit, in the order of the register.
    expected_by_chance
        Number of units outside each level if no unit differed, before any adjustment for
        many units.
    policy, day
        What was applied, and the day its steps count from.
    cautions
        That flags are no verdicts, and how many chance gives; refused when there is no
        comparison.
    """

    units: tuple[UnitStatus, ...]
    expected_by_chance: Mapping[str, float]
    policy: OutlierPolicy
    day: dt.date
    cautions: tuple[Caution, ...]


def apply_policy(comparison: UnitComparison, *, day: dt.date) -> PolicyOutcome:
    """Give each unit its status, and each flag its dated steps.

    Parameters
    ----------
    comparison
        From `unit_comparison`; its policy is the one applied.
    day
        The first day of the first step.

    Returns
    -------
    PolicyOutcome
        Results far above and far below are flagged alike. Where the comparison is refused,
        no unit has a status other than ``too_few`` or ``within``, and the cautions say why.

    References
    ----------
    Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        raise ParameterError(
            "The day that steps count from is not a date.",
            where="day",
            remedy="Give a datetime.date.",
        )
    policy = comparison.policy
    judged = [unit for unit in comparison.units if unit.has_standing]
    plain = np.array([min(1.0, 2 * min(unit.lower_tail, unit.upper_tail)) for unit in judged])
    adjusted = adjusted_for_many(plain, policy.multiplicity)
    by_unit = {
        unit.unit_id: (float(p), float(p_adjusted))
        for unit, p, p_adjusted in zip(judged, plain, adjusted, strict=True)
    }
    direction = comparison.data.outcome.direction
    units = tuple(
        _status(unit, by_unit.get(unit.unit_id), comparison.model.national, direction, policy, day)
        for unit in comparison.units
    )
    expected = {level.code: len(judged) * (1 - level.level) for level in policy.levels}
    return PolicyOutcome(units, expected, policy, day, _said(comparison, len(judged), expected))


def adjusted_for_many(p: np.ndarray, method: str) -> np.ndarray:
    """Probabilities after a policy's way of dealing with many units, in the same order.

    Parameters
    ----------
    p
        One per unit, none missing.
    method
        ``fixed_levels`` leaves them, ``bonferroni`` multiplies by the number of units,
        ``benjamini_hochberg`` bounds the expected part of false flags.
    """
    count = len(p)
    if method == "fixed_levels" or not count:
        return p.copy()
    if method == "bonferroni":
        return np.minimum(p * count, 1.0)
    if method == "benjamini_hochberg":
        order = np.argsort(p)[::-1]
        stepped = np.minimum.accumulate(p[order] * count / np.arange(count, 0, -1))
        adjusted = np.empty(count)
        adjusted[order] = np.minimum(stepped, 1.0)
        return adjusted
    raise ParameterError(
        "The policy deals with many units in a way that is not known.",
        where=f"outlier_policy.yaml: multiplicity.method {method}",
        remedy="Use fixed_levels, bonferroni or benjamini_hochberg.",
    )


def _status(
    unit: UnitResult,
    chance: tuple[float, float] | None,
    national: float,
    direction: Direction,
    policy: OutlierPolicy,
    day: dt.date,
) -> UnitStatus:
    status, side, favourable, steps = TOO_FEW if chance is None else WITHIN, None, None, ()
    p, p_adjusted = chance or (math.nan, math.nan)
    reached = [level.code for level in policy.levels if p_adjusted < 2 * level.tail]
    if reached:
        status = reached[-1]
        side = Side.ABOVE if unit.upper_tail < unit.lower_tail else Side.BELOW
        if direction is not Direction.NEUTRAL:
            favourable = (side is Side.ABOVE) == (direction is Direction.HIGHER_BETTER)
        steps = dated_steps(policy, status, day=day)
    return UnitStatus(
        unit_id=unit.unit_id,
        status=status,
        side=side,
        is_favourable=favourable,
        p=p,
        p_adjusted=p_adjusted,
        adjusted=unit.adjusted,
        response=unit.response,
        steps=steps,
        cautions=unit.cautions,
    )


def dated_steps(policy: OutlierPolicy, level: str, *, day: dt.date) -> tuple[DatedStep, ...]:
    """The steps of a flag at one level, each from the day after the one before was due.

    Parameters
    ----------
    level
        Code of a level of the policy.
    day
        First day of the first step.
    """
    made, begins = [], day
    for step in policy.steps_at(level):
        due = begins + dt.timedelta(days=step.days - 1)
        made.append(DatedStep(step.code, step.label, step.by, begins, due, step.seen_by))
        begins = due + dt.timedelta(days=1)
    return tuple(made)


def _said(
    comparison: UnitComparison, judged: int, expected: Mapping[str, float]
) -> tuple[Caution, ...]:
    refused = [caution for caution in comparison.cautions if caution.severity == "refused"]
    if not judged:
        return tuple(refused)
    about = comparison.data.measure
    levels = [level.code for level in comparison.policy.levels]
    chance = Caution.of(
        "flags_by_chance",
        about,
        units=judged,
        alerts=round(expected[levels[0]], 1),
        alarms=round(expected[levels[-1]], 1),
    )
    return (*refused, chance, Caution.of("flag_is_no_verdict", about))
