"""Rows of estimates with made-up numbers: plausible, and nobody's."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping

import numpy as np

from nrs_lib.stats.shares import wilson
from nrs_lib.terms import NATIONAL

Row = Mapping[str, object]

UNIT = "017"
PERIOD = "2022"
YEAR_BEFORE = "2021"
QUARTERS = tuple(f"{year}Q{quarter}" for year in (2020, 2021, 2022) for quarter in (1, 2, 3, 4))
LONG = tuple(f"{year}Q{quarter}" for year in range(2018, 2023) for quarter in (1, 2, 3, 4))
SCALES = (
    "nrs_pain",
    "mpi_interference",
    "mpi_life_control",
    "hads_anxiety",
    "hads_depression",
    "isi_total",
    "eq_vas",
)
LATER = ("discharge", "followup_12m")
INDICATORS = (
    "improved_pain",
    "improved_everyday",
    "handles_life_better",
    "response_discharge",
    "response_12m",
    "wait_to_programme",
)
RESPONSES = ("response_start", "response_discharge", "response_12m")
PERCEIVED = {
    "change_pain": ("much_increased", "increased", "unchanged", "decreased", "much_decreased"),
    "change_life_situation": ("much_worse", "worse", "unchanged", "better", "much_better"),
}
GOALS = {"not": 0.04, "partly": 0.16, "mostly": 0.52, "fully": 0.28}
DIAGNOSES = ("fibromyalgia", "low_back", "neck", "chronic_pain", "headache", "other")
# Mean at the start, mean change to discharge, spread.
COURSE = {
    "nrs_pain": (6.9, -1.2, 1.7),
    "mpi_interference": (4.4, -0.8, 1.0),
    "mpi_life_control": (2.7, 0.8, 1.1),
    "hads_anxiety": (9.2, -1.4, 4.6),
    "hads_depression": (8.8, -1.9, 4.3),
    "isi_total": (16.1, -2.6, 6.3),
    "eq_vas": (41.0, 12.0, 19.0),
}
# Rows of a curve, the improvements asked for, and the one that halves the share.
CURVES = (
    ("nrs_pain:percent:improved", (0, 10, 20, 30, 40, 50, 60), 30),
    ("mpi_interference:points:improved", (0, 0.3, 0.6, 0.9, 1.2, 1.5), 0.7),
)
SHARES = {
    "improved_pain": 0.44,
    "improved_everyday": 0.53,
    "handles_life_better": 0.87,
    "response_start": 0.95,
    "response_discharge": 0.84,
    "response_12m": 0.56,
    "women": 0.77,
    "university": 0.31,
    "born_outside_europe": 0.12,
    "working_or_studying": 0.58,
    "believes_recovery": 0.39,
    "physician_visits_many": 0.47,
    "pain_persistent": 0.82,
    "mental_comorbidity": 0.21,
    "programme_completed": 0.88,
    "goals_reached": 0.61,
    "next_of_kin": 0.18,
}
MEDIANS = {"wait_to_programme": 71.0, "days_to_discharge": 156.0, "pain_duration_months": 84.0}


def rng_of(*key: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def sides(own: int | None, nation: int, unit: str) -> Iterator[tuple[dict[str, object], int]]:
    if own is not None:
        yield {"group": unit, "scope": "own", "n_units": 1}, own
    yield {"group": NATIONAL, "scope": "national", "n_units": 34 if nation >= 100 else 2}, nation


def a_share(side: Row, measure: str, share: float, people: int, **key: object) -> Row:
    rng = rng_of(measure, side["group"], sorted(key.items()), people)
    numerator = int(rng.binomial(people, min(max(share, 0.0), 1.0)))
    estimate, low, high = wilson(numerator, people)
    numbers = {"estimate": estimate, "low": low, "high": high, "n": people}
    return {
        **side,
        "measure": measure,
        "statistic": "share",
        "numerator": numerator,
        "denominator": people,
        "method": "wilson",
        **numbers,
        **key,
    }


def a_mean(
    side: Row, measure: str, statistic: str, centre: float, sd: float, people: int, **key: object
) -> Row:
    if people == 0:
        return {**side, "measure": measure, "statistic": statistic, "n": 0, **key}
    rng = rng_of(measure, statistic, side["group"], sorted(key.items()), people)
    error = sd / math.sqrt(people)
    estimate = centre + float(rng.normal(0, error))
    return {
        **side,
        "measure": measure,
        "statistic": statistic,
        "estimate": estimate,
        "low": estimate - 1.96 * error,
        "high": estimate + 1.96 * error,
        "sd": sd,
        "n": people,
        "method": "t",
        **key,
    }


def shares_of(side: Row, measure: str, parts: Mapping[str, float], people: int, **key) -> list:
    rng = rng_of(measure, side["group"], sorted(key.items()), people)
    weights = np.array(list(parts.values()))
    counts = rng.multinomial(people, weights / weights.sum())
    rows = []
    for category, numerator in zip(parts, counts, strict=True):
        estimate, low, high = wilson(int(numerator), people)
        rows.append(
            {
                **side,
                "measure": measure,
                "statistic": "share",
                "category": category,
                "estimate": estimate,
                "low": low,
                "high": high,
                "n": people,
                "numerator": int(numerator),
                "denominator": people,
                "method": "wilson",
                **key,
            }
        )
    return rows
