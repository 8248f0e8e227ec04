"""Sick leave in windows before and after a programme, one row per episode and window."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nrs_lib.cohort.sick_leave.at_risk import AtRisk, at_risk, pension_days
from nrs_lib.cohort.sick_leave.categories import CATEGORY, categorise, category_runs
from nrs_lib.cohort.sick_leave.days import steps
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.spells import NO_DAY, QUARTERS, Spells, dates_of, days_of
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.sick_leave import WindowSet, read_sick_leave

LEFT_OUT = ("not_linked", "no_end", "no_date", "missing_period", "too_short")
"""Why a window is not counted, the first that applies: the patient's periods were not asked
for; nobody knows until when they are complete; the programme has no start or discharge; a
period has no days or extent; too few of the window's days are at risk."""
_SEEN = ("first_visit_date", "program_start_date", "discharge_date")


def count_days(
    spells: Spells,
    patients: pd.Series,
    first: np.ndarray,
    last: np.ndarray,
    *,
    overlap: str | None = None,
) -> pd.DataFrame:
    """Gross days, net days and category of some stretches of days.

    Parameters
    ----------
    spells
        The periods.
    patients
        Whose stretch it is; somebody without any period has no days of sick leave.
    first, last
        First and last day of each, both included, in days from 1970-01-01.
    overlap
        Rule for days with several periods; the convention's when not given.

    Returns
    -------
    pandas.DataFrame
        One row per stretch. ``gross_days``: days with any benefit. ``net_days``: days times
        extent, exact in quarters of a day. ``category``: ordered. All are missing for a
        stretch without days and for a patient with an unplaceable period.
    """
    rule = read_sick_leave().overlap(overlap).code
    is_known = (last >= first) & ~patients.isin(spells.unplaceable).to_numpy()
    first, last = np.where(is_known, first, 0), np.where(is_known, last, -1)
    place = spells.patients.get_indexer(patients.astype("object"))
    found = steps(spells, overlap=rule)
    gross = found.at_least(1).within(place, first, last)
    net = found.within(place, first, last) / QUARTERS
    return pd.DataFrame(
        {
            "gross_days": np.where(is_known, gross, np.nan),
            "net_days": np.where(is_known, net, np.nan),
            "category": categorise(category_runs(spells), place, first, last),
        }
    ).astype({"category": CATEGORY})


def measure_windows(
    episodes: pd.DataFrame,
    linkage: Linkage,
    *,
    window_set: str = "study",
    overlap: str | None = None,
) -> pd.DataFrame:
    """Measure sick leave of each episode in each window of a set.

    Parameters
    ----------
    episodes
        One row per episode, with the columns of the episode contract.
    linkage
        The periods, and until when they are known.
    window_set, overlap
        Codes in ``sick_leave.yaml``.

    Returns
    -------
    pandas.DataFrame
        One row per episode and window, in that order: ``episode_id``, ``patient_id``,
        ``unit_id``, ``window``, ``first_day``, ``last_day``, ``days`` (whole window),
        ``at_risk_days``, ``cut_by`` (a limit's code, or empty), ``is_complete``,
        ``left_out`` (a code in `LEFT_OUT`, or empty), ``gross_days``, ``net_days``,
        ``category``. What is left out has no days and no category, never 0 and never
        ``none``. Days of sick leave outside the days at risk are not counted.
    """
    chosen = read_sick_leave().window_set(window_set)
    placed = _placed(episodes, chosen)
    row = placed["row"].to_numpy()
    first, last = placed["first"].to_numpy(), placed["last"].to_numpy()
    is_placed = first != NO_DAY
    limits = {code: day[row] for code, day in limits_of(episodes, linkage).items()}
    has_end = limits["end_of_data"] != NO_DAY
    left = at_risk(np.where(is_placed, first, 0), np.where(is_placed, last, -1), limits)
    patients = episodes["patient_id"].astype("object").iloc[row].reset_index(drop=True)
    left_out = _left_out(
        is_linked=linkage.is_linked(episodes)[row],
        has_end=has_end,
        is_placed=is_placed,
        is_unplaceable=patients.isin(linkage.spells.unplaceable).to_numpy(),
        left=left,
        days=last - first + 1,
    )
    counted = count_days(
        linkage.spells, patients, np.where(is_placed, first, 0), left.last, overlap=overlap
    )
    is_counted = left_out == ""
    whole = np.where(is_placed, last - first + 1, 0)
    return pd.DataFrame(
        {
            "episode_id": episodes["episode_id"].to_numpy()[row],
            "patient_id": patients,
            "unit_id": episodes["unit_id"].to_numpy()[row],
            "window": placed["window"].to_numpy(),
            "first_day": pd.Series(dates_of(first)),
            "last_day": pd.Series(dates_of(last)),
            "days": pd.Series(whole, dtype="Int64").mask(~is_placed),
            "at_risk_days": pd.Series(left.days, dtype="Int64").mask(~is_placed),
            "cut_by": np.where(is_placed, left.cut_by, ""),
            "is_complete": is_placed & has_end & (left.cut_by == ""),
            "left_out": left_out,
            "gross_days": counted["gross_days"].where(is_counted),
            "net_days": counted["net_days"].where(is_counted),
            "category": counted["category"].where(is_counted),
        }
    )


def _placed(episodes: pd.DataFrame, chosen: WindowSet) -> pd.DataFrame:
    parts = []
    for order, window in enumerate(chosen.windows):
        anchor = days_of(episodes[window.anchor])
        known = anchor != NO_DAY
        parts.append(
            pd.DataFrame(
                {
                    "row": np.arange(len(episodes)),
                    "order": order,
                    "window": window.code,
                    "first": np.where(known, anchor + window.first, NO_DAY),
                    "last": np.where(known, anchor + window.last, NO_DAY),
                }
            )
        )
    return pd.concat(parts).sort_values(["row", "order"], ignore_index=True)


def limits_of(episodes: pd.DataFrame, linkage: Linkage) -> Mapping[str, np.ndarray]:
    """The days that end each episode's days at risk, by limit.

    Where the registry says that a patient has died and no date is known, the last visit, start
    or discharge is the last day they were seen; what came after is not at risk.
    """
    n = len(episodes)
    death, emigration = (
        np.full(n, NO_DAY) if dates is None else days_of(dates)
        for dates in (linkage.known_of(episodes, c) for c in ("death_date", "emigration_date"))
    )
    seen = np.stack([days_of(episodes[column]) for column in _SEEN]).max(axis=0)
    died = episodes["deceased"].fillna(False).to_numpy(dtype=bool)
    death = np.where((death == NO_DAY) & died, seen, death)
    return {
        "death": death,
        "emigration": emigration,
        "pension": pension_days(
            birth_date=linkage.known_of(episodes, "birth_date"),
            birth_year=linkage.known_of(episodes, "birth_year"),
            day=episodes["first_visit_date"],
            age=episodes["age"],
        ),
        "end_of_data": linkage.end_of_data(episodes),
    }


def _left_out(
    *,
    is_linked: np.ndarray,
    has_end: np.ndarray,
    is_placed: np.ndarray,
    is_unplaceable: np.ndarray,
    left: AtRisk,
    days: np.ndarray,
) -> np.ndarray:
    least = get("sick_leave_least_at_risk").value
    # A single day at risk is asked for even where the convention asks for none.
    too_short = left.days < np.maximum(least * days, 1)
    return np.select(
        [~is_linked, ~has_end, ~is_placed, is_unplaceable, too_short], LEFT_OUT, default=""
    ).astype(object)
