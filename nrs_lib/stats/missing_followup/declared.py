"""Which variables of the registry may explain a loss: those known before the follow-up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.case_mix import read_case_mix
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.contracts.reading import read_codelist, read_contract
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.missing_followup.incomplete import (
    CATEGORY,
    FLAG,
    NUMBER,
    ORDERED,
    Auxiliary,
)
from nrs_lib.terms import TimePoint

EPISODE = "episode"
OUTCOME_SCALE = "outcome_scale"
_KINDS = {"integer": NUMBER, "number": NUMBER, "boolean": FLAG}
_ORDER = tuple(TimePoint)


@dataclass(frozen=True)
class Declared:
    """One variable: where it stands, and what it is.

    Attributes
    ----------
    table
        ``episode``, or the time point of a questionnaire.
    column
        A column of that table, or the code of a scale.
    auxiliary
        Its name in a frame (``column``, or ``column at time point``), kind and levels.
    """

    table: str
    column: str
    auxiliary: Auxiliary


def declare(
    variables: Mapping[str, Sequence[str]] | None = None,
    *,
    scale: str | None,
    time_point: TimePoint,
) -> tuple[Declared, ...]:
    """Look variables up in the data contracts and refuse those that come too late.

    Parameters
    ----------
    variables
        Columns by table; the convention ``followup_auxiliaries`` when left out, of which
        those that come too late for an outcome at discharge are passed over.
    scale
        The outcome's own, in the place of ``outcome_scale``; without one that is passed
        over.
    time_point
        Of the outcome. What is answered then is missing with it and explains nothing.

    Raises
    ------
    ParameterError
        A variable is known only at the outcome's time point or later, or is of a kind that
        explains nothing (a key, a date, text).
    DefinitionError
        A column is in no contract.
    """
    chosen = get("followup_auxiliaries").value if variables is None else variables
    found: dict[str, Declared] = {}
    for table, columns in chosen.items():
        for column in columns:
            name = scale if column == OUTCOME_SCALE else column
            if name is None:
                continue
            if variables is None and _is_late(table, name, time_point):
                continue
            one = _declared(table, name, time_point)
            found[one.auxiliary.name] = one
    return tuple(found.values())


def gathered(cohort: Cohort, episodes: pd.DataFrame, variables: Sequence[Declared]) -> pd.DataFrame:
    """Those variables of some episodes, one row per episode in the order given.

    Codes that stand for a missing answer become missing; numbers are floats.

    Raises
    ------
    ParameterError
        The extract has no such column.
    """
    columns = {}
    for one in variables:
        table = episodes if one.table == EPISODE else cohort.answers(episodes, one.table)
        if one.column not in table:
            raise ParameterError(
                "The extract has no such column to explain the loss with.",
                where=f"{one.table}.{one.column}",
                remedy="Load a delivery that has it, or name other variables.",
            )
        values = table[one.column].reset_index(drop=True)
        kind, name = one.auxiliary.kind, one.auxiliary.name
        if kind in (CATEGORY, ORDERED):
            plain = values.astype("object")
            columns[name] = plain.where(plain.isin(one.auxiliary.levels), None)
        else:
            numbers = values.astype("Float64").to_numpy(dtype="float64", na_value=math.nan)
            columns[name] = np.asarray(numbers)
    return pd.DataFrame(columns, index=range(len(episodes)))


def _known_from(table: str, column: str) -> TimePoint | None:
    """When a variable is first known; missing where it is at no time that counts."""
    if table != EPISODE:
        return TimePoint(table)
    points = read_contract(EPISODE).field(column).time_points
    if points:
        return min(points, key=_ORDER.index)
    if column in read_case_mix().known_at_start:
        return TimePoint.INITIAL
    if column in get("episode_known_at_discharge").value:
        return TimePoint.DISCHARGE
    return None


def _is_late(table: str, column: str, time_point: TimePoint) -> bool:
    known = _known_from(table, column)
    if known is None:
        return True
    # What staff note on the day of discharge is there though the questionnaire is not.
    if table == EPISODE:
        return _ORDER.index(known) > _ORDER.index(time_point)
    return _ORDER.index(known) >= _ORDER.index(time_point)


def _declared(table: str, column: str, time_point: TimePoint) -> Declared:
    where = f"{table}.{column}"
    if table != EPISODE and table not in set(TimePoint):
        raise ParameterError(
            "There is no such table.", where=where, remedy=f"Use {EPISODE} or a time point."
        )
    field = None
    if table == EPISODE:
        field = read_contract(EPISODE).field(column)
    else:
        fields = {one.name: one for one in read_contract("questionnaire").fields}
        field = fields.get(column)
        if field is None and column not in read_scales():
            raise DefinitionError(
                "A variable is neither a column of the questionnaire nor a scale.",
                where=where,
                remedy="Correct it, or declare the column in questionnaire.odcs.yaml.",
            )
    if _is_late(table, column, time_point):
        raise ParameterError(
            "A variable is not known before the outcome.",
            where=f"{where} for an outcome at {time_point}",
            remedy="Use its value at the start or at discharge: what is answered with the "
            "outcome is missing with it, and what comes later cannot explain it.",
        )
    points = field.time_points if field is not None and table != EPISODE else ()
    if points and TimePoint(table) not in points:
        raise ParameterError(
            "The questionnaire does not ask for the variable then.",
            where=where,
            remedy=f"It is asked at {', '.join(points)}.",
        )
    return Declared(table, column, _auxiliary(table, column, field))


def _auxiliary(table: str, column: str, field: object) -> Auxiliary:
    name = column if table == EPISODE else f"{column} at {table}"
    if field is None:
        return Auxiliary(name, NUMBER)
    if field.logical_type in _KINDS:
        return Auxiliary(name, _KINDS[field.logical_type])
    if field.codelist is None:
        raise ParameterError(
            "A key, a date or free text cannot explain the loss.",
            where=f"{table}.{column}",
            remedy="Use numbers, yes and no, or columns with a code list.",
        )
    codelist = read_codelist(field.codelist)
    return Auxiliary(name, ORDERED if codelist.ordered else CATEGORY, codelist.values)
