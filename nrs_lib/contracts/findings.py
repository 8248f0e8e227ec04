"""Findings of a check: where and how many, never what the value was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.rules import read_rules
from nrs_lib.errors import ExtractError
from nrs_lib.terms import Severity

COLUMNS = ("table", "column", "rule", "severity", "count", "rows", "message_sv", "message_en")
_EXAMPLES = 10
_SHOWN = 30
_STAYS = -1
_ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Findings:
    """All findings of one delivery.

    ``frame`` has one row per table, column and rule: ``table``, ``column``, ``rule``,
    ``severity``, ``count`` (rows concerned), ``rows`` (up to ten row numbers as text, the
    first row under the heading is 1), ``message_sv``, ``message_en``. It never holds a value.
    """

    frame: pd.DataFrame

    def of_severity(self, severity: Severity) -> pd.DataFrame:
        """Findings of one severity, one row each."""
        return self.frame[self.frame["severity"] == severity.value]

    @property
    def stops(self) -> bool:
        """Whether anything stops the delivery."""
        return bool((self.frame["severity"] == Severity.STOP.value).any())

    def refuse_stops(self) -> None:
        """Let nothing pass that a finding stops.

        Raises
        ------
        ExtractError
            There is one; names table, column, rule, number of rows and some of them.
        """
        if not self.stops:
            return
        stops = self.of_severity(Severity.STOP)
        lines = [
            f"{row.table}.{row.column}: {row.rule}, {row.count} rows"
            + (f" (row {row.rows})" if row.rows else "")
            + f". {row.message_en}"
            for row in stops.head(_SHOWN).itertuples()
        ]
        more = len(stops) - _SHOWN
        if more > 0:
            lines.append(f"and {more} more")
        raise ExtractError(
            f"{len(stops)} findings stop the delivery; nothing was loaded.\n  "
            + "\n  ".join(lines),
            where=", ".join(dict.fromkeys(stops["table"])),
            remedy="Each line says what to do. Correct the delivery, or the contract if it is "
            "wrong.",
        )


class Review:
    """The tables of a delivery while they are being checked.

    Findings are collected and take effect by their severity: a marked value becomes
    missing at once, a row set aside leaves its table at the next :meth:`settle`.

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
        self._source_rows = dict(source_rows)
        self._leaving = {name: _staying(len(table)) for name, table in tables.items()}
        self._entries: list[tuple[object, ...]] = []

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
            leaving = self._leaving[table]
            # The first reason stands.
            leaving[positions[leaving[positions] == _STAYS]] = list(read_rules()).index(rule)
        rows = self._source_rows[table][positions]
        self._enter(table, column, rule, severity, len(positions), rows, detail_sv, detail_en)

    def note_column(
        self,
        table: str,
        column: str,
        rule: str,
        count: int,
        rows: np.ndarray | tuple = (),
        *,
        detail_sv: str = "",
        detail_en: str = "",
    ) -> None:
        """Record a finding about a file's column before it is a column of a table."""
        severity = read_rules()[rule].severity_in(table)
        self._enter(table, column, rule, severity, count, rows, detail_sv, detail_en)

    def _enter(self, table, column, rule, severity, count, rows, detail_sv, detail_en) -> None:
        told = read_rules()[rule]
        examples = np.unique(np.asarray(rows, dtype="int64"))[:_EXAMPLES]
        self._entries.append(
            (
                table,
                column,
                rule,
                severity.value,
                int(count),
                ", ".join(str(row) for row in examples),
                f"{told.message_sv} {detail_sv}".strip(),
                f"{told.message_en} {detail_en}".strip(),
            )
        )

    def _mark(self, table: str, column: str, positions: np.ndarray) -> None:
        values = self.tables[table][column].copy()
        values.iloc[positions] = pd.NaT if values.dtype.kind == "M" else pd.NA
        self.tables[table][column] = values

    def is_leaving(self, table: str) -> np.ndarray:
        """Mask of the rows that the next :meth:`settle` sets aside."""
        return self._leaving[table] != _STAYS

    def settle(self) -> None:
        """Move the rows that are set aside out of their tables, with the rule as reason."""
        for name, table in self.tables.items():
            leaving = self.is_leaving(name)
            if not leaving.any():
                continue
            gone = table.loc[leaving].copy()
            reasons = np.array(list(read_rules()))[self._leaving[name][leaving]]
            gone.insert(0, "rule", pd.array(reasons, dtype="string"))
            gone.insert(0, "source_row", self._source_rows[name][leaving])
            self.set_aside[name].append(gone)
            self.tables[name] = table.loc[~leaving].reset_index(drop=True)
            self._source_rows[name] = self._source_rows[name][~leaving]
            self._leaving[name] = _staying(len(self.tables[name]))

    def rows_set_aside(self, table: str) -> pd.DataFrame:
        """Rows that have left a table, with ``source_row`` and ``rule``."""
        gone = self.set_aside[table]
        return pd.concat(gone, ignore_index=True) if gone else self.tables[table].iloc[:0].copy()

    def findings(self) -> Findings:
        """Everything found so far, most severe first."""
        frame = pd.DataFrame(self._entries, columns=list(COLUMNS))
        order = frame["severity"].map({s.value: place for s, place in _ORDER.items()})
        frame = frame.assign(order=order).sort_values("order", kind="stable")
        return Findings(frame.drop(columns="order").reset_index(drop=True))


def _staying(n_rows: int) -> np.ndarray:
    return np.full(n_rows, _STAYS, dtype="int16")


def _positions(where: np.ndarray | pd.Series) -> np.ndarray:
    if isinstance(where, pd.Series):
        # A comparison with a missing value is no finding.
        where = where.fillna(False).to_numpy(dtype=bool)
    where = np.asarray(where)
    return np.flatnonzero(where) if where.dtype == bool else where.astype("int64")
