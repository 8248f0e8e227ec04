"""How much worse those lost must be before a conclusion turns: pattern-mixture shifts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.missing_followup.imputing import Imputations
from nrs_lib.stats.missing_followup.incomplete import CHANGE, SHARE, Incomplete
from nrs_lib.stats.missing_followup.pooling import Pooled, pool

METHOD_SHIFT = {"mean": "mi_shift_rubin", "change": "mi_shift_rubin", "share": "mi_shift_wilson"}
METHOD_IMPUTED = {"mean": "mi_rubin", "change": "mi_rubin", "share": "mi_wilson"}
METHOD_TIPPING = "mi_shift_root"
KEPT, CAPPED = "kept", "capped"
# Of the shift: two ends of the search this close to each other are one.
_CLOSE = 1e-12


@dataclass(frozen=True)
class TippingPoint:
    """Where the conclusion turns.

    Attributes
    ----------
    shift
        How much worse than imputed those lost are on average where the interval reaches
        the threshold, in the scale's unit and never negative; n is how many are lost.
        Missing where nothing turns.
    point
        The same for the estimate itself, not its interval.
    threshold
        What the conclusion is about: better than this.
    small
        Below this a shift counts as small.
    is_robust
        Whether the conclusion stands at the small shift; missing where there is none.
    """

    shift: Estimate
    point: Estimate
    threshold: float
    small: float
    is_robust: bool | None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        return self.shift.cautions


def shifted_outcomes(imputations: Imputations, shift: float) -> np.ndarray:
    """All outcomes with those of the lost shifted, shape (imputations, people).

    Parameters
    ----------
    shift
        Added to the value at the follow-up of who had none: in the scale's unit, above 0 is
        higher. What was observed is never altered. Shares are shifted as a whole, by
        `shifted_pool`, not here.
    """
    data = imputations.data
    values = imputations.values[:, data.is_lost] + shift
    if _beyond() == CAPPED and data.bounds is not None:
        values = np.clip(values, *data.bounds)
    outcomes = imputations.outcomes.copy()
    outcomes[:, data.is_lost] += values - imputations.values[:, data.is_lost]
    return outcomes


def shifted_pool(imputations: Imputations, shift: float = 0.0) -> Pooled:
    """Pooled mean or share with those lost shifted.

    With values kept that leave the scale (convention ``shift_beyond_range``) the estimate is
    linear in the shift. A share of those lost stops at 0 and 1 in each imputation.

    References
    ----------
    Little 1993, doi:10.1080/01621459.1993.10594302; Carpenter and Kenward 2013,
    doi:10.1002/9781119942283.
    """
    data = imputations.data
    n = len(data.values)
    if data.kind == SHARE:
        lost = data.is_lost.mean()
        inside = imputations.values[:, data.is_lost].sum(axis=1) / n
        known = imputations.values.mean(axis=1) - inside
        shares = known + np.clip(inside + shift * lost, 0.0, lost)
        return pool(shares, shares * (1 - shares) / n)
    outcomes = shifted_outcomes(imputations, shift) if shift else imputations.outcomes
    return pool(outcomes.mean(axis=1), outcomes.var(axis=1, ddof=1) / n, df_complete=n - 1)


def imputed_estimate(
    imputations: Imputations, *, shift: float = 0.0, confidence: float | None = None
) -> Estimate:
    """Pooled mean, change or share, with those lost shifted.

    ``n`` are those whose outcome is known; nobody counts who did not answer.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    data = imputations.data
    known = int(data.is_known.sum())
    method = (METHOD_SHIFT if shift else METHOD_IMPUTED)[data.kind]
    if imputations.is_refused:
        nan = math.nan
        return Estimate(nan, nan, nan, known, method, cautions=imputations.cautions)
    pooled = shifted_pool(imputations, shift)
    low, high = _limits(imputations, pooled, level)
    sd = math.nan
    if data.kind != SHARE:
        sd = math.sqrt(pooled.within * len(data.values))
    return Estimate(
        pooled.estimate,
        low,
        high,
        known,
        method,
        sd=sd,
        se=pooled.se,
        df=pooled.df,
        cautions=() if shift else imputations.cautions,
    )


def tipping_point(
    imputations: Imputations, *, threshold: float, confidence: float | None = None
) -> TippingPoint:
    """Find the shift of those lost at which the conclusion turns.

    The conclusion is that the mean, change or share is better than the threshold: that its
    interval lies on the better side. The same imputations serve at every shift; the estimate
    is solved in closed form where it is linear, the interval by bisection after a first
    step-wise search.

    Parameters
    ----------
    threshold
        In the outcome's unit, such as 0 for a change.

    Raises
    ------
    ParameterError
        Nothing is imputed.
    """
    if imputations.is_refused:
        raise ParameterError(
            "There are no imputations to shift.",
            where=imputations.data.measure,
            remedy="Read the cautions of the imputations.",
        )
    level = float(get("confidence_level").value) if confidence is None else confidence
    data, worse = imputations.data, imputations.data.worse
    small = small_shift(data)
    if worse == 0:
        none = _none(data, Caution.of("shift_without_direction", data.measure))
        return TippingPoint(none, none, threshold, small, None)

    def margin(shift: float) -> float:
        """How far the interval's worse end is on the better side."""
        ends = _limits(imputations, shifted_pool(imputations, worse * shift), level)
        return min(worse * (threshold - end) for end in ends)

    def distance(shift: float) -> float:
        return worse * (threshold - shifted_pool(imputations, worse * shift).estimate)

    if margin(0.0) <= 0:
        said = Caution.of("shift_no_conclusion", data.measure, threshold=float(threshold))
        return TippingPoint(_none(data, said), _none(data), threshold, small, None)
    most = _most(imputations)
    end, found = _root(margin, most), _root(distance, most)
    if found is not None and data.kind != SHARE and _beyond() == KEPT:
        found = distance(0.0) / float(data.is_lost.mean())
    point = _at(data, found) if found is not None else _none(data)
    if end is None:
        return TippingPoint(
            _none(data, Caution.of("shift_never_turns", data.measure)),
            point,
            threshold,
            small,
            True,
        )
    said = []
    if end < small:
        facts = {"shift": round(end, 3), "small": round(small, 3)}
        said.append(Caution.of("shift_turns_early", data.measure, **facts))
    outside = _outside(imputations, worse * end)
    if outside > 0:
        facts = {"percent": round(100 * outside, 1)}
        said.append(Caution.of("shift_beyond_range", data.measure, **facts))
    return TippingPoint(_at(data, end, *said), point, threshold, small, end >= small)


def small_shift(data: Incomplete) -> float:
    """What counts as a small shift: the smallest important change, else a part of the spread.

    For shares the convention ``small_shift_share``; for scales the data's ``important``, else
    ``small_shift_sd`` standard deviations of the start value, or of the known values where
    there is no start.
    """
    if data.kind == SHARE:
        return float(get("small_shift_share").value)
    if data.important is not None:
        return float(data.important)
    spread = data.start if data.kind == CHANGE else data.values
    return float(get("small_shift_sd").value) * float(np.nanstd(spread, ddof=1))


def _beyond() -> str:
    found = get("shift_beyond_range").value
    if found not in (KEPT, CAPPED):
        raise DefinitionError(
            "What becomes of values shifted beyond the scale is not known.",
            where="conventions.yaml: shift_beyond_range",
            remedy=f"Use {KEPT} or {CAPPED}.",
        )
    return found


def _limits(imputations: Imputations, pooled: Pooled, level: float) -> tuple[float, float]:
    if imputations.data.kind == SHARE:
        return pooled.share_interval(len(imputations.data.values), level)
    return pooled.interval(level)


def _most(imputations: Imputations) -> float:
    """Largest shift that still means something: that takes the best imputed to the worst end."""
    data, worse = imputations.data, imputations.data.worse
    if data.kind == SHARE:
        return 1.0
    values = imputations.values[:, data.is_lost]
    if data.bounds is None:
        known = data.values[~data.is_lost]
        return 10 * float(np.ptp(known))
    # On average those lost cannot be worse than the worst end of the scale.
    end = data.bounds[1] if worse > 0 else data.bounds[0]
    if _beyond() == CAPPED:
        return float(np.max(worse * (end - values)))
    return float(worse * (end - values.mean()))


def _root(above: Callable[[float], float], most: float) -> float | None:
    """First shift, from 0 to the most, at which something is no longer above 0."""
    steps = np.linspace(0.0, most, int(get("shift_steps").value) + 1)
    low = 0.0
    for high in map(float, steps[1:]):
        if above(high) <= 0:
            break
        low = high
    else:
        return None
    while high - low > _CLOSE * most:
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) > 0 else (low, middle)
    return (low + high) / 2


def _outside(imputations: Imputations, shift: float) -> float:
    data = imputations.data
    if data.kind == SHARE or data.bounds is None:
        return 0.0
    values = imputations.values[:, data.is_lost] + shift
    return float(((values < data.bounds[0]) | (values > data.bounds[1])).mean())


def _at(data: object, shift: float, *cautions: Caution) -> Estimate:
    lost = int(data.is_lost.sum())
    return Estimate(shift, math.nan, math.nan, lost, METHOD_TIPPING, cautions=cautions)


def _none(data: object, *cautions: Caution) -> Estimate:
    return _at(data, math.nan, *cautions)
