"""What a register's year shows, in computed sentences; nothing that an interval does not bear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.standing import Standing, standing_from_zero
from nrs_lib.tables.cells import Find, by_end, finder, noting
from nrs_lib.tables.lead import HAD, units_apart
from nrs_lib.tables.losses import conclusions
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.typesetting import typeset
from nrs_lib.tables.year_before import since_before, span_of, way_of
from nrs_lib.terms import Direction, Scope, Statistic, TimePoint
from nrs_lib.text import join_words, number, of, percent, spelled

_NATION = str(Scope.NATIONAL)
_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
_WORDS = {
    "sv": {
        "heading": "Vad rapporten visar",
        "change": "Förändring",
        "improved_head": "Förbättrade",
        "units": "Enheterna",
        "years": "Över åren",
        "firm": "Bortfallet",
        "held": "Av de {n} skalor som var säkert bättre vid avslut är {k} det även ett år senare",
        "held_all": "Alla {n} skalor som var säkert bättre vid avslut är det även ett år senare",
        "discharge": "Till avslut",
        "followup_12m": "Ett år efter avslut",
        "scales": "{when} har medelvärdet säkert blivit bättre på {better} av {n} skalor{worse}"
        "{rest}.{chance}",
        "chance": " Av slump väntas {n} skilja sig åt endera hållet",
        "under_one": "färre än en skala",
        "about_one": "omkring en skala",
        "about": "omkring {n} skalor",
        "worse": " och säkert sämre på {n}",
        "rest": "; på övriga går det inte att säga",
        "scales_none": "{when} har för få svarat för att säga något om skalorna.",
        "effect": "Störst är effekten då på {label}: {effect} ({formula}), till det bättre.",
        "improved": "{label}: {count} ({share}) vid avslut.",
        "rose": "{label} har ökat från {first} ({start}) till {last} ({end})",
        "fell": "{label} har minskat från {first} ({start}) till {last} ({end})",
        "steady": "Mellan {start} och {end} har inget av de {n} mått som följs säkert ökat eller "
        "minskat.",
        "moved": "{parts}. I övrigt går det inte att säga att de {n} mått som följs har ändrats.",
        "all_moved": "{parts}.",
        "one_year": "Det finns bara ett år att visa, så utvecklingen går inte att se än.",
    },
    "en": {
        "heading": "What the report shows",
        "change": "Change",
        "improved_head": "Improved",
        "units": "The units",
        "years": "Over the years",
        "firm": "Non-response",
        "held": "Of the {n} scales clearly better at discharge, {k} still are one year later",
        "held_all": "All {n} scales clearly better at discharge still are one year later",
        "discharge": "At discharge",
        "followup_12m": "One year after discharge",
        "scales": "{when} the mean has clearly become better on {better} of {n} scales{worse}"
        "{rest}.{chance}",
        "chance": " By chance {n} would differ in either direction",
        "under_one": "fewer than one scale",
        "about_one": "about one scale",
        "about": "about {n} scales",
        "worse": " and clearly worse on {n}",
        "rest": "; for the others this cannot be said",
        "scales_none": "{when} too few responded to say anything of the scales.",
        "effect": "The effect is then largest on {label}: {effect} ({formula}), for the better.",
        "improved": "{label}: {count} ({share}) at discharge.",
        "rose": "{label} has risen from {first} ({start}) to {last} ({end})",
        "fell": "{label} has fallen from {first} ({start}) to {last} ({end})",
        "steady": "Between {start} and {end} none of the {n} measures followed has clearly risen "
        "or fallen.",
        "moved": "{parts}. Otherwise the {n} measures followed cannot be said to have changed.",
        "all_moved": "{parts}.",
        "one_year": "There is only one year to show, so no development can be seen yet.",
    },
}


def write_annual_findings(
    change: ClearedTable,
    *,
    units: ClearedTable,
    years: ClearedTable,
    losses: ClearedTable,
    period: str,
    scales: Sequence[str],
    language: str = "sv",
) -> Stamped:
    """Change on the scales, who improved, units apart from the nation, the years, and the lost.

    Parameters
    ----------
    change, units, years
        The sections of these names.
    losses
        The section ``sensitivity``.
    period
        Code of the year.
    scales
        Codes of the scales that are judged; those of which no way is better are left out.
    """
    every = [change, units, years, losses]
    noted: list[Any] = []
    words = _WORDS[language]
    topics = {
        "change": [
            *of_scales(change, scales, noted, language),
            *held(change, scales, noted, language),
        ],
        "improved_head": _improved(years.where(period=period), noted, language),
        "units": filter(None, [units_apart(units, noted, language)]),
        "years": [
            *filter(None, [since_before(years, period, noted, language)]),
            *over_years(years, noted, language),
        ],
        "firm": conclusions(losses, noted, language),
    }
    told = {
        words[head]: " ".join(f"{capital(point).rstrip('.')}." for point in points)
        for head, points in topics.items()
    }
    told = {head: text for head, text in told.items() if text}
    items = Markup("").join(
        Markup("<li><strong>{}.</strong> {}</li>").format(head, typeset(text))
        for head, text in told.items()
    )
    heading = words["heading"]
    html = Markup('<div class="nrs-box" role="note" aria-label="{}"><ul>{}</ul></div>')
    return stamped(
        kind="text",
        name="annual_findings",
        html=str(html.format(heading, items)),
        plain="\n".join([heading, *(f"{head}. {text}" for head, text in told.items())]),
        cleared=every,
        sentences=noted,
    )


def of_scales(
    change: ClearedTable, scales: Sequence[str], noted: list[Any], language: str
) -> Iterator[str]:
    """How many scales became better or worse; which way a change goes follows from the scale."""
    words = _WORDS[language]
    find, seen = noting(finder(change))
    is_told = False
    for point in _LATER:
        when = words[str(point)]
        judged: Counter[Standing] = Counter()
        effects: list[tuple[float, str, Any]] = []
        for code in scales:
            if scale(code).direction is Direction.NEUTRAL:
                continue
            judged[_became(find, code, point)] += 1
            effects += _effect(find, code, point)
        n = sum(judged.values()) - judged[Standing.UNKNOWN]
        if not n:
            yield words["scales_none"].format(when=when)
            continue
        better, worse = judged[Standing.HIGHER], judged[Standing.LOWER]
        yield words["scales"].format(
            when=when,
            better=better,
            worse=words["worse"].format(n=worse) if worse else "",
            rest=words["rest"] if better + worse < n else "",
            n=n,
            # What chance gives is as many at either time, and told with the first.
            chance="" if is_told else words["chance"].format(n=_by_chance(n, words, language)),
        )
        is_told = True
        if effects:
            _, code, row = max(effects)
            yield words["effect"].format(
                label=small(scale(code).label[language]),
                effect=number(abs(row.estimate), 2, language=language),
                formula=row.method,
            )
    noted += seen


def held(
    change: ClearedTable, scales: Sequence[str], noted: list[Any], language: str
) -> Iterator[str]:
    """On how many of the scales that were better at discharge that still holds a year later."""
    find, seen = noting(finder(change))
    first, last = ({code for code in scales if _is_better(find, code, point)} for point in _LATER)
    noted += seen
    if first and any(_became(find, code, _LATER[1]) is not Standing.UNKNOWN for code in first):
        key = "held_all" if first <= last else "held"
        yield _WORDS[language][key].format(n=len(first), k=len(first & last))


def _is_better(find: Find, code: str, point: TimePoint) -> bool:
    is_judged = scale(code).direction is not Direction.NEUTRAL
    return is_judged and _became(find, code, point) is Standing.HIGHER


def _by_chance(n: int, words: dict[str, str], language: str) -> str:
    """How many of some intervals leave out no change by chance alone."""
    expected = n * (1 - float(get("confidence_level").value))
    key = "under_one" if expected < 1 else "about_one" if round(expected) == 1 else "about"
    return words[key].format(n=number(expected, 0, language=language))


def _became(find: Find, code: str, point: TimePoint) -> Standing:
    """Higher is better, whichever way the scale runs."""
    key = {"measure": code, "time_point": str(point), "scope": _NATION}
    row = find(statistic=str(Statistic.CHANGE), **key)
    if row is None or row.hidden or not row.n:
        return Standing.UNKNOWN
    found = standing_from_zero(row.low, row.high, scale(code).decimals)
    if scale(code).direction is Direction.HIGHER_WORSE:
        turned = {Standing.HIGHER: Standing.LOWER, Standing.LOWER: Standing.HIGHER}
        return turned.get(found, found)
    return found


def _effect(find: Find, code: str, point: TimePoint) -> list[tuple[float, str, Any]]:
    if _became(find, code, point) is not Standing.HIGHER:
        return []
    key = {"measure": code, "time_point": str(point), "scope": _NATION}
    row = find(statistic=str(Statistic.EFFECT), **key)
    is_shown = row is not None and not row.hidden and row.estimate == row.estimate
    return [(abs(row.estimate), code, row)] if is_shown else []


def _improved(years: ClearedTable, noted: list[Any], language: str) -> Iterator[str]:
    find, seen = noting(finder(years))
    for code in HAD:
        row = find(measure=code, scope=_NATION, category="")
        if row is not None and not row.hidden and row.n:
            yield _WORDS[language]["improved"].format(
                label=read_measures()[code].label[language],
                count=of(row.numerator, row.denominator, language=language),
                share=percent(row.numerator, row.denominator, language=language),
            )
    noted += seen


def over_years(years: ClearedTable, noted: list[Any], language: str) -> Iterator[str]:
    """What has risen or fallen from the first year that is shown to the last."""
    words = _WORDS[language]
    find, seen = noting(finder(years))
    shares = [row.measure for row in years.rows if row.statistic == str(Statistic.SHARE)]
    spans = [
        span
        for code in dict.fromkeys(shares)
        if (span := span_of(find, code, by_end(years), str(Statistic.SHARE))) is not None
    ]
    noted += seen
    if not spans:
        yield words["one_year"]
        return
    moved = [_moved(first, last, words, language) for first, last in spans]
    parts = [part for part in moved if part]
    if parts:
        told = join_words(parts, language=language)
        yield words["moved" if len(parts) < len(spans) else "all_moved"].format(
            parts=told, n=spelled(len(spans), language)
        )
    else:
        first, last = (end(row[at].period for row in spans) for at, end in ((0, min), (1, max)))
        yield words["steady"].format(n=spelled(len(spans), language), start=first, end=last)


def _moved(first: Any, last: Any, words: dict[str, str], language: str) -> str:
    """Which way a share has gone; empty where it cannot be said to have gone any."""
    way = {Standing.HIGHER: "rose", Standing.LOWER: "fell"}.get(way_of(first, last), "")
    if not way:
        return ""
    told = [percent(row.numerator, row.denominator, language=language) for row in (first, last)]
    label = small(read_measures()[first.measure].label[language])
    return words[way].format(
        label=label, first=told[0], last=told[1], start=first.period, end=last.period
    )
