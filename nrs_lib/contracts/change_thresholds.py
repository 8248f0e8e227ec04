"""How large a change must be to count as improvement, and how its size is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nrs_lib.contracts.languages import ByLanguage
from nrs_lib.terms import Direction, Evidence
from nrs_lib.text.numbers import number, percent

Words = Mapping[str, str]
"""A text in each language: ``words["sv"]``, ``words["en"]``."""
POINTS, PERCENT = "points", "percent"
"""What an improvement is counted in."""
OF_ANSWERED, OF_DUE = "improved", "improved_of_due"
"""The share improved of those who answered at both time points, and of all who were due."""


def responder_measure(scale: str, threshold: str) -> str:
    """Name of the rows of one threshold of a scale, such as ``nrs_pain:decrease_30``."""
    return f"{scale}:{threshold}"


def curve_measure(scale: str, unit: str, denominator: str) -> str:
    """Name of the rows of a responder curve, whose categories are the improvements asked for."""
    return f"{scale}:{unit}:{denominator}"


def improvement_of(kind: str, size: float) -> tuple[float, str]:
    """A threshold's size as an amount, and what it is counted in."""
    # 100 * 0.07 is not 7 in a computer.
    return (round(100 * size, 10), PERCENT) if kind == "relative" else (float(size), POINTS)


def amount_words(amount: float, unit: str, language: str) -> str:
    """An amount of improvement in words, without the name of points: ``30 %``, ``0,6``."""
    decimals = len(f"{amount:g}".partition(".")[2])
    if unit == PERCENT:
        return percent(round(1000 * amount), 100_000, decimals, language=language)
    return number(amount, decimals, language=language)


@dataclass(frozen=True)
class Reached:
    """A limit that the later score must have crossed.

    ``limit`` is the lower bound of a band. On a scale where higher is worse the later score
    must be below it, on one where higher is better it must be at it or above.
    """

    scheme: str
    band: str
    limit: float


@dataclass(frozen=True)
class ChangeThreshold:
    """How large a change must be to count as improvement.

    ``kind`` absolute: ``size`` in points; relative: ``size`` as a part of the first score.
    ``reaches`` asks for more: the score must also have crossed into a better band, and who
    was there from the start cannot, so is not judged. ``direction`` is the scale's, and says
    which way improvement goes.
    """

    code: str
    kind: str
    size: float
    reaches: Reached | None
    direction: Direction
    meaning: Words
    is_default: bool
    evidence: Evidence
    reference: ByLanguage

    @property
    def unit(self) -> str:
        """What it is counted in: `POINTS` of the scale, or `PERCENT` of the first score."""
        return improvement_of(self.kind, self.size)[1]

    @property
    def amount(self) -> float:
        """How large the improvement must be, in its unit."""
        return improvement_of(self.kind, self.size)[0]
