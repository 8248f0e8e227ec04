"""A measure before a change and now: two dots with intervals, and the goal as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nrs_lib.contracts.measures import Measure
from nrs_lib.contracts.plans import Focus
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.standing import Standing
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.axis import fitting, grid
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.judgement import change_of
from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import NARROW, SLIDE, SMALL, THEME
from nrs_lib.figures.values import OWN, Value, Values
from nrs_lib.figures.wording import (
    amount,
    axis_tick,
    capital,
    company,
    factor,
    figure_name,
    level,
    measure_of,
    phrases,
)
from nrs_lib.terms import Statistic
from nrs_lib.text import number, share_percent

_LINE, _HEAD, _FOOT, _LABEL = 40.0, 20.0, 20.0, 128.0
_GOAL_DASH = (4, 2)
_TEXT = {
    "sv": {
        "dots": " Punkt med {level}-intervall för varje period.{goal}",
        "what_goal": " Streckad linje: målet.",
        "goal": "mål {goal}",
        "higher": "{label}: högre efter förändringen än före",
        "lower": "{label}: lägre efter förändringen än före",
        "alike": "{label}: det går inte att säga att värdet har ändrats",
        "unknown": "{label}: före och efter kan inte jämföras",
        "few_before": "{title}, {reason} före",
        "few_now": "{title} ännu, {reason} efter",
        "few_both": "{title}, {reason}",
        "before": "Före",
        "now": "Nu",
        "about": "Olika patienter före och efter.",
        "cause": " En skillnad säger att något har ändrats, inte varför.",
    },
    "en": {
        "dots": " A dot with its {level} interval for each period.{goal}",
        "what_goal": " Dashed line: the goal.",
        "goal": "goal {goal}",
        "higher": "{label}: higher after the change than before",
        "lower": "{label}: lower after the change than before",
        "alike": "{label}: it cannot be said that the value has changed",
        "unknown": "{label}: before and after cannot be compared",
        "few_before": "{title}, {reason} before",
        "few_now": "{title} yet, {reason} after",
        "few_both": "{title}, {reason}",
        "before": "Before",
        "now": "Now",
        "about": "Different patients before and after.",
        "cause": " A difference says that something has changed, not why.",
    },
}
FOUND = {
    Standing.HIGHER: "higher",
    Standing.LOWER: "lower",
    Standing.ALIKE: "alike",
    Standing.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class _Side:
    """One period: what it is called, when it was, and its value."""

    head: str
    when: str
    value: Value


def draw_before_after(
    cleared: ClearedTable, *, focus: Focus, name: str | None = None, language: str = "sv"
) -> Stamped:
    """Draw a focus's value before its change and now, for a slide.

    Parameters
    ----------
    cleared
        The focus's section: the measure in each period, and the difference.
    focus
        What the unit wants to improve, and how far.
    """
    name = name or figure_name("before_after", language)
    values = Values(cleared, name=name, language=language)
    text = phrases(_TEXT, language)
    measure = measure_of(focus.measure)
    sides = _sides(values, measure, focus, text)
    rows = [
        data_row(
            values,
            one.value,
            label=one.head,
            scope=OWN,
            measure=measure,
            head="when",
            further={text["period"]: capital(one.when)},
        )
        for one in sides
    ]
    is_any_shown = any(one.value.is_shown for one in sides)
    is_apart = _changed(values, measure) in (Standing.HIGHER, Standing.LOWER)
    goal = text["what_goal"] if focus.goal is not None else ""
    shapes = text["dots"].format(level=level(language), goal=goal) if is_any_shown else ""
    return framed(
        values,
        name=name,
        finding=_title(values, measure, text),
        what=f"{measure.definition[language]}{shapes}",
        sheets=[
            _drawn(values, sides, measure, focus, text, narrow=narrow) for narrow in (False, True)
        ]
        if is_any_shown
        else (),
        # Where nothing is drawn the reasons stand in the finding, and rows would be reasons alone.
        rows=rows if is_any_shown else [],
        words=told(rows) if is_any_shown else [],
        notes=[text["about"] + text["cause"] * is_apart] if len(sides) > 1 else [],
        texts=3,
    )


def finding(values: Values, measure: Measure, text: Mapping[str, str]) -> str:
    """Whether the value has changed, as far as the interval of the difference bears it."""
    place = _changed(values, measure)
    return text[FOUND[place]].format(label=measure.label[values.language])


def _changed(values: Values, measure: Measure) -> Standing:
    key = (OWN, measure.code, str(Statistic.DIFFERENCE))
    rows = [one for one in values.rows if (one.scope, one.measure, one.statistic) == key]
    decimals = 0 if measure.kind == Statistic.SHARE else measure.decimals
    return change_of(rows[0] if rows else None, decimals, times=factor(measure))


def _title(values: Values, measure: Measure, text: Mapping[str, str]) -> str:
    """The finding; where there is none, which side has too few: before, nothing more can come."""
    title, both = finding(values, measure, text), _in_order(values, measure)
    hidden = [not one.is_shown for one in both]
    is_known = _changed(values, measure) is not Standing.UNKNOWN
    if is_known or len(both) == 1 or not any(hidden):
        return title
    side = "both" if all(hidden) else "before" if hidden[0] else "now"
    reason = values.reason(both[hidden.index(True)])
    return text[f"few_{side}"].format(title=title, reason=reason)


def _in_order(values: Values, measure: Measure) -> list[Value]:
    """The measure's values, the earlier period first."""
    key = (OWN, measure.code, measure.kind)
    found = [one for one in values.rows if (one.scope, one.measure, one.statistic) == key]
    return sorted(found, key=lambda one: period_of(one.period).start)


def _sides(values: Values, measure: Measure, focus: Focus, text: Mapping[str, str]) -> list[_Side]:
    """The periods in their order."""
    shown = _in_order(values, measure)
    has_before = len(shown) > 1 or focus.starts is not None
    heads = ([text["before"]] if has_before else []) + [text["now"]]
    return [
        _Side(head, period_of(one.period).brief(values.language), one)
        for head, one in zip(heads, shown, strict=False)
    ]


def _drawn(
    values: Values,
    sides: Sequence[_Side],
    measure: Measure,
    focus: Focus,
    text: dict[str, str],
    *,
    narrow: bool,
) -> Sheet:
    width = NARROW if narrow else SLIDE
    sheet = Sheet(_HEAD + _LINE * len(sides) + _FOOT, width=width)
    language, times = values.language, factor(measure)
    shown = [one.value for one in sides if one.value.is_shown]
    ends = [times * end for one in shown for end in (one.estimate, one.low, one.high)]
    if focus.goal is not None:
        ends.append(times * focus.goal)
    texts = [amount(one, measure, language) for one in shown]
    texts += [company(one, language) for one in shown]
    right = max(text_width(one, bold=True) for one in texts) + 12
    left = 8.0 if narrow else _LABEL
    most = 100.0 if measure.kind == Statistic.SHARE else float("inf")
    ticks = 4 if narrow else 6
    axis = fitting(ends, start=left, end=width - right, most=most, least=0.0, ticks=ticks)
    bottom = sheet.height - _FOOT
    grid(sheet, axis, top=_HEAD, bottom=bottom, label=axis_tick(measure, language))
    if focus.goal is not None:
        x = axis.at(times * focus.goal)
        dash = {"colour": THEME.better, "weight": 1.4, "dash": _GOAL_DASH}
        sheet.line([(x, _HEAD - 2), (x, bottom)], **dash)
        words = text["goal"].format(goal=_goal(focus.goal, measure, language))
        room = text_width(words, SMALL) / 2
        at = min(max(x, room), width - room)
        sheet.text(at, 11, words, size=SMALL, colour=THEME.better, at="centre")
    for place, one in enumerate(sides):
        top = _HEAD + _LINE * place
        y = top + (0.68 if narrow else 0.5) * _LINE
        if narrow:
            sheet.text(0, top + 12, f"{one.head}, {one.when}", size=SMALL, bold=True)
        else:
            sheet.text(0, y - 2, one.head, bold=True)
            sheet.text(0, y + 10, capital(one.when), size=SMALL, colour=THEME.muted)
        if not one.value.is_shown:
            why = values.why_hidden(one.value)
            sheet.bar(left + 2, y - 8, text_width(why, SMALL) + 8, 16, colour=THEME.ground)
            sheet.text(left + 6, y, why, size=SMALL, colour=THEME.muted, centred=True)
            continue
        if one.value.has_interval:
            limits = [(axis.at(times * end), y) for end in (one.value.low, one.value.high)]
            sheet.line(limits, colour=THEME.subject, weight=2.4)
        shape = "dot" if one.head == text["now"] else "ring"
        sheet.mark(axis.at(times * one.value.estimate), y, shape, size=10.0)
        sheet.text(
            width,
            y - 2,
            amount(one.value, measure, language),
            at="right",
            bold=True,
            colour=THEME.subject,
        )
        rests_on = company(one.value, language)
        sheet.text(width, y + 10, rests_on, at="right", size=SMALL, colour=THEME.muted)
    return sheet


def _goal(goal: float, measure: Measure, language: str) -> str:
    if measure.kind == Statistic.SHARE:
        return share_percent(goal, language=language)
    return f"{number(goal, measure.decimals, language=language)} {measure.unit[language]}"
