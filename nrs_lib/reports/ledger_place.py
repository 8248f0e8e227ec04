"""Where the ledger of a register is, and whether it has an entry."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from nrs_lib.errors import DisclosureError
from nrs_lib.places import outputs
from nrs_lib.reports.subjects import path_part
from nrs_lib.terms import Register

FOLDER = "ledger"
_NAME_SIGNS = 12
_WAIT = 120.0


class Position(NamedTuple):
    """Which entry of the ledger a release is, and the seal over it and all before it."""

    entry: int
    seal: str


def ledger_path(
    register: Register | str, *, invented: str = "", folder: Path | None = None
) -> Path:
    """The file of a register's ledger among some outputs; see `ledger.Ledger.of`."""
    home = (folder or outputs()) / FOLDER
    if invented:
        home /= f"synthetic-{hashlib.sha256(invented.encode()).hexdigest()[:_NAME_SIGNS]}"
    return home / f"{path_part(str(register), where='register')}.sqlite"


def has_entry(path: Path, told: Position) -> bool:
    """Whether a ledger has an entry with this number and seal.

    Raises
    ------
    DisclosureError
        The file cannot be read.
    """
    if not path.is_file():
        return False
    with store_of(path) as store:
        found = store.execute("select seal from releases where id = ?", (told.entry,))
        return found.fetchone() == (told.seal,)


@contextmanager
def store_of(path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger's file as it is.

    Raises
    ------
    DisclosureError
        It cannot be read or written.
    """
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as store:
            yield store
    except sqlite3.DatabaseError as error:
        raise DisclosureError(
            "The ledger of releases cannot be read or written.",
            where=path.name,
            remedy="Check that the disk is not full and the file may be written; a damaged "
            "file is put back from the last backup.",
        ) from error
