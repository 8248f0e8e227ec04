"""Variance between units, and what part of their differences it is."""

import numpy as np
import pytest

from nrs_lib.errors import DefinitionError
from nrs_lib.stats.units.heterogeneity import between_units, rankability


def test_equal_errors_have_a_closed_form():
    # With one error variance REML is the sample variance less it.
    y = np.array([1.0, 3.0, 4.0, 8.0])
    made = between_units(y, np.full(4, 2.0), estimator="reml")
    assert made.tau2 == pytest.approx(np.var(y, ddof=1) - 2.0)
    assert made.mean == pytest.approx(y.mean())
    assert made.mean_variance == pytest.approx(np.var(y, ddof=1) / 4)


@pytest.mark.parametrize("estimator", ["reml", "dersimonian_laird"])
def test_less_than_chance_is_no_variance(estimator):
    made = between_units(np.array([1.0, 1.1, 0.9, 1.0]), np.full(4, 2.0), estimator=estimator)
    assert made.tau2 == 0
    assert made.low == 0
    assert made.mean == pytest.approx(1.0)


def test_equal_values_are_no_error():
    assert between_units(np.ones(3), np.ones(3)).tau2 == 0


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(3)
    v, hits = rng.uniform(0.3, 2, 20), 0
    for _ in range(300):
        made = between_units(rng.normal(0, np.sqrt(v + 1.0)), v)
        hits += made.low <= 1.0 <= made.high
    assert 0.92 <= hits / 300 <= 0.98


def test_two_peaks_give_the_higher_one():
    # Two exact units far apart among very unsure ones.
    y, v = np.array([0.0, 0.1, 5.0, 0.0, 0.0]), np.array([1e-4, 1e-4, 1e-4, 50.0, 50.0])
    made = between_units(y, v, estimator="reml").tau2

    def likelihood(tau2):
        w = 1 / (v + tau2)
        gap = y - (w @ y) / w.sum()
        return -(np.log(v + tau2).sum() + np.log(w.sum()) + w @ gap**2) / 2

    grid = np.geomspace(1e-6, 1e3, 4000)
    assert likelihood(made) >= max(map(likelihood, grid)) - 1e-6


def test_rankability_by_hand():
    variances = np.array([1.0, 2.0, 6.0])
    assert rankability(1.0, variances, within="mean").estimate == pytest.approx(1 / 4)
    assert rankability(1.0, variances, within="median").estimate == pytest.approx(1 / 3)
    assert rankability(0.0, variances).estimate == 0


def test_rankability_says_which_it_is_and_has_an_interval():
    made = rankability(1.0, np.ones(4), low=0.0, high=3.0, within="mean")
    assert made.method == "rankability_mean"
    assert (made.low, made.high, made.n) == (0.0, 0.75, 4)


def test_unknown_formulas_are_refused():
    with pytest.raises(DefinitionError, match="variance between units"):
        between_units(np.ones(3), np.ones(3), estimator="guess")
    with pytest.raises(DefinitionError, match="Rankability"):
        rankability(1.0, np.ones(3), within="mode")
