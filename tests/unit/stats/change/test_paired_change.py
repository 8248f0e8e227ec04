import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.bootstrap import bootstrap
from nrs_lib.stats.effect_formulas import FORMULAS
from nrs_lib.stats.effects import d_rm, d_z, paired_effect, standardised_effect
from nrs_lib.stats.noncentral import hedges_factor, noncentrality_limits
from nrs_lib.stats.paired_change import complete_pairs, paired_change

RNG = np.random.default_rng(20260712)
START = np.round(RNG.normal(6.5, 1.8, 40))
LATER = np.round(START - RNG.normal(1, 1.8, 40))
people = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=4, max_size=30
).filter(
    lambda rows: (
        len({a for a, _ in rows}) > 1
        and len({b for _, b in rows}) > 1
        and len({b - a for a, b in rows}) > 1
    )
)


def columns(rows):
    start, later = np.array(rows, dtype="float64").T
    return start, later


def codes(estimate):
    return [caution.code for caution in estimate.cautions]


def mirrored(one):
    return (-one.estimate, -one.high, -one.low)


@pytest.mark.parametrize("name", FORMULAS)
@given(rows=people)
@settings(max_examples=40, deadline=None)
def test_signs_turn_when_the_scale_is_mirrored(name, rows):
    start, later = columns(rows)
    one = paired_effect(start, later, formula=name)
    other = paired_effect(10 - start, 10 - later, formula=name)
    if math.isnan(one.estimate):
        assert math.isnan(other.estimate)
    else:
        found = (other.estimate, other.low, other.high)
        assert found == pytest.approx(mirrored(one), rel=1e-6, abs=1e-9)


@given(rows=people, shift=st.integers(-50, 50), factor=st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_change_follows_the_unit_and_effects_do_not(rows, shift, factor):
    start, later = columns(rows)
    one = paired_change(start, later)
    other = paired_change(factor * start + shift, factor * later + shift)
    expected = [factor * part for part in (one.estimate, one.low, one.high, one.sd)]
    found = [other.estimate, other.low, other.high, other.sd]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    for name in ("d_av", "d_baseline"):
        effects = [
            paired_effect(a, b, formula=name).estimate
            for a, b in ((start, later), (factor * start + shift, factor * later + shift))
        ]
        assert effects[0] == pytest.approx(effects[1], rel=1e-9)


@given(rows=people)
@settings(max_examples=40, deadline=None)
def test_order_of_people_and_those_without_both_change_nothing(rows):
    start, later = columns(rows)
    more = paired_change([*start[::-1], 3, math.nan], [*later[::-1], math.nan, 4])
    one = paired_change(start, later)
    assert (more.n, codes(more)) == (one.n, ["pairs_incomplete"])
    assert (more.low, more.high) == pytest.approx((one.low, one.high), abs=1e-9)


def test_who_lacks_an_answer_is_counted_and_not_zero():
    made = paired_change([8, 6, None, 4], [7, None, 2, 1])
    assert (made.n, made.estimate) == (2, -2)
    assert made.cautions[0].sentence("en").startswith("2 of 4 lack a value")


@pytest.mark.parametrize("rows", [[], [(4, 3)]])
def test_fewer_than_two_pairs_are_refused(rows):
    start, later = [a for a, _ in rows], [b for _, b in rows]
    for one in (paired_change(start, later), paired_effect(start, later)):
        assert math.isnan(one.estimate)
        assert codes(one) == ["too_few"]


def test_all_missing_is_refused():
    made = paired_effect([math.nan, 3], [2, math.nan])
    assert codes(made) == ["pairs_incomplete", "too_few"]


def test_the_same_change_in_all_has_no_interval():
    # 0.1 added in binary leaves a spread of rounding size, which is none.
    start = np.array([0.1, 0.2, 0.3, 0.7])
    made = paired_change(start, start + 0.1)
    assert made.estimate == pytest.approx(0.1)
    assert math.isnan(made.low)
    assert codes(made) == ["interval_without_spread"]
    assert codes(paired_effect(start, start + 0.1, formula="d_z")) == ["no_spread"]
    assert math.isnan(d_z(start, start + 0.1))
    alike = paired_effect(start, start + 0.1, formula="d_av")
    assert alike.estimate == pytest.approx(
        0.1 / np.std(start, ddof=1) * hedges_factor(alike_df(start)), rel=1e-9
    )
    assert math.isnan(alike.low)


def alike_df(start):
    # Perfectly correlated and equally spread: a single standard deviation.
    return len(start) - 1


def test_no_spread_at_the_start_takes_away_only_what_divides_by_it():
    start, later = np.full(5, 6.0), np.array([5.0, 4, 3, 6, 2])
    assert codes(paired_effect(start, later, formula="d_baseline")) == ["no_spread"]
    assert codes(paired_effect(start, later, formula="d_rm")) == ["no_spread"]
    assert not codes(paired_effect(start, later, formula="d_av"))
    assert not codes(paired_effect(start, later, formula="d_z"))


def test_d_rm_is_d_av_where_the_spreads_are_equal():
    start = np.array([1.0, 2, 3, 4, 5])
    later = np.array([3.0, 1, 5, 2, 4])
    expected = (later - start).mean() / start.std(ddof=1)
    assert d_rm(start, later + 1) == pytest.approx(expected + 1 / start.std(ddof=1))


def test_two_pairs_have_an_effect_but_no_corrected_one():
    assert math.isfinite(paired_effect([3, 6], [2, 3], corrected=False).estimate)
    assert codes(paired_effect([3, 6], [2, 3])) == ["too_few"]


@pytest.mark.parametrize(
    ("formula", "method"),
    [
        (None, "d_av_hedges_bonett"),
        ("d_baseline", "d_baseline_hedges_bonett"),
        ("d_rm", "d_rm_hedges_bonett"),
        ("d_z", "d_z_hedges_noncentral_t"),
    ],
)
def test_the_method_names_formula_correction_and_interval(formula, method):
    assert paired_effect(START, LATER, formula=formula).method == method


def test_the_effect_that_reports_show_is_the_uncorrected_one():
    plain = paired_effect(START, LATER, corrected=False)
    assert standardised_effect(START, LATER) == (pytest.approx(plain.estimate), "d_av")


@pytest.mark.parametrize(
    "wrong",
    [{"interval": "noncentral_t", "formula": "d_av"}, {"interval": "bca"}, {"interval": "wald"}],
)
def test_an_interval_that_does_not_belong_is_refused(wrong):
    with pytest.raises(ParameterError, match="interval"):
        paired_effect(START, LATER, **wrong)


def test_an_unknown_formula_is_refused():
    with pytest.raises(DefinitionError, match="not a known formula"):
        paired_effect(START, LATER, formula="d")


def test_a_bootstrap_without_a_seed_is_refused():
    with pytest.raises(ParameterError, match="seed"):
        paired_change(START, LATER, interval="bca")


def test_what_are_no_pairs_is_refused():
    with pytest.raises(ParameterError, match="same people"):
        complete_pairs([1, 2], [1])
    with pytest.raises(ParameterError, match="same people"):
        complete_pairs(pd.Series([1, 2]), pd.Series([1, 2], index=[1, 0]))
    with pytest.raises(ParameterError, match="without bound"):
        complete_pairs([1, math.inf], [1, 2])


# Hedges 1981, table of c(m), doi:10.3102/10769986006002107.
@pytest.mark.parametrize(("df", "factor"), [(2, 0.5642), (10, 0.9228), (20, 0.9619), (50, 0.9849)])
def test_hedges_factor_is_the_exact_one(df, factor):
    assert hedges_factor(df) == pytest.approx(factor, abs=6e-5)
    assert math.isnan(hedges_factor(1))


def test_noncentral_limits_have_the_value_at_their_tails():
    low, high = noncentrality_limits(2.1, 12, confidence=0.9)
    assert scipy.stats.nct.sf(2.1, 12, low) == pytest.approx(0.05, abs=1e-9)
    assert scipy.stats.nct.cdf(2.1, 12, high) == pytest.approx(0.05, abs=1e-9)
    assert noncentrality_limits(-2.1, 12, confidence=0.9) == pytest.approx((-high, -low))


def test_noncentral_limits_hold_for_a_whole_register():
    low, high = noncentrality_limits(100.0, 39_999, confidence=0.95)
    # In large groups the limits are normal, with variance 1 + d squared over 2.
    half = 1.959964 * math.sqrt(1 + 0.5**2 / 2)
    assert (low, high) == pytest.approx((100 - half, 100 + half), abs=0.01)


@pytest.mark.parametrize("kind", ["percentile", "bca"])
def test_bootstrap_agrees_with_scipy(kind):
    values = RNG.exponential(2, 60)
    made = bootstrap(values, lambda drawn: drawn.mean(axis=-1), seed=3, kind=kind)
    method = {"percentile": "percentile", "bca": "BCa"}[kind]
    expected = scipy.stats.bootstrap(
        (values,), np.mean, n_resamples=19_999, method=method, rng=np.random.default_rng(4)
    ).confidence_interval
    assert (made.low, made.high) == pytest.approx(tuple(expected), abs=0.03)
    assert made.n == 60


def test_bca_leans_towards_the_long_tail():
    values = RNG.exponential(2, 40)
    low, high = (
        [
            getattr(bootstrap(values, lambda drawn: drawn.mean(axis=-1), seed=5, kind=kind), end)
            for kind in ("percentile", "bca")
        ]
        for end in ("low", "high")
    )
    assert low[1] > low[0]
    assert high[1] > high[0]


def test_a_bootstrap_is_its_seeds_and_needs_enough_people():
    one, same, other = (
        paired_change(START, LATER, interval="bca", seed=seed) for seed in (1, 1, 2)
    )
    assert (one.low, one.high) == (same.low, same.high)
    assert (one.low, one.high) != (other.low, other.high)
    assert one.method == "bootstrap_bca"
    few = paired_change(START[:19], LATER[:19], interval="bca", seed=1)
    assert codes(few) == ["too_few"]
    assert math.isnan(few.estimate)


def test_a_bootstrap_draws_whole_people():
    made = paired_effect(START, LATER, formula="d_z", interval="bca", seed=1)
    exact = paired_effect(START, LATER, formula="d_z")
    assert made.estimate == exact.estimate
    # Drawn apart, start and later would lose their correlation, and the limits would differ.
    assert (made.low, made.high) == pytest.approx((exact.low, exact.high), abs=0.12)


def test_resamples_without_spread_refuse_the_interval():
    # One differs: in a third of all resamples nobody does, and nothing is left below the line.
    # The mean of equal values is off by rounding, which must not pass for a spread.
    start = np.full(20, 5.1)
    assert start.std(ddof=1) > 0
    start[0] = 4
    made = paired_effect(
        start, start - 1 + np.arange(20) / 7, formula="d_baseline", interval="bca", seed=1
    )
    assert codes(made) == ["bootstrap_undefined"]
    assert math.isnan(made.estimate)
    assert math.isnan(made.low)


def test_a_correlation_of_one_takes_d_rm_away():
    start = np.arange(20.0)
    assert codes(paired_effect(start, start / 3, formula="d_rm")) == ["no_spread"]
    # All but one lie on a line: resamples without that one have no such effect, and not 0.
    later = start / 3
    later[4] = 9
    made = paired_effect(start, later, formula="d_rm", interval="bca", seed=1)
    assert codes(made) == ["bootstrap_undefined"]


def test_a_statistic_that_never_differs_has_no_bootstrap():
    made = bootstrap(np.ones(30), lambda drawn: drawn.mean(axis=-1), seed=1)
    assert codes(made) == ["no_spread"]
    # All resamples lie above what the people themselves give.
    lowest = bootstrap(
        np.arange(30.0), lambda drawn: (len(drawn) > 1) * (drawn.sum(axis=-1) + 5), seed=1
    )
    assert codes(lowest) == ["bootstrap_one_sided"]


@pytest.mark.parametrize("wrong", [{"kind": "normal"}, {"draws": 0}])
def test_an_unknown_bootstrap_is_refused(wrong):
    with pytest.raises(ParameterError, match="bootstrap"):
        bootstrap(np.arange(30.0), lambda drawn: drawn.mean(axis=-1), seed=1, **wrong)


def test_a_bootstrap_of_missing_values_is_refused():
    with pytest.raises(ParameterError, match="missing"):
        bootstrap(np.array([1.0, math.nan]), lambda drawn: drawn.mean(axis=-1), seed=1)


def test_confidence_can_be_asked_for():
    narrow, wide = (paired_change(START, LATER, confidence=level) for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high
