"""What a grade says of a method: a word that pages and records can tell without computing."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a situation's grade says of its method."""

    INSIDE = "inside"
    """As many intervals hold the truth as should."""
    CAUTIOUS = "cautious"
    """More do: the intervals are wider than they need to be."""
    TOO_NARROW = "too_narrow"
    """Fewer do: readers are promised more than is true."""
