"""A register of which some are lost after a year, made from a seed."""

from __future__ import annotations

import numpy as np

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Cohort
from tests.support.extracts import a_population, an_answer, an_episode, an_extract

SCALES = ("nrs_pain", "hads_depression", "mpi_interference")


def a_lost_cohort(n: int = 300, *, answered: float | None = None, seed: int = 5) -> Cohort:
    """Those due in 2023: who is worse at discharge answers less, or a share `answered` does."""
    rng = np.random.default_rng(seed)
    episodes, answers = [], []
    for number in range(n):
        name = f"e{number:04d}"
        start = int(np.clip(np.rint(rng.normal(7, 1.5)), 0, 10))
        discharge = int(np.clip(np.rint(start - 1 + rng.normal(0, 1.5)), 0, 10))
        year = int(np.clip(np.rint(0.8 * discharge + 1 + rng.normal(0, 1)), 0, 10))
        chance = 1 / (1 + np.exp(0.6 * (discharge - 6.5))) if answered is None else answered
        episodes.append(
            an_episode(
                name,
                discharge_date="2022-05-01",
                unit_id=f"SV00{number % 3 + 1}",
                age=int(np.clip(rng.normal(45, 10), 18, 80)),
                sex=str(rng.choice(["woman", "man"], p=[0.7, 0.3])),
                education=str(rng.choice(["secondary", "university", "primary"])),
                program_completed=str(
                    rng.choice(["completed", "stopped_by_patient", "unknown"], p=[0.8, 0.15, 0.05])
                ),
                discharge_reason=str(rng.choice(["planned", "moved"], p=[0.85, 0.15])),
            )
        )
        common = {"hads_depression": int(np.clip(rng.normal(9, 4), 0, 21))}
        days = {"initial": "2022-02-01", "discharge": "2022-05-01", "followup_12m": "2023-05-01"}
        for point, pain in (("initial", start), ("discharge", discharge), ("followup_12m", year)):
            if point == "followup_12m" and rng.random() >= chance:
                continue
            if point == "discharge" and rng.random() < 0.1:
                continue
            answers.append(
                an_answer(
                    name,
                    point,
                    answered_date=days[point],
                    nrs_pain=pain,
                    pain_duration_days=int(rng.integers(100, 9000)),
                    **common,
                )
            )
    extract = an_extract(episodes, answers, scales=SCALES)
    return a_population(extract).in_period(Period.parse("2023"))
