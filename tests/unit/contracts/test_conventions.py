"""Conventions are written once, read strictly, and can be read aloud."""

from __future__ import annotations

import pytest
import yaml

from nrs_lib.contracts.conventions import get, read_conventions
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.reading import read_codelist, read_contract
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import CareProcess, TimePoint

ENTRY = {
    "key": "cutoff",
    "value": 0.5,
    "label_sv": "Från {value}, {percent}.",
    "label_en": "From {value}, {percent}.",
    "evidence": "assumed",
    "reference": "Made up for tests",
}


def written(home, *entries):
    path = home / "conventions.yaml"
    raw = {"version": 1, "conventions": list(entries)}
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def test_values_cannot_be_changed():
    with pytest.raises(TypeError):
        get("period_dates").value["initial"] = "another"
    with pytest.raises(AttributeError):
        get("confidence_level").value = 0.9
    assert isinstance(get("national_excludes").value, tuple)


def test_labels_write_numbers_as_readers_do(tmp_path):
    one = read_conventions(written(tmp_path, ENTRY))["cutoff"]
    assert one.label() == "Från 0,5, 50\u00a0%."
    assert one.label("en") == "From 0.5, 50%."


def test_a_label_of_a_list_names_its_ends():
    assert "274–548 dagar" in get("followup_window_days").label()


def test_no_label_keeps_a_placeholder_or_a_code_list():
    for one in read_conventions().values():
        for language in ("sv", "en"):
            assert "{" not in one.label(language), one.key


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"valeu": 1}, "conventions.cutoff.valeu"),
        ({"evidence": "likely"}, "conventions.cutoff.evidence"),
        ({"value": None}, "conventions.cutoff.value"),
        ({"value": []}, "conventions.cutoff.value"),
        ({"key": "Cut off"}, "conventions.Cut off.key"),
    ],
)
def test_a_fault_is_named_with_its_key(change, where, tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_conventions(written(tmp_path, ENTRY | change))
    assert caught.value.where == f"conventions.yaml: {where}"


def test_a_key_stands_once(tmp_path):
    with pytest.raises(DefinitionError, match="stands twice"):
        read_conventions(written(tmp_path, ENTRY, ENTRY))


def test_an_unknown_key_is_refused_with_those_that_exist():
    with pytest.raises(DefinitionError, match="confidence_level"):
        get("confidence")


def test_codes_in_conventions_exist_where_they_point():
    processes = {str(process) for process in CareProcess}
    assert {*get("national_excludes").value, *get("change_excludes").value} <= processes
    for key, name in {
        "change_pain_improved": "change_pain",
        "change_life_situation_improved": "change_life_situation",
        "recovery_believed": "belief",
        "working_or_studying": "work_status",
        "many_physician_visits": "physician_visits",
        "goals_reached": "goals_attained",
    }.items():
        assert set(get(key).value) <= {code.code for code in read_codelist(name).codes}, key


def test_dates_in_conventions_are_columns_of_an_episode():
    columns = {field.name for field in read_contract("episode").fields}
    assert set(get("period_dates").value) == {str(point) for point in TimePoint}
    assert set(get("period_dates").value.values()) <= columns
    assert {window[0] for window in get("sick_leave_windows").value.values()} <= columns


def test_value_sets_in_conventions_exist():
    for instrument in ("eq5d3l", "eq5d5l"):
        chosen = get(f"{instrument}_value_set").value
        assert chosen in read_instruments()[instrument].value_sets
