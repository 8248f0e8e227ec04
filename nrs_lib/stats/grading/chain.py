"""The whole way from a delivery to units compared, graded where the truth is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.grading import Chain, read_grading
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.grading.coverage import verdict_of
from nrs_lib.stats.grading.verdicts import Verdict
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.units.comparison import UnitComparison, unit_comparison
from nrs_lib.terms import Register

COLUMNS = (
    "register",
    "measure",
    "unit",
    "difference",
    "truth",
    "national",
    "raw",
    "adjusted",
    "low",
    "high",
    "shrunken",
    "shrunken_low",
    "shrunken_high",
    "is_alert",
    "is_alarm",
)


_BAD = (Verdict.INSIDE, Verdict.CAUTIOUS, Verdict.TOO_NARROW)


@dataclass(frozen=True)
class ChainGrade:
    """How the comparison of units did on one measure of one register.

    Attributes
    ----------
    n
        Units and years that were judged.
    held, held_shrunken
        Share of intervals of the adjusted, and of the shrunken, value that hold the unit's
        true change.
    bias
        Mean of adjusted less true change, as a share of the national change.
    error_raw, error_adjusted, error_shrunken
        Root of the mean square of value less truth, as a share of the national change.
    false_alarms
        Share outside the alarm limits, of units that are near the nation in truth.
    detected
        Share outside the alert limits, of units that are apart from it.
    """

    register: str
    measure: str
    n: int
    held: Estimate
    held_shrunken: Estimate
    bias: float
    error_raw: float
    error_adjusted: float
    error_shrunken: float
    false_alarms: Estimate
    detected: Estimate
    verdict: Verdict


def compared_with_truth(extract: Extract, units: pd.DataFrame) -> pd.DataFrame:
    """Compare the units of an extract on each measure and year, beside their truth.

    Parameters
    ----------
    extract
        The synthetic registry, loaded as any delivery.
    units
        Its truth: ``unit_id`` and ``improvement``, the unit's difference as a share of the
        national change.

    Returns
    -------
    pandas.DataFrame
        One row per unit, year and measure that could be judged, with `COLUMNS`.
    """
    asked = read_grading().chain
    difference = units.set_index("unit_id")["improvement"]
    rows = []
    for register in Register:
        if not (extract.units["register"] == str(register)).any():
            continue
        population = Population(extract, register=register)
        for year in asked.years:
            period = Period.parse(str(year))
            for measure in asked.measures:
                found = unit_comparison(population, period, measure)
                rows += _rows(found, extract.extract_id, str(register), measure, difference)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    found: UnitComparison, home: str, register: str, measure: str, difference: pd.Series
) -> Iterable[tuple]:
    if found.is_refused:
        return
    national = found.model.national
    alert, alarm = (level.code for level in found.policy.levels)
    for unit in found.units:
        if not unit.has_standing:
            continue
        apart = float(difference[unit.unit_id])
        value = unit.adjusted
        yield (
            register,
            measure,
            f"{home} {unit.unit_id}",
            apart,
            national * (1 + apart),
            national,
            unit.raw.estimate,
            value.estimate,
            value.low,
            value.high,
            unit.shrunken.estimate,
            unit.shrunken.low,
            unit.shrunken.high,
            _is_outside(value.estimate, unit.limits[alert]),
            _is_outside(value.estimate, unit.limits[alarm]),
        )


def _is_outside(value: float, limits: tuple[float, float]) -> bool:
    low, high = limits
    return bool(value < low or value > high)


def grade_chain(compared: pd.DataFrame, *, chain: Chain | None = None) -> list[ChainGrade]:
    """Grade rows of `compared_with_truth`, of one registry or several together."""
    chain = chain or read_grading().chain
    return [
        _grade(str(register), str(measure), rows, chain)
        for (register, measure), rows in compared.groupby(["register", "measure"], sort=False)
    ]


def _grade(register: str, measure: str, rows: pd.DataFrame, chain: Chain) -> ChainGrade:
    held, held_shrunken = (
        _share(
            (rows[low] <= rows["truth"]) & (rows["truth"] <= rows[high]),
            independent=rows["unit"].nunique(),
        )
        for low, high in (("low", "high"), ("shrunken_low", "shrunken_high"))
    )
    scale = rows["national"].abs()

    def error(column: str) -> float:
        return float(np.sqrt(np.mean(((rows[column] - rows["truth"]) / scale) ** 2)))

    size = rows["difference"].abs()
    return ChainGrade(
        register,
        measure,
        len(rows),
        held,
        held_shrunken,
        float(((rows["adjusted"] - rows["truth"]) / scale).mean()),
        error("raw"),
        error("adjusted"),
        error("shrunken"),
        _share(rows.loc[size <= chain.near, "is_alarm"]),
        _share(rows.loc[size >= chain.apart, "is_alert"]),
        _worse(verdict_of(held), verdict_of(held_shrunken)),
    )


def _worse(first: Verdict, second: Verdict) -> Verdict:
    return max(first, second, key=_BAD.index)


def _share(is_so: pd.Series, *, independent: int | None = None) -> Estimate:
    """A share, with the interval of so many independent ones.

    A unit that is hard to hit is hard to hit in every year, so its years are one witness.
    """
    numerator, denominator = int(is_so.sum()), len(is_so)
    share = numerator / denominator if denominator else np.nan
    witnesses = denominator if independent is None else independent
    _, low, high = wilson(share * witnesses, witnesses)
    return Estimate(
        share, low, high, denominator, "wilson", numerator=numerator, denominator=denominator
    )
