import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import nct
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from nrs_lib.errors import ParameterError
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.two_groups import effect_between, mean_difference

values = st.lists(st.integers(0, 20), min_size=2, max_size=20).filter(lambda row: len(set(row)) > 1)
shares = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def codes(one):
    return [caution.code for caution in one.cautions]


def test_shares_wholly_apart_by_hand():
    # The likeliest shares are (1 + d)/2 and (1 - d)/2, so (1 - d)^2 = z^2 (1 - d^2)/19.
    z2 = 1.959963984540054**2 / 19
    made = share_difference((10, 10), (0, 10), interval="miettinen_nurminen").difference
    assert (made.low, made.high) == pytest.approx(((1 - z2) / (1 + z2), 1.0), abs=1e-9)


@given(first=shares, second=shares)
@settings(max_examples=60, deadline=None)
def test_newcombe_is_that_of_statsmodels(first, second):
    made = share_difference(first, second).difference
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (made.low, made.high) == pytest.approx(expected, abs=1e-9)


def score(first, second, apart):
    """Squared distance from a difference, with the likeliest shares found by search."""
    (one, n_one), (two, n_two) = first, second

    def unlikely(p):
        parts = ((one, n_one, p + apart), (two, n_two, p))
        return -sum(
            k * math.log(min(1, max(q, 1e-300))) + (n - k) * math.log(min(1, max(1 - q, 1e-300)))
            for k, n, q in parts
        )

    ends = (max(0.0, -apart), min(1.0, 1 - apart))
    p = minimize_scalar(unlikely, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
    q = p + apart
    variance = (q * (1 - q) / n_one + p * (1 - p) / n_two) * (n_one + n_two) / (n_one + n_two - 1)
    return (one / n_one - two / n_two - apart) ** 2 / variance


@pytest.mark.parametrize(
    ("first", "second"), [((72, 95), (97, 102)), ((11, 151), (48, 199)), ((2, 40), (5, 9))]
)
def test_miettinen_nurminen_ends_where_the_score_is_just_improbable(first, second):
    made = share_difference(first, second, interval="miettinen_nurminen").difference
    for limit in (made.low, made.high):
        assert score(first, second, limit) == pytest.approx(1.959963984540054**2, rel=1e-5)


@given(first=shares, second=shares, interval=st.sampled_from(["newcombe", "miettinen_nurminen"]))
@settings(max_examples=60, deadline=None)
def test_groups_that_change_place_turn_the_signs(first, second, interval):
    one = share_difference(first, second, interval=interval).difference
    other = share_difference(second, first, interval=interval).difference
    expected = (-one.estimate, -one.high, -one.low)
    assert (other.estimate, other.low, other.high) == pytest.approx(expected, abs=1e-9)
    assert -1 <= one.low <= one.estimate + 1e-12
    assert one.estimate - 1e-12 <= one.high <= 1


def test_each_share_keeps_its_own_interval_and_counts():
    made = share_difference((3, 20), (9, 30))
    assert (made.first.numerator, made.second.denominator) == (3, 30)
    assert made.first.low < 0.15 < made.first.high
    assert made.difference.n == 50


def test_a_group_of_nobody_has_no_difference():
    made = share_difference((0, 0), (3, 9))
    assert math.isnan(made.difference.estimate)
    assert codes(made.difference) == ["too_few"]
    assert math.isnan(made.first.estimate)
    assert made.second.estimate == pytest.approx(1 / 3)


@pytest.mark.parametrize("wrong", [((5, 4), (1, 2)), ((-1, 4), (1, 2))])
def test_a_numerator_that_does_not_fit_is_refused(wrong):
    with pytest.raises(ParameterError, match="numerator"):
        share_difference(*wrong)


def test_an_unknown_interval_is_refused():
    with pytest.raises(ParameterError, match="interval"):
        share_difference((1, 2), (1, 2), interval="wald")


@given(first=values, second=values)
@settings(max_examples=40, deadline=None)
def test_difference_of_means_is_that_of_statsmodels(first, second):
    made = mean_difference(first, second)
    expected = CompareMeans(DescrStatsW(first), DescrStatsW(second)).tconfint_diff(usevar="unequal")
    assert (made.low, made.high) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert made.method == "welch"


@given(first=values, second=values, shift=st.integers(-9, 9), factor=st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_effects_between_do_not_follow_the_unit(first, second, shift, factor):
    one = effect_between(first, second)
    moved = [factor * np.array(part, dtype="float64") + shift for part in (first, second)]
    other = effect_between(*moved)
    turned = effect_between(*(-part for part in moved))
    found = (other.estimate, other.low, other.high)
    assert found == pytest.approx((one.estimate, one.low, one.high), rel=1e-6, abs=1e-6)
    assert (-turned.estimate, -turned.high, -turned.low) == pytest.approx(found, rel=1e-6, abs=1e-6)


def test_limits_of_hedges_g_are_where_the_effect_is_just_improbable():
    # Groups of unequal size: the noncentral t has the effect times the root of n1 n2/(n1 + n2).
    rng = np.random.default_rng(4)
    one, two = rng.normal(0.8, 1, 6), rng.normal(0, 1, 30)
    made = effect_between(one, two)
    t = effect_between(one, two, corrected=False).estimate * math.sqrt(6 * 30 / 36)
    assert t == pytest.approx(CompareMeans(DescrStatsW(one), DescrStatsW(two)).ttest_ind()[0])
    for limit, tail in ((made.low, 0.975), (made.high, 0.025)):
        assert nct.cdf(t, 34, limit * math.sqrt(5)) == pytest.approx(tail, abs=1e-6)


def test_hedges_g_is_smaller_than_cohens_d():
    first, second = [1, 2, 3, 5], [3, 5, 6, 8]
    g = effect_between(first, second)
    d = effect_between(first, second, corrected=False)
    assert g.estimate / d.estimate == pytest.approx(1 - 3 / (4 * 6 - 1), rel=2e-3)
    assert (g.method, d.method) == ("hedges_g_noncentral_t", "cohen_d_noncentral_t")
    assert (g.low, g.high) == (d.low, d.high)


def test_missing_values_are_left_out_and_counted():
    made = mean_difference([1, 3, None], [2, 6, 4])
    assert (made.n, made.estimate) == (5, -2)
    assert made.cautions[0].sentence("en").startswith("1 of 6 lack a value")


@pytest.mark.parametrize("first", [[], [4], [None, 4]])
def test_a_group_of_one_is_refused(first):
    for made in (mean_difference(first, [1, 2, 3]), effect_between(first, [1, 2, 3])):
        assert math.isnan(made.estimate)
        assert codes(made)[-1] == "too_few"


def test_groups_without_spread_have_a_difference_and_nothing_more():
    made = mean_difference([0.1] * 3, [0.3] * 3)
    assert made.estimate == pytest.approx(-0.2)
    assert math.isnan(made.low)
    assert codes(made) == ["groups_without_spread"]
    effect = effect_between([0.1] * 3, [0.3] * 3)
    assert math.isnan(effect.estimate)
    assert codes(effect) == ["no_spread"]


def test_one_group_without_spread_still_has_an_interval():
    made = mean_difference([4, 4, 4], [1, 2, 3])
    assert made.df == pytest.approx(2)
    assert made.low < 2 < made.high
