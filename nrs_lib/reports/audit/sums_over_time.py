"""The sums among periods: quarters make the year, and overlapping periods go round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from nrs_lib.disclosure.attack import Relation
from nrs_lib.disclosure.windows import is_crossed, period_of, rounds
from nrs_lib.reports.audit.counted import Cells, value_of

_PARTS_OF = {"H1": ("Q1", "Q2"), "H2": ("Q3", "Q4")}


def periods(what: str, table: tuple, cells: Cells) -> Iterator:
    """Quarters make the half-year and the year; what is counted by its day is in one of them."""
    there = {period for *_, period in cells}
    parts_of = {whole: [of for of in _parts_of(whole) if there.issuperset(of)] for whole in there}
    for key in cells:
        *rest, period = key
        for parts in parts_of[period]:
            keys = [(*rest, part) for part in parts]
            if all(part in cells for part in keys):
                yield [(what, *table, *part) for part in keys], (what, *table, *key), True


def over_time(what: str, table: tuple, cells: Cells) -> Iterator[Relation]:
    """Periods that overlap: going by one way or another between two days gives the same.

    Where it does not among the numbers that are shown, other people are counted each time.
    """
    places: dict[tuple, list[str]] = defaultdict(list)
    for *key, period in cells:
        places[tuple(key)].append(period)
    for key, codes in places.items():
        ways = [
            {(what, *table, *key, period): times for period, times in way.items()}
            for way in _ways(tuple(codes))
        ]
        if all(_may_hold(way, cells) for way in ways):
            yield from (Relation(way) for way in ways)


# Each group, category and time point of each measure is shown for the same few periods.
@lru_cache(1 << 10)
def _ways(codes: tuple[str, ...]) -> tuple[Mapping[str, float], ...]:
    """Sums of periods that are nothing, where wholes and their equal parts do not tell all."""
    names = {period: code for code in codes if (period := period_of(code)) is not None}
    if not any(period.is_rolling for period in names) and not is_crossed(names):
        return ()
    return tuple(
        {names[period]: float(times) for period, times in way.items()} for way in rounds(names)
    )


def _may_hold(way: dict[tuple, float], cells: Cells) -> bool:
    """Whether a sum that should be nothing can be, as far as its numbers are shown."""
    told = [(k, value_of(name, cells), cells[name[3:]].slack) for name, k in way.items()]
    if any(n is None for _, n, _ in told):
        return True
    return abs(sum(k * n for k, n, _ in told)) <= sum(abs(k) * slack for k, _, slack in told)


def _parts_of(period: str) -> Iterator[tuple[str, ...]]:
    year, half = period[:4], period[4:]
    if not year.isdigit():
        return
    if half in _PARTS_OF:
        yield tuple(year + part for part in _PARTS_OF[half])
    elif not half:
        yield tuple(f"{year}Q{number}" for number in (1, 2, 3, 4))
        yield f"{year}H1", f"{year}H2"
