"""One number of a release as its description tells it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nrs_lib.disclosure.describing import DescribedCell

Key = tuple[str, ...]


@dataclass(frozen=True)
class Described:
    """One described number of one release: the outputs that show it, and the number.

    Attributes
    ----------
    slack
        How far a shown count may lie from the true one, where the release rounds counts.
    """

    outputs: tuple[str, ...]
    cell: DescribedCell
    slack: int = 0

    @property
    def place(self) -> str:
        """Where it stands: its outputs and its key, without any number."""
        cell = self.cell
        names = ("measure", "statistic", "scope", "group", "category", "time_point", "period")
        key = " ".join(str(cell[name]) for name in names if cell[name])
        return f"{', '.join(self.outputs)}: {key}"

    @property
    def is_hidden(self) -> bool:
        """Whether it is hidden."""
        return bool(self.cell["hidden"])


def number_of(text: object) -> float | None:
    """The number that a category is; None where it is a name."""
    try:
        number = float(str(text))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
