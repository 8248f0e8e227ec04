"""Measures quarter by quarter: the subject with its interval, the nation beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.contrasts import with_company
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.growing import Growing, growing_notes
from nrs_lib.figures.trend_drawing import Series, draw_series
from nrs_lib.figures.values import NATIONAL, OWN, Value, Values
from nrs_lib.figures.wording import (
    capital,
    figure_name,
    is_by_year,
    level,
    measure_of,
    phrases,
    small,
)
from nrs_lib.text import join_words, spelled

_MOST_NAMED = 2
"""Measures that a title names; of more it tells how many they are."""
_TEXT = {
    "sv": {
        "what": "{what} {steps} Blått: {own}, med {level} intervall som ljust band. Grått: riket.",
        "what_nation": "{what} {steps} Blått: riket, med {level} intervall som ljust band.",
        "rates": "Andel som svarat av dem som skulle ha svarat.",
        "rose": "{label} har ökat, från {first} till {last}",
        "fell": "{label} har minskat, från {first} till {last}",
        "steady": "{labels}: ingen säker förändring från första till sista av {n} kvartal",
        "steady_shown": "{labels}: ingen säker förändring från det första till det sista kvartal "
        "som visas",
        "steady_shown_years": "{labels}: ingen säker förändring från det första till det sista år "
        "som visas",
        "measures": "{n} mått",
        "few": "{labels}: för få svar eller patienter per kvartal för att visa utvecklingen",
        "gaps": "{n} av {of} kvartal visas inte för {who}: för få svar eller skyddade tal.",
        "gaps_all": "Inget av de {of} kvartalen visas för {who}: för få svar eller skyddade tal.",
        "gaps_all_years": "Inget av de {of} åren visas för {who}: för få svar eller skyddade tal.",
        "gaps_some": "Inte alla {of} kvartal visas för {who}: {parts}; svaren är för få eller "
        "talen skyddas.",
        "gaps_some_years": "Visas inte för {who}: {parts}; svaren är för få eller talen skyddas.",
        "year_of": "{years} ({labels})",
        "year_all": "{years} (alla mått)",
        "lacks": "{label} saknar {n}",
        "quarters": "Kvartal för kvartal; talen gäller det sista kvartal som visas.",
        "years": "År för år; talen gäller det sista år som visas.",
        "steady_years": "{labels}: ingen säker förändring från första till sista av {n} år",
        "few_years": "{labels}: för få år för att visa utvecklingen",
        "gaps_years": "{n} av dessa {of} år visas inte för {who}: för få svar eller skyddade tal.",
    },
    "en": {
        "what": "{what} {steps} Blue: {own}, with the {level} interval as a light band. "
        "Grey: the national figure.",
        "what_nation": "{what} {steps} Blue: the national figure, with the {level} interval "
        "as a light band.",
        "rates": "Share who responded, of those who should have.",
        "rose": "{label} has risen, from {first} to {last}",
        "fell": "{label} has fallen, from {first} to {last}",
        "steady": "{labels}: no clear change from the first to the last of {n} quarters",
        "steady_shown": "{labels}: no clear change from the first to the last quarter shown",
        "steady_shown_years": "{labels}: no clear change from the first to the last year shown",
        "measures": "{n} measures",
        "few": "{labels}: too few responses or patients per quarter to show a trend",
        "gaps": "Not shown for {who}, as responses are too few or numbers protected: {n} of {of} "
        "quarters.",
        "gaps_all": "None of the {of} quarters is shown for {who}: responses are too few or "
        "numbers protected.",
        "gaps_all_years": "None of the {of} years is shown for {who}: responses are too few or "
        "numbers protected.",
        "gaps_some": "Not all {of} quarters are shown for {who}, as responses are too few or "
        "numbers protected: {parts}.",
        "gaps_some_years": "Not shown for {who}, as responses are too few or numbers protected: "
        "{parts}.",
        "year_of": "{years} ({labels})",
        "year_all": "{years} (all measures)",
        "lacks": "{n} missing for {label}",
        "quarters": "Quarter by quarter; figures are for the last quarter shown.",
        "years": "Year by year; figures are for the last year shown.",
        "steady_years": "{labels}: no clear change from the first to the last of {n} years",
        "few_years": "{labels}: too few years to show a trend",
        "gaps_years": "Not shown for {who}, as responses are too few or numbers protected: {n} of "
        "these {of} years.",
    },
}


def draw_trend(
    cleared: ClearedTable,
    *,
    measures: Sequence[str],
    quarters: Sequence[str],
    name: str | None = None,
    own_name: str | None = None,
    growing: Growing | None = None,
    language: str = "sv",
) -> Stamped:
    """Draw measures over the quarters, one panel each.

    Parameters
    ----------
    cleared
        The section ``indicators``, or any with rows per quarter.
    quarters
        Codes such as ``2022Q3``, or of years such as ``2022``, oldest first. One that may not be
        shown leaves a gap.
    growing
        Codes of periods whose value may still change, by measure.
    """
    by_year = is_by_year(quarters)
    name = name or figure_name("years" if by_year else "trend", language)
    values = Values(cleared, name=name, language=language, own_name=own_name)
    text = phrases(_TEXT, language)
    if by_year:
        by_quarter = ("steady", "steady_shown", "few", "gaps", "gaps_all", "gaps_some")
        text |= {key: text[f"{key}_years"] for key in by_quarter}
        text["quarters"] = text["years"]
    series = [_series(values, code, tuple(quarters)) for code in measures]
    series = [one for one in series if any(v is not None for v in (*one.own, *one.nation))]
    # Where the one that it is about has no point, a note says so, and nobody's course is drawn.
    is_drawn = any(_shown(values, one) for one in series)
    rows = [
        data_row(
            values,
            value,
            label=one.measure.label[language],
            scope=scope,
            measure=one.measure,
            further={text["period"]: period_of(quarter).brief(language)},
        )
        for one in series
        for scope in (values.scopes if is_drawn else ())
        for quarter, value in zip(
            one.quarters, one.own if scope == OWN else one.nation, strict=True
        )
        if value is not None
    ]
    rates = all(code.startswith("response_") for code in measures)
    gaps = _notes(values, series, text)
    what = " ".join(gaps)
    if is_drawn:
        what = text["what" if values.has_own else "what_nation"].format(
            what=text["rates"] if rates else "",
            steps=text["quarters"],
            own=values.in_sentence(OWN),
            level=level(language),
        )
    return framed(
        values,
        name=name,
        finding=finding(values, series, text),
        what=what.strip(),
        sheets=[draw_series(values, series, narrow=narrow) for narrow in (False, True)]
        if is_drawn
        else (),
        rows=rows,
        words=told(rows),
        notes=[
            *growing_notes([one.measure.code for one in series], quarters, growing, language),
            *gaps,
        ]
        if is_drawn
        else (),
        texts=3,
    )


def _series(values: Values, code: str, quarters: tuple[str, ...]) -> Series:
    measure = measure_of(code)
    own, nation = (
        tuple(values.one(scope, code, measure.kind, period=quarter) for quarter in quarters)
        for scope in (OWN, NATIONAL)
    )
    return Series(measure, quarters, own, nation)


def _shown(values: Values, one: Series) -> list[Value]:
    mine = one.own if values.has_own else one.nation
    return [value for value in mine if value is not None and value.is_shown]


def finding(values: Values, series: Sequence[Series], text: Mapping[str, str]) -> str:
    """What has risen or fallen: first and last interval do not meet."""
    parts, judged, longest, is_whole = [], [], 0, True
    for one in series:
        shown = _shown(values, one)
        longest = max(longest, len(shown))
        known = [value for value in shown if value.has_interval]
        if len(known) < 2:
            continue
        judged.append(small(one.measure.label[values.language]))
        first, last = known[0], known[-1]
        mine = one.own if values.has_own else one.nation
        is_whole &= first is mine[0] and last is mine[-1]
        key = "rose" if last.low > first.high else "fell" if last.high < first.low else ""
        if key:
            ends = [with_company(end, one.measure, values.language) for end in (first, last)]
            parts.append(text[key].format(label=judged[-1], first=ends[0], last=ends[1]))
    if longest < 2:
        every = [small(one.measure.label[values.language]) for one in series]
        return capital(text["few"].format(labels=_named(every, values.language, text)))
    if not parts:
        steady = text["steady" if is_whole else "steady_shown"].format(
            labels=_named(judged, values.language, text), n=spelled(longest, values.language)
        )
        return capital(steady)
    return capital(join_words(parts, language=values.language))


def _named(labels: Sequence[str], language: str, text: Mapping[str, str]) -> str:
    """Whose course is told: by name, or how many they are where names would fill the title."""
    if len(labels) > _MOST_NAMED:
        return text["measures"].format(n=spelled(len(labels), language))
    return join_words(labels, language=language)


def _years_gone(values: Values, series: Sequence[Series], text: Mapping[str, str]) -> list[str]:
    """The years that are left out: of all charts by themselves, of some with which they are."""
    shown = [{value.period for value in _shown(values, one)} for one in series]
    told_of = []
    for year in series[0].quarters:
        without = [
            small(one.measure.label[values.language])
            for one, years in zip(series, shown, strict=True)
            if year not in years
        ]
        labels = join_words(without, language=values.language)
        if len(without) == len(series) > 1:
            told_of.append(text["year_all"].format(years=year))
        elif len(series) == 1 and without:
            told_of.append(year)
        elif without:
            told_of.append(text["year_of"].format(years=year, labels=labels))
    return told_of


def _notes(values: Values, series: Sequence[Series], text: Mapping[str, str]) -> list[str]:
    """How many quarters are left out: in all charts alike, or in which of them."""
    lacking = [(one, len(one.quarters) - len(_shown(values, one))) for one in series]
    gone = sorted({n for _, n in lacking})
    if not any(gone):
        return []
    who = values.in_sentence(values.subject)
    n_quarters = len(series[0].quarters)
    key = "gaps_some" if len(gone) > 1 else "gaps_all" if gone[0] == n_quarters else "gaps"
    of = spelled(n_quarters, values.language) if key == "gaps_all" else n_quarters
    parts = [
        text["lacks"].format(label=small(one.measure.label[values.language]), n=n)
        for one, n in lacking
        if n
    ]
    if is_by_year(series[0].quarters):
        parts = _years_gone(values, series, text)
    told_parts = join_words(parts, language=values.language)
    gaps = text[key].format(n=gone[-1], of=of, who=who, parts=told_parts)
    return [f"{gaps} {text['help'].format(n=values.least(values.subject))}"]
