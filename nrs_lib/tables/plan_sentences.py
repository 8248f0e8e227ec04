"""Sentences about a unit's action plan: its goal, before and after, and what can be told.

Words that claim a change are keyed by where the whole interval of the difference lies, and words
about the goal by where the whole interval of the value lies. Where it covers none, or the goal,
nothing is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from nrs_lib.contracts.measures import Measure, counted, read_measures
from nrs_lib.contracts.plans import Focus
from nrs_lib.disclosure import ClearedTable, reason_words
from nrs_lib.disclosure.standing import Standing, standing_beside, standing_from_zero
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import Find, finder, level, noting
from nrs_lib.tables.plan_words import WORDS
from nrs_lib.tables.sentences import capital
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import (
    NBSP,
    change,
    count,
    interval,
    iso_date,
    number,
    of,
    percent,
    percent_interval,
    share_percent,
)
from nrs_lib.text.numbers import as_written

CHANGED = {
    Standing.HIGHER: {"sv": "högre än före förändringen", "en": "higher than before the change"},
    Standing.LOWER: {"sv": "lägre än före förändringen", "en": "lower than before the change"},
}
"""The only words that claim a change, by where the interval of the difference lies."""
REACHED = {"sv": "Målet är nått", "en": "The goal is reached"}
"""The only words that claim a goal, said where the whole interval of the value is past it."""


@dataclass(frozen=True)
class Told:
    """What is said of one focus, in sentences without their full stops.

    Attributes
    ----------
    goal, before, now, changed, left
        The goal; the value before and now; whether a change can be told; what remains. Empty
        where there is nothing to say.
    rows
        The cleared rows behind them.
    """

    goal: str
    before: str
    now: str
    changed: str
    left: str
    rows: tuple[Any, ...]

    def __iter__(self) -> Iterator[str]:
        parts = (self.goal, self.before, self.now, self.changed, self.left)
        return (f"{capital(part)}." for part in parts if part)


def told_of(cleared: ClearedTable, focus: Focus, *, language: str) -> Told:
    """Everything that the numbers say of a focus.

    Parameters
    ----------
    cleared
        Its section: the measure before and after, and the difference.
    """
    find, noted = noting(finder(cleared))
    measure = read_measures()[focus.measure]
    before, now, apart = sides(find, focus)
    words = _Words(measure, focus, language)
    told = {
        "goal": words.goal(),
        "before": words.side("before", before),
        "now": words.side("now", now),
        "changed": words.changed(before, now, apart),
        "left": words.left(now),
    }
    return Told(**told, rows=tuple(noted))


def sides(find: Find, focus: Focus) -> tuple[Any, Any, Any]:
    """The rows before the change, now, and of the difference; None where there is none."""
    measure = read_measures()[focus.measure]
    own = {"measure": measure.code, "scope": str(Scope.OWN)}
    value = {**own, "statistic": measure.kind}
    apart = find(**own, statistic=str(Statistic.DIFFERENCE))
    if apart is not None:
        return find(**value, period=apart.category), find(**value, period=apart.period), apart
    only = find(**value)
    return (only, None, None) if focus.starts else (None, only, None)


def goal_words(focus: Focus, language: str) -> str:
    """The goal with its direction: ``minst 70 %``; empty where none is set."""
    if focus.goal is None:
        return ""
    key = "least" if focus.wants_higher else "most"
    measure = read_measures()[focus.measure]
    return _say(key, language, goal=amount(focus.goal, measure, language))


def amount(value: float, measure: Measure, language: str) -> str:
    """A level of a measure with its unit, for what was chosen and not counted."""
    if measure.kind == Statistic.SHARE:
        return share_percent(value, language=language)
    return number(value, measure.decimals, language=language) + NBSP + measure.unit[language]


def value_words(row: Any, measure: Measure, language: str) -> str:
    """A value with what it rests on and its interval; or why it is not shown."""
    if row.hidden:
        return _say("hidden", language, reason=reason_words(row.hidden, row.measure, language))
    if measure.kind == Statistic.SHARE:
        share = percent(row.numerator, row.denominator, language=language)
        value = f"{share} ({of(row.numerator, row.denominator, language=language)})"
        span = percent_interval(row.low, row.high, language=language)
    else:
        n = count(row.n, language=language)
        value = f"{amount(row.estimate, measure, language)} (n = {n})"
        span = interval(row.low, row.high, measure.decimals, language=language)
    if math.isnan(row.low):
        return value
    return _say("value", language, value=value, level=level(language), span=span)


def in_language(texts: Mapping[str, str], language: str) -> Markup:
    """A unit's own text in the reader's language, or in the other one, marked as such."""
    if language in texts:
        return escape(texts[language])
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(other, text) for other, text in texts.items()
    )


def written(measure: Measure) -> tuple[float, int]:
    """How much larger a measure's differences are in print, and their decimals there."""
    return (100, 0) if measure.kind == Statistic.SHARE else (1, measure.decimals)


def is_moved(apart: Any, measure: Measure) -> bool:
    """Whether a difference that is shown can be told, as `CHANGED` has it."""
    factor, decimals = written(measure)
    return standing_from_zero(factor * apart.low, factor * apart.high, decimals) in CHANGED


def is_rounded_apart(before: Any, now: Any, apart: Any, measure: Measure) -> bool:
    """Whether a reader who subtracts the printed values gets another difference."""
    every = (before, now, apart)
    if any(row is None or row.hidden for row in every):
        return False
    factor, decimals = written(measure)
    earlier, later, told = (as_written(factor * row.estimate, decimals) for row in every)
    return as_written(later - earlier, decimals) != told


def _untold(before: Any, now: Any) -> str:
    """Which side of the change has too little: of the time before nothing more can come."""
    hidden = (before is not None and before.hidden, now.hidden)
    if all(hidden):
        return "untold_both"
    return "untold_before" if hidden[0] else "untold_now" if hidden[1] else "untold"


class _Words:
    """The sentences of one focus."""

    def __init__(self, measure: Measure, focus: Focus, language: str) -> None:
        self.measure, self.focus, self.language = measure, focus, language

    def goal(self) -> str:
        label = self.measure.label[self.language]
        goal = goal_words(self.focus, self.language)
        return _say("goal" if goal else "no_goal", self.language, label=label, goal=goal)

    def side(self, key: str, row: Any) -> str:
        if row is None:
            return ""
        span = period_of(row.period).label(self.language)
        return _say(
            key,
            self.language,
            span=span,
            value=value_words(row, self.measure, self.language),
        )

    def changed(self, before: Any, now: Any, apart: Any) -> str:
        if self.focus.starts is None:
            return _say("undated", self.language)
        if now is None:
            return _say("not_begun", self.language, day=iso_date(self.focus.starts))
        place = Standing.UNKNOWN
        if apart is not None and not apart.hidden:
            factor, decimals = written(self.measure)
            place = standing_from_zero(factor * apart.low, factor * apart.high, decimals)
        if place is Standing.UNKNOWN:
            few = counted(self.measure.code, self.language)
            return _say(_untold(before, now), self.language, few=few)
        difference = self._difference(before, now, apart)
        if place is Standing.ALIKE:
            return _say("alike", self.language, difference=difference)
        is_right = (place is Standing.HIGHER) == self.focus.wants_higher
        side = _say("right" if is_right else "wrong", self.language)
        verb = CHANGED[place][self.language]
        return _say("changed", self.language, verb=verb, side=side, difference=difference)

    def _difference(self, before: Any, now: Any, row: Any) -> str:
        is_share = self.measure.kind == Statistic.SHARE
        factor, decimals = written(self.measure)
        value = change(factor * row.estimate, decimals, language=self.language)
        if is_share:
            value = _say("points", self.language, n=value)
        else:
            value += NBSP + self.measure.unit[self.language]
        if is_rounded_apart(before, now, row, self.measure):
            value = _say("unrounded", self.language, value=value)
        ends = (factor * row.low, factor * row.high)
        span = interval(*ends, decimals, language=self.language)
        return _say("difference", self.language, value=value, level=level(self.language), span=span)

    def left(self, now: Any) -> str:
        goal = self.focus.goal
        if goal is None or now is None or now.hidden:
            return ""
        place = standing_beside(now, goal)
        past = Standing.HIGHER if self.focus.wants_higher else Standing.LOWER
        if place is past:
            return REACHED[self.language]
        short = goal - now.estimate if self.focus.wants_higher else now.estimate - goal
        left = self._left(short) if short > 0 else ""
        if place is Standing.UNKNOWN:
            return ""
        if place is Standing.ALIKE:
            told = _say("left", self.language, amount=left) if left else ""
            return _say("within", self.language, left=told)
        return _say("short", self.language, amount=left)

    def _left(self, short: float) -> str:
        if self.measure.kind != Statistic.SHARE:
            return amount(short, self.measure, self.language)
        points = round(100 * short)
        key = {0: "under_point", 1: "point"}.get(points, "points")
        return _say(key, self.language, n=number(points, language=self.language))


def _say(key: str, language: str, **fills: str) -> str:
    return WORDS[key][language].format(**fills)
