"""Change of the same people, and differences between two groups of others."""

from __future__ import annotations

import math

import numpy as np

from nrs_lib.stats.effects import paired_effect
from nrs_lib.stats.grading.drawing import Draw, Family, expected, limits_of, rounded
from nrs_lib.stats.means import median_interval
from nrs_lib.stats.median_differences import median_difference
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.two_groups import effect_between, mean_difference

# A bootstrap's own draws; what is graded is the interval over draws of people.
SEED = 1


def _latent(rng: np.random.Generator, n: int, r: float) -> tuple[np.ndarray, np.ndarray]:
    start = rng.normal(0, 1, n)
    return start, r * start + math.sqrt(1 - r**2) * rng.normal(0, 1, n)


def _pairs(
    n: int, mean: float, sd: float, change: float, correlation: float, low: float, high: float
) -> Draw:
    """Start and later answers of the same people."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        start, later = _latent(rng, n, correlation)
        return (
            rounded(mean + sd * start, low, high),
            rounded(mean + change + sd * later, low, high),
        )

    truth = expected(mean + change, sd, low, high) - expected(mean, sd, low, high)
    return Draw(truth, sample)


def _normal_pairs(n: int, change: float, sd_later: float, correlation: float, by: str) -> Draw:
    """Start with standard deviation 1; the truth is the change over one of the spreads."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        start, later = _latent(rng, n, correlation)
        return start, change + sd_later * later

    spread = {
        "d_av": (1 + sd_later) / 2,
        "d_baseline": 1.0,
        "d_z": math.sqrt(1 + sd_later**2 - 2 * correlation * sd_later),
    }[by]
    return Draw(change / spread, sample)


def _two_groups(
    n: int,
    other: int,
    mean: float,
    sd: float,
    sd_other: float,
    apart: float,
    low: float,
    high: float,
) -> Draw:
    """Answers of two groups of other people."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        first = rounded(rng.normal(mean + apart, sd, n), low, high)
        return first, rounded(rng.normal(mean, sd_other, other), low, high)

    truth = expected(mean + apart, sd, low, high) - expected(mean, sd_other, low, high)
    return Draw(truth, sample)


def _two_normal_groups(n: int, other: int, apart: float) -> Draw:
    """Normal numbers with one spread, so many of it apart."""
    return Draw(apart, lambda rng: (rng.normal(apart, 1, n), rng.normal(0, 1, other)))


def _two_shares(n: int, other: int, share: float, share_other: float) -> Draw:
    def sample(rng: np.random.Generator) -> tuple[tuple[int, int], tuple[int, int]]:
        return (int(rng.binomial(n, share)), n), (int(rng.binomial(other, share_other)), other)

    return Draw(share - share_other, sample)


def _two_waits(n: int, other: int, median: float, median_other: float, spread: float) -> Draw:
    """Days waited by two groups of other people, skewed as waits are."""

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        return tuple(
            middle * np.exp(spread * rng.normal(size=size))
            for middle, size in ((median, n), (median_other, other))
        )

    return Draw(median - median_other, sample)


def _medians(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    return median_difference(median_interval(one), median_interval(other))


def _effect(formula: str, interval: str):
    def find(start: np.ndarray, later: np.ndarray):
        return limits_of(paired_effect(start, later, formula=formula, interval=interval))

    return find


def _shares(interval: str):
    return lambda one, other: limits_of(share_difference(one, other, interval=interval).difference)


CHANGES = Family(
    kinds={
        "pairs": _pairs,
        "pairs_d_av": lambda **numbers: _normal_pairs(**numbers, by="d_av"),
        "pairs_d_baseline": lambda **numbers: _normal_pairs(**numbers, by="d_baseline"),
        "pairs_d_z": lambda **numbers: _normal_pairs(**numbers, by="d_z"),
        "two_groups": _two_groups,
        "two_normal_groups": _two_normal_groups,
        "two_shares": _two_shares,
        "two_waits": _two_waits,
    },
    intervals={
        "change_t": lambda start, later: limits_of(paired_change(start, later)),
        "change_percentile": lambda start, later: limits_of(
            paired_change(start, later, interval="percentile", seed=SEED)
        ),
        "change_bca": lambda start, later: limits_of(
            paired_change(start, later, interval="bca", seed=SEED)
        ),
        "d_av_bonett": _effect("d_av", "bonett"),
        "d_baseline_bonett": _effect("d_baseline", "bonett"),
        "d_z_noncentral_t": _effect("d_z", "noncentral_t"),
        "welch": lambda one, other: limits_of(mean_difference(one, other)),
        "hedges_g_noncentral_t": lambda one, other: limits_of(effect_between(one, other)),
        "newcombe": _shares("newcombe"),
        "miettinen_nurminen": _shares("miettinen_nurminen"),
        "mover": _medians,
    },
)
