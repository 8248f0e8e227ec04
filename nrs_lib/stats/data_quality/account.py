"""What was found when the delivery was checked, and counts outside the registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort, Population
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.outside_counts import OutsideCount
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, count_row, share_row

FINDINGS, COVERAGE = "episodes_with_findings", "coverage"
LOADED = "episodes_loaded"


def findings(population: Population, found: Iterable[Mapping[str, object]] | None) -> Estimates:
    """Count episodes with findings, by severity, in the whole delivery.

    Parameters
    ----------
    found
        The extract's account: ``unit_id``, ``severity``, ``episodes``, as its passport has it
        under ``findings_by_unit``; None where it has none.

    Returns
    -------
    Estimates
        A category per severity, 0 where there is none, and how many episodes were loaded; no
        row where the extract has no such account, because it was loaded before they were kept.
    """
    keys = (f"measure:{FINDINGS}", f"measure:{LOADED}")
    if found is None:
        return from_rows([], definitions=keys)
    chosen = set(population.units["unit_id"].astype("str"))
    if not population.is_whole:
        chosen &= {population.group}
    mine = [one for one in found if one["unit_id"] in chosen]
    group = Group.of(population.group)
    rows = [count_row(group, LOADED, population.episodes["unit_id"].astype("str"))]
    for severity in read_measures()[FINDINGS].categories:
        units = [
            str(one["unit_id"])
            for one in mine
            if one["severity"] == severity
            for _ in range(int(one["episodes"]))
        ]
        own = pd.Series(units, dtype="object")
        rows.append(count_row(group, FINDINGS, own, category=severity))
    return from_rows(rows, definitions=keys)


def coverage(cohort: Cohort, outside: OutsideCount | None) -> Estimates:
    """Share of an outside count that is registered; no row where no count is given.

    More registered than counted is no share: the number is then missing, and n tells how many
    were registered.
    """
    keys = (*DEFINITIONS, *SHARE_DEFINITIONS, f"measure:{COVERAGE}")
    if outside is None:
        return from_rows([], definitions=keys)
    group = Group.of(cohort.group)
    registered = cohort.visited["unit_id"].astype("str").reset_index(drop=True)
    place = {"period": cohort.period.code}
    if len(registered) > outside.count:
        row = share_row(group, COVERAGE, pd.Series([], dtype="boolean"), registered[:0], **place)
        return from_rows([row | {"n": len(registered)}], definitions=keys)
    lacking = outside.count - len(registered)
    is_registered = pd.Series([True] * len(registered) + [False] * lacking, dtype="boolean")
    # Nobody knows the unit of who is not registered: they are the subject's own.
    where = "" if cohort.population.is_whole else cohort.group
    units = pd.concat([registered, pd.Series([where] * lacking, dtype="object")])
    row = share_row(group, COVERAGE, is_registered, units.reset_index(drop=True), **place)
    sizes = registered.value_counts()
    row |= {"n_units": len(sizes), "largest_n": int(sizes.max()) if len(sizes) else 0}
    return from_rows([row], definitions=keys)
