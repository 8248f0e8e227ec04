"""What came through the door: numbers cleared for one audience, and the record of it."""

from __future__ import annotations

from collections import Counter, namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure.followed import left_after
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import COUNT_COLUMNS, KEY, NUMBER_COLUMNS
from nrs_lib.terms import CURVES, PARTS, Audience, Scope, Statistic

_WORKED_OUT = (Statistic.PROCESS_LIMITS,)
"""What follows from shown rows, and is no number of its own."""
_COUNTED = (Statistic.COUNT, *PARTS, *CURVES)
CELL = (*KEY, "scope", "n", "numerator", "estimate")
"""What is kept of a released number."""
_key_of = attrgetter(*KEY)
UNNAMED = "unnamed"
"""The scope in the ledger of a unit's number whose readers were not told which unit's it is."""


@dataclass(frozen=True)
class ClearanceRecord:
    """What was done at the door; it follows every figure and table to the manifest.

    Attributes
    ----------
    hidden
        How many rows, by reason.
    names_units
        Whether other units' rows keep their names.
    used
        The limits that were used, by group, each group with its evidence.
    steps
        What would let more be shown, as `disclosure.easing.Step` in plain form.
    """

    audience: Audience
    policy: str
    policy_version: int
    policy_sha256: str
    min_n_own: int
    min_n: int
    min_count: int
    rows: int
    hidden: Mapping[str, int]
    definitions: tuple[str, ...]
    names_units: bool = True
    used: Mapping[str, object] = field(default_factory=dict)
    steps: tuple[Mapping[str, object], ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Plain form, for notebook metadata and manifests."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return told | {"audience": str(self.audience), "hidden": dict(self.hidden)}


@dataclass(frozen=True)
class ClearedTable:
    """Numbers cleared for one audience; made by `clear` alone.

    Attributes
    ----------
    table
        The columns of `Estimates`, and ``hidden``: empty text, or the key in `REASONS` of
        why this row's numbers are missing. Nothing in it changes once it is cleared, as its
        rows are read then.
    record
        What was done, under which policy.
    cautions
        What a reader must be told beside the numbers, with small counts told as bounds.
    names
        Which unit a row without a name is of, by the row's `KEY`: for the ledger alone.
    """

    table: pd.DataFrame
    record: ClearanceRecord
    cautions: tuple[Caution, ...] = ()
    names: Mapping[tuple, str] = field(default_factory=dict, repr=False)

    @cached_property
    def rows(self) -> tuple[Any, ...]:
        """The table's rows as named tuples of plain text and numbers.

        Every figure and table of a report reads them, so they are taken out of the table once.
        A missing count is `pandas.NA`, a missing number NaN.
        """
        return rows_of(self.table)

    @cached_property
    def measures(self) -> frozenset[str]:
        """What it has numbers of, shown or not."""
        return frozenset(row.measure for row in self.rows)

    def __add__(self, other: ClearedTable) -> ClearedTable:
        mine, theirs = self.record, other.record
        if (mine.audience, mine.policy_sha256) != (theirs.audience, theirs.policy_sha256):
            raise DisclosureError(
                "Tables cleared for two audiences or under two policies cannot be put together.",
                where=f"{mine.audience}, {theirs.audience}",
                remedy="Clear both for the same audience under the same policy.",
            )
        definitions = tuple(sorted({*mine.definitions, *theirs.definitions}))
        cautions = tuple(dict.fromkeys((*self.cautions, *other.cautions)))
        names = {**self.names, **other.names}
        # Two tables may call two units by the same number; then neither is known again.
        same = {key for key, name in self.names.items() if names[key] == name}
        names = {key: name for key, name in names.items() if key in same or key not in self.names}
        table = pd.concat([self.table, other.table], ignore_index=True)
        rows = rows_of(table)
        return with_rows(
            rows,
            lambda: table,
            record=record_of(rows, mine, definitions),
            cautions=cautions,
            names=names,
        )

    def released(self) -> list[tuple]:
        """What a reader other than the own unit learns: shown rows, as `CELL` each.

        Of the nation's hidden rows it is told that there are such, without numbers: a later
        release must not give them away. Rows whose unit has no name are `UNNAMED`, under the
        name that their reader was not told. The reader's own are left out, and what was worked
        out from shown rows.
        """
        return list(self._released)

    @cached_property
    def _released(self) -> tuple[tuple, ...]:
        limits = self.record.used.get("limits", {})
        knows_own = limits.get("own", {}).get("min_count") == 0
        left_out = [Scope.OWN] if knows_own else []
        left_out += [] if self.record.names_units else [Scope.UNIT]
        shown = [
            row
            for row in self._with_names()
            if not (row.hidden or row.scope in left_out or row.statistic in _WORKED_OUT)
        ]
        shown += [left_after(row) for row in shown if not is_missing(row.at_risk)]
        withheld = [
            (*_key_of(row), row.scope, None, None, None)
            for row in self.rows
            if row.scope == Scope.NATIONAL
            and row.hidden not in ("", "not_allowed")
            and row.statistic in _COUNTED
        ]
        return (*map(_as_cell, shown), *withheld)

    def _with_names(self) -> Sequence[Any]:
        """The rows with the names that readers are not told, under a scope that says so."""
        if not self.names:
            return self.rows
        named = ((row, self.names.get(_key_of(row))) for row in self.rows)
        return [row._replace(group=name, scope=UNNAMED) if name else row for row, name in named]

    def with_steps(self, steps: Iterable[Mapping[str, object]]) -> ClearedTable:
        """The same with other steps noted in its record."""
        return replace(self, record=replace(self.record, steps=tuple(steps)))

    def where(self, **conditions: object) -> ClearedTable:
        """Keep the rows that match, as `Estimates.where` does."""
        places = self._places(conditions)
        # They are the same rows, so what is known of each need not be found out again.
        rows = [self.rows[place] for place in places]
        return with_rows(
            rows,
            lambda: self.table.iloc[places].reset_index(drop=True),
            record=record_of(rows, self.record, self.record.definitions),
            cautions=self.cautions,
            names=self.names,
        )

    def matching(self, **conditions: object) -> list[Any]:
        """The rows that match, for who asks of them and shows none."""
        return [self.rows[place] for place in self._places(conditions)]

    def _places(self, conditions: Mapping[str, object]) -> list[int]:
        wanted = {
            column: {values} if isinstance(values, str) else set(values)
            for column, values in conditions.items()
        }
        return [
            place
            for place, row in enumerate(self.rows)
            if all(getattr(row, column) in values for column, values in wanted.items())
        ]


class _OfRows(ClearedTable):
    """One whose rows are known: its table is made where somebody asks for it, and few do."""

    @cached_property
    def table(self) -> pd.DataFrame:
        return self._make()


def with_rows(
    rows: Sequence[Any],
    make: Callable[[], pd.DataFrame],
    *,
    record: ClearanceRecord,
    cautions: tuple[Caution, ...],
    names: Mapping[tuple, str],
) -> ClearedTable:
    """A cleared table of which the rows are known.

    Parameters
    ----------
    rows
        As in `ClearedTable.rows`.
    make
        Makes the table that they are the rows of.
    record, cautions, names
        As in `ClearedTable`.
    """
    found = object.__new__(_OfRows)
    vars(found).update(record=record, cautions=cautions, names=names, rows=tuple(rows), _make=make)
    return found


def take_away(table: pd.DataFrame, gone: np.ndarray) -> None:
    """Take every number and count of some rows out of a table; what they are of stays."""
    if not gone.any():
        return
    for name in (*NUMBER_COLUMNS, *COUNT_COLUMNS):
        numbers = table[name].array.copy()
        numbers[gone] = numbers.dtype.na_value
        table[name] = numbers


def rows_of(table: pd.DataFrame) -> tuple[Any, ...]:
    """A cleared table's rows, as `ClearedTable.rows` has them."""
    columns = [_plain(table[name]) for name in table.columns]
    return tuple(map(_row_type(tuple(table.columns))._make, zip(*columns, strict=True)))


@cache
def _row_type(names: tuple[str, ...]) -> type:
    return namedtuple("ClearedRow", names)


def _plain(column: pd.Series) -> list[object]:
    """A column as plain text and numbers, much faster than pandas gives its rows."""
    if column.dtype == "Int64":
        numbers = column.to_numpy(dtype=float, na_value=float("nan")).tolist()
        return [pd.NA if number != number else int(number) for number in numbers]
    return column.to_numpy(dtype=object).tolist()


def _as_cell(row: Any) -> tuple[object, ...]:
    """A row as `CELL`: text as it is, numbers as such, and None where there is none."""
    numbers = (row.n, row.numerator, row.estimate)
    told = [None if is_missing(value) else float(value) for value in numbers]
    return (*_key_of(row), row.scope, *told)


def record_of(
    rows: Iterable[Any], like: ClearanceRecord, definitions: tuple[str, ...]
) -> ClearanceRecord:
    """A record like another's, of other rows."""
    hidden = [row.hidden for row in rows]
    return ClearanceRecord(
        **{
            **{name: getattr(like, name) for name in like.__dataclass_fields__},
            "rows": len(hidden),
            "hidden": hidden_counts(hidden),
            "definitions": definitions,
        }
    )


def hidden_counts(hidden: Iterable[str]) -> dict[str, int]:
    """How many rows are hidden, by reason."""
    return dict(sorted(Counter(filter(None, hidden)).items()))
