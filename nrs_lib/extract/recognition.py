"""Recognition: which table a file holds, and which column is which, by the contracts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from nrs_lib.contracts.codelists import spelling
from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.errors import ExtractError
from nrs_lib.extract.raw import RawColumn, RawTable
from nrs_lib.terms import TimePoint

_PRINTABLE_NAME = re.compile(r"(?!.*\d{6})[A-Za-zÅÄÖåäö_][A-Za-zÅÄÖåäö0-9_]{0,63}")
_LEAST_RECOGNISED = 0.5


@dataclass(frozen=True)
class Place:
    """Where a column of a file belongs: a table's column, perhaps at one time point.

    ``registry_name`` is the name the registry itself uses there.
    """

    table: str
    field: Field
    time_point: TimePoint | None
    registry_name: str


@dataclass(frozen=True)
class RecognisedTable:
    """A file whose kind is known: each raw column with its place, and those without one.

    ``untimely`` are columns that the registry has, but not at this time point.
    """

    physical_name: str
    raw: RawTable
    places: tuple[tuple[RawColumn, Place], ...]
    unknown: tuple[str, ...]
    untimely: tuple[tuple[RawColumn, Place], ...] = ()


@cache
def physical_files() -> tuple[str, ...]:
    """Names (stems) of the files of a delivery; several tables may share one."""
    return tuple(dict.fromkeys(c.physical_name for c in read_contracts().values()))


def tables_in(physical_name: str) -> tuple[str, ...]:
    """Tables that a file holds."""
    return tuple(name for name, c in read_contracts().items() if c.physical_name == physical_name)


@cache
def _known_names(physical_name: str) -> Mapping[str, Place]:
    return _names(physical_name, timely=True)


@cache
def _untimely_names(physical_name: str) -> Mapping[str, Place]:
    return _names(physical_name, timely=False)


def _names(physical_name: str, *, timely: bool) -> Mapping[str, Place]:
    known: dict[str, Place] = {}
    for table in tables_in(physical_name):
        contract = read_contracts()[table]
        is_prefixed = contract.layout == "prefixed"
        for field in contract.fields:
            # A prefixed table has no key columns of its own: the wide table's key and the
            # prefix tell them.
            for point in _points(field, timely) if is_prefixed else (None,) * timely:
                prefix = contract.prefixes[point] if is_prefixed else ""
                bare = field.unprefixed is not None and field.unprefixed == point
                own = field.physical_name if bare else prefix + field.physical_name
                for name in contract.physical_names(field, point):
                    known.setdefault(spelling(name), Place(table, field, point, own))
    return MappingProxyType(known)


def _points(field: Field, timely: bool) -> tuple[TimePoint, ...]:
    if timely or not field.time_points:
        return field.time_points if timely else ()
    return tuple(point for point in TimePoint if point not in field.time_points)


def recognise(raw: RawTable, stem: str) -> RecognisedTable:
    """Tell which file of the delivery this is, by its name or else by its columns.

    Raises
    ------
    ExtractError
        No table is known that has these columns. Names of columns are not printed then: a
        file without heading has a patient in their place.
    """
    named = [name for name in physical_files() if name == stem.casefold()]
    shares = {name: _share(raw, name) for name in named or physical_files()}
    best = max(shares, key=shares.get)
    if shares[best] < _LEAST_RECOGNISED or list(shares.values()).count(shares[best]) > 1:
        raise ExtractError(
            "A file holds no table that is known: too few of its column names are recognised.",
            where=f"{raw.file} (heading)",
            remedy="Check that the first line holds the column names, and name the file "
            f"{', '.join(physical_files())}; or move it elsewhere.",
        )
    known, untimely = _known_names(best), _untimely_names(best)
    return RecognisedTable(
        physical_name=best,
        raw=raw,
        places=tuple(
            (column, known[spelling(column.name)])
            for column in raw.columns
            if spelling(column.name) in known
        ),
        unknown=tuple(
            _printable(column.name, number)
            for number, column in enumerate(raw.columns, start=1)
            if spelling(column.name) not in known and spelling(column.name) not in untimely
        ),
        untimely=tuple(
            (column, untimely[spelling(column.name)])
            for column in raw.columns
            if spelling(column.name) in untimely and spelling(column.name) not in known
        ),
    )


def _share(raw: RawTable, physical_name: str) -> float:
    known = _known_names(physical_name)
    names = {spelling(column.name) for column in raw.columns}
    found = [known[name] for name in names if name in known]
    has_key = any(place.field.name in read_contracts()[place.table].primary_key for place in found)
    return len(found) / len(names) if has_key else 0.0


def _printable(name: str, number: int) -> str:
    # A name that may be a cell is told by its number instead.
    return name if _PRINTABLE_NAME.fullmatch(name) else f"column number {number}"
