"""Draws courses: a panel for each later time point, unit over nation, better to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nrs_lib.contracts.instruments import Scale
from nrs_lib.contracts.outcome_domains import by_domain
from nrs_lib.figures.axis import Axis, fitting, grid
from nrs_lib.figures.courses import LATER, Course
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SIZE, SMALL, THEME, WIDTH
from nrs_lib.figures.values import NATIONAL, Values
from nrs_lib.text import count, number

_LABEL = 146.0
_COUNT = 30.0
_BETWEEN = 18.0
_SIDES = _COUNT + 6.0
_ROW = 21.0
_HEAD = 34.0
_HEADING = 17.0
_HEADING_LINE = 9.5
"""What each further line of a heading takes."""
_FOOT = 30.0
_STACK = 20.0
_SHAPES = {LATER[0]: "dot", LATER[1]: "diamond"}
_APART = 5.2
_BAND = 13.0
_CLOSE = 6.0
_LINE_BENEATH = 12.0

Courses = Mapping[tuple[str, str, str], Course]


def draw_panels(
    values: Values,
    found: Courses,
    scales: Sequence[str],
    text: Mapping[str, str],
    *,
    narrow: bool = False,
) -> Sheet:
    """Draw the courses of the scales, one row each."""
    points = [point for point in LATER if any(key[1] == point for key in found)]
    gone = _without_subject(values, found, points) if narrow else {}
    points = [point for point in points if point not in gone]
    width = NARROW if narrow else WIDTH
    # A heading that is wider than its column would run into the plot.
    room = width if narrow else _LABEL - 2
    groups = [
        (wrapped(heading, room, SMALL, bold=True), members)
        for heading, members in by_domain(scales, language=values.language)
    ]
    row = _ROW + (12 if narrow else 0)
    rows = row * len(scales) + sum(_high(lines) for lines, _ in groups)
    panel = _HEAD + rows + _FOOT
    stacked = panel * len(points) + _STACK * (len(points) - 1)
    axis = _axis(found, scales, narrow)
    across = _across(len(points), narrow=narrow)
    # Beneath the drawing and not in its words: of the other page it may not be so.
    beneath = [
        text["gone"].format(head=text[f"to_{point}"], why=why) for point, why in gone.items()
    ]
    beneath += [text["ring"]] if has_rings(values, found, scales, narrow) else []
    lines = [line for one in beneath for line in wrapped(one, width, SMALL)]
    drawn = stacked if narrow else panel
    sheet = Sheet(drawn + _LINE_BENEATH * len(lines), width=width)
    for at, line in enumerate(lines, start=1):
        sheet.text(0, drawn + _LINE_BENEATH * at - 2, line, size=SMALL, colour=THEME.muted)
    for place, point in enumerate(points):
        top = place * (panel + _STACK) if narrow else 0.0
        left = 8.0 if narrow else _LABEL + place * (across + _SIDES + _BETWEEN) + 6
        right = left + across
        here = replace(axis, start=left, end=right)
        why = _reason_of_all(values, found, point)
        _draw_frame(sheet, here, top, rows, text, point, why=why)
        labelled = False
        y = top + _HEAD
        for lines, members in groups:
            y += _high(lines)
            if narrow or place == 0:
                _draw_heading(sheet, lines, y)
            for one in members:
                y += row
                _draw_label(sheet, one, y, values.language, narrow, is_first=place == 0)
                middle = y - _ROW / 2
                _draw_row(sheet, values, found, (one.code, point), here, middle, has_reason=not why)
                subject = found.get((one.code, point, values.subject))
                if not labelled and subject is not None and subject.is_shown:
                    # The first line names its marks, so that no legend is needed.
                    above = top + _HEAD - 2 if narrow else middle - 16
                    _name_marks(sheet, subject, here, above, text)
                    labelled = True
    return sheet


def _across(panels: int, *, narrow: bool) -> float:
    """How long the axis of each panel is."""
    if narrow:
        return NARROW - _COUNT - 8.0
    return (WIDTH - _LABEL - _BETWEEN * (panels - 1)) / panels - _SIDES


def has_rings(values: Values, found: Courses, scales: Sequence[str], narrow: bool) -> bool:
    """Whether some of the subject's courses end where they start, on that page's axis."""
    mine = [
        course
        for (code, _, scope), course in found.items()
        if code in scales and scope == values.subject and course.is_shown
    ]
    if not mine:
        return False
    across = _across(len({key[1] for key in found}), narrow=narrow)
    axis = replace(_axis(found, scales, narrow), start=0.0, end=across)
    return any(_is_close(course, axis) for course in mine)


def _is_close(course: Course, axis: Axis) -> bool:
    begin, end = (axis.at(value) for value in course.ends)
    return abs(end - begin) < _CLOSE


def _reason_of_all(values: Values, found: Courses, point: str) -> str:
    """Why none of the subject's courses is shown, to be told once and not on every line."""
    mine = [c for (_, at, scope), c in found.items() if (at, scope) == (point, values.subject)]
    reasons = {values.reason(course.reason) for course in mine if not course.is_shown}
    is_one = len(reasons) == 1 and not any(course.is_shown for course in mine)
    return reasons.pop() if is_one else ""


def _without_subject(values: Values, found: Courses, points: Sequence[str]) -> dict[str, str]:
    """Time points at which nothing of the unit is shown, and why, where another has some of it.

    On a phone such a panel is a whole screen without anything of the reader's.
    """
    if not values.has_own:
        return {}
    reasons = {point: _reason_of_all(values, found, point) for point in points}
    gone = {point: why for point, why in reasons.items() if why}
    return gone if len(gone) < len(points) else {}


def _high(lines: Sequence[str]) -> float:
    return _HEADING + _HEADING_LINE * (len(lines) - 1)


def _draw_heading(sheet: Sheet, lines: Sequence[str], y: float) -> None:
    """A heading stands on the axis's lines; a white ground keeps it readable."""
    for place, line in enumerate(reversed(lines)):
        base = y - _HEADING_LINE * place
        sheet.bar(0, base - 15, text_width(line, SMALL, bold=True) + 3, 13, colour=THEME.ground)
        sheet.text(0, base - 5, line, size=SMALL, bold=True, colour=THEME.muted)


def _draw_label(
    sheet: Sheet, one: Scale, y: float, language: str, narrow: bool, *, is_first: bool
) -> None:
    label = one.short[language]
    if narrow:
        base = y - _ROW / 2 - 15
        sheet.bar(0, base - 9, text_width(label) + 3, 12, colour=THEME.ground)
        sheet.text(0, base, label)
    elif is_first:
        sheet.lines_of_text(0, y - _ROW / 2, wrapped(label, _LABEL - 8))


def _axis(found: Courses, scales: Sequence[str], narrow: bool) -> Axis:
    shown = [course for key, course in found.items() if course.is_shown and key[0] in scales]
    numbers = [end for course in shown for end in course.ends]
    numbers += [
        min(max(end, 0.0), 100.0)
        for course in shown
        if course.span and course.scope != NATIONAL
        for end in course.span
    ]
    numbers += [
        end for course in shown if course.scope != NATIONAL for end in course.meaningful or ()
    ]
    ticks = 6 if narrow else 5
    return fitting(numbers or [0.0, 100.0], start=0, end=1, most=100.0, least=0.0, ticks=ticks)


def _draw_frame(
    sheet: Sheet,
    axis: Axis,
    top: float,
    height: float,
    text: Mapping[str, str],
    point: str,
    *,
    why: str,
) -> None:
    """Head and axis of a panel; ``why`` the nation alone is in it, where it is."""
    kind = {"size": SMALL, "colour": THEME.muted}
    bottom = top + _HEAD + height
    head = text[f"to_{point}"]
    head = text["nation_only"].format(head=head) if why else head
    sheet.text(axis.start - 6, top + 10, head, bold=True)
    sheet.text(axis.end + _COUNT, top + 10, why or text["pairs"], at="right", **kind)
    grid(sheet, axis, top=top + _HEAD - 14, bottom=bottom, label=number)
    sheet.text(axis.start - 6, bottom + 24, f"← {text['left_end']}", **kind)
    sheet.text(axis.end + 6, bottom + 24, f"{text['right_end']} →", at="right", **kind)


def _draw_row(
    sheet: Sheet,
    values: Values,
    found: Courses,
    key: tuple[str, str],
    axis: Axis,
    y: float,
    *,
    has_reason: bool,
) -> None:
    both = values.has_own
    for scope in reversed(values.scopes):
        course = found.get((*key, scope))
        is_subject = scope == values.subject
        at = y + ((-_APART if is_subject else _APART) if both else 0.0)
        if course is None:
            continue
        if not course.is_shown:
            if is_subject and has_reason:
                why = values.reason(course.reason)
                kind = {"size": SMALL, "colour": THEME.muted, "centred": True}
                left = axis.start + 3
                sheet.bar(left - 2, at - 5, text_width(why, SMALL) + 4, 10, colour=THEME.ground)
                sheet.text(left, at, why, **kind)
            continue
        (_draw_subject if is_subject else _draw_nation)(sheet, course, axis, at)
        if is_subject:
            told = count(course.change.n, language=values.language)
            kind = {"size": SMALL, "colour": THEME.muted, "centred": True, "at": "right"}
            sheet.text(axis.end + _COUNT, at, told, **kind)


def _draw_subject(sheet: Sheet, course: Course, axis: Axis, y: float) -> None:
    begin, end = (axis.at(value) for value in course.ends)
    if course.meaningful:
        left, right = sorted(axis.at(value) for value in course.meaningful)
        sheet.bar(left, y - _BAND / 2, right - left, _BAND, colour=THEME.band)
        reach = axis.at(course.meaningful[1])
        sheet.line([(reach, y - _BAND / 2), (reach, y + _BAND / 2)], colour=THEME.muted, weight=1.2)
    if course.span:
        left, right = (axis.at(value) for value in course.span)
        sheet.bar(left, y - 4.5, right - left, 9, colour=THEME.tint)
    sheet.line([(begin, y), (end, y)], colour=THEME.subject, weight=2.4)
    # Where start and end meet, the ring goes around, so that both can be seen.
    close = _is_close(course, axis)
    sheet.mark(begin, y, "ring", size=13.0 if close else 8.0, weight=1.4 if close else 1.8)
    shape = _SHAPES[course.time_point]
    wide, narrow = (7.5, 6.0) if close else (10.0, 8.5)
    sheet.mark(end, y, shape, size=wide if shape == "diamond" else narrow)


def _draw_nation(sheet: Sheet, course: Course, axis: Axis, y: float) -> None:
    begin, end = (axis.at(value) for value in course.ends)
    sheet.line([(begin, y), (end, y)], colour=THEME.nation, weight=1.3)
    sheet.mark(begin, y, "ring", colour=THEME.nation, size=5.6, weight=1.2)
    shape = _SHAPES[course.time_point]
    size = 7.0 if shape == "diamond" else 5.8
    sheet.mark(end, y, shape, colour=THEME.nation, size=size)


def _name_marks(
    sheet: Sheet, course: Course, axis: Axis, y: float, text: Mapping[str, str]
) -> None:
    begin, end = (axis.at(value) for value in course.ends)
    kind = {"size": SMALL, "colour": THEME.subject}
    first, last = text["initial"], text[course.time_point]
    rises = end >= begin
    widths = [text_width(word, SMALL) for word in (first, last)]
    apart = abs(end - begin) - (widths[0] + widths[1]) / 2
    # Centred over their marks where there is room, else pushed apart.
    push = max(0.0, (8 - apart) / 2) * (1 if rises else -1)
    for x, word, width in ((begin - push, first, widths[0]), (end + push, last, widths[1])):
        left = min(max(x - width / 2, axis.start - 6), axis.end + 6 - width)
        sheet.bar(left - 2, y - SIZE + 1, width + 4, SIZE + 1, colour=THEME.ground)
        sheet.text(left, y, word, **kind)
