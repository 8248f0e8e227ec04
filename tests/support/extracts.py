"""A small analysis-ready extract, made by hand so that every expected number is known."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.selection import Population

DATES = (
    "referral_date",
    "first_visit_date",
    "assessment_date",
    "program_start_date",
    "discharge_date",
    "followup_due_date",
)


def an_episode(episode_id: str, **changes: object) -> dict[str, object]:
    """One MMR episode that started in February 2022 and was discharged in June 2022."""
    return {
        "episode_id": episode_id,
        "patient_id": f"p-{episode_id}",
        "unit_id": "SV001",
        "register": "NRSsv",
        "care_process": "mmr",
        "referral_date": "2022-01-10",
        "first_visit_date": "2022-02-01",
        "assessment_date": "2022-02-10",
        "program_start_date": "2022-04-01",
        "discharge_date": "2022-06-15",
        "followup_due_date": None,
        "sex": "woman",
        "age": 45,
        "education": "secondary",
        "country_of_birth_group": "sweden",
        "program_completed": "completed",
        "goals_attained": "mostly",
        "next_of_kin_participated": True,
        "consent_withdrawn": False,
        "deceased": False,
    } | changes


def an_answer(episode_id: str, time_point: str, **changes: object) -> dict[str, object]:
    """One questionnaire with its scores; what is not given is not answered."""
    return {
        "episode_id": episode_id,
        "time_point": time_point,
        "answered_date": None,
        "work_status": None,
        "belief_recovery": None,
        "physician_visits_12m": None,
        "pain_pattern": None,
        "pain_duration_days": None,
        "change_pain": None,
        "change_life_situation": None,
    } | changes


def an_extract(
    episodes: list[dict], answers: list[dict], *, scales: tuple[str, ...] = (), units=None
) -> Extract:
    """Put rows together in the types that a frozen extract has."""
    units = units or {"SV001": "NRSsv", "SV002": "NRSsv", "SV003": "NRSsv", "PV001": "NRSpv"}
    frame = pd.DataFrame(episodes)
    for column in DATES:
        frame[column] = pd.to_datetime(frame[column])
    for column in ("consent_withdrawn", "deceased", "next_of_kin_participated"):
        frame[column] = frame[column].astype("boolean")
    frame["age"] = frame["age"].astype("Int64")
    answered = pd.DataFrame(answers)
    answered["answered_date"] = pd.to_datetime(answered["answered_date"])
    answered["pain_duration_days"] = answered["pain_duration_days"].astype("Int64")
    for scale in scales:
        given = answered[scale] if scale in answered else pd.Series([None] * len(answered))
        answered[scale] = given.astype("float64")
    return Extract(
        extract_id="2023-09-01-abcdef01",
        as_of=dt.date(2023, 9, 1),
        synthetic=True,
        units=pd.DataFrame(
            {
                "unit_id": list(units),
                "unit_name": [f"Enheten {unit}" for unit in units],
                "register": list(units.values()),
                # Long before anybody in it, so that all waits count; see `cohort.run_in`.
                "registered_since": pd.Timestamp("2010-01-01"),
            }
        ),
        episodes=frame,
        answers=answered,
        diagnoses=pd.DataFrame(
            {"episode_id": [], "time_point": [], "position": [], "icd10_se": []}
        ).astype(
            {"episode_id": "str", "time_point": "str", "position": "Int64", "icd10_se": "str"}
        ),
        interventions=pd.DataFrame(),
        sick_leave=pd.DataFrame(),
        passport={},
    )


def a_population(extract: Extract, unit_id: str | None = None) -> Population:
    """Everybody in NRSsv, or at one unit of it."""
    return Population(extract, register="NRSsv", unit_id=unit_id)
