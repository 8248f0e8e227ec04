"""One person's profile: every scale on one direction, area by area, beside the nation's spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.patient_profile import ProfileGroup, read_profile_form
from nrs_lib.disclosure import ClearedTable, Stamped, Told, stamped
from nrs_lib.figures.frame import data_table, drawn
from nrs_lib.figures.person_wording import LATER, PERSON, points, quoted
from nrs_lib.figures.profile_drawing import draw_large, draw_rows
from nrs_lib.figures.profile_rows import (
    ProfileRow,
    asked_at,
    days_of,
    rows_of,
    said,
    unanswered,
    written_day,
)
from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import small
from nrs_lib.text import join_words

Row = dict[str, str]


def draw_profile(cleared: ClearedTable, *, name: str = "profil", language: str = "sv") -> Stamped:
    """Draw a person's profile, each area with what can be said of it and a question.

    Parameters
    ----------
    cleared
        The person's scores and changes, and the nation's spread, cleared for the care team.
    """
    values = Values(cleared, name=name, language=language)
    form = read_profile_form()
    labels = {code: form.label_of(code, language) for code in form.scales}
    rows = rows_of(values, form.scales, labels)
    parts = [_area(group, rows, name, language) for group in form.groups]
    words = [_in_words(row, language) for row in rows.values()]
    return _stamp(values, parts, rows, words, name, language)


def draw_instrument(
    cleared: ClearedTable,
    *,
    instrument: str,
    name: str = "instrument",
    language: str = "sv",
) -> Stamped:
    """Draw the scales of one instrument as large as the page, with their bands named."""
    values = Values(cleared, name=name, language=language)
    form, text = read_profile_form(), PERSON[language]
    own = [one for one in read_instruments()[instrument].scales if one.profile is not None]
    labels = {one.code: form.label_of(one.code, language) for one in own}
    rows = rows_of(values, labels, labels, asked=asked_at(values))
    parts = [
        _figure(
            f"{name}_{row.code}",
            row.label,
            [said(row, language)],
            [draw_large(row, language=language, narrow=narrow) for narrow in (False, True)],
            text["large"].format(what=small(row.label)),
            language,
        )
        for row in rows.values()
    ]
    if not rows:
        parts = [f"<p>{escape(text['no_answers_group'])}</p>"]
    words = [_in_words(row, language) for row in rows.values()]
    return _stamp(values, parts, rows, words, name, language)


def _stamp(
    values: Values,
    parts: Sequence[str],
    rows: Mapping[str, ProfileRow],
    words: Sequence[str],
    name: str,
    language: str,
) -> Stamped:
    text = PERSON[language]
    days = days_of(values)
    data = [line for row in rows.values() for line in _data(row, days, language)]
    about = text["figure"].format(period=_period(values))
    table = data_table(data, name, text["data"], texts=2, is_stacked=True)
    return stamped(
        kind="figure",
        name=name,
        html=f'<div class="nrs-profile">{"".join(parts)}{table}</div>',
        plain="\n".join([about, *words] if words else [text["no_answers_group"]]),
        rows=data,
        cleared=values.cleared,
    )


def _area(group: ProfileGroup, rows: Mapping[str, ProfileRow], name: str, language: str) -> str:
    text = PERSON[language]
    mine = [rows[code] for code in group.scales if code in rows]
    lacking = unanswered(group, rows)
    title = group.label[language]
    older = {code for part in group.parts for code in part.scales[1:]}
    found = {
        "no_answers": [part.label[language] for part in lacking if not part.is_optional],
        "no_answers_optional": [part.label[language] for part in lacking if part.is_optional],
        "no_spread": [row.label for row in mine if not row.spread and row.code not in older],
        "no_spread_older": [row.label for row in mine if not row.spread and row.code in older],
    }
    notes = [
        text[key].format(what=join_words(quoted(labels, language), language=language))
        for key, labels in found.items()
        if labels
    ]
    if not mine:
        notes = [text["no_answers_group"]]
    sentences = [said(row, language) for row in mine]
    sheets = [draw_rows(mine, language=language, narrow=n) for n in (False, True)] if mine else []
    described = text["drawing"].format(group=title)
    return _figure(
        f"{name}_{group.group}",
        title,
        sentences,
        sheets,
        described,
        language,
        notes=notes,
        ask=group.question[language],
    )


def _figure(
    name: str,
    title: str,
    sentences: Sequence[str],
    sheets: Sequence[Sheet],
    described: str,
    language: str,
    *,
    notes: Sequence[str] = (),
    ask: str = "",
) -> str:
    picture = drawn(sheets, name, described, " ".join(sentences), PERSON[language]["scroll"])
    beneath = "".join(f'<p class="note">{escape(note, quote=False)}</p>' for note in notes)
    question = f'<p class="nrs-ask">{escape(ask, quote=False)}</p>' if ask else ""
    return (
        f'<figure class="nrs-figure" id="fig-{name}">\n'
        f'<h3 class="finding">{escape(title, quote=False)}</h3>\n'
        f"{question}{picture}{beneath}</figure>\n"
    )


def _data(row: ProfileRow, days: Mapping[str, Value], language: str) -> list[Row]:
    text = PERSON[language]
    lines = []
    for point in row.asked:
        value = row.scores.get(point)
        lacks = text[row.lacking(point)]
        shown = lacks if value is None else points(value.estimate, row.code, language)
        verdict = text[row.verdicts[point]] if point in LATER and value is not None else ""
        lines.append(
            {
                text["what"]: row.label,
                text["when"]: text[point],
                text["answered"]: _day(days.get(point) if value is not None else None),
                text["score"]: Told(shown, value),
                text["verdict"]: Told(verdict, *row.judged.get(point, ())),
                text["middle"]: _middle(row, language),
            }
        )
    return lines


def _day(value: Value | None) -> str:
    return Told(written_day(value), value) if value is not None else ""


def _middle(row: ProfileRow, language: str) -> str:
    text = PERSON[language]
    if not row.spread:
        return text["hidden"]
    low, _, high = (points(one.estimate, row.code, language) for one in row.spread)
    return Told(text["to"].format(low=low, high=high), *row.spread)


def _in_words(row: ProfileRow, language: str) -> str:
    text = PERSON[language]
    scores = ", ".join(
        f"{text[point].lower()} {points(row.scores[point].estimate, row.code, language)}"
        if point in row.scores
        else f"{text[point].lower()} {text[row.lacking(point)]}"
        for point in row.asked
    )
    return f"{said(row, language)} {scores[:1].upper()}{scores[1:]}."


def _period(values: Values) -> str:
    return next((row.period for row in values.rows if row.period), "–")
