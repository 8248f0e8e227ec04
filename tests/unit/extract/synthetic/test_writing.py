from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyreadstat
import pytest

from nrs_lib.errors import UsageError
from nrs_lib.extract import loading, synthetic
from nrs_lib.extract.synthetic import writing

FORMATS = ("sav", "csv", "dta", "xpt", "parquet")


@pytest.fixture(scope="module")
def small() -> synthetic.SyntheticRegistry:
    return synthetic.generate(seed=11, scale=0.01)


@pytest.fixture(scope="module", params=FORMATS)
def delivered(request, small, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / "delivery"
    return synthetic.write(small, folder, format=request.param)


def test_delivery_loads_with_nothing_set_aside(delivered, small):
    delivery = loading.load(delivered)
    assert delivery.note.synthetic
    assert delivery.note.as_of == small.as_of
    for name, table in small.tables.items():
        assert len(delivery.tables[name]) == len(table)
        assert delivery.set_aside[name].empty


def test_delivery_holds_the_same_values(delivered, small):
    tables = loading.load(delivered).tables
    for name, key in (("episode", ["episode_id"]), ("questionnaire", ["episode_id", "time_point"])):
        wished, found = (_keyed(frame[name], key) for frame in (small.tables, tables))
        for column in wished:
            pd.testing.assert_series_equal(
                _plain(wished[column]), _plain(found[column]), check_names=False, rtol=1e-9
            )


def _keyed(table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return table.astype(dict.fromkeys(key, object)).set_index(key).sort_index()


def _plain(values: pd.Series) -> pd.Series:
    """The same values without their type: numbers, or text, or days as text."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.astype("Float64").astype(float)
    return values.astype(object).where(values.notna(), None).map(str)


def test_registrys_own_spellings_are_there(small, tmp_path):
    folder = synthetic.write(small, tmp_path / "delivery")
    frame, meta = pyreadstat.read_sav(folder / "nrs_wide.sav")
    assert {"con_EQ5D_index", "fol_EQ5d_index", "Dr_vistits", "PRI", "ini_NRS7"} <= set(frame)
    labels = meta.variable_value_labels["SMPERIOD"].values()
    assert "Peridodvis återkommande" in labels
    assert "Periodvis återkommande" in labels
    ends = meta.variable_value_labels["ini_NRS7"]
    assert ends == {0: "Ingen värk", 10: "Värsta tänkbara värk"}


def test_text_files_are_swedish(small, tmp_path):
    folder = synthetic.write(small, tmp_path / "delivery", format="csv")
    text = (folder / "nrs_sick_leave.csv").read_bytes().decode("cp1252")
    assert text.splitlines()[0].startswith("Patient_id;Benefit;Extent")
    assert ";0,5;" in text


def test_excel_holds_days_as_days_and_runs_nothing(small, tmp_path):
    # The answers to single questions are too many for Excel here and are left out.
    tables = dict(small.tables)
    tables["item"] = tables["item"].iloc[:50]
    tables["unit"] = tables["unit"].assign(unit_name="=cmd|' /C calc'!A0")
    folder = synthetic.write(replace(small, tables=tables), tmp_path / "delivery", format="xlsx")
    delivery = loading.load(folder)
    assert set(delivery.findings.frame["severity"]) <= {"ask"}
    assert "spreadsheet_formulas" not in set(delivery.findings.frame["rule"])
    assert set(delivery.tables["unit"]["unit_name"]) == {"=cmd|' /C calc'!A0"}
    visits = delivery.tables["episode"].set_index("episode_id")["first_visit_date"]
    wished = small.tables["episode"].set_index("episode_id")["first_visit_date"]
    assert (visits.sort_index() == wished.sort_index()).all()


def test_an_excel_sheet_has_so_many_rows_and_no_more(small, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_EXCEL_ROWS", 40)
    with pytest.raises(UsageError, match="more rows than an Excel sheet"):
        synthetic.write(small, tmp_path / "delivery", format="xlsx")
    assert not list(tmp_path.rglob("*.part"))


def test_truth_lies_apart(small, tmp_path):
    folder = synthetic.write(small, tmp_path / "delivery")
    assert not any("truth" in path.name for path in folder.rglob("*"))
    apart = {path.name for path in (tmp_path / "truth" / "delivery").iterdir()}
    assert apart == {"units.csv", "changes.csv"}


def test_existing_folder_is_left_alone(small, tmp_path):
    folder = tmp_path / "delivery"
    folder.mkdir()
    with pytest.raises(UsageError):
        synthetic.write(small, folder)
    assert list(folder.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]


def test_unknown_format_is_refused(small, tmp_path):
    with pytest.raises(UsageError) as error:
        synthetic.write(small, tmp_path / "delivery", format="xls")
    assert "sav" in error.value.remedy
    assert list(tmp_path.iterdir()) == []
