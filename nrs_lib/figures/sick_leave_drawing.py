"""Four categories at two or three times as bars in fixed places, with bands between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SMALL, THEME, WIDTH
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import company, share

_LABEL = 104.0
_BAR, _NARROW_BAR = 92.0, 66.0
_TALLEST = 62.0
_LEAST = 1.2
_TOP = 18.0
_GAP = 12.0
_LINE = 11.0
_COLOURS = (THEME.good_strong, THEME.good, THEME.worse, THEME.worse_strong)
_BANDS = {
    "less": (THEME.tint, THEME.good),
    "same": (THEME.middle, THEME.nation),
    "more": (THEME.worse, THEME.attention),
}
"""Ground and edge of those who go to less, stay, and go to more."""


@dataclass(frozen=True)
class Course:
    """The categories of the same people over time.

    Attributes
    ----------
    times
        In words, in order.
    blocks
        By place among the times and category.
    flows
        By place of the earlier time, category then, and category at the next.
    """

    times: tuple[str, ...]
    blocks: Mapping[tuple[int, str], Value | None]
    flows: Mapping[tuple[int, str, str], Value | None]

    @property
    def values(self) -> Iterator[Value | None]:
        """Every number of it."""
        yield from self.blocks.values()
        yield from self.flows.values()


def draw_course(values: Values, course: Course, *, narrow: bool) -> Sheet:
    """Draw bars and bands; a bar that is hidden has its reason in its place, and no band."""
    width, bar = (NARROW, _NARROW_BAR) if narrow else (WIDTH, _BAR)
    left = 0.0 if narrow else _LABEL
    head = (_LINE if narrow else 0.0) + 2 * _LINE
    shown = [one.estimate for one in course.blocks.values() if one is not None and one.is_shown]
    scale = _TALLEST / max(shown, default=1.0)
    # A category's place is as high as its highest bar, whether or not others are hidden.
    tops, y = {}, _TOP + _LINE * (max(len(_heads(time, bar)) for time in course.times) - 1)
    for code in CATEGORIES:
        tops[code] = y + head
        tallest = max(
            (
                one.estimate
                for (_, known), one in course.blocks.items()
                if known == code and one is not None and one.is_shown
            ),
            default=0.0,
        )
        y = tops[code] + max(tallest * scale, _LEAST) + _GAP
    sheet = Sheet(y - _GAP + 3, width=width)
    step = (width - left - bar) / max(len(course.times) - 1, 1)
    xs = [left + place * step for place in range(len(course.times))]
    for x, time in zip(xs, course.times, strict=True):
        for line, words in enumerate(_heads(time, bar)):
            sheet.text(x, 10 + line * _LINE, words, bold=True, size=SMALL)
    for place in range(len(course.times) - 1):
        _draw_bands(sheet, course, place, (xs[place] + bar, xs[place + 1]), tops, scale)
    labels = read_sick_leave().category_labels
    for code, colour in zip(CATEGORIES, _COLOURS, strict=True):
        label = labels[code][values.language]
        if narrow:
            sheet.text(0, tops[code] - 2 * _LINE - 1, label, size=SMALL, bold=True)
        else:
            lines = wrapped(label, _LABEL - 8)
            sheet.lines_of_text(0, tops[code] - _LINE, lines)
        for place, x in enumerate(xs):
            value = course.blocks[place, code]
            _draw_block(sheet, values, value, (x, tops[code]), bar, scale, colour)
    return sheet


def _heads(time: str, bar: float) -> list[str]:
    return wrapped(time, bar, SMALL, bold=True)


def _draw_block(
    sheet: Sheet,
    values: Values,
    value: Value | None,
    corner: tuple[float, float],
    bar: float,
    scale: float,
    colour: str,
) -> None:
    x, top = corner
    language = values.language
    if value is None or not value.is_shown:
        for line, words in enumerate(wrapped(values.reason(value), bar, SMALL)):
            sheet.text(x, top - 4 + line * _LINE, words, size=SMALL, colour=THEME.muted)
        return
    told, numbers = share(value, language), company(value, language)
    if text_width(told, bold=True) + 5 + text_width(numbers, SMALL) <= bar:
        sheet.text(x, top - 4, told, bold=True)
        sheet.text(x + bar, top - 4, numbers, size=SMALL, colour=THEME.muted, at="right")
    else:
        sheet.text(x, top - 4 - _LINE, told, bold=True)
        sheet.text(x, top - 4, numbers, size=SMALL, colour=THEME.muted)
    height = value.estimate * scale
    # Nobody is a line, so that the place is not taken for one that is hidden.
    sheet.bar(x, top, bar, max(height, _LEAST), colour=colour if height else THEME.rule)


def _draw_bands(
    sheet: Sheet,
    course: Course,
    place: int,
    ends: tuple[float, float],
    tops: Mapping[str, float],
    scale: float,
) -> None:
    """Bands of what is shown, packed from the top of each bar in the order of categories."""
    used = {(side, code): 0.0 for side in (0, 1) for code in CATEGORIES}
    bands = []
    for row, before in enumerate(CATEGORIES):
        for column, after in enumerate(CATEGORIES):
            value = course.flows[place, before, after]
            blocks = (course.blocks[place, before], course.blocks[place + 1, after])
            if any(one is None or not one.is_shown for one in (value, *blocks)):
                continue
            thick = value.estimate * scale
            if not thick:
                continue
            begin, end = tops[before] + used[0, before], tops[after] + used[1, after]
            used[0, before] += thick
            used[1, after] += thick
            kind = "same" if row == column else "less" if column < row else "more"
            bands.append((thick, kind, begin, end))
    # The thin ones last, so that none lies behind a thicker one.
    for thick, kind, begin, end in sorted(bands, key=lambda band: -band[0]):
        fill, edge = _BANDS[kind]
        upper = [(ends[0] + 1, begin), (ends[1] - 1, end)]
        lower = [(ends[1] - 1, end + thick), (ends[0] + 1, begin + thick)]
        sheet.area([*upper, *lower], colour=fill)
        sheet.line(upper, colour=edge, weight=0.6)
        sheet.line(lower, colour=edge, weight=0.6)
