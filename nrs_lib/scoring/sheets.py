"""Answers in a table with one row per questionnaire and one column per item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import Coding, Instrument
from nrs_lib.errors import ExtractError
from nrs_lib.scoring.admitting import (
    decoded,
    faults,
    mark,
    marks_table,
    numbers_of,
    stored_range,
)
from nrs_lib.scoring.answers import Answers


def arrange_sheets(
    sheets: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    *,
    keys: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    codings: Mapping[str, Coding] | None = None,
) -> Answers:
    """Arrange a wide table by instrument.

    Parameters
    ----------
    sheets
        One row per questionnaire and one column per item. Every item of every instrument
        must have its column, so that a misspelt name is never read as unanswered.
    instruments
        Instruments by id.
    keys
        Columns to keep beside the scores.
    columns
        The table's own column name by item code, where it is not the item code.
    codings
        By instrument, how its answers are stored, where not as its own answers.

    Returns
    -------
    Answers
        Rows in the order and on the index of the table.

    Raises
    ------
    ExtractError
        A column is missing or doubled, or an answer is text; names column and rows.
    """
    columns = columns or {}
    names = {
        item.code: columns.get(item.code, item.code)
        for instrument in instruments.values()
        for item in instrument.items
    }
    _present(sheets, [*keys, *names.values()], columns, names)
    blocks: dict[str, np.ndarray] = {}
    marks: list[dict[str, object]] = []
    for instrument in instruments.values():
        coding = (codings or {}).get(instrument.id)
        lowest, highest = stored_range(instrument, coding)
        block = np.empty((len(sheets), len(instrument.items)))
        for place, item in enumerate(instrument.items):
            answer = numbers_of(sheets[names[item.code]])
            for rule, is_bad in faults(answer, lowest[place], highest[place]).items():
                if is_bad.any():
                    marks.append(mark(instrument.id, item.code, rule, np.flatnonzero(is_bad)))
                    answer[is_bad] = np.nan
            block[:, place] = answer if coding is None else decoded(answer, item.code, coding)
        blocks[instrument.id] = block
    return Answers(sheets[list(keys)].copy(), blocks, marks_table(marks))


def _present(
    sheets: pd.DataFrame,
    wanted: Sequence[str],
    columns: Mapping[str, str],
    names: Mapping[str, str],
) -> None:
    absent = [name for name in wanted if name not in sheets.columns]
    odd = [code for code in columns if code not in names]
    if absent or odd:
        raise ExtractError(
            f"The table lacks {len(absent)} columns, and {len(odd)} named items are unknown.",
            where=", ".join([*absent, *odd][:10]),
            remedy="Name each item's column in `columns`: {item code: column of the table}.",
        )
    doubled = [name for name in dict.fromkeys(wanted) if list(sheets.columns).count(name) > 1]
    shared = [name for name in names.values() if list(names.values()).count(name) > 1]
    if doubled or shared:
        raise ExtractError(
            "A column stands twice, or is named for two items.",
            where=", ".join(dict.fromkeys([*doubled, *shared])),
            remedy="Give each item one column of its own.",
        )
