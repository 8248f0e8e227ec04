"""Random tables of units, sexes, quarters and categories with every margin, and their attacker.

The attacker is built from the cells of the innermost table alone, and knows nothing of how
disclosure control finds what adds up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd

from nrs_lib.disclosure import CELL, Earlier, clear
from nrs_lib.disclosure.attack import Cell, Interval, Relation, bounds
from nrs_lib.disclosure.earlier import RELEASED_COLUMNS
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.terms import NATIONAL

QUARTERS = ("2022Q1", "2022Q2")
HALF = "2022H1"
SEXES = ("woman", "man")


def random_counts(rng: np.random.Generator, *, units: int, categories: int) -> np.ndarray:
    """People by unit, sex, category and quarter: small units, four of five are women."""
    size = rng.gamma(2.0, 6.0, size=units)
    sex = np.array([0.8, 0.2])
    category = rng.dirichlet(np.full(categories, 2.0))
    mean = np.einsum("u,s,c,q->uscq", size, sex, category, np.ones(len(QUARTERS)))
    return rng.poisson(mean)


def _places(shape: tuple[int, ...]) -> Iterator[tuple]:
    """Every cell and margin: a number on each side, or None for the whole."""
    return itertools.product(*((None, *range(size)) for size in shape))


def _inner(place: tuple, shape: tuple[int, ...]) -> Iterator[tuple]:
    sides = (range(n) if at is None else (at,) for at, n in zip(place, shape, strict=True))
    return itertools.product(*sides)


def _key(place: tuple) -> dict[str, str]:
    unit, sex, category, quarter = place
    names = ("" if sex is None else SEXES[sex], "" if category is None else f"c{category}")
    return {
        "group": NATIONAL if unit is None else f"SV{unit:03}",
        "category": "|".join(names) if any(names) else "|",
        "period": HALF if quarter is None else QUARTERS[quarter],
    }


def as_estimates(counts: np.ndarray) -> Estimates:
    """The table with every margin."""
    by_unit = counts.sum(axis=(1, 2, 3))
    rows = []
    for place in _places(counts.shape):
        index = tuple(slice(None) if at is None else at for at in place)
        n = int(counts[index].sum())
        whole = place[0] is None
        rows.append(
            _key(place)
            | {"measure": "patients", "statistic": "count", "estimate": float(n), "n": n}
            | {"scope": "national" if whole else "unit"}
            | {"n_units": int((by_unit > 0).sum()) if whole else 1, "largest_n": 0 if whole else n}
        )
    return from_rows(rows)


def breaches(counts: np.ndarray, cleared: pd.DataFrame, *, limit: int) -> list[tuple]:
    """Hidden small counts that adding and subtracting forces into too narrow an interval."""
    shown = {
        (row.group, row.category, row.period): row.n
        for row in cleared[cleared["hidden"] == ""].itertuples()
    }
    cells, relations, asked = {}, [], {}
    for place in _places(counts.shape):
        parts = list(_inner(place, counts.shape))
        true = int(sum(counts[part] for part in parts))
        key = tuple(_key(place).values())
        if key in shown:
            assert shown[key] == true
            relations.append(Relation(dict.fromkeys(parts, 1.0), true, true))
        elif 0 < true < limit:
            name = ("whole", place)
            relations.append(Relation(dict.fromkeys(parts, 1.0) | {name: -1.0}))
            cells[name] = Cell(name)
            asked[name] = Interval(1, max(limit, 1 + limit))
    found = bounds(cells.values(), relations, of=asked, enough=asked)
    return [name for name, need in asked.items() if not found[name].holds(need)]


def a_table(counts: np.ndarray) -> Estimates:
    """A two-way table of people with its margins, of the whole nation."""
    rows = []
    for place in _places(counts.shape):
        n = int(counts[tuple(slice(None) if at is None else at for at in place)].sum())
        names = ["" if at is None else f"{side}{at}" for side, at in zip("rc", place, strict=True)]
        key = {"measure": "patients", "statistic": "count", "group": NATIONAL, "scope": NATIONAL}
        rows.append(
            key
            | {"category": "|".join(names), "estimate": float(n), "n": n}
            | {"n_units": 20, "largest_n": 0}
        )
    return from_rows(rows)


def fewest_more(counts: np.ndarray, *, limit: int, at_most: int) -> int | None:
    """Fewest cells to hide beside the small ones, by trying all; None if more than `at_most`.

    Margins stay shown. Every line with something hidden has at least two hidden cells, or one
    could be subtracted; what passes that is put before the attacker.
    """
    small = (counts > 0) & (counts < limit)
    places = list(zip(*np.nonzero(~small), strict=True))
    for size in range(at_most + 1):
        for chosen in itertools.combinations(places, size):
            hidden = small.copy()
            if chosen:
                hidden[tuple(zip(*chosen, strict=True))] = True
            lines = np.concatenate([hidden.sum(axis=0), hidden.sum(axis=1)])
            if (lines != 1).all() and holds(counts, hidden, small, limit):
                return size
    return None


def holds(counts: np.ndarray, hidden: np.ndarray, small: np.ndarray, limit: int) -> bool:
    """Whether no small cell of a two-way table is forced when `hidden` cells are hidden."""
    rows, columns = counts.shape
    cells = [
        Cell(place, None if hidden[place] else int(counts[place]))
        for place in np.ndindex(rows, columns)
    ]
    lines = [[(i, j) for j in range(columns)] for i in range(rows)]
    lines += [[(i, j) for i in range(rows)] for j in range(columns)]
    relations = []
    for line in lines:
        total = int(sum(counts[place] for place in line))
        relations.append(Relation(dict.fromkeys(line, 1.0), total, total))
    asked = {place: Interval(1, limit + 1) for place in zip(*np.nonzero(small), strict=True)}
    found = bounds(cells, relations, of=asked, enough=asked, to_the_first=True)
    return all(found[place].holds(need) for place, need in asked.items())


def told_apart(first: Estimates, second: Estimates, *, audience: str, limit: int) -> list[str]:
    """What two releases of nearly the same people give away of the few who differ.

    The second is cleared with the first in mind. A difference is given away where both
    numbers are shown, or where the second can be forced into an interval narrower than the
    limit by what is shown beside it.
    """
    before = clear(first, audience=audience)
    seen = [dict(zip(CELL, cell, strict=True)) | {"round_to": 1} for cell in before.released()]
    rows = [{name: row[name] for name in RELEASED_COLUMNS} for row in seen]
    after = clear(second, audience=audience, earlier=Earlier.of(rows))
    key = ["group", "category", "period"]
    was = before.table.set_index(key)["n"]
    true = second.table.set_index(key)["n"]
    shown = after.table[after.table["hidden"] == ""].set_index(key)["n"]
    asked = {
        one: int(true[one])
        for one, n in was.items()
        if pd.notna(n) and 0 < abs(int(true[one]) - int(n)) < limit
    }
    given = [str(one) for one in asked if one in shown.index]
    return given + [str(one) for one in asked if _forced(one, true, shown, limit)]


def _forced(asked: tuple, true: pd.Series, shown: pd.Series, limit: int) -> bool:
    """Whether the sums of units and of categories force one hidden number."""
    units = sorted({group for group, _, _ in true.index} - {NATIONAL})
    categories = sorted({category for _, category, _ in true.index} - {""})
    cells = [Cell(one, int(shown[one]) if one in shown.index else None) for one in true.index]
    period = asked[2]
    relations = [
        Relation({(unit, c, period): 1.0 for unit in units} | {(NATIONAL, c, period): -1.0})
        for c in [*categories, ""]
    ]
    relations += [
        Relation({(g, c, period): 1.0 for c in categories} | {(g, "", period): -1.0})
        for g in [*units, NATIONAL]
    ]
    return bounds(cells, relations, of=[asked])[asked].width < limit


def two_deliveries(rng: np.random.Generator, *, nested: bool) -> tuple[Estimates, Estimates]:
    """Counts by unit and category of two deliveries, or of a filter and a narrower one.

    One to four people are in one and not in the other; a later delivery may lose people too.
    """
    units, categories = 8, 3
    unit = rng.choice(units, size=400, p=rng.dirichlet(np.full(units, 3.0)))
    category = rng.integers(0, categories, size=400)
    moved = rng.choice(400, size=rng.integers(1, 5), replace=False)
    is_lost = np.zeros(len(moved), dtype=bool) if nested else rng.random(len(moved)) < 0.3
    first, second = np.ones(400, dtype=bool), np.ones(400, dtype=bool)
    first[moved[~is_lost]] = False
    second[moved[is_lost]] = False
    both = (_by_unit(unit[kept], category[kept], units, categories) for kept in (first, second))
    one, other = both
    return (other, one) if nested else (one, other)


def _by_unit(unit: np.ndarray, category: np.ndarray, units: int, categories: int) -> Estimates:
    rows = []
    for u, c in itertools.product([None, *range(units)], [None, *range(categories)]):
        is_in = (unit == u if u is not None else unit >= 0) & (
            category == c if c is not None else category >= 0
        )
        n, whole = int(is_in.sum()), u is None
        rows.append(
            {
                "measure": "patients",
                "statistic": "count",
                "group": NATIONAL if whole else f"SV{u:03}",
                "scope": "national" if whole else "unit",
                "category": "" if c is None else f"c{c}",
                "period": "2022",
                "estimate": float(n),
                "n": n,
                "n_units": units if whole else 1,
                "largest_n": 0 if whole else n,
            }
        )
    return from_rows(rows)
