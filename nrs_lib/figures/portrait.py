"""Who the patients are: shares beside the nation's, with age and duration as key numbers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.figures.contrasts import Pair, by_chance, contrast
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.dots import DotRow, dash_notes, draw_dots
from nrs_lib.figures.frame import framed
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import (
    amount,
    category_labels,
    company,
    figure_name,
    level,
    measure_of,
    phrases,
    share,
    small,
    span,
)

_TEXT = {
    "sv": {
        "what": "Andel av patienterna, med {level}-intervall. {colours}",
        "colours": "Blå punkt: {own}. Grått streck: riket, med intervallet som band.",
        "colours_nation": "Blå punkt: riket.",
        "women_and_pain": "Av patienterna är {women} kvinnor och {pain} har ihållande smärta",
        "women": "Av patienterna är {women} kvinnor",
        "pain": "Av patienterna har {pain} ihållande smärta",
        "one": "{label}: {share} av patienterna",
        "alike": "Ingen uppgift som visas om patienterna skiljer sig säkert från riket",
        "few": "För få svar för att visa vilka patienterna är",
        "nation": "Riket {value}",
        "mean": "medel",
        "median": "median",
    },
    "en": {
        "what": "Share of patients, with {level} interval. {colours}",
        "colours": "Blue dot: {own}. Grey line: the national figure, with its interval as a band.",
        "colours_nation": "Blue dot: the national figure.",
        "women_and_pain": "Of the patients, {women} are women and {pain} have constant pain",
        "women": "Of the patients, {women} are women",
        "pain": "Of the patients, {pain} have constant pain",
        "one": "{label}: {share} of the patients",
        "alike": "No patient characteristic shown clearly differs from the national figure",
        "few": "Too few responses to show who the patients are",
        "nation": "National {value}",
        "mean": "mean",
        "median": "median",
    },
}
MEASURES = (
    "age",
    "pain_duration_months",
    "women",
    "university",
    "born_outside_europe",
    "working_or_studying",
    "believes_recovery",
    "physician_visits_many",
    "pain_persistent",
)


def draw_portrait(
    cleared: ClearedTable,
    *,
    measures: Sequence[str] = MEASURES,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw the patients' background beside the nation's.

    Parameters
    ----------
    cleared
        The section ``portrait``.
    measures
        Shares become rows of dots; a measure with categories, such as ``education``, one row
        for each; means and medians stand as key numbers above.
    period
        Needed only when the table holds several.
    own_name
        What the unit is called, in place of "Vår enhet".
    """
    name = name or figure_name("portrait", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    keys = [code for code in measures if measure_of(code).kind != "share"]
    rows = [
        row
        for code in measures
        if measure_of(code).kind == "share"
        for row in share_rows(values, code, period)
    ]
    numbers = [
        data_row(
            values,
            values.one(scope, code, measure_of(code).kind, period=period),
            label=measure_of(code).label[language],
            scope=scope,
            measure=measure_of(code),
        )
        for code in keys
        for scope in values.scopes
    ]
    return dots_figure(
        values,
        rows,
        name=name,
        few=phrases(_TEXT, language)["few"],
        alike=phrases(_TEXT, language)["alike"],
        of_nation=_of_nation(values, rows, period),
        before=_key_numbers(values, keys, period),
        numbers=numbers,
    )


def dots_figure(
    values: Values,
    rows: Sequence[DotRow],
    *,
    name: str,
    few: str,
    alike: str,
    of_nation: str,
    before: str = "",
    numbers: Sequence[dict[str, str]] = (),
    notes: Sequence[str] = (),
) -> Stamped:
    """Frame rows of shares with their finding; ``few`` is the finding when all are hidden.

    ``alike`` is the finding where nothing differs from the nation,
    and ``of_nation`` where the nation alone is drawn.
    """
    language = values.language
    text = phrases(_TEXT, language)
    unit = values.in_sentence(OWN) if values.has_own else ""
    colours = text["colours" if values.has_own else "colours_nation"].format(own=unit)
    what = text["what"].format(level=level(language), colours=colours)
    pairs = [Pair(_alone(row), row.own, row.nation) for row in rows if not row.heading]
    finding = _finding(values, pairs, few, alike, of_nation)
    numbers = [*numbers, *_data(values, rows)]
    notes = [
        *notes,
        by_chance(pairs, values) if values.has_own else "",
        _hidden_help(values, pairs, text),
    ]
    notes += dash_notes(values, rows)
    return framed(
        values,
        name=name,
        finding=finding,
        what=what,
        before=before,
        sheets=[draw_dots(values, rows, narrow=narrow) for narrow in (False, True)],
        rows=numbers,
        words=told(numbers),
        notes=[note for note in notes if note],
    )


def share_rows(values: Values, code: str, period: str | None = None) -> list[DotRow]:
    """Rows of one share, or a heading and a row for each category."""
    measure = measure_of(code)
    language = values.language
    labels = category_labels(measure, language)
    if not labels:
        own, nation = (values.one(scope, code, "share", period=period) for scope in (OWN, NATIONAL))
        return [DotRow(measure.label[language], own, nation)]
    rows = [DotRow(measure.label[language], heading=True)]
    for category, label in labels.items():
        own, nation = (
            values.one(scope, code, "share", category=category, period=period)
            for scope in (OWN, NATIONAL)
        )
        if own is not None or nation is not None:
            rows.append(DotRow(label, own, nation, group=measure.label[language]))
    return rows


def _alone(row: DotRow) -> str:
    return f"{row.label} ({small(row.group)})" if row.group else row.label


def _finding(values: Values, pairs: Sequence[Pair], few: str, alike: str, of_nation: str) -> str:
    subjects = [p.own if values.has_own else p.nation for p in pairs]
    if not any(value is not None and value.is_shown for value in subjects):
        return few
    return contrast(pairs, values, alike=alike) if values.has_own else of_nation


def _of_nation(values: Values, rows: Sequence[DotRow], period: str | None) -> str:
    """Who the nation's patients are: by sex and by pain, or what else is shown of them.

    The rows are unlike things, so that none of them is the commonest.
    """
    text, language = phrases(_TEXT, values.language), values.language
    known = {
        word: share_of(values.one(NATIONAL, code, "share", period=period), language)
        for word, code in (("women", "women"), ("pain", "pain_persistent"))
    }
    told_of = {word: told for word, told in known.items() if told}
    if told_of:
        return text["_and_".join(told_of)].format(**told_of)
    shown = [row for row in rows if share_of(row.nation, language)]
    if not shown:
        return text["few"]
    return text["one"].format(label=_alone(shown[0]), share=share_of(shown[0].nation, language))


def share_of(value: Value | None, language: str) -> str:
    """A share with its counts, inside a sentence; empty where it may not be shown."""
    if value is None or not value.is_shown:
        return ""
    return f"{share(value, language)} ({company(value, language)})"


def _hidden_help(values: Values, pairs: Sequence[Pair], text: dict[str, str]) -> str:
    subjects = [p.own if values.has_own else p.nation for p in pairs]
    few = any(value is not None and value.hidden == "few" for value in subjects)
    return text["help"].format(n=values.least(values.subject)) if few else ""


def _data(values: Values, rows: Sequence[DotRow]) -> list[dict[str, str]]:
    return [
        data_row(values, row.own if scope == OWN else row.nation, label=_alone(row), scope=scope)
        for row in rows
        if not row.heading
        for scope in values.scopes
    ]


def _key_numbers(values: Values, codes: Sequence[str], period: str | None) -> str:
    """Means and medians as a list of terms, each with interval, answers and the nation."""
    text = phrases(_TEXT, values.language)
    parts = []
    for code in codes:
        measure = measure_of(code)
        subject, nation = (
            values.one(scope, code, measure.kind, period=period)
            for scope in (values.subject, NATIONAL)
        )
        label = f"{measure.label[values.language]}, {text[measure.kind]}"
        if subject is not None and subject.is_shown:
            shown = amount(subject, measure, values.language)
            about = [company(subject, values.language)]
            if subject.has_interval:
                between = span(subject, measure, values.language)
                about.insert(0, f"{level(values.language)}: {between}")
        else:
            shown, about = "–", [values.why_hidden(subject)]
        lines = [" · ".join(about)]
        if values.has_own and nation is not None and nation.is_shown:
            lines.append(text["nation"].format(value=amount(nation, measure, values.language)))
        small_print = "".join(f"<small>{escape(line, quote=False)}</small>" for line in lines)
        parts.append(
            f"<div><dt>{escape(label, quote=False)}</dt>"
            f"<dd>{escape(shown, quote=False)}{small_print}</dd></div>"
        )
    return f'<dl class="nrs-keys">{"".join(parts)}</dl>\n' if parts else ""
