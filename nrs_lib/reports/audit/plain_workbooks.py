"""The short way to read a workbook: one that holds sheets with texts and numbers, and no more.

Every release has one, and reading it by openpyxl is a fourth of its audit. All that a plain
workbook may have is listed here; one with anything else, be it an attribute, is left to
openpyxl and what it knows of workbooks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
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
    relations = _part(archive, "xl/_rels/workbook.xml.rels")
    targets = {one.attrib["Id"]: one.attrib["Target"] for one in relations}
    strings = [_string(one) for one in _listed(archive, "xl/sharedStrings.xml", _STRINGS)]
    per_cent = [("%" in form) for form in _forms(archive)]
    found = {}
    for one in _listed(archive, "xl/workbook.xml", _BOOK).iter(f"{_MAIN}sheet"):
        sheet = _listed(archive, f"xl/{targets[one.attrib[_ID]]}", _SHEET)
        if any(float(column.attrib["width"]) == 0 for column in sheet.iter(f"{_MAIN}col")):
            raise _NotPlainError
        found[one.attrib["name"]] = _rows(sheet, strings, per_cent)
    if len(found) != sum(name.startswith("xl/worksheets/") for name in names):
        raise _NotPlainError
    return found


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    data = archive.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _NotPlainError
    return ElementTree.fromstring(data)


def _listed(
    archive: zipfile.ZipFile, name: str, known: Mapping[str, frozenset[str] | None]
) -> ElementTree.Element:
    """A part, when nothing is in it but what is listed."""
    part = _part(archive, name)
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
    styles = _part(archive, "xl/styles.xml")
    named = dict(_GENERAL)
    for form in styles.iter(f"{_MAIN}numFmt"):
        named[int(form.attrib["numFmtId"])] = form.attrib["formatCode"]
    for look in styles.find(f"{_MAIN}cellXfs"):
        form = named[int(look.attrib["numFmtId"])]
        if form != _GENERAL[0] and not _FORM.fullmatch(_QUOTED.sub("", form)):
            raise _NotPlainError
        yield form


def _rows(sheet: ElementTree.Element, strings: list[str], per_cent: list[bool]) -> list[list[str]]:
    """The cells from the first row and column to the last of each, those between empty."""
    found: dict[tuple[int, int], str] = {}
    for cell in sheet.iter(f"{_MAIN}c"):
        letters, number = _PLACE.fullmatch(cell.attrib["r"]).groups()
        found[int(number), _column(letters)] = _text(cell, strings, per_cent)
    last, widest = (max(ends, default=0) for ends in zip(*found, strict=True)) if found else (0, 0)
    return [
        [found.get((row, column), "") for column in range(1, widest + 1)]
        for row in range(1, last + 1)
    ]


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column


def _text(cell: ElementTree.Element, strings: list[str], per_cent: list[bool]) -> str:
    if not len(cell):
        return ""
    (told,) = cell
    kind = cell.attrib.get("t", "n")
    if kind == "s":
        return strings[int(told.text)]
    if kind != "n":
        raise _NotPlainError
    is_whole = told.text.removeprefix("-").isdigit()
    value = int(told.text) if is_whole else float(told.text)
    return as_per_cent(value) if per_cent[int(cell.attrib.get("s", 0))] else str(value)


def as_per_cent(value: float) -> str:
    """A share that is shown in per cent."""
    return f"{round(100 * value, 6):g} %"
