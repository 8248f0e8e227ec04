"""Three parts of net days: none, all, and between; the mean never stands alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm

from nrs_lib.errors import ParameterError
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.sick_leave.three_parts import three_parts

# Two with none, one with all, three between; 90 days at risk, one with 45.
NET = np.array([0, 0, 90, 45, 9, 9, np.nan, 0])
RISK = np.array([90, 90, 90, 90, 90, 45, 90, 0])


def test_parts_are_those_counted_by_hand():
    found = three_parts(NET, RISK)
    assert (found.none.numerator, found.none.denominator) == (2, 6)
    assert (found.all.numerator, found.all.denominator) == (1, 6)
    assert found.between.n == 3
    assert found.between.estimate == pytest.approx((0.5 + 0.1 + 0.2) / 3)
    assert found.rate.estimate == pytest.approx(153 / 495)
    assert found.mean_days.estimate == pytest.approx(25.5)
    assert found.n_left_out == 2


def test_shares_have_wilsons_interval_and_the_mean_between_students():
    found = three_parts(NET, RISK)
    assert (found.none.low, found.none.high) == wilson(2, 6)[1:]
    expected = scipy.stats.t.interval(0.95, 2, 0.8 / 3, scipy.stats.sem([0.5, 0.1, 0.2]))
    assert (found.between.low, found.between.high) == pytest.approx(expected)


def test_nobody_without_days_at_risk_is_without_sick_leave():
    found = three_parts(np.array([0.0, 0.0, 10.0]), np.array([0, 90, 90]))
    assert (found.none.numerator, found.none.denominator) == (1, 2)
    told = [one for one in found.cautions if one.code == "sick_leave_no_days_at_risk"]
    assert told[0].sentence("en").startswith("1 of 3")


def test_a_cut_window_that_is_full_counts_as_all():
    found = three_parts(np.array([41.0, 41.0]), np.array([41, 90]))
    assert found.all.numerator == 1
    assert found.between.estimate == pytest.approx(41 / 90)


def test_the_mean_says_that_it_misleads():
    found = three_parts(NET, RISK)
    assert [one.code for one in found.mean_days.cautions] == ["mean_net_days_misleads"]
    assert found.mean_days.cautions[0].severity == "warning"


def test_two_groups_with_one_mean_have_other_parts():
    at_risk = np.full(10, 90.0)
    heaps = three_parts(np.repeat([0.0, 90.0], 5), at_risk)
    middle = three_parts(np.full(10, 45.0), at_risk)
    assert heaps.mean_days.estimate == middle.mean_days.estimate == 45
    assert (heaps.none.estimate, middle.none.estimate) == (0.5, 0.0)
    assert heaps.between.n == 0
    assert math.isnan(heaps.between.estimate)


def test_the_rates_error_is_that_of_a_weighted_regression():
    rng = np.random.default_rng(5)
    risk = rng.integers(40, 92, 60).astype(float)
    net = np.floor(risk * rng.beta(0.4, 0.6, 60) * 4) / 4
    found = three_parts(net, risk).rate
    fitted = sm.WLS(net, risk, weights=1 / risk).fit(cov_type="HC1", use_t=True)
    assert found.estimate == pytest.approx(fitted.params[0])
    assert found.se == pytest.approx(np.sqrt(fitted.cov_params()[0, 0]))
    assert (found.low, found.high) == pytest.approx(tuple(fitted.conf_int()[0]))


def test_bca_is_scipys_and_depends_on_its_seed_alone():
    rng = np.random.default_rng(8)
    net, risk = rng.integers(1, 90, 25).astype(float), np.full(25, 90.0)
    found = three_parts(net, risk, interval="bca", seed=4).between
    again = three_parts(net, risk, interval="bca", seed=4).between
    expected = scipy.stats.bootstrap(
        (net / risk,), np.mean, method="BCa", rng=np.random.default_rng(4)
    ).confidence_interval
    assert (found.low, found.high) == (again.low, again.high) == (expected.low, expected.high)
    other = three_parts(net, risk, interval="bca", seed=5).between
    assert other.low != found.low
    assert other.low == pytest.approx(found.low, abs=0.01)
    assert found.method == "bca"


@pytest.mark.parametrize("values", [[45.0], [45.0, 45.0]], ids=["one", "no_spread"])
def test_bca_without_spread_has_no_interval(values):
    found = three_parts(np.array(values), np.full(len(values), 90.0), interval="bca", seed=1)
    assert found.between.estimate == 0.5
    assert math.isnan(found.between.low)
    assert math.isnan(found.between.high)


def test_nobody_gives_no_number_and_a_refusal():
    found = three_parts(np.array([]), np.array([]))
    for one in (found.none, found.all, found.between, found.rate, found.mean_days):
        assert math.isnan(one.estimate)
        assert one.n == 0
    assert "too_few" in {one.code for one in found.cautions}


def test_one_person_has_numbers_without_interval():
    found = three_parts(np.array([30.0]), np.array([90.0]))
    assert found.rate.estimate == pytest.approx(1 / 3)
    assert math.isnan(found.rate.low)
    assert math.isnan(found.between.high)


def test_another_confidence_gives_narrower_intervals():
    wide, narrow = three_parts(NET, RISK), three_parts(NET, RISK, confidence=0.8)
    for name in ("none", "between", "rate", "mean_days"):
        assert getattr(narrow, name).high < getattr(wide, name).high, name


@pytest.mark.parametrize(
    ("net", "risk", "options"),
    [
        ([91.0], [90.0], {}),
        ([-1.0], [90.0], {}),
        ([1.0, 2.0], [90.0], {}),
        ([1.0], [90.0], {"interval": "bca"}),
        ([1.0], [90.0], {"interval": "normal"}),
    ],
    ids=["above", "below", "length", "no_seed", "unknown"],
)
def test_what_cannot_be_is_refused(net, risk, options):
    with pytest.raises(ParameterError):
        three_parts(np.array(net), np.array(risk), **options)
