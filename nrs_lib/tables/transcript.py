"""A table without its looks: plain text for those who hear it, and rows for its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nrs_lib.text.numbers import MISSING

if TYPE_CHECKING:
    from nrs_lib.tables.layout import Cell, Column, Row, Table


def merged(table: Table, row: Row) -> list[tuple[Column, Cell, int, int]]:
    """Cells with how many columns each fills and the number of the first in the table's file.

    A reason is told once, not once per number, where the numbers are of the same people.
    """
    told: list[tuple[Column, Cell, int, int]] = []
    first = table.first_place
    for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), first):
        if told and cell.hidden and not table.is_matrix:
            before, last, width, begin = told[-1]
            if last.hidden == cell.hidden and before.group == column.group:
                told[-1] = (before, last, width + 1, begin)
                continue
        told.append((column, cell, 1, place))
    return told


def file_rows(table: Table) -> list[Mapping[str, str]]:
    """One row for each of the table, its group first where it has groups; as it is written."""
    rows = []
    for group in table.groups:
        for row in group.rows:
            first = {table.stub: f"{row.head} ({row.beside})" if row.beside else row.head}
            if table.has_headings:
                first = {" ": group.heading} | first
            cells = zip(table.columns, row.cells, strict=True)
            rows.append(first | {column.written: cell.written for column, cell in cells})
    return rows


def plain(table: Table) -> str:
    """A sentence for the table, and one for each row."""
    lines = [f"{table.caption}. {table.about}".rstrip(". ") + "."]
    for group in table.groups:
        if group.heading:
            lines.append(f"{group.heading}")
        for row in group.rows:
            told = [
                " ".join(filter(None, (column.group, column.head))) + f": {cell.in_line}"
                for column, cell, _, _ in merged(table, row)
                if cell.text != MISSING
            ]
            head = ": ".join(filter(None, (row.head, row.beside))).rstrip(".")
            lines.append(f"{head} – {'; '.join(told)}.")
    return "\n".join(lines)
