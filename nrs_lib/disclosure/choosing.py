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
        size = np.log1p(table["numerator"].fillna(table["n"]).fillna(0).astype(float))
        prices = 1 + _SIZE * size / max(float(size.max()), 1.0)
        is_main = table["measure"].isin(self.measures) & (table["category"] == "")
        is_main |= table["measure"].isin(self.flows)
        is_main &= table["scope"] == str(Scope.NATIONAL)
        return prices.mask(is_main, prices * self.cost)
