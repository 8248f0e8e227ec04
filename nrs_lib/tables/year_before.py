"""A register's year held against the year before: what has moved, and what may lie behind.

Every judgement rests on the interval of a difference, worked out from the two intervals that are
shown, so that nothing is told that the numbers on the page do not give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.chance import by_chance
from nrs_lib.disclosure.rounding import difference_between, standing_between
from nrs_lib.disclosure.standing import Standing
from nrs_lib.tables.cells import Find, by_end, finder, level, noting
from nrs_lib.tables.lead import RESPONSES, SAID, is_shown, share_words
from nrs_lib.tables.sentences import capital, small
from nrs_lib.tables.units_apart import HAD
from nrs_lib.terms import Scope
from nrs_lib.text import change, change_interval, count, join_words, number, spelled

OUTCOMES = (*HAD, SAID)
COUNTED = ("first_visits", "programme_discharges")
WAIT, ENDED = "wait_to_programme", "programme_discharges"
_WORDS = {
    "sv": {
        "no_year": "Det finns inget tidigare år att jämföra {year} med",
        "more": "{label}: {n}, fler än {before} ({then})",
        "fewer": "{label}: {n}, färre än {before} ({then})",
        "as_many": "{label}: {n}, lika många som {before}",
        "higher": "{label}: säkert högre andel än {before}, {now} mot {then}, {apart} "
        "procentenheter ({level}-intervall {span})",
        "lower": "{label}: säkert lägre andel än {before}, {now} mot {then}, {apart} "
        "procentenheter ({level}-intervall {span})",
        "none": "Inget av måtten skiljer sig säkert från {before}",
        "alike": "Ingen säker ändring sedan {before}, i procentenheter med {level}-intervall: "
        "{labels}",
        "one_alike": "{label} {apart} ({span})",
        "counted_before": "Skillnader är räknade innan andelarna avrundats till hela procent",
        "chance": "Av {n} jämförelser väntas omkring {k} skilja sig av slump, så en ensam "
        "skillnad är skäl att se efter i nästa års rapport",
        "no_chance": "Av {n} jämförelser väntas omkring {k} skilja sig av slump",
        "rounded": "Antalen är avrundade till närmaste {base}, och intervallet för varje skillnad "
        "är så vitt att det gäller vilka antal som än avrundats; den som räknar på de tal som står "
        "här får ett snävare",
        "none_rounded": "Inget av måtten skiljer sig säkert från {before}, med intervall som är "
        "vidgade för att antalen är avrundade",
        "answered_alike": "Andelen som svarat vid avslut går inte att skilja från den {before}, "
        "men vilka som svarat kan ändå vara andra",
        "counted": "{label} är räknat för {now} patienter när {ended} program avslutades, mot "
        "{then} när {earlier} avslutades {before}",
        "answered_apart": "Andelen som svarat vid avslut har också ändrats, så skillnaden kan "
        "bero på vilka som svarar",
        "mix": "Åren är inte justerade för vilka patienterna är: kommer andra patienter än förr, "
        "kan det ensamt flytta ett resultat",
        "wait_longer": "Väntetiden till program är säkert längre: median {now} mot {then} dagar",
        "wait_shorter": "Väntetiden till program är säkert kortare: median {now} mot {then} dagar",
        "wait_alike": "Väntetiden till program, median {now} dagar, går inte att skilja från de "
        "{then} dagarna {before}",
    },
    "en": {
        "no_year": "There is no earlier year to compare {year} with",
        "more": "{label}: {n}, more than in {before} ({then})",
        "fewer": "{label}: {n}, fewer than in {before} ({then})",
        "as_many": "{label}: {n}, as many as in {before}",
        "higher": "{label}: a clearly higher share than in {before}, {now} against {then}, "
        "{apart} percentage points ({level} interval {span})",
        "lower": "{label}: a clearly lower share than in {before}, {now} against {then}, "
        "{apart} percentage points ({level} interval {span})",
        "none": "None of the measures clearly differs from {before}",
        "alike": "No clear change since {before}, in percentage points with {level} intervals: "
        "{labels}",
        "one_alike": "{label} {apart} ({span})",
        "counted_before": "Differences are computed before the shares are rounded to whole per "
        "cent",
        "chance": "Of {n} comparisons, about {k} would be expected to differ by chance, so a "
        "single difference is a reason to look again in next year's report",
        "no_chance": "Of {n} comparisons, about {k} would be expected to differ by chance",
        "rounded": "Counts are rounded to the nearest {base}, and the interval of each difference "
        "is wide enough to hold whatever the exact counts were; the numbers printed here give a "
        "narrower one",
        "none_rounded": "None of the measures clearly differs from {before}, with intervals "
        "widened because counts are rounded",
        "answered_alike": "The share who responded at discharge cannot be distinguished from "
        "that of {before}, but who they were may still have changed",
        "counted": "{label} is counted for {now} patients when {ended} programmes ended, against "
        "{then} when {earlier} ended in {before}",
        "answered_apart": "The share who responded at discharge has changed too, so the "
        "difference may come from who responds",
        "mix": "The years are not adjusted for who the patients are: a change in the mix of "
        "patients can by itself shift a result",
        "wait_longer": "The wait for a programme is clearly longer: median {now} against {then} "
        "days",
        "wait_shorter": "The wait for a programme is clearly shorter: median {now} against {then} "
        "days",
        "wait_alike": "The wait for a programme, median {now} days, cannot be distinguished from "
        "the {then} days of {before}",
    },
}


def write_year_before(years: ClearedTable, *, period: str, language: str = "sv") -> Stamped:
    """The year against the one before: volume, results, response and wait, each by its interval.

    Parameters
    ----------
    years
        The section ``years`` of an annual report.
    period
        Code of the year.
    """
    find, noted = noting(finder(years))
    told = paragraphs(find, period, before_of(years, period), base_of(years), language)
    parts = [list(part) for part in told]
    words = [" ".join(f"{capital(one)}." for one in part) for part in parts if part]
    return stamped(
        kind="text",
        name="year_before",
        html=str(Markup("").join(Markup("<p>{}</p>").format(part) for part in words)),
        plain="\n".join(words),
        cleared=[years],
        sentences=noted,
    )


def before_of(years: ClearedTable, period: str) -> str:
    """The last year before one that the section has; empty where there is none."""
    earlier = [code for code in by_end(years) if code < period and len(code) == len(period)]
    return earlier[-1] if earlier else ""


def base_of(cleared: ClearedTable) -> int:
    """What the counts of a table were rounded to; 1 where they are exact."""
    return cleared.record.used["limits"]["round_to"]


def paragraphs(
    find: Find, period: str, before: str, base: int, language: str
) -> Iterator[Iterator[str] | list[str]]:
    """Volume and wait; what has moved and what has not; what may lie behind."""
    if not before:
        yield [_WORDS[language]["no_year"].format(year=period)]
        return
    yield _volume(find, period, before, language)
    yield differences(find, period, before, base, language)
    yield _behind(find, period, before, base, language)


def difference(now: Any, then: Any, base: int) -> Standing:
    """How a number stands to that of another year; see `standing_between`."""
    if not (is_shown(now) and is_shown(then)):
        return Standing.UNKNOWN
    return standing_between(now, then, base)


def span_of(
    find: Find, code: str, periods: Sequence[str], statistic: str = ""
) -> tuple[Any, Any] | None:
    """A measure's first and last year that may be shown; None where there are not two."""
    key = {
        "measure": code,
        "scope": str(Scope.NATIONAL),
        "statistic": statistic or read_measures()[code].kind,
    }
    rows = [find(period=at, **key) for at in periods]
    shown = [row for row in rows if row is not None and not row.hidden and row.n]
    return (shown[0], shown[-1]) if len(shown) > 1 else None


def pair(find: Find, code: str, period: str, before: str) -> tuple[Any, Any]:
    """The nation's rows of a measure in a year and in the one before, where there are any."""
    key = {"measure": code, "scope": str(Scope.NATIONAL), "category": ""}
    return find(period=period, **key), find(period=before, **key)


def _volume(find: Find, period: str, before: str, language: str) -> Iterator[str]:
    words = _WORDS[language]
    for code in COUNTED:
        now, then = pair(find, code, period, before)
        if not (is_shown(now) and is_shown(then)):
            continue
        key = "as_many" if now.n == then.n else "more" if now.n > then.n else "fewer"
        yield words[key].format(
            label=read_measures()[code].label[language],
            n=count(now.n, language=language),
            then=count(then.n, language=language),
            before=before,
        )
    yield from _wait(find, period, before, language)


def _wait(find: Find, period: str, before: str, language: str) -> Iterator[str]:
    """Medians, whose difference has no interval here: said where their own do not meet."""
    now, then = pair(find, WAIT, period, before)
    if not (is_shown(now) and is_shown(then)):
        return
    place = difference(now, then, 1)
    key = {Standing.HIGHER: "longer", Standing.LOWER: "shorter"}.get(place, "alike")
    days = {
        name: number(row.estimate, read_measures()[WAIT].decimals, language=language)
        for name, row in (("now", now), ("then", then))
    }
    yield _WORDS[language][f"wait_{key}"].format(before=before, **days)


def since_before(years: ClearedTable, period: str, noted: list[Any], language: str) -> str:
    """What differs from the year before, in a sentence; empty where there is no such year."""
    find, seen = noting(finder(years))
    before = before_of(years, period)
    base = base_of(years)
    moved, alike = _judged(find, period, before, base, language) if before else ([], [])
    noted += seen
    if moved:
        return ". ".join(moved)
    key = "none_rounded" if base > 1 else "none"
    return _WORDS[language][key].format(before=before) if alike else ""


def _judged(
    find: Find, period: str, before: str, base: int, language: str
) -> tuple[list[str], list[str]]:
    """Sentences on the shares that differ from the year before, and labels of the others."""
    moved, alike = [], []
    for code in (*OUTCOMES, *RESPONSES):
        now, then = pair(find, code, period, before)
        place, label = difference(now, then, base), read_measures()[code].label[language]
        if place is Standing.UNKNOWN:
            continue
        apart = _apart(now, then, base, language)
        if place is Standing.ALIKE:
            told = _WORDS[language]["one_alike"]
            alike.append(told.format(label=small(label), **apart))
        else:
            shares = {"now": share_words(now, language), "then": share_words(then, language)}
            sentence = _WORDS[language][str(place)]
            moved.append(sentence.format(label=label, before=before, **shares, **apart))
    return moved, alike


def _apart(now: Any, then: Any, base: int, language: str) -> dict[str, str]:
    """A difference of shares in whole percentage points, as its verdict reads it."""
    points = [100 * value for value in difference_between(now, then, base)]
    span = change_interval(*points[1:], 0, language=language)
    apart = change(points[0], 0, language=language)
    return {"apart": apart, "span": span, "level": level(language)}


def differences(find: Find, period: str, before: str, base: int, language: str) -> Iterator[str]:
    """The results and responses that differ from the year before, and those of which none is."""
    words = _WORDS[language]
    moved, alike = _judged(find, period, before, base, language)
    n = len(moved) + len(alike)
    yield from moved
    if alike:
        labels = join_words(alike, language=language)
        yield words["alike"].format(labels=labels, before=before, level=level(language))
    if n:
        yield words["counted_before"]
    if n > 1:
        key = "chance" if moved else "no_chance"
        yield words[key].format(n=spelled(n, language), k=by_chance(n, language=language))
    if n and base > 1:
        yield words["rounded"].format(base=base)


def _behind(find: Find, period: str, before: str, base: int, language: str) -> Iterator[str]:
    """What may lie behind a result that has moved; nothing where none has."""
    words = _WORDS[language]
    places = [difference(*pair(find, code, period, before), base) for code in OUTCOMES]
    if not {Standing.HIGHER, Standing.LOWER} & set(places):
        return
    answered = difference(*pair(find, RESPONSES[0], period, before), base)
    if answered is not Standing.UNKNOWN:
        key = "alike" if answered is Standing.ALIKE else "apart"
        yield words[f"answered_{key}"].format(before=before)
    ended = pair(find, ENDED, period, before)
    for code, place in zip(OUTCOMES, places, strict=True):
        rows = pair(find, code, period, before)
        if place in (Standing.HIGHER, Standing.LOWER) and all(map(is_shown, ended)):
            now, then = (count(row.denominator, language=language) for row in rows)
            of_all = [count(row.n, language=language) for row in ended]
            yield words["counted"].format(
                label=read_measures()[code].label[language],
                **{"now": now, "then": then, "ended": of_all[0], "earlier": of_all[1]},
                before=before,
            )
    yield words["mix"]
