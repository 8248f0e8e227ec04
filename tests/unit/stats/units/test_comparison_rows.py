"""A comparison passes the same door as every other number."""

import numpy as np
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure import clear, read_policy
from nrs_lib.errors import ParameterError
from nrs_lib.places import definitions
from nrs_lib.stats.indicators import as_own, compared_units
from nrs_lib.stats.units.comparison import unit_comparison
from nrs_lib.stats.units.comparison_rows import (
    comparison_estimates,
    funnel_curve,
    response_measure,
)
from nrs_lib.stats.units.funnel import binomial_limits
from tests.support.unit_registers import SIZES, a_register

YEAR = Period.parse("2022")


@pytest.fixture(scope="module", params=["improved_pain", "nrs_pain"])
def comparison(request):
    return unit_comparison(a_register(), YEAR, request.param)


def one(estimates, **conditions):
    found = estimates.where(**conditions).table
    assert len(found) == 1
    return found.iloc[0]


def test_each_unit_has_every_row_once(comparison):
    made = comparison_estimates(comparison)
    units = made.where(scope="unit").table
    assert units.groupby("group").size().tolist() == [9] * len(SIZES)
    assert set(made.table["period"]) == {"2022"}
    assert set(made.table["time_point"]) == {"discharge"}
    assert made.cautions == comparison.cautions


def test_rows_say_what_the_units_say(comparison):
    made = comparison_estimates(comparison)
    unit = comparison.units[4]
    adjusted = one(made, group=unit.unit_id, statistic="adjusted", category="standardised")
    limits = one(made, group=unit.unit_id, category="limits_alarm")
    known = one(made, group=unit.unit_id, measure=response_measure(comparison.data.measure))
    assert (adjusted["estimate"], adjusted["n"]) == (unit.adjusted.estimate, unit.n)
    assert (limits["low"], limits["high"]) == unit.limits["alarm"]
    assert limits["estimate"] == adjusted["estimate"]
    assert (known["numerator"], known["denominator"]) == (
        unit.response.numerator,
        unit.response.denominator,
    )


def test_best_is_the_way_that_the_measure_says(comparison):
    made = comparison_estimates(comparison)
    unit = comparison.units[6]
    best = one(made, group=unit.unit_id, statistic="probability", category="best_quarter")
    is_share = comparison.data.is_share
    assert best["estimate"] == pytest.approx(
        unit.highest_quarter if is_share else unit.lowest_quarter, nan_ok=True
    )


def test_a_unit_with_too_few_answers_has_rows_without_numbers(comparison):
    rows = comparison_estimates(comparison).where(group="SV001").table
    rows = rows[rows["measure"] == comparison.data.measure]
    assert rows[["estimate", "low", "high", "sd"]].isna().all(axis=None)
    assert rows["numerator"].isna().all()
    assert (rows["n"] < 10).all()


def test_nothing_is_a_rank(comparison):
    made = comparison_estimates(comparison).table
    assert not made["category"].str.contains(r"\brank\b").any()
    assert made.loc[made["scope"] == "unit", "group"].is_monotonic_increasing


def test_rows_of_a_comparison_and_of_indicators_stand_beside_each_other(comparison):
    both = comparison_estimates(comparison) + compared_units(a_register(), YEAR)
    assert both.table["measure"].nunique() > 2


def test_what_the_policy_does_not_allow_is_hidden_at_the_door(comparison, tmp_path):
    path = tmp_path / "disclosure.yaml"
    told = (definitions() / "disclosure.yaml").read_text(encoding="utf-8")
    path.write_text(told.replace(", difference, ratio, adjusted", ""), encoding="utf-8")
    rows = comparison_estimates(comparison)
    cleared = clear(rows, audience="register", policy=read_policy(path)).table
    judged = cleared[cleared["statistic"].isin(["adjusted", "ratio", "difference"])]
    assert set(judged["hidden"]) == {"not_allowed"}
    assert judged["estimate"].isna().all()


def test_units_with_enough_answers_are_shown_adjusted_and_others_are_not(comparison):
    cleared = clear(comparison_estimates(comparison), audience="register").table
    judged = cleared[cleared["statistic"].isin(["adjusted", "ratio", "difference", "probability"])]
    few = judged["group"] == "SV001"
    assert (judged.loc[few, "hidden"] == "few").all()
    shown = judged[~few & (judged["hidden"] == "")]
    assert {unit.unit_id for unit in comparison.units if unit.has_standing} >= set(shown["group"])
    assert len(shown) > 0
    assert shown["estimate"].notna().all()
    assert (shown["n"] >= 10).all()


def test_the_curve_is_the_limits_of_the_nation():
    made = unit_comparison(a_register(5), YEAR, "response_discharge")
    assert made.dispersion.tau2 == 0
    curve = funnel_curve(made, [20, 60])
    row = one(curve, category="limits_alert:60")
    limits = binomial_limits(made.model.national, [60], level=0.95)
    assert (row["low"], row["high"]) == (limits.low[0], limits.high[0])
    assert (row["scope"], row["n"]) == ("national", made.national.n)
    assert len(curve.table) == 4


def test_the_curve_of_unadjusted_shares_holds_the_units_own_limits():
    made = unit_comparison(a_register(5), YEAR, "response_discharge")
    for unit in (one for one in made.units if one.has_standing):
        row = one(funnel_curve(made, [unit.n]), category=f"limits_alarm:{unit.n}")
        assert (row["low"], row["high"]) == pytest.approx(unit.limits["alarm"])


def test_the_curve_of_means_holds_the_units_own_limits():
    made = unit_comparison(a_register(effects=[0, 2, -2, 1, 0, -1, 1, 0]), YEAR, "nrs_pain")
    assert made.dispersion.tau2 > 0
    unit = made.units[5]
    row = one(funnel_curve(made, [unit.n]), category=f"limits_alert:{unit.n}")
    assert (row["low"], row["high"]) == pytest.approx(unit.limits["alert"])
    assert row["method"] == "normal_additive"


@pytest.mark.parametrize("sizes", [[0], [-3], [20, 20]])
def test_sizes_are_people_each_once(sizes, comparison):
    with pytest.raises(ParameterError, match="sizes"):
        funnel_curve(comparison, sizes)


def test_a_refused_comparison_has_rows_of_response_and_no_curve():
    made = unit_comparison(a_register(), Period.parse("2019"), "improved_pain")
    rows = comparison_estimates(made)
    assert np.isnan(rows.table["estimate"]).all()
    assert len(funnel_curve(made, [20]).table) == 0
    assert rows.cautions


def test_marking_the_own_unit_keeps_what_readers_are_told(comparison):
    own = as_own(comparison_estimates(comparison), "SV003")
    assert set(own.where(group="SV003").table["scope"]) == {"own"}
    assert own.cautions == comparison.cautions
