"""The short way to read a workbook: one that holds sheets with texts and numbers, and no more.

Every release has one, and reading it by openpyxl is a fourth of its audit. All that a plain
workbook may have is listed here; one with anything else, be it an attribute, is left to
openpyxl and what it knows of workbooks.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|xl/(?:workbook|styles|"
    r"sharedStrings|_rels/workbook\.xml)(?:\.xml|\.rels)|xl/theme/theme1\.xml|"
    r"xl/worksheets/sheet\d+\.xml"
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ANY = None
_BOOK: Mapping[str, frozenset[str] | None] = {
    **dict.fromkeys(("workbook", "sheets", "bookViews", "fileVersion", "workbookPr"), _ANY),
    **dict.fromkeys(("workbookView", "calcPr"), _ANY),
    "sheet": frozenset({"name", "sheetId", _ID}),
}
_SHEET: Mapping[str, frozenset[str] | None] = {
    **dict.fromkeys(("worksheet", "dimension", "sheetViews", "pane", "selection"), _ANY),
    **dict.fromkeys(("cols", "sheetData", "v", "hyperlinks", "pageMargins"), _ANY),
    "sheetView": frozenset({"workbookViewId", "tabSelected"}),
    "sheetFormatPr": frozenset({"defaultRowHeight"}),
    "col": frozenset({"min", "max", "width", "customWidth"}),
    "row": frozenset({"r", "spans"}),
    "c": frozenset({"r", "s", "t"}),
    # Within the workbook; one that leads outside has an id of its own.
    "hyperlink": frozenset({"ref", "location", "display"}),
}
_STRINGS: Mapping[str, frozenset[str] | None] = dict.fromkeys(("sst", "si", "t"), _ANY)
_GENERAL = {0: "General", 1: "0", 2: "0.00", 9: "0%", 10: "0.00%"}
# Nothing of a day and nothing that hides, once words in quotes are left out.
_FORM = re.compile(r"[0#.,+\-% ]+(?:;[0#.,+\-% ]+)*")
_QUOTED = re.compile(r'"[^"]*"')
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
# A cell as nearly all are written: its column, row, look, whether it is text, and what it holds.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d*)"(?: s="(\d+)")?(?: t="(s)")?(?:/>|><v>([\d.eE+-]+)</v></c>)',
    re.ASCII,
)
_PARTS_OF_CELLS = 6
_REMEMBERED = 1 << 14


class _NotPlainError(Exception):
    """Something that is not listed."""


# What comes of taking a part for what it is not.
_NOT_PLAIN = (_NotPlainError, zipfile.BadZipFile, ElementTree.ParseError, LookupError, ValueError)
_NOT_PLAIN += (AttributeError, TypeError)


def plain_sheets(path: Path) -> dict[str, list[list[str]]] | None:
    """Rows of each sheet by its name, as their reader sees them; None where it is not plain."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _sheets(archive)
    except _NOT_PLAIN:
        return None


def _sheets(archive: zipfile.ZipFile) -> dict[str, list[list[str]]]:
    names = archive.namelist()
    if len(set(names)) < len(names) or not all(map(_PARTS.fullmatch, names)):
        raise _NotPlainError
    relations = _part(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.attrib["Id"]: one.attrib["Target"] for one in relations}
    strings = [_string(one) for one in _listed(archive.read("xl/sharedStrings.xml"), _STRINGS)]
    per_cent = [("%" in form) for form in _forms(archive)]
    found = {}
    for one in _listed(archive.read("xl/workbook.xml"), _BOOK).iter(f"{_MAIN}sheet"):
        sheet = archive.read(f"xl/{targets[one.attrib[_ID]]}").decode()
        found[one.attrib["name"]] = _rows(sheet, strings, per_cent)
    if len(found) != sum(name.startswith("xl/worksheets/") for name in names):
        raise _NotPlainError
    return found


def _part(data: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _NotPlainError
    return ElementTree.fromstring(data)


def _listed(data: bytes, known: Mapping[str, frozenset[str] | None]) -> ElementTree.Element:
    """A part, when nothing is in it but what is listed."""
    part = _part(data)
    full = {_MAIN + tag: attributes for tag, attributes in known.items()}
    for element in part.iter():
        attributes = full[element.tag]
        if attributes is not _ANY and not attributes.issuperset(element.attrib):
            raise _NotPlainError
    return part


def _string(element: ElementTree.Element) -> str:
    (text,) = element
    # Signs that cannot stand in XML are written by their numbers.
    if "_x" in (text.text or ""):
        raise _NotPlainError
    return text.text or ""


def _forms(archive: zipfile.ZipFile) -> Iterator[str]:
    """The number format of each look that a cell may have."""
    styles = _part(archive.read("xl/styles.xml"))
    named = dict(_GENERAL)
    for form in styles.iter(f"{_MAIN}numFmt"):
        named[int(form.attrib["numFmtId"])] = form.attrib["formatCode"]
    for look in styles.find(f"{_MAIN}cellXfs"):
        form = named[int(look.attrib["numFmtId"])]
        if form != _GENERAL[0] and not _FORM.fullmatch(_QUOTED.sub("", form)):
            raise _NotPlainError
        yield form


def _rows(sheet: str, strings: list[str], per_cent: list[bool]) -> list[list[str]]:
    """The cells from the first row and column to the last of each, those between empty."""
    # In a remark what looks like a cell is none.
    if "<!" in sheet or sheet.count("<?") > 1:
        raise _NotPlainError
    parts = _CELL.split(sheet)
    cells = list(zip(*(parts[place::_PARTS_OF_CELLS] for place in range(1, 6)), strict=True))
    around = _listed("".join(parts[::_PARTS_OF_CELLS]).encode(), _SHEET)
    if any(float(column.attrib["width"]) == 0 for column in around.iter(f"{_MAIN}col")):
        raise _NotPlainError
    cells += map(_taken_apart, around.iter(f"{_MAIN}c"))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for letters, number, look, kind, told in cells:
        if told is None:
            text = ""
        elif kind == "s":
            text = strings[int(told)]
        else:
            text = _number(told, kind, per_cent[int(look or 0)])
        found[number][letters] = text
    if sum(map(len, found.values())) < len(cells):
        raise _NotPlainError
    columns = {letters: _column(letters) for letters in set().union(*found.values())}
    widest, last = max(columns.values(), default=0), max(map(int, found), default=0)
    rows = [[""] * widest for _ in range(last)]
    for number, row in found.items():
        whole = rows[int(number) - 1]
        for letters, text in row.items():
            whole[columns[letters] - 1] = text
    return rows


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column


def _taken_apart(cell: ElementTree.Element) -> tuple[str | None, ...]:
    """The same of a cell that is written in another way."""
    told = None
    if len(cell):
        (held,) = cell
        told = held.text
        if told is None:
            raise _NotPlainError
    place = _PLACE.fullmatch(cell.attrib["r"]).groups()
    return *place, cell.attrib.get("s"), cell.attrib.get("t"), told


@lru_cache(_REMEMBERED)
def _number(told: str, kind: str | None, is_per_cent: bool) -> str:
    if kind not in (None, "n"):
        raise _NotPlainError
    value = int(told) if told.removeprefix("-").isdigit() else float(told)
    return as_per_cent(value) if is_per_cent else str(value)


def as_per_cent(value: float) -> str:
    """A share that is shown in per cent."""
    return f"{round(100 * value, 6):g} %"
