"""How many answered: own, nation, and unit by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, reason_words
from nrs_lib.disclosure.standing import standing_beside
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import by_end, finder, has_own, level, share_cells, share_columns
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.tables.wording import word
from nrs_lib.terms import NATIONAL, Scope, Statistic
from nrs_lib.text import count, join_words, number, sort_key, whole

_PLACES = {
    Standing.HIGHER: "above_nation",
    Standing.ALIKE: "like_nation",
    Standing.LOWER: "below_nation",
    Standing.UNKNOWN: "not_shown",
}
RESPONSES = ("response_start", "response_discharge", "response_12m")


def low_response() -> float:
    """The share, 0 to 1, below which a result holds chiefly for those who answered."""
    return float(get("low_response_below").value)


def is_low_response(row: Any) -> bool:
    """Whether a response rate lies below that limit, as both are written."""
    return standing_beside(row._replace(low=row.estimate, high=row.estimate), low_response()) is (
        Standing.LOWER
    )


def low_response_words(language: str) -> str:
    """The same limit in words: ``60 %``."""
    space = {"sv": "\u00a0", "en": ""}[language]
    return f"{number(100 * low_response(), language=language)}{space}%"


def _looked_at(cells: tuple[Cell, ...], row: Any) -> tuple[Cell, ...]:
    is_low = row is not None and not row.hidden and is_low_response(row)
    return (replace(cells[0], look=True), *cells[1:]) if is_low else cells


def _low_note(rows: list[Row], language: str) -> tuple[str, ...]:
    if not any(cell.look for row in rows for cell in row.cells):
        return ()
    return (word("low_response", language, limit=low_response_words(language)),)


def _present(cleared: ClearedTable) -> list[str]:
    return [code for code in RESPONSES if code in cleared.measures]


def show_responses(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Response rates at each time point, own and national; low ones are marked.

    Parameters
    ----------
    cleared
        The section ``response``: one share per measure and scope, for one period.
    """
    is_own = has_own(cleared)
    scopes = [Scope.OWN, Scope.NATIONAL] if is_own else [Scope.NATIONAL]
    columns = share_columns(word("unit" if is_own else "nation", language), language)
    if is_own:
        columns += share_columns(word("nation", language), language, with_interval=False)
    find = finder(cleared)
    rows = []
    for code in _present(cleared):
        cells: tuple[Cell, ...] = ()
        for scope in scopes:
            found = find(measure=code, scope=str(scope))
            shown = share_cells(found, language, with_interval=scope is scopes[0])
            cells += _looked_at(shown, found)
        rows.append(Row(read_measures()[code].label[language], cells))
    table = Table(
        caption=word("responses_caption", language),
        about=word("responses_about", language),
        stub=word("measure", language),
        columns=columns,
        groups=(Group("", tuple(rows)),),
        notes=_low_note(rows, language),
    )
    return stamp(table, name="responses", cleared=[cleared], language=language)


def show_response_by_unit(
    cleared: ClearedTable, *, names: Mapping[str, str] | None = None, language: str = "sv"
) -> Stamped:
    """Response rates of every unit, in alphabetical order, never by size.

    Where the policy hides other units' names, a table by unit would be a table by nobody;
    the units are then counted against the nation instead.

    Parameters
    ----------
    cleared
        The section ``units``: rows with scope ``unit``, one per unit and measure, and the
        nation's.
    names
        Name of each unit by its id; the id stands where a name is missing.
    """
    measures = _present(cleared)
    if not cleared.record.names_units:
        return _spread(cleared, measures, language)
    columns: tuple[Column, ...] = ()
    for code in measures:
        columns += share_columns(read_measures()[code].label[language], language)
    units = sorted(
        {row.group for row in cleared.matching(measure=measures)} - {NATIONAL},
        key=lambda unit: sort_key((names or {}).get(unit, unit)),
    )
    find = finder(cleared)
    rows, left_out = [], []
    for unit in (*units, NATIONAL):
        cells: tuple[Cell, ...] = ()
        for code in measures:
            found = find(measure=code, group=unit, statistic=str(Statistic.SHARE))
            cells += _looked_at(share_cells(found, language), found)
        label = word("nation", language) if unit == NATIONAL else (names or {}).get(unit, unit)
        is_gone = unit != NATIONAL and all(cell.hidden for cell in cells)
        (left_out if is_gone else rows).append(Row(label, cells, own=unit == NATIONAL))
    table = Table(
        caption=word("by_unit_caption", language),
        about=word(
            "by_unit_about", language, level=level(language), period=_time(cleared, language)
        ),
        stub=word("one_unit", language),
        columns=columns,
        groups=(Group("", tuple(rows)),),
        notes=(*_low_note(rows, language), *unshown(left_out, of=len(units), language=language)),
        left_out=tuple(left_out),
    )
    return stamp(table, name="responses_by_unit", cleared=[cleared], language=language)


def _time(cleared: ClearedTable, language: str) -> str:
    """What the units are compared over, which may be longer than the report's period."""
    periods = filter(None, map(period_of, by_end(cleared)))
    return join_words([one.label(language) for one in periods], language=language)


def unshown(rows: Sequence[Row], *, of: int, language: str) -> list[str]:
    """One sentence on the units of which nothing is shown, by reasons; none where all are.

    Parameters
    ----------
    rows
        Theirs. Cells may be hidden for different reasons, and then all are told.
    of
        How many units there are.
    """
    if len(rows) == of and of:
        return [word("unshown_all", language, n=of)]
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        reasons = dict.fromkeys(cell.text for cell in row.cells)
        by_reason.setdefault("; ".join(reasons), []).append(whole(row.head))
    parts = [
        f"{join_words(mine, language=language)} ({reason})" for reason, mine in by_reason.items()
    ]
    return [word("unshown", language, units=join_words(parts, language=language))] if parts else []


def placed(units: Iterable[Any], national: Any) -> dict[str, int]:
    """How many units lie above the nation, like it, below it, or are not shown."""
    tally = dict.fromkeys(_PLACES.values(), 0)
    for row in units:
        tally[_PLACES[standing(row, national)]] += 1
    return tally


def _spread(cleared: ClearedTable, measures: list[str], language: str) -> Stamped:
    find = finder(cleared)
    rows, why = [], []
    for code in measures:
        national = find(measure=code, group=NATIONAL)
        sides = (str(Scope.UNIT), str(Scope.OWN))
        units = [row for row in cleared.rows if row.measure == code and row.scope in sides]
        tally = placed(units, national)
        cells = tuple(
            Cell(count(tally[place], language=language), rows=(national,))
            for place in _PLACES.values()
        )
        label = read_measures()[code].label[language]
        rows.append(Row(label, cells))
        hidden = Counter(row.hidden for row in units if row.hidden).most_common()
        reasons = [
            word(
                "reason_unit" if n == 1 else "reason_units",
                language,
                n=n,
                reason=reason_words(reason, code, language),
            )
            for reason, n in hidden
        ]
        if reasons:
            said = join_words(reasons, language=language)
            why.append(word("not_shown_why", language, label=label, reasons=said))
    table = Table(
        caption=word("spread_caption", language),
        about=word(
            "spread_about", language, level=level(language), period=_time(cleared, language)
        ),
        stub=word("measure", language),
        columns=tuple(Column(word(place, language)) for place in _PLACES.values()),
        groups=(Group("", tuple(rows)),),
        notes=tuple(why),
    )
    return stamp(table, name="responses_by_unit", cleared=[cleared], language=language)
