"""How much is filled in: by field, by instrument, by follow-up, and unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_contract
from nrs_lib.contracts.versions import read_families
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import (
    Find,
    finder,
    has_own,
    level,
    share_cells,
    share_columns,
    withheld,
)
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.quality_notes import unit_notes
from nrs_lib.tables.quality_words import told
from nrs_lib.tables.responses import unshown
from nrs_lib.tables.sentences import small
from nrs_lib.tables.wording import word
from nrs_lib.terms import NATIONAL, Direction, Scope, Statistic, TimePoint
from nrs_lib.text import join_words, sort_key

_PATIENT = "patient"
_REPORTERS = ("staff", _PATIENT)
_EPISODE = "episode"
_FEWEST_SHOWN = 2
"""Of a measure that fewer units may show nothing can be seen beside anything."""


def subject_columns(is_own: bool, language: str) -> tuple[Column, ...]:
    """Heads of shares: the subject's with interval, and the nation's beside a unit's."""
    columns = share_columns(word("unit" if is_own else "nation", language), language)
    if is_own:
        columns += share_columns(word("nation", language), language, with_interval=False)
    return columns


def subject_cells(find: Find, is_own: bool, language: str, **key: str) -> tuple[Cell, ...]:
    """The cells under `subject_columns` of one measure."""
    cells: tuple[Cell, ...] = ()
    for scope in [Scope.OWN, Scope.NATIONAL] if is_own else [Scope.NATIONAL]:
        row = find(scope=str(scope), **key)
        cells += share_cells(row, language, with_interval=scope is not Scope.NATIONAL or not is_own)
    return cells


def lowest_first(row: Any, label: str, *, highest: bool = False) -> tuple[bool, float, tuple]:
    """A key that sorts by value, what is not shown last, and what is alike by name."""
    is_gone = row is None or bool(row.hidden) or row.estimate != row.estimate
    value = 0.0 if is_gone else (-row.estimate if highest else row.estimate)
    return is_gone, value, sort_key(label)


def show_fields(cleared: ClearedTable, *, time_point: str, language: str = "sv") -> Stamped:
    """Share filled in for each field that is due at a time point, lowest first.

    Where nothing of the unit can be shown, the nation's alone in the report's files; the page has
    said why in the figure's place.

    Parameters
    ----------
    cleared
        The section ``fields``.
    """
    rows = cleared.where(time_point=time_point)
    find = finder(rows)
    # A column of reasons tells nothing: where the unit has none to show, the nation stands alone.
    is_own = any(row.scope == Scope.OWN and not row.hidden for row in rows.rows)
    is_in_files = has_own(rows) and not is_own
    mine = str(Scope.OWN if is_own else Scope.NATIONAL)
    of_episode: list[str] = []
    made: dict[str, list[tuple[tuple, Row]]] = {reporter: [] for reporter in _REPORTERS}
    for category in dict.fromkeys(rows.table["category"]):
        table, _, name = category.partition(".")
        field = read_contract(table).field(name)
        label = field.label(language)
        cells = subject_cells(find, is_own, language, category=category)
        place = lowest_first(find(category=category, scope=mine), label)
        made[field.reported_by].append((place, Row(label, cells)))
        if field.reported_by == _PATIENT and table == _EPISODE:
            of_episode.append(label)
    table = Table(
        caption=told(f"fields_{time_point}", language),
        about=told("fields_about", language),
        stub=told("field", language),
        columns=subject_columns(is_own, language),
        groups=tuple(
            Group(told(reporter, language), _sorted(found))
            for reporter, found in made.items()
            if found
        ),
        notes=_beside_answers(of_episode, language),
    )
    shown = stamp(table, name=f"fields_{time_point}", cleared=[cleared], language=language)
    return replace(shown, html="") if is_in_files else shown


def _beside_answers(labels: Sequence[str], language: str) -> tuple[str, ...]:
    """Which of the patient's fields may be filled in for more than have answered."""
    if not labels:
        return ()
    first, *others = sorted(labels, key=sort_key)
    named = join_words([first, *map(small, others)], language=language)
    return (told("of_episode", language, labels=named),)


def show_instruments(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Share of completed questionnaires in which an instrument has its scores.

    Parameters
    ----------
    cleared
        The section ``instruments``.
    """
    is_own, find = has_own(cleared), finder(cleared)
    mine = str(Scope.OWN if is_own else Scope.NATIONAL)
    groups = []
    for point in map(str, TimePoint):
        found = []
        for category in dict.fromkeys(row.category for row in cleared.matching(time_point=point)):
            key = {"time_point": point, "category": category}
            label = instrument_name(category, language)
            place = lowest_first(find(scope=mine, **key), label)
            found.append((place, Row(label, subject_cells(find, is_own, language, **key))))
        if found:
            groups.append(Group(told(f"at_{point}", language), _sorted(found)))
    table = Table(
        caption=told("instruments", language),
        about=told("instruments_about", language),
        stub=told("instrument", language),
        columns=subject_columns(is_own, language),
        groups=tuple(groups),
    )
    return stamp(table, name="instruments", cleared=[cleared], language=language)


def show_followups(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """How the period's one-year follow-ups stand.

    Parameters
    ----------
    cleared
        The section ``followups``.
    """
    is_own, find = has_own(cleared), finder(cleared)
    rows = tuple(
        Row(label[language], subject_cells(find, is_own, language, category=state))
        for state, label in read_measures()["followup_state"].categories.items()
    )
    table = Table(
        caption=told("followups", language),
        about=told("followups_about", language),
        stub=told("state", language),
        columns=subject_columns(is_own, language),
        groups=(Group("", rows),),
    )
    return stamp(table, name="followups", cleared=[cleared], language=language)


def show_quality_by_unit(
    cleared: ClearedTable,
    *,
    measures: Sequence[str],
    names: Mapping[str, str],
    language: str = "sv",
) -> Stamped:
    """Units beside each other, by the first measure and the worst first; never a rank.

    Units of which nothing may be shown, and measures that hardly any unit may show, are told
    beneath instead of filling the table with reasons.

    Parameters
    ----------
    cleared
        The section ``units``, cleared for readers who may see units by name.
    measures
        The measures that stand beside each other, the one that orders the rows first; where
        all units are alike in it, the next orders them.
    names
        Name of each unit by its id; the id stands where a name is missing.
    """
    known, find = read_measures(), finder(cleared)
    share: Callable[..., Any] = lambda unit, code: find(  # noqa: E731
        measure=code, group=unit, statistic=str(Statistic.SHARE)
    )
    units = {str(group) for group in cleared.table["group"]} - {NATIONAL}
    n_shown = {
        code: sum(withheld(share(unit, code), language) is None for unit in units)
        for code in measures
    }
    named, rare = measures[0], [code for code in measures if n_shown[code] < _FEWEST_SHOWN]
    # A column of nothing but all tells the same in every row, and a hidden total among them
    # looks like a fault.
    filled = [
        code
        for code in measures
        if code not in rare
        and all(map(_is_whole, (share(unit, code) for unit in (NATIONAL, *units))))
    ]
    left = [code for code in measures if code not in (*rare, *filled)]
    measures = left or [code for code in measures if code not in rare] or list(measures)
    labels = [known[code].label[language] for code in measures]
    first = _first_that_differs(measures, units, share)
    is_worst_high = known[first].direction is Direction.HIGHER_WORSE
    ordered = sorted(
        units,
        key=lambda unit: lowest_first(
            share(unit, first), names.get(unit, unit), highest=is_worst_high
        ),
    )
    gone = [unit for unit in ordered if all(withheld(share(unit, c), language) for c in measures)]
    rows, left_out = [], []
    for unit in (NATIONAL, *ordered):
        cells = tuple(
            cell for code in measures for cell in share_cells(share(unit, code), language)
        )
        label = word("nation", language) if unit == NATIONAL else names.get(unit, unit)
        (left_out if unit in gone else rows).append(Row(label, cells, own=unit == NATIONAL))
    order = told("highest" if is_worst_high else "lowest", language)
    by = told("by", language, label=known[first].label[language])
    table = Table(
        caption=f"{told('units', language)}: {join_words(map(small, labels), language=language)}",
        about=told(
            "units_about",
            language,
            level=level(language),
            order=order,
            by=by if len(measures) > 1 else "",
        ),
        stub=word("one_unit", language),
        columns=tuple(
            column
            for code in measures
            for column in share_columns(known[code].label[language], language)
        ),
        groups=(Group("", tuple(rows)),),
        notes=(
            *unshown(left_out, of=len(units), language=language),
            *unit_notes(cleared, share, language, measures=measures, rare=rare, filled=filled),
        ),
        left_out=tuple(left_out),
    )
    return stamp(table, name=f"beside_{named}", cleared=[cleared], language=language)


def _is_whole(row: Any) -> bool:
    """Whether a share is of everybody, as far as it may be shown."""
    return row is None or bool(row.hidden) or row.numerator == row.denominator


def _first_that_differs(
    measures: Sequence[str], units: Collection[str], share: Callable[..., Any]
) -> str:
    """The first measure in which units that are shown are not all alike."""
    for code in measures:
        every = [share(unit, code) for unit in units]
        if len({row.estimate for row in every if row is not None and not row.hidden}) > 1:
            return code
    return measures[0]


def _sorted(found: list[tuple[tuple, Row]]) -> tuple[Row, ...]:
    return tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))


def instrument_name(name: str, language: str) -> str:
    """What readers call an instrument, or the family of its versions."""
    if name in read_families():
        return read_families()[name].label[language]
    return read_instruments()[name].name[language]
