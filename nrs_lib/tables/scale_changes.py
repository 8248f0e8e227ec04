"""On how many scales patients became better or worse, as far as intervals bear it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.chance import by_chance
from nrs_lib.disclosure.standing import Standing, standing_from_zero
from nrs_lib.tables.cells import Find, finder, noting
from nrs_lib.tables.sentences import small
from nrs_lib.terms import Direction, Scope, Statistic, TimePoint
from nrs_lib.text import number

NATION = str(Scope.NATIONAL)
_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
TEXT = {
    "sv": {
        "held": "Av de {n} skalor som var säkert bättre vid avslut var {k} det också ett år efter "
        "avslut, då hos andra patienter",
        "held_all": "Alla {n} skalor som var säkert bättre vid avslut var det också ett år efter "
        "avslut, då hos andra patienter",
        "discharge": "Till avslut",
        "followup_12m": "Ett år efter avslut",
        "scales": "{when} har medelvärdet bland dem som svarat säkert blivit bättre på {better} "
        "av {n} skalor{judged}{worse}{rest}.{chance}",
        "scales_few": "{when} visar hela intervallet förbättring, bland dem som svarat, på "
        "{better} av {n} skalor{judged}{worse}{rest}.{chance}",
        "chance": " Av slump väntas omkring {n} skalor skilja sig från start, åt det ena eller det "
        "andra hållet",
        "judged": " där det är givet vad som är bättre",
        "worse": " och säkert sämre på {n}",
        "worse_few": " och försämring på {n}",
        "rest": "; på övriga går det inte att säga",
        "rest_one": "; på {name} går det inte att säga",
        "scales_none": "{when} har för få svarat för att säga något om skalorna.",
        "effect": "Störst är effekten då på {label}: effektstorlek {effect}, till det bättre.",
    },
    "en": {
        "held": "Of the {n} scales that were clearly better at discharge, {k} were so one year "
        "after discharge too, in other patients",
        "held_all": "All {n} scales that were clearly better at discharge were so one year after "
        "discharge too, in other patients",
        "discharge": "At discharge",
        "followup_12m": "One year after discharge",
        "scales": "{when} the mean of those who responded was clearly better on {better} of {n} "
        "scales{judged}{worse}{rest}.{chance}",
        "scales_few": "{when} the whole interval shows improvement, among those who responded, on "
        "{better} of {n} scales{judged}{worse}{rest}.{chance}",
        "chance": " By chance about {n} scales would be expected to differ from baseline, in one "
        "direction or the other",
        "judged": " with a known better direction",
        "worse": " and clearly worse on {n}",
        "worse_few": " and worsening on {n}",
        "rest": "; for the others no change can be claimed",
        "rest_one": "; for {name} no change can be claimed",
        "scales_none": "{when} too few responded to say anything about the scales.",
        "effect": "The largest effect then was on {label}: effect size {effect}, an improvement.",
    },
}


def of_scales(
    change: ClearedTable,
    scales: Sequence[str],
    noted: list[Any],
    language: str,
    *,
    scope: str = NATION,
) -> Iterator[str]:
    """How many scales became better or worse at either time, and where the effect is largest.

    Which way a change goes follows from the scale; what chance gives is told with the first.
    """
    find, seen = noting(finder(change))
    is_told = False
    for point in _LATER:
        judged = _judged(find, scales, point, scope)
        unsure = _unsure(find, scales, point, scope)
        if not _known(judged):
            yield TEXT[language]["scales_none"].format(when=TEXT[language][str(point)])
            continue
        has_others = any(scale(code).direction is Direction.NEUTRAL for code in scales)
        told = _counted(
            judged,
            unsure,
            point,
            language,
            with_chance=not is_told,
            with_judged=has_others and not is_told,
        )
        yield told
        is_told = True
        effects = [one for code in scales for one in _effect(find, code, point, scope)]
        if effects:
            _, code, row = max(effects)
            yield TEXT[language]["effect"].format(
                label=small(scale(code).label[language]),
                effect=number(abs(row.estimate), 2, language=language),
            )
    noted += seen


def sure_changes(
    change: ClearedTable, scales: Sequence[str], noted: list[Any], language: str, *, scope: str
) -> tuple[list[str], list[str]]:
    """The same of the times at which any scale became better or worse, without effects.

    Those first that rest on enough responses to be called certain, then those that do not.
    """
    find, seen = noting(finder(change))
    firm, few, enough = [], [], get("uncertain_below").value
    for point in _LATER:
        judged = _judged(find, scales, point, scope)
        if judged[Standing.HIGHER] or judged[Standing.LOWER]:
            unsure = _unsure(find, scales, point, scope)
            is_few = _most(find, scales, point, scope) < enough
            is_first = not firm and not few
            told = _counted(judged, unsure, point, language, with_chance=is_first, is_few=is_few)
            (few if is_few else firm).append(told)
    noted += seen
    return firm, few


def _most(find: Find, scales: Sequence[str], point: TimePoint, scope: str) -> int:
    """The most responses that any of the scales has at a time."""
    rows = [
        find(measure=code, time_point=str(point), scope=scope, statistic=str(Statistic.CHANGE))
        for code in scales
    ]
    return max((int(row.n) for row in rows if row is not None and not row.hidden), default=0)


def held(
    change: ClearedTable, scales: Sequence[str], noted: list[Any], language: str
) -> Iterator[str]:
    """How many of the scales that were better at discharge were so a year after it too.

    Those followed up in a year ended their programme in the year before, so they are not the
    patients of whom the change to discharge is told, and nothing is said to have lasted.
    """
    find, seen = noting(finder(change))
    first, last = ({code for code in scales if _is_better(find, code, point)} for point in _LATER)
    noted += seen
    if first and any(_became(find, code, _LATER[1]) is not Standing.UNKNOWN for code in first):
        key = "held_all" if first <= last else "held"
        yield TEXT[language][key].format(n=len(first), k=len(first & last))


def _judged(find: Find, scales: Sequence[str], point: TimePoint, scope: str) -> Counter[Standing]:
    return Counter(
        _became(find, code, point, scope)
        for code in scales
        if scale(code).direction is not Direction.NEUTRAL
    )


def _unsure(find: Find, scales: Sequence[str], point: TimePoint, scope: str) -> list[str]:
    """Codes of the scales of which no change can be claimed."""
    return [
        code
        for code in scales
        if scale(code).direction is not Direction.NEUTRAL
        and _became(find, code, point, scope) is Standing.ALIKE
    ]


def _known(judged: Counter[Standing]) -> int:
    return sum(judged.values()) - judged[Standing.UNKNOWN]


def _counted(
    judged: Counter[Standing],
    unsure: Sequence[str],
    point: TimePoint,
    language: str,
    *,
    with_chance: bool,
    with_judged: bool = False,
    is_few: bool = False,
) -> str:
    """How many became better or worse; of few, what the intervals show is not called certain."""
    words, n = TEXT[language], _known(judged)
    better, worse = judged[Standing.HIGHER], judged[Standing.LOWER]
    # One alone is named, as a reader would ask which; of several the table tells.
    name = small(scale(unsure[0]).label[language]) if len(unsure) == 1 else ""
    of_few = "_few" if is_few else ""
    return words[f"scales{of_few}"].format(
        when=words[str(point)],
        better=better,
        judged=words["judged"] if with_judged else "",
        worse=words[f"worse{of_few}"].format(n=worse) if worse else "",
        rest=words["rest_one" if name else "rest"].format(name=name) if unsure else "",
        n=n,
        chance=words["chance"].format(n=by_chance(n, language=language)) if with_chance else "",
    )


def _is_better(find: Find, code: str, point: TimePoint) -> bool:
    is_judged = scale(code).direction is not Direction.NEUTRAL
    return is_judged and _became(find, code, point) is Standing.HIGHER


def _became(find: Find, code: str, point: TimePoint, scope: str = NATION) -> Standing:
    """Higher is better, whichever way the scale runs."""
    key = {"measure": code, "time_point": str(point), "scope": scope}
    row = find(statistic=str(Statistic.CHANGE), **key)
    if row is None or row.hidden or not row.n:
        return Standing.UNKNOWN
    found = standing_from_zero(row.low, row.high, scale(code).decimals)
    if scale(code).direction is Direction.HIGHER_WORSE:
        turned = {Standing.HIGHER: Standing.LOWER, Standing.LOWER: Standing.HIGHER}
        return turned.get(found, found)
    return found


def _effect(find: Find, code: str, point: TimePoint, scope: str) -> list[tuple[float, str, Any]]:
    is_judged = scale(code).direction is not Direction.NEUTRAL
    if not is_judged or _became(find, code, point, scope) is not Standing.HIGHER:
        return []
    key = {"measure": code, "time_point": str(point), "scope": scope}
    row = find(statistic=str(Statistic.EFFECT), **key)
    is_shown = row is not None and not row.hidden and row.estimate == row.estimate
    return [(abs(row.estimate), code, row)] if is_shown else []
