"""The share who improved by at least so much, for every so much: no threshold decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.contracts.change_thresholds import PERCENT, amount_words
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable, Stamped, Told
from nrs_lib.figures.contrasts import Pair, by_chance, contrast
from nrs_lib.figures.curve_drawing import Curve, draw_curve, meaning_of
from nrs_lib.figures.data_rows import Row
from nrs_lib.figures.frame import drawn, framed
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import capital, figure_name, level, phrases, share, small, span
from nrs_lib.terms import Statistic
from nrs_lib.text import join_words, of
from nrs_lib.text.numbers import MISSING

_TEXT = {
    "sv": {
        "what": "Andel som blivit minst så mycket bättre {when} som axeln anger, bland dem som "
        "svarat både vid start och {when}; längst till vänster de som inte blivit sämre. Band: "
        "{level}-intervall, för varje punkt för sig. Streckat: instrumentens gränser, med "
        "bokstav; namn och andel står bredvid. {colours}",
        "colours": "Blått och punkt: {own}. Grått och fyrkant: riket.",
        "colours_nation": "Blått: riket.",
        "finding": "{label} {when}: {parts}",
        "first": "{share} ({n}) blev minst {amount} bättre",
        "more": "{share} ({n}) minst {amount}",
        "steps": "{amount} poäng",
        "few": "{when}: för få svar för att visa hur mycket bättre patienterna blev",
        "not_drawn": "Kurvor ritas där minst {n} har svarat både vid start och {when}.",
        "near": "Ett streck för {who}: gränsen ligger så nära en annan att bara den ena visas.",
        "alike": "{label} har även en gräns som inte ritas ({meaning}). För den som svarat på alla "
        "frågor är poängen hela tal, så den nås samtidigt som {drawn}.",
        "at_none": "Vid ingen av de jämförda gränserna skiljer sig andelen säkert från rikets; "
        "på andra ställen längs kurvorna prövas det inte",
        "broken": "En kurva som slutar innan den når noll gör det där för få blev så mycket bättre "
        "för att visas.",
        "bridged": "Där en andel döljs går linjen rakt till nästa som visas.",
        "better_by": "Så mycket bättre",
        "at_least": "minst {amount}",
        "threshold": "Gräns",
        "assumed": "antagen",
        "along_points": "minst så många poäng bättre",
        "along_percent": "minst så många procent bättre",
        "pair": "{label}, minst {amount} bättre",
        "between": "intervall",
    },
    "en": {
        "what": "Share who improved by at least as much as the axis shows {when}, of those "
        "who responded both at baseline and {when}; at the far left, those who did not "
        "get worse. Bands: {level} interval, for each point by itself. Dashed lines: the "
        "instruments' thresholds, by letter; their names and shares are listed "
        "alongside. {colours}",
        "colours": "Blue and dot: {own}. Grey and square: the national figure.",
        "colours_nation": "Blue: the national figure.",
        "finding": "{label} {when}: {parts}",
        "first": "{share} ({n}) improved by at least {amount}",
        "more": "{share} ({n}) by at least {amount}",
        "steps": "{amount} points",
        "few": "{when}: too few responses to show how much patients improved",
        "not_drawn": "Curves need at least {n} who responded both at baseline and {when}.",
        "near": "A dash for {who}: the threshold is so close to another that only one is shown.",
        "alike": "{label} has another threshold, which is not drawn ({meaning}). For those "
        "who answered all questions scores are whole numbers, so it is reached together with "
        "{drawn}.",
        "at_none": "At none of the thresholds compared does the share clearly differ from the "
        "national one; elsewhere along the curves this is not tested",
        "broken": "A curve that ends before it reaches zero does so where too few improved by that "
        "much to be shown.",
        "bridged": "Where a share is hidden, the line runs straight to the next one shown.",
        "better_by": "Improved by",
        "at_least": "at least {amount}",
        "threshold": "Threshold",
        "assumed": "assumed",
        "along_points": "improved by at least this many points",
        "along_percent": "improved by at least this many per cent",
        "pair": "{label}, improved by at least {amount}",
        "between": "interval",
    },
}


def draw_responder_curves(
    cleared: ClearedTable,
    *,
    time_point: str,
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw the share improved over all thresholds, scale by scale, unit over nation.

    Parameters
    ----------
    cleared
        The section ``curves``, whose points the door has made so coarse that none rests on
        few; a point that is hidden is passed over.
    time_point
        ``discharge`` or ``followup_12m``.
    """
    name = name or figure_name(f"curves_{time_point}", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    curves = _curves(values, time_point, period)
    # Where the one that it is about has no curve, the title says it once, and nobody's is drawn.
    is_drawn = any(curve.shown(values.subject) for curve in curves)
    scopes = values.scopes if is_drawn else ()
    drawn_for = [s for s in scopes if any(curve.shown(s) for curve in curves)]
    rows = [row for curve in curves for row in _rows(values, curve, drawn_for, text)]
    own = values.in_sentence(OWN) if values.has_own else ""
    when = text[f"at_{time_point}"]
    what = text["not_drawn"].format(n=values.least(values.subject), when=when)
    if is_drawn:
        colours = text["colours" if values.has_own else "colours_nation"].format(own=own)
        what = text["what"].format(when=when, level=level(language), colours=colours)
    panels = [
        _panel(values, curve, f"{name}_{place}", time_point, text)
        for place, curve in enumerate(curves, start=1)
        if any(curve.shown(s) for s in drawn_for)
    ]
    return framed(
        values,
        name=name,
        finding=_finding(values, curves, time_point, text),
        what=what,
        before="".join(panels),
        rows=rows,
        words=[_sentence(row, values, drawn_for, text) for row in rows],
        notes=_notes(values, curves, text) if is_drawn else (),
        texts=3,
    )


def _curves(values: Values, time_point: str, period: str | None) -> list[Curve]:
    """Curves in the order of their rows; a measure names its scale and its unit."""
    found: dict[str, dict[float, dict[str, Value]]] = {}
    for value in values.rows:
        here = value.time_point == time_point and period in (None, value.period)
        if here and value.statistic == str(Statistic.IMPROVED_BY):
            points = found.setdefault(value.measure, {})
            points.setdefault(float(value.category), {})[value.scope] = value
    curves = []
    for measure, points in found.items():
        code, unit, _ = measure.split(":")
        curves.append(Curve(scale(code), unit, dict(sorted(points.items()))))
    return curves


def _amount(amount: float, unit: str, text: Mapping[str, str], language: str) -> str:
    words = amount_words(amount, unit, language)
    return words if unit == PERCENT else text["steps"].format(amount=words)


def _panel(
    values: Values, curve: Curve, name: str, time_point: str, text: Mapping[str, str]
) -> str:
    """One scale's drawing, which tells by itself what it shows."""
    label, when = curve.scale.short[values.language], text[f"at_{time_point}"]
    sheets = [draw_curve(values, curve, text, when, narrow=narrow) for narrow in (False, True)]
    title = _reached(values, curve, time_point, text) or f"{label} {when}"
    about = text[f"along_{curve.unit}"].capitalize()
    picture = drawn(sheets, name, title, about, text["scroll"])
    return f'<section class="nrs-panel">{picture}</section>\n'


def _reached(values: Values, curve: Curve, time_point: str, text: Mapping[str, str]) -> str:
    """How many reached each of a scale's thresholds; empty where none may be told."""
    language, parts = values.language, []
    for mark in curve.marks:
        value = curve.at(mark.amount, values.subject)
        if value is None or not value.is_shown:
            continue
        amount = _amount(mark.amount, curve.unit, text, language)
        key = "more" if parts else "first"
        n = of(value.numerator, value.denominator, language=language)
        parts.append(text[key].format(share=share(value, language), n=n, amount=amount))
    label, when = curve.scale.short[language], text[f"at_{time_point}"]
    words = join_words(parts, language=language)
    return text["finding"].format(label=label, when=when, parts=words) if parts else ""


def _finding(
    values: Values, curves: Sequence[Curve], time_point: str, text: Mapping[str, str]
) -> str:
    """What the first scale that can be shown says at its thresholds."""
    told = (_reached(values, curve, time_point, text) for curve in curves)
    few = text["few"].format(when=capital(text[f"at_{time_point}"]))
    return next(filter(None, told), few)


def _notes(values: Values, curves: Sequence[Curve], text: Mapping[str, str]) -> list[str]:
    """What of the unit's curves differs from the nation's, and which threshold a curve skips."""
    near = [
        text["near"].format(who=values.in_sentence(s)) for s in values.scopes if _skips(curves, s)
    ]
    pairs = [
        Pair(
            text["pair"].format(
                label=curve.scale.short[values.language],
                amount=_amount(mark.amount, curve.unit, text, values.language),
            ),
            curve.at(mark.amount, OWN),
            curve.at(mark.amount, NATIONAL),
        )
        # All that have a letter in the drawing: what is said of them must hold for each.
        for curve in curves
        for mark in curve.marks
    ]
    told = (
        [f"{contrast(pairs, values, alike=text['at_none'])}.", by_chance(pairs, values)]
        if values.has_own
        else []
    )
    # What a scope skips is told of the unit's figure, where both have letters of their own.
    told += near if values.has_own else []
    told += _undrawn(curves, text, values.language)
    for key, holds in (("broken", Curve.is_broken), ("bridged", Curve.is_bridged)):
        if any(holds(curve, scope) for curve in curves for scope in values.scopes):
            told.append(text[key])
    together = " ".join(filter(None, told))
    return [together] if together else []


def _undrawn(curves: Sequence[Curve], text: Mapping[str, str], language: str) -> list[str]:
    """Which of a scale's thresholds the drawing leaves out, what they are, and why."""
    return [
        text["alike"].format(
            label=curve.scale.short[language],
            meaning=mark.meaning[language],
            drawn=_amount(curve.told_by(mark).amount, curve.unit, text, language),
        )
        for curve in curves
        # Those too that are no points of the curve: its table may not name them.
        for mark in curve.scale.marks(curve.unit)
        if curve.told_by(mark) is not mark
    ]


def _skips(curves: Sequence[Curve], scope: str) -> bool:
    """Whether a curve that is shown passes over one of the thresholds."""
    return any(
        curve.shown(scope) and curve.at(mark.amount, scope) is None
        for curve in curves
        for mark in curve.marks
    )


def _rows(
    values: Values, curve: Curve, scopes: Sequence[str], text: Mapping[str, str]
) -> list[Row]:
    """One row for each amount: the unit's share and the nation's beside each other.

    None where there is nobody to tell of.
    """
    language = values.language
    named = {mark.amount: small(meaning_of(mark, text, language)) for mark in curve.thresholds}
    rows = []
    for amount in curve.points if scopes else ():
        row = {
            text["scale"]: curve.scale.short[language],
            text["better_by"]: text["at_least"].format(
                amount=_amount(amount, curve.unit, text, language)
            ),
            text["threshold"]: named.get(amount, ""),
        }
        for scope in scopes:
            row |= _cells(values, curve.at(amount, scope), values.name_of(scope), text)
        rows.append(row)
    return rows


def _cells(values: Values, value: Value | None, whose: str, text: Mapping[str, str]) -> Row:
    language = values.language
    heads = [f"{whose}: {small(text[key])}" for key in ("share", "answers")]
    heads.append(f"{whose}: {text['interval'].format(level=level(language))}")
    if value is None or not value.is_shown:
        why = Told(values.why_hidden(value), value) if value is not None else ""
        return dict(zip(heads, (why, "", ""), strict=True))
    counts = of(value.numerator, value.denominator, language=language)
    between = span(value, None, language) if value.has_interval else ""
    cells = (share(value, language), counts, between)
    return {head: Told(cell, value) for head, cell in zip(heads, cells, strict=True)}


def _sentence(row: Row, values: Values, scopes: Sequence[str], text: Mapping[str, str]) -> str:
    """A row in words: the amount, what it is called, and each share with its company."""
    head = f"{row[text['scale']]}, {row[text['better_by']]}"
    if row[text["threshold"]]:
        head += f" ({row[text['threshold']]})"
    parts = []
    for scope in scopes:
        whose = values.name_of(scope)
        told, counts, between = (cell for key, cell in row.items() if key.startswith(f"{whose}: "))
        company = f" ({counts}; {text['between']} {between})" if counts else ""
        parts.append(f"{whose} {told or MISSING}{company}")
    return f"{head}: {'; '.join(parts)}."
