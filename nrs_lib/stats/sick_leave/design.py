"""Covariates of the ordinal model: named columns with a declared kind, never formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.errors import ParameterError


@dataclass(frozen=True)
class Column:
    """One column of the design: a number, or a level held against the reference level."""

    covariate: str
    level: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Design:
    """Covariates as numbers.

    Attributes
    ----------
    values
        One row per person, one column per entry of ``columns``.
    columns
        What each column is; the columns of one covariate stand together.
    constant
        Covariates that are equal for all, and so have no column.
    """

    values: np.ndarray
    columns: tuple[Column, ...]
    constant: tuple[str, ...]

    def of(self, covariate: str) -> np.ndarray:
        """Positions of one covariate's columns."""
        return np.flatnonzero([column.covariate == covariate for column in self.columns])


def known_rows(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Rows in which every covariate is known.

    Raises
    ------
    ParameterError
        A column is missing or named twice.
    """
    absent = [name for name in names if name not in frame]
    if absent or len(set(names)) < len(names):
        raise ParameterError(
            "A covariate is not a column, or stands twice.",
            where=", ".join(absent) or "covariates",
            remedy="Name columns of the frame, each once; formulas are not evaluated.",
        )
    return frame[list(names)].notna().all(axis=1).to_numpy(dtype=bool)


def design(frame: pd.DataFrame, *, numbers: Sequence[str], groups: Sequence[str]) -> Design:
    """Lay out covariates as columns of numbers.

    Parameters
    ----------
    frame
        One row per person, no covariate missing.
    numbers
        Columns that enter as they are.
    groups
        Columns of categories. Each level is held against the first one: that of an ordered
        categorical, else the most common.

    Raises
    ------
    ParameterError
        A column that is declared as a number holds text.
    """
    values, columns, constant = [], [], []
    for name in numbers:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            raise ParameterError(
                "A covariate that is declared as a number holds something else.",
                where=name,
                remedy="Name it among groups.",
            )
        number = frame[name].to_numpy(dtype="float64")
        if len(number) and np.ptp(number) == 0:
            constant.append(name)
            continue
        values.append(number)
        columns.append(Column(name))
    for name in groups:
        levels = _levels(frame[name])
        if len(levels) == 1:
            constant.append(name)
        for level in levels[1:]:
            values.append((frame[name] == level).to_numpy(dtype="float64"))
            columns.append(Column(name, str(level), str(levels[0])))
    table = np.column_stack(values) if values else np.empty((len(frame), 0))
    return Design(table, tuple(columns), tuple(constant))


def _levels(values: pd.Series) -> list:
    if isinstance(values.dtype, pd.CategoricalDtype):
        present = set(values)
        if values.dtype.ordered:
            return [level for level in values.dtype.categories if level in present]
    common = values.astype("object").value_counts()
    # Ties go by name, so that the reference does not hang on the order of rows.
    return sorted(common.index, key=lambda level: (-common[level], str(level)))
