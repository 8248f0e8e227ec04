"""What an attacker knows: numbers, and sums of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

NEAR = 1e-6
"""Closer than this two numbers are the same."""


class Cell(NamedTuple):
    """One number as the attacker knows it.

    Attributes
    ----------
    id
        Any hashable name.
    value
        What is published, or None where it is hidden.
    low, high
        What everybody knows of a hidden number: a count is at least 0.
    integer
        Whether it can only be whole, as people are.
    """

    id: Hashable
    value: float | None = None
    low: float = 0.0
    high: float = math.inf
    integer: bool = True


class Relation(NamedTuple):
    """A sum that the attacker knows: ``low <= sum(coefficient * cell) <= high``.

    Attributes
    ----------
    terms
        Coefficient by cell id. "The total is the sum of its parts" is the parts with 1, the
        total with -1, and 0 on both sides.
    low, high
        Equal for an exact sum; apart for one that was rounded.
    """

    terms: Mapping[Hashable, float]
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Interval:
    """The lowest and highest value that a number can have."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """High less low; 0 is exact disclosure."""
        return self.high - self.low

    def holds(self, other: Interval) -> bool:
        """Whether all of another interval lies within this one."""
        return self.low <= other.low + NEAR and self.high >= other.high - NEAR
