"""What a standardised effect of change divides by, and how sure that is.

Every formula has the same change above the line and another standard deviation below it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Part of the largest value below which a spread is only the computer's rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Moments:
    """Means, standard deviations and correlation of pairs; arrays for many samples at once."""

    n: int
    change: np.ndarray
    start_sd: np.ndarray
    later_sd: np.ndarray
    change_sd: np.ndarray

    @classmethod
    def of(cls, start: np.ndarray, later: np.ndarray) -> Moments:
        """Of the last axis, one person each; a spread of rounding size is zero."""
        change = later - start
        largest = np.maximum(np.abs(start).max(axis=-1), np.abs(later).max(axis=-1))

        def spread(values: np.ndarray) -> np.ndarray:
            found = values.std(axis=-1, ddof=1)
            return np.where(found > ROUNDING * largest, found, 0.0)

        return cls(
            start.shape[-1], change.mean(axis=-1), spread(start), spread(later), spread(change)
        )

    @property
    def correlation(self) -> np.ndarray:
        """Between start and later, never outside -1 and 1."""
        covariance = (self.start_sd**2 + self.later_sd**2 - self.change_sd**2) / 2
        both = self.start_sd * self.later_sd
        # Where all are equal at one time point nothing varies together.
        return np.clip(np.where(both > 0, covariance / np.where(both > 0, both, 1), 0), -1, 1)


@dataclass(frozen=True)
class Formula:
    """What the change is divided by, and how sure that is.

    Attributes
    ----------
    spread
        The standard deviation below the line.
    variance
        Of the logarithm of the spread, times n - 1, from normal theory to first order.
    bias
        By how much the effect comes out too large, as a part of it, times n - 1; same order.
    """

    spread: Callable[[Moments], np.ndarray]
    variance: Callable[[Moments], float]
    bias: Callable[[Moments], float]

    def effect(self, moments: Moments) -> np.ndarray:
        """The uncorrected effect."""
        return moments.change / self.spread(moments)

    def standard_error(self, moments: Moments) -> np.ndarray:
        """Standard error of the uncorrected effect in large groups.

        References
        ----------
        Bonett 2008, doi:10.1037/1082-989X.13.2.99, with n - 1 in both terms; for other
        standard deviations below the line by the delta method.
        """
        relative = (moments.change_sd / self.spread(moments)) ** 2
        return np.sqrt(
            (relative + self.effect(moments) ** 2 * self.variance(moments)) / (moments.n - 1)
        )

    def df(self, moments: Moments) -> float:
        """Degrees of freedom at which Hedges' factor takes out the bias.

        n - 1 where a single standard deviation stands below the line.
        """
        return 3 * (moments.n - 1) / (4 * self.bias(moments))


def _one(_: Moments) -> float:
    return 1 / 2


def _bias_of_one(_: Moments) -> float:
    return 3 / 4


def _mean_spread(moments: Moments) -> np.ndarray:
    return (moments.start_sd + moments.later_sd) / 2


def _variance_of_mean(moments: Moments) -> float:
    part = moments.start_sd / (moments.start_sd + moments.later_sd)
    both = part**2 + (1 - part) ** 2 + 2 * moments.correlation**2 * part * (1 - part)
    return both / 2


def _bias_of_mean(moments: Moments) -> float:
    return 1 / 4 + _variance_of_mean(moments)


def _raw_spread(moments: Moments) -> np.ndarray:
    """Standard deviation of the change, brought back to the metric of single scores."""
    apart = 1 - moments.correlation
    # At a correlation of 1 it would be without bound, whatever the change was.
    return moments.change_sd / np.sqrt(2 * np.where(apart > ROUNDING, apart, np.nan))


def _variance_of_raw(moments: Moments) -> float:
    r, squares = moments.correlation, moments.start_sd**2 + moments.later_sd**2
    shared = (1 + r) * (r * squares - 2 * moments.start_sd * moments.later_sd)
    return (1 + r) ** 2 / 4 + 1 / 2 + shared / (2 * moments.change_sd**2)


def _bias_of_raw(moments: Moments) -> float:
    return (1 - moments.correlation) / 4 + _variance_of_raw(moments) / 2


FORMULAS: dict[str, Formula] = {
    # Lakens 2013, formula 10.
    "d_av": Formula(_mean_spread, _variance_of_mean, _bias_of_mean),
    # Morris and DeShon 2002; Bonett 2008 with one group's standard deviation.
    "d_baseline": Formula(lambda moments: moments.start_sd, _one, _bias_of_one),
    # Lakens 2013, formula 9; Morris and DeShon 2002, formula 12.
    "d_rm": Formula(_raw_spread, _variance_of_raw, _bias_of_raw),
    # Lakens 2013, formula 6; the standardised response mean.
    "d_z": Formula(lambda moments: moments.change_sd, _one, _bias_of_one),
}
