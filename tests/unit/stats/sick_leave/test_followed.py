"""The same patients over time: counted by hand, and only as far as the data reach."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.contracts.sick_leave import CATEGORIES
from nrs_lib.stats.sick_leave.followed import sick_leave_days, sick_leave_followed, times_reached
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

HALF = Period.parse("2022H1")
# Windows of an episode that starts on 2022-04-01 and ends on 2022-06-15.
T1, T2 = ("2022-01-01", "2022-04-01"), ("2023-05-01", "2023-07-30")
EPISODES = [an_episode(code) for code in ("well", "better", "worse", "gone")]


def a_period(who, days, extent=1.0, fetched="2024-12-31"):
    return {
        "patient_id": f"p-{who}",
        "benefit": "sickness_benefit",
        "extent": extent,
        "start_date": pd.Timestamp(days[0]),
        "end_date": pd.Timestamp(days[1]),
        "linkage_date": pd.Timestamp(fetched),
    }


PERIODS = [a_period("better", T1), a_period("better", T2, extent=0.5), a_period("worse", T2)]


def made(period=HALF, periods=PERIODS, **linkage):
    extract = an_extract(EPISODES, [an_answer("well", "initial")])
    extract = replace(extract, sick_leave=pd.DataFrame(periods))
    return a_population(extract).in_period(period), Linkage.of(extract, **linkage)


def died(day):
    return pd.DataFrame({"patient_id": ["p-gone"], "death_date": [pd.Timestamp(day)]})


def counts(estimates):
    return estimates.table.set_index("category")["numerator"]


def test_moves_are_those_counted_by_hand():
    found = sick_leave_followed(*made())
    told = counts(found)
    assert set(found.table["time_point"]) == {"t1>t2>t3"}
    assert set(found.table["denominator"]) == {4}
    assert told["||"] == 4
    assert told["full||"] == told["full|partial|"] == told["|partial|none"] == 1
    assert told["none|full|"] == told["|full|none"] == 1
    assert told["none|none|"] == 2
    assert told["||none"] == 4


def test_every_category_is_the_sum_of_those_who_came_and_of_those_who_went():
    told = counts(sick_leave_followed(*made()))
    for code in CATEGORIES:
        assert told[f"{code}||"] == sum(told[f"{code}|{after}|"] for after in CATEGORIES)
        assert told[f"|{code}|"] == sum(told[f"{before}|{code}|"] for before in CATEGORIES)
        assert told[f"|{code}|"] == sum(told[f"|{code}|{after}"] for after in CATEGORIES)
        assert told[f"||{code}"] == sum(told[f"|{before}|{code}"] for before in CATEGORIES)


def test_who_died_between_is_followed_at_no_time():
    told = counts(sick_leave_followed(*made(people=died("2023-01-01"))))
    assert told["||"] == 3
    assert told["none||"] == 2


def test_a_time_that_the_data_do_not_reach_for_everybody_is_not_counted_as_none():
    early = [one | {"linkage_date": pd.Timestamp("2023-12-31")} for one in PERIODS]
    cohort, linkage = made(periods=early)
    assert times_reached(linkage, cohort.period) == ("t1", "t2")
    found = sick_leave_followed(cohort, linkage)
    assert set(found.table["time_point"]) == {"t1>t2"}
    assert counts(found)["full|partial"] == 1
    assert times_reached(linkage, Period.parse("2023")) == ("t1",)
    assert sick_leave_followed(*made(period=Period.parse("2023"), periods=early)).table.empty


def test_the_change_of_net_days_is_of_those_with_both_years_whole():
    days = sick_leave_days(*made(people=died("2023-01-01")))
    changed = days.where(statistic="change").table.set_index("time_point")
    assert list(changed["n"]) == [3, 3]
    # One goes from 90 days to 46 half ones and 45 half ones, one from none to 46 and 45.
    assert changed.loc["year_1_after", "estimate"] == pytest.approx((23 - 90 + 46) / 3)
    assert changed.loc["year_2_after", "estimate"] == pytest.approx((22.5 - 90 + 45) / 3)
    median = days.where(statistic="median").table.set_index("time_point")["estimate"]
    assert median.to_dict() == {"year_before": 0, "year_1_after": 23, "year_2_after": 22.5}


def test_a_year_that_is_not_over_for_everybody_is_in_no_row():
    early = [one | {"linkage_date": pd.Timestamp("2023-12-31")} for one in PERIODS]
    days = sick_leave_days(*made(periods=early)).table
    assert set(days["time_point"]) == {"year_before", "year_1_after"}


def test_all_numbers_of_a_year_rest_on_the_same_people():
    days = sick_leave_days(*made(people=died("2023-01-01"))).table
    mine = days[(days["time_point"] == "year_1_after") & (days["measure"] != "sick_leave_between")]
    assert set(mine["n"]) == {3}
    assert "sick_leave_windows" not in set(days["measure"])


def test_a_unit_is_told_how_many_years_are_whole_cut_and_not_counted():
    extract = an_extract(EPISODES, [an_answer("well", "initial")])
    extract = replace(extract, sick_leave=pd.DataFrame(PERIODS))
    unit = Population(extract, register="NRSsv", unit_id="SV001").in_period(HALF)
    told = sick_leave_days(unit, Linkage.of(extract, people=died("2023-01-01")))
    counted = told.where(measure="sick_leave_windows", time_point="year_1_after").table
    assert counted.set_index("category")["n"].to_dict() == {"whole": 3, "cut": 1, "left_out": 0}


def test_a_register_without_linkage_has_no_rows_and_says_so():
    for section in (sick_leave_followed, sick_leave_days):
        found = section(*made(periods=[a_period("somebody", T1)]))
        assert found.table.empty
        assert [one.code for one in found.cautions] == ["sick_leave_not_linked"]


def test_a_unit_is_told_how_many_are_followed_of_all_and_the_nation_is_not():
    extract = an_extract(EPISODES, [an_answer("well", "initial")])
    extract = replace(extract, sick_leave=pd.DataFrame(PERIODS))
    unit = Population(extract, register="NRSsv", unit_id="SV001").in_period(HALF)
    told = sick_leave_followed(unit, Linkage.of(extract, people=died("2023-01-01")))
    found = told.where(measure="sick_leave_windows").table.set_index("category")
    assert (found.loc["throughout", "numerator"], found.loc["throughout", "denominator"]) == (3, 4)
    assert found.loc["left_out", "n"] == 1
    nation = sick_leave_followed(*made(people=died("2023-01-01")))
    assert "sick_leave_windows" not in set(nation.table["measure"])
    assert "sick_leave:study:t1>t2>t3" in nation.definitions
