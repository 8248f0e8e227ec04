"""A register's years beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import DEFINITIONS, Population
from nrs_lib.stats.estimates import Estimates, combined, from_rows
from nrs_lib.stats.indicators import INDICATORS, definitions_of_indicators, indicator_rows
from nrs_lib.stats.over_time import since_the_first
from nrs_lib.stats.rows import Group, count_row

MOST = 5
"""Of a course over years, up to a report's own."""
COUNTS = {
    "first_visits": "visited",
    "programme_starts": "started",
    "programme_discharges": "discharged",
}


def years_of(population: Population, period: Period) -> list[Period]:
    """The last years up to a period, oldest first, from the first with anybody on."""
    found = [period]
    while len(found) < MOST:
        found.insert(0, found[0].year_before())
    known = [bool(len(population.in_period(one).visited)) for one in found]
    return found[known.index(True) :] if any(known) else [period]


def years(population: Population, period: Period) -> Estimates:
    """Volume and indicators of each of the last years.

    Returns
    -------
    Estimates
        The rows of `volume.course` and `indicators.indicators`, one period for each year; of an
        indicator from the first year with anybody.
    """
    counts, found = [], []
    for one in years_of(population, period):
        cohort = population.in_period(one)
        counts += _counted(Group.of(population.group), cohort)
        found += indicator_rows(cohort)
    return combined(
        [
            from_rows(counts, definitions=(*DEFINITIONS, *(f"measure:{name}" for name in COUNTS))),
            from_rows(
                since_the_first(found),
                definitions=definitions_of_indicators(population, INDICATORS),
            ),
        ]
    )


def _counted(group: Group, cohort) -> Iterator[dict[str, object]]:
    for measure, chosen in COUNTS.items():
        units = getattr(cohort, chosen)["unit_id"]
        yield count_row(group, measure, units, period=cohort.period.code)
