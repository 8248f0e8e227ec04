"""What holds of comparisons of units whatever the numbers are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.stats.units.funnel import MID_P, SPIEGELHALTER, binomial_limits
from nrs_lib.stats.units.heterogeneity import between_units, rankability
from nrs_lib.stats.units.outliers import adjusted_for_many
from nrs_lib.stats.units.overdispersion import overdispersion
from nrs_lib.stats.units.poisson_binomial import distribution, mid_tails
from nrs_lib.stats.units.quarters import quarters
from nrs_lib.stats.units.shrinkage import shrink_means
from nrs_lib.stats.units.standardisation import standardise_shares

chances = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=40)
seeds = st.integers(0, 10_000)
calm = settings(max_examples=60, deadline=None)


@calm
@given(chances)
def test_a_distribution_sums_to_one_and_has_the_mean_and_spread_of_its_parts(p):
    p = np.array(p)
    mass = distribution(p)
    count = np.arange(len(p) + 1)
    assert (mass >= 0).all()
    assert np.isclose(mass.sum(), 1)
    assert np.isclose(mass @ count, p.sum())
    assert np.isclose(mass @ (count - p.sum()) ** 2, (p * (1 - p)).sum())


@calm
@given(chances)
def test_order_of_patients_does_not_matter(p):
    assert np.allclose(distribution(np.array(p)), distribution(np.array(p[::-1])), atol=1e-14)


@calm
@given(chances, seeds)
def test_turning_yes_and_no_turns_the_tails(p, seed):
    p = np.array(p)
    count = int(np.random.default_rng(seed).integers(0, len(p) + 1))
    lower, upper = mid_tails(distribution(p), np.array(count))
    turned = mid_tails(distribution(1 - p), np.array(len(p) - count))
    assert np.isclose(lower, turned[1])
    assert np.isclose(upper, turned[0])
    assert 0 <= lower <= 1


@calm
@given(chances, seeds)
def test_a_ratio_lies_in_its_interval_and_more_means_a_higher_one(p, seed):
    rng = np.random.default_rng(seed)
    p = np.array(p)
    made = []
    for count in sorted({0, len(p), *rng.integers(0, len(p) + 1, 2).tolist()}):
        y = np.zeros(len(p))
        y[:count] = 1
        one = standardise_shares(y, p, np.zeros(len(p), int), ("A",), national=0.4)[0]
        against = one.against
        assert 0 <= against.low <= against.estimate + 1e-9
        assert against.estimate <= against.high + 1e-9
        # Never more than everybody.
        assert against.high * p.sum() <= len(p) + 1e-6
        made.append(against)
    for less, more in pairwise(made):
        assert less.low <= more.low + 1e-9
        assert less.high <= more.high + 1e-9


@calm
@given(st.integers(1, 400), st.floats(0.01, 0.99), st.sampled_from([MID_P, SPIEGELHALTER]))
def test_limits_hold_the_target_and_the_wider_hold_the_narrower(n, target, name):
    narrow, wide = (
        binomial_limits(target, [n], level=level, interpolation=name) for level in (0.95, 0.998)
    )
    assert 0 <= wide.low[0] <= narrow.low[0] <= target
    assert target <= narrow.high[0] + 1 / n
    assert narrow.high[0] <= wide.high[0] <= 1


@calm
@given(st.integers(1, 300), st.floats(0.02, 0.98))
def test_turning_yes_and_no_turns_mid_p_limits(n, target):
    made = binomial_limits(target, [n], level=0.95, interpolation=MID_P)
    turned = binomial_limits(1 - target, [n], level=0.95, interpolation=MID_P)
    assert np.isclose(made.low[0], 1 - turned.high[0], atol=1e-8)


@st.composite
def units(draw, least=5, most=25):
    count = draw(st.integers(least, most))
    rng = np.random.default_rng(draw(seeds))
    errors = rng.uniform(0.2, 2.0, count)
    return rng.normal(0, np.hypot(errors, draw(st.floats(0, 3)))), errors


@calm
@given(units(), st.floats(0.1, 50))
def test_the_unit_of_measurement_does_not_matter(sample, factor):
    values, errors = sample
    plain, scaled = (between_units(values * f, (errors * f) ** 2) for f in (1.0, factor))
    assert np.isclose(scaled.tau2, plain.tau2 * factor**2, rtol=1e-5, atol=1e-9 * factor**2)
    first, second = (overdispersion(values * f, errors * f, 0.0) for f in (1.0, factor))
    assert np.isclose(first.phi, second.phi)
    assert np.isclose(second.tau2, first.tau2 * factor**2)


@calm
@given(units())
def test_shrunken_values_lie_between_their_own_and_the_common_one(sample):
    values, errors = sample
    found = between_units(values, errors**2)
    made = shrink_means(values, errors, np.full(len(values), 9), uncertainty="estimated")
    for value, one in zip(values, made.values, strict=True):
        low, high = sorted((value, found.mean))
        assert low - 1e-9 <= one.estimate <= high + 1e-9
        assert one.low < one.estimate < one.high
    assert 0 <= rankability(found.tau2, errors**2).estimate < 1


@calm
@given(units(least=8), st.sampled_from(["integrated", "estimated"]))
def test_quarters_are_probabilities_that_sum_to_their_size(sample, kind):
    values, errors = sample
    made = shrink_means(values, errors, np.full(len(values), 9), uncertainty=kind)
    found = quarters(made)
    if kind == "estimated" and made.tau == 0:
        assert np.isnan(found.highest).all()
        return
    for part in (found.highest, found.lowest):
        assert (part >= -1e-9).all()
        assert (part <= 1 + 1e-9).all()
        assert np.isclose(part.sum(), found.size, atol=0.01)
    assert (found.highest + found.lowest <= 1 + 1e-9).all()


@calm
@given(st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=40))
def test_adjusting_for_many_never_makes_a_unit_more_remarkable(p):
    p = np.array(p)
    plain, falls, bonferroni = (
        adjusted_for_many(p, name) for name in ("fixed_levels", "benjamini_hochberg", "bonferroni")
    )
    assert (plain <= falls + 1e-15).all()
    assert (falls <= bonferroni + 1e-15).all()
    assert (bonferroni <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(falls[order]) >= -1e-15).all()
