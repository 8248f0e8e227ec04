"""Twenty quarters of the indicators, and longer periods for a unit whose quarters have few."""

from __future__ import annotations

import datetime as dt

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.stats.indicators import INDICATORS, indicator_rows
from nrs_lib.stats.over_time import over_time
from nrs_lib.terms import Register
from tests.support.extracts import an_answer, an_episode, an_extract

END = Period.parse("2022Q3")


@pytest.fixture(scope="module")
def extract():
    """An episode every third week from the middle of 2019, half of them less in pain."""
    episodes, answers = [], []
    for number in range(55):
        name = f"e{number:02d}"
        day = dt.date(2019, 5, 20) + dt.timedelta(weeks=3 * number)
        days = {
            "first_visit_date": day,
            "program_start_date": day + dt.timedelta(days=20 + number),
            "discharge_date": day + dt.timedelta(days=100),
        }
        episodes.append(an_episode(name, unit_id=("SV001", "SV002")[number % 2], **days))
        answers.append(an_answer(name, "initial", nrs_pain=8))
        answers.append(an_answer(name, "discharge", nrs_pain=8 if number % 3 else 4))
    return an_extract(episodes, answers, scales=("nrs_pain", "mpi_interference"))


@pytest.fixture(scope="module")
def unit(extract):
    return Population(extract, register=Register.NRSSV, unit_id="SV001")


@pytest.fixture(scope="module")
def table(unit):
    return over_time(unit, END).table


def rows(table, measure):
    return table[table["measure"] == measure].set_index("period")


def test_periods_begin_where_there_was_anybody_and_end_with_the_report(table):
    quarters = [code for code in rows(table, "improved_pain").index if code[4:5] == "Q"]
    quarters = [code for code in quarters if "-" not in code]
    assert quarters[0] == "2019Q3"
    assert quarters[-1] == END.code


def test_longer_periods_are_counted_back_from_the_end(table):
    longer = {code for code in table["period"] if "-" in code or code[4:5] in ("H", "")}
    assert {"2022Q3-2Q", "2022Q3-4Q", "2021Q3-4Q"} <= longer


@pytest.mark.parametrize("code", ["2022Q3-2Q", "2021Q3-4Q"])
@pytest.mark.parametrize("measure", INDICATORS)
def test_a_longer_period_is_what_it_would_be_by_itself(table, unit, code, measure):
    found = rows(table, measure)
    if code not in found.index:
        # Nobody had a follow-up due yet.
        assert measure == "response_12m"
        return
    every = indicator_rows(unit.in_period(Period.parse(code)))
    (alone,) = [row for row in every if row["measure"] == measure]
    for name in ("estimate", "low", "high", "n", "n_units", "largest_n"):
        assert found.loc[code, name] == pytest.approx(alone[name], nan_ok=True)


def test_a_register_has_quarters_alone(extract):
    whole = over_time(Population(extract, register=Register.NRSSV), END).table
    assert not [code for code in whole["period"] if "-" in code]


def test_a_measure_of_nobody_keeps_its_periods(extract):
    nobody = Population(extract, register=Register.NRSPV)
    assert len(over_time(nobody, END).table) == 20 * len(INDICATORS)
