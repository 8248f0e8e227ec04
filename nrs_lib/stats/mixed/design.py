"""From rows and declared covariates to the matrix of a model, with every dropped row counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.mixed.coding import (
    Coded,
    check_columns,
    check_constant,
    check_identities,
    check_times,
    code,
    numbers,
)
from nrs_lib.stats.mixed.covariates import Covariate, Kind, declared

INTERCEPT = "intercept"
# R's lm calls a column dependent below the same share of its length.
DEPENDENT_BELOW = 1e-7


@dataclass(frozen=True, eq=False)
class Design:
    """The matrix of a model and where its rows and columns come from.

    Attributes
    ----------
    matrix
        Rows by columns: intercept, time, covariates, then their products with time.
    names
        Of the columns: ``sex[male]``, ``age``, ``sex[male]:time_point[discharge]``.
    outcome
        One number per row of the matrix.
    kept
        Positions in the caller's frame of the rows of the matrix.
    covariates
        Those that have columns, time first.
    time
        Name of the time variable, if it has columns.
    coded
        Columns, names and levels of each covariate, before products with time.
    rows_given, rows_without_outcome, rows_without_covariates
        How many rows the caller gave, and how many of them are not in the matrix and why.
        A row that lacks both counts as without outcome.
    cautions
        What a reader must be told of the rows and columns.
    """

    matrix: np.ndarray
    names: tuple[str, ...]
    outcome: np.ndarray
    kept: np.ndarray
    covariates: tuple[Covariate, ...]
    time: str | None
    coded: Mapping[str, Coded]
    rows_given: int
    rows_without_outcome: int
    rows_without_covariates: int
    cautions: tuple[Caution, ...]

    def row(self, parts: Mapping[str, np.ndarray]) -> np.ndarray:
        """One row of the matrix from the columns' values of every covariate.

        Parameters
        ----------
        parts
            For each covariate the values of its own columns: zeros and ones for a level,
            shares for an average over levels, the number itself for a number.
        """
        pieces = [np.ones(1), *(parts[one.name] for one in self.covariates)]
        pieces += [np.outer(parts[one.name], parts[self.time]).ravel() for one in _by_time(self)]
        return np.concatenate(pieces)


def build_design(
    rows: pd.DataFrame,
    *,
    outcome: str,
    covariates: Sequence[Covariate] = (),
    time: Covariate | None = None,
    person: str | None = None,
    identities: Sequence[str] = (),
) -> Design:
    """Build the matrix of a model from declared covariates.

    Parameters
    ----------
    rows
        One row per answer (person and time point). Outcome and numeric covariates in their
        own units; categories as text, categorical or codes.
    outcome
        Column of numbers. A row without one is no answer, and is left out and counted.
    covariates, time
        Declared with `numeric` and `category`. A row without a value in any of them is left
        out and counted; nothing is filled in. Levels follow a categorical column's order,
        else the alphabet, with the reference first; levels without rows have no column, and
        a covariate that is equal for all has none either (caution).
    person
        Column that says whose row it is, if persons may have several.
    identities
        Columns of persons, units or clusters that no row may lack.

    Raises
    ------
    ParameterError
        A column is unknown, of the wrong kind or infinite; a reference level has no rows; a
        covariate varies within persons without saying so; a person has two rows at one time.
    """
    everything = declared(covariates, time)
    check_columns(rows, [outcome, *(one.name for one in everything), *identities])
    answers = numbers(rows, outcome)
    answered = ~np.isnan(answers)
    lacking = {
        one.name: np.isnan(numbers(rows, one.name))
        if one.kind is Kind.NUMERIC
        else rows[one.name].isna().to_numpy()
        for one in everything
    }
    kept = np.flatnonzero(answered & ~_any(lacking.values(), len(rows)))
    dropped = int(answered.sum()) - len(kept)
    cautions = []
    if dropped:
        guilty = [name for name, lacks in lacking.items() if (lacks & answered).any()]
        facts = {"dropped": dropped, "total": int(answered.sum()), "columns": ", ".join(guilty)}
        cautions.append(Caution.of("rows_without_covariates", outcome, **facts))
    used = rows.iloc[kept]
    check_identities(used, identities)
    if person is not None:
        _check_persons(used, person, everything, time)
    coded = {one.name: code(one, used[one.name]) for one in everything}
    flat = [one.name for one in everything if not coded[one.name].names]
    if len(kept):
        cautions += [Caution.of("covariate_without_spread", outcome, column=name) for name in flat]
    design = Design(
        matrix=np.ones((len(kept), 1)),
        names=(INTERCEPT,),
        outcome=answers[kept],
        kept=kept,
        covariates=tuple(one for one in everything if one.name not in flat),
        time=None if time is None or time.name in flat else time.name,
        coded=MappingProxyType({k: one for k, one in coded.items() if k not in flat}),
        rows_given=len(rows),
        rows_without_outcome=int((~answered).sum()),
        rows_without_covariates=dropped,
        cautions=tuple(cautions),
    )
    return _with_columns(design)


def _with_columns(design: Design) -> Design:
    coded, n = design.coded, len(design.matrix)
    blocks = [design.matrix, *(one.columns for one in coded.values())]
    names = [*design.names, *(name for one in coded.values() for name in one.names)]
    for one in _by_time(design):
        own, times = coded[one.name], coded[design.time]
        blocks.append((own.columns[:, :, None] * times.columns[:, None, :]).reshape(n, -1))
        names += [f"{a}:{b}" for a in own.names for b in times.names]
    return Design(**(vars(design) | {"matrix": np.hstack(blocks), "names": tuple(names)}))


def _by_time(design: Design) -> list[Covariate]:
    return [one for one in design.covariates if one.by_time and design.time is not None]


def _check_persons(
    used: pd.DataFrame, person: str, everything: Sequence[Covariate], time: Covariate | None
) -> None:
    people = pd.factorize(used[person])[0].astype("int64")
    for one in everything:
        if one is time:
            check_times(one, used[one.name], people)
        elif not one.varies:
            check_constant(one, used[one.name], people)


def _any(masks: Sequence[np.ndarray], n: int) -> np.ndarray:
    found = np.zeros(n, dtype=bool)
    for mask in masks:
        found |= mask
    return found


def dependent_columns(design: Design) -> tuple[str, ...]:
    """Columns that follow from those before them, so that a model cannot tell them apart."""
    if len(design.matrix) < len(design.names):
        return ()
    lengths = np.linalg.norm(design.matrix, axis=0)
    left = np.abs(np.diag(np.linalg.qr(design.matrix, mode="r")))
    return tuple(
        name
        for name, part, length in zip(design.names, left, lengths, strict=True)
        if part <= DEPENDENT_BELOW * length
    )
