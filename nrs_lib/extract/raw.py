"""Raw columns: what stood in a file, before any contract is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class RawColumn:
    """One column of a file as its distinct cells and, per row, which of them it holds.

    ``codes`` has one number per row, -1 where the cell is empty. ``cells`` are the distinct
    cells: text, or numbers where ``is_number``. An SPSS number may have a label in
    ``labels``; ``is_date`` says that the numbers are seconds since 1582-10-14, and
    ``user_missing`` which ranges of numbers the file itself declares as missing.
    """

    name: str
    codes: np.ndarray
    cells: np.ndarray
    is_number: bool = False
    is_date: bool = False
    labels: Mapping[float, str] = field(default_factory=dict)
    user_missing: tuple[tuple[float, float], ...] = ()

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
