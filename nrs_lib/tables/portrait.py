"""Who the patients are: own values beside the nation's."""

from __future__ import annotations

from collections.abc import Collection

from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import Find, categories, finder, has_own, level, value_cells
from nrs_lib.tables.layout import Column, Group, Row, Table, stamp
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope

_GROUPS = {
    "portrait_background": (
        "age",
        "women",
        "born_outside_europe",
        "university",
        "working_or_studying",
    ),
    "portrait_pain": (
        "pain_duration_months",
        "pain_persistent",
        "pri_total",
        "physician_visits_many",
        "believes_recovery",
    ),
}


def show_portrait(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Background and pain of those registered, own and national.

    Parameters
    ----------
    cleared
        The section ``portrait``: one row per measure and, for distributions, category.
        Measures that the table has no place of their own for come under a last heading.
    """
    scopes = [Scope.OWN, Scope.NATIONAL] if has_own(cleared) else [Scope.NATIONAL]
    columns = tuple(
        column
        for scope in scopes
        for column in (
            Column(word("value", language), group=_scope_label(scope, language)),
            Column(word("based_on", language), group=_scope_label(scope, language), muted=True),
        )
    )
    find = finder(cleared)
    present = list(dict.fromkeys(row.measure for row in cleared.rows))
    split = {row.measure for row in cleared.rows if row.category}
    placed = {code for codes in _GROUPS.values() for code in codes} | split
    groups = [
        Group(
            word(heading, language),
            tuple(
                _row(find, code, scopes, language)
                for code in codes
                if code in present and not _stands_below(find, code, split, scopes)
            ),
        )
        for heading, codes in (
            *_GROUPS.items(),
            ("portrait_other", [code for code in present if code not in placed]),
        )
    ]
    groups += [_distribution(cleared, code, scopes, language) for code in present if code in split]
    table = Table(
        caption=word("portrait_caption", language),
        about=word("portrait_about", language, level=level(language)),
        stub=word("what", language),
        columns=columns,
        groups=tuple(group for group in groups if group.rows),
    )
    return stamp(table, name="portrait", cleared=[cleared], language=language)


def _scope_label(scope: Scope, language: str) -> str:
    return word("unit" if scope is Scope.OWN else "nation", language)


def _described(code: str, language: str) -> tuple[str, str, int]:
    """Label, unit and decimals of a measure or scale."""
    measures = read_measures()
    if code in measures:
        measure = measures[code]
        return measure.label[language], measure.unit[language], measure.decimals
    scale = read_scales()[code]
    return scale.label[language], scale.reach(language), scale.decimals


def _row(find: Find, code: str, scopes: list[Scope], language: str) -> Row:
    label, unit, decimals = _described(code, language)
    cells = tuple(
        cell
        for scope in scopes
        for cell in value_cells(
            find(measure=code, scope=str(scope), category=""), decimals, language
        )
    )
    return Row(f"{label}, {unit}" if unit else label, cells)


def _distribution(cleared: ClearedTable, code: str, scopes: list[Scope], language: str) -> Group:
    find = finder(cleared)
    rows = tuple(
        Row(
            label,
            tuple(
                cell
                for scope in scopes
                for cell in value_cells(
                    find(measure=code, scope=str(scope), category=category),
                    0,
                    language,
                )
            ),
        )
        for category, label in categories(cleared, code, language).items()
        if not _is_unused(find(measure=code, scope=str(Scope.NATIONAL), category=category))
    )
    return Group(read_measures()[code].label[language], rows)


def _stands_below(find: Find, code: str, split: Collection[str], scopes: list[Scope]) -> bool:
    """Whether a row of a distribution shows the same number under the same name."""
    rule = read_measures()[code].rule if code in read_measures() else None
    if rule is None or len(rule.codes) != 1:
        return False
    return any(
        (other := read_measures()[whole].rule) is not None
        and (other.table, other.column) == (rule.table, rule.column)
        and all(
            (row := find(measure=whole, scope=str(scope), category=rule.codes[0])) is not None
            and not row.hidden
            for scope in scopes
        )
        for whole in split
    )


def _is_unused(national: object) -> bool:
    """Whether nobody in the nation is in the category: the form does not offer it any more."""
    return national is not None and not national.hidden and national.numerator == 0
