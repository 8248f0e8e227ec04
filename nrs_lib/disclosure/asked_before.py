"""Rings of which all is asked: what was found of one is kept for when it is asked again.

Many of the rings in a report are among the nation's numbers, and come again in the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy import sparse

from nrs_lib.disclosure.rings import Ring

_REMEMBERED = 128


@dataclass(frozen=True, eq=False)
class Asked:
    """A ring, between what its cells lie, and of which cells it is asked how far they go.

    Attributes
    ----------
    entries
        Of the matrix: rows, columns and factors.
    floor, ceiling, whole
        As of a `Ring`.
    low, high
        As `Ring.limit` takes them.
    wanted
        As `Ring.search` takes it.
    """

    entries: tuple[np.ndarray, np.ndarray, np.ndarray]
    floor: np.ndarray
    ceiling: np.ndarray
    whole: np.ndarray
    low: np.ndarray
    high: np.ndarray
    wanted: np.ndarray
    _told: tuple[bytes, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rest = (self.floor, self.ceiling, self.whole, self.low, self.high, self.wanted)
        told = tuple(part.tobytes() for part in (*self.entries, *rest))
        object.__setattr__(self, "_told", told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    def ring(self) -> Ring:
        """The ring, ready to be searched."""
        rows, columns, factors = self.entries
        shape = len(self.floor), len(self.whole)
        ring = Ring(
            sparse.csr_array((factors, (rows, columns)), shape=shape),
            floor=self.floor,
            ceiling=self.ceiling,
            whole=self.whole,
        )
        ring.limit(self.low, self.high)
        return ring


@lru_cache(_REMEMBERED)
def found(asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest possible value of each cell that is asked about.

    Raises
    ------
    DisclosureError
        No numbers at all fit.
    """
    ring = asked.ring()
    ring.search(asked.wanted, [None] * len(asked.low), to_the_first=False)
    return ring.least[asked.wanted], ring.most[asked.wanted]
