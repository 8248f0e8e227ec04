"""Table one as estimates, so that disclosure can clear it before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nrs_lib.stats.describing.differences import BINARY, NUMERIC, numbers_of
from nrs_lib.stats.describing.distribution import quantile_rows
from nrs_lib.stats.describing.table_one import DEFINITIONS, YES, TableOne, Variable, table_one
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group, count_row, mean_row, median_row, share_row
from nrs_lib.terms import NATIONAL, Statistic

MISSING = "missing"
_QUARTILES = (0.25, 0.75)


def group_code(group: str, arm: str) -> str:
    """Code of one arm of a unit or the nation, such as ``national:lost``.

    The arm stands in ``group`` and not in ``category``: complements are hidden within a
    group, and the categories of each arm add up on their own.
    """
    return f"{group}:{arm}"


def table_one_estimates(
    people: pd.DataFrame,
    *,
    variables: Sequence[Variable],
    by: str,
    units: str = "unit_id",
    group: str = NATIONAL,
    groups: Sequence[str] = (),
    period: str = "",
    definitions: Sequence[str] = (),
) -> Estimates:
    """Describe groups of people, as rows that can be cleared.

    Parameters
    ----------
    people
        One row per person (or episode), with `units`.
    units
        Column with the unit of each.
    group
        The unit that all belong to, or ``national``; `group_code` adds the arm.
    definitions
        Keys of the measures and scales that the variables are.

    Returns
    -------
    Estimates
        Per variable and arm: mean, median and quartiles, or the share of each level (category), of
        those who answered; the number missing (statistic count, category ``missing``); and
        per pair of arms the standardised difference (statistic difference, arms joined by
        ``~``), n of both together.

    Raises
    ------
    ParameterError
        As `table_one`.
    """
    table = table_one(people, variables=variables, by=by, groups=groups)
    scope = Group.of(group).scope
    rows: list[dict[str, object]] = []
    for variable in variables:
        for arm in table.groups:
            mine = people[(people[by].astype("str") == arm) & people[by].notna()]
            rows += _of_arm(
                Group(group_code(group, arm), scope), variable, table, arm, mine, units, period
            )
    for one in table.balances:
        for (first, second), estimate in one.pairs.items():
            is_theirs = people[by].notna() & people[by].astype("str").isin((first, second))
            theirs = people[is_theirs & people[one.variable].notna()]
            pair = Group(group_code(group, f"{first}~{second}"), scope)
            counted = count_row(pair, one.variable, theirs[units], period=period)
            key = pair.key(one.variable, Statistic.DIFFERENCE, period=period)
            rows.append(counted | key | estimate.row())
    return from_rows(rows, definitions=(*DEFINITIONS, *definitions), cautions=table.cautions)


def _of_arm(
    group: Group,
    variable: Variable,
    table: TableOne,
    arm: str,
    people: pd.DataFrame,
    units: str,
    period: str,
) -> list[dict[str, object]]:
    name, answers = variable.name, people[variable.name].reset_index(drop=True)
    of_units = people[units].reset_index(drop=True)
    without = count_row(group, name, of_units[answers.isna()], category=MISSING, period=period)
    if variable.kind == NUMERIC:
        numbers = answers.astype("Float64")
        return [
            mean_row(
                group,
                name,
                numbers.to_numpy(dtype="float64", na_value=float("nan")),
                of_units.to_numpy(),
                period=period,
            ),
            median_row(group, name, numbers, of_units, period=period),
            *quantile_rows(group, name, numbers, of_units, shares=_QUARTILES, period=period),
            without,
        ]
    known = answers.notna()
    if variable.kind == BINARY:
        is_so = pd.Series(pd.NA, index=answers.index, dtype="boolean")
        is_so[known] = numbers_of(answers[known], kind=BINARY, about=name) == 1
        return [share_row(group, name, is_so, of_units, category=YES, period=period), without]
    levels = table.cell(name, arm).shares
    shares = [
        share_row(
            group,
            name,
            (answers == level).astype("boolean").mask(~known),
            of_units,
            category=str(level),
            period=period,
        )
        for level in levels
    ]
    return [*shares, without]
