"""Change, responders and two groups against base R; see change.R."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.stats.effect_formulas import FORMULAS, Moments
from nrs_lib.stats.effects import paired_effect
from nrs_lib.stats.floor_ceiling import floor_ceiling
from nrs_lib.stats.paired_change import complete_pairs, paired_change
from nrs_lib.stats.regression_to_mean import expected_regression, regression_beyond
from nrs_lib.stats.responder_curve import responder_curve
from nrs_lib.stats.responders import responders
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.stats.three_way_change import three_way_change
from nrs_lib.stats.two_groups import effect_between, mean_difference

HERE = Path(__file__).parent
ANSWERS = pd.read_csv(HERE / "answers.csv", comment="#")
FOUND = pd.read_csv(HERE / "change.csv", comment="#").groupby("name")["value"].agg(list)
PAIN = scale("nrs_pain")
START, LATER = ANSWERS["start"], ANSWERS["later"]
PAIRS = [name for name in FOUND.index if name.startswith(("newcombe", "miettinen"))]


def close(*numbers):
    return pytest.approx(numbers, rel=1e-9, abs=1e-9)


def test_mean_change_has_the_interval_of_the_t_test():
    made = paired_change(START, LATER)
    assert FOUND["change"] == close(made.estimate, made.low, made.high, made.se, made.df)


@pytest.mark.parametrize("name", FORMULAS)
def test_effects_and_their_standard_errors_follow_from_the_moments(name):
    made = paired_effect(START, LATER, formula=name, corrected=False, interval="bonett")
    expected = FOUND[name]
    # The slope of the spread was taken numerically in R.
    assert expected[:4] == pytest.approx([made.estimate, made.se, made.low, made.high], rel=1e-8)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_bias_of_each_effect_is_that_of_its_spread(name):
    pairs = complete_pairs(START, LATER)
    df = FORMULAS[name].df(Moments.of(pairs.start, pairs.later))
    assert float(df) == pytest.approx(FOUND[name][4], rel=1e-5)


def test_limits_of_d_z_are_those_of_the_noncentral_t_distribution():
    made = paired_effect(START, LATER, formula="d_z")
    assert FOUND["d_z_noncentral_t"] == close(made.low, made.high)
    assert FOUND["d_z_hedges"] == close(made.estimate)


def test_difference_of_means_is_welchs():
    change = LATER - START
    arms = [change[ANSWERS["group"] == name] for name in "ab"]
    made = mean_difference(*arms)
    assert FOUND["welch"] == close(made.estimate, made.low, made.high, made.se, made.df)
    effect = effect_between(*arms)
    assert FOUND["hedges_g"] == close(effect.estimate, effect.low, effect.high, effect.sd)


@pytest.mark.parametrize(
    ("threshold", "name"), [("decrease_30", "responders_30"), ("points_2", "responders_2")]
)
def test_responders_under_both_denominators(threshold, name):
    made = responders(START, LATER, PAIN.threshold(threshold))
    for key, one in (("answered", made.answered), ("due", made.due)):
        found = close(one.numerator, one.denominator, one.low, one.high)
        assert FOUND[f"{name}_{key}"] == found


def test_three_ways_of_change():
    made = three_way_change(START, LATER, PAIN.threshold("decrease_30"))
    parts = (made.improved, made.unchanged, made.deteriorated)
    assert [part.numerator for part in parts] == FOUND["three_way_30"]


@pytest.mark.parametrize("unit", ["points", "percent"])
def test_every_point_of_the_curve(unit):
    made = responder_curve(START, LATER, scale=PAIN, unit=unit)
    assert [one.answered.numerator for one in made.shares] == FOUND[f"curve_{unit}"]
    assert [one.due.numerator for one in made.shares] == FOUND[f"curve_{unit}"]


def test_shares_at_the_ends_of_the_scale():
    made = floor_ceiling(LATER, span=PAIN.range)
    for name, one in (("floor", made.floor), ("ceiling", made.ceiling)):
        assert FOUND[name] == close(one.numerator, one.denominator, one.low, one.high)


def test_regression_to_the_mean():
    made = expected_regression(START[START >= 7], START, later=LATER)
    assert FOUND["regression_follow_up"] == close(made.estimate)
    found = regression_beyond(7, mean=6, sd=1.5, reliability=0.7)
    assert FOUND["regression_beyond_7"] == pytest.approx([found], rel=1e-7)


@pytest.mark.parametrize("name", PAIRS)
def test_differences_of_shares(name):
    interval, *counts = name.rsplit("_", 4)
    one, of_one, two, of_two = map(int, counts)
    made = share_difference((one, of_one), (two, of_two), interval=interval).difference
    # R searched for the likeliest shares, and found them to about eight digits.
    assert FOUND[name] == pytest.approx([made.low, made.high], abs=1e-7)
