"""A change split over every order of its causes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.errors import ParameterError
from nrs_lib.stats.shapley import MOST_FACTORS, split

FACTORS = ("a", "b", "c", "d", "e", "f")
numbers = st.floats(-1e6, 1e6, allow_nan=False)


def games(n: int):
    """A number for every subset of the first factors."""
    return st.lists(numbers, min_size=2**n, max_size=2**n).map(
        lambda values: lambda some: values[sum(1 << FACTORS.index(one) for one in some)]
    )


@given(st.integers(1, MOST_FACTORS).flatmap(lambda n: st.tuples(st.just(n), games(n))))
def test_the_parts_add_up_to_the_change(drawn) -> None:
    n, value = drawn
    before, after = value(frozenset()), value(frozenset(FACTORS[:n]))
    parts = split(FACTORS[:n], value)

    # Numbers are up to a million, so this is the twelfth digit.
    assert abs(math.fsum(parts.values()) - (after - before)) <= 1e-6


@given(games(3))
def test_the_order_of_the_factors_has_no_influence(value) -> None:
    one, other = split(("a", "b", "c"), value), split(("c", "a", "b"), value)

    assert all(math.isclose(one[key], other[key], abs_tol=1e-6) for key in one)


@given(games(2))
def test_a_factor_that_changes_nothing_gets_exactly_nothing(value) -> None:
    found = split(("a", "b", "c"), lambda some: value(some - {"c"}))

    assert found["c"] == 0.0


def test_two_factors_that_only_work_together_share_their_effect() -> None:
    assert split(("a", "b"), lambda some: float(len(some) == 2)) == {"a": 0.5, "b": 0.5}


def test_three_players_by_hand() -> None:
    # The glove game: a has a left glove, b and c a right one each.
    found = split(("a", "b", "c"), lambda some: float("a" in some and len(some) > 1))

    assert found == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})


def test_a_number_that_does_not_exist_on_the_way_is_refused_by_name() -> None:
    def value(some: frozenset[str]) -> float:
        return math.nan if some == {"b"} else 1.0

    with pytest.raises(ParameterError, match="does not exist") as refused:
        split(("a", "b"), value)
    assert "b" in refused.value.where


@pytest.mark.parametrize("factors", [(*FACTORS, "g"), ("a", "a")])
def test_too_many_factors_or_one_twice_are_refused(factors) -> None:
    with pytest.raises(ParameterError, match="cannot be split"):
        split(factors, lambda some: 0.0)
