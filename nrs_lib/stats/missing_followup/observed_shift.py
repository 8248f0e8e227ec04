"""How much worse than those who answered the lost must be before a conclusion turns.

Nothing is modelled, so it can be said of a unit with few answers too: the lost are taken to be
like those who answered but for a shift, and only the shift moves the result.
"""

from __future__ import annotations

import math

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.missing_followup.incomplete import SHARE, Incomplete
from nrs_lib.stats.missing_followup.sensitivity import observed_estimate
from nrs_lib.stats.missing_followup.tipping import small_shift

METHOD = "shift_of_observed"


def observed_shift(
    data: Incomplete, *, threshold: float = 0.0, confidence: float | None = None
) -> Estimate:
    """Shift of the lost, from those who answered, at which the interval reaches the threshold.

    With the lost a shift below those who answered, the mean of everybody is the observed mean
    less the shift times the share lost, and as uncertain as the observed one: the shift is the
    distance from the interval's worse end to the threshold, over the share lost.

    Parameters
    ----------
    data
        A mean or a change; the conclusion is that it is better than the threshold.

    Returns
    -------
    Estimate
        In the scale's unit and never negative, without an interval; numerator and denominator
        are those whose outcome is known, of all due. Missing where there is no such conclusion
        (``shift_no_conclusion``), nobody is lost (``nothing_missing``), or the lost would have
        to be beyond the worst end of the scale (``shift_never_turns``).

    Raises
    ------
    ParameterError
        The outcome is a share.

    References
    ----------
    Little 1993, doi:10.1080/01621459.1993.10594302.
    """
    if data.kind == SHARE:
        raise ParameterError(
            "The shift of a share is not defined here.",
            where=data.measure,
            remedy="Use `nrs_lib.stats.missing_followup.tipping.tipping_point`.",
        )
    level = float(get("confidence_level").value) if confidence is None else confidence
    observed = observed_estimate(data, confidence=level)
    known, due, worse = observed.n, len(data.values), data.worse

    def found(shift: float, *cautions: Caution) -> Estimate:
        kept = {"numerator": known, "denominator": due, "cautions": cautions}
        return Estimate(shift, math.nan, math.nan, known, METHOD, **kept)

    def none(code: str, **facts: object) -> Estimate:
        return found(math.nan, Caution.of(code, data.measure, **facts))

    if worse == 0:
        return none("shift_without_direction")
    if known == due:
        return none("nothing_missing", n=due)
    margin = min(worse * (threshold - end) for end in (observed.low, observed.high))
    # Too few for an interval, or no conclusion: either way there is nothing that could turn.
    if not margin > 0:
        return none("shift_no_conclusion", threshold=float(threshold))
    shift = margin * due / (due - known)
    if shift > _most(data, observed.estimate):
        return none("shift_never_turns")
    small = small_shift(data)
    if shift < small:
        facts = {"shift": round(shift, 3), "small": round(small, 3)}
        return found(shift, Caution.of("shift_turns_early", data.measure, **facts))
    return found(shift)


def _most(data: Incomplete, observed: float) -> float:
    """The shift that takes the lost, on average, to the worst end of the scale."""
    if data.bounds is None:
        return math.inf
    end = data.bounds[1] if data.worse > 0 else data.bounds[0]
    if data.start is None:
        return data.worse * (end - observed)
    begun = data.start[~data.is_known & ~np.isnan(data.start)]
    # Of whom nothing is known began as those who answered did.
    begin = float(begun.mean()) if len(begun) else float(data.start[data.is_known].mean())
    return data.worse * (end - (begin + observed))
