"""Checks across tables: references, order in time, and what must fit together."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from nrs_lib.contracts.checking import key_numbers, per_distinct
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.findings import Review
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.pain_diagnoses import read_pain_diagnoses
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.rules import limit
from nrs_lib.terms import TimePoint

_DATE_ORDER = ("referral_date", "first_visit_date", "program_start_date", "discharge_date")
_PROFILE_SCALES = (
    "pain_severity",
    "interference",
    "life_control",
    "affective_distress",
    "support",
    "punishing",
    "solicitous",
    "distracting",
)
_FAR = np.datetime64("2262-01-01", "D")


def check_across(review: Review, *, as_of: dt.date) -> None:
    """Check the tables of a review against each other.

    Rows that lead nowhere or run backwards in time are set aside first, with everything
    that belongs to them, so that the other rules see only what will be analysed.

    Parameters
    ----------
    review
        Typed tables that have passed :func:`~nrs_lib.contracts.checking.check_within`.
    as_of
        The day the registry was read; an episode without discharge is open until then.
    """
    _check_references(review)
    _check_date_order(review)
    _check_item_codes(review)
    review.settle()
    _follow_their_episode(review)
    review.settle()
    _check_answer_dates(review)
    _check_units_open(review)
    _check_open_episodes(review)
    _check_followed(review)
    _check_pain_duration(review)
    _check_first_diagnosis(review)
    _check_regions(review)
    _check_profile(review)
    _check_sick_leave(review)


def _known(review: Review, table: str, key: str, *, also_set_aside: bool) -> frozenset[str]:
    known = [review.tables[table][key]]
    if also_set_aside:
        known += [gone[key] for gone in review.set_aside[table]]
    return frozenset(pd.concat(known).dropna())


def _check_references(review: Review) -> None:
    for name, contract in read_contracts().items():
        for reference in contract.references:
            values = review.tables[name][reference.column]
            known = _known(review, reference.table, reference.key, also_set_aside=True)
            leads = per_distinct(values, known.__contains__)
            review.note(name, reference.column, "unknown_reference", ~leads)


def _check_date_order(review: Review) -> None:
    episodes = review.tables["episode"]
    for place, earlier in enumerate(_DATE_ORDER):
        for later in _DATE_ORDER[place + 1 :]:
            reverse = episodes[earlier] > episodes[later]
            review.note("episode", f"{earlier}, {later}", "date_order", reverse)
    periods = review.tables["sick_leave"]
    review.note(
        "sick_leave",
        "start_date, end_date",
        "period_order",
        periods["start_date"] > periods["end_date"],
    )


def _check_item_codes(review: Review) -> None:
    items = review.tables["item"]
    known = {
        (instrument.id, item.code)
        for instrument in read_instruments().values()
        for item in instrument.items
    }
    pairs = key_numbers(items, ["instrument", "item"])
    first = np.full(int(pairs.max(initial=-1)) + 1, -1)
    first[pairs] = np.arange(len(pairs))
    distinct = np.flatnonzero(first >= 0)
    rows = items.iloc[first[distinct]][["instrument", "item"]].itertuples(index=False, name=None)
    odd = [pair for pair, row in zip(distinct, rows, strict=True) if row not in known]
    if odd:
        review.note("item", "instrument, item", "unknown_item", np.isin(pairs, odd))


def _follow_their_episode(review: Review) -> None:
    for name, contract in read_contracts().items():
        for reference in contract.references:
            if reference.table != "episode":
                continue
            staying = _known(review, "episode", reference.key, also_set_aside=False)
            stays = per_distinct(review.tables[name][reference.column], staying.__contains__)
            # Those that lead nowhere at all are set aside for that reason already.
            review.note(name, reference.column, "follows_set_aside", ~stays)


def _beside_episode(review: Review, table: str, columns: list[str]) -> pd.DataFrame:
    """Columns of the episode, one row per row of the other table, in its order."""
    episodes = review.tables["episode"].set_index("episode_id")[columns]
    return episodes.reindex(review.tables[table]["episode_id"]).reset_index(drop=True)


def _check_answer_dates(review: Review) -> None:
    answers = review.tables["questionnaire"]
    beside = _beside_episode(review, "questionnaire", ["discharge_date"])
    days = (answers["answered_date"] - beside["discharge_date"]).dt.days
    earliest, latest = get("followup_window_days").value
    is_followup = answers["time_point"] == TimePoint.FOLLOWUP_12M.value
    outside = is_followup & ((days < earliest) | (days > latest))
    review.note("questionnaire", "answered_date", "followup_window", outside)
    dates = answers.pivot(index="episode_id", columns="time_point", values="answered_date")
    dates = dates.reindex(columns=[point.value for point in TimePoint]).astype("datetime64[us]")
    reverse = pd.Series(False, index=dates.index)
    for earlier, later in (("initial", "discharge"), ("discharge", "followup_12m")):
        reverse |= dates[earlier] > dates[later]
    reverse |= dates["initial"] > dates["followup_12m"]
    # One finding per episode, shown at its first questionnaire.
    first = ~answers["episode_id"].duplicated()
    of_reverse = answers["episode_id"].isin(reverse.index[reverse])
    review.note("questionnaire", "answered_date", "answer_order", first & of_reverse)


def _check_units_open(review: Review) -> None:
    episodes = review.tables["episode"]
    units = review.tables["unit"].set_index("unit_id")[["joined_date", "left_date"]]
    beside = units.reindex(episodes["unit_id"]).reset_index(drop=True)
    visit = episodes["first_visit_date"]
    closed = (visit < beside["joined_date"]) | (visit > beside["left_date"])
    review.note("episode", "first_visit_date", "unit_closed", closed)


def _check_open_episodes(review: Review) -> None:
    episodes = review.tables["episode"]
    course = episodes[["patient_id", "unit_id", "first_visit_date", "discharge_date"]]
    course = course.dropna(subset="first_visit_date").sort_values(
        ["patient_id", "unit_id", "first_visit_date"], kind="stable"
    )
    end = course["discharge_date"].fillna(pd.Timestamp(_FAR))
    who = course.groupby(["patient_id", "unit_id"], observed=True).ngroup()
    # The latest end so far, not only the previous one: a long episode can span several.
    latest = end.groupby(who).cummax().groupby(who).shift()
    overlaps = (course["first_visit_date"] < latest).fillna(False)
    review.note(
        "episode", "patient_id, unit_id", "overlapping_episodes", course.index[overlaps].to_numpy()
    )


def _check_followed(review: Review) -> None:
    answers = review.tables["questionnaire"]
    process = _beside_episode(review, "questionnaire", ["care_process"])["care_process"]
    later = answers["time_point"] != TimePoint.INITIAL.value
    followed = process.isin(limit("followed_processes"))
    review.note("questionnaire", "time_point", "discharge_without_programme", later & ~followed)


def _check_pain_duration(review: Review) -> None:
    answers = review.tables["questionnaire"]
    total, persistent = answers["pain_duration_days"], answers["persistent_pain_days"]
    review.note(
        "questionnaire",
        "pain_duration_days",
        "short_pain_duration",
        total < limit("least_pain_days"),
    )
    review.note(
        "questionnaire", "persistent_pain_days", "persistent_exceeds_total", persistent > total
    )


def _check_first_diagnosis(review: Review) -> None:
    diagnoses = review.tables["diagnosis"]
    day = _beside_episode(review, "diagnosis", ["first_visit_date"])["first_visit_date"]
    code = diagnoses["icd10_se"]
    always = tuple(known.prefix for known in read_pain_diagnoses() if known.valid_from is None)
    is_pain = per_distinct(code, lambda text: text.startswith(always))
    for known in read_pain_diagnoses():
        if known.valid_from is not None:
            in_force = (day >= pd.Timestamp(known.valid_from)).to_numpy(dtype=bool)
            fits = per_distinct(code, lambda text, prefix=known.prefix: text.startswith(prefix))
            is_pain |= fits & in_force
    first = (diagnoses["position"] == 1).fillna(False).to_numpy(dtype=bool)
    chapters = tuple(limit("pain_chapters"))
    near = per_distinct(code, lambda text: text.startswith(chapters))
    review.note("diagnosis", "icd10_se", "first_diagnosis_not_pain", first & ~is_pain & near)
    review.note("diagnosis", "icd10_se", "first_diagnosis_other_chapter", first & ~is_pain & ~near)


def _check_regions(review: Review) -> None:
    items, answers = review.tables["item"], review.tables["questionnaire"]
    marked = items.loc[(items["instrument"] == "pri") & (items["value"] == 1)]
    key = ["episode_id", "time_point"]
    counts = marked.groupby(key, observed=True).size().rename("marked").reset_index()
    # A questionnaire without any marked region may lack the drawing, so it is not compared.
    both = answers[[*key, "exported_pain_region_index"]].merge(counts, on=key, how="left")
    differs = both["exported_pain_region_index"] != both["marked"].astype("Int64")
    review.note("questionnaire", "exported_pain_region_index", "region_count_differs", differs)


def _check_profile(review: Review) -> None:
    answers = review.tables["questionnaire"]
    scales = answers[[f"exported_mpi_{name}" for name in _PROFILE_SCALES]]
    # A delivery that never has a scale says nothing about single patients.
    if scales.notna().any().all():
        lone = answers["mpi_profile"].notna() & scales.isna().any(axis=1)
        review.note("questionnaire", "mpi_profile", "profile_without_scales", lone)


def _check_sick_leave(review: Review) -> None:
    periods = review.tables["sick_leave"]
    if periods.empty:
        return
    extent = periods["extent"].astype("float64").fillna(0)
    steps = pd.concat(
        [
            pd.DataFrame(
                {"who": periods["patient_id"], "day": periods["start_date"], "by": extent}
            ),
            pd.DataFrame(
                {
                    "who": periods["patient_id"],
                    "day": periods["end_date"] + pd.Timedelta(days=1),
                    "by": -extent,
                }
            ),
        ],
        keys=[0, 1],
        names=["is_end", "row"],
    ).reset_index()
    # On one day endings come before beginnings: back-to-back periods do not overlap.
    steps = steps.sort_values(["who", "day", "by"], kind="stable")
    total = steps.groupby("who", observed=True)["by"].cumsum()
    above = steps.loc[(total > 1 + get("threshold_tolerance").value) & (steps["is_end"] == 0)]
    review.note(
        "sick_leave", "extent", "sick_leave_above_full", np.unique(above["row"].to_numpy("int64"))
    )
