"""Outcomes of which some are lost, more often where patients were worse at discharge."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from nrs_lib.stats.grading.drawing import Draw, Family, Limits, limits_of
from nrs_lib.stats.missing_followup.imputing import impute
from nrs_lib.stats.missing_followup.incomplete import (
    CHANGE,
    NUMBER,
    SHARE,
    Auxiliary,
    Incomplete,
)
from nrs_lib.stats.missing_followup.response_weights import response_weights, weighted_estimate
from nrs_lib.stats.missing_followup.tipping import imputed_estimate
from nrs_lib.terms import Direction

IMPUTATIONS, SEED = 10, 1
START, DISCHARGE, YEAR = 7.0, 5.8, 6.2
# A year after: 1.2 + 0.3 start + 0.5 discharge, with this left over.
LEFT = 1.2
LIMIT = 5.0


def _lost(n: int, share: float) -> Draw:
    """Pain at start, discharge and after a year; two in five lost, by pain at discharge.

    The truth is the mean change; or, where ``share`` is 1, the share below 5 after a year.
    """

    def sample(rng: np.random.Generator) -> tuple[Incomplete]:
        start = rng.normal(START, 1.5, n)
        discharge = DISCHARGE + 0.5 * (start - START) + rng.normal(0, 1.5, n)
        year = 1.2 + 0.3 * start + 0.5 * discharge + rng.normal(0, LEFT, n)
        values = (year < LIMIT).astype("float64") if share else year
        known = rng.random(n) < expit(0.5 - 0.45 * (discharge - DISCHARGE))
        return (_incomplete(values, start, discharge, known, is_share=bool(share)),)

    sd = math.hypot(0.55 * 1.5, 0.5 * 1.5, LEFT)
    return Draw(float(ndtr((LIMIT - YEAR) / sd)) if share else YEAR - START, sample)


def _incomplete(
    values: np.ndarray,
    start: np.ndarray,
    discharge: np.ndarray,
    known: np.ndarray,
    *,
    is_share: bool,
) -> Incomplete:
    return Incomplete(
        "pain",
        SHARE if is_share else CHANGE,
        np.where(known, values, np.nan),
        pd.DataFrame({"start": start, "discharge": discharge}),
        (Auxiliary("start", NUMBER), Auxiliary("discharge", NUMBER)),
        start=None if is_share else start,
        direction=Direction.HIGHER_BETTER if is_share else Direction.HIGHER_WORSE,
    )


def _imputed(data: Incomplete) -> Limits:
    return limits_of(imputed_estimate(impute(data, seed=SEED, imputations=IMPUTATIONS)))


def _weighted(data: Incomplete) -> Limits:
    return limits_of(weighted_estimate(data, response_weights(data)))


LOSSES = Family(
    kinds={"lost": _lost},
    intervals={"imputed_rubin": _imputed, "response_weighted": _weighted},
)
