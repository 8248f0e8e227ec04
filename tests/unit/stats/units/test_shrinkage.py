"""Values drawn towards the common one, and how probable the outer quarters are."""

import numpy as np
import pytest
from scipy.special import expit

from nrs_lib.errors import DefinitionError
from nrs_lib.stats.units.logit_normal import fit_logit_normal
from nrs_lib.stats.units.logit_posterior import integrate_effects
from nrs_lib.stats.units.quarters import quarters
from nrs_lib.stats.units.shrinkage import shrink_means, shrink_shares


def patients(seed=1, *, sizes=(10, 40, 160, 15, 60, 90, 25, 33), tau=0.6):
    rng = np.random.default_rng(seed)
    units = np.repeat(np.arange(len(sizes)), sizes)
    odds = rng.normal(-0.4, 0.5, len(units))
    effects = rng.normal(0.1, tau, len(sizes))
    y = (rng.random(len(units)) < expit(odds + effects[units])).astype(float)
    return y, odds, units, effects


def test_small_units_are_drawn_further():
    values, errors = np.array([2.0, 2.0, -2.0, -2.0]), np.array([0.2, 2.0, 0.2, 2.0])
    made = [one.estimate for one in shrink_means(values, errors, np.full(4, 9)).values]
    assert 0 < made[1] < made[0] < 2
    assert -2 < made[2] < made[3] < 0


def test_units_that_differ_by_chance_all_get_the_common_value():
    values = np.array([1.0, 1.1, 0.9, 1.05, 0.95])
    made = shrink_means(values, np.ones(5), np.full(5, 9), uncertainty="estimated")
    assert [one.estimate for one in made.values] == pytest.approx([1.0] * 5)
    assert made.tau == 0
    assert [caution.code for caution in made.cautions] == ["units_alike"]
    assert made.rankability.estimate == 0


def test_means_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(5)
    errors, hits = rng.uniform(0.3, 1.5, 40), []
    for _ in range(60):
        true = rng.normal(3, 0.7, 40)
        made = shrink_means(rng.normal(true, errors), errors, np.full(40, 9)).values
        hits += [one.low <= value <= one.high for one, value in zip(made, true, strict=True)]
    assert 0.92 <= np.mean(hits) <= 0.97


def held(uncertainty, *, units=12, tau=0.4, rounds=150):
    """Share of intervals that hold the truth where the units are few."""
    rng = np.random.default_rng(7)
    errors, hits = rng.uniform(0.4, 1.2, units), []
    for _ in range(rounds):
        true = rng.normal(3, tau, units)
        drawn = rng.normal(true, errors)
        made = shrink_means(drawn, errors, np.full(units, 9), uncertainty=uncertainty).values
        hits += [one.low <= value <= one.high for one, value in zip(made, true, strict=True)]
    return np.mean(hits)


def test_with_few_units_the_spread_must_not_be_taken_as_known():
    assert 0.93 <= held("integrated") <= 0.985
    assert held("estimated") < 0.9


def test_no_visible_spread_is_not_certainty_that_there_is_none():
    values = np.array([1.0, 1.1, 0.9, 1.05, 0.95])
    kinds = [
        shrink_means(values, np.ones(5), np.full(5, 9), uncertainty=kind).values[1]
        for kind in ("integrated", "estimated")
    ]
    assert kinds[0].high - kinds[0].low > 1.2 * (kinds[1].high - kinds[1].low)
    assert kinds[0].estimate == pytest.approx(1.0, abs=0.05)


def test_with_many_units_and_much_spread_both_ways_agree():
    rng = np.random.default_rng(8)
    errors = rng.uniform(0.2, 0.5, 200)
    drawn = rng.normal(rng.normal(0, 2, 200), errors)
    first, second = (
        shrink_means(drawn, errors, np.full(200, 9), uncertainty=kind).values
        for kind in ("integrated", "estimated")
    )
    for one, other in zip(first, second, strict=True):
        assert one.estimate == pytest.approx(other.estimate, abs=0.01)
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.02)


def test_an_unknown_way_to_take_in_the_spread_is_refused():
    with pytest.raises(DefinitionError, match="spread"):
        shrink_means(np.ones(3), np.ones(3), np.full(3, 9), uncertainty="guessed")


def test_shrunken_values_are_nearer_the_truth_than_raw_ones():
    rng = np.random.default_rng(6)
    errors = rng.uniform(0.5, 1.5, 200)
    true = rng.normal(0, 0.5, 200)
    raw = rng.normal(true, errors)
    made = np.array([one.estimate for one in shrink_means(raw, errors, np.full(200, 9)).values])
    assert ((made - true) ** 2).mean() < 0.6 * ((raw - true) ** 2).mean()


def test_the_likelihood_of_shares_is_the_integral():
    y, odds, units, _ = patients()
    made = fit_logit_normal(y, odds, units)
    grid = np.linspace(made.mean - 9 * made.tau, made.mean + 9 * made.tau, 20001)
    prior = np.exp(-((grid - made.mean) ** 2) / (2 * made.tau**2))
    prior /= made.tau * np.sqrt(2 * np.pi)
    total = 0.0
    for unit in range(units.max() + 1):
        mine = units == unit
        logs = np.array(
            [
                np.sum(y[mine] * (odds[mine] + g) - np.logaddexp(0, odds[mine] + g))
                for g in grid[::20]
            ]
        ) - np.sum(y[mine] * odds[mine])
        logs = np.interp(grid, grid[::20], logs)
        total += np.log(np.trapezoid(np.exp(logs) * prior, grid))
    assert made.log_likelihood == pytest.approx(total, abs=1e-3)


def test_the_maximum_is_higher_than_its_neighbours():
    y, odds, units, _ = patients()
    best = fit_logit_normal(y, odds, units)
    # The same data moved by a constant have the same spread and a moved mean.
    moved = fit_logit_normal(y, odds - 0.7, units)
    assert moved.tau == pytest.approx(best.tau, abs=1e-5)
    assert moved.mean == pytest.approx(best.mean + 0.7, abs=1e-5)
    assert moved.log_likelihood == pytest.approx(best.log_likelihood + 0.7 * y.sum(), rel=1e-6)


def test_shares_stay_between_nobody_and_everybody():
    rng = np.random.default_rng(3)
    sizes = (12, 12, 12, 40, 40, 40)
    units = np.repeat(np.arange(6), sizes)
    y = (rng.random(len(units)) < 0.6).astype(float)
    y[units == 0], y[units == 1] = 0.0, 1.0
    odds = np.full(len(units), 0.3)
    for one in shrink_shares(y, odds, units, odds).values:
        assert 0 < one.low < one.estimate < one.high < 1


def test_with_the_spread_known_a_unit_is_prior_times_likelihood():
    y, odds, units, _ = patients()
    made = shrink_shares(y, odds, units, odds, uncertainty="estimated")
    model = fit_logit_normal(y, odds, units)
    grid = np.linspace(-4, 4, 4001)
    mine = units == 2
    logs = np.array([np.sum(y[mine] * g - np.logaddexp(0, odds[mine] + g)) for g in grid])
    logs -= (grid - model.mean) ** 2 / (2 * model.tau**2)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    share = np.array([expit(odds + g).mean() for g in grid])
    assert made.values[2].estimate == pytest.approx(weights @ share, abs=1e-4)
    low, high = np.interp([0.025, 0.975], np.cumsum(weights), share)
    assert (made.values[2].low, made.values[2].high) == pytest.approx((low, high), abs=1e-3)


def test_with_the_spread_unknown_it_is_integrated_over():
    y, odds, units, _ = patients(2, sizes=(12, 20, 15, 30, 9, 25))
    found = integrate_effects(y, odds, units)
    # The same by brute force: every effect, every common one, every spread.
    effects, commons = np.linspace(-8, 8, 1601), np.linspace(-4, 4, 161)
    held = np.array(
        [
            np.sum(y[units == unit]) * effects
            - np.logaddexp(0, odds[units == unit][:, None] + effects).sum(axis=0)
            for unit in range(6)
        ]
    )
    held = np.exp(held - held.max(axis=1, keepdims=True))
    total, first, spread_sum = 0.0, 0.0, 0.0
    for spread in (np.arange(120) + 0.5) / 40:
        prior = np.exp(-((effects - commons[:, None]) ** 2) / (2 * spread**2)) / spread
        marginal = held @ prior.T
        weight = np.prod(marginal * 1e-2, axis=0)
        total += weight.sum()
        spread_sum += spread * weight.sum()
        first += np.sum(weight * ((held[0] * effects) @ prior.T) / marginal[0])
    assert found.density[0] @ found.grid == pytest.approx(first / total, abs=0.01)
    assert found.weights @ found.spreads == pytest.approx(spread_sum / total, abs=0.02)


def share_intervals_held(uncertainty):
    """Share of intervals that hold the truth where units are few and small."""
    hits = []
    for seed in range(40):
        y, odds, units, effects = patients(seed, sizes=(12, 15, 20, 25, 30) * 2, tau=0.4)
        made = shrink_shares(y, odds, units, odds, uncertainty=uncertainty).values
        true = [expit(odds + effect).mean() for effect in effects]
        hits += [one.low <= value <= one.high for one, value in zip(made, true, strict=True)]
    return np.mean(hits)


def test_with_few_small_units_the_spread_of_shares_must_not_be_taken_as_known():
    assert 0.92 <= share_intervals_held("integrated") <= 0.99
    assert share_intervals_held("estimated") < 0.9


def test_share_intervals_hold_the_truth_as_often_as_they_say():
    hits = []
    for seed in range(12):
        y, odds, units, effects = patients(seed, sizes=(15, 30, 60, 20, 45, 90) * 4)
        made = shrink_shares(y, odds, units, odds).values
        true = [expit(odds + effect).mean() for effect in effects]
        hits += [one.low <= value <= one.high for one, value in zip(made, true, strict=True)]
    assert 0.91 <= np.mean(hits) <= 0.98


def test_shares_that_differ_by_chance_all_get_the_common_value():
    units = np.repeat(np.arange(5), 10)
    y = np.tile([1.0, 0, 1, 0, 1, 0, 1, 0, 0, 0], 5)
    odds = np.full(50, -0.4)
    made = shrink_shares(y, odds, units, odds, uncertainty="estimated")
    assert made.tau == 0
    assert [caution.code for caution in made.cautions] == ["units_alike"]
    for one in made.values:
        assert one.estimate == pytest.approx(0.4)
        # The interval of the common value: 0.4 of 50.
        assert (one.low, one.high) == pytest.approx((0.275, 0.540), abs=0.002)


def test_quarters_sum_to_their_size():
    y, odds, units, _ = patients()
    found = quarters(shrink_shares(y, odds, units, odds))
    assert found.size == 2
    assert found.highest.sum() == pytest.approx(2, abs=1e-3)
    assert found.lowest.sum() == pytest.approx(2, abs=1e-3)


def test_quarters_agree_with_random_draws():
    values = np.array([0.0, 0.3, 0.5, 1.0, 1.4, 1.5, 2.0, 2.6])
    errors = np.array([0.3, 0.9, 0.4, 0.2, 0.7, 0.3, 0.5, 0.4])
    made = shrink_means(values, errors, np.full(8, 9), uncertainty="estimated")
    found = quarters(made)
    rng = np.random.default_rng(1)
    precision = 1 / (errors**2 + made.tau**2)
    common = rng.normal(precision @ values / precision.sum(), precision.sum() ** -0.5, 200_000)
    pull = errors**2 * precision
    centres = pull * common[:, None] + (1 - pull) * values
    drawn = rng.normal(centres, np.sqrt((1 - pull) * errors**2))
    places = np.argsort(np.argsort(drawn, axis=1), axis=1)
    assert found.highest == pytest.approx((places >= 6).mean(axis=0), abs=0.005)
    assert found.lowest == pytest.approx((places < 2).mean(axis=0), abs=0.005)


def test_equal_units_have_equal_probabilities():
    values = np.array([0.0, 4.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0])
    found = quarters(shrink_means(values, np.full(8, 0.5), np.full(8, 9)))
    assert np.ptp(found.highest[2:]) == pytest.approx(0, abs=1e-9)
    assert found.highest[1] == found.highest.max()
    assert found.lowest[0] == found.lowest.max()


def test_units_said_to_be_alike_belong_to_no_quarter():
    made = shrink_means(np.ones(8), np.ones(8), np.full(8, 9), uncertainty="estimated")
    assert np.isnan(quarters(made).highest).all()
    assert np.isnan(quarters(made).lowest).all()


def test_units_that_may_differ_though_none_is_seen_to_have_equal_chances():
    made = shrink_means(np.ones(8), np.ones(8), np.full(8, 9), uncertainty="integrated")
    assert quarters(made).highest == pytest.approx(np.full(8, 0.25), abs=1e-3)
    assert [caution.code for caution in made.cautions] == ["unit_variance_zero"]


def test_what_moves_all_units_at_once_does_not_blur_their_order():
    # Few units, so that neither common value nor spread is known: drawn together.
    values, errors = np.array([0.2, 0.9, 0.4, 1.8, 0.6, 1.1, 0.1, 0.7]), np.linspace(0.2, 0.9, 8)
    found = quarters(shrink_means(values, errors, np.full(8, 9), uncertainty="integrated"))
    spreads = np.linspace(0, 6, 601)
    precision = 1 / (errors**2 + spreads[:, None] ** 2)
    common = precision @ values / precision.sum(axis=1)
    logs = np.log(precision).sum(axis=1) / 2 - np.log(precision.sum(axis=1)) / 2
    logs -= np.sum(precision * (values - common[:, None]) ** 2, axis=1) / 2
    weights = np.exp(logs - logs.max())
    rng = np.random.default_rng(12)
    chosen = rng.choice(601, 100_000, p=weights / weights.sum())
    moved = common[chosen] + rng.normal(size=100_000) / np.sqrt(precision[chosen].sum(axis=1))
    pull = errors**2 * precision[chosen]
    drawn = pull * moved[:, None] + (1 - pull) * values
    drawn += rng.normal(size=drawn.shape) * np.sqrt((1 - pull) * errors**2 + 1e-18)
    places = np.argsort(np.argsort(drawn, axis=1), axis=1)
    assert found.highest == pytest.approx((places >= 6).mean(axis=0), abs=0.01)
    assert found.lowest == pytest.approx((places < 2).mean(axis=0), abs=0.01)


def test_the_same_every_time():
    y, odds, units, _ = patients()
    first, second = (quarters(shrink_shares(y, odds, units, odds)).highest for _ in range(2))
    assert first.tolist() == second.tolist()
