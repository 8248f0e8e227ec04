"""The points of a series, checked and put in one form."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.errors import ParameterError
from nrs_lib.stats.control_charts.limits import KINDS, Columns, Kind
from nrs_lib.stats.control_charts.ranges import moving_ranges

NUMBERS = ("value", "n", "sd", "numerator", "denominator")


def kind_of(code: str) -> Kind:
    """Look up a kind of chart.

    Raises
    ------
    ParameterError
        There is no such kind.
    """
    if code not in KINDS:
        raise ParameterError(
            "The kind of control chart is unknown.",
            where=f"kind: {code}",
            remedy=f"Use one of {', '.join(KINDS)}.",
        )
    return KINDS[code]


def _refuse(what: str, column: str, remedy: str) -> None:
    raise ParameterError(what, where=f"points: {column}", remedy=remedy)


def prepared(points: pd.DataFrame, code: str, phases: np.ndarray) -> dict[str, np.ndarray]:
    """Points with every number column as floats, and ``value`` filled in by kind.

    Parameters
    ----------
    points
        One row per period in order; columns as `control_chart` says.
    code
        Kind of chart.
    phases
        Number of the phase of each row; moving ranges do not reach over its start.

    Returns
    -------
    dict
        Columns ``period``, ``value``, ``n``, ``sd``, ``numerator``, ``denominator``; a period with
        nobody in it, or with a missing number that its kind needs, has a missing value.
    """
    kind = kind_of(code)
    lacking = [name for name in ("period", *kind.needs) if name not in points]
    if lacking:
        _refuse("A column is missing.", lacking[0], f"Charts of kind {code} need {kind.needs}.")
    made = {"period": points["period"].astype("str").to_numpy(dtype=object)}
    if len(set(made["period"])) < len(points):
        _refuse("A period stands twice.", "period", "Give one row per period, in order.")
    for name in NUMBERS:
        if name not in points:
            made[name] = np.full(len(points), np.nan)
            continue
        numbers = pd.to_numeric(points[name]).to_numpy(dtype="float64", na_value=np.nan).copy()
        if np.isinf(numbers).any():
            _refuse("A number is infinite.", name, "Leave out what does not exist.")
        made[name] = numbers
    for name in ("n", "sd", "numerator", "denominator"):
        if name in kind.needs and (made[name] < 0).any():
            _refuse("A number is negative.", name, "Counts and spreads are at least 0.")
    if code in ("p", "p_prime", "u", "u_prime"):
        _fill_ratio(made, is_share=code in ("p", "p_prime"))
    elif code == "s":
        made["value"] = made["sd"].copy()
    elif code == "mr":
        made["value"] = _ranges_within(made["value"], phases)
    if code == "xbar":
        made["value"][~(made["n"] >= 1)] = np.nan
    if code == "s":
        made["value"][~(made["n"] >= 2)] = np.nan
    return made


def n_empty(points: pd.DataFrame, made: Columns, code: str) -> int:
    """Periods without a value; the first of a phase has no range, but is not empty."""
    given = pd.to_numeric(points["value"]) if code == "mr" else made["value"]
    return int(pd.isna(given).sum())


def _fill_ratio(made: dict[str, np.ndarray], *, is_share: bool) -> None:
    numerator, denominator = made["numerator"], made["denominator"]
    if is_share and (numerator > denominator).any():
        _refuse("A numerator is above its denominator.", "numerator", "Count both anew.")
    # Nobody to count among is no share at all, not a share of 0.
    made["value"] = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=made["value"], where=denominator > 0)
    if is_share:
        made["n"] = np.where(np.isnan(made["n"]), denominator, made["n"])


def _ranges_within(values: np.ndarray, phases: np.ndarray) -> np.ndarray:
    found = np.full(len(values), np.nan)
    for phase in np.unique(phases):
        at = np.flatnonzero((phases == phase) & ~np.isnan(values))
        found[at] = moving_ranges(values[at])
    return found
