"""Value sets of EQ-5D: the index of every state, from published coefficients or tables."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from nrs_lib.errors import DefinitionError

# Sources print at most four decimals; ten clear the noise of binary addition and no more.
_EXACT = 10


@dataclass(frozen=True)
class ValueSet:
    """The index of every state of one value set.

    ``values`` runs over the states in order, the first dimension slowest, all at level 1
    first; ``levels`` is how many levels each of the ``dimensions`` has.
    """

    name: str
    dimensions: tuple[str, ...]
    levels: int
    values: np.ndarray

    def index_of(self, state: str) -> float:
        """Index of one state written as levels, such as ``21232``."""
        place = 0
        for level in state:
            place = place * self.levels + int(level) - 1
        return float(self.values[place])

    @property
    def range(self) -> tuple[float, float]:
        """Worst and best index."""
        return float(self.values.min()), float(self.values.max())


def read_value_sets(
    *, states: Path, coefficients: Path | None, dimensions: tuple[str, ...], levels: int
) -> Mapping[str, ValueSet]:
    """Read all value sets of one version of EQ-5D, by name.

    Where coefficients exist, the index is computed from them and the table of states must
    agree on every state; a set that has only a table is taken from it.

    Parameters
    ----------
    states
        CSV with the column ``state`` and one column per value set, one row per state.
    coefficients
        CSV with the column ``term`` and one column per value set: ``start``, ``mo2`` and so
        on, ``any2plus`` (added once if any dimension is at that level or worse).
    dimensions
        Dimensions in the order of the state's digits.
    levels
        Levels of each dimension.

    Raises
    ------
    DefinitionError
        A state or term is missing, unknown, doubled or not a number, or the two files
        disagree; names file, row and column.

    References
    ----------
    data_contracts/value_sets/README.md cites the source of each set.
    """
    printed = _read_table(states, key="state")
    expected = ["".join(s) for s in itertools.product(_digits(levels), repeat=len(dimensions))]
    _same_rows(printed, expected, file=states.name, what="state")
    found = {
        name: ValueSet(name, dimensions, levels, np.array([column[s] for s in expected]))
        for name, column in _complete(printed, file=states.name).items()
    }
    if coefficients is not None:
        amounts = _read_table(coefficients, key="term")
        optional = [f"any{level}plus" for level in range(2, levels + 1)]
        terms = [f"{d}{level}" for d in dimensions for level in range(2, levels + 1)]
        _same_rows(
            amounts,
            ["start", *optional, *terms],
            file=coefficients.name,
            what="term",
            may_lack=set(optional),
        )
        for name, column in _complete(amounts, file=coefficients.name, empty=optional).items():
            computed = _from_coefficients(column, dimensions, levels)
            if name in found and not np.allclose(found[name].values, computed, rtol=0, atol=1e-9):
                differ = int(np.sum(np.abs(found[name].values - computed) > 1e-9))
                raise DefinitionError(
                    f"Coefficients and states disagree on {differ} states.",
                    where=f"{coefficients.name} and {states.name}: column {name}",
                    remedy="Compare both with the source that the README cites.",
                )
            found[name] = ValueSet(name, dimensions, levels, computed)
    for value_set in found.values():
        value_set.values.setflags(write=False)
    return MappingProxyType(found)


def _digits(levels: int) -> list[str]:
    return [str(level) for level in range(1, levels + 1)]


def _from_coefficients(
    amounts: Mapping[str, float], dimensions: tuple[str, ...], levels: int
) -> np.ndarray:
    grid = np.indices((levels,) * len(dimensions)).reshape(len(dimensions), -1) + 1
    index = np.full(grid.shape[1], amounts["start"])
    worst = grid.max(axis=0)
    for level in range(2, levels + 1):
        index += np.where(worst >= level, amounts.get(f"any{level}plus", 0.0), 0.0)
        for place, dimension in enumerate(dimensions):
            index += np.where(grid[place] == level, amounts[f"{dimension}{level}"], 0.0)
    return np.round(index, _EXACT)


def _read_table(path: Path, *, key: str) -> dict[str, dict[str, float | None]]:
    """Rows by their key; each cell a number, or None when empty."""
    if not path.is_file():
        raise DefinitionError(
            "A value set file is not there.",
            where=f"value_sets/{path.name}",
            remedy="Put it back, or correct the name in the instrument file.",
        )
    rows: dict[str, dict[str, float | None]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            name = row.pop(key, None)
            if name is None or name in rows or None in row or None in row.values():
                raise DefinitionError(
                    f"A row has no {key}, stands twice, or has too many or too few cells.",
                    where=f"{path.name}: row {number}",
                    remedy=f"One row per {key}, as many cells as the first line has.",
                )
            rows[name] = {
                column: _number(cell, where=f"{path.name}: row {number}, column {column}")
                for column, cell in row.items()
            }
    return rows


def _number(cell: str, *, where: str) -> float | None:
    if cell == "":
        return None
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise DefinitionError("A cell is not a number.", where=where, remedy="Write a number.")
    return value


def _same_rows(
    rows: Mapping[str, object],
    expected: list[str],
    *,
    file: str,
    what: str,
    may_lack: frozenset[str] | set[str] = frozenset(),
) -> None:
    odd = sorted(set(rows) - set(expected))
    absent = sorted(set(expected) - set(rows) - may_lack)
    if odd or absent:
        raise DefinitionError(
            f"A value set has {len(odd)} unknown and {len(absent)} missing {what}s.",
            where=f"{file}: {what} {(odd + absent)[0]}",
            remedy=f"Give every {what} once: {len(expected)} rows.",
        )


def _complete(
    rows: Mapping[str, Mapping[str, float | None]], *, file: str, empty: list[str] | None = None
) -> dict[str, dict[str, float]]:
    """Columns by name; empty cells only where a term may be absent, and then 0."""
    columns: dict[str, dict[str, float]] = {}
    for key, row in rows.items():
        for name, value in row.items():
            if value is None and key not in (empty or ()):
                raise DefinitionError(
                    "A value set has an empty cell.",
                    where=f"{file}: row {key}, column {name}",
                    remedy="Fill it from the source, or take the column out.",
                )
            columns.setdefault(name, {})[key] = value or 0.0
    return columns
