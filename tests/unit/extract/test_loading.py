"""A delivery becomes typed tables, the same from every kind of file."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from nrs_lib.contracts.reading import TABLES, read_contract
from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import load
from tests.support.deliveries import (
    DIAGNOSES,
    ITEMS,
    SICK_LEAVE,
    WIDE,
    a_delivery,
    a_draft,
)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory):
    """The tiny delivery, loaded once."""
    return load(a_delivery(tmp_path_factory.mktemp("tiny") / "csv"))


@pytest.mark.parametrize("kind", ["sav", "zsav", "dta", "xlsx", "parquet"])
def test_every_kind_of_file_gives_the_same_tables(delivery, tmp_path, kind):
    other = load(a_delivery(tmp_path, kind=kind))
    for name in TABLES:
        pd.testing.assert_frame_equal(delivery.tables[name], other.tables[name])


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("utf-8-sig", "\t"), ("utf-8", ",")]
)
def test_every_way_of_writing_text_gives_the_same_tables(delivery, tmp_path, encoding, delimiter):
    other = load(a_draft().write(tmp_path, encoding=encoding, delimiter=delimiter))
    for name in TABLES:
        pd.testing.assert_frame_equal(delivery.tables[name], other.tables[name])


def test_columns_are_those_of_the_contract(delivery):
    for name, table in delivery.tables.items():
        assert list(table.columns) == [field.name for field in read_contract(name).fields]
        assert isinstance(table.index, pd.RangeIndex)


def test_types_are_nullable_and_ordered(delivery):
    types = delivery.tables["questionnaire"].dtypes
    assert types["exported_nrs_7d"] == "Int64"
    assert types["exported_eq5d_index"] == "Float64"
    assert types["answered_date"] == "datetime64[us]"
    assert types["change_pain"].ordered
    assert not types["pain_pattern"].ordered
    assert delivery.tables["unit"]["is_private"].dtype == "boolean"


def test_identifiers_keep_their_zeros(delivery):
    assert delivery.tables["episode"]["episode_id"].tolist() == ["0001", "0002", "0003", "0004"]


def test_a_questionnaire_is_a_row_only_where_something_was_answered(delivery):
    answers = delivery.tables["questionnaire"]
    assert answers.groupby("episode_id", observed=True).size().to_dict() == {
        "0001": 3,
        "0002": 2,
        "0003": 1,
        "0004": 1,
    }


def test_version_and_mode_alone_are_no_answer(tmp_path):
    draft = a_draft().put(WIDE, 2, fol_Form_version="2022", fol_Answer_mode="Webb")
    loaded = load(draft.write(tmp_path))
    assert len(loaded.tables["questionnaire"]) == 7
    assert loaded.log["event"].str.contains("nothing answered").sum() == 1


def test_text_ends_and_numbers_between_them(delivery):
    pain = delivery.tables["questionnaire"]["exported_nrs_7d"]
    assert pain.tolist()[:5] == [8, 6, 5, 10, 7]


def test_labels_become_our_codes(delivery):
    episodes = delivery.tables["episode"]
    assert episodes["care_process"].tolist() == ["mmr", "mmr", "assessment_only", "mmr"]
    assert delivery.tables["questionnaire"]["exported_lisat_life"].tolist()[0] == 4
    assert delivery.tables["sick_leave"]["extent"].tolist() == [0.5, 0.5, 1.0]


def test_codes_of_diagnoses_have_their_dot(delivery):
    assert delivery.tables["diagnosis"]["icd10_se"].tolist() == [
        "M79.7",
        "F32.1",
        "M54.5",
        "R52.2A",
    ]


def test_what_was_mapped_is_told(delivery):
    log = delivery.log.set_index("column")["event"]
    assert log["fol_EQ5d_index"] == "read as fol_EQ5D_index"
    assert log["SMPERIOD"] == "other spelling of a label accepted"


def test_how_each_file_was_read_is_told(delivery):
    read_as = {file.name: file.read_as for file in delivery.files}
    assert read_as["nrs_wide.csv"] == "csv; semicolon; cp1252; decimal comma"
    assert read_as["nrs_diagnoses.csv"] == "csv; semicolon; utf-8"


def test_a_decimal_point_is_told_too(delivery, tmp_path):
    draft = a_draft()
    for frame in draft.files.values():
        frame[:] = frame.replace(r"^(\d+),(\d+)$", r"\1.\2", regex=True)
    loaded = load(draft.write(tmp_path))
    read_as = {file.name: file.read_as for file in loaded.files}
    assert read_as["nrs_wide.csv"] == "csv; semicolon; cp1252; decimal point"
    for name in TABLES:
        pd.testing.assert_frame_equal(loaded.tables[name], delivery.tables[name])


def test_nothing_is_lost(delivery):
    balance = delivery.balance
    assert (balance["rows_in"] == balance["analysed"] + balance["set_aside"]).all()
    assert delivery.row_counts()["item"] == {"rows_in": 7, "analysed": 7, "set_aside": 0}


def test_a_row_set_aside_is_kept_apart_with_its_reason(tmp_path):
    loaded = load(a_draft().put(WIDE, 2, Discharge_date="2021-03-31").write(tmp_path))
    gone = loaded.set_aside["episode"]
    assert gone[["source_row", "rule", "episode_id"]].values.tolist() == [[2, "date_order", "0002"]]
    assert set(loaded.set_aside["questionnaire"]["rule"]) == {"follows_set_aside"}
    assert len(loaded.tables["episode"]) == 3
    assert loaded.row_counts()["questionnaire"] == {"rows_in": 7, "analysed": 5, "set_aside": 2}


def test_a_marked_value_is_missing_and_the_row_stays(tmp_path):
    loaded = load(a_draft().put(WIDE, 1, ini_NRS7="77").write(tmp_path))
    first = loaded.tables["questionnaire"].iloc[0]
    assert pd.isna(first["exported_nrs_7d"])
    assert first["pain_duration_days"] == 2000


@pytest.mark.parametrize("reason", ["-7", "-8", "-9", "Ej tillämpligt"])
def test_a_declared_reason_is_missing_and_no_fault(tmp_path, reason):
    loaded = load(a_draft().put(WIDE, 1, con_NRS7=reason, Age=reason).write(tmp_path))
    assert loaded.findings.frame.empty
    assert loaded.tables["episode"]["age"].isna().tolist() == [True, False, False, False]
    assert (loaded.log["event"] == "declared missing").sum() == 2


def test_optional_files_may_be_absent(tmp_path):
    draft = a_draft().drop(ITEMS).drop(DIAGNOSES).drop(SICK_LEAVE)
    loaded = load(draft.write(tmp_path))
    assert len(loaded.tables["item"]) == 0
    assert list(loaded.tables["item"].columns) == [f.name for f in read_contract("item").fields]


def test_a_file_is_known_by_its_columns(delivery, tmp_path):
    folder = a_delivery(tmp_path)
    (folder / f"{ITEMS}.csv").rename(folder / "svar per fråga.csv")
    pd.testing.assert_frame_equal(load(folder).tables["item"], delivery.tables["item"])


def test_the_main_file_alone_finds_its_units(delivery, tmp_path):
    folder = a_delivery(tmp_path, kind="sav")
    loaded = load(folder / f"{WIDE}.sav")
    pd.testing.assert_frame_equal(loaded.tables["episode"], delivery.tables["episode"])
    assert [file.name for file in loaded.files] == ["nrs_wide.sav", "nrs_units.sav"]
    assert len(loaded.tables["item"]) == 0


def test_the_caller_decides_the_day(delivery, tmp_path):
    assert delivery.note.as_of == dt.date(2023, 9, 1)
    assert delivery.note.synthetic
    folder = a_delivery(tmp_path)
    assert load(folder, as_of=dt.date(2023, 10, 1)).note.as_of == dt.date(2023, 10, 1)


def test_the_fingerprint_is_of_the_bytes(delivery, tmp_path):
    same = load(a_delivery(tmp_path / "same"))
    other = load(a_draft().put(WIDE, 1, Age="46").write(tmp_path / "other"))
    assert same.fingerprint == delivery.fingerprint != other.fingerprint
    assert delivery.files[0].as_dict().keys() == {"name", "sha256", "bytes", "rows", "read_as"}


def test_every_stopping_finding_is_told_at_once(tmp_path):
    draft = a_draft().put(WIDE, 1, Gender_sex="x").put(WIDE, 2, Education_recode="y")
    with pytest.raises(ExtractError) as caught:
        load(draft.put(WIDE, 3, Extra="1").write(tmp_path))
    text = str(caught.value)
    assert all(name in text for name in ("Gender_sex", "Education_recode", "Extra"))
    assert "Accepted labels: Man; Kvinna." in text
    assert caught.value.exit_code == 4


def test_a_path_that_is_not_there_is_told_before_its_day_is_asked_for(tmp_path):
    with pytest.raises(ExtractError, match="no such delivery"):
        load(tmp_path / "nowhere")
