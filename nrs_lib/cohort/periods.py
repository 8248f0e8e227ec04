"""Quarters, half-years, years and rolling periods: what units report for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.errors import ParameterError
from nrs_lib.text import EN_DASH, NBSP

_PATTERN = re.compile(
    r"^(?P<year>(19|20)\d{2})(?:(?P<part>Q[1-4]|H[1-2])|Q(?P<last>[1-4])-(?P<count>[1-9]|1[0-2])Q)?$"
)
_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_IN_TEXT = {
    "sv": {3: "{nth} kvartalet {year}", 6: "{nth} halvåret {year}"},
    "en": {3: "Q{part} {year}", 6: "the {nth} half of {year}"},
}
_NTH = {"sv": ("första", "andra", "tredje", "fjärde"), "en": ("first", "second")}
# With a space that no number has in it, as 2 2022 joined would be read as two thousand and some.
_BRIEFLY = {
    "sv": {3: f"kv{NBSP}{{part}} {{year}}", 6: f"halvår{NBSP}{{part}} {{year}}"},
    "en": {3: f"Q{{part}}{NBSP}{{year}}", 6: f"H{{part}}{NBSP}{{year}}"},
}


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from ``start`` up to and including ``end``.

    Attributes
    ----------
    code
        ``2023``, ``2023H1`` or ``2023Q2``; ``2023Q2-4Q`` for the four quarters that end with
        2023Q2. The same months have one code, so ``2023Q4-4Q`` is read as ``2023``.
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
                "The period is not a year, half-year or quarter, nor up to twelve quarters "
                "that end with one.",
                where="period",
                remedy="Write it like 2023, 2023H1, 2023Q2 or 2023Q2-4Q.",
            )
        year, part = int(match["year"]), match["part"]
        if match["count"]:
            return cls.parse(f"{year}Q{match['last']}").rolling(int(match["count"]))
        months = 12 if part is None else 6 if part[0] == "H" else 3
        first = 1 if part is None else (int(part[1]) - 1) * months + 1
        return cls(dt.date(year, first, 1), months, match[0])

    @classmethod
    def of(cls, start: dt.date, months: int) -> Period:
        """The period of whole quarters that begins on a day."""
        end = _month_after(start, months)
        year, last = (end - dt.timedelta(days=1)).year, (end.month - 2) % 12 // 3 + 1
        if months in (3, 6, 12) and (start.month - 1) % months == 0:
            part = {3: f"Q{last}", 6: f"H{last // 2}", 12: ""}[months]
            return cls(start, months, f"{year}{part}")
        return cls(start, months, f"{year}Q{last}-{months // 3}Q")

    def rolling(self, count: int) -> Period:
        """The ``count`` quarters up to the period's end."""
        return Period.of(_month_after(self.next_start, -3 * count), 3 * count)

    @property
    def is_rolling(self) -> bool:
        """Whether it is no year, half-year or quarter of the calendar."""
        return "-" in self.code

    @property
    def next_start(self) -> dt.date:
        """The first day after the period."""
        return _month_after(self.start, self.months)

    @property
    def end(self) -> dt.date:
        """The last day of the period."""
        return self.next_start - dt.timedelta(days=1)

    def label(self, language: str = "sv") -> str:
        """The period in running text and titles: ``andra kvartalet 2023``.

        A rolling one by its first and last month: ``juli 2022–juni 2023``.
        """
        if self.months == 12 and not self.is_rolling:
            return str(self.start.year)
        if self.is_rolling:
            names = _MONTHS[language].split()
            ends = (f"{names[day.month - 1]} {day.year}" for day in (self.start, self.end))
            return EN_DASH.join(ends)
        return self._part(_IN_TEXT[language], language)

    def brief(self, language: str = "sv") -> str:
        """The period where room is scarce, in heads and rows: ``kv 2 2023``."""
        if self.is_rolling or self.months == 12:
            return self.label(language)
        return self._part(_BRIEFLY[language], language)

    def _part(self, words: Mapping[int, str], language: str) -> str:
        """A quarter or half-year of a year, in one way of naming it."""
        part = (self.start.month - 1) // self.months
        nth = _NTH[language][part] if part < len(_NTH[language]) else ""
        return words[self.months].format(part=part + 1, nth=nth, year=self.start.year)

    def year_before(self) -> Period:
        """The same part of the year before.

        Of a rolling period longer than a year: as many years back as it takes not to overlap.
        """
        if self.is_rolling:
            years = -(-self.months // 12)
            end = Period.parse(f"{self.end.year - years}Q{self.end.month // 3}")
            return end.rolling(self.months // 3)
        return Period.parse(str(self.start.year - 1) + self.code[4:])

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common."""
        return self.start < other.next_start and other.start < self.next_start

    def contains(self, other: Period) -> bool:
        """Whether every day of another period is one of this."""
        return self.start <= other.start and other.next_start <= self.next_start

    def quarters(self, count: int) -> list[Period]:
        """The last ``count`` quarters up to the period's end, oldest first."""
        last = _month_after(self.next_start, -3)
        starts = [_month_after(last, -3 * back) for back in range(count - 1, -1, -1)]
        return [Period.parse(f"{day.year}Q{(day.month - 1) // 3 + 1}") for day in starts]

    def holds(self, days: pd.Series) -> pd.Series:
        """Which days lie in the period; a missing day lies in none."""
        found = days.to_numpy(dtype="datetime64[us]")
        inside = (found >= np.datetime64(self.start)) & (found < np.datetime64(self.next_start))
        return pd.Series(inside, index=days.index, name=days.name)


EVER = Period(dt.date(1800, 1, 1), 12 * 450, "ever")
"""All of time: for episodes that are told apart by their days afterwards."""


def places_in(days: pd.Series, periods: Sequence[Period]) -> list[np.ndarray]:
    """Places of the days that lie in each period, in the order given; a missing day in none."""
    found = days.to_numpy(dtype="datetime64[us]")
    ends = [(np.datetime64(one.start), np.datetime64(one.next_start)) for one in periods]
    return [np.flatnonzero((found >= first) & (found < after)) for first, after in ends]


def _month_after(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, 1)
