"""Least squares, and what it says when nothing is left to measure chance with."""

import numpy as np
import pytest

from nrs_lib.stats.units.linear import fit_linear


def test_a_line_by_hand():
    # y = 1 + 2x with errors 1, -1, -1, 1 that are at right angles to both columns.
    x = np.column_stack([np.ones(4), [-3.0, -1.0, 1.0, 3.0]])
    y = 1 + 2 * x[:, 1] + [1, -1, -1, 1]
    fit = fit_linear(y, x, ["intercept", "slope"])
    assert fit.coefficients == pytest.approx([1, 2])
    assert fit.sigma == pytest.approx((4 / 2) ** 0.5)
    assert fit.estimates()["slope"].se == pytest.approx((2 / 20) ** 0.5)
    assert fit.df == 2


def test_left_over_sums_to_nothing():
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(50), rng.normal(size=(50, 2))])
    y = rng.normal(size=50)
    fit = fit_linear(y, x, ["intercept", "a", "b"])
    assert (y - fit.expected(x)).sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (np.ones((1, 1)), np.ones(1), "too_few"),
        (np.ones((0, 1)), np.ones(0), "too_few"),
        (np.ones((5, 2)), np.arange(5.0), "collinear_covariates"),
        (np.ones((5, 1)), np.full(5, 3.0), "perfect_fit"),
        (np.ones((5, 1)), np.zeros(5), "perfect_fit"),
    ],
)
def test_no_model_says_why(x, y, code):
    fit = fit_linear(y, x, [f"c{place}" for place in range(x.shape[1])])
    assert fit.is_refused
    assert fit.cautions[0].code == code
    assert np.isnan(fit.sigma)
    assert all(np.isnan(made.estimate) for made in fit.estimates().values())
