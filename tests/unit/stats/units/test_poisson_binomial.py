"""Exact distribution of a number of outcomes, against counting every case."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom

from nrs_lib.stats.units.poisson_binomial import distribution, mid_tails


def counted(p):
    """By every combination of who has the outcome."""
    mass = np.zeros(len(p) + 1)
    for who in product((0, 1), repeat=len(p)):
        mass[sum(who)] += np.prod([q if one else 1 - q for q, one in zip(p, who, strict=True)])
    return mass


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [1, 2, 7, 12])
def test_against_every_combination(n, seed):
    p = np.random.default_rng(seed).random(n)
    assert distribution(p) == pytest.approx(counted(p), rel=1e-10, abs=1e-16)


@pytest.mark.parametrize("p", [0.0, 0.01, 0.5, 0.97, 1.0])
def test_equal_probabilities_are_binomial(p):
    assert distribution(np.full(40, p)) == pytest.approx(
        binom.pmf(np.arange(41), 40, p), rel=1e-9, abs=1e-300
    )


def test_far_tails_keep_their_digits():
    # Nothing is subtracted, so a probability of next to nothing is right, too.
    mass = distribution(np.full(200, 0.9))
    assert mass[20] == pytest.approx(binom.pmf(20, 200, 0.9), rel=1e-9)
    assert 0 < mass[20] < 1e-140


def test_units_are_worked_out_together_and_zeros_change_nothing():
    rng = np.random.default_rng(3)
    p = rng.random(5)
    padded = np.zeros((2, 9))
    padded[0, :5], padded[1] = p, rng.random(9)
    mass = distribution(padded)
    assert mass[0, :6] == pytest.approx(distribution(p))
    assert not mass[0, 6:].any()
    assert mass[1] == pytest.approx(distribution(padded[1]))


def test_nobody_has_one_possible_number():
    assert distribution(np.empty(0)).tolist() == [1.0]


def test_mid_tails_by_hand():
    lower, upper = mid_tails(distribution(np.array([0.5, 0.5])), np.array(2))
    assert (float(lower), float(upper)) == (0.875, 0.125)


def test_mid_tails_sum_to_one():
    mass = distribution(np.random.default_rng(8).random((4, 20)))
    lower, upper = mid_tails(mass, np.array([0, 5, 10, 20]))
    assert lower + upper == pytest.approx(np.ones(4))
