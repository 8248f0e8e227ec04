"""The indicators of a report at a glance: a card each, with twelve quarters as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from nrs_lib.contracts.measures import Measure
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.standing import Standing
from nrs_lib.figures.contrasts import Pair, by_chance
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.judgement import against_nation, is_better
from nrs_lib.figures.sparkline import draw_sparkline
from nrs_lib.figures.theme import THEME
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import (
    amount,
    capital,
    company,
    figure_name,
    level,
    listed,
    measure_of,
    parts_of,
    phrases,
    span,
)
from nrs_lib.terms import Statistic
from nrs_lib.text import count, spelled

_TEXT = {
    "sv": {
        "what": "Stort tal: {own}, {period}. Linje: {n} {parts}, blå för {own} och grå för riket.",
        "certain": "Grönt: säkert bättre än riket. Orange: säkert sämre.",
        "what_nation": "Stort tal: riket, {period}. Linje: {n} {parts}.",
        "all_higher": "Högre än i riket: {names}",
        "all_lower": "Lägre än i riket: {names}",
        "and_lower": "{higher}; lägre: {names}",
        "none": "Ingen av {n} indikatorer skiljer sig säkert från riket",
        "one": "{name} skiljer sig inte säkert från riket",
        "nation": "{first}: {value}",
        "hidden": "För få svar för att visa indikatorerna",
        "alone": "Rikets värden visas inte",
        "gaps": "Där {parts} saknas i linjen är talen för få eller skyddade.",
        "higher": "högre än riket",
        "lower": "lägre än riket",
        "beside": "Riket {value}",
        "median": "median, {n} patienter",
        "spark": "{label}, {n} {parts}: från {first} till {last}",
        "pooled": "{period}: {value}",
    },
    "en": {
        "what": "Large figure: {own}, {period}. Line: {n} {parts}, blue for {own} and grey for "
        "the nation.",
        "certain": "Green: clearly better than the nation. Orange: clearly worse.",
        "what_nation": "Large figure: the nation, {period}. Line: {n} {parts}.",
        "all_higher": "Higher than in the nation: {names}",
        "all_lower": "Lower than in the nation: {names}",
        "and_lower": "{higher}; lower: {names}",
        "none": "None of {n} indicators clearly differs from the nation",
        "one": "{name} does not clearly differ from the nation",
        "nation": "{first}: {value}",
        "hidden": "Too few responses to show the indicators",
        "alone": "The nation's values are not shown",
        "gaps": "Where {parts} are missing from the line, numbers are too few or protected.",
        "higher": "higher than the nation",
        "lower": "lower than the nation",
        "beside": "Nation {value}",
        "median": "median, {n} patients",
        "spark": "{label}, {n} {parts}: from {first} to {last}",
        "pooled": "{period}: {value}",
    },
}


@dataclass(frozen=True)
class _Card:
    measure: Measure
    subject: Value | None
    nation: Value | None
    mine: tuple[Value | None, ...]
    others: tuple[Value | None, ...]
    pooled: Value | None

    @property
    def verdict(self) -> Standing:
        return against_nation(self.subject, self.nation)

    @property
    def kind(self) -> str:
        """Class of the card: certain differences only, and only where better is known."""
        better = is_better(self.verdict, self.measure.direction)
        return {True: " better", False: " attention", None: ""}[better]

    @property
    def colour(self) -> str:
        return {" better": THEME.better, " attention": THEME.attention}.get(
            self.kind, THEME.subject
        )


def draw_indicators(
    cleared: ClearedTable,
    *,
    measures: Sequence[str],
    period: str,
    quarters: Sequence[str],
    period_label: str | None = None,
    pooled: str | None = None,
    pooled_label: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw a card for each indicator.

    Parameters
    ----------
    cleared
        The section ``indicators``: rows for ``period`` and for each of the quarters.
    period, period_label
        Code of the large figure's period, and the period in words.
    quarters
        Codes of the quarters of the line, or of years, oldest first.
    pooled, pooled_label
        A longer period in the same table, shown where the period has too few answers.
    """
    name = name or figure_name("indicators", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    parts = parts_of(quarters, language)
    text = {key: one.replace("{parts}", parts) for key, one in phrases(_TEXT, language).items()}
    cards = [_card(values, code, period, quarters, pooled) for code in measures]
    what = text["what" if values.has_own else "what_nation"].format(
        own=values.in_sentence(OWN),
        period=period_label or period,
        n=spelled(len(quarters), language),
    )
    drawn = "".join(
        _written(values, card, f"{name}-{place}", pooled_label or pooled or "", text)
        for place, card in enumerate(cards, start=1)
    )
    rows = [
        row
        for card in cards
        for row in _rows(values, card, (period, period_label or period), quarters, text)
    ]
    pairs = [Pair(card.measure.label[language], card.subject, card.nation) for card in cards]
    chance = by_chance(pairs, values) if values.has_own else ""
    gaps = text["gaps"] if any(v and v.hidden for card in cards for v in card.mine) else ""
    now = [row for row in rows if row[text["period"]] == (period_label or period)]
    return framed(
        values,
        name=name,
        finding=_finding(values, cards, text),
        what=f"{what} {text['certain']}" if any(card.kind for card in cards) else what,
        before=f'<ul class="nrs-cards">\n{drawn}</ul>\n',
        rows=rows,
        words=told(now),
        notes=[note for note in (chance, gaps) if note],
        texts=3,
    )


def _card(
    values: Values, code: str, period: str, quarters: Sequence[str], pooled: str | None
) -> _Card:
    measure = measure_of(code)
    kind = measure.kind
    subject, nation = (
        values.one(scope, code, kind, period=period) for scope in (values.subject, NATIONAL)
    )
    mine, others = (
        tuple(values.one(scope, code, kind, period=quarter) for quarter in quarters)
        for scope in (values.subject, NATIONAL)
    )
    longer = values.one(values.subject, code, kind, period=pooled) if pooled else None
    if not values.has_own:
        nation, others = None, ()
    return _Card(measure, subject, nation, mine, others, longer)


def _finding(values: Values, cards: Sequence[_Card], text: Mapping[str, str]) -> str:
    language = values.language
    shown = [card for card in cards if card.subject is not None and card.subject.is_shown]
    if not shown:
        return text["hidden"]
    if not values.has_own:
        first = shown[0]
        return text["nation"].format(
            first=first.measure.label[language],
            value=amount(first.subject, first.measure, language),
        )
    known = [card for card in shown if card.verdict is not Standing.UNKNOWN]
    if not known:
        return text["alone"]
    higher, lower = (
        listed([c.measure.label[language] for c in known if c.verdict is verdict], language)
        for verdict in (Standing.HIGHER, Standing.LOWER)
    )
    if higher and lower:
        return text["and_lower"].format(higher=text["all_higher"].format(names=higher), names=lower)
    if higher or lower:
        return text["all_higher" if higher else "all_lower"].format(names=higher or lower)
    if len(known) == 1:
        return text["one"].format(name=known[0].measure.label[language])
    return text["none"].format(n=spelled(len(known), language))


def _written(
    values: Values, card: _Card, key: str, pooled_label: str, text: Mapping[str, str]
) -> str:
    language = values.language
    label = card.measure.label[language]
    parts = [f'<p class="name">{escape(label, quote=False)}</p>']
    parts += _value_parts(values, card, pooled_label, text)
    shown = [value for value in card.mine if value is not None and value.is_shown]
    if shown or any(value is not None and value.is_shown for value in card.others):
        ends = [amount(value, card.measure, language) for value in shown]
        first, last = (ends[0], ends[-1]) if ends else ("–", "–")
        n = spelled(len(card.mine), language)
        title = text["spark"].format(label=label, n=n, first=first, last=last)
        sheet = draw_sparkline(card.mine, card.others, colour=card.colour)
        parts.append(sheet.svg(name=key, title=label, description=title))
    beside = _beside(card, language, text)
    if beside:
        parts.append(f'<p class="beside">{beside}</p>')
    return f'<li class="nrs-card{card.kind}">{"".join(parts)}</li>\n'


def _value_parts(
    values: Values, card: _Card, pooled_label: str, text: Mapping[str, str]
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
        about.append(f"{level(language)}: {span(subject, card.measure, language)}")
    lines = "".join(f"<span>{escape(line, quote=False)}</span>" for line in about)
    return [
        f'<p class="value">{number}<small>\u00a0{escape(unit)}</small></p>',
        f'<p class="company">{lines}</p>',
    ]


def _beside(card: _Card, language: str, text: Mapping[str, str]) -> str:
    """The nation's value, and in words whether the unit is certainly above or below it."""
    if card.nation is None or not card.nation.is_shown:
        return ""
    told_value = text["beside"].format(value=amount(card.nation, card.measure, language))
    if card.verdict not in (Standing.HIGHER, Standing.LOWER):
        return escape(told_value)
    return f"{escape(told_value)} · <strong>{escape(text[card.verdict])}</strong>"


def _rows(
    values: Values,
    card: _Card,
    period: tuple[str, str],
    quarters: Sequence[str],
    text: Mapping[str, str],
) -> list[Row]:
    """The period's number, then the quarters'; a period that is a quarter stands once."""
    code, label = period
    sides = {values.subject: (card.subject, card.mine)}
    if values.has_own:
        sides[NATIONAL] = (card.nation, card.others)
    return [
        data_row(
            values,
            value,
            label=card.measure.label[values.language],
            scope=scope,
            measure=card.measure,
            further={text["period"]: when},
        )
        for scope, (now, line) in sides.items()
        for when, value in [
            (label, now),
            *((q, v) for q, v in zip(quarters, line, strict=True) if q != code),
        ]
        if value is not None
    ]
