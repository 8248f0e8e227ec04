"""Raw columns: what stood in a file, before any contract is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


class OddCell(str):
    """A spreadsheet's cell that is neither text, number nor day: an error, a time, yes or no."""

    __slots__ = ()


@dataclass(frozen=True)
class RawColumn:
    """One column of a file as its distinct cells and, per row, which of them it holds.

    ``codes`` has one number per row, -1 where the cell is empty. ``cells`` are the distinct
    cells: text, numbers, or days (``datetime64``), and in a spreadsheet all of them mixed,
    with `OddCell`. A number may have a label in ``labels``. What the file itself declares as
    missing is in ``user_missing``, as ranges of numbers; a missing value of SAS with a letter,
    and a day declared missing, are empty here and counted in ``lettered``.
    """

    name: str
    codes: np.ndarray
    cells: np.ndarray
    labels: Mapping[float, str] = field(default_factory=dict)
    user_missing: tuple[tuple[float, float], ...] = ()
    lettered: int = 0
    is_spreadsheet: bool = False

    @property
    def is_number(self) -> bool:
        """Whether every cell is a number."""
        return self.cells.dtype.kind == "f"

    @property
    def is_date(self) -> bool:
        """Whether every cell is a day, perhaps with a time of day."""
        return self.cells.dtype.kind == "M"

    def counts(self) -> np.ndarray:
        """Number of rows of each distinct cell."""
        filled = self.codes[self.codes >= 0]
        return np.bincount(filled, minlength=len(self.cells))


@dataclass(frozen=True)
class RawTable:
    """One file: its columns, number of rows, and how it was read.

    ``warnings`` are codes of rules about the file as a whole.
    """

    file: str
    columns: tuple[RawColumn, ...]
    n_rows: int
    read_as: str
    warnings: tuple[str, ...] = ()


def text_column(name: str, codes: np.ndarray, cells: np.ndarray) -> RawColumn:
    """A column of texts; a cell of blanks is a missing answer."""
    empty = np.array([not cell.strip() for cell in cells], dtype=bool)
    if empty.any():
        kind = np.promote_types(codes.dtype, "int8")
        places = np.append(np.where(empty, -1, np.cumsum(~empty) - 1), -1).astype(kind)
        codes, cells = places[codes], cells[~empty]
    return RawColumn(name, codes, np.asarray(cells, dtype=object))
