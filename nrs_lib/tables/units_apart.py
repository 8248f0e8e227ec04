"""How many units stand apart from the nation, in a sentence with what chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.chance import by_chance, is_beyond_chance
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import finder, noting
from nrs_lib.tables.sentences import small
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import spelled

HAD = ("improved_pain", "improved_everyday")
"""The two first results."""
RESPONSE = "response_12m"
_WORDS = {
    "head": {
        "sv": "enheterna jämförs{time}, utan hänsyn till patientsammansättningen: {first}",
        "en": "units are compared{time}, without adjustment for case mix: {first}",
    },
    "time": {"sv": " över {period}", "en": " for {period}"},
    "every": {"sv": "{n} enheter", "en": "{n} units"},
    "shown": {
        "sv": "de {n} enheter som kan visas (av {every})",
        "en": "the {n} units that can be shown (of {every})",
    },
    "spread": {
        "sv": "i {share} ligger {above} av {units} säkert över riket och {below} säkert under, "
        "och övriga går inte att skilja säkert från det",
        "en": "in {share}, {above} of {units} {lie} clearly above and {below} clearly below the "
        "national figure, and the others cannot be clearly distinguished from it",
    },
    "spread_above": {
        "sv": "i {share} ligger {above} av {units} säkert över riket och ingen säkert under, "
        "och övriga går inte att skilja säkert från det",
        "en": "in {share}, {above} of {units} {lie} clearly above the national figure and none "
        "clearly below, and the others cannot be clearly distinguished from it",
    },
    "spread_below": {
        "sv": "i {share} ligger {below} av {units} säkert under riket och ingen säkert över, "
        "och övriga går inte att skilja säkert från det",
        "en": "in {share}, {below} of {units} {lie} clearly below the national figure and none "
        "clearly above, and the others cannot be clearly distinguished from it",
    },
    "spread_none": {
        "sv": "i {share} går ingen av {units} att skilja säkert från riket",
        "en": "in {share}, none of {units} can be clearly distinguished from the national figure",
    },
    "chance": {
        "sv": "i {share} har {above} av {units} hela intervallet över riket och {below} under, "
        "vilket slumpen ensam kan ge",
        "en": "in {share}, {above} of {units} {have} the whole interval above the national figure "
        "and {below} below, which chance alone could produce",
    },
    "chance_above": {
        "sv": "i {share} har {above} av {units} hela intervallet över riket och ingen under, "
        "vilket slumpen ensam kan ge",
        "en": "in {share}, {above} of {units} {have} the whole interval above the national figure "
        "and none below, which chance alone could produce",
    },
    "chance_below": {
        "sv": "i {share} har {below} av {units} hela intervallet under riket och ingen över, "
        "vilket slumpen ensam kan ge",
        "en": "in {share}, {below} of {units} {have} the whole interval below the national figure "
        "and none above, which chance alone could produce",
    },
    "share_improved": {"sv": "andelen med {label}", "en": "the share with {label}"},
    "share_response": {"sv": "andelen {label}", "en": "the rate of {label}"},
    "by_chance": {
        "sv": " (av slump väntas {k} skilja sig)",
        "en": " (by chance, {k} would be expected to differ)",
    },
    "each_by_chance": {
        "sv": " (av slump väntas {k} skilja sig i varje mått)",
        "en": " (by chance, {k} would be expected to differ in each measure)",
    },
    "about": {"sv": "omkring {n}", "en": "about {n}"},
    "about_between": {"sv": "omkring {n} till {to}", "en": "about {n} to {to}"},
}
_ENDS = {(True, True): "", (True, False): "_above", (False, True): "_below"}


def told(key: str, language: str, **fills: object) -> str:
    """A phrase with its places filled in."""
    return _WORDS[key][language].format(**fills)


def units_apart_in_results(
    units: ClearedTable, noted: list[Any], language: str, *, within: str = ""
) -> list[str]:
    """The same of each of the two first results of which it can be told.

    And of the response after one year, on which they rest, where units differ in it by more
    than chance.
    """
    beyond = [RESPONSE] if _is_beyond_chance(units, RESPONSE) else []
    return units_apart_in(units, noted, language, measures=[*HAD, *beyond], within=within)


def _is_beyond_chance(units: ClearedTable, measure: str) -> bool:
    _, _, places = _places(units, measure)
    n = sum(place is not Standing.UNKNOWN for place in places)
    apart = places.count(Standing.HIGHER) + places.count(Standing.LOWER)
    return n >= get("comparison_least_units").value and is_beyond_chance(apart, n)


def units_apart_in(
    units: ClearedTable,
    noted: list[Any],
    language: str,
    *,
    measures: Sequence[str],
    within: str = "",
    only_apart: bool = False,
) -> list[str]:
    """The same of each of some shares; what holds for all is said once.

    That is in the first another time than that of the text, and that case mix is not regarded;
    in the last what chance would give.
    """
    every = [
        _apart(units, noted, language, measure=measure, only_apart=only_apart)
        for measure in measures
    ]
    found = [one for one in every if one]
    if not found:
        return []
    # Of intervals that are wider than chance, fewer leave out the nation than chance would give.
    is_widened = int(units.record.used.get("limits", {}).get("round_to", 1)) > 1
    key = "by_chance" if len(found) == 1 else "each_by_chance"
    k = _by_chance([n for _, n, _ in found], language)
    chance = "" if is_widened else told(key, language, k=k)
    clauses = [clause for clause, _, _ in found]
    period = period_of(found[0][2])
    time = period.label(language) if within and period else ""
    time = told("time", language, period=time) if time not in ("", within) else ""
    clauses[0] = told("head", language, time=time, first=clauses[0])
    return [*clauses[:-1], f"{clauses[-1]}{chance}"]


def units_apart(
    units: ClearedTable, noted: list[Any], language: str, *, measure: str, within: str = ""
) -> str:
    """How many units stand apart from the nation in a share; empty where too few can be told.

    Where they are compared over another time than that of the text, `within`, that is said.
    """
    return "".join(units_apart_in(units, noted, language, measures=[measure], within=within))


def _places(units: ClearedTable, measure: str) -> tuple[Sequence[Any], list[Any], list[Standing]]:
    """The national row, the units' and where each of these lies."""
    find, seen = noting(finder(units))
    what = {"measure": measure, "statistic": str(Statistic.SHARE)}
    national = find(**what, scope=str(Scope.NATIONAL))
    wanted = (*what.values(), str(Scope.UNIT))
    shares = [row for row in units.rows if (row.measure, row.statistic, row.scope) == wanted]
    return seen, shares, [standing(row, national) for row in shares]


def _apart(
    units: ClearedTable, noted: list[Any], language: str, *, measure: str, only_apart: bool
) -> tuple[str, int, str] | None:
    """The clause, without what chance would give, how many units are compared, and over when.

    Nothing where too few can be told or, with ``only_apart``, where none stands apart.
    """
    seen, shares, places = _places(units, measure)
    noted += seen
    n = sum(place is not Standing.UNKNOWN for place in places)
    if n < get("comparison_least_units").value:
        return None
    above, below = places.count(Standing.HIGHER), places.count(Standing.LOWER)
    apart = above + below
    if only_apart and not apart:
        return None
    label = small(read_measures()[measure].label[language])
    kind = "spread" if is_beyond_chance(apart, n) or not apart else "chance"
    every = spelled(len(shares), language)
    clause = told(
        f"{kind}{_ENDS.get((bool(above), bool(below)), '_none')}",
        language,
        share=told(f"share_{measure.partition('_')[0]}", language, label=label),
        above=spelled(above, language),
        below=spelled(below, language),
        lie="lies" if (above or below) == 1 else "lie",
        have="has" if (above or below) == 1 else "have",
        units=told(
            "every" if n == len(shares) else "shown",
            language,
            n=spelled(n, language),
            every=every,
        ),
    )
    return clause, n, str(shares[0].period)


def _by_chance(compared: Sequence[int], language: str) -> str:
    """How many of some intervals leave out the nation by chance alone, in each of some shares."""
    least, most = (by_chance(n, language=language) for n in (min(compared), max(compared)))
    if least == most:
        return told("about", language, n=most)
    return told("about_between", language, n=least, to=most)
