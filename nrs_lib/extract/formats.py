"""File formats: one delivered file becomes columns of distinct raw cells.

Nothing is interpreted here. Text stays text, an SPSS number keeps its value label, and a
cell is never part of an error.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.errors import ExtractError
from nrs_lib.extract.raw import RawColumn, RawTable
from nrs_lib.extract.separated import read_separated
from nrs_lib.extract.spss import read_spss

__all__ = ["READERS", "RawColumn", "RawTable", "SealedFile", "read_file", "seal"]

READERS = {
    ".sav": read_spss,
    ".zsav": read_spss,
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


def read_file(path: Path) -> RawTable:
    """Read one delivered file by its ending.

    Raises
    ------
    ExtractError
        The file is empty, cut off, in an unknown format or encoding, or its rows do not
        have as many fields as its heading; names file and rows, never a cell.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ExtractError(
            "A file is of a kind that is not read.",
            where=path.name,
            remedy=f"Deliver {', '.join(sorted(READERS))}, and move other files elsewhere.",
        )
    if path.stat().st_size == 0:
        raise ExtractError("A file is empty.", where=path.name, remedy="Ask for the file again.")
    table = reader(path)
    twice = _first_repeated([column.name for column in table.columns])
    if twice is not None:
        raise ExtractError(
            "Two columns of a file have the same name.",
            where=f"{path.name}: column number {twice + 1}",
            remedy="Ask for a file where each column has a name of its own.",
        )
    return table


def _first_repeated(names: list[str]) -> int | None:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name.casefold() in seen:
            return place
        seen.add(name.casefold())
    return None
