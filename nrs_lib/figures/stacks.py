"""Answers in steps from worst to best, drawn as bars that are centred on their middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SIZE, SMALL, THEME, WIDTH
from nrs_lib.figures.values import Value, Values
from nrs_lib.text import count, number, percent
from nrs_lib.text.numbers import as_written

_LABEL = 84.0
_SUM = 34.0
_COUNT = 40.0
_THICK, _THIN = 18.0, 12.0
_ROW = {True: 23.0, False: 18.0}
_GROUP = 20.0
_KEY_LINE = 15.0
_DARK = (THEME.worse_strong, THEME.good_strong)
COLOURS = {5: THEME.answers, 4: (*THEME.answers[:2], *THEME.answers[3:])}
"""Colours of the steps, worst first, by how many there are; an even number has no middle."""


def ends(steps: int) -> tuple[slice, slice]:
    """The worse half of the steps and the better half, without the middle one if there is one."""
    half = steps // 2
    return slice(0, half), slice(steps - half, steps)


@dataclass(frozen=True)
class Stack:
    """One bar: whose answers, when, and the value of every step, worst first."""

    scope: str
    time_point: str
    parts: tuple[Value | None, ...]

    @property
    def is_shown(self) -> bool:
        """Whether every step may be shown; a gap would give the hidden one away."""
        return self.tells(slice(None))

    def tells(self, places: slice) -> bool:
        """Whether every one of some steps may be shown, so that their sum may too."""
        return all(part is not None and part.is_shown for part in self.parts[places])

    @property
    def reason(self) -> Value | None:
        """The step that says why the bar is not shown."""
        known = [part for part in self.parts if part is not None]
        return next((part for part in known if not part.is_shown), None)

    @property
    def answered(self) -> int:
        """How many answered."""
        return next(part.denominator for part in self.parts if part and part.is_shown)

    def together(self, places: slice) -> int:
        """How many gave one of the answers."""
        return sum(part.numerator for part in self.parts[places])

    @property
    def adds_up(self) -> bool:
        """Whether the steps as written give the sums as written, and all of them 100."""
        written = [_whole(part.numerator, self.answered) for part in self.parts]
        sums = [_whole(self.together(side), self.answered) for side in ends(len(self.parts))]
        found = [sum(written[side]) for side in ends(len(self.parts))]
        return found == sums and sum(written) == _whole(self.answered, self.answered)

    @property
    def arms(self) -> tuple[float, float]:
        """How far the bar reaches left and right of the middle, as shares."""
        worse, better = (self.together(side) for side in ends(len(self.parts)))
        middle = self.together(slice(None)) - worse - better
        return (worse + middle / 2) / self.answered, (middle / 2 + better) / self.answered


def _whole(part: int, whole: int) -> int:
    """A share in whole per cent, as it is written."""
    return int(as_written(100 * part / whole, 0))


def draw_stacks(
    values: Values,
    stacks: Sequence[Stack],
    labels: Sequence[str],
    text: Mapping[str, str],
    *,
    narrow: bool = False,
) -> Sheet:
    """Draw the bars, grouped by time point, under a key in the order of the steps."""
    width = NARROW if narrow else WIDTH
    key = _key_places(labels, width)
    top = (key[-1][1] + 1) * _KEY_LINE + 6
    narrow = _is_stacked(values, narrow)
    label = 0.0 if narrow else _LABEL
    points = list(dict.fromkeys(stack.time_point for stack in stacks))
    rows = sum(_height(values, stack, narrow) for stack in stacks)
    sheet = Sheet(top + _GROUP * len(points) + rows, width=width)
    _draw_key(sheet, key, labels)
    left, scale = _reach(stacks, width, label)
    middle = label + _SUM + left * scale
    y = top
    for point in points:
        y += _GROUP
        sheet.text(0, y - 5, text[f"heading_{point}"], bold=True)
        if point == points[0]:
            kind = {"at": "right", "size": SMALL, "colour": THEME.muted}
            sheet.text(width, y - 5, text["answers"].lower(), **kind)
        for stack in [stack for stack in stacks if stack.time_point == point]:
            height = _height(values, stack, narrow)
            at = y + height - _bar(values, stack) / 2 - 3
            _draw_stack(sheet, values, stack, middle, scale, at, narrow)
            y += height
    return sheet


def untold(values: Values, stacks: Sequence[Stack]) -> list[tuple[Stack, int]]:
    """The subject's steps that are too narrow for their number, wide or on a narrow page.

    A step that nobody is in is no part of the bar.
    """
    found = set()
    for narrow in (False, True):
        label = 0.0 if _is_stacked(values, narrow) else _LABEL
        _, scale = _reach(stacks, NARROW if narrow else WIDTH, label)
        found |= {
            (at, place)
            for at, stack in enumerate(stacks)
            if stack.scope == values.subject and stack.is_shown
            for place, part in enumerate(stack.parts)
            if part.numerator and not _fits(part, stack, scale)
        }
    return [(stacks[at], place) for at, place in sorted(found)]


def _fits(part: Value, stack: Stack, scale: float) -> bool:
    told = number(100 * part.numerator / stack.answered)
    return text_width(told, SMALL) + 5 < scale * part.numerator / stack.answered


def _is_stacked(values: Values, narrow: bool) -> bool:
    """Whether names stand above their bars: one that needs more than its column does too."""
    names = [wrapped(values.name_of(scope), _LABEL - 6, SMALL) for scope in values.scopes]
    return narrow or any(len(lines) > 2 for lines in names)


def _reach(stacks: Sequence[Stack], width: float, label: float) -> tuple[float, float]:
    """How far the bars reach to the left, as a share, and how long a share of all is."""
    shown = [stack for stack in stacks if stack.is_shown]
    left = max([stack.arms[0] for stack in shown], default=0.5)
    right = max([stack.arms[1] for stack in shown], default=0.5)
    return left, (width - label - 2 * _SUM - _COUNT) / (left + right)


def _bar(values: Values, stack: Stack) -> float:
    return _THICK if stack.scope == values.subject else _THIN


def _height(values: Values, stack: Stack, narrow: bool) -> float:
    return _ROW[stack.scope == values.subject] + (13 if narrow else 0)


def _key_places(labels: Sequence[str], width: float) -> list[tuple[float, int]]:
    """Where each label of the key stands: x, and in which line."""
    places, x, line = [], 0.0, 0
    for label in labels:
        needs = 13 + text_width(label, SMALL)
        if x and x + needs > width:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += needs + 16
    return places


def _draw_key(sheet: Sheet, places: Sequence[tuple[float, int]], labels: Sequence[str]) -> None:
    for (x, line), label, colour in zip(places, labels, COLOURS[len(labels)], strict=True):
        y = 8 + line * _KEY_LINE
        sheet.bar(x, y - 4.5, 9, 9, colour=colour)
        sheet.text(x + 13, y, label, size=SMALL, centred=True)


def _draw_stack(
    sheet: Sheet,
    values: Values,
    stack: Stack,
    middle: float,
    scale: float,
    y: float,
    narrow: bool,
) -> None:
    is_subject = stack.scope == values.subject
    language = values.language
    colour = THEME.subject if is_subject else THEME.muted
    name = values.name_of(stack.scope)
    if narrow:
        sheet.text(0, y - _bar(values, stack) / 2 - 3, name, size=SMALL, colour=colour)
    else:
        lines = wrapped(name, _LABEL - 6, SMALL)
        sheet.lines_of_text(0, y, lines, size=SMALL, colour=colour, leading=1.1)
    quiet = {"size": SMALL, "colour": THEME.muted, "centred": True}
    if not stack.is_shown:
        sheet.text(0 if narrow else _LABEL + _SUM, y, values.reason(stack.reason), **quiet)
        return
    half = _bar(values, stack) / 2
    x = middle - stack.arms[0] * scale
    begin = x
    for tint, part in zip(COLOURS[len(stack.parts)], stack.parts, strict=True):
        length = scale * part.numerator / stack.answered
        sheet.bar(x, y - half, max(length - 1, 0), 2 * half, colour=tint)
        told = number(100 * part.numerator / stack.answered)
        if is_subject and _fits(part, stack, scale):
            ink = THEME.ground if tint in _DARK else THEME.ink
            at = x + (length - 1) / 2
            sheet.text(at, y, told, size=SMALL, colour=ink, at="centre", centred=True)
        x += length
    sums = [
        percent(stack.together(side), stack.answered, language=language)
        for side in ends(len(stack.parts))
    ]
    strong = {"size": SIZE if is_subject else SMALL, "bold": is_subject, "centred": True}
    worse = THEME.attention if is_subject else THEME.muted
    sheet.text(begin - 5, y, sums[0], at="right", colour=worse, **strong)
    sheet.text(x + 4, y, sums[1], colour=colour, **strong)
    told = count(stack.answered, language=language)
    sheet.text(sheet.width, y, told, at="right", **quiet)
