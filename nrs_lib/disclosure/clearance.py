"""What came through the door: numbers cleared for one audience, and the record of it."""

from __future__ import annotations

from collections import Counter, namedtuple
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.measures import counted
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import COUNT_COLUMNS, KEY, NUMBER_COLUMNS
from nrs_lib.terms import CURVES, PARTS, Audience, Scope, Statistic

REASONS = {
    "few": {"sv": "för få", "en": "too few"},
    # One reason for a small count and for what would give it away: two would tell which is which.
    "protected": {"sv": "skyddar små antal", "en": "small counts protected"},
    "rounded": {"sv": "avrundas till alla eller ingen", "en": "rounds to all or none"},
    "beyond": {"sv": "för få på ena sidan", "en": "too few on one side"},
    "few_units": {"sv": "för få enheter", "en": "too few units"},
    "dominance": {"sv": "en enhet dominerar", "en": "one unit dominates"},
    "rest": {"sv": "för få om en enhet räknas bort", "en": "too few if one unit is left out"},
    "model": {"sv": "för få bakom modellen", "en": "too few behind the model"},
    "released": {
        "sv": "ger tillsammans med tidigare utlämning ett litet antal",
        "en": "gives a small count with an earlier release",
    },
    "not_allowed": {"sv": "visas inte för mottagaren", "en": "not shown to this audience"},
}


def reason_words(hidden: str, measure: str, language: str) -> str:
    """Why a measure's number is hidden; where they are few, few of what."""
    words = REASONS[hidden][language]
    return f"{words} {counted(measure, language)}" if hidden == "few" else words


REST_MEANS = {
    "sv": "utan den enheten blir för få kvar, och dess medarbetare, som vet sitt eget tal, skulle "
    "annars kunna räkna ut de andras.",
    "en": "without that unit too few remain, and its staff, who know their own number, could "
    "otherwise work out the others'.",
}
"""What ``rest`` means: few can guess it, so figures tell it too."""

_WORKED_OUT = (Statistic.PROCESS_LIMITS,)
"""What follows from shown rows, and is no number of its own."""
_COUNTED = (Statistic.COUNT, *PARTS, *CURVES)
CELL = (*KEY, "scope", "n", "numerator", "estimate")
"""What is kept of a released number."""
_key_of = attrgetter(*KEY)
UNNAMED = "unnamed"
"""The scope in the ledger of a unit's number whose readers were not told which unit's it is."""
AT_RISK = ":at_risk"
"""What ends the measure of a count of those still followed at a point of a curve."""


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

    def __add__(self, other: ClearedTable) -> ClearedTable:
        mine, theirs = self.record, other.record
        if (mine.audience, mine.policy_sha256) != (theirs.audience, theirs.policy_sha256):
            raise DisclosureError(
                "Tables cleared for two audiences or under two policies cannot be put together.",
                where=f"{mine.audience}, {theirs.audience}",
                remedy="Clear both for the same audience under the same policy.",
            )
        table = pd.concat([self.table, other.table], ignore_index=True)
        definitions = tuple(sorted({*mine.definitions, *theirs.definitions}))
        cautions = tuple(dict.fromkeys((*self.cautions, *other.cautions)))
        names = {**self.names, **other.names}
        # Two tables may call two units by the same number; then neither is known again.
        same = {key for key, name in self.names.items() if names[key] == name}
        names = {key: name for key, name in names.items() if key in same or key not in self.names}
        return ClearedTable(table, record_of(table, mine, definitions), cautions, names)

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
        shown += [_still_followed(row) for row in shown if not is_missing(row.at_risk)]
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
        table = self.table.iloc[places].reset_index(drop=True)
        record = record_of(table, self.record, self.record.definitions)
        chosen = ClearedTable(table, record, self.cautions, self.names)
        # They are the same rows, so what is known of each need not be found out again.
        vars(chosen)["rows"] = tuple(self.rows[place] for place in places)
        return chosen

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


def take_away(table: pd.DataFrame, gone: np.ndarray) -> None:
    """Take every number and count of some rows out of a table; what they are of stays."""
    if not gone.any():
        return
    for name in (*NUMBER_COLUMNS, *COUNT_COLUMNS):
        numbers = table[name].array.copy()
        numbers[gone] = numbers.dtype.na_value
        table[name] = numbers


def still_followed(table: pd.DataFrame) -> pd.DataFrame:
    """Points of curves once more, as counts of those who are still followed after them.

    Under the index of the points, and a measure of their own. None of what was released, as
    it has these counts already.
    """
    if "at_risk" not in table:
        return table.iloc[:0]
    points = table[table["at_risk"].notna()]
    left = points["at_risk"]
    return points.assign(**_followed(points["measure"], left), estimate=left.astype("float64"))


def _still_followed(point: Any) -> Any:
    """One point of a curve, as `still_followed` has it."""
    left = point.at_risk
    return point._replace(**_followed(point.measure, left), estimate=float(left))


def _followed(measure: Any, left: Any) -> dict[str, Any]:
    """What the count of those who are left after a point has in place of the point's own."""
    return {
        "measure": measure + AT_RISK,
        "statistic": str(Statistic.COUNT),
        "n": left,
        "numerator": pd.NA,
    }


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
    table: pd.DataFrame, like: ClearanceRecord, definitions: tuple[str, ...]
) -> ClearanceRecord:
    """A record like another's, of other rows."""
    return ClearanceRecord(
        **{
            **{name: getattr(like, name) for name in like.__dataclass_fields__},
            "rows": len(table),
            "hidden": hidden_counts(table),
            "definitions": definitions,
        }
    )


def hidden_counts(table: pd.DataFrame) -> dict[str, int]:
    """How many rows are hidden, by reason."""
    return dict(sorted(Counter(filter(None, table["hidden"].to_list())).items()))
