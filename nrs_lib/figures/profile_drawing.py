"""Draws a profile: a line for each scale, worse to the left, one lane for each time point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nrs_lib.contracts.instruments import Scale
from nrs_lib.contracts.patient_profile import read_profile_form
from nrs_lib.figures.axis import Axis
from nrs_lib.figures.person_wording import PERSON, SHAPES, ends_in_words, points
from nrs_lib.figures.profile_rows import ProfileRow, standing
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, THEME
from nrs_lib.terms import Direction

WIDE = 7.4 * 72
_LABEL = 146.0
_HEAD = 12.0
_LEADING = 1.15
_APART = 4.0
_SAID = ("better", "worse", "same")


@dataclass(frozen=True)
class _Letters:
    """The sizes of letters, and what follows from them: heights of lanes, room for scores.

    A phone of 320 pixels draws a point of a narrow sheet on 1.14 of them; its smallest letters
    are then 12 pixels high, as people read who are in pain and have no glasses at hand.
    """

    label: float
    score: float
    little: float
    scores: float

    @property
    def lane(self) -> float:
        return 1.18 * self.score

    @property
    def band(self) -> float:
        return 2 * self.lane + 12

    @property
    def row(self) -> float:
        return self.band + 9.2

    @property
    def line(self) -> float:
        return self.little + 3

    @property
    def title(self) -> float:
        return self.label + 8.5


_ON_DESK = _Letters(label=11.5, score=10.5, little=9.0, scores=168.0)
_ON_PHONE = _Letters(label=13.0, score=11.8, little=10.7, scores=118.0)


def draw_rows(rows: Sequence[ProfileRow], *, language: str, narrow: bool = False) -> Sheet:
    """Draw rows; the label beside its line, or above it where the page is narrow."""
    if narrow:
        return _stacked(rows, language, width=NARROW, names=False)
    letters = _ON_DESK
    sheet = Sheet(_HEAD + letters.row * len(rows), width=WIDE)
    axis = Axis(0, 100, 50, _LABEL + 8, WIDE - letters.scores - 12)
    _ends(sheet, axis, 8, language, letters)
    for place, row in enumerate(rows):
        middle = _HEAD + letters.row * (place + 0.5)
        _label(sheet, row, middle, language)
        _line(sheet, row, axis, middle, letters)
        _scores(sheet, row, axis, middle, language, letters)
    return sheet


def draw_large(row: ProfileRow, *, language: str, narrow: bool = False) -> Sheet:
    """Draw one scale as wide as the page, with the names of its bands."""
    return _stacked([row], language, width=NARROW if narrow else WIDE, names=True)


def _stacked(rows: Sequence[ProfileRow], language: str, *, width: float, names: bool) -> Sheet:
    """Each row has its ends beneath; its label above, or the names of its bands."""
    letters = _ON_DESK if width > NARROW else _ON_PHONE
    axis = Axis(0, 100, 50, 7, width - letters.scores - 8)
    beneath = [_beneath(row, language, width, letters) for row in rows]
    zones = [_zones(row, axis, language, letters) if names else [] for row in rows]
    heights = [
        (0 if names else letters.title)
        + letters.row
        + _deep(names_of, letters)
        + letters.line * (len(lines) + 1)
        + 9
        for names_of, lines in zip(zones, beneath, strict=True)
    ]
    sheet = Sheet(sum(heights), width=width)
    for place, row in enumerate(rows):
        top = sum(heights[:place])
        if not names:
            sheet.text(0, top + letters.label + 2.5, row.label, bold=True, size=letters.label)
            top += letters.title
        _line(sheet, row, axis, top + letters.row / 2, letters)
        _scores(sheet, row, axis, top + letters.row / 2, language, letters)
        top += letters.row + 4
        _name_zones(sheet, zones[place], top + letters.little, letters)
        top += _deep(zones[place], letters)
        _ends(sheet, axis, top + letters.little, language, letters, one=row.scale)
        for order, line in enumerate(beneath[place], start=1):
            y = top + letters.little + order * letters.line
            sheet.text(axis.start, y, line, colour=THEME.muted, size=letters.little)
    return sheet


def _beneath(row: ProfileRow, language: str, width: float, letters: _Letters) -> list[str]:
    """What has no room beside the line: its ends, the latest band, and the verdicts."""
    told = [ends_in_words(row.scale, language)]
    if row.band is not None:
        told.append(_band_in_words(row, language))
    if width <= NARROW and set(row.verdicts.values()) & set(_SAID):
        told.append(standing(row, language))
    return [line for part in told for line in wrapped(part, width - 14, letters.little)]


def _label(sheet: Sheet, row: ProfileRow, middle: float, language: str) -> None:
    """What it is in plain words, with its ends and the band of the latest score beneath."""
    text, little = _ON_DESK.label, _ON_DESK.little
    lines = wrapped(row.label, _LABEL, text, bold=True)
    under = [ends_in_words(row.scale, language)]
    if row.band is not None:
        under += wrapped(_band_in_words(row, language), _LABEL, little)
    block = (len(lines) * text + len(under) * little) * _LEADING
    y = middle - block / 2 + text * 0.9
    for line in lines:
        sheet.text(0, y, line, bold=True, size=text)
        y += text * _LEADING
    for line in under:
        sheet.text(0, y - 1, line, colour=THEME.muted, size=little)
        y += little * _LEADING


def _band_in_words(row: ProfileRow, language: str) -> str:
    name = read_profile_form().level_of(row.code, row.band, language)
    return PERSON[language]["band"].format(band=name[:1].lower() + name[1:])


def _ends(
    sheet: Sheet,
    axis: Axis,
    y: float,
    language: str,
    letters: _Letters,
    *,
    one: Scale | None = None,
) -> None:
    """Which way is better; of a scale without such a way, which is more."""
    left, right = ("worse_end", "better_end")
    if one is not None and one.direction is Direction.NEUTRAL:
        left, right = ("less_end", "more_end")
    quiet = {"size": letters.little, "colour": THEME.muted}
    sheet.text(axis.start, y, PERSON[language][left], **quiet)
    sheet.text(axis.end, y, PERSON[language][right], at="right", **quiet)


def _line(sheet: Sheet, row: ProfileRow, axis: Axis, y: float, letters: _Letters) -> None:
    """The line with its bands, the nation's middle half, and the person's way along it."""
    half = letters.band / 2
    if row.spread:
        low, middle, high = sorted(axis.at(row.place(value)) for value in row.spread)
        sheet.bar(low, y - half, high - low, letters.band, colour=THEME.nation_tint)
        sheet.line([(middle, y - half), (middle, y + half)], colour=THEME.nation, weight=2.0)
    sheet.line([(axis.start, y + half), (axis.end, y + half)], colour=THEME.muted, weight=0.9)
    ends = [axis.start, *(axis.at(bound) for bound in _bounds(row)), axis.end]
    for x in ends:
        sheet.line([(x, y + half - 4), (x, y + half + 4)], colour=THEME.muted, weight=0.9)
    lanes = _lanes(row, y, letters)
    way = [(axis.at(row.place(row.scores[p])), lanes[p]) for p in row.asked if p in row.scores]
    if len(way) > 1:
        sheet.line(way, colour=THEME.subject, weight=1.4)
    for (x, lane), point in zip(way, row.scores, strict=True):
        sheet.mark(x, lane, SHAPES[point], size=10.5 if point == "followup_12m" else 9.0, weight=2)


def _lanes(row: ProfileRow, y: float, letters: _Letters) -> dict[str, float]:
    """How high each time point stands."""
    above = letters.lane * (len(row.asked) - 1) / 2
    return {point: y - above + letters.lane * place for place, point in enumerate(row.asked)}


def _scores(
    sheet: Sheet, row: ProfileRow, axis: Axis, y: float, language: str, letters: _Letters
) -> None:
    for point, lane in _lanes(row, y, letters).items():
        _score(sheet, row, point, (axis.end + 18, lane), language, letters)


def _bounds(row: ProfileRow) -> list[float]:
    """Where one band ends and the next begins."""
    return [row.scale.profile.place(band.lower) for band in row.scale.bands[1:]]


@dataclass(frozen=True)
class _Zone:
    """A band's name under its part of the line: where, its lines, and how many lines down."""

    x: float
    at: str
    lines: list[str]
    down: int = 0

    def reach(self, size: float) -> tuple[float, float]:
        wide = max(text_width(line, size) for line in self.lines)
        start = self.x - {"left": 0.0, "centre": 0.5, "right": 1.0}[self.at] * wide
        return start, start + wide


def _zones(row: ProfileRow, axis: Axis, language: str, letters: _Letters) -> list[_Zone]:
    """Names of bands; the outer ones stand at the ends, so that a narrow part between them has
    room for its own. One that has none stands beneath its neighbours.
    """
    profile, found = row.scale.profile, []
    for band in row.scale.bands:
        ends = sorted(axis.at(profile.place(end)) for end in (band.lower, band.upper))
        x, at = sum(ends) / 2, "centre"
        if ends[0] <= axis.start:
            x, at = axis.start, "left"
        elif ends[1] >= axis.end:
            x, at = axis.end, "right"
        name = whole_name(read_profile_form().level_of(row.code, band, language))
        lines = wrapped(name, ends[1] - ends[0] - 4, letters.little)
        found.append(_Zone(x, at, lines))
    placed: list[_Zone] = []
    # The outer ones first: they keep their places, and what lies between them gives way.
    for zone in sorted(found, key=lambda one: one.at == "centre"):
        near = [other for other in placed if _touch(zone, other, letters.little)]
        down = max((other.down + len(other.lines) for other in near), default=0)
        placed.append(replace(zone, down=down))
    return placed


def whole_name(name: str) -> str:
    """A band's name with its numbers kept with their words: alone they would read as values."""
    return re.sub(r"(?<=\d) ", "\u00a0", name)


def _touch(one: _Zone, other: _Zone, size: float) -> bool:
    (start, end), (first, last) = one.reach(size), other.reach(size)
    return start < last + _APART and first < end + _APART


def _deep(zones: Sequence[_Zone], letters: _Letters) -> float:
    """How much room the names of bands take."""
    lines = max((zone.down + len(zone.lines) for zone in zones), default=0)
    return lines * letters.little * _LEADING + (4.3 if zones else 0)


def _name_zones(sheet: Sheet, zones: Sequence[_Zone], y: float, letters: _Letters) -> None:
    for zone in zones:
        for order, line in enumerate(zone.lines, start=zone.down):
            base = y + order * letters.little * _LEADING
            sheet.text(zone.x, base, line, at=zone.at, size=letters.little, colour=THEME.muted)


def _score(
    sheet: Sheet,
    row: ProfileRow,
    point: str,
    at: tuple[float, float],
    language: str,
    letters: _Letters,
) -> None:
    """When and how much, in words beside the lane: a number alone would read as an axis.

    On a desk the verdict too; a phone has it beneath.
    """
    text, (x, y) = PERSON[language], at
    on_desk = letters is _ON_DESK
    quiet = {"size": letters.little, "colour": THEME.muted, "centred": True}
    if point not in row.scores:
        why = text[row.lacking(point)]
        sheet.text(x + (6 if on_desk else -10), y, f"{text[point]}: {why}", **quiet)
        return
    sheet.mark(x - 3, y, SHAPES[point], size=6.5, weight=1.4)
    told = f"{text[point]} {points(row.scores[point].estimate, row.code, language)}"
    look = {"size": letters.score, "bold": True, "centred": True}
    sheet.text(x + 6, y, told, colour=THEME.subject, **look)
    verdict = row.verdicts.get(point, "")
    if on_desk and verdict in _SAID:
        beside = x + 14 + text_width(told, letters.score, bold=True)
        sheet.text(
            beside, y, text[verdict], **{**look, "colour": THEME.ink, "bold": verdict != "same"}
        )
