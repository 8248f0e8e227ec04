"""A world found for one choice of what to hide proves others, and never too much."""

from __future__ import annotations

import numpy as np
import pytest

from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.policy import read_policy
from nrs_lib.disclosure.primary import primary
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
