"""Tables as researchers write them: which columns count people, and what they give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nrs_lib.contracts.output_checking import OutputChecking, plain_head
from nrs_lib.disclosure.attack import Cell, Relation, bounds
from nrs_lib.disclosure.policy import Limits, Policy
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.audit.numbers import plain_number, whole_number
from nrs_lib.reports.audit.policing import is_small
from nrs_lib.reports.audit.seen import Grid
from nrs_lib.reports.output_check.rows import are_named
from nrs_lib.terms import Audience, Scope

_TOTALS = {"total", "totalt", "all", "alla", "sum", "summa", "margins"}
_GONE = re.compile(r"|[-–—.*]|nan|na|n/a|dold|hidden|suppressed|redacted|<\s*\d+", re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_FEWEST_COUNTS = 2
# A share of people is a fraction that binary numbers may miss by a little.
_EXACT = 1e-9


@dataclass(frozen=True)
class Judge:
    """The limits that researchers' tables are judged by."""

    policy: Policy
    checking: OutputChecking

    @property
    def limits(self) -> Limits:
        """Those of a national number for researchers."""
        return self.policy.audiences[Audience.RESEARCHER].limits[Scope.NATIONAL]

    @property
    def base(self) -> int:
        """What counts must be rounded to; 1 for not at all."""
        return self.policy.audiences[Audience.RESEARCHER].round_to

    def holds(self, head: str, kind: str) -> bool:
        """Whether a column's head says that it holds such numbers."""
        return plain_head(head) in self.checking.columns[kind]

    def broken_in(self, grid: Grid) -> Iterator[tuple[str, str]]:
        """The rules that a table breaks, each with the place."""
        yield from self._size(grid)
        for number, row in enumerate(grid.rows, start=1):
            yield from self._row(grid, number, row)
        yield from self._extremes(grid)
        yield from self._steps(grid)
        yield from self._quantiles(grid)
        if self._is_of_people(grid):
            yield "unnamed_rows", grid.place
            return
        counts = self._counts_people(grid)
        if counts:
            yield from self._sums(grid)
        elif self._has_results(grid) and not self._tells_how_many(grid):
            yield "no_context", grid.place
        # Counts are no coefficients, whatever letter a group is called by.
        if not counts and any(self.holds(head, "coefficient") for head in grid.heads):
            yield "model", grid.place

    def _size(self, grid: Grid) -> Iterator[tuple[str, str]]:
        if len(grid.rows) > self.checking.most_rows:
            yield "many_rows", grid.place

    def _row(self, grid: Grid, number: int, row: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        cells = dict(zip(grid.heads, row, strict=False))
        every = self._counts_people(grid)
        for column, (head, text) in enumerate(cells.items(), start=1):
            count = whole_number(text)
            counts_people = self.holds(head, "people") or self.holds(head, "part")
            # The first column names the rows.
            if count is None or not (counts_people or (every and column > 1)):
                continue
            place = f"{grid.place} row {number} column {column}"
            if is_small(count, self.limits):
                yield "small_count", place
            elif self.base > 1 and count % self.base:
                yield "not_rounded", place
        place = f"{grid.place} row {number}"
        whole = self._first(cells, "whole")
        part = self._first(cells, "part")
        if part is not None and whole is not None and is_small(whole - part, self.limits):
            yield "whole_group", place
        people = self._first(cells, "people")
        if people is not None and part is None and not every:
            yield from self._shares(cells, people, place)
            if people < self.limits.min_n and self._has_other_numbers(cells):
                yield "few", place

    def _shares(self, cells: dict[str, str], people: int, place: str) -> Iterator[tuple[str, str]]:
        for head, text in cells.items():
            value = plain_number(text)
            if value is None or not self.holds(head, "percent"):
                continue
            share = value if value <= 1 and "%" not in text else value / 100
            part = round(share * people)
            if is_small(part, self.limits) or is_small(people - part, self.limits):
                yield "percent_of_n", place

    def _first(self, cells: dict[str, str], kind: str) -> int | None:
        found = (whole_number(text) for head, text in cells.items() if self.holds(head, kind))
        return next((count for count in found if count is not None), None)

    def _has_other_numbers(self, cells: dict[str, str]) -> bool:
        return any(
            plain_number(text) is not None and not self.holds(head, "people")
            for head, text in list(cells.items())[1:]
        )

    def _extremes(self, grid: Grid) -> Iterator[tuple[str, str]]:
        for column, head in enumerate(grid.heads, start=1):
            if self.holds(head, "extreme"):
                yield "extreme", f"{grid.place} column {column}"
        for number, row in enumerate(grid.rows, start=1):
            # What describe() gives has its minimum and maximum as rows.
            if row and self.holds(row[0], "extreme"):
                yield "extreme", f"{grid.place} row {number}"

    def _steps(self, grid: Grid) -> Iterator[tuple[str, str]]:
        least = self.policy.forms.min_step
        for column, head in enumerate(grid.heads):
            if not self.holds(head, "at_risk"):
                continue
            left = [whole_number(row[column]) for row in grid.rows if column < len(row)]
            for number, (before, after) in enumerate(pairwise(left), start=2):
                if None not in (before, after) and 0 < before - after < least:
                    yield "step_of_few", f"{grid.place} row {number} column {column + 1}"

    def _quantiles(self, grid: Grid) -> Iterator[tuple[str, str]]:
        """Quantiles with few people beyond: in columns, or in rows as describe() gives them."""
        for number, row in enumerate(grid.rows, start=1):
            people = self._first(dict(zip(grid.heads, row, strict=False)), "people")
            for column, (head, text) in enumerate(zip(grid.heads, row, strict=False), start=1):
                if self._is_few_beyond(head, text, people):
                    yield "few_beyond", f"{grid.place} row {number} column {column}"
        counted = next((row for row in grid.rows if row and self.holds(row[0], "people")), ())
        for number, row in enumerate(grid.rows, start=1):
            for column, (text, n) in enumerate(zip(row[1:], counted[1:], strict=False), start=2):
                if self._is_few_beyond(row[0], text, whole_number(n)):
                    yield "few_beyond", f"{grid.place} row {number} column {column}"

    def _is_few_beyond(self, name: str, text: str, people: int | None) -> bool:
        percent = _PERCENT.fullmatch(name.strip())
        if percent:
            share = float(percent[1].replace(",", ".")) / 100
        else:
            share = self.checking.quantiles.get(plain_head(name))
        if share is None or people is None or plain_number(text) is None:
            return False
        return people * min(share, 1 - share) + _EXACT < self.policy.forms.min_beyond

    def _tells_how_many(self, grid: Grid) -> bool:
        names = [*grid.heads, *(row[0] for row in grid.rows if row)]
        return any(self.holds(name, "people") for name in names)

    def _has_results(self, grid: Grid) -> bool:
        return any(plain_number(cell) is not None for row in grid.rows for cell in row[1:])

    def _is_of_people(self, grid: Grid) -> bool:
        """Whether many rows have nothing that names them, and do not count people either."""
        is_long = len(grid.rows) >= self.checking.people_rows
        return (
            is_long
            and not self._tells_how_many(grid)
            and not are_named(
                grid, running=self.checking.columns["running"], filled=self.checking.filled
            )
        )

    def _counts_people(self, grid: Grid) -> bool:
        """Whether every number of a table is a count, as in a cross-tabulation."""
        cells = [cell for row in grid.rows for cell in row[1:] if not _is_gone(cell)]
        columns = len(grid.heads) - 1
        enough = columns >= _FEWEST_COUNTS or any(self.holds(h, "people") for h in grid.heads)
        return enough and bool(cells) and all(whole_number(cell) is not None for cell in cells)

    def _sums(self, grid: Grid) -> Iterator[tuple[str, str]]:
        """Hidden cells of a table with totals, as an attacker bounds them."""
        cells: list[Cell] = []
        for number, row in enumerate(grid.rows):
            for column, text in enumerate(row[1:], start=1):
                value = None if _is_gone(text) else whole_number(text)
                known = None if value is None else float(value)
                cells.append(Cell((number, column), value=known))
        hidden = [cell.id for cell in cells if cell.value is None]
        relations = list(_totals(grid))
        if not hidden or not relations:
            return
        try:
            found = bounds(cells, relations, of=hidden)
        except DisclosureError:
            yield "contradiction", grid.place
            return
        for (number, column), interval in found.items():
            if interval.width < self.limits.width:
                yield "recoverable", f"{grid.place} row {number + 1} column {column + 1}"


def _is_gone(text: str) -> bool:
    return bool(_GONE.fullmatch(text.strip()))


def _totals(grid: Grid) -> Iterator[Relation]:
    """A row or column called total is the sum of the others."""
    columns = range(1, len(grid.heads))
    total_rows = [n for n, row in enumerate(grid.rows) if row and plain_head(row[0]) in _TOTALS]
    total_columns = [c for c in columns if plain_head(grid.heads[c]) in _TOTALS]
    for total in total_columns[:1]:
        parts = [c for c in columns if c not in total_columns]
        for number in range(len(grid.rows)):
            yield Relation({**{(number, c): 1.0 for c in parts}, (number, total): -1.0})
    for total in total_rows[:1]:
        parts = [n for n in range(len(grid.rows)) if n not in total_rows]
        for column in columns:
            yield Relation({**{(n, column): 1.0 for n in parts}, (total, column): -1.0})
