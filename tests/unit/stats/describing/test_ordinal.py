"""Ordered outcomes as cumulative shares."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from nrs_lib.errors import ParameterError
from nrs_lib.stats.describing.ordinal import ordinal_shares
from nrs_lib.stats.shares import wilson

LEVELS = ("much_worse", "worse", "unchanged", "better", "much_better")
ANSWERS = ["worse"] * 2 + ["unchanged"] * 3 + ["better"] * 4 + ["much_better"] + [None] * 5


def test_cumulative_shares_by_hand():
    found = ordinal_shares(ANSWERS, levels=LEVELS)
    assert (found.n, found.missing) == (10, 5)
    assert [found.at_most[level].numerator for level in LEVELS] == [0, 2, 5, 9, 10]
    assert [found.at_least[level].numerator for level in LEVELS] == [10, 10, 8, 5, 1]
    assert [found.shares[level].numerator for level in LEVELS] == [0, 2, 3, 4, 1]
    assert {share.denominator for share in found.at_most.values()} == {10}


def test_each_share_has_its_wilson_interval():
    found = ordinal_shares(ANSWERS, levels=LEVELS, confidence=0.9).at_least["better"]
    assert (found.estimate, found.low, found.high) == wilson(5, 10, confidence=0.9)
    assert found.method == "wilson"


def test_at_most_and_at_least_the_next_are_complements():
    found = ordinal_shares(ANSWERS, levels=LEVELS)
    for lower, upper in pairwise(LEVELS):
        one, other = found.at_most[lower], found.at_least[upper]
        assert one.estimate + other.estimate == pytest.approx(1)
        assert one.low == pytest.approx(1 - other.high)


@pytest.mark.parametrize(
    ("answers", "median"),
    [
        (ANSWERS, ("unchanged", "better")),
        ([*ANSWERS, "better"], ("better",)),
        (["worse", "much_better"], ("worse", "much_better")),
        (["much_worse"] * 4, ("much_worse",)),
        ([None], ()),
    ],
)
def test_the_median_is_a_level_or_lies_between_two(answers, median):
    assert ordinal_shares(answers, levels=LEVELS).median == median


def test_nobody_answered():
    found = ordinal_shares([None, None], levels=LEVELS)
    assert (found.n, found.missing) == (0, 2)
    assert all(math.isnan(share.estimate) for share in found.at_most.values())


@pytest.mark.parametrize("levels", [("worse", "better"), ("worse", "worse"), ("worse",)])
def test_levels_must_be_all_and_each_once(levels):
    with pytest.raises(ParameterError, match="level") as caught:
        ordinal_shares(ANSWERS, levels=levels)
    assert "unchanged" not in str(caught.value)
