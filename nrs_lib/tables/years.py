"""A register's years beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.annual_words import rounding_note, told
from nrs_lib.tables.cells import NONE, Find, count_cell, finder, value_cells
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.wording import word
from nrs_lib.tables.year_before import WAIT, base_of
from nrs_lib.terms import Scope
from nrs_lib.text import count, join_words

_STARTS = "programme_starts"


def show_years(cleared: ClearedTable, *, years: Sequence[str], language: str = "sv") -> Stamped:
    """Volume and indicators of each year, oldest first.

    Parameters
    ----------
    cleared
        The section ``years`` of an annual report.
    years
        Codes of the years, oldest first.
    """
    known, find = read_measures(), finder(cleared)
    base = base_of(cleared)
    measures = list(dict.fromkeys(cleared.table["measure"]))
    counts = [code for code in measures if known[code].kind == "count"]
    others = [code for code in measures if code not in counts]
    table = Table(
        caption=told("years", language),
        about=told("years_about", language),
        stub=word("measure", language),
        columns=tuple(Column(year) for year in years),
        groups=(
            Group(
                told("years_counts", language),
                tuple(_row(find, code, years, language) for code in counts),
            ),
            Group(
                told("years_indicators", language),
                tuple(_row(find, code, years, language) for code in others),
            ),
        ),
        notes=(*_waits(find, years, base, language), *rounding_note(base, language)),
    )
    if any(cell is NONE for row in table.rows for cell in row.cells):
        table = replace(table, notes=(told("years_dash", language), *table.notes))
    return stamp(table, name="years", cleared=[cleared], language=language)


def _waits(find: Find, years: Sequence[str], base: int, language: str) -> tuple[str, ...]:
    """Of how many of a year's programmes waits are counted, where it is not of all."""
    parts = []
    for year in years:
        rows = (
            find(measure=code, period=year, scope=str(Scope.NATIONAL), category="")
            for code in (WAIT, _STARTS)
        )
        waited, began = (row if row is not None and not row.hidden else None for row in rows)
        # Counts are rounded each by itself.
        if waited and began and waited.n and waited.n <= began.n - 2 * base:
            n, all_of = (count(row.n, language=language) for row in (waited, began))
            parts.append(told("years_waits_part", language, n=n, began=all_of, year=year))
    if not parts:
        return ()
    label = read_measures()[WAIT].label[language]
    words = join_words(parts, language=language)
    return (told("years_waits", language, label=label, parts=words),)


def _row(find: Find, code: str, years: Sequence[str], language: str) -> Row:
    measure = read_measures()[code]
    unit = measure.unit[language]
    label = capital(measure.label[language])
    cells = tuple(_cell(find, code, year, language) for year in years)
    return Row(f"{label}, {unit}" if unit else label, cells)


def _cell(find: Find, code: str, year: str, language: str) -> Cell:
    measure = read_measures()[code]
    found = find(measure=code, period=year, scope=str(Scope.NATIONAL), category="")
    if found is None:
        return NONE
    if measure.kind == "count":
        return count_cell(found, language)
    value, company = value_cells(found, measure.decimals, language)[:2]
    if value.hidden or not company.text:
        return value
    return Cell(value.text, beside=company.text, rows=value.rows)
