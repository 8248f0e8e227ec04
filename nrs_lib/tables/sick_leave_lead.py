"""Sick leave in sentences: what the numbers say, and what they cannot say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape

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
    WINDOWS,
    YEARS,
    category_key,
    times_of,
    window_labels,
)
from nrs_lib.tables.sick_leave_lead_words import WORDS
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import (
    EN_DASH,
    change,
    change_interval,
    count,
    interval,
    join_words,
    number,
    of,
    percent,
    spelled,
)

NOT_REACHED = "sick_leave_not_reached"
"""Name of the lead where nobody can be followed over time yet; the page says so once."""
NOT_FOLLOWED = "sick_leave_few"
"""Name of the lead where too few are followed to show any; the page tells no moves then."""
WITHOUT_DAYS = SHARES[0]
THROUGHOUT = "throughout"
"""Category of the share who are followed, of all whose programme ended."""
_MONTH_DAYS = 365.25 / 12
_INTERVAL = re.compile(rf"[\d.,\u00a0]+{EN_DASH}[\d.,\u00a0]*\d")
LATER = ("t2", "t3")
"""The times after the programme at which categories are shown."""
NOT_COUNTED = "sick_leave_not_counted"
"""Name of the lead where nothing is counted; the page then leaves out what would be empty."""


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
    text = WORDS[language]
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
        html=str(Markup('<p class="nrs-lead">{}</p>').format(_whole(words))),
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
    text, when = WORDS[language], window_labels(STATES, language)
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
    text, first = WORDS[language], next(iter(window_labels(YEARS, language)))

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


def _span(
    low: float, high: float, n: int, language: str, write: Callable[..., str] = interval
) -> str:
    return WORDS[language]["span"].format(
        level=level(language),
        low_high=write(low, high, 0, language=language),
        n=count(n, language=language),
    )


def _without(find: Find, times: Sequence[str], mine: str, language: str, *, least: int) -> str:
    text, when = WORDS[language], window_labels(STATES, language)
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
    said = join_words(parts, language=language)
    told = {"n": n, "parts": said, "span": _over(times, language)}
    share = find(measure=WINDOWS, scope=mine, category=THROUGHOUT)
    if share is None or share.hidden or share.numerator == share.denominator:
        return text["without"].format(**told)
    every = count(share.denominator, language=language)
    return text["without_all"].format(**told, every=every)


def _over(times: Sequence[str], language: str) -> str:
    """How long each time's window is; nothing where they differ in length."""
    lengths = {
        round((one.last - one.first) / _MONTH_DAYS)
        for one in read_sick_leave().window_set(STATES).windows
        if one.code in times
    }
    if len(lengths) != 1:
        return ""
    return WORDS[language]["over"].format(months=spelled(lengths.pop(), language))


def _whole(words: str) -> Markup:
    """Sentences in which no line ends within an interval, where its dash would read as minus."""
    return Markup(_INTERVAL.sub(r'<span class="nrs-whole">\g<0></span>', str(escape(words))))


def _years(find: Find, mine: str, language: str) -> Iterator[str]:
    """What changed since the year before start; of the years of which nothing can be said, once."""
    unsure = []
    for code, label in list(window_labels(YEARS, language).items())[1:]:
        row = find(measure=NET_DAYS, statistic=str(Statistic.CHANGE), time_point=code, scope=mine)
        if row is None or row.hidden or not row.n:
            continue
        if standing_from_zero(row.low, row.high, 0) in (Standing.HIGHER, Standing.LOWER):
            yield changed(row, label, language)
        else:
            unsure.append((row, small(label)))
    if unsure:
        yield _unsure(unsure, language)


def _unsure(years: Sequence[tuple[Any, str]], language: str) -> str:
    """Years whose intervals bear neither way, with the numbers that a reader can see it by."""
    text = WORDS[language]
    changes = [
        text["unsure_change"].format(
            days=change(row.estimate, 0, language=language),
            interval=_span(row.low, row.high, row.n, language, write=change_interval),
        )
        for row, _ in years
    ]
    when = _listed([label for _, label in years], language)
    return text["unsure"].format(when=when, changes=join_words(changes, language=language))


def changed(row: Any, label: str, language: str) -> str:
    """A change in words: which way only where the interval lies on one side of zero.

    The interval is told in the words' own direction, for fewer days are no minus.
    """
    text = WORDS[language]
    standing = standing_from_zero(row.low, row.high, 0)
    if standing not in (Standing.HIGHER, Standing.LOWER):
        return _unsure([(row, small(label))], language)
    is_more = standing is Standing.HIGHER
    low, high = (row.low, row.high) if is_more else (-row.high, -row.low)
    span = _span(low, high, row.n, language)
    days = number(abs(row.estimate), 0, language=language)
    return text["more" if is_more else "fewer"].format(
        when=capital(label), days=days, interval=span
    )
