"""From declared variables to the columns of a model."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.units import case_mix
from nrs_lib.stats.units.case_mix import baseline, natural_spline, plan_design, started_late
from tests.support.unit_registers import a_register

VARIABLES = read_case_mix().variables
YEAR = Period.parse("2022")


def frame(**columns):
    return pd.DataFrame(columns)


def education(*counts):
    levels = [
        level
        for level, count in zip(
            ("secondary", "university", "primary_or_other"), counts, strict=False
        )
        for _ in range(count)
    ]
    return frame(education=pd.Series(levels, dtype=object))


def test_a_category_has_a_column_for_each_level_but_the_reference():
    rows = education(20, 15, 12)
    plan = plan_design(rows, [VARIABLES["education"]])
    assert plan.names == ("intercept", "education[primary_or_other]", "education[university]")
    matrix = plan.matrix(rows)
    assert matrix.sum(axis=0).tolist() == [47, 12, 15]


def test_a_small_level_counts_as_the_reference():
    plan = plan_design(education(20, 15, 9), [VARIABLES["education"]])
    assert plan.names == ("intercept", "education[university]")
    assert plan.terms[0].merged == ("primary_or_other",)


def test_a_level_with_one_kind_of_outcome_counts_as_the_reference():
    rows = education(20, 15, 12)
    is_event = np.r_[np.tile([0.0, 1], 10), np.ones(15), np.tile([0.0, 1], 6)]
    plan = plan_design(rows, [VARIABLES["education"]], is_event=is_event)
    assert plan.terms[0].levels == ("primary_or_other",)
    assert plan.terms[0].merged == ("university",)


def test_a_reference_with_one_kind_of_outcome_takes_the_largest_level():
    rows = education(20, 15, 12)
    is_event = np.r_[np.zeros(20), np.tile([0.0, 1, 1], 5), np.tile([0.0, 1], 6)]
    plan = plan_design(rows, [VARIABLES["education"]], is_event=is_event)
    assert plan.terms[0].levels == ("primary_or_other",)
    assert plan.terms[0].merged == ("university",)


def test_a_small_reference_takes_the_largest_level():
    plan = plan_design(education(9, 15, 12), [VARIABLES["education"]])
    assert plan.terms[0].levels == ("primary_or_other",)


def test_a_level_that_nobody_has_is_not_said_to_be_merged():
    assert plan_design(education(20, 15), [VARIABLES["education"]]).terms[0].merged == ()


def test_missing_is_expected_and_not_the_reference():
    levels = ["university"] * 12 + ["secondary"] * 36 + [None]
    rows = frame(education=pd.Series(levels, dtype=object))
    plan = plan_design(rows, [VARIABLES["education"]])
    assert plan.missing(rows)["education"].tolist() == [False] * 48 + [True]
    assert plan.terms[0].levels == ("university",)
    assert plan.matrix(rows)[:, 1].tolist() == [1.0] * 12 + [0.0] * 36 + [0.25]


def test_rows_without_a_level_are_not_counted_to_the_reference():
    levels = ["university"] * 15 + ["secondary"] * 9 + ["primary"] * 12 + [None] * 5
    values = pd.Series(levels, dtype=object).replace("primary", "primary_or_other")
    plan = plan_design(frame(education=values), [VARIABLES["education"]])
    assert plan.terms[0].levels == ("primary_or_other",)


def test_a_category_that_is_the_same_for_all_has_no_column():
    rows = frame(education=pd.Series(["university"] * 30, dtype=object))
    plan = plan_design(rows, [VARIABLES["education"]])
    assert plan.names == ("intercept",)
    assert plan.matrix(rows).tolist() == [[1.0]] * 30


def test_a_plan_meets_other_patients_with_the_same_columns():
    plan = plan_design(education(20, 15, 12), [VARIABLES["education"]])
    assert plan.matrix(education(1)).tolist() == [[1, 0, 0]]


def test_numbers_are_centred_and_stepped():
    age = replace(VARIABLES["age"], knots=())
    rows = frame(age=[45.0, 55.0])
    assert plan_design(rows, [age]).matrix(rows)[:, 1].tolist() == [0, 1]


def test_a_logarithm_of_nothing_is_missing():
    rows = frame(pain_duration=[1826.0, 0.0, 1826.0 * np.e, np.nan])
    plan = plan_design(rows, [VARIABLES["pain_duration"]])
    assert plan.matrix(rows)[:, 1] == pytest.approx([0, 0.5, 1, 0.5])
    assert plan.missing(rows)["pain_duration"].tolist() == [False, True, False, True]


def test_a_spline_is_straight_beyond_its_knots():
    knots = (4.0, 7.0, 9.0)
    values = np.linspace(9, 20, 12)
    (bend,) = natural_spline(values, knots)
    assert np.diff(bend, 2) == pytest.approx(np.zeros(10), abs=1e-9)
    assert natural_spline(np.array([0.0, 4.0]), knots)[0].tolist() == [0, 0]


def test_a_spline_has_no_step_and_no_corner_at_a_knot():
    knots, tiny = (4.0, 6.0, 7.0, 9.0), 1e-4
    for bend_number in (0, 1):
        for knot in knots:
            left, at, right = (
                natural_spline(np.array([knot + move]), knots)[bend_number][0]
                for move in (-tiny, 0, tiny)
            )
            assert (right - at) - (at - left) == pytest.approx(0, abs=1e-7)


def test_a_spline_by_hand():
    # One bend: ((x - 1)^3 - 2 (x - 2)^3 + (x - 3)^3) / 4 at 4, knots 1, 2, 3.
    (bend,) = natural_spline(np.array([4.0]), (1.0, 2.0, 3.0))
    assert bend[0] == pytest.approx((27 - 2 * 8 + 1) / 4)


def test_two_knots_give_no_bend():
    assert natural_spline(np.arange(3.0), (1.0, 2.0)) == []


def test_baseline_reads_the_first_questionnaire_only():
    population = a_register()
    cohort = population.in_period(YEAR)
    episodes = cohort.discharged
    chosen = [VARIABLES[code] for code in ("age", "sex", "pain_start", "own_start")]
    made = baseline(cohort, episodes, chosen, scale="mpi_interference")
    start = cohort.answers(episodes, "initial")
    assert made["pain_start"].tolist() == start["nrs_pain"].tolist()
    assert made["own_start"].tolist() == start["mpi_interference"].tolist()
    assert set(made["sex"]) == {"woman", "man"}


def test_a_first_questionnaire_after_the_programme_began_is_seen():
    cohort = a_register().in_period(YEAR)
    episodes = cohort.discharged.copy()
    assert not started_late(cohort, episodes).any()
    episodes.loc[3, "program_start_date"] = pd.Timestamp("2022-01-15")
    assert started_late(cohort, episodes).tolist() == [place == 3 for place in episodes.index]


def test_another_way_of_filling_in_is_not_known(monkeypatch):
    chosen = replace(case_mix.get("case_mix_unknown"), value="zero")
    monkeypatch.setattr(case_mix, "get", lambda key: chosen)
    with pytest.raises(DefinitionError, match="not known"):
        plan_design(education(20, 15), [VARIABLES["education"]])
