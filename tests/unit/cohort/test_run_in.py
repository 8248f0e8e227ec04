"""From when a unit's waits count, so that a new unit is not told that its waits have grown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.cohort.periods import EVER, Period
from nrs_lib.cohort.reach import Reach
from nrs_lib.cohort.run_in import SINCE
from nrs_lib.cohort.selection import Population
from nrs_lib.reports.slices import Slices
from nrs_lib.stats.followup import days_waited
from nrs_lib.stats.indicator_series import rows_in_periods
from tests.support.extracts import an_answer, an_episode, an_extract

FIRST = "2019-02-11"


def begun(*episodes: dict):
    """An extract whose units' beginnings are told by the episodes in it."""
    extract = an_extract(list(episodes), [an_answer(episodes[0]["episode_id"], "initial")])
    return replace(extract, units=extract.units.drop(columns=SINCE))


def started(name: str, day: str, *, waited: int = 30, **changes: object) -> dict:
    start = dt.date.fromisoformat(day)
    days = {
        "referral_date": None,
        "first_visit_date": (start - dt.timedelta(waited)).isoformat(),
        "program_start_date": day,
        "discharge_date": (start + dt.timedelta(60)).isoformat(),
        "followup_due_date": None,
    }
    return an_episode(name, **days | changes)


def waits(extract, unit_id: str | None = "SV001") -> dict[str, int]:
    cohort = Population(extract, register="NRSsv", unit_id=unit_id).in_period(EVER)
    episodes, days = days_waited(cohort, "wait_to_programme")
    told = zip(episodes["episode_id"], days, strict=True)
    return {name: int(n) for name, n in told if not pd.isna(n)}


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2019-12-01", False), ("2020-03-31", False), ("2020-04-01", True), ("2021-01-01", True)],
)
def test_waits_count_from_the_first_whole_quarter_a_year_after_the_first_visit(day, counts):
    extract = begun(started("a", FIRST, waited=0), started("b", day))
    assert waits(extract) == ({"b": 30} if counts else {})


def test_each_unit_has_a_beginning_of_its_own_in_the_nation_too():
    old = started("old", "2016-01-01", waited=0, unit_id="SV002")
    both = [started(f"b-{unit}", "2019-12-01", unit_id=unit) for unit in ("SV001", "SV002")]
    extract = begun(old, started("a", FIRST, waited=0), *both)
    assert waits(extract, None) == {"b-SV002": 30}


def test_who_has_withdrawn_begins_nothing():
    gone = started("gone", "2015-01-01", waited=0, consent_withdrawn=True)
    extract = begun(gone, started("a", FIRST, waited=0), started("b", "2019-12-01"))
    assert waits(extract) == {}


def test_a_quarter_before_has_nobody_and_not_a_short_wait():
    extract = begun(started("a", FIRST, waited=0), started("b", "2019-12-01"))
    population = Population(extract, register="NRSsv", unit_id="SV001")
    quarter = Period.parse("2019Q4")
    [row] = rows_in_periods(population, [quarter], ["wait_to_programme"])[quarter.code]
    assert row["n"] == 0
    assert pd.isna(row["estimate"])


def test_an_extract_that_is_cut_knows_when_its_units_began():
    extract = begun(started("a", "2012-01-01", waited=0), started("b", "2022-05-01"))
    reach = Reach("NRSsv", dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert waits(reach.cut(extract)) == waits(extract)
    assert list(reach.cut(extract).episodes["episode_id"]) == ["b"]


def test_another_beginning_outside_the_reach_is_another_key():
    reach = Reach("NRSsv", dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    keys = [
        Slices(begun(started("a", day, waited=0), started("b", "2022-05-01"))).within(reach).all
        for day in ("2012-01-01", "2013-01-01", "2013-01-01")
    ]
    assert keys[0] != keys[1] == keys[2]
