"""Tables in files: CSV, and workbooks with all that a workbook can hide."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from nrs_lib.reports.audit.plain_workbooks import as_per_cent, plain_sheets
from nrs_lib.reports.audit.seen import EVERY_OUTPUT, Channel, Seen, grid_of
from nrs_lib.reports.workbooks import CONTENTS

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
# What every workbook's properties say of the program that wrote it.
_OF_THE_PROGRAM = {
    "Application",
    "AppVersion",
    "DocSecurity",
    "HeadingPairs",
    "HyperlinksChanged",
    "LinksUpToDate",
    "ScaleCrop",
    "SharedDoc",
    "TitlesOfParts",
    "created",
    "modified",
    "revision",
}
_MEDIA = ("xl/media/", "xl/embeddings/", "xl/externalLinks/", "xl/vbaProject", "customXml/")


def read_csv(text: str, file: str, *, output: str = "") -> Seen:
    """Read a table of separated values; semicolon, comma or tab, whichever its heads have."""
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    seen = Seen(file)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    seen.grids.append(grid_of("table", rows, output, row_place="row"))
    return seen


def read_workbook(path: Path, file: str, *, output: str = "") -> Seen:
    """Read a workbook: every sheet, and what is hidden, noted, named and told of the file."""
    seen = Seen(file)
    sheets = plain_sheets(path)
    if sheets is None:
        _read_any(path, seen, output)
    else:
        for name, rows in sheets.items():
            _tell(name, rows, seen, output)
    _unzipped(path, seen)
    return seen


def _tell(name: str, rows: list[list[str]], seen: Seen, output: str) -> None:
    # A sheet is named for the output whose numbers it holds.
    own = output or (EVERY_OUTPUT if name in CONTENTS else name)
    seen.grids.append(grid_of(f"sheet {name}", rows, own, row_place=f"sheet {name} row"))
    seen.say("sheet name", Channel.NAME, name)


def _read_any(path: Path, seen: Seen, output: str) -> None:
    """Read a workbook that may have whatever a workbook can."""
    # Slow to import, and no release of ours needs it.
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=False)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            seen.faults.append(("hidden_content", f"sheet {sheet.title}"))
        seen.faults += [("hidden_content", place) for place in _hidden(sheet)]
        rows = []
        for row in sheet.iter_rows():
            rows.append([_as_read(cell) for cell in row])
            for cell in row:
                place = f"sheet {sheet.title} cell {cell.coordinate}"
                if cell.comment is not None:
                    seen.say(place, Channel.COMMENT, cell.comment.text)
                if cell.hyperlink is not None and cell.hyperlink.target:
                    seen.faults.append(("outside_address", place))
                if cell.number_format == ";;;":
                    seen.faults.append(("hidden_content", place))
        _tell(sheet.title, rows, seen, output)
        parts = [sheet.oddHeader, sheet.oddFooter]
        for part in (side for both in parts for side in (both.left, both.center, both.right)):
            seen.say(f"sheet {sheet.title} header or footer", Channel.VISIBLE, part.text or "")
    names = list(book.defined_names.items())
    names += [pair for sheet in book.worksheets for pair in sheet.defined_names.items()]
    for name, held in names:
        seen.say("defined name", Channel.METADATA, f"{name} {held.value}")


def _as_read(cell: object) -> str:
    """A cell as its reader sees it: a share that is shown in per cent is one in per cent."""
    value = cell.value
    if isinstance(value, int | float) and "%" in (cell.number_format or ""):
        return as_per_cent(value)
    return "" if value is None else str(value)


def _hidden(sheet: object) -> Iterator[str]:
    for letter, column in sheet.column_dimensions.items():
        if column.hidden or column.width == 0:
            yield f"sheet {sheet.title} column {letter}"
    for number, row in sheet.row_dimensions.items():
        if row.hidden or row.height == 0:
            yield f"sheet {sheet.title} row {number}"


def _unzipped(path: Path, seen: Seen) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name in _PROPERTIES:
                for part in ElementTree.fromstring(archive.read(name)).iter():
                    tag = part.tag.rpartition("}")[2]
                    own = tag not in _OF_THE_PROGRAM and part.text
                    inside = name.endswith("custom.xml") and part.text
                    if own and (inside or len(part) == 0) and not _is_listed(tag):
                        seen.say(f"{name} {tag}", Channel.METADATA, f"{tag} {part.text}")
            elif name.startswith(_MEDIA):
                seen.embedded.append((name, name.rpartition("/")[2], archive.read(name)))
            elif name.startswith("xl/pivotCache/"):
                # A pivot table carries the rows that it was made from.
                seen.faults.append(("row_level", name))


def _is_listed(tag: str) -> bool:
    """Elements that only list the names of the sheets, which are read as such."""
    return tag in ("lpstr", "i4", "vector", "variant")
