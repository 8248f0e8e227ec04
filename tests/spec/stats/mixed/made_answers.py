"""Made-up answers of yes and no that a second system was given too.

Made like `made_courses`: the same on every machine, each set with a checksum in
``logistic.csv``. To give them to another system, run

    python -m tests.spec.stats.mixed.made_answers <folder>
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

from tests.spec.stats.mixed.made_courses import TIMES, Stream


def answers(
    seed: int, *, groups: int, sizes: np.ndarray, between: float, level: float
) -> pd.DataFrame:
    """Whether patients are at work, in groups of given sizes.

    Returns
    -------
    pandas.DataFrame
        One row per patient: ``unit_id``, ``sex``, ``age``, ``at_work`` (0 or 1); outcome and
        covariates are missing here and there.
    """
    stream = Stream(seed)
    group = np.repeat(np.arange(groups), sizes)
    n = len(group)
    male = stream.uniform(n) < 0.3
    age = np.round(44 + 11 * stream.normal(n))
    own = between * stream.normal(groups)
    odds = level + 0.4 * male - 0.03 * (age - 44) + own[group]
    yes = (stream.uniform(n) < expit(odds)).astype("float64")
    yes[stream.uniform(n) < 0.05] = np.nan
    age[stream.uniform(n) < 0.03] = np.nan
    return pd.DataFrame(
        {
            "unit_id": [f"U{one + 1:02d}" for one in group],
            "sex": np.where(male, "male", "female"),
            "age": age,
            "at_work": yes,
        }
    )


def patients(seed: int, *, persons: int, between: float, level: float) -> pd.DataFrame:
    """Whether patients are at work at three time points, some of which they miss.

    Columns as in `answers`, with ``episode_id`` and ``time_point``.
    """
    stream = Stream(seed)
    male = stream.uniform(persons) < 0.3
    age = np.round(44 + 11 * stream.normal(persons))
    own = level + 0.4 * male - 0.03 * (age - 44) + between * stream.normal(persons)
    rows = []
    for place, time in enumerate(TIMES):
        odds = own + (0.0, 0.3, 0.8)[place]
        yes = (stream.uniform(persons) < expit(odds)).astype("float64")
        yes[stream.uniform(persons) < (0.0, 0.15, 0.3)[place]] = np.nan
        rows.append(
            pd.DataFrame(
                {
                    "episode_id": np.arange(1, persons + 1),
                    "unit_id": "U01",
                    "time_point": time,
                    "sex": np.where(male, "male", "female"),
                    "age": age,
                    "at_work": yes,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def sizes(groups: int, largest: int) -> np.ndarray:
    """Very unequal: each group is smaller than the one before, down to two."""
    return np.maximum((largest * 0.83 ** np.arange(groups)).astype("int64"), 2)


@cache
def data(name: str) -> pd.DataFrame:
    """One of the sets by its name; do not change it in place."""
    return {
        "patients": lambda: patients(21, persons=300, between=1.6, level=-0.5),
        "rare": lambda: patients(30, persons=500, between=1.6, level=-4.2),
        "units": lambda: answers(23, groups=34, sizes=sizes(34, 260), between=0.5, level=0.3),
        # Some units have no one at work, and some all.
        "extremes": lambda: answers(30, groups=14, sizes=sizes(14, 40), between=1.3, level=0.3),
        "singular": lambda: answers(26, groups=12, sizes=sizes(12, 60), between=0.0, level=-0.4),
    }[name]()


NAMES = ("patients", "rare", "units", "extremes", "singular")


def checksum(rows: pd.DataFrame) -> dict[str, float]:
    """Rows, rows with outcome, and the sums of outcome and age weighted by place."""
    place = np.arange(1, len(rows) + 1)
    return {
        "rows": len(rows),
        "answered": int(rows["at_work"].notna().sum()),
        "sum": float(rows["at_work"].fillna(0) @ place),
        "ages": float(rows["age"].fillna(0) @ place),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for each in NAMES:
        data(each).to_csv(folder / f"{each}.csv", index=False)
