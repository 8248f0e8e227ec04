"""Questionnaires that were exchanged for another version, each version as its own series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrs_lib.cohort.periods import Period
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
    cohorts = [population.in_period(part) for part in period.quarters(QUARTERS)]
    rows, definitions = [], []
    for family in read_families().values():
        made = {version.instrument: _rows(cohorts, version.series) for version in family.versions}
        if sum(bool(found) for found in made.values()) < 2:
            continue
        rows += [row for found in made.values() for row in found]
        definitions += [f"versions:{family.family}", *_scored(population, family)]
    return from_rows(
        rows, definitions=(*DEFINITIONS, *MEAN_DEFINITIONS, *definitions) if rows else ()
    )


def _scored(population: Population, family: Family) -> list[str]:
    return scored_by(population, [code for one in family.versions for code in one.series])


def _rows(cohorts: Sequence[Cohort], scales: Sequence[str]) -> list[dict[str, object]]:
    rows = []
    for cohort in cohorts:
        episodes = cohort.registered
        answers = cohort.answers(episodes, TimePoint.INITIAL)
        for code in scales:
            if code not in answers or not answers[code].notna().any():
                continue
            rows.append(
                mean_row(
                    Group.of(cohort.group),
                    code,
                    answers[code].to_numpy(dtype="float64", na_value=np.nan),
                    episodes["unit_id"].to_numpy(),
                    time_point=TimePoint.INITIAL,
                    period=cohort.period.code,
                )
            )
    return rows
