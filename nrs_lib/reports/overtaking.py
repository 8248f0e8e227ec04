"""Whether a report was overtaken: others were released while it was made, to readers of both.

What is hidden so that nobody works a number out is chosen beside what has been released. Of two
reports that were cleared side by side each may have hidden another number for the same one's
sake, and who reads both then knows that one. No test of their numbers finds it, since none of
them is in both; so the later one is cleared once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

import pandas as pd

from nrs_lib.disclosure import CELL
from nrs_lib.disclosure.earlier import ReleasedBeforeError
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.ledger_file import alike_in, cells_of, earlier_in
from nrs_lib.reports.ledger_readers import common_to, seen_by


def refuse_if_overtaken(
    store: Connection, entry: Entry, cells: Sequence[Sequence[object]], *, since: int
) -> None:
    """Refuse a release whose readers have been shown such numbers since it was cleared.

    Parameters
    ----------
    entry
        What it is.
    cells
        What it shows and withholds, each in the order of `CELL`.
    since
        The newest entry when it was cleared.

    Raises
    ------
    ReleasedBeforeError
        An entry since then has numbers that are the same as some of these, or add up with them.
        The very same cells for the same readers, in another language, are no such entry.
    """
    seen, by = seen_by(entry.audience, entry.subject)
    seen += f" and r.id > {since}"
    met = {one for (one,) in store.execute(f"select r.id from releases r where {seen}", by)}
    mine = {tuple(cell) for cell in cells}
    same = {one for one in alike_in(store, entry.alike) if set(cells_of(store, one)) == mine}
    if met <= same:
        return
    seen += f" and r.id not in ({', '.join(map(str, sorted(same)))})"
    table = pd.DataFrame(list(cells), columns=list(CELL))
    if earlier_in(store, table, seen, by, common=common_to(entry.audience)).is_empty:
        return
    raise ReleasedBeforeError(
        "While this report was made another was released that its readers may see as well, with "
        "numbers that these belong to.",
        remedy="Give the same command again: it is then cleared beside the other.",
    )
