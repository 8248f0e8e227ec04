"""How a table is laid out on a phone, by the room that its columns need there.

What is read off a phone's edge is read wrong: a table whose last column is cut tells another
number, and one that is dragged sideways hides what it was made for. So a table that lacks room
has its row heads above its cells, and one that still lacks room each cell beneath its own head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from nrs_lib.tables.typesetting import is_numbered

if TYPE_CHECKING:
    from nrs_lib.tables.layout import Cell, Column, Row, Table

_MANY = 5
"""As many columns as a phone shows a part of that tells something; more are stacked there."""
_ALIKE = 3
"""Columns of a group that stand on one line of a phone: as value, numbers and interval."""
_ROOM = 37.5
"""Letters of a table's size on a line of the narrowest phone that is reckoned with, 320 pixels."""
_SMALL, _BESIDE, _THIN = 0.9, 0.97, 0.5
"""What a letter of smaller words, a digit of smaller numbers and a sign between letters take."""
_STUB, _EXPLAINED, _REASON = 10.0, 14.5, 10.0
"""The least that row heads, those with smaller words beneath, and a reason in a number's place
are given."""
_COUNTED = re.compile(r"(\d\u00a0(?:av|of))\u00a0\d.*")
_BREAKS = re.compile(r"[ \n]+")


def layout_class(table: Table) -> str:
    """The class of a table's layout on a phone; empty where it is the one of a wide screen.

    ``nrs-prose``
        Sentences beneath their row heads.
    ``nrs-many``
        Each cell beneath its own head.
    ``nrs-above``
        Row heads above their cells, the columns' heads once.
    ``nrs-tight``
        Every denominator beneath its numerator, alike in all rows.
    """
    columns, rows = table.columns, table.rows
    if len(columns) == 1 and columns[0].is_text:
        return "nrs-prose"
    if any(column.is_text for column in columns):
        return "nrs-many" if len(columns) > _MANY else ""
    needed = sum(_needed(columns, rows))
    if len(columns) > _MANY or needed > _ROOM:
        return "nrs-many"
    if needed + max(_STUB, _stub(rows)) > _ROOM:
        return "nrs-above"
    return "nrs-tight" if len(columns) == _MANY else ""


def shared_heads(table: Table) -> tuple[str, ...]:
    """The heads that every group of a stacked table's columns has; a phone tells them once.

    A group may lack the last of them. None where a column stands in no group, or where the
    table is not stacked.
    """
    groups: dict[str, list[str]] = {}
    for one in table.columns:
        groups.setdefault(one.group, []).append(
            f"{one.head} ({one.unit})" if one.unit else one.head
        )
    longest = max(groups.values(), key=len)
    is_told = (
        len(groups) > 1
        and "" not in groups
        and len(longest) == _ALIKE
        and all(heads == longest[: len(heads)] for heads in groups.values())
        and layout_class(table) == "nrs-many"
    )
    return tuple(longest) if is_told else ()


def _stub(rows: Iterable[Row]) -> float:
    wide = [
        max(
            _letters(row.head) if is_numbered(row.head) else _longest(row.head),
            _EXPLAINED if row.beside else 0.0,
        )
        for row in rows
    ]
    return max(wide, default=_STUB)


def _needed(columns: Sequence[Column], rows: Iterable[Row]) -> list[float]:
    """The room of each column where everything in it that can be broken is."""
    needed = [_SMALL * max(_longest(one.head), _longest(one.unit)) for one in columns]
    for row in rows:
        # A reason is told once over all of its group's columns, and shares their room.
        kinds = [(cell.hidden, one.group) for one, cell in zip(columns, row.cells, strict=True)]
        for at, cell in enumerate(row.cells):
            room = max(_REASON, _SMALL * _longest(cell.text)) / kinds.count(kinds[at])
            needed[at] = max(needed[at], room if cell.hidden else _cell(cell))
    return needed


def _cell(cell: Cell) -> float:
    beside = _BESIDE * _letters(f"({cell.beside})") if cell.beside else 0.0
    return max(_letters(_COUNTED.sub(r"\1", cell.text)), beside)


def _longest(text: str) -> float:
    return max(map(_letters, _BREAKS.split(text)))


def _letters(text: str) -> float:
    return sum(1.0 if sign.isalnum() else _THIN for sign in text)
