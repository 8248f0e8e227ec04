"""Units beside each other."""

from dataclasses import fields

import numpy as np
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.stats.units.comparison import UnitComparison, compare, unit_comparison
from nrs_lib.stats.units.models import fit_case_mix, unit_data
from nrs_lib.stats.units.poisson_binomial import distribution, mid_tails
from nrs_lib.stats.units.standing import UnitResult
from tests.support.unit_registers import SIZES, a_register, extract_of, unit_rows

YEAR = Period.parse("2022")
MANY = (14, 18, 22, 26, 30, 34, 40, 46, 52, 58, 64, 70)


@pytest.fixture(scope="module")
def pain():
    return unit_comparison(a_register(), YEAR, "improved_pain")


@pytest.fixture(scope="module")
def change():
    return unit_comparison(a_register(), YEAR, "nrs_pain")


def codes(cautions):
    return {caution.code for caution in cautions}


def test_the_sum_expected_is_the_sum_observed(pain):
    assert sum(unit.expected for unit in pain.units) == pytest.approx(pain.data.values.sum())


def test_units_stand_in_the_order_of_the_register_and_nothing_is_a_rank(pain):
    assert [unit.unit_id for unit in pain.units] == [f"SV00{place}" for place in range(1, 9)]
    values = [unit.adjusted.estimate for unit in pain.units if unit.has_standing]
    assert values not in (sorted(values), sorted(values, reverse=True))
    for shape in (UnitComparison, UnitResult):
        assert not [one.name for one in fields(shape) if "rank" in one.name.split("_")]


def test_a_small_unit_keeps_n_and_response_and_nothing_else(pain):
    small = pain.units[0]
    assert small.n < 10
    assert not small.has_standing
    assert small.response.denominator == SIZES[0]
    for value in (small.raw, small.against, small.adjusted, small.shrunken):
        assert np.isnan([value.estimate, value.low, value.high]).all()
        assert value.numerator is None
    assert np.isnan([small.lower_tail, small.upper_tail, small.highest_quarter]).all()
    assert small.limits == {}
    assert "too_few" in codes(small.cautions)
    assert "units_too_small" in codes(pain.cautions)


def test_every_number_has_its_company(pain):
    for unit in pain.units:
        assert unit.response.numerator <= unit.response.denominator
        if not unit.has_standing:
            continue
        assert unit.n == unit.raw.denominator == unit.adjusted.denominator
        assert unit.adjusted.low <= unit.adjusted.estimate <= unit.adjusted.high
        assert unit.shrunken.low < unit.shrunken.estimate < unit.shrunken.high
        assert unit.against.estimate == pytest.approx(unit.raw.numerator / unit.expected)
        adjusted = unit.against.estimate * pain.national.estimate
        assert unit.adjusted.estimate == pytest.approx(min(adjusted, 1))


def test_tails_are_those_of_the_units_own_patients(pain):
    chances = pain.model.fit.probabilities(pain.model.plan.matrix(pain.data.frame))
    for place, unit in enumerate(pain.units):
        if unit.has_standing and not pain.dispersion.tau2:
            mine = chances[pain.data.units == place]
            lower, upper = mid_tails(distribution(mine), np.array(unit.raw.numerator))
            assert unit.lower_tail == pytest.approx(float(lower))
            assert unit.upper_tail == pytest.approx(float(upper))


@pytest.mark.parametrize("measure", ["improved_pain", "nrs_pain", "response_discharge"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_outside_the_limits_is_a_tail_smaller_than_the_level_leaves(measure, seed):
    effects = [0, 0, 2.5, -2.5, 0, 1.5, 0, -1.0]
    made = unit_comparison(a_register(seed, effects=effects), YEAR, measure)
    for unit in (one for one in made.units if one.has_standing):
        value = unit.against.estimate * made.model.national
        if not made.data.is_share:
            value = unit.adjusted.estimate
        for level in made.policy.levels:
            low, high = unit.limits[level.code]
            assert (value < low) == (unit.lower_tail < level.tail)
            assert (value > high and high < 1) == (unit.upper_tail < level.tail)


def test_means_are_observed_less_expected_on_the_nations_level(change):
    for unit in (one for one in change.units if one.has_standing):
        assert unit.against.estimate == pytest.approx(unit.raw.estimate - unit.expected)
        assert unit.adjusted.estimate == pytest.approx(
            unit.against.estimate + change.national.estimate
        )
    assert change.limits_by in ("normal", "additive_normal")


def test_a_unit_with_sicker_patients_is_not_rewarded_for_them():
    # Same care everywhere; two units have patients who start two steps higher, and fall back
    # further by regression to the mean.
    severity = [0.0] * 10 + [2.0, 2.0]
    made = unit_comparison(a_register(3, sizes=MANY, severity=severity), YEAR, "nrs_pain")
    raw = np.array([unit.raw.estimate for unit in made.units])
    adjusted = np.array([unit.adjusted.estimate for unit in made.units])
    assert raw[10:].mean() - raw[:10].mean() < -0.5
    assert abs(adjusted[10:].mean() - adjusted[:10].mean()) < 0.25


def test_true_differences_are_found_and_shrinking_comes_nearer():
    rng = np.random.default_rng(4)
    effects = rng.normal(0, 0.5, len(MANY))
    made = unit_comparison(a_register(5, sizes=MANY, effects=list(effects)), YEAR, "nrs_pain")
    true = effects - np.average(effects, weights=MANY)
    adjusted = np.array([one.adjusted.estimate for one in made.units]) - made.national.estimate
    shrunken = np.array([one.shrunken.estimate for one in made.units]) - made.national.estimate
    assert np.corrcoef(true, adjusted)[0, 1] > 0.8
    assert ((shrunken - true) ** 2).mean() < ((adjusted - true) ** 2).mean()
    assert 0.25 < made.tau < 0.9
    assert 0.5 < made.rankability.estimate < 1


def test_low_response_is_said_of_the_unit_and_counted_for_all():
    made = unit_comparison(a_register(answered=0.45), YEAR, "improved_pain")
    low = [one for one in made.units if one.response.estimate < 0.6]
    assert len(low) >= 5
    for unit in made.units:
        assert ("unit_low_response" in codes(unit.cautions)) == (unit in low)
    said = next(one for one in made.cautions if one.code == "units_low_response")
    assert dict(said.facts) == {"n": len(low), "units": 8}


@pytest.mark.parametrize(("silent", "is_low"), [(12, False), (13, True)])
def test_a_response_of_exactly_the_limit_is_not_low(silent, is_low):
    episodes, answers = unit_rows(answered=1.0)
    mine = [one["episode_id"] for one in episodes if one["unit_id"] == "SV005"]
    answers = [
        one
        for one in answers
        if one["time_point"] == "initial" or one["episode_id"] not in mine[:silent]
    ]
    population = Population(extract_of(episodes, answers, units=8), register="NRSsv")
    unit = unit_comparison(population, YEAR, "improved_pain").units[4]
    assert (unit.response.numerator, unit.response.denominator) == (30 - silent, 30)
    assert ("unit_low_response" in codes(unit.cautions)) is is_low


def test_the_fewest_answers_that_are_compared_are_ten():
    episodes, answers = unit_rows(sizes=(9, 10, 20, 30, 40), answered=1.0)
    population = Population(extract_of(episodes, answers, units=5), register="NRSsv")
    nine, ten, *_ = unit_comparison(population, YEAR, "nrs_pain").units
    assert (nine.n, nine.has_standing) == (9, False)
    assert np.isnan(nine.adjusted.estimate)
    assert (ten.n, ten.has_standing) == (10, True)
    assert np.isfinite([ten.adjusted.estimate, *ten.limits["alarm"]]).all()


def test_a_refused_model_gives_no_number_but_says_who_answered():
    episodes, answers = unit_rows()
    for one in episodes:
        one["age"] = 45
    population = Population(extract_of(episodes, answers, units=8), register="NRSsv")
    made = unit_comparison(population, YEAR, "improved_pain")
    assert made.is_refused
    assert {"collinear_covariates"} <= codes(made.cautions)
    for unit in made.units:
        assert not unit.has_standing
        assert np.isnan(unit.adjusted.estimate)
        assert unit.response.denominator > 0


def test_a_period_without_anybody_is_refused_and_not_zero():
    made = unit_comparison(a_register(), Period.parse("2019"), "improved_pain")
    assert made.is_refused
    assert np.isnan(made.national.estimate)
    assert all(np.isnan(unit.response.estimate) for unit in made.units)


def test_few_units_have_no_spread_but_still_limits():
    made = unit_comparison(a_register(sizes=(90, 90, 90)), YEAR, "improved_pain")
    assert "too_few_units" in codes(made.cautions)
    assert np.isnan(made.tau)
    for unit in made.units:
        assert np.isnan(unit.shrunken.estimate)
        assert unit.limits["alarm"][0] < unit.limits["alert"][0]
        assert unit.has_standing


def test_a_frozen_model_keeps_its_level():
    data = unit_data(a_register(1), YEAR, "nrs_pain")
    frozen = fit_case_mix(data)
    gaps = []
    for effect in (0.0, 1.0):
        other = unit_data(a_register(9, effects=[effect] * 8), YEAR, "nrs_pain")
        made = compare(other, model=frozen)
        assert made.model.national == frozen.national
        gaps.append([one.against.estimate for one in made.units if one.has_standing])
    # Everybody is one step worse: a model of the same year would hide it.
    assert np.subtract(gaps[1], gaps[0]) == pytest.approx(np.ones(7), abs=0.1)
    own = compare(unit_data(a_register(9, effects=[1.0] * 8), YEAR, "nrs_pain"))
    assert np.mean([one.against.estimate for one in own.units if one.has_standing]) < 0.3


def test_a_confidence_changes_intervals_and_not_limits(pain):
    made = compare(pain.data, confidence=0.8)
    for wide, narrow in zip(pain.units, made.units, strict=True):
        if wide.has_standing:
            assert wide.adjusted.low < narrow.adjusted.low
            assert wide.limits == narrow.limits


def test_shuffled_rows_give_the_same_comparison(pain):
    episodes, answers = unit_rows()
    rng = np.random.default_rng(0)
    episodes = [episodes[place] for place in rng.permutation(len(episodes))]
    answers = [answers[place] for place in rng.permutation(len(answers))]
    population = Population(extract_of(episodes, answers, units=8), register="NRSsv")
    made = unit_comparison(population, YEAR, "improved_pain")
    for one, other in zip(pain.units, made.units, strict=True):
        assert one.adjusted.estimate == pytest.approx(other.adjusted.estimate, nan_ok=True)
        assert one.upper_tail == pytest.approx(other.upper_tail, nan_ok=True)
        assert one.highest_quarter == pytest.approx(other.highest_quarter, nan_ok=True)
