"""A linear model with nested random intercepts, fitted: arrays, before any interval."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from nrs_lib.stats.mixed.likelihood import Sums, criterion, solve, take_sums, weigh
from nrs_lib.stats.mixed.nesting import Nesting
from nrs_lib.stats.mixed.optimum import HIGHEST, MOST_STEPS, Optimum, smallest

# Squares of residuals below this share of the outcome's are rounding.
PERFECT_BELOW = 1e-24


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of a fitted model.

    Attributes
    ----------
    effects, covariance
        Fixed effects and their covariance, columns of the design.
    residual_variance
        In the outcome's unit squared.
    ratios
        Variances of persons and units over the residual's; exactly 0 on the boundary or
        where the model has no such part.
    criterion
        Minus twice the log likelihood, restricted or not.
    parameters
        Which of (person ratio, unit ratio, residual variance) are inside their range.
    parameter_covariance
        Asymptotic covariance of those.
    slopes
        Derivatives of `covariance` by those: parameters by columns by columns.
    unit_effects, unit_effect_variances, unit_effect_errors
        Best linear unbiased predictions, their variances given fixed effects and variances,
        and the variances of their errors where both are estimated.
    has_converged, is_perfect
        Whether the search ended where the slope is zero, and whether nothing is left over.
    """

    effects: np.ndarray
    covariance: np.ndarray
    residual_variance: float
    ratios: np.ndarray
    criterion: float
    parameters: np.ndarray
    parameter_covariance: np.ndarray
    slopes: np.ndarray
    unit_effects: np.ndarray
    unit_effect_variances: np.ndarray
    unit_effect_errors: np.ndarray
    has_converged: bool = True
    is_perfect: bool = False


def no_fit(columns: int, units: int, **why: bool) -> Fit:
    """A fit whose numbers are all missing."""
    return Fit(
        effects=np.full(columns, math.nan),
        covariance=np.full((columns, columns), math.nan),
        residual_variance=math.nan,
        ratios=np.full(2, math.nan),
        criterion=math.nan,
        parameters=np.zeros(3, dtype=bool),
        parameter_covariance=np.zeros((0, 0)),
        slopes=np.zeros((0, columns, columns)),
        unit_effects=np.full(units, math.nan),
        unit_effect_variances=np.full(units, math.nan),
        unit_effect_errors=np.full(units, math.nan),
        **why,
    )


@dataclass(frozen=True, eq=False)
class Basis:
    """The design turned into orthonormal columns, and the outcome without its part in them.

    Sums of squares of a covariate far from zero, a year for instance, lose their digits;
    in these columns nothing does, and shifting the outcome changes nothing.
    """

    columns: np.ndarray
    back: np.ndarray
    start: np.ndarray
    log_scale: float
    residuals: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, matrix: np.ndarray, outcome: np.ndarray) -> Basis:
        """Turn a design of full rank."""
        q, r = np.linalg.qr(matrix)
        start = np.linalg.solve(r, q.T @ outcome)
        residuals = outcome - matrix @ start
        log_scale = 2 * float(np.log(np.abs(np.diag(r))).sum())
        return cls(q, np.linalg.inv(r), start, log_scale, residuals)


def search(
    sums: Sums,
    free: tuple[bool, bool],
    *,
    restricted: bool,
    lowest: float,
    most_steps: int = MOST_STEPS,
) -> Optimum:
    """Find the variance ratios."""

    def function(ratios: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        at = criterion(sums, *ratios, restricted=restricted)
        return at.value, at.gradient, at.hessian

    def values(ratios: np.ndarray) -> float:
        return criterion(sums, *ratios, restricted=restricted, derivatives=False).value

    return smallest(function, values, free, lowest=lowest, most_steps=most_steps)


def fit(
    matrix: np.ndarray,
    outcome: np.ndarray,
    nesting: Nesting,
    *,
    free: tuple[bool, bool],
    restricted: bool = True,
    lowest: float = 1e-8,
    most_steps: int = MOST_STEPS,
) -> Fit:
    """Fit a linear model with nested random intercepts.

    Parameters
    ----------
    matrix, outcome
        Rows by columns of full rank, and the outcome; no missing values.
    nesting
        Order of the rows, persons in units.
    free
        Whether persons and units have a variance.
    restricted
        REML; otherwise maximum likelihood.
    lowest
        A variance below this share of the residual's is zero.
    most_steps
        After so many the search gives up.
    """
    basis = Basis.of(matrix, outcome)
    nothing = no_fit(matrix.shape[1], len(nesting.units), is_perfect=True)
    if float(basis.residuals @ basis.residuals) <= PERFECT_BELOW * float(outcome @ outcome):
        return nothing
    sums = take_sums(np.c_[basis.columns, basis.residuals][nesting.order], nesting)
    found = search(sums, free, restricted=restricted, lowest=lowest, most_steps=most_steps)
    if found.ratios.max() > HIGHEST / 10:
        return nothing
    if not found.has_converged:
        return no_fit(matrix.shape[1], len(nesting.units), has_converged=False)
    return _assembled(basis, sums, found, restricted=restricted)


def _assembled(basis: Basis, sums: Sums, found: Optimum, *, restricted: bool) -> Fit:
    solved = solve(weigh(sums, *found.ratios), restricted=restricted)
    free = sums.n_rows - restricted * len(solved.effects)
    variance = solved.rest / free
    bend = np.empty((3, 3))
    bend[:2, :2] = solved.second[0] + solved.second[1] / variance
    bend[:2, 2] = bend[2, :2] = -solved.first[1] / variance**2
    bend[2, 2] = free / variance**2
    parameters = np.array([*(found.ratios > 0), True])
    by_ratio = [
        -variance * solved.inverse @ one[:-1, :-1] @ solved.inverse for one in solved.weighted.first
    ]
    slopes = np.array([*by_ratio, solved.inverse])[parameters]
    t = np.tensordot(sums.totals, 1 / (1 + sums.sizes * found.ratios[0]), axes=(1, 0))
    k = sums.units @ (sums.sizes / (1 + sums.sizes * found.ratios[0]))
    shrinkage = found.ratios[1] / (1 + found.ratios[1] * k)
    predicted = shrinkage * (t @ np.append(-solved.effects, 1.0))
    # What the predictions take from the fixed effects, and from the variance between units.
    taken = shrinkage[:, None] * t[:, :-1]
    errors = variance * (shrinkage + ((taken @ solved.inverse) * taken).sum(axis=1))
    spread = 2 * np.linalg.inv(bend[np.ix_(parameters, parameters)])
    if parameters[1]:
        moved = predicted / (found.ratios[1] * (1 + found.ratios[1] * k))
        errors += moved**2 * spread[int(parameters[0]), int(parameters[0])]
    return Fit(
        effects=basis.start + basis.back @ solved.effects,
        covariance=variance * basis.back @ solved.inverse @ basis.back.T,
        residual_variance=variance,
        ratios=found.ratios,
        criterion=found.value + restricted * basis.log_scale,
        parameters=parameters,
        parameter_covariance=spread,
        slopes=basis.back @ slopes @ basis.back.T,
        unit_effects=predicted,
        unit_effect_variances=variance * shrinkage,
        unit_effect_errors=errors,
    )
