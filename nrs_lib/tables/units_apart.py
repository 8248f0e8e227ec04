"""How many units stand apart from the nation, in a sentence with what chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import finder, noting
from nrs_lib.tables.sentences import small
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.terms import Scope, Statistic
from nrs_lib.text import number, spelled

HAD = ("improved_pain", "improved_everyday")
"""The two first results."""
_WORDS = {
    "spread": {
        "sv": "i {share} ligger {above} av {n} enheter säkert över och {below} säkert under riket, "
        "och övriga går inte att skilja säkert från det",
        "en": "in {share}, {above} of {n} units {lie} clearly above and {below} clearly below the "
        "national figure, and the others cannot be clearly distinguished from it",
    },
    "spread_above": {
        "sv": "i {share} ligger {above} av {n} enheter säkert över riket och ingen säkert under, "
        "och övriga går inte att skilja säkert från det",
        "en": "in {share}, {above} of {n} units {lie} clearly above the national figure and none "
        "clearly below, and the others cannot be clearly distinguished from it",
    },
    "spread_below": {
        "sv": "i {share} ligger {below} av {n} enheter säkert under riket och ingen säkert över, "
        "och övriga går inte att skilja säkert från det",
        "en": "in {share}, {below} of {n} units {lie} clearly below the national figure and none "
        "clearly above, and the others cannot be clearly distinguished from it",
    },
    "spread_none": {
        "sv": "i {share} går ingen av {n} enheter att skilja säkert från riket",
        "en": "in {share}, none of {n} units can be clearly distinguished from the national figure",
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
    "at_most": {"sv": "högst omkring {n}", "en": "at most about {n}"},
}
_SPREAD = {
    (True, True): "spread",
    (True, False): "spread_above",
    (False, True): "spread_below",
    (False, False): "spread_none",
}


def told(key: str, language: str, **fills: object) -> str:
    """A phrase with its places filled in."""
    return _WORDS[key][language].format(**fills)


def units_apart_in_results(
    units: ClearedTable, noted: list[Any], language: str, *, within: str = ""
) -> list[str]:
    """The same of each of the two first results of which it can be told."""
    return units_apart_in(units, noted, language, measures=HAD, within=within)


def units_apart_in(
    units: ClearedTable,
    noted: list[Any],
    language: str,
    *,
    measures: Sequence[str],
    within: str = "",
    once: bool = False,
    only_apart: bool = False,
) -> list[str]:
    """The same of each of some shares; what chance would give is said once, in the last.

    With ``once`` another time than that of the text is said of the first alone.
    """
    found = []
    for measure in measures:
        about = {"measure": measure, "within": "" if once and found else within}
        if one := _apart(units, noted, language, **about, only_apart=only_apart):
            found.append(one)
    if not found:
        return []
    # Of intervals that are wider than chance, fewer leave out the nation than chance would give.
    is_widened = int(units.record.used.get("limits", {}).get("round_to", 1)) > 1
    key = "by_chance" if len(found) == 1 else "each_by_chance"
    k = _by_chance([n for _, n in found], language)
    chance = "" if is_widened else told(key, language, k=k)
    *before, last = [clause for clause, _ in found]
    return [*before, f"{last}{chance}"]


def units_apart(
    units: ClearedTable, noted: list[Any], language: str, *, measure: str, within: str = ""
) -> str:
    """How many units stand apart from the nation in a share; empty where too few can be told.

    Where they are compared over another time than that of the text, `within`, that is said.
    """
    return "".join(units_apart_in(units, noted, language, measures=[measure], within=within))


def _apart(
    units: ClearedTable,
    noted: list[Any],
    language: str,
    *,
    measure: str,
    within: str,
    only_apart: bool,
) -> tuple[str, int] | None:
    """The clause, without what chance would give, and how many units are compared.

    Nothing where too few can be told or, with ``only_apart``, where none stands apart.
    """
    find, seen = noting(finder(units))
    what = {"measure": measure, "statistic": str(Statistic.SHARE)}
    national = find(**what, scope=str(Scope.NATIONAL))
    noted += seen
    wanted = (*what.values(), str(Scope.UNIT))
    shares = [row for row in units.rows if (row.measure, row.statistic, row.scope) == wanted]
    places = [standing(row, national) for row in shares]
    n = sum(place is not Standing.UNKNOWN for place in places)
    if n < get("comparison_least_units").value:
        return None
    above, below = places.count(Standing.HIGHER), places.count(Standing.LOWER)
    if only_apart and not above and not below:
        return None
    label = small(read_measures()[measure].label[language])
    share = told(f"share_{measure.partition('_')[0]}", language, label=label)
    time = period_of(shares[0].period)
    if within and time and time.label(language) != within:
        share = f"{share} ({time.label(language)})"
    clause = told(
        _SPREAD[bool(above), bool(below)],
        language,
        share=share,
        above=spelled(above, language),
        below=spelled(below, language),
        lie="lies" if (above or below) == 1 else "lie",
        n=spelled(n, language),
    )
    return clause, n


def _by_chance(compared: Sequence[int], language: str) -> str:
    """How many of some intervals leave out the nation by chance alone, in each of some shares."""
    miss = 1 - float(get("confidence_level").value)
    least, most = (round(n * miss) for n in (min(compared), max(compared)))
    if max(compared) * miss < 1:
        # A bare "fewer than one" would make the one that is found look beyond chance.
        key = "about" if min(compared) == max(compared) else "at_most"
        return told(key, language, n=number(max(compared) * miss, 1, language=language))
    if min(compared) * miss < 1:
        return told("at_most", language, n=spelled(most, language))
    n = spelled(most, language)
    if least == most:
        return told("about", language, n=n)
    return told("about_between", language, n=spelled(least, language), to=n)
