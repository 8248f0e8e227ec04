"""Sick leave in sentences: what the numbers say, and what they cannot say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.sick_leave import read_sick_leave
from nrs_lib.disclosure import ClearedTable, Stamped, reason_words, stamped
from nrs_lib.disclosure.standing import Standing, standing_from_zero
from nrs_lib.tables.cells import Find, finder, level, noting
from nrs_lib.tables.empty import say_empty
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.sick_leave import (
    FOLLOWED,
    NET_DAYS,
    SHARES,
    STATES,
    YEARS,
    category_key,
    times_of,
    window_labels,
)
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import count, interval, join_words, number, of, percent

NOT_REACHED = "sick_leave_not_reached"
"""Name of the lead where nobody can be followed over time yet; the page says so once."""
NOT_FOLLOWED = "sick_leave_few"
"""Name of the lead where too few are followed to show any; the page tells no moves then."""
WITHOUT_DAYS = SHARES[0]
LATER = ("t2", "t3")
"""The times after the programme at which categories are shown."""
NOT_COUNTED = "sick_leave_not_counted"
"""Name of the lead where nothing is counted; the page then leaves out what would be empty."""
_WORDS = {
    "sv": {
        "nothing": "Inga tal om sjukskrivning för {period}",
        "no_numbers": "När registret har hämtat uppgifterna och angett när, får rapporten "
        "tal; ingen enhet behöver göra något. Registrets övriga rapporter berörs inte.",
        "nobody": "Inga program som går att räkna avslutades {period}: program räknas när både "
        "start och avslut är registrerade.",
        "nobody_help": "Avslutades något ändå? Kontrollera datumen i registret; då kommer talen "
        "med nästa datauttag. Annars säger rapporten för ett annat år mer.",
        "without": "Av de {n} patienter som följts hela tiden saknade {parts}.",
        "first": "{count} ({share}) sjukskrivning {when}",
        "part": "{count} ({share}) {when}",
        "hidden": "Hur många som var utan sjukskrivning visas inte ({reason}; tal visas från "
        "{n}). En längre period ger fler patienter.",
        "reached": "Program som avslutades till och med {year} kan följas hela tiden; rapporten om "
        "sjukskrivning för det året visar hur det gick.",
        "fewer": "{when}: i medeltal {days} färre nettodagar än året före start ({interval}).",
        "more": "{when}: i medeltal {days} fler nettodagar än året före start ({interval}).",
        "unsure": "Om nettodagarna blev fler eller färre {when} än året före start går inte att "
        "säga.",
        "span": "{level} intervall {low_high}, {n} patienter",
        "before": "Året före start hade {who} i medeltal {days} nettodagar ({interval}), och "
        "{share} ({of}) hade inga alls.",
        "before_nation": "I riket var det {days} nettodagar ({n} patienter).",
        "before_hidden": "Enhetens nettodagar året före start visas inte ({reason}; tal visas "
        "från {n}).",
        "unit": "enhetens patienter",
        "nation": "patienterna i riket",
        "early": "Data når ännu inte fram till {times} för alla vars program avslutades {period}. "
        "Det som saknas räknas inte som noll.",
    },
    "en": {
        "nothing": "No numbers on sick leave for {period}",
        "no_numbers": "Once the registry has fetched the data and stated when, the report "
        "will have numbers; no unit needs to do anything. The registry's other reports are "
        "not affected.",
        "nobody": "No programme that can be counted ended in {period}: a programme counts when "
        "both its start and its end are registered.",
        "nobody_help": "If one did end, check its dates in the registry; the numbers will "
        "then come with the next extract. Otherwise the report for another year says "
        "more.",
        "without": "Of the {n} patients followed throughout, {parts}.",
        "first": "{count} ({share}) had no sick leave {when}",
        "part": "{count} ({share}) {when}",
        "hidden": "How many were without sick leave is not shown ({reason}; at least {n} are "
        "needed). A longer period gives more patients.",
        "reached": "Programmes that ended in {year} or before can be followed throughout; the "
        "report on sick leave for that year shows how it went.",
        "fewer": "{when}: on average {days} fewer net days than in the year before start "
        "({interval}).",
        "more": "{when}: on average {days} more net days than in the year before start "
        "({interval}).",
        "unsure": "It cannot be said whether net days became more or fewer in the {when} "
        "than in the year before start.",
        "span": "{level} interval {low_high}, {n} patients",
        "before": "In the year before start, {who} had {days} net days on average "
        "({interval}), and {share} ({of}) had none at all.",
        "before_nation": "Nationally it was {days} net days ({n} patients).",
        "before_hidden": "The unit's net days in the year before start are not shown "
        "({reason}; at least {n} patients are needed).",
        "unit": "the unit's patients",
        "nation": "patients nationally",
        "early": "The data do not yet reach {times} for everyone whose programme ended in "
        "{period}. What is missing is not counted as zero.",
    },
}


def write_sick_leave_lead(
    followed: ClearedTable,
    days: ClearedTable,
    *,
    period_label: str,
    is_national: bool,
    fetched: Sequence[str] = (),
    name: str = "lead",
    language: str = "sv",
) -> Stamped:
    """What the numbers say, and nothing that their intervals do not bear.

    Parameters
    ----------
    followed, days
        The sections of those names. Where they tell nothing of the subject, the text says why
        and has the name `NOT_COUNTED`.
    is_national
        Whether the report is about the nation, and not about a unit.
    fetched
        Days on which periods were fetched: which year can be followed, where a time is not.
    name
        Of the text, where it tells numbers.
    """
    text = _WORDS[language]
    refused = [one for one in days.cautions if one.severity == "refused"]
    mine = str(Scope.NATIONAL if is_national else Scope.OWN)
    heading = text["nothing"].format(period=period_label)
    nothing = {"name": NOT_COUNTED, "cleared": [followed, days]}
    if refused:
        why = " ".join(one.sentence(language) for one in refused)
        return say_empty(heading, why, text["no_numbers"], **nothing)
    if not (days.table["scope"] == mine).any():
        why = text["nobody"].format(period=period_label)
        return say_empty(heading, why, text["nobody_help"], **nothing)
    find, noted = noting(finder(followed + days))
    record = followed.record
    least = record.min_n if is_national else record.min_n_own
    times = times_of(followed)
    told = list(_told(find, times, mine, period_label, language, least=least))
    if fetched and set(LATER) - set(times):
        told.append(text["reached"].format(year=_last_followed(max(fetched))))
    own = [row.hidden for row in followed.rows if (row.scope, row.measure) == (mine, FOLLOWED)]
    is_hidden = not is_national and all(own)
    words = " ".join(told)
    return stamped(
        kind="text",
        name=(NOT_FOLLOWED if is_hidden else name) if times else NOT_REACHED,
        html=str(Markup('<p class="nrs-lead">{}</p>').format(words)),
        plain=words,
        cleared=[followed, days],
        sentences=noted,
    )


def _last_followed(fetched: str) -> int:
    """The last year whose programmes are all followed to the end of the last window."""
    last = max(window.last for window in read_sick_leave().window_set(YEARS).windows)
    # The day after the last that is reached is the first of a year, or within one.
    return (dt.date.fromisoformat(fetched) - dt.timedelta(days=last - 1)).year - 1


def _told(
    find: Find,
    times: Sequence[str],
    mine: str,
    period_label: str,
    language: str,
    *,
    least: int,
) -> Iterator[str]:
    text, when = _WORDS[language], window_labels(STATES, language)
    if times:
        yield _without(find, times, mine, language, least=least)
    else:
        yield from _before(find, mine, language, least=least)
    yield from _years(find, mine, language)
    late = [small(label) for code, label in when.items() if code in LATER and code not in times]
    if late:
        told = _listed(late, language)
        yield text["early"].format(times=told, period=period_label)


def _listed(labels: Sequence[str], language: str) -> str:
    """Labels in a row; the words that all of them end with are told once."""
    words, ending = [label.split() for label in labels], []
    while len(words) > 1 and min(map(len, words)) > 1 and len({one[-1] for one in words}) == 1:
        ending.insert(0, words[0][-1])
        words = [one[:-1] for one in words]
    told = join_words([" ".join(one) for one in words], language=language)
    return " ".join([told, *ending])


def _before(find: Find, mine: str, language: str, *, least: int) -> Iterator[str]:
    """The year before start: what is known where nobody can be followed after the programme."""
    text, first = _WORDS[language], next(iter(window_labels(YEARS, language)))

    def shown(measure: str, statistic: Statistic, scope: str) -> Any | None:
        return find(measure=measure, statistic=str(statistic), time_point=first, scope=scope)

    row = shown(NET_DAYS, Statistic.MEAN, mine)
    none = shown(WITHOUT_DAYS, Statistic.SHARE, mine)
    if row is None or none is None:
        return
    is_unit = mine == str(Scope.OWN)
    if row.hidden or none.hidden:
        reason = reason_words(row.hidden or none.hidden, NET_DAYS, language)
        if is_unit:
            n = number(least, language=language)
            yield text["before_hidden"].format(reason=reason, n=n)
    else:
        yield text["before"].format(
            who=text["unit" if is_unit else "nation"],
            days=number(row.estimate, 0, language=language),
            interval=_span(row.low, row.high, row.n, language),
            share=percent(none.numerator, none.denominator, language=language),
            of=of(none.numerator, none.denominator, language=language),
        )
    nation = shown(NET_DAYS, Statistic.MEAN, str(Scope.NATIONAL)) if is_unit else None
    if nation is not None and not nation.hidden:
        yield text["before_nation"].format(
            days=number(nation.estimate, 0, language=language),
            n=count(nation.n, language=language),
        )


def _span(low: float, high: float, n: int, language: str) -> str:
    return _WORDS[language]["span"].format(
        level=level(language),
        low_high=interval(low, high, 0, language=language),
        n=count(n, language=language),
    )


def _without(find: Find, times: Sequence[str], mine: str, language: str, *, least: int) -> str:
    text, when = _WORDS[language], window_labels(STATES, language)
    rows = [
        find(
            measure=FOLLOWED,
            scope=mine,
            category=category_key(len(times), **{f"at{place}": "none"}),
        )
        for place in range(len(times))
    ]
    hidden = [row for row in rows if row.hidden]
    if hidden:
        reason = reason_words(hidden[0].hidden, FOLLOWED, language)
        return text["hidden"].format(reason=reason, n=number(least, language=language))
    parts = [
        text["part" if place else "first"].format(
            count=count(row.numerator, language=language),
            share=percent(row.numerator, row.denominator, language=language),
            when=small(when[time]),
        )
        for place, (row, time) in enumerate(zip(rows, times, strict=True))
    ]
    n = count(rows[0].denominator, language=language)
    return text["without"].format(n=n, parts=join_words(parts, language=language))


def _years(find: Find, mine: str, language: str) -> Iterator[str]:
    """What changed since the year before start; of the years of which nothing can be said, once."""
    text, unsure = _WORDS[language], []
    for code, label in list(window_labels(YEARS, language).items())[1:]:
        row = find(measure=NET_DAYS, statistic=str(Statistic.CHANGE), time_point=code, scope=mine)
        if row is None or row.hidden or not row.n:
            continue
        if standing_from_zero(row.low, row.high, 0) in (Standing.HIGHER, Standing.LOWER):
            yield changed(row, label, language)
        else:
            unsure.append(small(label))
    if unsure:
        yield text["unsure"].format(when=_listed(unsure, language))


def changed(row: Any, label: str, language: str) -> str:
    """A change in words: which way only where the interval lies on one side of zero.

    The interval is told in the words' own direction, for fewer days are no minus.
    """
    text = _WORDS[language]
    standing = standing_from_zero(row.low, row.high, 0)
    if standing not in (Standing.HIGHER, Standing.LOWER):
        return text["unsure"].format(when=small(label))
    is_more = standing is Standing.HIGHER
    low, high = (row.low, row.high) if is_more else (-row.high, -row.low)
    span = _span(low, high, row.n, language)
    days = number(abs(row.estimate), 0, language=language)
    return text["more" if is_more else "fewer"].format(
        when=capital(label), days=days, interval=span
    )
