"""Rows of dots with intervals: the subject's dot over the nation's mark, numbers at the right.

The nation is a grey tick on a grey band (its interval) and the unit a dot or diamond with its
interval, both on one line, so the eye compares along the line and reads the numbers after it.
On a narrow page the label stands above its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.figures.axis import Axis, fitting, grid
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SIZE, SMALL, THEME, WIDTH
from nrs_lib.figures.values import NATIONAL, Value, Values
from nrs_lib.figures.wording import SHARED, per_cent_tick, share
from nrs_lib.text import join_words, of

_LABEL = 168.0
_LINE = 18.5
_FURTHER = 15.0
_HEAD = 20.0
_FOOT = 20.0
_LEADING = 1.18 * SIZE
_HALF = 50.0
_RAISED = 14.3
"""How far over its line a narrow row's shares stand, beside the last line of its label."""


@dataclass(frozen=True)
class DotRow:
    """One line: a label and its values.

    Attributes
    ----------
    label
        Empty when the line belongs to the label above.
    group
        What the label is part of; said beside it where the line stands alone, as in a table.
    side
        A short word between label and axis.
    shape
        Of the subject's mark.
    heading
        The row is a label over the rows that follow.
    """

    label: str
    own: Value | None = None
    nation: Value | None = None
    group: str = ""
    side: str = ""
    shape: str = "dot"
    heading: bool = False


@dataclass(frozen=True)
class _Columns:
    narrow: bool
    axis: Axis
    share: float
    of: float
    right: float
    raised: bool = False


def draw_dots(
    values: Values, rows: Sequence[DotRow], *, narrow: bool = False, from_zero: bool = True
) -> Sheet:
    """Draw rows of shares, from 0 % to where they end, or from where they begin to all."""
    width = NARROW if narrow else WIDTH
    columns = _columns(values, rows, width, narrow, from_zero)
    room = (columns.axis.end if columns.raised else width) if narrow else _LABEL
    labels = [wrapped(row.label, room, bold=row.heading) if row.label else [] for row in rows]
    spaced = any(row.side for row in rows)
    heights = [_height(row, lines, narrow, spaced) for row, lines in zip(rows, labels, strict=True)]
    sheet = Sheet(_HEAD + sum(heights) + _FOOT, width=width)
    bottom = sheet.height - _FOOT
    grid(sheet, columns.axis, top=_HEAD, bottom=bottom, label=per_cent_tick(values.language))
    _heads(sheet, values, columns)
    y = _HEAD
    for row, lines, height in zip(rows, labels, heights, strict=True):
        y += height
        if row.heading:
            # Headings stand on the axis's lines; a white ground keeps them readable.
            for place, line in enumerate(reversed(lines)):
                base = y - 5 - place * _LEADING
                if narrow:
                    _clear(sheet, columns, base - 10, 14, text_width(line, bold=True))
                sheet.text(0, base, line, bold=True)
        elif narrow:
            for place, line in enumerate(lines):
                base = y - 17 - (len(lines) - 1 - place) * _LEADING
                _clear(sheet, columns, base - 9, 12, text_width(line))
                sheet.text(0, base, line)
            _draw_row(sheet, values, row, columns, y - 6)
        else:
            middle = y - (_FURTHER if spaced else height) / 2
            sheet.lines_of_text(0, middle, lines)
            _draw_row(sheet, values, row, columns, middle)
    return sheet


def _clear(sheet: Sheet, columns: _Columns, top: float, height: float, wide: float) -> None:
    """A white ground behind words, so that no line of the axis runs through or beside them."""
    sheet.bar(0, top, max(wide + 3, columns.axis.end + 1), height, colour=THEME.ground)


def dash_notes(values: Values, rows: Sequence[DotRow]) -> list[str]:
    """Why a dash stands in the nation's place, where one does."""
    hidden = [row.nation for row in rows if row.nation is not None and not row.nation.is_shown]
    if not values.has_own or not hidden:
        return []
    reasons = join_words(list(dict.fromkeys(map(values.reason, hidden))), language=values.language)
    return [SHARED[values.language]["dash"].format(reasons=reasons)]


def _height(row: DotRow, lines: Sequence[str], narrow: bool, spaced: bool) -> float:
    if row.heading:
        return _LINE + 5 + _LEADING * (len(lines) - 1)
    if narrow:
        return 18 + _LEADING * len(lines) + (4 if lines else 0)
    if spaced:
        # Lines of one label stand closer than labels do.
        return _FURTHER + (max(9.0, _LEADING * (len(lines) - 1)) if lines else 0)
    return max(_LINE, _LEADING * len(lines) + 5)


def _columns(
    values: Values, rows: Sequence[DotRow], width: float, narrow: bool, from_zero: bool
) -> _Columns:
    """Columns from the right, each as wide as what stands in it."""
    both = values.has_own
    subjects = [row.own if both else row.nation for row in rows if not row.heading]
    nations = [row.nation for row in rows if row.nation is not None and row.nation.is_shown]
    nation_room = max(text_width(values.name_of(NATIONAL), SMALL, bold=True), 30.0) + 10
    of_left = width - (nation_room if both else 0.0)
    shown = [value for value in subjects if value is not None and value.is_shown]
    texts = [of(v.numerator, v.denominator, language=values.language) for v in shown]
    of_left -= max([text_width(text, SMALL) for text in texts], default=40.0)
    reasons = [values.reason(v) for v in subjects if v is None or not v.is_shown]
    # A reason takes the room of share and counts together.
    free = max([text_width(text, SMALL) for text in reasons], default=0.0)
    end = of_left - 8 - max(40.0, free - (width - of_left) + 8)
    sides = [text_width(row.side, SMALL) for row in rows if row.side]
    raised = narrow and not sides and all(row.label for row in rows)
    if raised:
        # Counts stand beneath the shares, so that the line has two thirds of a phone.
        beside = nation_room + 40.0 if both else 40.0
        if both:
            # A reason stands in the unit's own column: beneath both it would be the nation's too.
            halves = [text_width(half, SMALL) for text in reasons for half in _halved(text)]
            free = nation_room + max(halves, default=0.0)
        end = width - 8 - max([beside, free, *(text_width(text, SMALL) for text in texts)])
    start = (0.0 if narrow else _LABEL + 10) + max(sides, default=-8.0) + 8
    drawn = [*shown, *(nation for nation in nations if nation.is_shown)]
    ends = [100 * (v.high if v.has_interval else v.estimate) for v in drawn]
    ends += [100 * (v.low if v.has_interval else v.estimate) for v in drawn]
    ticks = 4 if narrow else 6
    # The label of the first tick is centred under it and needs room to the left.
    start = max(start, 8.0)
    # Half of the scale is shown at least: less would make chance look like a landslide. Where
    # something lies near or below the middle, all of it is.
    # All is what such shares are held against, so figures of a kind end in the same place.
    ends += [] if from_zero else [100.0]
    from_zero = from_zero or min(ends, default=0.0) < _HALF
    ends += [] if from_zero else [_HALF]
    least = 0.0 if from_zero else None
    axis = fitting(ends, start=start, end=end, most=100.0, least=least, ticks=ticks)
    if raised:
        return _Columns(narrow, axis, width - (nation_room if both else 0.0), width, width, raised)
    return _Columns(narrow, axis, of_left - 8, of_left, width)


def _halved(reason: str) -> list[str]:
    """A reason in two lines as alike in width as its words allow; one word in one."""
    words = reason.split()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if not splits:
        return [reason]
    return list(min(splits, key=lambda two: max(text_width(one, SMALL) for one in two)))


def _heads(sheet: Sheet, values: Values, columns: _Columns) -> None:
    kind = {"size": SMALL, "bold": True}
    subject = values.name_of(values.subject)
    width = text_width(subject, SMALL, bold=True)
    room = text_width(values.name_of(NATIONAL), SMALL, bold=True) + 12 if values.has_own else 0.0
    # A long unit name starts further left rather than running into the nation's head.
    left = min(columns.share - text_width("00 %", bold=True), columns.right - room - width)
    sheet.text(left, 9, subject, colour=THEME.subject, **kind)
    if values.has_own:
        nation = values.name_of(NATIONAL)
        sheet.text(columns.right, 9, nation, colour=THEME.muted, at="right", **kind)


def _draw_row(sheet: Sheet, values: Values, row: DotRow, columns: _Columns, y: float) -> None:
    language, axis = values.language, columns.axis
    quiet = {"size": SMALL, "colour": THEME.muted, "centred": True}
    top = y - _RAISED if columns.raised else y
    if row.side:
        sheet.text(axis.start - 8, y, row.side, at="right", **quiet)
    subject = row.own if values.has_own else row.nation
    if values.has_own and row.nation is not None:
        _draw_nation(sheet, row.nation, axis, y)
        told = share(row.nation, language) if row.nation.is_shown else "–"
        sheet.text(columns.right, top, told, at="right", **quiet)
    if subject is None or not subject.is_shown:
        why = values.reason(subject)
        if columns.raised and values.has_own:
            for at, half in zip((top, y), _halved(why), strict=False):
                sheet.text(columns.share, at, half, at="right", **quiet)
            return
        if columns.raised:
            sheet.text(columns.right, y, why, at="right", **quiet)
            return
        left = columns.share - text_width("00 %", bold=True)
        room = (columns.right - 40 if values.has_own else columns.right) - left
        left -= max(0.0, text_width(why, SMALL) - room)
        sheet.text(left, y, why, **quiet)
        return
    if subject.has_interval:
        ends = [(axis.at(100 * end), y) for end in (subject.low, subject.high)]
        sheet.line(ends, colour=THEME.subject, weight=2.0)
    size = 9.5 if row.shape == "diamond" else 8.0
    sheet.mark(axis.at(100 * subject.estimate), y, row.shape, size=size)
    about = of(subject.numerator, subject.denominator, language=language)
    bold = {"bold": True, "colour": THEME.subject, "centred": True}
    sheet.text(columns.share, top, share(subject, language), at="right", **bold)
    # Beneath its own share, so that nobody takes it for the nation's.
    under = min(
        columns.share - text_width("00 %", bold=True), columns.right - text_width(about, SMALL)
    )
    sheet.text(under if columns.raised else columns.of, y, about, **quiet)


def _draw_nation(sheet: Sheet, nation: Value, axis: Axis, y: float) -> None:
    if not nation.is_shown:
        return
    if nation.has_interval:
        left, right = (axis.at(100 * end) for end in (nation.low, nation.high))
        sheet.bar(left, y - 6, right - left, 12, colour=THEME.nation_tint)
    x = axis.at(100 * nation.estimate)
    sheet.line([(x, y - 6), (x, y + 6)], colour=THEME.nation, weight=2.0)
