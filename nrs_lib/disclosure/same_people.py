"""Which counts, under different names, are of the very same people, as the policy lists them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from nrs_lib.contracts.change_thresholds import (
    OF_ANSWERED,
    OF_DUE,
    PERCENT,
    POINTS,
    curve_measure,
    responder_measure,
)
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.versions import read_families
from nrs_lib.terms import CURVES, Statistic, TimePoint

_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
_PARTS = ("numerator", "denominator")
_FILLED = "instrument_filled"
Table = tuple[str, str]


class Place(NamedTuple):
    """One count of a row: which measure, and which part of it."""

    measure: str
    statistic: str
    time_point: str
    category: str
    part: str

    @property
    def table(self) -> Table:
        """The measure and statistic whose rows have it."""
        return self.measure, self.statistic

    @classmethod
    def read(cls, text: str) -> Place:
        """From ``measure/statistic/time_point/category/part``."""
        return cls(*text.split("/"))


@dataclass(frozen=True)
class SamePeople:
    """Which counts, under different names, are of the very same people.

    Attributes
    ----------
    counts
        Groups of places that have one number.
    within
        Pairs of a part and its whole.
    sums
        A place, and the places whose numbers add up to it.
    steps
        By measure, categories of which each is part of the one before.
    numerators
        Pairs of categories, of any measure, whose shares have one numerator.
    """

    counts: tuple[tuple[Place, ...], ...]
    within: tuple[tuple[Place, Place], ...]
    sums: Mapping[Place, tuple[Place, ...]]
    steps: Mapping[str, tuple[str, ...]]
    numerators: tuple[tuple[str, str], ...]

    def counts_among(self, tables: Collection[Table]) -> Iterator[tuple[Place, ...]]:
        """Of `counts` those that tables have in common, as far as they have them."""
        for number in _numbers_of(tables, self._counts_by_table):
            places = tuple(place for place in self.counts[number] if place.table in tables)
            if len(places) > 1:
                yield places

    def counts_at(self, places: Iterable[Place]) -> Iterator[tuple[Place, ...]]:
        """Of `counts` those of which several places are among some."""
        met = Counter(number for place in places for number in self._counts_by_place.get(place, ()))
        for number in sorted(number for number, times in met.items() if times > 1):
            yield self.counts[number]

    def within_among(self, tables: Collection[Table]) -> Iterator[tuple[Place, Place]]:
        """Of `within` the pairs of which tables have both."""
        for number in _numbers_of(tables, self._within_by_table):
            if all(place.table in tables for place in self.within[number]):
                yield self.within[number]

    @cached_property
    def _counts_by_table(self) -> Mapping[Table, list[int]]:
        return _by_table(self.counts)

    @cached_property
    def _within_by_table(self) -> Mapping[Table, list[int]]:
        return _by_table(self.within)

    @cached_property
    def _counts_by_place(self) -> Mapping[Place, list[int]]:
        found: dict[Place, list[int]] = defaultdict(list)
        for number, places in enumerate(self.counts):
            for place in places:
                found[place].append(number)
        return dict(found)

    @cached_property
    def listed(self) -> frozenset[Place]:
        """Every place that is listed but as a step or a numerator."""
        groups = (*self.counts, *self.within, self.sums, *self.sums.values())
        return frozenset(place for group in groups for place in group)

    @cached_property
    def listed_rows(self) -> frozenset[tuple[str, ...]]:
        """Measure, statistic, time point and category of every row with a listed place."""
        return frozenset(place[:-1] for place in self.listed)

    @cached_property
    def points_of_curves(self) -> Mapping[tuple[str, ...], tuple[str, str, str, float]]:
        """By measure, statistic, time point and category of a share that is of the same people as
        a curve's point: measure, statistic and time point of the curve, and the point's amount."""
        return {
            (one.measure, one.statistic, one.time_point, one.category): (
                *(point.measure, point.statistic, point.time_point),
                float(point.category),
            )
            for places in self.counts
            for point in places
            if point.part == _PARTS[0] and point.statistic in CURVES
            for one in places
            if one != point
        }

    def kin(self, measures: Iterable[str]) -> set[str]:
        """Some measures, and those that have people in common with them by name."""
        found = set(measures)
        groups = [
            *self.counts,
            *self.within,
            *((whole, *parts) for whole, parts in self.sums.items()),
        ]
        names = {frozenset(place.measure for place in group) for group in groups}
        while more := set().union(*(group for group in names if group & found)) - found:
            found |= more
        return found


def _by_table(listed: Iterable[tuple[Place, ...]]) -> Mapping[Table, list[int]]:
    """By table, which of some listed places are its."""
    found: dict[Table, list[int]] = defaultdict(list)
    for number, places in enumerate(listed):
        for place in places:
            found[place.table].append(number)
    return dict(found)


def _numbers_of(tables: Iterable[Table], by_table: Mapping[Table, list[int]]) -> list[int]:
    return sorted({number for table in tables for number in by_table.get(table, ())})


def read_same_people(raw: Mapping[str, object]) -> SamePeople:
    """From the policy's group of that name; scales' thresholds and forms add theirs."""
    forms = raw["forms"]
    return SamePeople(
        counts=(
            *(tuple(map(Place.read, group)) for group in raw["counts"]),
            *_at_thresholds(),
            *_of_one_scale(forms),
        ),
        within=(*_of_every_scale(forms), *_of_versions()),
        sums=MappingProxyType(
            {
                Place.read(whole): tuple(map(Place.read, parts))
                for whole, parts in raw["sums"].items()
            }
        ),
        steps=MappingProxyType({name: tuple(steps) for name, steps in raw["steps"].items()}),
        numerators=tuple((one, other) for one, other in raw["numerators"]),
    )


def _at_thresholds() -> Iterator[tuple[Place, ...]]:
    """Who improved by a threshold are the curve's people at that amount, by each of its names."""
    for code, one in scales().items():
        for used in (mark for unit in (POINTS, PERCENT) for mark in one.marks(unit)):
            for category, later, part in product((OF_ANSWERED, OF_DUE), _LATER, _PARTS):
                point = Place(
                    curve_measure(code, used.unit, category),
                    str(Statistic.IMPROVED_BY),
                    str(later),
                    f"{used.amount:g}",
                    part,
                )
                share = point._replace(statistic=str(Statistic.SHARE), category=category)
                yield share._replace(measure=responder_measure(code, used.code)), point
                if used.is_default and category == OF_ANSWERED:
                    yield share._replace(measure=code), point


_Names = Mapping[str, tuple[str, ...]]


def _filled(name: str) -> Iterator[tuple[TimePoint, Place]]:
    """In how many questionnaires an instrument's form is filled in, at each time point."""
    for point in TimePoint:
        yield point, Place(_FILLED, str(Statistic.SHARE), str(point), name, "numerator")


def _scored(scale: str, point: TimePoint) -> Place:
    return Place(scale, str(Statistic.MEAN), str(point), "", "n")


def _of_one_scale(forms: _Names) -> Iterator[tuple[Place, ...]]:
    """Who has filled in a form of one scale are those behind its mean."""
    for name, scales_of_it in forms.items():
        if len(scales_of_it) == 1:
            for point, filled in _filled(name):
                yield filled, _scored(scales_of_it[0], point)


def _of_every_scale(forms: _Names) -> Iterator[tuple[Place, Place]]:
    """A form is filled in where every scale of it has a score."""
    for name, scales_of_it in forms.items():
        if len(scales_of_it) > 1:
            for point, filled in _filled(name):
                yield from ((filled, _scored(one, point)) for one in scales_of_it)


def _of_versions() -> Iterator[tuple[Place, Place]]:
    """Who has the score of one version, where each has one, has filled in the questionnaire."""
    for name, family in read_families().items():
        series = [version.series for version in family.versions]
        if len(series) > 1 and all(len(scales_of_it) == 1 for scales_of_it in series):
            for point, filled in _filled(name):
                yield from ((_scored(one, point), filled) for (one,) in series)
