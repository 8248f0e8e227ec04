"""Which diagnoses the patients come with."""

from __future__ import annotations

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.easing import put_together
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.tables.cells import Find, categories, finder, has_own, share_cells, share_columns
from nrs_lib.tables.layout import Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import small
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope
from nrs_lib.text import join_words

FIRST, ANY, REST = "diagnosis_group", "mental_comorbidity", "other"


def show_diagnoses(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """First diagnoses by group, most common first, and depression or anxiety at any place.

    Parameters
    ----------
    cleared
        The section ``diagnoses``: shares of ``diagnosis_group`` per category and of
        ``mental_comorbidity``. Order is the own shares', or the nation's in its own report;
        hidden groups follow in the order of the code list, and the rest comes last.
    """
    scopes = [Scope.OWN, Scope.NATIONAL] if has_own(cleared) else [Scope.NATIONAL]
    columns: tuple[Column, ...] = ()
    for scope in scopes:
        label = word("unit" if scope is Scope.OWN else "nation", language)
        columns += share_columns(label, language, with_interval=scope is scopes[0])
    find = finder(cleared)
    labels = categories(cleared, FIRST, language)
    groups = [
        Group(
            read_measures()[FIRST].label[language],
            tuple(
                _row(find, labels[code], scopes, language, measure=FIRST, category=code)
                for code in _ordered(cleared, list(labels), scopes[0])
            ),
        )
    ]
    if ANY in cleared.measures:
        label = read_measures()[ANY].label[language]
        rows = (_row(find, label, scopes, language, measure=ANY),)
        groups.append(Group(word("diagnoses_any", language), rows))
    table = Table(
        caption=word("diagnoses_caption", language),
        about=word("diagnoses_about", language),
        stub=word("diagnosis", language),
        columns=columns,
        groups=tuple(groups),
        notes=_others(cleared, language),
    )
    return stamp(table, name="diagnoses", cleared=[cleared], language=language)


def _others(cleared: ClearedTable, language: str) -> tuple[str, ...]:
    """What the other diagnoses hold here that has a row of its own where it may be shown."""
    codes = read_codelist(read_measures()[FIRST].codelist)
    parts = put_together(cleared.record.steps, FIRST)
    names = join_words([small(codes.label(code, language)) for code in parts], language=language)
    label = small(codes.label(REST, language))
    return (word("diagnoses_others", language, label=label, names=names),) if parts else ()


def _row(find: Find, label: str, scopes: list[Scope], language: str, **key: str) -> Row:
    cells = tuple(
        cell
        for scope in scopes
        for cell in share_cells(
            find(scope=str(scope), **key), language, with_interval=scope is scopes[0]
        )
    )
    return Row(label, cells)


def _ordered(cleared: ClearedTable, codes: list[str], scope: Scope) -> list[str]:
    rows = cleared.matching(measure=FIRST, scope=str(scope))
    shares = {row.category: -1.0 if is_missing(row.estimate) else row.estimate for row in rows}
    return sorted(codes, key=lambda code: (code == REST, -shares.get(code, -1.0)))
