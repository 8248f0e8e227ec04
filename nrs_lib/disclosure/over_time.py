"""What follows from one number in several periods that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.kinship import Row, series_over_time
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import NEAR
from nrs_lib.disclosure.windows import Piece, Sum, between, chains

_FEWEST = 2
"""Periods from which another may follow."""


def stretches(system: Published, rows: Iterable[Row]) -> Iterator[Row]:
    """Note what overlapping periods give between them.

    Parameters
    ----------
    system
        Has the rows' cells; gets every stretch of time that follows from them, and the sums
        of stretches that the periods are.

    Returns
    -------
    iterator
        The stretches that nobody prints, as rows without an index.
    """
    for told in (told for found in series_over_time(rows) for told in _telling(found)):
        for chain in _chains(frozenset(told)):
            mine = {period: row for period, row in told.items() if period in chain.ways}
            if len(mine) < _FEWEST:
                continue
            shared = set.intersection(*(set(row.parts) for row in mine.values()))
            # In one order whatever the hash seed, as relations are read in the order they come.
            names = [name for name in sorted(shared) if _adds_up(system, name, mine, chain)]
            # Where "n" is no sum it is not the same people from period to period.
            if "n" in names:
                yield from _cut(system, mine, chain, names)


class _Chain(NamedTuple):
    """Periods that a path of common days joins, as sums of each other.

    Each period as what leads from its first day to its last, and each piece of time between two
    days that follow each other.
    """

    ways: Mapping[Period, Sum]
    pieces: Mapping[Piece, Sum]


# Each measure, group and category is shown for the same few sets of periods.
@lru_cache(maxsize=256)
def _chains(periods: frozenset[Period]) -> tuple[_Chain, ...]:
    return tuple(
        _Chain(
            {
                one: between(paths, (one.start, one.next_start))
                for one in periods
                if one.start in paths
            },
            {piece: between(paths, piece) for piece in pairwise(paths)},
        )
        for paths in chains(periods)
    )


def _telling(rows: Mapping[Period, Row]) -> Iterator[Mapping[Period, Row]]:
    """The periods that tell each part, the most first: those of few tell only how many."""
    parts = dict.fromkeys(name for row in rows.values() for name in row.parts)
    telling = {tuple(p for p, row in rows.items() if name in row.parts) for name in parts}
    for periods in sorted(telling, key=lambda which: (-len(which), which)):
        yield {period: rows[period] for period in periods}


def _cut(
    system: Published, rows: Mapping[Period, Row], chain: _Chain, names: Sequence[str]
) -> Iterator[Row]:
    printed = {(period.start, period.next_start): row for period, row in rows.items()}
    pieces = {}
    for piece, terms in chain.pieces.items():
        pieces[piece] = printed.get(piece)
        if pieces[piece] is None:
            pieces[piece] = _unprinted(system, piece, rows, terms, names)
            yield pieces[piece]
    for (start, end), row in printed.items():
        inside = [part for (day, _), part in pieces.items() if start <= day < end]
        if len(inside) > 1:
            for name in names:
                terms = {part.parts[name]: 1.0 for part in inside}
                system.relate({**terms, row.parts[name]: -1.0})


def _unprinted(
    system: Published,
    piece: tuple,
    rows: Mapping[Period, Row],
    terms: Mapping,
    names: Sequence[str],
) -> Row:
    first, end = piece
    months = (end.year - first.year) * 12 + end.month - first.month
    like = next(iter(rows.values()))
    made = replace(like, index=-1, period=Period.of(first, months).code, hidden="", parts={})
    for name in names:
        cell = ("stretch", name, made.statistic, *made.base, made.category)
        system.values[cell] = _value(system, name, rows, terms)
        made.parts[name] = cell
        if name == "sum":
            system.fractional.add(cell)
    if {"numerator", "others"}.issubset(names):
        system.relate({made.parts["numerator"]: 1, made.parts["others"]: 1, made.parts["n"]: -1})
    return made


def _value(system: Published, name: str, rows: Mapping[Period, Row], terms: Mapping) -> float:
    return sum([times * system.values[rows[one].parts[name]] for one, times in terms.items()])


def _adds_up(system: Published, name: str, rows: Mapping[Period, Row], chain: _Chain) -> bool:
    """Whether the numbers are sums over time: the same on every way, and never below 0."""
    for period, row in rows.items():
        value = system.values[row.parts[name]]
        way = _value(system, name, rows, chain.ways[period])
        if abs(value - way) > NEAR * max(1.0, abs(value)):
            return False
    return name == "sum" or all(
        _value(system, name, rows, terms) > -NEAR for terms in chain.pieces.values()
    )
