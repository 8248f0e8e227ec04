"""One estimate at a time, with the people and units behind it counted on the way."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.stats.means import mean_interval, median_interval
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import NATIONAL, Scope, Statistic

SHARE_DEFINITIONS = ("convention:share_interval", "convention:confidence_level")
MEAN_DEFINITIONS = ("convention:mean_interval", "convention:confidence_level")
MEDIAN_DEFINITIONS = ("convention:quartile_type", "convention:confidence_level")


@dataclass(frozen=True)
class Group:
    """Whose numbers these are: a unit or the nation, and as what the report shows them."""

    code: str
    scope: Scope

    @classmethod
    def of(cls, code: str) -> Group:
        """The nation, or a unit in its own report."""
        return cls(code, Scope.NATIONAL if code == NATIONAL else Scope.OWN)

    def key(self, measure: str, statistic: Statistic, **place: str) -> dict[str, object]:
        """The columns that say what a row is about."""
        return {
            "measure": measure,
            "statistic": str(statistic),
            "group": self.code,
            "scope": str(self.scope),
            **place,
        }


def contributors(
    units: Iterable[str] | Counter[str], having: Iterable[str] | None = None
) -> dict[str, int | None]:
    """How many units stand behind a number, and how many people the largest has in it.

    Parameters
    ----------
    units
        The unit of each person, or how many each unit has.
    having
        Of a share the units of those in its numerator: then also how many the unit with the
        most has there, and the one with the most outside.
    """
    sizes = Counter(units)
    found = {"n_units": len(sizes), "largest_n": max(sizes.values(), default=0)}
    if having is None:
        return found
    told = Counter(having)
    others = (size - told[unit] for unit, size in sizes.items())
    return found | {
        "largest_numerator": max(told.values(), default=0),
        "largest_others": max(others, default=0),
    }


def _confidence() -> float:
    return float(get("confidence_level").value)


def count_row(
    group: Group, measure: str, units: Collection[str], **place: str
) -> dict[str, object]:
    """Count people; `units` has the unit of each."""
    n = len(units)
    return group.key(measure, Statistic.COUNT, **place) | {
        "estimate": float(n),
        "n": n,
        **contributors(units),
    }


def share_row(
    group: Group, measure: str, is_so: pd.Series, units: pd.Series, **place: str
) -> dict[str, object]:
    """Share for whom something is so.

    Parameters
    ----------
    is_so
        True, False or missing; one per person. Missing answers are in neither numerator
        nor denominator.
    units
        The unit of each person, in the same order.
    """
    whose = units.to_numpy()
    having = whose[is_so.to_numpy(dtype=bool, na_value=False)]
    return counted_share_row(group, measure, having, whose[is_so.notna().to_numpy()], **place)


def counted_share_row(
    group: Group, measure: str, having: Collection[str], units: Collection[str], **place: str
) -> dict[str, object]:
    """Share that some people are of others; `having` and `units` have the unit of each."""
    numerator, denominator = len(having), len(units)
    share, low, high = wilson(numerator, denominator, confidence=_confidence())
    return group.key(measure, Statistic.SHARE, **place) | {
        "estimate": share,
        "low": low,
        "high": high,
        "n": denominator,
        "numerator": numerator,
        "denominator": denominator,
        "method": "wilson",
        **contributors(units, having),
    }


def category_rows(
    group: Group,
    measure: str,
    answers: pd.Series,
    units: pd.Series,
    *,
    categories: Iterable[str],
    **place: str,
) -> list[dict[str, object]]:
    """Share in each category, of those who answered."""
    told, found = pd.factorize(answers)
    numbers = {category: number for number, category in enumerate(found)}
    whose, told = units.to_numpy()[told >= 0], told[told >= 0]
    return [
        counted_share_row(
            group,
            measure,
            whose[told == numbers.get(category, -1)],
            whose,
            category=category,
            **place,
        )
        for category in categories
    ]


def mean_row(
    group: Group,
    measure: str,
    values: np.ndarray,
    units: np.ndarray,
    *,
    statistic: Statistic = Statistic.MEAN,
    **place: str,
) -> dict[str, object]:
    """Mean with t interval; missing values are left out and not counted."""
    values = np.asarray(values, dtype="float64")
    known = ~np.isnan(values)
    mean, sd, low, high = mean_interval(values[known], confidence=_confidence())
    return group.key(measure, statistic, **place) | {
        "estimate": mean,
        "low": low,
        "high": high,
        "sd": sd,
        "n": int(known.sum()),
        "method": "t",
        **contributors(np.asarray(units)[known]),
    }


def median_row(
    group: Group, measure: str, values: pd.Series, units: pd.Series, **place: str
) -> dict[str, object]:
    """Median with order-statistic interval; missing values are left out."""
    numbers = values.to_numpy(dtype="float64", na_value=math.nan)
    known = ~np.isnan(numbers)
    return known_median_row(group, measure, numbers[known], units.to_numpy()[known], **place)


def known_median_row(
    group: Group, measure: str, values: np.ndarray, units: np.ndarray, **place: str
) -> dict[str, object]:
    """As `median_row`, of values of which none is missing."""
    median, low, high = median_interval(values, confidence=_confidence())
    return group.key(measure, Statistic.MEDIAN, **place) | {
        "estimate": median,
        "low": low,
        "high": high,
        "n": len(values),
        "method": "order_statistics",
        **contributors(units),
    }
