"""Files of SPSS, SAS and Stata, read in pieces so that millions of answers fit in memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyreadstat

from nrs_lib.errors import ExtractError
from nrs_lib.extract.bounds import refuse_cells
from nrs_lib.extract.raw import RawColumn, RawTable, text_column

CATALOG = ".sas7bcat"
_PIECE_CELLS = 20_000_000
_FAULTS = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, OSError)
# Beyond these many seconds there is no day that a calendar has.
_FARTHEST = 3e11


@dataclass(frozen=True)
class _Program:
    """One program's files: who reads them, and how its numbers tell a day.

    ``clocks`` give, by format, the first moment and the length of a step in seconds.
    """

    name: str
    read: Callable[..., tuple[pd.DataFrame, object]]
    options: Mapping[str, object]
    clocks: Mapping[str, tuple[str, float]]


_DAY = 86_400.0
_SPSS_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "YMDHMS")
_SAS_DATES = ("DATE", "YYMMDD", "DDMMYY", "MMDDYY", "E8601DA", "B8601DA", "YYMMDDN", "IS8601DA")
_SAS_TIMES = ("DATETIME", "E8601DT", "B8601DT", "IS8601DT")
_LETTERS = MappingProxyType({"user_missing": True})
_SAS_CLOCKS = dict.fromkeys(_SAS_DATES, ("1960-01-01", _DAY)) | dict.fromkeys(
    _SAS_TIMES, ("1960-01-01", 1.0)
)
_SPSS = _Program(
    "SPSS", pyreadstat.read_sav, _LETTERS, dict.fromkeys(_SPSS_DATES, ("1582-10-14", 1.0))
)
_STATA = _Program(
    "Stata",
    pyreadstat.read_dta,
    # Asked for letters (.a), the library gives 0 for a plain missing value of a whole number;
    # without them all are missing, which is what they mean here.
    MappingProxyType({}),
    {"%td": ("1960-01-01", _DAY), "%tc": ("1960-01-01", 0.001), "%tC": ("1960-01-01", 0.001)},
)
_PROGRAMS: Mapping[str, _Program] = MappingProxyType(
    {
        ".sav": _SPSS,
        ".zsav": _SPSS,
        ".dta": _STATA,
        ".sas7bdat": _Program("SAS", pyreadstat.read_sas7bdat, _LETTERS, _SAS_CLOCKS),
        ".xpt": _Program("SAS", pyreadstat.read_xport, MappingProxyType({}), _SAS_CLOCKS),
    }
)


def read_statistical(path: Path) -> RawTable:
    """Read a file of SPSS (.sav, .zsav), Stata (.dta) or SAS (.sas7bdat, .xpt).

    Value labels and what the file declares as missing come with it. The labels of a
    .sas7bdat stand in a catalog (.sas7bcat) beside it: the one of the same name, else the
    only one.

    Raises
    ------
    ExtractError
        The file is cut off, is of another kind than its ending says, or several catalogs
        stand beside it.
    """
    if sys.platform != "linux":
        return _read(path)
    # A damaged file can end the library's whole process without a word, so it has one of its own.
    apart = multiprocessing.get_context("fork")
    receiver, sender = apart.Pipe(duplex=False)
    child = apart.Process(target=_send, args=(sender, path), daemon=True)
    child.start()
    sender.close()
    try:
        found = receiver.recv()
    except EOFError:
        raise _cut_off(path) from None
    finally:
        receiver.close()
        child.join()
    if isinstance(found, Exception):
        raise found
    return found


def _send(sender: Connection, path: Path) -> None:
    try:
        found = _read(path)
    except Exception as error:
        found = error
    sender.send(found)


def _cut_off(path: Path) -> ExtractError:
    program = _PROGRAMS[path.suffix.lower()].name
    return ExtractError(
        f"A file of {program} cannot be read to its end: it is cut off or no {program} file.",
        where=path.name,
        remedy="Compare its size with the sender's, and ask for the file again.",
    )


def _read(path: Path) -> RawTable:
    program = _PROGRAMS[path.suffix.lower()]
    columns: dict[str, _Distinct] = {}
    n_rows = 0
    try:
        _, meta = program.read(path, metadataonly=True)
        stated = meta.number_rows
        refuse_cells(path.name, stated or 0, len(meta.column_names))
        size = max(1, _PIECE_CELLS // max(1, len(meta.column_names)))
        while stated is None or n_rows < stated:
            piece, meta = program.read(
                path,
                disable_datetime_conversion=True,
                row_offset=n_rows,
                row_limit=size,
                **program.options,
            )
            for name in meta.column_names:
                columns.setdefault(name, _Distinct()).add(piece[name])
            n_rows += len(piece)
            if len(piece) < size:
                break
            del piece
    except _FAULTS:
        # The library's own message may quote bytes of the file.
        raise _cut_off(path) from None
    if stated is not None and n_rows != stated:
        raise ExtractError(
            f"A file says that it has {stated} rows, and {n_rows} could be read.",
            where=path.name,
            remedy="Ask for the file again.",
        )
    catalog = catalog_of(path)
    labels = _labels(meta, catalog)
    told = [path.suffix.lower()[1:], meta.file_encoding or "", catalog.name if catalog else ""]
    return RawTable(
        file=path.name,
        columns=tuple(
            _column(name, columns.get(name, _Distinct()), meta, labels.get(name, {}), program)
            for name in meta.column_names
        ),
        n_rows=n_rows,
        read_as="; ".join(filter(None, told)),
    )


def catalog_of(path: Path) -> Path | None:
    """The SAS catalog that holds the labels of a file, None where there is none.

    Raises
    ------
    ExtractError
        Several stand beside it, and none has its name.
    """
    if path.suffix.lower() != ".sas7bdat":
        return None
    beside = [file for file in sorted(path.parent.iterdir()) if file.suffix.lower() == CATALOG]
    namesakes = [file for file in beside if file.stem.casefold() == path.stem.casefold()]
    found = namesakes or beside
    if len(found) > 1:
        raise ExtractError(
            "Several catalogs of labels stand beside a file, and none has its name.",
            where=", ".join(file.name for file in found),
            remedy=f"Keep one, or name it {path.stem}{CATALOG}.",
        )
    return found[0] if found else None


def _labels(meta, catalog: Path | None) -> Mapping[str, Mapping[object, str]]:
    if catalog is None:
        return meta.variable_value_labels
    try:
        _, content = pyreadstat.read_sas7bcat(catalog)
    except _FAULTS:
        raise ExtractError(
            "A catalog of labels cannot be read.",
            where=catalog.name,
            remedy="Ask for it again, or for the file as .sav, which holds its labels itself.",
        ) from None
    sets = {name.upper(): labels for name, labels in content.value_labels.items()}
    return {
        name: sets[kind.upper()]
        for name, kind in meta.original_variable_types.items()
        if kind and kind.upper() in sets
    }


@dataclass
class _Distinct:
    """Distinct cells of one column, gathered piece by piece."""

    codes: list[np.ndarray] = field(default_factory=list)
    cells: pd.Index = field(default_factory=lambda: pd.Index([], dtype=object))

    def add(self, piece: pd.Series) -> None:
        codes, cells = pd.factorize(piece)
        cells = pd.Index(np.asarray(cells, dtype=object))
        new = cells[~cells.isin(self.cells)]
        self.cells = self.cells.append(new)
        places = self.cells.get_indexer(cells)
        # Factorize gives -1 for missing; the extra last place keeps it -1.
        self.codes.append(np.append(places, -1).astype("int32")[codes])


def _column(
    name: str,
    distinct: _Distinct,
    meta,
    labels: Mapping[object, str],
    program: _Program,
) -> RawColumn:
    codes = np.concatenate(distinct.codes) if distinct.codes else np.array([], dtype="int32")
    if meta.readstat_variable_types.get(name) == "string":
        # Text may be coded too: a short text with a label stands for the label.
        cells = [str(labels.get(cell, cell)).strip() for cell in distinct.cells]
        return text_column(name, codes, np.array(cells, dtype=object))
    # A missing value with a letter (.A in SAS) comes as the letter.
    is_letter = np.array([isinstance(cell, str) for cell in distinct.cells], dtype=bool)
    places = np.append(np.where(is_letter, -1, np.cumsum(~is_letter) - 1), -1).astype("int32")
    lettered = int(np.isin(codes, np.flatnonzero(is_letter)).sum()) if is_letter.any() else 0
    codes, cells = places[codes], distinct.cells[~is_letter].to_numpy(dtype="float64")
    clock = program.clocks.get(_format(meta.original_variable_types.get(name) or ""))
    ranges: list[tuple[float, float]] = []
    for part in meta.missing_ranges.get(name, ()):
        with contextlib.suppress(TypeError, ValueError):
            ranges.append((float(part["lo"]), float(part["hi"])))
    if clock is None:
        numbered = {float(n): str(text) for n, text in labels.items() if not isinstance(n, str)}
        return RawColumn(name, codes, cells, numbered, tuple(ranges), lettered)
    declared = np.zeros(len(cells) + 1, dtype=bool)
    for low, high in ranges:
        declared[:-1] |= (cells >= low) & (cells <= high)
    lettered += int(declared[codes].sum())
    codes = np.where(declared[codes], np.int32(-1), codes)
    return RawColumn(name, codes, _days(cells, *clock), lettered=lettered)


def _format(text: str) -> str:
    # DATE11, YYMMDD10. and %tdCCYY-NN-DD are a format and how wide or in which order.
    return text[:3] if text.startswith("%t") else text.upper().rstrip("0123456789.")


def _days(numbers: np.ndarray, start: str, step: float) -> np.ndarray:
    seconds = numbers * step
    beyond = ~(np.abs(seconds) < _FARTHEST)
    steps = np.where(beyond, 0, np.floor(seconds)).astype("timedelta64[s]")
    moments = np.datetime64(start, "s") + steps
    return np.where(beyond, np.datetime64("NaT"), moments)
