"""The design of a case-mix model: declared variables as columns, decided once and then frozen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.case_mix import CaseMixVariable
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.units.completion import Completion, learn_completion
from nrs_lib.terms import TimePoint

INTERCEPT = "intercept"
CONDITIONAL_MEAN = "conditional_mean"


def baseline(
    cohort: Cohort,
    episodes: pd.DataFrame,
    variables: Sequence[CaseMixVariable],
    *,
    scale: str | None,
) -> pd.DataFrame:
    """What is known of each episode before treatment.

    Parameters
    ----------
    episodes
        One row per episode of the cohort.
    variables
        Declared in ``case_mix.yaml``.
    scale
        The outcome's own scale, if it has one.

    Returns
    -------
    pandas.DataFrame
        One row per episode in the order given, one column per variable by its code: numbers
        in the contract's unit, levels as text, yes and no as 1 and 0. Missing stays missing.

    See Also
    --------
    before_treatment : where what treatment may have changed must count as missing.
    """
    start = cohort.answers(episodes, TimePoint.INITIAL)
    columns = {}
    for variable in variables:
        name = variable.column_for(scale)
        table = episodes if variable.table == "episode" else start
        if name not in table:
            raise ParameterError(
                "The extract has no such column to adjust for.",
                where=f"case_mix.yaml: variables.{variable.code}",
                remedy=f"Load a delivery that has {name}, or take the variable out of the family.",
            )
        values = table[name].reset_index(drop=True)
        if variable.kind == "category":
            level_of = {code: level for level, codes in variable.levels.items() for code in codes}
            columns[variable.code] = values.astype("object").map(level_of)
        else:
            columns[variable.code] = values.astype("Float64").to_numpy(
                dtype="float64", na_value=math.nan
            )
    return pd.DataFrame(columns, index=range(len(episodes)))


def before_treatment(
    cohort: Cohort,
    episodes: pd.DataFrame,
    variables: Sequence[CaseMixVariable],
    *,
    scale: str | None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """As `baseline`, but answers given after the programme began count as missing.

    Returns
    -------
    tuple
        The rows, and whose first questionnaire came too late to be used.
    """
    frame = baseline(cohort, episodes, variables, scale=scale)
    asked = [variable.code for variable in variables if variable.table == TimePoint.INITIAL]
    if not asked:
        return frame, np.zeros(len(frame), dtype=bool)
    late = started_late(cohort, episodes)
    return frame.assign(**{code: frame[code].mask(late) for code in asked}), late


def started_late(cohort: Cohort, episodes: pd.DataFrame) -> np.ndarray:
    """Whether an episode's first questionnaire is dated after its programme began."""
    start = cohort.answers(episodes, TimePoint.INITIAL)["answered_date"].to_numpy()
    return np.asarray(start > episodes["program_start_date"].to_numpy(), dtype=bool)


@dataclass(frozen=True)
class Term:
    """One variable of a design: its columns, and the levels that have one of their own.

    ``merged`` are levels that count as the reference.
    """

    variable: CaseMixVariable
    levels: tuple[str, ...]
    merged: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        code = self.variable.code
        if self.variable.kind == "category":
            return tuple(f"{code}[{level}]" for level in self.levels)
        bends = max(len(self.variable.knots) - 2, 0)
        return (code, *(f"{code}[bend {number}]" for number in range(1, bends + 1)))

    def columns(self, values: pd.Series) -> np.ndarray:
        """Columns of the variable, one row per value; missing values give missing cells."""
        if self.variable.kind == "category":
            known = values.notna().to_numpy()
            wanted = values.to_numpy(dtype=object)[:, None]
            cells = (wanted == np.array(self.levels, dtype=object)).astype("float64")
            cells = cells.reshape(len(values), len(self.levels))
            # Even a variable with all levels merged must show who lacks it.
            cells[~known] = math.nan
            return cells
        return _number_columns(self.variable, values.to_numpy(dtype="float64"))

    def is_missing(self, values: pd.Series) -> np.ndarray:
        """Who lacks the variable."""
        if self.variable.kind == "category":
            return values.isna().to_numpy()
        return np.isnan(self.columns(values)[:, 0])


@dataclass(frozen=True)
class Plan:
    """The columns of a case-mix model, so that the same model can meet other patients.

    Attributes
    ----------
    terms
        One per variable.
    completion
        What a missing value is taken to be, learnt from the patients of the plan.
    """

    terms: tuple[Term, ...]
    completion: Completion | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, the intercept first."""
        return (INTERCEPT, *(name for term in self.terms for name in term.names))

    def missing(self, frame: pd.DataFrame) -> Mapping[str, np.ndarray]:
        """Per variable, who lacks it."""
        return {
            term.variable.code: term.is_missing(frame[term.variable.code]) for term in self.terms
        }

    def matrix(self, frame: pd.DataFrame) -> np.ndarray:
        """The design, one row per row of the frame from `baseline`.

        A missing value is what the patient's known ones lead to expect; missing where nobody
        whom the plan was made for has the variable.
        """
        cells = self._cells(frame)
        if self.completion is not None and np.isnan(cells).any():
            cells = self.completion.fill(cells)
        return np.hstack([np.ones((len(frame), 1)), cells])

    def completed_by(self, frame: pd.DataFrame) -> Plan:
        """The same plan, which has learnt from these patients what to expect of others."""
        return replace(self, completion=learn_completion(self._cells(frame)))

    def _cells(self, frame: pd.DataFrame) -> np.ndarray:
        blocks = [term.columns(frame[term.variable.code]) for term in self.terms]
        return np.hstack([np.empty((len(frame), 0)), *blocks])


def plan_design(
    frame: pd.DataFrame,
    variables: Sequence[CaseMixVariable],
    *,
    is_event: np.ndarray | None = None,
) -> Plan:
    """Decide the columns of a model from the patients that it is fitted to.

    Parameters
    ----------
    frame
        From `baseline`; rows may lack values.
    variables
        In the order of their columns.
    is_event
        For shares the outcome of each row: a level with one kind of outcome has no odds
        ratio, and counts as the reference like one with few rows.
    """
    if get("case_mix_unknown").value != CONDITIONAL_MEAN:
        raise DefinitionError(
            "What is unknown of a patient is filled in a way that is not known.",
            where=f"conventions.yaml: case_mix_unknown {get('case_mix_unknown').value}",
            remedy=f"Use {CONDITIONAL_MEAN}.",
        )
    least = int(get("case_mix_least_level").value)
    terms = []
    for variable in variables:
        if variable.kind != "category":
            terms.append(Term(variable, (), ()))
            continue
        own = _own_levels(variable, frame[variable.code], is_event, least)
        # A level that nobody has is not merged with anything.
        seen = set(frame[variable.code].dropna()) - {variable.reference_level}
        merged = tuple(level for level in variable.levels if level in seen - set(own))
        terms.append(Term(variable, own, merged))
    return Plan(tuple(terms)).completed_by(frame)


def _own_levels(
    variable: CaseMixVariable, values: pd.Series, is_event: np.ndarray | None, least: int
) -> tuple[str, ...]:
    """Levels with a column of their own, such that they and the reference can carry one."""
    rows_of = {level: (values == level).to_numpy(dtype=bool) for level in variable.levels}
    known = values.notna().to_numpy()

    def carries(rows: np.ndarray) -> bool:
        if rows.sum() < least:
            return False
        return is_event is None or 0 < is_event[rows].sum() < rows.sum()

    own = [
        level
        for level, rows in rows_of.items()
        if level != variable.reference_level and carries(rows)
    ]
    # What is left is the reference; if it cannot carry a column, it takes the largest level.
    while own and not carries(known & ~np.logical_or.reduce([rows_of[level] for level in own])):
        own.remove(max(own, key=lambda level: rows_of[level].sum()))
    return tuple(own)


def _number_columns(variable: CaseMixVariable, values: np.ndarray) -> np.ndarray:
    def scaled(numbers: np.ndarray) -> np.ndarray:
        if variable.transform != "log":
            return numbers
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(numbers > 0, np.log(numbers), math.nan)

    numbers = scaled(values)
    centre = scaled(np.array([variable.centre]))[0] if variable.centre is not None else 0.0
    columns = [(numbers - centre) / variable.per]
    knots = scaled(np.array(variable.knots))
    columns += [bend / variable.per for bend in natural_spline(numbers, knots)]
    return np.column_stack(columns)


def natural_spline(values: np.ndarray, knots: Sequence[float]) -> list[np.ndarray]:
    """Bends of a cubic spline that is a straight line beyond its outer knots.

    Parameters
    ----------
    values
        Numbers, on the scale of the knots.
    knots
        Rising; fewer than three give no bend.

    Returns
    -------
    list
        One column fewer than the knots less one, in the values' unit.

    References
    ----------
    Durrleman and Simon 1989, doi:10.1002/sim.4780080504; Harrell 2015, section 2.4.5,
    doi:10.1007/978-3-319-19425-7.
    """
    if len(knots) < 3:
        return []

    def cube(knot: float) -> np.ndarray:
        return np.maximum(values - knot, 0.0) ** 3

    last, before = knots[-1], knots[-2]
    return [
        (
            cube(knot)
            - cube(before) * (last - knot) / (last - before)
            + cube(last) * (before - knot) / (last - before)
        )
        / (last - knots[0]) ** 2
        for knot in knots[:-2]
    ]
