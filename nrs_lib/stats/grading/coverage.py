"""How often intervals hold the truth, situation by situation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from nrs_lib.contracts.grading import Situation, read_grading
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.grading.changes import CHANGES
from nrs_lib.stats.grading.described import DESCRIBED
from nrs_lib.stats.grading.drawing import Draw, Interval
from nrs_lib.stats.grading.losses import LOSSES
from nrs_lib.stats.grading.models import MODELS
from nrs_lib.stats.grading.units import UNITS
from nrs_lib.stats.grading.verdicts import Verdict
from nrs_lib.stats.shares import wilson

FAMILIES = (DESCRIBED, CHANGES, MODELS, LOSSES, UNITS)
KINDS: Mapping[str, Callable[..., Draw]] = MappingProxyType(
    {code: kind for family in FAMILIES for code, kind in family.kinds.items()}
)
INTERVALS: Mapping[str, Interval] = MappingProxyType(
    {code: interval for family in FAMILIES for code, interval in family.intervals.items()}
)
"""The interval of each method that is graded, as reports and studies compute it."""


@dataclass(frozen=True)
class Grade:
    """How a method did in a situation.

    Attributes
    ----------
    held
        Share of intervals that hold the truth, with Wilson's interval of the simulation
        itself; numerator and denominator are draws.
    width
        Median width of the intervals, in the measure's unit.
    bias
        Mean of the estimates less the truth, in standard deviations of the estimates.
    missing
        Draws in which the method gave no interval; they count as not holding the truth.
    """

    situation: Situation
    truth: float
    held: Estimate
    width: float
    bias: float
    missing: int
    verdict: Verdict


def grade(
    situation: Situation,
    *,
    draws: int,
    seed: int,
    intervals: Mapping[str, Interval] = INTERVALS,
) -> Grade:
    """Draw a situation many times, and see how often the interval holds the truth.

    A method is too narrow, or cautious, when the interval of the simulation lies wholly
    outside the bar, so that chance in the simulation accuses nobody.

    Parameters
    ----------
    draws
        How often.
    seed
        The situation's own stream of random numbers follows from it and the situation's
        code, so that one more situation changes no other's grade.

    Raises
    ------
    DefinitionError
        The method is not one that is graded.
    """
    method = situation.method.code
    if method not in intervals:
        raise DefinitionError(
            "A method is to be graded that gives no interval here.",
            where=f"grading.yaml: situations.{situation.code}.method",
            remedy=f"Use one of {', '.join(intervals)}.",
        )
    drawn = draw_of(situation)
    rng = np.random.default_rng([seed, *situation.code.encode()])
    find = intervals[method]
    made = np.array([find(*drawn.sample(rng)) for _ in range(draws)], dtype="float64")
    estimates, low, high = made.T
    holds = (low <= drawn.truth) & (drawn.truth <= high)
    numerator = int(holds.sum())
    share, least, most = wilson(numerator, draws)
    held = Estimate(share, least, most, draws, "wilson", numerator=numerator, denominator=draws)
    is_missing = np.isnan(low) | np.isnan(high)
    known = ~is_missing
    width = float(np.median((high - low)[known])) if known.any() else np.nan
    off = estimates[~np.isnan(estimates)] - drawn.truth
    bias = float(off.mean() / off.std()) if len(off) and off.std() > 0 else np.nan
    missing = int(is_missing.sum())
    return Grade(situation, drawn.truth, held, width, bias, missing, verdict_of(held))


def draw_of(situation: Situation) -> Draw:
    """What is drawn in a situation.

    Raises
    ------
    DefinitionError
        The kind of data is unknown, or its numbers are not those of the kind.
    """
    where = f"grading.yaml: situations.{situation.code}.draw"
    if situation.kind not in KINDS:
        raise DefinitionError(
            "A kind of data is asked for that cannot be drawn.",
            where=where,
            remedy=f"Use one of {', '.join(KINDS)}.",
        )
    try:
        return KINDS[situation.kind](**situation.numbers)
    except TypeError:
        raise DefinitionError(
            "The numbers are not those of this kind of data.",
            where=where,
            remedy="Give what the kind takes; the modules of nrs_lib/stats/grading name it.",
        ) from None


def verdict_of(held: Estimate) -> Verdict:
    """What a share of intervals that hold the truth says, against the bar."""
    low, high = read_grading().bar
    if held.high < low:
        return Verdict.TOO_NARROW
    if held.low > high:
        return Verdict.CAUTIOUS
    return Verdict.INSIDE


def grades(*, thorough: bool = False, seed: int = 1) -> list[Grade]:
    """Grade every method in every situation of ``grading.yaml``.

    The quick run is for every day and finds coarse errors; the thorough one takes half an hour
    and tells a difference of a per cent.
    """
    found = read_grading()
    draws = found.draws["thorough" if thorough else "quick"]
    return [grade(one, draws=draws[one.method.pace], seed=seed) for one in found.situations]
