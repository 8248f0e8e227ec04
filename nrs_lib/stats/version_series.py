"""Questionnaires that were exchanged for another version, each version as its own series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrs_lib.cohort.periods import EVER, Period, places_in
from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population
from nrs_lib.contracts.versions import Family, read_families
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import MEAN_DEFINITIONS, Group, mean_row
from nrs_lib.stats.scored import scored_by
from nrs_lib.stats.volume import QUARTERS
from nrs_lib.terms import TimePoint


def version_series(population: Population, period: Period) -> Estimates:
    """Mean at the start, quarter by quarter, of questionnaires that changed version.

    Returns
    -------
    Estimates
        One mean per quarter and scale of every family whose version changed within the
        twelve quarters up to the end of the period: at least two of its versions were
        answered then. A quarter without an answer to a version has no row for it. Empty when
        nothing changed. The versions' scores are never put together.
    """
    ever, quarters = population.in_period(EVER), period.quarters(QUARTERS)
    rows, definitions = [], []
    for family in read_families().values():
        made = {
            version.instrument: _rows(ever, quarters, version.series) for version in family.versions
        }
        if sum(bool(found) for found in made.values()) < 2:
            continue
        rows += [row for found in made.values() for row in found]
        definitions += [f"versions:{family.family}", *_scored(population, family)]
    return from_rows(
        rows, definitions=(*DEFINITIONS, *MEAN_DEFINITIONS, *definitions) if rows else ()
    )


def _scored(population: Population, family: Family) -> list[str]:
    return scored_by(population, [code for one in family.versions for code in one.series])


def _rows(
    ever: Cohort, quarters: Sequence[Period], scales: Sequence[str]
) -> list[dict[str, object]]:
    answers = ever.answers(ever.registered, TimePoint.INITIAL)
    units = ever.registered["unit_id"].to_numpy()
    scores = {
        code: answers[code].to_numpy(dtype="float64", na_value=np.nan)
        for code in scales
        if code in answers
    }
    group, point = Group.of(ever.group), TimePoint.INITIAL
    places = places_in(ever.days("registered"), quarters)
    return [
        mean_row(group, code, found[at], units[at], time_point=point, period=quarter.code)
        for quarter, at in zip(quarters, places, strict=True)
        for code, found in scores.items()
        if not np.isnan(found[at]).all()
    ]
