"""What a reader can work out who adds and subtracts all that is published."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrs_lib.disclosure.attack import Cell, Interval, Relation, bounds
from nrs_lib.errors import DisclosureError
from tests.support.hierarchical import told_apart, two_deliveries


def table_with_margins(counts: np.ndarray, hidden: np.ndarray) -> tuple[list, list]:
    """A two-way table with its margins as the attacker reads it."""
    rows, columns = counts.shape
    places = list(itertools.product(range(rows), range(columns)))
    cells = [Cell(p, None if hidden[p] else int(counts[p])) for p in places]
    sums = [({(i, j): 1 for j in range(columns)}, counts[i].sum()) for i in range(rows)]
    sums += [({(i, j): 1 for i in range(rows)}, counts[:, j].sum()) for j in range(columns)]
    return cells, [Relation(terms, total, total) for terms, total in sums]


def by_trying_all(cells: list[Cell], relations: list[Relation], highest: int) -> dict:
    """The intervals by brute force over every whole number up to `highest`."""
    hidden = [cell.id for cell in cells if cell.value is None]
    known = {cell.id: cell.value for cell in cells if cell.value is not None}
    found: dict = {name: [] for name in hidden}
    for values in itertools.product(range(highest + 1), repeat=len(hidden)):
        world = known | dict(zip(hidden, values, strict=True))
        sums = (sum(k * world[c] for c, k in one.terms.items()) for one in relations)
        if all(r.low <= s <= r.high for r, s in zip(relations, sums, strict=True)):
            for name in hidden:
                found[name].append(world[name])
    return {name: Interval(min(values), max(values)) for name, values in found.items()}


@settings(deadline=None, max_examples=30)
@given(
    counts=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    hidden=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_the_intervals_are_those_of_trying_everything(counts, hidden):
    shape = (2, 3)
    cells, relations = table_with_margins(
        np.reshape(counts, shape), np.array(hidden).reshape(shape)
    )

    # No column has more than four people in all.
    assert bounds(cells, relations) == by_trying_all(cells, relations, highest=4)


@settings(deadline=None, max_examples=40)
@given(
    weights=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    values=st.lists(st.integers(0, 5), min_size=4, max_size=4),
    doubt=st.integers(0, 2),
)
def test_whole_numbers_are_searched_where_fractions_would_do(weights, values, doubt):
    """Weighted sums are met by fractions of people that nobody is."""
    names = "abcd"[: len(weights)]
    terms = dict(zip(names, weights, strict=True))
    total = sum(k * v for k, v in zip(weights, values, strict=False))
    ring = dict.fromkeys(names, 1)
    people = sum(values[: len(weights)])
    cells = [Cell(name, high=8) for name in names]
    relations = [Relation(terms, total - doubt, total + doubt), Relation(ring, people, people)]

    assert bounds(cells, relations) == by_trying_all(cells, relations, highest=8)


def test_small_counts_blanked_in_a_table_with_margins_are_given_back():
    """54 units in 5 categories: blanking alone hides next to nothing."""
    counts = np.random.default_rng(7).poisson([30, 14, 9, 25, 12], size=(54, 5))
    hidden = counts < 5
    cells, relations = table_with_margins(counts, hidden)

    found = bounds(cells, relations)

    exact = [place for place, interval in found.items() if interval.width == 0]
    assert len(found) == hidden.sum()
    assert len(exact) > len(found) / 2
    assert all(found[place].low == counts[place] for place in exact)


def test_the_truth_always_lies_between_the_limits():
    rng = np.random.default_rng(3)
    for _ in range(5):
        counts = rng.poisson(6, size=(8, 6))
        cells, relations = table_with_margins(counts, rng.random((8, 6)) < 0.4)
        for place, interval in bounds(cells, relations).items():
            assert interval.low <= counts[place] <= interval.high


def test_a_rounded_total_leaves_room_and_an_exact_one_does_not():
    cells = [Cell("men"), Cell("women", 20)]
    both = {"men": 1, "women": 1}

    assert bounds(cells, [Relation(both, 23, 23)])["men"] == Interval(3, 3)
    assert bounds(cells, [Relation(both, 22.5, 27.4)])["men"] == Interval(3, 7)


def test_numbers_that_are_not_counts_may_be_fractions():
    cells = [Cell("sum_a", low=0, high=10, integer=False), Cell("sum_b", 4.5)]

    found = bounds(cells, [Relation({"sum_a": 1, "sum_b": 1}, 11.75, 11.75)])

    assert found["sum_a"] == Interval(7.25, 7.25)


def test_what_nothing_is_known_of_has_no_upper_limit():
    cells = [Cell("a"), Cell("b"), Cell("c")]
    ring = [Relation({"a": 1, "b": -1}), Relation({"b": 1, "c": -1}), Relation({"a": 1, "c": -1})]

    assert bounds(cells, [], of=["a"]) == {"a": Interval(0, math.inf)}
    assert bounds(cells, ring) == {name: Interval(0, math.inf) for name in "abc"}


def test_known_cells_are_told_as_they_are():
    assert bounds([Cell("a", 3)], [], of=["a"]) == {"a": Interval(3, 3)}


def test_a_search_that_has_found_enough_may_stop_and_never_tells_too_much():
    counts = np.random.default_rng(1).poisson(8, size=(6, 5))
    hidden = np.ones((6, 5), dtype=bool)
    cells, relations = table_with_margins(counts, hidden)
    enough = {cell.id: Interval(counts[cell.id] - 1, counts[cell.id] + 1) for cell in cells}

    whole, part = bounds(cells, relations), bounds(cells, relations, enough=enough)

    assert all(whole[place].holds(part[place]) for place in whole)
    for place, need in enough.items():
        assert part[place].holds(need) == whole[place].holds(need)


@pytest.mark.parametrize("is_ring", [False, True])
def test_numbers_that_contradict_each_other_are_refused(is_ring):
    cells = [Cell("a"), Cell("b"), Cell("c", 9)]
    relations = [Relation({"a": 1, "b": 1, "c": -1}, -2, -2), Relation({"a": 1, "b": 1}, 8, 8)]

    with pytest.raises(DisclosureError, match="contradict"):
        bounds(cells, relations if is_ring else [Relation({"a": 1, "c": 1}, 3, 3)])


def test_the_solver_says_nothing_where_a_notebook_would_hear_it(capfd):
    weights = {"a": 3.0, "b": 5.0, "c": 7.0}
    people = Relation(dict.fromkeys("abc", 1.0), 9, 9)

    bounds([Cell(name, high=9) for name in "abc"], [Relation(weights, 41, 43), people])
    print("heard")

    assert capfd.readouterr().out == "heard\n"


def test_a_search_that_loses_its_way_begins_anew():
    """The solver finds no way from the total's lowest value to its highest, which has no end."""
    first, second = two_deliveries(np.random.default_rng(101), nested=True)

    assert told_apart(first, second, audience="register", limit=5) == []
