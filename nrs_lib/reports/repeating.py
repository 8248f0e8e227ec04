"""A report that repeats an earlier one, in another language or again, shows the same numbers.

What was released before decides what else is hidden, and the first edition of a report is
itself released before the second. Cleared as if new, the second would hide other numbers than
the first, and readers would meet two answers to one question. So it is cleared as the first
was, by what had been released when that was made. What it then shows is known to the same
readers already; what goes beyond that is held against all releases, as in any report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from nrs_lib.disclosure import CELL, ClearedTable, Earlier, read_policy
from nrs_lib.disclosure.clearance import record_of, take_away
from nrs_lib.disclosure.followed import AT_RISK
from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.ledger_file import alike_in, cells_of
from nrs_lib.stats.estimates import KEY, Estimates, keys_of

Clear = Callable[..., dict[str, ClearedTable]]
"""Clears sections; takes what was released before as ``earlier``."""
Cells = frozenset[tuple]
"""What a release shows and what of the nation's it withholds, each as `CELL`."""
_KEYS, _SCOPE, _N = len(KEY), CELL.index("scope"), CELL.index("n")
_NUMBERS = ["n", "numerator", "estimate"]
_REASON = "released"


def cleared_alike(
    clear: Clear, sections: Mapping[str, Estimates], *, ledger: Ledger, entry: Entry
) -> dict[str, ClearedTable]:
    """Clear a report as the earlier one was that it repeats, or by all that was released.

    Parameters
    ----------
    clear
        Clears the report's sections beside what was released before.
    sections
        All that the report may show.
    ledger, entry
        Where it will be entered, and as what; its report's name is not looked at.

    Returns
    -------
    dict
        Cleared tables by section. For readers who are shown units without names it is cleared
        by all that was released where others than the first came since: of a table without
        names nothing can be taken out by its name.
    """
    keys = pd.DataFrame(
        [key for part in sections.values() for key in keys_of(part.table)], columns=list(KEY)
    )
    about = {"audience": entry.audience, "subject": entry.subject}
    now = ledger.earlier(keys, **about)
    if now is None:
        return clear(earlier=now)
    names_units = read_policy().audiences[entry.audience].names_units
    for cells, release in _repeatable(ledger, entry, keys):
        then = ledger.earlier(keys, **about, before=release)
        cleared = clear(earlier=then)
        shown = _cells_of(cleared)
        if not cells <= shown:
            continue
        if _known(now) - _known(then) <= {cell[:_KEYS] + cell[_SCOPE + 1 :] for cell in cells}:
            return cleared
        if not names_units:
            continue
        beyond = _keys_of(shown) - _keys_of(cells)
        if beyond:
            beyond -= _keys_of(_cells_of(clear(earlier=now)))
        return {name: _without(table, beyond) for name, table in cleared.items()}
    return clear(earlier=now)


def _repeatable(ledger: Ledger, entry: Entry, keys: pd.DataFrame) -> list[tuple[Cells, int]]:
    """Releases of these numbers and no others to the same readers, oldest first.

    What they show, and their numbers in the ledger; of those that show the same, the first.
    """
    found: dict[Cells, int] = {}
    with ledger.opened() as store:
        for release in alike_in(store, entry.alike):
            found.setdefault(frozenset(cells_of(store, release)), release)
    asked = set(keys_of(keys)) if found else set()
    return [
        (cells, release)
        for cells, release in found.items()
        if cells and {cell[:_KEYS] for cell in cells if not _is_left(cell)} <= asked
    ]


def _is_left(cell: tuple) -> bool:
    """Whether it counts those who are still followed at a point of a curve."""
    return str(cell[0]).endswith(AT_RISK)


def _cells_of(cleared: Mapping[str, ClearedTable]) -> Cells:
    return frozenset(cell for table in cleared.values() for cell in table.released())


def _keys_of(cells: Cells) -> set[tuple]:
    """Keys of the shown ones."""
    return {cell[:_KEYS] for cell in cells if cell[_N] is not None}


def _known(earlier: Earlier) -> set[tuple]:
    """Each version of each number, by its key and counts; and those that were withheld."""
    table = earlier.cells[[*KEY, *_NUMBERS]].astype(object)
    shown = table.where(table.notna(), None)
    withheld = earlier.withheld[list(KEY)].assign(**dict.fromkeys(_NUMBERS))
    return {row for part in (shown, withheld) for row in part.itertuples(index=False, name=None)}


def _without(cleared: ClearedTable, keys: set[tuple]) -> ClearedTable:
    """Hide some rows of a table."""
    table = cleared.table.copy()
    gone = np.array([key in keys for key in keys_of(table)], dtype=bool)
    gone &= table["hidden"].to_numpy(dtype=object) == ""
    table.loc[gone, "hidden"] = _REASON
    take_away(table, gone)
    hidden = replace(cleared, table=table)
    record = record_of(hidden.rows, cleared.record, cleared.record.definitions)
    return replace(hidden, record=record)
