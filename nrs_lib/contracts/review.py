"""The tables of a delivery while they are being checked, and what is found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.findings import COLUMNS, Findings
from nrs_lib.contracts.reading import read_contract
from nrs_lib.contracts.rules import ALWAYS_STOP, read_rules
from nrs_lib.contracts.tracing import Tracing
from nrs_lib.terms import Severity, TimePoint

_EXAMPLES = 10
_STAYS, _SPOILED = -1, -2
_SPOILING = ("duplicate_row", "duplicate_key", "required_missing", "unknown_item")
"""Stopping rules after which a row has no place among the others; later checks pass it by."""
_ORDER = {severity: place for place, severity in enumerate(Severity)}
_NO_ROWS = np.array([], dtype="int64")


@dataclass(frozen=True)
class _Entry:
    table: str
    column: str
    rule: str
    severity: Severity
    count: int
    detail: tuple[str, str]
    rows: np.ndarray
    points: np.ndarray | None


class Review:
    """The tables of a delivery while they are being checked.

    Findings are collected and take effect by their severity: a marked value becomes
    missing at once, a row set aside leaves its table at the next :meth:`settle`. A row
    that stops the delivery and has no place among the others leaves too, so that what
    belongs to it is not reported a second time.

    Parameters
    ----------
    tables
        Typed tables by name, one row per what the contract says.
    source_rows
        For each table, the row number in the delivered file that each row came from.
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], source_rows: Mapping[str, np.ndarray]
    ) -> None:
        self.tables = {name: table.reset_index(drop=True) for name, table in tables.items()}
        self.rows_in = {name: len(table) for name, table in tables.items()}
        self.set_aside: dict[str, list[pd.DataFrame]] = {name: [] for name in tables}
        self.spoiled: dict[str, list[pd.DataFrame]] = {name: [] for name in tables}
        self._source_rows = dict(source_rows)
        self._leaving = {name: _staying(len(table)) for name, table in tables.items()}
        self._entries: list[_Entry] = []
        self._told: dict[tuple[str, str], list[np.ndarray]] = {}
        self._absent: set[tuple[str, str]] = set()
        self._tracing = Tracing(self.tables)

    def note(
        self,
        table: str,
        column: str,
        rule: str,
        where: np.ndarray | pd.Series,
        *,
        detail_sv: str = "",
        detail_en: str = "",
    ) -> None:
        """Record a finding, and let it take effect.

        Parameters
        ----------
        where
            A mask over the rows of the table, or row positions. No row, no finding.
        """
        positions = _positions(where)
        if len(positions) == 0:
            return
        severity = read_rules()[rule].severity_in(table)
        if severity is Severity.MARK:
            self._mark(table, column, positions)
        elif severity is Severity.SET_ASIDE:
            self._leave(table, positions, list(read_rules()).index(rule))
        elif severity is Severity.STOP and rule in _SPOILING:
            self._leave(table, positions, _SPOILED)
        frame = self.tables[table]
        points = None
        if "time_point" in frame and isinstance(frame["time_point"].dtype, pd.CategoricalDtype):
            points = frame["time_point"].cat.codes.to_numpy()[positions]
        rows = self._source_rows[table][positions]
        detail = (detail_sv, detail_en)
        self._entries.append(
            _Entry(table, column, rule, severity, len(positions), detail, rows, points)
        )

    def note_column(
        self,
        table: str,
        column: str,
        rule: str,
        count: int,
        rows: np.ndarray = _NO_ROWS,
        *,
        field: str = "",
        time_point: TimePoint | None = None,
        detail_sv: str = "",
        detail_en: str = "",
    ) -> None:
        """Record a finding about a file's column before it is a column of a table.

        Parameters
        ----------
        field
            Our name of the column, so that what is missing there because of the finding is
            not found a second time.
        """
        severity = read_rules()[rule].severity_in(table)
        rows = np.unique(np.asarray(rows, dtype="int64"))
        points = (
            None if time_point is None else np.full(len(rows), list(TimePoint).index(time_point))
        )
        detail = (detail_sv, detail_en)
        self._entries.append(_Entry(table, column, rule, severity, count, detail, rows, points))
        if rule == "missing_column":
            self._absent.add((table, field))
        elif severity is Severity.STOP and field:
            self._told.setdefault((table, field), []).append(rows)

    def is_absent(self, table: str, column: str) -> bool:
        """Whether a required column is not in the delivery, which is found already."""
        if (table, column) in self._absent:
            return True
        # In the wide file the questionnaires have the episode's own key.
        contract = read_contract(table)
        return any(
            reference.column == column
            and contract.layout == "prefixed"
            and (reference.table, reference.key) in self._absent
            for reference in contract.references
        )

    def is_told(self, table: str, column: str) -> np.ndarray:
        """Mask of the rows whose cell in a column stops the delivery already."""
        told = self._told.get((table, column))
        if told is None:
            return np.zeros(len(self.tables[table]), dtype=bool)
        return np.isin(self._source_rows[table], np.concatenate(told))

    def pass_by(self, table: str, where: np.ndarray | pd.Series) -> None:
        """Let rows leave that another finding, which stops the delivery, has told of."""
        self._leave(table, _positions(where), _SPOILED)

    def _leave(self, table: str, positions: np.ndarray, reason: int) -> None:
        leaving = self._leaving[table]
        # The first reason stands.
        leaving[positions[leaving[positions] == _STAYS]] = reason

    def _mark(self, table: str, column: str, positions: np.ndarray) -> None:
        values = self.tables[table][column].copy()
        values.iloc[positions] = pd.NaT if values.dtype.kind == "M" else pd.NA
        self.tables[table][column] = values

    def settle(self) -> None:
        """Move the rows that leave out of their tables, those set aside with their rule."""
        for name, table in self.tables.items():
            leaving = self._leaving[name]
            if (leaving == _STAYS).all():
                continue
            aside, stays = leaving >= 0, leaving == _STAYS
            gone = table.loc[aside].copy()
            reasons = np.array(list(read_rules()))[leaving[aside]]
            gone.insert(0, "rule", pd.array(reasons, dtype="string"))
            gone.insert(0, "source_row", self._source_rows[name][aside])
            self.set_aside[name].append(gone)
            if (leaving == _SPOILED).any():
                self.spoiled[name].append(table.loc[leaving == _SPOILED])
            self.tables[name] = table.loc[stays].reset_index(drop=True)
            self._source_rows[name] = self._source_rows[name][stays]
            self._leaving[name] = _staying(len(self.tables[name]))

    def rows_set_aside(self, table: str) -> pd.DataFrame:
        """Rows that have left a table, with ``source_row`` and ``rule``."""
        gone = self.set_aside[table]
        return pd.concat(gone, ignore_index=True) if gone else self.tables[table].iloc[:0].copy()

    def named_units(self) -> tuple[str, ...]:
        """Units that may be named in what is told: those of the delivery's own list."""
        return self._tracing.units

    def findings(self) -> Findings:
        """Everything found so far, most severe first, with every row and its unit."""
        entries = sorted(
            self._entries, key=lambda one: (_ORDER[one.severity], one.rule not in ALWAYS_STOP)
        )
        frame = pd.DataFrame([_line(entry) for entry in entries], columns=list(COLUMNS))
        traced = [
            self._tracing.places(number, entry.table, entry.rows, entry.points)
            for number, entry in enumerate(entries)
            if len(entry.rows)
        ]
        if not traced:
            return Findings(frame)
        return Findings(frame, pd.concat(traced, ignore_index=True))


def _line(entry: _Entry) -> tuple[object, ...]:
    told = read_rules()[entry.rule]
    messages = zip((told.message_sv, told.message_en), entry.detail, strict=True)
    return (
        entry.table,
        entry.column,
        entry.rule,
        entry.severity.value,
        int(entry.count),
        ", ".join(str(row) for row in np.unique(entry.rows)[:_EXAMPLES]),
        *(f"{message} {detail}".strip() for message, detail in messages),
    )


def _staying(n_rows: int) -> np.ndarray:
    return np.full(n_rows, _STAYS, dtype="int16")


def _positions(where: np.ndarray | pd.Series) -> np.ndarray:
    if isinstance(where, pd.Series):
        # A comparison with a missing value is no finding.
        where = where.fillna(False).to_numpy(dtype=bool)
    where = np.asarray(where)
    return np.flatnonzero(where) if where.dtype == bool else where.astype("int64")
