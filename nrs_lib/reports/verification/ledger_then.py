"""The ledger as a release met it: what had been released by then, and nothing later.

What a report hides depends on what its readers may have seen before. Made again beside what
came later, itself included, it could hide something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nrs_lib.reports.ledger import Ledger
from nrs_lib.reports.ledger_file import list_places
from nrs_lib.reports.ledger_place import Position, has_entry
from nrs_lib.reports.ledger_readers import seen_by
from nrs_lib.terms import Audience


@dataclass(frozen=True)
class Met:
    """From which entry to which the ledger may end, and the release would see the same.

    Attributes
    ----------
    first, last
        Entries before which the ledger may end.
    """

    ledger: Ledger
    first: int
    last: int


def met(ledger: Ledger, told: Position, *, audience: Audience, subject: str) -> Met | None:
    """What a release met when it was made; None where the ledger does not have its entry."""
    if not has_entry(ledger.path, told):
        return None
    seen, by = seen_by(audience, subject)
    with ledger.opened() as store:
        query = f"select max(r.id) from releases r where r.id < ? and {seen}"
        before = store.execute(query, (told.entry, *by)).fetchone()[0]
    return Met(ledger, (before or 0) + 1, told.entry)


def rounds(found: Sequence[Met]) -> list[int]:
    """In which round each release is made again, so that all of a round share one ledger.

    As few rounds as there can be: in one ledger each round ends with the earliest entry that
    is not made yet.
    """
    places = [0] * len(found)
    for ledger in {one.ledger for one in found}:
        number, end = -1, 0
        for place in sorted(range(len(found)), key=lambda place: found[place].last):
            if found[place].ledger != ledger:
                continue
            if number < 0 or found[place].first > end:
                number, end = number + 1, found[place].last
            places[place] = number
    return places


def copy_until(ledger: Ledger, entry: int, path: Path) -> None:
    """Copy what was entered before an entry; the ledger itself is only read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with Ledger(path).opened() as copy:
        copy.execute("attach ? as kept", (str(ledger.path),))
        copy.execute("begin")
        copy.execute("insert into releases select * from kept.releases where id < ?", (entry,))
        columns = [told[1] for told in copy.execute("pragma table_info(cells)")]
        names = ", ".join(f'"{name}"' for name in columns)
        copy.execute(
            f"insert into cells ({names}) select {names} from kept.cells where release < ? "
            "order by rowid",
            (entry,),
        )
        list_places(copy, "true")
        copy.execute("commit")
