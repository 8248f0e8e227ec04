import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.clearing import clear
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.change_estimates import change_estimates, floor_ceiling_estimates
from nrs_lib.stats.difference_estimates import difference_estimates
from nrs_lib.stats.effects import paired_effect
from nrs_lib.stats.estimates import combined
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.responder_estimates import (
    responder_curve_estimates,
    responder_estimates,
    three_way_estimates,
)
from nrs_lib.stats.results import changes
from nrs_lib.stats.results import responders as shown_responders
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.terms import TimePoint
from tests.support.extracts import a_population, an_answer, an_episode, an_extract
from tests.support.unit_registers import a_register

YEAR = Period.parse("2022")
SCALES = ("nrs_pain", "rand36_pf")
DISCHARGE, YEAR_AFTER = TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M
# Pain at the start, at discharge and a year after.
COURSES = [(10, 7, 4), (10, 8, 8), (0, 0, 2), (6, 2, None), (5, None, 3), (None, 4, 4), (8, 9, 8)]


def made_cohort(unit_id=None):
    episodes, answers = [], []
    for number, course in enumerate(COURSES):
        name = f"e{number}"
        sex = "man" if number % 2 else "woman"
        unit = "SV001" if number < 4 else "SV002"
        episodes.append(an_episode(name, unit_id=unit, sex=sex, discharge_date="2022-03-01"))
        for point, score in zip(TimePoint, course, strict=True):
            date = {"initial": "2022-02-01", "discharge": "2022-03-01"}.get(point, "2023-03-01")
            if score is not None:
                answers.append(
                    an_answer(
                        name, str(point), answered_date=date, nrs_pain=score, rand36_pf=50 + score
                    )
                )
    extract = an_extract(episodes, answers, scales=SCALES)
    return a_population(extract, unit_id).in_period(YEAR)


@pytest.fixture(scope="module")
def cohort():
    return made_cohort()


@pytest.fixture(scope="module")
def register():
    return a_register().in_period(YEAR)


def row(estimates, **conditions):
    found = estimates.where(**conditions).table
    assert len(found) == 1
    return found.iloc[0]


def fraction(found):
    return int(found["numerator"]), int(found["denominator"])


def columns(cohort, point=DISCHARGE):
    episodes = cohort.followed(point)
    return [
        cohort.answers(episodes, when)["nrs_pain"].reset_index(drop=True)
        for when in (TimePoint.INITIAL, point)
    ]


def test_change_and_every_effect_stand_beside_each_other(register):
    made = change_estimates(register, scales=["nrs_pain"], time_point=DISCHARGE, seed=4)
    start, later = columns(register)
    expected = {
        ("change", "t"): paired_change(start, later),
        ("change", "bca"): paired_change(start, later, interval="bca", seed=4),
    } | {
        ("effect", name): paired_effect(start, later, formula=name)
        for name in ("d_av", "d_baseline", "d_rm", "d_z")
    }
    assert len(made.table) == len(expected)
    for (statistic, category), one in expected.items():
        found = row(made, statistic=statistic, category=category)
        assert (found["estimate"], found["low"], found["high"]) == (
            one.estimate,
            one.low,
            one.high,
        )
        assert (found["n"], found["method"]) == (one.n, one.method)
        assert found["n_units"] == 8


def test_change_is_the_one_that_reports_show(register):
    made = change_estimates(register, scales=["nrs_pain"], time_point=DISCHARGE)
    shown = changes(register, scales=["nrs_pain"], time_point=DISCHARGE)
    mine, theirs = row(made, statistic="change"), row(shown, statistic="change")
    for column in ("estimate", "low", "high", "sd", "n", "n_units", "largest_n"):
        assert mine[column] == pytest.approx(theirs[column])
    assert "convention:bootstrap_draws" not in made.definitions
    assert {"convention:effect_interval", "scale:nrs_pain"} <= set(made.definitions)


def test_a_year_after_is_of_those_due(cohort):
    made = change_estimates(cohort, scales=["nrs_pain"], time_point=YEAR_AFTER)
    found = row(made, statistic="change")
    # Due in 2023, so nobody of 2022 is followed up within the year.
    assert found["n"] == 0
    after = cohort.population.in_period(Period.parse("2023"))
    found = row(
        change_estimates(after, scales=["nrs_pain"], time_point=YEAR_AFTER), statistic="change"
    )
    assert (found["n"], found["estimate"]) == (5, pytest.approx((-6 - 2 + 2 - 2 + 0) / 5))


def test_who_lacks_an_answer_is_said_with_the_rows(cohort):
    made = change_estimates(cohort, scales=["nrs_pain"], time_point=DISCHARGE)
    said = {one.code: dict(one.facts) for one in made.cautions}
    assert said["pairs_incomplete"] == {"n": 2, "of": 7}


def test_responders_stand_under_both_denominators(cohort):
    made = responder_estimates(cohort, scales=SCALES, time_point=DISCHARGE)
    pain = made.where(measure="nrs_pain:decrease_30")
    assert fraction(row(pain, category="improved")) == (2, 4)
    assert fraction(row(pain, category="improved_of_due")) == (2, 6)
    points = made.where(measure="nrs_pain:points_2")
    assert fraction(row(points, category="improved")) == (3, 5)
    assert fraction(row(points, category="improved_of_due")) == (3, 7)
    assert row(pain, category="improved_of_due")["n_units"] == 2
    assert len(made.where(measure="rand36_pf:points_10").table) == 2
    assert "convention:responder_denominator_due" in made.definitions


def test_a_denominator_that_is_not_shown_is_not_among_the_definitions(cohort):
    asked = {"scale": "nrs_pain", "time_point": DISCHARGE}
    for denominators in (["improved"], ["improved", "improved_of_due"]):
        made = responder_curve_estimates(cohort, denominators=denominators, **asked)
        is_told = "convention:responder_denominator_due" in made.definitions
        assert is_told == (len(denominators) > 1)


def test_the_first_denominator_is_the_one_that_reports_show(register):
    made = responder_estimates(register, scales=["nrs_pain"], time_point=DISCHARGE)
    mine = row(made, measure="nrs_pain:decrease_30", category="improved")
    shown = row(shown_responders(register, scales=["nrs_pain"], time_point=DISCHARGE))
    for column in ("estimate", "low", "high", "numerator", "denominator", "n_units", "largest_n"):
        assert mine[column] == shown[column]


def test_where_nobody_answered_nobody_stands_behind_the_rows(register):
    made = [
        responder_estimates(register, scales=["hads_depression"], time_point=DISCHARGE),
        responder_curve_estimates(register, scale="hads_depression", time_point=DISCHARGE),
    ]
    for table in (part.table for part in made):
        assert len(table) > 0
        assert table["estimate"].isna().all()
        assert set(table["n"]) == set(table["n_units"]) == set(table["largest_n"]) == {0}


def test_thresholds_can_be_chosen(cohort):
    made = responder_estimates(
        cohort, scales=SCALES, time_point=DISCHARGE, thresholds={"nrs_pain": ["decrease_50"]}
    )
    assert set(made.table["measure"]) == {"nrs_pain:decrease_50"}
    with pytest.raises(DefinitionError, match="threshold"):
        responder_estimates(
            cohort, scales=SCALES, time_point=DISCHARGE, thresholds={"nrs_pain": ["half"]}
        )


def test_three_ways_are_those_of_the_scales_threshold(cohort):
    made = three_way_estimates(cohort, scales=SCALES, time_point=DISCHARGE)
    pain = made.where(measure="nrs_pain:decrease_30:three_way").table
    assert dict(zip(pain["category"], pain["numerator"], strict=True)) == {
        "improved": 2,
        "unchanged": 2,
        "deteriorated": 0,
    }
    assert set(pain["denominator"]) == {4}
    # One started at 0 and two lack an answer.
    said = {(one.code, one.about): dict(one.facts)["n"] for one in made.cautions}
    assert said["start_at_zero", "nrs_pain:decrease_30:three_way"] == 1
    assert said["pairs_incomplete", "nrs_pain:decrease_30:three_way"] == 2


@pytest.mark.parametrize(("unit", "answered", "due"), [("points", 5, 7), ("percent", 4, 6)])
def test_a_curve_has_a_row_for_every_step(cohort, unit, answered, due):
    made = responder_curve_estimates(cohort, scale="nrs_pain", time_point=DISCHARGE, unit=unit)
    of_answered = made.where(measure=f"nrs_pain:{unit}:improved").table
    of_due = made.where(measure=f"nrs_pain:{unit}:improved_of_due").table
    assert len(of_answered) == len(of_due) == {"points": 11, "percent": 21}[unit]
    assert set(of_answered["denominator"]) == set(of_answered["n"]) == {answered}
    assert set(of_due["denominator"]) == {due}
    assert of_answered["numerator"].is_monotonic_decreasing
    at = {"points": "2", "percent": "30"}[unit]
    assert int(of_answered.set_index("category").loc[at, "numerator"]) == {"points": 3}.get(unit, 2)
    assert (of_due["n_units"] == 2).all()
    assert set(of_answered["largest_n"]) == {{"points": 4, "percent": 3}[unit]}
    assert "curve_pointwise" in {one.code for one in made.cautions}


def test_a_thinned_curve_tells_of_no_few_people(register):
    made = responder_curve_estimates(
        register, scale="nrs_pain", time_point=DISCHARGE, least_between=5
    )
    counts = made.where(measure="nrs_pain:points:improved").table
    n = int(counts["denominator"].iloc[0])
    numbers = np.array([n, *counts["numerator"].astype(int), 0])
    gaps = -np.diff(numbers)
    assert ((gaps == 0) | (gaps >= 5)).all()
    whole = responder_curve_estimates(register, scale="nrs_pain", time_point=DISCHARGE)
    every = whole.where(measure="nrs_pain:points:improved").table
    all_gaps = -np.diff([n, *every["numerator"].astype(int), 0])
    # There was something to hide, and what is kept is as it was.
    assert ((all_gaps > 0) & (all_gaps < 5)).any()
    kept = every.set_index("category").loc[counts["category"], "numerator"]
    assert kept.tolist() == counts["numerator"].tolist()


def test_a_curve_asks_for_somebody_between_its_points(cohort):
    with pytest.raises(ParameterError, match="at least one person"):
        responder_curve_estimates(cohort, scale="nrs_pain", time_point=DISCHARGE, least_between=0)


def test_ends_of_a_scale_at_the_start_and_later(cohort):
    start = floor_ceiling_estimates(cohort, scales=["nrs_pain"], time_point=TimePoint.INITIAL)
    later = floor_ceiling_estimates(cohort, scales=["nrs_pain"], time_point=DISCHARGE)
    assert fraction(row(start, category="ceiling")) == (2, 6)
    assert fraction(row(start, category="floor")) == (1, 6)
    assert fraction(row(later, category="floor")) == (1, 6)
    assert fraction(row(later, category="between")) == (5, 6)
    assert {one.code for one in start.cautions} == {
        "values_missing",
        "floor_effect",
        "ceiling_effect",
    }
    assert set(start.table["measure"]) == {"nrs_pain:ends"}


def test_two_groups_have_their_own_rows_and_a_difference(register):
    made = difference_estimates(
        register, scale="nrs_pain", time_point=DISCHARGE, by="sex", groups=("woman", "man")
    )
    women = row(made, group="national:woman", statistic="change")
    men = row(made, group="national:man", statistic="change")
    apart = row(made, group="national:woman~man", category="change")
    assert apart["estimate"] == pytest.approx(women["estimate"] - men["estimate"])
    assert apart["low"] < apart["estimate"] < apart["high"]
    g = row(made, group="national:woman~man", category="hedges_g")
    assert g["estimate"] == pytest.approx(apart["estimate"] / g["sd"], rel=0.01)
    shares = [row(made, group=f"national:{arm}", statistic="share") for arm in ("woman", "man")]
    expected = share_difference(*(fraction(share) for share in shares)).difference
    between = row(made, group="national:woman~man", category="improved")
    assert (between["estimate"], between["low"], between["high"]) == (
        expected.estimate,
        expected.low,
        expected.high,
    )
    assert between["method"] == "newcombe"
    assert "convention:share_difference_interval" in made.definitions


def test_a_difference_keeps_the_company_of_its_weaker_group(register):
    made = difference_estimates(
        register, scale="nrs_pain", time_point=DISCHARGE, by="sex", groups=("woman", "man")
    )
    men = row(made, group="national:man", statistic="change")
    women = row(made, group="national:woman", statistic="change")
    assert men["n"] < women["n"]
    for category in ("change", "hedges_g"):
        assert row(made, group="national:woman~man", category=category)["n"] == men["n"]
    share = row(made, group="national:man", statistic="share")
    assert fraction(row(made, group="national:woman~man", category="improved")) == fraction(share)


def test_a_difference_has_the_fewest_units_and_the_largest_part_of_its_groups():
    episodes, answers = [], []
    # Women: four at each of three units. Men: five at one unit and one at another.
    places = [(f"SV00{part % 3 + 1}", "woman") for part in range(12)]
    places += [("SV001", "man")] * 5 + [("SV002", "man")]
    for number, (unit, sex) in enumerate(places):
        name = f"e{number}"
        episodes.append(an_episode(name, unit_id=unit, sex=sex))
        answers.append(an_answer(name, "initial", nrs_pain=8 - number % 3))
        answers.append(an_answer(name, "discharge", nrs_pain=6 - number % 2))
    cohort = a_population(an_extract(episodes, answers, scales=("nrs_pain",))).in_period(YEAR)
    for groups in (("woman", "man"), ("man", "woman")):
        made = difference_estimates(
            cohort, scale="nrs_pain", time_point=DISCHARGE, by="sex", groups=groups
        )
        apart = made.where(statistic="difference").table
        assert set(apart["n"]) == {6}
        assert set(apart["n_units"]) == {2}
        assert set(apart["largest_n"]) == {5}


def test_groups_that_cannot_be_told_apart_are_refused(cohort):
    for wrong in (
        {"by": "colour", "groups": ("a", "b")},
        {"by": "sex", "groups": ("man", "man")},
    ):
        with pytest.raises(ParameterError, match="told apart"):
            difference_estimates(cohort, scale="nrs_pain", time_point=DISCHARGE, **wrong)


def test_a_group_of_nobody_is_refused_and_not_zero(cohort):
    made = difference_estimates(
        cohort, scale="nrs_pain", time_point=DISCHARGE, by="sex", groups=("woman", "other")
    )
    apart = made.where(statistic="difference").table
    assert apart["estimate"].isna().all()
    assert set(apart["n"]) == {0}
    assert "too_few" in {one.code for one in made.cautions}


def test_a_change_at_the_start_is_refused(cohort):
    with pytest.raises(ParameterError, match="at the start"):
        responder_estimates(cohort, scales=["nrs_pain"], time_point=TimePoint.INITIAL)


def test_a_unit_is_its_own():
    made = change_estimates(made_cohort("SV001"), scales=["nrs_pain"], time_point=DISCHARGE)
    found = row(made, statistic="change")
    assert (found["group"], found["scope"], found["n"]) == ("SV001", "own", 4)


def every_row(cohort, least_between=1):
    scales = ["nrs_pain"]
    return combined(
        [
            change_estimates(cohort, scales=scales, time_point=DISCHARGE),
            responder_estimates(cohort, scales=scales, time_point=DISCHARGE),
            three_way_estimates(cohort, scales=scales, time_point=DISCHARGE),
            responder_curve_estimates(
                cohort, scale="nrs_pain", time_point=DISCHARGE, least_between=least_between
            ),
            floor_ceiling_estimates(cohort, scales=scales, time_point=DISCHARGE),
            difference_estimates(
                cohort, scale="nrs_pain", time_point=DISCHARGE, by="sex", groups=("woman", "man")
            ),
        ]
    )


def test_all_rows_can_stand_in_one_report_and_pass_the_door(register):
    cleared = clear(every_row(register), audience="register").table
    assert (cleared.loc[cleared["statistic"] == "change", "hidden"] == "").all()
    assert cleared.loc[cleared["statistic"] == "change", "estimate"].notna().all()


def test_the_door_hides_all_that_rests_on_few(cohort):
    cleared = clear(every_row(cohort), audience="register").table
    assert (cleared["hidden"] != "").all()
    assert cleared["estimate"].isna().all()


def test_one_hidden_denominator_takes_the_other_with_it():
    # Ten of eleven who answered improved. Who sees ten in the larger share, and eleven behind
    # a mean, knows of the one who did not.
    episodes, answers = [], []
    for number in range(30):
        name, unit = f"e{number}", f"SV00{number % 3 + 1}"
        episodes.append(an_episode(name, unit_id=unit))
        answers.append(an_answer(name, "initial", nrs_pain=8))
        if number < 11:
            answers.append(an_answer(name, "discharge", nrs_pain=4 if number else 8))
    cohort = a_population(an_extract(episodes, answers, scales=("nrs_pain",))).in_period(YEAR)
    made = responder_estimates(
        cohort, scales=["nrs_pain"], time_point=DISCHARGE, thresholds={"nrs_pain": ["points_2"]}
    )
    assert [fraction(one) for _, one in made.table.iterrows()] == [(10, 11), (10, 30)]
    alone = clear(made, audience="register").table
    assert alone["hidden"].tolist() == ["protected", ""]
    answered = made.table.iloc[[0]].assign(
        statistic="change", category="", numerator=pd.NA, denominator=pd.NA, largest_n=1
    )
    beside = made + replace(made, table=answered)
    cleared = clear(beside, audience="register").table
    # Either the larger share goes or the number behind the change.
    assert sorted(cleared["hidden"]) == ["", "protected", "protected"]
    assert cleared["hidden"][0] == "protected"


def test_a_difference_that_would_tell_of_few_is_hidden_even_where_differences_are_shown(cohort):
    made = difference_estimates(
        cohort, scale="nrs_pain", time_point=DISCHARGE, by="sex", groups=("woman", "man")
    )
    apart = made.where(statistic="difference").table
    # Seven together would pass a limit of five, and neither group does.
    assert (apart["n"] < 5).all()


def test_nobody_has_rows_without_numbers():
    cohort = made_cohort().population.in_period(Period.parse("2019"))
    made = every_row(cohort)
    assert made.table["estimate"].isna().all()
    assert made.table["low"].isna().all()
    assert set(made.table["n"]) == {0}
    assert math.isnan(made.table["estimate"].iloc[0])


def test_every_share_knows_what_the_unit_with_the_most_has_of_it(cohort):
    """Of the first unit 10→7, 10→8 and 6→2 improved, 0→0 did not; of the second 8→9."""
    curve = responder_curve_estimates(
        cohort, scale="nrs_pain", time_point=DISCHARGE, denominators=["improved"]
    )
    found = curve.table.set_index("category")[["numerator", "largest_numerator", "largest_others"]]
    assert found.loc["2"].tolist() == [3, 3, 1]
    assert found.loc["3"].tolist() == [2, 2, 2]
    share = shown_responders(cohort, scales=["nrs_pain"], time_point=DISCHARGE).table.iloc[0]
    most = ["numerator", "largest_numerator", "denominator", "largest_others"]
    assert share[most].tolist() == [2, 2, 4, 1]
