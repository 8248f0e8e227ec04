"""The ledger of releases: what has been shown to whom stays known.

One SQLite file per register; `nrs_lib.reports.ledger_file` writes and seals it. Only cleared
numbers are in it, never a unit's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection

import numpy as np
import pandas as pd

from nrs_lib.disclosure import CELL, ClearedTable, Earlier, read_policy
from nrs_lib.disclosure.earlier import refused
from nrs_lib.places import outputs
from nrs_lib.reports.ledger_entry import Entry
from nrs_lib.reports.ledger_file import (
    alike_in,
    cells_of,
    check_seals,
    earlier_in,
    enter,
    opened,
    sealed_entry,
)
from nrs_lib.reports.ledger_place import FOLDER, Position, ledger_path
from nrs_lib.reports.ledger_readers import common_to, seen_by
from nrs_lib.reports.overtaking import refuse_if_overtaken
from nrs_lib.terms import Audience, Register


def released_in(cleared: Iterable[ClearedTable]) -> list[tuple]:
    """The cells that some cleared tables show, each once, as `disclosure.CELL`."""
    return list(dict.fromkeys(cell for table in cleared for cell in table.released()))


@dataclass(frozen=True)
class Ledger:
    """The releases of one register.

    Attributes
    ----------
    path
        The file; made by the first release.
    """

    path: Path

    @classmethod
    def of(
        cls, register: Register | str, *, invented: str = "", folder: Path | None = None
    ) -> Ledger:
        """The ledger of a register among some outputs.

        Parameters
        ----------
        register
            Whose releases they are.
        invented
            What an invented registry calls itself; each has a ledger of its own, as they are
            not the same people. Empty for patients.
        folder
            Where outputs are; ``outputs/`` by default.
        """
        return cls(ledger_path(register, invented=invented, folder=folder))

    def earlier(
        self, keys: pd.DataFrame, *, audience: Audience, subject: str, before: int | None = None
    ) -> Earlier | None:
        """What readers of a new release may have seen of the same numbers.

        Parameters
        ----------
        keys
            The columns in `KEY`: what the new release would show. What was released of the same
            measures in overlapping periods comes along, since it adds up with it.
        audience, subject
            Whom it is for, and about whom it is.
        before
            The entry up to which is looked; all of them when left out.

        Returns
        -------
        Earlier
            None where nothing has been released yet.
        """
        if not self.path.is_file():
            return None
        with self.opened() as store:
            seen, by = seen_by(audience, subject)
            seen += "" if before is None else f" and r.id < {before}"
            return earlier_in(store, keys, seen, by, common=common_to(audience))

    def record(
        self, entry: Entry, cells: Sequence[Sequence[object]], *, known: int | None = None
    ) -> Position:
        """Test a release against all earlier ones, and enter it, in one step.

        Whoever enters first is earlier: workers wait for each other. What the same readers have
        been shown of the same extract is not tested again: shown in another language, it tells
        them nothing, whatever else some of them have seen since.

        Parameters
        ----------
        cells
            What it shows, each in the order of `CELL`.
        known
            The newest entry when it was cleared: that knows of all up to it. None for what was
            cleared when it was first entered, and shows nothing that is not known from then.

        Raises
        ------
        ReleasedBeforeError
            With an earlier release, a number would give fewer people away than the limit; or
            one that its readers may see as well has entered such numbers since it was cleared.
            Nothing is entered. Names the numbers, never their values.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        table = pd.DataFrame(list(cells), columns=list(CELL))
        policy = read_policy()
        told = entry.told()
        with self.opened() as store:
            store.execute("begin immediate")
            again = {cell for one in alike_in(store, entry.alike) for cell in cells_of(store, one)}
            is_new = np.array([tuple(cell) not in again for cell in cells], dtype=bool)
            if known is not None:
                refuse_if_overtaken(store, entry, cells, since=known)
            by = seen_by(entry.audience, entry.subject)
            seen = earlier_in(store, table, *by, common=common_to(entry.audience))
            found = seen.conflicts(
                table[table["n"].notna() & is_new], policy.audiences[entry.audience], policy
            )
            if len(found):
                raise refused(table.loc[found])
            entered = enter(store, told, [tuple(cell) for cell in cells])
            store.execute("commit")
        return Position(*entered)

    def record_again(self, releases: Iterable[tuple[Entry, Position]]) -> list[Position | None]:
        """Enter releases that show again, to the same readers, what an earlier entry shows.

        Against what had been released before, the numbers were tested when that entry was
        made. So they are tested against what its readers may have seen since, where it is not
        itself a repetition of what came before or of the very same numbers.

        Parameters
        ----------
        releases
            Each with the entry that it repeats.

        Returns
        -------
        list
            The new entries; None for a release that is not entered: it repeats no entry as
            it was sealed, or what came since forbids it.
        """
        positions: list[Position | None] = []
        repeated: dict[int, int] = {}
        with self.opened() as store:
            store.execute("begin immediate")
            for entry, before in releases:
                cells = _repeatable(store, entry, before, repeated)
                if cells is None:
                    positions.append(None)
                    continue
                position = Position(*enter(store, entry.told(), cells))
                repeated[position.entry] = before.entry
                positions.append(position)
            store.execute("commit")
        return positions

    def last(self) -> int:
        """The number of the newest entry; 0 where there is none."""
        if not self.path.is_file():
            return 0
        with self.opened() as store:
            return store.execute("select coalesce(max(id), 0) from releases").fetchone()[0]

    def check(self) -> int:
        """How many releases there are, when every seal is whole.

        Raises
        ------
        DisclosureError
            An entry was changed or removed outside the program.
        """
        if not self.path.is_file():
            return 0
        with self.opened() as store:
            return check_seals(store, name=self.path.name)

    def opened(self) -> AbstractContextManager[Connection]:
        """The file, with its tables."""
        return opened(self.path)

    def lines(self) -> list[str]:
        """What has been released, for people: to whom, how often, how much; then the seals.

        Raises
        ------
        DisclosureError
            As `check`.
        """
        with self.opened() as store:
            told = store.execute(
                """select audience, count(distinct r.id), count(c.rowid), max(made)
                from releases r left join cells c on c.release = r.id
                group by audience order by audience"""
            ).fetchall()
        lines = [
            f"  {audience}: {releases} releases, {cells} numbers, last {made}"
            for audience, releases, cells, made in told
        ]
        return [str(self.path), *lines, f"  {self.check()} entries, all seals whole"]


def _repeatable(
    store: Connection, entry: Entry, before: Position, repeated: Mapping[int, int]
) -> list[tuple] | None:
    """The cells of an earlier entry that a new one repeats; None where it may not.

    Parameters
    ----------
    repeated
        Entries that are repetitions, each with the one that it repeats.
    """
    found = sealed_entry(store, before.entry, before.seal)
    if found is None:
        return None
    told, cells = found
    if replace(entry, extract_id=str(told[4])) != Entry(Audience(told[0]), *told[1:]):
        return None
    meets, filling = seen_by(entry.audience, entry.subject)
    later = store.execute(
        f"select r.id, r.round_to from releases r where r.id > ? and {meets}",
        (before.entry, *filling),
    )
    since = {
        one: round_to
        for one, round_to in later.fetchall()
        if repeated.get(one, before.entry) >= before.entry
    }
    others = [
        (*cell, round_to, "")
        for one, round_to in since.items()
        if (found := cells_of(store, one)) != cells
        for cell in found
    ]
    known = Earlier.from_table(pd.DataFrame(others, columns=[*CELL, "round_to", "reader"]))
    policy, table = read_policy(), pd.DataFrame(cells, columns=list(CELL))
    if others and len(
        known.conflicts(table[table["n"].notna()], policy.audiences[entry.audience], policy)
    ):
        return None
    return cells


def every_ledger(folder: Path | None = None) -> list[Ledger]:
    """The ledgers among some outputs, those of made-up patients last."""
    home = (folder or outputs()) / FOLDER
    return [
        Ledger(path) for path in (*sorted(home.glob("*.sqlite")), *sorted(home.glob("*/*.sqlite")))
    ]
