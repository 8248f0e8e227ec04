"""What to bear in mind: what is sure and what is not, and who did not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.tables.cells import Find, finder, has_own, noting
from nrs_lib.tables.certainty import Known, certainty, with_changes
from nrs_lib.tables.lead import (
    COMPARED,
    RESPONSES,
    current,
    indicator,
    is_shown,
    least_shown,
    share_words,
)
from nrs_lib.tables.losses import frail, tested
from nrs_lib.tables.own_limits import own_limits
from nrs_lib.tables.responses import is_low_response, low_response_words
from nrs_lib.tables.scale_changes import sure_changes
from nrs_lib.tables.sentences import capital, phrase, small
from nrs_lib.tables.units_apart import HAD, units_apart_in
from nrs_lib.terms import Scope
from nrs_lib.text import join_words, of


def write_caution(
    cleared: ClearedTable,
    *,
    indicators: ClearedTable | None = None,
    charts: Mapping[str, ClearedChart] | None = None,
    change: ClearedTable | None = None,
    scales: Sequence[str] = (),
    losses: ClearedTable | None = None,
    units: ClearedTable | None = None,
    period_label: str = "",
    language: str = "sv",
) -> Stamped:
    """What is sure and what is not, who is missing, and what must not be read from the numbers.

    Parameters
    ----------
    cleared
        The section ``response``, or tables added together that hold it.
    indicators
        The section ``indicators``: what of the first page is sure is told where it is given.
    charts
        Control charts by code of the measure.
    change, scales
        The section ``change``, and the scales of which it is told whether patients became better.
    losses
        The section ``sensitivity``, where ``change`` is given: a main result that little would
        undo is not left among what is sure.
    units, period_label
        The section ``units``, and the time that the text is about: of the nation which measures
        some units stand apart in, of a unit which limits of a funnel it is outside of.
    """
    find, noted = noting(finder(current(cleared)))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    charts = charts or {}
    first = _certainty(indicators, charts, noted, language) if indicators else []
    if change is not None:
        firm, few = sure_changes(change, scales, noted, language, scope=mine)
        undone = frail(losses, noted, language) if losses is not None else []
        if firm and losses is not None:
            firm += tested(losses, noted, language)
        first = with_changes(firm, few, first, language, frail=undone)
    if units is not None:
        apart = own_limits if has_own(units) else _apart
        first = [*first, *apart(units, noted, language, within=period_label)]
    points = [
        *_silent(find, mine, language),
        *_low(find, mine, language, least=least_shown(cleared, mine)),
        *([_case_mix(language)] if has_own(cleared) else []),
        phrase("registers", language),
    ]
    heading = phrase("caution", language)
    items = [Markup("<li><strong>{}</strong> {}</li>").format(*pair) for pair in first]
    items += [Markup("<li>{}</li>").format(point) for point in points]
    html = Markup('<div class="nrs-box" role="note" aria-label="{0}"><ul>{1}</ul></div>').format(
        heading, Markup("").join(items)
    )
    said = [*(" ".join(pair) for pair in first), *points]
    return stamped(
        kind="text",
        name="caution",
        html=str(html),
        plain=f"{heading}: {' '.join(said)}",
        cleared=[
            cleared,
            *([indicators] if indicators else []),
            *([change] if change is not None else []),
            *(one for one in (losses, units) if one is not None),
            *(chart.cleared for chart in charts.values()),
        ],
        sentences=noted,
    )


def _certainty(
    cleared: ClearedTable, charts: Mapping[str, ClearedChart], noted: list[Any], language: str
) -> list[tuple[str, str]]:
    find, seen = noting(finder(current(cleared)))
    own, national = str(Scope.OWN), str(Scope.NATIONAL)
    is_unit = has_own(cleared)
    every = [
        Known(
            code,
            indicator(find, code, own if is_unit else national),
            indicator(find, code, national) if is_unit else None,
            charts.get(code),
        )
        for code in COMPARED
    ]
    noted += seen
    return certainty(every, language)


def _apart(
    units: ClearedTable, noted: list[Any], language: str, *, within: str
) -> list[tuple[str, str]]:
    """In which measures units stand apart from the nation, however few; nothing where none do."""
    about = {"measures": (*HAD, *RESPONSES), "within": within}
    found = units_apart_in(units, noted, language, **about, only_apart=True)
    said = [f"{capital(one)}." for one in found]
    return [(phrase("units_head", language), " ".join(said))] if said else []


def _responses(find: Find, mine: str) -> Sequence[tuple[str, Any]]:
    found = [(code, indicator(find, code, mine)) for code in RESPONSES]
    return [(code, row) for code, row in found if is_shown(row)]


def _silent(find: Find, mine: str, language: str) -> list[str]:
    parts = [
        phrase(
            f"silent_{code}",
            language,
            n=of(row.denominator - row.numerator, row.denominator, language=language),
        )
        for code, row in _responses(find, mine)
        if row.denominator > row.numerator
    ]
    return [phrase("silent", language, parts=join_words(parts, language=language))] if parts else []


def _low(find: Find, mine: str, language: str, *, least: int) -> list[str]:
    """Where few answered, of those times that have any result: ``least`` answers are needed."""
    parts = [
        f"{small(read_measures()[code].label[language])}: {share_words(row, language)}"
        for code, row in _responses(find, mine)
        if is_low_response(row) and row.numerator >= least
    ]
    if not parts:
        return []
    told = join_words(parts, language=language)
    return [phrase("low", language, limit=low_response_words(language), parts=told)]


def _case_mix(language: str) -> str:
    chance = 1 - float(get("confidence_level").value)
    return phrase("case_mix", language, n=round(1 / chance))
