"""Which rows are parts of which: told by their keys alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import starmap

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.same_people import SamePeople
from nrs_lib.disclosure.windows import is_crossed, period_of
from nrs_lib.terms import ARM, CURVES, NATIONAL, SEPARATOR, Scope, Statistic

FOLLOWED = ("at_risk", "gone")
"""Of those to whom it has not happened: who is still followed, and who is not any more."""
# Asked of every row, and in Python 3.11 not found as fast in their classes.
_COUNT, _NATIONAL = Statistic.COUNT, Scope.NATIONAL


@dataclass(slots=True)
class Row:
    """One estimate as the attacker reads it.

    Attributes
    ----------
    parts
        The cells that it prints, by name.
    base
        What it is about, whichever statistic and category.
    """

    index: int
    measure: str
    statistic: str
    group: str
    scope: str
    time_point: str
    category: str
    period: str
    hidden: str
    estimate: float
    n: float
    numerator: float
    at_risk: float
    parts: dict[str, Hashable] = field(default_factory=dict)
    base: tuple[str, str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.measure, self.time_point, self.period, self.group


def rows_of(table: pd.DataFrame) -> dict[int, Row]:
    """The rows that have people behind them, by their index in the table."""
    texts = ["measure", "statistic", "group", "scope", "time_point", "category", "period", "hidden"]
    columns = [table[name].to_numpy(dtype=object).tolist() for name in texts]
    numbers = [
        table[name].to_numpy(dtype=float, na_value=float("nan")).tolist()
        for name in ("estimate", "n", "numerator", "at_risk")
    ]
    rows = starmap(Row, zip(table.index.tolist(), *columns, *numbers, strict=True))
    return {row.index: row for row in rows if row.n == row.n}


Series = Mapping[tuple[str, str, str], Row]
"""Rows of one measure, statistic and time point, by group, category and period."""


def series_of(rows: Iterable[Row]) -> list[Series]:
    """Rows that may be parts of each other, put together."""
    series = defaultdict(dict)
    for row in rows:
        about = row.measure, row.statistic, row.time_point
        series[about][row.group, row.category, row.period] = row
    return [found for found in series.values() if len(found) > 1]


def families(series: Iterable[Series]) -> Iterator[tuple[Row, list[Row]]]:
    """Every whole with its shown parts, in each direction in which rows are parts."""
    for found in series:
        yield from _of_groups(found)
        yield from _of_periods(found)
        yield from _of_categories(found)


def of_groups(series: Iterable[Series]) -> Iterator[tuple[Row, list[Row]]]:
    """As `families`, in the one direction of units and the nation."""
    for found in series:
        yield from _of_groups(found)


def margins(series: Iterable[Series]) -> Iterator[tuple[Row, list[Row]]]:
    """Every margin of a crossed table with the cells along it."""
    for found in series:
        if any(SEPARATOR in category for _, category, _ in found):
            yield from _of_categories(found)


def _of_groups(found: Series) -> Iterator[tuple[Row, list[Row]]]:
    """The nation is its units; a unit or the nation is its arms."""
    parts = defaultdict(list)
    for (group, category, period), row in found.items():
        if ARM in group:
            parts[group.rsplit(ARM, 1)[0], category, period].append(row)
        if row.scope != _NATIONAL:
            arm = ARM + group.split(ARM, 1)[1] if ARM in group else ""
            parts[NATIONAL + arm, category, period].append(row)
    yield from _wholes(found, parts)


def _of_periods(found: Series) -> Iterator[tuple[Row, list[Row]]]:
    """A year is its halves or quarters, a half its quarters; so is a rolling period."""
    for wholes in _wholes_of_periods(tuple(dict.fromkeys(code for _, _, code in found))):
        parts = defaultdict(list)
        for (group, category, code), row in found.items():
            for whole in wholes.get(code, ()):
                parts[group, category, whole].append(row)
        yield from _wholes(found, parts)


# The numbers of one measure after another are shown for the same few periods.
@lru_cache(maxsize=1024)
def _wholes_of_periods(codes: tuple[str, ...]) -> tuple[Mapping[str, list[str]], ...]:
    """The longer periods that each is part of: a mapping for parts as long and in step."""
    periods = {code: period_of(code) for code in codes}
    # In one order whatever the hash seed, as it decides between choices that are as good.
    inside = [
        (one, other)
        for one, whole in periods.items()
        for other, part in periods.items()
        if whole and part and part.months < whole.months and whole.contains(part)
    ]
    # Parts as long and in step with each other do not overlap; rolling ones may.
    steps = {code: _step(part) for code, part in periods.items() if part}
    found: dict[tuple[int, int], dict[str, list[str]]] = {one: {} for one in set(steps.values())}
    for whole, part in inside:
        found[steps[part]].setdefault(part, []).append(whole)
    return tuple(filter(None, found.values()))


def _step(period: Period) -> tuple[int, int]:
    return period.months, (period.start.year * 12 + period.start.month) % period.months


def series_over_time(rows: Iterable[Row]) -> Iterator[dict[Period, Row]]:
    """Rows that share everything but the period, where wholes and parts do not tell all."""
    series = defaultdict(dict)
    for row in rows:
        if period_of(row.period) is not None:
            about = row.measure, row.statistic, row.time_point, row.group, row.category
            series[about][row.period] = row
    for found in series.values():
        if len(found) > 1 and _are_crossed(tuple(found)):
            yield {period_of(code): row for code, row in found.items()}


# The numbers of one measure after another are shown for the same few periods.
@lru_cache(maxsize=1024)
def _are_crossed(codes: tuple[str, ...]) -> bool:
    periods = set(map(period_of, codes))
    return len(periods) > 1 and is_crossed(periods)


def _of_categories(found: Series) -> Iterator[tuple[Row, list[Row]]]:
    """A margin is the cells along it; without a separator the whole has no category."""
    ways = max(category.count(SEPARATOR) for _, category, _ in found) + 1
    for way in range(ways):
        parts = defaultdict(list)
        for (group, category, period), row in found.items():
            names = category.split(SEPARATOR)
            if len(names) == ways and names[way]:
                names[way] = ""
                parts[group, SEPARATOR.join(names), period].append(row)
        yield from _wholes(found, parts)


def _wholes(
    found: Series, parts: Mapping[tuple[str, str, str], list[Row]]
) -> Iterator[tuple[Row, list[Row]]]:
    for key, shown in parts.items():
        whole = found.get(key)
        if whole is not None:
            yield whole, [row for row in shown if row is not whole]


def chains(rows: Iterator[Row], same_people: SamePeople) -> Iterator[list[tuple[Row, Hashable]]]:
    """Rows of which each counts a part of the one before: steps, and curves over a limit."""
    flows, curves = defaultdict(dict), defaultdict(list)
    for row in rows:
        if row.statistic == _COUNT and row.measure in same_people.steps:
            flows[row.base][row.category] = row
        elif row.statistic in CURVES and "numerator" in row.parts and is_number(row.category):
            curves[row.statistic, row.base, row.parts["n"]].append(row)
    for found in flows.values():
        steps = same_people.steps[next(iter(found.values())).measure]
        yield [(found[step], found[step].parts["n"]) for step in steps if step in found]
    for found in curves.values():
        ordered = sorted(found, key=lambda row: float(row.category))
        for part in ("numerator", *FOLLOWED):
            yield [(row, row.parts[part]) for row in ordered if part in row.parts]


def is_number(text: str) -> bool:
    """Whether a category is a limit on a scale, and not a name."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
