import math

import numpy as np
import pytest
import scipy.stats
from statsmodels.stats.proportion import proportion_confint

from nrs_lib.stats.effects import d_av, d_baseline, d_z, standardised_effect
from nrs_lib.stats.means import mean_interval, median_interval
from nrs_lib.stats.shares import wilson


@pytest.mark.parametrize("denominator", [1, 5, 17, 91, 3706])
def test_wilson_is_the_one_of_statsmodels(denominator):
    for numerator in {0, 1, denominator // 3, denominator - 1, denominator}:
        expected = proportion_confint(numerator, denominator, method="wilson")
        assert wilson(numerator, denominator)[1:] == pytest.approx(expected, abs=1e-12)


def test_share_of_nobody_is_missing_and_not_zero():
    assert all(math.isnan(part) for part in wilson(0, 0))


def test_mean_interval_is_the_t_interval_of_scipy():
    values = np.random.default_rng(7).normal(5, 2, 23)
    mean, sd, low, high = mean_interval(values)
    expected = scipy.stats.t.interval(0.95, 22, loc=values.mean(), scale=scipy.stats.sem(values))
    assert (low, high) == pytest.approx(expected)
    assert (mean, sd) == pytest.approx((values.mean(), values.std(ddof=1)))


def test_one_value_has_a_mean_but_no_interval():
    mean, *rest = mean_interval(np.array([4.0]))
    assert mean == 4.0
    assert all(math.isnan(part) for part in rest)


def test_median_interval_of_ten_values_is_the_second_and_the_ninth():
    # Tables of order-statistic intervals: n = 10 gives ranks 2 and 9 (97.9 %).
    assert median_interval(np.arange(1.0, 11.0)) == (5.5, 2.0, 9.0)


def test_median_of_five_has_no_interval_at_95_per_cent():
    median, low, high = median_interval(np.arange(5.0))
    assert median == 2.0
    assert math.isnan(low)
    assert math.isnan(high)


@pytest.mark.parametrize("n", [6, 9, 20, 101])
def test_median_interval_agrees_with_scipys_quantile_test(n):
    values = np.sort(np.random.default_rng(n).normal(size=n))
    expected = scipy.stats.quantile_test(values, q=0, p=0.5).confidence_interval(0.95)
    assert median_interval(values)[1:] == pytest.approx((expected.low, expected.high))


START = np.array([8.0, 7.0, 6.0, 9.0])
LATER = np.array([6.0, 6.0, 3.0, 8.0])


def test_effects_by_hand():
    # Mean change -1.75; SD start 1.2910, later 2.0616, change 0.9574.
    assert d_av(START, LATER) == pytest.approx(-1.75 / ((1.290994 + 2.061553) / 2), rel=1e-5)
    assert d_baseline(START, LATER) == pytest.approx(-1.75 / 1.290994, rel=1e-5)
    assert d_z(START, LATER) == pytest.approx(-1.75 / 0.957427, rel=1e-5)


def test_the_effect_in_use_names_its_formula():
    assert standardised_effect(START, LATER) == (d_av(START, LATER), "d_av")


def test_an_effect_without_spread_is_missing():
    same = np.array([3.0, 3.0])
    assert math.isnan(standardised_effect(same, same)[0])


def test_published_effect_fits_the_formula_within_its_rounding():
    # 6.9 (1.7) to 6.2 (2.2), d = 0.34: doi:10.2147/JPR.S305399. Every input is rounded.
    low = (6.85 - 6.25) / ((1.75 + 2.25) / 2)
    high = (6.95 - 6.15) / ((1.65 + 2.15) / 2)
    assert low <= 0.34 <= high
