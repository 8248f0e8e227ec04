"""A delivery that has been checked, whether or not anything stops it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from nrs_lib.contracts.findings import Findings
from nrs_lib.contracts.reading import TABLES, read_contracts
from nrs_lib.contracts.review import Review
from nrs_lib.extract.delivery import DeliveredFile, Delivery, DeliveryNote, fingerprint_of
from nrs_lib.extract.recognition import RecognisedTable

Headings = Mapping[tuple[str, str, str], tuple[str, str]]


@dataclass(frozen=True)
class Checked:
    """A delivery that has been checked.

    Attributes
    ----------
    review
        Its tables as far as nothing speaks against a row, and what was found.
    log
        What was mapped: ``file``, ``column``, ``event``, ``count``.
    note, files
        What the sender says, and the files.
    headings
        By table, our column and time point (empty where there is none): file, and the
        column's heading there.
    sources
        The file behind each table, by our name and by the registry's.
    """

    review: Review
    log: pd.DataFrame
    note: DeliveryNote
    files: tuple[DeliveredFile, ...]
    headings: Headings
    sources: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the checksums of the files, whatever the files are called."""
        return fingerprint_of(self.files)

    def findings(self) -> Findings:
        """Everything found, most severe first."""
        return self.review.findings()

    def delivery(self) -> Delivery:
        """The delivery, if nothing stops it.

        Raises
        ------
        ExtractError
            A finding stops it.
        """
        findings = self.findings()
        findings.refuse_stops(self.sources)
        review = self.review
        return Delivery(
            tables={name: review.tables[name] for name in TABLES},
            set_aside={name: review.rows_set_aside(name) for name in TABLES},
            findings=findings,
            log=self.log,
            note=self.note,
            files=self.files,
            rows_in=review.rows_in,
        )


def headings(recognised: Iterable[RecognisedTable]) -> Headings:
    """Where each of our columns stands in the files that came."""
    found = {}
    for table in recognised:
        for column, place in table.places:
            point = str(place.time_point or "")
            found[place.table, place.field.name, point] = (table.raw.file, column.name)
    return MappingProxyType(found)


def sources(recognised: Iterable[RecognisedTable]) -> Mapping[str, str]:
    """The file behind each table: a person opens a file."""
    files = {table.physical_name: table.raw.file for table in recognised}
    named = {
        name: files[contract.physical_name]
        for name, contract in read_contracts().items()
        if contract.physical_name in files
    }
    return MappingProxyType(files | named)
