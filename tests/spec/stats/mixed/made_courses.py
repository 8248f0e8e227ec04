"""Made-up courses that a second system was given too.

Numbers come from the raw stream of the PCG64 bit generator, which is guaranteed to stay the
same, through the normal quantile, and are rounded: they are the same on every machine. Each
set has a checksum in ``linear.csv``. To give them to another system, run

    python -m tests.spec.stats.mixed.made_courses <folder>
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit, ndtri

TIMES = ("initial", "discharge", "followup_12m")


class Stream:
    """Numbers from one seed."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self, n: int) -> np.ndarray:
        """Between 0 and 1, never either."""
        return ((self._bits.random_raw(n) >> np.uint64(11)).astype("float64") + 0.5) * 2.0**-53

    def normal(self, n: int) -> np.ndarray:
        """Standard normal."""
        return ndtri(self.uniform(n))

    def below(self, n: int, end: int) -> np.ndarray:
        """Whole numbers from 0 to below the end."""
        return np.floor(self.uniform(n) * end).astype("int64")


def courses(
    seed: int, *, persons: int, units: int, between_units: float, between_persons: float = 1.6
) -> pd.DataFrame:
    """Pain of persons in units at up to three time points.

    Who has much pain at the start tends to miss the later time points; units differ in size.

    Returns
    -------
    pandas.DataFrame
        One row per answer: ``episode_id``, ``unit_id``, ``time_point``, ``sex``, ``age``,
        ``pain``, ``much_better`` (0 or 1, missing at the start).
    """
    stream = Stream(seed)
    # Squares make some units small and some large.
    unit = np.floor(stream.uniform(persons) ** 1.6 * units).astype("int64")
    male = stream.uniform(persons) < 0.25
    age = np.round(44 + 11 * stream.normal(persons))
    own = between_persons * stream.normal(persons)
    at_unit = between_units * stream.normal(units)
    level = 6.9 + 0.3 * male - 0.012 * (age - 44) + at_unit[unit] + own
    rows = []
    stays = np.ones(persons, dtype=bool)
    for place, time in enumerate(TIMES):
        effect = (0.0, -0.8, -1.0)[place] + male * (0.0, 0.2, 0.5)[place]
        pain = np.round(level + effect + 1.3 * stream.normal(persons), 2)
        better = stream.uniform(persons) < expit(
            -0.4 - 0.9 * at_unit[unit] - 0.3 * male - 0.2 * own
        )
        answered = stays & (stream.uniform(persons) < (1.0, 0.85, 0.7)[place])
        if place == 0:
            stays = stream.uniform(persons) < expit(2.2 - 0.35 * (pain - 6.9))
        rows.append(
            pd.DataFrame(
                {
                    "episode_id": np.arange(1, persons + 1),
                    "unit_id": [f"U{one + 1:02d}" for one in unit],
                    "time_point": time,
                    "sex": np.where(male, "male", "female"),
                    "age": age,
                    "pain": pain,
                    "much_better": np.where(place, better, np.nan),
                }
            )[answered]
        )
    return pd.concat(rows, ignore_index=True)


def days(seed: int) -> pd.DataFrame:
    """Eighteen persons measured on ten days, as in a study of reaction times.

    One row per person and day: ``person``, ``day`` from 0, ``reaction``.
    """
    stream = Stream(seed)
    own, day = 36 * stream.normal(18), np.arange(10)
    reaction = 250 + 10 * day + own[:, None] + 30 * stream.normal(180).reshape(18, 10)
    return pd.DataFrame(
        {
            "person": np.repeat([f"P{k:02d}" for k in range(1, 19)], 10),
            "day": np.tile(day, 18),
            "reaction": np.round(reaction, 3).ravel(),
        }
    )


@cache
def data(name: str) -> pd.DataFrame:
    """One of the sets by its name; do not change it in place."""
    return {
        "days": lambda: days(11),
        "large": lambda: courses(2, persons=3000, units=34, between_units=0.5),
        "singular": lambda: courses(9, persons=120, units=8, between_units=0.0),
        "tiny": lambda: courses(13, persons=14, units=5, between_units=1.5),
        "two_peaks": lambda: courses(4, persons=14, units=5, between_units=1.5),
        "persons_alike": lambda: courses(18, persons=14, units=5, between_units=1.5),
        "small": lambda: courses(5, persons=160, units=12, between_units=0.8),
    }[name]()


NAMES = ("days", "large", "singular", "tiny", "two_peaks", "persons_alike", "small")


def checksum(rows: pd.DataFrame) -> dict[str, float]:
    """Number of rows, and the sum of the outcome weighted by place."""
    outcome = rows["reaction" if "reaction" in rows else "pain"].to_numpy()
    return {"rows": len(rows), "sum": float(outcome @ np.arange(1, len(rows) + 1))}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for each in NAMES:
        data(each).to_csv(folder / f"{each}.csv", index=False)
