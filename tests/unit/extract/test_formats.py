"""Files are read as they stand: text stays text, and SPSS labels stay with their numbers."""

from __future__ import annotations

import hashlib
import tracemalloc

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract import separated, statistical
from nrs_lib.extract.formats import read_file, seal


def cells(table, name: str) -> list[object]:
    """The cells of a column by row, None where empty."""
    column = next(column for column in table.columns if column.name == name)
    return [column.cells[code] if code >= 0 else None for code in column.codes]


def test_text_is_never_guessed(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Id;A;B;C\n0012;NA;1e3;jan-23\n0013;;  ;null\n", encoding="utf-8")
    table = read_file(path)
    assert cells(table, "Id") == ["0012", "0013"]
    assert cells(table, "A") == ["NA", None]
    assert cells(table, "B") == ["1e3", None]
    assert cells(table, "C") == ["jan-23", "null"]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "read_as"),
    [
        ("utf-8", ";", "csv; semicolon; utf-8"),
        ("utf-8-sig", ",", "csv; comma; utf-8"),
        ("cp1252", "\t", "csv; tab; cp1252"),
    ],
)
def test_encoding_and_delimiter_are_told(tmp_path, encoding, delimiter, read_as):
    path = tmp_path / "x.csv"
    rows = (("Kön", "Ort"), ("Kvinna", "Åmål"))
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)
    path.write_bytes(text.encode(encoding))
    table = read_file(path)
    assert table.read_as == read_as
    assert cells(table, "Ort") == ["Åmål"]
    assert cells(table, "Kön") == ["Kvinna"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("block", [8, 9, 10, 64])
def test_blocks_end_with_whole_lines(tmp_path, monkeypatch, encoding, line_end, block):
    monkeypatch.setattr(separated, "_BLOCK", block)
    rows = [str(number) for number in range(8, 30)]
    text = "".join(f"{row};å{line_end}" for row in ("Id", *rows)) + line_end
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    table = read_file(path)
    assert cells(table, "Id") == rows
    assert cells(table, "å") == ["å"] * len(rows)


def test_a_quoted_delimiter_is_text(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('Id,A\n1,"0,25"\n2,"sa ""nej"""\n', encoding="utf-8")
    assert cells(read_file(path), "A") == ["0,25", 'sa "nej"']


def test_an_unpaired_quotation_mark_swallows_nothing(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('Id;A\n1;"hemlig\n2;3\n', encoding="utf-8")
    with pytest.raises(ExtractError) as caught:
        read_file(path)
    assert "hemlig" not in str(caught.value)


def an_spss_file(path, **how):
    frame = pd.DataFrame(
        {
            "Id": ["a", "b", "", "d"],
            "Sex": [1.0, 2.0, 9.0, np.nan],
            "Day": [13797302400.0, np.nan, 0.0, 86400.0],
        }
    )
    pyreadstat.write_sav(
        frame,
        path,
        variable_value_labels={"Sex": {1: "Man", 2: "Kvinna", 9: "Vill ej svara"}},
        missing_ranges={"Sex": [9]},
        variable_format={"Day": "DATE11"},
        **how,
    )
    return path


def test_spss_keeps_labels_dates_and_missing(tmp_path):
    table = read_file(an_spss_file(tmp_path / "x.sav"))
    by_name = {column.name: column for column in table.columns}
    assert cells(table, "Id") == ["a", "b", None, "d"]
    assert by_name["Sex"].labels == {1.0: "Man", 2.0: "Kvinna", 9.0: "Vill ej svara"}
    assert by_name["Sex"].user_missing == ((9.0, 9.0),)
    assert cells(table, "Sex") == [1.0, 2.0, 9.0, None]
    assert by_name["Day"].is_date
    assert not by_name["Sex"].is_date


def test_spss_in_pieces_is_spss_whole(tmp_path, monkeypatch):
    path = an_spss_file(tmp_path / "x.zsav", compress=True)
    whole = read_file(path)
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(statistical, "_PIECE_CELLS", 3 * size)
        pieces = read_file(path)
        assert pieces.n_rows == whole.n_rows == 4
        for name in ("Id", "Sex", "Day"):
            assert cells(pieces, name) == cells(whole, name)


def test_the_checksum_is_of_the_bytes(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"a;b\n1;2\n")
    sealed = seal(path)
    assert sealed.sha256 == hashlib.sha256(b"a;b\n1;2\n").hexdigest()
    assert sealed.bytes == 8


def test_many_rows_take_little_memory(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Id;A\n" + "E000123;4\n" * 200_000, encoding="utf-8")
    tracemalloc.start()
    table = read_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert table.n_rows == 200_000
    # Four bytes a cell, and some room; a Python text per cell would be fifteen times that.
    assert peak < 20_000_000
