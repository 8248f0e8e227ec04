"""From one row per answer to one block per instrument, checked on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Coding, Instrument
from nrs_lib.errors import ExtractError
from nrs_lib.scoring.admitting import (
    OUT_OF_RANGE,
    decoded,
    faults,
    mark,
    marks_table,
    numbers_of,
    stop,
    stored_range,
)
from nrs_lib.terms import TimePoint

KEYS = ("episode_id", "time_point")
COLUMNS = (*KEYS, "instrument", "item", "value")
# Beyond this many combinations of keys per answer the ones in use are found by sorting.
_ROOMY = 4
_PIECE = 2_000_000


@dataclass(frozen=True)
class Answers:
    """Answers with one row per questionnaire.

    Attributes
    ----------
    rows
        The keys of each questionnaire; its index is that of the scores.
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


def arrange(
    items: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    *,
    keys: Sequence[str] = KEYS,
    codings: Mapping[str, Coding] | None = None,
) -> Answers:
    """Arrange answers by instrument.

    Parameters
    ----------
    items
        One row per answered item: the keys, ``item`` (codes of the instrument files, with a
        coding's suffix where answers are stored so) and ``value``; ``instrument`` is checked
        where it is given. An unanswered item has no row, or a missing value. The order of
        rows has no meaning.
    instruments
        Instruments by id.
    keys
        Columns that together name a questionnaire. ``time_point`` holds codes of
        `TimePoint`; the questionnaires come in order of the keys.
    codings
        By instrument, how item codes without a suffix are stored, where not as the
        instrument's own answers.

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
    needed = (*keys, "item", "value")
    absent = [column for column in needed if column not in items.columns]
    if absent:
        raise ExtractError(
            "The answers lack a column.",
            where=f"item: {', '.join(absent)}",
            remedy=f"Give {', '.join(needed)}.",
        )
    values = items["value"]
    if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        values = pd.Series(numbers_of(values))
    place, rows = _rows(items, keys)
    known = _known_items(instruments, codings or {})
    owner, column, coding = _columns(items, instruments, known)
    blocks: dict[str, np.ndarray] = {}
    marks: list[dict[str, object]] = []
    for number, instrument in enumerate(instruments.values()):
        own = np.flatnonzero(owner == number)
        cells = place[own].astype("int64") * len(instrument.items) + column[own]
        stored = _Stored(own, cells, column[own], coding[own], numbers_of(values.iloc[own]))
        given = (codings or {}).get(instrument.id)
        blocks[instrument.id] = _compact(_block(stored, len(rows), instrument, given, marks))
    return Answers(rows, blocks, marks_table(marks))


def _codes(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Whole numbers for the distinct texts of a key column."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, texts = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, texts = pd.factorize(column)
    empty = np.flatnonzero(codes < 0)
    if len(empty):
        stop("A key is empty", str(column.name), empty, "Fill it; every answer needs its key.")
    return codes, pd.Index(texts)


def _ordered_key(items: pd.DataFrame, key: str) -> tuple[np.ndarray, pd.Index]:
    """Rank of each row in one key, and the key's values in that order."""
    codes, texts = _codes(items[key])
    if key == "time_point":
        points = pd.Index([str(point) for point in TimePoint])
        order = points.get_indexer(texts.astype(str))
        unknown = np.flatnonzero(order[codes] < 0)
        if len(unknown):
            stop("A time point is unknown", key, unknown, f"Use {', '.join(points)}.")
        return order.astype("int8")[codes], points
    by_name = texts.argsort()
    rank = np.empty(len(texts), dtype="int32")
    rank[by_name] = np.arange(len(texts), dtype="int32")
    return rank[codes], texts[by_name]


def _rows(items: pd.DataFrame, keys: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Row of each answer in a table of questionnaires, and that table."""
    slot = np.zeros(len(items), dtype="int64")
    ordered: list[pd.Index] = []
    for key in keys:
        rank, texts = _ordered_key(items, key)
        slot *= len(texts)
        slot += rank
        ordered.append(texts)
    n_slots = int(np.prod([len(texts) for texts in ordered]))
    if n_slots <= _ROOMY * len(items) + 1:
        is_used = np.zeros(n_slots, dtype=bool)
        is_used[slot] = True
        used = np.flatnonzero(is_used)
        place = (np.cumsum(is_used, dtype="int32") - 1)[slot]
    else:
        used, place = np.unique(slot, return_inverse=True)
    columns: dict[str, object] = {}
    rest = used
    for key, texts in reversed(list(zip(keys, ordered, strict=True))):
        rest, rank = np.divmod(rest, max(len(texts), 1))
        columns[key] = texts.take(rank)
    rows = pd.DataFrame({key: columns[key] for key in keys})
    for key in keys:
        dtype = items[key].dtype
        rows[key] = rows[key].astype("str" if key == "episode_id" else dtype)
    return place, rows


def _known_items(
    instruments: Mapping[str, Instrument], codings: Mapping[str, Coding]
) -> dict[str, tuple[int, int, int]]:
    """By item code: number of its instrument, its column there, and how it is stored.

    How is 0 for the instrument's own answers, or for the coding that the caller names, and
    one more than the coding's place where the code has a suffix.
    """
    known: dict[str, tuple[int, int, int]] = {}
    for number, instrument in enumerate(instruments.values()):
        for column, item in enumerate(instrument.items):
            known[item.code] = (number, column, 0)
            for place, coding in enumerate(instrument.codings, start=1):
                known[f"{item.code}{coding.suffix}"] = (number, column, place)
    return known


def _columns(
    items: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    known: Mapping[str, tuple[int, int, int]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Instrument, column in its block and coding of each answer."""
    item_codes, texts = _codes(items["item"])
    found = np.array([known.get(str(text), (-1, -1, 0)) for text in texts], dtype="int16")
    owner, column, coding = found.reshape(-1, 3).T[:, item_codes]
    unknown = np.flatnonzero(owner < 0)
    if len(unknown):
        stop(
            "An item is in no instrument",
            "item",
            unknown,
            "Add its instrument file, or map the item's name in the contract.",
        )
    if "instrument" in items.columns:
        name_codes, names = _codes(items["instrument"])
        named = pd.Index(list(instruments)).get_indexer(names.astype(str))[name_codes]
        astray = np.flatnonzero(named != owner)
        if len(astray):
            stop(
                "An item stands under an instrument that it does not belong to",
                "instrument",
                astray,
                "Write the id of the instrument file that defines the item.",
            )
    return owner, column, coding


@dataclass(frozen=True)
class _Stored:
    """Stored numbers of one instrument: where they stood, where they go, how they are coded."""

    own: np.ndarray
    cells: np.ndarray
    column: np.ndarray
    coding: np.ndarray
    values: np.ndarray


def _block(
    stored: _Stored,
    n_rows: int,
    instrument: Instrument,
    given: Coding | None,
    marks: list[dict[str, object]],
) -> np.ndarray:
    """Answers to one instrument; adds to ``marks`` what was set missing."""
    block = np.full((n_rows, len(instrument.items)), np.nan)
    if not len(stored.own):
        return block
    is_filled = np.zeros(block.size, dtype=bool)
    is_filled[stored.cells] = True
    if np.count_nonzero(is_filled) < len(stored.own):
        doubled = stored.own[pd.Series(stored.cells).duplicated(keep="first").to_numpy()]
        stop(
            "An item is answered twice by one questionnaire",
            "item",
            doubled,
            "Keep the answer that holds.",
        )
    for how in np.unique(stored.coding):
        coding = given if how == 0 else instrument.codings[how - 1]
        suffix = coding.suffix if coding is not None else ""
        broken: dict[tuple[str, int], list[np.ndarray]] = {}
        mine = np.flatnonzero(stored.coding == how)
        # A few million at a time: the checks need several times the room of the answers.
        for piece in np.array_split(mine, len(mine) // _PIECE + 1):
            block.ravel()[stored.cells[piece]] = _admitted(
                stored, piece, instrument, coding, broken
            )
        for rule, number in sorted(broken, key=lambda one: (one[0] != OUT_OF_RANGE, one[1])):
            code = f"{instrument.items[number].code}{suffix}"
            rows = np.concatenate(broken[rule, number])
            marks.append(mark(instrument.id, code, rule, rows))
    return block


def _compact(block: np.ndarray) -> np.ndarray:
    """The same numbers in a quarter of the room; answers are few and whole, or halves."""
    small = block.astype("float16")
    return small if np.array_equal(small, block, equal_nan=True) else block


def _admitted(
    stored: _Stored,
    mine: np.ndarray,
    instrument: Instrument,
    coding: Coding | None,
    broken: dict[tuple[str, int], list[np.ndarray]],
) -> np.ndarray:
    """Answers of one coding, missing where the stored number cannot be one; adds to ``broken``."""
    answer, which = stored.values[mine], stored.column[mine]
    lowest, highest = stored_range(instrument, coding)
    for rule, is_bad in faults(answer, lowest[which], highest[which]).items():
        if not is_bad.any():
            continue
        for number in range(len(instrument.items)):
            bad = stored.own[mine[is_bad & (which == number)]]
            if len(bad):
                broken.setdefault((rule, number), []).append(bad)
        answer[is_bad] = np.nan
    if coding is not None:
        for number, item in enumerate(instrument.items):
            asked = which == number
            answer[asked] = decoded(answer[asked], item.code, coding)
    return answer
