"""What units are adjusted for is known before treatment, and written once."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import yaml

from nrs_lib.contracts import case_mix_checks
from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.reading import read_contract
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import TimePoint

SEX = {
    "code": "sex",
    "label": {"sv": "kön", "en": "sex"},
    "table": "episode",
    "column": "sex",
    "kind": "category",
    "reference_level": "woman",
    "levels": {"woman": ["woman"], "man": ["man"]},
    "evidence": "assumed",
    "reference": "Made up for tests",
}
START = {
    "code": "start",
    "label": {"sv": "start", "en": "start"},
    "table": "initial",
    "column": "outcome_scale",
    "kind": "number",
    "evidence": "assumed",
    "reference": "Made up for tests",
}
FAMILY = {
    "code": "pain",
    "label": {"sv": "smärta", "en": "pain"},
    "outcomes": ["improved_pain"],
    "variables": ["sex", "start"],
    "evidence": "assumed",
    "reference": "Made up for tests",
}
FILE = {
    "version": 1,
    "known_at_start": {"columns": ["sex", "age"], "evidence": "assumed", "reference": "Test"},
    "variables": [SEX, START],
    "families": [FAMILY],
}


def written(home, change=None):
    raw = copy.deepcopy(FILE)
    if change is not None:
        change(raw)
    path = home / "case_mix.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def put(**changes):
    """Change the first variable."""
    return lambda raw: raw["variables"][0].update(changes)


def told(home, change):
    with pytest.raises(DefinitionError) as caught:
        read_case_mix(written(home, change))
    assert caught.value.where.startswith("case_mix.yaml")
    assert caught.value.remedy
    return caught.value


def test_the_projects_own_file_is_sound():
    case_mix = read_case_mix()
    pain = case_mix.family_of("improved_pain")
    assert "pain_start" in {variable.code for variable in pain.variables}
    assert case_mix.family_of("nrs_pain") is pain


def test_every_outcome_on_a_scale_is_adjusted_for_a_start_value():
    # A unit with sick patients must not gain from regression to the mean.
    for code in ("pain", "everyday", "scales"):
        variables = read_case_mix().families[code].variables
        assert any(variable.table == "initial" for variable in variables), code


def test_an_outcome_without_family_is_refused_with_those_that_have_one():
    with pytest.raises(DefinitionError, match="improved_pain"):
        read_case_mix().family_of("women")


def test_the_outcomes_own_start_value_has_the_column_of_its_scale(tmp_path):
    start = read_case_mix(written(tmp_path)).variables["start"]
    assert start.column_for("nrs_pain") == "nrs_pain"
    with pytest.raises(DefinitionError, match="own start value"):
        start.column_for(None)


def test_an_outcome_without_scale_has_no_start_value_of_its_own(tmp_path):
    def change(raw):
        raw["families"][0]["outcomes"] = ["goals_reached"]

    with pytest.raises(DefinitionError, match="own start value"):
        read_case_mix(written(tmp_path, change))


@pytest.mark.parametrize(
    "change",
    [
        {"table": "discharge", "column": "work_status"},
        {"table": "followup_12m", "column": "work_status"},
        {"table": "initial", "column": "change_pain"},
        {"table": "initial", "column": "prem_satisfaction"},
        {"table": "episode", "column": "program_completed"},
        {"table": "episode", "column": "discharge_reason"},
        {"table": "episode", "column": "program_type"},
    ],
    ids=lambda change: f"{change['table']}.{change['column']}",
)
def test_a_variable_measured_after_the_start_of_treatment_is_refused(change, tmp_path):
    error = told(tmp_path, put(**change))
    assert "after the start of treatment" in error.what
    assert f"variables.sex: {change['table']}.{change['column']}" in error.where
    assert "value at the start" in error.remedy


@pytest.mark.parametrize("scale", ["nrs_change_pain", "pgic7_change"])
def test_a_scale_that_is_asked_afterwards_is_refused(scale, tmp_path):
    def change(raw):
        raw["variables"][1].update(column=scale)

    error = told(tmp_path, change)
    assert "after the start of treatment" in error.what


@pytest.mark.parametrize(
    ("points", "is_listed", "is_refused"),
    [
        ((), True, False),
        ((), False, True),
        ((TimePoint.INITIAL,), False, False),
        ((TimePoint.DISCHARGE,), True, True),
    ],
)
def test_time_points_of_the_contract_outrank_the_list(points, is_listed, is_refused, monkeypatch):
    own = read_contract("episode")
    fields = tuple(
        replace(field, time_points=points) if field.name == "sex" else field for field in own.fields
    )
    contract = replace(own, fields=fields)
    monkeypatch.setattr(case_mix_checks, "read_contract", lambda table: contract)
    listed = ["sex"] if is_listed else []
    if is_refused:
        with pytest.raises(DefinitionError, match="after the start"):
            case_mix_checks.require_before_treatment(
                "episode", "sex", where="x", known_at_start=listed
            )
    else:
        field = case_mix_checks.require_before_treatment(
            "episode", "sex", where="x", known_at_start=listed
        )
        assert field.name == "sex"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (put(column="sexx"), "no column"),
        (put(table="initial", column="sexx"), "neither a column"),
        (put(kind="number"), "has no reference_level"),
        (put(kind="flag"), "has no reference_level"),
        (put(knots=[1, 2, 3]), "has no knots"),
        (put(reference_level="other"), "reference level"),
        (put(levels={"woman": ["woman"], "man": ["woman"]}), "stands twice"),
        (put(levels={"woman": ["woman"], "man": ["men"]}), "same codes"),
        (put(code="start"), "stands twice"),
        (lambda raw: raw["variables"][1].update(kind="flag"), "not a number"),
        (lambda raw: raw["variables"][1].update(knots=[3, 2, 5]), "do not rise"),
        (lambda raw: raw["variables"][1].update(transform="log", centre=0), "logarithm"),
        (lambda raw: raw["families"][0].update(variables=["sex"]), "No family uses"),
        (lambda raw: raw["families"][0].update(variables=["sex", "start", "x"]), "no variable"),
        (lambda raw: raw["families"][0].update(outcomes=["nonsense"]), "neither a measure"),
        (
            lambda raw: raw["families"].append({**FAMILY, "code": "again"}),
            "An outcome stands twice",
        ),
        (lambda raw: raw["known_at_start"]["columns"].append("nonsense"), "no column"),
        (lambda raw: raw.update(familes=[]), "Unknown key"),
    ],
)
def test_a_fault_is_named(change, what, tmp_path):
    with pytest.raises(DefinitionError, match=what) as caught:
        read_case_mix(written(tmp_path, change))
    assert caught.value.remedy


def test_levels_hold_every_code_but_missing_ones():
    education = read_case_mix().variables["education"]
    codes = {code for codes in education.levels.values() for code in codes}
    assert "unknown" not in codes
    assert {"primary", "primary_or_other", "other"} <= codes


def test_conventions_of_comparison_are_of_use():
    assert get("funnel_interpolation").value in ("mid_p", "spiegelhalter_2005")
    assert 0 <= get("overdispersion_winsorise").value < 0.5
