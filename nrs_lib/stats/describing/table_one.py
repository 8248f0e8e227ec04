"""Table one: who the people in each group are, and how unlike the groups are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.describing.differences import (
    BINARY,
    CATEGORY,
    KINDS,
    NUMERIC,
    Balance,
    balance,
    numbers_of,
)
from nrs_lib.stats.describing.quantiles import quantile, quartiles
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import mean_interval
from nrs_lib.stats.shares import wilson

DEFINITIONS = tuple(
    f"convention:{key}"
    for key in (
        "confidence_level",
        "mean_interval",
        "share_interval",
        "quartile_type",
        "smd_form",
        "smd_balanced_below",
    )
)
YES = "yes"
FRAME_COLUMNS = (
    "variable",
    "group",
    "level",
    "statistic",
    "estimate",
    "low",
    "high",
    "sd",
    "n",
    "missing",
    "numerator",
    "denominator",
    "method",
)


@dataclass(frozen=True)
class Variable:
    """One column to describe.

    Attributes
    ----------
    name
        The column.
    kind
        ``numeric``, ``binary`` (true, false) or ``category``.
    levels
        All levels of a category in order; those of an ordered or unordered categorical
        column when left out. A level that nobody has is shown with 0.
    """

    name: str
    kind: str
    levels: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ParameterError(
                "The kind of variable is unknown.",
                where=f"{self.name}: {self.kind}",
                remedy=f"Use one of {', '.join(KINDS)}.",
            )


@dataclass(frozen=True)
class Described:
    """One variable in one group.

    Attributes
    ----------
    total
        People in the group.
    n
        Those who answered; all numbers are of these.
    missing
        Those who did not.
    mean, median
        For numeric variables; the mean has its standard deviation.
    quartiles
        First and third quartile, for numeric variables.
    shares
        For binary variables the share of yes under ``yes``; for categories of each level.
        Numerators add up to n.
    """

    variable: str
    group: str
    total: int
    n: int
    missing: int
    mean: Estimate | None = None
    median: Estimate | None = None
    quartiles: tuple[float, float] | None = None
    shares: Mapping[object, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class TableOne:
    """Groups described and compared.

    Attributes
    ----------
    groups
        People in each group, in order.
    cells
        One per variable and group.
    balances
        Standardised differences of each variable, pair by pair.
    definitions
        Keys of the conventions behind the numbers.
    cautions
        What a reader must be told.
    """

    groups: Mapping[str, int]
    cells: tuple[Described, ...]
    balances: tuple[Balance, ...]
    definitions: tuple[str, ...] = DEFINITIONS
    cautions: tuple[Caution, ...] = ()

    def cell(self, variable: str, group: str) -> Described:
        """One variable in one group."""
        for one in self.cells:
            if (one.variable, one.group) == (variable, group):
                return one
        raise ParameterError(
            "The table has no such cell.",
            where=f"{variable}, {group}",
            remedy=f"Groups: {', '.join(self.groups)}.",
        )

    def frame(self) -> pd.DataFrame:
        """All cells, one row per statistic, with the columns of `FRAME_COLUMNS`."""
        return pd.DataFrame(
            [row for one in self.cells for row in _rows(one)], columns=list(FRAME_COLUMNS)
        )


def table_one(
    people: pd.DataFrame,
    *,
    variables: Sequence[Variable],
    by: str,
    groups: Sequence[str] = (),
    confidence: float | None = None,
) -> TableOne:
    """Describe groups of people and how unlike they are.

    Parameters
    ----------
    people
        One row per person (or episode).
    variables
        What to describe, in order.
    by
        Column that says which group each is in. Who has none is left out, and counted
        among the cautions.
    groups
        The groups, in order; all there are when left out.
    confidence
        By convention ``confidence_level`` when left out.

    Returns
    -------
    TableOne
        Missing answers are counted, and are in no mean, quartile or share. There are no
        tests: a p-value says how large the groups are, a standardised difference how unlike.

    Raises
    ------
    ParameterError
        A column is missing, a group is unknown, or answers are of another kind than said.

    References
    ----------
    Austin 2009, doi:10.1002/sim.3697.
    """
    for name in (by, *(variable.name for variable in variables)):
        if name not in people:
            raise ParameterError(
                "The table asks for a column that is not there.",
                where=name,
                remedy="Name a column of the frame.",
            )
    parts = _grouped(people, by, groups)
    level = float(get("confidence_level").value) if confidence is None else confidence
    cells, balances = [], []
    for variable in variables:
        known = Variable(variable.name, variable.kind, _levels(people[variable.name], variable))
        answers = {name: part[variable.name] for name, part in parts.items()}
        cells += [_described(known, name, part, level) for name, part in answers.items()]
        balances.append(balance(answers, variable=known.name, kind=known.kind, levels=known.levels))
    n_without = int(people[by].isna().sum())
    without = Caution.of("rows_without_group", by, n=n_without, total=len(people))
    refused = [said for one in balances for pair in one.pairs.values() for said in pair.cautions]
    return TableOne(
        groups={name: len(part) for name, part in parts.items()},
        cells=tuple(cells),
        balances=tuple(balances),
        cautions=tuple(dict.fromkeys([*([without] if n_without else []), *refused])),
    )


def _grouped(people: pd.DataFrame, by: str, groups: Sequence[str]) -> dict[str, pd.DataFrame]:
    of = people[by]
    given = list(of.cat.categories) if isinstance(of.dtype, pd.CategoricalDtype) else None
    there = given or sorted(of.dropna().unique(), key=str)
    if strange := [name for name in groups if name not in there]:
        raise ParameterError(
            "A group is not there.",
            where=f"{by}: {strange[0]}",
            remedy="Name groups of the column, written as there.",
        )
    chosen = groups or [name for name in there if (of == name).any()]
    return {str(name): people[(of == name).fillna(False)] for name in chosen}


def _levels(answers: pd.Series, variable: Variable) -> tuple[object, ...]:
    if variable.kind != CATEGORY:
        return ()
    if variable.levels:
        if not answers.dropna().isin(variable.levels).all():
            raise ParameterError(
                "An answer is none of the levels.",
                where=variable.name,
                remedy="Declare every level, or make the others missing.",
            )
        return variable.levels
    if isinstance(answers.dtype, pd.CategoricalDtype):
        return tuple(answers.cat.categories)
    return tuple(sorted(answers.dropna().unique(), key=str))


def _share(numerator: int, denominator: int, level: float) -> Estimate:
    share, low, high = wilson(numerator, denominator, confidence=level)
    return Estimate(
        share, low, high, denominator, "wilson", numerator=numerator, denominator=denominator
    )


def _described(variable: Variable, group: str, answers: pd.Series, level: float) -> Described:
    known = answers.dropna()
    n = len(known)
    sizes = {"total": len(answers), "n": n, "missing": len(answers) - n}
    if variable.kind == NUMERIC:
        values = numbers_of(known, kind=NUMERIC, about=variable.name)
        mean, sd, low, high = mean_interval(values, confidence=level)
        first, _, third = quartiles(values)
        return Described(
            variable.name,
            group,
            **sizes,
            mean=Estimate(mean, low, high, n, "t", sd=sd),
            median=quantile(values, 0.5, confidence=level, about=variable.name),
            quartiles=(first, third),
        )
    if variable.kind == BINARY:
        is_so = numbers_of(known, kind=BINARY, about=variable.name)
        shares = {YES: _share(int(is_so.sum()), n, level)}
    else:
        shares = {one: _share(int((known == one).sum()), n, level) for one in variable.levels}
    return Described(variable.name, group, **sizes, shares=shares)


def _rows(one: Described) -> list[dict[str, object]]:
    place = {"variable": one.variable, "group": one.group, "level": "", "missing": one.missing}
    rows = [
        place | {"statistic": name, **estimate.row()}
        for name, estimate in (("mean", one.mean), ("median", one.median))
        if estimate is not None
    ]
    if one.quartiles is not None:
        rows += [
            place | {"statistic": name, "estimate": value, "n": one.n, "method": "quartile"}
            for name, value in zip(("quartile_1", "quartile_3"), one.quartiles, strict=True)
        ]
    return rows + [
        place | {"level": str(level), "statistic": "share", **share.row()}
        for level, share in one.shares.items()
    ]
