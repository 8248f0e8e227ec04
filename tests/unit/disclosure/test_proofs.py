"""A world found for one choice of what to hide proves others, and never too much."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from nrs_lib.disclosure.blocks import Block
from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.policy import read_policy
from nrs_lib.disclosure.primary import primary
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import Interval
from nrs_lib.disclosure.rings import Ring
from nrs_lib.disclosure.suppression import _blocks
from nrs_lib.stats.estimates import from_rows
from nrs_lib.terms import Audience
from tests.support.hierarchical import as_estimates, random_counts


def a_mean(unit: int, n: int, estimate: float) -> dict:
    return {
        "measure": "age",
        "statistic": "mean",
        "group": f"SV{unit:03}" if unit else "national",
        "scope": "unit" if unit else "national",
        "period": "2022",
        "estimate": estimate,
        "sd": 9.0,
        "n": n,
        "n_units": 1 if unit else 5,
        "largest_n": n,
    }


def blocks_of(estimates) -> list:
    policy = read_policy()
    rules = policy.audiences[Audience.REGISTER]
    table = estimates.table
    table = table.assign(hidden=primary(table, rules, policy))
    return list(_blocks(linked(table, rules, policy)))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_proven_from_earlier_worlds_is_what_the_attacker_says(seed):
    rng = np.random.default_rng(seed)
    (block,) = blocks_of(as_estimates(random_counts(rng, units=3, categories=2)))
    rows = sorted(block.rows)
    verdicts = set()
    for share in (0.5, 0.8, 0.9, 0.95, 0.97, 1.0, 0.9):
        hidden = {row for row in rows if rng.random() < share}

        lacking = set(block._proofs.lacking(block.needs, hidden))

        assert lacking == set(block.exposed(hidden))
        verdicts.add(bool(lacking))
    assert verdicts == {True, False}


def test_sums_that_are_no_counts_are_moved_by_parts():
    people = [(1, 4), (2, 30), (3, 30), (4, 30)]
    whole = sum(n for _, n in people)
    rows = [a_mean(unit, n, 40 + unit / 3) for unit, n in people]
    mean = sum(row["n"] * row["estimate"] for row in rows) / whole
    found = {}
    for block in blocks_of(from_rows([*rows, a_mean(0, whole, mean)])):
        for hidden in ({0}, {0, 1}, set(block.rows)):
            lacking = block._proofs.lacking(block.needs, hidden)
            assert set(lacking) == set(block.exposed(hidden))
            found[len(hidden)] = len(lacking)
    assert found[1] > 0
    assert found[len(rows) + 1] == 0


def test_showing_a_row_takes_only_what_moves_with_it_out_of_a_world():
    rng = np.random.default_rng(5)
    (block,) = blocks_of(as_estimates(random_counts(rng, units=4, categories=2)))
    proofs = block._proofs
    proofs.lacking(block.needs, set(block.rows))
    matrix = block.worlds.matrix
    for world in proofs._found[:10]:
        gone = np.zeros(len(world.moves), dtype=bool)
        gone[np.flatnonzero(world.moves)[:1]] = True

        left = world.without(gone)

        assert not left[gone].any()
        assert np.all((left == world.moves) | (left == 0))
        assert not np.any(matrix @ left)


def test_what_moves_by_itself_is_kept_when_something_else_is_shown():
    # Two sums that have nothing in common, and a cell that is in none.
    matrix = sparse.csr_array(np.array([[1, 1, -1, 0, 0, 0], [0, 0, 0, 1, -1, 0]], dtype=float))
    ring = Ring(matrix, floor=np.zeros(2), ceiling=np.zeros(2), whole=np.ones(6, dtype=bool))
    moved = ring.moved(np.array([2.0, -2.0, 0.0, 3.0, 3.0, 1.0]))

    def without(*places: int) -> list[float]:
        gone = np.zeros(6, dtype=bool)
        gone[list(places)] = True
        return moved.without(gone).tolist()

    assert without() == moved.moves.tolist()
    assert without(0) == [0, 0, 0, 3, 3, 1]
    assert without(4) == [2, -2, 0, 0, 0, 1]
    assert without(1, 5) == [0, 0, 0, 3, 3, 0]
    # What does not move takes nothing with it.
    assert without(2) == moved.moves.tolist()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_possible_at_once_is_what_a_search_hides_nothing_for(seed):
    rng = np.random.default_rng(seed)
    (block,) = blocks_of(as_estimates(random_counts(rng, units=3, categories=2)))
    prices = dict.fromkeys(block.rows, 1.0)
    found = set()
    for share in (0.4, 0.8, 0.9):
        free = {row for row in block.rows if rng.random() > share}
        for place in rng.choice(len(block.needs), size=4, replace=False):
            cell, need = list(block.needs.items())[place]
            value = block.system.values[cell]
            moves = [end - value for end in (need.high, need.low) if end != value]
            told = [(cell, move) for move in moves]
            is_possible = block.worlds._are_possible(told, free)
            chosen = block.worlds._by_whole_search(told, sorted(free), prices, seconds=2.0)
            # Nothing is chosen as well where there is no way at all.
            is_lost = cell in block.exposed(set(block.rows))
            assert not (is_possible and chosen)
            assert is_possible or chosen or is_lost or not free
            found.add(is_possible)
    assert found == {True, False}


def a_crossed_table(*, sizes: tuple[int, int], seed: int) -> Block:
    """Counts with both margins, each in a row of its own, of which some must be hidden."""
    counts = np.random.default_rng(seed).integers(6, 40, size=sizes).astype(float)
    counts = np.vstack([np.column_stack([counts, counts.sum(axis=1)]), [0.0] * (sizes[1] + 1)])
    counts[-1] = counts[:-1].sum(axis=0)
    values = dict(np.ndenumerate(counts))
    system = Published(values=values, needs={(0, 0): Interval(0.0, values[0, 0] + 5)})
    for row, cell in enumerate(values):
        system.shown_by[cell].add(row)
    height, width = counts.shape
    for way in [[(i, j) for j in range(width)] for i in range(height)]:
        system.relate(dict.fromkeys(way, 1.0) | {way[-1]: -1.0})
    for way in [[(i, j) for i in range(height)] for j in range(width)]:
        system.relate(dict.fromkeys(way, 1.0) | {way[-1]: -1.0})
    (block,) = _blocks(system)
    return block


@pytest.mark.parametrize("seed", range(6))
def test_the_one_row_that_is_enough_is_what_the_search_of_every_choice_hides(seed):
    block = a_crossed_table(sizes=(3, 2), seed=seed)
    worlds, rows = block.worlds, sorted(block.rows)
    rng = np.random.default_rng(seed)
    some = dict(zip(rows, 1 + 0.3 * rng.random(len(rows)), strict=True))
    dear = {row: 5 * price if rng.random() < 0.5 else price for row, price in some.items()}
    alike = dict.fromkeys(rows, 1.0)
    value = worlds.system.values[0, 0]
    told = [((0, 0), end - value) for end in (value + 5, 0.0)]
    found = set()
    for name, prices in {"some": some, "dear": dear, "alike": alike}.items():
        for share in (0.3, 0.4, 0.5, 0.6) * 6:
            free = {row for row in rows if rng.random() < share}
            if worlds._are_possible(told, free):
                assert worlds._fewest(told, free, prices) == set()
                continue
            alone = worlds._by_one_row(told, free, prices)
            chosen = worlds._by_whole_search(told, sorted(free), prices, seconds=2.0)
            assert not alone or alone == chosen
            assert worlds._fewest(told, free, prices) == chosen
            found.add((name, len(alone), min(len(chosen), 2)))
    # What takes several rows is left to the search, and so are rows that cost the same.
    assert {("some", 1, 1), ("some", 0, 2), ("dear", 1, 1), ("dear", 0, 2)} <= found
    assert {("alike", 0, 1), ("alike", 0, 2)} <= found
