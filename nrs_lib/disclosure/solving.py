"""One programme for the solver, in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp


def solved(
    aim: np.ndarray,
    *,
    rules: LinearConstraint | list[LinearConstraint],
    limits: Bounds,
    seconds: float,
    whole: np.ndarray | None = None,
) -> OptimizeResult:
    """The smallest value of `aim` by linear, or with `whole` by whole-number programming.

    Parameters
    ----------
    whole
        1 for each variable that can only be whole.
    seconds
        After which the best that is found so far is taken.
    """

    def solve() -> OptimizeResult:
        return milp(
            aim,
            constraints=rules,
            bounds=limits,
            integrality=whole,
            options={"time_limit": seconds},
        )

    if whole is None:
        return solve()
    with _silence():
        return solve()


@contextmanager
def _silence() -> Iterator[None]:
    """HiGHS has a line that it prints past all options; in a report it would stop the release."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
