"""Control limits, against quantiles and against the chance of crossing them."""

import numpy as np
import pytest
from scipy.stats import binom, norm, poisson

from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.units.funnel import (
    MID_P,
    SPIEGELHALTER,
    binomial_limits,
    count_limits,
    normal_limits,
    poisson_limits,
)
from nrs_lib.stats.units.poisson_binomial import distribution, mid_tails

CASES = [(n, p) for n in (5, 13, 40, 101, 250) for p in (0.03, 0.3, 0.5, 0.86)]


@pytest.mark.parametrize(("n", "target"), CASES)
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_spiegelhalters_limits_lie_within_one_below_the_quantile(n, target, level):
    made = binomial_limits(target, [n], level=level, interpolation=SPIEGELHALTER)
    for tail, value in (((1 - level) / 2, made.low[0]), ((1 + level) / 2, made.high[0])):
        quantile = binom.ppf(tail, n, target)
        assert quantile - 1 - 1e-9 <= value * n <= quantile + 1e-9


@pytest.mark.parametrize(("n", "target"), CASES)
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_outside_mid_p_limits_is_a_smaller_mid_p_tail(n, target, level):
    made = binomial_limits(target, [n], level=level, interpolation=MID_P)
    lower, upper = mid_tails(
        np.tile(binom.pmf(np.arange(n + 1), n, target), (n + 1, 1)), np.arange(n + 1)
    )
    counts, tail = np.arange(n + 1), (1 - level) / 2
    assert ((counts < made.low[0] * n - 1e-9) == (lower < tail - 1e-12)).all()
    assert ((counts > made.high[0] * n + 1e-9) == (upper < tail - 1e-12)).all()


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_mid_p_limits_let_as_many_out_above_as_below(level):
    outside = {MID_P: [], SPIEGELHALTER: []}
    for n in range(20, 200, 7):
        for target in (0.2, 0.5, 0.8):
            mass, counts = binom.pmf(np.arange(n + 1), n, target), np.arange(n + 1)
            for name, found in outside.items():
                made = binomial_limits(target, [n], level=level, interpolation=name)
                found.append(
                    (
                        mass[counts < made.low[0] * n - 1e-9].sum(),
                        mass[counts > made.high[0] * n + 1e-9].sum(),
                    )
                )
    below, above = np.mean(outside[MID_P], axis=0)
    tail = (1 - level) / 2
    assert below == pytest.approx(tail, rel=0.15)
    assert above == pytest.approx(tail, rel=0.15)
    # As printed, the upper limit lets out well over what it says.
    below, above = np.mean(outside[SPIEGELHALTER], axis=0)
    assert above > 1.2 * tail > tail > below


def test_a_limit_that_nobody_can_cross_is_the_end():
    # All of five is not rare enough for an alarm at 90 %.
    made = binomial_limits(0.9, [5], level=0.998, interpolation=MID_P)
    assert made.high[0] == 1.0
    assert binomial_limits(0.05, [5], level=0.998, interpolation=MID_P).low[0] == 0.0


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_at_the_end_of_the_range(target):
    made = binomial_limits(target, [20], level=0.95)
    assert made.low[0] <= target <= made.high[0]


def test_limits_come_closer_with_size():
    made = binomial_limits(0.4, [20, 80, 320, 1280], level=0.95)
    assert (np.diff(made.low) > 0).all()
    assert (np.diff(made.high) < 0).all()


def test_large_units_have_the_limits_of_the_normal_distribution():
    exact = binomial_limits(0.4, [40000], level=0.998)
    normal = normal_limits(0.4, [(0.24 / 40000) ** 0.5], level=0.998)
    assert exact.low[0] == pytest.approx(normal.low[0], abs=2e-5)
    assert exact.high[0] == pytest.approx(normal.high[0], abs=2e-5)


@pytest.mark.parametrize("expected", [0.3, 4.0, 60.0, 900.0])
def test_poisson_limits_are_around_the_quantiles(expected):
    made = poisson_limits([expected], level=0.95, interpolation=SPIEGELHALTER)
    for tail, value in ((0.025, made.low[0]), (0.975, made.high[0])):
        quantile = poisson.ppf(tail, expected)
        assert max(quantile - 1, 0) - 1e-9 <= value * expected <= quantile + 1e-9


def test_equal_patients_have_binomial_limits_of_counts():
    cumulated = np.cumsum(distribution(np.full(37, 0.3)))
    low, high = count_limits(np.minimum(cumulated, 1), level=0.95)
    made = binomial_limits(0.3, [37], level=0.95)
    assert (low / 37, high / 37) == pytest.approx((made.low[0], made.high[0]))


def test_normal_limits_by_hand():
    made = normal_limits(10.0, [3.0], level=0.95, tau2=16.0)
    half = norm.ppf(0.975) * 5
    assert (made.low[0], made.high[0]) == pytest.approx((10 - half, 10 + half))
    assert made.method == "normal_additive"


def test_normal_limits_stop_at_the_ends_of_the_range():
    made = normal_limits(0.9, [0.2], level=0.998, lowest=0.0, highest=1.0)
    assert (made.low[0], made.high[0]) == (pytest.approx(0.9 - norm.ppf(0.999) * 0.2), 1.0)


@pytest.mark.parametrize("level", [0.5, 1.0, 95])
def test_a_level_in_per_cent_is_refused(level):
    with pytest.raises(ParameterError, match="level"):
        binomial_limits(0.4, [20], level=level)


def test_a_share_in_per_cent_is_refused():
    with pytest.raises(ParameterError, match="share"):
        binomial_limits(40, [20], level=0.95)


def test_an_unknown_interpolation_is_refused():
    with pytest.raises(DefinitionError, match="interpolated"):
        binomial_limits(0.4, [20], level=0.95, interpolation="nearest")
