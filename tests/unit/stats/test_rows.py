"""Who is in the numerator and denominator of a row, whatever form the answers have."""

import numpy as np
import pandas as pd
import pytest

from nrs_lib.stats.rows import Group, category_rows, share_row

UNITS = pd.Series(["SV001", "SV002", "SV001", "SV001"])
OWN = Group.of("SV001")


@pytest.mark.parametrize(
    "is_so",
    [
        pd.Series([True, False, None, True], dtype="boolean"),
        pd.Series([True, False, pd.NA, True], dtype="object"),
        pd.Series([1.0, 0.0, np.nan, 1.0]),
    ],
)
def test_a_missing_answer_is_in_no_part_of_a_share(is_so):
    row = share_row(OWN, "x", is_so, UNITS)
    assert (row["numerator"], row["denominator"]) == (2, 3)
    assert (row["n_units"], row["largest_n"], row["largest_others"]) == (2, 2, 1)


@pytest.mark.parametrize("dtype", ["str", "string", "object", "category"])
def test_a_category_that_nobody_chose_has_its_zero(dtype):
    answers = pd.Series(["a", None, "b", "a"], index=[4, 2, 0, 9], dtype=dtype)
    rows = category_rows(OWN, "x", answers, UNITS, categories=["a", "b", "c"])
    assert [row["numerator"] for row in rows] == [2, 1, 0]
    assert {row["denominator"] for row in rows} == {3}
    assert rows[2]["largest_numerator"] == 0


def test_categories_are_texts_and_numbers_are_none_of_them():
    answers = pd.Series([1, 2, None, 1], dtype="Int64")
    rows = category_rows(OWN, "x", answers, UNITS, categories=["1", "2"])
    assert [row["numerator"] for row in rows] == [0, 0]
