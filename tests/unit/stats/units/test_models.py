"""Who is in a comparison, who is left out, and the model fitted to the rest."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.units.models import check_model_fits, fit_case_mix, unit_data
from tests.support.unit_registers import SIZES, a_register, extract_of, unit_rows

YEAR = Period.parse("2022")


def altered(change, seed=1):
    """A register whose rows one test has changed."""
    episodes, answers = unit_rows(seed)
    change(episodes, answers)
    return Population(extract_of(episodes, answers, units=len(SIZES)), register="NRSsv")


def facts(cautions, code):
    return next((dict(one.facts) for one in cautions if one.code == code), None)


def starts(answers):
    return [one for one in answers if one["time_point"] == "initial"]


def test_followed_known_and_kept_are_counted_by_unit():
    data = unit_data(a_register(), YEAR, "improved_pain")
    assert data.followed.tolist() == list(SIZES)
    assert (data.known <= data.followed).all()
    assert np.bincount(data.units, minlength=len(SIZES)).tolist() == data.known.tolist()
    assert data.unit_ids[0] == "SV001"
    assert data.cautions == ()


def test_a_patient_without_a_variable_is_kept_and_told_of():
    def change(episodes, answers):
        for one in starts(answers)[:7]:
            one["hads_depression"] = None
        for one in episodes[-5:]:
            one["education"] = None

    data = unit_data(altered(change), YEAR, "improved_pain")
    said = facts(data.cautions, "covariates_expected")
    plain = unit_data(a_register(), YEAR, "improved_pain")
    assert data.values.tolist() == plain.values.tolist()
    lacks = data.frame[["education", "depression_start"]].isna().any(axis=1)
    assert said == {
        "n": int(lacks.sum()),
        "total": len(plain.values),
        "columns": "education, depression_start",
    }
    assert 0 < said["n"] <= 12


def test_a_variable_that_nobody_has_leaves_no_comparison():
    def change(episodes, answers):
        for one in episodes:
            one["education"] = "unknown"

    data = unit_data(altered(change), YEAR, "improved_pain")
    told = facts(data.cautions, "rows_without_covariates")
    assert told["columns"] == "education"
    assert told["dropped"] == told["total"] > 0
    assert fit_case_mix(data).is_refused


def test_unknown_codes_are_missing():
    def change(episodes, answers):
        for one in episodes[:30]:
            one["education"] = "unknown"

    data = unit_data(altered(change), YEAR, "improved_pain")
    assert facts(data.cautions, "covariates_expected")["columns"] == "education"


def test_a_late_first_questionnaire_is_no_baseline():
    def change(episodes, answers):
        for one in starts(answers)[40:44]:
            one["answered_date"] = "2022-05-01"

    data = unit_data(altered(change), YEAR, "improved_pain")
    plain = unit_data(a_register(), YEAR, "improved_pain")
    known = (~np.isnan(plain.outcome.values)[40:44]).sum()
    assert facts(data.cautions, "baseline_after_start") == {"n": known}
    assert data.values.tolist() == plain.values.tolist()
    asked = ["pain_duration", "pain_start", "depression_start"]
    assert data.frame[asked].isna().sum().tolist() == [known] * 3
    assert data.frame[["age", "sex"]].notna().all(axis=None)
    # Where nothing of the questionnaire is used it does not matter when it came.
    process = unit_data(altered(change), YEAR, "response_discharge")
    assert facts(process.cautions, "baseline_after_start") is None


def test_a_measure_without_variables_is_said_to_be_unadjusted():
    data = unit_data(a_register(), YEAR, "response_discharge")
    assert facts(data.cautions, "not_adjusted") == {}
    model = fit_case_mix(data)
    assert model.plan.names == ("intercept",)
    assert model.predictor(data.frame) == pytest.approx(
        np.full(len(data.values), np.log(model.national / (1 - model.national)))
    )


def test_the_model_has_no_column_for_units():
    model = fit_case_mix(unit_data(a_register(), YEAR, "nrs_pain"))
    assert not [name for name in model.plan.names if "SV" in name or "unit" in name]
    assert model.fit.estimates()["pain_start"].high < 0


def test_few_events_for_many_coefficients_are_said():
    population = a_register(sizes=(40, 40))
    model = fit_case_mix(unit_data(population, YEAR, "improved_pain"))
    said = facts(model.cautions, "few_events")
    assert said["coefficients"] == len(model.plan.names) - 1
    assert said["events"] < 10 * said["coefficients"]


def test_a_small_level_is_merged_and_said():
    def change(episodes, answers):
        for place, one in enumerate(episodes):
            one["country_of_birth_group"] = "nordic_other" if place < 4 else "sweden"

    model = fit_case_mix(unit_data(altered(change), YEAR, "nrs_pain"))
    assert facts(model.cautions, "levels_merged") == {"levels": "birth[europe]"}
    assert not any(name.startswith("birth") for name in model.plan.names)


def test_a_variable_that_is_the_same_for_all_is_refused_by_name():
    def change(episodes, answers):
        for one in episodes:
            one["age"] = 45

    model = fit_case_mix(unit_data(altered(change), YEAR, "improved_pain"))
    assert model.is_refused
    assert "age" in facts(model.cautions, "collinear_covariates")["columns"]


def test_one_unit_is_no_register():
    population = Population(extract_of(*unit_rows(), units=8), register="NRSsv", unit_id="SV002")
    with pytest.raises(ParameterError, match="one unit"):
        unit_data(population, YEAR, "improved_pain")


@pytest.mark.parametrize("table", ["units", "episodes"])
def test_two_registers_are_never_compared(table):
    population = a_register()
    both = getattr(population, table).copy()
    both.loc[0, "register"] = "NRSpv"
    setattr(population, table, both)
    with pytest.raises(ParameterError, match="NRSsv and NRSpv"):
        unit_data(population, YEAR, "improved_pain")


def test_an_outcome_without_case_mix_is_refused():
    with pytest.raises(DefinitionError, match="No case mix"):
        unit_data(a_register(), YEAR, "next_of_kin")


def test_a_column_that_the_extract_lacks_is_named():
    population = a_register()
    population.episodes = population.episodes.drop(columns="education")
    with pytest.raises(ParameterError, match="no such column") as caught:
        unit_data(population, YEAR, "improved_pain")
    assert "education" in caught.value.where


def test_a_frozen_model_must_be_of_the_same_register_and_measure():
    data = unit_data(a_register(), YEAR, "improved_pain")
    model = fit_case_mix(data)
    check_model_fits(model, data)
    other = unit_data(a_register(), YEAR, "improved_everyday")
    with pytest.raises(ParameterError, match="another register or measure"):
        check_model_fits(model, other)
    changed = SimpleNamespace(
        register=data.register,
        measure=data.measure,
        family=SimpleNamespace(code="pain", variables=data.family.variables[:-1]),
    )
    with pytest.raises(ParameterError, match="other variables"):
        check_model_fits(model, changed)


def test_a_period_without_anybody_has_no_model():
    data = unit_data(a_register(), Period.parse("2019"), "improved_pain")
    assert len(data.values) == 0
    assert fit_case_mix(data).is_refused
    assert isinstance(data.frame, pd.DataFrame)
