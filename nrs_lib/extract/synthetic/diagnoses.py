"""Diagnoses: a pain diagnosis first, then more pain and other illness."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.extract.synthetic.draws import choose
from nrs_lib.extract.synthetic.sections import Diagnoses
from nrs_lib.terms import TimePoint

_FIBROMYALGIA = "M79.7"


def set_codes(
    assumptions: Assumptions,
    rng: np.random.Generator,
    *,
    episodes: pd.DataFrame,
    regions: np.ndarray,
) -> pd.DataFrame:
    """Set the diagnoses of every episode.

    ``regions`` is the number of pain regions at start, one per episode.

    Returns
    -------
    pandas.DataFrame
        One row per episode, time point and position, as in the contract. At discharge only
        the programme episodes whose first diagnosis was set anew have rows.
    """
    numbers = assumptions.diagnoses
    n = len(episodes)
    first = _first(numbers, rng, episodes, regions)
    parts = [(np.arange(n), first)]
    second = choose(rng, numbers.other_code_shares, n)
    more = (rng.random(n) < numbers.second_pain_share) & (second != first)
    parts.append((np.flatnonzero(more), second[more]))
    for code, share in numbers.comorbidity_share.items():
        rows = np.flatnonzero(rng.random(n) < share)
        parts.append((rows, np.full(len(rows), code, dtype=object)))
    table = pd.DataFrame(
        {
            "row": np.concatenate([rows for rows, _ in parts]),
            "icd10_se": np.concatenate([codes for _, codes in parts]),
        }
    )
    table = table.sort_values("row", kind="stable", ignore_index=True)
    table["position"] = table.groupby("row").cumcount() + 1
    table["time_point"] = str(TimePoint.INITIAL)

    programme = episodes["is_programme"].to_numpy()
    anew = np.flatnonzero(programme & (rng.random(n) < numbers.revised_share))
    revised = pd.DataFrame(
        {
            "row": anew,
            "icd10_se": _first(numbers, rng, episodes.iloc[anew], regions[anew]),
            "position": 1,
            "time_point": str(TimePoint.DISCHARGE),
        }
    )
    table = pd.concat([table, revised], ignore_index=True)
    table["episode_id"] = episodes["episode_id"].to_numpy()[table["row"]]
    return table[["episode_id", "time_point", "position", "icd10_se"]]


def _first(
    numbers: Diagnoses, rng: np.random.Generator, episodes: pd.DataFrame, regions: np.ndarray
) -> np.ndarray:
    n = len(episodes)
    odds = numbers.fibromyalgia_odds
    woman = np.where(episodes["sex"] == "woman", odds["woman"], 1.0)
    widespread = odds["spread"] ** ((regions - regions.mean()) / (regions.std() or 1.0))
    weight = woman * widespread
    chance = np.clip(numbers.fibromyalgia_share * weight / weight.mean(), 0, 0.9)
    rest = 1 - numbers.fibromyalgia_share
    groups = {name: share / rest for name, share in numbers.group_share.items()}
    groups["other"] = 1 - sum(groups.values())
    group = choose(rng, groups, n)
    codes = np.select(
        [group == "neck", group == "low_back"],
        [
            choose(rng, numbers.neck_code_shares, n),
            choose(rng, numbers.low_back_code_shares, n),
        ],
        choose(rng, numbers.other_code_shares, n),
    )
    return np.where(rng.random(n) < chance, _FIBROMYALGIA, codes).astype(object)
