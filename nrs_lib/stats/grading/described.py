"""Shares, means, medians, waits and days of one group of people."""

from __future__ import annotations

import math

import numpy as np

from nrs_lib.stats.describing.competing import cumulative_incidence
from nrs_lib.stats.describing.survival import kaplan_meier
from nrs_lib.stats.describing.times import CENSORED, times_of
from nrs_lib.stats.grading.drawing import Draw, Family, Limits, expected, limits_of, rounded
from nrs_lib.stats.means import mean_interval, median_interval
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.sick_leave.three_parts import three_parts


def _share(n: int, share: float) -> Draw:
    return Draw(share, lambda rng: (int(rng.binomial(n, share)), n))


def _scores(n: int, mean: float, sd: float, low: float, high: float) -> Draw:
    def sample(rng: np.random.Generator) -> tuple[np.ndarray]:
        return (rounded(rng.normal(mean, sd, n), low, high),)

    return Draw(expected(mean, sd, low, high), sample)


def _waits(n: int, median: float, spread: float) -> Draw:
    """Skewed waits; the logarithm has the spread as its standard deviation."""
    return Draw(median, lambda rng: (median * np.exp(rng.normal(0, spread, n)),))


def _ends(n: int, median: float, until: float, day: float) -> Draw:
    """Waits of which some are cut short; the truth is the share still waiting on a day."""

    def sample(rng: np.random.Generator) -> tuple:
        wait, seen = rng.exponential(median / math.log(2), n), rng.uniform(0, until, n)
        return np.minimum(wait, seen), np.where(wait <= seen, "event", CENSORED), day

    return Draw(0.5 ** (day / median), sample)


def _two_ends(n: int, rate: float, other: float, until: float, day: float) -> Draw:
    """As `_ends`, with another end that rules the first out; its share by a day."""

    def sample(rng: np.random.Generator) -> tuple:
        wait, seen = rng.exponential(1 / (rate + other), n), rng.uniform(0, until, n)
        cause = np.where(rng.random(n) < rate / (rate + other), "event", "other")
        return np.minimum(wait, seen), np.where(wait <= seen, cause, CENSORED), day

    return Draw(rate / (rate + other) * (1 - math.exp(-(rate + other) * day)), sample)


def _days(n: int, none: float, whole: float, a: float, b: float, between: float) -> Draw:
    """Days of sick leave heaped at none and all; a beta share between.

    The truth is the mean of the middle part where ``between`` is 1, else the rate of all.
    """

    def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        at_risk = rng.integers(180, 366, n).astype("float64")
        # Whole days, at least one of either kind for those in between.
        days = np.clip(np.rint(rng.beta(a, b, n) * at_risk), 1, at_risk - 1)
        part = rng.random(n)
        days = np.where(part < none, 0.0, np.where(part < none + whole, at_risk, days))
        return days, at_risk

    middle = a / (a + b)
    return Draw(middle if between else whole + (1 - none - whole) * middle, sample)


def _mean(values: np.ndarray) -> Limits:
    mean, _, low, high = mean_interval(values)
    return mean, low, high


def _still(times: np.ndarray, causes: np.ndarray, day: float) -> Limits:
    return limits_of(kaplan_meier(times_of(times, causes)).survival_at(day))


def _reached(times: np.ndarray, causes: np.ndarray, day: float) -> Limits:
    found = cumulative_incidence(times_of(times, causes), causes=("event", "other"))
    return limits_of(found.reached_by(day, cause="event"))


DESCRIBED = Family(
    kinds={
        "share": _share,
        "scores": _scores,
        "waits": _waits,
        "ends": _ends,
        "two_ends": _two_ends,
        "days": _days,
    },
    intervals={
        "wilson": wilson,
        "t": _mean,
        "order_statistics": median_interval,
        "kaplan_meier_log_log": _still,
        "aalen_johansen_log_log": _reached,
        "ratio_of_sums": lambda days, at_risk: limits_of(three_parts(days, at_risk).rate),
        "between_t": lambda days, at_risk: limits_of(three_parts(days, at_risk).between),
    },
)
