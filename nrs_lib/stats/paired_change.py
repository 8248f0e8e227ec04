"""The change of people who answered at both time points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.bootstrap import bootstrap
from nrs_lib.stats.effect_formulas import ROUNDING
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval

INTERVALS = ("t", "percentile", "bca")


@dataclass(frozen=True)
class Pairs:
    """Two answers from each person, in the same order.

    Attributes
    ----------
    start, later
        One number per person with both.
    cautions
        Says how many lacked one of them, if any did.
    """

    start: np.ndarray
    later: np.ndarray
    cautions: tuple[Caution, ...]

    @property
    def n(self) -> int:
        """People with both."""
        return len(self.start)

    @property
    def change(self) -> np.ndarray:
        """Later minus start."""
        return self.later - self.start


def numbers(values: object) -> np.ndarray:
    """A plain array of some values, NaN where missing.

    Raises
    ------
    ParameterError
        A value is without bound.
    """
    is_plain = isinstance(values, np.ndarray) and values.dtype == np.float64
    plain = values if is_plain else pd.Series(values).to_numpy("float64", na_value=math.nan)
    if np.isinf(plain).any():
        raise ParameterError(
            "A value is without bound.",
            where="scores",
            remedy="Give missing values as missing, not as infinite.",
        )
    return plain


def same_people(start: object, later: object) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the same people as plain arrays, missing ones kept as NaN.

    Raises
    ------
    ParameterError
        The two differ in length or index, so they are not pairs.
    """
    both_indexed = isinstance(start, pd.Series) and isinstance(later, pd.Series)
    before, after = numbers(start), numbers(later)
    if len(before) != len(after) or (both_indexed and not start.index.equals(later.index)):
        raise ParameterError(
            "Start and later are not of the same people in the same order.",
            where="start, later",
            remedy="Pair them first, with cohort.pairing.pair or on one index.",
        )
    return before, after


def complete_pairs(start: object, later: object, *, about: str = "") -> Pairs:
    """Keep the people who have both values.

    Parameters
    ----------
    start, later
        Scores of the same people in the same order; a missing one takes the person out.

    Raises
    ------
    ParameterError
        The two differ in length or index, so they are not pairs.
    """
    before, after = same_people(start, later)
    known = ~np.isnan(before) & ~np.isnan(after)
    lost = int((~known).sum())
    cautions = (Caution.of("pairs_incomplete", about, n=lost, of=len(known)),) if lost else ()
    return Pairs(before[known], after[known], cautions)


def has_spread(values: np.ndarray, *, beside: tuple[np.ndarray, ...] = ()) -> bool:
    """Whether values differ by more than binary rounding.

    Parameters
    ----------
    beside
        What the values were computed from, where their rounding comes from.
    """
    if len(values) < 2:
        return False
    largest = max(float(np.abs(part).max()) for part in (values, *beside))
    return float(np.ptp(values)) > ROUNDING * largest


def paired_change(
    start: object,
    later: object,
    *,
    interval: str = "t",
    seed: int | None = None,
    confidence: float | None = None,
    about: str = "",
) -> Estimate:
    """Mean change from start to later, in the scale's own unit.

    Parameters
    ----------
    start, later
        Scores of the same people in the same order. Who lacks one is left out, and counted
        in the caution ``pairs_incomplete``.
    interval
        ``t``, or ``percentile`` or ``bca`` (bootstrap), which need ``seed``.

    Returns
    -------
    Estimate
        Later minus start, so its sign says better or worse only with the scale's direction;
        ``sd`` is that of the change. Refused with fewer than two pairs (bootstrap: convention
        ``bootstrap_least_n``). Where all change alike the change stands without an interval.

    Raises
    ------
    ParameterError
        The interval is unknown or lacks its seed, or the two are not pairs.

    References
    ----------
    Student 1908, doi:10.1093/biomet/6.1.1; for the bootstrap see `bootstrap`.
    """
    if interval not in INTERVALS or (interval != "t" and seed is None):
        raise ParameterError(
            "The interval is unknown, or a bootstrap has no seed.",
            where=f"interval: {interval}",
            remedy=f"Use one of {', '.join(INTERVALS)}, and give a bootstrap its seed.",
        )
    pairs = complete_pairs(start, later, about=about)
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    method = "t" if interval == "t" else f"bootstrap_{interval}"
    if pairs.n < 2:
        few = Caution.of("too_few", about, n=pairs.n, least=2)
        return Estimate(
            math.nan, math.nan, math.nan, pairs.n, method, cautions=(*pairs.cautions, few)
        )
    mean, sd, low, high = mean_interval(pairs.change, confidence=confidence)
    if not has_spread(pairs.change, beside=(pairs.start, pairs.later)):
        alike = Caution.of("interval_without_spread", about, n=pairs.n)
        return Estimate(
            mean, math.nan, math.nan, pairs.n, method, sd=0.0, cautions=(*pairs.cautions, alike)
        )
    if interval == "t":
        return Estimate(
            mean,
            low,
            high,
            pairs.n,
            method,
            sd=sd,
            se=sd / math.sqrt(pairs.n),
            df=pairs.n - 1,
            cautions=pairs.cautions,
        )
    drawn = bootstrap(
        pairs.change,
        lambda samples: samples.mean(axis=-1),
        seed=seed,
        kind=interval,
        confidence=confidence,
        about=about,
    )
    return Estimate(
        drawn.estimate,
        drawn.low,
        drawn.high,
        pairs.n,
        method,
        sd=sd,
        se=drawn.se,
        cautions=(*pairs.cautions, *drawn.cautions),
    )
