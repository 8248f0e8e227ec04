"""Ten thousand units' numbers, drawn in one go and dealt out as what came through the door.

The sentences are judged row by row, so they are given rows: those with fewer people than the
own unit's limit are hidden as the door hides them. That the door does so, and that a report's
own tables reach the sentences, is what the tests of each page are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure import ClearedTable
from nrs_lib.stats.estimates import COLUMNS, COUNT_COLUMNS, NUMBER_COLUMNS
from nrs_lib.terms import Direction
from nrs_lib.text import number
from nrs_lib.text.numbers import MINUS
from tests.support import cleared as made

MANY = 10_000
OWN = {"group": "U1", "scope": "own"}
NATION = {"group": "national", "scope": "national"}
PERIOD = "2022"
_NOTHING = (
    dict.fromkeys(COLUMNS, "")
    | dict.fromkeys(NUMBER_COLUMNS, float("nan"))
    | dict.fromkeys(COUNT_COLUMNS, pd.NA)
    | {"hidden": ""}
)
_Z = float(ndtri(0.975))


@cache
def a_record() -> Any:
    """The record of a table cleared for the own unit."""
    return made.indicators().record


def a_row(**told: Any) -> Any:
    """A cleared row; with too few people of one's own it is hidden."""
    row = {**_NOTHING, "period": PERIOD, **told}
    if row["scope"] == "own" and row["n"] < a_record().min_n_own:
        row |= {name: _NOTHING[name] for name in (*NUMBER_COLUMNS, *COUNT_COLUMNS)}
        row["hidden"] = "few"
    return _row_type()(**row)


@cache
def _row_type() -> type:
    return NamedTuple("Row", [(name, Any) for name in _NOTHING])


def dealt(rows: Iterable[Any]) -> ClearedTable:
    """A cleared table that has these rows."""
    table = object.__new__(ClearedTable)
    table.__dict__.update(table=None, record=a_record(), cautions=(), rows=tuple(rows))
    return table


def people(rng: np.random.Generator, size: Any) -> np.ndarray:
    """From one person to three hundred, small units as common as large."""
    return np.exp(rng.uniform(0, np.log(300), size)).astype(int)


class Shares(NamedTuple):
    """Shares of many units, with Wilson's interval; one row a unit, one column a measure."""

    numerator: np.ndarray
    n: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def rows(self, unit: int, sides: Sequence[dict[str, Any]]) -> list[Any]:
        """One unit's rows, with what each column is the share of."""
        return [
            a_row(
                statistic="share",
                estimate=float(self.numerator[unit, at] / self.n[unit, at]),
                low=float(self.low[unit, at]),
                high=float(self.high[unit, at]),
                n=int(self.n[unit, at]),
                numerator=int(self.numerator[unit, at]),
                denominator=int(self.n[unit, at]),
                **side,
            )
            for at, side in enumerate(sides)
        ]

    def places(self, unit: int, references: Sequence[float]) -> list[str]:
        """Where each share that may be shown lies, seen from a reference: in whole per cent."""
        return [
            ""
            if self.n[unit, at] < a_record().min_n_own
            else read_place_of(self.low[unit, at], self.high[unit, at], reference, times=100)
            for at, reference in enumerate(references)
        ]


def shares(references: np.ndarray, *, seed: int) -> Shares:
    """Draw shares around references: a third alike, a third a little apart, a third far.

    ``references`` has a row a unit and a column a measure.
    """
    rng = np.random.default_rng(seed)
    off = np.array([0.0, 0.1, 0.4])[np.arange(len(references)) % 3][:, None]
    chance = np.clip(references + off * rng.choice([-1, 1], references.shape), 0.0, 1.0)
    n = people(rng, references.shape)
    numerator = rng.binomial(n, chance)
    spread = _Z**2 / n
    centre = (numerator / n + spread / 2) / (1 + spread)
    half = _Z * np.sqrt(numerator / n * (1 - numerator / n) / n + spread / (4 * n)) / (1 + spread)
    return Shares(numerator, n, np.maximum(centre - half, 0), np.minimum(centre + half, 1))


class Means(NamedTuple):
    """Means, or mean changes, of many units with their intervals."""

    estimate: np.ndarray
    n: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def row(self, unit: int, at: int, **side: Any) -> Any:
        """One of a unit's rows."""
        return a_row(
            estimate=float(self.estimate[unit, at]),
            low=float(self.low[unit, at]),
            high=float(self.high[unit, at]),
            n=int(self.n[unit, at]),
            **side,
        )

    def place(
        self, unit: int, at: int, decimals: int, reference: float = 0.0, *, times: float = 1
    ) -> str:
        """Where it lies, seen from a reference, to who reads them with so many decimals.

        Empty where it may not be shown.
        """
        if self.n[unit, at] < a_record().min_n_own:
            return ""
        ends = (float(end[unit, at]) for end in (self.low, self.high))
        return read_place_of(*ends, reference, decimals=decimals, times=times)


def means(units: int, columns: int, *, seed: int, least: int = 1) -> Means:
    """Draw means around zero: a third none, a third small, a third large."""
    rng = np.random.default_rng(seed)
    off = np.array([0.0, 0.3, 1.5])[np.arange(units) % 3][:, None]
    n = np.maximum(people(rng, (units, columns)), least)
    error = 2.0 / np.sqrt(n)
    estimate = off * rng.choice([-1, 1], n.shape) + rng.normal(0, 1, n.shape) * error
    return Means(estimate, n, estimate - _Z * error, estimate + _Z * error)


def read_place_of(
    low: float, high: float, reference: float, *, decimals: int = 0, times: float = 1
) -> str:
    """What an interval bears to who reads it and the reference as they are written."""
    told = (number(times * one, decimals, language="en") for one in (low, high, reference))
    return place_of(*(float(one.replace(MINUS, "-").replace(",", "")) for one in told))


def place_of(low: float, high: float, reference: float) -> str:
    """What an interval bears, written apart from the judgement that is tried."""
    return "higher" if low > reference else "lower" if high < reference else "alike"


def turned(place: str, code: str) -> str:
    """A place on a scale as better or worse, as the scale runs."""
    is_turned = scale(code).direction is Direction.HIGHER_WORSE
    good, bad = ("lower", "higher") if is_turned else ("higher", "lower")
    return {good: "better", bad: "worse"}.get(place, place)


def apart(places: Iterable[str]) -> int:
    """How many lie apart."""
    return sum(place in ("higher", "lower", "better", "worse") for place in places)


def of_both_kinds(claimed: Sequence[bool]) -> Iterator[str]:
    """A fault where the units drawn are nearly all of one kind, so that little is tried."""
    share = sum(claimed) / len(claimed)
    if not 0.1 < share < 0.9:
        yield f"a difference is claimed of {share:.0%} of the units, so the trial tells little"
