"""A delivery: the tables that came in, what was found, and where they came from."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from nrs_lib.contracts.findings import Findings
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError, ExtractError
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.places import definitions

NOTE = "delivery.yaml"
_OF_TEXT = ("encoding", "delimiter", "decimal")


@dataclass(frozen=True)
class DeliveryNote:
    """What the sender says of a delivery: the day it was read, whether it is made up, how its
    text files are written.
    """

    as_of: dt.date
    synthetic: bool
    source: str
    declared: Declared = NOTHING_DECLARED


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery, with the checksum of its bytes and how it was read."""

    name: str
    sha256: str
    bytes: int
    rows: int
    read_as: str

    def as_dict(self) -> dict[str, object]:
        """The same as a plain map, for a passport."""
        return asdict(self)


@dataclass(frozen=True)
class Delivery:
    """A delivery that nothing stopped.

    ``tables`` are typed by contract, one frame per table, always all of them; ``set_aside``
    the rows that were taken out, with ``source_row`` and the ``rule`` that took them;
    ``log`` says what was mapped: ``file``, ``column``, ``event``, ``count``.
    """

    tables: Mapping[str, pd.DataFrame]
    set_aside: Mapping[str, pd.DataFrame]
    findings: Findings
    log: pd.DataFrame
    note: DeliveryNote
    files: tuple[DeliveredFile, ...]
    rows_in: Mapping[str, int]

    def __post_init__(self) -> None:
        balance = self.balance
        if not (balance["rows_in"] == balance["analysed"] + balance["set_aside"]).all():
            raise ExtractError(
                "Rows were lost between the files and the tables.",
                where=", ".join(sorted(self.tables)),
                remedy="This is a fault of the program; report it with the version.",
            )

    @property
    def balance(self) -> pd.DataFrame:
        """One row per table: ``rows_in`` is always ``analysed`` plus ``set_aside``."""
        return pd.DataFrame(
            [
                (name, self.rows_in[name], len(table), len(self.set_aside[name]))
                for name, table in self.tables.items()
            ],
            columns=["table", "rows_in", "analysed", "set_aside"],
        )

    def row_counts(self) -> dict[str, dict[str, int]]:
        """The balance as a plain map, for a passport."""
        return self.balance.set_index("table").to_dict("index")

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the checksums of the files, whatever the files are called."""
        return fingerprint_of(self.files)


def fingerprint_of(files: Iterable[DeliveredFile]) -> str:
    """SHA-256 over the checksums of some files, whatever they are called and in any order."""
    seal = hashlib.sha256()
    for checksum in sorted(file.sha256 for file in files):
        seal.update(checksum.encode())
    return seal.hexdigest()


def read_note(folder: Path, *, as_of: dt.date | None) -> DeliveryNote:
    """Read the delivery note beside the files; ``as_of`` given by the caller goes first.

    Raises
    ------
    ExtractError
        Neither the caller nor the note says on which day the registry was read. Today's
        date is never taken in its place: it would make follow-ups overdue that are not.
    """
    path = folder / NOTE
    content: Mapping[str, object] = {}
    if path.exists():
        try:
            content = read_definition(path, schema=definitions() / "delivery.schema.json")
        except DefinitionError as error:
            raise ExtractError(error.what, where=error.where, remedy=error.remedy) from None
    stated = as_of or content.get("as_of")
    if stated is None:
        raise ExtractError(
            "Nothing says on which day the registry was read.",
            where=str(path.name),
            remedy="Give the day (as_of), or put it in delivery.yaml as as_of: 2023-09-01.",
        )
    if not isinstance(stated, dt.date) or isinstance(stated, dt.datetime):
        raise ExtractError(
            "The day the registry was read is not a date.",
            where=f"{path.name}: as_of",
            remedy="Write it as 2023-09-01, without quotation marks.",
        )
    return DeliveryNote(
        as_of=stated,
        synthetic=bool(content.get("synthetic", False)),
        source=str(content.get("source", "")),
        declared=Declared(**{key: content[key] for key in _OF_TEXT if key in content}),
    )
