"""Observed against expected, unit by unit."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, logit

from nrs_lib.stats.units.poisson_binomial import distribution, mid_tails
from nrs_lib.stats.units.standardisation import standardise_means, standardise_shares

UNITS = np.array([0, 0, 0, 0, 1, 1])
CHANCES = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])


def shares(outcome, chances=CHANCES, units=UNITS, ids=("A", "B"), national=0.3, **choices):
    return standardise_shares(
        np.asarray(outcome, dtype=float), chances, units, ids, national=national, **choices
    )


def test_a_unit_by_hand():
    first, second = shares([1, 1, 0, 0, 0, 1])
    assert (first.n, first.raw.numerator, first.raw.denominator) == (4, 2, 4)
    assert first.expected == pytest.approx(1.0)
    assert first.against.estimate == pytest.approx(2.0)
    assert first.adjusted.estimate == pytest.approx(0.6)
    # Square root of .09 + .16 + .21 + .24, over one expected, times the national share.
    assert first.error == pytest.approx(0.3 * 0.7**0.5)
    assert second.against.estimate == pytest.approx(1.0)


@pytest.mark.parametrize("observed", [1, 5, 9])
def test_limits_are_those_that_the_mid_p_tails_do_not_reject(observed):
    p = np.random.default_rng(observed).random(10)
    made = shares([1] * observed + [0] * (10 - observed), p, np.zeros(10, int), ("A",))[0]

    def tails(shift):
        mass = distribution(expit(logit(p) + shift))
        return [float(part) for part in mid_tails(mass, np.array(observed))]

    low = brentq(lambda shift: tails(shift)[1] - 0.025, -30, 30, xtol=1e-13)
    high = brentq(lambda shift: tails(shift)[0] - 0.025, -30, 30, xtol=1e-13)
    assert made.against.low == pytest.approx(expit(logit(p) + low).sum() / p.sum(), rel=1e-7)
    assert made.against.high == pytest.approx(expit(logit(p) + high).sum() / p.sum(), rel=1e-7)


@pytest.mark.parametrize("seed", [127, 481, 573])
def test_a_tail_that_rounding_lifts_above_one_is_no_limit(seed):
    draw = np.random.default_rng(seed)
    p = draw.uniform(0.05, 0.45, 96)
    outcome = draw.random(96) < np.clip(1.5 * p, 0, 1)
    against = shares(outcome, p, np.zeros(96, int), ("A",))[0].against
    assert against.low < against.estimate < against.high


def test_nobody_has_a_lower_limit_of_nothing_and_everybody_an_upper_one_of_all():
    nobody = shares([0, 0, 0, 0, 1, 1])[0]
    everybody = shares([1, 1, 1, 1, 1, 1])[0]
    assert nobody.against.low == 0
    assert 0 < nobody.against.high < 4
    assert everybody.against.high == pytest.approx(4 / 1.0)
    assert 0 < everybody.against.low < 4


def test_a_share_above_everybody_is_shown_as_everybody_and_said():
    made = shares([1, 1, 1, 1, 0, 0], national=0.5)[0]
    assert made.adjusted.estimate == 1.0
    assert made.value == pytest.approx(2.0)
    assert [caution.code for caution in made.adjusted.cautions] == ["adjusted_above_one"]


def test_a_unit_without_patients_has_no_number_and_no_zero():
    made = shares([1, 0, 0, 0, 0, 1], ids=("A", "B", "C"))[2]
    assert made.n == 0
    for value in (made.against.estimate, made.adjusted.estimate, made.lower_tail):
        assert np.isnan(value)


def test_equal_chances_give_the_plain_share():
    rng = np.random.default_rng(2)
    y = (rng.random(50) < 0.4).astype(float)
    units = rng.integers(0, 3, 50)
    made = shares(y, np.full(50, y.mean()), units, ("A", "B", "C"), national=y.mean())
    for place, unit in enumerate(made):
        assert unit.adjusted.estimate == pytest.approx(y[units == place].mean())


def test_intervals_cover_as_often_as_they_say():
    rng = np.random.default_rng(11)
    p = expit(rng.normal(-0.5, 0.8, 30))
    sets, hits = 400, 0
    y = (rng.random((sets, 30)) < expit(logit(p) + 0.6)).astype(float)
    made = standardise_shares(
        y.ravel(),
        np.tile(p, sets),
        np.repeat(np.arange(sets), 30),
        [str(number) for number in range(sets)],
        national=0.4,
    )
    true = expit(logit(p) + 0.6).sum() / p.sum()
    hits = sum(unit.against.low <= true <= unit.against.high for unit in made)
    assert 0.925 <= hits / sets <= 0.98


def means(outcome, expected, units=UNITS, ids=("A", "B"), **choices):
    given = {"national": -1.0, "sigma": 2.0, "df": 100} | choices
    return standardise_means(
        np.asarray(outcome, dtype=float), np.asarray(expected, dtype=float), units, ids, **given
    )


def test_a_mean_by_hand():
    first, second = means([-1, -2, -3, -2, 0, 0], [-1, -1, -1, -1, -0.5, 0.5])
    assert first.raw.estimate == -2
    assert first.expected == -1
    assert first.against.estimate == -1
    assert first.adjusted.estimate == -2
    # Pooled over units: 2 over the root of four.
    assert first.error == pytest.approx(1.0)
    assert first.lower_tail == pytest.approx(0.158655, abs=1e-6)
    assert first.upper_tail == pytest.approx(1 - 0.158655, abs=1e-6)
    assert second.against.estimate == pytest.approx(0.0)


def test_a_unit_of_one_patient_is_measured_by_all():
    one = means([1.0], [0.0], np.array([0]), ("A",))[0]
    assert np.isnan(one.raw.sd)
    assert one.error == 2.0


def test_a_mean_of_nobody_is_missing():
    assert np.isnan(means([1.0], [0.0], np.array([0]), ("A", "B"))[1].adjusted.estimate)
