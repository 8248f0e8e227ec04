"""Checks within one table, built from its contract.

The schema is pandera's. Its messages print values, so only the positions of its failure
cases are taken, and nothing it writes reaches a reader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pandera.pandas as pa

from nrs_lib.contracts.fields import Field
from nrs_lib.contracts.reading import Contract, read_contract
from nrs_lib.contracts.review import Review
from nrs_lib.contracts.rules import limit
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import NATIONAL

_VALUE_RULES = ("out_of_range", "implausible", "bad_form", "date_out_of_range", "reserved_name")
_ROOMY = 16
"""So many times more numbers than rows may be ticked off; beyond it, sorting takes less room."""
_PLANNED_DATES = ("followup_due_date",)
"""Dates that may lie after the day of the extract."""


def check_within(review: Review, *, as_of: dt.date) -> None:
    """Check every table of a review on its own, all findings at once.

    First the values (range, plausibility, form, dates), which may mark some as missing;
    then the values that must be there, and keys. What is missing because of a finding that
    stops the delivery is not found a second time.

    Parameters
    ----------
    review
        The typed tables; findings are recorded in it and take effect.
    as_of
        The day the registry was read; no answer can be later.
    """
    for name in tuple(review.tables):
        contract = read_contract(name)
        _check_values(review, contract, as_of)
        for field in contract.fields:
            if field.required:
                _check_filled(review, contract, field)
    review.settle()
    for name in tuple(review.tables):
        contract = read_contract(name)
        pass_by_followers(review, contract)
        review.settle()
        _check_key(review, contract)
    review.settle()


def _check_filled(review: Review, contract: Contract, field: Field) -> None:
    missing = review.tables[contract.table][field.name].isna()
    if not review.is_absent(contract.table, field.name):
        told = review.is_told(contract.table, field.name)
        review.note(contract.table, field.name, "required_missing", missing & ~told)
        review.pass_by(contract.table, missing & told)
    elif field.name in (*contract.primary_key, *(one.column for one in contract.references)):
        review.pass_by(contract.table, missing)


def pass_by_followers(review: Review, contract: Contract) -> None:
    """Let the rows leave whose episode stops the delivery and was told."""
    for reference in contract.references:
        gone = review.spoiled.get(reference.table)
        if gone and reference.table == "episode":
            ids = frozenset(pd.concat(gone)[reference.key].dropna())
            ids -= frozenset(review.tables[reference.table][reference.key].dropna())
            values = review.tables[contract.table][reference.column]
            review.pass_by(contract.table, per_distinct(values, ids.__contains__))


def _check_values(review: Review, contract: Contract, as_of: dt.date) -> None:
    frame = review.tables[contract.table]
    # A column without any value breaks no rule about values.
    filled = tuple(frame.columns[frame.notna().any().to_numpy()])
    if not filled:
        return
    fields = tuple(map(contract.field, filled))
    cases = _failures(_schema(contract.table, fields, as_of), frame[list(filled)])
    if not set(cases["check"]) <= set(_VALUE_RULES):
        raise DefinitionError(
            "A check could not be carried out on the columns as they are.",
            where=contract.path,
            remedy="Compare logicalType, pattern and bounds of the contract's columns.",
        )
    for (column, rule), group in cases.groupby(["column", "check"], sort=False):
        positions = np.sort(group["index"].to_numpy(dtype="int64"))
        review.note(contract.table, column, rule, positions, **_range(contract.field(column), rule))


def _range(field: Field, rule: str) -> dict[str, str]:
    """What a rule about numbers holds them against: the contract's range, in words."""
    if rule not in ("out_of_range", "implausible"):
        return {}
    is_plausible = rule == "implausible"
    low, high = field.plausible if is_plausible else (field.minimum, field.maximum)
    told = {}
    for language, allowed, plausible, since, to in (
        ("sv", "Tillåtet", "Rimligt", "från", "till"),
        ("en", "Allowed", "Plausible", "from", "to"),
    ):
        start = "" if low is None else f"{low:g}" if high is not None else f"{since} {low:g}"
        end = "" if high is None else f"{to} {high:g}"
        text = f"{plausible if is_plausible else allowed}: {start} {end}".rstrip() + "."
        told[f"detail_{language}"] = " ".join(text.split())
    told["detail_sv"] = re.sub(r"(?<=\d)\.(?=\d)", ",", told["detail_sv"])
    return told


def _failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Column, rule and position of every failure, and nothing else of what pandera tells."""
    wanted = ["column", "check", "index"]
    try:
        schema.validate(frame, lazy=True, inplace=True)
    except pa.errors.SchemaErrors as errors:
        return errors.failure_cases[wanted].copy()
    return pd.DataFrame(columns=wanted)


@cache
def _schema(table: str, fields: tuple[Field, ...], as_of: dt.date) -> pa.DataFrameSchema:
    """Pandera schema of these columns; each check is named by the rule it stands for."""
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(nullable=True, required=True, checks=_checks(field, table, as_of))
            for field in fields
        },
        strict=True,
        ordered=True,
    )


def _checks(field: Field, table: str, as_of: dt.date) -> list[pa.Check]:
    checks = []
    if field.minimum is not None or field.maximum is not None:
        checks.append(pa.Check(_within(field.minimum, field.maximum), name="out_of_range"))
    if field.plausible is not None:
        checks.append(pa.Check(_plausible(field), name="implausible"))
    if field.pattern is not None:
        checks.append(pa.Check(_has_form(field.pattern), name="bad_form"))
    if field.logical_type == "date":
        latest = None if field.name in _PLANNED_DATES else as_of
        checks.append(pa.Check(_between_days(latest), name="date_out_of_range"))
    if (table, field.name) == ("unit", "unit_id"):
        checks.append(pa.Check(_is_not_reserved, name="reserved_name"))
    return checks


def _passes(held: pd.Series) -> pd.Series:
    # A missing value breaks no rule about values.
    return held.fillna(True).astype(bool)


def _within(minimum: float | None, maximum: float | None):
    def held(values: pd.Series) -> pd.Series:
        low = values >= minimum if minimum is not None else values.notna() | True
        return _passes(low & (values <= maximum) if maximum is not None else low)

    return held


def _plausible(field: Field):
    # What is outside the allowed range is rejected already and need not be asked about.
    low, high = field.plausible
    allowed = _within(field.minimum, field.maximum)

    def held(values: pd.Series) -> pd.Series:
        return _passes((values >= low) & (values <= high)) | ~allowed(values)

    return held


def _has_form(pattern: str):
    form = re.compile(pattern)

    def held(values: pd.Series) -> pd.Series:
        fits = per_distinct(values, lambda text: form.fullmatch(text) is not None)
        return pd.Series(fits | values.isna().to_numpy(), index=values.index)

    return held


def _between_days(latest: dt.date | None):
    earliest = pd.Timestamp(limit("earliest_date"))

    def held(values: pd.Series) -> pd.Series:
        within = values >= earliest
        if latest is not None:
            within &= values <= pd.Timestamp(latest)
        return within | values.isna()

    return held


def _is_not_reserved(values: pd.Series) -> pd.Series:
    return _passes(values.str.casefold() != NATIONAL)


def per_distinct(values: pd.Series, test: Callable[[str], bool]) -> np.ndarray:
    """Mask of the rows whose text passes a test, made once per distinct text.

    A missing value passes none.
    """
    codes, distinct = pd.factorize(values)
    texts = np.asarray(distinct, dtype=object)
    passes = np.array([test(text) for text in texts] + [False], dtype=bool)
    return passes[codes]


def _check_key(review: Review, contract: Contract) -> None:
    frame = review.tables[contract.table]
    key = list(contract.primary_key)
    if frame.empty:
        return
    numbers = key_numbers(frame, key)
    if _are_distinct(numbers):
        return
    repeated = pd.Series(numbers).duplicated(keep=False).to_numpy()
    suspects = frame.loc[repeated]
    is_copy = np.zeros(len(frame), dtype=bool)
    is_copy[repeated] = suspects.duplicated(keep="first").to_numpy()
    review.note(contract.table, ", ".join(key), "duplicate_row", is_copy)
    distinct = suspects.loc[~is_copy[repeated]]
    clash = np.zeros(len(frame), dtype=bool)
    clash[distinct.index] = distinct.duplicated(subset=key, keep=False).to_numpy()
    review.note(contract.table, ", ".join(key), "duplicate_key", clash)


def _are_distinct(numbers: np.ndarray) -> bool:
    highest = int(numbers.max())
    if highest > _ROOMY * len(numbers):
        return bool(pd.Series(numbers).is_unique)
    seen = np.zeros(highest + 1, dtype=bool)
    seen[numbers] = True
    return np.count_nonzero(seen) == len(numbers)


def key_numbers(frame: pd.DataFrame, key: list[str]) -> np.ndarray:
    """One number per row that is equal where the key columns are equal.

    Columns of few values come first and are numbered without gaps, so that the numbers of
    millions of rows stay small enough to be ticked off one by one.
    """
    parts = []
    for column in key:
        values = frame[column]
        if isinstance(values.dtype, pd.CategoricalDtype):
            parts.append((len(values.cat.categories), values.cat.codes.to_numpy()))
        else:
            codes, distinct = pd.factorize(values)
            parts.append((len(distinct), codes))
    numbers, size = np.zeros(len(frame), dtype="int64"), 1
    for more, codes in sorted(parts, key=lambda part: part[0]):
        numbers *= more + 1
        numbers += codes
        numbers += 1
        size *= more + 1
        if size <= len(frame):
            used = np.zeros(size, dtype=bool)
            used[numbers] = True
            numbers = (np.cumsum(used) - 1)[numbers]
            size = np.count_nonzero(used)
    return numbers
