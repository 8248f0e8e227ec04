"""Sick leave: a category in each window of the published study, and the periods behind it.

A patient has one category per window; between two windows it changes on one day. Periods
follow each other without gap, so every window holds one category only.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from nrs_lib.contracts import conventions
from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.draws import choose
from nrs_lib.extract.synthetic.sections import SickLeave
from nrs_lib.terms import Register

NONE, PARTIAL, FULL, PERMANENT = range(4)
"""Categories in order: none, partial, full temporary, full permanent."""

WINDOWS = ("t0", "t1", "t2", "t3")
_COLUMNS = ("patient_id", "benefit", "extent", "start_date", "end_date")
_PENSION = "sickness_compensation"
_YOUNG_PENSION = "activity_compensation"


def draw(
    assumptions: Assumptions, rng: np.random.Generator, *, episodes: pd.DataFrame
) -> np.ndarray:
    """Draw the category of every episode in every window.

    Returns
    -------
    numpy.ndarray
        One row per episode, one column per window. Permanent stays permanent.
    """
    numbers = assumptions.sick_leave
    n = len(episodes)
    sex = episodes["sex"].to_numpy()
    severity = rng.standard_normal(n)
    lasting = _carried(rng, severity, numbers.persistence)
    categories = np.zeros((n, len(WINDOWS)), dtype=int)
    for column, window in enumerate(WINDOWS):
        severity = severity if column == 0 else _carried(rng, severity, numbers.persistence)
        permanent = _rank(lasting) >= 1 - numbers.permanent_share[window]
        categories[permanent, column] = PERMANENT
        for name in numbers.none_share:
            mine = np.flatnonzero((sex == name) & ~permanent)
            none = numbers.none_share[name][window]
            partial = none + numbers.partial_share[name][window]
            rank = _rank(severity[mine]) * (1 - numbers.permanent_share[window])
            categories[mine, column] = np.select(
                [rank < none, rank < partial], [NONE, PARTIAL], FULL
            )
    return categories


def periods(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    episodes: pd.DataFrame,
    categories: np.ndarray,
) -> pd.DataFrame:
    """Write the periods of the patients who are linked.

    Linked are patients in specialist care whose first programme began before the linkage.

    Returns
    -------
    pandas.DataFrame
        One row per patient, benefit, extent and first day, as in the contract.
    """
    numbers = assumptions.sick_leave
    linkage = np.datetime64(numbers.linkage_date, "D")
    start = episodes["program_start_date"].to_numpy().astype("datetime64[D]")
    linked = (
        (episodes["register"] == str(Register.NRSSV)).to_numpy()
        & (start < linkage)
        & ~episodes["consent_withdrawn"].to_numpy()
    )
    rows = np.flatnonzero(linked)
    rows = rows[np.argsort(start[rows], kind="stable")]
    rows = rows[~episodes["patient_id"].iloc[rows].duplicated().to_numpy()]
    edges = _edges(numbers, rng, episodes.iloc[rows])
    parts = []
    patients = episodes["patient_id"].to_numpy(dtype=object)[rows]
    young = episodes["age"].to_numpy()[rows] < numbers.activity_compensation_below_age
    for patient, row, days, is_young in zip(patients, rows, edges, young, strict=True):
        written = _patient(numbers, rng, categories[row], days, linkage, is_young)
        parts.extend((patient, *period) for period in written)
    table = pd.DataFrame(parts, columns=_COLUMNS)
    table = table.astype({"extent": float})
    for name in ("start_date", "end_date"):
        table[name] = pd.to_datetime(table[name])
    table["gross_days"] = (table["end_date"] - table["start_date"]).dt.days + 1
    table["net_days"] = table["gross_days"] * table["extent"]
    table["linkage_date"] = pd.Timestamp(numbers.linkage_date)
    return table.sort_values(["patient_id", "start_date", "benefit"], ignore_index=True)


def _carried(rng: np.random.Generator, state: np.ndarray, correlation: float) -> np.ndarray:
    new = rng.standard_normal(len(state))
    return correlation * state + np.sqrt(1 - correlation**2) * new


def _rank(values: np.ndarray) -> np.ndarray:
    return (values.argsort().argsort() + 0.5) / max(len(values), 1)


def _edges(numbers: SickLeave, rng: np.random.Generator, linked: pd.DataFrame) -> np.ndarray:
    """Days on which the five stretches begin and the last one ends, per patient."""
    windows = conventions.get("sick_leave_windows").value
    bounds = []
    for window in WINDOWS:
        anchor, first, last = windows[window]
        day = linked[anchor].to_numpy().astype("datetime64[D]")
        bounds.append((day + np.timedelta64(int(first), "D"), day + np.timedelta64(int(last), "D")))
    n = len(linked)
    shortest, longest = numbers.first_period_days
    edges = [bounds[0][0] - rng.integers(shortest, longest + 1, n).astype("timedelta64[D]")]
    for (_, last), (first, _) in pairwise(bounds):
        room = (first - last).astype(int)
        edges.append(last + 1 + (rng.random(n) * room).astype("timedelta64[D]"))
    edges.append(bounds[-1][1] + rng.integers(shortest, longest + 1, n).astype("timedelta64[D]"))
    return np.column_stack(edges)


def _patient(
    numbers: SickLeave,
    rng: np.random.Generator,
    categories: Sequence[int],
    edges: np.ndarray,
    linkage: np.datetime64,
    young: bool,
) -> list[tuple]:
    written = []
    pension = _YOUNG_PENSION if young else _PENSION
    stretch = 0
    while stretch < len(WINDOWS):
        category, begin = categories[stretch], edges[stretch]
        # Neighbouring windows of one category are one stretch with the same benefit.
        while stretch < len(WINDOWS) and categories[stretch] == category:
            stretch += 1
        end = edges[stretch] - 1
        for benefit, extent in _benefits(numbers, rng, category, pension):
            written += _decisions(numbers, rng, benefit, extent, begin, min(end, linkage))
        if category == NONE and rng.random() < numbers.short_period_share:
            low, high = numbers.short_period_days
            days = int(rng.integers(low, high + 1))
            room = int((min(end, linkage) - begin).astype(int)) - days
            distance = numbers.short_period_distance_days
            if room > 2 * distance:
                first = begin + distance + int(rng.integers(0, room - 2 * distance + 1))
                last = first + days - 1
                written += _decisions(numbers, rng, "sickness_benefit", 1.0, first, last)
    return written


def _benefits(
    numbers: SickLeave, rng: np.random.Generator, category: int, pension: str
) -> list[tuple[str, float]]:
    if category == NONE:
        return []
    if category == PERMANENT:
        return [(pension, 1.0)]
    if category == PARTIAL:
        extent = float(choose(rng, numbers.partial_extent_shares, 1)[0])
        benefit = choose(rng, numbers.partial_benefit_shares, 1)[0]
        return [(pension if benefit == _PENSION else benefit, extent)]
    benefit = choose(rng, numbers.full_benefit_shares, 1)[0]
    if benefit == "mixed":
        return [(pension, 0.5), ("sickness_benefit", 0.5)]
    return [(benefit, 1.0)]


def _decisions(
    numbers: SickLeave,
    rng: np.random.Generator,
    benefit: str,
    extent: float,
    begin: np.datetime64,
    end: np.datetime64,
) -> list[tuple]:
    written = []
    lasting = benefit in (_PENSION, _YOUNG_PENSION)
    while begin <= end:
        longest = int(rng.integers(30, numbers.longest_decision_days + 1))
        last = end if lasting else min(end, begin + longest - 1)
        written.append((benefit, extent, begin, last))
        begin = last + 1
    return written
