"""Thresholds that make answers have a published mean and standard deviation.

Behind every score stands a state, standard normal in specialist care at start. A question
sees ``coherence`` of it and noise besides; what it sees, moved by ``location`` and stretched
by ``width``, is rounded to one of its steps. The two are solved for, so that the score has
the mean and SD asked for; nothing is drawn here, so the same numbers come out every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from nrs_lib.errors import DefinitionError

_STEPS = 26
_CLOSE = 2e-3
_GRID = np.linspace(-8, 8, 4001)
_CDF = np.array([NormalDist().cdf(x) for x in _GRID])
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def normal_cdf(x: np.ndarray) -> np.ndarray:
    """Probability that a standard normal number is below ``x``."""
    return np.interp(x, _GRID, _CDF)


def normal_cuts(shares: tuple[float, ...]) -> np.ndarray:
    """Cuts that divide a standard normal number into parts of these shares, lowest first."""
    inner = np.clip(np.cumsum(shares)[:-1], 1e-9, 1 - 1e-9)
    return np.array([NormalDist().inv_cdf(part) for part in inner])


@dataclass(frozen=True)
class Calibration:
    """How a state becomes answers to the questions of one score.

    ``levels`` is the number of steps of each question and ``offsets`` how much higher it is
    answered, in SD. Scores are in parts of their range, 0 to 1.
    """

    levels: tuple[int, ...]
    offsets: tuple[float, ...]
    location: float
    width: float
    coherence: float

    def cuts(self) -> list[np.ndarray]:
        """Per question, where what it sees passes from one step to the next."""
        return np.split(self._cuts(), _plan(self.levels, self.offsets).starts[1:])

    def _cuts(self) -> np.ndarray:
        plan = _plan(self.levels, self.offsets)
        return (plan.thresholds - self.location) / self.width - plan.offsets

    def mean(self, shift: float = 0.0, variance: float = 1.0) -> float:
        """Mean score when the state is normal with this mean and variance."""
        sees = np.sqrt(self.coherence**2 * variance + 1 - self.coherence**2)
        above = normal_cdf((self.coherence * shift - self._cuts()) / sees)
        return float(above @ _plan(self.levels, self.offsets).weights)

    def sd(self) -> float:
        """Standard deviation of the score in specialist care at start."""
        plan = _plan(self.levels, self.offsets)
        # A single question sees the state itself: all its spread is at one node.
        single = self.coherence == 1
        nodes, weights = (np.zeros(1), np.ones(1)) if single else (_NODES, _WEIGHTS)
        noise = 1.0 if single else np.sqrt(1 - self.coherence**2)
        above = normal_cdf((self.coherence * nodes[:, None] - self._cuts()) / noise)
        first = np.add.reduceat(above, plan.starts, axis=1) / plan.steps
        second = np.add.reduceat(above * plan.odd, plan.starts, axis=1) / plan.steps**2
        means, variances = first.sum(axis=1), (second - first**2).sum(axis=1)
        centre = weights @ means
        return float(np.sqrt(weights @ ((means - centre) ** 2 + variances))) / len(self.levels)


@dataclass(frozen=True)
class _Plan:
    """The thresholds of all questions of one score in a row, question by question."""

    thresholds: np.ndarray
    offsets: np.ndarray
    weights: np.ndarray
    odd: np.ndarray
    starts: np.ndarray
    steps: np.ndarray


@cache
def _plan(levels: tuple[int, ...], offsets: tuple[float, ...]) -> _Plan:
    steps = np.array(levels) - 1
    return _Plan(
        thresholds=np.concatenate([(np.arange(1, n + 1) - 0.5) / n for n in steps]),
        offsets=np.repeat(np.array(offsets, dtype=float), steps),
        weights=np.repeat(1 / steps, steps) / len(steps),
        odd=np.concatenate([2 * np.arange(1, n + 1) - 1 for n in steps]),
        starts=np.concatenate([[0], np.cumsum(steps)[:-1]]),
        steps=steps,
    )


@cache
def calibrate(
    *,
    mean: float,
    sd: float,
    levels: tuple[int, ...],
    offsets: tuple[float, ...],
    coherence: float,
    where: str,
) -> Calibration:
    """Find location and width (coherence, where all answers are yes or no).

    Parameters
    ----------
    mean, sd
        Of the score, in parts of its range.
    levels, offsets, coherence
        As in `Calibration`.
    where
        Key of the definition, for the error.

    Raises
    ------
    DefinitionError
        No thresholds give this mean and SD together.
    """
    two_steps = set(levels) == {2}

    def placed(free: float) -> Calibration:
        width, seen = (1.0, free) if two_steps else (float(np.exp(free)), coherence)

        def at(location: float) -> Calibration:
            return Calibration(levels, offsets, location, width, seen)

        return at(_root(lambda x: at(x).mean() - mean, -8.0, 9.0))

    # Width below 1/50 of the range gives one answer to all, above 20 only the two ends.
    low, high = (0.05, 0.995) if two_steps else (np.log(0.02), np.log(20.0))
    found = placed(_root(lambda free: placed(free).sd() - sd, low, high))
    if abs(found.mean() - mean) > _CLOSE or abs(found.sd() - sd) > _CLOSE:
        raise DefinitionError(
            "No thresholds give this mean and SD together.",
            where=where,
            remedy="Lower the SD, raise the coherence, or move the mean from the end of the range.",
        )
    return found


def improvement(calibration: Calibration, *, change: float, relative_sd: float) -> float:
    """Shift of the state that changes the mean score by ``change`` (parts of the range).

    ``relative_sd``: how differently patients improve, as a share of the shift.
    """
    start = calibration.mean()
    sign = 1.0 if change >= 0 else -1.0

    def missing(size: float) -> float:
        after = calibration.mean(sign * size, 1 + (relative_sd * size) ** 2)
        return sign * (after - start) - abs(change)

    return sign * _root(missing, 0.0, 4.0)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
