"""Bands by lower bounds."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.contracts.instruments import scale
from nrs_lib.errors import ExtractError
from nrs_lib.scoring import band

HADS = scale("hads_anxiety")


def test_bands_are_ordered_from_the_lowest_and_keep_the_index():
    found = band(pd.Series([11.0, 0.0, None], index=["c", "a", "b"]), HADS)
    assert found.cat.categories.tolist() == ["none", "possible", "probable"]
    assert found.cat.ordered
    assert found.index.tolist() == ["c", "a", "b"]
    assert (found["a"], found["c"]) == ("none", "probable")
    assert pd.isna(found["b"])


@pytest.mark.parametrize("kind", ["float64", "Float64", "Int64"])
def test_every_kind_of_number_has_its_band(kind):
    assert band(pd.Series([8], dtype=kind), HADS).tolist() == ["possible"]


@pytest.mark.parametrize("beyond", [-0.5, 21.5])
def test_a_score_outside_the_scale_stops_without_being_shown(beyond):
    with pytest.raises(ExtractError) as caught:
        band(pd.Series([3.0, beyond]), HADS)
    assert caught.value.where == "scores: hads_anxiety"
    assert str(beyond) not in str(caught.value)


def test_bands_keep_the_name():
    assert band(pd.Series([8.0], name="hads_anxiety"), scale("hads_anxiety")).name == "hads_anxiety"


def test_a_missing_nullable_score_has_no_band():
    found = band(pd.Series([8, None], dtype="Int64"), scale("hads_anxiety"))

    assert found.isna().tolist() == [False, True]
