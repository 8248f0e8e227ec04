"""Rows of a nested model turned so that what they leave is equal and independent."""

from __future__ import annotations

import numpy as np

from nrs_lib.stats.mixed.nesting import Nesting


def whiten(columns: np.ndarray, nesting: Nesting, ratios: np.ndarray) -> np.ndarray:
    """Multiply columns by a root of the inverse covariance, in units of the residual variance.

    Parameters
    ----------
    columns
        Rows in the order of the nesting, by columns.
    ratios
        Variances of persons and units over the residual's, at least 0.
    """
    a, b = (float(one) for one in ratios)
    sizes = nesting.sizes
    shrink = 1 / np.sqrt(1 + a * sizes)
    sums = np.add.reduceat(columns, nesting.person_starts, axis=0)
    white = columns + np.repeat(sums * ((shrink - 1) / sizes)[:, None], sizes, axis=0)
    if b == 0:
        return white
    # A unit's effect on its persons' rows, once these are turned.
    loading = np.repeat(shrink, sizes)
    firsts = nesting.person_starts[nesting.unit_starts]
    length = np.add.reduceat(loading**2, firsts)
    along = np.add.reduceat(white * loading[:, None], firsts, axis=0)
    along *= ((1 / np.sqrt(1 + b * length) - 1) / length)[:, None]
    rows = np.diff(firsts, append=len(columns))
    return white + np.repeat(along, rows, axis=0) * loading[:, None]
