"""Data drawn from a truth that is known, in the kinds that the registry has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from nrs_lib.stats.estimates import Estimate

Limits = tuple[float, float, float]
"""Estimate, lower and upper limit."""
Interval = Callable[..., Limits]
"""Takes the arguments that a situation draws."""


@dataclass(frozen=True)
class Draw:
    """What is drawn in a situation, and what the interval should hold.

    ``sample`` takes a generator and gives the method's arguments for one draw. Where the
    truth is itself drawn, a unit's for instance, it is among the arguments; the interval is
    then that of the difference, and the truth 0.
    """

    truth: float
    sample: Callable[[np.random.Generator], tuple]


@dataclass(frozen=True)
class Family:
    """Kinds of data, and the intervals that are graded on them."""

    kinds: Mapping[str, Callable[..., Draw]]
    intervals: Mapping[str, Interval]


def limits_of(found: Estimate, *, less: float = 0.0) -> Limits:
    """The three numbers of an estimate, less a truth that was drawn."""
    return found.estimate - less, found.low - less, found.high - less


def rounded(latent: np.ndarray, low: float, high: float) -> np.ndarray:
    """Answers in whole steps inside the scale's ends, as people give them."""
    return np.clip(np.rint(latent), low, high)


def expected(mean: float, sd: float, low: float, high: float) -> float:
    """Mean of the answers that a latent mean and spread give, exactly."""
    steps = np.arange(low, high + 1)
    edges = np.concatenate([[-np.inf], steps[:-1] + 0.5, [np.inf]])
    chances = np.diff(ndtr((edges - mean) / sd))
    return float(steps @ chances)
