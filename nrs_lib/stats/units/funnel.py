"""Control limits of a funnel: how far chance alone takes a unit from the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, ndtri, pdtr

from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.terms import WIDENED_LIMITS

MID_P, SPIEGELHALTER = "mid_p", "spiegelhalter_2005"


@dataclass(frozen=True, eq=False)
class Limits:
    """Control limits, one pair per size.

    Attributes
    ----------
    size
        What precision grows with: people, or the number expected for ratios.
    low, high
        In the unit of the target. A limit at the end of the possible range cannot be
        crossed.
    level
        What stays inside both limits by chance.
    method
        Key of the formula.
    """

    size: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    method: str


def interpolated_quantile(cumulated: np.ndarray, at: float, *, interpolation: str) -> float:
    """Number that is not whole, where a discrete distribution reaches a probability.

    Between whole numbers the cumulated probability is taken as a straight line. With
    ``spiegelhalter_2005`` the line goes through P(X <= r), as printed; its upper limit lets
    more pass than its lower one. With ``mid_p`` it goes through P(X < r) + P(X = r) / 2, so
    that a number is outside exactly when its mid-p tail is smaller than asked.

    Parameters
    ----------
    cumulated
        P(X <= 0), P(X <= 1), ... up to the largest possible number, where it is 1.
    at
        Probability below the limit.

    Returns
    -------
    float
        From 0 to the largest possible number.

    References
    ----------
    Spiegelhalter 2005, appendix A.1.1, doi:10.1002/sim.1970.
    """
    if interpolation == SPIEGELHALTER:
        line = cumulated
    elif interpolation == MID_P:
        line = (np.append(0.0, cumulated[:-1]) + cumulated) / 2
    else:
        raise DefinitionError(
            "Control limits are interpolated by a formula that is not known.",
            where=f"conventions.yaml: funnel_interpolation {interpolation}",
            remedy=f"Use {MID_P} or {SPIEGELHALTER}.",
        )
    place = int(np.searchsorted(line, at, side="left"))
    if place == 0:
        return 0.0
    if place == len(line):
        return float(len(line) - 1)
    return float(place - (line[place] - at) / (line[place] - line[place - 1]))


def count_limits(
    cumulated: np.ndarray, *, level: float, interpolation: str | None = None
) -> tuple[float, float]:
    """Lower and upper limit of a number, from its cumulated distribution by chance."""
    _check_level(level)
    tail = (1 - level) / 2
    formula = interpolation or str(get("funnel_interpolation").value)
    return (
        interpolated_quantile(cumulated, tail, interpolation=formula),
        interpolated_quantile(cumulated, 1 - tail, interpolation=formula),
    )


def binomial_limits(
    target: float, sizes: Sequence[int], *, level: float, interpolation: str | None = None
) -> Limits:
    """Exact limits of a share.

    Parameters
    ----------
    target
        The nation's share, from 0 to 1.
    sizes
        People per unit.
    level
        What stays inside by chance: 0.95, 0.998.
    interpolation
        ``mid_p`` or ``spiegelhalter_2005``; by convention when left out.

    References
    ----------
    Spiegelhalter 2005, doi:10.1002/sim.1970.
    """
    if not 0 <= target <= 1:
        raise ParameterError(
            "A share is not between 0 and 1.",
            where="target",
            remedy="Give a share, not a per cent.",
        )
    formula = interpolation or str(get("funnel_interpolation").value)
    pairs = [
        count_limits(bdtr(np.arange(n + 1), n, target), level=level, interpolation=formula)
        for n in map(int, sizes)
    ]
    return _limits(np.asarray(sizes, dtype="float64"), pairs, level, f"binomial_{formula}", 1.0)


def poisson_limits(
    expected: Sequence[float], *, level: float, interpolation: str | None = None
) -> Limits:
    """Limits of observed over expected when outcomes are rare, as for ratios of deaths.

    Parameters
    ----------
    expected
        Number expected per unit, above 0.

    References
    ----------
    Spiegelhalter 2005, doi:10.1002/sim.1970.
    """
    formula = interpolation or str(get("funnel_interpolation").value)
    pairs = []
    for number in map(float, expected):
        # Beyond this number nothing is left that any level asks for.
        last = int(number + 12 * np.sqrt(number) + 40)
        cumulated = pdtr(np.arange(last + 1), number)
        cumulated[-1] = 1.0
        pairs.append(count_limits(cumulated, level=level, interpolation=formula))
    return _limits(
        np.asarray(expected, dtype="float64"), pairs, level, f"poisson_{formula}", np.inf
    )


def normal_limits(
    target: float,
    errors: Sequence[float],
    *,
    level: float,
    tau2: float = 0.0,
    lowest: float = -np.inf,
    highest: float = np.inf,
) -> Limits:
    """Limits by the normal distribution: of means, and of anything with additive spread.

    Parameters
    ----------
    target
        The nation's value.
    errors
        Standard error of each unit's value around the target by chance alone.
    tau2
        Variance between units that is no reason to flag them; 0 without overdispersion.
    lowest, highest
        Ends of the possible range; limits stop there.

    References
    ----------
    Spiegelhalter 2005, doi:10.1002/sim.1970; additive spread: doi:10.1136/qshc.2005.013755.
    """
    _check_level(level)
    half = float(ndtri(0.5 + level / 2)) * np.sqrt(np.asarray(errors, dtype="float64") ** 2 + tau2)
    return Limits(
        np.asarray(errors, dtype="float64"),
        np.clip(target - half, lowest, highest),
        np.clip(target + half, lowest, highest),
        level,
        WIDENED_LIMITS if tau2 else "normal",
    )


def _limits(
    sizes: np.ndarray,
    pairs: Sequence[tuple[float, float]],
    level: float,
    method: str,
    highest: float,
) -> Limits:
    low, high = (np.array([pair[side] for pair in pairs], dtype="float64") for side in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return Limits(sizes, low / sizes, np.minimum(high / sizes, highest), level, method)


def _check_level(level: float) -> None:
    if not 0.5 < level < 1:
        raise ParameterError(
            "A level of control limits is not between a half and one.",
            where="level",
            remedy="Give the part that stays inside, such as 0.95 or 0.998.",
        )
