"""Least squares for means, with the spread that is left."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.units.dependence import dependent_columns

METHOD = "least_squares_t"


@dataclass(frozen=True, eq=False)
class LinearFit:
    """A fitted linear model.

    Attributes
    ----------
    names, coefficients, covariance
        Of the columns of the design, in the outcome's unit; missing when refused.
    n, df
        Rows, and rows less columns.
    sigma
        Standard deviation of what the model leaves, in the outcome's unit.
    cautions
        Why it is refused.
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    covariance: np.ndarray
    n: int
    df: int
    sigma: float
    cautions: tuple[Caution, ...]

    @property
    def is_refused(self) -> bool:
        return any(caution.severity == "refused" for caution in self.cautions)

    def expected(self, matrix: np.ndarray) -> np.ndarray:
        """Expected outcome, one per row of a design with the same columns."""
        return matrix @ self.coefficients

    def estimates(self, *, confidence: float | None = None) -> Mapping[str, Estimate]:
        """Each coefficient with its t interval."""
        level = float(get("confidence_level").value) if confidence is None else confidence
        t = float(stdtrit(self.df, 0.5 + level / 2))
        errors = np.sqrt(np.diag(self.covariance))
        return MappingProxyType(
            {
                name: Estimate(
                    estimate=float(value),
                    low=float(value - t * error),
                    high=float(value + t * error),
                    n=self.n,
                    method=METHOD,
                    se=float(error),
                    df=float(self.df),
                    cautions=self.cautions,
                )
                for name, value, error in zip(self.names, self.coefficients, errors, strict=True)
            }
        )


def fit_linear(
    outcome: np.ndarray, matrix: np.ndarray, names: Sequence[str], *, about: str = ""
) -> LinearFit:
    """Fit by least squares.

    Parameters
    ----------
    outcome
        One number per row, none missing.
    matrix
        Rows by columns, the intercept among them.
    names
        Of the columns.
    about
        The measure, for cautions.

    Returns
    -------
    LinearFit
        Refused, with missing coefficients, when there are no more rows than columns, when
        columns follow from one another, and when nothing is left to measure chance with.
    """
    y = np.asarray(outcome, dtype="float64")
    x = np.asarray(matrix, dtype="float64")
    n, df = len(y), len(y) - len(names)

    def refused(caution: Caution) -> LinearFit:
        empty = np.full(len(names), math.nan)
        covariance = np.full((len(names), len(names)), math.nan)
        return LinearFit(tuple(names), empty, covariance, n, df, math.nan, (caution,))

    if df < 1:
        return refused(Caution.of("too_few", about, n=n, least=len(names) + 1))
    dependent = dependent_columns(x, names)
    if dependent:
        return refused(Caution.of("collinear_covariates", about, columns=", ".join(dependent)))
    q, r = np.linalg.qr(x)
    beta = np.linalg.solve(r, q.T @ y)
    left = float(np.sum((y - x @ beta) ** 2))
    if left <= 1e-20 * max(float(np.sum(y**2)), np.finfo(float).tiny):
        return refused(Caution.of("perfect_fit", about))
    sigma = math.sqrt(left / df)
    inverse = np.linalg.inv(r)
    return LinearFit(tuple(names), beta, sigma**2 * (inverse @ inverse.T), n, df, sigma, ())
