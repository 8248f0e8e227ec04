"""The one shape that every number takes on its way from data to paper.

An estimate keeps company: its interval, how many people stand behind it, and for a share
the numerator and denominator it is made of. ``disclosure.clear`` reads the same columns to
decide what may be shown, so a number without its company cannot be shown at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Scope, Statistic

TEXT_COLUMNS = (
    "measure",
    "statistic",
    "group",
    "scope",
    "time_point",
    "category",
    "period",
    "method",
)
NUMBER_COLUMNS = ("estimate", "low", "high", "sd")
COUNT_COLUMNS = (
    "n",
    "numerator",
    "denominator",
    "at_risk",
    "n_units",
    "largest_n",
    "largest_numerator",
    "largest_others",
    "parameters",
    "smallest_n",
)
COLUMNS = (*TEXT_COLUMNS[:-1], *NUMBER_COLUMNS, *COUNT_COLUMNS, "method")
KEY = ("measure", "statistic", "group", "time_point", "category", "period")


@dataclass(frozen=True)
class Estimate:
    """One number with its company, as a method returns it.

    Attributes
    ----------
    estimate, low, high
        In the measure's own unit, shares from 0 to 1; NaN where the number does not exist or
        is refused.
    n
        People (or other units of analysis that the method names) behind it.
    method
        Key of the formula.
    sd
        Standard deviation of what was averaged, where there is one.
    numerator, denominator
        For shares.
    se, df
        Standard error and degrees of freedom behind the interval, where it has them.
    cautions
        What a reader must be told.
    """

    estimate: float
    low: float
    high: float
    n: int
    method: str
    sd: float = math.nan
    numerator: int | None = None
    denominator: int | None = None
    se: float = math.nan
    df: float = math.nan
    cautions: tuple[Caution, ...] = ()

    def row(self) -> dict[str, object]:
        """The columns of `Estimates` that it fills; the key is the caller's."""
        return {
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "sd": self.sd,
            "n": self.n,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "method": self.method,
        }


@dataclass(frozen=True)
class Estimates:
    """Estimates that are not yet cleared for anyone.

    Attributes
    ----------
    table
        One row per estimate. ``measure`` what is estimated; ``statistic`` one of
        `Statistic`; ``group`` a unit_id or ``national``; ``scope`` one of `Scope`;
        ``time_point``, ``category``, ``period`` may be empty text; ``estimate``, ``low``,
        ``high`` and ``sd`` in the measure's own unit, shares from 0 to 1; ``n`` people
        behind the number; ``numerator`` and ``denominator`` for shares; for a step of
        a curve they are those to whom it has happened and all, and ``at_risk`` those who are
        still followed after it; ``n_units`` units that contribute and ``largest_n`` people
        from the largest of them, of a share also ``largest_numerator`` and
        ``largest_others``, the most that one of them has in its numerator and outside it;
        for what comes of a model ``parameters`` that it estimates
        and ``smallest_n`` people in the smallest group behind the number, or on the smaller
        side of a time; ``method`` the key of the formula. A number that does not
        exist is missing, never 0.
    definitions
        Keys of the conventions and instruments that the numbers rest on; reports print
        them, with the assumed ones marked.
    cautions
        What a reader must be told beside the numbers; `about` names the measure.
    """

    table: pd.DataFrame
    definitions: tuple[str, ...] = field(default=())
    cautions: tuple[Caution, ...] = field(default=())

    def __post_init__(self) -> None:
        wrong = sorted(set(self.table.columns.tolist()) ^ set(COLUMNS))
        if wrong:
            raise DefinitionError(
                "Estimates have other columns than the one shape that all numbers share.",
                where=f"columns {', '.join(wrong)}",
                remedy="Build them with nrs_lib.stats.estimates.from_rows.",
            )
        # Tables are small and made often, and their keys are compared faster as tuples.
        keys = keys_of(self.table)
        doubled = len(keys) - len(set(keys))
        if doubled:
            raise DefinitionError(
                f"{doubled} estimates stand twice under the same key.",
                where=f"key {', '.join(KEY)}",
                remedy="Give each its own measure, category, time point or period.",
            )

    def __add__(self, other: Estimates) -> Estimates:
        return combined([self, other])

    def where(self, **conditions: object) -> Estimates:
        """Keep the rows that match: ``where(measure="nrs_pain", statistic=["mean"])``."""
        keep = pd.Series(True, index=self.table.index)
        for column, wanted in conditions.items():
            values = [wanted] if isinstance(wanted, str) else list(wanted)
            keep &= self.table[column].isin(values)
        table = self.table[keep].reset_index(drop=True)
        return Estimates(table, self.definitions, self.cautions)


def keys_of(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """The `KEY` of each row of a table, in its order.

    A column at a time: row by row pandas takes twelve times as long over columns of text.
    """
    return list(zip(*(table[name].to_numpy(dtype=object) for name in KEY), strict=True))


def combined(parts: Iterable[Estimates]) -> Estimates:
    """Put estimates together, with the definitions of all of them."""
    parts = list(parts)
    # A refused result has cautions and no rows; they must not be lost with its rows.
    cautions = _each_once(caution for part in parts for caution in part.cautions)
    parts = [part for part in parts if len(part.table)]
    if not parts:
        return from_rows([], cautions=cautions)
    definitions = tuple(sorted({key for part in parts for key in part.definitions}))
    table = pd.concat([part.table for part in parts], ignore_index=True)
    return Estimates(table, definitions, cautions)


@dataclass(frozen=True)
class Part:
    """Rows that are put in one table with others, and what they rest on.

    Attributes
    ----------
    rows, definitions, cautions
        As for `from_rows`.
    """

    rows: Sequence[Mapping[str, object]]
    definitions: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def estimates(self) -> Estimates:
        """The rows in a table of their own."""
        return from_rows(self.rows, definitions=self.definitions, cautions=self.cautions)


def from_parts(parts: Iterable[Part]) -> Estimates:
    """As `combined` of the parts' estimates, of which no table is made on the way."""
    parts = list(parts)
    told = [part for part in parts if part.rows]
    return from_rows(
        [row for part in told for row in part.rows],
        definitions=[key for part in told for key in part.definitions],
        cautions=[caution for part in parts for caution in part.cautions],
    )


def _each_once(cautions: Iterable[Caution]) -> tuple[Caution, ...]:
    return tuple(dict.fromkeys(cautions))


def from_rows(
    rows: Iterable[Mapping[str, object]],
    *,
    definitions: Iterable[str] = (),
    cautions: Iterable[Caution] = (),
) -> Estimates:
    """Build Estimates from rows that name only the columns they have.

    Raises
    ------
    DefinitionError
        A row has a column, statistic or scope that the shape does not know.
    """
    rows = list(rows)
    unknown = sorted({key for row in rows for key in row} - set(COLUMNS))
    if unknown:
        raise DefinitionError(
            "An estimate has columns that the shape does not know.", where=", ".join(unknown)
        )
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
    text = pd.StringDtype(na_value=np.nan)
    made = {name: pd.array(_texts(columns[name]), dtype=text) for name in TEXT_COLUMNS}
    made |= {name: np.array(_numbers(columns[name]), dtype=float) for name in NUMBER_COLUMNS}
    made |= {name: _counts(columns[name]) for name in COUNT_COLUMNS}
    table = pd.DataFrame({name: made[name] for name in COLUMNS}, copy=False)
    for column, vocabulary in (("statistic", Statistic), ("scope", Scope)):
        strange = sorted(set(_texts(columns[column])) - {str(term) for term in vocabulary})
        if strange:
            raise DefinitionError(
                f"An estimate has an unknown {column}.",
                where=", ".join(strange),
                remedy=f"Use one of {', '.join(str(term) for term in vocabulary)}.",
            )
    return Estimates(table, tuple(sorted(set(definitions))), _each_once(cautions))


def _texts(values: Iterable[object]) -> list[str]:
    return [value if type(value) is str else _text(value) for value in values]


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _numbers(values: Iterable[object]) -> list[float]:
    return [math.nan if value is None or value is pd.NA else float(value) for value in values]


def _counts(values: list[object]) -> pd.api.extensions.ExtensionArray:
    if not {type(value) for value in values} <= {int, type(None)}:
        return pd.array(values, dtype="Int64")
    # What is a whole number or not there already need not be looked through for how to read it.
    is_missing = np.array([value is None for value in values], dtype=bool)
    plain = [0 if value is None else value for value in values]
    return pd.arrays.IntegerArray(np.array(plain, dtype="int64"), is_missing)
