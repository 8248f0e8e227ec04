"""Whether the columns of a design can be told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Of a column's length: what is left of it once the columns before it are taken out.
_NOTHING = 1e-8


def dependent_columns(matrix: np.ndarray, names: Sequence[str]) -> tuple[str, ...]:
    """Columns that follow from those before them.

    Parameters
    ----------
    matrix
        Rows by columns, at least as many rows as columns.
    names
        Of the columns.
    """
    lengths = np.linalg.norm(matrix, axis=0)
    left = np.abs(np.diag(np.linalg.qr(matrix, mode="r")))
    return tuple(
        name
        for name, part, length in zip(names, left, lengths, strict=True)
        if part <= _NOTHING * max(length, np.finfo(float).tiny)
    )
