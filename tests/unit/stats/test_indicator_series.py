"""The indicators of many periods read once are those of each period by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from nrs_lib.cohort.periods import EVER, Period, places_in
from nrs_lib.cohort.selection import Population
from nrs_lib.stats.estimates import from_rows
from nrs_lib.stats.indicator_series import rows_in_periods
from nrs_lib.stats.indicators import INDICATORS, indicator_rows
from nrs_lib.stats.volume import QUARTERS, course
from nrs_lib.terms import Register, TimePoint
from tests.support.extracts import an_answer, an_episode, an_extract

PERIODS = [Period.parse(code) for code in ("2021Q4", "2022Q1", "2022", "2022Q2-12Q", "2015Q1")]


@pytest.fixture(scope="module")
def extract():
    """Two units, some without dates, answers or consent, and some assessed only."""
    episodes, answers = [], []
    for number in range(60):
        name = f"e{number:02d}"
        day = dt.date(2019, 11, 3) + dt.timedelta(weeks=2 * number)
        days = {
            "first_visit_date": None if number % 13 == 5 else day,
            "program_start_date": day + dt.timedelta(days=20 + number),
            "discharge_date": None if number % 11 == 4 else day + dt.timedelta(days=100),
        }
        if number % 7 == 3:
            days["care_process"] = "assessment_only"
        days["consent_withdrawn"] = number == 8
        episodes.append(an_episode(name, unit_id=("SV001", "SV002")[number % 3 == 0], **days))
        for point in TimePoint:
            if (number + len(point)) % 5:
                told = {"nrs_pain": number % 9 if point == "initial" else number % 6}
                told["change_life_situation"] = (None, "much_better", "worse")[number % 3]
                answers.append(an_answer(name, point, **told))
    return an_extract(episodes, answers, scales=("nrs_pain", "mpi_interference"))


@pytest.fixture(scope="module", params=[None, "SV001", "SV002"])
def population(extract, request):
    return Population(extract, register=Register.NRSSV, unit_id=request.param)


def test_every_row_is_that_of_the_period_by_itself(population):
    together = rows_in_periods(population, PERIODS, INDICATORS)
    for period in PERIODS:
        alone = from_rows(indicator_rows(population.in_period(period)))
        assert from_rows(together[period.code]).table.equals(alone.table)


def test_somebody_is_there_to_compare(population):
    found = rows_in_periods(population, PERIODS, INDICATORS)["2022Q2-12Q"]
    assert {row["measure"] for row in found if row["n"]} >= {"improved_pain", "wait_to_programme"}


def test_a_course_counts_whom_each_quarter_has(population):
    end = Period.parse("2022Q1")
    table = course(population, end).table.set_index(["measure", "period"])
    groups = {"first_visits": "visited", "programme_starts": "started"}
    for quarter in end.quarters(QUARTERS):
        cohort = population.in_period(quarter)
        for measure, group in groups.items():
            own = getattr(cohort, group)["unit_id"]
            row = table.loc[(measure, quarter.code)]
            largest = max(own.value_counts(), default=0)
            counts = (len(own), own.nunique(), largest)
            assert (row["n"], row["n_units"], row["largest_n"]) == counts


@pytest.mark.parametrize("group", ["referred", "visited", "registered", "started", "discharged"])
def test_days_tell_the_groups_of_periods_apart(population, group):
    ever = population.in_period(EVER)
    for period, places in zip(PERIODS, places_in(ever.days(group), PERIODS), strict=True):
        own = getattr(population.in_period(period), group)
        assert list(getattr(ever, group)["episode_id"].iloc[places]) == list(own["episode_id"])


def test_due_days_tell_who_is_due(population):
    ever = population.in_period(EVER)
    (places,) = places_in(ever.days("due"), PERIODS[3:4])
    own = population.in_period(PERIODS[3]).due
    assert list(ever.due["episode_id"].iloc[places]) == list(own["episode_id"])
    assert len(own)


@pytest.mark.parametrize("unit", ["SV001", "SV002"])
def test_a_unit_taken_from_its_register_is_the_unit_read_by_itself(extract, unit):
    taken = Population(extract, register=Register.NRSSV).unit(unit)
    alone = Population(extract, register=Register.NRSSV, unit_id=unit)
    assert taken.episodes.equals(alone.episodes)
    assert taken.diagnoses.equals(alone.diagnoses)
    assert (taken.n_withdrawn, taken.n_in_extract) == (alone.n_withdrawn, alone.n_in_extract)
    for point in TimePoint:
        assert taken.answers_at(point).equals(alone.answers_at(point))
    assert not taken.is_whole
