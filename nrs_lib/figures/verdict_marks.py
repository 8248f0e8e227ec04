"""The marks of the two verdicts on a control chart: what shape says, colour says again."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from nrs_lib.figures.sheet import Sheet
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.wording import small

if TYPE_CHECKING:
    from nrs_lib.disclosure.charting import ClearedChart

_SIDE = 14.0
# As wide for both marks, so that their words begin below each other.
_WIDTH = 18.0
_MIDDLE = _SIDE / 2
_RIM = 10.0
SHAPES = {
    "common_cause": ("dot", THEME.muted),
    "improving": ("diamond", THEME.better),
    "concerning": ("square", THEME.attention),
    "special_cause": ("ring", THEME.ink),
    "not_judged": ("dash", THEME.muted),
}
"""Shape and colour by verdict on the variation."""
# Where the dot lies seen from the ring: in the middle of the target, on its rim, beside it.
_HITS = {"will_hit": 0.0, "hit_or_miss": _RIM / 2, "will_miss": _RIM / 2 + 3.5}
_READ = {
    "sv": "Ring med prick: om målet nås. Pricken i mitten: alltid. På kanten: ibland. Utanför: "
    "aldrig.",
    "en": "Ring with a dot: whether the target is hit. Dot in the middle: always. On the rim: "
    "sometimes. Outside: never.",
}
_WHEN = {
    "sv": {"now": "Nu {verdict}", "until": "Till och med {period} {verdict}"},
    "en": {"now": "Latest values: {verdict}", "until": "Up to {period}: {verdict}"},
}
_COLOURS = {
    "will_hit": THEME.better,
    "hit_or_miss": THEME.muted,
    "will_miss": THEME.attention,
}


def variation_mark(chart: ClearedChart) -> str:
    """The mark of more than chance, or of chance alone; it says nothing without its words."""
    sheet = Sheet(_SIDE, width=_WIDTH)
    shape, colour = SHAPES[chart.chart.variation]
    sheet.mark(_MIDDLE, _MIDDLE, shape, colour=colour, size=10.0, weight=2.2)
    return sheet.ornament()


def assurance_mark(chart: ClearedChart) -> str:
    """The mark of a target that is hit, missed, or now the one and now the other; or none."""
    verdict = chart.chart.assurance
    if verdict not in _HITS:
        return ""
    sheet = Sheet(_SIDE, width=_WIDTH)
    sheet.mark(_MIDDLE, _MIDDLE, "ring", colour=THEME.muted, size=_RIM + 1, weight=1.4)
    away = _MIDDLE + _HITS[verdict]
    sheet.mark(away, _MIDDLE, colour=_COLOURS[verdict], size=5.5)
    return sheet.ornament()


def verdict_words(chart: ClearedChart, language: str) -> list[str]:
    """What a chart says: of the variation, and of a target where there is one to hold it to.

    Of the latest values the variation is told only where the last period is shown; else until
    when it holds.
    """
    found = chart.chart
    told = found.variation.label(language)
    if found.variation != "not_judged":
        key = "until" if chart.until else "now"
        period = chart.until.brief(language) if chart.until else ""
        told = _WHEN[language][key].format(verdict=small(told), period=period)
    return [told, *([found.assurance.label(language)] if found.assurance in _HITS else [])]


def assurance_words(charts: Iterable[ClearedChart], language: str) -> str:
    """How the mark of a target is read; empty where no chart has one."""
    has_mark = any(chart.chart.assurance in _HITS for chart in charts)
    return _READ[language] if has_mark else ""


def verdict_line(chart: ClearedChart, language: str) -> str:
    """The verdicts with their marks and words, as safe HTML."""
    marks = (variation_mark(chart), assurance_mark(chart))
    return "".join(
        f'<p class="verdict">{mark}<span>{escape(words, quote=False)}</span></p>'
        for words, mark in zip(verdict_words(chart, language), marks, strict=False)
    )
