"""How well a model foretells units it has not seen."""

import numpy as np
import pytest
from scipy.special import expit

from nrs_lib.cohort.periods import Period
from nrs_lib.stats.units.calibration import calibrate, left_out_predictions
from nrs_lib.stats.units.discrimination import c_statistic
from nrs_lib.stats.units.logistic import fit_logistic
from nrs_lib.stats.units.models import unit_data
from tests.support.unit_registers import a_register

YEAR = Period.parse("2022")
MANY = (14, 18, 22, 26, 30, 34, 40, 46, 52, 58, 64, 70)


@pytest.fixture(scope="module")
def pain():
    return unit_data(a_register(2, sizes=MANY), YEAR, "nrs_pain")


@pytest.fixture(scope="module")
def improved():
    return unit_data(a_register(2, sizes=MANY), YEAR, "improved_pain")


def test_a_c_statistic_by_counting_pairs():
    y = np.array([1, 1, 1, 0, 0, 0, 0])
    x = np.array([0.9, 0.4, 0.5, 0.4, 0.1, 0.5, 0.3])
    pairs = [(a > b) + (a == b) / 2 for a in x[y == 1] for b in x[y == 0]]
    assert c_statistic(y, x).estimate == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("value", [0, 1])
def test_no_pairs_no_c_statistic(value):
    assert np.isnan(c_statistic(np.full(4, value), np.arange(4.0)).estimate)


def test_a_c_statistic_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(300):
        y = rng.random(120) < 0.4
        made = c_statistic(y, rng.normal(np.where(y, 1.0, 0.0)))
        # Two normals one apart: the normal probability of one over the root of two.
        hits += made.low <= 0.7602499 <= made.high
    assert 0.92 <= hits / 300 <= 0.98


def test_each_prediction_is_made_without_the_patients_unit(improved):
    made, plain = left_out_predictions(improved)
    mine = improved.units == 4
    changed = improved.values.copy()
    changed[mine] = 1 - changed[mine]
    altered, plain_altered = left_out_predictions(
        type(improved)(**{**vars(improved), "values": changed})
    )
    # Its own outcomes make no difference to its predictions, and they do to the others'.
    assert made[mine] == pytest.approx(altered[mine])
    assert plain[mine] == pytest.approx(plain_altered[mine])
    assert not np.allclose(made[~mine], altered[~mine])


def test_a_model_that_fits_is_near_zero_and_one(pain):
    made = calibrate(pain)
    assert made.in_the_large.low < 0 < made.in_the_large.high
    assert made.slope.low < 1 < made.slope.high
    assert made.explained.estimate > 0.03
    assert np.isnan(made.discrimination.estimate)
    assert (made.without, made.method) == (0, "each_unit_left_out")


def test_groups_hold_everybody_once_and_rise(pain):
    made = calibrate(pain)
    assert len(made.groups) == 10
    assert sum(group.observed.n for group in made.groups) == len(pain.values)
    expected = [group.expected for group in made.groups]
    assert expected == sorted(expected)


def test_a_share_has_brier_and_discrimination(improved):
    made = calibrate(improved)
    expected, _ = left_out_predictions(improved)
    assert made.error.method == "brier"
    assert made.error.estimate == pytest.approx(np.mean((improved.values - expected) ** 2))
    again = c_statistic(improved.values, expected)
    assert made.discrimination.estimate == again.estimate
    for group in made.groups:
        assert group.observed.numerator <= group.observed.denominator


def test_a_slope_is_that_of_outcomes_on_log_odds(improved):
    made = calibrate(improved)
    expected, _ = left_out_predictions(improved)
    odds = np.log(expected / (1 - expected))
    x = np.column_stack([np.ones(len(odds)), odds])
    fit = fit_logistic(improved.values, x, ["intercept", "slope"])
    assert made.slope.estimate == pytest.approx(fit.coefficients[1])
    # The level alone: the sum expected after the shift is the sum observed.
    shifted = expit(odds + made.in_the_large.estimate)
    assert shifted.sum() == pytest.approx(improved.values.sum())


def test_a_model_that_foretells_nothing_says_so():
    # In this register the judgement of life is drawn by chance alone.
    data = unit_data(a_register(2, sizes=MANY), YEAR, "handles_life_better")
    made = calibrate(data)
    assert made.explained.estimate <= 0
    assert [caution.code for caution in made.cautions] == ["model_no_better"]


def test_nothing_adjusted_nothing_to_judge():
    made = calibrate(unit_data(a_register(), YEAR, "response_discharge"))
    assert [caution.code for caution in made.cautions] == ["not_adjusted"]
    assert np.isnan(made.slope.estimate)
    assert made.groups == ()


def test_one_unit_cannot_be_left_out():
    made = calibrate(unit_data(a_register(sizes=(120,)), YEAR, "nrs_pain"))
    assert [caution.code for caution in made.cautions] == ["too_few_units"]


def test_no_model_says_why():
    made = calibrate(unit_data(a_register(), Period.parse("2019"), "nrs_pain"))
    assert made.cautions[0].severity == "refused"
    assert np.isnan(made.error.estimate)
