"""What a register's year shows, in computed sentences; nothing that an interval does not bear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.standing import Standing
from nrs_lib.tables.cells import by_end, finder, noting
from nrs_lib.tables.losses import conclusions
from nrs_lib.tables.scale_changes import NATION, held, of_scales
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.typesetting import typeset
from nrs_lib.tables.units_apart import HAD, units_apart_in_results
from nrs_lib.tables.year_before import base_of, difference, since_before, span_of
from nrs_lib.terms import Statistic
from nrs_lib.text import join_words, of, percent, spelled

_WORDS = {
    "sv": {
        "heading": "Vad rapporten visar",
        "change": "Förändring",
        "improved_head": "Förbättrade",
        "units": "Enheterna",
        "years": "Över åren",
        "firm": "Bortfallet",
        "improved": "{label}: {count} ({share}) vid avslut.",
        "rose": "{label} har ökat från {first} ({start}) till {last} ({end})",
        "fell": "{label} har minskat från {first} ({start}) till {last} ({end})",
        "steady": "Mellan {start} och {end}{others} har inget av de {n} mått som följs säkert ökat "
        "eller minskat.",
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
        "improved": "{label}: {count} ({share}) at discharge.",
        "rose": "{label} has risen from {first} ({start}) to {last} ({end})",
        "fell": "{label} has fallen from {first} ({start}) to {last} ({end})",
        "steady": "Between {start} and {end}{others} none of the {n} measures followed has clearly "
        "risen or fallen.",
        "moved": "{parts}. For the rest of the {n} measures followed, no change can be claimed.",
        "all_moved": "{parts}.",
        "one_year": "There is only one year to show, so no trend can be seen yet.",
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
        "units": units_apart_in_results(units, noted, language),
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


def _improved(years: ClearedTable, noted: list[Any], language: str) -> Iterator[str]:
    find, seen = noting(finder(years))
    for code in HAD:
        row = find(measure=code, scope=NATION, category="")
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
    base = base_of(years)
    moved = [_moved(first, last, base, words, language) for first, last in spans]
    parts = [part for part in moved if part]
    if parts:
        told = join_words(parts, language=language)
        yield words["moved" if len(parts) < len(spans) else "all_moved"].format(
            parts=told, n=spelled(len(spans), language)
        )
    else:
        first, last = (end(row[at].period for row in spans) for at, end in ((0, min), (1, max)))
        others = _other_spans(spans, (first, last), language)
        n = spelled(len(spans), language)
        yield words["steady"].format(n=n, start=first, end=last, others=others)


def _other_spans(spans: Sequence[Any], widest: tuple[str, str], language: str) -> str:
    """In brackets, the measures that are not shown in the first and the last of all years."""
    labels: dict[tuple[str, str], list[str]] = {}
    for first, last in spans:
        label = small(read_measures()[first.measure].label[language])
        labels.setdefault((first.period, last.period), []).append(label)
    labels.pop(widest, None)
    told = [
        f"{join_words(some, language=language)}: {start}–{end}"
        for (start, end), some in labels.items()
    ]
    return f" ({'; '.join(told)})" if told else ""


def _moved(first: Any, last: Any, base: int, words: dict[str, str], language: str) -> str:
    """Which way a share has gone; empty where it cannot be said to have gone any."""
    place = difference(last, first, base)
    way = {Standing.HIGHER: "rose", Standing.LOWER: "fell"}.get(place, "")
    if not way:
        return ""
    told = [percent(row.numerator, row.denominator, language=language) for row in (first, last)]
    label = small(read_measures()[first.measure].label[language])
    return words[way].format(
        label=label, first=told[0], last=told[1], start=first.period, end=last.period
    )
