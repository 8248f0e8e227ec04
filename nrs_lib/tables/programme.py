"""How long patients waited, and how the programmes ended."""

from __future__ import annotations

from nrs_lib.contracts.measures import Measure, read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import Find, finder, has_own, level, measured_cells
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope

_GROUPS = {"programme_waits": "median", "programme_ends": "share"}


def show_programme(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Waits as medians and endings as shares, own and national.

    Parameters
    ----------
    cleared
        The section ``programme``: one row per measure and scope.
    """
    is_own = has_own(cleared)
    scopes = [Scope.OWN, Scope.NATIONAL] if is_own else [Scope.NATIONAL]
    columns: list[Column] = []
    for scope in scopes:
        group = word("unit" if scope is Scope.OWN else "nation", language)
        columns.append(Column(word("value", language), group=group))
        columns.append(Column(word("based_on", language), group=group, muted=True))
        if scope is scopes[0]:
            head = word("interval", language, level=level(language))
            columns.append(Column(head, group=group, muted=True))
    find = finder(cleared)
    present = cleared.measures
    groups = []
    for heading, kind in _GROUPS.items():
        shown = [m for m in read_measures().values() if m.code in present and m.kind == kind]
        rows = tuple(_row(find, measure, scopes, language) for measure in shown)
        groups.append(Group(word(heading, language), rows))
    table = Table(
        caption=word("programme_caption", language),
        about=word("programme_about", language),
        stub=word("what", language),
        columns=tuple(columns),
        groups=tuple(group for group in groups if group.rows),
    )
    return stamp(table, name="programme", cleared=[cleared], language=language)


def _row(find: Find, measure: Measure, scopes: list[Scope], language: str) -> Row:
    cells: list[Cell] = []
    for scope in scopes:
        row = find(measure=measure.code, scope=str(scope))
        told = measured_cells(row, measure.decimals, language)
        cells += told if scope is scopes[0] else told[:2]
    label, unit = measure.label[language], measure.unit[language]
    return Row(f"{label}, {unit}" if unit else label, tuple(cells))
