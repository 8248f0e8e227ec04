"""What a page says before it shows: at most four computed sentences.

Every sentence is put together from cleared rows, and words that compare come from one table
of verbs keyed by `standing`. Where an interval covers the nation's value nothing but "cannot
be told from the nation" can be said.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import REASONS, ClearedTable, Stamped, stamped
from nrs_lib.tables.cells import Find, by_end, finder, has_own, noting
from nrs_lib.tables.responses import is_low_response, low_response_words
from nrs_lib.tables.sentences import VERBS, capital, phrase, small
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.tables.units_apart import HAD, units_apart_in_results
from nrs_lib.terms import Direction, Scope, Statistic
from nrs_lib.text import count, join_words, number, of, percent, spelled

SAID = "handles_life_better"
RESPONSES = ("response_discharge", "response_12m")
WAIT = "wait_to_programme"
COMPARED = (*HAD, SAID, *RESPONSES, WAIT)
_WITH_VALUES = 2


def current(cleared: ClearedTable) -> ClearedTable:
    """The rows of the report's period, leaving out the quarters that lead up to it.

    It is the last to end, and longer than any quarter that ends with it.
    """
    periods = by_end(cleared)
    return cleared.where(period=periods[-1]) if periods else cleared


def write_lead(
    cleared: ClearedTable,
    *,
    period_label: str,
    subject_label: str,
    units: ClearedTable | None = None,
    language: str = "sv",
) -> Stamped:
    """At most four sentences: what is so, how it stands to the nation, what to look at.

    Parameters
    ----------
    cleared
        The section ``indicators``, with ``flow`` added for how many answered where too few did.
    period_label, subject_label
        The period and the unit (or the nation) in words.
    units
        In a national report the section ``units``, for how units stand to the nation.
    """
    rows = current(cleared)
    find, noted = noting(finder(rows))
    mine = str(Scope.OWN if has_own(cleared) else Scope.NATIONAL)
    so = _what_is_so(find, mine, period_label, language)
    sentences = [so or _why_not(find, rows, mine, period_label, language)]
    if so:
        sentences.append(
            against_nation(find, subject_label, language)
            if has_own(cleared)
            else "; ".join(units_apart_in_results(units, noted, language, within=period_label))
            if units
            else ""
        )
        sentences += look_at(find, mine, language, least=least_shown(rows, mine))
    told = [f"{capital(sentence)}." for sentence in sentences if sentence]
    return stamped(
        kind="text",
        name="lead",
        html=str(Markup('<p class="nrs-lead">{}</p>').format(" ".join(told))),
        plain=" ".join(told),
        cleared=[cleared] if units is None else [cleared, units],
        sentences=noted,
    )


def share_words(row: Any, language: str) -> str:
    """Numerator of denominator, and the per cent."""
    numbers = of(row.numerator, row.denominator, language=language)
    return f"{numbers} ({percent(row.numerator, row.denominator, language=language)})"


def is_shown(row: Any) -> bool:
    """Whether there is such a row, not hidden and of somebody."""
    return row is not None and not row.hidden and bool(row.n > 0)


def indicator(find: Find, measure: str, scope: str) -> Any:
    """One indicator's row."""
    return find(measure=measure, scope=scope, category="")


def least_shown(rows: ClearedTable, mine: str) -> int:
    """Fewest answers behind a result that is shown."""
    return rows.record.min_n_own if mine == Scope.OWN else rows.record.min_n


def _what_is_so(find: Find, mine: str, period: str, language: str) -> str:
    had = [(code, indicator(find, code, mine)) for code in HAD]
    parts = [
        phrase(
            "had_part",
            language,
            count=share_words(row, language),
            label=small(read_measures()[code].label[language]),
        )
        for code, row in had
        if is_shown(row)
    ]
    said = indicator(find, SAID, mine)
    if not parts:
        if not is_shown(said):
            return ""
        return phrase("said_alone", language, period=period, count=share_words(said, language))
    sentence = phrase("had", language, period=period, parts=join_words(parts, language=language))
    if not is_shown(said):
        return sentence
    return f"{sentence}; {phrase('said', language, count=share_words(said, language))}"


def _why_not(find: Find, rows: ClearedTable, mine: str, period: str, language: str) -> str:
    limit = count(least_shown(rows, mine), language=language)
    reasons = {row.hidden for row in rows.matching(measure=[*HAD, SAID], scope=mine)} - {""}
    if reasons and "few" not in reasons:
        words = join_words([REASONS[r][language] for r in sorted(reasons)], language=language)
        return phrase("hidden", language, period=period, reason=words)
    paired = find(measure="flow_discharge", category="paired", scope=mine)
    if paired is None or paired.hidden:
        return phrase("too_few", language, period=period, limit=limit)
    n = count(paired.n, language=language)
    return phrase("too_few_counted", language, period=period, n=n, limit=limit)


def _value(row: Any, language: str) -> str:
    if row.statistic == Statistic.SHARE:
        # Inside parentheses already, so without a pair of its own.
        share = percent(row.numerator, row.denominator, language=language)
        return f"{share}, {of(row.numerator, row.denominator, language=language)}"
    measure = read_measures()[row.measure]
    return f"{number(row.estimate, measure.decimals, language=language)} {measure.unit[language]}"


def against_nation(find: Find, subject: str, language: str) -> str:
    """Which measures lie apart from the nation, as far as their intervals bear it.

    All of them are named, the first with their values. What could not be compared is counted
    neither among those that differ nor among those that do not.
    """
    places = {
        code: standing(
            indicator(find, code, str(Scope.OWN)), indicator(find, code, str(Scope.NATIONAL))
        )
        for code in COMPARED
    }
    known = [code for code, place in places.items() if place is not Standing.UNKNOWN]
    differing = [code for code in known if places[code] is not Standing.ALIKE]
    if not known:
        return phrase("not_compared", language)
    if not differing:
        key = "all_alike" if len(known) > 1 else "one_alike"
        return phrase(key, language, subject=subject, n=spelled(len(known), language))
    told = [
        _difference(find, code, places[code], language, with_values=at < _WITH_VALUES)
        for at, code in enumerate(differing)
    ]
    rest = len(known) - len(differing)
    if rest:
        # Counted, as pages further on compare more than these.
        key = "rest_alike_one" if rest == 1 else "rest_alike_some"
        told.append(phrase(key, language, subject=subject, n=spelled(rest, language)))
    return "; ".join(told)


def _difference(find: Find, code: str, place: Standing, language: str, *, with_values: bool) -> str:
    own, national = (indicator(find, code, str(s)) for s in (Scope.OWN, Scope.NATIONAL))
    words = {
        "verb": VERBS[place, own.statistic][language],
        "label": small(read_measures()[code].label[language]),
        "did": phrase(f"did_{code.partition('_')[0]}", language) if code != WAIT else "",
    }
    if code in RESPONSES:
        words["label"] = phrase(code, language)
    key = f"differs_{own.statistic}"
    if not with_values:
        return phrase(key, language, **words, values="").strip()
    # The counts that the sentence before has told of the unit are not told again.
    is_told = code in (*HAD, SAID)
    told_own = percent(own.numerator, own.denominator, language=language) if is_told else ""
    values = phrase(
        "against",
        language,
        own=told_own or _value(own, language),
        national=_value(national, language),
    )
    told = phrase(key, language, **words, values=f"({values})")
    # One bracket with both: "(MPI) (mot 46 %)" reads as two names.
    return told.replace(") (", ", ")


def _worse(code: str, place: Standing) -> bool:
    worse = {Direction.HIGHER_BETTER: Standing.LOWER, Direction.HIGHER_WORSE: Standing.HIGHER}
    return place is worse.get(read_measures()[code].direction)


def look_at(find: Find, mine: str, language: str, *, least: int) -> list[str]:
    """What to look at: few who responded, else a measure behind; and few behind the numbers.

    ``least`` is the fewest answers behind a result that is shown.
    """
    uncertain = get("uncertain_below").value
    shown = [row for code in HAD if is_shown(row := indicator(find, code, mine))]
    is_few = bool(shown) and min(row.n for row in shown) < uncertain
    first = _low_response(find, mine, language, least=least) or _behind(find, mine, language)
    few = phrase("look_few", language, n=uncertain) if is_few else ""
    return [sentence for sentence in (first, few) if sentence]


def _low_response(find: Find, mine: str, language: str, *, least: int) -> str:
    responses = [(code, indicator(find, code, mine)) for code in RESPONSES]
    low = [
        (row.estimate, code, row)
        for code, row in responses
        # So few answers that none of their results is shown are told of whatever share they are.
        if is_shown(row) and (is_low_response(row) or row.numerator < least)
    ]
    if not low:
        return ""
    _, code, row = min(low, key=lambda part: part[0])
    # Of fewer answers than any result needs there is none that could apply to somebody.
    return phrase(
        "look_response" if row.numerator >= least else "look_unanswered",
        language,
        count=share_words(row, language),
        when=phrase(code, language),
        at=phrase(f"at_{code}", language),
        limit=low_response_words(language),
    )


def _behind(find: Find, mine: str, language: str) -> str:
    if mine != Scope.OWN:
        return ""
    for code in COMPARED:
        own, national = (indicator(find, code, str(s)) for s in (Scope.OWN, Scope.NATIONAL))
        if _worse(code, standing(own, national)):
            label = small(read_measures()[code].label[language])
            return phrase("look_measure", language, label=label)
    return ""
