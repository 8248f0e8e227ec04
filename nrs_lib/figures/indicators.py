"""The indicators of a report at a glance: a card each, with twelve quarters as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.disclosure.standing import Standing
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.contrasts import Pair, by_chance, with_few
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.growing import Growing, growing_notes
from nrs_lib.figures.indicator_cards import Card, said, written
from nrs_lib.figures.indicator_words import TEXT
from nrs_lib.figures.values import NATIONAL, OWN, Values
from nrs_lib.figures.verdict_marks import assurance_words
from nrs_lib.figures.waits import WAIT, waits_note
from nrs_lib.figures.wording import (
    amount,
    capital,
    company,
    figure_name,
    listed,
    measure_of,
    parts_of,
    phrases,
    small,
)
from nrs_lib.text import spelled


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
    charts: Mapping[str, ClearedChart] | None = None,
    growing: Growing | None = None,
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
    charts
        Control charts by code of the measure: their verdicts stand on the cards, and the
        target that they are held against.
    growing
        Codes of periods whose value may still change, by measure.
    """
    name = name or figure_name("indicators", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    parts = parts_of(quarters, language)
    text = {key: one.replace("{parts}", parts) for key, one in phrases(TEXT, language).items()}
    charts = charts or {}
    cards = [_card(values, code, period, quarters, pooled, charts.get(code)) for code in measures]
    key = "what_nation"
    if values.has_own:
        is_mine = any(v and v.is_shown for card in cards for v in card.mine)
        key = "what" if is_mine else "what_grey"
    what = text[key].format(
        own=values.in_sentence(OWN),
        period=period_label or period,
        n=_reached(cards, len(quarters), text, language),
    )
    drawn = "".join(
        written(values, card, f"{name}-{place}", pooled_label or pooled or "", text)
        for place, card in enumerate(cards, start=1)
    )
    rows = [row for card in cards for row in _rows(values, card, period, quarters, text)]
    pairs = [Pair(card.measure.label[language], card.subject, card.nation) for card in cards]
    chance = by_chance(pairs, values) if values.has_own else ""
    shown = [card.measure.code for card in cards if card.subject and card.subject.is_shown]
    grow = growing_notes(shown, {period}, growing, language)
    waits = [
        note
        for card in cards
        if card.measure.code == WAIT
        for note in waits_note(values, card.mine, language)
    ]
    now = [row for row in rows if row[text["period"]] == _name(period, language)]
    return framed(
        values,
        name=name,
        finding=finding(values, cards, text),
        what=" ".join([what, *_how(cards, text, language)]),
        before=f'<ul class="nrs-cards">\n{drawn}</ul>\n',
        rows=rows,
        words=[*told(now), *(line for card in cards for line in said(card, language, text))],
        notes=[note for note in (*grow, *waits, chance, *_gaps(cards, text)) if note],
        texts=3,
        also=[card.chart.cleared for card in cards if card.chart],
    )


def _reached(cards: Sequence[Card], every: int, text: Mapping[str, str], language: str) -> str:
    """Over how many periods the lines go: up to so many, where none is shown in all of them."""
    n = spelled(every, language)
    lines = [line for card in cards for line in (card.mine, card.others) if line]
    is_whole = any(all(one and one.is_shown for one in line) for line in lines)
    return n if is_whole else text["at_most"].format(n=n)


def _gaps(cards: Sequence[Card], text: Mapping[str, str]) -> list[str]:
    """Why the unit's lines are missing as a whole, and why periods are in lines that are drawn."""
    every = [value for card in cards for value in card.mine if value]
    has_none = any(value.hidden for value in every) and not any(v.is_shown for v in every)
    drawn = [
        line
        for card in cards
        for line in (card.mine, card.others)
        if any(value and value.is_shown for value in line)
    ]
    has_gaps = any(value and value.hidden for line in drawn for value in line)
    return [text[key] for key, is_so in (("no_line", has_none), ("gaps", has_gaps)) if is_so]


def _how(cards: Sequence[Card], text: Mapping[str, str], language: str) -> list[str]:
    """How colours, the line of a target and the marks read, as far as they are there."""
    is_there = {
        "certain": any(card.kind for card in cards),
        "line": any(card.target for card in cards),
        "marks": any(card.is_judged for card in cards),
        "unmarked": any(card.is_judged for card in cards)
        and any(card.chart and not card.is_judged for card in cards),
    }
    judged = [card.chart for card in cards if card.is_judged]
    told = [text[key] for key, is_so in is_there.items() if is_so]
    return [*told, *filter(None, [assurance_words(judged, language)])]


def _card(
    values: Values,
    code: str,
    period: str,
    quarters: Sequence[str],
    pooled: str | None,
    chart: ClearedChart | None,
) -> Card:
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
    answered = None
    if measure.response:
        answered = values.one(values.subject, measure.response, "share", period=period)
    return Card(measure, subject, nation, mine, others, longer, answered, chart)


def finding(values: Values, cards: Sequence[Card], text: Mapping[str, str]) -> str:
    """Which indicators lie apart from the nation, as far as their intervals bear it."""
    language = values.language
    shown = [card for card in cards if card.subject is not None and card.subject.is_shown]
    if not shown:
        return text["hidden"]
    if not values.has_own:
        first = shown[0]
        label = first.measure.label[language]
        fills = {
            "n": spelled(len(shown), language),
            "first": small(label) if len(shown) > 1 else label,
            "value": amount(first.subject, first.measure, language),
            "of": company(first.subject, language),
        }
        return capital(text["nation" if len(shown) > 1 else "nation_one"].format(**fills))
    known = [card for card in shown if card.verdict is not Standing.UNKNOWN]
    if not known:
        return text["alone"]
    clauses: list[str] = []
    for way in ("higher", "lower", "longer", "shorter"):
        apart = [
            with_few(card.measure.label[language], card.subject, language)
            for card in known
            if card.apart == way
        ]
        if apart:
            nation = "" if clauses else text["title_nation"]
            names = listed(apart, language)
            clauses.append(text[f"title_{way}"].format(nation=nation, names=names))
    if clauses:
        return capital("; ".join(clauses))
    if len(known) == 1:
        return text["one"].format(name=known[0].measure.label[language])
    return text["none"].format(n=spelled(len(known), language))


def _rows(
    values: Values,
    card: Card,
    period: str,
    quarters: Sequence[str],
    text: Mapping[str, str],
) -> list[Row]:
    """The period's number, then the quarters'; a period that is a quarter stands once.

    Of a line without a single point there is nothing to list; the note beneath says why.
    """
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
            further={text["period"]: _name(when, values.language)},
        )
        for scope, (now, line) in sides.items()
        for when, value in [
            (period, now),
            *(
                (q, v)
                for q, v in zip(quarters, line, strict=True)
                if q != period and any(one and one.is_shown for one in line)
            ),
        ]
        if value is not None
    ]


def _name(code: str, language: str) -> str:
    return period_of(code).brief(language)
