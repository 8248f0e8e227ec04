"""Programmes for the solver, in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import highspy
import numpy as np
from highspy import HighsModelStatus as Status
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

_ANY, _DUAL, _PRIMAL = 0, 1, 4
# Infeasible was seen before, so what HiGHS cannot tell apart is without end.
_ENDLESS = (Status.kUnbounded, Status.kUnboundedOrInfeasible)


class Programme:
    """A linear programme that is asked often: each search begins where the last one ended.

    Parameters
    ----------
    matrix
        A row per rule, a column per variable.
    floor, ceiling
        What each rule's sum lies between.
    seconds
        After which a search is given up.
    """

    def __init__(
        self, matrix: sparse.sparray, *, floor: np.ndarray, ceiling: np.ndarray, seconds: float
    ) -> None:
        columns = sparse.csc_array(matrix)
        rules, size = columns.shape
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = size, rules
        model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros((3, size))
        model.row_lower_, model.row_upper_ = floor, ceiling
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = columns.indptr
        model.a_matrix_.index_, model.a_matrix_.value_ = columns.indices, columns.data
        with _silence():
            self._solver = highspy.Highs()
            self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(model)
        self._all = np.arange(size, dtype=np.int32)
        self._seconds = seconds
        self._is_moved = True

    def limit(self, low: np.ndarray, high: np.ndarray) -> None:
        """Between what each variable may lie from now on."""
        self._solver.changeColsBounds(len(low), self._all, low, high)
        self._is_moved = True

    def smallest(self, aim: np.ndarray) -> tuple[np.ndarray | None, Status]:
        """What gives `aim` its smallest value; None if nothing does, and how it ended."""
        self._solver.changeColsCost(len(aim), self._all, aim)
        # The last answer still fits where only the aim is new.
        status = self._run(_DUAL if self._is_moved else _PRIMAL)
        if status == Status.kUnknown:
            # From where the last search ended there was no way on; from nowhere there is.
            self._solver.clearSolver()
            status = self._run(_ANY)
        if status != Status.kOptimal:
            return None, status
        self._is_moved = False
        return np.array(self._solver.getSolution().col_value), status

    def _run(self, way: int) -> Status:
        self._solver.setOptionValue("simplex_strategy", way)
        # HiGHS counts its time from the first search on.
        ends = self._solver.getRunTime() + self._seconds
        self._solver.setOptionValue("time_limit", ends)
        self._solver.run()
        return self._solver.getModelStatus()


def is_endless(status: Status) -> bool:
    """Whether a search ended because there is no end."""
    return status in _ENDLESS


def is_impossible(status: Status) -> bool:
    """Whether a search ended because nothing fits the rules."""
    return status == Status.kInfeasible


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
    """HiGHS has lines that it prints past all options; in a report they would stop the release."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
