"""Sick leave before and after the programme: four categories, and who moves between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nrs_lib.contracts.sick_leave import CATEGORIES, NONE, read_sick_leave
from nrs_lib.disclosure import ClearedTable, Stamped, reason_words
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.sick_leave_drawing import Course, draw_course
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import company, figure_name, phrases, share, small
from nrs_lib.terms import SEPARATOR, Statistic
from nrs_lib.text import join_words, number

MEASURE = "sick_leave_followed"
_TEXT = {
    "sv": {
        "what": "Stapelns höjd är andelen av alla som följts hela tiden, och bandens tjocklek hur "
        "många som gått åt varje håll. Uppåt, blått: mindre sjukskrivning. Nedåt, orange: mer. "
        "Grått: oförändrat.",
        "finding": "Utan sjukskrivning: {parts}",
        "part": "{share} {when} ({numbers})",
        "no_rows": "Data når inte fram till någon uppföljning än, så ingen följs över tid",
        "hidden": "Sjukskrivning: kategorierna går inte att visa, {reason}",
        "bars": "Stapelns höjd är andelen av alla som följts hela tiden. Hur patienterna gått "
        "mellan kategorierna ritas inte, eftersom {n} av {of} tal är dolda.",
        "flows": " {n} band ritas inte: {reasons}.",
        "flows_one": " Ett band ritas inte: {reasons}.",
        "reason": "{reason} ({n} band)",
        "reason_one": "{reason} (ett band)",
        "answers": "Antal",
        "category": "Kategori",
        "move": "{before} → {after}",
    },
    "en": {
        "what": "The height of a bar is the share of all who were followed throughout, and the "
        "thickness of a band how many went each way. Upwards, blue: less sick leave. Downwards, "
        "orange: more. Grey: the same.",
        "finding": "Without sick leave: {parts}",
        "part": "{share} {when} ({numbers})",
        "no_rows": "The data do not reach any follow-up yet, so nobody is followed over time",
        "hidden": "Sick leave: the categories cannot be shown, {reason}",
        "bars": "The height of a bar is the share of all who were followed throughout. How "
        "patients moved between the categories is not drawn, as {n} of {of} numbers are hidden.",
        "flows": " {n} bands are not drawn: {reasons}.",
        "flows_one": " One band is not drawn: {reasons}.",
        "reason": "{reason} ({n} bands)",
        "reason_one": "{reason} (one band)",
        "answers": "Number",
        "category": "Category",
        "move": "{before} → {after}",
    },
}


def draw_sick_leave(
    cleared: ClearedTable,
    *,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw the subject's four categories at each time, and the moves between them.

    Each category has a place of its own, so that what is hidden cannot be read off the places
    of what is shown.

    Parameters
    ----------
    cleared
        The section ``followed``.
    """
    name = name or figure_name("sick_leave", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    times = _times(values)
    courses = {scope: _course(values, scope, times, period) for scope in values.scopes}
    mine = courses.get(values.subject)
    rows = [
        row
        for scope, course in courses.items()
        if course is not None
        for row in _data(values, scope, course, text)
    ]
    is_drawn = mine is not None and any(one is not None and one.is_shown for one in mine.values)
    has_bands = is_drawn and _has_bands(mine)
    drawn = mine if has_bands or mine is None else replace(mine, flows=dict.fromkeys(mine.flows))
    return framed(
        values,
        name=name,
        finding=_finding(values, mine, text),
        what=_what(mine, text, language, has_bands=has_bands) if is_drawn else "",
        sheets=[draw_course(values, drawn, narrow=narrow) for narrow in (False, True)]
        if is_drawn
        else (),
        rows=rows,
        words=told(rows),
    )


def _times(values: Values) -> tuple[str, ...]:
    found = next((one.time_point for one in values.rows if one.measure == MEASURE), "")
    return tuple(found.split(">")) if found else ()


def _course(values: Values, scope: str, times: Sequence[str], period: str | None) -> Course | None:
    if not times:
        return None

    def one(**parts: str) -> Value | None:
        category = SEPARATOR.join(parts.get(f"at{place}", "") for place in range(len(times)))
        key = {"time_point": ">".join(times), "category": category, "period": period}
        return values.one(scope, MEASURE, str(Statistic.SHARE), **key)

    when = {one.code: one.label for one in read_sick_leave().window_set("study").windows}
    return Course(
        times=tuple(when[time][values.language] for time in times),
        blocks={
            (place, code): one(**{f"at{place}": code})
            for place in range(len(times))
            for code in CATEGORIES
        },
        flows={
            (place, before, after): one(**{f"at{place}": before, f"at{place + 1}": after})
            for place in range(len(times) - 1)
            for before in CATEGORIES
            for after in CATEGORIES
        },
    )


def _finding(values: Values, mine: Course | None, text: dict[str, str]) -> str:
    """How many were without sick leave at each time; whether that is a change is not said."""
    if mine is None:
        return text["no_rows"]
    found = [mine.blocks[place, NONE] for place in range(len(mine.times))]
    hidden = [one for one in found if one is None or not one.is_shown]
    if hidden:
        return text["hidden"].format(reason=values.why_hidden(hidden[0]))
    language = values.language
    parts = [
        text["part"].format(
            share=share(one, language), when=small(time), numbers=company(one, language)
        )
        for one, time in zip(found, mine.times, strict=True)
    ]
    return text["finding"].format(parts=join_words(parts, language=language))


def _hidden(mine: Course) -> list[Value]:
    return [one for one in mine.flows.values() if one is not None and one.hidden]


def _has_bands(mine: Course) -> bool:
    """Whether more bands can be drawn than are hidden; fewer would look as if nobody stayed."""
    drawn = [
        one for one in mine.flows.values() if one is not None and one.is_shown and one.numerator
    ]
    return len(drawn) > len(_hidden(mine))


def _what(mine: Course, text: dict[str, str], language: str, *, has_bands: bool) -> str:
    """How it is drawn; and in the same place what is not, as a missing band looks like nobody."""
    hidden = _hidden(mine)
    if not hidden:
        return text["what"]
    found = Counter(one.hidden for one in hidden)
    reasons = [reason_words(code, MEASURE, language) for code in found]
    if len(found) > 1:
        reasons = [
            text["reason" if n > 1 else "reason_one"].format(
                reason=reason, n=number(n, language=language)
            )
            for reason, n in zip(reasons, found.values(), strict=True)
        ]
    fills = {
        "n": number(len(hidden), language=language),
        "of": number(sum(one is not None for one in mine.flows.values()), language=language),
        "reasons": join_words(reasons, language=language),
    }
    if not has_bands:
        return text["bars"].format(**fills)
    return text["what"] + text["flows" if len(hidden) > 1 else "flows_one"].format(**fills)


def _data(values: Values, scope: str, course: Course, text: dict[str, str]) -> Iterator[Row]:
    labels = {code: one[values.language] for code, one in read_sick_leave().category_labels.items()}
    for (place, code), value in course.blocks.items():
        further = {text["when"]: course.times[place]}
        key = {"scope": scope, "head": "category", "words": text, "further": further}
        yield data_row(values, value, label=labels[code], **key)
    for (place, before, after), value in course.flows.items():
        label = text["move"].format(before=labels[before], after=small(labels[after]))
        span = text["move"].format(before=course.times[place], after=small(course.times[place + 1]))
        key = {"scope": scope, "head": "category", "words": text, "further": {text["when"]: span}}
        yield data_row(values, value, label=label, **key)
