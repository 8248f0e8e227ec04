"""Files broken in one way each, made from the tiny delivery, and what must be told of them."""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.deliveries import AS_OF, UNITS, WIDE, a_draft

Break = Callable[[Path], object]


@dataclass(frozen=True)
class BrokenFile:
    """A way to break a delivery of some kind: what is told (a part of it), and where."""

    name: str
    break_it: Break
    told: str
    where: str
    kind: str = "csv"


def a_small_delivery(folder: Path, kind: str = "csv") -> Path:
    """The tiny delivery with its two required files alone."""
    draft = a_draft()
    for file in [file for file in draft.files if file not in (WIDE, UNITS)]:
        draft.drop(file)
    return draft.write(folder, kind=kind)


def _bytes(change: Callable[[bytes], bytes], file: str = f"{WIDE}.csv") -> Break:
    return lambda folder: (folder / file).write_bytes(change((folder / file).read_bytes()))


def _note(text: str) -> Break:
    return lambda folder: (folder / "delivery.yaml").write_text(f"as_of: {AS_OF}\n{text}\n")


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Break:
    return _bytes(lambda data: b"\r\n".join(change(data.split(b"\r\n"))))


def _cell(row: int, column: str, text: str) -> Break:
    def change(lines: list[bytes]) -> list[bytes]:
        cells = lines[row].split(b";")
        cells[lines[0].split(b";").index(column.encode())] = text.encode("cp1252")
        return [*lines[:row], b";".join(cells), *lines[row + 1 :]]

    return _lines(change)


def _zipped(pack: Callable[[zipfile.ZipFile, Path], object]) -> Break:
    """The delivery as delivery.zip in an otherwise empty folder."""

    def pack_it(folder: Path) -> None:
        with zipfile.ZipFile(folder / "delivery.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            pack(archive, folder)
        for file in folder.iterdir():
            if file.suffix != ".zip":
                file.unlink()

    return pack_it


def _all_files(archive: zipfile.ZipFile, folder: Path, prefix: str = "") -> None:
    for file in folder.iterdir():
        if file.suffix != ".zip":
            archive.write(file, f"{prefix}{file.name}")


def _and(name: str, data: bytes = b"x") -> Break:
    return _zipped(lambda a, folder: (_all_files(a, folder), a.writestr(name, data)))


def _encrypted(folder: Path) -> None:
    _zipped(_all_files)(folder)
    path = folder / "delivery.zip"
    data = bytearray(path.read_bytes())
    # The flag of encryption in every entry of the directory.
    place = data.find(b"PK\1\2")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\1\2", place + 4)
    path.write_bytes(data)


def _link(archive: zipfile.ZipFile, folder: Path) -> None:
    _all_files(archive, folder)
    link = zipfile.ZipInfo("nrs_items.csv")
    link.external_attr = 0o120777 << 16
    archive.writestr(link, "/etc/hostname")


def _gz(change: Callable[[bytes], bytes]) -> Break:
    def pack(folder: Path) -> None:
        path = folder / f"{WIDE}.csv"
        (folder / f"{WIDE}.csv.gz").write_bytes(change(gzip.compress(path.read_bytes())))
        path.unlink()

    return pack


def _wrong_checksum(data: bytes) -> bytes:
    return data[:-8] + struct.pack("<I", zlib.crc32(b"another")) + data[-4:]


def _book(change: Callable[[openpyxl.Workbook], object]) -> Break:
    def change_it(folder: Path) -> None:
        path = folder / f"{WIDE}.xlsx"
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    return change_it


def _sheet(change: Callable[[object], object]) -> Break:
    return _book(lambda book: change(book.active))


def _set(cell: str, value: object) -> Break:
    return _sheet(lambda sheet: sheet.__setitem__(cell, value))


def _in_column(column: str, row: int, value: object) -> Break:
    def change(sheet) -> None:
        heads = [cell.value for cell in sheet[1]]
        cell = sheet.cell(row + 1, heads.index(column) + 1, value)
        if not isinstance(value, pd.Timestamp):
            cell.number_format = "General"

    return _sheet(change)


def _hide(book: openpyxl.Workbook) -> None:
    book.active.sheet_state = "hidden"
    book.create_sheet("Tom")


def _with_doctype(folder: Path) -> None:
    path = folder / f"{WIDE}.xlsx"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            is_sheet = name.endswith("sheet1.xml")
            new.writestr(name, b'<!DOCTYPE a [<!ENTITY b "c">]>' + data if is_sheet else data)


def _parquet(change: Callable[[pa.Table], pa.Table]) -> Break:
    path = f"{WIDE}.parquet"
    return lambda folder: pq.write_table(change(pq.read_table(folder / path)), folder / path)


def _list_column(table: pa.Table) -> pa.Table:
    return table.append_column("Extra", pa.array([[1]] * table.num_rows))


def _wide_heading(lines: list[bytes]) -> list[bytes]:
    more = b";".join(b"x%d" % number for number in range(6000))
    blank = b";" * 6000
    return [lines[0] + b";" + more, *(line + blank if line else line for line in lines[1:])]


def _quoted_line_break(folder: Path) -> None:
    _cell(1, "Education_recode", '"Gymna\nsium"')(folder)


BROKEN = (
    # --- encodings ---
    BrokenFile(
        "UTF-16 cut in the middle of a sign",
        _bytes(lambda d: d.decode("cp1252").encode("utf-16")[:-1]),
        "UTF-16 is damaged",
        "nrs_wide.csv line",
    ),
    BrokenFile(
        "UTF-16 without a mark",
        _bytes(lambda d: d.decode("cp1252").encode("utf-16-le")),
        "zero bytes",
        "nrs_wide.csv line 1",
    ),
    BrokenFile(
        "a zero byte in a row",
        _bytes(lambda d: d.replace(b"P2", b"P\0")),
        "zero bytes",
        "nrs_wide.csv line 3",
    ),
    BrokenFile(
        "a byte order mark twice",
        _bytes(lambda d: b"\xef\xbb\xbf" * 2 + d.decode("cp1252").encode()),
        "signs that cannot be seen",
        "nrs_wide.csv: column number 1",
    ),
    BrokenFile(
        "a mark of UTF-8 before Windows-1252",
        _bytes(lambda d: b"\xef\xbb\xbf" + d),
        "wrong encoding",
        "nrs_wide.csv line 2",
    ),
    BrokenFile(
        "two encodings in one file",
        _lines(
            lambda lines: [*lines[:3], lines[3].decode("cp1252").encode() + b"\x81", *lines[4:]]
        ),
        "neither UTF-8 nor Windows-1252",
        "nrs_wide.csv line 2",
    ),
    BrokenFile(
        "declared UTF-8 that is Windows-1252",
        _note("encoding: utf-8"),
        "declared to be utf-8",
        "nrs_units.csv line 2",
    ),
    BrokenFile(
        "declared Windows-1252 that is UTF-8",
        lambda folder: (
            _note("encoding: cp1252")(folder),
            _bytes(lambda d: d.decode("cp1252").encode())(folder),
        ),
        "declared to be cp1252",
        "nrs_wide.csv line 1",
    ),
    BrokenFile(
        "declared UTF-16 without a mark",
        lambda folder: (_note("encoding: utf-16")(folder), (folder / f"{UNITS}.csv").unlink()),
        "without a mark",
        "nrs_wide.csv line 1",
    ),
    BrokenFile(
        "an unknown encoding declared", _note("encoding: klingon"), "cannot have", "encoding"
    ),
    # --- delimiters, lines, quotation marks ---
    BrokenFile(
        "a declared delimiter that the heading lacks",
        _note("delimiter: tab"),
        "declared to be tab",
        "nrs_wide.csv line 1",
    ),
    BrokenFile(
        "a hint to Excel in the first line",
        _bytes(lambda d: b"sep=;\r\n" + d),
        "hint to Excel",
        "nrs_wide.csv line 1",
    ),
    BrokenFile("a blank first line", _bytes(lambda d: b"\r\n" + d), "no heading", "line 1"),
    BrokenFile(
        "a blank line between rows",
        _lines(lambda lines: [*lines[:2], b"", *lines[2:]]),
        "blank line",
        "nrs_wide.csv line 3",
    ),
    BrokenFile(
        "a row with a field too few",
        _lines(lambda lines: [*lines[:2], lines[2].rsplit(b";", 1)[0], *lines[3:]]),
        "fewer fields",
        "nrs_wide.csv line 3",
    ),
    BrokenFile(
        "a trailing separator in heading and rows",
        _lines(lambda lines: [line + b";" if line else line for line in lines]),
        "no name",
        "nrs_wide.csv: column number 29",
    ),
    BrokenFile(
        "a title above the heading",
        _bytes(lambda d: b"Uttag 2023\r\n" + d),
        "no delimiter",
        "nrs_wide.csv line 1",
    ),
    BrokenFile(
        "the heading again in the middle",
        _lines(lambda lines: [*lines[:3], lines[0], *lines[3:]]),
        "stands again among the rows",
        "nrs_wide.csv row 3",
    ),
    BrokenFile(
        "a quotation mark that is not paired",
        _cell(2, "Education_recode", '"Grundskola'),
        "quotation mark",
        "nrs_wide.csv line 3",
    ),
    BrokenFile(
        "text after a closing quotation mark",
        _cell(2, "Education_recode", '"Grund"skola'),
        "quotation mark",
        "nrs_wide.csv line 3",
    ),
    BrokenFile("a line break in a cell", _quoted_line_break, "line break", "nrs_wide.csv line 2"),
    BrokenFile("six thousand columns", _lines(_wide_heading), "6028 columns", "nrs_wide.csv"),
    BrokenFile(
        "a thousand unknown columns",
        _lines(
            lambda lines: [
                lines[0] + b";" + b";".join(b"x%d" % n for n in range(1000)),
                *(line + b";" * 1000 if line else line for line in lines[1:]),
            ]
        ),
        "no table that is known",
        "nrs_wide.csv (heading)",
    ),
    BrokenFile(
        "a heading of invisible signs",
        _bytes(lambda d: d.replace(b"Patient_id", b"Patient\x07id", 1)),
        "cannot be seen",
        "column number 2",
    ),
    # --- numbers and days ---
    BrokenFile(
        "a declared decimal sign that the cells lack",
        _note("decimal: point"),
        "decimal_contradicts",
        "nrs_wide.csv",
    ),
    BrokenFile(
        "days that Excel turned round",
        _lines(
            lambda lines: [
                lines[0],
                *(line.replace(b"2021-0", b"0") for line in lines[1:]),
            ]
        ),
        "column_not_of_type",
        "nrs_wide.csv (",
    ),
    BrokenFile(
        "two columns swapped",
        _bytes(lambda d: d.replace(b"Gender_sex;Age", b"Age;Gender_sex", 1)),
        "unknown_label",
        "nrs_wide.csv (episode)",
    ),
    BrokenFile(
        "a time point misspelt",
        _bytes(lambda d: d.replace(b"fol_NRS7", b"fal_NRS7", 1)),
        "unknown_column",
        "nrs_wide.csv",
    ),
    BrokenFile(
        "a time point repeated",
        _bytes(lambda d: d.replace(b"fol_NRS7", b"con_NRS_7d", 1)),
        "column_twice",
        "nrs_wide.csv",
    ),
    # --- packed ---
    BrokenFile("a .gz cut off", _gz(lambda d: d[:-20]), "cannot be unpacked", "nrs_wide.csv.gz"),
    BrokenFile("a .gz of another file", _gz(_wrong_checksum), "cannot be unpacked", "csv.gz"),
    BrokenFile("a .gz that is none", _gz(lambda d: b"text" + d), "cannot be unpacked", "csv.gz"),
    BrokenFile("an empty .gz", _gz(lambda d: gzip.compress(b"")), "empty", "nrs_wide.csv.gz"),
    BrokenFile("a zip with a path outside", _and("../evil.csv"), "out of its folder", "member"),
    BrokenFile("a zip with an absolute path", _and("/tmp/evil.csv"), "out of its folder", "member"),
    BrokenFile("a zip with a drive", _and("C:evil.csv"), "out of its folder", "member"),
    BrokenFile("a zip with a backslash", _and("..\\evil.csv"), "out of its folder", "member"),
    BrokenFile("a zip in a zip", _and("more.zip"), "archive itself", "member"),
    BrokenFile("a zip with a name twice", _and("NRS_WIDE.csv"), "name of another", "member"),
    BrokenFile("a zip with two folders", _and("old/nrs_items.csv"), "several folders", ".zip"),
    BrokenFile("a zip with a link", _zipped(_link), "is a link", "member"),
    BrokenFile("a zip with a password", _encrypted, "encrypted", "member"),
    BrokenFile(
        "a zip of a hundred and one files",
        _zipped(lambda a, folder: [a.writestr(f"{n}.csv", b"") for n in range(101)]),
        "101 members",
        "delivery.zip",
    ),
    BrokenFile(
        "a zip cut off",
        lambda folder: (
            _zipped(_all_files)(folder),
            _bytes(lambda d: d[: len(d) // 2], "delivery.zip")(folder),
        ),
        "cannot be unpacked",
        "delivery.zip",
    ),
    BrokenFile(
        "a zip with damaged bytes",
        lambda folder: (
            _zipped(_all_files)(folder),
            _bytes(lambda d: d[:60] + b"\xff" * 40 + d[100:], "delivery.zip")(folder),
        ),
        "cannot be unpacked",
        "delivery.zip",
    ),
    # --- Excel ---
    BrokenFile(
        "an Excel file cut off",
        _bytes(lambda d: d[:500], f"{WIDE}.xlsx"),
        "cannot be unpacked",
        "nrs_wide.xlsx",
        "xlsx",
    ),
    BrokenFile(
        "text that calls itself Excel",
        _bytes(lambda d: b"Episode_id;Age\n", f"{WIDE}.xlsx"),
        "cannot be unpacked",
        "nrs_wide.xlsx",
        "xlsx",
    ),
    BrokenFile(
        "a zip that calls itself Excel",
        lambda folder: zipfile.ZipFile(folder / f"{WIDE}.xlsx", "w").writestr("a.txt", "b"),
        "no .xlsx file",
        "nrs_wide.xlsx",
        "xlsx",
    ),
    BrokenFile("entities in an Excel file", _with_doctype, "entities", "nrs_wide.xlsx", "xlsx"),
    BrokenFile(
        "two filled sheets",
        _book(lambda book: book.create_sheet("Gamla").append(["Episode_id"])),
        "2 filled sheets",
        "sheet nrs_wide, sheet Gamla",
        "xlsx",
    ),
    BrokenFile(
        "a filled sheet that is hidden", _book(_hide), "hidden", "nrs_wide (hidden)", "xlsx"
    ),
    BrokenFile(
        "merged cells", _sheet(lambda s: s.merge_cells("A2:A3")), "merged", "sheet 1", "xlsx"
    ),
    BrokenFile("a formula never computed", _set("J2", "=40+5"), "no computed", "cell J2", "xlsx"),
    BrokenFile("a note beside the table", _set("AZ3", "obs"), "no name", "cell AC1", "xlsx"),
    BrokenFile("a number as heading", _set("B1", 2023), "no text", "cell B1", "xlsx"),
    BrokenFile(
        "an identifier that Excel made a number",
        _in_column("Patient_id", 1, 12),
        "made_by_spreadsheet",
        "nrs_wide.xlsx (episode)",
        "xlsx",
    ),
    BrokenFile(
        "a code that Excel made a day",
        _in_column("Dr_vistits", 1, pd.Timestamp("2023-03-02")),
        "made_by_spreadsheet",
        "nrs_wide.xlsx (questionnaire)",
        "xlsx",
    ),
    BrokenFile(
        "a number that Excel made a day",
        _in_column("ini_EQ5D_index", 1, pd.Timestamp("2023-05-03")),
        "made_by_spreadsheet",
        "nrs_wide.xlsx (questionnaire)",
        "xlsx",
    ),
    BrokenFile(
        "a day that Excel made a number",
        _in_column("First_visit_date", 1, 44228),
        "made_by_spreadsheet",
        "nrs_wide.xlsx (episode)",
        "xlsx",
    ),
    BrokenFile(
        "an error of Excel",
        _in_column("Age", 1, "#DIV/0!"),
        "made_by_spreadsheet",
        "nrs_wide.xlsx (episode)",
        "xlsx",
    ),
    # --- Parquet, Stata, SAS ---
    BrokenFile(
        "a Parquet file cut off",
        _bytes(lambda d: d[:-30], f"{WIDE}.parquet"),
        "cut off",
        "nrs_wide.parquet",
        "parquet",
    ),
    BrokenFile(
        "a list in a Parquet file",
        _parquet(_list_column),
        "no answer has",
        "column number 29",
        "parquet",
    ),
    BrokenFile(
        "a Stata file cut off",
        _bytes(lambda d: d[: len(d) // 3], f"{WIDE}.dta"),
        "cut off or no Stata file",
        "nrs_wide.dta",
        "dta",
    ),
    BrokenFile(
        "text that calls itself SAS",
        lambda folder: (folder / f"{WIDE}.csv").rename(folder / f"{WIDE}.sas7bdat"),
        "cut off or no SAS file",
        "nrs_wide.sas7bdat",
    ),
    BrokenFile(
        "a catalog of labels without its file",
        lambda folder: (folder / "formats.sas7bcat").write_bytes(b"x"),
        "belongs to no file",
        "formats.sas7bcat",
    ),
    BrokenFile(
        "encoding declared where nothing is text",
        _note("encoding: utf-8"),
        "no file is text",
        "nrs_wide.parquet",
        "parquet",
    ),
)
