"""The anatomy that every table shares: caption, heads, groups of rows, notes beneath.

A table is described once and comes out three ways that cannot disagree: HTML, plain text,
and rows for a CSV file. Numbers that were hidden at the door carry their reason in the
place of the number, in all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nrs_lib.disclosure import ClearedTable, Stamped, Told, stamped
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.narrow import ABOVE, MANY, PROSE, alike_class, layout_class
from nrs_lib.tables.reasons import reason_notes
from nrs_lib.tables.row_cells import row_cells
from nrs_lib.tables.transcript import file_rows, plain
from nrs_lib.tables.typesetting import row_head, typeset

_LONG = 12
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Compiled when this is imported, so that processes forked afterwards have it.
_LAYOUT = _PAGES.get_template("layout.html.j2")
# A row that a narrow screen stacks is no longer drawn as one, so it says what it is.
_STACKED = (PROSE, MANY, ABOVE)
_PARTS = ("table", "rowgroup", "row", "columnheader", "rowheader", "cell")
_ROLES = {part: Markup(f' role="{part}"') for part in _PARTS}
_NO_ROLES = dict.fromkeys(_PARTS, "")


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table.

    Attributes
    ----------
    text
        What is read; for a hidden number the reason, in words.
    beside
        Smaller words that keep the text company, such as numerator and denominator.
    hidden
        Key in ``disclosure.REASONS`` when the number was hidden.
    look
        Whether the reader's eye should stop here; a note says why.
    rows
        The cleared rows that it was made from.
    """

    text: str
    beside: str = ""
    hidden: str = ""
    look: bool = False
    rows: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    @property
    def written(self) -> Told:
        """The cell in one line, for CSV: it knows the rows that it was made from."""
        return Told(self.in_line, *self.rows)

    @property
    def in_line(self) -> str:
        """The cell in one line, for plain text."""
        return f"{self.text} ({self.beside})" if self.beside else self.text


@dataclass(frozen=True)
class Column:
    """One column: its head, the unit in the head, and the group of columns it stands under."""

    head: str
    unit: str = ""
    group: str = ""
    muted: bool = False
    is_text: bool = False

    @property
    def written(self) -> str:
        """The head in one line, unique in its table, for plain text and CSV."""
        head = f"{self.head} ({self.unit})" if self.unit else self.head
        return f"{self.group}: {head}" if self.group else head


@dataclass(frozen=True)
class Row:
    """One row: its head, smaller words under the head, its cells, and the notes it points to.

    ``language`` is the head's where it is not the page's, for those who hear it read.
    """

    head: str
    cells: tuple[Cell, ...]
    beside: str = ""
    notes: tuple[int, ...] = ()
    own: bool = False
    language: str = ""


@dataclass(frozen=True)
class Group:
    """Rows that belong together under a heading; without heading they stand by themselves."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """A whole table, before it is stamped.

    Attributes
    ----------
    caption
        What the table shows, in one line.
    about
        Period, population and unit of what is shown: the line under the caption.
    stub
        Head of the first column.
    columns, groups
        What stands to the right of the row heads, and the rows.
    numbered
        Notes that rows point to, counted from 1.
    notes
        Notes for the table as a whole.
    left_out
        Rows that are not drawn, whose reasons a note names and the table explains.
    fold
        Words that all groups but the first are folded under on a screen; empty folds none.
    is_away
        Whether a screen shows its title alone until it is asked for: what it tells is drawn
        above, or looked up by few.
    is_matrix
        Whether each column counts others, so that a reason stands in every cell it holds for.
    """

    caption: str
    stub: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    about: str = ""
    numbered: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    left_out: tuple[Row, ...] = ()
    fold: str = ""
    is_away: bool = False
    is_matrix: bool = False

    def __post_init__(self) -> None:
        ragged = [row.head for row in self.rows if len(row.cells) != len(self.columns)]
        if ragged:
            raise DefinitionError(
                "A row has more or fewer cells than the table has columns.",
                where=f"{self.caption}: {ragged[0]}",
                remedy=f"Give {len(self.columns)} cells.",
            )

    @property
    def rows(self) -> list[Row]:
        """All rows, in order."""
        return [row for group in self.groups for row in group.rows]

    @property
    def is_long(self) -> bool:
        """Whether it may be split between sheets of paper, which else would be half empty."""
        return len(self.rows) + len(self.groups) > _LONG

    @property
    def has_headings(self) -> bool:
        """Whether its rows stand under headings, which its file has a column for."""
        return any(group.heading for group in self.groups)

    @property
    def first_place(self) -> int:
        """The number that its first column beside the row heads has in its file."""
        return 3 if self.has_headings else 2

    @property
    def has_one_group(self) -> bool:
        """Whether all columns stand under one and the same group's name."""
        return len({column.group for column in self.columns}) == 1


def stamp(
    table: Table,
    *,
    name: str,
    cleared: Sequence[ClearedTable],
    language: str = "sv",
    shows_numbers: bool = True,
) -> Stamped:
    """Write a table as HTML, plain text and CSV rows, and stamp it.

    Parameters
    ----------
    shows_numbers
        False where the table tells of the cleared tables and shows none of their numbers.

    Raises
    ------
    DisclosureError
        Something else than cleared tables was given.
    """
    alike = alike_class(table)
    narrow = layout_class(table, alike)
    role = _ROLES if narrow in _STACKED else _NO_ROLES
    drawn = {"name": name, "narrow": narrow, "alike": alike}
    html = _LAYOUT.render(
        table=table,
        spans=_spans(table.columns),
        groups=_numbered(table),
        role=role,
        row_cells=partial(row_cells, table, **drawn, role=role["cell"]),
        typeset=typeset,
        row_head=row_head,
        **drawn,
        notes=(*table.notes, *reason_notes(_hidden(table), cleared=cleared, language=language)),
    )
    return stamped(
        kind="table",
        name=name,
        html=html,
        plain=plain(table),
        rows=file_rows(table),
        cleared=cleared,
        shows_numbers=shows_numbers,
    )


def _hidden(table: Table) -> set[str]:
    """The reasons in a table; of a row that it leaves out the first, as the note names it."""
    cells = [cell for row in table.rows for cell in row.cells]
    cells += [row.cells[0] for row in table.left_out if row.cells]
    return {cell.hidden for cell in cells if cell.hidden}


def _spans(columns: Iterable[Column]) -> list[tuple[str, int]]:
    """Neighbouring columns of the same group, with how many they are."""
    spans: list[tuple[str, int]] = []
    for column in columns:
        if spans and column.group and spans[-1][0] == column.group:
            spans[-1] = (column.group, spans[-1][1] + 1)
        else:
            spans.append((column.group, 1))
    return spans if any(group for group, _ in spans) else []


def _numbered(table: Table) -> list[tuple[str, list[tuple[int, Row]]]]:
    """Headings with their rows, each row with its number in the file of the table."""
    numbers = iter(range(1, len(table.rows) + 1))
    return [(group.heading, [(next(numbers), row) for row in group.rows]) for group in table.groups]
