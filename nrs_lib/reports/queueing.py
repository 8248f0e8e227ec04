"""In which order tasks are begun: those whose readers meet one after the other, as asked for.

What a report hides depends on what its readers have been shown before. Made side by side, two
reports that one reader sees together know nothing of each other: each hides what suits it, and
together they can give away what both hide. So the second begins when the first is done, and
with any number of workers each report meets what it would have met with one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar


@dataclass(frozen=True)
class Line:
    """Where a task waits.

    Attributes
    ----------
    ledger
        The file of the ledger that its release is entered in.
    unit
        The one unit whose readers it is for; empty where others see it too. Two of one ledger
        meet unless each is for a unit of its own. A policy can keep more readers apart; to wait
        for a report that nobody sees beside one's own costs little.
    """

    ledger: Path
    unit: str


class Queued(Protocol):
    """What can stand in a queue.

    Attributes
    ----------
    line
        None for what releases nothing and waits for nobody.
    """

    line: Line | None


_Task = TypeVar("_Task", bound=Queued)


class Queue(Generic[_Task]):
    """Tasks that are not begun, in the order asked for."""

    def __init__(self, tasks: Iterable[_Task]) -> None:
        self._waiting = list(tasks)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def next(self, running: Iterable[_Task]) -> _Task | None:
        """Take the first that meets none of those running, and none that waits before it."""
        taken: dict[Path, set[str]] = defaultdict(set)
        for task in running:
            if task.line is not None:
                taken[task.line.ledger].add(task.line.unit)
        for place, task in enumerate(self._waiting):
            line = task.line
            if line is None or _is_free(line, taken[line.ledger]):
                return self._waiting.pop(place)
            taken[line.ledger].add(line.unit)
        return None


def _is_free(line: Line, taken: set[str]) -> bool:
    return not taken or (bool(line.unit) and not taken & {"", line.unit})
