"""Draws a responder curve: one scale, with its thresholds marked and named beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from nrs_lib.contracts.change_thresholds import PERCENT, ChangeThreshold, amount_words
from nrs_lib.contracts.scales import Scale
from nrs_lib.figures.axis import Axis, fitting
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, SMALL, THEME, WIDTH
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import per_cent_tick, share
from nrs_lib.terms import Evidence
from nrs_lib.text import number
from nrs_lib.text.numbers import MISSING

_HEAD = 33.0
_PANEL = 68.0
_FOOT = 27.0
_TICKS = 36.0
_PLOT = 306.0
_LINE = 11.5
_BESIDE = 38.0
_LETTERS = "abcdefgh"
_SUM = "sum"
_NEGLIGIBLE = 0.005
"""A smaller share is written 0 %; the axis ends at the first improvement that so few reached."""


@dataclass(frozen=True)
class Curve:
    """One scale: shares by least improvement, the unit's and the nation's.

    Attributes
    ----------
    unit
        What improvements are counted in, as `nrs_lib.contracts.scales` has it.
    points
        By amount, least first; by scope in each.
    """

    scale: Scale
    unit: str
    points: Mapping[float, Mapping[str, Value]]

    @property
    def thresholds(self) -> tuple[ChangeThreshold, ...]:
        """The scale's thresholds that are points of the curve; one may be too near another."""
        return tuple(mark for mark in self.scale.marks(self.unit) if mark.amount in self.points)

    @property
    def marks(self) -> tuple[ChangeThreshold, ...]:
        """Those of them that are drawn: of two that whole points reach alike the scale's own.

        Whoever answers all of a sum's questions and is 1.5 better is 1.7 better too; two letters
        at one height would only make readers look for a difference. It is so whatever the
        numbers are, so that figures of one scale have the same letters. The table names both.
        """
        return tuple(mark for mark in self.thresholds if self.told_by(mark) is mark)

    def told_by(self, mark: ChangeThreshold) -> ChangeThreshold:
        """The threshold that is drawn for one: itself, or the scale's own that it equals."""
        mains = [one for one in self.thresholds if one.is_default]
        is_whole = self.scale.method == _SUM and self.unit != PERCENT
        alike = (one for one in mains if is_whole and ceil(one.amount) == ceil(mark.amount))
        return mark if mark.is_default else next(alike, mark)

    def at(self, amount: float, scope: str) -> Value | None:
        """The share who improved by at least so much."""
        return self.points.get(amount, {}).get(scope)

    def shown(self, scope: str) -> list[tuple[float, Value]]:
        """The points that may be drawn, least improvement first."""
        return self._shown.get(scope, [])

    @cached_property
    def _shown(self) -> Mapping[str, list[tuple[float, Value]]]:
        found: dict[str, list[tuple[float, Value]]] = {}
        for amount, of in self.points.items():
            for scope, value in of.items():
                if value is not None and value.is_shown:
                    found.setdefault(scope, []).append((amount, value))
        return found

    def reached(self, scope: str) -> list[float]:
        """The improvements that anyone to speak of reached, and the first that nobody did."""
        shown = self.shown(scope)
        some = [amount for amount, value in shown if value.estimate >= _NEGLIGIBLE]
        none = [amount for amount, value in shown if value.estimate < _NEGLIGIBLE]
        return [*some, *none[:1]]

    def is_broken(self, scope: str) -> bool:
        """Whether it ends above zero, because what comes after may not be shown."""
        shown = self.shown(scope)
        return bool(shown) and shown[-1][1].estimate >= _NEGLIGIBLE

    def is_bridged(self, scope: str) -> bool:
        """Whether it runs past a point that may not be shown."""
        points = [of[scope].is_shown for of in self.points.values() if scope in of]
        seen = [place for place, is_shown in enumerate(points) if is_shown]
        return bool(seen) and not all(points[seen[0] : seen[-1]])


def meaning_of(mark: ChangeThreshold, text: Mapping[str, str], language: str) -> str:
    """What a threshold means; an assumed one says so."""
    words = mark.meaning[language]
    return f"{text['assumed']}: {words}" if mark.evidence is Evidence.ASSUMED else words


def draw_curve(
    values: Values, curve: Curve, text: Mapping[str, str], when: str, *, narrow: bool = False
) -> Sheet:
    """Draw one scale, its thresholds by name at the right, or below when narrow.

    ``when`` stands beside the scale's name, for a panel that opens a sheet of paper.
    """
    width = NARROW if narrow else WIDTH
    plot = width if narrow else _PLOT
    room = width if narrow else width - _PLOT - 18
    key = list(_key_lines(values, curve, text, room))
    tall = _LINE * (1 + sum(len(lines) + 0.4 for _, lines in key))
    head = _HEAD + (_LINE if narrow else 0)
    panel = head + _PANEL + _FOOT
    sheet = Sheet(panel + tall if narrow else max(panel, head + tall), width=width)
    _head(sheet, values, curve, when)
    _draw_panel(sheet, values, curve, text, plot, head)
    below = panel + 8 if narrow else head + 2
    _draw_key(sheet, values, curve, key, width - room, below)
    return sheet


def _head(sheet: Sheet, values: Values, curve: Curve, when: str) -> None:
    name = curve.scale.short[values.language]
    sheet.text(0, 10, name, bold=True)
    after = text_width(name, bold=True) + 5
    sheet.text(after, 10, when, size=SMALL, colour=THEME.muted)


def _draw_panel(
    sheet: Sheet,
    values: Values,
    curve: Curve,
    text: Mapping[str, str],
    right: float,
    begin: float,
) -> None:
    language = values.language
    muted = {"size": SMALL, "colour": THEME.muted}
    _name_curves(sheet, values, curve, text)
    bottom = begin + _PANEL
    upright = Axis(0.0, 100.0, 25.0, bottom, begin)
    along = _along(curve, values, _TICKS, right - 10)
    tick = per_cent_tick(language)
    for share_at in upright.ticks:
        y = upright.at(share_at)
        sheet.line([(_TICKS, y), (right, y)])
        sheet.text(_TICKS - 5, y, tick(share_at), at="right", centred=True, **muted)
    for amount in along.ticks:
        words = amount_words(amount, curve.unit, language)
        sheet.text(along.at(amount), bottom + 12, words, at="centre", **muted)
    sheet.text(_TICKS, bottom + 24, text[f"along_{curve.unit}"], **muted)
    _draw_marks(sheet, curve, along, upright)
    scopes = [s for s in reversed(values.scopes) if curve.shown(s)]
    for scope in scopes:
        _draw_band(sheet, curve.shown(scope), scope == values.subject, along, upright)
    for scope in scopes:
        _draw_line(sheet, curve, scope, scope == values.subject, along, upright)


def _name_curves(sheet: Sheet, values: Values, curve: Curve, text: Mapping[str, str]) -> None:
    """Whose each colour is and how many answered: the figure's only key."""
    named = [(scope, _name(values, curve, scope, text)) for scope in values.scopes]
    wide = [text_width(words, SMALL, bold=s == values.subject) + 30 for s, words in named]
    # From the right; beneath the scale's name on a narrow page.
    x, y = (0.0, 10 + _LINE) if sheet.width == NARROW else (sheet.width - sum(wide), 10.0)
    for (scope, words), room in zip(named, wide, strict=True):
        mine = scope == values.subject
        if curve.shown(scope):
            mark = {"colour": THEME.subject if mine else THEME.nation}
            sheet.line([(x, y - 3), (x + 12, y - 3)], **mark, weight=2.2 if mine else 1.4)
        colour = THEME.subject if mine else THEME.muted
        sheet.text(x + 16, y, words, colour=colour, size=SMALL, bold=mine)
        x += room


def _name(values: Values, curve: Curve, scope: str, text: Mapping[str, str]) -> str:
    shown = curve.shown(scope)
    if not shown:
        return f"{values.name_of(scope)}, {values.reason(_first(curve, scope))}"
    n = number(shown[0][1].denominator, language=values.language)
    return f"{values.name_of(scope)}, {text['answers_n'].format(n=n)}"


def _first(curve: Curve, scope: str) -> Value | None:
    return next((of[scope] for of in curve.points.values() if scope in of), None)


def _along(curve: Curve, values: Values, start: float, end: float) -> Axis:
    reached = [amount for scope in values.scopes for amount in curve.reached(scope)]
    return fitting([*reached, *(mark.amount for mark in curve.marks)], start=start, end=end)


def _draw_marks(sheet: Sheet, curve: Curve, along: Axis, upright: Axis) -> None:
    """A broken line at each threshold under its letter; close letters stand at two heights."""
    taken = [-1e9, -1e9]
    for letter, mark in zip(_LETTERS, curve.marks, strict=False):
        x = along.at(mark.amount)
        half = text_width(letter, SMALL, bold=True) / 2 + 2
        high = 0 if x - half >= taken[0] else 1
        taken[high] = x + half
        ends = [(x, upright.end - 2), (x, upright.start)]
        sheet.line(ends, colour=THEME.muted, weight=0.9, dash=(2, 2))
        y = upright.end - 4 - 9 * high
        sheet.text(x, y, letter, at="centre", size=SMALL, bold=True)


def _draw_band(
    sheet: Sheet, shown: Sequence[tuple[float, Value]], mine: bool, along: Axis, upright: Axis
) -> None:
    sure = [
        (amount, value) for amount, value in shown if value.has_interval and _fits(amount, along)
    ]
    if len(sure) > 1:
        high = [(along.at(amount), upright.at(100 * value.high)) for amount, value in sure]
        low = [(along.at(amount), upright.at(100 * value.low)) for amount, value in sure]
        sheet.area([*high, *reversed(low)], colour=THEME.tint if mine else THEME.nation_tint)


def _draw_line(
    sheet: Sheet, curve: Curve, scope: str, mine: bool, along: Axis, upright: Axis
) -> None:
    places = [
        (along.at(amount), upright.at(100 * value.estimate))
        for amount, value in curve.shown(scope)
        if _fits(amount, along)
    ]
    colour = THEME.subject if mine else THEME.nation
    if len(places) > 1:
        sheet.line(places, colour=colour, weight=2.2 if mine else 1.4)
    for mark in curve.marks:
        value = curve.at(mark.amount, scope)
        if value is not None and value.is_shown:
            x, y = along.at(mark.amount), upright.at(100 * value.estimate)
            sheet.mark(x, y, "dot" if mine else "square", colour=colour, size=7 if mine else 5)


def _fits(amount: float, along: Axis) -> bool:
    return amount <= along.high + 1e-9


def _key_lines(
    values: Values, curve: Curve, text: Mapping[str, str], room: float
) -> Iterator[tuple[ChangeThreshold, list[str]]]:
    width = room - _BESIDE * len(values.scopes) - 14
    for mark in curve.marks:
        yield mark, wrapped(meaning_of(mark, text, values.language), width, SMALL)


def _draw_key(
    sheet: Sheet,
    values: Values,
    curve: Curve,
    key: Sequence[tuple[ChangeThreshold, list[str]]],
    left: float,
    y: float,
) -> None:
    """Each threshold by letter and name, with the shares that reach it."""
    for letter, (mark, lines) in zip(_LETTERS, key, strict=False):
        sheet.text(left, y, letter, size=SMALL, bold=True)
        for place, scope in enumerate(reversed(values.scopes)):
            value = curve.at(mark.amount, scope)
            is_shown = value is not None and value.is_shown
            told = share(value, values.language) if is_shown else MISSING
            mine = scope == values.subject
            colour = THEME.subject if mine else THEME.muted
            x = sheet.width - _BESIDE * place
            sheet.text(x, y, told, at="right", size=SMALL, bold=mine, colour=colour)
        for line in lines:
            sheet.text(left + 12, y, line, size=SMALL)
            y += _LINE
        y += 0.4 * _LINE
