"""How much a unit does, and how its patients become the answers that results rest on."""

from __future__ import annotations

import numpy as np

from nrs_lib.cohort.pairing import paired_scores
from nrs_lib.cohort.periods import EVER, Period, places_in
from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population
from nrs_lib.contracts.reading import read_codelist
from nrs_lib.stats.estimates import Estimates, Part, from_rows
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, category_rows, count_row
from nrs_lib.terms import Scope, TimePoint

PAIRED_SCALE = "nrs_pain"
QUARTERS = 12
"""Of a course over time, up to the end of a report's period."""
BY_UNIT = ("first_visits", "programme_starts", "programme_discharges", "followups_due")
"""What is counted unit by unit."""
_COURSE = {
    "first_visits": "visited",
    "programme_starts": "started",
    "programme_discharges": "discharged",
}
ANSWERED_AT = ("first_visits", "programme_discharges", "followups_due")
"""What a questionnaire belongs to: the start, discharge and the year after."""
_COUNTED = {"referrals": "referred", **_COURSE, "followups_due": "due"}
"""What is counted, and the group of episodes that it counts."""
_FLOWS = {
    "flow_discharge": TimePoint.DISCHARGE,
    "flow_followup": TimePoint.FOLLOWUP_12M,
}


def _units(cohort: Cohort) -> dict[str, np.ndarray]:
    """By measure the unit of each episode that is counted."""
    return {
        measure: cohort.column(name, "unit_id").to_numpy() for measure, name in _COUNTED.items()
    }


def ends_counted(cohort: Cohort) -> Estimates:
    """Count where a questionnaire was to be answered in the period.

    Returns
    -------
    Estimates
        Counts of first visits, programme discharges and follow-ups due.
    """
    rows = [row for row in _counts(cohort) if row["measure"] in ANSWERED_AT]
    measures = [f"measure:{name}" for name in ANSWERED_AT]
    return from_rows(rows, definitions=(*DEFINITIONS, *measures))


def _counts(cohort: Cohort) -> list[dict[str, object]]:
    group, period = Group.of(cohort.group), cohort.period.code
    return [
        count_row(group, measure, units, period=period) for measure, units in _units(cohort).items()
    ]


def volume(cohort: Cohort) -> Estimates:
    """Count what was done in the period.

    Returns
    -------
    Estimates
        Counts of referrals, first visits, programme starts, programme discharges and
        follow-ups due, and the share of each care process among first visits.
    """
    return volume_part(cohort).estimates()


def volume_part(cohort: Cohort) -> Part:
    """`volume`, for a table with others."""
    group = Group.of(cohort.group)
    period = cohort.period.code
    rows = _counts(cohort)
    rows += category_rows(
        group,
        "care_process",
        cohort.column("visited", "care_process"),
        cohort.column("visited", "unit_id"),
        categories=[code.code for code in read_codelist("care_process").codes],
        period=period,
    )
    measures = [f"measure:{name}" for name in (*_COUNTED, "care_process")]
    known = ("convention:referrals_known_days",)
    return Part(rows, definitions=(*DEFINITIONS, *known, *SHARE_DEFINITIONS, *measures))


def volume_by_unit(population: Population, period: Period) -> Estimates:
    """Count what each unit of a register did in a period.

    Returns
    -------
    Estimates
        Counts per unit (scope ``unit``) of the measures in `BY_UNIT`; the nation's are those of
        `volume`. A unit that did nothing has its zeros.
    """
    cohort = population.in_period(period)
    rows = []
    for measure, units in _units(cohort).items():
        if measure in BY_UNIT:
            rows += [
                count_row(
                    Group(unit, Scope.UNIT), measure, units[units == unit], period=period.code
                )
                for unit in population.units["unit_id"].astype("str")
            ]
    return from_rows(rows, definitions=(*DEFINITIONS, *(f"measure:{name}" for name in BY_UNIT)))


def course(population: Population, period: Period) -> Estimates:
    """Count what was done in each of the twelve quarters up to the end of a period."""
    group, ever = Group.of(population.group), population.in_period(EVER)
    quarters = period.quarters(QUARTERS)
    units = {name: ever.column(name, "unit_id").to_numpy() for name in _COURSE.values()}
    places = {name: places_in(ever.days(name), quarters) for name in _COURSE.values()}
    rows = [
        count_row(group, measure, units[name][places[name][at]], period=quarter.code)
        for at, quarter in enumerate(quarters)
        for measure, name in _COURSE.items()
    ]
    return from_rows(rows, definitions=(*DEFINITIONS, *(f"measure:{name}" for name in _COURSE)))


def flow(cohort: Cohort) -> Estimates:
    """Count how episodes become pairs of answers, step by step.

    Returns
    -------
    Estimates
        Counts per step (category) for results at discharge and after a year. Each step is
        a part of the one before it.
    """
    group = Group.of(cohort.group)
    rows = []
    for measure, time_point in _FLOWS.items():
        episodes = cohort.followed(time_point)
        units = episodes["unit_id"].to_numpy()
        has_start, has_later = (
            cohort.answers(episodes, point)["has_answered"].to_numpy()
            for point in (TimePoint.INITIAL, time_point)
        )
        pairs = paired_scores(cohort, scale=PAIRED_SCALE, time_point=time_point)
        steps = {
            "discharged": units,
            "with_start": units[has_start],
            "with_later": units[has_start & has_later],
            "paired": pairs.units,
        }
        rows += [
            count_row(
                group,
                measure,
                kept,
                category=step,
                period=cohort.period.code,
            )
            for step, kept in steps.items()
        ]
    return from_rows(rows, definitions=(*DEFINITIONS, *(f"measure:{name}" for name in _FLOWS)))
