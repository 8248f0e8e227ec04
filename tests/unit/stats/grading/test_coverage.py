"""Intervals are graded against a known truth, and a known error in one is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nrs_lib.contracts.grading import read_grading
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.grading.coverage import Verdict, grade, grades
from nrs_lib.stats.grading.drawing import draw_of
from nrs_lib.stats.means import mean_interval

SITUATIONS = {one.code: one for one in read_grading().situations}


def test_no_method_that_reports_use_is_too_narrow():
    found = grades(seed=1)

    assert {one.situation.code for one in found} == set(SITUATIONS)
    assert [one.situation.code for one in found if one.verdict == Verdict.TOO_NARROW] == []


def test_dividing_by_n_in_place_of_its_root_turns_red():
    def wrong(values):
        mean, sd, _, _ = mean_interval(values)
        half = 2 * sd / len(values)
        return mean - half, mean + half

    found = grade(SITUATIONS["mean_few"], draws=500, seed=1, intervals={"t": wrong})

    assert found.verdict == Verdict.TOO_NARROW


def test_an_interval_that_is_far_too_wide_is_told_too():
    def wrong(values):
        mean, sd, _, _ = mean_interval(values)
        return mean - sd, mean + sd

    found = grade(SITUATIONS["mean_skewed"], draws=500, seed=1, intervals={"t": wrong})

    assert found.verdict == Verdict.CAUTIOUS


def test_no_interval_is_not_an_interval_that_holds_the_truth():
    found = grade(
        SITUATIONS["mean_few"], draws=200, seed=1, intervals={"t": lambda _: (np.nan, np.nan)}
    )

    assert found.held.numerator == 0
    assert found.missing == 200
    assert found.verdict == Verdict.TOO_NARROW


@pytest.mark.parametrize("code", SITUATIONS)
def test_the_truth_is_that_of_what_is_drawn(code):
    drawn = draw_of(SITUATIONS[code])
    rng = np.random.default_rng(3)
    middle = {
        "wilson": lambda numerator, n: numerator / n,
        "t": np.mean,
        "change_t": lambda start, later: np.mean(later - start),
        "order_statistics": np.median,
    }[SITUATIONS[code].method]

    found = [middle(*drawn.sample(rng)) for _ in range(3000)]

    # A median of medians, as small samples of skewed waits have a mean above it.
    error = 4 * np.std(found) / np.sqrt(len(found))
    assert abs(np.median(found) - drawn.truth) < max(error * 1.3, 0.02 * abs(drawn.truth))


def test_another_situation_changes_no_grade():
    alone = grade(SITUATIONS["share_few"], draws=300, seed=5)

    assert grade(SITUATIONS["share_few"], draws=300, seed=5) == alone
    assert grade(SITUATIONS["share_few"], draws=300, seed=6).held != alone.held


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"method": "guess"}, "method"),
        ({"kind": "guess"}, "draw"),
        ({"numbers": {"n": 20}}, "draw"),
    ],
)
def test_what_cannot_be_drawn_or_graded_is_refused(change, where):
    with pytest.raises(DefinitionError) as caught:
        grade(replace(SITUATIONS["share_few"], **change), draws=10, seed=1)
    assert caught.value.where.endswith(where)
