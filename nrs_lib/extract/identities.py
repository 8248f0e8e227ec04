"""Personal identity numbers in a file: in any cell, label, heading or name, told by place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nrs_lib.contracts.identity import (
    MAY_HOLD,
    holds_identity_number,
    is_heading,
    with_identity_numbers,
)
from nrs_lib.errors import ExtractError
from nrs_lib.extract.faults import Fault
from nrs_lib.extract.raw import RawColumn
from nrs_lib.extract.recognition import RecognisedTable

_RULE = "personal_identity_number"
_LARGEST = 1e13


def refuse_named_files(paths: Iterable[Path]) -> None:
    """Refuse files whose own name holds an identity number, before any name is shown.

    Raises
    ------
    ExtractError
        One does; told by its number in the folder.
    """
    for number, path in enumerate(paths, start=1):
        if holds_identity_number(path.name) or holds_identity_number(path.parent.name):
            raise ExtractError(
                "The name of a file or its folder holds a personal identity number.",
                where=f"file number {number}, by name",
                remedy="Delete the file and ask for one whose name holds no patient.",
            )


def identity_faults(recognised: RecognisedTable) -> list[Fault]:
    """Where a file holds identity numbers, as findings of its tables.

    Every column is looked through, known or not, text or number, and its heading and value
    labels too. Only where is told, and the heading only if it can be one.
    """
    raw, faults = recognised.raw, []
    tables = {column.name: place.table for column, place in recognised.places}
    for number, column in enumerate(raw.columns, start=1):
        is_named = is_heading(column.name) and not holds_identity_number(column.name)
        name = column.name if is_named else f"column number {number}"
        table = tables.get(column.name, recognised.physical_name)
        rows = rows_with_identity_numbers(column)
        beside = [*column.labels.values(), column.name]
        if len(rows):
            faults.append(Fault(table, name, _RULE, len(rows), rows + 1))
        elif any(map(holds_identity_number, beside)):
            faults.append(Fault(table, name, _RULE, raw.n_rows))
    return faults


def rows_with_identity_numbers(column: RawColumn) -> np.ndarray:
    """Positions of the rows whose cell holds an identity number."""
    places, texts = _looked_at(column)
    if not len(places):
        return places
    is_one = with_identity_numbers(texts, among=len(column.cells))
    return np.flatnonzero(np.isin(column.codes, places[is_one]))


def _looked_at(column: RawColumn) -> tuple[np.ndarray, list[str]]:
    """Distinct cells that may hold a number: their place in the column, and their text."""
    places, texts = _numbers(column) if column.is_number else _texts(column)
    if not texts:
        return places, texts
    near = pc.match_substring_regex(pa.array(texts, pa.string()), MAY_HOLD).to_numpy(
        zero_copy_only=False
    )
    return places[near], [text for text, is_near in zip(texts, near, strict=True) if is_near]


def _numbers(column: RawColumn) -> tuple[np.ndarray, list[str]]:
    numbers = column.cells.astype("float64")
    places = np.flatnonzero((np.abs(numbers) < _LARGEST) & (numbers == np.floor(numbers)))
    return places, [f"{number:.0f}" for number in numbers[places]]


def _texts(column: RawColumn) -> tuple[np.ndarray, list[str]]:
    """Texts, and in a spreadsheet whole numbers among them; a day is nobody's number."""
    if column.is_date:
        return np.array([], dtype="int64"), []
    if not column.is_spreadsheet:
        return np.arange(len(column.cells)), column.cells.tolist()
    told = [(place, _as_text(cell)) for place, cell in enumerate(column.cells)]
    places = np.array([place for place, text in told if text], dtype="int64")
    return places, [text for _, text in told if text]


def _as_text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    is_whole = isinstance(cell, (int, float)) and abs(cell) < _LARGEST and float(cell).is_integer()
    return f"{cell:.0f}" if is_whole else ""
