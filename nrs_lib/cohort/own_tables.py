"""A table of one's own, loaded by its contract as strictly as a delivery.

A study may ask its patients what the registry does not. Such a table stays beside the
extract: it changes no report, and the study joins it to the extract by its key.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.contracts.checking import check_within, per_distinct
from nrs_lib.contracts.codelists import spelling
from nrs_lib.contracts.findings import Findings
from nrs_lib.contracts.identity import is_heading
from nrs_lib.contracts.own_tables import read_own
from nrs_lib.contracts.reading import Contract
from nrs_lib.contracts.review import Review
from nrs_lib.errors import ExtractError
from nrs_lib.extract import decimals
from nrs_lib.extract.declared import NOTHING_DECLARED, Declared
from nrs_lib.extract.delivery import DeliveredFile
from nrs_lib.extract.formats import RawTable, read_file, seal
from nrs_lib.extract.loading import take_over
from nrs_lib.extract.recognition import Place, RecognisedTable
from nrs_lib.extract.tabulation import tabulate

_FRAMES = {
    "unit": "units",
    "episode": "episodes",
    "questionnaire": "answers",
    "diagnosis": "diagnoses",
    "intervention": "interventions",
    "sick_leave": "sick_leave",
}


@dataclass(frozen=True)
class OwnTable:
    """A table of one's own that nothing stopped.

    Attributes
    ----------
    table
        One row per what its contract says, typed by it. Missing answers are missing.
    set_aside
        Rows taken out, with ``source_row`` and the ``rule`` that took them.
    findings
        What was found: table, column, rule, number of rows; never a value.
    log
        What was mapped: ``file``, ``column``, ``event``, ``count``.
    file
        Name, checksum and how the file was read.
    """

    table: pd.DataFrame
    set_aside: pd.DataFrame
    findings: Findings
    log: pd.DataFrame
    file: DeliveredFile


def read_own_table(
    path: str | Path,
    *,
    contract: str | Path,
    extract: Extract | None = None,
    as_of: dt.date | None = None,
    declared: Declared = NOTHING_DECLARED,
) -> OwnTable:
    """Load a table of one's own.

    Parameters
    ----------
    path
        The file, in any format that a delivery may have.
    contract
        Its contract, ``<table>.odcs.yaml``; `nrs contract init` drafts one.
    extract
        The registry's extract that the table refers to. Rows that lead to nothing in it are
        set aside; without it no reference is checked. Answers to single items are not in an
        opened extract, so a reference to them is not checked either.
    as_of
        The last day that a date may be; the extract's when left out, else today.
    declared
        How a text file is written, where it does not show it.

    Raises
    ------
    DefinitionError
        The contract is faulty, or still a draft.
    ExtractError
        The file cannot be read, or a finding stops it. Never a value.
    """
    path, own = Path(path), read_own(Path(contract))
    as_of = as_of or (extract.as_of if extract else dt.date.today())
    if not path.is_file():
        raise ExtractError("There is no such file.", where=path.name, remedy="Correct the path.")
    with own.in_force():
        raw = read_file(path, declared=declared)
        recognised = _recognise(raw, own.contract)
        tabulation = tabulate([recognised], decimal=declared.decimal)
        name = own.contract.table
        review = Review({name: tabulation.tables[name]}, {name: tabulation.source_rows[name]})
        take_over(review, tabulation, [recognised])
        check_within(review, as_of=as_of)
        if extract is not None:
            _check_references(review, own.contract, extract)
    review.settle()
    findings = review.findings()
    findings.refuse_stops()
    sealed = seal(path)
    read_as = "; ".join(filter(None, [raw.read_as, decimals.spoken(recognised, declared.decimal)]))
    return OwnTable(
        table=review.tables[name],
        set_aside=review.rows_set_aside(name),
        findings=findings,
        log=tabulation.log,
        file=DeliveredFile(path.name, sealed.sha256, sealed.bytes, raw.n_rows, read_as),
    )


def _recognise(raw: RawTable, contract: Contract) -> RecognisedTable:
    known = {
        spelling(name): Place(contract.table, field, None, field.physical_name)
        for field in contract.fields
        for name in contract.physical_names(field)
    }
    return RecognisedTable(
        physical_name=contract.physical_name,
        raw=raw,
        places=tuple(
            (column, known[spelling(column.name)])
            for column in raw.columns
            if spelling(column.name) in known
        ),
        unknown=tuple(
            column.name if is_heading(column.name) else f"column number {number}"
            for number, column in enumerate(raw.columns, start=1)
            if spelling(column.name) not in known
        ),
    )


def _check_references(review: Review, contract: Contract, extract: Extract) -> None:
    for reference in contract.references:
        if reference.table not in _FRAMES:
            continue
        frame = getattr(extract, _FRAMES[reference.table])
        known = frozenset(frame[reference.key].dropna().astype(str))
        values = review.tables[contract.table][reference.column].astype("string")
        leads = per_distinct(values, known.__contains__)
        wrong = ~leads & values.notna().to_numpy()
        review.note(contract.table, reference.column, "unknown_reference", wrong)
