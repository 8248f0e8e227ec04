"""Improvement by a threshold, and what is neither improved nor not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.scoring import changed
from nrs_lib.scoring.thresholds import worsened
from nrs_lib.terms import Direction

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


@pytest.mark.parametrize(
    ("direction", "later", "improved"),
    [
        (Direction.HIGHER_BETTER, 7.9, False),
        (Direction.HIGHER_BETTER, 8, True),
        (Direction.HIGHER_WORSE, 8, False),
        (Direction.HIGHER_WORSE, 7.9, True),
    ],
)
def test_a_bands_lower_edge_belongs_to_the_band(direction, later, improved):
    one = scale("hads_anxiety").threshold("points_1_7_to_none")
    threshold = replace(one, direction=direction, size=1)
    start = 2.0 if direction == Direction.HIGHER_BETTER else 14.0

    found = changed(pd.Series([start]), pd.Series([float(later)]), threshold)

    assert found.tolist() == [improved]


@pytest.mark.parametrize(
    ("start", "later", "is_worse"),
    [(5, 7, True), (5, 6, False), (5, 6.5, True), (5, 1, False), (0, 3, None), (None, 3, None)],
)
def test_worse_is_as_large_a_change_the_other_way(start, later, is_worse):
    found = worsened(pd.Series([start], dtype="float64"), pd.Series([later]), PAIN)
    assert (None if pd.isna(found[0]) else bool(found[0])) is is_worse


def test_nobody_is_both_better_and_worse():
    pairs = [(start, later) for start in range(29) for later in range(29)]
    start, later = (pd.Series(column, dtype="float64") for column in zip(*pairs, strict=True))
    for code in ("isi_total", "hads_anxiety", "mpi_interference"):
        threshold = scale(code).change_threshold
        both = changed(start, later, threshold) & worsened(start, later, threshold)
        assert not both.fillna(False).any()
        assert worsened(start, later, threshold).any()
