"""What an annual report counts beside the sections of all reports."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.reports.annual_desk import answered_scales
from nrs_lib.stats.care_processes import process_flows
from nrs_lib.stats.results import values_at
from nrs_lib.stats.score_bands import band_shares
from nrs_lib.stats.volume import volume, volume_by_unit
from nrs_lib.stats.years import years, years_of
from nrs_lib.terms import TimePoint
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
SCALES = (
    "nrs_pain",
    "hads_anxiety",
    "hads_depression",
    "isi_total",
    "tsk17_total",
    "mpi_interference",
)
ANXIETY = [3, 7.58, 8, 11, 21, None]


@pytest.fixture(scope="module")
def population():
    episodes, answers = [], []
    for number, score in enumerate(ANXIETY):
        unit = "SV001" if number < 4 else "SV002"
        process = {"care_process": "assessment_only"} if number == 5 else {}
        unfinished = {"discharge_date": pd.NaT} if number == 4 else {}
        episodes.append(an_episode(f"e{number}", unit_id=unit, **process, **unfinished))
        answers.append(an_answer(f"e{number}", "initial", hads_anxiety=score, nrs_pain=7))
        answers.append(an_answer(f"e{number}", "discharge", nrs_pain=5))
    return a_population(an_extract(episodes, answers, scales=SCALES))


def test_units_add_up_to_the_nation(population):
    units = volume_by_unit(population, YEAR).table
    nation = volume(population.in_period(YEAR))

    for measure, mine in units.groupby("measure"):
        whole = nation.where(measure=measure, statistic="count").table["n"].iloc[0]
        assert mine["n"].sum() == whole
        assert set(mine["group"]) == set(population.units["unit_id"])


def test_each_step_of_a_process_is_a_part_of_the_one_before(population):
    found = process_flows(population.in_period(YEAR)).table
    counts = {measure: mine["n"].tolist() for measure, mine in found.groupby("measure")}

    assert counts["process_mmr"][0] == 5
    assert counts["process_mmr"][-1] == 4, "one has not ended"
    assert counts["process_assessment_only"][0] == 1


def test_a_score_is_in_the_band_whose_bound_it_has_reached(population):
    found = band_shares(population.in_period(YEAR))
    mine = found.where(measure="anxiety_bands", time_point="initial").table
    counts = dict(zip(mine["category"], mine["numerator"], strict=True))

    assert counts == {"none": 2, "possible": 1, "probable": 2}
    assert set(mine["denominator"]) == {5}, "who has no score is in no band and not counted"


def test_means_at_a_later_time_are_of_all_who_answered_then(population):
    cohort = population.in_period(YEAR)
    found = values_at(cohort, scales=["nrs_pain"], time_point=TimePoint.DISCHARGE).table

    assert found["n"].tolist() == [len(cohort.discharged)]
    assert found["estimate"].tolist() == [5.0]


def test_years_begin_with_the_first_that_has_anybody(population):
    assert [one.code for one in years_of(population, YEAR)][-1] == "2022"
    codes = set(years(population, YEAR).table["period"])
    assert codes == {one.code for one in years_of(population, YEAR)}


def test_only_scales_that_somebody_answered_are_shown(population):
    found = answered_scales(population.in_period(YEAR))

    assert "nrs_pain" in found
    assert "isi_total" not in found
