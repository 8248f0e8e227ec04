"""Draws a profile: a line for each scale, worse to the left, one lane for each time point."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.instruments import Scale
from nrs_lib.figures.axis import Axis
from nrs_lib.figures.person_wording import PERSON, SHAPES, ends_in_words, points
from nrs_lib.figures.profile_rows import ProfileRow, standing
from nrs_lib.figures.sheet import Sheet, text_width, wrapped
from nrs_lib.figures.theme import NARROW, THEME
from nrs_lib.terms import Direction

WIDE = 7.4 * 72
_TEXT, _SCORE, _LITTLE = 11.5, 10.5, 9.0
_LABEL = 146.0
_SCORES = 168.0
_SCORES_NARROW = 104.0
_LANE = 12.4
_ROW = 46.0
_HEAD = 12.0
_TITLE = 20.0
_ENDS = 15.0
_ZONES = 25.0
_LINE = 12.0
_BAND = 2 * _LANE + 12
_LEADING = 1.15
_SAID = ("better", "worse", "same")


def draw_rows(rows: Sequence[ProfileRow], *, language: str, narrow: bool = False) -> Sheet:
    """Draw rows; the label beside its line, or above it where the page is narrow."""
    if narrow:
        return _stacked(rows, language, width=NARROW, names=False)
    sheet = Sheet(_HEAD + _ROW * len(rows), width=WIDE)
    axis = Axis(0, 100, 50, _LABEL + 8, WIDE - _SCORES - 12)
    _ends(sheet, axis, 8, language)
    for place, row in enumerate(rows):
        middle = _HEAD + _ROW * (place + 0.5)
        _label(sheet, row, middle, language)
        _line(sheet, row, axis, middle, language, judged=True)
    return sheet


def draw_large(row: ProfileRow, *, language: str, narrow: bool = False) -> Sheet:
    """Draw one scale as wide as the page, with the names of its bands."""
    return _stacked([row], language, width=NARROW if narrow else WIDE, names=True)


def _stacked(rows: Sequence[ProfileRow], language: str, *, width: float, names: bool) -> Sheet:
    """Each row has its ends beneath; its label above, or the names of its bands."""
    named = names and bool(rows[0].scale.bands)
    beneath = [_beneath(row, language, width) for row in rows]
    fixed = (0 if names else _TITLE) + _ROW + (_ZONES if named else 0) + _ENDS + 6
    heights = [fixed + _LINE * len(lines) for lines in beneath]
    sheet = Sheet(sum(heights), width=width)
    is_wide = width > NARROW
    axis = Axis(0, 100, 50, 7, width - (_SCORES if is_wide else _SCORES_NARROW) - 8)
    for place, row in enumerate(rows):
        top = sum(heights[:place])
        if not names:
            sheet.text(0, top + 14, row.label, bold=True, size=_TEXT)
            top += _TITLE
        _line(sheet, row, axis, top + _ROW / 2, language, judged=is_wide)
        top += _ROW + 4
        if named:
            _name_zones(sheet, row, axis, top + _LITTLE, language)
            top += _ZONES
        _ends(sheet, axis, top + _LITTLE, language, one=row.scale)
        for order, line in enumerate(beneath[place], start=1):
            y = top + _LITTLE + order * _LINE
            sheet.text(axis.start, y, line, colour=THEME.muted, size=_LITTLE)
    return sheet


def _beneath(row: ProfileRow, language: str, width: float) -> list[str]:
    """What has no room beside the line: its ends, the latest band, and the verdicts."""
    told = [ends_in_words(row.scale, language)]
    if row.band is not None:
        told.append(_band_in_words(row, language))
    if width <= NARROW and set(row.verdicts.values()) & set(_SAID):
        told.append(standing(row, language))
    return [line for part in told for line in wrapped(part, width - 14, _LITTLE)]


def _label(sheet: Sheet, row: ProfileRow, middle: float, language: str) -> None:
    """What it is in plain words, with its ends and the band of the latest score beneath."""
    lines = wrapped(row.label, _LABEL, _TEXT, bold=True)
    under = [ends_in_words(row.scale, language)]
    if row.band is not None:
        under += wrapped(_band_in_words(row, language), _LABEL, _LITTLE)
    block = (len(lines) * _TEXT + len(under) * _LITTLE) * _LEADING
    y = middle - block / 2 + _TEXT * 0.9
    for line in lines:
        sheet.text(0, y, line, bold=True, size=_TEXT)
        y += _TEXT * _LEADING
    for line in under:
        sheet.text(0, y - 1, line, colour=THEME.muted, size=_LITTLE)
        y += _LITTLE * _LEADING


def _band_in_words(row: ProfileRow, language: str) -> str:
    name = row.band.label[language]
    return PERSON[language]["band"].format(band=name[:1].lower() + name[1:])


def _ends(sheet: Sheet, axis: Axis, y: float, language: str, *, one: Scale | None = None) -> None:
    """Which way is better; of a scale without such a way, which is more."""
    left, right = ("worse_end", "better_end")
    if one is not None and one.direction is Direction.NEUTRAL:
        left, right = ("less_end", "more_end")
    quiet = {"size": _LITTLE, "colour": THEME.muted}
    sheet.text(axis.start, y, PERSON[language][left], **quiet)
    sheet.text(axis.end, y, PERSON[language][right], at="right", **quiet)


def _line(
    sheet: Sheet, row: ProfileRow, axis: Axis, y: float, language: str, *, judged: bool
) -> None:
    """The line with its bands, the nation's middle half, and the person's way along it."""
    half = _BAND / 2
    if row.spread:
        low, middle, high = sorted(axis.at(row.place(value)) for value in row.spread)
        sheet.bar(low, y - half, high - low, _BAND, colour=THEME.nation_tint)
        sheet.line([(middle, y - half), (middle, y + half)], colour=THEME.nation, weight=2.0)
    sheet.line([(axis.start, y + half), (axis.end, y + half)], colour=THEME.muted, weight=0.9)
    ends = [axis.start, *(axis.at(bound) for bound in _bounds(row)), axis.end]
    for x in ends:
        sheet.line([(x, y + half - 4), (x, y + half + 4)], colour=THEME.muted, weight=0.9)
    above = _LANE * (len(row.asked) - 1) / 2
    lanes = {point: y - above + _LANE * place for place, point in enumerate(row.asked)}
    way = [(axis.at(row.place(row.scores[p])), lanes[p]) for p in row.asked if p in row.scores]
    if len(way) > 1:
        sheet.line(way, colour=THEME.subject, weight=1.4)
    for (x, lane), point in zip(way, row.scores, strict=True):
        sheet.mark(x, lane, SHAPES[point], size=10.5 if point == "followup_12m" else 9.0, weight=2)
    for point, lane in lanes.items():
        _score(sheet, row, point, (axis.end + 18, lane), language, judged=judged)


def _bounds(row: ProfileRow) -> list[float]:
    """Where one band ends and the next begins."""
    return [row.scale.profile.place(band.lower) for band in row.scale.bands[1:]]


def _name_zones(sheet: Sheet, row: ProfileRow, axis: Axis, y: float, language: str) -> None:
    """Each band's name under its part of the line, broken to fit; the outer ones stand at the
    ends, so that a narrow part between them has room for its own.
    """
    profile = row.scale.profile
    for band in row.scale.bands:
        ends = sorted(axis.at(profile.place(end)) for end in (band.lower, band.upper))
        room = ends[1] - ends[0] - 4
        x, at = sum(ends) / 2, "centre"
        if ends[0] <= axis.start:
            x, at = axis.start, "left"
        elif ends[1] >= axis.end:
            x, at = axis.end, "right"
        for order, line in enumerate(wrapped(band.label[language], room, _LITTLE)):
            base = y + order * _LITTLE * _LEADING
            sheet.text(x, base, line, at=at, size=_LITTLE, colour=THEME.muted)


def _score(
    sheet: Sheet,
    row: ProfileRow,
    point: str,
    at: tuple[float, float],
    language: str,
    *,
    judged: bool,
) -> None:
    """When and how much, in words beside the lane: a number alone would read as an axis."""
    text, (x, y) = PERSON[language], at
    quiet = {"size": _LITTLE, "colour": THEME.muted, "centred": True}
    if point not in row.scores:
        why = text["other_form" if point in row.others else "missing"]
        sheet.text(x + (6 if judged else -6), y, f"{text[point]}: {why}", **quiet)
        return
    sheet.mark(x - 3, y, SHAPES[point], size=6.5, weight=1.4)
    told = f"{text[point]} {points(row.scores[point].estimate, row.code, language)}"
    sheet.text(x + 6, y, told, size=_SCORE, bold=True, colour=THEME.subject, centred=True)
    verdict = row.verdicts.get(point, "")
    if judged and verdict in _SAID:
        beside = x + 14 + text_width(told, _SCORE, bold=True)
        look = {**quiet, "size": _SCORE, "colour": THEME.ink, "bold": verdict != "same"}
        sheet.text(beside, y, text[verdict], **look)
