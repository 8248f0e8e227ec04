"""ACRO as a second judge: where it and ours differ, and why.

Its verdicts are stored in ``disclosure/acro.json`` by ``benchmarks/acro_judge.py``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nrs_lib.disclosure import clear
from tests.support.hierarchical import a_table, holds

STORED = json.loads(
    (Path(__file__).parent / "disclosure" / "acro.json").read_text(encoding="utf-8")
)
LIMIT = STORED["threshold"]
TABLES = [(np.array(one["counts"]), np.array(one["hidden"])) for one in STORED["tables"]]


@cache
def ours(number: int) -> np.ndarray:
    """The inner cells that we hide of a stored table."""
    counts = TABLES[number][0]
    table = clear(a_table(counts), audience="register").table.set_index("category")["hidden"]
    rows, columns = counts.shape
    names = [[f"r{i}|c{j}" for j in range(columns)] for i in range(rows)]
    return np.array([[table[name] != "" for name in row] for row in names])


@pytest.mark.parametrize("number", range(0, len(TABLES), 3))
def test_what_acro_hides_we_hide_but_for_empty_cells(number):
    # ACRO holds that nobody is a small count; our policy shows zeros to this audience.
    counts, theirs = TABLES[number]

    assert not (theirs & ~ours(number) & (counts > 0)).any()


def test_what_acro_shows_of_a_table_is_shown_by_us_but_for_what_protects():
    more = sum(int((ours(k) & ~theirs).sum()) for k, (_, theirs) in enumerate(TABLES[:8]))
    small = sum(int(((c > 0) & (c < LIMIT) & ~theirs).sum()) for c, theirs in TABLES)

    assert small == 0
    assert more > 0


def test_blanking_alone_leaves_cells_to_be_worked_out_from_true_margins():
    """The reason for hiding more: ACRO counts its margins anew without the hidden people."""
    naive = [
        holds(counts, theirs, (counts > 0) & (counts < LIMIT), LIMIT) for counts, theirs in TABLES
    ]

    assert not all(naive)
