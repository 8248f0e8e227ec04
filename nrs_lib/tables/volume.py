"""How much the unit does: now, a year before, and in the nation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.tables.cells import (
    categories,
    count_cell,
    finder,
    has_own,
    latest,
    share_cells,
    withheld,
)
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic

CARE_PROCESS = "care_process"


def show_volume(
    cleared: ClearedTable, *, period_label: str, previous_label: str, language: str = "sv"
) -> Stamped:
    """Counts and care processes, own and national, with the year before beside.

    Parameters
    ----------
    cleared
        The section ``volume``: counts per measure and shares of ``care_process``, for one
        period and, if it exists, the same period a year before.
    period_label, previous_label
        The two periods in words, as heads: ``2022`` and ``2021``.
    """
    periods = [period for period in latest(cleared) if period]
    labels = (period_label, previous_label)[: len(periods)]
    scopes = [Scope.OWN, Scope.NATIONAL] if has_own(cleared) else [Scope.NATIONAL]
    places = [{"scope": str(s), "period": p} for s in scopes for p in periods]
    columns = tuple(
        Column(label, group=word("unit" if scope is Scope.OWN else "nation", language))
        for scope in scopes
        for label in labels
    )
    about = "volume_about" if len(labels) > 1 else "volume_about_alone"
    table = Table(
        caption=word("volume_caption", language),
        about=word(about, language, period=period_label, previous=previous_label),
        stub=word("what", language),
        columns=columns,
        groups=tuple(
            group
            for group in (_counts(cleared, places, language), _care(cleared, places, language))
            if group.rows
        ),
    )
    return stamp(table, name="volume", cleared=[cleared], language=language)


def _counts(cleared: ClearedTable, places: list[dict[str, str]], language: str) -> Group:
    counted = cleared.where(statistic=str(Statistic.COUNT))
    find = finder(counted)
    known = read_measures()
    codes = [code for code in known if code in set(counted.table["measure"])]
    rows = tuple(
        Row(
            known[code].label[language],
            tuple(count_cell(find(measure=code, **place), language) for place in places),
        )
        for code in codes
    )
    return Group(word("volume_counts", language), rows)


def _care(cleared: ClearedTable, places: list[dict[str, str]], language: str) -> Group:
    shares = cleared.where(measure=CARE_PROCESS)
    find = finder(shares)
    rows = tuple(
        Row(
            label,
            tuple(_share_in_one(find(category=code, **place), language) for place in places),
        )
        for code, label in categories(shares, CARE_PROCESS, language).items()
    )
    return Group(read_measures()[CARE_PROCESS].label[language], rows)


def _share_in_one(row: Any, language: str) -> Cell:
    if (gone := withheld(row, language)) is not None:
        return gone
    percent, numbers = share_cells(row, language, with_interval=False)
    return replace(percent, beside=numbers.text)
