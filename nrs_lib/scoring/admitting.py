"""Which stored numbers can be answers; the rest is set missing and counted."""

from __future__ import annotations

import numbers

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Coding, Instrument
from nrs_lib.errors import ExtractError

MARKS = ("instrument", "item", "rule", "count", "rows")
OUT_OF_RANGE, BETWEEN_STEPS = "out_of_range", "between_steps"
_SHOWN = 5


def row_text(places: np.ndarray) -> str:
    """The first row numbers, counted from 1: ``row 3, 8 and more``."""
    shown = ", ".join(str(place + 1) for place in places[:_SHOWN])
    more = " and more" if len(places) > _SHOWN else ""
    return f"row {shown}{more}"


def stop(what: str, column: str, bad: np.ndarray, remedy: str) -> None:
    """Raise with the number of rows and the first row numbers, never with what they hold."""
    raise ExtractError(
        f"{what} ({len(bad)} rows).", where=f"item: {column}, {row_text(bad)}", remedy=remedy
    )


def numbers_of(column: pd.Series) -> np.ndarray:
    """The column as floats, missing as NaN.

    Raises
    ------
    ExtractError
        Something is text or true/false; names column and rows.
    """
    is_number = pd.api.types.is_numeric_dtype(column.dtype)
    if not is_number or pd.api.types.is_bool_dtype(column.dtype):
        wrong = [
            place
            for place, (value, is_missing) in enumerate(zip(column, column.isna(), strict=True))
            if not is_missing
            and (isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real))
        ]
        if wrong:
            stop(
                "An answer is not a number",
                str(column.name),
                np.array(wrong),
                "Let the contract's code list turn labels into numbers first.",
            )
        column = column.astype("float64")
    # Adding 0.0 turns the negative zero that some exports hold into zero; it also copies.
    return column.to_numpy(dtype="float64", na_value=np.nan) + 0.0


def faults(values: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> dict[str, np.ndarray]:
    """By rule, which values break it; a missing value breaks none."""
    is_outside = (values < lowest) | (values > highest)
    is_between = ~is_outside & ~np.isnan(values) & (values != np.floor(values))
    return {OUT_OF_RANGE: is_outside, BETWEEN_STEPS: is_between}


def mark(instrument: str, item: str, rule: str, bad: np.ndarray) -> dict[str, object]:
    """One line of what was set missing; ``bad`` has the rows it stood in."""
    return dict(zip(MARKS, (instrument, item, rule, len(bad), row_text(bad)), strict=True))


def marks_table(marks: list[dict[str, object]]) -> pd.DataFrame:
    """One row per item and rule broken."""
    return pd.DataFrame(marks, columns=list(MARKS)).astype({"count": int})


def stored_range(instrument: Instrument, coding: Coding | None) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest stored number of each item, in the instrument's order."""
    if coding is None:
        return (
            np.array([float(item.minimum) for item in instrument.items]),
            np.array([float(item.maximum) for item in instrument.items]),
        )
    steps = np.array([len(coding.answers[item.code]) for item in instrument.items], dtype=float)
    lowest = np.full(len(steps), float(coding.lowest))
    return lowest, lowest + steps - 1


def decoded(stored: np.ndarray, item: str, coding: Coding) -> np.ndarray:
    """Answers that stored numbers of one item stand for; missing stays missing."""
    answers = np.array([*coding.answers[item], np.nan])
    place = np.where(np.isnan(stored), len(answers) - 1, stored - coding.lowest)
    return answers[place.astype("int64")]
