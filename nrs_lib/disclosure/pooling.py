"""Estimates put together into wholes, exactly, from their counts, means and deviations."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.primary import LARGEST
from nrs_lib.stats.estimates import KEY, from_rows
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Statistic

_MEANS = (Statistic.MEAN, Statistic.CHANGE)


def pooled(
    parts: pd.DataFrame,
    wholes: Sequence[str],
    *,
    into: str,
    complete: int,
    besides: Collection[str] = (),
) -> pd.DataFrame:
    """Put rows together that share everything but one column.

    Parameters
    ----------
    parts
        The columns of `Estimates`.
    wholes
        What each part becomes.
    into
        ``period``: other people in each part; or ``category``: the same people, each in one.
    complete
        How many parts a whole has; wholes with fewer are left out.
    besides
        Wholes that are left out as well.

    Returns
    -------
    pandas.DataFrame
        The columns of `Estimates`. How many units contribute is at least what is told, and
        what the largest of them has at most.
    """
    rest = [name for name in (*KEY, "scope") if name != into]
    keys = zip(*(parts[name].tolist() for name in rest), wholes, strict=True)
    members: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(keys):
        members.setdefault(key, []).append(place)
    # Plain numbers: each whole has a few parts, for which arrays are slow.
    told = {
        name: parts[name].to_numpy(dtype=float, na_value=math.nan).tolist()
        for name in ("n", "numerator", "n_units", *LARGEST, "estimate", "sd")
    }
    statistics = parts["statistic"].tolist()
    level = float(get("confidence_level").value)
    rows = []
    for key, places in members.items():
        if len(places) < complete or key[-1] in besides:
            continue
        mine = {name: [numbers[place] for place in places] for name, numbers in told.items()}
        made = _put_together(
            mine, statistics[places[0]], same_people=into == "category", level=level
        )
        if made:
            rows.append(dict(zip(rest, key[:-1], strict=True)) | {into: key[-1]} | made)
    return from_rows(rows).table


_Numbers = Mapping[str, Sequence[float]]


def _known(numbers: Iterable[float]) -> list[float]:
    return [number for number in numbers if not math.isnan(number)]


def _put_together(
    mine: _Numbers, statistic: str, *, same_people: bool, level: float
) -> dict[str, object]:
    """The columns of a whole; none where its parts do not tell them."""
    sizes, largest = mine["n"], _known(mine["largest_n"])
    if any(map(math.isnan, sizes)):
        return {}
    total = int(sum(sizes))
    n = int(max(sizes)) if same_people else total
    most = int(max(largest, default=0) if same_people else sum(largest))
    units = _known(mine["n_units"])
    company = {"n_units": int(max(units)) if units else None}
    if statistic == Statistic.COUNT:
        return company | {"n": total, "estimate": float(total), "largest_n": min(most, total)}
    company |= {"n": n, "largest_n": min(most, n)}
    if statistic == Statistic.SHARE:
        if any(
            size and math.isnan(part) for size, part in zip(sizes, mine["numerator"], strict=True)
        ):
            return {}
        numerator = int(sum(_known(mine["numerator"])))
        share, low, high = wilson(numerator, n, confidence=level)
        counts = {"numerator": numerator, "denominator": n, "method": "wilson"}
        counts |= _largest_parts(mine, numerator, n - numerator, same_people=same_people)
        return company | counts | {"estimate": share, "low": low, "high": high}
    if statistic in _MEANS and not same_people and n > 1:
        numbers = (np.array(mine[name]) for name in ("n", "estimate", "sd"))
        return company | _mean(*numbers, level)
    return {}


def _largest_parts(
    mine: _Numbers, numerator: int, others: int, *, same_people: bool
) -> dict[str, int]:
    """The most that one unit can have in a whole's numerator and outside it, where all tell."""
    most, outside = mine["largest_numerator"], mine["largest_others"]
    if any(map(math.isnan, most)):
        return {}
    # Whoever is in none of the categories put together is outside each.
    beyond = min(outside) if same_people else sum(outside)
    return {
        "largest_numerator": int(min(sum(most), numerator)),
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
