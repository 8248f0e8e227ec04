"""Improvement by a threshold, and what is neither improved nor not."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.scoring import changed

PAIN = scale("nrs_pain").change_threshold


def test_the_answer_is_nullable_and_keeps_the_index():
    index = ["e2", "e1"]
    found = changed(pd.Series([7.0, None], index), pd.Series([3.0, 3.0], index), PAIN)
    assert found.dtype == pd.BooleanDtype()
    assert found.name == "improved"
    assert found["e2"]
    assert pd.isna(found["e1"])


@pytest.mark.parametrize("kind", ["Int64", "Float64"])
def test_nullable_numbers_keep_their_missing(kind):
    start, later = pd.Series([10, 10, pd.NA], dtype=kind), pd.Series([7, pd.NA, 7], dtype=kind)
    assert changed(start, later, PAIN).isna().tolist() == [False, True, True]


def test_every_whole_pair_agrees_with_integer_arithmetic():
    pairs = [(start, later) for start in range(1, 11) for later in range(11)]
    start, later = (pd.Series(column, dtype="float64") for column in zip(*pairs, strict=True))
    expected = [100 * (a - b) >= 30 * a for a, b in pairs]
    assert changed(start, later, PAIN).tolist() == expected


def test_scores_that_are_not_paired_are_refused():
    with pytest.raises(ValueError, match="one index"):
        changed(pd.Series([1.0], ["e1"]), pd.Series([1.0], ["e2"]), PAIN)
