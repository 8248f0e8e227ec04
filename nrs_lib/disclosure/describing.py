"""What a cleared output holds, told so that a program can check it without the data.

A description has one row for each number behind a figure, table or sentence: its key, the
people behind it, and the number as readers see it; or the reason why it is hidden, and then
nothing else. It travels with the output into the release, where the auditor reads it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure.clearance import ClearedTable
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.errors import DisclosureError
from nrs_lib.terms import CURVES, PARTS, Statistic
from nrs_lib.text.numbers import as_written

KEY = ("measure", "statistic", "scope", "group", "category", "time_point", "period")
NUMBERS = ("estimate", "low", "high", "sd")
COUNTS = ("n", "numerator", "denominator", "at_risk", "n_units", "parameters", "smallest_n")
COLUMNS = (*KEY, *NUMBERS, *COUNTS, "hidden")
_key_of = attrgetter(*KEY)
_COUNTED = (Statistic.COUNT, *PARTS)
_FOR_EFFECTS = 2
_FOR_LIMITS = 3
_NEAR_HALF = 1e-6

DescribedCell = Mapping[str, object]
"""The columns of `COLUMNS`; a number or count that is not there is None."""
DescribedRow = tuple[object, ...]
"""The same in the order of `COLUMNS`, as it stands in an output."""
Written = str | tuple[str, ...]
"""A row of a description: its line, or its cells where some are in quotes."""


def describe(cleared: Iterable[ClearedTable]) -> tuple[DescribedCell, ...]:
    """One row for each different number in cleared tables.

    Returns
    -------
    tuple
        Mappings with the columns of `COLUMNS`. A count or share is told by its counts alone;
        other numbers with the decimals that readers see, and no more. Of the smallest group
        behind a model's number, or on one side of a time, ``smallest_n`` tells that it has at
        least so many.
    """
    return tuple(dict(zip(COLUMNS, row, strict=True)) for row in described(cleared))


def described(cleared: Iterable[ClearedTable]) -> tuple[DescribedRow, ...]:
    """The same as plain rows."""
    return tuple(dict.fromkeys(_told(row) for part in cleared for row in part.rows))


# A row stands behind several figures, tables and sentences of a report.
@lru_cache(maxsize=1 << 14)
def _told(row: Any) -> DescribedRow:
    places = decimals(row.measure, row.statistic)
    is_counted = row.statistic in _COUNTED
    numbers = [
        None
        if (name == "estimate" and is_counted) or math.isnan(value := getattr(row, name))
        else _as_written(value, places)
        for name in NUMBERS
    ]
    # Where nothing may be said of the people, nor may be of the units they come from.
    counts = [
        None if (name == "n_units" and row.hidden) or is_missing(n := getattr(row, name)) else n
        for name in COUNTS
    ]
    return (*_key_of(row), *numbers, *counts, row.hidden)


def _as_written(value: float, places: int) -> float:
    """As the page writes it, where a half goes away from zero; only a half needs the slow way."""
    rounded = round(value, places)
    is_half = abs(abs(value - rounded) * 10**places - 0.5) < _NEAR_HALF
    return (as_written(value, places) if is_half else rounded) + 0.0


@cache
def decimals(measure: str, statistic: str) -> int:
    """Decimals that readers see of a measure's or scale's number."""
    if statistic in (*PARTS, *CURVES, Statistic.PROCESS_LIMITS):
        return _FOR_LIMITS
    if statistic == str(Statistic.EFFECT):
        return _FOR_EFFECTS
    if measure in read_measures():
        return read_measures()[measure].decimals
    return scales()[measure].decimals if measure in scales() else _FOR_EFFECTS


def packed(rows: Sequence[DescribedRow]) -> dict[str, Sequence]:
    """What `described` gave with the names of its columns."""
    return {"columns": COLUMNS, "rows": rows}


def unpacked(stored: Mapping[str, Sequence]) -> tuple[DescribedRow, ...]:
    """The rows from their packed form.

    Raises
    ------
    DisclosureError
        It has other columns.
    """
    are_columns = list(stored.get("columns", ())) == list(COLUMNS)
    if not are_columns or any(len(row) != len(COLUMNS) for row in stored["rows"]):
        raise DisclosureError(
            "An output's description has other columns than it should.",
            remedy="Run the report again.",
        )
    return tuple(map(tuple, stored["rows"]))


def cells_csv(rows: Mapping[str, Iterable[DescribedRow]]) -> str:
    """All numbers of a release as a table for programs: comma, decimal point, one row each.

    Parameters
    ----------
    rows
        What `described` gave, by the name of the output; a number that several outputs show
        stands once, with all their names.
    """
    names: dict[DescribedRow, list[str]] = {}
    # Outputs of the same tables show the very same rows, which are looked up once.
    of_rows: dict[int, list[list[str]]] = {}
    for name, shown in rows.items():
        if id(shown) not in of_rows:
            of_rows[id(shown)] = [names.setdefault(row, []) for row in shown]
        for some in of_rows[id(shown)]:
            some.append(name)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(["outputs", *COLUMNS])
    writer.writerows([" ".join(some), *row] for row, some in names.items())
    return sheet.getvalue()


def read_cells(text: str) -> list[tuple[tuple[str, ...], DescribedCell]]:
    """The rows of `cells_csv`: the outputs that show a number, and the number.

    Raises
    ------
    DisclosureError
        The columns or a number cannot be read.
    """
    return list(map(read_row, rows_of(text)))


def rows_of(text: str) -> list[Written]:
    """The rows of `cells_csv` as they are written.

    Raises
    ------
    DisclosureError
        It has other columns.
    """
    # Hardly any description has quotes, and without them each line is a row.
    is_plain = '"' not in text and "\r" not in text
    rows = text.removesuffix("\n").split("\n") if is_plain else _rows_with_quotes(text)
    if not rows or list(_parted(rows[0])) != ["outputs", *COLUMNS]:
        raise DisclosureError(
            "A release's description has other columns than it should.",
            remedy="Make the report again.",
        )
    return rows[1:]


def _rows_with_quotes(text: str) -> list[tuple[str, ...]]:
    return list(map(tuple, csv.reader(io.StringIO(text))))


def _parted(row: Written) -> Sequence[str]:
    return row.split(",") if isinstance(row, str) else row


def read_row(row: Written) -> tuple[tuple[str, ...], DescribedCell]:
    """The outputs that show a number, and the number, from its row.

    Raises
    ------
    DisclosureError
        What should be a number is none.
    """
    row = _parted(row)
    cell: dict[str, object] = dict(zip(COLUMNS, row[1:], strict=True))
    for names, kind in ((NUMBERS, float), (COUNTS, int)):
        for name in names:
            try:
                cell[name] = kind(cell[name]) if cell[name] else None
            except ValueError as fault:
                raise DisclosureError(
                    "A release's description holds what is no number.",
                    where=f"column {name}",
                    remedy="Make the report again.",
                ) from fault
    return tuple(row[0].split()), cell
