"""Waits for a programme, with those who still wait."""

from __future__ import annotations

import math

import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.stats.describing.waits import programme_starts, time_to_programme
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
VISIT = "2022-02-01"


def cohort_of(starts, **changes):
    episodes = [
        an_episode(f"e{i}", first_visit_date=VISIT, program_start_date=start, **changes)
        for i, start in enumerate(starts)
    ]
    return a_population(an_extract(episodes, [an_answer("e0", "initial")])).in_period(YEAR)


def test_who_still_waits_counts_for_as_long_as_they_have_waited():
    # Ten days, twenty days, and two who wait with no end in sight.
    cohort = cohort_of(["2022-02-11", "2022-02-21", None, None], discharge_date=None)
    found = programme_starts(cohort)
    assert found.n_events == {"started": 2, "ended_before": 0}
    assert found.reached_by(15, cause="started").estimate == 0.25
    assert found.reached_by(300, cause="started").estimate == 0.5
    # 2022-02-01 to the extract of 2023-09-01.
    assert found.steps["time"].max() == 577


def test_who_left_without_a_programme_can_no_longer_start_one():
    cohort = cohort_of(["2022-02-11", None, None, None], discharge_date="2022-03-03")
    found = programme_starts(cohort)
    assert found.n_events == {"started": 1, "ended_before": 3}
    assert found.reached_by(400, cause="started").estimate == 0.25
    assert math.isnan(found.quantile(0.5, cause="started").estimate)


def test_who_started_has_started_whatever_the_day_of_discharge_says():
    cohort = cohort_of(["2022-04-11"] * 2, discharge_date="2022-03-03")
    assert programme_starts(cohort).n_events == {"started": 2, "ended_before": 0}


def test_assessment_only_waits_for_nothing():
    cohort = cohort_of([None] * 3, care_process="assessment_only", discharge_date=None)
    assert programme_starts(cohort).n == 0


def test_rows_have_people_and_units_behind_them():
    starts = ["2022-02-11", "2022-02-21", "2022-03-03", "2022-03-13", "2022-01-30"]
    found = time_to_programme(cohort_of(starts), days=[15, 30])
    rows = found.table.set_index(["statistic", "category"])
    assert rows.loc[("median", ""), "estimate"] == 25
    assert rows.loc[("incidence", "15"), "estimate"] == pytest.approx(0.25)
    assert rows.loc[("incidence", "30"), "estimate"] == pytest.approx(0.75)
    assert set(rows["n"]) == {4}
    assert set(rows["largest_n"]) == {4}
    assert set(rows["period"]) == {"2022"}
    assert {said.code for said in found.cautions} == {"times_negative"}
    assert "convention:survival_interval" in found.definitions
