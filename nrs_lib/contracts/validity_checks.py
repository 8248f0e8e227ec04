"""What must be valid when it is told: codes in force on the day, and columns asked then."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import numpy as np
import pandas as pd

from nrs_lib.contracts.codelists import read_codelist
from nrs_lib.contracts.course_checks import beside_episode
from nrs_lib.contracts.reading import Contract, Field, read_contract, read_contracts
from nrs_lib.contracts.review import Review
from nrs_lib.terms import TimePoint


class Dated(Protocol):
    """What is valid between two days, either of which may be absent."""

    valid_from: dt.date | None
    valid_to: dt.date | None


def is_outside(day: pd.Series, dated: Dated) -> np.ndarray:
    """Whether each day is known and outside the days of something dated."""
    outside = np.zeros(len(day), dtype=bool)
    if dated.valid_from is not None:
        outside |= (day < pd.Timestamp(dated.valid_from)).to_numpy(dtype=bool)
    if dated.valid_to is not None:
        outside |= (day > pd.Timestamp(dated.valid_to)).to_numpy(dtype=bool)
    return outside


def day_of_codes(review: Review, table: str) -> pd.Series:
    """The day on which the codes of each row must be in force, as the contract says."""
    where, _, column = read_contract(table).codes_on.rpartition(".")
    if where:
        return beside_episode(review, table, [column])[column]
    return review.tables[table][column]


def check_codes_in_force(review: Review) -> None:
    """No code is used before its first day or after its last."""
    for name, contract in read_contracts().items():
        if contract.codes_on is None:
            continue
        for field in contract.fields:
            if field.codelist is not None and name in review.tables:
                _check_codes(review, name, field)


def _check_codes(review: Review, table: str, field: Field) -> None:
    codelist = read_codelist(field.codelist)
    dated = [code for code in codelist.codes if code.valid_from or code.valid_to]
    if not dated:
        return
    values = review.tables[table][field.name].astype("string")
    day = day_of_codes(review, table)
    outside = np.zeros(len(values), dtype=bool)
    for code in dated:
        holds = (values == code.code).fillna(False).to_numpy(dtype=bool)
        outside |= holds & is_outside(day, code)
    review.note(
        table,
        field.name,
        "code_not_in_force",
        outside,
        detail_sv=f"Kodlistan {codelist.name}, version {codelist.version}.",
        detail_en=f"Code list {codelist.name}, version {codelist.version}.",
    )


def check_reported_then(review: Review) -> None:
    """Nothing is told at a time point where nobody reports it.

    The time point is the row's own; for an episode and what it was given, those that the
    episode has come to: without a discharge it has no discharge form.
    """
    for name, contract in read_contracts().items():
        if contract.layout == "prefixed" or name not in review.tables:
            continue
        for field in contract.fields:
            if field.time_points:
                _check_reported(review, contract, field)


def _check_reported(review: Review, contract: Contract, field: Field) -> None:
    table = review.tables[contract.table]
    filled = table[field.name].notna()
    if "time_point" in table:
        asked = table["time_point"].isin([point.value for point in field.time_points])
    elif TimePoint.INITIAL in field.time_points:
        return
    elif contract.table == "episode":
        asked = table["discharge_date"].notna()
    else:
        beside = beside_episode(review, contract.table, ["discharge_date"])
        asked = beside["discharge_date"].notna()
    review.note(contract.table, field.name, "not_reported_then", filled & ~asked)
