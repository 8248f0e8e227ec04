"""What is chosen to be hidden beside the small numbers, where more than one would serve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from nrs_lib.terms import Scope

# Of rows that would serve as well, the one with fewer people behind it goes.
_SIZE = 0.3


class Engine(StrEnum):
    """What seeks the numbers to hide beside the small ones."""

    HIGHS = "highs"
    TAUARGUS = "tauargus"


@dataclass(frozen=True)
class MainResults:
    """The nation's numbers that readers come for, which are hidden last.

    Attributes
    ----------
    cost
        How many other numbers may go in the place of one of them.
    measures
        Their measures; parts by category are no main results.
    flows
        Flows of which every step is one.
    """

    cost: float
    measures: frozenset[str]
    flows: frozenset[str] = frozenset()

    def prices(self, table: pd.DataFrame) -> pd.Series:
        """What hiding each row of a table costs, by its index.

        Parameters
        ----------
        table
            ``measure``, ``category``, ``scope``, ``n`` and ``numerator``.
        """
        n, numerator = (
            table[name].to_numpy(dtype=float, na_value=np.nan) for name in ("n", "numerator")
        )
        size = np.log1p(np.nan_to_num(np.where(np.isnan(numerator), n, numerator)))
        prices = 1 + _SIZE * size / max(float(size.max(initial=0.0)), 1.0)
        names = (table[name].to_numpy(dtype=object) for name in ("measure", "category", "scope"))
        is_main = [
            scope == Scope.NATIONAL
            and ((measure in self.measures and category == "") or measure in self.flows)
            for measure, category, scope in zip(*names, strict=True)
        ]
        return pd.Series(np.where(is_main, prices * self.cost, prices), index=table.index)
