"""Data drawn from a truth that is known, in the kinds that the registry has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import ndtr

from nrs_lib.contracts.grading import Situation
from nrs_lib.errors import DefinitionError


@dataclass(frozen=True)
class Draw:
    """What is drawn in a situation, and what the interval should hold.

    ``sample`` takes a generator and gives the method's arguments for one draw.
    """

    truth: float
    sample: Callable[[np.random.Generator], tuple]


def _share(n: int, share: float) -> Draw:
    return Draw(share, lambda rng: (int(rng.binomial(n, share)), n))


def _rounded(latent: np.ndarray, low: float, high: float) -> np.ndarray:
    """Answers in whole steps inside the scale's ends, as people give them."""
    return np.clip(np.rint(latent), low, high)


def _expected(mean: float, sd: float, low: float, high: float) -> float:
    """Mean of the answers that a latent mean and spread give, exactly."""
    steps = np.arange(low, high + 1)
    edges = np.concatenate([[-np.inf], steps[:-1] + 0.5, [np.inf]])
    chances = np.diff(ndtr((edges - mean) / sd))
    return float(steps @ chances)


def _scores(n: int, mean: float, sd: float, low: float, high: float) -> Draw:
    def sample(rng: np.random.Generator) -> tuple[np.ndarray]:
        return (_rounded(rng.normal(mean, sd, n), low, high),)

    return Draw(_expected(mean, sd, low, high), sample)


def _pairs(
    n: int, mean: float, sd: float, change: float, correlation: float, low: float, high: float
) -> Draw:
    """Start and later answers of the same people."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        start = rng.normal(0, 1, n)
        later = correlation * start + np.sqrt(1 - correlation**2) * rng.normal(0, 1, n)
        return (
            _rounded(mean + sd * start, low, high),
            _rounded(mean + change + sd * later, low, high),
        )

    truth = _expected(mean + change, sd, low, high) - _expected(mean, sd, low, high)
    return Draw(truth, sample)


def _waits(n: int, median: float, spread: float) -> Draw:
    """Skewed waits; the logarithm has the spread as its standard deviation."""
    return Draw(median, lambda rng: (median * np.exp(rng.normal(0, spread, n)),))


KINDS: Mapping[str, Callable[..., Draw]] = MappingProxyType(
    {"share": _share, "scores": _scores, "pairs": _pairs, "waits": _waits}
)


def draw_of(situation: Situation) -> Draw:
    """What is drawn in a situation.

    Raises
    ------
    DefinitionError
        The kind of data is unknown, or its numbers are not those of the kind.
    """
    where = f"grading.yaml: situations.{situation.code}.draw"
    if situation.kind not in KINDS:
        raise DefinitionError(
            "A kind of data is asked for that cannot be drawn.",
            where=where,
            remedy=f"Use one of {', '.join(KINDS)}.",
        )
    try:
        return KINDS[situation.kind](**situation.numbers)
    except TypeError:
        raise DefinitionError(
            "The numbers are not those of this kind of data.",
            where=where,
            remedy="Give what the kind takes; nrs_lib/stats/grading/drawing.py names it.",
        ) from None
