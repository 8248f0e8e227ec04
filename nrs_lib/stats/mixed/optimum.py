"""The smallest criterion over two variance ratios, either of which may be exactly zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

STARTS = (1e-3, 1e-2, 0.1, 0.5, 2.0, 10.0)
MOST_STEPS = 60
LONGEST_STEP = 2.0
HIGHEST = 1e8
# A criterion of minus twice a log likelihood that differs by less differs in nothing shown.
TIE = 1e-8

Function = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Optimum:
    """Where the criterion is smallest.

    Attributes
    ----------
    ratios
        Variances of persons and units over the residual's; exactly 0 on the boundary.
    value
        The criterion there.
    has_converged
        The slope vanished in every ratio that is not on the boundary.
    """

    ratios: np.ndarray
    value: float
    has_converged: bool


def smallest(
    function: Function,
    values: Callable[[np.ndarray], float],
    free: tuple[bool, bool],
    *,
    lowest: float,
    most_steps: int = MOST_STEPS,
) -> Optimum:
    """Find the smallest criterion, comparing the inside with each part of the boundary.

    The search inside goes over logarithms, where it cannot reach zero; so each ratio is also
    held at zero, and the boundary wins where the inside is not better.

    Parameters
    ----------
    function
        Criterion, gradient and matrix of second derivatives at two ratios.
    values
        Criterion alone, for choosing where to start.
    free
        Which ratios the model has; the others stay 0.
    lowest
        A ratio below counts as zero.
    most_steps
        After so many the search gives up.
    """
    found = [
        _inside(function, values, np.array(inner), lowest, most_steps)
        for inner in product((False, True), repeat=2)
        if not any(wanted and not allowed for wanted, allowed in zip(inner, free, strict=True))
    ]
    # exp(log(lowest)) may round to either side of it.
    within = [one for one in found if not ((one.ratios > 0) & (one.ratios < 1.001 * lowest)).any()]
    best = min(one.value for one in within)
    # Candidates stand from the most to the least restricted.
    chosen = next(one for one in within if one.value <= best + TIE)
    return replace(chosen, has_converged=chosen.has_converged and _holds(function, chosen, free))


def _holds(function: Function, chosen: Optimum, free: tuple[bool, bool]) -> bool:
    """Nothing is to be gained by leaving the boundary."""
    held = np.array(free) & (chosen.ratios == 0)
    if not held.any():
        return True
    _, gradient, hessian = function(chosen.ratios)
    gain = np.minimum(gradient[held], 0) ** 2 / (2 * np.abs(np.diag(hessian)[held]))
    return bool((gain < 100 * TIE).all())


def _inside(
    function: Function,
    values: Callable[[np.ndarray], float],
    inner: np.ndarray,
    lowest: float,
    most_steps: int,
) -> Optimum:
    if not inner.any():
        return Optimum(np.zeros(2), values(np.zeros(2)), True)
    ends = np.log(lowest), np.log(HIGHEST)

    def ratios_at(x: np.ndarray) -> np.ndarray:
        ratios = np.zeros(2)
        ratios[inner] = np.exp(x)
        return ratios

    grid = [np.log(np.array(start)) for start in product(STARTS, repeat=int(inner.sum()))]
    x = min(grid, key=lambda start: values(ratios_at(start)))
    value, gradient, hessian = _logged(function(ratios_at(x)), ratios_at(x), inner)
    has_converged = False
    for _ in range(most_steps):
        steepness, axes = np.linalg.eigh(hessian)
        step = -axes @ ((axes.T @ gradient) / np.maximum(np.abs(steepness), 1e-8))
        expected = -float(gradient @ step)
        if expected < 1e-12 and steepness[0] > 0:
            has_converged = True
            break
        longest = np.abs(step).max()
        step *= min(1.0, LONGEST_STEP / longest) if longest > 0 else 1.0
        for _ in range(30):
            tried = np.clip(x + step, *ends)
            if values(ratios_at(tried)) <= value:
                break
            step /= 2
        else:
            # No better point exists within rounding: what is left of the slope decides.
            has_converged = expected < 1e-7 and steepness[0] > 0
            break
        x = tried
        value, gradient, hessian = _logged(function(ratios_at(x)), ratios_at(x), inner)
    return Optimum(ratios_at(x), value, has_converged)


def _logged(
    at: tuple[float, np.ndarray, np.ndarray], ratios: np.ndarray, inner: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Derivatives by the logarithms of the ratios that move."""
    value, gradient, hessian = at
    here = ratios[inner]
    slopes = here * gradient[inner]
    bends = np.outer(here, here) * hessian[np.ix_(inner, inner)] + np.diag(slopes)
    return value, slopes, bends
