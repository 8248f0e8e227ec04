"""Subjects: units in order, nations apart, and no name that climbs out of its folder."""

from __future__ import annotations

import pandas as pd
import pytest

from nrs_lib.errors import ParameterError, UsageError
from nrs_lib.reports.subjects import Subject, nations, parameters_for, path_part, units_of
from nrs_lib.terms import NATIONAL, Register
from tests.support.templates import a_template

UNITS = pd.DataFrame(
    {
        "unit_id": ["Ö1", "P1", "S2", "S1"],
        "register": ["NRSsv", "NRSpv", "NRSsv", "NRSsv"],
        "unit_name": ["Ön", "Pe", "Es två", "Es ett"],
        "region": ["skane"] * 4,
    }
)


def ids(subjects) -> list[str]:
    return [subject.subject_id for subject in subjects]


def test_units_stand_in_swedish_order() -> None:
    assert ids(units_of(UNITS)) == ["P1", "S1", "S2", "Ö1"]


def test_only_the_first_of_each_register() -> None:
    assert ids(units_of(UNITS, first=1)) == ["S1", "P1"]


def test_a_unit_of_the_other_register_is_not_there() -> None:
    with pytest.raises(UsageError) as fault:
        units_of(UNITS, register=Register.NRSSV, unit_ids=["S1", "P1"])

    assert fault.value.where == "P1"


def test_two_nations_do_not_share_a_folder() -> None:
    assert {nation.folder for nation in nations()} == {"national-NRSsv", "national-NRSpv"}


@pytest.mark.parametrize("name", ["", "..", ".x", "a/b", "a\\b", "a b", "a\n", "å", "x" * 65, "-a"])
def test_a_name_that_is_no_folder(name) -> None:
    with pytest.raises(ParameterError):
        path_part(name, where="subject")


def test_a_report_gets_only_what_it_declares(tmp_path) -> None:
    only_period = {"period": {"type": "string", "pattern": "^[0-9]{4}$", "default": "2021"}}
    sidecar = a_template(tmp_path, "prov", parameters=only_period)

    found = parameters_for(sidecar, Subject(Register.NRSSV, "U1"), extract_id="none", period="2022")

    assert found == {"period": "2022"}


def test_a_unit_report_is_not_about_the_nation(tmp_path) -> None:
    sidecar = a_template(tmp_path, "prov")

    with pytest.raises(ParameterError, match="unit"):
        parameters_for(sidecar, Subject(Register.NRSSV, NATIONAL), extract_id="none", period="2022")


def test_a_report_of_one_register_stays_there(tmp_path) -> None:
    sidecar = a_template(tmp_path, "prov", register="NRSpv")

    with pytest.raises(ParameterError, match="NRSpv"):
        parameters_for(sidecar, Subject(Register.NRSSV, "U1"), extract_id="none", period="2022")
