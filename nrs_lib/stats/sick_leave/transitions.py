"""Who moves between categories from one window to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.shares import wilson

TOTAL = "total"


@dataclass(frozen=True)
class Transitions:
    """People by category before (rows) and after (columns).

    Attributes
    ----------
    categories
        In order; rows and columns of ``counts``.
    counts
        Whole numbers, square.
    n_left_out
        People whose category is unknown before or after; in no cell.
    """

    categories: tuple[str, ...]
    counts: np.ndarray
    n_left_out: int

    @property
    def n(self) -> int:
        """People with both categories."""
        return int(self.counts.sum())

    def with_margins(self) -> pd.DataFrame:
        """Counts with a last row and column ``total``; rows are before, columns after."""
        table = pd.DataFrame(self.counts, index=self.categories, columns=self.categories)
        table[TOTAL] = table.sum(axis=1)
        table.loc[TOTAL] = table.sum(axis=0)
        return table.rename_axis(index="before", columns="after")

    def share(self, before: str, after: str, *, confidence: float | None = None) -> Estimate:
        """Of those in one category before, the share in another after; Wilson's interval."""
        row, column = self._position(before), self._position(after)
        return _share(int(self.counts[row, column]), int(self.counts[row].sum()), confidence)

    def margin(self, category: str, *, after: bool, confidence: float | None = None) -> Estimate:
        """Share of everybody in a category, before or after; Wilson's interval."""
        place = self._position(category)
        sums = self.counts.sum(axis=0 if after else 1)
        return _share(int(sums[place]), self.n, confidence)

    def lower(self, *, confidence: float | None = None) -> Estimate:
        """Share in a lower category after than before."""
        return _share(int(np.tril(self.counts, -1).sum()), self.n, confidence)

    def higher(self, *, confidence: float | None = None) -> Estimate:
        """Share in a higher category after than before."""
        return _share(int(np.triu(self.counts, 1).sum()), self.n, confidence)

    def at_most(self, category: str) -> np.ndarray:
        """Counts in two categories: up to this one, and above it."""
        cut = self._position(category) + 1
        halves = np.split(self.counts, [cut], axis=0)
        return np.array([[part.sum() for part in np.split(half, [cut], axis=1)] for half in halves])

    def _position(self, category: str) -> int:
        if category not in self.categories:
            raise ParameterError(
                "There is no such category.",
                where=f"category: {category}",
                remedy=f"Use one of {', '.join(self.categories)}.",
            )
        return self.categories.index(category)


def _share(numerator: int, denominator: int, confidence: float | None) -> Estimate:
    level = float(get("confidence_level").value) if confidence is None else confidence
    share, low, high = wilson(numerator, denominator, confidence=level)
    return Estimate(
        share, low, high, denominator, "wilson", numerator=numerator, denominator=denominator
    )


def transitions(before: pd.Series, after: pd.Series, *, categories: Sequence[str]) -> Transitions:
    """Count who is in which category before and after.

    Parameters
    ----------
    before, after
        One category per person, in the same order. Whoever lacks either is left out.
    categories
        In order; those that nobody is in keep their row and column.

    Raises
    ------
    ParameterError
        The two differ in length, or somebody is in another category.
    """
    if len(before) != len(after):
        raise ParameterError(
            "There are not as many categories after as before.",
            where="before, after",
            remedy="Give one of each per person, in the same order.",
        )
    given = [pd.Series(part).reset_index(drop=True).astype("object") for part in (before, after)]
    codes = [pd.Categorical(part.where(part.isin(categories)), categories) for part in given]
    if any((part.notna() & pd.isna(code)).any() for part, code in zip(given, codes, strict=True)):
        raise ParameterError(
            "Somebody is in a category that is not listed.",
            where="categories",
            remedy=f"List it beside {', '.join(categories)}.",
        )
    rows, columns = (code.codes.astype("int64") for code in codes)
    known = (rows >= 0) & (columns >= 0)
    k = len(categories)
    counts = np.bincount(rows[known] * k + columns[known], minlength=k * k).reshape(k, k)
    return Transitions(tuple(categories), counts, int((~known).sum()))
