"""What must fit together in the answers, the diagnoses and the sick leave of a patient."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts.checking import per_distinct
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.pain_diagnoses import read_pain_diagnoses
from nrs_lib.contracts.review import Review
from nrs_lib.contracts.rules import limit
from nrs_lib.contracts.validity_checks import day_of_codes, is_outside

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


def check_pain_duration(review: Review) -> None:
    """Pain has lasted as long as inclusion asks, and persistent pain no longer than all pain."""
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


def check_first_diagnosis(review: Review) -> None:
    """The first diagnosis is one that counts as pain on the day of the first visit."""
    diagnoses, known = review.tables["diagnosis"], read_pain_diagnoses()
    day = day_of_codes(review, "diagnosis")
    code = diagnoses["icd10_se"]
    always = tuple(one.prefix for one in known.prefixes if not (one.valid_from or one.valid_to))
    is_pain = per_distinct(code, lambda text: text.startswith(always))
    for one in known.prefixes:
        if one.valid_from or one.valid_to:
            fits = per_distinct(code, lambda text, prefix=one.prefix: text.startswith(prefix))
            is_pain |= fits & ~is_outside(day, one)
    first = (diagnoses["position"] == 1).fillna(False).to_numpy(dtype=bool)
    first &= code.notna().to_numpy()
    chapters = tuple(limit("pain_chapters"))
    near = per_distinct(code, lambda text: text.startswith(chapters))
    for rule, part in (("not_pain", near), ("other_chapter", ~near)):
        review.note(
            "diagnosis",
            "icd10_se",
            f"first_diagnosis_{rule}",
            first & ~is_pain & part,
            detail_sv=f"Listans version: {known.version}.",
            detail_en=f"Version of the list: {known.version}.",
        )


def check_regions(review: Review) -> None:
    """The exported number of pain regions is the number marked."""
    items, answers = review.tables["item"], review.tables["questionnaire"]
    marked = items.loc[(items["instrument"] == "pri") & (items["value"] == 1)]
    key = ["episode_id", "time_point"]
    counts = marked.groupby(key, observed=True).size().rename("marked").reset_index()
    # A questionnaire without any marked region may lack the drawing, so it is not compared.
    both = answers[[*key, "exported_pain_region_index"]].merge(counts, on=key, how="left")
    differs = both["exported_pain_region_index"] != both["marked"].astype("Int64")
    review.note("questionnaire", "exported_pain_region_index", "region_count_differs", differs)


def check_profile(review: Review) -> None:
    """An MPI profile has all the scales that it is made of."""
    answers = review.tables["questionnaire"]
    scales = answers[[f"exported_mpi_{name}" for name in _PROFILE_SCALES]]
    # A delivery that never has a scale says nothing about single patients.
    if scales.notna().any().all():
        lone = answers["mpi_profile"].notna() & scales.isna().any(axis=1)
        review.note("questionnaire", "mpi_profile", "profile_without_scales", lone)


def check_sick_leave(review: Review) -> None:
    """Nobody is on sick leave for more than all of the time."""
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
