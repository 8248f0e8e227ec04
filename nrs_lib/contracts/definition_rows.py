"""Definitions that are rows of a CSV: whole rows of exactly the columns asked for, and days."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from nrs_lib.errors import DefinitionError


def read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a CSV of definitions that has exactly these columns, the first two never empty.

    Raises
    ------
    DefinitionError
        The file is absent, has other columns, or a row that is not whole.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != columns:
                raise DefinitionError(
                    "A code list has other columns than it should.",
                    where=path.name,
                    remedy=f"Use exactly: {','.join(columns)}.",
                )
            rows = list(reader)
    except FileNotFoundError as error:
        raise DefinitionError(
            "A code list is missing.",
            where=path.name,
            remedy="Add the file, or correct the name in the contract.",
        ) from error
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row[columns[0]] or not row[columns[1]]:
            raise DefinitionError(
                "A code list has a row that is not whole.",
                where=f"{path.name} line {number}",
                remedy=f"Give {len(columns)} fields; the first two are never empty.",
            )
    return rows


def read_day(text: str, where: str) -> date | None:
    """Read a day; an empty text is none.

    Raises
    ------
    DefinitionError
        The text is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise DefinitionError(
            "A date is not written as a date.", where=where, remedy="Write it as 2016-01-01."
        ) from error


def read_days(row: Mapping[str, str], where: str) -> tuple[date | None, date | None]:
    """Read the first and last day of a row, ``valid_from`` and ``valid_to``.

    Raises
    ------
    DefinitionError
        One is no day, or the last comes before the first.
    """
    first, last = (read_day(row[key], where) for key in ("valid_from", "valid_to"))
    if first and last and last < first:
        raise DefinitionError(
            "The last day comes before the first.", where=where, remedy="Swap them."
        )
    return first, last
