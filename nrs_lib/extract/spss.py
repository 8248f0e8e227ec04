"""SPSS files, read in pieces so that millions of answers fit in little memory."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

from nrs_lib.errors import ExtractError
from nrs_lib.extract.raw import RawColumn, RawTable

_PIECE = 1_000_000
_DATE_FORMATS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS")


def read_spss(path: Path) -> RawTable:
    """Read a .sav or .zsav file, with its value labels and declared missing values.

    Raises
    ------
    ExtractError
        The file is cut off, or is no SPSS file.
    """
    columns: dict[str, _Distinct] = {}
    n_rows = 0
    try:
        _, meta = pyreadstat.read_sav(path, metadataonly=True)
        stated = meta.number_rows
        while stated is None or n_rows < stated:
            piece, meta = pyreadstat.read_sav(
                path,
                user_missing=True,
                disable_datetime_conversion=True,
                row_offset=n_rows,
                row_limit=_PIECE,
            )
            for name in meta.column_names:
                columns.setdefault(name, _Distinct()).add(piece[name])
            n_rows += len(piece)
            if len(piece) < _PIECE:
                break
            del piece
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, OSError):
        # The library's own message may quote bytes of the file.
        raise ExtractError(
            "An SPSS file cannot be read to its end: it is cut off or no SPSS file.",
            where=path.name,
            remedy="Compare its size with the sender's, and ask for the file again.",
        ) from None
    if stated is not None and n_rows != stated:
        raise ExtractError(
            f"An SPSS file says that it has {stated} rows, and {n_rows} could be read.",
            where=path.name,
            remedy="Ask for the file again.",
        )
    if not meta.column_names:
        raise ExtractError(
            "An SPSS file has no columns.", where=path.name, remedy="Ask for the file again."
        )
    return RawTable(
        file=path.name,
        columns=tuple(
            _column(name, columns.get(name, _Distinct()), meta) for name in meta.column_names
        ),
        n_rows=n_rows,
        read_as=f"{path.suffix.lower()[1:]}; {meta.file_encoding or 'unknown encoding'}",
    )


class _Distinct:
    """Distinct cells of one column, gathered piece by piece."""

    def __init__(self) -> None:
        self.codes: list[np.ndarray] = []
        self.cells = pd.Index([], dtype=object)
        self.is_number = True

    def add(self, piece: pd.Series) -> None:
        self.is_number = self.is_number and pd.api.types.is_numeric_dtype(piece.dtype)
        codes, cells = pd.factorize(piece)
        cells = pd.Index(np.asarray(cells, dtype=object))
        new = cells[~cells.isin(self.cells)]
        self.cells = self.cells.append(new)
        places = self.cells.get_indexer(cells)
        # Factorize gives -1 for missing; the extra last place keeps it -1.
        self.codes.append(np.append(places, -1).astype("int32")[codes])


def _column(name: str, distinct: _Distinct, meta) -> RawColumn:
    codes = np.concatenate(distinct.codes) if distinct.codes else np.array([], dtype="int32")
    ranges: list[tuple[float, float]] = []
    for part in meta.missing_ranges.get(name, ()):
        with contextlib.suppress(TypeError, ValueError):
            ranges.append((float(part["lo"]), float(part["hi"])))
    if distinct.is_number:
        spss_format = meta.original_variable_types.get(name, "").rstrip("0123456789.")
        labels = {
            float(value): str(label)
            for value, label in meta.variable_value_labels.get(name, {}).items()
        }
        return RawColumn(
            name=name,
            codes=codes,
            cells=distinct.cells.to_numpy(dtype="float64"),
            is_number=True,
            is_date=spss_format in _DATE_FORMATS,
            labels=labels,
            user_missing=tuple(ranges),
        )
    # Text may be coded too: a short text with a label stands for the label.
    texts = meta.variable_value_labels.get(name, {})
    cells = np.array([str(texts.get(cell, cell)).strip() for cell in distinct.cells], dtype=object)
    empty = cells == ""
    places = np.where(empty, -1, np.cumsum(~empty) - 1)
    places = np.append(places, -1).astype("int32")
    return RawColumn(name=name, codes=places[codes], cells=cells[~empty])
