"""Loading: a delivery of files becomes typed, checked tables, or an error that says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from nrs_lib.contracts.across import check_across
from nrs_lib.contracts.checking import check_within
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.review import Review
from nrs_lib.errors import ExtractError
from nrs_lib.extract import decimals
from nrs_lib.extract.checked import Checked, headings
from nrs_lib.extract.delivery import (
    NOTE,
    DeliveredFile,
    Delivery,
    DeliveryNote,
    read_note,
)
from nrs_lib.extract.formats import READERS, read_file, seal
from nrs_lib.extract.identities import identity_faults, refuse_named_files
from nrs_lib.extract.recognition import RecognisedTable, physical_files, recognise
from nrs_lib.extract.tabulation import Tabulation, tabulate

__all__ = ["DeliveredFile", "Delivery", "DeliveryNote", "check", "load", "take_over"]


def check(path: str | Path, *, as_of: dt.date | None = None) -> Checked:
    """Read a delivery, recognise and type it, and check it: every finding in one pass.

    Parameters
    ----------
    path
        A folder of files, or the main file (``nrs_wide``) itself; the list of units and
        the delivery note are then looked for beside it.
    as_of
        The day the registry was read; from the delivery note when left out.

    Raises
    ------
    ExtractError
        A file cannot be read, or a required one is absent. A finding raises nothing here.
    """
    path = Path(path)
    note = read_note(path if path.is_dir() else path.parent, as_of=as_of)
    paths = _files(path)
    refuse_named_files(paths)
    recognised, files = _read_all(paths)
    _require(recognised, path)
    tabulation = tabulate(recognised)
    review = Review(tabulation.tables, tabulation.source_rows)
    take_over(review, tabulation, recognised)
    check_within(review, as_of=note.as_of)
    check_across(review, as_of=note.as_of)
    review.settle()
    return Checked(
        review=review,
        log=tabulation.log,
        note=note,
        files=tuple(files),
        headings=headings(recognised),
    )


def load(path: str | Path, *, as_of: dt.date | None = None) -> Delivery:
    """Load a delivery: read, recognise, type, check.

    Parameters
    ----------
    path, as_of
        As in `check`.

    Returns
    -------
    Delivery
        One frame per table of the contracts. A questionnaire row is there only where
        something was answered. Missing answers are missing, never 0.

    Raises
    ------
    ExtractError
        A file cannot be read, a required one is absent, or a finding stops the delivery:
        each with file or table, column, rule, row numbers and what to do. Never a value.
    """
    return check(path, as_of=as_of).delivery()


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise ExtractError(
            "There is no such delivery.", where=path.name, remedy="Give a folder or a file."
        )
    if path.is_dir():
        files = [
            file
            for file in sorted(path.iterdir())
            if file.is_file() and file.name != NOTE and not file.name.startswith(".")
        ]
        if not files:
            raise ExtractError(
                "A delivery folder holds no file.",
                where=path.name,
                remedy=f"Put the files in it: {', '.join(physical_files())}.",
            )
        return files
    units = read_contracts()["unit"].physical_name
    beside = [
        file
        for file in sorted(path.parent.iterdir())
        if file.stem.casefold() == units and file.suffix.lower() in READERS and file != path
    ]
    return [path, *beside]


def _read_all(paths: list[Path]) -> tuple[list[RecognisedTable], list[DeliveredFile]]:
    recognised, files, errors = [], [], []
    for path in paths:
        try:
            raw = read_file(path)
            table = recognise(raw, path.stem)
        except ExtractError as error:
            errors.append(error)
            continue
        sealed = seal(path)
        recognised.append(table)
        read_as = "; ".join(filter(None, [raw.read_as, decimals.spoken(table)]))
        files.append(DeliveredFile(path.name, sealed.sha256, sealed.bytes, raw.n_rows, read_as))
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExtractError(
            f"{len(errors)} files cannot be read.\n" + "\n".join(str(error) for error in errors),
            where=", ".join(error.where for error in errors),
            remedy="See each file above.",
        )
    return recognised, files


def _require(recognised: list[RecognisedTable], path: Path) -> None:
    found = [table.physical_name for table in recognised]
    for contract in read_contracts().values():
        name = contract.physical_name
        if contract.required and name not in found:
            raise ExtractError(
                f"A required file is missing: {name}.",
                where=path.name,
                remedy=f"Add {name}.sav or {name}.csv ({contract.row.lower()}).",
            )
        if found.count(name) > 1:
            files = [table.raw.file for table in recognised if table.physical_name == name]
            raise ExtractError(
                "Two files hold the same table.",
                where=", ".join(files),
                remedy="Keep one of them.",
            )
        for table in recognised:
            if table.physical_name == name and contract.required and table.raw.n_rows == 0:
                raise ExtractError(
                    "A required file has a heading but no rows.",
                    where=table.raw.file,
                    remedy="Ask for the file again.",
                )


def take_over(
    review: Review, tabulation: Tabulation, recognised: Iterable[RecognisedTable]
) -> None:
    """Enter into a review what was found in the files before there were tables."""
    faults = [*tabulation.faults]
    for table in recognised:
        faults += identity_faults(table)
        for rule in table.raw.warnings:
            review.note_column(table.physical_name, "", rule, 1)
    for fault in faults:
        place = fault.place
        review.note_column(
            fault.table,
            fault.column,
            fault.rule,
            fault.count,
            fault.rows,
            field=place.field.name if place else "",
            time_point=place.time_point if place else None,
            detail_sv=fault.detail_sv,
            detail_en=fault.detail_en,
        )
