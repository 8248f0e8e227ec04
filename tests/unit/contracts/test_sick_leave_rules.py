"""How sick leave is counted is data: windows, overlaps, benefits, categories, limits."""

from __future__ import annotations

import copy

import pytest
import yaml

from nrs_lib.cohort.sick_leave.at_risk import LIMITS
from nrs_lib.cohort.sick_leave.categories import INSIDE, WHOLE
from nrs_lib.cohort.sick_leave.days import OVERLAPS
from nrs_lib.cohort.sick_leave.spells import QUARTERS
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.reading import read_codelist, read_contract
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.places import definitions

RAW = yaml.safe_load((definitions() / "sick_leave.yaml").read_text(encoding="utf-8"))


def written(home, change):
    raw = copy.deepcopy(RAW)
    change(raw)
    path = home / "sick_leave.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def test_code_knows_every_rule_limit_and_category_of_the_file():
    rules = read_sick_leave()
    assert set(rules.overlaps) == set(OVERLAPS)
    assert set(rules.limits) == set(LIMITS)
    assert tuple(rules.category_labels) == CATEGORIES
    assert get("sick_leave_overlap").value in rules.overlaps
    assert get("sick_leave_run").value in (INSIDE, WHOLE)


def test_extents_of_the_code_list_are_quarters():
    extents = [float(part.code) for part in read_codelist("sick_leave_extent").codes]
    assert all((extent * QUARTERS).is_integer() and 0 < extent <= 1 for extent in extents)


def test_windows_of_the_study_take_their_days_from_the_convention():
    study = read_sick_leave().window_set("study")
    found = {one.code: (one.anchor, one.first, one.last) for one in study.windows}
    assert found == dict(get("sick_leave_windows").value)
    assert study.convention == "sick_leave_windows"


def test_windows_count_from_dates_of_an_episode():
    columns = {field.name for field in read_contract("episode").fields}
    sets = read_sick_leave().window_sets.values()
    assert {window.anchor for one in sets for window in one.windows} <= columns


@pytest.mark.parametrize("anchor", ["program_start_date", "discharge_date"])
def test_three_month_windows_are_the_years_in_parts(anchor):
    rules = read_sick_leave()

    def days(code):
        return [
            day
            for window in rules.window_set(code).windows
            if window.anchor == anchor
            for day in range(window.first, window.last + 1)
        ]

    assert days("three_months") == days("years")
    assert 0 not in days("years")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda raw: raw["benefits"]["temporary"].pop(), "no group"),
        (lambda raw: raw["benefits"]["permanent"].append("preventive"), "two groups"),
        (lambda raw: raw["categories"].reverse(), "order"),
        (lambda raw: raw["overlaps"][1].update(code="sum_capped"), "twice"),
        (lambda raw: raw["window_sets"][1]["windows"][0].update(last=-400), "before it begins"),
        (lambda raw: raw["window_sets"][1]["windows"][0].pop("anchor"), "lacks a day"),
        (lambda raw: raw["window_sets"][1]["windows"][0].update(code="t0"), "twice"),
        (lambda raw: raw["window_sets"][0]["windows"].pop(), "convention"),
        (lambda raw: raw["window_sets"][0]["windows"][0].update(first=1), "twice or not at all"),
        (lambda raw: raw["limits"][0].update(last_at_risk="whenever"), "value"),
        (lambda raw: raw.update(extra=1), "Unknown key"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_faults_are_named(tmp_path, change, fault):
    with pytest.raises(DefinitionError, match=fault):
        read_sick_leave(written(tmp_path, change))


def test_an_unknown_choice_is_refused_with_those_that_exist():
    with pytest.raises(ParameterError, match="sum_capped, largest"):
        read_sick_leave().overlap("smallest")
    with pytest.raises(ParameterError, match="study, years, three_months"):
        read_sick_leave().window_set("months")


def test_the_rule_in_force_is_the_conventions():
    assert read_sick_leave().overlap().code == get("sick_leave_overlap").value
