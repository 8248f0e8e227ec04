"""Every number of a report, section by section, for a unit or for the nation.

The same functions make a unit's own numbers and the national ones, so the two sides of
every comparison are defined alike.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.reach import Reach
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.conventions import get
from nrs_lib.stats import (
    followup,
    indicators,
    over_time,
    portrait,
    results,
    version_series,
    volume,
)
from nrs_lib.stats.data_quality.sensitive import main_results, shifted_results, unmodelled
from nrs_lib.stats.estimates import Estimates, combined, from_parts
from nrs_lib.stats.responder_estimates import OF_ANSWERED, responder_curve_part
from nrs_lib.stats.volume import QUARTERS
from nrs_lib.terms import Register, TimePoint

_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)


@cache
def scales() -> tuple[str, ...]:
    """The scales that reports show, in order; value sets as the conventions choose."""
    return (
        "nrs_pain",
        "pri_total",
        "mpi_pain_severity",
        "mpi_interference",
        "mpi_life_control",
        "mpi_affective_distress",
        "mpi_general_activity",
        "hads_anxiety",
        "hads_depression",
        "isi_total",
        "eq_vas",
        f"eq5d5l_index_{get('eq5d5l_value_set').value}",
        f"eq5d3l_index_{get('eq5d3l_value_set').value}",
    )


def _volume(population: Population, period: Period) -> Estimates:
    both = (period, period.year_before())
    return from_parts(volume.volume_part(population.in_period(one)) for one in both)


def _change(population: Population, period: Period) -> Estimates:
    cohort = population.in_period(period)
    return from_parts(
        results.change_part(cohort, scales=scales(), time_point=point) for point in _LATER
    )


def _responders(population: Population, period: Period) -> Estimates:
    cohort = population.in_period(period)
    return from_parts(
        results.responder_part(cohort, scales=scales(), time_point=point) for point in _LATER
    )


def _curves(population: Population, period: Period) -> Estimates:
    cohort = population.in_period(period)
    return from_parts(
        responder_curve_part(
            cohort,
            scale=scale,
            unit=unit,
            time_point=point,
            denominators=[OF_ANSWERED],
        )
        for scale, unit in get("responder_curves").value.items()
        for point in _LATER
    )


def _perceived(population: Population, period: Period) -> Estimates:
    cohort = population.in_period(period)
    return from_parts(followup.perceived_part(cohort, time_point=point) for point in _LATER)


UNITS = "units"
VOLUME = "volume"
OVER_TIME = "over_time"
CURVES = "curves"
SENSITIVITY = "sensitivity"
MODELLED = "modelled_losses"
SECTIONS: dict[str, Callable[[Population, Period], Estimates]] = {
    "indicators": indicators.indicators,
    OVER_TIME: over_time.over_time,
    VOLUME: _volume,
    "course": volume.course,
    "flow": lambda population, period: volume.flow(population.in_period(period)),
    "portrait": lambda population, period: portrait.portrait(population.in_period(period)),
    "diagnoses": lambda population, period: portrait.diagnoses(population.in_period(period)),
    "start": lambda population, period: results.start_values(
        population.in_period(period), scales=scales()
    ),
    "versions": version_series.version_series,
    "change": _change,
    "responders": _responders,
    CURVES: _curves,
    "perceived": _perceived,
    "programme": lambda population, period: followup.programme(population.in_period(period)),
    "goals": lambda population, period: followup.goals(population.in_period(period)),
    "response": lambda population, period: followup.response(population.in_period(period)),
    SENSITIVITY: lambda population, period: shifted_results(population.in_period(period)),
}


def of_unit(name: str, own: Estimates, national: Estimates) -> Estimates:
    """A section as a unit's report has it: its own numbers, and the nation's beside them."""
    if name == OVER_TIME:
        # A control chart holds a unit against itself; the nation's course is no part of it.
        return own
    if name == SENSITIVITY:
        # Nothing is imputed of a unit, and what is of the nation stands in no unit's report.
        national = unmodelled(national)
    return combined([own, national])


def reach_of(register: Register | str, period: Period) -> Reach:
    """How far the numbers of a register reach from a period: all sections, own and national.

    They go back as far as charts, or the year before the longest that quarters are pooled to.
    """
    begun = [
        *period.quarters(max(QUARTERS, int(get("charted_quarters").value))),
        *(period.rolling(int(n)) for n in get("pooled_quarters").value),
        period.year_before(),
    ]
    return Reach(Register(register), min(one.start for one in begun), period.end)


def modelled_losses(population: Population, period: Period) -> Estimates:
    """The main results weighted and imputed, which only the nation's reference computes.

    Pooled quarters are shown by small units alone, whose reports have their own shift beside
    the nation's; nothing is imputed for them.
    """
    if period.is_rolling:
        return combined([])
    return main_results(population.in_period(period))
