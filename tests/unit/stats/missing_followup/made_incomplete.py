"""Outcomes that some lack, made from a seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.stats.missing_followup.incomplete import (
    CATEGORY,
    CHANGE,
    FLAG,
    NUMBER,
    SHARE,
    Auxiliary,
    Incomplete,
)
from nrs_lib.terms import Direction

AUXILIARIES = (
    Auxiliary("discharge", NUMBER),
    Auxiliary("work", FLAG),
    Auxiliary("education", CATEGORY, ("primary", "secondary", "university")),
)


def an_incomplete(
    kind: str = CHANGE, *, n: int = 240, seed: int = 3, gaps: float = 0.08, lost: float = 0.4
) -> Incomplete:
    """Pain from 0 to 10; who is worse at discharge is lost more often."""
    rng = np.random.default_rng(seed)
    start = np.clip(np.rint(rng.normal(7, 1.5, n)), 0, 10)
    discharge = np.clip(np.rint(start - 1 + rng.normal(0, 1.5, n)), 0, 10)
    values = np.clip(np.rint(0.7 * discharge + 1.2 + rng.normal(0, 1.2, n)), 0, 10)
    if kind == SHARE:
        values = (values <= 5).astype("float64")
    risk = discharge + rng.normal(0, 2, n)
    if lost:
        values[risk >= np.quantile(risk, 1 - lost)] = np.nan
    frame = pd.DataFrame(
        {
            "discharge": np.where(rng.random(n) < gaps, np.nan, discharge),
            "work": np.where(rng.random(n) < gaps, np.nan, rng.integers(0, 2, n)),
            "education": rng.choice(["primary", "secondary", "university"], n),
        }
    )
    frame.loc[rng.random(n) < gaps, "education"] = None
    return Incomplete(
        "pain",
        kind,
        values,
        frame,
        AUXILIARIES,
        start=start if kind == CHANGE else None,
        units=rng.choice([f"u{unit}" for unit in range(4)], n),
        direction=Direction.HIGHER_BETTER if kind == SHARE else Direction.HIGHER_WORSE,
        bounds=(0.0, 1.0) if kind == SHARE else (0.0, 10.0),
    )
