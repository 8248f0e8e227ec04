"""Measures over time within their process limits: is there more than chance, and since when?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from nrs_lib.disclosure import Stamped, Told
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.errors import DisclosureError
from nrs_lib.figures.control_chart_drawing import (
    ON_SLIDE,
    PAGE,
    PHONE,
    Drawn,
    Words,
    draw_points,
)
from nrs_lib.figures.control_chart_phrases import TEXT
from nrs_lib.figures.control_chart_scale import Scale
from nrs_lib.figures.control_chart_words import (
    counted,
    elsewhere,
    finding,
    finding_of_several,
    gaps,
    label_of,
    notes,
    shared_note,
    signal,
    what,
    what_of_several,
)
from nrs_lib.figures.data_rows import Row, told
from nrs_lib.figures.frame import drawn as framed_drawing
from nrs_lib.figures.frame import framed
from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.verdict_marks import verdict_line, verdict_words
from nrs_lib.figures.wording import company, measure_of, phrases
from nrs_lib.terms import Statistic
from nrs_lib.text import number

_LIMITS = str(Statistic.PROCESS_LIMITS)
_NAMES = {"sv": "styrdiagram", "en": "control_chart"}
_SEVERAL = {"sv": "over_tid", "en": "over_time"}


def draw_control_chart(
    chart: ClearedChart,
    *,
    name: str | None = None,
    own_name: str | None = None,
    on_slide: bool = False,
    language: str = "sv",
) -> Stamped:
    """Draw a measure over time with its process limits, signals and verdicts.

    Parameters
    ----------
    chart
        As `nrs_lib.disclosure.charting.charted` draws it up from cleared numbers. A hidden
        period is a gap with its reason.
    own_name
        What the unit is called, in place of "Vår enhet".
    name
        ``styrdiagram_`` (``control_chart_``) and the measure when not given.
    on_slide
        Whether it is read from the back of a room: with larger letters.

    Raises
    ------
    DisclosureError
        It is no chart of cleared numbers.
    """
    text = phrases(TEXT, language)
    one = _drawn(chart, language)
    name = name or f"{_NAMES[language]}_{chart.chart.measure}"
    values = _values(one, name, own_name)
    title, about = finding(one, text), what(values, one, text)
    if not one.is_drawn:
        gone = _said(*gaps(values, one, text))
        return framed(values, name=name, finding=title, what=about, rows=[], words=[], notes=gone)
    rows = _rows(values, one, text)
    return framed(
        values,
        name=name,
        finding=title,
        what=about,
        sheets=_sheets(one, text, on_slide=on_slide),
        before=f'<div class="nrs-verdicts">{verdict_line(chart, language)}</div>\n',
        rows=rows,
        words=[*_verdicts(one), *told(rows)],
        notes=_said(*notes(values, one, text), shared_note(values, [one], text)),
        texts=4,
    )


def draw_control_charts(
    charts: Mapping[str, ClearedChart],
    *,
    measures: Sequence[str] | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw several measures over time beneath each other, with one finding and one table.

    Those with too few per period are named in a sentence, and have no empty frame.

    Parameters
    ----------
    charts
        By code of the measure; of one and the same report.
    measures
        Which of them, in the order to be drawn; all when left out.
    own_name
        What the unit is called, in place of "Vår enhet".

    Raises
    ------
    DisclosureError
        There is none, or one that is no chart of cleared numbers.
    """
    text = phrases(TEXT, language)
    name = name or _SEVERAL[language]
    every = [_drawn(charts[code], language) for code in measures or charts]
    drawn_of = set(measures or charts)
    others = [_drawn(one, language) for code, one in charts.items() if code not in drawn_of]
    values = Values(
        *(one.chart.cleared for one in every), name=name, language=language, own_name=own_name
    )
    rows = [row for one in every for row in _rows(values, one, text)]
    said = [part for one in every for part in (f"{finding(one, text)}.", *notes(values, one, text))]
    parts = [
        _part(values, one, f"{name}_{place}", text)
        for place, one in enumerate(every, start=1)
        if one.is_drawn
    ]
    return framed(
        values,
        name=name,
        finding=finding_of_several(every, text),
        what=what_of_several(values, every, text),
        before="".join(parts),
        rows=rows,
        words=[*said, *told(rows)],
        notes=_said(elsewhere(others, text), shared_note(values, every, text)),
        also=[one.chart.cleared for one in others],
        texts=4,
    )


def _said(*parts: str) -> list[str]:
    """Notes as one paragraph; none where there is nothing to say."""
    return list(filter(None, [" ".join(filter(None, parts))]))


def _part(values: Values, one: Drawn, name: str, text: Mapping[str, str]) -> str:
    title, about = finding(one, text), counted(one, text)
    picture = framed_drawing(_sheets(one, text), name, title, about, text["scroll"])
    beneath = "".join(
        f'<p class="note">{escape(note, quote=False)}</p>' for note in notes(values, one, text)
    )
    return (
        f'<section class="nrs-panel"><h4>{escape(title, quote=False)}</h4>\n'
        f'<p class="what">{escape(about, quote=False)}</p>\n'
        f'<div class="nrs-verdicts">{verdict_line(one.chart, values.language)}</div>\n'
        f"{picture}{beneath}</section>\n"
    )


def _drawn(chart: ClearedChart, language: str) -> Drawn:
    if not isinstance(chart, ClearedChart):
        raise DisclosureError(
            "Only a chart of cleared numbers can be drawn.",
            where=f"control chart: {type(chart).__name__}",
            remedy="Pass the result of nrs_lib.disclosure.charting.charted.",
        )
    measure = measure_of(chart.chart.measure)
    scale = Scale(measure, chart.statistic == Statistic.SHARE, language)
    values = Values(chart.cleared, name=measure.code, language=language)
    return Drawn(chart, scale, *(_series(values, chart, kind) for kind in ("", _LIMITS)))


def _values(one: Drawn, name: str, own_name: str | None) -> Values:
    language = one.scale.language
    return Values(one.chart.cleared, name=name, language=language, own_name=own_name)


def _sheets(one: Drawn, text: Mapping[str, str], *, on_slide: bool = False) -> list[Sheet]:
    if not one.is_drawn:
        return []
    is_assumed = one.chart.target is not None and one.chart.target.is_assumed
    target = "assumed_target" if is_assumed else "target"
    words = Words(*(text[key] for key in ("n", "centre", "upper", "lower", target)))
    rooms = (ON_SLIDE if on_slide else PAGE, PHONE)
    return [draw_points(one, words, room=room) for room in rooms]


def _series(values: Values, chart: ClearedChart, kind: str) -> tuple[Value | None, ...]:
    key = {"time_point": chart.time_point, "category": chart.category}
    statistic = kind or chart.statistic
    return tuple(
        values.one(chart.scope, chart.chart.measure, statistic, **key, period=period)
        for period in chart.periods
    )


def _verdicts(one: Drawn) -> list[str]:
    return [f"{words}." for words in verdict_words(one.chart, one.scale.language)]


def _rows(values: Values, one: Drawn, text: Mapping[str, str]) -> list[Row]:
    return [_row(values, one, at, text) for at in range(len(one.values))]


def _row(values: Values, drawn: Drawn, at: int, text: Mapping[str, str]) -> Row:
    """One period as text; a hidden one has its reason and no number."""
    language = values.language
    value, line, scale = drawn.values[at], drawn.lines[at], drawn.scale
    row = {
        text["measure"]: label_of(drawn),
        text["who"]: values.name_of(drawn.chart.scope),
        text["period"]: drawn.chart.spans[at].brief(language),
        text["signal"]: signal(drawn, at, text),
    }
    numbers = dict.fromkeys(
        (text["value"], text["answers"], text["centre_line"], text["limits"]), ""
    )
    if value is None or not value.is_shown:
        numbers[text["value"]] = Told(values.why_hidden(value), value)
        return row | numbers
    rests_on = company(value, language) if scale.is_share else number(value.n, language=language)
    numbers[text["value"]] = Told(scale.amount(value.estimate), value)
    numbers[text["answers"]] = Told(rests_on, value)
    if line is not None:
        numbers[text["centre_line"]] = Told(scale.amount(line.estimate), line)
        numbers[text["limits"]] = Told(scale.span(line.low, line.high), line)
    return row | numbers
