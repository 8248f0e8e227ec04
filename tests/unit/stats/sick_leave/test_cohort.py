"""Sick leave of a cohort as Estimates: counted by hand, refused where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.disclosure.clearing import clear
from nrs_lib.errors import ParameterError
from nrs_lib.stats.sick_leave.moves import sick_leave_moves
from nrs_lib.stats.sick_leave.windows import sick_leave
from nrs_lib.terms import Audience
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
FETCHED = pd.Timestamp("2024-12-31")
# Windows of an episode that starts on 2022-04-01 and ends on 2022-06-15.
T1, T3 = ("2022-01-01", "2022-04-01"), ("2024-04-30", "2024-07-29")


def a_period(who, days, benefit="sickness_benefit", extent=1.0):
    return {
        "patient_id": f"p-{who}",
        "benefit": benefit,
        "extent": extent,
        "start_date": pd.Timestamp(days[0]),
        "end_date": pd.Timestamp(days[1]),
        "linkage_date": FETCHED,
    }


EPISODES = [an_episode(code) for code in ("well", "half", "full", "fixed", "short")]
PERIODS = [
    a_period("half", T1, extent=0.5),
    a_period("half", ("2024-04-30", "2024-05-19")),
    a_period("full", T1),
    a_period("fixed", ("2020-01-01", "2024-12-31"), "sickness_compensation"),
    a_period("short", ("2022-02-01", "2022-02-10")),
]


def made(episodes=EPISODES, periods=PERIODS, **linkage):
    extract = an_extract(episodes, [an_answer(episodes[0]["episode_id"], "initial")])
    extract = replace(extract, sick_leave=pd.DataFrame(periods))
    return a_population(extract).in_period(YEAR), Linkage.of(extract, **linkage)


def number(estimates, measure, window, column="estimate", category=""):
    found = estimates.where(measure=measure, time_point=window, category=category).table
    return found[column].item()


def codes_of(estimates):
    return {one.code for one in estimates.cautions}


def test_parts_and_categories_are_those_counted_by_hand():
    found = sick_leave(*made())
    # t1: one without, one and a half of full, two with all days, ten days of 91.
    assert number(found, "sick_leave_none", "t1", "numerator") == 1
    assert number(found, "sick_leave_all", "t1", "numerator") == 2
    assert number(found, "sick_leave_none", "t1", "denominator") == 5
    assert number(found, "sick_leave_between", "t1", "n") == 2
    assert number(found, "sick_leave_between", "t1") == pytest.approx((0.5 + 10 / 91) / 2)
    net = 45.5 + 91 + 91 + 10
    assert number(found, "sick_leave_rate", "t1") == pytest.approx(net / 455)
    assert number(found, "sick_leave_net_days", "t1") == pytest.approx(net / 5)
    counts = [number(found, "sick_leave_category", "t1", "numerator", c) for c in CATEGORIES]
    assert counts == [2, 1, 1, 1]


def test_every_window_of_the_set_has_the_same_rows():
    for window_set in ("study", "years", "three_months"):
        found = sick_leave(*made(), window_set=window_set)
        codes = [one.code for one in read_sick_leave().window_set(window_set).windows]
        assert list(found.table["time_point"].drop_duplicates()) == codes
        assert set(found.table.groupby("time_point").size()) == {12}


def test_the_mean_never_comes_without_its_caution():
    found = sick_leave(*made())
    assert Caution.of("mean_net_days_misleads", "sick_leave_net_days") in found.cautions


def test_windows_are_counted_whole_cut_and_left_out():
    dead = an_episode("dead", deceased=True)
    people = pd.DataFrame({"patient_id": ["p-well"], "death_date": [pd.Timestamp("2023-06-30")]})
    found = sick_leave(*made([*EPISODES, dead], people=people))

    def counts(window):
        return [
            number(found, "sick_leave_windows", window, category=code)
            for code in ("whole", "cut", "left_out")
        ]

    assert counts("t1") == [6, 0, 0]
    # t2 has 61 days at risk for the one who died on 2023-06-30, and none for the undated.
    assert counts("t2") == [4, 1, 1]
    assert counts("t3") == [4, 0, 2]
    assert number(found, "sick_leave_none", "t3", "denominator") == 4
    assert number(found, "sick_leave_net_days", "t2", "n") == 4
    assert number(found, "sick_leave_none", "t2", "denominator") == 5
    assert {
        "sick_leave_incomplete_windows",
        "sick_leave_windows_left_out",
        "sick_leave_deaths_undated",
    } <= codes_of(found)


def test_an_unlinked_register_has_no_numbers_and_a_refusal():
    cohort, linkage = made(periods=[a_period("somebody", T1)])
    found = sick_leave(cohort, linkage)
    assert found.table.empty
    assert [(one.code, one.severity) for one in found.cautions] == [
        ("sick_leave_not_linked", "refused")
    ]
    moves = sick_leave_moves(cohort, linkage)
    assert moves.table.empty
    assert codes_of(moves) == {"sick_leave_not_linked"}


def test_without_a_day_of_fetching_there_are_no_numbers():
    undated = [row | {"linkage_date": pd.NaT} for row in PERIODS]
    found = sick_leave(*made(periods=undated))
    assert found.table.empty
    assert codes_of(found) == {"sick_leave_end_unknown"}


def test_who_has_no_period_is_told_unless_the_list_of_linked_is_given():
    told = next(
        one for one in sick_leave(*made()).cautions if one.code == "sick_leave_linked_assumed"
    )
    assert told.sentence("en").startswith("1 of 5")
    listed = sick_leave(*made(linked=[row["patient_id"] for row in EPISODES]))
    assert "sick_leave_linked_assumed" not in codes_of(listed)
    without = sick_leave(*made(linked=["p-half", "p-full"]))
    assert number(without, "sick_leave_none", "t1", "denominator") == 2


def test_dates_of_emigration_take_their_caution_away():
    assert "sick_leave_emigration_unknown" in codes_of(sick_leave(*made()))
    people = pd.DataFrame({"patient_id": ["p-well"], "emigration_date": [pd.NaT]})
    assert "sick_leave_emigration_unknown" not in codes_of(sick_leave(*made(people=people)))


def test_a_patient_counts_once_with_the_first_programme_of_the_period():
    again = an_episode(
        "again",
        patient_id="p-well",
        program_start_date="2022-09-01",
        discharge_date="2022-12-01",
    )
    found = sick_leave(*made([*EPISODES, again]))
    assert number(found, "sick_leave_none", "t1", "denominator") == 5
    assert "sick_leave_later_programmes" in codes_of(found)


def test_doubled_periods_are_told_and_change_nothing():
    found = sick_leave(*made(periods=[*PERIODS, PERIODS[0]]))
    assert "sick_leave_periods_doubled" in codes_of(found)
    pd.testing.assert_frame_equal(found.table, sick_leave(*made()).table)


def test_overlap_rule_and_interval_may_be_chosen():
    both = [*PERIODS, a_period("half", T1, "preventive", 0.25)]
    by_rule = {
        rule: number(sick_leave(*made(periods=both), overlap=rule), "sick_leave_between", "t1")
        for rule in ("sum_capped", "largest")
    }
    assert by_rule["sum_capped"] - by_rule["largest"] == pytest.approx(0.125)
    bca = sick_leave(*made(), interval="bca", seed=3)
    assert set(bca.where(measure="sick_leave_between").table["method"]) == {"bca"}
    student = number(sick_leave(*made()), "sick_leave_between", "t1", "low")
    assert number(bca, "sick_leave_between", "t1", "low") > student


def test_numbers_name_what_they_rest_on():
    keys = set(sick_leave(*made()).definitions)
    assert {
        "convention:sick_leave_windows",
        "convention:sick_leave_overlap",
        "convention:sick_leave_least_at_risk",
        "convention:sick_leave_min_days",
        "convention:sick_leave_run",
        "convention:sick_leave_pension_cut",
    } <= keys
    assert (
        "convention:sick_leave_windows" not in sick_leave(*made(), window_set="years").definitions
    )


def test_numbers_can_be_cleared_and_small_ones_are_hidden():
    cleared = clear(sick_leave(*made()), audience=Audience.PUBLIC)
    shares = cleared.table[cleared.table["statistic"] == "share"]
    assert (shares["hidden"] != "").all()
    assert shares["estimate"].isna().all()


def test_moves_are_those_counted_by_hand():
    found = sick_leave_moves(*made(), before="t1", after="t3")
    both = "t1>t3"
    assert number(found, "sick_leave_transition", both, "numerator", "none>none") == 2
    assert number(found, "sick_leave_transition", both, "numerator", "partial>full") == 1
    assert number(found, "sick_leave_transition", both, "numerator", "full>none") == 1
    assert number(found, "sick_leave_transition", both, "denominator", "full>none") == 1
    assert number(found, "sick_leave_transition", both, "estimate", "permanent>permanent") == 1
    assert number(found, "sick_leave_paired_category", "t3", "numerator", "none") == 3
    assert number(found, "sick_leave_paired_category", "t1", "numerator", "none") == 2
    assert number(found, "sick_leave_lower", both, "numerator") == 1
    assert number(found, "sick_leave_higher", both, "numerator") == 1
    assert number(found, "sick_leave_homogeneity", both, "n") == 5
    assert "few_moved" in codes_of(found)


def test_lower_and_higher_are_told_apart():
    found = sick_leave_moves(
        *made(periods=[a_period("full", T1), a_period("half", T1, extent=0.5)])
    )
    assert number(found, "sick_leave_lower", "t1>t3", "numerator") == 2
    assert number(found, "sick_leave_higher", "t1>t3", "numerator") == 0


def test_who_is_left_out_of_one_window_is_in_no_transition():
    found = sick_leave_moves(*made([*EPISODES, an_episode("dead", deceased=True)]))
    assert number(found, "sick_leave_lower", "t1>t3", "denominator") == 5
    assert number(found, "sick_leave_paired_category", "t1", "denominator", "none") == 5


def test_where_nobody_moved_the_test_is_refused_and_shares_stand():
    found = sick_leave_moves(*made(periods=[PERIODS[3]]))
    assert "nobody_moved" in codes_of(found)
    assert pd.isna(number(found, "sick_leave_homogeneity", "t1>t3"))
    assert number(found, "sick_leave_lower", "t1>t3") == 0


@pytest.mark.parametrize(("before", "after"), [("t1", "t9"), ("t1", "t1"), ("year_before", "t3")])
def test_two_windows_of_the_set_are_asked_for(before, after):
    with pytest.raises(ParameterError, match="t0, t1, t2, t3"):
        sick_leave_moves(*made(), before=before, after=after)


def test_units_stand_behind_the_numbers():
    episodes = [*EPISODES[:3], *(row | {"unit_id": "SV002"} for row in EPISODES[3:])]
    row = sick_leave(*made(episodes)).where(measure="sick_leave_rate", time_point="t1").table
    assert (row["n_units"].item(), row["largest_n"].item()) == (2, 3)
