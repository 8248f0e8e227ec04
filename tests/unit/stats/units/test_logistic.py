"""A logistic model without penalty, and what it says when there is none."""

import numpy as np
import pytest
from scipy.special import expit

from nrs_lib.stats.units.logistic import fit_logistic, separating_columns

NAMES = ("intercept", "x", "z")


def a_sample(seed=1, n=300):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    y = (rng.random(n) < expit(x @ [-0.5, 0.8, -0.4])).astype(float)
    return y, x


def refusal(fit):
    assert fit.is_refused
    assert np.isnan(fit.coefficients).all()
    assert np.isnan(fit.covariance).all()
    return [(caution.code, dict(caution.facts)) for caution in fit.cautions]


def test_the_sum_expected_is_the_sum_observed():
    y, x = a_sample()
    fit = fit_logistic(y, x, NAMES)
    assert fit.probabilities(x).sum() == pytest.approx(y.sum(), rel=1e-12)
    assert x.T @ (y - fit.probabilities(x)) == pytest.approx(np.zeros(3), abs=1e-8)


def test_an_intercept_alone_is_the_log_odds_of_the_share():
    y = np.array([1.0, 0, 0, 0])
    fit = fit_logistic(y, np.ones((4, 1)), ["intercept"])
    made = fit.estimates()["intercept"]
    assert made.estimate == pytest.approx(np.log(1 / 3))
    # One over the information n p q.
    assert made.se == pytest.approx((1 / (4 * 0.25 * 0.75)) ** 0.5)
    assert (fit.n, fit.events) == (4, 1)


def test_an_offset_shifts_the_intercept_only():
    y, x = a_sample()
    plain = fit_logistic(y, x, NAMES)
    shifted = fit_logistic(y, x, NAMES, offset=np.full(len(y), 2.0))
    assert shifted.coefficients - plain.coefficients == pytest.approx([-2, 0, 0], abs=1e-8)


def test_a_start_saves_rounds_and_changes_nothing():
    y, x = a_sample()
    cold = fit_logistic(y, x, NAMES)
    warm = fit_logistic(y, x, NAMES, start=cold.coefficients)
    assert warm.rounds < cold.rounds
    assert warm.coefficients == pytest.approx(cold.coefficients, rel=1e-9)


def test_a_bad_start_is_recovered_from():
    y, x = a_sample()
    cold = fit_logistic(y, x, NAMES)
    far = fit_logistic(y, x, NAMES, start=np.array([8.0, -6.0, 5.0]))
    assert far.coefficients == pytest.approx(cold.coefficients, rel=1e-8)


def test_a_wider_confidence_gives_a_wider_interval():
    y, x = a_sample()
    fit = fit_logistic(y, x, NAMES)
    narrow, wide = (fit.estimates(confidence=level)["x"] for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_complete_separation_is_refused_with_its_columns():
    y, x = a_sample()
    x[:, 1] = np.where(y > 0, 1.0, -1.0) * np.linspace(0.5, 3, len(y))
    assert refusal(fit_logistic(y, x, NAMES)) == [("separation", {"columns": "x"})]


def test_a_level_with_one_kind_of_outcome_separates():
    y, x = a_sample()
    x[:, 2] = 0
    x[np.flatnonzero(y == 1)[:7], 2] = 1
    code, facts = refusal(fit_logistic(y, x, NAMES))[0]
    assert code == "separation"
    assert "z" in facts["columns"].split(", ")


def test_two_columns_may_separate_together():
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=(2, 200))
    y = (a + b > 0).astype(float)
    x = np.column_stack([np.ones(200), a, b])
    assert refusal(fit_logistic(y, x, NAMES)) == [("separation", {"columns": "x, z"})]


def test_one_row_on_the_wrong_side_ends_separation():
    y = np.array([0.0] * 10 + [1.0] * 10)
    x = np.column_stack([np.ones(20), np.arange(20.0)])
    assert fit_logistic(y, x, NAMES[:2]).is_refused
    y[3] = 1.0
    assert not fit_logistic(y, x, NAMES[:2]).is_refused
    assert separating_columns(y, x, NAMES[:2]) == ()


def test_very_sure_probabilities_are_no_separation():
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(4000), rng.normal(size=4000) * 6])
    y = (rng.random(4000) < expit(2.5 * x[:, 1])).astype(float)
    fit = fit_logistic(y, x, NAMES[:2])
    assert fit.probabilities(x).min() < 1e-6
    assert not fit.is_refused


def test_columns_that_follow_from_others_are_named():
    y, x = a_sample()
    both = np.column_stack([x, 2 * x[:, 1] + 3])
    assert refusal(fit_logistic(y, both, (*NAMES, "again"))) == [
        ("collinear_covariates", {"columns": "again"})
    ]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_equal_outcomes_have_no_model(value):
    _, x = a_sample()
    assert refusal(fit_logistic(np.full(len(x), value), x, NAMES))[0][0] == "no_spread"


@pytest.mark.parametrize("n", [0, 1, 3])
def test_fewer_rows_than_columns_have_no_model(n):
    y, x = a_sample()
    assert refusal(fit_logistic(y[:n], x[:n], NAMES)) == [("too_few", {"n": n, "least": 4})]


def test_refused_estimates_are_missing_and_carry_the_reason():
    _, x = a_sample()
    made = fit_logistic(np.zeros(len(x)), x, NAMES).estimates()["x"]
    assert np.isnan(made.estimate)
    assert made.cautions[0].severity == "refused"


def test_scales_of_columns_do_not_matter():
    y, x = a_sample()
    plain = fit_logistic(y, x, NAMES)
    scaled = fit_logistic(y, x * [1, 1e6, 1e-5], NAMES)
    assert scaled.coefficients * [1, 1e6, 1e-5] == pytest.approx(plain.coefficients, rel=1e-6)
