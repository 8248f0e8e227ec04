import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from nrs_lib.errors import ParameterError
from nrs_lib.stats.floor_ceiling import floor_ceiling, places
from nrs_lib.stats.regression_to_mean import expected_regression, regression_beyond

SPAN = (0, 10)


def codes(one):
    return [caution.code for caution in one.cautions]


def test_ends_are_the_scales_and_not_those_that_somebody_had():
    made = floor_ceiling([1, 1, 1, 9, 9], span=SPAN)
    assert (made.floor.numerator, made.ceiling.numerator) == (0, 0)
    assert made.between.estimate == 1


def test_shares_at_the_ends_have_counts_and_wilsons_intervals():
    made = floor_ceiling([0] * 3 + [4] * 36 + [10, None], span=SPAN)
    assert (made.floor.numerator, made.floor.denominator) == (3, 40)
    expected = proportion_confint(3, 40, method="wilson")
    assert (made.floor.low, made.floor.high) == pytest.approx(expected, abs=1e-12)
    assert made.ceiling.numerator == 1
    assert [dict(one.facts) for one in made.cautions] == [{"n": 1, "of": 41}]
    assert codes(made.floor) == codes(made.ceiling) == []


@pytest.mark.parametrize(("n", "warned"), [(3, False), (4, True)])
def test_more_than_fifteen_in_a_hundred_are_a_floor_or_ceiling(n, warned):
    # Three of twenty are exactly 15 per cent, which is not more.
    floor = floor_ceiling([0] * n + [5] * (20 - n), span=SPAN)
    ceiling = floor_ceiling([10] * n + [5] * (20 - n), span=SPAN)
    assert codes(floor.floor) == (["floor_effect"] if warned else [])
    assert codes(ceiling.ceiling) == (["ceiling_effect"] if warned else [])
    assert codes(floor.ceiling) == codes(ceiling.floor) == []


@given(scores=st.lists(st.integers(0, 10), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_a_mirrored_scale_changes_floor_and_ceiling(scores):
    one = floor_ceiling(scores, span=SPAN)
    other = floor_ceiling([10 - score for score in scores], span=SPAN)
    assert one.floor.numerator == other.ceiling.numerator
    assert one.ceiling.numerator == other.floor.numerator
    parts = (one.floor, one.between, one.ceiling)
    assert sum(part.numerator for part in parts) == len(scores)


def test_an_end_that_is_off_by_rounding_is_an_end():
    assert places([0.1 + 0.2, 1.0], span=(0.3, 1)).tolist() == ["floor", "ceiling"]


@pytest.mark.parametrize("scores", [[], [None, None]])
def test_nobody_has_no_floor(scores):
    made = floor_ceiling(scores, span=SPAN)
    assert math.isnan(made.floor.estimate)
    assert codes(made.floor) == ["too_few"]


@pytest.mark.parametrize(("scores", "span"), [([11], SPAN), ([-1], SPAN), ([3], (3, 3))])
def test_a_score_outside_its_scale_is_refused(scores, span):
    with pytest.raises(ParameterError, match="outside its scale"):
        floor_ceiling(scores, span=span)


def measured_twice(n=200_000, reliability=0.7):
    rng = np.random.default_rng(20260713)
    true = rng.normal(6, math.sqrt(reliability), n)
    first, second = (true + rng.normal(0, math.sqrt(1 - reliability), n) for _ in range(2))
    return first, second


def test_people_who_did_not_change_show_just_the_expected_regression():
    first, second = measured_twice()
    for side, is_chosen in (("above", first > 7), ("below", first < 5)):
        chosen = first[is_chosen]
        seen = (second - first)[is_chosen].mean()
        expected = expected_regression(chosen, first, reliability=0.7)
        assert expected.estimate == pytest.approx(seen, abs=0.01)
        cut = {"above": 7, "below": 5}[side]
        normal = regression_beyond(cut, mean=6, sd=1, reliability=0.7, side=side)
        assert normal == pytest.approx(seen, abs=0.01)


def test_the_follow_up_stands_in_for_a_reliability_and_says_so():
    first, second = measured_twice()
    chosen = first[first > 7]
    made = expected_regression(chosen, first, later=second)
    known = expected_regression(chosen, first, reliability=0.7)
    assert made.estimate == pytest.approx(known.estimate, abs=0.01)
    assert codes(made) == ["regression_to_mean", "regression_from_follow_up"]
    assert codes(known) == ["regression_to_mean"]
    assert (made.n, made.method) == (len(chosen), "regression_to_mean_follow_up")


def test_the_caution_tells_the_number():
    made = expected_regression([8, 9, None], [2, 4, 6, 8, 9, 7], reliability=0.75)
    assert made.estimate == pytest.approx(0.25 * (6 - 8.5))
    assert made.n == 2
    assert "-0.62" in made.cautions[0].sentence("en").replace("\u2212", "-")


def test_everybody_and_a_perfect_measure_have_nothing_to_expect():
    everybody = [2, 4, 6, 8]
    assert expected_regression(everybody, everybody, reliability=0.5).estimate == 0
    assert expected_regression([8], everybody, reliability=1).estimate == 0
    assert regression_beyond(7, mean=6, sd=1, reliability=1) == 0


def test_chosen_low_is_expected_to_rise():
    everybody = [2, 4, 6, 8]
    assert expected_regression([2, 4], everybody, reliability=0.5).estimate == 1
    assert expected_regression([6, 8], everybody, reliability=0.5).estimate == -1


@pytest.mark.parametrize("later", [None, [3, 3, 3, 3], [None, None, 4, 5]])
def test_without_a_correlation_the_size_is_unknown_and_said(later):
    made = expected_regression([6, 8], [2, 4, 6, 8], later=later)
    assert math.isnan(made.estimate)
    assert codes(made) == ["regression_to_mean_unknown"]


def test_a_negative_correlation_counts_as_none():
    made = expected_regression([6, 8], [2, 4, 6, 8], later=[8, 6, 4, 2])
    assert made.estimate == -2


@pytest.mark.parametrize("chosen", [[], [None]])
def test_a_group_of_nobody_is_refused(chosen):
    assert codes(expected_regression(chosen, [2, 4], reliability=0.5)) == ["too_few"]


@pytest.mark.parametrize("reliability", [-0.1, 1.1])
def test_a_reliability_that_cannot_be_is_refused(reliability):
    with pytest.raises(ParameterError, match="reliability"):
        expected_regression([3], [3, 4], reliability=reliability)
    with pytest.raises(ParameterError, match="reliability"):
        regression_beyond(3, mean=3, sd=1, reliability=reliability)


@pytest.mark.parametrize("wrong", [{"side": "over"}, {"sd": 0.0}])
def test_a_cut_off_that_cannot_be_is_refused(wrong):
    with pytest.raises(ParameterError, match="cut-off"):
        regression_beyond(**{"cut_off": 7, "mean": 6, "sd": 1, "reliability": 0.5} | wrong)


def test_half_of_a_normal_population():
    # Those above the mean stand sqrt(2 / pi) standard deviations above it.
    found = regression_beyond(6, mean=6, sd=2, reliability=0.6)
    assert found == pytest.approx(-2 * 0.4 * math.sqrt(2 / math.pi), rel=1e-12)


def test_a_cut_off_far_out_keeps_its_digits():
    # Beyond a far cut-off the mean excess nears the cut-off itself.
    assert regression_beyond(60, mean=0, sd=1, reliability=0.5) == pytest.approx(-30, rel=1e-3)
    assert regression_beyond(-60, mean=0, sd=1, reliability=0.5, side="below") == pytest.approx(
        30, rel=1e-3
    )
