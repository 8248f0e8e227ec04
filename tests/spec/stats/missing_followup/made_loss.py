"""Made-up patients of whom some are lost after a year, for a reason that is known: MAR."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from nrs_lib.stats.missing_followup.incomplete import (
    CHANGE,
    NUMBER,
    SHARE,
    Auxiliary,
    Incomplete,
)
from nrs_lib.terms import Direction

AUXILIARIES = (Auxiliary("discharge", NUMBER), Auxiliary("age", NUMBER))
CHANGE_OF_START = (*AUXILIARIES, Auxiliary("start", NUMBER))


def patients(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Pain at start, discharge and after a year, one row per patient, nobody lost."""
    start = rng.normal(7, 1.5, n)
    discharge = 0.5 * start + 2.3 + rng.normal(0, 1.5, n)
    year = 0.3 * start + 0.5 * discharge + 1.2 + rng.normal(0, 1.2, n)
    columns = {"start": start, "discharge": discharge, "year": year}
    frame = pd.DataFrame({name: np.clip(np.rint(one), 0, 10) for name, one in columns.items()})
    frame["age"] = np.rint(rng.normal(45, 10, n))
    return frame


def answers(rng: np.random.Generator, frame: pd.DataFrame, gaps: float) -> np.ndarray:
    """Who answers after a year: those who were well at discharge, and the older, do more often.

    A share `gaps` of ages gets lost for no reason.
    """
    n = len(frame)
    risk = 0.4 - 0.45 * (frame["discharge"] - 6) + 0.02 * (frame["age"] - 45)
    is_known = rng.random(n) < expit(risk.to_numpy())
    frame.loc[rng.random(n) < gaps, "age"] = np.nan
    return is_known


def incomplete(kind: str, frame: pd.DataFrame, is_known: np.ndarray) -> Incomplete:
    """The change of pain, or who has at most 5 after a year."""
    values = frame["year"].to_numpy()
    if kind == SHARE:
        values = (values <= 5).astype("float64")
    return Incomplete(
        "pain",
        kind,
        np.where(is_known, values, np.nan),
        frame[["start", "discharge", "age"]],
        CHANGE_OF_START,
        start=frame["start"].to_numpy() if kind == CHANGE else None,
        direction=Direction.HIGHER_WORSE if kind == CHANGE else Direction.HIGHER_BETTER,
        bounds=(0.0, 10.0) if kind == CHANGE else (0.0, 1.0),
    )


def truth(kind: str, frame: pd.DataFrame) -> float:
    """The same of everybody."""
    if kind == SHARE:
        return float((frame["year"] <= 5).mean())
    return float((frame["year"] - frame["start"]).mean())
