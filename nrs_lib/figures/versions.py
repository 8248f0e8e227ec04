"""Questionnaires that changed version: two series with a break, never one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.versions import Family, Version, read_families
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.values import NATIONAL, OWN, Values
from nrs_lib.figures.version_drawing import Break, Side, draw_breaks
from nrs_lib.figures.wording import figure_name, level, measure_of, phrases
from nrs_lib.terms import Evidence, Statistic, TimePoint
from nrs_lib.text import join_words

_TEXT = {
    "sv": {
        "finding": "{changes}: serierna före och efter jämförs inte",
        "change": "{label} bytte version {day}",
        "change_assumed": "{label} antas ha bytt version {day}",
        "change_undated": "{label} bytte version",
        "none": "Inget formulär bytte version under de {n} kvartalen",
        "nothing": "Enkäterna är desamma hela tiden, så kurvorna ovan och nedan har inga brott.",
        "what": "Medelvärde vid start, kvartal för kvartal. Streckad linje: bytet. Versionerna, "
        "och för ett index även de värden som svaren vägs med, ger olika poäng för samma hälsa, så "
        "ett hopp vid linjen säger inget om patienterna. {colours}",
        "own": "Blått: {own}, med {level}-intervall som ljust band. Grått: riket.",
        "grey": "Grått: riket. {name} visas inte: {why} i varje kvartal.",
        "nation_only": "Blått: riket, med {level}-intervall som ljust band.",
        "visits": "Kvartalen är första besökens. Några besvarade {name} före bytet och kom på sitt "
        "besök efter det, så den linjen går förbi bytet.",
        "gaps": "Kvartal med för få svar eller skyddade tal saknas i linjen.",
        "why_mixed": "för få svar eller skyddade tal",
        "version": "Version",
    },
    "en": {
        "finding": "{changes}: the series before and after are not compared",
        "change": "{label} changed version on {day}",
        "change_assumed": "{label} is assumed to have changed version on {day}",
        "change_undated": "{label} changed version",
        "none": "No questionnaire changed version in the {n} quarters",
        "nothing": "The questionnaires are the same throughout, so no curve has a break.",
        "what": "Mean at baseline, quarter by quarter. Dashed line: the change. The versions, "
        "and for an index the value sets it is scored with, give different scores for the same "
        "health, so a jump at the line says nothing about the patients. {colours}",
        "own": "Blue: {own}, with the {level} interval as a light band. Grey: the national figure.",
        "grey": "Grey: the national figure. {name} is not shown: {why} in every quarter.",
        "nation_only": "Blue: the national figure, with the {level} interval as a light band.",
        "visits": "Quarters are those of the first visit. Some answered {name} before the "
        "change and had their visit after it, so its line continues past the change.",
        "gaps": "Quarters with too few responses or protected numbers are missing from the line.",
        "why_mixed": "too few responses or protected numbers",
        "version": "Version",
    },
}


def draw_versions(
    cleared: ClearedTable,
    *,
    quarters: Sequence[str],
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw each family of questionnaires that changed version, one panel per scale.

    Parameters
    ----------
    cleared
        The section ``versions``: a mean per quarter and scale of each version.
    quarters
        Codes such as ``2022Q3``, oldest first. A quarter that may not be shown leaves a gap.
    """
    name = name or figure_name("versions", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    present = {value.measure for value in values.rows}
    families = [
        family
        for family in read_families().values()
        if sum(bool(present & set(one.series)) for one in family.versions) > 1
    ]
    if not families:
        finding = text["none"].format(n=len(quarters))
        return framed(values, name=name, finding=finding, what=text["nothing"], rows=(), words=())
    breaks = [one for family in families for one in _breaks(values, family, tuple(quarters))]
    rows = [row for one in breaks for row in _rows(values, one, text)]
    is_shown = any(point for one in breaks for side in one.sides for point in side.shown)
    key, seen = "nation_only", values.subject
    if values.has_own:
        is_mine = any(v and v.is_shown for one in breaks for side in one.sides for v in side.own)
        key, seen = ("own", OWN) if is_mine else ("grey", NATIONAL)
    colours = text[key].format(
        own=values.in_sentence(OWN),
        name=values.name_of(OWN),
        why=_why_none(values, text),
        level=level(language),
    )
    has_gaps = any(value.hidden for value in values.rows if value.scope == seen)
    return framed(
        values,
        name=name,
        finding=text["finding"].format(
            changes=join_words([_told(one, text, language) for one in families], language=language)
        ),
        what=text["what"].format(colours=colours),
        sheets=[draw_breaks(values, breaks, narrow=narrow) for narrow in (False, True)]
        if is_shown
        else (),
        rows=rows,
        words=told(rows),
        notes=[
            *dict.fromkeys(text["visits"].format(name=name) for name in _past_the_change(breaks)),
            *([text["gaps"]] if has_gaps else []),
        ],
        texts=4,
    )


def _why_none(values: Values, text: dict[str, str]) -> str:
    """Why the own unit's numbers are hidden, where they are so for one reason."""
    reasons = {values.reason(one) for one in values.rows if one.scope == OWN and one.hidden}
    return reasons.pop() if len(reasons) == 1 else text["why_mixed"]


def _past_the_change(breaks: Sequence[Break]) -> list[str]:
    """Versions with a value in a quarter of visits that begins after they were left."""
    return [
        older.name
        for one in breaks
        for older, newer in pairwise(one.sides)
        for quarter, *values in zip(one.quarters, older.own, older.nation, strict=True)
        if newer.first and period_of(quarter).start >= newer.first
        if any(value is not None and value.is_shown for value in values)
    ]


def _told(family: Family, text: dict[str, str], language: str) -> str:
    day = _day(family.versions)
    known = "change_assumed" if family.evidence is Evidence.ASSUMED else "change"
    key = known if day else "change_undated"
    return text[key].format(label=family.label[language], day=day and f"{day:%Y-%m-%d}")


def _day(versions: Sequence[Version]) -> dt.date | None:
    """The first day of the newest version."""
    return versions[-1].first


def _breaks(values: Values, family: Family, quarters: tuple[str, ...]) -> list[Break]:
    language = values.language
    found = []
    for place in range(len(family.versions[0].series)):
        sides = []
        for version in family.versions:
            measure = measure_of(version.series[place])
            own, nation = (
                tuple(
                    values.one(
                        scope,
                        measure.code,
                        str(Statistic.MEAN),
                        time_point=str(TimePoint.INITIAL),
                        period=quarter,
                    )
                    for quarter in quarters
                )
                for scope in (OWN, NATIONAL)
            )
            instrument = read_instruments()[version.instrument]
            sides.append(Side(instrument.name[language], version.first, measure, own, nation))
        found.append(Break(quarters, tuple(sides)))
    return found


def _rows(values: Values, one: Break, text: dict[str, str]) -> list[Row]:
    return [
        data_row(
            values,
            value,
            label=side.measure.label[values.language],
            scope=scope,
            measure=side.measure,
            further={
                text["version"]: side.name,
                text["period"]: period_of(quarter).brief(values.language),
            },
        )
        for side in one.sides
        for scope in values.scopes
        for quarter, value in zip(
            one.quarters, side.own if scope == OWN else side.nation, strict=True
        )
        if value is not None
    ]
