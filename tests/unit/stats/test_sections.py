from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.estimates import combined, from_rows
from nrs_lib.stats.followup import perceived, programme, response
from nrs_lib.stats.indicators import as_own, compared_units, indicators
from nrs_lib.stats.portrait import diagnoses, diagnosis_group, portrait
from nrs_lib.stats.results import changes, responders, start_values
from nrs_lib.stats.volume import flow, volume
from nrs_lib.terms import TimePoint
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

YEAR = Period.parse("2022")
SCALES = ("nrs_pain", "mpi_interference", "isi_total")
PAIRS = [(10, 7), (10, 8), (0, 0), (6, 2), (5, None), (None, 4)]
"""Pain at start and at discharge: improved, not, undefined, improved, unpaired, unpaired."""


@pytest.fixture(scope="module")
def population():
    episodes, answers = [], []
    for number, (start, later) in enumerate(PAIRS):
        name, unit = f"e{number}", "SV001" if number < 4 else "SV002"
        episodes.append(an_episode(name, unit_id=unit, sex="man" if number == 0 else "woman"))
        answers.append(
            an_answer(
                name,
                "initial",
                nrs_pain=start,
                pain_duration_days=30.4375 * 12 // 1,
                belief_recovery=["4", "1", "5", "not_relevant", None, "3"][number],
            )
        )
        if number < 5:
            judged = ["much_better", "better", "unchanged", "worse", None][number]
            answers.append(
                an_answer(name, "discharge", nrs_pain=later, change_life_situation=judged)
            )
    return a_population(an_extract(episodes, answers, scales=SCALES))


def row(estimates, **conditions):
    found = estimates.where(**conditions).table
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize("made_of", [changes, responders])
def test_of_no_scale_there_is_an_empty_table(population, made_of):
    made = made_of(population.in_period(YEAR), scales=[], time_point=TimePoint.DISCHARGE)
    assert made.table.empty
    assert made.definitions


def test_change_is_of_the_same_people_at_both_times(population):
    made = changes(population.in_period(YEAR), scales=SCALES, time_point=TimePoint.DISCHARGE)
    start = row(made, measure="nrs_pain", statistic="mean", category="paired_start")
    change = row(made, measure="nrs_pain", statistic="change")
    assert (start["n"], start["estimate"]) == (4, 6.5)
    assert (change["n"], change["estimate"]) == (4, pytest.approx(-2.25))
    assert change["low"] < -2.25 < change["high"]


def test_a_scale_nobody_answered_has_no_numbers_and_no_zero(population):
    made = changes(population.in_period(YEAR), scales=SCALES, time_point=TimePoint.DISCHARGE)
    change = row(made, measure="isi_total", statistic="change")
    assert change["n"] == 0
    assert np.isnan(change["estimate"])


def test_missing_answers_are_in_neither_numerator_nor_denominator(population):
    made = responders(population.in_period(YEAR), scales=SCALES, time_point=TimePoint.DISCHARGE)
    pain = row(made, measure="nrs_pain")
    # Ten to seven is exactly 30 % and counts; from zero no per cent exists.
    assert (pain["numerator"], pain["denominator"]) == (2, 3)


def test_start_values_count_who_answered(population):
    made = start_values(population.in_period(YEAR), scales=SCALES)
    assert row(made, measure="nrs_pain")["n"] == 5


def test_response_rate_counts_questionnaires(population):
    made = response(population.in_period(YEAR))
    discharge = row(made, measure="response_discharge")
    assert (discharge["numerator"], discharge["denominator"]) == (5, 6)
    assert row(made, measure="response_12m")["denominator"] == 0


def test_flow_narrows_step_by_step(population):
    made = flow(population.in_period(YEAR)).where(measure="flow_discharge").table
    assert made["n"].tolist() == [6, 6, 5, 4]


def test_volume_of_the_period_and_not_of_the_year_before(population):
    assert row(volume(population.in_period(YEAR)), measure="first_visits")["n"] == 6
    before = volume(population.in_period(YEAR.year_before()))
    assert row(before, measure="first_visits")["n"] == 0


def test_portrait_counts_of_those_who_answered(population):
    made = portrait(population.in_period(YEAR))
    women = row(made, measure="women")
    believes = row(made, measure="believes_recovery")
    assert (women["numerator"], women["denominator"]) == (5, 6)
    # "Not relevant" and missing are in neither.
    assert (believes["numerator"], believes["denominator"]) == (2, 4)
    assert row(made, measure="pain_duration_months")["estimate"] == pytest.approx(12, abs=0.05)


def test_perceived_change_is_of_those_who_answered(population):
    made = perceived(population.in_period(YEAR), time_point=TimePoint.DISCHARGE)
    better = row(made, measure="change_life_situation", category="better")
    assert (better["numerator"], better["denominator"]) == (1, 4)


def test_waits_are_medians_in_days(population):
    made = programme(population.in_period(YEAR))
    assert row(made, measure="wait_to_programme")["estimate"] == 59
    assert row(made, measure="days_to_discharge")["estimate"] == 134


def test_indicators_have_the_period_and_twelve_quarters(population):
    made = indicators(population, YEAR)
    pain = made.where(measure="improved_pain").table
    assert len(pain) == 13
    assert row(made, measure="improved_pain", period="2022Q2")["denominator"] == 3
    assert row(made, measure="improved_pain", period="2022Q1")["denominator"] == 0


def test_an_indicator_quarter_that_is_the_period_stands_once(population):
    made = indicators(population, Period.parse("2022Q2"))
    assert len(made.where(measure="improved_pain", period="2022Q2").table) == 1


def test_every_unit_is_a_row_and_one_can_be_the_own(population):
    made = as_own(compared_units(population, YEAR), "SV002")
    rows = made.where(measure="response_discharge").table.set_index("group")
    assert rows["denominator"].to_dict() == {"SV001": 4, "SV002": 2, "SV003": 0}
    assert rows["scope"].to_dict() == {"SV001": "unit", "SV002": "own", "SV003": "unit"}


def test_contributing_units_are_counted(population):
    made = start_values(population.in_period(YEAR), scales=SCALES)
    pain = row(made, measure="nrs_pain")
    assert (pain["n_units"], pain["largest_n"]) == (2, 4)


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("M79.7", "fibromyalgia"),
        ("M797", "fibromyalgia"),
        ("M54.2", "neck"),
        ("M54.5", "low_back"),
        ("M54.9", "back_other"),
        ("R52.2A", "chronic_pain"),
        ("Z99", "other"),
    ],
)
def test_diagnoses_are_grouped_by_their_longest_prefix(code, group):
    assert diagnosis_group(pd.Series([code], dtype="str")).tolist() == [group]


def test_a_missing_diagnosis_is_in_no_group():
    codes = pd.Series(["M79.7", None, "Z99", "m797"], index=[3, 1, 2, 7], dtype="string")
    found = diagnosis_group(codes)
    assert found.index.equals(codes.index)
    assert found.isna().tolist() == [False, True, False, False]
    assert found.dropna().tolist() == ["fibromyalgia", "other", "fibromyalgia"]


def test_counts_are_whole_numbers_however_they_come():
    key = {"measure": "x", "statistic": "count", "group": "SV001", "scope": "own"}
    counts = [3, np.int64(4), 5.0, None, pd.NA]
    rows = [key | {"period": str(place), "n": n} for place, n in enumerate(counts)]
    plain = from_rows([key | {"n": 3, "period": "a"}, key | {"n": None, "period": "b"}]).table
    assert from_rows(rows).table["n"].astype("object").tolist() == [3, 4, 5, pd.NA, pd.NA]
    assert plain["n"].tolist() == [3, pd.NA]
    assert plain.dtypes.equals(from_rows(rows).table.dtypes)
    with pytest.raises(TypeError):
        from_rows([key | {"n": 3.5}])


def test_two_estimates_under_one_key_are_refused():
    one = {"measure": "x", "statistic": "count", "group": "SV001", "scope": "own", "n": 3}
    with pytest.raises(DefinitionError, match="stand twice"):
        combined([from_rows([one]), from_rows([one])])


def test_an_unknown_statistic_is_refused():
    with pytest.raises(DefinitionError, match="unknown statistic"):
        from_rows([{"measure": "x", "statistic": "max", "group": "g", "scope": "own"}])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_first_diagnosis_is_of_the_start_whatever_the_order_of_the_rows(order):
    extract = an_extract([an_episode("e1")], [an_answer("e1", "initial")])
    rows = pd.DataFrame(
        {
            "episode_id": ["e1"] * 3,
            "time_point": ["discharge", "initial", "initial"],
            "position": [1, 2, 1],
            "icd10_se": ["M54.5", "F32.1", "M79.7"],
        }
    )
    found = diagnoses(
        a_population(replace(extract, diagnoses=rows.iloc[list(order)])).in_period(YEAR)
    )
    shares = found.table.set_index("category")["numerator"]

    assert shares["fibromyalgia"] == 1
