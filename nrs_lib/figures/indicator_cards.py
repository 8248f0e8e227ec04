"""One indicator as a card: its value in company, its course, and what can be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from nrs_lib.contracts.measures import Measure
from nrs_lib.contracts.targets import Target
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.disclosure.standing import Standing
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.judgement import against, against_nation, is_better
from nrs_lib.figures.sparkline import draw_sparkline
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.verdict_marks import verdict_line, verdict_words
from nrs_lib.figures.wording import amount, capital, company, small, span
from nrs_lib.figures.wording import level as interval_level
from nrs_lib.terms import Statistic
from nrs_lib.text import NBSP, count, kept_whole, spelled

_OF_TIMES = {"higher": "longer", "lower": "shorter"}


@dataclass(frozen=True)
class Card:
    """What stands on one card: the period's value, the nation's, and the quarters of both.

    ``pooled`` is a longer period's value, ``answered`` how many answered of those whose
    outcome it is, ``chart`` the measure's control chart.
    """

    measure: Measure
    subject: Value | None
    nation: Value | None
    mine: tuple[Value | None, ...]
    others: tuple[Value | None, ...]
    pooled: Value | None
    answered: Value | None
    chart: ClearedChart | None

    @property
    def verdict(self) -> Standing:
        """Where the value lies, seen from the nation's."""
        return against_nation(self.subject, self.nation)

    @property
    def apart(self) -> str:
        """How it differs from the nation, as its kind is spoken of; empty where it does not."""
        if self.verdict not in (Standing.HIGHER, Standing.LOWER):
            return ""
        is_time = self.subject is not None and self.subject.statistic == Statistic.MEDIAN
        return _OF_TIMES[self.verdict] if is_time else str(self.verdict)

    @property
    def kind(self) -> str:
        """Class of the card: certain differences only, and only where better is known."""
        better = is_better(self.verdict, self.measure.direction)
        return {True: " better", False: " attention", None: ""}[better]

    @property
    def target(self) -> Target | None:
        """The level to reach, where the registry has set one."""
        return self.chart.target if self.chart else None

    @property
    def is_judged(self) -> bool:
        """Whether its quarters were enough to tell more than chance from chance."""
        return self.chart is not None and self.chart.chart.variation != "not_judged"

    @property
    def reached(self) -> str:
        """Whether the period's interval lies on one side of the target: key of the words."""
        place = against(self.subject, self.target.level) if self.target else Standing.UNKNOWN
        if place is Standing.UNKNOWN:
            return ""
        return {True: "reached", False: "missed", None: "unsure"}[
            is_better(place, self.measure.direction)
        ]

    @property
    def colour(self) -> str:
        """Colour of its line."""
        return {" better": THEME.better, " attention": THEME.attention}.get(
            self.kind, THEME.subject
        )


def written(
    values: Values, card: Card, key: str, pooled_label: str, text: Mapping[str, str]
) -> str:
    """The card as an entry of a list."""
    language = values.language
    label = card.measure.label[language]
    parts = [f'<p class="name">{escape(label, quote=False)}</p>']
    parts += _value_parts(values, card, pooled_label, text)
    shown = [value for value in card.mine if value is not None and value.is_shown]
    if shown or any(value is not None and value.is_shown for value in card.others):
        ends = [amount(value, card.measure, language) for value in shown]
        n = spelled(len(card.mine), language)
        fills = {"label": label, "n": n, "own": values.in_sentence(values.subject)}
        title = text["spark_none"].format(**fills)
        if ends:
            # Periods that are not shown are no part of the line, at its ends or between.
            start, end = (period_of(shown[at].period).brief(language) for at in (0, -1))
            told = text["spark" if len(shown) > 1 else "spark_one"]
            spans = {"first": ends[0], "last": ends[-1], "start": start, "end": end}
            title = told.format(**spans, **fills)
        level = card.target.level if card.target else None
        kind = {"colour": card.colour, "target": level, "beside": card.subject}
        sheet = draw_sparkline(card.mine, card.others, **kind)
        parts.append(sheet.svg(name=key, title=label, description=title))
    nation = beside(values, card, text)
    if nation:
        parts.append(f'<p class="beside">{nation}</p>')
    if card.target:
        parts.append(f'<p class="beside">{_target(card, language, text)}</p>')
    if card.is_judged:
        parts.append(verdict_line(card.chart, language))
    return f'<li class="nrs-card{card.kind}">{"".join(parts)}</li>\n'


def _value_parts(
    values: Values, card: Card, pooled_label: str, text: Mapping[str, str]
) -> list[str]:
    """Value and company; when hidden the reason, and the longer period if that can be shown."""
    language = values.language
    subject = card.subject
    if subject is None or not subject.is_shown:
        why = capital(values.why_hidden(subject))
        parts = [f"{escape(why, quote=False)}"]
        if card.pooled is not None and card.pooled.is_shown:
            value = amount(card.pooled, card.measure, language)
            about = f"{value} ({company(card.pooled, language)})"
            parts.append(escape(text["pooled"].format(period=pooled_label, value=about)))
        return [f'<p class="why">{"<br>".join(parts)}</p>']
    number, _, unit = amount(subject, card.measure, language).partition("\u00a0")
    if unit == "" and number.endswith("%"):
        number, unit = number[:-1], "%"
    about = [company(subject, language)]
    if subject.statistic == Statistic.MEDIAN:
        about = [text["median"].format(n=count(subject.n, language=language))]
    if subject.has_interval:
        between = text["interval"].format(level=interval_level(language))
        about.append(f"{between} {span(subject, card.measure, language)}")
    if card.answered is not None and card.answered.is_shown:
        about.append(text["answered"].format(of=company(card.answered, language)))
    kept = (kept_whole(escape(line, quote=False)) for line in about)
    lines = "".join(f"<span>{line}</span>" for line in kept)
    return [
        f'<p class="value">{number}<small>\u00a0{escape(unit)}</small></p>',
        f'<p class="company">{lines}</p>',
    ]


def beside(values: Values, card: Card, text: Mapping[str, str]) -> str:
    """The nation's value, and in words whether the unit is certainly above or below it; beside a
    value that is shown the reason why the nation's is not."""
    language, subject = values.language, card.subject
    if card.nation is None:
        return ""
    if not card.nation.is_shown:
        if subject is None or not subject.is_shown:
            return ""
        return escape(f"{values.name_of(NATIONAL)}: {values.why_hidden(card.nation)}", quote=False)
    value = amount(card.nation, card.measure, language)
    if card.nation.statistic == Statistic.SHARE:
        value += f" ({company(card.nation, language)})"
    told_value = text["beside"].format(value=value)
    if not card.apart:
        return escape(told_value)
    told = f"{values.in_sentence(OWN)}: {text[card.apart]}".replace(" ", NBSP)
    return f"{escape(told_value)} · <strong>{escape(told)}</strong>"


def _target(card: Card, language: str, text: Mapping[str, str]) -> str:
    """The target with its direction, and in words whether the period has certainly reached it."""
    words = escape(text["aim"].format(target=card.target.words(language)))
    if not card.reached:
        return words
    return f"{words} · <strong>{escape(text[card.reached])}</strong>"


def said(card: Card, language: str, text: Mapping[str, str]) -> list[str]:
    """Target and verdicts in a sentence, for those who do not see the marks."""
    parts = []
    if card.target:
        words = text["aim"].format(target=card.target.words(language))
        parts.append(f"{words} ({text[card.reached]})" if card.reached else words)
    if card.is_judged:
        parts += verdict_words(card.chart, language)
    return [f"{card.measure.label[language]}: {'; '.join(map(small, parts))}."] if parts else []
