"""What a process of its own does that enters a release in a ledger, with another beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

from nrs_lib.errors import DisclosureError
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_entry import Entry

_WAIT = 60


def enter(path: str, entry: Entry, cells: Sequence[tuple], start: Any) -> str:
    """Wait until every process is there, enter, and tell what became of it."""
    try:
        start.wait(_WAIT)
    except BrokenBarrierError:
        return "alone"
    try:
        Ledger(Path(path)).record(entry, cells)
    except DisclosureError as error:
        return str(error).splitlines()[0]
    return "entered"
