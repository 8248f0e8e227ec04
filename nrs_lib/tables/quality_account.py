"""Delays, findings, coverage, and what the missing may do to the main results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import (
    NONE,
    Find,
    by_end,
    count_cell,
    finder,
    has_own,
    level,
    n_cell,
    withheld,
)
from nrs_lib.tables.empty import is_hidden_whole, say_hidden
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.losses import part_of_start
from nrs_lib.tables.quality import subject_cells, subject_columns
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.refused import refusals
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.standing import Standing, better_way, standing_to_zero
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import change, interval, number
from nrs_lib.text.numbers import MISSING

_LOADED, _FOUND = "episodes_loaded", "episodes_with_findings"
_QUARTILES = ("0.25", "0.75")
_WAYS = {
    "observed": Statistic.CHANGE,
    "weighted": Statistic.ADJUSTED,
    "imputed": Statistic.ADJUSTED,
    "tipping_shift": Statistic.DIFFERENCE,
    "shift_of_observed": Statistic.DIFFERENCE,
    "small_shift": Statistic.DIFFERENCE,
}

_TURNED = {"tipping_shift": "imputed", "shift_of_observed": "observed"}
"""What each shift turns."""


def scopes_of(cleared: ClearedTable) -> list[Scope]:
    """Whose numbers stand beside each other, the subject's first."""
    return [Scope.OWN, Scope.NATIONAL] if has_own(cleared) else [Scope.NATIONAL]


def _head(scope: Scope, language: str) -> str:
    return word("unit" if scope is Scope.OWN else "nation", language)


def _said(text: str, name: str, cleared: ClearedTable) -> Stamped:
    html = str(Markup("<p>{}</p>").format(text))
    return stamped(kind="text", name=name, html=html, plain=text, cleared=[cleared])


def show_delays(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Days from event to answer: median and quartiles of the period, medians by quarter.

    Parameters
    ----------
    cleared
        The section ``delays``. Without a day of any answer, a sentence that says so.
    """
    rows = cleared.table
    if not ((rows["hidden"] != "") | (rows["n"].fillna(0) > 0)).any():
        return _said(told("no_days", language), "delays", cleared)
    find, scopes = finder(cleared), scopes_of(cleared)
    columns: list[Column] = []
    for scope in scopes:
        heads = [Column(told("median", language)), Column(word("answers", language), muted=True)]
        if scope is scopes[0]:
            span = Column(word("interval", language, level=level(language)), muted=True)
            heads += [span, Column(told("quartiles", language), muted=True)]
        columns += [
            Column(one.head, group=_head(scope, language), muted=one.muted) for one in heads
        ]
    # The period is the longest of those that end together, and stands first.
    *quarters, period = by_end(cleared)
    groups = []
    for measure in dict.fromkeys(rows["measure"]):
        made = []
        for code in (period, *quarters):
            cells: list[Cell] = []
            for scope in scopes:
                key = {"measure": measure, "scope": str(scope), "period": code}
                ends = [
                    find(statistic=str(Statistic.QUANTILE), category=p, **key) for p in _QUARTILES
                ]
                row = find(statistic=str(Statistic.MEDIAN), **key)
                cells += _days(row, ends, language)[: 4 if scope is scopes[0] else 2]
            made.append(Row(capital(period_of(code).brief(language)), tuple(cells)))
        groups.append(Group(read_measures()[measure].label[language], tuple(made)))
    table = Table(
        caption=told("delays", language),
        about=told("delays_about", language, level=level(language)),
        stub=told("when", language),
        columns=tuple(columns),
        groups=tuple(groups),
    )
    return stamp(table, name="delays", cleared=[cleared], language=language)


def _days(row: Any, ends: list[Any], language: str) -> tuple[Cell, ...]:
    if (gone := withheld(row, language)) is not None:
        return (gone,) * 4
    quartiles = NONE
    if all(end is not None and not end.hidden for end in ends):
        low, high = (end.estimate for end in ends)
        quartiles = Cell(interval(low, high, 0, language=language), rows=tuple(ends))
    return (
        Cell(number(row.estimate, 0, language=language), rows=(row,)),
        n_cell(row, language),
        Cell(interval(row.low, row.high, 0, language=language), rows=(row,)),
        quartiles,
    )


def show_findings(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Episodes with findings when the delivery was checked, by what was done about them.

    Parameters
    ----------
    cleared
        The section ``findings``. Without an account by unit, a sentence that says so.
    """
    if cleared.table.empty:
        return _said(told("no_account", language), "findings", cleared)
    find, scopes = finder(cleared), scopes_of(cleared)
    known = read_measures()
    kinds = [(_FOUND, code, label) for code, label in known[_FOUND].categories.items()]
    # What the findings are among stands first, as a denominator would.
    rows = tuple(
        Row(
            label[language],
            tuple(
                count_cell(find(measure=code, category=kind, scope=str(scope)), language)
                for scope in scopes
            ),
        )
        for code, kind, label in [(_LOADED, "", known[_LOADED].label), *kinds]
    )
    own = (find(measure=_FOUND, category=kind, scope=str(Scope.OWN)) for _, kind, _ in kinds)
    has_found = any(row is not None and not row.hidden and row.n > 0 for row in own)
    table = Table(
        caption=told("findings", language),
        about=told("findings_about", language),
        stub=told("kind", language),
        columns=tuple(
            Column(told("episodes", language), group=_head(scope, language)) for scope in scopes
        ),
        groups=(Group("", rows),),
        notes=(
            told("kinds_of_findings", language),
            *((told("which_findings", language),) if has_found else ()),
        ),
    )
    return stamp(table, name="findings", cleared=[cleared], language=language)


def show_coverage(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """How much of an outside count is registered.

    Parameters
    ----------
    cleared
        The section ``coverage``. Without an outside count, a sentence that says so.
    """
    if cleared.table.empty:
        return _said(told("no_coverage", language), "coverage", cleared)
    is_own, find = has_own(cleared), finder(cleared)
    cells = subject_cells(find, is_own, language, measure="coverage")
    is_missing = any(cell.text == MISSING for cell in cells)
    table = Table(
        caption=told("coverage", language),
        about=told("coverage_about", language),
        stub=told("who", language),
        columns=subject_columns(is_own, language),
        groups=(Group("", (Row(read_measures()["coverage"].label[language], cells),)),),
        notes=(told("more_than_counted", language),) if is_missing else (),
    )
    return stamp(table, name="coverage", cleared=[cleared], language=language)


def show_sensitivity(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """The main results as observed, weighted, imputed, and the shifts that turn them.

    Parameters
    ----------
    cleared
        The section ``sensitivity``; a way that was not taken for its subject has no row. Of a
        unit that nothing may be shown of, a sentence says why.
    """
    if is_hidden_whole(cleared):
        few = {row.hidden for row in cleared.matching(scope=str(Scope.OWN))} == {"few"}
        # The sentences before it have said that too few responded.
        caption = "" if few else told("sensitivity", language)
        return say_hidden(cleared, what=caption, name="sensitivity", language=language)
    find, scopes = finder(cleared), scopes_of(cleared)
    columns = tuple(
        Column(head, group=_head(scope, language), muted=place > 0)
        for scope in scopes
        for place, head in enumerate(
            (
                word("value", language),
                word("interval", language, level=level(language)),
                word("of_answers", language),
            )
        )
    )
    groups: list[Group] = []
    dashes: dict[tuple[str, str], set[str]] = {}
    for measure in dict.fromkeys(cleared.table["measure"]):
        one, rows = scale(measure), []
        ways = {row.category for row in cleared.matching(measure=measure, scope=str(scopes[0]))}
        for way, statistic in _WAYS.items():
            if way not in ways:
                continue
            cells: list[Cell] = []
            for scope in scopes:
                key = {"measure": measure, "category": way, "statistic": str(statistic)}
                row = find(scope=str(scope), **key)
                borne = _borne(find, measure, way, scope) if way in _TURNED else ""
                row = None if borne == "open" else row
                shown = _way(row, one.decimals, language)
                if shown[0] == NONE:
                    why = dashes.setdefault((measure, way), set())
                    why |= {borne} - {""}
                cells += shown
            rows.append(Row(told(way, language), tuple(cells)))
        groups.append(Group(one.label[language], tuple(rows)))
    every = [
        row.cells[place : place + 3] for group in groups for row in group.rows for place in (0, 3)
    ]
    notes = refusals(dashes, cleared.cautions, language=language)
    notes += _limits_of_start(cleared, language)
    if any(cells and cells[0] != NONE and cells[1] == NONE for cells in every):
        notes.append(told("no_interval", language))
    table = Table(
        caption=told("sensitivity", language),
        about=told("sensitivity_about", language, level=level(language)),
        stub=word("what", language),
        columns=columns,
        groups=tuple(groups),
        notes=tuple(notes),
    )
    return stamp(table, name="sensitivity", cleared=[cleared], language=language)


_LIMIT = "small_shift"


def _borne(find: Find, measure: str, way: str, scope: Scope) -> str:
    """Whether there is a conclusion to turn, by the interval as it is written: it ``holds`` or is
    ``open``; empty where that is not known.
    """
    base = _TURNED[way]
    key = {"measure": measure, "category": base, "statistic": str(_WAYS[base])}
    stands = standing_to_zero(find(scope=str(scope), **key))
    if stands is Standing.UNKNOWN:
        return ""
    return "holds" if stands is better_way(scale(measure)) else "open"


def _limits_of_start(cleared: ClearedTable, language: str) -> Iterator[str]:
    """Of each scale whose threshold for improvement is a part of its mean, that it is."""
    for measure in dict.fromkeys(row.measure for row in cleared.matching(category=_LIMIT)):
        if part := part_of_start(scale(measure), language):
            label = small(scale(measure).label[language])
            yield told("limit_of_start", language, label=label, part=part)


def _way(row: Any, decimals: int, language: str) -> tuple[Cell, ...]:
    if (gone := withheld(row, language)) is not None:
        return (gone,) * 3
    is_shift = row.statistic == Statistic.DIFFERENCE
    written = number if is_shift else change
    return (
        Cell(written(row.estimate, decimals, language=language), rows=(row,)),
        Cell(interval(row.low, row.high, decimals, language=language), rows=(row,)),
        # A limit is nobody's answer.
        NONE if row.category == _LIMIT else n_cell(row, language),
    )
