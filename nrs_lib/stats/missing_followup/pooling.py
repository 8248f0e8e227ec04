"""Rubin's rules: one number and its interval from several imputed data sets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from nrs_lib.errors import ParameterError


@dataclass(frozen=True)
class Pooled:
    """A number pooled over imputations.

    Attributes
    ----------
    estimate
        Mean over the imputations.
    within, between, total
        Mean variance inside an imputation, variance of the estimates between them, and the
        variance of the pooled estimate, within + (1 + 1/m) between.
    df
        Degrees of freedom of Barnard and Rubin; infinite where nothing is lost and the
        complete data have no limit of their own.
    increase
        Relative increase in variance through what is missing.
    missing_information
        Fraction of missing information, from 0 to 1.
    m
        Imputations.
    """

    estimate: float
    within: float
    between: float
    total: float
    df: float
    increase: float
    missing_information: float
    m: int

    @property
    def se(self) -> float:
        return math.sqrt(self.total)

    def interval(self, confidence: float) -> tuple[float, float]:
        """Lower and upper limit by the t distribution."""
        half = _quantile(self.df, confidence) * self.se
        return self.estimate - half, self.estimate + half

    def share_interval(self, n: int, confidence: float) -> tuple[float, float]:
        """Lower and upper limit of a share of `n` people, from 0 to 1.

        Wilson's interval with t in place of z and the variance raised by what is missing;
        with nothing missing it is Wilson's.

        References
        ----------
        Lott and Reiter 2020, doi:10.1080/00031305.2018.1473796.
        """
        increase = self.increase
        # All imputed shares 0 or all 1 have no variance that could be raised.
        raised = 1.0 if math.isnan(increase) else 1 + increase
        spread = _quantile(self.df, confidence) ** 2 * raised / n
        share = min(max(self.estimate, 0.0), 1.0)
        centre = (share + spread / 2) / (1 + spread)
        half = math.sqrt(spread) * math.sqrt(share * (1 - share) + spread / 4) / (1 + spread)
        return max(0.0, centre - half), min(1.0, centre + half)


def pool(
    estimates: Sequence[float], variances: Sequence[float], *, df_complete: float = math.inf
) -> Pooled:
    """Pool estimates of one number over imputations.

    Parameters
    ----------
    estimates, variances
        One per imputation: the number, and its variance as if nothing had been missing.
    df_complete
        Degrees of freedom that the number had with nothing missing, such as n - 1.

    Raises
    ------
    ParameterError
        Fewer than two imputations, or estimates and variances that do not match.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696; Barnard and Rubin 1999,
    doi:10.1093/biomet/86.4.948.
    """
    values = np.asarray(estimates, dtype="float64")
    inside = np.asarray(variances, dtype="float64")
    m = len(values)
    if m < 2 or len(inside) != m or not (np.isfinite(values).all() and (inside >= 0).all()):
        raise ParameterError(
            "Imputations cannot be pooled.",
            where=f"{m} estimates, {len(inside)} variances",
            remedy="Give at least two estimates, none missing, each with its variance.",
        )
    within, between = float(inside.mean()), float(values.var(ddof=1))
    lost = (1 + 1 / m) * between
    total = within + lost
    if total == 0:
        increase, part = (0.0 if np.ptp(values) == 0 else math.nan), 0.0
    else:
        increase = lost / within if within > 0 else math.inf
        part = lost / total
    df = _barnard_rubin(part, m, df_complete)
    information = part if math.isinf(increase) else (increase + 2 / (df + 3)) / (increase + 1)
    return Pooled(
        float(values.mean()),
        within,
        between,
        total,
        df,
        increase,
        information if between > 0 else 0.0,
        m,
    )


def _barnard_rubin(part: float, m: int, df_complete: float) -> float:
    # A part whose square is below what floats hold is no part.
    old = (m - 1) / part**2 if part**2 > 0 else math.inf
    if math.isinf(df_complete):
        return old
    observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - part)
    if math.isinf(old):
        return observed
    return old * observed / (old + observed) if observed > 0 else 0.0


def _quantile(df: float, confidence: float) -> float:
    tail = 0.5 + confidence / 2
    return float(ndtri(tail)) if math.isinf(df) else float(stdtrit(df, tail))
