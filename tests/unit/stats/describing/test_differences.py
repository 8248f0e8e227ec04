"""Standardised differences of two groups and of more."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.describing import differences
from nrs_lib.stats.describing.differences import balance, standardised_difference

STORED = Path(__file__).resolve().parents[3] / "spec" / "stats" / "describing"
ANSWERS = pd.read_csv(STORED / "answers.csv", comment="#")
EXPECTED = pd.read_csv(STORED / "differences.csv", comment="#")
KINDS = {"score": "numeric", "yes": "binary", "level": "category"}


def of(group, variable):
    return ANSWERS.loc[ANSWERS["group"] == group, variable]


@pytest.mark.parametrize(
    "row", list(EXPECTED.itertuples()), ids=lambda r: f"{r.variable}-{r.first}{r.second}"
)
def test_agrees_with_r(row):
    found = standardised_difference(
        of(row.first, row.variable), of(row.second, row.variable), kind=KINDS[row.variable]
    )
    assert found.estimate == pytest.approx(row.smd, rel=1e-9)
    answered = of(row.first, row.variable).count() + of(row.second, row.variable).count()
    assert found.n == answered


def test_numbers_by_hand():
    # Means 3 and 5, sample variances 2.5 and 10: -2 / sqrt(6.25) = -0.8.
    found = standardised_difference([1, 2, 3, 4, 5], [1, 3, 5, 7, 9], kind="numeric")
    assert found.estimate == pytest.approx(-0.8)
    # Variance 10/25 + 0.64/20 = 0.432.
    assert found.se == pytest.approx(math.sqrt(0.432))
    assert found.low == pytest.approx(-0.8 - 1.959964 * math.sqrt(0.432))


def test_shares_by_hand():
    # 0.6 against 0.2: 0.4 / sqrt((0.24 + 0.16) / 2).
    found = standardised_difference(
        [True] * 6 + [False] * 4, [True] * 2 + [False] * 8, kind="binary"
    )
    assert found.estimate == pytest.approx(0.4 / math.sqrt(0.2))
    assert math.isnan(found.low)


def test_three_levels_by_hand():
    # Shares (0.5, 0.3, 0.2) and (0.2, 0.3, 0.5); the last two levels differ by 0 and -0.3.
    # Their mean covariance is [[0.21, -0.105], [-0.105, 0.205]], determinant 0.032025, so the
    # squared distance is 0.09 * 0.21 / 0.032025.
    first = ["a"] * 5 + ["b"] * 3 + ["c"] * 2
    second = ["a"] * 2 + ["b"] * 3 + ["c"] * 5
    found = standardised_difference(first, second, kind="category")
    assert found.estimate == pytest.approx(math.sqrt(0.09 * 0.21 / 0.032025))


def test_two_levels_are_the_binary_form_without_its_sign():
    first, second = [True] * 3 + [False] * 7, [True] * 6 + [False] * 4
    binary = standardised_difference(first, second, kind="binary").estimate
    levels = standardised_difference(first, second, kind="category").estimate
    assert binary < 0
    assert levels == pytest.approx(-binary)


def test_levels_that_nobody_uses_and_their_order_do_not_matter():
    first, second = list("aabbc"), list("abccc")
    plain = standardised_difference(first, second, kind="category").estimate
    for levels in ("abcd", "cbda"):
        found = standardised_difference(first, second, kind="category", levels=tuple(levels))
        assert found.estimate == pytest.approx(plain)


@pytest.mark.parametrize(
    ("first", "second", "kind", "code"),
    [
        ([1.0], [1.0, 2.0], "numeric", "too_few"),
        ([], [True], "binary", "too_few"),
        ([None, None], ["a"], "category", "too_few"),
        ([0.1 + 0.2] * 3, [0.3] * 3, "numeric", "no_spread"),
        ([1.0] * 3, [2.0] * 3, "numeric", "smd_apart"),
        ([True] * 3, [True] * 2, "binary", "no_spread"),
        ([True] * 3, [False] * 2, "binary", "smd_apart"),
        (["a"] * 3, ["a"] * 3, "category", "no_spread"),
        (["a"] * 3, ["b"] * 3, "category", "smd_apart"),
        (["a", "b"], ["c", "c"], "category", "smd_apart"),
        (["a", "b"], ["c", "d"], "category", "smd_apart"),
    ],
)
def test_what_has_no_difference_is_refused_with_the_reason(first, second, kind, code):
    found = standardised_difference(first, second, kind=kind, about="x")
    assert math.isnan(found.estimate)
    assert [(said.code, said.severity) for said in found.cautions] == [(code, "refused")]


@pytest.mark.parametrize(
    ("answers", "options", "word"),
    [
        (["ja", "nej"], {"kind": "binary"}, "binary"),
        ([1, 2], {"kind": "binary"}, "binary"),
        (["ja", "nej"], {"kind": "numeric"}, "numeric"),
        (["ja", "nej"], {"kind": "category", "levels": ("ja",)}, "levels"),
        ([1, 2], {"kind": "ordinal"}, "kind"),
    ],
)
def test_answers_of_another_kind_are_refused_without_telling_them(answers, options, word):
    with pytest.raises(ParameterError, match=word) as caught:
        standardised_difference(answers, answers, **options, about="believes")
    assert "nej" not in str(caught.value)


def test_an_unknown_form_is_refused(monkeypatch):
    one = differences.get("smd_form")
    monkeypatch.setattr(
        differences, "get", lambda key: type(one)(**(one.__dict__ | {"value": "cramer"}))
    )
    with pytest.raises(DefinitionError, match="yang_dalton"):
        standardised_difference([1, 2], [1, 3], kind="numeric")


def test_more_than_two_groups_name_the_pair_that_is_least_alike():
    found = balance({name: of(name, "score") for name in "abc"}, variable="score", kind="numeric")
    assert list(found.pairs) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found.largest == ("b", "c")
    assert found.is_balanced is False


def test_balance_is_not_claimed_where_a_pair_has_no_difference():
    same = np.arange(10.0)
    alike = balance({"a": same, "b": same + 0.1}, variable="x", kind="numeric")
    unknown = balance({"a": same, "b": same, "c": [1.0]}, variable="x", kind="numeric")
    assert alike.is_balanced is True
    assert unknown.is_balanced is None
    assert unknown.largest == ("a", "b")
    assert balance({"a": [], "b": []}, variable="x", kind="numeric").largest is None
