"""A register of units whose true differences are known, made from a seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.selection import Population
from tests.support.extracts import an_answer, an_episode, an_extract

SCALES = ("nrs_pain", "mpi_interference", "hads_depression")
SIZES = (6, 12, 18, 24, 30, 36, 48, 60)


def unit_name(number: int) -> str:
    """SV001, SV002, ..."""
    return f"SV{number + 1:03d}"


def unit_rows(
    seed: int = 1,
    *,
    sizes: Sequence[int] = SIZES,
    effects: Sequence[float] | None = None,
    severity: Sequence[float] | None = None,
    answered: float = 0.9,
) -> tuple[list[dict], list[dict]]:
    """Episodes and answers of one year.

    Parameters
    ----------
    sizes
        Discharged episodes per unit.
    effects
        Each unit's own change of pain, in steps; 0 when left out.
    severity
        Each unit's own start value above the others, in steps; 0 when left out.
    answered
        Share who answer at discharge.
    """
    rng = np.random.default_rng(seed)
    episodes, answers = [], []
    for unit, size in enumerate(sizes):
        effect = 0.0 if effects is None else effects[unit]
        worse = 0.0 if severity is None else severity[unit]
        for number in range(size):
            name = f"e{unit:03d}-{number:04d}"
            start = int(np.clip(np.rint(rng.normal(7 + worse, 1.5)), 1, 10))
            gain = -1.0 - 0.4 * (start - 7) + effect + rng.normal(0, 1.5)
            later = int(np.clip(np.rint(start + gain), 0, 10))
            episodes.append(
                an_episode(
                    name,
                    unit_id=unit_name(unit),
                    age=int(np.clip(rng.normal(45, 10), 18, 80)),
                    sex=str(rng.choice(["woman", "man"], p=[0.7, 0.3])),
                    education=str(rng.choice(["secondary", "university", "primary"])),
                    country_of_birth_group=str(rng.choice(["sweden", "outside_europe"])),
                )
            )
            interference = float(np.clip(rng.normal(4.4, 0.9), 0, 6).round(1))
            answers.append(
                an_answer(
                    name,
                    "initial",
                    answered_date="2022-02-01",
                    nrs_pain=start,
                    mpi_interference=interference,
                    hads_depression=int(np.clip(rng.normal(9, 4), 0, 21)),
                    pain_duration_days=int(rng.integers(100, 9000)),
                )
            )
            if rng.random() < answered:
                answers.append(
                    an_answer(
                        name,
                        "discharge",
                        answered_date="2022-06-15",
                        nrs_pain=later,
                        mpi_interference=float(np.clip(interference - rng.normal(0.5, 1), 0, 6)),
                        change_life_situation=str(rng.choice(["better", "unchanged"])),
                    )
                )
    return episodes, answers


def extract_of(episodes: list[dict], answers: list[dict], *, units: int) -> Extract:
    """The rows as an extract, with one unit of primary care beside them."""
    names = {unit_name(number): "NRSsv" for number in range(units)} | {"PV001": "NRSpv"}
    return an_extract(episodes, answers, scales=SCALES, units=names)


def a_register(seed: int = 1, *, sizes: Sequence[int] = SIZES, **changes: object) -> Population:
    """Everybody in NRSsv; see `unit_rows` for what can be changed."""
    rows = unit_rows(seed, sizes=sizes, **changes)
    return Population(extract_of(*rows, units=len(sizes)), register="NRSsv")
