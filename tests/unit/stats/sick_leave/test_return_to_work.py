"""Return to work of those on sick leave at discharge, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.disclosure.clearing import clear
from nrs_lib.stats.sick_leave.return_to_work import return_to_work, returns_to_work
from nrs_lib.terms import Audience
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
# Episodes of tests/support are discharged on 2022-06-15.
DISCHARGE = pd.Timestamp("2022-06-15")


def after(days):
    return DISCHARGE + pd.Timedelta(days=days)


def a_period(who, last, first=-60, extent=0.5, fetched="2024-12-31"):
    return {
        "patient_id": f"p-{who}",
        "benefit": "sickness_benefit",
        "extent": extent,
        "start_date": after(first),
        "end_date": pd.NaT if last is None else after(last),
        "linkage_date": pd.Timestamp(fetched),
    }


def made(last_days, *, people=None, periods=(), units=1):
    """Patients a, b, ... on sick leave at discharge until so many days after it."""
    names = list(last_days)
    episodes = [an_episode(n, unit_id=f"SV{k % units:03d}") for k, n in enumerate(names)]
    periods = [*periods, *(a_period(n, day) for n, day in last_days.items() if day is not ...)]
    extract = an_extract(episodes, [an_answer(names[0], "initial")])
    extract = replace(extract, sick_leave=pd.DataFrame(periods))
    if people is not None:
        people = pd.DataFrame([{"patient_id": f"p-{who}"} | known for who, known in people.items()])
    cohort = a_population(extract).in_period(YEAR)
    linked = [f"p-{name}" for name in names]
    return cohort, Linkage.of(extract, people=people, linked=linked)


def codes(found):
    return {one.code for one in found.cautions}


def test_shares_are_of_those_on_sick_leave_at_discharge():
    # Back after 10, 50 and 200 days, one never; e had none, and f's had ended.
    days = {"a": 9, "b": 49, "c": 199, "d": None, "e": ..., "f": -1}
    found = returns_to_work(*made(days))

    assert found.n == 4
    assert found.n_events == {"returned": 3, "died": 0, "pensioned": 0}
    assert [found.reached_by(day, cause="returned").estimate for day in (9, 10, 50, 300)] == [
        0,
        0.25,
        0.5,
        0.75,
    ]
    assert found.quantile(0.5, cause="returned").estimate == pytest.approx(125)


def test_a_return_needs_its_days_to_be_seen():
    # Data end on 2024-12-31, day 930: the last return that 28 days confirm is of day 903.
    found = returns_to_work(*made({"a": 902, "b": 903}))

    assert found.n_events["returned"] == 1
    assert found.steps["time"].max() == 903


def test_death_and_pension_rule_a_return_out_and_moving_abroad_does_not():
    people = {
        "a": {"death_date": after(100)},
        "b": {"birth_date": pd.Timestamp("1957-08-01")},
        "c": {"emigration_date": after(30)},
        "d": {},
    }
    found = returns_to_work(*made(dict.fromkeys("abcd", 400), people=people))

    assert found.n == 4
    assert found.n_events == {"returned": 1, "died": 1, "pensioned": 1}
    # After a month one of the four can no longer be seen.
    assert found.steps.query("cause == 'died'").set_index("time").loc[100, "at_risk"] <= 3


def test_who_had_reached_pension_age_is_not_followed():
    people = {"a": {"birth_date": pd.Timestamp("1950-01-01")}, "b": {}}
    assert returns_to_work(*made({"a": 40, "b": 40}, people=people)).n == 1


def test_who_cannot_be_followed_is_counted_and_not_taken_as_back():
    late = a_period("a", 5, fetched="2022-06-20")
    found = returns_to_work(*made({"a": ..., "b": 40}, periods=[late]))

    assert found.n == 1
    said = {one.code: dict(one.facts) for one in found.cautions}
    assert said["times_missing"] == {"n": 1, "total": 2}


def test_a_register_that_was_not_linked_has_no_numbers():
    cohort, linkage = made({"a": 9})
    linkage = replace(linkage, registers=frozenset())

    assert return_to_work(cohort, linkage, days=[90]).table.empty
    assert "sick_leave_not_linked" in codes(return_to_work(cohort, linkage, days=[90]))
    assert returns_to_work(cohort, linkage).n == 0


def test_rows_pass_the_door_where_enough_units_stand_behind_them():
    days = {f"a{n}": 10 * n for n in range(20)}
    found = return_to_work(*made(days, units=4), days=[90, 365])

    rows = found.table.set_index(["statistic", "category"])
    assert rows.loc[("incidence", "90"), "estimate"] == pytest.approx(0.45)
    assert rows.loc[("incidence", "365"), "estimate"] == 1
    assert rows.loc[("median", ""), "estimate"] == pytest.approx(96, abs=5)
    assert (rows["n"] == 20).all()
    assert (rows["n_units"] == 4).all()
    assert "convention:return_to_work_least_days" in found.definitions
    days |= {f"b{n}": 10 * n + 5 for n in range(20)}
    for units, is_shown in ((4, True), (1, False)):
        made_of = return_to_work(*made(days, units=units), days=[90])
        cleared = clear(made_of, audience=Audience.REGISTER).table
        assert cleared["estimate"].notna().all() == is_shown
