"""Interventions by profession, registered at discharge."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions


def give(
    assumptions: Assumptions, rng: np.random.Generator, *, episodes: pd.DataFrame
) -> pd.DataFrame:
    """Write what each profession gave in each episode.

    Returns
    -------
    pandas.DataFrame
        One row per episode, profession and mode, as in the contract. Programmes have groups;
        other episodes have fewer visits and none.
    """
    numbers = assumptions.interventions
    n = len(episodes)
    programme = episodes["is_programme"].to_numpy()
    amount = np.where(programme, 1.0, numbers.assessment_factor["visits"])
    breadth = np.where(programme, 1.0, numbers.assessment_factor["professions"])
    discharge = episodes["discharge_date"].to_numpy().astype("datetime64[D]")
    recent = discharge >= np.datetime64(numbers.video_from)
    by_video = np.where(recent, numbers.video_share["from"], numbers.video_share["before"])

    parts = []
    for profession, usual in numbers.professions.items():
        took_part = rng.random(n) < usual["share"] * breadth
        visits = 1 + rng.poisson(np.maximum(usual["individual"] * amount - 1, 0), n)
        sessions = np.where(programme, rng.poisson(usual["group"], n), 0)
        video = took_part & (rng.random(n) < by_video)
        parts.append(_rows(episodes, profession, "on_site", took_part, visits, sessions))
        parts.append(_rows(episodes, profession, "video", video, 1 + visits // 3, sessions // 4))
    table = pd.concat(parts, ignore_index=True)
    hours = numbers.hours
    table["hours"] = (
        table["n_individual_visits"] * hours["individual"]
        + table["n_group_sessions"] * hours["group"]
    ).astype(float)
    return table


def _rows(
    episodes: pd.DataFrame,
    profession: str,
    mode: str,
    chosen: np.ndarray,
    visits: np.ndarray,
    sessions: np.ndarray,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "episode_id": episodes["episode_id"].to_numpy()[chosen],
            "profession": profession,
            "mode": mode,
            "n_individual_visits": visits[chosen],
            "n_group_sessions": sessions[chosen],
        }
    )
