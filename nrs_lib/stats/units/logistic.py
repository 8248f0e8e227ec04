"""Logistic regression without penalty, which says when it has no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import expit, ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.units.dependence import dependent_columns

METHOD = "logistic_ml_wald"
_ROUNDS = 50
# Of the deviance; a fit that still moves by more has not arrived.
_TOLERANCE = 1e-12
# A fitted probability this close to 0 or 1 may be a coefficient on its way to infinity.
_EXTREME = 1e-6


@dataclass(frozen=True, eq=False)
class LogisticFit:
    """A fitted logistic model.

    Attributes
    ----------
    names
        Of the coefficients, as the columns of the design.
    coefficients, covariance
        Log odds ratios and their covariance; all missing when the model is refused.
    n, events
        Rows, and those with outcome 1.
    deviance, log_likelihood
        Of the fit; missing when refused.
    rounds
        Of reweighted least squares.
    cautions
        Why it is refused, or what to mind.
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    covariance: np.ndarray
    n: int
    events: int
    deviance: float
    log_likelihood: float
    rounds: int
    cautions: tuple[Caution, ...]

    @property
    def is_refused(self) -> bool:
        return any(caution.severity == "refused" for caution in self.cautions)

    def probabilities(self, matrix: np.ndarray) -> np.ndarray:
        """Probability of the outcome, one per row of a design with the same columns."""
        return expit(matrix @ self.coefficients)

    def estimates(self, *, confidence: float | None = None) -> Mapping[str, Estimate]:
        """Each coefficient (log odds ratio) with its Wald interval."""
        level = float(get("confidence_level").value) if confidence is None else confidence
        z = float(ndtri(0.5 + level / 2))
        errors = np.sqrt(np.diag(self.covariance))
        return MappingProxyType(
            {
                name: Estimate(
                    estimate=float(value),
                    low=float(value - z * error),
                    high=float(value + z * error),
                    n=self.n,
                    method=METHOD,
                    se=float(error),
                    cautions=self.cautions,
                )
                for name, value, error in zip(self.names, self.coefficients, errors, strict=True)
            }
        )


def fit_logistic(
    outcome: np.ndarray,
    matrix: np.ndarray,
    names: Sequence[str],
    *,
    offset: np.ndarray | None = None,
    start: np.ndarray | None = None,
    about: str = "",
) -> LogisticFit:
    """Fit by maximum likelihood, with iteratively reweighted least squares.

    Nothing is penalised, so with an intercept the sum expected is the sum observed.

    Parameters
    ----------
    outcome
        0 or 1, one per row, none missing.
    matrix
        Rows by columns, the intercept among them.
    names
        Of the columns.
    offset
        Added to the linear predictor, one per row.
    start
        Coefficients to begin from; a fit to nearly the same rows saves rounds.
    about
        The measure, for cautions.

    Returns
    -------
    LogisticFit
        Refused, with missing coefficients, when all outcomes are equal, when columns follow
        from one another, when columns separate the outcomes (no maximum exists) and when
        the rounds do not converge.

    References
    ----------
    McCullagh and Nelder 1989, doi:10.1201/9780203753736. Separation is decided exactly by a
    linear programme: Albert and Anderson 1984, doi:10.1093/biomet/71.1.1.
    """
    y = np.asarray(outcome, dtype="float64")
    x = np.asarray(matrix, dtype="float64")
    fixed = np.zeros(len(y)) if offset is None else np.asarray(offset, dtype="float64")
    n, events = len(y), int(y.sum())

    def refused(*cautions: Caution, rounds: int = 0) -> LogisticFit:
        empty = np.full(len(names), np.nan)
        covariance = np.full((len(names), len(names)), np.nan)
        nan = float("nan")
        return LogisticFit(
            tuple(names), empty, covariance, n, events, nan, nan, rounds, tuple(cautions)
        )

    if n <= len(names):
        return refused(Caution.of("too_few", about, n=n, least=len(names) + 1))
    if events in (0, n):
        return refused(Caution.of("no_spread", about))
    dependent = dependent_columns(x, names)
    if dependent:
        return refused(Caution.of("collinear_covariates", about, columns=", ".join(dependent)))
    beta, covariance, deviance, rounds, arrived = _reweighted(y, x, fixed, start)
    fitted = expit(x @ beta + fixed)
    if not arrived or np.minimum(fitted, 1 - fitted).min() < _EXTREME:
        apart = separating_columns(y, x, names)
        if apart:
            return refused(Caution.of("separation", about, columns=", ".join(apart)), rounds=rounds)
    if not arrived:
        return refused(Caution.of("model_not_converged", about), rounds=rounds)
    return LogisticFit(
        tuple(names), beta, covariance, n, events, deviance, -deviance / 2, rounds, ()
    )


def _deviance(y: np.ndarray, predictor: np.ndarray) -> float:
    return float(2 * np.sum(np.logaddexp(0, predictor) - y * predictor))


def _reweighted(
    y: np.ndarray, x: np.ndarray, offset: np.ndarray, start: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, float, int, bool]:
    beta = np.zeros(x.shape[1]) if start is None else np.array(start, dtype="float64")
    predictor = x @ beta + offset
    deviance = _deviance(y, predictor)
    inverse = np.full((x.shape[1], x.shape[1]), np.nan)
    for rounds in range(1, _ROUNDS + 1):
        fitted = expit(predictor)
        weights = np.maximum(fitted * (1 - fitted), np.finfo(float).tiny)
        root = np.sqrt(weights)
        q, r = np.linalg.qr(x * root[:, None])
        if np.abs(np.diag(r)).min() <= np.finfo(float).eps * np.abs(np.diag(r)).max():
            return beta, inverse, deviance, rounds, False
        step = np.linalg.solve(r, q.T @ ((y - fitted) / root))
        inverse = np.linalg.inv(r)
        size = 1.0
        while size > 1e-6:
            candidate = beta + size * step
            predictor = x @ candidate + offset
            better = _deviance(y, predictor)
            if better <= deviance + _TOLERANCE * (abs(deviance) + 1):
                break
            size /= 2
        gained = deviance - better
        beta, deviance = candidate, better
        if abs(gained) <= _TOLERANCE * (abs(deviance) + 0.1):
            # The last round's weights are those of the solution to the same precision.
            return beta, inverse @ inverse.T, deviance, rounds, True
    return beta, inverse @ inverse.T, deviance, _ROUNDS, False


def separating_columns(
    outcome: np.ndarray, matrix: np.ndarray, names: Sequence[str]
) -> tuple[str, ...]:
    """A smallest set of columns that tells every 1 from every 0, as far as it tells.

    Empty when a maximum of the likelihood exists.
    """
    signed = (2 * np.asarray(outcome) - 1)[:, None] * matrix
    lengths = np.linalg.norm(signed, axis=0)
    signed = signed / np.where(lengths > 0, lengths, 1)
    kept = list(range(len(names)))
    if not _is_separated(signed[:, kept]):
        return ()
    for place in range(len(names)):
        fewer = [one for one in kept if one != place]
        if names[place] != "intercept" and fewer and _is_separated(signed[:, fewer]):
            kept = fewer
    return tuple(names[place] for place in kept if names[place] != "intercept")


def _is_separated(signed: np.ndarray) -> bool:
    from scipy.optimize import linprog

    found = linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(len(signed)),
        bounds=(-1, 1),
        method="highs",
    )
    # Far above what the solver's tolerance adds up to over the rows, far below a separation.
    return found.status == 0 and -found.fun >= 1e-3
