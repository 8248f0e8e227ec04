"""The ways in which a year's measures are judged, and why they may say different things.

A measure is held against the year before, from the first year to the last, and in a control
chart. Each asks something else, so one may find what another does not; a reader who meets all
three is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.disclosure.rounding import points_off
from nrs_lib.disclosure.standing import Standing
from nrs_lib.tables.cells import by_end, finder, noting
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.year_before import base_of, before_of, difference, pair, span_of
from nrs_lib.terms import Statistic
from nrs_lib.text import join_words, quoted, spelled

_BEYOND = {
    "improving": "beyond",
    "concerning": "beyond",
    "special_cause": "beyond",
    "common_cause": "within",
}
_WORDS = {
    "sv": {
        "intro": "Måtten bedöms på tre sätt, som frågar efter olika saker. Ett år mot året före: "
        "ligger intervallet för skillnaden (Newcombes) helt på ena sidan om noll (för medianer: "
        "går de två intervallen isär)? Det första året som visas mot det sista: går de två "
        "intervallen isär? Styrdiagrammet: går talen utanför vad de brukar röra sig inom av "
        "slump, eller åt ett håll länge?",
        "same": "Här säger de tre sätten inte emot varandra för något mått.",
        "earlier": "Det gäller diagrammen som de ser ut nu; tidigare mer än slump: {labels}.",
        "differ": "{label}: {parts}.",
        "year_higher": "säkert högre än {before}",
        "year_lower": "säkert lägre än {before}",
        "year_alike": "inte säkert skilt från {before}",
        "years_higher": "säkert högre än {first}",
        "years_lower": "säkert lägre än {first}",
        "years_alike": "inte säkert skilt från {first}",
        "chart_beyond": "mer än slump i styrdiagrammet",
        "chart_within": "inget utöver slump i styrdiagrammet",
        "but": "{some}, men {last}",
        "why": "Det är ingen motsägelse. Två år kan skilja sig från varandra utan att något av "
        "dem ligger utanför vad talet brukar röra sig inom, och en långsam ändring kan synas i "
        "en rad av kvartal men inte mellan två år. En skillnad som bara ett sätt finner är skäl "
        "att se efter igen nästa år.",
        "elsewhere": "{labels} jämförs mellan åren men har inget styrdiagram här.",
        "rounded": "Styrdiagrammens punkter är räknade på antal som är avrundade till närmaste "
        "{base}.{off} Ett diagram över de exakta antalen kan ge en annan bedömning.",
        "off": " Där antalen är minst kan en andel därför ligga upp till {points} procentenheter "
        "för högt eller för lågt.",
        "off_one": " En andel kan därför ligga upp till en procentenhet för högt eller för lågt.",
    },
    "en": {
        "intro": "Measures are judged in three ways, which ask different questions. A year "
        "against the one before: does the interval of the difference (Newcombe's) lie wholly on "
        "one side of zero (for medians: do the two intervals stay apart)? The first year shown "
        "against the last: do the two intervals stay apart? The control chart: do the numbers go "
        "beyond their usual chance variation, or in one direction for long?",
        "same": "Here the three ways do not contradict each other for any measure.",
        "earlier": "That holds for the charts as they stand now; earlier beyond chance: {labels}.",
        "differ": "{label}: {parts}.",
        "year_higher": "clearly higher than in {before}",
        "year_lower": "clearly lower than in {before}",
        "year_alike": "not clearly different from {before}",
        "years_higher": "clearly higher than in {first}",
        "years_lower": "clearly lower than in {first}",
        "years_alike": "not clearly different from {first}",
        "chart_beyond": "beyond chance in the control chart",
        "chart_within": "nothing beyond chance in the control chart",
        "but": "{some}, but {last}",
        "why": "That is no contradiction. Two years can differ from each other without "
        "either lying outside the number's usual variation, and a slow change can be "
        "seen in a run of quarters but not between two years. A difference found in only "
        "one of the ways is a reason to look again next year.",
        "elsewhere": "{labels} {are} compared between years but not charted here.",
        "rounded": "The points of the control charts are calculated from counts rounded to "
        "the nearest {base}.{off} Charts of the exact counts may be judged differently.",
        "off": " Where counts are smallest, a share may therefore lie up to {points} percentage "
        "points too high or too low.",
        "off_one": " A share may therefore lie up to one percentage point too high or too low.",
    },
}


def write_judgements(
    years: ClearedTable,
    charts: Mapping[str, ClearedChart],
    *,
    period: str,
    language: str = "sv",
) -> Stamped:
    """How the measures in the control charts are judged, and where the ways differ.

    Parameters
    ----------
    years
        The section ``years`` of an annual report.
    charts
        By code of the measure.
    period
        Code of the year.
    """
    words, noted = _WORDS[language], []
    differ = [
        words["differ"].format(label=capital(read_measures()[code].label[language]), parts=told)
        for code, chart in charts.items()
        if (told := _apart(years, code, chart, period, noted, language))
    ]
    same = [] if differ else [words["same"], *_earlier(charts, language)]
    told = [" ".join([words["intro"], *same])]
    told += [" ".join([*differ, words["why"]])] if differ else []
    if others := _uncharted(years, charts, language):
        labels = join_words(others, language=language)
        are = "is" if len(others) == 1 else "are"
        told.append(words["elsewhere"].format(labels=labels, are=are))
    base = max((base_of(chart.cleared) for chart in charts.values()), default=1)
    if base > 1:
        told.append(words["rounded"].format(base=base, off=_off(charts, base, language)))
    return stamped(
        kind="text",
        name="judgements",
        html=str(Markup("").join(Markup("<p>{}</p>").format(part) for part in told)),
        plain="\n".join(told),
        cleared=[years, *(chart.cleared for chart in charts.values())],
        sentences=noted,
    )


def _uncharted(years: ClearedTable, charts: Mapping[str, ClearedChart], language: str) -> list[str]:
    """The shares that the years show and no chart does."""
    shares = [row.measure for row in years.rows if row.statistic == str(Statistic.SHARE)]
    others = [code for code in dict.fromkeys(shares) if code not in charts]
    return [quoted(read_measures()[code].label[language], language) for code in others]


def _earlier(charts: Mapping[str, ClearedChart], language: str) -> list[str]:
    """One sentence on the charts that were beyond chance and are not now; empty without any."""
    labels = [
        quoted(read_measures()[code].label[language], language)
        for code, chart in charts.items()
        if chart.chart.signals and _BEYOND.get(str(chart.chart.variation)) == "within"
    ]
    told = _WORDS[language]["earlier"].format(labels=join_words(labels, language=language))
    return [told] if labels else []


def _off(charts: Mapping[str, ClearedChart], base: int, language: str) -> str:
    """How far rounding may move a point; empty where no chart is of shares."""
    counts = [
        (int(row.numerator), int(row.denominator))
        for chart in charts.values()
        for row in chart.cleared.rows
        if row.statistic == str(Statistic.SHARE) and not row.hidden and row.denominator
    ]
    points = points_off(counts, base)
    key = "off_one" if points == 1 else "off"
    return _WORDS[language][key].format(points=spelled(points, language)) if points else ""


def _apart(
    years: ClearedTable,
    code: str,
    chart: ClearedChart,
    period: str,
    noted: list[Any],
    language: str,
) -> str:
    """What each way says of a measure, where one finds what another does not; else empty."""
    found = dict(_ways(years, code, period, noted, language))
    variation = _BEYOND.get(str(chart.chart.variation))
    if variation:
        found[_WORDS[language][f"chart_{variation}"]] = variation == "beyond"
    if len(set(found.values())) < 2:
        return ""
    moved = [words for words, is_moved in found.items() if is_moved]
    steady = [words for words, is_moved in found.items() if not is_moved]
    some, last = (small(join_words(part, language=language)) for part in (moved, steady))
    return _WORDS[language]["but"].format(some=some, last=last)


def _ways(
    years: ClearedTable, code: str, period: str, noted: list[Any], language: str
) -> Iterator[tuple[str, bool]]:
    """What the year before, and the first year, say in words, and whether it is a change."""
    words = _WORDS[language]
    find, seen = noting(finder(years))
    before = before_of(years, period)
    places: dict[str, Standing] = {}
    if before:
        ends = pair(find, code, period, before)
        places["year"] = difference(*ends, base_of(years))
    span = span_of(find, code, by_end(years))
    # Where there are two years alone, they are those of the other way.
    if span is not None and span[0].period not in (before, period):
        places["years"] = difference(*reversed(span), base_of(years))
    noted += seen
    for way, place in places.items():
        if place is not Standing.UNKNOWN:
            first = span[0].period if span is not None else ""
            yield (
                words[f"{way}_{place}"].format(before=before, first=first),
                (place is not Standing.ALIKE),
            )
