"""From one row per answer to one block per instrument, checked on the way.

What cannot be an answer is set missing and counted; what cannot be an answer table stops.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Instrument
from nrs_lib.errors import ExtractError
from nrs_lib.terms import TimePoint

COLUMNS = ("episode_id", "time_point", "instrument", "item", "value")
MARKS = ("instrument", "item", "rule", "count", "rows")
_SHOWN = 5


@dataclass(frozen=True)
class Answers:
    """Answers with one row per episode and time point.

    Attributes
    ----------
    rows
        ``episode_id`` and ``time_point``, in order of both.
    blocks
        By instrument, one line per row of ``rows`` and one column per item of the
        instrument; missing is NaN.
    marks
        One row per item and rule that answers broke: ``rule`` is ``out_of_range`` or
        ``between_steps``, ``count`` answers set missing, ``rows`` the first row numbers.
    """

    rows: pd.DataFrame
    blocks: Mapping[str, np.ndarray]
    marks: pd.DataFrame


def arrange(items: pd.DataFrame, instruments: Mapping[str, Instrument]) -> Answers:
    """Arrange answers by instrument.

    Parameters
    ----------
    items
        One row per answered item: ``episode_id``, ``time_point`` (codes of `TimePoint`),
        ``instrument``, ``item`` (codes of the instrument files) and ``value``. An
        unanswered item has no row, or a missing value. The order of rows has no meaning.
    instruments
        Instruments by id.

    Returns
    -------
    Answers
        A value outside the item's range, or between its steps, is missing and marked.

    Raises
    ------
    ExtractError
        A column is missing, a key is empty, an item or time point is unknown, an item
        stands under another instrument, a value is text, or an item is answered twice.
        Row numbers count from 1.
    """
    absent = [column for column in COLUMNS if column not in items.columns]
    if absent:
        raise ExtractError(
            "The answers lack a column.",
            where=f"item: {', '.join(absent)}",
            remedy=f"Give {', '.join(COLUMNS)}.",
        )
    values = _numbers(items["value"])
    place, rows = _rows(items)
    owner, column = _columns(items, instruments)
    blocks: dict[str, np.ndarray] = {}
    marks: list[dict[str, object]] = []
    for number, instrument in enumerate(instruments.values()):
        own = np.flatnonzero(owner == number)
        blocks[instrument.id] = _block(own, place, column, values, len(rows), instrument, marks)
    return Answers(rows, blocks, pd.DataFrame(marks, columns=list(MARKS)).astype({"count": int}))


def _stop(what: str, column: str, bad: np.ndarray, remedy: str) -> None:
    """Raise with the number of rows and the first row numbers, never with what they hold."""
    raise ExtractError(
        f"{what} ({len(bad)} rows).", where=f"item: {column}, {_row_text(bad)}", remedy=remedy
    )


def _row_text(places: np.ndarray) -> str:
    shown = ", ".join(str(place + 1) for place in places[:_SHOWN])
    more = " and more" if len(places) > _SHOWN else ""
    return f"row {shown}{more}"


def _numbers(column: pd.Series) -> np.ndarray:
    is_number = pd.api.types.is_numeric_dtype(column.dtype)
    if not is_number or pd.api.types.is_bool_dtype(column.dtype):
        wrong = [
            place
            for place, (value, is_missing) in enumerate(zip(column, column.isna(), strict=True))
            if not is_missing and (isinstance(value, bool) or not isinstance(value, numbers.Real))
        ]
        if wrong:
            _stop(
                "An answer is not a number",
                "value",
                np.array(wrong),
                "Let the contract's code list turn labels into numbers first.",
            )
        column = column.astype("float64")
    # Adding 0.0 turns the negative zero that some exports hold into zero; it also copies.
    return column.to_numpy(dtype="float64", na_value=np.nan) + 0.0


def _codes(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Whole numbers for the distinct texts of a key column."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, texts = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, texts = pd.factorize(column)
    empty = np.flatnonzero(codes < 0)
    if len(empty):
        _stop("A key is empty", str(column.name), empty, "Fill it; every answer needs its key.")
    return codes, pd.Index(texts)


def _rows(items: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Row of each answer in a table of episodes and time points, and that table."""
    points = [str(point) for point in TimePoint]
    point_codes, point_texts = _codes(items["time_point"])
    order = pd.Index(points).get_indexer(point_texts.astype(str))
    point = order[point_codes]
    unknown = np.flatnonzero(point < 0)
    if len(unknown):
        _stop("A time point is unknown", "time_point", unknown, f"Use {', '.join(points)}.")

    episode_codes, episodes = _codes(items["episode_id"])
    by_name = episodes.argsort()
    rank = np.empty(len(episodes), dtype="int64")
    rank[by_name] = np.arange(len(episodes))
    slot = rank[episode_codes] * len(points) + point
    is_used = np.zeros(len(episodes) * len(points), dtype=bool)
    is_used[slot] = True
    used = np.flatnonzero(is_used)
    place = (np.cumsum(is_used) - 1)[slot]
    rows = pd.DataFrame(
        {
            "episode_id": episodes[by_name].take(used // len(points)),
            "time_point": np.array(points, dtype=object)[used % len(points)],
        }
    )
    rows["episode_id"] = rows["episode_id"].astype("str")
    rows["time_point"] = rows["time_point"].astype(items["time_point"].dtype)
    return place, rows


def _columns(
    items: pd.DataFrame, instruments: Mapping[str, Instrument]
) -> tuple[np.ndarray, np.ndarray]:
    """Number of the instrument of each answer, and its column in that instrument's block."""
    of_item = {
        item.code: (number, column)
        for number, instrument in enumerate(instruments.values())
        for column, item in enumerate(instrument.items)
    }
    item_codes, texts = _codes(items["item"])
    known = np.array([of_item.get(str(text), (-1, -1)) for text in texts], dtype="int64")
    known = known.reshape(-1, 2)
    owner, column = known[item_codes, 0], known[item_codes, 1]
    unknown = np.flatnonzero(owner < 0)
    if len(unknown):
        _stop(
            "An item is in no instrument",
            "item",
            unknown,
            "Add its instrument file, or map the item's name in the contract.",
        )
    name_codes, names = _codes(items["instrument"])
    named = pd.Index(list(instruments)).get_indexer(names.astype(str))[name_codes]
    astray = np.flatnonzero(named != owner)
    if len(astray):
        _stop(
            "An item stands under an instrument that it does not belong to",
            "instrument",
            astray,
            "Write the id of the instrument file that defines the item.",
        )
    return owner, column


def _block(
    own: np.ndarray,
    place: np.ndarray,
    column: np.ndarray,
    values: np.ndarray,
    n_rows: int,
    instrument: Instrument,
    marks: list[dict[str, object]],
) -> np.ndarray:
    """Answers to one instrument; adds to ``marks`` what was set missing."""
    n_items = len(instrument.items)
    block = np.full((n_rows, n_items), np.nan)
    if not len(own):
        return block
    cell = place[own] * n_items + column[own]
    is_filled = np.zeros(n_rows * n_items, dtype=bool)
    is_filled[cell] = True
    if np.count_nonzero(is_filled) < len(own):
        doubled = own[pd.Series(cell).duplicated(keep="first").to_numpy()]
        _stop(
            "An item is answered twice by one episode at one time point",
            "item",
            doubled,
            "Keep the answer that holds.",
        )
    answer, which = values[own], column[own]
    lowest = np.array([item.minimum for item in instrument.items])[which]
    highest = np.array([item.maximum for item in instrument.items])[which]
    is_outside = (answer < lowest) | (answer > highest)
    is_between = ~is_outside & ~np.isnan(answer) & (answer != np.floor(answer))
    for rule, is_bad in (("out_of_range", is_outside), ("between_steps", is_between)):
        if not is_bad.any():
            continue
        for number, item in enumerate(instrument.items):
            bad = own[is_bad & (which == number)]
            if len(bad):
                marks.append(
                    dict(
                        zip(
                            MARKS,
                            (instrument.id, item.code, rule, len(bad), _row_text(bad)),
                            strict=True,
                        )
                    )
                )
    answer[is_outside | is_between] = np.nan
    block.ravel()[cell] = answer
    return block
