"""What rewritten cells have in common: swapped, mirrored, scaled, shifted or recoded columns.

Only the rule is told (by how much, into which column), never a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from nrs_lib.contracts.comparison import ComparisonRules
from nrs_lib.extract.comparing.difference import Difference
from nrs_lib.extract.comparing.rows import Compared

_CLOSE = 1e-9
_LEAST_VALUES = 3


@dataclass(frozen=True, eq=False)
class Rewritten:
    """One column, or one question, in the rows of both deliveries.

    Attributes
    ----------
    before, after
        Cells of both, on one index.
    altered
        Given in both, and not the same.
    """

    before: pd.Series
    after: pd.Series
    altered: np.ndarray

    @property
    def n(self) -> int:
        """Cells that are not the same."""
        return int(self.altered.sum())


def patterns(found: Mapping[str, Compared], rules: ComparisonRules) -> list[Difference]:
    """Columns whose rewritten cells follow one rule."""
    told = []
    for one in found.values():
        columns = {name: column for name, column in _columns(one) if column.n >= rules.pattern_rows}
        swapped = dict(_swapped(columns, rules))
        for (first, second), n in swapped.items():
            told.append(Difference("swapped", one.table, first, count=n, facts={"other": second}))
        taken = {name for pair in swapped for name in pair}
        for name, column in columns.items():
            if name not in taken and (pattern := _pattern(column, rules)):
                kind, facts = pattern
                of = int(column.before.notna().sum())
                told.append(Difference(kind, one.table, name, count=column.n, of=of, facts=facts))
    return told


def _columns(one: Compared) -> Iterator[tuple[str, Rewritten]]:
    """Columns by name; answers to single questions by the question."""
    both = one.rows.in_both
    for name in one.columns:
        altered = one.rows.cells(name).altered
        if not altered.any():
            continue
        before, after = one.rows.before(name)[both], one.rows.after(name)[both]
        if one.table != "item":
            yield name, Rewritten(before, after, altered[both])
            continue
        keys = ["episode_id", "time_point", "item"]
        asked = pd.DataFrame({key: one.rows.latest(key)[both].astype("object") for key in keys})
        frame = asked.assign(before=before, after=after, altered=altered[both])
        changed = frame.loc[frame["altered"], "item"].unique()
        for item, part in frame[frame["item"].isin(changed)].groupby("item", observed=True):
            part = part.set_index(keys[:2])
            yield (
                f"{name}:{item}",
                Rewritten(part["before"], part["after"], part["altered"].to_numpy(bool)),
            )


def _swapped(
    columns: Mapping[str, Rewritten], rules: ComparisonRules
) -> Iterator[tuple[tuple[str, str], int]]:
    taken: set[str] = set()
    for (first, one), (second, other) in combinations(columns.items(), 2):
        if {first, second} & taken or not one.before.index.is_unique:
            continue
        altered = pd.Series(one.altered, index=one.before.index)
        theirs = pd.Series(other.altered, index=other.before.index).reindex(altered.index)
        rows = altered | theirs.fillna(False).astype(bool)
        pairs = [
            _same(one.before[rows], other.after.reindex(altered.index)[rows]),
            _same(one.after[rows], other.before.reindex(altered.index)[rows]),
        ]
        n = int(rows.sum())
        if n >= rules.pattern_rows and min(map(np.mean, pairs)) >= rules.pattern_share:
            taken |= {first, second}
            yield (first, second), n


def _same(mine: pd.Series, theirs: pd.Series) -> np.ndarray:
    mine, theirs = mine.astype("object"), theirs.astype("object")
    both_missing = mine.isna().to_numpy() & theirs.isna().to_numpy()
    given = mine.notna().to_numpy() & theirs.notna().to_numpy()
    equal = np.zeros(len(mine), dtype=bool)
    equal[given] = mine.to_numpy()[given] == theirs.to_numpy()[given]
    return equal | both_missing


def _pattern(column: Rewritten, rules: ComparisonRules) -> tuple[str, dict[str, object]] | None:
    before, after = column.before[column.altered], column.after[column.altered]
    if pd.api.types.is_datetime64_any_dtype(before.dtype):
        return _constant("dates_shifted", (after - before).dt.days.to_numpy("float64"), rules)
    is_number = pd.api.types.is_numeric_dtype(before.dtype)
    if is_number and not pd.api.types.is_bool_dtype(before.dtype):
        old, new = before.to_numpy("float64"), after.to_numpy("float64")
        if len(np.unique(old)) < _LEAST_VALUES:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = new / old
        return (
            _constant("scaled", ratio, rules)
            or _constant("mirrored", old + new, rules)
            or _constant("shifted", new - old, rules)
        )
    return _recoded(column, rules)


def _constant(
    kind: str, sizes: np.ndarray, rules: ComparisonRules
) -> tuple[str, dict[str, object]] | None:
    known = sizes[np.isfinite(sizes)]
    if not len(known):
        return None
    middle = float(np.median(known))
    fits = np.abs(known - middle) <= _CLOSE * max(1.0, abs(middle))
    if fits.sum() < rules.pattern_share * len(sizes):
        return None
    return kind, {"size": round(middle, 6)}


def _recoded(column: Rewritten, rules: ComparisonRules) -> tuple[str, dict[str, object]] | None:
    """Every cell with one code now has one other."""
    before, after = column.before.astype("object"), column.after.astype("object")
    pairs = pd.DataFrame({"old": before, "new": after})[column.altered].value_counts()
    (old, new), n = pairs.index[0], int(pairs.iloc[0])
    had = int((before == old).sum())
    if n < max(rules.pattern_rows, rules.pattern_share * had):
        return None
    return "recoded", {"old": str(old), "new": str(new)}
