"""Quarters, half-years and years: the periods that units report for."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from nrs_lib.errors import ParameterError

_PATTERN = re.compile(r"^(?P<year>(19|20)\d{2})(?P<part>Q[1-4]|H[1-2])?$")
_QUARTER = {
    "sv": ("första kvartalet", "andra kvartalet", "tredje kvartalet", "fjärde kvartalet"),
    "en": ("first quarter of", "second quarter of", "third quarter of", "fourth quarter of"),
}
_HALF = {
    "sv": ("första halvåret", "andra halvåret"),
    "en": ("first half of", "second half of"),
}


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from ``start`` up to and including ``end``.

    Attributes
    ----------
    code
        ``2023``, ``2023H1`` or ``2023Q2``.
    """

    start: dt.date
    months: int
    code: str

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read a period's code.

        Raises
        ------
        ParameterError
            The code is not a year, half-year or quarter.
        """
        match = _PATTERN.match(str(code).strip().upper())
        if not match:
            raise ParameterError(
                "The period is not a year, half-year or quarter.",
                where="period",
                remedy="Write it like 2023, 2023H1 or 2023Q2.",
            )
        year, part = int(match["year"]), match["part"]
        months = 12 if part is None else 6 if part[0] == "H" else 3
        first = 1 if part is None else (int(part[1]) - 1) * months + 1
        return cls(dt.date(year, first, 1), months, match[0])

    @property
    def next_start(self) -> dt.date:
        """The first day after the period."""
        return _month_after(self.start, self.months)

    @property
    def end(self) -> dt.date:
        """The last day of the period."""
        return self.next_start - dt.timedelta(days=1)

    def label(self, language: str = "sv") -> str:
        """The period in words: ``andra kvartalet 2023``."""
        if self.months == 12:
            return str(self.start.year)
        words = _QUARTER if self.months == 3 else _HALF
        return f"{words[language][(self.start.month - 1) // self.months]} {self.start.year}"

    def year_before(self) -> Period:
        """The same part of the year before."""
        return Period.parse(str(self.start.year - 1) + self.code[4:])

    def quarters(self, count: int) -> list[Period]:
        """The last ``count`` quarters up to the period's end, oldest first."""
        last = _month_after(self.next_start, -3)
        starts = [_month_after(last, -3 * back) for back in range(count - 1, -1, -1)]
        return [Period.parse(f"{day.year}Q{(day.month - 1) // 3 + 1}") for day in starts]

    def holds(self, days: pd.Series) -> pd.Series:
        """Which days lie in the period; a missing day lies in none."""
        inside = (days >= pd.Timestamp(self.start)) & (days < pd.Timestamp(self.next_start))
        return inside.fillna(False).astype(bool)


def _month_after(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, 1)
