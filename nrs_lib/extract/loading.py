"""Loading: a delivery of files becomes typed, checked tables, or an error that says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from nrs_lib.contracts.across import check_across
from nrs_lib.contracts.checking import check_within
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.review import Review
from nrs_lib.errors import ExtractError
from nrs_lib.extract import decimals
from nrs_lib.extract.archives import unpacked_folder
from nrs_lib.extract.checked import Checked, headings, sources
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.delivery import (
    NOTE,
    DeliveredFile,
    Delivery,
    DeliveryNote,
    read_note,
)
from nrs_lib.extract.formats import is_read, is_text, read_file, seal, stem
from nrs_lib.extract.identities import identity_faults, refuse_named_files
from nrs_lib.extract.recognition import RecognisedTable, physical_files, recognise
from nrs_lib.extract.statistical import CATALOG, catalog_of
from nrs_lib.extract.tabulation import Tabulation, tabulate

__all__ = [
    "DeliveredFile",
    "Delivery",
    "DeliveryNote",
    "Progress",
    "check",
    "load",
    "silent",
    "take_over",
]

Progress = Callable[[str], object]
"""Told the name of each step of a long piece of work as it begins."""


def silent(step: str) -> None:
    """Tell nobody of the steps."""


def check(
    path: str | Path,
    *,
    as_of: dt.date | None = None,
    declared: Declared = NOTHING_DECLARED,
    progress: Progress = silent,
) -> Checked:
    """Read a delivery, recognise and type it, and check it: every finding in one pass.

    Parameters
    ----------
    path
        A folder of files, a zip of one, or the main file (``nrs_wide``) itself; the list of
        units and the delivery note are then looked for beside it.
    as_of
        The day the registry was read; from the delivery note when left out.
    declared
        How the text files are written, where they do not show it or show it wrongly; goes
        before the delivery note. What the bytes contradict is an error.
    progress
        Called with the name of each step before it begins.

    Raises
    ------
    ExtractError
        A file cannot be read, or a required one is absent. A finding raises nothing here.
    """
    path = Path(path)
    refuse_named_files([path])
    if not path.exists():
        # Before the note is looked for, whose absence would be told instead.
        raise ExtractError(
            "There is no such delivery.", where=path.name, remedy="Give a folder or a file."
        )
    with unpacked_folder(path) as place:
        is_noted = place.is_dir() and (place == path or (place / NOTE).exists())
        note = read_note(place if is_noted else path.parent, as_of=as_of)
        declared = declared.or_else(note.declared)
        paths = _files(place, path.name)
        refuse_named_files(paths)
        recognised, files = _read_all(paths, declared, progress)
    _require(recognised, path)
    progress("types")
    tabulation = tabulate(recognised, decimal=declared.decimal)
    review = Review(tabulation.tables, tabulation.source_rows)
    take_over(review, tabulation, recognised)
    known, come_from = headings(recognised), sources(recognised)
    # What stood in the files is in the tables now, and the memory is needed.
    del recognised
    progress("checks within tables")
    check_within(review, as_of=note.as_of)
    progress("checks across tables")
    check_across(review, as_of=note.as_of)
    review.settle()
    return Checked(
        review=review,
        log=tabulation.log,
        note=note,
        files=tuple(files),
        headings=known,
        sources=come_from,
    )


def load(
    path: str | Path,
    *,
    as_of: dt.date | None = None,
    declared: Declared = NOTHING_DECLARED,
    progress: Progress = silent,
) -> Delivery:
    """Load a delivery: read, recognise, type, check.

    Parameters
    ----------
    path, as_of, declared, progress
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
    return check(path, as_of=as_of, declared=declared, progress=progress).delivery()


def _files(path: Path, told: str) -> list[Path]:
    if path.is_dir():
        files = [
            file
            for file in sorted(path.iterdir())
            if file.is_file() and file.name != NOTE and not file.name.startswith(".")
        ]
        if not files:
            raise ExtractError(
                "A delivery holds no file.",
                where=told,
                remedy=f"Put the files in it: {', '.join(physical_files())}.",
            )
        return files
    units = read_contracts()["unit"].physical_name
    beside = [
        file
        for file in sorted(path.parent.iterdir())
        if stem(file).casefold() == units and is_read(file) and file != path
    ]
    return [path, *filter(None, [catalog_of(path)]), *beside]


def _read_all(
    paths: list[Path], declared: Declared, progress: Progress
) -> tuple[list[RecognisedTable], list[DeliveredFile]]:
    recognised, files, errors = [], [], []
    if declared.says_something and not any(map(is_text, paths)):
        errors.append(
            ExtractError(
                "Encoding, delimiter or decimal sign is declared, and no file is text.",
                where=", ".join(path.name for path in paths),
                remedy="Leave out what is declared; the files tell it themselves.",
            )
        )
    catalogs = {path: 0 for path in paths if path.suffix.lower() == CATALOG}
    for path in paths:
        if path in catalogs:
            continue
        progress(f"read {path.name}")
        try:
            raw = read_file(path, declared=declared)
            table = recognise(raw, stem(path))
            used = catalog_of(path)
        except ExtractError as error:
            errors.append(error)
            continue
        if used in catalogs:
            catalogs[used] += 1
        recognised.append(table)
        spoken = decimals.spoken(table, declared.decimal)
        files.append(_delivered(path, raw.n_rows, "; ".join(filter(None, [raw.read_as, spoken]))))
    for path, used in catalogs.items():
        files.append(_delivered(path, 0, "labels of a .sas7bdat"))
        if not used:
            errors.append(
                ExtractError(
                    "A catalog of labels belongs to no file of the delivery.",
                    where=path.name,
                    remedy="Add the .sas7bdat that it belongs to, or take it away.",
                )
            )
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExtractError(
            f"{len(errors)} files cannot be read.\n" + "\n".join(str(error) for error in errors),
            where=", ".join(error.where for error in errors),
            remedy="See each file above.",
        )
    return recognised, files


def _delivered(path: Path, rows: int, read_as: str) -> DeliveredFile:
    sealed = seal(path)
    return DeliveredFile(path.name, sealed.sha256, sealed.bytes, rows, read_as)


def _require(recognised: list[RecognisedTable], path: Path) -> None:
    found = [table.physical_name for table in recognised]
    for contract in read_contracts().values():
        name = contract.physical_name
        if contract.required and name not in found:
            raise ExtractError(
                f"A required file is missing: {name}.",
                where=path.name,
                remedy=f"Add {name}.sav or {name}.csv ({contract.row['en'].lower()}).",
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
