"""Pension age follows the year of birth, without gap, and never falls."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from nrs_lib.contracts.pension_age import pension_starts, read_pension_ages
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions

PART = {"evidence": "published", "reference": "Made up for tests"}
AGES = [{"born_to": 1957, "age": 65} | PART, {"born_from": 1958, "age": 66} | PART]


def written(home, ages, **changes):
    path = home / "pension_age.yaml"
    raw = {"version": 1, "month": {"value": "first_day"} | PART, "ages": ages} | changes
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("born", "starts"),
    [
        ("1950-06-30", "2015-06-01"),
        ("1957-12-31", "2022-12-01"),
        ("1958-01-01", "2024-01-01"),
        ("1959-12-31", "2025-12-01"),
        ("1960-01-01", "2027-01-01"),
        ("1964-02-29", "2031-02-01"),
        ("1967-05-05", "2034-05-01"),
    ],
)
def test_the_age_is_that_of_the_birth_year_and_the_day_the_first_of_the_month(born, starts):
    assert pension_starts(np.array([born], dtype="datetime64[D]"))[0] == np.datetime64(starts)


def test_without_a_birth_date_there_is_no_day():
    found = pension_starts(np.array(["NaT", "1957-01-01"], dtype="datetime64[D]"))
    assert np.isnat(found).tolist() == [True, False]


def test_ages_say_how_well_founded_they_are():
    evidence = {part.born_from: part.evidence.value for part in read_pension_ages()}
    assert evidence[1960] == "published"
    assert evidence[1965] == "assumed"


@pytest.mark.parametrize(
    ("ages", "fault"),
    [
        ([AGES[0], AGES[1] | {"born_from": 1959}], "gap"),
        ([AGES[0], AGES[1] | {"born_from": 1957}], "gap"),
        ([AGES[0] | {"born_from": 1940}, AGES[1]], "gap"),
        ([AGES[0], AGES[1] | {"born_to": 1970}], "gap"),
        ([AGES[0], AGES[1] | {"age": 64}], "lower"),
        ([AGES[0], AGES[1] | {"age": 20}], "value"),
        ([AGES[0], AGES[1] | {"agee": 66}], "Unknown key"),
    ],
    ids=["gap", "overlap", "first", "last", "falls", "absurd", "misspelt"],
)
def test_faults_are_named(tmp_path, ages, fault):
    with pytest.raises(DefinitionError, match=fault):
        read_pension_ages(written(tmp_path, ages))


def test_a_sound_file_is_read_in_order(tmp_path):
    found = read_pension_ages(written(tmp_path, AGES))
    assert [(part.born_to, part.age) for part in found] == [(1957, 65), (9999, 66)]


def test_every_part_of_the_projects_file_cites_a_source():
    raw = yaml.safe_load((definitions() / "pension_age.yaml").read_text(encoding="utf-8"))
    assert all(
        "2021/22:181" in p["reference"] or "(2010:110)" in p["reference"]
        for p in raw["ages"]
        if p["evidence"] == "published"
    )
