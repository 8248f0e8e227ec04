"""How outcome and covariates become columns of numbers, and what they may not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed.covariates import Covariate, Kind


@dataclass(frozen=True, eq=False)
class Coded:
    """A covariate as columns: rows by columns, their names, and its levels, reference first."""

    columns: np.ndarray
    names: tuple[str, ...]
    levels: tuple[str, ...]


def check_columns(rows: pd.DataFrame, wanted: Sequence[str]) -> None:
    """Refuse a name that is no column, a formula among them."""
    unknown = [str(name) for name in wanted if name not in rows.columns]
    if unknown:
        raise ParameterError(
            "A model names columns that the rows do not have.",
            where=", ".join(unknown),
            remedy="Name columns of the frame; text such as 'y ~ age' is never read as a formula.",
        )


def check_identities(rows: pd.DataFrame, identities: Sequence[str]) -> None:
    """Refuse rows that do not say whose they are."""
    for name in identities:
        lacking = int(rows[name].isna().sum())
        if lacking:
            raise ParameterError(
                f"{lacking} rows do not say whose they are.",
                where=f"column {name}",
                remedy="Fill in the identity, or leave those rows out and say so.",
            )


def numbers(rows: pd.DataFrame, name: str) -> np.ndarray:
    """A column as floats, missing ones NaN.

    Raises
    ------
    ParameterError
        It holds text, or infinite values.
    """
    column = rows[name]
    if not pd.api.types.is_numeric_dtype(column):
        raise ParameterError(
            "A column of a model should hold numbers and does not.",
            where=f"column {name}",
            remedy="Convert it, or declare it with category(name, reference=...).",
        )
    found = column.to_numpy(dtype="float64", na_value=np.nan)
    infinite = int(np.isinf(found).sum())
    if infinite:
        raise ParameterError(
            f"{infinite} values are infinite.",
            where=f"column {name}",
            remedy="Make them missing, or correct the division they come from.",
        )
    return found


def code(one: Covariate, values: pd.Series) -> Coded:
    """Turn a covariate without missing values into columns.

    A number is one column; a category one of zeros and ones for each level but the
    reference. What is equal for all has no column.

    Raises
    ------
    ParameterError
        No row has the reference level.
    """
    if one.kind is Kind.NUMERIC:
        column = values.to_numpy(dtype="float64")[:, None]
        constant = len(column) > 0 and np.ptp(column) == 0
        return Coded(column[:, :0], (), ()) if constant else Coded(column, (one.name,), ())
    if isinstance(values.dtype, pd.CategoricalDtype):
        text = values.cat.rename_categories(values.cat.categories.map(str))
        text = text.cat.remove_unused_categories()
    else:
        text = values.map(str).astype("category")
    order = [str(level) for level in text.cat.categories]
    if len(values) and one.reference not in order:
        raise ParameterError(
            "No row of the model has the reference level.",
            where=f"covariate {one.name}, reference {one.reference}",
            remedy="Choose a level that occurs as reference.",
        )
    others = [level for level in order if level != one.reference]
    found = text.cat.codes.to_numpy()[:, None]
    wanted = np.array([order.index(level) for level in others], dtype="int64")
    return Coded(
        (found == wanted).astype("float64").reshape(len(values), len(others)),
        tuple(f"{one.name}[{level}]" for level in others),
        (str(one.reference), *others),
    )


def check_constant(one: Covariate, values: pd.Series, people: np.ndarray) -> None:
    """Refuse a covariate that varies within persons without having said so.

    Parameters
    ----------
    values
        Its value in each row.
    people
        Number of the person of each row, from 0.
    """
    codes = pd.factorize(values)[0]
    first = np.zeros(people.max(initial=-1) + 1, dtype="int64")
    first[people[::-1]] = codes[::-1]
    varying = len(np.unique(people[codes != first[people]]))
    if varying:
        raise ParameterError(
            f"{varying} persons have a covariate with different values in their rows.",
            where=f"covariate {one.name}",
            remedy="Use its value at the start. If it cannot be a result of the treatment, "
            "declare it with varies=True.",
        )


def check_times(time: Covariate, values: pd.Series, people: np.ndarray) -> None:
    """Refuse a person with two rows at one time."""
    codes = pd.factorize(values)[0].astype("int64")
    several = len(people) - len(np.unique(people * (codes.max(initial=0) + 1) + codes))
    if several:
        raise ParameterError(
            f"{several} rows repeat a person at the same time.",
            where=f"time {time.name}",
            remedy="Keep one row per person and time point, or let the episode be the person.",
        )
