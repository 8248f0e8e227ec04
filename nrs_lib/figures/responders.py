"""How many improved by at least what their scale counts as improvement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.outcome_domains import by_domain
from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.figures.contrasts import Pair, by_chance, contrast
from nrs_lib.figures.data_rows import Row, data_row, told
from nrs_lib.figures.dots import DotRow, dash_notes, draw_dots
from nrs_lib.figures.frame import framed
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import company, figure_name, level, listed, phrases, share, small
from nrs_lib.terms import Evidence, TimePoint
from nrs_lib.text import join_words

_LATER = (str(TimePoint.DISCHARGE), str(TimePoint.FOLLOWUP_12M))
_SHAPES = {_LATER[0]: "dot", _LATER[1]: "diamond"}
_TEXT = {
    "sv": {
        "what": "Andel vars förändring når skalans gräns, bland dem som svarat både vid start och "
        "vid det senare tillfället, med {level}-intervall. {shapes}{colours}",
        "shape_discharge": "Punkt: avslut. ",
        "shape_followup_12m": "Romb: ett år. ",
        "colours": "Blått: {own}. Grått streck: riket, med intervallet som band.",
        "colours_nation": "Blått: riket.",
        "lead": "{label}: {parts}",
        "part": "{share} ({n}) förbättrade {when}",
        "more": "{share} ({n}) {when}",
        "few": "För få svar för att visa hur många som förbättrats",
        "threshold": "Gräns",
        "assumed": "Gränsen är antagen för {names}.",
        "side_discharge": "avslut",
        "side_followup_12m": "ett år",
    },
    "en": {
        "what": "Share whose change reaches the scale's threshold, of those who responded both "
        "at baseline and later, with {level} interval. {shapes}{colours}",
        "shape_discharge": "Dot: discharge. ",
        "shape_followup_12m": "Diamond: one year. ",
        "colours": "Blue: {own}. Grey line: the national figure, with its interval as a band.",
        "colours_nation": "Blue: the national figure.",
        "lead": "{label}: {parts}",
        "part": "{share} ({n}) improved {when}",
        "more": "{share} ({n}) {when}",
        "few": "Too few responses to show how many improved",
        "threshold": "Threshold",
        "assumed": "The threshold is assumed for {names}.",
        "side_discharge": "discharge",
        "side_followup_12m": "one year",
    },
}


def draw_responders(
    cleared: ClearedTable,
    *,
    scales: Sequence[str],
    period: str | None = None,
    name: str | None = None,
    own_name: str | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw the share improved per scale, at discharge and after one year.

    Parameters
    ----------
    cleared
        The section ``responders``.
    scales
        Scale codes in the order to show. A scale without rows, such as one that has no
        threshold, is left out.
    """
    name = name or figure_name("responders", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    lines = [
        (code, point, row) for code in scales for point, row in _rows(values, code, period, text)
    ]
    rows = list(_under_headings(lines, language))
    pairs = [
        Pair(f"{_label(code, language)} {text[f'at_{point}']}", row.own, row.nation)
        for code, point, row in lines
    ]
    unit = values.in_sentence(OWN) if values.has_own else ""
    colours = text["colours" if values.has_own else "colours_nation"].format(own=unit)
    # A mark is explained only where one is drawn: a hidden value has none.
    drawn = {
        point
        for _, point, row in lines
        if (value := _subject(values, row)) is not None and value.is_shown
    }
    shapes = "".join(text[f"shape_{point}"] for point in _LATER if point in drawn)
    numbers = [row for line in lines for row in _data(values, *line, text)]
    compared = [f"{contrast(pairs, values)}.", by_chance(pairs, values)] if values.has_own else []
    notes = [" ".join(compared).strip(), _assumed(lines, text, language)]
    notes += [_help(values, rows, text), *dash_notes(values, rows)]
    return framed(
        values,
        name=name,
        finding=_finding(values, lines, text),
        what=text["what"].format(level=level(language), shapes=shapes, colours=colours),
        sheets=[draw_dots(values, rows, narrow=narrow) for narrow in (False, True)],
        rows=numbers,
        words=told(numbers),
        notes=[note for note in notes if note],
        texts=3,
    )


Line = tuple[str, str, DotRow]


def _under_headings(lines: Sequence[Line], language: str) -> Iterator[DotRow]:
    """The lines of each scale under what it measures."""
    for heading, scales in by_domain(dict.fromkeys(code for code, *_ in lines), language=language):
        yield DotRow(heading, heading=True)
        codes = [one.code for one in scales]
        yield from (row for code, _, row in lines if code in codes)


def _label(code: str, language: str) -> str:
    return scale(code).short[language]


def _rows(
    values: Values, code: str, period: str | None, text: dict[str, str]
) -> list[tuple[str, DotRow]]:
    found = []
    for point in _LATER:
        own, nation = (
            values.one(s, code, "share", time_point=point, category="improved", period=period)
            for s in (OWN, NATIONAL)
        )
        if own is None and nation is None:
            continue
        label = "" if found else _label(code, values.language)
        side = text[f"side_{point}"]
        found.append((point, DotRow(label, own, nation, side=side, shape=_SHAPES[point])))
    return found


def _subject(values: Values, row: DotRow) -> Value | None:
    return row.own if values.has_own else row.nation


def _finding(values: Values, lines: Sequence[Line], text: dict[str, str]) -> str:
    """What the first scale that can be shown says."""
    shown = [
        (code, point, value)
        for code, point, row in lines
        if (value := _subject(values, row)) is not None and value.is_shown
    ]
    if not shown:
        return text["few"]
    first = shown[0][0]
    parts = [
        text["more" if place else "part"].format(
            share=share(value, values.language),
            n=company(value, values.language),
            when=text[f"at_{point}"],
        )
        for place, (_, point, value) in enumerate(one for one in shown if one[0] == first)
    ]
    label = _label(first, values.language)
    return text["lead"].format(label=label, parts=join_words(parts, language=values.language))


def _assumed(lines: Sequence[Line], text: dict[str, str], language: str) -> str:
    """Of which scales the threshold is assumed; empty of none."""
    every = dict.fromkeys(code for code, *_ in lines)
    thresholds = {code: scale(code).change_threshold for code in every}
    codes = [code for code, one in thresholds.items() if one and one.evidence is Evidence.ASSUMED]
    names = listed([_label(code, language) for code in codes], language)
    return text["assumed"].format(names=names) if codes else ""


def _help(values: Values, rows: Sequence[DotRow], text: dict[str, str]) -> str:
    subjects = [_subject(values, row) for row in rows if not row.heading]
    if any(value is not None and value.hidden == "few" for value in subjects):
        return text["help"].format(n=values.least(values.subject))
    return ""


def _data(values: Values, code: str, point: str, row: DotRow, text: dict[str, str]) -> list[Row]:
    threshold = scale(code).change_threshold
    meaning = threshold.meaning[values.language] if threshold else ""
    further = {text["when"]: text[point]}
    return [
        {
            **data_row(
                values,
                row.own if scope == OWN else row.nation,
                label=_label(code, values.language),
                scope=scope,
                head="scale",
                further=further,
            ),
            text["threshold"]: small(meaning),
        }
        for scope in values.scopes
    ]
