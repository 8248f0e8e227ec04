"""Tau-Argus as a second engine for two-way tables, where it is installed.

It wants one row per person in a file and knows whole tables only, so it is no engine for the
reports; it is asked the same question and judged by the same attacker.
"""

from __future__ import annotations

import contextlib
import importlib.util
import tempfile

import numpy as np

from tests.support.hierarchical import holds


def is_installed() -> bool:
    """Whether ``pip install nrs-workbench[tauargus]`` has been done."""
    return importlib.util.find_spec("pytauargus") is not None


def hidden_by_tauargus(counts: np.ndarray, *, limit: int) -> np.ndarray:
    """Which cells Tau-Argus hides of a table of made-up people, small ones and others."""
    from pytauargus import protect

    people = [place for place, n in np.ndenumerate(counts) for _ in range(n)]
    columns = {
        "row": [f"r{i}" for i, _ in people],
        "column": [f"c{j}" for _, j in people],
        "people": [1] * len(people),
    }
    # It leaves logs wherever it is called from.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        made = protect(
            columns,
            ["row", "column"],
            response="people",
            safety_rules=f"FREQ({limit},100)",
            suppress="OPT(1)",
            workdir=folder,
        )
        rows = list(made.tables[0].rows)
    hidden = np.zeros(counts.shape, dtype=bool)
    for one in rows:
        if "Total" not in (one["row"], one["column"]) and one["status"] in ("U", "M"):
            hidden[int(one["row"][1:]), int(one["column"][1:])] = True
    return hidden


def is_safe(counts: np.ndarray, hidden: np.ndarray, *, limit: int) -> bool:
    """What our attacker says of a choice of hidden cells."""
    small = (counts > 0) & (counts < limit)
    return bool((hidden | ~small).all()) and holds(counts, hidden, small, limit)
