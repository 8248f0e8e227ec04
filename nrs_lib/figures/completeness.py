"""How much of each field is filled in: dots beside the nation, the lowest first."""

from __future__ import annotations

from nrs_lib.contracts.reading import read_contract
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.figures.contrasts import Pair, by_chance, contrast
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.dots import DotRow, dash_notes, draw_dots
from nrs_lib.figures.frame import framed
from nrs_lib.figures.values import NATIONAL, OWN, Values
from nrs_lib.figures.wording import company, figure_name, level, phrases, share, small

MEASURE = "field_filled"
_TEXT = {
    "sv": {
        "what": "Andel ifyllda fält {when}, lägst först, med {level} intervall. {colours}{cut}",
        "colours": "Blå punkt: {own}. Grått streck: riket, på ett band som är dess intervall.",
        "colours_nation": "Blå punkt: riket.",
        "cut": " Bara de lägsta ritas; alla fält står i tabellen.",
        "lowest": "Lägst ifyllnad {when} av det som visas: {label}, {share} ({company})",
        "contrast": "Ifyllnad {when} – {contrast}",
        "few": "För få vårdförlopp för att visa ifyllnad {when}",
    },
    "en": {
        "what": "Share of fields filled in {when}, lowest first, with {level} interval. "
        "{colours}{cut}",
        "colours": "Blue dot: {own}. Grey line: the nation, on a band that is its interval.",
        "colours_nation": "Blue dot: the nation.",
        "cut": " Only the lowest are drawn; all fields are in the table.",
        "lowest": "Lowest completeness {when} of what is shown: {label}, {share} ({company})",
        "contrast": "Completeness {when} – {contrast}",
        "few": "Too few episodes to show completeness {when}",
    },
}


def draw_completeness(
    cleared: ClearedTable,
    *,
    time_point: str,
    most: int = 12,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw how much is filled in of what is due at a time point.

    Parameters
    ----------
    cleared
        The section ``fields``, of one period.
    most
        How many fields are drawn; the lowest are. What cannot be shown comes last.
    own_name
        What the unit is called, in place of "Vår enhet".
    """
    name = name or f"{figure_name(MEASURE, language)}_{time_point}"
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    when = text[f"at_{time_point}"]
    rows = sorted(_rows(values, time_point), key=lambda row: _place(row, values))
    drawn = rows[:most]
    pairs = [Pair(row.label, row.own, row.nation) for row in drawn]
    unit = values.in_sentence(OWN) if values.has_own else ""
    cut = text["cut"] if len(rows) > most else ""
    what = text["what"].format(
        when=when,
        level=level(language),
        colours=text["colours" if values.has_own else "colours_nation"].format(own=unit),
        cut=cut,
    )
    data = [
        data_row(values, row.own if scope == OWN else row.nation, label=row.label, scope=scope)
        for row in drawn
        for scope in values.scopes
    ]
    notes = [by_chance(pairs, values) if values.has_own else "", *dash_notes(values, drawn)]
    return framed(
        values,
        name=name,
        finding=_finding(values, drawn, pairs, text, when),
        what=what,
        sheets=[
            draw_dots(values, drawn, narrow=narrow, from_zero=False) for narrow in (False, True)
        ],
        rows=data,
        words=told(data),
        notes=[note for note in notes if note],
    )


def _rows(values: Values, time_point: str) -> list[DotRow]:
    here = [one for one in values.rows if one.measure == MEASURE and one.time_point == time_point]
    rows = []
    for category in dict.fromkeys(one.category for one in here):
        table, _, column = category.partition(".")
        own, nation = (
            values.one(scope, MEASURE, "share", time_point=time_point, category=category)
            for scope in (OWN, NATIONAL)
        )
        rows.append(DotRow(read_contract(table).field(column).label(values.language), own, nation))
    return rows


def _place(row: DotRow, values: Values) -> tuple[bool, float, str]:
    subject = row.own if values.has_own else row.nation
    # What is alike stands by its code, so that the same fields are drawn in every language.
    code = next(one.category for one in (row.own, row.nation) if one is not None)
    is_gone = subject is None or not subject.is_shown
    return is_gone, 0.0 if is_gone else subject.estimate, code


def _finding(
    values: Values, rows: list[DotRow], pairs: list[Pair], text: dict[str, str], when: str
) -> str:
    shown = [
        (row.label, subject)
        for row in rows
        if (subject := row.own if values.has_own else row.nation) is not None and subject.is_shown
    ]
    if not shown:
        return text["few"].format(when=when)
    if values.has_own:
        return text["contrast"].format(when=when, contrast=small(contrast(pairs, values)))
    label, lowest = shown[0]
    language = values.language
    return text["lowest"].format(
        when=when,
        label=small(label),
        share=share(lowest, language),
        company=company(lowest, language),
    )
