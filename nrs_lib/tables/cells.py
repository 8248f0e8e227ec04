"""From cleared rows to the cells that readers see; a hidden row gives its reason instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nrs_lib.contracts import conventions
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearedTable, reason_words
from nrs_lib.disclosure.windows import period_of
from nrs_lib.errors import DefinitionError
from nrs_lib.tables.layout import Cell, Column
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import change, count, interval, number, of, percent, percent_interval
from nrs_lib.text.numbers import MISSING, share_percent

NONE = Cell(MISSING)
Find = Callable[..., Any]


def finder(cleared: ClearedTable) -> Find:
    """Make a look-up of a table's rows: ``find(measure="women", scope="own")``.

    Returns
    -------
    function
        Gives the one row that matches, as a named tuple of the table's columns, or None. A
        table asks for many rows, so they are read once and not filtered anew each time.

    Raises
    ------
    DefinitionError
        (By the function.) Different rows match, so the table would show one by chance.
    """
    by_measure: dict[str, list[Any]] = {}
    for row in cleared.rows:
        by_measure.setdefault(row.measure, []).append(row)

    def find(**key: object) -> Any | None:
        rows = by_measure.get(key["measure"], ()) if "measure" in key else cleared.rows
        wanted = list(key.values())
        found = [row for row in rows if [getattr(row, k) for k in key] == wanted]
        # Sections that are added together may bring the nation's same row twice.
        if len(found) > 1 and len({repr(row) for row in found}) > 1:
            raise DefinitionError(
                f"{len(found)} rows match where a table has room for one.",
                where=", ".join(f"{name} {value}" for name, value in key.items()),
                remedy="Clear one period and one time point, or name the one to show.",
            )
        return found[0] if found else None

    return find


def noting(find: Find) -> tuple[Find, list[Any]]:
    """The same look-up, and a list that fills with the rows it gave: a text's origins."""
    noted: list[Any] = []

    def note(**key: object) -> Any | None:
        row = find(**key)
        if row is not None:
            noted.append(row)
        return row

    return note, noted


def by_end(cleared: ClearedTable) -> list[str]:
    """The periods of a table by their last day; of those that end together the longest last."""
    periods = filter(None, map(period_of, dict.fromkeys(row.period for row in cleared.rows)))
    return [one.code for one in sorted(periods, key=lambda one: (one.end, one.months))]


def categories(cleared: ClearedTable, measure: str, language: str) -> dict[str, str]:
    """Labels of a measure's categories that have rows, in the order of its code list.

    Raises
    ------
    DefinitionError
        A category has no label, and would fall out of the table unseen.
    """
    known = read_codelist(read_measures()[measure].codelist).labels(language)
    present = {row.category for row in cleared.matching(measure=measure)} - {""}
    if present - set(known):
        raise DefinitionError(
            "A category has no label in its measure's code list.",
            where=f"measure {measure}: {sorted(present - set(known))[0]}",
            remedy=f"Add it to data_contracts/codelists/{read_measures()[measure].codelist}.csv.",
        )
    return {code: label for code, label in known.items() if code in present}


def has_own(cleared: ClearedTable) -> bool:
    """Whether the table is a unit's, and not the nation's alone."""
    return any(row.scope == str(Scope.OWN) for row in cleared.rows)


def level(language: str) -> str:
    """Level of the intervals in words, from the one place where it is decided."""
    value = conventions.get("confidence_level").value
    return share_percent(value, language=language)


def withheld(row: Any, language: str) -> Cell | None:
    """The cell of a row that cannot be shown, or None when it can."""
    if row is None:
        return NONE
    if row.hidden:
        return Cell(reason_words(row.hidden, row.measure, language), hidden=row.hidden, rows=(row,))
    return None


def share_cells(row: Any, language: str, *, with_interval: bool = True) -> tuple[Cell, ...]:
    """Per cent, numerator and denominator, and the interval if wanted."""
    width = 3 if with_interval else 2
    if (gone := withheld(row, language)) is not None:
        return (gone,) * width
    cells = (
        Cell(percent(row.numerator, row.denominator, language=language), rows=(row,)),
        Cell(of(row.numerator, row.denominator, language=language), rows=(row,)),
        Cell(percent_interval(row.low, row.high, language=language), rows=(row,)),
    )
    return cells[:width]


def share_columns(
    group: str, language: str, *, with_interval: bool = True, head: str = ""
) -> tuple[Column, ...]:
    """Heads for `share_cells`."""
    columns = (
        Column(head or word("share", language), group=group),
        Column(word("of_answers", language), group=group, muted=True),
        Column(word("interval", language, level=level(language)), group=group, muted=True),
    )
    return columns[: 3 if with_interval else 2]


def measured_cells(row: Any, decimals: int, language: str) -> tuple[Cell, ...]:
    """A share or a median, what it rests on, and its interval."""
    if (gone := withheld(row, language)) is not None:
        return (gone,) * 3
    if row.statistic == Statistic.SHARE:
        return share_cells(row, language)
    return (
        Cell(number(row.estimate, decimals, language=language), rows=(row,)),
        n_cell(row, language),
        Cell(interval(row.low, row.high, decimals, language=language), rows=(row,)),
    )


def count_cell(row: Any, language: str) -> Cell:
    """A plain count."""
    return withheld(row, language) or Cell(count(row.n, language=language), rows=(row,))


def n_cell(row: Any, language: str) -> Cell:
    """How many people stand behind a number."""
    return withheld(row, language) or Cell(count(row.n, language=language), rows=(row,))


def mean_cell(row: Any, decimals: int, language: str) -> Cell:
    """A mean with its standard deviation beside it."""
    if (gone := withheld(row, language)) is not None:
        return gone
    beside = number(row.sd, decimals, language=language)
    return Cell(
        number(row.estimate, decimals, language=language),
        beside="" if beside == MISSING else beside,
        rows=(row,),
    )


def change_cells(row: Any, decimals: int, language: str) -> tuple[Cell, Cell]:
    """A mean change and its interval."""
    if (gone := withheld(row, language)) is not None:
        return gone, gone
    return (
        Cell(change(row.estimate, decimals, language=language), rows=(row,)),
        Cell(interval(row.low, row.high, decimals, language=language), rows=(row,)),
    )


def effect_cell(row: Any, language: str) -> Cell:
    """A standardised effect, with sign as the change."""
    gone = withheld(row, language)
    return gone or Cell(change(row.estimate, 2, language=language), rows=(row,))


def value_cells(row: Any, decimals: int, language: str) -> tuple[Cell, Cell]:
    """A value of any kind and what it rests on: n/d for shares, else the number of people."""
    if (gone := withheld(row, language)) is not None:
        return gone, gone
    if row.statistic == Statistic.SHARE:
        return share_cells(row, language, with_interval=False)
    if row.statistic == Statistic.MEAN:
        cell = mean_cell(row, decimals, language)
        shown = replace(cell, beside=f"SD {cell.beside}" if cell.beside else "")
    else:
        span = interval(row.low, row.high, decimals, language=language)
        shown = Cell(
            number(row.estimate, decimals, language=language),
            beside="" if span == MISSING else span,
            rows=(row,),
        )
    return shown, n_cell(row, language)
