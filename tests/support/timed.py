"""A task that tells when it was done, for a process of any kind."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.reports.queueing import Line


@dataclass(frozen=True)
class Timed:
    name: str
    line: Line | None
    limit: float = 60.0

    def do(self, scratch: Path) -> tuple[str, float, float]:
        """Its name, and when it began and ended, by a clock that all processes share."""
        began = time.monotonic()
        time.sleep(0.5)
        return self.name, began, time.monotonic()

    def failed(self, failure: object) -> tuple[str, float, float]:
        raise AssertionError(failure)

    def is_worth_another(self, outcome: object) -> bool:
        return False
