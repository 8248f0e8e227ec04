"""Sick leave before and after the programme: categories, moves, net days, and what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import (
    NONE,
    Find,
    count_cell,
    finder,
    has_own,
    level,
    n_cell,
    share_cells,
    share_columns,
    withheld,
)
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import small
from nrs_lib.tables.sick_leave_notes import category_notes, least_days
from nrs_lib.tables.sick_leave_wording import WORDS
from nrs_lib.tables.wording import word
from nrs_lib.terms import SEPARATOR, Scope, Statistic
from nrs_lib.text import change, change_interval, count, interval, number

FOLLOWED, NET_DAYS, WINDOWS = "sick_leave_followed", "sick_leave_net_days", "sick_leave_windows"
SHARES = ("sick_leave_none", "sick_leave_all")
BETWEEN = "sick_leave_between"
STATES, YEARS = "study", "years"
LINKED_ASSUMED = "sick_leave_linked_assumed"
"""The caution that the delivery does not say for whom periods were fetched."""


@dataclass(frozen=True)
class _Side:
    """Whose columns: their scope, the name over them, and whether they have intervals."""

    scope: str
    label: str
    with_interval: bool


def times_of(cleared: ClearedTable) -> tuple[str, ...]:
    """The times that patients are followed through; none where nothing is counted."""
    told = [row.time_point for row in cleared.matching(measure=FOLLOWED)]
    return tuple(told[0].split(">")) if told else ()


def category_key(n: int, **parts: str) -> str:
    """The category of those who are in some categories: ``category_key(3, at0="none")``."""
    return SEPARATOR.join(parts.get(f"at{place}", "") for place in range(n))


def window_labels(window_set: str, language: str) -> dict[str, str]:
    """Labels of a set's windows, in order."""
    windows = read_sick_leave().window_set(window_set).windows
    return {one.code: one.label[language] for one in windows}


def _sides(cleared: ClearedTable, language: str) -> list[_Side]:
    is_unit = has_own(cleared)
    nation = _Side(str(Scope.NATIONAL), word("nation", language), not is_unit)
    return [_Side(str(Scope.OWN), word("unit", language), True), nation] if is_unit else [nation]


def _columns(sides: list[_Side], language: str) -> tuple[Column, ...]:
    return tuple(
        column
        for side in sides
        for column in share_columns(side.label, language, with_interval=side.with_interval)
    )


def show_sick_leave_categories(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Share in each of the four categories at each time, own and national.

    Parameters
    ----------
    cleared
        The section ``followed``.
    """
    text, times, find = WORDS[language], times_of(cleared), finder(cleared)
    sides, when = _sides(cleared, language), window_labels(STATES, language)
    labels = read_sick_leave().category_labels

    def shown(side: _Side, place: int, code: str) -> Any:
        category = category_key(len(times), **{f"at{place}": code})
        return find(scope=side.scope, measure=FOLLOWED, category=category)

    def row(place: int, code: str) -> Row:
        cells = (
            share_cells(shown(side, place, code), language, with_interval=side.with_interval)
            for side in sides
        )
        return Row(labels[code][language], tuple(cell for part in cells for cell in part))

    places = range(len(times))
    shares = [[shown(one, at, code) for code in CATEGORIES] for one in sides for at in places]
    table = Table(
        caption=text["categories"],
        about=text["categories_about"].format(days=least_days(language)),
        stub=text["category"],
        columns=_columns(sides, language),
        groups=tuple(
            Group(when[time], tuple(row(place, code) for code in CATEGORIES))
            for place, time in enumerate(times)
        ),
        notes=tuple(category_notes(shares, is_national=not has_own(cleared), language=language)),
    )
    return stamp(table, name="sick_leave_categories", cleared=[cleared], language=language)


def show_sick_leave_moves(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """How many went from each category to each, from one time to the next; the subject's own.

    Parameters
    ----------
    cleared
        The section ``followed``.
    """
    text, times = WORDS[language], times_of(cleared)
    scope = _sides(cleared, language)[0].scope
    cleared = cleared.where(scope=scope)
    find, when = finder(cleared), window_labels(STATES, language)
    labels = {code: one[language] for code, one in read_sick_leave().category_labels.items()}

    def cell(place: int, before: str, after: str) -> Cell:
        key = {f"at{place}": before, f"at{place + 1}": after}
        found = find(measure=FOLLOWED, category=category_key(len(times), **key))
        gone = withheld(found, language)
        return gone or Cell(count(found.numerator, language=language), rows=(found,))

    table = Table(
        caption=text["moves"],
        about=text["moves_about"],
        stub=text["from"],
        columns=tuple(Column(labels[code], group=text["to"]) for code in CATEGORIES),
        groups=tuple(
            Group(
                text["step"].format(before=when[times[place]], after=small(when[times[place + 1]])),
                tuple(
                    Row(labels[code], tuple(cell(place, code, after) for after in CATEGORIES))
                    for code in CATEGORIES
                ),
            )
            for place in range(len(times) - 1)
        ),
        is_matrix=True,
    )
    return stamp(table, name="sick_leave_moves", cleared=[cleared], language=language)


def show_sick_leave_days(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Net days in the year before and the years after, their three parts, and their change.

    Parameters
    ----------
    cleared
        The section ``days``.
    """
    text = WORDS[language]
    sides = _sides(cleared, language)
    has_change = (cleared.table["statistic"] == str(Statistic.CHANGE)).any()
    columns = tuple(
        column
        for side in sides
        for column in (
            Column(word("value", language), group=side.label),
            Column(text["people"], group=side.label, muted=True),
            Column(word("interval", language, level=level(language)), group=side.label, muted=True),
        )[: 3 if side.with_interval else 2]
    )
    table = Table(
        caption=text["days"],
        about=text["days_about"],
        stub=text["when"],
        columns=columns,
        groups=tuple(group for group in _day_groups(cleared, sides, language) if group.rows),
        notes=(text["read_together"], *([text["change_note"]] if has_change else [])),
    )
    return stamp(table, name="sick_leave_days", cleared=[cleared], language=language)


def _day_groups(cleared: ClearedTable, sides: list[_Side], language: str) -> Iterator[Group]:
    text, find, known = WORDS[language], finder(cleared), read_measures()
    for heading, measure, statistic in (
        (text["mean"], NET_DAYS, Statistic.MEAN),
        (text["median"], NET_DAYS, Statistic.MEDIAN),
        (text["change"], NET_DAYS, Statistic.CHANGE),
        (known[SHARES[0]].label[language], SHARES[0], Statistic.SHARE),
        (text["between"], BETWEEN, Statistic.MEAN),
        (known[SHARES[1]].label[language], SHARES[1], Statistic.SHARE),
    ):
        mine = cleared.where(measure=measure, statistic=str(statistic))
        present = set(mine.table["time_point"])
        rows = tuple(
            Row(
                label,
                tuple(
                    cell
                    for side in sides
                    for cell in _day_cells(
                        find(
                            measure=measure,
                            statistic=str(statistic),
                            time_point=code,
                            scope=side.scope,
                        ),
                        side,
                        language,
                    )
                ),
            )
            for code, label in window_labels(YEARS, language).items()
            if code in present
        )
        yield Group(heading, rows)


def _day_cells(row: Any, side: _Side, language: str) -> tuple[Cell, ...]:
    width = 3 if side.with_interval else 2
    if (gone := withheld(row, language)) is not None:
        return (gone,) * width
    if row.statistic == Statistic.SHARE:
        return share_cells(row, language, with_interval=side.with_interval)
    decimals = 2 if row.measure == BETWEEN else 0
    is_change = row.statistic == Statistic.CHANGE
    write, span = (change, change_interval) if is_change else (number, interval)
    cells = (
        Cell(write(row.estimate, decimals, language=language), rows=(row,)),
        n_cell(row, language),
        Cell(span(row.low, row.high, decimals, language=language), rows=(row,)),
    )
    return cells[:width]


def show_sick_leave_windows(
    cleared: ClearedTable, followed: ClearedTable | None = None, *, language: str = "sv"
) -> Stamped:
    """How many of the subject's years are whole, shortened, and cannot be counted.

    Parameters
    ----------
    cleared
        The section ``days``.
    followed
        The section of that name: those whose category is known each time stand first, so that
        all who are left out can be seen.
    """
    text = WORDS[language]
    scope = _sides(cleared, language)[0].scope
    cleared = cleared.where(scope=scope, measure=WINDOWS)
    find: Find = finder(cleared)
    kinds = ("whole", "cut", "left_out")
    rows = tuple(
        Row(
            label,
            tuple(
                count_cell(found, language) if found is not None else NONE
                for found in (find(time_point=code, category=kind) for kind in kinds)
            ),
        )
        for code, label in window_labels(YEARS, language).items()
    )
    # Where the delivery does not say for whom data were fetched, nobody is known to be left out.
    is_assumed = any(one.code == LINKED_ASSUMED for one in cleared.cautions)
    why = "began_later" if is_assumed else "unfetched"
    through = None if followed is None else _followed(followed, scope, language)
    table = Table(
        caption=text["windows"],
        about=text["windows_about"],
        stub=text["when"],
        columns=tuple(Column(text[kind]) for kind in kinds),
        groups=(Group("", (*([through] if through else []), *rows)),),
        notes=(
            *([text["followed_kinds"]] if through else []),
            text["windows_kinds"].format(unknown=text[why]),
        ),
    )
    told_of = [cleared] if followed is None else [cleared, followed]
    return stamp(table, name="sick_leave_windows", cleared=told_of, language=language)


def _followed(followed: ClearedTable, scope: str, language: str) -> Row | None:
    """How many have a known category each time; none where nobody is followed yet."""
    every = list(followed.where(scope=scope, measure=FOLLOWED).rows)
    if not every:
        return None
    one = next((row for row in every if not row.hidden), every[0])
    cell = withheld(one, language) or Cell(count(one.denominator, language=language), rows=(one,))
    left_out = finder(followed)(scope=scope, measure=WINDOWS, category="left_out")
    rest = NONE if left_out is None else count_cell(left_out, language)
    return Row(WORDS[language]["followed"], (cell, NONE, rest))
