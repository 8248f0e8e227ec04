"""Excel workbooks, read cell by cell: what Excel made of a cell is told, never undone."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from nrs_lib.errors import ExtractError
from nrs_lib.extract.bounds import open_bounded, unpacking
from nrs_lib.extract.raw import OddCell, RawColumn, RawTable

_FAULTS = (AttributeError, KeyError, TypeError, IndexError, ValueError, SyntaxError)
_BLOCK = 1 << 20
_OVERLAP = 64
_HAS_CELL = re.compile(rb"<(?:\w+:)?(?:v|t)[ >]")
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_HAS_MERGE = re.compile(rb"<(?:\w+:)?mergeCell ")
_HAS_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SHOWN = 10


def read_spreadsheet(path: Path) -> RawTable:
    """Read an Excel workbook (.xlsx) that holds one sheet with one table.

    Raises
    ------
    ExtractError
        It is damaged or packed beyond bounds, holds several filled sheets or a hidden one,
        merged cells, formulas that were never computed, cells outside the heading's columns
        or a heading that is no text; names sheets and places, never a cell.
    """
    with open_bounded(path) as archive:
        sheet_has = _scan(archive, path.name)
    try:
        with unpacking(path.name), warnings.catch_warnings():
            # What openpyxl warns of (styles, print settings) says nothing about the cells.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            formulas = None
            if any(_HAS_FORMULA in found for found in sheet_has.values()):
                formulas = openpyxl.load_workbook(path, read_only=True, data_only=False)
            try:
                return _read(path, book, formulas, sheet_has)
            finally:
                book.close()
                if formulas is not None:
                    formulas.close()
    except _FAULTS:
        raise ExtractError(
            "An Excel file cannot be read: it is damaged or no .xlsx file.",
            where=path.name,
            remedy="Open and save it anew in Excel, or send it as CSV.",
        ) from None


def _scan(archive: ZipFile, name: str) -> dict[str, set[re.Pattern]]:
    """What each sheet's part holds, by its place in the archive, before any of it is parsed."""
    wanted = (_HAS_CELL, _HAS_FORMULA, _HAS_MERGE, _HAS_ENTITY)
    found: dict[str, set[re.Pattern]] = {}
    for member in archive.infolist():
        holds: set[re.Pattern] = set()
        with unpacking(name), archive.open(member) as part:
            before = b""
            while block := part.read(_BLOCK):
                holds |= {one for one in wanted if one.search(before + block)}
                before = block[-_OVERLAP:]
        if _HAS_ENTITY in holds:
            raise ExtractError(
                "An Excel file defines entities, which Excel never does.",
                where=name,
                remedy="Do not open it; ask the sender where it comes from.",
            )
        found[member.filename] = holds
    return found


def _read(
    path: Path,
    book: Workbook,
    formulas: Workbook | None,
    sheet_has: dict[str, set[re.Pattern]],
) -> RawTable:
    sheet = _only_sheet(path.name, book, sheet_has)
    place = f"{path.name}, sheet {book.sheetnames.index(sheet.title) + 1}"
    if _HAS_MERGE in sheet_has.get(_part(sheet), ()):
        raise ExtractError(
            "A sheet has merged cells: all but the first of them are empty.",
            where=place,
            remedy="Unmerge them in Excel and fill each cell, or send the table as CSV.",
        )
    rows = _rows(sheet)
    if formulas is not None:
        rows = _computed(rows, _rows(formulas[sheet.title]), place)
    heading, body = _table(list(rows), place)
    return RawTable(
        file=path.name,
        columns=tuple(
            _column(name, [row[number] for row in body]) for number, name in enumerate(heading)
        ),
        n_rows=len(body),
        read_as=f"xlsx; {_sheet_name(sheet.title)}",
        warnings=("spreadsheet_formulas",) if formulas is not None else (),
    )


def _only_sheet(name: str, book: Workbook, sheet_has: dict[str, set[re.Pattern]]):
    filled = [
        sheet for sheet in book.worksheets if _HAS_CELL in sheet_has.get(_part(sheet), {_HAS_CELL})
    ]
    told = ", ".join(
        _sheet_name(sheet.title) + (" (hidden)" if sheet.sheet_state != "visible" else "")
        for sheet in filled
    )
    if len(filled) == 1 and filled[0].sheet_state == "visible":
        return filled[0]
    if not filled:
        what = "An Excel file has no filled sheet"
    elif len(filled) > 1:
        what = f"An Excel file has {len(filled)} filled sheets, and one of them would be left out"
    else:
        what = "The only filled sheet of an Excel file is hidden"
    raise ExtractError(
        f"{what}.",
        where=f"{name}: {told}" if told else name,
        remedy="Keep one visible sheet with the table in each file.",
    )


def _part(sheet) -> str:
    return str(sheet._worksheet_path).lstrip("/")


def _sheet_name(title: str) -> str:
    # A sheet named by somebody may hold anything; only what cannot be a number is shown.
    return (
        f"sheet {title}"
        if re.fullmatch(r"[\w .-]{1,31}", title) and not re.search(r"\d{6}", title)
        else "a sheet with an odd name"
    )


def _rows(sheet) -> Iterator[tuple[object, ...]]:
    # What a sheet says of its size may be wrong, in either direction.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield tuple(_cell(cell) for cell in row)


def _cell(cell) -> object:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "e":
        return OddCell(value)
    if isinstance(value, bool):
        return OddCell(str(value).lower())
    if isinstance(value, dt.datetime):
        return np.datetime64(value, "s")
    if isinstance(value, dt.date):
        return np.datetime64(value, "s")
    if isinstance(value, (dt.time, dt.timedelta)):
        return OddCell(value)
    return value if isinstance(value, str) else float(value)


def _computed(
    values: Iterator[tuple[object, ...]], formulas: Iterator[tuple[object, ...]], place: str
) -> Iterator[tuple[object, ...]]:
    for number, (row, written) in enumerate(zip(values, formulas, strict=True), start=1):
        for column, (cell, text) in enumerate(zip(row, written, strict=True), start=1):
            if cell is None and text is not None:
                raise ExtractError(
                    "A formula has no computed value.",
                    where=f"{place}, cell {get_column_letter(column)}{number}",
                    remedy="Open and save the file in Excel, or paste the values in place of the "
                    "formulas.",
                )
        yield row


def _table(rows: list[tuple[object, ...]], place: str) -> tuple[list[str], list[Sequence[object]]]:
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise ExtractError("A sheet is empty.", where=place, remedy="Ask for the file again.")
    width = max(
        (number for row in rows for number, cell in enumerate(row, start=1) if cell is not None)
    )
    heading = [*rows[0], *[None] * width][:width]
    for number, name in enumerate(heading, start=1):
        if not isinstance(name, str) or isinstance(name, OddCell):
            raise ExtractError(
                "A column of a sheet has no name, or one that is no text.",
                where=f"{place}, cell {get_column_letter(number)}1",
                remedy="Let the first row hold the column names, and nothing stand beside or above "
                "the table.",
            )
    body = [row if len(row) == width else (*row, *[None] * width)[:width] for row in rows[1:]]
    return [name.strip() for name in heading], body


def _column(name: str, cells: list[object]) -> RawColumn:
    kinds = {type(cell) for cell in cells} - {type(None)}
    places: dict[object, int] = {}
    # A number and a text that look alike are two cells: 12 is not "12".
    codes = np.fromiter(
        (
            -1 if cell is None else places.setdefault((type(cell), cell), len(places))
            for cell in cells
        ),
        dtype="int32",
        count=len(cells),
    )
    distinct = [cell for _, cell in places]
    if kinds == {float}:
        found = np.array(distinct, dtype="float64")
    elif kinds == {np.datetime64}:
        found = np.array(distinct, dtype="datetime64[s]")
    else:
        found = np.empty(len(distinct), dtype=object)
        found[:] = distinct
    return RawColumn(name, codes, found, is_spreadsheet=True)
