"""Estimates put together into wholes, exactly, from their counts, means and deviations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.primary import LARGEST
from nrs_lib.stats.estimates import KEY, from_rows
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Statistic

_MEANS = (Statistic.MEAN, Statistic.CHANGE)


def pooled(parts: pd.DataFrame, *, into: str, complete: int) -> pd.DataFrame:
    """Put rows together that share everything but one column.

    Parameters
    ----------
    parts
        The columns of `Estimates`, and ``whole``: what the parts become.
    into
        ``period``: other people in each part; or ``category``: the same people, each in one.
    complete
        How many parts a whole has; wholes with fewer are left out.

    Returns
    -------
    pandas.DataFrame
        The columns of `Estimates`. How many units contribute is at least what is told, and
        what the largest of them has at most.
    """
    rest = [name for name in (*KEY, "scope") if name != into]
    keys = zip(*(parts[name].to_numpy(dtype=object) for name in (*rest, "whole")), strict=True)
    wholes: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(keys):
        wholes.setdefault(key, []).append(place)
    told = {
        name: parts[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("n", "numerator", "n_units", *LARGEST, "estimate", "sd")
    }
    statistics = parts["statistic"].to_numpy(dtype=object)
    level = float(get("confidence_level").value)
    rows = []
    for key, places in wholes.items():
        if len(places) < complete:
            continue
        mine = {name: numbers[places] for name, numbers in told.items()}
        made = _put_together(
            mine, statistics[places[0]], same_people=into == "category", level=level
        )
        if made:
            rows.append(dict(zip(rest, key[:-1], strict=True)) | {into: key[-1]} | made)
    return from_rows(rows).table


def _put_together(
    mine: dict[str, np.ndarray], statistic: str, *, same_people: bool, level: float
) -> dict[str, object]:
    """The columns of a whole; none where its parts do not tell them."""
    sizes, largest = np.nan_to_num(mine["n"]), np.nan_to_num(mine["largest_n"])
    total = int(sizes.sum())
    n = int(sizes.max()) if same_people else total
    most = int(largest.max() if same_people else largest.sum())
    units = np.fmax.reduce(mine["n_units"])
    company = {"n_units": None if np.isnan(units) else int(units)}
    if statistic == Statistic.COUNT:
        return company | {"n": total, "estimate": float(total), "largest_n": min(most, total)}
    company |= {"n": n, "largest_n": min(most, n)}
    if statistic == Statistic.SHARE:
        numerator = int(np.nansum(mine["numerator"]))
        share, low, high = wilson(numerator, n, confidence=level)
        counts = {"numerator": numerator, "denominator": n, "method": "wilson"}
        counts |= _largest_parts(mine, numerator, n - numerator, same_people=same_people)
        return company | counts | {"estimate": share, "low": low, "high": high}
    if statistic in _MEANS and not same_people and n > 1:
        return company | _mean(sizes, mine["estimate"], mine["sd"], level)
    return {}


def _largest_parts(
    mine: dict[str, np.ndarray], numerator: int, others: int, *, same_people: bool
) -> dict[str, int]:
    """The most that one unit can have in a whole's numerator and outside it, where all tell."""
    most, outside = mine["largest_numerator"], mine["largest_others"]
    if np.isnan(most).any():
        return {}
    # Whoever is in none of the categories put together is outside each.
    beyond = outside.min() if same_people else outside.sum()
    return {
        "largest_numerator": int(min(most.sum(), numerator)),
        "largest_others": int(min(beyond, others)),
    }


def _mean(
    sizes: np.ndarray, estimates: np.ndarray, sds: np.ndarray, level: float
) -> dict[str, object]:
    n = int(sizes.sum())
    means = np.where(sizes > 0, np.nan_to_num(estimates), 0.0)
    deviations = np.where(sizes > 1, np.nan_to_num(sds), 0.0)
    mean = float(sizes @ means) / n
    squares = (np.maximum(sizes - 1, 0) * deviations**2 + sizes * (means - mean) ** 2).sum()
    sd = float(np.sqrt(squares / (n - 1)))
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * sd / np.sqrt(n)
    return {"estimate": mean, "sd": sd, "low": mean - half, "high": mean + half, "method": "t"}
