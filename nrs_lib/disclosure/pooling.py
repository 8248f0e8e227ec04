"""Estimates put together into wholes, exactly, from their counts, means and deviations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import COLUMNS, KEY, from_rows
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
        the largest of them at most.
    """
    rest = [name for name in (*KEY, "scope") if name != into]
    rows = []
    for key, mine in parts.groupby([*rest, "whole"], sort=False):
        if len(mine) < complete:
            continue
        place = dict(zip(rest, key[:-1], strict=True)) | {into: key[-1]}
        rows += [place | made for made in _put_together(mine, same_people=into == "category")]
    return from_rows(rows).table[list(COLUMNS)]


def _put_together(mine: pd.DataFrame, *, same_people: bool) -> Iterator[dict[str, object]]:
    statistic = mine["statistic"].iloc[0]
    level = float(get("confidence_level").value)
    total = int(mine["n"].fillna(0).sum())
    n = int(mine["n"].max()) if same_people else total
    largest = int(mine["largest_n"].fillna(0).agg("max" if same_people else "sum"))
    company = {"n": n, "n_units": mine["n_units"].max(), "largest_n": min(largest, n)}
    if statistic == Statistic.COUNT:
        yield company | {"n": total, "estimate": float(total), "largest_n": min(largest, total)}
    elif statistic == Statistic.SHARE:
        numerator = int(mine["numerator"].sum())
        share, low, high = wilson(numerator, n, confidence=level)
        counts = {"numerator": numerator, "denominator": n, "method": "wilson"}
        yield company | counts | {"estimate": share, "low": low, "high": high}
    elif statistic in _MEANS and not same_people and n > 1:
        yield company | _mean(mine, n, level)


def _mean(mine: pd.DataFrame, n: int, level: float) -> dict[str, object]:
    sizes = mine["n"].to_numpy(dtype=float, na_value=0.0)
    means = np.where(sizes > 0, mine["estimate"].fillna(0), 0.0)
    deviations = np.where(sizes > 1, mine["sd"].fillna(0), 0.0)
    mean = float(sizes @ means) / n
    squares = (np.maximum(sizes - 1, 0) * deviations**2 + sizes * (means - mean) ** 2).sum()
    sd = float(np.sqrt(squares / (n - 1)))
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * sd / np.sqrt(n)
    return {"estimate": mean, "sd": sd, "low": mean - half, "high": mean + half, "method": "t"}
