"""The file of a ledger: its tables, its seals, and what of it a reader may have seen.

Entries are only ever added: the file refuses changes, and each release seals the one before
it, so that a removed or edited entry is found.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd

from nrs_lib.disclosure import CELL
from nrs_lib.disclosure.earlier import RELEASED_COLUMNS, Earlier
from nrs_lib.disclosure.windows import SERIES, Place, adding_up
from nrs_lib.errors import DisclosureError
from nrs_lib.reports.ledger_place import store_of
from nrs_lib.terms import UNIT_BOUND

_CELLS = ", ".join(f'"{name}"' for name in CELL)
_PLACE = (*SERIES, "period")
_SHAPE = f"""
create table if not exists releases (
    id integer primary key, audience text, subject text, report text, period text,
    extract_id text, policy_sha256 text, round_to integer, made text, previous text, seal text);
create table if not exists cells (release integer references releases(id), {_CELLS});
create index if not exists by_place_and_release on cells ({", ".join(_PLACE)}, release);
create table if not exists places ({", ".join(_PLACE)}, primary key ({", ".join(_PLACE)}))
    without rowid;
drop index if exists by_series; drop index if exists by_key; drop index if exists by_place;
create trigger if not exists kept_releases before update on releases
    begin select raise(abort, 'releases are kept'); end;
create trigger if not exists kept_cells before update on cells
    begin select raise(abort, 'cells are kept'); end;
create trigger if not exists no_release_goes before delete on releases
    begin select raise(abort, 'releases are kept'); end;
create trigger if not exists no_cell_goes before delete on cells
    begin select raise(abort, 'cells are kept'); end;
"""
_WITH_PLACES = 1
"""The version of the file from which on each place is listed as it is entered."""
_SEEK = 4
"""How many entries are read in a row in the time that it takes to find one by itself."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger's file, with its tables.

    Raises
    ------
    DisclosureError
        It cannot be read or written.
    """
    with store_of(path) as store:
        store.executescript(_SHAPE)
        if store.execute("pragma user_version").fetchone()[0] < _WITH_PLACES:
            store.execute("begin immediate")
            list_places(store, "true")
            store.execute(f"pragma user_version = {_WITH_PLACES}")
            store.execute("commit")
        yield store


def earlier_in(
    store: sqlite3.Connection,
    keys: pd.DataFrame,
    seen: str,
    by: Sequence[str],
    *,
    common: Sequence[str],
) -> Earlier:
    """What was released before of some numbers, and of what adds up with them.

    Parameters
    ----------
    keys
        The columns of `SERIES`, and ``period``.
    seen, by
        The condition on releases ``r`` that some reader may have seen, and what fills it.
    common
        The audiences whose releases every reader may have seen.
    """
    columns = (map(str, keys[name].tolist()) for name in _PLACE)
    asked = list(dict.fromkeys(zip(*columns, strict=True)))
    same = " and ".join(f"c.{name} = a.{name}" for name in SERIES)
    _ask(store, ((*series, "") for series in dict.fromkeys(place[:-1] for place in asked)))
    places = ", ".join(f"c.{name}" for name in _PLACE)
    known = store.execute(f"select {places} from asked a cross join places c on {same}")
    _ask(store, adding_up(asked, known.fetchall()))
    columns = "id integer primary key, round_to, reader"
    store.execute(f"create temp table if not exists visible ({columns})")
    store.execute("delete from visible")
    marks = ", ".join("?" * len(common))
    units = ", ".join(f"'{one}'" for one in UNIT_BOUND)
    reader = f"""case when r.audience in ({marks}) then '' when r.audience in ({units})
        then r.audience || '/' || r.subject else r.audience || '/' end"""
    store.execute(
        f"insert into visible select id, round_to, {reader} from releases r where {seen}",
        (*common, *by),
    )
    count = "select (select count(*) from visible), (select count(*) from releases)"
    few, many = store.execute(count).fetchone()
    # A cross join keeps its order: few are asked about, and the ledger is long. Where a reader
    # has seen few of all releases, each number is looked for in those alone.
    at = f"{same} and c.period = a.period"
    found = f"cells c on {at} cross join visible v on v.id = c.release"
    if few * _SEEK < many:
        found = f"visible v cross join cells c on {at} and c.release = v.id"
    cell = [f'c."{name}"' for name in RELEASED_COLUMNS[:-1]]
    shown = ", ".join([*cell, "v.round_to", "v.reader"])
    rows = store.execute(
        f"""select {shown} from asked a cross join {found}
        group by {shown} order by max(v.id)"""
    )
    found = rows.fetchall()
    columns = [*RELEASED_COLUMNS, "reader"]
    return Earlier.from_table(pd.DataFrame(found, columns=columns)) if found else Earlier.nothing()


def _ask(store: sqlite3.Connection, asked: Iterable[Place]) -> None:
    store.execute(f"create temp table if not exists asked ({', '.join(_PLACE)})")
    store.execute("delete from asked")
    store.executemany(f"insert into asked values ({', '.join('?' * len(_PLACE))})", asked)


def enter(store: sqlite3.Connection, told: Sequence[object], cells: Sequence[tuple]) -> tuple:
    """Enter a release; return its number and its seal.

    Parameters
    ----------
    told
        The columns of the table of releases, from the audience to the day.
    cells
        What it shows, each in the order of `CELL`.
    """
    last = store.execute("select seal from releases order by id desc limit 1").fetchone()
    previous = last[0] if last else ""
    marks = ", ".join("?" * (len(told) + 3))
    seal = seal_of(previous, told, cells)
    added = store.execute(f"insert into releases values ({marks})", (None, *told, previous, seal))
    marks = ", ".join("?" * (len(CELL) + 1))
    before = _last_row(store)
    store.executemany(
        f"insert into cells values ({marks})", ((added.lastrowid, *cell) for cell in cells)
    )
    list_places(store, f"rowid > {before}")
    return added.lastrowid, seal


def sealed_entry(
    store: sqlite3.Connection, release: int, seal: str
) -> tuple[list[object], list[tuple]] | None:
    """What an entry is, from its audience to its rounding, and its cells; None if not so sealed."""
    found = store.execute("select * from releases where id = ?", (release,)).fetchone()
    if found is None:
        return None
    _, *told, previous, sealed = found
    cells = cells_of(store, release)
    if sealed != seal or seal != seal_of(previous, told, cells):
        return None
    return told[:-1], cells


def _last_row(store: sqlite3.Connection) -> int:
    return store.execute("select max(rowid) from cells").fetchone()[0] or 0


def cells_of(store: sqlite3.Connection, release: int) -> list[tuple]:
    """The cells of a release, in the order in which they were entered."""
    # They are only ever added, those of a release together.
    rows = range(1, _last_row(store) + 1)
    at = partial(_release_of, store)
    span = (bisect_left(rows, release, key=at) + 1, bisect_right(rows, release, key=at))
    query = f"select {_CELLS} from cells where rowid between ? and ? order by rowid"
    return store.execute(query, span).fetchall()


def alike_in(store: sqlite3.Connection, told: Mapping[str, object]) -> list[int]:
    """Releases with the same of some columns of ``releases``, oldest first."""
    same = " and ".join(f"{name} = ?" for name in told)
    found = store.execute(
        f"select id from releases where {same} order by id", [str(one) for one in told.values()]
    )
    return [release for (release,) in found.fetchall()]


def _release_of(store: sqlite3.Connection, row: int) -> int:
    return store.execute("select release from cells where rowid = ?", (row,)).fetchone()[0]


def list_places(store: sqlite3.Connection, which: str) -> None:
    """List the places of the cells that meet a condition, those that are not listed yet."""
    columns = ", ".join(_PLACE)
    store.execute(
        f"insert or ignore into places select distinct {columns} from cells where {which}"
    )


def check_seals(store: sqlite3.Connection, *, name: str) -> int:
    """How many releases there are, when every seal is whole.

    Raises
    ------
    DisclosureError
        An entry was changed or removed outside the program.
    """
    previous = ""
    releases = store.execute("select * from releases order by id").fetchall()
    for number, *told, before, seal in releases:
        query = f"select {_CELLS} from cells where release = ? order by rowid"
        cells = store.execute(query, (number,)).fetchall()
        if before != previous or seal != seal_of(previous, told, cells):
            raise DisclosureError(
                "The ledger of releases was changed outside the program.",
                where=f"{name}: release {number}",
                remedy="Put back the file from the last backup.",
            )
        previous = seal
    return len(releases)


def seal_of(previous: str, told: Iterable[object], cells: Iterable[Sequence[object]]) -> str:
    """The seal over a release and the one before it."""
    content = [previous, list(told), [list(cell) for cell in cells]]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
