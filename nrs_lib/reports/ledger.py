"""The ledger of releases: what has been shown to whom stays known.

One SQLite file per register. It refuses changes, and each release seals the one before it, so
that a removed or edited entry is found. Only cleared numbers are in it, never a unit's own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from nrs_lib.disclosure import CELL, ClearedTable, Earlier, read_policy
from nrs_lib.disclosure.earlier import RELEASED_COLUMNS, SERIES, adding_up, refused
from nrs_lib.errors import DisclosureError
from nrs_lib.places import outputs
from nrs_lib.reports.subjects import path_part
from nrs_lib.terms import Audience, Register

FOLDER = "ledger"
_WAIT = 120.0
_UNIT_BOUND = (Audience.OWN_UNIT, Audience.CARE_TEAM)
_NAME_SIGNS = 12
_CELLS = ", ".join(f'"{name}"' for name in CELL)
_SHAPE = f"""
create table if not exists releases (
    id integer primary key, audience text, subject text, report text, period text,
    extract_id text, policy_sha256 text, round_to integer, made text, previous text, seal text);
create table if not exists cells (release integer references releases(id), {_CELLS});
create index if not exists by_place on cells ({", ".join(SERIES)}, period);
drop index if exists by_series; drop index if exists by_key;
create trigger if not exists kept_releases before update on releases
    begin select raise(abort, 'releases are kept'); end;
create trigger if not exists kept_cells before update on cells
    begin select raise(abort, 'cells are kept'); end;
create trigger if not exists no_release_goes before delete on releases
    begin select raise(abort, 'releases are kept'); end;
create trigger if not exists no_cell_goes before delete on cells
    begin select raise(abort, 'cells are kept'); end;
"""


class Position(NamedTuple):
    """Which entry of the ledger a release is, and the seal over it and all before it."""

    entry: int
    seal: str


@dataclass(frozen=True)
class Entry:
    """What a release is, beside its numbers."""

    audience: Audience
    subject: str
    report: str
    period: str
    extract_id: str
    policy_sha256: str
    round_to: int

    @classmethod
    def of(
        cls, audience: Audience, *, subject: str, report: str, period: str, extract_id: str
    ) -> Entry:
        """An entry of a release cleared under the policy in force."""
        policy = read_policy()
        rules = policy.audiences[audience]
        return cls(audience, subject, report, period, extract_id, policy.sha256, rules.round_to)


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
        home = (folder or outputs()) / FOLDER
        if invented:
            home /= f"synthetic-{hashlib.sha256(invented.encode()).hexdigest()[:_NAME_SIGNS]}"
        return cls(home / f"{path_part(str(register), where='register')}.sqlite")

    def earlier(self, keys: pd.DataFrame, *, audience: Audience, subject: str) -> Earlier | None:
        """What readers of a new release may have seen of the same numbers.

        Parameters
        ----------
        keys
            The columns in `KEY`: what the new release would show. What was released of the same
            measures in overlapping periods comes along, since it adds up with it.
        audience, subject
            Whom it is for, and about whom it is.

        Returns
        -------
        Earlier
            None where nothing has been released yet.
        """
        if not self.path.is_file():
            return None
        with self.opened() as store:
            return _earlier(store, keys, audience, subject)

    def record(self, entry: Entry, cells: Sequence[Sequence[object]]) -> Position:
        """Test a release against all earlier ones, and enter it, in one step.

        Whoever enters first is earlier: workers wait for each other.

        Parameters
        ----------
        cells
            What it shows, each in the order of `CELL`.

        Raises
        ------
        DisclosureError
            With an earlier release, a number would give fewer people away than the limit;
            nothing is entered. Names the numbers, never their values.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        table = pd.DataFrame(list(cells), columns=list(CELL))
        policy = read_policy()
        with self.opened() as store:
            store.execute("begin immediate")
            seen = _earlier(store, table, entry.audience, entry.subject)
            found = seen.conflicts(table, policy.audiences[entry.audience], policy)
            if len(found):
                raise refused(table.loc[found])
            entered = _enter(store, entry, [tuple(cell) for cell in cells])
            store.execute("commit")
        return entered

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
            previous = ""
            releases = store.execute("select * from releases order by id").fetchall()
            for number, *told, before, seal in releases:
                query = f"select {_CELLS} from cells where release = ? order by rowid"
                cells = store.execute(query, (number,)).fetchall()
                if before != previous or seal != _seal(previous, told, cells):
                    raise DisclosureError(
                        "The ledger of releases was changed outside the program.",
                        where=f"{self.path.name}: release {number}",
                        remedy="Put back the file from the last backup.",
                    )
                previous = seal
        return len(releases)

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

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The file, with its tables."""
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as store:
                store.executescript(_SHAPE)
                yield store
        except sqlite3.DatabaseError as error:
            raise DisclosureError(
                "The ledger of releases cannot be read or written.",
                where=self.path.name,
                remedy="Check that the disk is not full and the file may be written; a damaged "
                "file is put back from the last backup.",
            ) from error


def every_ledger(folder: Path | None = None) -> list[Ledger]:
    """The ledgers among some outputs, those of made-up patients last."""
    home = (folder or outputs()) / FOLDER
    return [
        Ledger(path) for path in (*sorted(home.glob("*.sqlite")), *sorted(home.glob("*/*.sqlite")))
    ]


def seen_by(audience: Audience, subject: str) -> tuple[str, tuple[str, ...]]:
    """The condition on releases ``r`` that readers of one may have seen, and what fills it."""
    rules = read_policy().ledger
    met = [str(other) for other in Audience if rules.meet(Audience(audience), other)]
    bound = ", ".join(f"'{one}'" for one in _UNIT_BOUND)
    # Two units never see each other's reports; a release to others is seen by all of them.
    both_bound = f"r.audience in ({bound})" if Audience(audience) in _UNIT_BOUND else "0"
    return (
        f"r.audience in ({', '.join('?' * len(met))}) and (not ({both_bound}) or r.subject = ?)",
        (*met, subject),
    )


def _earlier(
    store: sqlite3.Connection, keys: pd.DataFrame, audience: Audience, subject: str
) -> Earlier:
    seen, by = seen_by(audience, subject)
    same = " and ".join(f"c.{name} = a.{name}" for name in SERIES)
    asked = keys[[*SERIES, "period"]].drop_duplicates().astype(str)
    _ask(store, asked[list(SERIES)].drop_duplicates().assign(period=""))
    places = ", ".join(f"c.{name}" for name in (*SERIES, "period"))
    known = store.execute(f"select distinct {places} from asked a cross join cells c on {same}")
    _ask(store, adding_up(asked, pd.DataFrame(known.fetchall(), columns=asked.columns)))
    shown = ", ".join([*(f'c."{name}"' for name in RELEASED_COLUMNS[:-1]), "r.round_to"])
    # A cross join keeps this order: few are asked about, and the ledger is long.
    rows = store.execute(
        f"""select {shown}, r.audience, max(r.id) as newest
        from asked a cross join cells c on {same} and c.period = a.period
        cross join releases r on r.id = c.release
        where {seen} group by {shown}, r.audience order by newest""",
        by,
    )
    mine = read_policy().ledger.reads[Audience(audience)]
    names = (*RELEASED_COLUMNS, "common")
    return Earlier.of(dict(zip(names, (*row[:-2], row[-2] in mine), strict=True)) for row in rows)


def _ask(store: sqlite3.Connection, asked: pd.DataFrame) -> None:
    columns = ", ".join(asked.columns)
    store.execute(f"create temp table if not exists asked ({columns})")
    store.execute("delete from asked")
    marks = ", ".join("?" * len(asked.columns))
    store.executemany(f"insert into asked values ({marks})", asked.itertuples(index=False))


def _enter(store: sqlite3.Connection, entry: Entry, cells: list[tuple]) -> Position:
    last = store.execute("select seal from releases order by id desc limit 1").fetchone()
    previous = last[0] if last else ""
    made = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
    told = [*(str(part) for part in astuple(entry)[:-1]), entry.round_to, made]
    marks = ", ".join("?" * (len(told) + 3))
    seal = _seal(previous, told, cells)
    added = store.execute(f"insert into releases values ({marks})", (None, *told, previous, seal))
    marks = ", ".join("?" * (len(CELL) + 1))
    store.executemany(
        f"insert into cells values ({marks})", ((added.lastrowid, *cell) for cell in cells)
    )
    return Position(added.lastrowid, seal)


def _seal(previous: str, told: Iterable[object], cells: Iterable[Sequence[object]]) -> str:
    content = [previous, list(told), [list(cell) for cell in cells]]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
