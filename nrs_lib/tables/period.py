"""Which period a report's numbers are for, and why it is longer than the one asked for."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from nrs_lib.disclosure import ClearedTable, Stamped, stamped
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import by_end, finder, noting
from nrs_lib.tables.done import done_in_words
from nrs_lib.tables.sentences import capital
from nrs_lib.tables.sick_leave import FOLLOWED, category_key, times_of
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import count, spelled

PERIOD, WITHOUT_RESULTS = "period", "period_without_results"
WITHOUT_PATIENTS = "period_without_patients"
"""Names of the text: where there are results, where too few answered for any, where nobody was."""
BESIDE = "period_beside"
"""Name of the text on the time over which units stand beside each other."""
_COUNTED = ("first_visits", "programme_discharges")
_WORDS = {
    "shown": {
        "sv": "Talen gäller {period} när inget annat sägs.",
        "en": "The numbers are for {period} unless stated otherwise.",
    },
    "ended": {
        "sv": "Talen gäller dem vars program avslutades {period}, varje patient en gång: deras "
        "sjukskrivning före programmet och efter det.",
        "en": "The numbers are for those whose programme ended in {period}, each patient "
        "counted once: their sick leave before the programme and after it.",
    },
    "ended_then": {
        "sv": "Talen gäller dem vars program avslutades då, varje patient en gång: deras "
        "sjukskrivning före programmet och efter det.",
        "en": "The numbers are for those whose programme ended then, each patient counted "
        "once: their sick leave before the programme and after it.",
    },
    "counted": {
        "sv": "{period} hade enheten {visits} och {ends}.",
        "en": "In {period} the unit had {visits} and {ends}.",
    },
    "uncounted": {
        "sv": "{period} hade enheten för få patienter för att visa hur många.",
        "en": "The unit had too few patients in {period} to say how many.",
    },
    "pooled": {
        "sv": "Svaren är för få för att visa både läget vid start och förändringen till avslut, "
        "som kräver svar vid båda tillfällena: vart och ett visas från {limit} svar. Därför visas "
        "{n} kvartal ({span}), både för enheten och för riket.",
        "en": "Responses are too few to show both baseline values and change to discharge, which "
        "takes responses at both: each needs at least {limit}. Therefore {n} quarters are "
        "shown ({span}), both for the unit and nationally.",
    },
    "pooled_nobody": {
        "sv": "Därför visas {n} kvartal ({span}), både för enheten och för riket.",
        "en": "Therefore {n} quarters are shown ({span}), both for the unit and nationally.",
    },
    "followed": {
        "sv": "Färre än {limit} av enhetens patienter {asked} kan räknas, och tal visas från "
        "{limit}. Därför visas {n} kvartal ({span}), både för enheten och för riket.",
        "en": "Fewer than {limit} of the unit's patients in {asked} can be counted, and numbers "
        "need at least {limit}. Therefore {n} quarters are shown ({span}), both for the unit and "
        "nationally.",
    },
    "few": {
        "sv": "Inte heller {n} kvartal ({span}) ger tillräckligt med svar: resultat visas från "
        "{limit} svar. Rapporten visar därför bara antalet patienter och hur många som svarat.",
        "en": "Even {n} quarters ({span}) do not give enough responses: results need at "
        "least {limit} responses. The report therefore shows only how many patients "
        "there were and how many responded.",
    },
    "beside_same": {
        "sv": "Enheterna visas för {span}, som rapporten i övrigt.",
        "en": "The units are shown for {span}, as in the rest of the report.",
    },
    "beside_other": {
        "sv": "Det här avsnittet visar {span}, och inte {shown} som rapporten i övrigt: tiden är "
        "vald så att de flesta enheter har tillräckligt många svar, men många tal döljs ändå för "
        "att skydda andra. Enhetens tal skiljer sig därför från dem i de andra avsnitten.",
        "en": "This section shows {span}, not {shown} as in the rest of the report: the "
        "period is chosen so that most units have enough responses, but many numbers are "
        "hidden all the same to protect others. The unit's numbers therefore differ from those "
        "in the other sections.",
    },
    "beside_none": {
        "sv": "Inga enheter kan visas bredvid varandra för {shown}.",
        "en": "No units can be shown side by side for {shown}.",
    },
    "nobody": {
        "sv": "{period} hade enheten inga patienter i registret, och inte heller under de {n} "
        "kvartalen {span}. Sidan visar därför bara volymen. Har enheten haft patienter: "
        "kontrollera att besöken är registrerade på enheten.",
        "en": "{period}: the unit had no patients in the registry, nor in the {n} quarters "
        "{span}. The page therefore shows the volume only. If the unit has had patients, check "
        "that their visits are registered under the unit.",
    },
    "nobody_alone": {
        "sv": "{period} hade enheten inga patienter i registret. Sidan visar därför bara volymen. "
        "Har enheten haft patienter: kontrollera att besöken är registrerade på enheten.",
        "en": "{period}: the unit had no patients in the registry. The page therefore shows the "
        "volume only. If the unit has had patients, check that their visits are registered under "
        "the unit.",
    },
    "few_alone": {
        "sv": "För få patienter har svarat: resultat visas från {limit} svar. Rapporten visar "
        "därför bara antalet patienter och hur många som svarat.",
        "en": "Too few patients responded: results need at least {limit} responses. The "
        "report therefore shows only how many patients there were and how many responded.",
    },
}


def write_period(
    cleared: ClearedTable,
    *,
    shown: str,
    asked: str = "",
    has_results: bool = True,
    language: str = "sv",
) -> Stamped:
    """Say which period the numbers are for; where quarters were pooled, why.

    Parameters
    ----------
    cleared
        The section ``volume``, with the counts of the period that was asked for.
    shown, asked
        Codes of the period that is shown, and of the one asked for if it is another.
    has_results
        Whether anything that rests on responses can be shown. Where not, the text has the name
        `WITHOUT_RESULTS` or `WITHOUT_PATIENTS`, and the page leaves out what would be empty.
    """
    find, noted = noting(finder(cleared))
    period = period_of(shown)
    label = period_of(asked or shown).label(language)
    words = {
        "span": period.label(language),
        "n": spelled(period.months // 3, language),
        "limit": count(cleared.record.min_n_own, language=language),
    }
    name = PERIOD if has_results else WITHOUT_RESULTS
    if has_results and not asked:
        told = [_told("shown", language, period=period.label(language))]
    elif not has_results and _nobody(cleared, shown):
        name = WITHOUT_PATIENTS
        told = [_told("nobody" if asked else "nobody_alone", language, period=label, **words)]
    else:
        told = [_why(find, asked or shown, label, language)]
        key = "pooled" if has_results else "few" if asked else "few_alone"
        ended = find(measure=_COUNTED[1], scope=str(Scope.OWN), period=asked or shown)
        # Of nobody it is not said that few answered.
        if key == "pooled" and ended is not None and not ended.hidden and ended.n == 0:
            key = "pooled_nobody"
        told.append(_told(key, language, **words))
    text = " ".join(map(capital, told))
    return _stamped(text, cleared, name=name, is_longer=bool(asked), noted=noted)


def write_sick_leave_period(
    followed: ClearedTable, *, shown: str, asked: str = "", language: str = "sv"
) -> Stamped:
    """Say whose sick leave the numbers are of; where quarters were pooled, why.

    The period is that of the programmes' ends: the days counted lie before and after it.

    Parameters
    ----------
    followed
        The section of that name.
    shown, asked
        Codes of the period that is shown, and of the one asked for if it is another.
    """
    find, noted = noting(finder(followed))
    if times := times_of(followed):
        find(measure=FOLLOWED, scope=str(Scope.OWN), category=category_key(len(times)))
    period = period_of(shown)
    if asked:
        told = _told(
            "followed",
            language,
            asked=period_of(asked).label(language),
            span=period.label(language),
            n=spelled(period.months // 3, language),
            limit=count(followed.record.min_n_own, language=language),
        )
        told = f"{told} {_told('ended_then', language)}"
    else:
        told = _told("ended", language, period=period.label(language))
    return _stamped(told, followed, name=PERIOD, is_longer=bool(asked), noted=noted)


def write_period_beside(cleared: ClearedTable, *, shown: str, language: str = "sv") -> Stamped:
    """Say for which time units stand beside each other, which may not be the report's.

    Parameters
    ----------
    cleared
        The section ``units``.
    shown
        Code of the period that the rest of the report shows.
    """
    codes = by_end(cleared)
    label = period_of(shown).label(language)
    if not codes:
        told = _told("beside_none", language, shown=label)
    else:
        key = "beside_same" if codes[-1] == shown else "beside_other"
        told = _told(key, language, span=period_of(codes[-1]).label(language), shown=label)
    is_other = bool(codes) and codes[-1] != shown
    return _stamped(told, cleared, name=BESIDE, is_longer=is_other, noted=[])


def _stamped(
    text: str, cleared: ClearedTable, *, name: str, is_longer: bool, noted: list[Any]
) -> Stamped:
    frame = '<div class="nrs-box" role="note"><p>{}</p></div>' if is_longer else "<p>{}</p>"
    return stamped(
        kind="text",
        name=name,
        html=str(Markup(frame).format(text)),
        plain=text,
        cleared=[cleared],
        sentences=noted,
    )


def _nobody(cleared: ClearedTable, period: str) -> bool:
    """Whether the unit did nothing at all in a period, as far as may be told."""
    key = {"scope": str(Scope.OWN), "statistic": str(Statistic.COUNT), "period": period}
    return all(not is_missing(row.n) and row.n == 0 for row in cleared.matching(**key))


def _why(find: Any, period: str, label: str, language: str) -> str:
    """How many there were in the period that was asked for."""
    rows = [find(measure=one, scope=str(Scope.OWN), period=period) for one in _COUNTED]
    if any(row is None or row.hidden for row in rows):
        return _told("uncounted", language, period=label)
    visits, ends = done_in_words(rows, language)
    return _told("counted", language, period=label, visits=visits, ends=ends)


def _told(key: str, language: str, **fills: str) -> str:
    return _WORDS[key][language].format(**fills)
