"""The cells of a table's row as markup, each with what a narrow screen puts above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from nrs_lib.disclosure.tracing import cell_id
from nrs_lib.tables.narrow import MANY, head_over
from nrs_lib.tables.transcript import merged
from nrs_lib.tables.typesetting import parted, typeset
from nrs_lib.text.numbers import MISSING

if TYPE_CHECKING:
    from nrs_lib.tables.layout import Cell, Column, Row, Table


def row_cells(
    table: Table, row: Row, line: int, *, name: str, narrow: str, alike: str, role: str
) -> Markup:
    """The cells beside a row's head.

    Parameters
    ----------
    line
        The row's number in the table's file.
    name
        The table's.
    narrow, alike
        As `layout_class` and `alike_class` have them: where each cell has its own head above
        it, that is told, and its group's where that begins.
    role
        The attribute that says what a cell is where it is no longer drawn as one.
    """
    tells_groups = narrow == MANY and (table.is_matrix or not table.has_one_group)
    tells_heads = narrow == MANY and not alike
    cells, before = [], None
    for column, cell, width, place in merged(table, row):
        is_first = before is not None and before.group != column.group
        told = f'id="{cell_id(name, line, place)}"{role}'
        if tells_groups and column.group and (is_first or before is None):
            told += f' data-group="{escape(column.group)}"'
        if tells_heads and (head := head_over(table, place, width)):
            told += f' data-head="{escape(head)}"'
        if classes := _classes(column, cell, is_first=is_first):
            told += f' class="{classes}"'
        if width > 1:
            told += f' colspan="{width}"'
        cells.append(f"<td {told}>{_inside(column, cell)}</td>")
        before = column
    return Markup("".join(cells))


def _classes(column: Column, cell: Cell, *, is_first: bool) -> str:
    if cell.hidden:
        asked = {"nrs-hidden": True}
    else:
        asked = {"nrs-text": column.is_text, "nrs-muted": column.muted, "nrs-look": cell.look}
        asked["nrs-none"] = cell.in_line == MISSING
    asked["nrs-first"] = is_first
    return " ".join([name for name, is_asked in asked.items() if is_asked])


def _inside(column: Column, cell: Cell) -> str:
    if cell.hidden:
        return escape(cell.text)
    pointer = '<span class="nrs-pointer"></span>' if cell.look else ""
    beside = f" <small>({parted(cell.beside)})</small>" if cell.beside else ""
    return f"{pointer}{typeset(cell.text) if column.is_text else parted(cell.text)}{beside}"
