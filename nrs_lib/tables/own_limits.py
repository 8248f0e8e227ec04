"""Where a unit lies outside the limits of a funnel: told beside what is sure, as no verdict."""

from __future__ import annotations

from typing import Any

from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.outlier_policy import read_outlier_policy
from nrs_lib.disclosure import ClearedTable
from nrs_lib.disclosure.standing import Standing, standing_to_limits
from nrs_lib.disclosure.windows import period_of
from nrs_lib.tables.cells import Find, finder, noting
from nrs_lib.tables.sentences import small
from nrs_lib.tables.units_apart import HAD
from nrs_lib.terms import FUNNEL_LIMITS, Scope, Statistic

_STANDARDISED = "standardised"
_WORDS = {
    "sv": {
        "head": "Värt att se efter.",
        "beyond": "Med hänsyn till patientsammansättningen ligger enheten {side} gränsen för "
        "{level} i {label}{time}; det är inget omdöme.",
        "higher": "över",
        "lower": "under",
    },
    "en": {
        "head": "Worth a closer look.",
        "beyond": "With adjustment for case mix the unit lies {side} the {level} limit in "
        "{label}{time}; that is no verdict.",
        "higher": "above",
        "lower": "below",
    },
}


def own_limits(
    units: ClearedTable, noted: list[Any], language: str, *, within: str = ""
) -> list[tuple[str, str]]:
    """Of the main results those where the unit is outside a limit, under a head; else nothing.

    Parameters
    ----------
    units
        The section ``units`` of a unit's report.
    within
        The time that the text is about in words: another is said.
    """
    words = _WORDS[language]
    find, seen = noting(finder(units))
    found = [_beyond(find, measure, within, language) for measure in HAD]
    noted += seen
    told = " ".join(filter(None, found))
    return [(words["head"], told)] if told else []


def _beyond(find: Find, measure: str, within: str, language: str) -> str:
    """The severest limit that the unit is outside of; the policy's levels go from the mild."""
    words = _WORDS[language]
    place = {"measure": measure, "scope": str(Scope.OWN), "statistic": str(Statistic.ADJUSTED)}
    row, told = find(**place, category=_STANDARDISED), ""
    if row is None or row.hidden:
        return ""
    period = period_of(row.period)
    is_other = within and period and period.label(language) != within
    for level in read_outlier_policy().levels:
        limits = find(**place, category=f"{FUNNEL_LIMITS}{level.code}")
        if limits is None or limits.hidden:
            continue
        side = standing_to_limits(limits.estimate, limits.low, limits.high)
        if side in (Standing.HIGHER, Standing.LOWER):
            told = words["beyond"].format(
                side=words[side],
                level=level.label[language],
                label=small(read_measures()[measure].label[language]),
                time=f" ({period.label(language)})" if is_other else "",
            )
    return told
