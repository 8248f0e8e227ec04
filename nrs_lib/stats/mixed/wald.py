"""One tested number: its interval, statistic and p value from estimate and standard error."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.estimates import Estimate


@dataclass(frozen=True)
class Contrast:
    """A coefficient, or a weighted sum of coefficients.

    Attributes
    ----------
    name
        What it is.
    value
        Estimate with interval, standard error and degrees of freedom (missing where the
        normal distribution is used).
    statistic, p
        t or z against zero, and its two-sided p value; missing with the estimate.
    """

    name: str
    value: Estimate
    statistic: float
    p: float


def wald(
    name: str,
    estimate: float,
    se: float,
    *,
    df: float = math.nan,
    n: int,
    method: str,
    confidence: float,
    cautions: tuple[Caution, ...] = (),
) -> Contrast:
    """Interval and test from a standard error; normal where degrees of freedom are missing."""
    is_normal = math.isnan(df)
    tail = 0.5 + confidence / 2
    half = float(ndtri(tail) if is_normal else stdtrit(df, tail)) * se
    statistic = estimate / se if se > 0 else math.nan
    p = 2 * float(ndtr(-abs(statistic)) if is_normal else stdtr(df, -abs(statistic)))
    value = Estimate(
        estimate, estimate - half, estimate + half, n, method, se=se, df=df, cautions=cautions
    )
    return Contrast(name, value, statistic, p)


def odds_ratio(contrast: Contrast) -> Estimate:
    """The exponential of a difference of log odds, with its interval; no standard error."""
    value = contrast.value
    return replace(
        value,
        estimate=math.exp(value.estimate),
        low=math.exp(value.low),
        high=math.exp(value.high),
        se=math.nan,
    )


def table(contrasts: Iterable[Contrast]) -> pd.DataFrame:
    """One row per contrast.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``estimate``, ``se``, ``df``, ``low``, ``high``, ``statistic``, ``p``,
        ``n``, ``method``.
    """
    columns = ("estimate", "se", "df", "low", "high")
    return pd.DataFrame(
        [
            {"name": one.name}
            | {column: getattr(one.value, column) for column in columns}
            | {"statistic": one.statistic, "p": one.p, "n": one.value.n}
            | {"method": one.value.method}
            for one in contrasts
        ],
        columns=["name", *columns, "statistic", "p", "n", "method"],
    )


def one_by_one(
    names: Sequence[str], combine: Callable[[np.ndarray, str], Contrast]
) -> Mapping[str, Contrast]:
    """Each coefficient by its name, as the weighted sum in which it stands alone."""
    each = zip(names, np.eye(len(names)), strict=True)
    return MappingProxyType({name: combine(weights, name) for name, weights in each})
