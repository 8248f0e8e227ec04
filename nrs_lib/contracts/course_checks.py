"""What must be in order in a course of care: its dates, its forms and its unit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.review import Review
from nrs_lib.contracts.rules import limit
from nrs_lib.terms import TimePoint

_DATE_ORDER = (
    "referral_date",
    "first_visit_date",
    "assessment_date",
    "program_start_date",
    "discharge_date",
    "followup_due_date",
)
_FAR = np.datetime64("2262-01-01", "D")


def check_date_order(review: Review) -> None:
    """The dates of an episode, and of a period of sick leave, come in their order."""
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


def check_answer_dates(review: Review) -> None:
    """Questionnaires are answered in order, and the follow-up within its window."""
    answers = review.tables["questionnaire"]
    beside = beside_episode(review, "questionnaire", ["discharge_date"])
    days = (answers["answered_date"] - beside["discharge_date"]).dt.days
    earliest, latest = get("followup_window_days").value
    is_followup = answers["time_point"] == TimePoint.FOLLOWUP_12M.value
    outside = is_followup & ((days < earliest) | (days > latest))
    review.note("questionnaire", "answered_date", "followup_window", outside)
    too_soon = is_followup & beside["discharge_date"].isna()
    review.note("questionnaire", "time_point", "followup_without_discharge", too_soon)
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


def check_units_open(review: Review) -> None:
    """The unit took part on the day of the first visit."""
    episodes = review.tables["episode"]
    units = review.tables["unit"].set_index("unit_id")[["joined_date", "left_date"]]
    beside = units.reindex(episodes["unit_id"]).reset_index(drop=True)
    visit = episodes["first_visit_date"]
    closed = (visit < beside["joined_date"]) | (visit > beside["left_date"])
    review.note("episode", "first_visit_date", "unit_closed", closed)


def check_open_episodes(review: Review) -> None:
    """A patient has one open episode at a unit at a time."""
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


def check_followed(review: Review) -> None:
    """Only episodes with a programme are asked again at discharge and follow-up."""
    answers = review.tables["questionnaire"]
    process = beside_episode(review, "questionnaire", ["care_process"])["care_process"]
    later = answers["time_point"] != TimePoint.INITIAL.value
    followed = process.isin(limit("followed_processes")) | process.isna()
    review.note("questionnaire", "time_point", "discharge_without_programme", later & ~followed)


def beside_episode(review: Review, table: str, columns: list[str]) -> pd.DataFrame:
    """Columns of the episode, one row per row of the other table, in its order."""
    episodes = review.tables["episode"].set_index("episode_id")[columns]
    return episodes.reindex(review.tables[table]["episode_id"]).reset_index(drop=True)
