"""A plain workbook is read by the short way as by openpyxl; one that is not, is left to it."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.reports.audit.plain_workbooks import plain_sheets
from nrs_lib.reports.audit.sheets import read_workbook

SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
TEXTS = st.text(SIGNS, max_size=12) | st.sampled_from([" 12 av 40 ", "_x0041_", "<b>&amp;", "å"])
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, allow_nan=False)
FORMS = st.sampled_from(["General", "0", "0 %", "0.0", "+0.0;-0.0;0.0", '0" dagar"', "0.00%", "0%"])
CELLS = st.tuples(st.integers(0, 6), st.integers(0, 30), TEXTS | NUMBERS, FORMS)


def a_book(path, sheets, change=lambda book, sheet: None):
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 12)
        sheet.write_url(9, 9, f"internal:'{name}'!A1", None, "back")
        for row, column, value, form in cells:
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(row, column, value, book.add_format({"num_format": form}))
    change(book, sheet)
    book.close()
    return path


def by_openpyxl(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("nrs_lib.reports.audit.sheets.plain_sheets", lambda path: None)
        return read_workbook(path, "report.xlsx")


@settings(max_examples=20)
@given(st.lists(CELLS, max_size=12), st.lists(CELLS, max_size=4))
def test_what_is_read_is_what_openpyxl_reads(tmp_path_factory, first, second):
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    a_book(path, {"Innehåll": first, "smärta": second})
    with pytest.MonkeyPatch.context() as patch:
        assert read_workbook(path, "report.xlsx") == by_openpyxl(path, patch)


def test_a_plain_workbook_takes_the_short_way(tmp_path):
    cells = [(0, 0, "n", "General"), (2, 1, 0.25, "0 %"), (2, 2, 7, "0"), (2, 3, 1.5, "0.0")]
    found = plain_sheets(a_book(tmp_path / "report.xlsx", {"smärta": cells}))
    assert found["smärta"][0][0] == "n"
    assert found["smärta"][2][:4] == ["", "25 %", "7", "1.5"]


def _hidden_sheet(book, sheet):
    sheet.hide()
    book.add_worksheet("other").activate()


NOT_PLAIN = {
    "hidden row": lambda book, sheet: sheet.set_row(3, None, None, {"hidden": True}),
    "low row": lambda book, sheet: sheet.set_row(3, 0.1),
    "rows hidden at first": lambda book, sheet: sheet.set_default_row(None, True),
    "hidden column": lambda book, sheet: sheet.set_column(2, 2, None, None, {"hidden": True}),
    "narrow column": lambda book, sheet: sheet.set_column(2, 2, 0),
    "hidden sheet": _hidden_sheet,
    "note": lambda book, sheet: sheet.write_comment(1, 1, "7 patients"),
    "formula": lambda book, sheet: sheet.write_formula(1, 1, "=1+2"),
    "address outside": lambda book, sheet: sheet.write_url(1, 1, "https://example.org"),
    "name": lambda book, sheet: book.define_name("n", "=7"),
    "number not shown": lambda book, sheet: sheet.write_number(
        1, 1, 7, book.add_format({"num_format": ";;;"})
    ),
    "day": lambda book, sheet: sheet.write_number(
        1, 1, 44927, book.add_format({"num_format": "yyyy-mm-dd"})
    ),
    "header": lambda book, sheet: sheet.set_header("&C7 patients"),
    "merged": lambda book, sheet: sheet.merge_range(1, 1, 2, 2, "7"),
    "choices": lambda book, sheet: sheet.data_validation(
        1, 1, 1, 1, {"validate": "list", "source": ["7", "8"]}
    ),
    "rich text": lambda book, sheet: sheet.write_rich_string(
        1, 1, "7 ", book.add_format({"bold": True}), "patients"
    ),
    "yes": lambda book, sheet: sheet.write_boolean(1, 1, True),
    "filter": lambda book, sheet: sheet.autofilter(0, 0, 3, 3),
    "property": lambda book, sheet: book.set_custom_property("n", "7"),
    "picture": lambda book, sheet: sheet.insert_textbox(1, 1, "7 patients"),
}


@pytest.mark.parametrize("change", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_a_workbook_with_anything_else_is_left_to_openpyxl(tmp_path, change):
    path = a_book(tmp_path / "report.xlsx", {"smärta": [(1, 1, 7, "0")]}, change)
    assert plain_sheets(path) is None


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b"<extLst/><sheetData>"),
        ("xl/workbook.xml", b"<workbook ", b"<!DOCTYPE a><workbook "),
        ("xl/worksheets/sheet1.xml", b'r="B2"', b'r="2"'),
        ("xl/worksheets/sheet1.xml", b"<v>7</v>", b"<v></v>"),
        ("xl/worksheets/sheet1.xml", b'<c r="B2"', b'<c r="B2"><v>8</v></c><c r="B2"'),
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b'<!--<c r="A1"><v>8</v></c>--><sheetData>'),
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b'<?a <c r="A1"><v>8</v></c>?><sheetData>'),
        ("xl/worksheets/sheet1.xml", b'encoding="UTF-8"', b'encoding="cp037"'),
    ],
)
def test_a_part_that_was_changed_is_left_to_openpyxl(tmp_path, part, old, new):
    path = a_book(tmp_path / "report.xlsx", {"smärta": [(1, 1, 7, "0")]})
    _change(path, part, old, new)
    assert plain_sheets(path) is None


@pytest.mark.parametrize(
    "new", [b'<c s="1" r="B2">', b'<c r="B2" s="1" t="n">', b"<c r='B2' s='1'>"]
)
def test_a_cell_in_another_spelling_is_read_as_any(tmp_path, new):
    path = a_book(tmp_path / "report.xlsx", {"smärta": [(1, 1, 7, "0"), (1, 2, 0.5, "0 %")]})
    was = plain_sheets(path)
    _change(path, "xl/worksheets/sheet1.xml", b'<c r="B2" s="1">', new)
    assert plain_sheets(path) == was
    assert was["smärta"][1][1:3] == ["7", "50 %"]


def _change(path, part, old, new):
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            assert name != part or old in data
            other.writestr(name, data.replace(old, new) if name == part else data)
    path.write_bytes(changed.getvalue())


def test_what_is_no_workbook_is_not_plain(tmp_path):
    (tmp_path / "report.xlsx").write_bytes(b"PK")
    assert plain_sheets(tmp_path / "report.xlsx") is None
