"""How much of each field is filled in: dots beside the nation, the lowest first."""

from __future__ import annotations

from nrs_lib.contracts.reading import read_contract
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.figures.contrasts import Pair, by_chance, contrast
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.dots import DotRow, dash_notes, draw_dots
from nrs_lib.figures.frame import framed
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import company, figure_name, level, phrases, share, small
from nrs_lib.text import sort_key

MEASURE = "field_filled"
_TEXT = {
    "sv": {
        "what": "För varje fält: andel av vårdförloppen där det är ifyllt {when}, lägst först, med "
        "{level}-intervall. För den som inte svarat räknas fältet som ej ifyllt. "
        "{colours}{whole}{cut}",
        "colours": "Blå punkt: {own}. Grått streck: riket, med intervallet som band.",
        "colours_nation": "Blå punkt: riket.",
        "whole": " {n} av {of} visade fält är ifyllda i alla vårdförlopp och ritas inte.",
        "whole_one": " {n} av {of} visade fält är ifyllt i alla vårdförlopp och ritas inte.",
        "cut": " Bara de lägsta ritas; alla fält står i tabellen.",
        "all_whole": "Alla fält {when} är ifyllda i alla vårdförlopp",
        "in_table": "Fälten står i tabellen.",
        "lowest": "Lägst ifyllnad {when} av det som visas: {label}, {share} ({company})",
        "contrast": "Ifyllnad {when} – {contrast}",
        "few": "För få vårdförlopp för att visa ifyllnad {when}",
        "from": "Tal om {whom} visas från {n} vårdförlopp.{nation}",
        "answers": "Antal",
        "nation": " Rikets står i rapportens filer.",
    },
    "en": {
        "what": "For each field: share of episodes in which it is filled in {when}, lowest first, "
        "with {level} interval. For those who did not respond the field counts as not filled in. "
        "{colours}{whole}{cut}",
        "colours": "Blue dot: {own}. Grey line: the national figure, with its interval as a band.",
        "colours_nation": "Blue dot: the national figure.",
        "whole": " {n} of {of} shown fields are filled in for all episodes and are not drawn.",
        "whole_one": " {n} of {of} shown fields is filled in for all episodes and is not drawn.",
        "cut": " Only the lowest are drawn; all fields are in the table.",
        "all_whole": "All fields {when} are filled in for all episodes",
        "in_table": "The fields are in the table.",
        "lowest": "Lowest completeness shown {when}: {label}, {share} ({company})",
        "contrast": "Completeness {when} – {contrast}",
        "few": "Too few episodes to show completeness {when}",
        "from": "Numbers ({whom}) need at least {n} episodes.{nation}",
        "answers": "Number",
        "nation": " National numbers are in the report's files.",
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
        How many fields are drawn; the lowest are. What cannot be shown comes last, and what is
        filled in for all is only counted: of equals none is the lowest.
    own_name
        What the unit is called, in place of "Vår enhet".
    """
    name = name or f"{figure_name(MEASURE, language)}_{time_point}"
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    when = text[f"at_{time_point}"]
    every = sorted(_rows(values, time_point), key=lambda row: _place(row, values))
    rows = [row for row in every if not _is_whole(_subject(row, values))]
    if not any(_is_shown(row, values) for row in every):
        return _undrawn(values, name, text["few"].format(when=when), _why(values, text))
    if not any(_is_shown(row, values) for row in rows):
        return _undrawn(values, name, text["all_whole"].format(when=when), text["in_table"])
    drawn = sorted(rows[:most], key=lambda row: _as_in_table(row, values))
    # Named by their place in the contract where they are alike, the same in every language.
    pairs = [Pair(row.label, row.own, row.nation) for row in rows[:most]]
    unit = values.in_sentence(OWN) if values.has_own else ""
    whole = [row for row in every if _is_whole(_subject(row, values))]
    n_shown = sum(_is_shown(row, values) for row in every)
    fills = {"n": len(whole), "of": n_shown}
    what = text["what"].format(
        when=when,
        level=level(language),
        colours=text["colours" if values.has_own else "colours_nation"].format(own=unit),
        whole=text["whole_one" if len(whole) == 1 else "whole"].format(**fills) if whole else "",
        cut=text["cut"] if len(rows) > most else "",
    )
    data = [
        data_row(
            values,
            row.own if scope == OWN else row.nation,
            label=row.label,
            scope=scope,
            words=text,
        )
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


def _undrawn(values: Values, name: str, finding: str, what: str) -> Stamped:
    return framed(values, name=name, finding=finding, what=what, rows=[], words=[])


def _why(values: Values, text: dict[str, str]) -> str:
    return text["from"].format(
        whom=values.in_sentence(values.subject),
        n=values.least(values.subject),
        nation=text["nation"] if values.has_own else "",
    )


def _subject(row: DotRow, values: Values) -> Value | None:
    return row.own if values.has_own else row.nation


def _is_shown(row: DotRow, values: Values) -> bool:
    subject = _subject(row, values)
    return subject is not None and subject.is_shown


def _is_whole(value: Value | None) -> bool:
    return value is not None and value.is_shown and value.numerator == value.denominator


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
    subject = _subject(row, values)
    # What is alike stands by its code, so that the same fields are drawn in every language.
    code = next(one.category for one in (row.own, row.nation) if one is not None)
    is_gone = subject is None or not subject.is_shown
    return is_gone, 0.0 if is_gone else subject.estimate, code


def _as_in_table(row: DotRow, values: Values) -> tuple[bool, float, tuple]:
    """What is drawn stands as the table has it: what is alike by name."""
    return *_place(row, values)[:2], sort_key(row.label)


def _finding(
    values: Values, rows: list[DotRow], pairs: list[Pair], text: dict[str, str], when: str
) -> str:
    if values.has_own:
        return text["contrast"].format(when=when, contrast=small(contrast(pairs, values)))
    label, lowest = rows[0].label, rows[0].nation
    language = values.language
    return text["lowest"].format(
        when=when,
        label=small(label),
        share=share(lowest, language),
        company=company(lowest, language),
    )
