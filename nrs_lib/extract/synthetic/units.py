"""Invented care units: names that belong to nobody, unequal sizes, true differences."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from nrs_lib.contracts.reading import read_codelist
from nrs_lib.extract.synthetic.assumptions import Assumptions
from nrs_lib.terms import Register, TimePoint

FACTORS = ("distress", "pain", "function", "sleep")
"""What lies behind all answers; higher is worse."""

_PREFIX = {Register.NRSSV: "SV", Register.NRSPV: "PV"}
_NAME = {Register.NRSSV: "Smärtrehabilitering", Register.NRSPV: "Smärtteam"}
_REGISTER_START = {Register.NRSSV: date(2008, 1, 1), Register.NRSPV: date(2016, 9, 1)}
_DAYS_PER_YEAR = 365.25

PUBLIC = (
    "unit_id",
    "unit_name",
    "register",
    "region",
    "joined_date",
    "left_date",
    "is_private",
)
"""Columns of the delivery; the others are the truth and never leave it."""


def build(assumptions: Assumptions, rng: np.random.Generator, *, scale: float) -> pd.DataFrame:
    """Invent the units of both registers.

    Returns
    -------
    pandas.DataFrame
        One row per unit: the columns of the delivery; ``n_episodes`` to make;
        ``baseline_<factor>`` and ``improvement``, its true differences from the register
        (in SD, and as a share of the national improvement; averages 0 over episodes);
        ``response_<time point>``, its share of answers; ``optional_instruments``.
    """
    parts = [_register(assumptions, rng, register, scale) for register in Register]
    return pd.concat(parts, ignore_index=True)


def _register(
    assumptions: Assumptions, rng: np.random.Generator, register: Register, scale: float
) -> pd.DataFrame:
    numbers = assumptions.units
    count = numbers.count[register]
    first, last = assumptions.courses.first_visits
    years = ((last - first).days + 1) / _DAYS_PER_YEAR

    joined = _joined(numbers.joined_late_share[register], rng, register, count, first)
    open_part = [1 - max((day - first).days, 0) / ((last - first).days + 1) for day in joined]
    sizes = rng.lognormal(0, numbers.size_spread[register], count) * open_part
    weights = sizes / sizes.sum()
    wished = weights * numbers.initial_per_year[register] * years * scale
    regions = [code.code for code in read_codelist("region").codes]

    units = pd.DataFrame(
        {
            "unit_id": [f"{_PREFIX[register]}{n:03d}" for n in range(1, count + 1)],
            "unit_name": [f"{_NAME[register]} {n:02d}" for n in range(1, count + 1)],
            "register": str(register),
            "region": _regions(regions, rng, count),
            "joined_date": pd.to_datetime(joined),
            "left_date": pd.NaT,
            "is_private": rng.random(count) < numbers.private_share[register],
            "n_episodes": np.maximum(np.rint(wished), numbers.fewest_episodes).astype(int),
            "optional_instruments": rng.random(count) < numbers.optional_instruments_share,
        }
    )
    for factor in FACTORS:
        drawn = rng.normal(0, numbers.baseline_sd[factor], count)
        # Centred over episodes: the nation keeps the published averages.
        units[f"baseline_{factor}"] = drawn - weights @ drawn
    drawn = rng.normal(0, numbers.improvement_sd, count)
    units["improvement"] = drawn - weights @ drawn
    for point in (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M):
        units[f"response_{point}"] = _response(assumptions, rng, point, weights)
    return units


def _joined(
    late_share: float, rng: np.random.Generator, register: Register, count: int, first: date
) -> list[date]:
    start = _REGISTER_START[register]
    late = rng.random(count) < late_share
    # A late unit opens within the first three years of the period, so that it has a history.
    days = np.where(
        late,
        (first - start).days + rng.integers(30, 1000, count),
        rng.integers(0, (first - start).days, count),
    )
    return [date.fromordinal(start.toordinal() + int(day)) for day in days]


def _regions(regions: list[str], rng: np.random.Generator, count: int) -> list[str]:
    rounds = -(-count // len(regions))
    return [code for _ in range(rounds) for code in rng.permutation(regions)][:count]


def _response(
    assumptions: Assumptions, rng: np.random.Generator, point: TimePoint, weights: np.ndarray
) -> np.ndarray:
    low, high = (assumptions.followup.unit_response_share[point][end] for end in ("low", "high"))
    mean = assumptions.followup.response_share[point]
    part = (mean - low) / (high - low)
    total = assumptions.followup.unit_response_spread
    drawn = low + (high - low) * rng.beta(total * part, total * (1 - part), len(weights))
    return np.clip(drawn + mean - weights @ drawn, low, high)
