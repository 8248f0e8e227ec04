"""Observed against expected: what each unit's patients would have reached in the nation."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri, stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.units.poisson_binomial import distribution, mid_tails

SHARE_METHOD = "indirect_poisson_binomial_mid_p"
MEAN_METHOD = "indirect_pooled_t"
# Log odds; no unit of a size that is met is told apart beyond them.
_FURTHEST = 40.0
_STEEPEST = 700.0


@dataclass(frozen=True, eq=False)
class Standardised:
    """One unit held against what was expected of its patients.

    Attributes
    ----------
    unit_id, n
        The unit and its patients in the model.
    raw
        The unit's own share or mean, unadjusted.
    expected
        Number expected to reach the outcome, or mean expected.
    against
        Observed over expected (shares), or observed less expected (means).
    adjusted
        ``against`` put on the nation's level, in the measure's unit.
    error
        Standard error of ``adjusted`` when the unit is like the nation; where a mean's is
        pooled over units.
    lower_tail, upper_tail
        Probability of a result as low, or as high, in a unit like the nation; shares count
        half of the result itself (mid-p). Additive spread between units is not in them.
    value
        ``adjusted`` before it is held below 1.
    probabilities
        Of each patient, for shares; empty for means.
    """

    unit_id: str
    n: int
    raw: Estimate
    expected: float
    against: Estimate
    adjusted: Estimate
    error: float
    lower_tail: float
    upper_tail: float
    value: float
    probabilities: np.ndarray


def standardise_shares(
    outcome: np.ndarray,
    probabilities: np.ndarray,
    units: np.ndarray,
    unit_ids: Sequence[str],
    *,
    national: float,
    confidence: float | None = None,
) -> tuple[Standardised, ...]:
    """Indirect standardisation of a share, unit by unit.

    The interval of observed over expected is the set of shifts of all the unit's log odds
    that its mid-p tails do not reject, turned into ratios; it is exact but for the mid-p and
    never implies more than everybody. The adjusted share is the ratio times the nation's
    share, which can exceed 1; then it is shown as 1 with a caution.

    Parameters
    ----------
    outcome
        0 or 1, one per patient.
    probabilities
        Expected by a case-mix model without unit, one per patient.
    units
        0, 1, ... one per patient: place in ``unit_ids``.
    unit_ids
        Units; one without patients has missing numbers.
    national
        The nation's share.

    References
    ----------
    Breslow and Day 1987, ISBN 978-92-832-0182-3, section 2.3; mid-p: doi:10.2307/2531792.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    groups = [np.flatnonzero(units == place) for place in range(len(unit_ids))]
    counts = np.array([int(outcome[rows].sum()) for rows in groups])
    padded = np.zeros((len(groups), max((len(rows) for rows in groups), default=0)))
    for place, rows in enumerate(groups):
        padded[place, : len(rows)] = probabilities[rows]
    lower, upper = mid_tails(distribution(padded), counts)
    lows, highs = _ratio_limits(padded, counts, level)
    made = []
    for place, rows in enumerate(groups):
        n, mine = len(rows), probabilities[rows]
        share, low, high = wilson(int(counts[place]), n, confidence=level)
        raw = _share(share, low, high, counts[place], n, "wilson")
        expected = float(mine.sum())
        if n == 0 or expected == 0:
            empty = _share(math.nan, math.nan, math.nan, counts[place], n, SHARE_METHOD)
            made.append(
                Standardised(unit_ids[place], n, raw, expected, empty, empty, *[math.nan] * 4, mine)
            )
            continue
        ratio = counts[place] / expected
        error = national * math.sqrt(float(np.sum(mine * (1 - mine)))) / expected
        against = _share(ratio, lows[place], highs[place], counts[place], n, SHARE_METHOD)
        said = (Caution.of("adjusted_above_one", unit_ids[place]),) if ratio * national > 1 else ()
        adjusted = _share(
            min(ratio * national, 1.0),
            min(lows[place] * national, 1.0),
            min(highs[place] * national, 1.0),
            counts[place],
            n,
            SHARE_METHOD,
            said,
        )
        made.append(
            Standardised(
                unit_ids[place],
                n,
                raw,
                expected,
                against,
                adjusted,
                error,
                float(lower[place]),
                float(upper[place]),
                ratio * national,
                mine,
            )
        )
    return tuple(made)


def _share(
    value: float,
    low: float,
    high: float,
    numerator: int,
    n: int,
    method: str,
    cautions: tuple[Caution, ...] = (),
) -> Estimate:
    return Estimate(
        float(value),
        float(low),
        float(high),
        n,
        method,
        numerator=int(numerator),
        denominator=n,
        cautions=cautions,
    )


def _ratio_limits(
    padded: np.ndarray, counts: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of observed over expected, all units together."""
    if not padded.size:
        nothing = np.full(len(counts), math.nan)
        return nothing, nothing.copy()
    is_patient = padded > 0
    with np.errstate(divide="ignore"):
        odds = logit(padded)
    expected = padded.sum(axis=1)

    def shifted(shift: np.ndarray) -> np.ndarray:
        return np.where(is_patient, expit(odds + shift[:, None]), 0.0)

    def tails(shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        lower, upper = mid_tails(distribution(shifted(shift)), counts)
        # A sum that rounding lifts above 1 has no log odds, and would be taken for the root.
        return np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0)

    spread = np.sqrt(np.maximum(np.sum(padded * (1 - padded), axis=1), 1e-6))
    centre = np.clip((counts - expected) / spread**2, -4, 4)
    reach = float(ndtri(0.5 + level / 2)) / spread
    wanted = logit(0.5 - level / 2)
    # Nobody, and everybody, have one limit that no shift rejects.
    none, all_of_them = counts == 0, counts == is_patient.sum(axis=1)
    low = _root(lambda shift: np.where(none, 0.0, logit(tails(shift)[1]) - wanted), centre - reach)
    high = _root(
        lambda shift: np.where(all_of_them, 0.0, wanted - logit(tails(shift)[0])),
        centre + reach,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            np.where(none, 0.0, shifted(low).sum(axis=1)) / expected,
            np.where(all_of_them, counts, shifted(high).sum(axis=1)) / expected,
        )


def _root(rising: Callable[[np.ndarray], np.ndarray], guess: np.ndarray) -> np.ndarray:
    """Where a rising function of each unit crosses 0: secants, kept between known sides."""

    def value(at: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return np.clip(np.nan_to_num(rising(at), nan=0.0), -_STEEPEST, _STEEPEST)

    left = np.full(len(guess), -_FURTHEST)
    right = np.full(len(guess), _FURTHEST)
    before, at = guess - 0.1, guess
    old = value(before)
    for _ in range(80):
        new = value(at)
        left, right = np.where(new < 0, at, left), np.where(new < 0, right, at)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = at - new * (at - before) / (new - old)
        is_inside = (step > left) & (step < right)
        following = np.where(new == 0, at, np.where(is_inside, step, (left + right) / 2))
        before, old, at = at, new, following
        if np.abs(at - before).max() < 1e-10:
            break
    return at


def standardise_means(
    outcome: np.ndarray,
    expected: np.ndarray,
    units: np.ndarray,
    unit_ids: Sequence[str],
    *,
    national: float,
    sigma: float,
    df: int,
    confidence: float | None = None,
) -> tuple[Standardised, ...]:
    """Indirect standardisation of a mean: observed less expected, put on the nation's level.

    Chance is measured by what the case-mix model leaves in all units together, so that a
    small unit is not judged by its own few answers.

    Parameters
    ----------
    outcome, expected
        In the measure's unit, one per patient.
    units, unit_ids
        As for shares.
    national
        The nation's mean.
    sigma, df
        Standard deviation that the model leaves, and its degrees of freedom.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    t = float(stdtrit(df, 0.5 + level / 2)) if df > 0 else math.nan
    made = []
    for place, unit_id in enumerate(unit_ids):
        rows = np.flatnonzero(units == place)
        n = len(rows)
        mean, sd, low, high = mean_interval(outcome[rows], confidence=level)
        raw = Estimate(mean, low, high, n, "t", sd=sd)
        if n == 0:
            nothing = Estimate(math.nan, math.nan, math.nan, 0, MEAN_METHOD)
            made.append(
                Standardised(
                    unit_id, 0, raw, math.nan, nothing, nothing, *[math.nan] * 4, np.empty(0)
                )
            )
            continue
        centre = float(np.mean(expected[rows]))
        error = sigma / math.sqrt(n)
        gap, half = mean - centre, t * error
        against, adjusted = (
            Estimate(at, at - half, at + half, n, MEAN_METHOD, se=error, df=float(df))
            for at in (gap, gap + national)
        )
        made.append(
            Standardised(
                unit_id,
                n,
                raw,
                centre,
                against,
                adjusted,
                error,
                float(ndtr(gap / error)),
                float(ndtr(-gap / error)),
                gap + national,
                np.empty(0),
            )
        )
    return tuple(made)
