"""Why some scales of a table have far fewer answers than others: no loss, but another form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import Instrument, read_instruments, scale
from nrs_lib.contracts.versions import Version, read_families
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.windows import period_of
from nrs_lib.terms import Evidence, Scope, Statistic
from nrs_lib.text import join_words

_WORDS = {
    "sv": {
        "optional": "Frivilliga formulär, som bara en del enheter använder och som därför har "
        "färre svar: {names}.",
        "assumed": "{name} (antaget)",
        "version": "{name} har färre svar, eftersom formuläret kom {day}{assumed}: för den som "
        "svarade på det äldre vid start räknas ingen förändring, då versionernas poäng inte "
        "jämförs.",
        "day_assumed": " (antaget)",
        "why_assumed": "Antaget: registret har inte bekräftat det.",
    },
    "en": {
        "optional": "Optional forms, which only some units use and which therefore have fewer "
        "responses: {names}.",
        "assumed": "{name} (assumed)",
        "version": "{name} has fewer responses, as the form was introduced on {day}{assumed}: "
        "no change is computed for those who answered the older one at baseline, since scores of "
        "the versions are not compared.",
        "day_assumed": " (assumed)",
        "why_assumed": "Assumed: not yet confirmed by the registry.",
    },
}
_ABBREVIATION = re.compile(r"\(([^()]+)\)$")


def fewer_answers(cleared: ClearedTable, shown: Sequence[str], language: str) -> tuple[str, ...]:
    """Sentences on forms that only some use, and on one that came during patients' courses.

    Parameters
    ----------
    cleared
        The table's numbers. Where a scale's changes rest on the fewest answers of all, apart
        from optional forms, a change of version is why.
    shown
        Codes of the scales that the table shows.
    """
    instruments = dict.fromkeys(scale(code).instrument for code in shown)
    optional = [one for name in instruments if (one := read_instruments()[name]) and _may_skip(one)]
    told = [_optional(optional, language)] if optional else []
    told += _versions(cleared, shown, language)
    words = _WORDS[language]
    # What the word in brackets means is told where it is first met.
    is_assumed = any(words["day_assumed"] in one for one in told)
    return (*told, words["why_assumed"]) if is_assumed else tuple(told)


def _may_skip(one: Instrument) -> bool:
    return one.registry_use.optional is not None


def _optional(instruments: Iterable[Instrument], language: str) -> str:
    words = _WORDS[language]
    names = [
        words["assumed"].format(name=_called(one, language))
        if one.registry_use.optional is Evidence.ASSUMED
        else _called(one, language)
        for one in instruments
    ]
    return words["optional"].format(names=join_words(names, language=language))


def _versions(cleared: ClearedTable, shown: Sequence[str], language: str) -> list[str]:
    key = {"statistic": str(Statistic.CHANGE), "scope": str(Scope.NATIONAL)}
    known = cleared.matching(measure=shown, hidden="", **key)
    answers = {
        row.measure: row.n
        for row in known
        if not _may_skip(read_instruments()[scale(row.measure).instrument])
    }
    fewest = {scale(code).instrument for code, n in answers.items() if n == min(answers.values())}
    if len(set(answers.values())) == 1:
        return []
    words = _WORDS[language]
    return [
        words["version"].format(
            name=_called(read_instruments()[version.instrument], language),
            day=f"{version.first:%Y-%m-%d}",
            assumed=words["day_assumed"] if family.evidence is Evidence.ASSUMED else "",
        )
        for family in read_families().values()
        for version in family.versions
        if version.instrument in fewest and _came_lately(version, [row.period for row in known])
    ]


def _came_lately(version: Version, periods: Iterable[str]) -> bool:
    """Whether patients of the periods may have answered an older version at the start."""
    if version.first is None:
        return False
    starts = [one.start for one in map(period_of, dict.fromkeys(periods)) if one is not None]
    longest = dt.timedelta(days=int(get("longest_course_days").value))
    return any(version.first > day - longest for day in starts)


def _called(one: Instrument, language: str) -> str:
    """What a form is called for short: what stands in brackets, where anything does."""
    name = one.name[language]
    short = _ABBREVIATION.search(name)
    return short[1] if short else name
