"""The share who improved by at least so much, for every so much."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.change_thresholds import PERCENT, POINTS
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.scales import Scale
from nrs_lib.errors import ParameterError
from nrs_lib.stats.paired_change import same_people
from nrs_lib.stats.responders import Responders, both_shares
from nrs_lib.terms import Direction

UNITS = (POINTS, PERCENT)
WHOLE = ("item", "sum", "count")
"""How scales are made that have whole points only."""
_NICE = (1, 2, 5, 10)


@dataclass(frozen=True)
class ResponderCurve:
    """A share for each least improvement, which never rises along the curve.

    Attributes
    ----------
    unit
        ``points`` of the scale, or ``percent`` of the start.
    least
        The improvement that is asked for, from 0 (not worse) upwards.
    shares
        One per entry of ``least``, under both denominators.
    cautions
        That the intervals hold point by point, and who is in none of the shares.
    """

    unit: str
    least: tuple[float, ...]
    shares: tuple[Responders, ...]
    cautions: tuple[Caution, ...]


def steps(scale: Scale, *, unit: str = POINTS) -> tuple[float, ...]:
    """The improvements at which a scale's curve has points, whatever was answered.

    Points: from 0 to the scale's width, in steps of 1, 2 or 5 times a power of ten, as fine
    as convention ``responder_curve_most_steps`` allows and never below 1 where the scale has
    whole points only. Per cent: from 0 to 100 by convention ``responder_curve_percent_step``.

    Raises
    ------
    ParameterError
        The unit is unknown, or per cent is asked of a scale that does not begin at 0.
    """
    low, high = scale.range
    if unit not in UNITS or (unit == PERCENT and low != 0):
        raise ParameterError(
            "The curve has an unknown unit, or per cent of a score has no meaning on the scale.",
            where=f"{scale.code}: {unit}",
            remedy=f"Use {POINTS}; {PERCENT} is for scales that begin at 0.",
        )
    if unit == PERCENT:
        step, width = float(get("responder_curve_percent_step").value), 100.0
    else:
        width = high - low
        step = _step(width / float(get("responder_curve_most_steps").value))
        if scale.method in WHOLE and scale.rescale is None:
            step = max(step, 1.0)
    # Multiples are rounded, so that 3 * 0.1 is 0.3.
    last = math.floor(round(width / step, 9))
    return tuple(round(number * step, 10) for number in range(last + 1))


def _step(least: float) -> float:
    tens = 10.0 ** math.floor(math.log10(least))
    return next(nice * tens for nice in _NICE if nice * tens >= least * (1 - 1e-9))


def responder_curve(
    start: object,
    later: object,
    *,
    scale: Scale,
    unit: str = POINTS,
    confidence: float | None = None,
    about: str = "",
) -> ResponderCurve:
    """Share who improved by at least each amount, of those who answered and of all due.

    Parameters
    ----------
    start, later
        Scores of everybody who was due, in the same order, missing where not answered.
    scale
        Gives the steps (`steps`), the thresholds that are points of the curve too, and which
        way is better.

    Returns
    -------
    ResponderCurve
        Pointwise Wilson intervals. At 0 it is the share who did not get worse. A change as
        large as asked counts; binary rounding has no influence (convention
        ``threshold_tolerance``). In per cent who started at 0 is in neither denominator.

    Raises
    ------
    ParameterError
        The scale has no better way, the unit does not fit it, or the two are not pairs.

    References
    ----------
    A curve beside one cut-off: doi:10.1016/j.jpain.2007.09.005.
    """
    if scale.direction is Direction.NEUTRAL:
        raise ParameterError(
            "No change is an improvement on a scale where neither way is better.",
            where=scale.code,
            remedy="Describe its change by mean and interval.",
        )
    marks = {threshold.amount for threshold in scale.marks(unit)}
    least = tuple(sorted({*steps(scale, unit=unit), *marks}))
    before, after = same_people(start, later)
    of = len(before)
    n_zero = int((before == 0).sum()) if unit == PERCENT else 0
    cautions = (Caution.of("start_at_zero", about, n=n_zero, of=of),) if n_zero else ()
    known, by_at_least = who_improved(before, after, scale=scale, unit=unit)
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    shares = [
        both_shares(
            int(by_at_least(amount).sum()),
            answered=int(known.sum()),
            due=of - n_zero,
            confidence=confidence,
            about=about,
        )
        for amount in least
    ]
    pointwise = Caution.of("curve_pointwise", about)
    return ResponderCurve(unit, least, tuple(shares), (*cautions, pointwise))


def who_improved(
    start: np.ndarray, later: np.ndarray, *, scale: Scale, unit: str
) -> tuple[np.ndarray, Callable[[float], np.ndarray]]:
    """Of whom an improvement is known, and a function that tells who improved by an amount."""
    gain = later - start
    if scale.direction is Direction.HIGHER_WORSE:
        gain = -gain
    # In per cent of the start nobody who started at 0 is judged.
    known = ~np.isnan(gain) & ((start != 0) | (unit == POINTS))
    size = start / 100 if unit == PERCENT else np.ones(len(start))
    tolerance = float(get("threshold_tolerance").value)
    return known, lambda amount: known & (gain >= amount * size - tolerance)


def kept_points(
    known: Sequence[Mapping[float | None, int]], *, first: Sequence[float], least: int
) -> list[float]:
    """The points of a curve between which nobody, or enough people, lie.

    Parameters
    ----------
    known
        How many improved by at least each amount, of all and of parts that are counted
        apart; each has everybody under the amount None.
    first
        Amounts, such as thresholds, that stay before any other.
    least
        Fewest people between two points, and beyond the last, unless there is nobody.
    """
    amounts = [at for at in known[0] if at is not None]
    kept: list[float] = []
    for at in dict.fromkeys([*(one for one in first if one in amounts), *sorted(amounts)]):
        place = bisect(kept, at)
        below, above = ([None, *kept, None][place + step] for step in (0, 1))
        if all(_is_apart(counts, below, at, above, least) for counts in known):
            kept.insert(place, at)
    return kept


def _is_apart(
    counts: Mapping[float | None, int],
    below: float | None,
    at: float,
    above: float | None,
    least: int,
) -> bool:
    if at not in counts:
        return True
    before = counts.get(below, counts[None])
    after = 0 if above is None else counts.get(above, 0)
    return all(gap == 0 or gap >= least for gap in (before - counts[at], counts[at] - after))
