"""Rubin's rules at their edges, and properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.errors import ParameterError
from nrs_lib.stats.missing_followup.pooling import pool
from nrs_lib.stats.shares import wilson

NUMBERS = st.floats(-100, 100)


def test_equal_estimates_have_no_variance_between():
    pooled = pool([2.0, 2.0, 2.0], [0.5, 0.5, 0.5])
    assert pooled.between == 0
    assert pooled.missing_information == 0
    assert math.isinf(pooled.df)
    assert pooled.total == 0.5


def test_a_share_without_anything_missing_is_wilsons():
    share = 37 / 120
    pooled = pool([share] * 5, [share * (1 - share) / 120] * 5)
    low, high = pooled.share_interval(120, 0.95)
    assert (low, high) == pytest.approx(wilson(37, 120)[1:], rel=1e-12)


def test_a_share_of_nobody_has_an_interval():
    low, high = pool([0.0] * 5, [0.0] * 5).share_interval(50, 0.95)
    assert low == 0
    assert high == pytest.approx(wilson(0, 50)[2])


@pytest.mark.parametrize(
    ("estimates", "variances"),
    [([1.0], [1.0]), ([1.0, 2.0], [1.0]), ([1.0, math.nan], [1.0, 1.0]), ([1.0, 2.0], [1.0, -1.0])],
)
def test_what_cannot_be_pooled_is_refused(estimates, variances):
    with pytest.raises(ParameterError):
        pool(estimates, variances)


@given(
    values=st.lists(NUMBERS, min_size=2, max_size=40),
    inside=st.floats(0.01, 50),
    complete=st.integers(5, 10_000),
)
def test_missing_information_is_a_part_and_df_do_not_exceed_the_complete(values, inside, complete):
    pooled = pool(values, [inside] * len(values), df_complete=complete)
    assert pooled.total >= pooled.within
    assert 0 <= pooled.missing_information <= 1 + 1e-9
    assert 0 < pooled.df <= complete
