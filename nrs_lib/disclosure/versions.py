"""Numbers of a release beside what earlier ones made of the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from nrs_lib.disclosure.followed import still_followed
from nrs_lib.stats.estimates import keys_of

_TEXTS = ("measure", "statistic", "category", "scope")
_NUMBERS = ("n", "numerator", "estimate")


class Versions(NamedTuple):
    """Numbers that were released before, each beside every earlier version of itself.

    Plain columns, as most of a release is met again and each report asks of all of it. A missing
    number is NaN; what ends in ``then`` is the earlier version's.
    """

    index: np.ndarray
    measure: np.ndarray
    statistic: np.ndarray
    category: np.ndarray
    scope: np.ndarray
    n: np.ndarray
    numerator: np.ndarray
    estimate: np.ndarray
    n_then: np.ndarray
    numerator_then: np.ndarray
    estimate_then: np.ndarray
    round_to: np.ndarray


def beside(table: pd.DataFrame, known: pd.DataFrame) -> Versions:
    """The rows of a table that were released before, under its index.

    Parameters
    ----------
    table
        `KEY`, ``scope``, ``n``, ``numerator`` and ``estimate``. A point of a curve that has
        ``at_risk`` stands there a second time, as a count of those who are still followed.
    known
        The same, as they were shown, and ``round_to``; each version of a number is a row.
    """
    versions: dict[tuple, list[int]] = {}
    for place, key in enumerate(keys_of(known)):
        versions.setdefault(key, []).append(place)
    parts = [table, still_followed(table)]
    keys = (key for part in parts for key in keys_of(part))
    pairs = [
        (place, version) for place, key in enumerate(keys) for version in versions.get(key, ())
    ]
    new, old = np.array(pairs, dtype=int).reshape(-1, 2).T
    texts = {name: [part[name].to_numpy(dtype=object) for part in parts] for name in _TEXTS}
    now = {name: [_plain(part[name]) for part in parts] for name in _NUMBERS}
    columns = texts | now | {"index": [part.index.to_numpy() for part in parts]}
    then = {f"{name}_then": _plain(known[name])[old] for name in _NUMBERS}
    return Versions(
        **{name: np.concatenate(column)[new] for name, column in columns.items()},
        **then,
        round_to=_plain(known["round_to"])[old],
    )


def _plain(numbers: pd.Series) -> np.ndarray:
    return numbers.to_numpy(dtype=float, na_value=np.nan)
