"""The cheapest rows to hide for several worlds at once, by whole-number programming."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from nrs_lib.disclosure.solving import solved


def cheapest_choice(
    matrix: sparse.csr_array,
    *,
    limits: Sequence[tuple[np.ndarray, np.ndarray]],
    reaches: Sequence[float],
    ties: np.ndarray,
    prices: np.ndarray,
    seconds: float,
) -> np.ndarray:
    """Which rows are hidden at the least cost, so that every world is possible.

    Parameters
    ----------
    matrix
        A sum per row and a cell per column; each world keeps the sums.
    limits
        By world, between what each cell moves.
    reaches
        By world, how far a cell may move whose row is hidden.
    ties
        Pairs of a row that may be hidden and a cell that it tells: where a world differs in the
        cell, by less or by more, the row is hidden.
    prices
        What hiding each row costs.
    seconds
        After which the best that is found so far is taken.

    Returns
    -------
    numpy.ndarray
        By row; none of them where there is no way.
    """
    (n_sums, size), n_ties, n_free = matrix.shape, len(ties), len(prices)
    of_row, places = ties.T
    sums, last = matrix.tocoo(), size * len(limits)
    height, one = n_sums + 2 * n_ties, np.ones(n_ties)
    entries = []
    for turn, reach in enumerate(reaches):
        first = turn * height
        more = first + n_sums + np.arange(n_ties)
        less = more + n_ties
        entries.append((first + sums.row, turn * size + sums.col, sums.data))
        for rule, sign in ((more, one), (less, -one)):
            entries += [
                (rule, turn * size + places, sign),
                (rule, last + of_row, -reach * one),
            ]
    rows, columns, factors = (np.concatenate(part) for part in zip(*entries, strict=True))
    shape = (height * len(limits), last + n_free)
    floor = np.tile(np.repeat([0.0, -np.inf], [n_sums, 2 * n_ties]), len(limits))
    result = solved(
        np.concatenate([np.zeros(last), prices]),
        rules=LinearConstraint(
            sparse.csc_array((factors, (rows, columns)), shape=shape), floor, 0.0
        ),
        limits=Bounds(
            np.concatenate([*(low for low, _ in limits), np.zeros(n_free)]),
            np.concatenate([*(high for _, high in limits), np.ones(n_free)]),
        ),
        whole=np.concatenate([np.zeros(last), np.ones(n_free)]),
        seconds=seconds,
    )
    return np.zeros(n_free, dtype=bool) if result.x is None else result.x[last:] > 0.5
