"""Tau-Argus alone on two-way tables, where it is installed, judged by our attacker."""

from __future__ import annotations

import importlib.util

import numpy as np

from nrs_lib.disclosure.crossings import Crossing
from nrs_lib.disclosure.tauargus import hidden_in
from tests.support.hierarchical import holds


def is_installed() -> bool:
    """Whether ``pip install nrs-workbench[tauargus]`` has been done."""
    return importlib.util.find_spec("pytauargus") is not None


def hidden_by_tauargus(counts: np.ndarray, *, limit: int) -> np.ndarray:
    """Which cells Tau-Argus hides of a table of made-up people, small ones and others."""
    places = {(f"r{i}", f"c{j}"): (i, j) for i, j in np.ndindex(counts.shape)}
    table = Crossing(
        {place: int(counts[at]) for place, at in places.items()},
        {place: frozenset([at]) for place, at in places.items()},
        limit,
    )
    hidden = np.zeros(counts.shape, dtype=bool)
    for at in hidden_in(table):
        hidden[at] = True
    return hidden


def is_safe(counts: np.ndarray, hidden: np.ndarray, *, limit: int) -> bool:
    """What our attacker says of a choice of hidden cells."""
    small = (counts > 0) & (counts < limit)
    return bool((hidden | ~small).all()) and holds(counts, hidden, small, limit)
