"""Cells become values of the type that the contract says, or a fault that is counted.

Work is done once per distinct cell, so a column of millions of answers costs no more than
its few different answers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd

from nrs_lib.contracts.codelists import Codelist, read_codelist
from nrs_lib.contracts.fields import Field
from nrs_lib.extract.raw import OddCell, RawColumn

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?", re.ASCII)
# 2,000 may be two thousand.
_WHOLE = re.compile(r"[+-]?\d{1,15}(?:[.,](?!000$)0{1,15})?", re.ASCII)
_LARGEST = 1e15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BARE_CODE = re.compile(r"([A-Z]\d{2})([0-9A-Z]{1,3})")
_MISREAD = re.compile("[ÃÂ†„”‡�\u0080-\u009f]")


class Fate(IntEnum):
    """What became of a distinct cell."""

    READ = 0
    RESPELLED = 1
    DECLARED_MISSING = 2
    UNKNOWN_LABEL = 3
    WRONG_ENCODING = 4
    NOT_OF_TYPE = 5
    MADE_BY_SPREADSHEET = 6
    TIME_DROPPED = 7


@dataclass(frozen=True)
class TypedColumn:
    """One column as the contract has it, and the fate of each row's cell (0: read)."""

    values: pd.Series
    fates: np.ndarray

    def rows_with(self, fate: Fate) -> np.ndarray:
        """Positions of the rows whose cell met a fate."""
        return np.flatnonzero(self.fates == fate)


def dtype_of(field: Field) -> object:
    """Nullable pandas type of a contract's column."""
    if field.logical_type == "string" and field.codelist is not None:
        codelist = read_codelist(field.codelist)
        return pd.CategoricalDtype(list(codelist.values), ordered=codelist.ordered)
    if field.logical_type == "string" and field.stored == "category":
        return pd.CategoricalDtype()
    return {
        "string": pd.StringDtype("pyarrow"),
        "integer": "Int64",
        "number": "Float64",
        "boolean": "boolean",
        "date": "datetime64[us]",
    }[field.logical_type]


def empty_column(field: Field, n_rows: int) -> pd.Series:
    """A column of missing values, for what a delivery does not have."""
    return pd.Series(index=pd.RangeIndex(n_rows), dtype=dtype_of(field), name=field.name)


def type_column(column: RawColumn, field: Field) -> TypedColumn:
    """Read a raw column as the contract says.

    A label goes through the code list; a number is a number only if all of the cell is one;
    a day is written YYYY-MM-DD or is one in the file. Declared missing codes become missing.
    Where a spreadsheet holds a day or number in the place of text, nobody knows what was
    typed. Anything else becomes missing with a fate that tells the rule it broke.
    """
    read = _reader(field)
    values: list[object] = []
    fates = np.zeros(len(column.cells), dtype="int8")
    for place, cell in enumerate(column.cells):
        value, fate = _read_cell(cell, column, field, read)
        values.append(value)
        fates[place] = fate
    row_fates = np.append(fates, np.int8(0))[column.codes]
    return TypedColumn(_spread(values, column.codes, field), row_fates)


def _spread(values: list[object], codes: np.ndarray, field: Field) -> pd.Series:
    dtype = dtype_of(field)
    # A dtype of categories equals the text "category" in pandas, so its class decides.
    if isinstance(dtype, pd.CategoricalDtype):
        kind = dtype
        if dtype.categories is None:
            kind = pd.CategoricalDtype(pd.Index(sorted({*values} - {None}), dtype="str"))
        position = {code: place for place, code in enumerate(kind.categories)}
        places = np.array([position.get(value, -1) for value in values] + [-1], dtype="int32")
        return pd.Series(pd.Categorical.from_codes(places[codes], dtype=kind), name=field.name)
    if field.logical_type == "date":
        days = np.array([*values, None], dtype="datetime64[us]")
        return pd.Series(days[codes], name=field.name)
    distinct = pd.array([*values, None], dtype=dtype)
    return pd.Series(distinct.take(codes), name=field.name)


Reader = Callable[[str], tuple[object, Fate]]


def _read_cell(cell: object, column: RawColumn, field: Field, read: Reader) -> tuple[object, Fate]:
    if isinstance(cell, OddCell):
        is_answer = field.logical_type == "boolean"
        return read(cell) if is_answer else (None, Fate.MADE_BY_SPREADSHEET)
    if isinstance(cell, str):
        return read(" ".join(cell.split()))
    otherwise = Fate.MADE_BY_SPREADSHEET if column.is_spreadsheet else Fate.NOT_OF_TYPE
    if isinstance(cell, np.datetime64):
        return _read_moment(cell) if field.logical_type == "date" else (None, otherwise)
    return _read_numeric(float(cell), column, field, read, otherwise)


def _read_moment(moment: np.datetime64) -> tuple[object, Fate]:
    if np.isnat(moment):
        return None, Fate.NOT_OF_TYPE
    day = moment.astype("datetime64[D]")
    return day.astype("datetime64[us]"), Fate.READ if day == moment else Fate.TIME_DROPPED


def _read_numeric(
    number: float, column: RawColumn, field: Field, read: Reader, otherwise: Fate
) -> tuple[object, Fate]:
    if any(low <= number <= high for low, high in column.user_missing):
        return None, Fate.DECLARED_MISSING
    label = column.labels.get(number)
    if label is not None:
        value, fate = read(" ".join(label.split()))
        return (value, fate) if fate != Fate.NOT_OF_TYPE else (None, Fate.UNKNOWN_LABEL)
    is_plain_text = field.logical_type == "string" and field.codelist is None
    if field.logical_type == "date" or (is_plain_text and column.is_spreadsheet):
        return None, otherwise
    text = f"{number:.0f}" if number.is_integer() else repr(number)
    if field.logical_type == "number" and field.codelist is None and abs(number) < _LARGEST:
        # A stored number needs no reading; its text may have more decimals than people write.
        missing = read_codelist("missing_reasons")
        is_reason = _is_missing_reason(text, number, field, missing)
        return (None, Fate.DECLARED_MISSING) if is_reason else (number, Fate.READ)
    return read(text)


def _reader(field: Field) -> Reader:
    plain = {
        "string": _text_reader(field),
        "integer": _read_integer,
        "number": _read_number,
        "date": _read_day,
    }
    missing = read_codelist("missing_reasons")

    def read(text: str) -> tuple[object, Fate]:
        if field.codelist is not None:
            return _read_code(text, field, read_codelist(field.codelist), missing)
        value, fate = plain[field.logical_type](text)
        if field.logical_type == "string":
            return value, fate
        if _is_missing_reason(text, value, field, missing):
            return None, Fate.DECLARED_MISSING
        return value, fate

    return read


def _is_missing_reason(text: str, value: object, field: Field, missing: Codelist) -> bool:
    try:
        missing.code_of(text)
    except KeyError:
        return False
    # Where -7 is an allowed number it is a number.
    return value is None or (field.minimum is not None and value < field.minimum)


def _read_code(
    text: str, field: Field, codelist: Codelist, missing: Codelist
) -> tuple[object, Fate]:
    code = _code(text, codelist)
    is_bare_number = _NUMBER.fullmatch(text) is not None
    if code is not None and field.codelist_use == "labels" and is_bare_number:
        # The direction of the registry's own numbers is not known, so only labels count.
        code = None
    elif code is None and is_bare_number and field.logical_type in ("integer", "number"):
        value, fate = _read_integer(text) if field.logical_type == "integer" else _read_number(text)
        if field.codelist_use == "ends" and fate == Fate.READ:
            below = _is_missing_reason(text, value, field, missing)
            return (None, Fate.DECLARED_MISSING) if below else (value, fate)
        if field.codelist_use == "codes" and fate == Fate.READ:
            code = _code(f"{value:g}", codelist)
    if code is None:
        if _code(text, missing) is not None:
            return None, Fate.DECLARED_MISSING
        return None, Fate.WRONG_ENCODING if _MISREAD.search(text) else Fate.UNKNOWN_LABEL
    if codelist.is_missing(code):
        return None, Fate.DECLARED_MISSING
    fate = Fate.READ if codelist.is_own_label(text) or is_bare_number else Fate.RESPELLED
    if field.logical_type == "boolean":
        return code == "true", fate
    if field.logical_type == "integer":
        return int(code), fate
    return float(code) if field.logical_type == "number" else code, fate


def _code(text: str, codelist: Codelist) -> str | None:
    try:
        return codelist.code_of(text)
    except KeyError:
        return None


def _text_reader(field: Field) -> Reader:
    def read(text: str) -> tuple[object, Fate]:
        if field.normalised != "dotted_code":
            return text, Fate.READ
        upper = text.upper()
        bare = _BARE_CODE.fullmatch(upper)
        dotted = f"{bare[1]}.{bare[2]}" if bare else upper
        return dotted, Fate.READ if dotted == text else Fate.RESPELLED

    return read


def _read_number(text: str) -> tuple[object, Fate]:
    if not _NUMBER.fullmatch(text):
        return None, Fate.NOT_OF_TYPE
    return float(text.replace(",", ".")), Fate.READ


def _read_integer(text: str) -> tuple[object, Fate]:
    if not _WHOLE.fullmatch(text):
        return None, Fate.NOT_OF_TYPE
    return int(re.split("[.,]", text)[0]), Fate.READ


def _read_day(text: str) -> tuple[object, Fate]:
    if not _DAY.fullmatch(text):
        return None, Fate.NOT_OF_TYPE
    try:
        return np.datetime64(dt.date.fromisoformat(text), "us"), Fate.READ
    except ValueError:
        return None, Fate.NOT_OF_TYPE


def accepted_labels(field: Field) -> str:
    """Labels that a column's code list accepts, for a remedy; from the list, not the data."""
    if field.codelist is None:
        return ""
    return "; ".join(read_codelist(field.codelist).labels().values())
