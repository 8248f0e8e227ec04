"""Tracing: which unit and which episode the row of a file belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.contracts.identity import holds_identity_number
from nrs_lib.contracts.reading import read_contract
from nrs_lib.terms import NATIONAL, TimePoint

_NONE = -1
_POINTS = pd.CategoricalDtype([point.value for point in TimePoint], ordered=True)


class Tracing:
    """Looks up unit and episode of the rows of a delivery as it came.

    Parameters
    ----------
    tables
        Typed tables as they were before anything was checked. Without units and episodes,
        as for a table of one's own, no row belongs to any.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        # Columns are replaced, not changed, when a value is marked: these stay as they came.
        self._ids = {
            name: {key: table[key] for key in ("unit_id", "episode_id") if key in table}
            for name, table in tables.items()
        }

    def places(
        self, finding: int, table: str, rows: np.ndarray, points: np.ndarray | None
    ) -> pd.DataFrame:
        """Where one finding is, one row per row concerned, as ``Findings.places`` has it.

        Parameters
        ----------
        finding
            Number of the finding.
        table
            The table, or the file where the finding is about the file.
        rows
            Row numbers in the file.
        points
            Number of the time point of each row, where the table has one.
        """
        episode = self._episodes(table, rows)
        units = self._of_unit_rows(rows) if table == "unit" else self._of_episodes[episode]
        codes = np.full(len(rows), _NONE) if points is None else points
        return pd.DataFrame(
            {
                "finding": np.full(len(rows), finding, dtype="int32"),
                "row": rows.astype("int32"),
                "time_point": pd.Categorical.from_codes(codes, dtype=_POINTS),
                "unit_id": pd.Categorical.from_codes(units, dtype=self._dtype),
                "episode": episode.astype("int32"),
            }
        )

    def _episodes(self, table: str, rows: np.ndarray) -> np.ndarray:
        """Row of the main file where the episode of each row stands; 0 where there is none."""
        if "episode" not in self._ids or table not in self._ids:
            return np.zeros(len(rows), dtype="int64")
        if read_contract(table).physical_name == read_contract("episode").physical_name:
            return rows
        ids = self._ids[table].get("episode_id")
        if ids is None:
            return np.zeros(len(rows), dtype="int64")
        return self._by_id.get_indexer(ids.iloc[rows - 1]) + 1

    @cached_property
    def _by_id(self) -> pd.Index:
        """Ids of the episodes by place; of one that stands twice only the first is found."""
        ids = self._ids["episode"]["episode_id"].reset_index(drop=True)
        # A number is no id: what must not be found is still as many places long.
        repeated = (ids.duplicated() | ids.isna()).to_numpy()
        return pd.Index(ids.astype(object).where(~repeated, pd.Series(range(len(ids)))))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Units that may be named: those of the list of units, in its order."""
        if "unit" not in self._ids:
            return ()
        form = re.compile(read_contract("unit").field("unit_id").pattern)
        listed = self._ids["unit"]["unit_id"].dropna().drop_duplicates()
        return tuple(
            unit
            for unit in listed
            if form.fullmatch(unit)
            and unit.casefold() != NATIONAL
            and not holds_identity_number(unit)
        )

    @cached_property
    def _dtype(self) -> pd.CategoricalDtype:
        return pd.CategoricalDtype(["", *self.units])

    def _codes(self, ids: pd.Series) -> np.ndarray:
        return np.maximum(self._dtype.categories.get_indexer(ids.astype(object)), 0)

    def _of_unit_rows(self, rows: np.ndarray) -> np.ndarray:
        return self._codes(self._ids["unit"]["unit_id"].iloc[rows - 1])

    @cached_property
    def _of_episodes(self) -> np.ndarray:
        """Number of the unit of each row of the main file; none for row 0."""
        if "episode" not in self._ids:
            return np.zeros(1, dtype="int64")
        return np.append(0, self._codes(self._ids["episode"]["unit_id"]))
