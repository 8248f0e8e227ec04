"""What each unit of a register did in a year."""

from __future__ import annotations

from collections.abc import Mapping

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.annual_words import rounding_note, told
from nrs_lib.tables.cells import count_cell, finder
from nrs_lib.tables.layout import Column, Group, Row, Table, stamp
from nrs_lib.tables.wording import word
from nrs_lib.terms import NATIONAL, Statistic
from nrs_lib.text import number, sort_key


def show_units_volume(
    by_unit: ClearedTable,
    *,
    volume: ClearedTable,
    period: str,
    names: Mapping[str, str],
    language: str = "sv",
) -> Stamped:
    """Counts of every unit, in alphabetical order, with the nation's beneath.

    Parameters
    ----------
    by_unit
        The section ``unit_volume``, cleared for readers who may see units by name.
    volume
        The section ``volume``, for the nation.
    period
        Code of the year.
    names
        Name of each unit by its id; the id stands where a name is missing.
    """
    both = by_unit + volume.where(period=period, statistic=str(Statistic.COUNT))
    find, known = finder(both), read_measures()
    measures = list(dict.fromkeys(by_unit.table["measure"]))
    units = sorted(
        {str(group) for group in by_unit.table["group"]},
        key=lambda unit: sort_key(names.get(unit, unit)),
    )
    rows = []
    for unit in (*units, NATIONAL):
        label = word("nation", language) if unit == NATIONAL else names.get(unit, unit)
        cells = tuple(
            count_cell(find(measure=code, group=unit, period=period), language) for code in measures
        )
        rows.append(Row(label, cells, own=unit == NATIONAL))
    base, least = by_unit.record.used["limits"]["round_to"], by_unit.record.min_n
    # Shares need as many exactly, so that what is rounded up to it may have none.
    is_unsure = base > 1 and any(not row.hidden and row.n == least for row in by_unit.rows)
    table = Table(
        caption=told("units_volume", language),
        about=told("units_volume_about", language, period=period),
        stub=word("one_unit", language),
        columns=tuple(Column(known[code].label[language]) for code in measures),
        groups=(Group("", tuple(rows)),),
        notes=(
            told("units_volume_note", language),
            *rounding_note(base, language),
            *(
                (told("units_volume_rounded", language, least=number(least, language=language)),)
                if is_unsure
                else ()
            ),
        ),
    )
    return stamp(table, name="volumes", cleared=[by_unit, volume], language=language)
