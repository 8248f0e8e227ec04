"""A register's years beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.annual_words import rounding_note, told
from nrs_lib.tables.cells import NONE, Find, count_cell, finder, value_cells
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope


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
        notes=rounding_note(cleared.record.used["limits"]["round_to"], language),
    )
    return stamp(table, name="years", cleared=[cleared], language=language)


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
