"""The sums among the numbers of a release, as a reader sees them.

They are read off the descriptions: categories of one question make the whole, units make
the nation, quarters make the year. A sum that does not hold among the numbers that are shown
is not believed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure.attack import Cell, Relation
from nrs_lib.disclosure.describing import DescribedCell
from nrs_lib.disclosure.same_people import SamePeople
from nrs_lib.reports.audit.counted import Cells, counts_in, value_of
from nrs_lib.reports.audit.curves import Curve, curves_in
from nrs_lib.reports.audit.described import Described
from nrs_lib.reports.audit.kinship import UNNAMED, kindred, of_the_same
from nrs_lib.reports.audit.sums_over_time import over_time, periods
from nrs_lib.terms import ARM, CURVES, NATIONAL, SEPARATOR, Scope, Statistic

OF_RELEASE = " of release "
"""What follows an unnamed unit where several releases are looked at."""
_OWN = "own"


@dataclass
class Sums:
    """The numbers of people in questions that hang together, and the sums among them.

    Attributes
    ----------
    cells
        By id; an id is (what, measure, statistic, group, category, time point, period).
    owners
        The described number that an id belongs to.
    """

    cells: dict[Hashable, Cell] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    owners: dict[Hashable, Described] = field(default_factory=dict)


Tables = dict[tuple, Cells]


def sums_in(described: list[Described], same: SamePeople) -> Iterator[Sums]:
    tables: Tables = defaultdict(dict)
    for one in described:
        known = tables[one.table].get(one.row)
        # What is shown somewhere is known, best where it was rounded least.
        if known is None or (known.is_hidden, known.slack) > (one.is_hidden, one.slack):
            tables[one.table][one.row] = one
    for kin in kindred(tables, same):
        if not any(one.is_hidden for table in kin for one in tables[table].values()):
            continue
        sums = Sums()
        for table in kin:
            for key, one in tables[table].items():
                for what, value in counts_in(one.cell):
                    name = (what, *table, *key)
                    sums.cells[name] = _known(name, value, one.slack)
                    sums.owners[name] = one
            sums.relations += _relations(table, tables[table])
        sums.relations += list(of_the_same(sums.cells, same))
        _put_others(sums)
        points = [one for name, one in sums.owners.items() if name[0] == "part"]
        for curve in curves_in(points, same):
            sums.relations += list(_along(curve))
        yield sums


def _put_others(sums: Sums) -> None:
    """Of a hidden share those who are not in the part: few of them tell as much as few in it."""
    for name, one in list(sums.owners.items()):
        if name[0] == "part" and one.is_hidden:
            others, whole = ("others", *name[1:]), ("whole", *name[1:])
            sums.cells[others] = Cell(others)
            sums.owners[others] = one
            sums.relations.append(Relation({name: 1, others: 1, whole: -1}))


def _along(curve: Curve) -> Iterator[Relation]:
    """A point counts a part of those before it, and of the same people.

    Points that are of other people, or that do not fall as they should, say nothing.
    """
    told = [one.cell for one in curve.falling if not one.is_hidden]
    falls = all(one["numerator"] >= other["numerator"] for one, other in pairwise(told))
    if not falls or len({cell["denominator"] for cell in told}) > 1:
        return
    for more, less in pairwise(curve.falling):
        if more.is_hidden or less.is_hidden:
            for what, most in (("part", math.inf), ("whole", 0.0)):
                terms = {_name(what, more.cell): 1.0, _name(what, less.cell): -1.0}
                yield Relation(terms, high=most)


def _name(what: str, cell: DescribedCell) -> tuple[str, ...]:
    keys = ("measure", "statistic", "group", "category", "time_point", "period")
    return (what, *(str(cell[key]) for key in keys))


def _known(name: Hashable, value: int | None, slack: int) -> Cell:
    if value is None:
        return Cell(name)
    if slack:
        return Cell(name, low=max(value - slack, 0), high=value + slack)
    return Cell(name, value=float(value))


def _relations(table: tuple, cells: Cells) -> Iterator[Relation]:
    kinds = [what for what, _ in counts_in(next(iter(cells.values())).cell)]
    for what in kinds:
        for kind in (_units, _arms):
            yield from _believed(list(kind(what, table, cells)), cells)
        yield from _believed(list(periods(what, table, cells)), cells)
        yield from over_time(what, table, cells)
    if "part" in kinds:
        yield from _believed(list(_categories(table, cells)), cells)
        yield from _believed(list(_margins(table, cells)), cells)
        for key in cells:
            yield Relation({("part", *table, *key): 1, ("whole", *table, *key): -1}, low=-math.inf)
        for keys in _families(table, cells):
            # All who answered a question are the same for each of its categories.
            for one, other in pairwise(keys):
                yield Relation({("whole", *table, *one): 1, ("whole", *table, *other): -1})


def _believed(sums: list[tuple[list[tuple], tuple, bool]], cells: Cells) -> Iterator[Relation]:
    """Sums as relations, as far as they hold among the numbers that are shown.

    Where parts add up to less than the whole, some part has no row; where they add up to
    more, people stand in several, and the kind of sum says nothing.
    """
    holds = True
    for parts, whole, is_all in sums:
        values = [value_of(name, cells) for name in (*parts, whole)]
        if None in values:
            continue
        over = sum(values[:-1]) - values[-1]
        slack = sum(cells[name[3:]].slack for name in (*parts, whole))
        if over > slack:
            return
        holds = holds and (over >= -slack or not is_all)
    for parts, whole, is_all in sums:
        terms: dict[Hashable, float] = dict.fromkeys(parts, 1.0)
        terms[whole] = terms.get(whole, 0.0) - 1.0
        yield Relation(terms, low=0.0 if is_all and holds else -math.inf)


def _units(what: str, table: tuple, cells: Cells) -> Iterator:
    """Units make the nation, when all that contribute have a row; so do parts of their people.

    Unnamed units of one release may be those of another, or named ones, so each release's are
    added up by themselves, with the reader's own.
    """
    places: dict[tuple, dict[str, list[tuple]]] = defaultdict(lambda: defaultdict(list))
    for key, one in cells.items():
        unit, mark, arm = key[0].partition(ARM)
        if unit != NATIONAL:
            known = places[(NATIONAL + mark + arm, *key[1:])]
            is_own = one.cell["scope"] == str(Scope.OWN)
            known[_OWN if is_own else _named_in(unit)].append(key)
    for whole, known in places.items():
        if whole not in cells:
            continue
        own, n_units = known.pop(_OWN, []), cells[whole].cell["n_units"]
        for others in known.values() or [[]]:
            units = [*own, *others]
            is_all = n_units is not None and len(units) >= n_units
            yield [(what, *table, *key) for key in units], (what, *table, *whole), is_all


def _named_in(unit: str) -> str:
    """Where a unit has its name: nowhere else, if it is a number's."""
    return unit.partition(OF_RELEASE)[2] or UNNAMED if unit.startswith(UNNAMED) else ""


def _arms(what: str, table: tuple, cells: Cells) -> Iterator:
    """A part of the people of a unit or the nation is within them."""
    for key in cells:
        group, mark, _ = key[0].partition(ARM)
        if mark and (group, *key[1:]) in cells:
            yield [(what, *table, *key)], (what, *table, group, *key[1:]), False


def _categories(table: tuple, cells: Cells) -> Iterator:
    """Categories of one question make all who answered it."""
    for keys in _families(table, cells):
        shown = [key for key in keys if not cells[key].is_hidden]
        whole = ("whole", *table, *(shown or keys)[0])
        yield [("part", *table, *key) for key in keys], whole, True


def _margins(table: tuple, cells: Cells) -> Iterator:
    """Who is in a margin of a crossed table is in one of the cells along it."""
    along: dict[tuple, list[tuple]] = defaultdict(list)
    for group, category, *rest in cells:
        names = category.split(SEPARATOR)
        for place, name in enumerate(names):
            if name and len(names) > 1:
                margin = SEPARATOR.join((*names[:place], "", *names[place + 1 :]))
                along[place, group, margin, *rest].append((group, category, *rest))
    for (_, *whole_key), keys in along.items():
        whole = tuple(whole_key)
        if whole in cells:
            yield [("part", *table, *key) for key in keys], ("part", *table, *whole), True


def _families(table: tuple, cells: Cells) -> list[list[tuple]]:
    """The rows that are categories of one question, for one group and time."""
    measure = read_measures().get(table[0])
    is_histogram = table[1] == str(Statistic.HISTOGRAM)
    # Points of a curve are no categories: each holds the ones after it, or before.
    if table[1] in CURVES or (measure is not None and not (measure.codelist or is_histogram)):
        return []
    families: dict[tuple, list[tuple]] = defaultdict(list)
    for key in cells:
        if key[1]:
            families[(key[0], *key[2:])].append(key)
    return [keys for keys in families.values() if len(keys) > 1]
