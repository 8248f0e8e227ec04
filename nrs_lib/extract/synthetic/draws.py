"""Random choices by shares, and days that a clinic is open."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def choose(rng: np.random.Generator, shares: Mapping[str, float], n: int) -> np.ndarray:
    """Draw ``n`` codes with these shares; an array of text."""
    codes = np.array(list(shares), dtype=object)
    cuts = np.cumsum(list(shares.values()))[:-1]
    return codes[np.searchsorted(cuts, rng.random(n), side="right")]


def choose_by(
    rng: np.random.Generator, shares: Mapping[str, Mapping[str, float]], group: np.ndarray
) -> np.ndarray:
    """Draw one code per element of ``group``, with the shares of its group."""
    drawn = np.empty(len(group), dtype=object)
    for name, parts in shares.items():
        mine = group == name
        drawn[mine] = choose(rng, parts, int(mine.sum()))
    return drawn


def values_by(numbers: Mapping[str, float], group: np.ndarray) -> np.ndarray:
    """Look up one number per element of ``group``."""
    drawn = np.full(len(group), np.nan)
    for name, number in numbers.items():
        drawn[group == name] = number
    return drawn


def skewed_days(rng: np.random.Generator, spread: Mapping[str, float], n: int) -> np.ndarray:
    """Draw whole numbers of days, log-normal with this ``median`` and ``spread`` of the log."""
    return np.rint(rng.lognormal(np.log(spread["median"]), spread["spread"], n)).astype(int)


def open_day(days: np.ndarray) -> np.ndarray:
    """Move days at weekends to the Monday after; ``datetime64[D]``, missing stays missing."""
    known = ~np.isnat(days)
    moved = days.copy()
    moved[known] = np.busday_offset(days[known], 0, roll="forward")
    return moved


def with_gaps(rng: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    """Leave out this share of ``values``; ``None``, or not-a-number in numbers."""
    gap = rng.random(len(values)) < share
    blank = np.nan if values.dtype.kind == "f" else None
    values = values if values.dtype.kind in "fO" else values.astype(object)
    return np.where(gap, blank, values)
