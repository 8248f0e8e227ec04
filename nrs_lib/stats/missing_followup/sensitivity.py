"""One outcome in four ways: as observed, weighted, imputed, and with those lost worse off."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.missing_followup.imputing import Imputations, impute
from nrs_lib.stats.missing_followup.incomplete import CHANGE, SHARE, Incomplete
from nrs_lib.stats.missing_followup.pooling import Pooled
from nrs_lib.stats.missing_followup.response_weights import (
    METHOD_MEAN,
    METHOD_SHARE,
    ResponseWeights,
    response_weights,
    weighted_estimate,
)
from nrs_lib.stats.missing_followup.tipping import (
    METHOD_IMPUTED,
    TippingPoint,
    imputed_estimate,
    shifted_pool,
    small_shift,
    tipping_point,
)
from nrs_lib.stats.missing_followup.variables import IGNORED
from nrs_lib.stats.shares import wilson


@dataclass(frozen=True)
class Shifted:
    """The result where those lost are worse than imputed by a shift, in the scale's unit."""

    shift: float
    estimate: Estimate


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """One outcome side by side.

    Attributes
    ----------
    data
        The outcome, with who lacks it.
    observed
        Of those whose outcome is known.
    weighted
        Of the same, weighted by who they speak for.
    imputed
        Of everybody, what is missing imputed under MAR; its `Estimate.n` counts those whose
        outcome is known.
    shifted
        The imputed result with those lost step by step worse, up to twice the small shift
        or the tipping point, whichever is larger.
    tipping
        Where the conclusion turns; none without a threshold, or where nothing is imputed.
    weights, imputations, pooled
        What the numbers were made with.
    cautions
        Of all of them.
    """

    data: Incomplete
    observed: Estimate
    weighted: Estimate
    imputed: Estimate
    shifted: tuple[Shifted, ...]
    tipping: TippingPoint | None
    weights: ResponseWeights | None
    imputations: Imputations | None
    pooled: Pooled | None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        parts = [self.data, self.observed, self.weighted, self.imputed]
        parts += [self.tipping] if self.tipping else []
        return tuple(dict.fromkeys(said for part in parts for said in part.cautions))


def sensitivity(
    data: Incomplete,
    *,
    seed: int,
    threshold: float | None = None,
    imputations: int | None = None,
    units: str = IGNORED,
    confidence: float | None = None,
) -> Sensitivity:
    """Set the observed result beside what it may be when the loss is taken in.

    Parameters
    ----------
    data
        The outcome with its auxiliaries.
    seed, imputations, units
        As for `impute`.
    threshold
        The conclusion is that the outcome is better than this; 0 for a change when left
        out. A mean or share has no tipping point without one.

    Returns
    -------
    Sensitivity
        With nothing missing all are the observed number (``nothing_missing``); with nobody
        known all are refused (``nobody_answered``).
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    if threshold is None and data.kind == CHANGE:
        threshold = 0.0
    known, everybody = int(data.is_known.sum()), len(data.values)
    observed = observed_estimate(data, confidence=level)
    if known in (0, everybody):
        code = "nobody_answered" if known == 0 else "nothing_missing"
        said = Caution.of(code, data.measure, n=everybody)
        same = replace(observed, cautions=(*observed.cautions, said))
        share = data.kind == SHARE
        weighted = replace(same, method=METHOD_SHARE if share else METHOD_MEAN)
        imputed = replace(same, method=METHOD_IMPUTED[data.kind])
        return Sensitivity(data, same, weighted, imputed, (), None, None, None, None)
    weights = response_weights(data)
    made = impute(data, seed=seed, imputations=imputations, units=units)
    weighted = weighted_estimate(data, weights, confidence=level)
    imputed = imputed_estimate(made, confidence=level)
    if made.is_refused:
        return Sensitivity(data, observed, weighted, imputed, (), None, weights, made, None)
    tipping = None
    if threshold is not None and data.is_lost.any():
        tipping = tipping_point(made, threshold=threshold, confidence=level)
    return Sensitivity(
        data,
        observed,
        weighted,
        imputed,
        _grid(made, tipping, level),
        tipping,
        weights,
        made,
        shifted_pool(made),
    )


def observed_estimate(data: Incomplete, *, confidence: float | None = None) -> Estimate:
    """Mean (t interval) or share (Wilson) of those whose outcome is known."""
    level = float(get("confidence_level").value) if confidence is None else confidence
    known = data.outcome[data.is_known]
    n = len(known)
    if data.kind == SHARE:
        yes = int(known.sum())
        share, low, high = wilson(yes, n, confidence=level)
        return Estimate(share, low, high, n, "wilson", numerator=yes, denominator=n)
    mean, sd, low, high = mean_interval(known, confidence=level)
    se, df = (sd / math.sqrt(n), float(n - 1)) if n else (math.nan, math.nan)
    return Estimate(mean, low, high, n, "t", sd=sd, se=se, df=df)


def _grid(made: Imputations, tipping: TippingPoint | None, level: float) -> tuple[Shifted, ...]:
    worse = made.data.worse
    if worse == 0 or not made.data.is_lost.any():
        return ()
    turns = tipping.shift.estimate if tipping else math.nan
    last = float(np.fmax(2 * small_shift(made.data), turns))
    steps = np.linspace(0.0, last, int(get("shift_steps").value) + 1)[1:]
    return tuple(
        Shifted(float(step), imputed_estimate(made, shift=worse * step, confidence=level))
        for step in map(float, steps)
    )
