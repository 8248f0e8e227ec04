"""Standardised effects of change, each named by its formula."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError


def d_av(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the mean of the two standard deviations.

    References
    ----------
    Lakens 2013, formula 10, doi:10.3389/fpsyg.2013.00863.
    """
    spread = (np.std(start, ddof=1) + np.std(later, ddof=1)) / 2
    return _over(later - start, spread)


def d_baseline(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the standard deviation at the start.

    References
    ----------
    Morris and DeShon 2002, doi:10.1037/1082-989X.7.1.105.
    """
    return _over(later - start, np.std(start, ddof=1))


def d_z(start: np.ndarray, later: np.ndarray) -> float:
    """Mean change over the standard deviation of the change (standardised response mean).

    Grows with the correlation between the two answers, so it must not be held against an
    effect between groups.

    References
    ----------
    Lakens 2013, formula 6, doi:10.3389/fpsyg.2013.00863.
    """
    return _over(later - start, np.std(later - start, ddof=1))


FORMULAS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "d_av": d_av,
    "d_baseline": d_baseline,
    "d_z": d_z,
}


def _over(change: np.ndarray, spread: float) -> float:
    return float(np.mean(change) / spread) if spread > 0 else math.nan


def standardised_effect(start: np.ndarray, later: np.ndarray) -> tuple[float, str]:
    """Effect by the formula that the conventions choose.

    Parameters
    ----------
    start, later
        Scores of the same people in the same order, none missing.

    Returns
    -------
    tuple
        The effect, signed as the change in the scale's own direction, and the formula's
        name; missing with fewer than two pairs or no spread.
    """
    name = get("effect_size").value
    if name not in FORMULAS:
        raise DefinitionError(
            "The effect size is not a known formula.",
            where="conventions.yaml: effect_size",
            remedy=f"Use one of {', '.join(FORMULAS)}.",
        )
    if len(start) < 2:
        return math.nan, name
    return FORMULAS[name](start, later), name
