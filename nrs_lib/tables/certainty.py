"""What of a report's first page is sure, and what is not: from intervals, charts and targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure.charting import ClearedChart
from nrs_lib.disclosure.standing import standing_beside
from nrs_lib.tables.sentences import VERBS, capital, small
from nrs_lib.tables.standing import Standing, standing
from nrs_lib.terms import Direction, Statistic
from nrs_lib.text import join_words, of, spelled

_BEYOND = ("improving", "concerning", "special_cause")
_APART = (Standing.HIGHER, Standing.LOWER)
_TEXT = {
    "sv": {
        "sure": "Säkert.",
        "small": "Få svar.",
        "unsure": "Inte säkert.",
        "differs": "{verb}: {names}",
        "improving": "Förändrat mer än slumpen ger, till det bättre: {names}",
        "concerning": "Förändrat mer än slumpen ger, till det sämre: {names}",
        "special_cause": "Förändrat mer än slumpen ger: {names}",
        "reached": "Målet är nått: {names}",
        "missed": "Målet är inte nått: {names}",
        "nothing": "Måtten i ”I korthet” har inte säkert förändrats",
        "alike": "Följande går inte att skilja från riket, för intervallet täcker rikets "
        "värde: {names}",
        "alike_all": "Inget av de {n} måtten i ”I korthet” går att skilja från riket, för "
        "intervallet täcker rikets värde",
        "chance": "Ingen säker förändring över tid, utan upp och ned inom slumpen i de senaste "
        "perioderna som visas: {names}",
        "chance_all": "Ingen säker förändring över tid i något av de {n} måtten i ”I korthet”, som "
        "går upp och ned inom slumpen i de senaste perioderna som visas",
        "not_judged": "För få perioder kan visas för att bedöma förändring: {names}",
        "not_judged_all": "För inget av de {n} måtten i ”I korthet” kan så många perioder visas "
        "att förändring kan bedömas",
        "open": "Osäkert om målet är nått: {names}",
        "few": "Bygger på färre än {least} svar eller patienter: {names}",
        "few_all": "Alla {n} mått i ”I korthet” bygger på färre än {least} svar eller patienter",
        "few_differs": "{verb}, men på få svar: {names}",
        "few_differs_median": "{verb}, men på få patienter: {names}",
        "compared": "Här jämförs bara måtten i ”I korthet” med riket; andra jämförelser står vid "
        "sina figurer",
        "hidden": "Visas inte: {names}",
    },
    "en": {
        "sure": "Certain.",
        "small": "Few responses.",
        "unsure": "Not certain.",
        "differs": "{verb}: {names}",
        "improving": "Changed by more than chance, for the better: {names}",
        "concerning": "Changed by more than chance, for the worse: {names}",
        "special_cause": "Changed by more than chance: {names}",
        "reached": "Target reached: {names}",
        "missed": "Target not reached: {names}",
        "nothing": "The measures in “At a glance” have not clearly changed",
        "alike": "The following cannot be distinguished from the national figure, which lies "
        "within the interval: {names}",
        "alike_all": "None of the {n} measures in “At a glance” can be distinguished from "
        "the national figure, which lies within the interval",
        "chance": "No certain change over time, but variation by no more than chance in the latest "
        "periods shown: {names}",
        "chance_all": "No certain change over time in any of the {n} measures in “At a glance”, "
        "which vary by no more than chance in the latest periods shown",
        "not_judged": "Too few periods can be shown to judge change: {names}",
        "not_judged_all": "For none of the {n} measures in “At a glance” can enough periods be "
        "shown to judge change",
        "open": "Uncertain whether the target is reached: {names}",
        "few": "Based on fewer than {least} responses or patients: {names}",
        "few_all": "All {n} measures in “At a glance” are based on fewer than {least} responses or "
        "patients",
        "few_differs": "{verb}, but based on few responses: {names}",
        "few_differs_median": "{verb}, but based on few patients: {names}",
        "compared": "Only the measures in “At a glance” are compared with the national figure "
        "here; other comparisons are given with their figures",
        "hidden": "Not shown: {names}",
    },
}


@dataclass(frozen=True)
class Known:
    """One measure of the first page: its value, the nation's where a unit is told of, its chart."""

    code: str
    row: Any
    nation: Any
    chart: ClearedChart | None

    @property
    def is_shown(self) -> bool:
        """Whether there is a value to be sure of."""
        return self.row is not None and not self.row.hidden and bool(self.row.n > 0)

    @property
    def place(self) -> Standing:
        """Where it lies, seen from the nation."""
        return standing(self.row, self.nation)

    @property
    def variation(self) -> str:
        """What its chart says; empty without one."""
        return str(self.chart.chart.variation) if self.chart else ""

    @property
    def reached(self) -> str:
        """Whether its target is certainly reached, missed, or open; empty without one."""
        target = self.chart.target if self.chart else None
        if target is None or not self.is_shown:
            return ""
        place = standing_beside(self.row, target.level)
        if place not in _APART:
            return "" if place is Standing.UNKNOWN else "open"
        is_above = place is Standing.HIGHER
        return "reached" if is_above == (target.direction is Direction.HIGHER_BETTER) else "missed"


def certainty(every: Sequence[Known], language: str) -> list[tuple[str, str]]:
    """What the intervals, charts and targets bear, and what they leave open.

    Returns
    -------
    list
        A head (``Säkert.``) and what stands under it. Nothing is said that an interval covers;
        without any measure that is shown there is nothing to say.
    """
    text = _TEXT[language]
    shown = [one for one in every if one.is_shown]
    if not shown:
        return []
    sure, unsure = list(_sure(shown, language)), list(_unsure(every, shown, language))
    if not sure and not unsure:
        unsure = [text["nothing"]]
    if any(one.place is not Standing.UNKNOWN for one in shown):
        # Figures compare more measures, and what differs there is not to be missed here.
        (unsure or sure).append(text["compared"])
    small = [
        *_differing(shown, language, on_few=True),
        *_those("few", _is_few, shown, language, least=get("uncertain_below").value),
    ]
    points = (("sure", sure), ("unsure", unsure), ("small", small))
    return [(text[key], f"{'. '.join(said)}.") for key, said in points if said]


def with_changes(
    firm: Sequence[str],
    few: Sequence[str],
    points: Sequence[tuple[str, str]],
    language: str,
    *,
    frail: Sequence[str] = (),
) -> list[tuple[str, str]]:
    """The points of `certainty` with more sentences, which come first under their heads.

    ``firm`` are of what is sure, ``few`` of what rests on few responses, ``frail`` of what is
    sure of those who responded alone.
    """
    more = {"sure": firm, "unsure": frail, "small": few}
    known = dict(points)
    found = []
    for key, told in more.items():
        head = _TEXT[language][key]
        said = [f"{one.rstrip('.')}." for one in told]
        if text := " ".join([*said, *([known[head]] if head in known else [])]):
            found.append((head, text))
    return found


def _sure(shown: Sequence[Known], language: str) -> Iterator[str]:
    yield from _differing(shown, language, on_few=False)
    for key in _BEYOND:
        yield from _those(key, lambda one, key=key: one.variation == key, shown, language)
    for key in ("reached", "missed"):
        yield from _those(key, lambda one, key=key: one.reached == key, shown, language)


def _differing(shown: Sequence[Known], language: str, *, on_few: bool) -> Iterator[str]:
    """What differs from the nation; on few responses it is not called certain."""
    for (place, statistic), verb in VERBS.items():
        key = "few_differs" if on_few else "differs"
        # A wait is no answer: few patients are behind it.
        key += "_median" if on_few and statistic == Statistic.MEDIAN else ""
        mine = [
            one
            for one in shown
            if (one.place, one.row.statistic, _is_few(one)) == (place, statistic, on_few)
        ]
        if mine:
            yield _TEXT[language][key].format(
                names=_with_counts(mine, language), verb=capital(verb[language])
            )


def _is_few(one: Known) -> bool:
    return bool(one.row.n < get("uncertain_below").value)


def _unsure(every: Sequence[Known], shown: Sequence[Known], language: str) -> Iterator[str]:
    yield from _those("alike", lambda one: one.place is Standing.ALIKE, shown, language)
    yield from _those("chance", lambda one: one.variation == "common_cause", shown, language)
    yield from _those("not_judged", lambda one: one.variation == "not_judged", shown, language)
    yield from _those("open", lambda one: one.reached == "open", shown, language)
    yield from _those("hidden", lambda one: not one.is_shown, every, language)


def _those(
    key: str,
    is_one: Callable[[Known], bool],
    every: Sequence[Known],
    language: str,
    **fills: object,
) -> Iterator[str]:
    mine = [one for one in every if is_one(one)]
    if len(mine) == len(every) > 2 and f"{key}_all" in _TEXT[language]:
        yield _TEXT[language][f"{key}_all"].format(n=spelled(len(mine), language), **fills)
    elif mine:
        yield _TEXT[language][key].format(names=_names(mine, language), **fills)


def _with_counts(mine: Sequence[Known], language: str) -> str:
    """Labels inside a sentence, shares with what they are of: it may be few."""
    return join_words([_with_count(one, language) for one in mine], language=language)


def _with_count(one: Known, language: str) -> str:
    label = small(read_measures()[one.code].label[language])
    if one.row.statistic != Statistic.SHARE:
        return label
    counts = of(one.row.numerator, one.row.denominator, language=language)
    # One bracket with both: "(MPI) (11 av 13)" reads as two names.
    return f"{label[:-1]}, {counts})" if label.endswith(")") else f"{label} ({counts})"


def _names(mine: Sequence[Known], language: str) -> str:
    labels = [small(read_measures()[one.code].label[language]) for one in mine]
    return join_words(labels, language=language)
