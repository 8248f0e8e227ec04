"""How a table is laid out on a phone, by the room that its columns need there.

What is read off a phone's edge is read wrong: a table whose last column is cut tells another
number, and one that is dragged sideways hides what it was made for. So a table that lacks room
has its row heads above its cells, and one that still lacks room each cell beneath its own head.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from nrs_lib.tables.typesetting import in_line, is_numbered

if TYPE_CHECKING:
    from nrs_lib.tables.layout import Cell, Column, Row, Table

PROSE, MANY, ABOVE = "nrs-prose", "nrs-many", "nrs-above"
"""The classes of the layouts on a phone; see `layout_class`."""
_MANY = 5
"""More columns than a phone shows beside each other."""
_ALIKE = (2, 4)
"""How many columns of a group may stand on one line of a phone: as value, numbers, interval."""
_COMPARED = 4
"""From as many columns on, what two groups tell alike is read line beneath line."""
_THREE = 3
"""As many numbers in a row as take the line that a row head would share with them."""
_ROOM = 37.5
"""Letters of a table's size on a line of the narrowest phone that is reckoned with, 320 pixels."""
_SMALL, _BESIDE, _THIN = 0.9, 0.97, 0.5
"""What a letter of smaller words, a digit of smaller numbers and a sign between letters take."""
_GAP = 1.6
"""Letters between two columns of a group."""
_STUB, _EXPLAINED, _REASON = 10.0, 14.5, 10.0
"""The least that row heads, those with smaller words beneath, and a reason in a number's place
are given."""
_COUNTED = re.compile(r"\d\u00a0(?:av|of)\u00a0\d")
# A browser breaks a line after a hyphen, too, unless a digit follows.
_BREAKS = re.compile(r"[ \n]+|(?<=[\w%])-(?=[^\W\d])")


def layout_class(table: Table, alike: str | None = None) -> str:
    """The class of a table's layout on a phone; empty where it is the one of a wide screen.

    What decides is first of all what kind of table it is, so that tables of a kind look alike
    beside each other, in both languages, and only then the room that its words need.

    ``nrs-prose``
        Sentences beneath their row heads.
    ``nrs-many``
        Each cell beneath its own head, or a line for each group of columns.
    ``nrs-above``
        Row heads above their cells, the columns' heads once.

    ``alike`` is its `alike_class`, where that is known.
    """
    alike = alike_class(table) if alike is None else alike
    columns, rows = table.columns, table.rows
    if len(columns) == 1 and columns[0].is_text:
        return PROSE
    if any(column.is_text for column in columns):
        return MANY if len(columns) > _MANY else ""
    if len(columns) > _MANY or alike:
        return MANY
    needed = sum(_needed(columns, rows))
    if needed > _ROOM:
        return MANY
    cells = [cell for row in rows for cell in row.cells]
    if len(columns) < _THREE:
        is_bracketed = len(columns) > 1 and any(_COUNTED.search(cell.beside) for cell in cells)
        has_room = needed + max(_STUB, _stub(rows)) <= _ROOM
        return "" if has_room and not is_bracketed else ABOVE
    is_counted = any(_COUNTED.search(cell.text) for cell in cells)
    has_room = needed + max([_STUB, *map(_whole, rows)]) <= _ROOM
    return "" if has_room and not is_counted and len(columns) == _THREE else ABOVE


def alike_class(table: Table) -> str:
    """The classes of a table whose groups of columns have the same heads; a phone tells these
    once, and each group has a line beneath the row's head.

    A group may lack the last of the first one's heads. Empty where a column stands in no group,
    or where a line has no room for its numbers.

    ``nrs-beside``
        A group's name has room on the line of its numbers.
    ``nrs-in-line``
        So have the brackets.
    """
    groups: dict[str, list[int]] = {}
    for at, one in enumerate(table.columns):
        groups.setdefault(one.group, []).append(at)
    if len(groups) < 2 or "" in groups or len(table.columns) < _COMPARED:
        return ""
    heads = [[_head(table.columns[at]) for at in places] for places in groups.values()]
    least, most = _ALIKE
    if not least <= len(heads[0]) <= most or any(one != heads[0][: len(one)] for one in heads):
        return ""
    beneath = _line(table, groups.values(), in_line=False)
    if beneath > _ROOM:
        return ""
    beside = _line(table, groups.values(), in_line=True)
    names = _SMALL * max(map(_letters, groups)) + _GAP
    asked = {
        "nrs-alike": True,
        f"nrs-heads-{len(heads[0])}": True,
        "nrs-beside": beneath + names <= _ROOM,
        "nrs-in-line": beside + names <= _ROOM,
    }
    return " ".join(name for name, is_asked in asked.items() if is_asked)


def _line(table: Table, groups: Collection[list[int]], *, in_line: bool) -> float:
    """The room of a group's numbers on one line, aligned with those of the other groups."""
    needed = _needed(table.columns, table.rows, in_line=in_line)
    longest = max(map(len, groups))
    widths = [
        max(needed[places[at]] for places in groups if at < len(places)) for at in range(longest)
    ]
    return sum(widths) + _GAP * (longest - 1)


def head_over(table: Table, place: int, width: int) -> str:
    """What a cell is told to be above it: the head of its column, or of those that it fills.

    Nothing where it fills a whole group, whose name says as much.
    """
    begin = place - table.first_place
    filled = table.columns[begin : begin + width]
    group = filled[0].group
    is_whole = width > 1 and group and width == sum(one.group == group for one in table.columns)
    return "" if is_whole else ", ".join(map(_head_in_line, filled))


def _head_in_line(column: Column) -> str:
    unit = in_line(column.unit)
    return f"{column.head} ({unit})" if unit else column.head


def _head(column: Column) -> str:
    return f"{column.head} ({column.unit})" if column.unit else column.head


def _whole(row: Row) -> float:
    """The room of a row's head on one line; more than there is where words stand beneath it."""
    return _ROOM if row.beside else _letters(row.head)


def _stub(rows: Iterable[Row]) -> float:
    wide = [
        max(
            _letters(row.head) if is_numbered(row.head) else _longest(row.head),
            _EXPLAINED if row.beside else 0.0,
        )
        for row in rows
    ]
    return max(wide, default=_STUB)


def _needed(
    columns: Sequence[Column], rows: Iterable[Row], *, in_line: bool = False
) -> list[float]:
    """The room of each column where everything in it that can be broken is."""
    needed = [_SMALL * max(_longest(one.head), _longest(one.unit)) for one in columns]
    for row in rows:
        # A reason is told once over all of its group's columns, and shares their room.
        kinds = [(cell.hidden, one.group) for one, cell in zip(columns, row.cells, strict=True)]
        for at, cell in enumerate(row.cells):
            room = max(_REASON, _SMALL * _longest(cell.text)) / kinds.count(kinds[at])
            needed[at] = max(needed[at], room if cell.hidden else _cell(cell, in_line))
    return needed


def _cell(cell: Cell, in_line: bool) -> float:
    beside = _BESIDE * _letters(f"({cell.beside})") if cell.beside else 0.0
    text = _letters(cell.text)
    return text + beside if in_line else max(text, beside)


def _longest(text: str) -> float:
    return max(map(_letters, _BREAKS.split(text)))


def _letters(text: str) -> float:
    wide = sum(map(str.isalnum, text))
    return wide + _THIN * (len(text) - wide)
