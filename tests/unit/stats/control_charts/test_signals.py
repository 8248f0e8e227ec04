"""Patterns that the rules see, point by point."""

from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.contracts.control_chart_rules import Rule, RuleSet
from nrs_lib.stats.control_charts.signals import Stretch, signals_in
from nrs_lib.terms import Evidence

WORDS = {"sv": "x", "en": "x"}
LIMITS = Rule("limits", "beyond_limits", WORDS, WORDS, "x")
RUN = Rule("run", "run", WORDS, WORDS, "x", length=7)
TREND = Rule("trend", "trend", WORDS, WORDS, "x", length=7)
TWO = Rule("two", "zone", WORDS, WORDS, "x", count=2, of=3, sigma=2)
NEAR = Rule("near", "zone", WORDS, WORDS, "x", count=2, of=3, sigma=2, within=3, one_side=True)
FOUR = Rule("four", "zone", WORDS, WORDS, "x", count=4, of=5, sigma=1)


def seen(values, rule, **changes):
    """What one rule sees around a centre of 0 with sigma 1: side, points, whether current."""
    values = np.asarray(values, dtype="float64")
    n = len(values)
    follows = np.arange(n) > 0
    stretch = {
        "at": np.arange(n),
        "values": values,
        "centre": np.zeros(n),
        "sigma": np.ones(n),
        "lower": np.full(n, -3.0),
        "upper": np.full(n, 3.0),
        "tolerance": 1e-9,
        "follows": follows,
    }
    rules = RuleSet("one", (rule,), WORDS, Evidence.ASSUMED, "x")
    found = signals_in(Stretch(**(stretch | changes)), rules)
    return [(signal.side, signal.points, signal.is_current) for signal in found]


def test_a_point_on_a_limit_is_inside_it():
    assert seen([3.0, -3.0, 3.0 + 1e-12, 0.3 * 10], LIMITS) == []
    assert seen([3.001, 0, -3.001], LIMITS) == [(1, (0,), False), (-1, (2,), True)]


def test_seven_on_one_side_are_a_run_and_six_are_not():
    assert seen([-1, *[1] * 6, -1], RUN) == []
    assert seen([-1, *[1] * 7, -1], RUN) == [(1, (1, 2, 3, 4, 5, 6, 7), False)]
    assert seen([-1] * 8, RUN) == [(-1, tuple(range(8)), True)]


def test_a_point_on_the_centre_line_neither_breaks_nor_extends_a_run():
    six_and_one_on_the_line = [1, 1, 1, 0, 1, 1, 1]
    assert seen(six_and_one_on_the_line, RUN) == []
    assert seen([*six_and_one_on_the_line, 1], RUN) == [(1, (0, 1, 2, 4, 5, 6, 7), True)]
    assert seen([*six_and_one_on_the_line, 1], RUN, on_centre="breaks") == []


def test_a_run_is_still_current_at_a_point_on_the_line():
    assert seen([*[1] * 7, 0, 0], RUN) == [(1, tuple(range(7)), True)]
    assert seen([*[1] * 7, 0], RUN, on_centre="breaks") == [(1, tuple(range(7)), False)]


def test_binary_rounding_puts_no_point_on_one_side():
    # The mean of 0.1, 0.2 and 0.3 is 0.20000000000000004 in binary arithmetic.
    around = [0.2 - (0.1 + 0.2 + 0.3) / 3] * 8
    assert around[0] != 0
    assert seen(around, RUN) == []


def test_six_steps_in_a_row_are_a_trend_of_seven_points():
    assert seen([0, 1, 2, 3, 4, 5], TREND) == []
    assert seen([9, 0, 1, 2, 3, 4, 5, 6, 5], TREND) == [(1, (1, 2, 3, 4, 5, 6, 7), False)]
    assert seen([6, 5, 4, 3, 2, 1, 0], TREND) == [(-1, tuple(range(7)), True)]


def test_equal_neighbours_neither_break_nor_extend_a_trend():
    tied = [0, 1, 2, 2, 3, 4, 5]
    assert seen(tied, TREND) == []
    assert seen([*tied, 6], TREND) == [(1, (0, 1, 2, 4, 5, 6, 7), True)]
    assert seen([*tied, 6], TREND, ties="breaks") == []


def test_two_of_three_beyond_two_sigma():
    assert seen([0, 2.5, 0, 2.5, 0], TWO) == [(1, (1, 3), False)]
    assert seen([0, 2.5, 0, 0, 2.5], TWO) == []
    assert seen([0, 2.5, -2.5, 0], TWO) == []
    assert seen([0, 2.0, 2.0, 0], TWO) == []
    assert seen([2.5, 2.5, 0], TWO) == [(1, (0, 1), False)]


def test_the_outer_third_leaves_out_what_is_beyond_the_limit_and_asks_for_one_side():
    assert seen([1, 2.5, 2.5], NEAR) == [(1, (1, 2), True)]
    assert seen([-1, 2.5, 2.5], NEAR) == []
    assert seen([1, 2.5, 3.5], NEAR) == []
    assert seen([1, 2.5, 3.0], NEAR) == [(1, (1, 2), True)]
    assert seen([2.5, 2.5], NEAR) == []


def test_four_of_five_beyond_one_sigma_and_overlapping_windows_are_one_signal():
    assert seen([1.5, 1.5, 0, 1.5, 1.5], FOUR) == [(1, (0, 1, 3, 4), True)]
    assert seen([1.5, 1.5, 0, 1.5, 0], FOUR) == []
    assert seen([-1.5] * 9, FOUR) == [(-1, tuple(range(9)), True)]


def test_two_patterns_apart_are_two_signals():
    apart = [2.5, 2.5, 0, 0, 0, 2.5, 2.5]
    assert seen(apart, TWO) == [(1, (0, 1), False), (1, (5, 6), True)]


@pytest.mark.parametrize("rule", [RUN, TREND, TWO, NEAR, FOUR], ids=lambda rule: rule.code)
def test_no_pattern_reaches_over_a_point_that_does_not_follow(rule):
    values = {
        "run": [1] * 8,
        "trend": range(8),
        "two": [0, 2.5, 2.5, 0],
        "near": [1, 2.5, 2.5, 1],
        "four": [1.5] * 4,
    }[rule.code]
    n = len(values)
    assert seen(values, rule) != []
    parted = (np.arange(n) > 0) & (np.arange(n) != n // 2)
    assert seen(values, rule, follows=parted) == []
