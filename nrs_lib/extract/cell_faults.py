"""What became of the cells of a column: faults to be told, and mappings to be logged."""

from __future__ import annotations

from collections.abc import Iterator

from nrs_lib.contracts.rules import limit
from nrs_lib.extract.cells import Fate, TypedColumn, accepted_labels
from nrs_lib.extract.faults import Fault
from nrs_lib.extract.raw import RawColumn
from nrs_lib.extract.recognition import Place

_STOPPING_FATES = {
    Fate.UNKNOWN_LABEL: "unknown_label",
    Fate.WRONG_ENCODING: "wrong_encoding",
    Fate.MADE_BY_SPREADSHEET: "made_by_spreadsheet",
}
_LOGGED_FATES = {
    Fate.RESPELLED: "other spelling of a label accepted",
    Fate.TIME_DROPPED: "time of day left out, day kept",
}
_TYPE_SV = {
    "integer": "heltal",
    "number": "tal",
    "date": "datum som 2023-09-01",
    "boolean": "ja eller nej",
    "string": "text",
}
_TYPE_EN = {
    "integer": "a whole number",
    "number": "a number",
    "date": "a date as 2023-09-01",
    "boolean": "yes or no",
    "string": "text",
}


def cell_faults(column: RawColumn, place: Place, read: TypedColumn) -> Iterator[Fault]:
    """Faults of a column's cells, one per rule, with the rows (first under the heading: 1)."""
    accepted = accepted_labels(place.field)
    for fate, rule in _STOPPING_FATES.items():
        rows = read.rows_with(fate)
        if len(rows) and fate is not Fate.MADE_BY_SPREADSHEET and accepted:
            yield Fault(
                place.table,
                column.name,
                rule,
                len(rows),
                rows + 1,
                detail_sv=f"Godtagna etiketter: {accepted}.",
                detail_en=f"Accepted labels: {accepted}.",
                place=place,
            )
        elif len(rows):
            yield Fault(place.table, column.name, rule, len(rows), rows + 1, place=place)
    rows = read.rows_with(Fate.NOT_OF_TYPE)
    if len(rows):
        filled = int((column.codes >= 0).sum())
        is_shifted = len(rows) > limit("untyped_share") * filled
        yield Fault(
            place.table,
            column.name,
            "column_not_of_type" if is_shifted else "not_of_type",
            len(rows),
            rows + 1,
            detail_sv=f"Väntat: {_TYPE_SV[place.field.logical_type]}.",
            detail_en=f"Expected: {_TYPE_EN[place.field.logical_type]}.",
            place=place,
        )


def mappings(
    file: str, column: RawColumn, place: Place, read: TypedColumn
) -> Iterator[tuple[str, str, str, int]]:
    """What was read as something else than it was written: file, column, event, count."""
    if column.name != place.registry_name:
        event = f"read as {place.registry_name}"
        yield file, column.name, event, int((column.codes >= 0).sum())
    for fate, event in _LOGGED_FATES.items():
        rows = len(read.rows_with(fate))
        if rows:
            yield file, column.name, event, rows
    declared = len(read.rows_with(Fate.DECLARED_MISSING)) + column.lettered
    if declared:
        yield file, column.name, "declared missing", declared
