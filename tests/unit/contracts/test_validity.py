"""Codes and diagnoses count from their first day to their last, both included."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from nrs_lib.contracts import content_checks, validity_checks
from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.definition_rows import read_days
from nrs_lib.contracts.pain_diagnoses import PainDiagnoses, PainDiagnosis
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.validity_checks import is_outside
from nrs_lib.errors import DefinitionError
from nrs_lib.extract.loading import check
from nrs_lib.terms import Evidence
from tests.support.deliveries import a_draft

FIRST, LAST = dt.date(2021, 2, 1), dt.date(2021, 3, 1)


def pain(prefix: str, first: dt.date | None = None, last: dt.date | None = None) -> PainDiagnosis:
    return PainDiagnosis(prefix, "smärta", first, last, Evidence.ASSUMED)


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2021-01-31", True),
        ("2021-02-01", False),
        ("2021-03-01", False),
        ("2021-03-02", True),
        (None, False),
    ],
)
def test_first_and_last_day_are_within(day, outside):
    days = pd.Series(pd.to_datetime([day]))
    assert is_outside(days, pain("M54", FIRST, LAST)).tolist() == [outside]


def test_a_diagnosis_counts_as_pain_only_on_its_days(tmp_path, monkeypatch):
    # First visits: 2021-02-01 with M79.7, 2021-03-01 with M54.5, 2022-02-01 with R52.2A.
    known = PainDiagnoses(
        7,
        (
            pain("M79.7", last=dt.date(2021, 1, 31)),
            pain("M54", first=dt.date(2021, 3, 1)),
            pain("R52", first=dt.date(2022, 2, 2)),
        ),
    )
    monkeypatch.setattr(content_checks, "read_pain_diagnoses", lambda: known)
    found = check(a_draft().write(tmp_path)).findings()
    (line,) = found.frame.to_dict("records")
    assert (line["rule"], line["rows"]) == ("first_diagnosis_not_pain", "1, 4")
    assert line["message_en"].endswith("Version of the list: 7.")


def test_a_code_that_has_ended_is_found_with_the_version_of_its_list(tmp_path, monkeypatch):
    own = read_codelist("education")
    codes = [
        replace(code, valid_to=dt.date(2021, 1, 31)) if code.code == "secondary" else code
        for code in own.codes
    ]
    changed = replace(own, codes=tuple(codes), version=3)
    monkeypatch.setattr(
        validity_checks,
        "read_codelist",
        lambda name: changed if name == "education" else read_codelist(name),
    )
    (line,) = check(a_draft().write(tmp_path)).findings().frame.to_dict("records")
    assert (line["rule"], line["column"], line["rows"]) == (
        "code_not_in_force",
        "education",
        "1, 4",
    )
    assert line["message_en"].endswith("Code list education, version 3.")


def test_days_that_run_backwards_are_refused():
    with pytest.raises(DefinitionError, match="last day comes before"):
        read_days({"valid_from": "2021-02-02", "valid_to": "2021-02-01"}, "x.csv line 2")


def test_every_table_that_has_codes_says_on_which_day_they_must_be_in_force():
    for contract in read_contracts().values():
        has_codes = any(field.codelist for field in contract.fields)
        # An answer's instrument has days of its own, in instrument_versions.yaml.
        assert bool(contract.codes_on) or not has_codes or contract.table == "item"
