"""What was found of a ring is what would be found again, and no other ring's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nrs_lib.disclosure.asked_before import Asked, found
from nrs_lib.errors import DisclosureError

ROWS, COLUMNS = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 0, 2])


def a_ring(**changes) -> Asked:
    """Three counts, of which each two make a sum: all that is hidden follows."""
    sums = np.array([9.0, 7.0, 8.0])
    return replace(
        Asked(
            entries=(ROWS, COLUMNS, np.ones(6)),
            floor=sums,
            ceiling=sums,
            whole=np.ones(3, dtype=bool),
            low=np.zeros(3),
            high=np.full(3, 20.0),
            wanted=np.array([0, 1, 2]),
        ),
        **changes,
    )


def test_a_ring_is_searched_once_whoever_asks() -> None:
    found.cache_clear()

    for _ in range(2):
        least, most = found(a_ring())
        assert least.tolist() == most.tolist() == [5.0, 4.0, 3.0]

    assert found.cache_info().misses == 1


@pytest.mark.parametrize(
    ("changes", "least", "most"),
    [
        ({"ceiling": np.array([9.0, 7.0, 10.0])}, [5, 3, 3], [6, 4, 4]),
        ({"floor": np.array([9.0, 7.0, 6.0])}, [4, 4, 2], [5, 5, 3]),
        ({"wanted": np.array([1])}, [4], [4]),
        ({"entries": (ROWS, COLUMNS, np.array([2.0, 1, 1, 1, 1, 1]))}, [10 / 3], [10 / 3]),
    ],
)
def test_another_ring_is_searched_anew(changes, least, most) -> None:
    found(a_ring())
    if "entries" in changes:
        changes = {**changes, "whole": np.zeros(3, dtype=bool), "wanted": np.array([0])}

    low, high = found(a_ring(**changes))

    assert low == pytest.approx(least)
    assert high == pytest.approx(most)


@pytest.mark.parametrize(
    "changes",
    [
        {"whole": np.zeros(3, dtype=bool)},
        {"low": np.ones(3)},
        {"high": np.full(3, 30.0)},
        {"entries": (ROWS, COLUMNS[::-1], np.ones(6))},
        {"entries": (ROWS[::-1], COLUMNS, np.ones(6))},
    ],
)
def test_rings_that_differ_in_any_part_are_not_the_same(changes) -> None:
    assert a_ring() == a_ring()
    assert hash(a_ring()) == hash(a_ring())
    assert a_ring() != a_ring(**changes)


def test_a_contradiction_is_told_each_time() -> None:
    for _ in range(2):
        with pytest.raises(DisclosureError, match="contradict"):
            found(a_ring(high=np.ones(3)))
