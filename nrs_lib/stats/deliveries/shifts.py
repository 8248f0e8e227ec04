"""Distributions that shifted: new rows of a delivery against the newest of the one before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from nrs_lib.contracts.comparison import ComparisonRules
from nrs_lib.contracts.instruments import read_instruments
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.contracts.versions import read_families
from nrs_lib.extract.comparing.columns import versioned_columns
from nrs_lib.extract.comparing.difference import Difference, Side
from nrs_lib.extract.comparing.matching import ANSWERS
from nrs_lib.extract.comparing.rows import Compared
from nrs_lib.extract.comparing.windows import newest
from nrs_lib.terms import TimePoint

_TABLES = ("episode", ANSWERS)


@dataclass(frozen=True)
class _Tested:
    """A change with the probability of one as large by chance alone."""

    difference: Difference
    p: float
    is_large: bool


def shifts(
    found: Mapping[str, Compared], before: Side, after: Side, rules: ComparisonRules
) -> tuple[list[Difference], int]:
    """Shares missing, shares of categories, means and spreads that moved more than chance moves.

    New rows are compared with the newest rows of the earlier delivery, over as many days, so
    that both are equally young (`nrs_lib.extract.comparing.windows`). What is told is larger
    than the limits of ``comparison.yaml`` and less probable by chance than its bound over
    all tests together (Bonferroni). Scales of versions that took each other's place are not
    tested for missing, as a version comes and goes.

    Returns
    -------
    tuple
        What shifted, and how many tests were made.

    References
    ----------
    Means: Welch 1947, doi:10.1093/biomet/34.1-2.28, by the normal approximation; spreads:
    Brown and Forsythe 1974, doi:10.1080/01621459.1974.10482955.
    """
    tested = [
        one
        for table in _TABLES
        if table in found
        for one in _table(found[table], before, after, rules)
    ]
    level = rules.false_alarms / max(len(tested), 1)
    return [one.difference for one in tested if one.is_large and one.p < level], len(tested)


def _table(one: Compared, before: Side, after: Side, rules: ComparisonRules) -> Iterator[_Tested]:
    earlier, later = newest(one, before, after)
    kinds = {field.name: field for field in read_contracts()[_contract(one.table)].fields}
    versioned = _versioned()
    scales = set(one.rows.columns) - {*kinds, "register"} if one.table == ANSWERS else set()
    for point in TimePoint if one.table == ANSWERS else (None,):
        at = np.ones(len(earlier), dtype=bool)
        if point is not None:
            at = (one.rows.latest("time_point").astype("string") == str(point)).to_numpy(bool)
        old, new = earlier & at, later & at
        if min(old.sum(), new.sum()) < rules.least_rows:
            continue
        for column in (*[name for name in one.columns if name in kinds], *sorted(scales)):
            cells = one.rows.before(column)[old], one.rows.after(column)[new]
            where = {"time_point": str(point or "")}
            if column not in versioned:
                yield from _missing(one.table, column, cells, where, rules)
            field = kinds.get(column)
            is_listed = field is not None and field.codelist is not None
            if is_listed and column not in versioned:
                yield from _categories(one.table, column, cells, where, rules)
            elif field is None or field.logical_type in ("integer", "number"):
                yield from _numbers(one.table, column, cells, where, rules)


def _contract(table: str) -> str:
    return "questionnaire" if table == ANSWERS else table


def _versioned() -> frozenset[str]:
    return versioned_columns() | {
        scale.code
        for family in read_families().values()
        for version in family.versions
        for scale in read_instruments()[version.instrument].scales
    }


def _missing(
    table: str,
    column: str,
    cells: tuple[pd.Series, pd.Series],
    where: Mapping[str, object],
    rules: ComparisonRules,
) -> Iterator[_Tested]:
    counts = [int(part.isna().sum()) for part in cells]
    sizes = [len(part) for part in cells]
    # A column that neither has tells nothing.
    if counts != sizes and sum(counts):
        yield _share("shift_missing", table, column, counts, sizes, where, rules.least_missing)


def _categories(
    table: str,
    column: str,
    cells: tuple[pd.Series, pd.Series],
    where: Mapping[str, object],
    rules: ComparisonRules,
) -> Iterator[_Tested]:
    known = [part.dropna().astype("object") for part in cells]
    sizes = [len(part) for part in known]
    if min(sizes) < rules.least_rows:
        return
    for code in sorted({*known[0].unique(), *known[1].unique()}, key=str):
        counts = [int((part == code).sum()) for part in known]
        facts = {**where, "code": str(code)}
        yield _share("shift_share", table, column, counts, sizes, facts, rules.least_share)


def _share(
    kind: str,
    table: str,
    column: str,
    counts: list[int],
    sizes: list[int],
    facts: Mapping[str, object],
    least: float,
) -> _Tested:
    old, new = (n / size for n, size in zip(counts, sizes, strict=True))
    pooled = sum(counts) / sum(sizes)
    error = math.sqrt(pooled * (1 - pooled) * sum(1 / size for size in sizes))
    told = Difference(
        kind,
        table,
        column,
        count=counts[1],
        of=sizes[1],
        facts={**facts, "old": old, "new": new, "old_count": counts[0], "old_of": sizes[0]},
    )
    return _Tested(told, _two_sided(new - old, error), abs(new - old) >= least)


def _numbers(
    table: str,
    column: str,
    cells: tuple[pd.Series, pd.Series],
    where: Mapping[str, object],
    rules: ComparisonRules,
) -> Iterator[_Tested]:
    numbers = [part.dropna().to_numpy(dtype="float64") for part in cells]
    if min(len(part) for part in numbers) < rules.least_rows:
        return
    spreads = [float(np.std(part, ddof=1)) for part in numbers]
    usual = math.sqrt(sum(spread**2 for spread in spreads) / 2)
    means = [float(np.mean(part)) for part in numbers]
    yield _Tested(
        _number("shift_mean", table, column, means, numbers, where),
        _two_sided(means[1] - means[0], _error(numbers)),
        usual > 0 and abs(means[1] - means[0]) >= rules.least_mean * usual,
    )
    apart = [np.abs(part - np.median(part)) for part in numbers]
    distances = [float(np.mean(part)) for part in apart]
    ratio = max(spreads) / min(spreads) if min(spreads) > 0 else math.inf
    yield _Tested(
        _number("shift_spread", table, column, spreads, numbers, where),
        _two_sided(distances[1] - distances[0], _error(apart)),
        ratio >= rules.least_spread,
    )


def _number(
    kind: str,
    table: str,
    column: str,
    sizes: list[float],
    numbers: list[np.ndarray],
    where: Mapping[str, object],
) -> Difference:
    facts = {**where, "old": sizes[0], "new": sizes[1], "old_of": len(numbers[0])}
    return Difference(kind, table, column, count=len(numbers[1]), of=len(numbers[1]), facts=facts)


def _error(numbers: list[np.ndarray]) -> float:
    return math.sqrt(sum(float(np.var(part, ddof=1)) / len(part) for part in numbers))


def _two_sided(gap: float, error: float) -> float:
    if error == 0:
        return 0.0 if gap else 1.0
    return float(2 * ndtr(-abs(gap) / error))
