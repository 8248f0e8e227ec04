"""Spread beyond chance, and how it widens limits."""

import numpy as np
import pytest

from nrs_lib.errors import ParameterError
from nrs_lib.stats.units.overdispersion import overdispersion, winsorised


def test_winsorising_by_hand():
    z = np.array([-9.0, -2, -1, 0, 0.5, 1, 2, 3, 4, 20])
    assert winsorised(z, share=0.1).tolist() == [-2, -2, -1, 0, 0.5, 1, 2, 3, 4, 4]
    assert winsorised(z, share=0.0).tolist() == z.tolist()


@pytest.mark.parametrize(("units", "drawn"), [(9, 0), (10, 1), (19, 1), (20, 2), (30, 3)])
def test_whole_units_are_drawn_in(units, drawn):
    z = np.arange(float(units))
    assert (winsorised(z, share=0.1) != z).sum() == 2 * drawn


def test_order_does_not_matter():
    z = np.random.default_rng(1).normal(size=25)
    turned = winsorised(z[::-1], share=0.1)[::-1]
    assert turned.tolist() == winsorised(z, share=0.1).tolist()


def test_phi_and_tau_by_hand():
    # z = -3, -1, 0, 1, 3 with errors 1: phi 4, weights 1: (5 * 4 - 4) / (5 - 1).
    found = overdispersion(np.array([-3.0, -1, 0, 1, 3]), np.ones(5), 0.0, winsorise=0.0)
    assert found.phi == pytest.approx(4.0)
    assert found.tau2 == pytest.approx(4.0)
    assert found.cautions[0].code == "overdispersed"


def test_unequal_errors_by_hand():
    values, errors = np.array([2.0, -4, 1, 3, -2]), np.array([1.0, 2, 1, 2, 1])
    found = overdispersion(values, errors, 0.0, winsorise=0.0)
    phi = (4 + 4 + 1 + 2.25 + 4) / 5
    assert found.phi == pytest.approx(phi)
    # Weights 1, .25, 1, .25, 1: sum 3.5, sum of squares 3.125.
    assert found.tau2 == pytest.approx((5 * phi - 4) / (3.5 - 3.125 / 3.5))


def test_no_more_than_chance_widens_nothing():
    found = overdispersion(np.array([-1.0, -1, 0, 1, 1]), np.ones(5), 0.0, winsorise=0.0)
    assert (found.phi, found.tau2, found.cautions) == (pytest.approx(0.8), 0.0, ())


def test_one_extreme_unit_widens_nothing():
    z = np.append(np.random.default_rng(6).normal(size=29), 15.0)
    assert overdispersion(z, np.ones(30), 0.0, winsorise=0.0).tau2 > 0
    assert overdispersion(z, np.ones(30), 0.0).tau2 == 0


def test_chance_alone_has_a_phi_below_one():
    rng = np.random.default_rng(9)
    made = [overdispersion(rng.normal(size=34), np.ones(34), 0.0).phi for _ in range(300)]
    # Three of 34 are drawn in on each side.
    assert np.mean(made) == pytest.approx(0.73, abs=0.03)


def test_true_spread_is_found_without_winsorising():
    rng = np.random.default_rng(10)
    errors = rng.uniform(0.5, 2, 400)
    values = rng.normal(0, np.sqrt(errors**2 + 2.0))
    assert overdispersion(values, errors, 0.0, winsorise=0.0).tau2 == pytest.approx(2.0, rel=0.2)


def test_few_units_cannot_tell():
    found = overdispersion(np.array([-9.0, 0, 0, 9]), np.ones(4), 0.0)
    assert np.isnan(found.phi)
    assert found.tau2 == 0
    assert found.cautions[0].code == "too_few_units"


def test_half_cannot_be_drawn_in():
    with pytest.raises(ParameterError, match="half"):
        winsorised(np.arange(10.0), share=0.5)
