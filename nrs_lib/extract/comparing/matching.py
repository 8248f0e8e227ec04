"""Rows of two deliveries laid side by side by their key, and how their cells differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from nrs_lib.contracts.reading import read_contract

ANSWERS = "answers"
BECOMES = ("deceased", "consent_withdrawn")
"""What an episode may become; that it had not yet is no answer that was wrong."""


@dataclass(frozen=True, eq=False)
class Cells:
    """How one column differs, one place per matched row; a row on one side only has none.

    ``filled``: missing before and given after, or become so (`BECOMES`); ``emptied``: given
    before and missing after; ``altered``: given in both, and not the same.
    """

    filled: np.ndarray
    emptied: np.ndarray
    altered: np.ndarray

    @property
    def differs(self) -> np.ndarray:
        """Rows whose cell is not the same."""
        return self.filled | self.emptied | self.altered

    @property
    def rewritten(self) -> np.ndarray:
        """Rows whose cell said something before and says something else, or nothing, now."""
        return self.emptied | self.altered


@dataclass(frozen=True, eq=False)
class Matched:
    """One table of two deliveries, one place per row of either.

    Attributes
    ----------
    columns
        By name, the cells of the earlier delivery and then those of the later.
    left, right
        Where each row stands in them in the earlier and in the later delivery; -1 where it
        is not there.
    """

    columns: Mapping[str, pd.Series]
    left: np.ndarray
    right: np.ndarray

    @property
    def is_new(self) -> np.ndarray:
        """Rows of the later delivery alone."""
        return self.left < 0

    @property
    def is_gone(self) -> np.ndarray:
        """Rows of the earlier delivery alone."""
        return self.right < 0

    @property
    def in_both(self) -> np.ndarray:
        """Rows of both deliveries."""
        return ~self.is_new & ~self.is_gone

    def before(self, column: str) -> pd.Series:
        """Cells of the earlier delivery, missing for a new row."""
        return _taken(self.columns[column], self.left)

    def after(self, column: str) -> pd.Series:
        """Cells of the later delivery, missing for a row that is gone."""
        return _taken(self.columns[column], self.right)

    def latest(self, column: str) -> pd.Series:
        """Cells of the later delivery, of the earlier where the row is gone."""
        return _taken(self.columns[column], np.where(self.is_gone, self.left, self.right))

    def cells(self, column: str) -> Cells:
        """How a column differs in the rows of both deliveries."""
        before, after = self.before(column), self.after(column)
        had, has = before.notna().to_numpy(), after.notna().to_numpy()
        unlike = np.zeros(len(before), dtype=bool)
        compared = had & has
        unlike[compared] = (before[compared] != after[compared]).to_numpy(dtype=bool)
        filled = self.in_both & ~had & has
        if column in BECOMES:
            has_become = unlike & after.fillna(False).to_numpy(dtype=bool)
            filled, unlike = filled | has_become, unlike & ~has_become
        return Cells(filled, self.in_both & had & ~has, unlike)


def match(before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> Matched:
    """Lay the rows of two frames side by side.

    Parameters
    ----------
    before, after
        One row per key; rows that share a key are matched in the order in which they stand.
        A column that one of them lacks is missing there.
    key
        Columns that name a row.

    Returns
    -------
    Matched
        Rows of the earlier frame in its order, then those of the later alone.
    """
    names = list(dict.fromkeys([*before.columns, *after.columns]))
    columns = {name: _stacked(before, after, name) for name in names}
    places = _places(columns, key, len(before))
    here, there = places[: len(before)], places[len(before) :]
    right = pd.Index(there).get_indexer(here)
    alone = np.setdiff1d(np.arange(len(there)), right[right >= 0], assume_unique=True)
    offset = len(before)
    return Matched(
        columns,
        left=np.concatenate([np.arange(len(here)), np.full(len(alone), -1)]),
        right=np.concatenate([np.where(right >= 0, right + offset, -1), alone + offset]),
    )


def match_table(
    table: str, before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> Matched:
    """Lay one table of two extracts side by side, by the key of its contract."""
    return match(before[table], after[table], key_of(table))


def key_of(table: str) -> tuple[str, ...]:
    """The columns that name a row of a frozen table."""
    return read_contract("questionnaire" if table == ANSWERS else table).primary_key


def _stacked(before: pd.DataFrame, after: pd.DataFrame, name: str) -> pd.Series:
    held = [frame[name] for frame in (before, after) if name in frame]
    # A column that one side lacks is missing there, in the type of the other's.
    parts = [
        frame[name] if name in frame else held[0].iloc[:0].reindex(range(len(frame)))
        for frame in (before, after)
    ]
    kinds = [
        part.dtype.categories.dtype for part in parts if isinstance(part.dtype, pd.CategoricalDtype)
    ]
    if len(kinds) == len(parts) and kinds[0] == kinds[1]:
        values = [part.cat.as_unordered() for part in parts]
        return pd.Series(union_categoricals(values, ignore_order=True))
    if parts[0].dtype != parts[1].dtype:
        # One side was read with other words than the other; both are plain text then.
        parts = [part.astype("string") for part in parts]
    return pd.concat(parts, ignore_index=True)


def _places(columns: Mapping[str, pd.Series], key: Sequence[str], n_before: int) -> np.ndarray:
    """A whole number per row that names it; the same number on both sides is the same row."""
    n_rows = len(columns[key[0]])
    codes = np.zeros(n_rows, dtype="int64")
    for name in key:
        own, known = pd.factorize(columns[name])
        codes = codes * (len(known) + 1) + own + 1
    sides = np.arange(n_rows) >= n_before
    times = pd.DataFrame({"side": sides, "code": codes}).groupby(["side", "code"]).cumcount()
    return codes * (int(times.max() if n_rows else 0) + 1) + times.to_numpy()


def _taken(cells: pd.Series, places: np.ndarray) -> pd.Series:
    is_there = places >= 0
    if not len(cells):
        return cells.reindex(range(len(places)))
    taken = cells.take(np.where(is_there, places, 0)).reset_index(drop=True)
    return taken if is_there.all() else taken.where(is_there)
