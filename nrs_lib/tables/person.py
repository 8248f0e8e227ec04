"""Tables about one person: the answers to an instrument's questions, and what all rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.instruments import Instrument, Item, read_instruments
from nrs_lib.contracts.patient_profile import read_profile_form
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import Find, finder
from nrs_lib.tables.colophon import show_definitions
from nrs_lib.tables.layout import Cell, Column, Group, Row, Table, stamp
from nrs_lib.terms import ANSWERED_DAY, Direction, TimePoint
from nrs_lib.text import iso_date, number

_TEXT = {
    "sv": {
        "caption": "Svar på varje fråga",
        "about": "Frågornas ord är skyddade och står inte här; numren är formulärets.",
        "none": "Det finns inga svar på enskilda frågor i uttaget.",
        "question": "Fråga",
        "item": "Fråga {n}",
        "initial": "Start",
        "discharge": "Avslut",
        "followup_12m": "Ett år",
        "missing": "inget svar",
        "some_missing": "Där en fråga saknar svar räknas poängen på dem som är besvarade, om de är "
        "tillräckligt många.",
        "high_better": "{low}–{high}, högre är bättre",
        "low_better": "{low}–{high}, lägre är bättre",
        "neutral": "{low}–{high}",
        "all": "Varje fråga besvaras med ett tal: {range}.",
        "definitions": "Så är siffrorna gjorda",
    },
    "en": {
        "caption": "Answers to each question",
        "about": "The wording of the questions is protected and is not shown here; the "
        "numbers are those on the form.",
        "none": "The extract has no answers to single questions.",
        "question": "Question",
        "item": "Question {n}",
        "initial": "Start",
        "discharge": "Discharge",
        "followup_12m": "One year",
        "missing": "no answer",
        "some_missing": "Where a question has no answer, the score is computed from those that "
        "have, if there are enough of them.",
        "high_better": "{low}–{high}, higher is better",
        "low_better": "{low}–{high}, lower is better",
        "neutral": "{low}–{high}",
        "all": "Each question is answered with a number: {range}.",
        "definitions": "How the numbers are calculated",
    },
}


def show_item_answers(cleared: ClearedTable, *, instrument: str, language: str = "sv") -> Stamped:
    """A person's answers to an instrument's questions at each time point, scale by scale.

    Parameters
    ----------
    cleared
        One row per answered item and time point, and the day of each time point where the
        extract has it, cleared for the care team.
    instrument
        Its id. Items go by their numbers, since no question's wording is in the project. An
        item that two scales share stands under the first.
    """
    text, one = _TEXT[language], read_instruments()[instrument]
    if cleared.table.empty:
        html = Markup("<p>{}</p>").format(text["none"])
        return stamped(
            kind="text", name="svar", html=str(html), plain=text["none"], cleared=[cleared]
        )
    find, form = finder(cleared), read_profile_form()
    told: set[str] = set()
    points = _asked_at(cleared, find)
    groups = []
    for scale in one.scales:
        mine = [item for item in scale.items if item not in told]
        told |= set(mine)
        rows = tuple(_row(find, one, scale.code, code, points, language) for code in mine)
        if rows:
            groups.append(Group(form.label_of(scale.code, language), rows))
    # What holds for every question is said once, over the table.
    about, ranges = [text["about"]], {row.beside for group in groups for row in group.rows}
    if len(ranges) == 1:
        about.append(text["all"].format(range=ranges.pop()))
        groups = [_without_range(group) for group in groups]
    # Of a scale at one time point: whoever has answered nothing has no score.
    columns = [
        cells for group in groups for cells in zip(*(row.cells for row in group.rows), strict=True)
    ]
    gaps = ({cell.text == text["missing"] for cell in cells} for cells in columns)
    is_some_missing = {True, False} in gaps
    table = Table(
        caption=text["caption"],
        about=" ".join(about),
        stub=text["question"],
        # The day is in the head, which paper repeats on every sheet that the table goes on to.
        columns=tuple(Column(text[str(point)], unit=_written(find, point)) for point in points),
        groups=tuple(groups),
        notes=(text["some_missing"],) if is_some_missing else (),
    )
    return stamp(table, name="svar", cleared=[cleared], language=language)


def _asked_at(cleared: ClearedTable, find: Find) -> list[TimePoint]:
    """The time points with an answer or a day of one; all where the extract has no days.

    Without days nobody can tell an unanswered form from a time that has not come.
    """
    told = set(cleared.table["time_point"])
    has_days = any(_day(find, point) for point in TimePoint)
    return [point for point in TimePoint if str(point) in told or not has_days]


def _day(find: Find, point: TimePoint) -> Any:
    return find(measure=ANSWERED_DAY, time_point=str(point))


def _written(find: Find, point: TimePoint) -> str:
    """When the questions were answered; nothing where the date is not known."""
    day = _day(find, point)
    return iso_date(dt.date.fromordinal(round(day.estimate))) if day else ""


def _without_range(group: Group) -> Group:
    return replace(group, rows=tuple(replace(row, beside="") for row in group.rows))


def _row(
    find: Find,
    instrument: Instrument,
    scale: str,
    code: str,
    points: Sequence[TimePoint],
    language: str,
) -> Row:
    cells = tuple(
        _cell(find(measure=scale, scope="own", category=code, time_point=str(point)), language)
        for point in points
    )
    number_of = [item.code for item in instrument.items].index(code) + 1
    item = instrument.item(code)
    head = _TEXT[language]["item"].format(n=number_of)
    return Row(head, cells, beside=_range(instrument, scale, item, language))


def _cell(row: Any, language: str) -> Cell:
    if row is None:
        return Cell(_TEXT[language]["missing"])
    return Cell(number(float(row.estimate), language=language), rows=(row,))


def _range(instrument: Instrument, scale: str, item: Item, language: str) -> str:
    """The answers that an item can have, and which way is better."""
    direction = instrument.scale(scale).direction
    key = "neutral"
    if direction is not Direction.NEUTRAL:
        is_better = (direction is Direction.HIGHER_BETTER) != item.is_turned
        key = "high_better" if is_better else "low_better"
    low, high = (number(end, language=language) for end in (item.minimum, item.maximum))
    return _TEXT[language][key].format(low=low, high=high)


def show_profile_definitions(cleared: Sequence[ClearedTable], *, language: str = "sv") -> Stamped:
    """The definitions behind a profile, folded away from who wants to talk and not to check."""
    inner = show_definitions(cleared, is_folded=False, language=language)
    heading = _TEXT[language]["definitions"]
    html = Markup('<details class="nrs-data"><summary>{}</summary>{}</details>').format(
        heading, Markup(inner.html)
    )
    return stamped(
        kind="table",
        name="definitioner",
        html=str(html),
        plain=inner.plain,
        rows=inner.rows,
        cleared=list(cleared),
        shows_numbers=False,
    )
