"""File formats: one delivered file becomes columns of distinct raw cells.

Nothing is interpreted here. Text stays text, a number keeps its value label, and a cell is
never part of an error.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nrs_lib.contracts.rules import limit
from nrs_lib.errors import ExtractError
from nrs_lib.extract.archives import GZ, bare_name, unpacked_file
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.parquet import read_parquet
from nrs_lib.extract.raw import RawColumn, RawTable
from nrs_lib.extract.separated import read_separated
from nrs_lib.extract.spreadsheets import read_spreadsheet
from nrs_lib.extract.statistical import read_statistical

__all__ = [
    "READERS",
    "RawColumn",
    "RawTable",
    "SealedFile",
    "is_read",
    "is_text",
    "read_file",
    "seal",
    "stem",
]

READERS = {
    ".sav": read_statistical,
    ".zsav": read_statistical,
    ".sas7bdat": read_statistical,
    ".xpt": read_statistical,
    ".dta": read_statistical,
    ".xlsx": read_spreadsheet,
    ".parquet": read_parquet,
    ".csv": read_separated,
    ".tsv": read_separated,
    ".txt": read_separated,
}
_BLOCK = 1 << 20


@dataclass(frozen=True)
class SealedFile:
    """A file and the checksum of its bytes."""

    path: Path
    sha256: str
    bytes: int


def seal(path: Path) -> SealedFile:
    """Compute the checksum of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return SealedFile(path, digest.hexdigest(), path.stat().st_size)


def stem(path: Path) -> str:
    """A file's name without its ending, and without that of its packing."""
    return bare_name(path).stem


def is_read(path: Path) -> bool:
    """Whether files of this ending are read."""
    return is_text(path) or path.suffix.lower() in READERS


def is_text(path: Path) -> bool:
    """Whether a file is delimited text, packed or not, by its ending."""
    return READERS.get(bare_name(path).suffix.lower()) is read_separated


def read_file(path: Path, *, declared: Declared = NOTHING_DECLARED) -> RawTable:
    """Read one delivered file by its ending; a file that ends in .gz is unpacked first.

    Parameters
    ----------
    declared
        How a file of delimited text is written, where that is known.

    Raises
    ------
    ExtractError
        The file is empty, cut off, in an unknown format or encoding, or its rows do not
        have as many fields as its heading; names file and rows, never a cell.
    """
    if not is_read(path):
        raise ExtractError(
            "A file is of a kind that is not read.",
            where=path.name,
            remedy=f"Deliver {', '.join(sorted(READERS))} (text also as {GZ}), and move other "
            "files elsewhere.",
        )
    with unpacked_file(path) as plain:
        if plain.stat().st_size == 0:
            raise ExtractError(
                "A file is empty.", where=path.name, remedy="Ask for the file again."
            )
        if is_text(path):
            table = read_separated(plain, declared)
        else:
            table = READERS[path.suffix.lower()](path)
    table = replace(table, file=path.name)
    _refuse_odd_headings(table)
    _refuse_repeated_heading(table)
    return table


def _refuse_odd_headings(table: RawTable) -> None:
    names = [column.name for column in table.columns]
    if not names or len(names) > limit("most_columns"):
        raise ExtractError(
            f"A file has {len(names)} columns; it may have 1 to {limit('most_columns')}.",
            where=table.file,
            remedy="Ask for the file again.",
        )
    seen: set[str] = set()
    for number, name in enumerate(names, start=1):
        if not name or not name.isprintable():
            what = "A column has no name, or one with signs that cannot be seen"
        elif name.casefold() in seen:
            what = "Two columns of a file have the same name"
        else:
            seen.add(name.casefold())
            continue
        raise ExtractError(
            f"{what}.",
            where=f"{table.file}: column number {number}",
            remedy="Ask for a file where each column has a name of its own.",
        )


def _refuse_repeated_heading(table: RawTable) -> None:
    """Files put one after another have a heading in the middle, which is nobody's answers."""
    rows = np.ones(table.n_rows, dtype=bool)
    for column in table.columns:
        same = [
            place
            for place, cell in enumerate(column.cells)
            if isinstance(cell, str) and cell == column.name
        ]
        if not same:
            return
        rows &= np.isin(column.codes, same)
    if rows.any():
        raise ExtractError(
            "The heading stands again among the rows: two files were put one after the other.",
            where=f"{table.file} row {', '.join(map(str, np.flatnonzero(rows)[:10] + 1))}",
            remedy="Send the files one by one, or ask for the file again.",
        )
