"""Measures quarter by quarter: the subject with its interval, the nation beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Stamped
from nrs_lib.disclosure.rounding import standing_between
from nrs_lib.disclosure.standing import Standing
from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.contrasts import with_company
from nrs_lib.figures.data_rows import data_row, told
from nrs_lib.figures.frame import framed
from nrs_lib.figures.growing import Growing, growing_notes
from nrs_lib.figures.trend_drawing import Series, draw_series
from nrs_lib.figures.trend_words import TEXT
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
    text = phrases(TEXT, language)
    if by_year:
        by_quarter = ("few", "gaps", "gaps_all", "gaps_some")
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
    rates = _are_rates(measures)
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
        finding=(finding if by_year else last_shown)(values, series, text),
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
    """Which measures have risen or fallen from the first year shown to the last."""
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
        way = standing_between(last, first, values.rounded_to)
        key = {Standing.HIGHER: "rose", Standing.LOWER: "fell"}.get(way, "")
        if key:
            ends = [with_company(end, one.measure, values.language) for end in (first, last)]
            parts.append(text[key].format(label=judged[-1], first=ends[0], last=ends[1]))
    if longest < 2:
        return _too_few(values, series, text)
    if not parts:
        steady = text["steady_years" if is_whole else "steady_shown_years"].format(
            labels=_named(judged, values.language, text), n=spelled(longest, values.language)
        )
        return capital(steady)
    return capital(join_words(parts, language=values.language))


def last_shown(values: Values, series: Sequence[Series], text: Mapping[str, str]) -> str:
    """Each measure in the last quarter shown.

    Whether it has changed is for a control chart to say: of twelve quarters the first and the
    last are two of many, and what chance gives would be told as a course.
    """
    language = values.language
    shown = [(one, mine) for one in series if len(mine := _shown(values, one)) > 1]
    if not shown:
        return _too_few(values, series, text)
    parts = [
        f"{small(one.measure.label[language])} {with_company(mine[-1], one.measure, language)}"
        for one, mine in shown
    ]
    told = join_words(parts, language=language)
    last = {mine[-1].period for _, mine in shown}
    if len(last) > 1:
        return text["last"].format(parts=told)
    return text["last_in"].format(period=capital(period_of(last.pop()).label(language)), parts=told)


def _too_few(values: Values, series: Sequence[Series], text: Mapping[str, str]) -> str:
    every = [small(one.measure.label[values.language]) for one in series]
    return capital(text["few"].format(labels=_named(every, values.language, text)))


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
    by_year = is_by_year(series[0].quarters)
    key = "gaps_some" if len(gone) > 1 else "gaps_all" if gone[0] == n_quarters else "gaps"
    # The quarters may be others in each chart, so that together more than these are missing.
    if key == "gaps" and len(series) > 1 and not by_year:
        key = "gaps_each"
    of = spelled(n_quarters, values.language) if key == "gaps_all" else n_quarters
    parts = [
        text["lacks"].format(label=small(one.measure.label[values.language]), n=n)
        for one, n in lacking
        if n
    ]
    if by_year:
        parts = _years_gone(values, series, text)
    told_parts = join_words(parts, language=values.language)
    rates = _are_rates(one.measure.code for one in series)
    few = text["few_asked" if rates else "few_answers"]
    gaps = text[key].format(n=gone[-1], of=of, who=who, parts=told_parts, few=few)
    least = text["least_asked" if rates and not by_year else "help"]
    return [f"{gaps} {least.format(n=values.least(values.subject))}"]


def _are_rates(measures: Iterable[str]) -> bool:
    """Whether all are shares who responded: people who did not are behind them too."""
    return all(code.startswith("response_") for code in measures)
