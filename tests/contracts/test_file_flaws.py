"""Files that cannot be read say why, where and what to do, and quote no cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import load
from tests.support.deliveries import DIAGNOSES, ITEMS, UNITS, WIDE, a_delivery, a_draft

# Cells of the tiny delivery that would be recognised in any message.
_CELLS = ("2021-02-20", "Peridodvis", "M79.7", "0,725", "0002", "hads_02")


def told(path: Path) -> ExtractError:
    """The error of a delivery that must not load; it holds no cell."""
    with pytest.raises(ExtractError) as caught:
        load(path)
    text = str(caught.value)
    assert not [cell for cell in _CELLS if cell in text]
    assert caught.value.where
    assert caught.value.remedy
    # Nothing is left in the chain that a traceback would print.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def with_bytes(folder: Path, file: str, change) -> Path:
    """The tiny delivery with the bytes of one file changed."""
    path = a_delivery(folder) / file
    path.write_bytes(change(path.read_bytes()))
    return folder


def test_an_empty_file(tmp_path):
    error = told(with_bytes(tmp_path, f"{WIDE}.csv", lambda data: b""))
    assert "empty" in error.what
    assert error.where == "nrs_wide.csv"


def test_a_heading_without_rows(tmp_path):
    error = told(with_bytes(tmp_path, f"{WIDE}.csv", lambda data: data.split(b"\r\n")[0] + b"\r\n"))
    assert "no rows" in error.what


def test_an_optional_file_may_have_no_rows(tmp_path):
    folder = with_bytes(tmp_path, f"{DIAGNOSES}.csv", lambda data: data.split(b"\r\n")[0] + b"\r\n")
    assert len(load(folder).tables["diagnosis"]) == 0


def test_bytes_that_are_no_text(tmp_path):
    error = told(with_bytes(tmp_path, f"{WIDE}.csv", lambda data: data + b"\x81\xff\r\n"))
    assert "encoding" in error.what


def test_zero_bytes(tmp_path):
    error = told(with_bytes(tmp_path, f"{WIDE}.csv", lambda data: data.replace(b"P2", b"\0\0")))
    assert "zero bytes" in error.what


def test_swedish_letters_from_an_old_computer(tmp_path):
    error = told(
        with_bytes(tmp_path, f"{WIDE}.csv", lambda data: data.decode("cp1252").encode("cp850"))
    )
    assert "wrong_encoding" in error.what


def test_a_row_cut_short(tmp_path):
    error = told(with_bytes(tmp_path, f"{WIDE}.csv", lambda data: data[: len(data) - 40]))
    assert "fewer fields" in error.what
    assert error.where == "nrs_wide.csv line 5"


def test_a_last_row_without_line_end_is_asked_about(tmp_path):
    folder = with_bytes(tmp_path, f"{DIAGNOSES}.csv", lambda data: data[:-2])
    findings = load(folder).findings.frame
    assert findings["rule"].tolist() == ["no_final_newline"]
    assert findings["severity"].tolist() == ["ask"]


def test_an_extra_delimiter_on_every_row_would_shift_the_columns(tmp_path):
    def shift(data: bytes) -> bytes:
        heading, *rows = data.split(b"\r\n")
        return b"\r\n".join([heading, *(row + b";" if row else row for row in rows)])

    error = told(with_bytes(tmp_path, f"{WIDE}.csv", shift))
    assert error.what.startswith("4 rows")
    assert error.where == "nrs_wide.csv line 2, 3, 4, 5"


def test_a_decimal_comma_in_a_comma_separated_file(tmp_path):
    a_draft().write(tmp_path)
    path = tmp_path / f"{WIDE}.csv"
    path.write_bytes(path.read_bytes().replace(b";", b","))
    assert "more or fewer fields" in told(tmp_path).what


def test_a_footer_is_no_patient(tmp_path):
    error = told(with_bytes(tmp_path, f"{ITEMS}.csv", lambda data: data + b"Antal rader: 7\r\n"))
    assert error.where == "nrs_items.csv line 9"


def test_two_delimiters_in_the_heading(tmp_path):
    error = told(
        with_bytes(tmp_path, f"{ITEMS}.csv", lambda data: data.replace(b"Item;", b"Item,", 1))
    )
    assert "more than one kind of delimiter" in error.what


def test_a_file_without_heading_does_not_tell_its_first_row(tmp_path):
    error = told(
        with_bytes(tmp_path, f"{ITEMS}.csv", lambda data: b"\r\n".join(data.split(b"\r\n")[1:]))
    )
    assert "no table that is known" in error.what
    assert error.where == "nrs_items.csv (heading)"


def test_a_file_that_is_no_table(tmp_path):
    a_delivery(tmp_path)
    (tmp_path / "lunch.csv").write_text("Dag;Rätt\nmåndag;soppa\n", encoding="utf-8")
    assert told(tmp_path).where == "lunch.csv (heading)"


def test_a_kind_of_file_that_is_not_read(tmp_path):
    a_delivery(tmp_path)
    (tmp_path / "notes.docx").write_bytes(b"PK")
    assert told(tmp_path).where == "notes.docx"


def test_the_same_column_twice_in_the_heading(tmp_path):
    error = told(
        with_bytes(tmp_path, f"{ITEMS}.csv", lambda data: data.replace(b"Item;Value", b"Item;item"))
    )
    assert error.where == "nrs_items.csv: column number 5"


@pytest.mark.parametrize("kind", ["sav", "zsav"])
@pytest.mark.parametrize("share", [0.97, 0.5, 0.01])
def test_an_spss_file_cut_off(tmp_path, kind, share):
    path = a_delivery(tmp_path, kind=kind) / f"{WIDE}.{kind}"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "cut off" in told(tmp_path).what


def test_text_that_calls_itself_spss(tmp_path):
    path = a_delivery(tmp_path, kind="sav") / f"{WIDE}.sav"
    path.write_text("Episode_id;Otillfredsställande\n", encoding="utf-8")
    assert "cut off or no SPSS file" in told(tmp_path).what


def test_a_delivery_without_units(tmp_path):
    error = told(a_draft().drop(UNITS).write(tmp_path))
    assert "nrs_units" in error.what


def test_one_table_in_two_files(tmp_path):
    a_delivery(tmp_path)
    a_draft().write(tmp_path, kind="sav")
    assert "Two files hold the same table" in told(tmp_path).what


def test_nothing_says_when_the_registry_was_read(tmp_path):
    draft = a_draft()
    draft.note = ""
    assert "which day" in told(draft.write(tmp_path)).what


def test_a_misspelt_delivery_note(tmp_path):
    draft = a_draft()
    draft.note = "asof: 2023-09-01\n"
    assert "delivery.yaml" in told(draft.write(tmp_path)).where


def test_all_unreadable_files_are_told_at_once(tmp_path):
    a_delivery(tmp_path)
    for file in (WIDE, ITEMS):
        (tmp_path / f"{file}.csv").write_bytes(b"")
    error = told(tmp_path)
    assert "nrs_wide.csv" in str(error)
    assert "nrs_items.csv" in str(error)


def test_no_such_delivery(tmp_path):
    with pytest.raises(ExtractError, match="delivery"):
        load(tmp_path / "nowhere")
