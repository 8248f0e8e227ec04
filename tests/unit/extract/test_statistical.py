"""Labels, days and declared missing values of SPSS, SAS and Stata come with their numbers."""

from __future__ import annotations

import base64
import os
import random
import signal
import sys
import zlib

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract import statistical
from nrs_lib.extract.formats import read_file
from tests.support.deliveries import WIDE, a_draft
from tests.unit.extract.sas_files import CATALOG, DATA


def by_name(path):
    """Columns of a file by name."""
    return {column.name: column for column in read_file(path).columns}


def cells(column) -> list[object]:
    """The cells of a column by row, None where empty."""
    return [column.cells[code] if code >= 0 else None for code in column.codes]


def a_stata_file(path):
    frame = pd.DataFrame(
        {
            "Id": ["0012", "b", "", "d"],
            "Sex": [1, 2, "a", np.nan],
            "Hours": [0.5, "z", 2.25, 1e300],
            "Day": [22325.0, np.nan, 1e300, 0.0],
            "Moment": [22325 * 86_400_000.0, 1500.0, np.nan, 0.0],
        }
    )
    pyreadstat.write_dta(
        frame,
        path,
        variable_value_labels={"Sex": {1: "Man", 2: "Kvinna", "a": "Vill ej svara"}},
        missing_user_values={"Sex": ["a"], "Hours": ["z"]},
        variable_format={"Day": "%td", "Moment": "%tc"},
    )
    return path


def test_stata_letters_are_missing_and_a_plain_missing_value_is_no_zero(tmp_path):
    columns = by_name(a_stata_file(tmp_path / "x.dta"))
    assert cells(columns["Id"]) == ["0012", "b", None, "d"]
    assert cells(columns["Sex"]) == [1, 2, None, None]
    assert columns["Sex"].labels == {1.0: "Man", 2.0: "Kvinna"}
    assert cells(columns["Hours"]) == [0.5, None, 2.25, 1e300]


def test_stata_days_are_days(tmp_path):
    columns = by_name(a_stata_file(tmp_path / "x.dta"))
    assert columns["Day"].is_date
    assert columns["Moment"].is_date
    assert cells(columns["Day"])[0] == np.datetime64("2021-02-14")
    assert np.isnat(cells(columns["Day"])[2])
    assert cells(columns["Moment"])[:2] == [
        np.datetime64("2021-02-14"),
        np.datetime64("1960-01-01T00:00:01"),
    ]


def test_a_transport_file_of_sas(tmp_path):
    frame = pd.DataFrame({"Id": ["0012", "b"], "Day": [22325.0, np.nan], "N": [1.5, np.nan]})
    pyreadstat.write_xport(
        frame, tmp_path / "x.xpt", file_format_version=8, variable_format={"Day": "YYMMDD10."}
    )
    columns = by_name(tmp_path / "x.xpt")
    assert cells(columns["Id"]) == ["0012", "b"]
    assert cells(columns["Day"]) == [np.datetime64("2021-02-14"), None]
    assert cells(columns["N"]) == [1.5, None]


def sas_files(folder, *, catalog: str | None = "formats.sas7bcat"):
    """A small SAS file with a catalog of labels beside it."""
    path = folder / "x.sas7bdat"
    path.write_bytes(zlib.decompress(base64.b85decode(DATA)))
    if catalog:
        (folder / catalog).write_bytes(zlib.decompress(base64.b85decode(CATALOG)))
    return path


def test_sas_labels_come_from_the_catalog_beside_it(tmp_path):
    table = read_file(sas_files(tmp_path))
    columns = {column.name: column for column in table.columns}
    assert columns["Gender"].labels == {1.0: "Man", 2.0: "Kvinna"}
    assert cells(columns["Gender"]) == [1, 2, None, 1]
    assert columns["Gender"].lettered == columns["Hours"].lettered == 1
    assert cells(columns["Hours"]) == [0.5, 12, None, None]
    assert cells(columns["Day"])[0] == np.datetime64("2021-02-14")
    assert cells(columns["Episode_id"])[0] == "0012"
    assert table.read_as.endswith("formats.sas7bcat")


def test_sas_without_a_catalog_has_numbers_without_labels(tmp_path):
    assert by_name(sas_files(tmp_path, catalog=None))["Gender"].labels == {}


def test_two_catalogs_and_none_of_the_files_name(tmp_path):
    path = sas_files(tmp_path)
    (tmp_path / "other.sas7bcat").write_bytes(b"x")
    with pytest.raises(ExtractError, match="Several catalogs"):
        read_file(path)
    (tmp_path / "formats.sas7bcat").rename(tmp_path / "X.sas7bcat")
    assert by_name(path)["Gender"].labels[1.0] == "Man"


def test_a_damaged_catalog(tmp_path):
    path = sas_files(tmp_path)
    (tmp_path / "formats.sas7bcat").write_bytes(b"no catalog")
    with pytest.raises(ExtractError, match="catalog of labels cannot be read"):
        read_file(path)


def test_spss_days_that_are_declared_missing(tmp_path):
    far = 12e9
    pyreadstat.write_sav(
        pd.DataFrame({"Day": [13832726400.0, far, np.nan, 1e300]}),
        tmp_path / "x.sav",
        missing_ranges={"Day": [far]},
        variable_format={"Day": "DATE11"},
    )
    day = by_name(tmp_path / "x.sav")["Day"]
    assert cells(day)[0] == np.datetime64("2021-02-15")
    assert cells(day)[1:3] == [None, None]
    assert np.isnat(cells(day)[3])
    assert day.lettered == 1


@pytest.mark.skipif(sys.platform != "linux", reason="read in this process elsewhere")
def test_a_library_that_dies_of_a_damaged_file_is_told(tmp_path, monkeypatch):
    path = sas_files(tmp_path)
    monkeypatch.setattr(statistical, "_read", lambda path: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(ExtractError, match="cut off or no SAS file"):
        read_file(path)


@pytest.mark.parametrize("kind", ["sav", "zsav", "dta", "xlsx", "parquet"])
def test_damaged_bytes_are_refused_or_read_and_nothing_dies(tmp_path, kind):
    path = a_draft().write(tmp_path, kind=kind) / f"{WIDE}.{kind}"
    whole = path.read_bytes()
    refused = 0
    for seed in range(8):
        dice = random.Random(seed)
        data = bytearray(whole)
        for _ in range(dice.choice((1, 3, 10))):
            place = dice.randrange(len(data))
            data[place : place + dice.choice((0, 1, 4))] = dice.randbytes(dice.choice((0, 1, 4)))
        path.write_bytes(data)
        try:
            read_file(path)
        except ExtractError:
            refused += 1
    assert refused
