"""Diagnoses: the first one by group, and whether there is any mental one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.easing import put_together
from nrs_lib.figures.dots import DotRow
from nrs_lib.figures.portrait import dots_figure, share_of, share_rows
from nrs_lib.figures.values import Values
from nrs_lib.figures.wording import (
    category_labels,
    figure_name,
    measure_of,
    phrases,
    small,
    without_codes,
)
from nrs_lib.text import join_words

_TEXT = {
    "sv": {
        "few": "För få vårdförlopp för att visa diagnoser",
        "alike": "Ingen diagnos som visas skiljer sig säkert från riket",
        "others": "I {label} ingår här också {names}.",
        "any": "På någon plats bland diagnoserna",
        "commonest": "Vanligaste första diagnos: {label}, {share}",
        "commonest_shown": "Vanligaste första diagnos av dem som visas: {label}, {share}",
    },
    "en": {
        "few": "Too few episodes to show diagnoses",
        "alike": "No diagnosis shown clearly differs from the national figure",
        "others": "Here {label} include {names}.",
        "any": "Anywhere among diagnoses",
        "commonest": "Most common first diagnosis: {label}, {share}",
        "commonest_shown": "Most common first diagnosis of those shown: {label}, {share}",
    },
}
_FIRST, _LAST = "diagnosis_group", "other"


def draw_diagnoses(
    cleared: ClearedTable,
    *,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw diagnosis groups, commonest in the nation first and other diagnoses last.

    Parameters
    ----------
    cleared
        The section ``diagnoses``.
    """
    name = name or figure_name("diagnoses", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    heading, *groups = share_rows(values, _FIRST, period)
    # A diagnosis needs no "first diagnosis" beside it in a sentence.
    groups = sorted((replace(row, group="") for row in groups), key=_place)
    mental = share_rows(values, "mental_comorbidity", period)
    rows = [heading, *groups, DotRow(text["any"], heading=True), *mental]
    commonest = _commonest(groups, text, language)
    names = category_labels(measure_of(_FIRST), language)
    parts = [small(names[code]) for code in put_together(values.record.steps, _FIRST)]
    told = text["others"].format(
        label=small(names[_LAST]), names=join_words(parts, language=language)
    )
    return dots_figure(
        values,
        rows,
        name=name,
        few=text["few"],
        alike=text["alike"],
        of_nation=commonest,
        notes=[told] if parts else [],
    )


def _commonest(groups: Sequence[DotRow], text: Mapping[str, str], language: str) -> str:
    """The nation's commonest first diagnosis; what is left over is no diagnosis."""
    named = [row for row in groups if (row.nation and row.nation.category) != _LAST]
    shown = [row for row in named if share_of(row.nation, language)]
    if not shown:
        return text["few"]
    first = max(shown, key=lambda row: row.nation.estimate)
    # One that may not be shown might be commoner.
    key = "commonest" if len(shown) == len(named) else "commonest_shown"
    label = small(without_codes(first.label))
    return text[key].format(label=label, share=share_of(first.nation, language))


def _place(row: DotRow) -> tuple[bool, bool, float]:
    known = next((v for v in (row.nation, row.own) if v is not None and v.is_shown), None)
    value = row.nation or row.own
    share = known.estimate if known else math.nan
    return value is not None and value.category == _LAST, known is None, -share
