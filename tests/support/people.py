"""A small register with one person in it who can be asked about, frozen as any extract."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.support.extracts import an_answer, an_episode
from tests.support.frozen import LATER, frozen

PATIENT, EPISODE = "PBCDFGHJKL", "EBCDFGHJKL"
SCALES = (
    "nrs_pain",
    "hads_anxiety",
    "hads_depression",
    "isi_total",
    "eq5d3l_index_uk_tto_1997",
    "eq5d5l_index_se_eb_tto_2020",
)
POINTS = ("initial", "discharge", "followup_12m")
HADS = [f"hads_{number:02}" for number in range(1, 15)]


def the_person(**scores: tuple) -> tuple[list[dict], list[dict]]:
    """The person's episode, and scores at the start, at discharge and after a year."""
    episode = an_episode(EPISODE, patient_id=PATIENT)
    days = ("2022-02-01", "2022-06-15", "2023-06-20")
    answers = [
        an_answer(
            EPISODE,
            point,
            answered_date=day,
            **{code: values[place] for code, values in scores.items()},
        )
        for place, (point, day) in enumerate(zip(POINTS, days, strict=True))
        if any(values[place] is not None for values in scores.values())
    ]
    return [episode], answers


def others(many: int = 60) -> tuple[list[dict], list[dict]]:
    """Other people of three units, with all kinds of answers at the start."""
    episodes = [an_episode(f"e{number}", unit_id=f"SV00{number % 3 + 1}") for number in range(many)]
    answers = [
        an_answer(
            f"e{number}",
            "initial",
            nrs_pain=number % 11,
            hads_anxiety=number % 22,
            hads_depression=(number * 5) % 22,
            isi_total=number % 29,
            eq5d5l_index_se_eb_tto_2020=0.3 + (number % 60) / 100,
        )
        for number in range(many)
    ]
    return episodes, answers


def a_register(folder: Path, *, many: int = 60, with_items: bool = False, **scores: tuple) -> str:
    """Freeze the person among others; return the extract's id."""
    mine, answered = the_person(**scores)
    rest, told = others(many)
    items = None
    if with_items:
        items = pd.DataFrame(
            {
                "episode_id": EPISODE,
                "time_point": point,
                "instrument": "hads",
                "item": code,
                "value": float((place + number) % 4),
            }
            for place, point in enumerate(POINTS[:2])
            for number, code in enumerate(HADS)
            if code != "hads_03"
        )
    return frozen(
        folder,
        LATER,
        [*mine, *rest],
        [*answered, *told],
        as_of="2023-09-01",
        scales=SCALES,
        items=items,
    )
