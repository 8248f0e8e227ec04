"""Tests of equal margins and the ordinal model against R, whose results are stored beside."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nrs_lib.contracts.sick_leave import CATEGORIES
from nrs_lib.stats.sick_leave.homogeneity import mcnemar, stuart_maxwell
from nrs_lib.stats.sick_leave.ordinal import proportional_odds

HERE = Path(__file__).parent
MARGINS = pd.read_csv(HERE / "homogeneity.csv", comment="#")
ORDINAL = (
    pd.read_csv(HERE / "ordinal.csv", comment="#").set_index(["model", "kind", "name"]).sort_index()
)
COVARIATES = {
    "proportional": {"numbers": ["decades"], "groups": ["sex", "education"]},
    "doubted": {"numbers": ["decades"], "groups": ["sex", "education", "depressed"]},
}


def square(text):
    counts = np.array(text.split(), dtype=int)
    return counts.reshape(int(len(counts) ** 0.5), -1)


def moved_only(counts):
    """Without categories that nobody enters or leaves."""
    off = counts - np.diag(np.diag(counts))
    used = off.sum(axis=0) + off.sum(axis=1) > 0
    return counts[np.ix_(used, used)]


@pytest.mark.parametrize(
    "case", MARGINS.to_dict("records"), ids=lambda c: f"{c['table']}-{c['test']}"
)
def test_equal_margins_agree_with_r(case):
    counts = square(case["counts"])
    if case["test"] == "stuart_maxwell":
        found = stuart_maxwell(counts)
    else:
        found = mcnemar(moved_only(counts), exact=case["test"] == "mcnemar_exact")
    assert found.p_value.estimate == pytest.approx(case["p"], rel=1e-10)
    assert found.method == case["test"]
    if not np.isnan(case["statistic"]):
        assert found.chi_square.estimate == pytest.approx(case["statistic"], rel=1e-10)
        assert found.chi_square.df == case["df"]


def test_vision_of_two_eyes_gives_the_statistic_that_stuart_printed():
    # Stuart 1955, doi:10.1093/biomet/42.3-4.412: 11.96 with 3 degrees of freedom.
    counts = square(MARGINS.loc[MARGINS["table"] == "vision", "counts"].item())
    assert round(stuart_maxwell(counts).chi_square.estimate, 2) == 11.96


@cache
def fitted(model):
    people = pd.read_csv(HERE / "ordinal_people.csv")
    people["category"] = pd.Categorical(people["category"], CATEGORIES, ordered=True)
    return proportional_odds(people, outcome="category", **COVARIATES[model])


def name_in_r(column):
    return column.covariate + ("" if column.covariate == "depressed" else column.level)


@pytest.mark.parametrize("model", COVARIATES)
def test_odds_ratios_agree_with_polr(model):
    found = fitted(model)
    expected = ORDINAL.loc[model, "slope"]
    assert len(found.odds_ratios) == len(expected)
    for one in found.odds_ratios:
        value, se = expected.loc[name_in_r(one.column), ["value", "se"]]
        assert one.log_odds.estimate == pytest.approx(value, abs=1e-6)
        assert one.log_odds.se == pytest.approx(se, rel=1e-5)
        assert one.odds_ratio.estimate == pytest.approx(np.exp(value), abs=1e-5)
        assert one.odds_ratio.low == pytest.approx(np.exp(value - 1.959964 * se), rel=1e-5)


@pytest.mark.parametrize("model", COVARIATES)
def test_thresholds_and_likelihood_agree_with_polr(model):
    found = fitted(model)
    expected = ORDINAL.loc[model, "threshold"]
    for one, edge in zip(found.thresholds, pairwise(CATEGORIES), strict=True):
        value, se = expected.loc["|".join(edge), ["value", "se"]]
        assert one.estimate == pytest.approx(value, abs=1e-5)
        assert one.se == pytest.approx(se, rel=1e-5)
    likelihood = ORDINAL.loc[(model, "log_likelihood", "all"), "value"]
    assert found.log_likelihood == pytest.approx(likelihood, abs=1e-6)


@pytest.mark.parametrize("model", COVARIATES)
def test_brants_test_agrees_with_r(model):
    test = fitted(model).proportionality
    expected = ORDINAL.loc[model, "brant_p"]["value"]
    assert test.chi_square.estimate == pytest.approx(
        ORDINAL.loc[(model, "brant", "all"), "value"], rel=1e-7
    )
    assert test.p_value.estimate == pytest.approx(expected["all"], rel=1e-7)
    for covariate, p in test.by_covariate.items():
        assert p.estimate == pytest.approx(expected[covariate], rel=1e-7)


def test_one_odds_ratio_is_doubted_where_a_covariate_works_at_one_cut_only():
    assert "not_proportional" not in {one.code for one in fitted("proportional").cautions}
    doubt = [one for one in fitted("doubted").cautions if one.code == "not_proportional"]
    assert "0,0126" in doubt[0].sentence("sv")
