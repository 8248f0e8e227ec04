"""What the cells of a file show about its columns, told so that nobody is given away.

Nothing here leaves with a patient's value: what fewer hold than the disclosure policy lets
the public see is counted and not named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nrs_lib.contracts.codelists import spelling
from nrs_lib.contracts.identity import holds_identity_number, is_heading
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.rules import limit
from nrs_lib.disclosure.policy import read_policy
from nrs_lib.errors import ExtractError
from nrs_lib.extract.identities import rows_with_identity_numbers
from nrs_lib.extract.raw import RawColumn, RawTable
from nrs_lib.terms import Audience

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,15})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# A heading like this is a cell: the first line of the file is somebody's.
_CELL = re.compile(r"\s*|[+-]?\d+(?:[.,]\d+)?|\d{4}-\d{2}-\d{2}.*|.*\d{6}.*")
_SHOWN_ROWS = 10


@dataclass(frozen=True)
class Secrecy:
    """How few may not be told: ``fewest`` holders of a value; counts are rounded to ``step``."""

    fewest: int
    step: int

    def count(self, number: int, noun: str) -> str:
        """A count in words, rounded, or that it is small."""
        if number < self.fewest:
            return f"fewer than {self.fewest} {noun}"
        return f"about {self.step * round(number / self.step)} {noun}"


def secrecy() -> Secrecy:
    """What the policy lets the public see, for a draft is shared like any definition."""
    policy = read_policy().audiences[Audience.PUBLIC]
    limits = policy.limits.values()
    return Secrecy(max(max(one.min_n, one.min_count) for one in limits), policy.round_to)


@dataclass(frozen=True)
class Holders:
    """Who is counted behind a value: people or episodes where the file names them, else rows."""

    noun: str
    codes: np.ndarray | None

    def of(self, column: RawColumn) -> np.ndarray:
        """Number of holders of each distinct cell of a column."""
        if self.codes is None:
            return column.counts()
        filled = column.codes >= 0
        size = int(self.codes.max(initial=0)) + 2
        pairs = np.unique(column.codes[filled].astype("int64") * size + self.codes[filled] + 1)
        return np.bincount(pairs // size, minlength=len(column.cells))


def holders_in(raw: RawTable) -> Holders:
    """Who a file's rows belong to, by the names that the registry has for them."""
    for key, noun in (("patient_id", "people"), ("episode_id", "episodes")):
        for column in raw.columns:
            if registry_key(column.name) == key:
                return Holders(noun, column.codes)
    return Holders("rows", None)


def registry_key(heading: str) -> str | None:
    """The registry's key that a heading names: ``patient_id``, ``episode_id``, ``unit_id``."""
    for table, key in (("unit", "unit_id"), ("episode", "episode_id"), ("episode", "patient_id")):
        contract = read_contracts()[table]
        names = contract.physical_names(contract.field(key))
        if spelling(heading) in map(spelling, names):
            return key
    return None


@dataclass(frozen=True, eq=False)
class Observed:
    """One column of a file, seen from outside.

    ``is_answer`` says of each distinct cell that the file does not declare it missing;
    ``holders`` how many hold it.
    """

    column: RawColumn
    n_rows: int
    is_answer: np.ndarray
    holders: np.ndarray

    @cached_property
    def counts(self) -> np.ndarray:
        """Rows of each distinct cell."""
        return self.column.counts()

    @property
    def filled(self) -> int:
        """Rows with an answer."""
        return int(self.counts[self.is_answer].sum())

    @property
    def missing(self) -> int:
        """Rows without one."""
        return self.n_rows - self.filled

    @property
    def distinct(self) -> int:
        """Distinct answers."""
        return int(self.is_answer.sum())

    @property
    def is_unique(self) -> bool:
        """Whether every row has an answer and none has another's."""
        return self.n_rows > 0 and self.missing == 0 and self.distinct == self.n_rows

    def answers(self) -> Iterator[tuple[object, int]]:
        """Distinct answers, each with the number of its holders."""
        return (
            (cell, int(held))
            for cell, held, told in zip(
                self.column.cells, self.holders, self.is_answer, strict=True
            )
            if told
        )

    def fitting(self, logical_type: str) -> int:
        """Rows whose answer is of a type: ``integer``, ``number`` or ``date``."""
        fits = np.array([_fits(cell, logical_type) for cell in self.column.cells])
        return int(self.counts[self.is_answer & fits.astype(bool)].sum()) if len(fits) else 0

    @cached_property
    def logical_type(self) -> str:
        """The narrowest type that nearly all answers fit; text where none does."""
        needed = limit("drafted_type_share") * self.filled
        for kind in ("date", "integer", "number"):
            if self.filled and self.fitting(kind) >= needed:
                return kind
        return "string"


def observe(raw: RawTable) -> tuple[list[Observed], Holders]:
    """Look at every column of a file.

    Raises
    ------
    ExtractError
        A heading may be somebody's cell, or a column holds personal identity numbers; says
        which column by its number or name, and in which rows.
    """
    _refuse_cells_as_headings(raw)
    _refuse_identity_numbers(raw)
    who = holders_in(raw)
    return [_observed(column, raw.n_rows, who) for column in raw.columns], who


def _observed(column: RawColumn, n_rows: int, who: Holders) -> Observed:
    is_answer = column.counts() > 0
    for low, high in column.user_missing:
        is_answer &= ~((column.cells >= low) & (column.cells <= high))
    return Observed(column, n_rows, is_answer, who.of(column))


def _fits(cell: object, logical_type: str) -> bool:
    if isinstance(cell, np.datetime64):
        return logical_type == "date"
    if not isinstance(cell, str):
        return logical_type == "number" or (logical_type == "integer" and float(cell).is_integer())
    text = str(cell).strip()
    if logical_type == "date":
        return _is_day(text)
    return (_INTEGER if logical_type == "integer" else _NUMBER).fullmatch(text) is not None


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refuse_cells_as_headings(raw: RawTable) -> None:
    odd = [
        number
        for number, column in enumerate(raw.columns, start=1)
        if _CELL.fullmatch(column.name) or holds_identity_number(column.name)
    ]
    if odd:
        raise ExtractError(
            "A heading is empty or looks like a cell: the first row may be somebody's.",
            where=f"{raw.file}: column number {', '.join(map(str, odd[:_SHOWN_ROWS]))}",
            remedy="Let the first row hold the columns' names.",
        )


def _refuse_identity_numbers(raw: RawTable) -> None:
    found = []
    for number, column in enumerate(raw.columns, start=1):
        rows = rows_with_identity_numbers(column) + 1
        if len(rows):
            name = f" ({column.name})" if is_heading(column.name) else ""
            some = ", ".join(map(str, rows[:_SHOWN_ROWS]))
            more = " …" if len(rows) > _SHOWN_ROWS else ""
            found.append(f"column number {number}{name}, row {some}{more}")
    if found:
        raise ExtractError(
            "A column holds what looks like Swedish personal identity numbers.",
            where=f"{raw.file}: {'; '.join(found)}",
            remedy="Put pseudonyms in their place, with a letter in each, and keep the numbers "
            "out of every file that is loaded.",
        )
