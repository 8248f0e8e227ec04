"""A register of six small made-up units, large enough that something may be shown."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.run_in import SINCE
from nrs_lib.reports.sections import scales
from tests.support.extracts import an_answer, an_episode, an_extract

UNITS = {f"SV00{number}": "NRSsv" for number in range(1, 7)}
OWN = "SV001"
CANARY = "ZXCANARY"
"""Stands in every key and in one answer of every unit but the own."""
_JUDGED = ("much_better", "better", "unchanged", "worse")
_FELT = ("much_decreased", "decreased", "unchanged", "increased")


def a_small_register(*, per_unit: int = 60, seed: int = 7) -> Extract:
    """Six units whose patients start from 2020 to 2022 and mostly get better."""
    rng = np.random.default_rng(seed)
    episodes, answers, diagnoses = [], [], []
    for unit in UNITS:
        mark = "own" if unit == OWN else CANARY
        for number in range(per_unit):
            key = f"{mark}-{unit}-{number:03}"
            episode = _episode(rng, key, unit)
            episodes.append(episode)
            answers += _answers(rng, key, episode, spot=None if unit == OWN else CANARY)
            diagnoses.append(
                {
                    "episode_id": key,
                    "time_point": "initial",
                    "position": 1,
                    "icd10_se": rng.choice(["M79.7", "M54.5"]),
                }
            )
    extract = an_extract(episodes, answers, scales=scales(), units=UNITS)
    # Since when a unit has registered follows from its rows, as of any extract that is loaded.
    units = extract.units.drop(columns=SINCE)
    return Extract(**{**vars(extract), "units": units, "diagnoses": pd.DataFrame(diagnoses)})


def _episode(rng: np.random.Generator, key: str, unit: str) -> dict[str, object]:
    visit = dt.date(2020, 1, 8) + dt.timedelta(days=int(rng.integers(0, 1000)))
    start = visit + dt.timedelta(days=int(rng.integers(20, 110)))
    discharge = start + dt.timedelta(days=int(rng.integers(40, 90)))
    return an_episode(
        key,
        unit_id=unit,
        patient_id=f"p-{key}",
        referral_date=str(visit - dt.timedelta(days=20)),
        first_visit_date=str(visit),
        assessment_date=str(visit),
        program_start_date=str(start),
        discharge_date=str(discharge) if discharge < dt.date(2023, 9, 1) else None,
        sex=str(rng.choice(["woman", "man"], p=[0.75, 0.25])),
        age=int(rng.integers(20, 64)),
    )


def _answers(
    rng: np.random.Generator, key: str, episode: dict[str, object], *, spot: str | None
) -> list[dict[str, object]]:
    start = {scale: _start(rng, scale) for scale in scales()}
    first = an_answer(key, "initial", answered_date=episode["first_visit_date"], **start)
    first |= {"pain_pattern": spot or "persistent", "pain_duration_days": 900}
    made = [first]
    for point, share in (("discharge", 0.9), ("followup_12m", 0.6)):
        if episode["discharge_date"] is None or rng.random() > share:
            continue
        later = {scale: max(0.0, value * rng.uniform(0.45, 1.1)) for scale, value in start.items()}
        made.append(
            an_answer(
                key,
                point,
                change_life_situation=str(rng.choice(_JUDGED)),
                change_pain=str(rng.choice(_FELT)),
                **later,
            )
        )
    return made


def _start(rng: np.random.Generator, scale: str) -> float:
    top = 1.0 if scale.startswith("eq5d") else 100.0 if scale == "eq_vas" else 6.0
    return float(rng.uniform(0.4, 1.0) * top)
