"""How much the unit does: now, a year before, and in the nation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import (
    by_end,
    categories,
    count_cell,
    finder,
    has_own,
    share_cells,
    withheld,
)
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.wording import word
from nrs_lib.terms import Scope, Statistic

CARE_PROCESS = "care_process"
_GROWING = ("referrals", "followups_due")
_SIDES = {Scope.OWN: "unit", Scope.NATIONAL: "nation"}


def show_volume(
    cleared: ClearedTable,
    *,
    period_label: str,
    previous_label: str,
    asked_label: str = "",
    growing: Mapping[str, Sequence[str]] | None = None,
    language: str = "sv",
) -> Stamped:
    """Counts and care processes, own and national, with the year before beside.

    Parameters
    ----------
    cleared
        The section ``volume``: counts per measure and shares of ``care_process``, for one
        period and, if it exists, the same period a year before; or, where a report was asked
        for the last part of the period alone, for that part.
    period_label, previous_label, asked_label
        The periods in words. What the report is about stands first, and is named first.
    growing
        Codes of periods whose count may still grow, by measure: a note says so, lest the count
        be read as a fall.
    """
    *earlier, period = by_end(cleared)
    asked = [code for code in earlier if asked_label and _ends_with(code, period)]
    # Beside what was asked for the year before would be one column too many to compare.
    periods = [*asked, period] if asked else [period, *earlier[-1:]]
    labels = (asked_label, period_label) if asked else (period_label, previous_label)
    cleared = cleared.where(period=periods)
    scopes = [Scope.OWN, Scope.NATIONAL] if has_own(cleared) else [Scope.NATIONAL]
    places = [{"scope": str(s), "period": p} for s in scopes for p in periods]
    columns = tuple(
        Column(capital(period_of(code).brief(language)), group=word(_SIDES[scope], language))
        for scope in scopes
        for code in periods
    )
    about = "volume_about" if len(periods) > 1 else "volume_about_alone"
    table = Table(
        caption=word("volume_caption", language),
        about=word(about, language, period=labels[0], previous=labels[1]),
        stub=word("what", language),
        columns=columns,
        groups=tuple(
            group
            for group in (_counts(cleared, places, language), _care(cleared, places, language))
            if group.rows
        ),
        notes=_left_out(cleared, language)
        + tuple(
            word(f"growing_{measure}", language, label=read_measures()[measure].label[language])
            for measure in _GROWING
            if set((growing or {}).get(measure, ())) & set(periods)
        ),
    )
    return stamp(table, name="volume", cleared=[cleared], language=language)


def show_course(cleared: ClearedTable, *, language: str = "sv") -> Stamped:
    """Counts in each quarter, of the unit if there is one, the newest first; of a unit where all
    are zero, a sentence that says so.

    Parameters
    ----------
    cleared
        The section ``course``: counts per measure and quarter.
    """
    scope = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    cleared = cleared.where(scope=scope)
    find = finder(cleared)
    known = read_measures()
    codes = [code for code in known if code in cleared.measures]
    columns = tuple(Column(known[code].label[language]) for code in codes)
    rows = tuple(
        Row(
            capital(period_of(quarter).brief(language)),
            tuple(count_cell(find(period=quarter, measure=code), language) for code in codes),
        )
        for quarter in reversed(by_end(cleared))
    )
    if scope == Scope.OWN and all(not is_missing(row.n) and row.n == 0 for row in cleared.rows):
        words = word("course_none", language)
        html = str(Markup("<p>{}</p>").format(words))
        return stamped(kind="text", name="course", html=html, plain=words, cleared=[cleared])
    table = Table(
        caption=word("course_caption", language),
        about=word("course_about", language),
        stub=word("quarter", language),
        columns=columns,
        groups=(Group("", rows),),
    )
    return stamp(table, name="course", cleared=[cleared], language=language)


def _left_out(cleared: ClearedTable, language: str) -> tuple[str, ...]:
    """Which care processes are counted here alone, so that those described later are fewer."""
    rows = cleared.matching(measure=CARE_PROCESS)
    shown = {row.category for row in rows if not is_missing(row.numerator) and row.numerator > 0}
    labels = categories(cleared, CARE_PROCESS, language)
    return tuple(
        word("process_left_out", language, label=labels[code])
        for code in get("national_excludes").value
        if code in shown
    )


def _ends_with(code: str, period: str) -> bool:
    return period_of(code).end == period_of(period).end


def _counts(cleared: ClearedTable, places: list[dict[str, str]], language: str) -> Group:
    find = finder(cleared)
    known = read_measures()
    kind = str(Statistic.COUNT)
    counted = {row.measure for row in cleared.matching(statistic=kind)}
    codes = [code for code in known if code in counted]
    rows = tuple(
        Row(
            known[code].label[language],
            tuple(
                count_cell(find(measure=code, statistic=kind, **place), language)
                for place in places
            ),
        )
        for code in codes
    )
    return Group(word("volume_counts", language), rows)


def _care(cleared: ClearedTable, places: list[dict[str, str]], language: str) -> Group:
    find = finder(cleared)
    rows = tuple(
        Row(
            label,
            tuple(
                _share_in_one(find(measure=CARE_PROCESS, category=code, **place), language)
                for place in places
            ),
        )
        for code, label in categories(cleared, CARE_PROCESS, language).items()
        if not _is_nobodys(cleared, code)
    )
    return Group(read_measures()[CARE_PROCESS].label[language], rows)


def _is_nobodys(cleared: ClearedTable, code: str) -> bool:
    """Whether the whole nation has none of a care process, so that its row tells nothing.

    Of one that is hidden it is not known, and its row says why.
    """
    key = {"measure": CARE_PROCESS, "category": code, "scope": str(Scope.NATIONAL)}
    nation = cleared.matching(**key)
    return bool(nation) and all(
        not is_missing(row.numerator) and row.numerator == 0 for row in nation
    )


def _share_in_one(row: Any, language: str) -> Cell:
    if (gone := withheld(row, language)) is not None:
        return gone
    percent, numbers = share_cells(row, language, with_interval=False)
    return replace(percent, beside=numbers.text)
