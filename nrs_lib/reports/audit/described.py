"""One number of a release as its description tells it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from nrs_lib.disclosure.describing import DescribedCell, Written, read_row
from nrs_lib.reports.audit.cleared_alone import Alone, cleared_alone

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

    @cached_property
    def table(self) -> tuple[str, str]:
        """The measure and the statistic whose rows have it."""
        return str(self.cell["measure"]), str(self.cell["statistic"])

    @cached_property
    def row(self) -> Key:
        """Its row among those of its table: group, category, time point and period."""
        names = ("group", "category", "time_point", "period")
        return tuple(str(self.cell[name]) for name in names)

    @cached_property
    def what(self) -> Key:
        """What it is of, whoever's it is."""
        _, category, time_point, period = self.row
        return (*self.table, category, time_point, period)

    @cached_property
    def alone(self) -> Alone:
        """What it clears by itself."""
        return cleared_alone(self.cell)

    @cached_property
    def is_hidden(self) -> bool:
        """Whether it is hidden."""
        return bool(self.cell["hidden"])


# The nation's numbers are in every unit's report.
@lru_cache(1 << 13)
def described_by(row: Written, slack: int) -> Described:
    """The number of one row of a description; see `Described.slack`.

    Raises
    ------
    DisclosureError
        What should be a number is none.
    """
    return Described(*read_row(row), slack)


def number_of(text: object) -> float | None:
    """The number that a category is; None where it is a name."""
    try:
        number = float(str(text))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
