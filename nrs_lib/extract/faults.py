"""Faults of a file's columns, told by position before there are tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from nrs_lib.extract.recognition import Place, RecognisedTable


@dataclass(frozen=True)
class Fault:
    """A fault of a file's column, told by position: table, column, rule and rows.

    ``place`` is where the column belongs, where that is known.
    """

    table: str
    column: str
    rule: str
    count: int
    rows: np.ndarray = field(default_factory=lambda: np.array([], dtype="int64"))
    detail_sv: str = ""
    detail_en: str = ""
    place: Place | None = None


def untimely_faults(delivered: RecognisedTable) -> Iterator[Fault]:
    """Columns that are filled in at a time point where nobody reports them."""
    for column, place in delivered.untimely:
        rows = np.flatnonzero(column.codes >= 0)
        if len(rows):
            rule = "not_reported_then"
            yield Fault(place.table, column.name, rule, len(rows), rows + 1, place=place)
