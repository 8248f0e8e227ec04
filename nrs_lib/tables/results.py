"""Scales at the start, and how they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import Scale
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import (
    change_cells,
    effect_cell,
    finder,
    has_own,
    level,
    mean_cell,
    n_cell,
)
from nrs_lib.tables.domains import domain_groups, domain_note
from nrs_lib.tables.empty import is_hidden_whole, say_hidden
from nrs_lib.tables.fewer_answers import fewer_answers
from nrs_lib.tables.layout import Cell, Column, Row, Table, stamp
from nrs_lib.tables.scoring import scoring_notes
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic


def described(one: Scale, language: str) -> str:
    """Range and better direction of a scale: ``0–10, lägre är bättre``."""
    way = word(str(one.direction), language)
    return ", ".join(filter(None, (one.reach(language), way)))


def _present(cleared: ClearedTable, codes: Sequence[str]) -> list[str]:
    return [code for code in codes if code in cleared.measures]


def show_start(cleared: ClearedTable, *, scales: Sequence[str], language: str = "sv") -> Stamped:
    """Mean and standard deviation of each scale at the start, own and national.

    Parameters
    ----------
    cleared
        The section ``start``: one mean per scale and scope.
    scales
        Codes of the scales to show, in order; those without a row are left out.
    """
    scopes = [Scope.OWN, Scope.NATIONAL] if has_own(cleared) else [Scope.NATIONAL]
    columns = tuple(
        Column(head, unit=unit, group=word(group, language), muted=muted)
        for group in (["unit", "nation"] if len(scopes) > 1 else ["nation"])
        for head, unit, muted in (
            (word("answers", language), "", True),
            (word("mean_sd", language), word("sd", language), False),
        )
    )

    find = finder(cleared)

    def row(one: Scale) -> Row:
        cells: list[Cell] = []
        for scope in scopes:
            found = find(measure=one.code, statistic=str(Statistic.MEAN), scope=str(scope))
            cells += [n_cell(found, language), mean_cell(found, one.decimals, language)]
        return Row(one.label[language], tuple(cells), beside=described(one, language))

    table = Table(
        caption=word("start_caption", language),
        about=word("start_about", language),
        stub=word("scale", language),
        columns=columns,
        groups=domain_groups(_present(cleared, scales), lambda one: [row(one)], language),
        notes=(
            *fewer_answers(cleared, _present(cleared, scales), language),
            domain_note(_present(cleared, scales), language),
            *scoring_notes(cleared, _present(cleared, scales), language=language),
        ),
    )
    return stamp(table, name="start_values", cleared=[cleared], language=language)


def show_change(
    cleared: ClearedTable,
    *,
    scales: Sequence[str],
    time_point: str,
    is_away: bool = False,
    language: str = "sv",
) -> Stamped:
    """Start, later, change and effect of each scale, with the nation's change beside.

    Parameters
    ----------
    cleared
        The section ``change``.
    scales
        Codes of the scales to show, in order; those without a row are left out.
    time_point
        ``discharge`` or ``followup_12m``. Of a unit that nothing may be shown of then, a
        sentence says why.
    is_away
        Whether a screen shows its title alone until it is asked for.
    """
    cleared = cleared.where(time_point=str(time_point))
    is_own = has_own(cleared)
    caption, name = word(f"change_caption_{time_point}", language), f"change_{time_point}"
    if is_hidden_whole(cleared):
        return say_hidden(cleared, what=caption, name=name, language=language)
    mine = str(Scope.OWN if is_own else Scope.NATIONAL)
    formula = _formula(cleared)
    find = finder(cleared)
    group = word("unit" if is_own else "nation", language)
    columns = [
        Column(word("answers", language), group=group, muted=True),
        Column(word("start", language), group=group),
        Column(word(str(time_point), language), group=group),
        Column(word("change", language), group=group),
        Column(word("interval", language, level=level(language)), group=group, muted=True),
        Column(word("effect", language), unit=formula, group=group),
    ]
    if is_own:
        columns.append(Column(word("change", language), group=word("nation", language)))

    def row(one: Scale) -> Row:
        def get_row(statistic: Statistic, scope: str = mine, category: str = ""):
            return find(
                measure=one.code,
                statistic=str(statistic),
                scope=scope,
                category=category,
            )

        change = get_row(Statistic.CHANGE)
        ends = [
            mean_cell(get_row(Statistic.MEAN, category=end), one.decimals, language)
            for end in ("paired_start", "paired_later")
        ]
        cells = [
            n_cell(change, language),
            *(replace(end, beside="") for end in ends),
            *change_cells(change, one.decimals, language),
            effect_cell(get_row(Statistic.EFFECT), language),
        ]
        if is_own:
            national = get_row(Statistic.CHANGE, scope=str(Scope.NATIONAL))
            cells.append(change_cells(national, one.decimals, language)[0])
        return Row(one.label[language], tuple(cells), beside=described(one, language))

    table = Table(
        caption=caption,
        about=word("change_about", language),
        stub=word("scale", language),
        columns=tuple(columns),
        groups=domain_groups(_present(cleared, scales), lambda one: [row(one)], language),
        notes=(
            word("change_note", language, level=level(language)),
            get("effect_size").label(language),
            *fewer_answers(cleared, _present(cleared, scales), language),
            domain_note(_present(cleared, scales), language),
            *scoring_notes(cleared, _present(cleared, scales), language=language),
        ),
        is_away=is_away,
    )
    return stamp(table, name=name, cleared=[cleared], language=language)


def _formula(cleared: ClearedTable) -> str:
    """Name of the effect's formula, as the numbers themselves say."""
    rows = cleared.matching(statistic=str(Statistic.EFFECT))
    named = sorted({row.method for row in rows if row.method})
    return ", ".join(named)
