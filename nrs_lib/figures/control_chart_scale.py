"""How a control chart's numbers are written and placed."""

from __future__ import annotations

from dataclasses import dataclass

from nrs_lib.contracts.measures import Measure
from nrs_lib.text import NBSP, interval, number, percent, percent_interval, share_percent


@dataclass(frozen=True)
class Scale:
    """How a chart's numbers are written and placed: shares in per cent, others in their unit."""

    measure: Measure
    is_share: bool
    language: str

    @property
    def times(self) -> float:
        """From an estimate to what the axis shows."""
        return 100.0 if self.is_share else 1.0

    def amount(self, estimate: float) -> str:
        """A number of the chart with its unit."""
        if self.is_share:
            return share_percent(estimate, language=self.language)
        unit = self.measure.unit[self.language]
        told = number(estimate, self.measure.decimals, language=self.language)
        return told + (unit and NBSP + unit)

    def span(self, low: float, high: float) -> str:
        """Two numbers as ends of a stretch."""
        if self.is_share:
            return percent_interval(low, high, language=self.language)
        return interval(low, high, self.measure.decimals, language=self.language)

    def tick(self, value: float) -> str:
        """A mark on the axis."""
        if self.is_share:
            return percent(round(value), 100, language=self.language)
        return number(value, language=self.language)
