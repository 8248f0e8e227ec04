"""Why a figure moved, as steps from what it was to what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.figures.axis import Axis, fitting, grid
from nrs_lib.figures.frame import framed
from nrs_lib.figures.sheet import Sheet, text_width
from nrs_lib.figures.theme import NARROW, SMALL, THEME, WIDTH
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import per_cent_tick, phrases, small
from nrs_lib.terms import Statistic
from nrs_lib.text import NBSP, change, count, number, of, share_percent

BEFORE, AFTER = "before", "after"
PARTS: dict[str, dict[str, str]] = {
    "sv": {
        "new": "Nya patienter",
        "late": "Sena registreringar",
        "corrected": "Rättade uppgifter",
        "definition": "Ändrad definition",
        "case_mix": "Annan patientsammansättning",
        "rest": "Övrigt",
    },
    "en": {
        "new": "New patients",
        "late": "Late registrations",
        "corrected": "Corrected records",
        "definition": "Changed definition",
        "case_mix": "Different case mix",
        "rest": "The rest",
    },
}
_TEXT = {
    "sv": {
        "what": "Från {before} till {after}: varje streck är en orsaks del av ändringen, i "
        "medeltal över alla ordningar som orsakerna kan ha kommit i. Delarna blir tillsammans hela "
        "ändringen.",
        "finding": "{label}: {change} {unit}, mest genom {part}",
        "same": "{label}: oförändrat",
        "few": "För få svar för att visa varför siffran ändrats",
        "part": "Del",
        "points": "procentenheter",
        "steps": "i måttets enhet",
    },
    "en": {
        "what": "From {before} to {after}: each bar is one cause's part of the change, on "
        "average over all orders in which the causes could have come. The parts add up "
        "to the whole change.",
        "finding": "{label}: {change} {unit}, mostly by {part}",
        "same": "{label}: unchanged",
        "few": "Too few responses to show why the figure changed",
        "part": "Part",
        "points": "percentage points",
        "steps": "in the measure's unit",
    },
}
_LABEL, _NUMBER = 168.0, 96.0
_ROW, _HEAD, _FOOT = 25.0, 8.0, 22.0
_NARROW_LABEL = 15.0
_BAR = 10.0
_ALMOST_NOTHING = 1e-12


@dataclass(frozen=True)
class _Step:
    label: str
    start: float
    end: float
    told: str
    is_part: bool


def draw_moved(
    cleared: ClearedTable,
    *,
    label: str,
    before: str,
    after: str,
    decimals: int = 1,
    name: str = "varfor",
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw the steps from the figure before to the figure after.

    Parameters
    ----------
    cleared
        From `nrs_lib.stats.moved.estimates.moved_estimates`, cleared for its reader.
    label
        What readers call the figure.
    before, after
        What the two are: extracts or periods, in words.
    decimals
        Of the figure, where it is no share.
    """
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    what = text["what"].format(before=before, after=after)
    ends = [_one(values, category) for category in (BEFORE, AFTER)]
    parts = [value for value in values.rows if value.statistic == Statistic.DIFFERENCE]
    shown = all(value is not None and value.is_shown for value in (*ends, *parts))
    if not shown:
        return framed(
            values, name=name, finding=text["few"], what=what, rows=[], words=[], sheets=[]
        )
    is_share = ends[0].statistic == Statistic.SHARE
    steps = _steps(values, ends, parts, (before, after), is_share, decimals)
    rows = [{text["part"]: step.label, text["value"]: step.told} for step in steps]
    return framed(
        values,
        name=name,
        finding=_finding(ends, parts, label, is_share, decimals, language),
        what=what,
        sheets=[_draw(values, steps, is_share, narrow) for narrow in (False, True)],
        rows=rows,
        words=[f"{step.label}: {step.told}." for step in steps],
        texts=1,
    )


def _one(values: Values, category: str) -> Value | None:
    found = [value for value in values.rows if value.category == category]
    return found[0] if found else None


def _steps(
    values: Values,
    ends: Sequence[Value],
    parts: Sequence[Value],
    words: tuple[str, str],
    is_share: bool,
    decimals: int,
) -> list[_Step]:
    scale = 100 if is_share else 1
    first, last = (scale * value.estimate for value in ends)
    steps = [_Step(words[0], first, first, _told(ends[0], decimals, values.language), False)]
    at = first
    for part in parts:
        to = at + scale * part.estimate
        told = change(scale * part.estimate, 1 if is_share else decimals, language=values.language)
        steps.append(_Step(PARTS[values.language][part.category], at, to, told, True))
        at = to
    return [*steps, _Step(words[1], last, last, _told(ends[1], decimals, values.language), False)]


def _told(value: Value, decimals: int, language: str) -> str:
    if value.statistic == Statistic.SHARE:
        written = share_percent(value.estimate, 1, language=language)
        return f"{written} ({of(value.numerator, value.denominator, language=language)})"
    if value.statistic == Statistic.COUNT:
        return count(value.n, language=language)
    written = number(value.estimate, decimals, language=language)
    return f"{written} (n{NBSP}={NBSP}{count(value.n, language=language)})"


def _finding(
    ends: Sequence[Value],
    parts: Sequence[Value],
    label: str,
    is_share: bool,
    decimals: int,
    language: str,
) -> str:
    text = phrases(_TEXT, language)
    size = (ends[1].estimate - ends[0].estimate) * (100 if is_share else 1)
    largest = max(parts, key=lambda part: abs(part.estimate), default=None)
    if largest is None or abs(largest.estimate) < _ALMOST_NOTHING:
        return text["same"].format(label=label)
    return text["finding"].format(
        label=label,
        change=change(size, 1 if is_share else decimals, language=language),
        unit=text["points" if is_share else "steps"],
        part=small(PARTS[language][largest.category]),
    )


def _draw(values: Values, steps: Sequence[_Step], is_share: bool, narrow: bool) -> Sheet:
    width = NARROW if narrow else WIDTH
    room = max([_NUMBER, *(text_width(step.told, SMALL) + 10 for step in steps)])
    row = _ROW + (_NARROW_LABEL if narrow else 0)
    sheet = Sheet(_HEAD + row * len(steps) + _FOOT, width=width)
    start, end = (8.0 if narrow else _LABEL), width - room
    axis = fitting(
        [edge for step in steps for edge in (step.start, step.end)],
        start=start,
        end=end,
        least=None,
        ticks=4 if narrow else 6,
    )
    bottom = sheet.height - _FOOT
    grid(
        sheet,
        axis,
        top=_HEAD,
        bottom=bottom,
        label=per_cent_tick(values.language) if is_share else number,
    )
    for place, step in enumerate(steps):
        y = _HEAD + row * place + row - _ROW / 2
        if narrow:
            base = y - _NARROW_LABEL + 3
            sheet.bar(0, base - 9, text_width(step.label) + 3, 12, colour=THEME.ground)
            sheet.text(0, base, step.label, bold=not step.is_part)
        else:
            sheet.text(0, y, step.label, bold=not step.is_part, centred=True)
        _draw_step(sheet, axis, step, y)
        if place + 1 < len(steps):
            x = axis.at(step.end)
            sheet.line([(x, y + _BAR / 2), (x, y + row - _BAR / 2)], colour=THEME.nation)
        kind = {"size": SMALL, "centred": True, "bold": not step.is_part}
        sheet.text(width, y, step.told, at="right", **kind)
    return sheet


def _draw_step(sheet: Sheet, axis: Axis, step: _Step, y: float) -> None:
    if not step.is_part:
        sheet.mark(axis.at(step.start), y, "dot", size=9.0)
        return
    left, right = sorted((axis.at(step.start), axis.at(step.end)))
    # A part of nothing is a thin line, so that its row is seen to have been counted.
    sheet.bar(left - 0.6, y - _BAR / 2, max(right - left, 1.2), _BAR, colour=THEME.subject)
