"""Logistic regression with one random intercept, fitted: arrays, before any interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from nrs_lib.stats.mixed.quadrature import At, Grouped, Quadrature

STARTS = (0.1, 0.3, 0.7, 1.5, 3.0)
MOST_STEPS = 200
LONGEST_STEP = 2.0
# A log likelihood that differs by less differs in nothing shown.
TIE = 1e-8
# Of the expected gain in log likelihood, below which nothing is left to find.
FLAT = 1e-12
# Log odds between groups this far apart are a likelihood that grows without end.
HIGHEST = 50.0
# Of the parameters, scaled to about one; the gradient is exact, so the step may be small.
DIFFERENCE = 1e-4
# A start from coefficients that averaging over intercepts has drawn together.
DRAWN = (16 * math.sqrt(3) / (15 * math.pi)) ** 2


@dataclass(frozen=True, eq=False)
class InterceptFit:
    """Estimates of a fitted model.

    Attributes
    ----------
    effects
        Log odds, one per column.
    sd
        Standard deviation of the intercepts, in log odds; exactly 0 on the boundary.
    covariance
        Of the effects, and of the standard deviation in the last row and column (missing on
        the boundary).
    log_likelihood
        At the estimates, by the same number of points.
    modes, mode_sds
        Conditional modes of the groups' intercepts and their standard deviations given the
        answers and estimates, in log odds; 0 on the boundary.
    drift
        How far the estimates would move with more points, in their standard errors: the
        largest over all of them.
    has_converged, is_unbounded
        Whether the search ended where the slope is zero, and whether the intercepts' spread
        grows without end.
    """

    effects: np.ndarray
    sd: float
    covariance: np.ndarray
    log_likelihood: float
    modes: np.ndarray
    mode_sds: np.ndarray
    drift: float = 0.0
    has_converged: bool = True
    is_unbounded: bool = False


def no_fit(columns: int, groups: int, **why: bool) -> InterceptFit:
    """A fit whose numbers are all missing."""
    return InterceptFit(
        effects=np.full(columns, math.nan),
        sd=math.nan,
        covariance=np.full((columns + 1, columns + 1), math.nan),
        log_likelihood=math.nan,
        modes=np.full(groups, math.nan),
        mode_sds=np.full(groups, math.nan),
        drift=math.nan,
        **why,
    )


def fit_intercepts(
    outcome: np.ndarray,
    matrix: np.ndarray,
    groups: np.ndarray,
    *,
    start: np.ndarray,
    points: int,
    most_steps: int = MOST_STEPS,
) -> InterceptFit:
    """Fit a logistic regression with a normal intercept of each group.

    Standard errors come from the second derivatives of the same quadrature by effects and
    standard deviation together.

    Parameters
    ----------
    outcome, matrix
        0 or 1, and rows by columns of full rank; no missing values.
    groups
        0, 1, ... one per row; every number up to the largest occurs.
    start
        Effects of greatest likelihood without intercepts of groups; they are the result where
        groups differ no more than by chance.
    points
        Of the quadrature; 1 is Laplace's approximation.
    most_steps
        After so many the search gives up.
    """
    # In orthonormal columns of length root n, all parameters are of the size of log odds.
    q, r = np.linalg.qr(matrix)
    root = math.sqrt(len(matrix))
    back = np.linalg.inv(r) * root
    grouped = Grouped.of(outcome, q * root, groups)
    alone = r @ start / root
    surface = _Surface(grouped, Quadrature.of(points))
    nowhere = no_fit(matrix.shape[1], len(grouped.sizes), has_converged=False)
    at_zero = surface.at(np.append(alone, 0.0))
    begin = max(
        (np.append(alone * math.sqrt(1 + DRAWN * sd**2), sd) for sd in STARTS),
        key=lambda place: surface.at(place).value,
    )
    found = _climb(surface, begin, most_steps)
    if found is None:
        return nowhere
    place, bend = found
    if abs(place[-1]) > HIGHEST:
        return no_fit(matrix.shape[1], len(grouped.sizes), is_unbounded=True)
    at = surface.at(place)
    if at.value <= at_zero.value + TIE:
        return _on_boundary(outcome, matrix, start, at_zero)
    inverse = np.linalg.inv(bend)
    drift = inverse @ _Surface(grouped, Quadrature.of(2 * points + 1)).at(place).gradient
    turn = np.eye(len(place))
    turn[:-1, :-1] = back
    # The likelihood is even in the standard deviation.
    turn[-1, -1] = math.copysign(1.0, place[-1])
    return InterceptFit(
        effects=back @ place[:-1],
        sd=abs(float(place[-1])),
        covariance=turn @ inverse @ turn.T,
        log_likelihood=at.value,
        modes=place[-1] * at.modes,
        mode_sds=abs(float(place[-1])) * at.spreads,
        drift=float(np.max(np.abs(drift) / np.sqrt(np.diag(inverse)))),
    )


def _on_boundary(
    outcome: np.ndarray, matrix: np.ndarray, start: np.ndarray, at: At
) -> InterceptFit:
    fitted = expit(matrix @ start)
    covariance = np.full((len(start) + 1, len(start) + 1), math.nan)
    covariance[:-1, :-1] = np.linalg.inv((matrix.T * (fitted * (1 - fitted))) @ matrix)
    nothing = np.zeros(len(at.modes))
    return InterceptFit(start, 0.0, covariance, at.value, nothing, nothing)


class _Surface:
    """The log likelihood over effects and standard deviation, remembering the last modes."""

    def __init__(self, grouped: Grouped, rule: Quadrature) -> None:
        self._grouped, self._rule = grouped, rule
        self._near = np.zeros(len(grouped.sizes))

    def at(self, place: np.ndarray) -> At:
        found = self._rule.at(self._grouped, place[:-1], float(place[-1]), self._near)
        self._near = found.modes
        return found

    def bend(self, place: np.ndarray) -> np.ndarray:
        """Minus the second derivatives, by central differences of the exact gradient."""
        steps = DIFFERENCE * np.eye(len(place))
        rows = [self.at(place - step).gradient - self.at(place + step).gradient for step in steps]
        found = np.array(rows) / (2 * DIFFERENCE)
        return (found + found.T) / 2


def _climb(
    surface: _Surface, place: np.ndarray, most_steps: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """The highest place and minus the second derivatives there, or none where none is found.

    Newton's step where derivatives are taken, quasi-Newton steps (Broyden, Fletcher, Goldfarb
    and Shanno) from there until nothing is gained; then derivatives again, to be sure.
    """
    at, taken = surface.at(place), 0
    while taken < most_steps:
        bend = surface.bend(place)
        steepness, axes = np.linalg.eigh(bend)
        inverse = (axes / np.maximum(np.abs(steepness), 1e-8)) @ axes.T
        if at.gradient @ inverse @ at.gradient < FLAT and steepness[0] > 0:
            return place, bend
        is_first = True
        while taken < most_steps and (is_first or at.gradient @ inverse @ at.gradient >= FLAT):
            is_first = False
            taken += 1
            step = inverse @ at.gradient
            step *= min(1.0, LONGEST_STEP / float(np.abs(step).max()))
            further = _ahead(surface, place, at, step)
            if further is None:
                break
            moved, slopes = further[0] - place, at.gradient - further[1].gradient
            place, at = further
            if abs(place[-1]) > HIGHEST:
                return place, bend
            inverse = _updated(inverse, moved, slopes)
        else:
            continue
        # No better place exists within rounding: what is left of the slope decides.
        bend = surface.bend(place)
        is_top = np.linalg.eigvalsh(bend)[0] > 0
        if is_top and at.gradient @ np.linalg.solve(bend, at.gradient) < TIE:
            return place, bend
        return None
    return None


def _ahead(
    surface: _Surface, place: np.ndarray, at: At, step: np.ndarray
) -> tuple[np.ndarray, At] | None:
    for _ in range(30):
        tried = surface.at(place + step)
        if tried.value >= at.value:
            return place + step, tried
        step = step / 2
    return None


def _updated(inverse: np.ndarray, moved: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    along = float(moved @ slopes)
    if along <= 1e-12 * float(np.linalg.norm(moved) * np.linalg.norm(slopes)):
        return inverse
    turned = np.eye(len(moved)) - np.outer(moved, slopes) / along
    return turned @ inverse @ turned.T + np.outer(moved, moved) / along
