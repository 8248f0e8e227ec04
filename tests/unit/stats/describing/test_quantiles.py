"""Quantiles of a chosen type, with intervals that assume nothing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.describing import quantiles
from nrs_lib.stats.describing.quantiles import TYPES, quantile, quartiles
from nrs_lib.stats.means import median_interval

STORED = Path(__file__).resolve().parents[3] / "spec" / "stats" / "describing"
SCORES = pd.read_csv(STORED / "answers.csv", comment="#")["score"].to_numpy()
TYPED = pd.read_csv(STORED / "quantile_types.csv", comment="#")


@pytest.fixture
def of_type(monkeypatch):
    def choose(number):
        original = quantiles.get

        def get(key):
            one = original(key)
            chosen = one.__dict__ | {"value": number}
            return type(one)(**chosen) if key == "quartile_type" else one

        monkeypatch.setattr(quantiles, "get", get)

    return choose


@pytest.mark.parametrize("number", TYPES)
def test_each_type_is_that_of_r(number, of_type):
    of_type(number)
    for row in TYPED[TYPED["type"] == number].itertuples():
        assert quantile(SCORES, row.p).estimate == pytest.approx(row.value, abs=1e-9)


def test_types_differ_on_these_scores():
    assert TYPED[TYPED["p"] == 0.1]["value"].nunique() > 1


def test_the_type_in_use_is_seven():
    # 1 to 4: type 7 cuts at 1.75, type 6 at 1.25.
    assert quartiles(np.array([4.0, 1, 3, 2])) == (1.75, 2.5, 3.25)


def test_an_unknown_type_is_refused(of_type):
    of_type(10)
    with pytest.raises(DefinitionError, match="quartile_type"):
        quartiles(np.array([1.0, 2.0]))


@pytest.mark.parametrize("n", [1, 5, 6, 20, 101])
@pytest.mark.parametrize("p", [0.1, 0.25, 0.5, 0.75])
def test_intervals_are_those_of_scipys_quantile_test(n, p):
    values = np.random.default_rng(n).normal(size=n)
    expected = scipy.stats.quantile_test(values, q=0, p=p).confidence_interval(0.95)
    found = quantile(values, p)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), nan_ok=True)


def test_a_tail_that_is_exactly_filled_is_filled_on_both_sides():
    # Of two values one is below the median with probability 1/4 each way.
    found = quantile(np.array([1.0, 2.0]), 0.5, confidence=0.5)
    assert (found.low, found.high) == (1.0, 2.0)


def test_the_median_is_the_one_of_other_reports():
    values = np.random.default_rng(2).integers(0, 10, 37).astype(float)
    found = quantile(values, 0.5)
    assert (found.estimate, found.low, found.high) == median_interval(values)


def test_missing_values_are_left_out_and_nobody_is_refused():
    assert quantile(np.array([3.0, np.nan, 1.0]), 0.5).n == 2
    nobody = quantile(np.array([np.nan]), 0.5, about="age")
    assert math.isnan(nobody.estimate)
    assert [(said.code, said.about) for said in nobody.cautions] == [("too_few", "age")]
    assert all(math.isnan(part) for part in quartiles(np.array([])))


@pytest.mark.parametrize("p", [0, 1, 50])
def test_a_quantile_lies_between_0_and_1(p):
    with pytest.raises(ParameterError, match=r"0\.5"):
        quantile(SCORES, p)
