"""Tabulation: recognised columns become the tables of the contracts, wide ones unfolded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.reading import Contract, read_contracts
from nrs_lib.extract.cell_faults import cell_faults, mappings
from nrs_lib.extract.cells import dtype_of, empty_column, type_column
from nrs_lib.extract.decimals import faults_of_decimals
from nrs_lib.extract.faults import Fault, untimely_faults
from nrs_lib.extract.recognition import Place, RecognisedTable
from nrs_lib.terms import TimePoint

LOG_COLUMNS = ("file", "column", "event", "count")


@dataclass(frozen=True)
class Tabulation:
    """Typed tables before checking, with what was mapped and what was faulty.

    ``source_rows`` gives, per table, the row of the file (first row under the heading: 1).
    """

    tables: Mapping[str, pd.DataFrame]
    source_rows: Mapping[str, np.ndarray]
    faults: tuple[Fault, ...]
    log: pd.DataFrame


def tabulate(recognised: Sequence[RecognisedTable], *, decimal: str | None = None) -> Tabulation:
    """Type every recognised column and lay out the tables, all of them, some perhaps empty.

    ``decimal`` is the decimal sign of text files where it is declared.

    Labels are mapped loudly: names and spellings other than the registry's own are in the
    log with their number, and what no code list knows is a fault.
    """
    faults: list[Fault] = []
    log: list[tuple[str, str, str, int]] = []
    tables: dict[str, pd.DataFrame] = {}
    source_rows: dict[str, np.ndarray] = {}
    by_file = {table.physical_name: table for table in recognised}
    for name, contract in read_contracts().items():
        delivered = by_file.get(contract.physical_name)
        if delivered is None:
            tables[name] = _frame(contract, {}, 0)
            source_rows[name] = np.array([], dtype="int64")
            continue
        typed = _typed(delivered, name, faults, log)
        lay_out = _unfolded if contract.layout == "prefixed" else _long
        tables[name], source_rows[name] = lay_out(contract, typed, delivered, faults, log)
    for delivered in recognised:
        faults += [
            Fault(delivered.physical_name, column, "unknown_column", delivered.raw.n_rows)
            for column in delivered.unknown
        ]
        faults += _decimal_faults(delivered, decimal)
        faults += untimely_faults(delivered)
    return Tabulation(
        tables, source_rows, tuple(faults), pd.DataFrame(log, columns=list(LOG_COLUMNS))
    )


Typed = dict[tuple[str, TimePoint | None], pd.Series]


def _typed(
    delivered: RecognisedTable,
    table: str,
    faults: list[Fault],
    log: list[tuple[str, str, str, int]],
) -> Typed:
    typed: Typed = {}
    for column, place in delivered.places:
        if place.table != table:
            continue
        key = (place.field.name, place.time_point)
        if key in typed:
            faults.append(Fault(table, column.name, "column_twice", delivered.raw.n_rows))
            continue
        read = type_column(column, place.field)
        typed[key] = read.values
        faults += cell_faults(column, place, read)
        log += mappings(delivered.raw.file, column, place, read)
    return typed


def _decimal_faults(delivered: RecognisedTable, decimal: str | None) -> list[Fault]:
    return [
        Fault(place.table, column.name, rule, delivered.raw.n_rows)
        for column, place, rule in faults_of_decimals(delivered, decimal)
    ]


def _frame(contract: Contract, columns: Mapping[str, pd.Series], n_rows: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            each.name: columns[each.name] if each.name in columns else empty_column(each, n_rows)
            for each in contract.fields
        },
        # The columns belong to nobody else, and there may be hundreds of millions of rows.
        copy=False,
    )


def _missing_columns(contract: Contract, present: set[str], n_rows: int) -> list[Fault]:
    return [
        Fault(
            contract.table,
            each.physical_name,
            "missing_column",
            n_rows,
            place=Place(contract.table, each, None, each.physical_name),
        )
        for each in contract.fields
        if each.required and each.name not in present
    ]


def _long(
    contract: Contract,
    typed: Typed,
    delivered: RecognisedTable,
    faults: list[Fault],
    log: list[tuple[str, str, str, int]],
) -> tuple[pd.DataFrame, np.ndarray]:
    columns = {name: values for (name, _), values in typed.items()}
    n_rows = delivered.raw.n_rows
    faults += _missing_columns(contract, set(columns), n_rows)
    log += [
        (delivered.raw.file, each.physical_name, "not in the delivery", n_rows)
        for each in contract.fields
        if each.name not in columns
    ]
    return _frame(contract, columns, n_rows), np.arange(1, n_rows + 1, dtype="int32")


def _unfolded(
    contract: Contract,
    typed: Typed,
    delivered: RecognisedTable,
    faults: list[Fault],
    log: list[tuple[str, str, str, int]],
) -> tuple[pd.DataFrame, np.ndarray]:
    """One row per episode and time point where something was answered."""
    key, n_rows = _wide_key(contract, delivered), delivered.raw.n_rows
    frames, rows = [], []
    for point in TimePoint:
        columns = {name: values for (name, when), values in typed.items() if when == point}
        answers = [v for n, v in columns.items() if _is_answer(contract.field(n))]
        answered = np.zeros(n_rows, dtype=bool)
        for values in answers:
            answered |= values.notna().to_numpy()
        administrative = np.zeros(n_rows, dtype=bool)
        for name in set(columns) - {v.name for v in answers}:
            administrative |= columns[name].notna().to_numpy()
        unanswered = int((administrative & ~answered).sum())
        if unanswered:
            event = f"{point.value}: form registered but nothing answered, no row"
            log.append((delivered.raw.file, "", event, unanswered))
        kind = dtype_of(contract.field("time_point"))
        place = np.full(n_rows, kind.categories.get_loc(point.value))
        columns["episode_id"] = key
        columns["time_point"] = pd.Series(pd.Categorical.from_codes(place, dtype=kind))
        frames.append(pd.DataFrame(columns).loc[answered])
        rows.append(np.flatnonzero(answered))
    source = np.concatenate(rows)
    order = np.argsort(source, kind="stable")
    asked = {name for frame in frames for name in frame.columns}
    # Each column keeps its type, also where a time point does not have it.
    columns = {
        each.name: pd.concat(
            [
                frame[each.name] if each.name in frame else empty_column(each, len(frame))
                for frame in frames
            ],
            ignore_index=True,
        )
        .iloc[order]
        .reset_index(drop=True)
        for each in contract.fields
        if each.name in asked
    }
    return _frame(contract, columns, len(order)), (source[order] + 1).astype("int32")


def _wide_key(contract: Contract, delivered: RecognisedTable) -> pd.Series:
    reference = contract.references[0]
    for column, place in delivered.places:
        if (place.table, place.field.name) == (reference.table, reference.key):
            return type_column(column, place.field).values
    return empty_column(contract.field(reference.column), delivered.raw.n_rows)


def _is_answer(each: Field) -> bool:
    # Version and way of answering say nothing about whether the patient answered.
    return each.sensitivity != "internal"
