"""From a printed text back to the cleared rows that it was made from.

Text that is put into a table's cell forgets where it came from. `Told` is such a text that
remembers, so that every number of a release can be asked why it is what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import pandas as pd

ORIGINS_MIME = "application/vnd.nrs.origins"
WORDS = ("measure", "statistic", "scope", "group", "time_point", "category", "period", "method")
COUNTS = ("n", "numerator", "denominator")
_words_of, _counts_of = attrgetter(*WORDS), attrgetter(*COUNTS)


class Told(str):
    """A text that knows the cleared rows behind it.

    Parameters
    ----------
    text
        What is read.
    rows
        The rows of a ClearedTable, or a figure's values; None stands for a row that the
        table does not have.
    """

    __slots__ = ("rows",)

    def __new__(cls, text: str, *rows: Any) -> Told:
        told = super().__new__(cls, text)
        told.rows = tuple(row for row in rows if row is not None)
        return told


def origin(row: Any) -> dict[str, object]:
    """What may be told of a cleared row: its key, and the people behind it.

    The estimate itself is not among it. With all its decimals it could tell more than what
    is printed; the printed text stands beside.

    Parameters
    ----------
    row
        With the columns of a ClearedTable as attributes; empty ones are not told. A hidden
        row has no numbers, so none can be told; its reason stands under ``hidden``.
    """
    words = zip(WORDS, map(str, _words_of(row)), strict=True)
    told: dict[str, object] = {name: word for name, word in words if word}
    if row.hidden:
        return told | {"hidden": str(row.hidden)}
    counts = zip(COUNTS, _counts_of(row), strict=True)
    return told | {name: int(n) for name, n in counts if not is_missing(n)}


def is_missing(number: object) -> bool:
    """Whether a cleared row has no such number: a missing count is NA, another number NaN."""
    # Asked of every number of every output; pandas would ask first what kind of thing it is.
    return number is pd.NA or number is None or number != number


def cell_id(name: str, row: int, column: int) -> str:
    """The id of a cell: its output, and row and column in the output's file, from 1."""
    return f"{name}-{row}-{column}"


def origins_of(
    rows: Sequence[Mapping[str, str]], sentences: Iterable[Any] = ()
) -> dict[str, object]:
    """The origins of an output's cells, each told once.

    Parameters
    ----------
    rows
        What is shown, under readable heads.
    sentences
        Cleared rows behind words that stand in no row of a table.

    Returns
    -------
    dict
        ``origins``, a list; ``cells``, for each row a mapping of head to places in that list;
        ``sentences``, places in it. Empty when nothing has an origin.
    """
    known: dict[tuple, int] = {}
    places: dict[int, int] = {}

    def place(row: Any) -> int:
        # A row stands behind most cells of its line, and is read once for all of them.
        if id(row) not in places:
            told = tuple(origin(row).items())
            places[id(row)] = known.setdefault(told, len(known))
        return places[id(row)]

    cells = [
        {
            head: [place(one) for one in cell.rows]
            for head, cell in row.items()
            if isinstance(cell, Told) and cell.rows
        }
        for row in rows
    ]
    sentences = list(sentences)
    said = list(dict.fromkeys(map(place, sentences)))
    listed = list(map(dict, known))
    if not listed:
        return {}
    return {"origins": listed, "cells": cells, "sentences": said}
