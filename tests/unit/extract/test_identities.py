"""Identity numbers in a delivery, whatever column or name they hide in: told by place only."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract.identities import rows_with_identity_numbers
from nrs_lib.extract.loading import check
from nrs_lib.extract.raw import RawColumn
from tests.support.deliveries import DIAGNOSES, UNITS, WIDE, a_draft

NUMBER = "640823-3234"
PLACES = {
    "free text of a unit": (UNITS, 2, "Unit_name", f"Vårdcentralen ({NUMBER})"),
    "a whole number": (WIDE, 2, "Pain_duration", "6408233234"),
    "a date": (WIDE, 2, "Referral_date", "19640823-3234"),
    "a coded answer": (WIDE, 2, "Education_recode", NUMBER),
    "a column nobody knows": (WIDE, 2, "Note", f"tel. {NUMBER}"),
    "a diagnosis": (DIAGNOSES, 2, "ICD10", "6408233234"),
}


# SPSS has numbers, days and labels of its own there, which are tested below.
_CASES = [("csv", name) for name in PLACES]
_CASES += [
    ("sav", name) for name in ("free text of a unit", "a column nobody knows", "a diagnosis")
]


@pytest.mark.parametrize(("kind", "name"), _CASES)
def test_found_in_any_column_and_told_by_row(kind, name, tmp_path):
    file, row, column, cell = PLACES[name]
    draft = a_draft().put(file, row, **{column: cell})
    findings = check(draft.write(tmp_path / "delivery", kind=kind)).findings()
    found = findings.frame.query("rule == 'personal_identity_number'")
    assert found[["column", "severity", "count", "rows"]].values.tolist() == [
        [column, "stop", 1, str(row)]
    ]
    with pytest.raises(ExtractError) as refused:
        findings.refuse_stops()
    assert "640823" not in str(refused.value) + findings.frame.to_csv()


def test_found_among_numbers_of_spss(tmp_path):
    draft = a_draft().put(WIDE, 3, Pain_duration="6408233234")
    findings = check(draft.write(tmp_path / "delivery", kind="sav")).findings()
    found = findings.frame.query("rule == 'personal_identity_number'")
    assert found["column"].tolist() == ["Pain_duration"]


def test_found_in_a_value_label(tmp_path):
    draft = a_draft().put(WIDE, 3, Education_recode=NUMBER)
    frame = check(draft.write(tmp_path / "delivery", kind="sav")).findings().frame
    assert "personal_identity_number" in set(frame["rule"])
    assert NUMBER not in frame.to_csv()


def test_found_in_a_heading(tmp_path):
    draft = a_draft().put(WIDE, 1, **{f"svar {NUMBER}": "1"})
    frame = check(draft.write(tmp_path / "delivery")).findings().frame
    found = frame.query("rule == 'personal_identity_number'")
    assert found["column"].tolist() == [f"column number {len(draft.files[WIDE].columns)}"]
    assert NUMBER not in frame.to_csv()


def test_a_file_named_by_a_number_is_refused_without_its_name(tmp_path):
    folder = a_draft().write(tmp_path / "delivery")
    (folder / f"{UNITS}.csv").rename(folder / f"{UNITS} {NUMBER}.csv")
    with pytest.raises(ExtractError, match="name of a file") as refused:
        check(folder)
    assert NUMBER not in str(refused.value)


def test_pseudonyms_that_are_numbers_are_not_refused(tmp_path):
    draft = a_draft()
    # One of these four has a day and a check digit.
    pseudonyms = ("6408233234", "1234567890", "9988776655", "5550001112")
    for row, pseudonym in enumerate(pseudonyms, start=1):
        draft.put(WIDE, row, Patient_id=pseudonym)
    frame = check(draft.write(tmp_path / "delivery")).findings().frame
    assert "personal_identity_number" not in set(frame["rule"])


def test_numbers_among_texts_and_days_of_a_spreadsheet():
    cells = np.array(["a text", dt.datetime(2020, 1, 2), 6408233234, 4.5, True], dtype=object)
    column = RawColumn("Note", np.array([0, 1, 2, 3, 4, -1]), cells, is_spreadsheet=True)

    assert rows_with_identity_numbers(column).tolist() == [2]
