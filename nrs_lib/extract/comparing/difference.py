"""What differs between two deliveries, one finding at a time, without any patient's value."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two deliveries that are compared.

    Attributes
    ----------
    name
        Its extract's id; a delivery that is not stored has the id that it would get.
    tables, passport
        As they are frozen.
    home
        The folder of the frozen extract; none for a delivery that is not stored.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    passport: Mapping[str, object]
    home: Path | None = None

    @property
    def as_of(self) -> dt.date:
        """The day that the registry was read."""
        return dt.date.fromisoformat(str(self.passport["as_of"]))


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same.

    Attributes
    ----------
    kind
        Key of the wording, such as ``cells_backwards``.
    table, column, unit_id
        Where; empty where it does not apply.
    count
        Rows, cells or units.
    of
        How many there were to differ.
    is_expected
        Whether time alone brings it. What is not expected is to be looked at.
    facts
        What more the sentence tells: codes, columns, years, sizes. Never a patient's value.
    """

    kind: str
    table: str = ""
    column: str = ""
    unit_id: str = ""
    count: int = 0
    of: int | None = None
    is_expected: bool = False
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def row(self) -> dict[str, object]:
        """The same as plain columns, for a file that machines read."""
        return {
            "kind": self.kind,
            "expected": self.is_expected,
            "table": self.table,
            "column": self.column,
            "unit_id": self.unit_id,
            "count": self.count,
            "of": self.of,
            **self.facts,
        }


def is_one_sided(count: int, of: int, other: int, *, false_alarms: float) -> bool:
    """Whether what is seen on one side alone would hardly all have fallen there by chance.

    Parameters
    ----------
    count, of
        How often it is seen, and among how many rows.
    other
        Rows of the other side, in which it is not seen.
    false_alarms
        Probability that is too small to be chance.

    References
    ----------
    The hypergeometric tail of Fisher's exact test, doi:10.2307/2340521.
    """
    if count <= 0:
        return False
    logs = (math.log((of - k) / (of + other - k)) for k in range(count))
    return sum(logs) < math.log(false_alarms)
