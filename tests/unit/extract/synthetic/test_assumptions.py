from __future__ import annotations

import copy

import pytest
import yaml

from nrs_lib.errors import DefinitionError
from nrs_lib.extract.synthetic.assumptions import read_assumptions
from nrs_lib.places import definitions


@pytest.fixture(scope="module")
def content() -> dict:
    return yaml.safe_load((definitions() / "synthetic.yaml").read_text(encoding="utf-8"))


def _read(tmp_path, content):
    path = tmp_path / "synthetic.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read_assumptions(path)


def _faulty(content, section, key, value):
    changed = copy.deepcopy(content)
    changed[section][key] = value
    return changed


def test_own_file_is_whole(content, tmp_path):
    assert _read(tmp_path, content).units.count["NRSsv"] == 34


@pytest.mark.parametrize(
    ("section", "key", "value", "where"),
    [
        ("units", "colour", {"value": 1, "evidence": "assumed", "reference": "x"}, "units.colour"),
        (
            "units",
            "improvement_sd",
            {"value": "much", "evidence": "assumed", "reference": "x"},
            "units.improvement_sd",
        ),
        (
            "people",
            "second_episode_share",
            {"value": 1.2, "evidence": "assumed", "reference": "x"},
            "people.second_episode_share",
        ),
        (
            "courses",
            "discharge_reason_shares",
            {"value": {"planned": 0.5}, "evidence": "assumed", "reference": "x"},
            "courses.discharge_reason_shares",
        ),
        (
            "units",
            "improvement_sd",
            {"value": float("inf"), "evidence": "assumed", "reference": "x"},
            "units.improvement_sd",
        ),
        ("units", "improvement_sd", {"value": 0.3, "evidence": "assumed"}, "reference"),
        (
            "units",
            "improvement_sd",
            {"value": 0.3, "evidence": "guess", "reference": "x"},
            "evidence",
        ),
    ],
    ids=["unknown", "kind", "share", "shares", "infinite", "no-reference", "evidence"],
)
def test_faulty_number_is_named(content, tmp_path, section, key, value, where):
    with pytest.raises(DefinitionError) as error:
        _read(tmp_path, _faulty(content, section, key, value))
    assert where in error.value.where
    assert error.value.remedy


def test_missing_number_is_named(content, tmp_path):
    changed = copy.deepcopy(content)
    del changed["followup"]["response_share"]
    with pytest.raises(DefinitionError, match="response_share"):
        _read(tmp_path, changed)
