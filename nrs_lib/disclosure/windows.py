"""Periods that begin or end on the same day: what adding and subtracting them gives.

Counts of periods are differences between what had happened by one day and by another. So
what has happened between two days follows from printed numbers exactly when a path of printed
periods leads from the one day to the other: this year's rolling period less last quarter's,
plus the quarter that fell out, is the newest quarter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from nrs_lib.cohort.periods import Period
from nrs_lib.errors import ParameterError

Piece = tuple[dt.date, dt.date]
Sum = Mapping[Period, int]
Place = tuple[str, ...]
SERIES = ("measure", "statistic", "time_point", "category")
"""What adds up whatever its unit and period: a nation with its units, overlapping periods."""


def chains(periods: Iterable[Period]) -> Iterator[dict[dt.date, Sum]]:
    """Periods that a path of common days joins.

    Returns
    -------
    iterator
        For each set of them its days in order, each with the sum of periods that leads to it
        from the first.
    """
    ends = defaultdict(list)
    for period in sorted(set(periods)):
        ends[period.start].append((period.next_start, period, 1))
        ends[period.next_start].append((period.start, period, -1))
    left = set(ends)
    while left:
        paths: dict[dt.date, Counter] = {min(left): Counter()}
        todo = list(paths)
        for day in todo:
            for other, period, sign in ends[day]:
                if other not in paths:
                    path = Counter(paths[day])
                    path[period] += sign
                    paths[other] = path
                    todo.append(other)
        left -= set(paths)
        yield {day: paths[day] for day in sorted(paths)}


def between(paths: Mapping[dt.date, Sum], piece: Piece) -> dict[Period, int]:
    """The sum of periods that is what lies between two days of a chain."""
    found = Counter(paths[piece[1]])
    found.subtract(paths[piece[0]])
    return {period: times for period, times in found.items() if times}


def rounds(periods: Iterable[Period]) -> tuple[Sum, ...]:
    """Sums of periods that are nothing: one of them less another way between its two days."""
    return _rounds(frozenset(periods))


# Each group, category and time point of each measure is shown for the same few sets of periods.
@cache
def _rounds(periods: frozenset[Period]) -> tuple[Sum, ...]:
    return tuple(_ways_round(periods))


def _ways_round(periods: frozenset[Period]) -> Iterator[Sum]:
    for paths in chains(periods):
        for period in sorted(one for one in periods if one.start in paths):
            way = Counter(between(paths, (period.start, period.next_start)))
            way[period] -= 1
            if any(way.values()):
                yield {one: times for one, times in way.items() if times}


def is_crossed(periods: Collection[Period]) -> bool:
    """Whether wholes and their equal parts do not tell all that follows from some periods.

    So it is where two overlap and neither holds the other, or parts are of several lengths.
    """
    return _is_crossed(frozenset(periods))


@cache
def _is_crossed(periods: frozenset[Period]) -> bool:
    if len({period.months for period in periods}) > 2:
        return True
    return any(
        one.start < other.start <= one.end < other.end for one in periods for other in periods
    )


@cache
def period_of(code: str) -> Period | None:
    """The period of a code; None where it is none."""
    try:
        return Period.parse(code)
    except ParameterError:
        return None


@cache
def overlapping(codes: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Of known periods' codes those that overlap with some others, or with one that does.

    What is no period adds up with nothing but itself.
    """
    found = {code for code in known if code in codes}
    todo = [period for code in codes if (period := period_of(code))]
    left = {code: period for code in known if (period := period_of(code))}
    for period in todo:
        met = [code for code, other in left.items() if other.overlaps(period)]
        todo += [left.pop(code) for code in met]
        found.update(met)
    return tuple(code for code in known if code in found)


def adding_up(asked: Iterable[Place], known: Iterable[Place]) -> list[Place]:
    """Of known numbers' places, those in periods that overlap with one that is asked for.

    Or with one of these: this quarter's rolling period less the last one leads to a quarter a
    year ago, which has no day in common with the first.

    Parameters
    ----------
    asked, known
        `SERIES` and ``period``, each once.
    """
    wanted, found = _periods(asked), _periods(known)
    return [
        (*series, code)
        for series in sorted(found)
        for code in overlapping(wanted[series], found[series])
    ]


def _periods(places: Iterable[Place]) -> dict[Place, tuple[str, ...]]:
    """The periods of each series."""
    found: dict[Place, list[str]] = {}
    for place in places:
        found.setdefault(place[:-1], []).append(place[-1])
    return {series: tuple(periods) for series, periods in found.items()}
