"""The ordinal model at its edges: separation, missing values, references, proportionality."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel

from nrs_lib.errors import ParameterError
from nrs_lib.stats.sick_leave.cumulative import fit, separating
from nrs_lib.stats.sick_leave.ordinal import proportional_odds

STEPS = ["none", "partial", "full", "permanent"]


def people(n=300, seed=2, slope=0.8, levels=STEPS):
    rng = np.random.default_rng(seed)
    age, sex = rng.normal(43, 10, n), rng.choice(["man", "woman"], n, p=[0.3, 0.7])
    latent = slope * (age - 43) / 10 + 0.5 * (sex == "man") + rng.logistic(size=n)
    codes = np.digitize(latent, [-0.5, 0.6, 1.9][: len(levels) - 1])
    return pd.DataFrame(
        {
            "age": age,
            "sex": sex,
            "category": pd.Categorical.from_codes(codes, levels, ordered=True),
        }
    )


def fitted(frame, **options):
    return proportional_odds(
        frame, outcome="category", **({"numbers": ["age"], "groups": ["sex"]} | options)
    )


def codes_of(model):
    return [one.code for one in model.cautions]


@pytest.mark.parametrize("seed", range(4))
def test_slopes_errors_and_likelihood_are_those_of_statsmodels(seed):
    frame = people(seed=seed)
    found = fitted(frame)
    columns = pd.DataFrame({"age": frame["age"], "man": (frame["sex"] == "man") * 1.0})
    expected = OrderedModel(frame["category"], columns, distr="logit").fit(method="bfgs", disp=0)
    for one, name in zip(found.odds_ratios, ("age", "man"), strict=True):
        assert one.log_odds.estimate == pytest.approx(expected.params[name], abs=1e-4)
        assert one.log_odds.se == pytest.approx(expected.bse[name], rel=1e-3)
    assert found.log_likelihood == pytest.approx(expected.llf, abs=1e-6)
    assert found.log_likelihood >= expected.llf - 1e-9


def test_two_categories_are_logistic_regression():
    import statsmodels.api as sm

    frame = people(levels=["none", "some"])
    found = fitted(frame)
    columns = sm.add_constant(
        pd.DataFrame({"age": frame["age"], "man": (frame["sex"] == "man") * 1.0})
    )
    expected = sm.Logit((frame["category"] == "some").astype(int), columns).fit(disp=0)
    slopes = [one.log_odds.estimate for one in found.odds_ratios]
    assert slopes == pytest.approx(expected.params[["age", "man"]].tolist(), abs=1e-6)
    assert found.thresholds[0].estimate == pytest.approx(-expected.params["const"], abs=1e-6)
    assert found.thresholds[0].se == pytest.approx(expected.bse["const"], rel=1e-6)
    assert found.proportionality is None
    assert codes_of(found) == []


def test_reversing_the_categories_turns_every_odds_ratio_over():
    frame = people()
    turned = frame.assign(
        category=frame["category"].cat.reorder_categories(STEPS[::-1], ordered=True)
    )
    for one, other in zip(fitted(frame).odds_ratios, fitted(turned).odds_ratios, strict=True):
        assert one.odds_ratio.estimate == pytest.approx(1 / other.odds_ratio.estimate, rel=1e-8)
        assert one.odds_ratio.low == pytest.approx(1 / other.odds_ratio.high, rel=1e-8)


def test_another_unit_of_a_number_rescales_its_odds_ratio_alone():
    frame = people()
    by_year, by_decade = fitted(frame), fitted(frame.assign(age=frame["age"] / 10))
    slopes = [[one.log_odds for one in model.odds_ratios] for model in (by_year, by_decade)]
    assert slopes[1][0].estimate == pytest.approx(10 * slopes[0][0].estimate, rel=1e-7)
    assert slopes[1][0].se == pytest.approx(10 * slopes[0][0].se, rel=1e-7)
    assert slopes[1][1].estimate == pytest.approx(slopes[0][1].estimate, rel=1e-7)
    assert by_year.log_likelihood == pytest.approx(by_decade.log_likelihood)


def test_the_most_common_level_is_the_reference_unless_levels_are_ordered():
    frame = people()
    assert [(one.column.level, one.column.reference) for one in fitted(frame).odds_ratios] == [
        ("", ""),
        ("man", "woman"),
    ]
    ordered = frame.assign(sex=pd.Categorical(frame["sex"], ["man", "woman"], ordered=True))
    assert fitted(ordered).odds_ratios[1].column.reference == "man"
    before = fitted(frame).odds_ratios[1].odds_ratio.estimate
    assert fitted(ordered).odds_ratios[1].odds_ratio.estimate == pytest.approx(1 / before)


def test_who_lacks_a_value_is_left_out_and_told():
    frame = people()
    holes = frame.copy()
    holes.loc[:9, "age"] = np.nan
    holes.loc[10:14, "category"] = None
    found = fitted(holes)
    assert (found.n, found.n_left_out) == (285, 15)
    assert found.odds_ratios == fitted(frame[15:]).odds_ratios
    told = next(one for one in found.cautions if one.code == "rows_without_covariates")
    assert told.sentence("en").startswith("15 of 300")


def test_a_covariate_that_tells_categories_apart_is_refused():
    frame = people().assign(always=lambda f: (f["category"] == "permanent") * 1.0)
    found = fitted(frame, numbers=["age", "always"])
    assert found.is_refused
    assert found.odds_ratios == ()
    assert math.isnan(found.log_likelihood)
    refusal = next(one for one in found.cautions if one.code == "ordinal_separated")
    assert dict(refusal.facts) == {"columns": "always"}


def test_a_group_whose_members_are_all_in_the_lowest_category_is_refused():
    frame = people()
    rare = (frame["category"] == "none") & (frame.index < 40)
    found = fitted(frame.assign(region=np.where(rare, "rare", "usual")), groups=["region"])
    assert codes_of(found)[0] == "ordinal_separated"


def test_a_group_whose_members_are_all_in_a_middle_category_has_an_estimate():
    frame = people()
    rare = (frame["category"] == "partial") & (frame.index < 60)
    found = fitted(frame.assign(region=np.where(rare, "rare", "usual")), groups=["region"])
    assert not found.is_refused
    assert all(math.isfinite(one.log_odds.se) for one in found.odds_ratios)
    # A logistic regression at either cut has no maximum, so nothing can be compared.
    assert found.proportionality is None
    assert "proportionality_untested" in codes_of(found)


def test_covariates_that_repeat_each_other_are_refused_by_name():
    found = fitted(people().assign(copy=lambda f: 2 * f["age"] + 1), numbers=["age", "copy"])
    refusal = next(one for one in found.cautions if one.code == "collinear_covariates")
    assert dict(refusal.facts) == {"columns": "copy"}
    assert found.odds_ratios == ()


def test_a_covariate_that_is_equal_for_all_has_no_odds_ratio_and_is_told():
    frame = people().assign(same=5.0, place="here")
    found = fitted(frame, numbers=["age", "same"], groups=["sex", "place"])
    assert found.odds_ratios == fitted(frame).odds_ratios
    told = [one for one in found.cautions if one.code == "covariate_without_spread"]
    assert [dict(one.facts)["column"] for one in told] == ["same", "place"]
    alone = fitted(frame, numbers=["same"], groups=[])
    assert alone.is_refused


def test_one_category_or_too_few_people_are_refused():
    assert codes_of(fitted(people().query("category == 'none'")))[0] == "ordinal_one_category"
    assert codes_of(fitted(people().iloc[:0]))[0] == "ordinal_one_category"
    few = fitted(people().groupby("category", observed=True).head(1))
    assert codes_of(few)[0] == "too_few_persons"


def test_an_empty_category_is_left_out_and_told():
    frame = people()
    frame = frame[frame["category"] != "partial"]
    found = fitted(frame)
    assert found.categories == ("none", "full", "permanent")
    assert "ordinal_empty_categories" in codes_of(found)
    without = frame.assign(category=frame["category"].cat.remove_unused_categories())
    assert found.odds_ratios == fitted(without).odds_ratios


@pytest.mark.parametrize(
    "options",
    [
        {"numbers": ["age ~ sex"]},
        {"numbers": ["sex"], "groups": []},
        {"numbers": ["age", "age"]},
        {"numbers": [], "groups": []},
        {"outcome": "sex"},
    ],
    ids=["formula", "text", "twice", "none", "unordered"],
)
def test_what_is_not_declared_columns_is_refused(options):
    with pytest.raises(ParameterError):
        proportional_odds(
            people(), **({"outcome": "category", "numbers": ["age"], "groups": []} | options)
        )


def test_true_proportional_odds_are_seldom_doubted_and_false_ones_found():
    p = [fitted(people(seed=seed)).proportionality.p_value.estimate for seed in range(40)]
    assert 0.3 < np.mean(p) < 0.7

    frame = people(n=1500, slope=0)
    rng = np.random.default_rng(1)
    young = frame["age"] < 43
    worse = frame["category"].cat.codes.where(~(young & (rng.random(1500) < 0.4)), 3)
    frame["category"] = pd.Categorical.from_codes(worse, STEPS, ordered=True)
    found = fitted(frame)
    assert "not_proportional" in codes_of(found)
    by_cut = found.proportionality.by_cut[:, 0]
    assert by_cut[0] > by_cut[2]


def test_a_separating_direction_is_found_whatever_the_units():
    values = np.array([[0.0], [1.0], [2.0], [3.0]]) * 1e6
    assert separating(np.array([0, 0, 1, 1]), values).tolist() == [0]
    assert separating(np.array([0, 1, 0, 1]), values).tolist() == []
    assert separating(np.array([0, 1, 1, 2]), values).tolist() == [0]


def test_the_maximum_is_flat():
    frame = people(seed=7)
    codes = frame["category"].cat.codes.to_numpy(dtype="int64")
    values = frame[["age"]].to_numpy()
    best = fit(codes, values)
    expected = OrderedModel(codes, values, distr="logit")

    def height(thresholds, slope):
        steps = [thresholds[0], *np.log(np.diff(thresholds))]
        return expected.loglike(np.array([slope, *steps]))

    top = height(best.thresholds, best.slopes[0])
    assert top == pytest.approx(best.log_likelihood)
    for move in (-1e-3, 1e-3):
        assert height(best.thresholds, best.slopes[0] + move / 10) < top
        assert height(best.thresholds + move, best.slopes[0]) < top
