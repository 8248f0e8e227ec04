"""Rows of two deliveries laid side by side."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrs_lib.extract.comparing.matching import match

ROWS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([None, "x", "y"])), max_size=12)


def frame(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["key", "cell"]).astype({"key": "Int64", "cell": "string"})


@given(ROWS, ROWS)
def test_every_row_is_placed_once_and_matched_by_its_key(before, after) -> None:
    found = match(frame(before), frame(after), ["key"])
    left, right = found.left[found.left >= 0], found.right[found.right >= 0]

    assert sorted(left) == list(range(len(before)))
    assert sorted(right) == list(range(len(before), len(before) + len(after)))
    both = found.in_both
    assert (found.before("key")[both] == found.after("key")[both]).all()
    keys = [key for key, _ in before], [key for key, _ in after]
    shared = sum(min(keys[0].count(key), keys[1].count(key)) for key in set(keys[0]))
    assert both.sum() == shared


def test_cells_are_filled_emptied_or_altered() -> None:
    before = frame([(1, None), (2, "x"), (3, "x"), (4, "x"), (5, "x")])
    cells = match(
        before, frame([(5, "x"), (4, "y"), (3, None), (1, "y"), (9, "x")]), ["key"]
    ).cells("cell")

    assert list(cells.filled) == [True, False, False, False, False, False]
    assert list(cells.emptied) == [False, False, True, False, False, False]
    assert list(cells.altered) == [False, False, False, True, False, False]


def test_what_an_episode_becomes_is_no_correction_and_what_it_unbecomes_is() -> None:
    def state(*values: bool) -> pd.DataFrame:
        return pd.DataFrame({"key": [1, 2], "deceased": pd.array(values, dtype="boolean")})

    cells = match(state(False, True), state(True, False), ["key"]).cells("deceased")

    assert list(cells.filled) == [True, False]
    assert list(cells.rewritten) == [False, True]


@pytest.mark.parametrize("absent", [0, 1])
def test_a_column_that_one_side_lacks_is_missing_there(absent: int) -> None:
    sides = [frame([(1, "x")]), frame([(1, "x")])]
    sides[absent] = sides[absent][["key"]]
    cells = match(*sides, ["key"]).cells("cell")

    assert bool(cells.filled[0]) == (absent == 0)
    assert bool(cells.emptied[0]) == (absent == 1)


def test_categories_may_be_others() -> None:
    one = pd.DataFrame({"key": [1, 2], "cell": pd.Categorical(["x", "y"])})
    other = pd.DataFrame({"key": [1, 2], "cell": pd.Categorical(["z", "y"])})

    assert list(match(one, other, ["key"]).cells("cell").altered) == [True, False]
