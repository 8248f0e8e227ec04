"""Who did not answer at the follow-up, of those due, and how they differed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.describing.clearable import table_one_estimates
from nrs_lib.stats.describing.differences import BINARY, NUMERIC
from nrs_lib.stats.describing.differences import CATEGORY as LEVELS
from nrs_lib.stats.describing.table_one import TableOne, Variable, table_one
from nrs_lib.stats.estimates import Estimate, Estimates, from_rows
from nrs_lib.stats.missing_followup.declared import EPISODE, Declared, declare, gathered
from nrs_lib.stats.missing_followup.incomplete import CATEGORY, FLAG, NUMBER, ORDERED
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, share_row
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import NATIONAL, Scope, TimePoint

ANSWERED, LOST = "answered", "lost"
ARM = "follow-up"
REASONS = ("program_completed", "discharge_reason")
_KINDS = {NUMBER: NUMERIC, FLAG: BINARY, CATEGORY: LEVELS, ORDERED: LEVELS}


@dataclass(frozen=True, eq=False)
class Nonresponse:
    """Who answered of those due.

    Attributes
    ----------
    people
        One row per due episode: the variables, ``unit_id``, and ``follow-up`` with
        ``answered`` or ``lost``.
    variables
        As described.
    response
        Share who have a questionnaire.
    by_unit
        The same of each unit that had somebody due.
    table
        Each variable among answered and lost, with standardised differences.
    by_reason
        Response among those with each code of `REASONS`, the nearest to a reason for loss.
    """

    cohort: Cohort
    time_point: TimePoint
    people: pd.DataFrame
    variables: tuple[Variable, ...]
    response: Estimate
    by_unit: Mapping[str, Estimate]
    table: TableOne
    by_reason: Mapping[str, Mapping[str, Estimate]]
    cautions: tuple[Caution, ...]


def nonresponse(
    cohort: Cohort,
    *,
    time_point: TimePoint = TimePoint.FOLLOWUP_12M,
    variables: Mapping[str, Sequence[str]] | None = None,
    scale: str | None = None,
    confidence: float | None = None,
) -> Nonresponse:
    """Describe who did not answer.

    Parameters
    ----------
    cohort
        Those due after a year, or discharged.
    variables, scale
        As for `declare`; all must be known before the follow-up. What is not in the extract
        is an error only where it is asked for by name.

    Raises
    ------
    ParameterError
        A variable comes too late, or is not in the extract.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    episodes = cohort.followed(time_point).reset_index(drop=True)
    declared = declare(variables, scale=scale, time_point=time_point)
    if variables is None:
        declared = available(cohort, episodes, declared)
    has = cohort.answers(episodes, time_point)["has_answered"].to_numpy(dtype=bool)
    people = gathered(cohort, episodes, declared)
    for one in declared:
        if one.auxiliary.kind == FLAG:
            people[one.auxiliary.name] = people[one.auxiliary.name].astype("Float64")
    people["unit_id"] = episodes["unit_id"].astype("str").to_numpy()
    people[ARM] = pd.Categorical(np.where(has, ANSWERED, LOST), [ANSWERED, LOST])
    described = tuple(
        Variable(one.auxiliary.name, _KINDS[one.auxiliary.kind], one.auxiliary.levels)
        for one in declared
    )
    reasons = [column for column in REASONS if column in episodes]
    by_reason = {
        column: _shares(_valid(episodes[column], column), has, level) for column in reasons
    }
    table = table_one(people, variables=described, by=ARM, confidence=level)
    said = Caution.of("reasons_at_discharge_only")
    return Nonresponse(
        cohort,
        time_point,
        people,
        described,
        _response(has, level),
        _shares(people["unit_id"], has, level),
        table,
        by_reason,
        (said, *table.cautions),
    )


def available(
    cohort: Cohort, episodes: pd.DataFrame, declared: Sequence[Declared]
) -> tuple[Declared, ...]:
    """Those of the project's own variables that the extract has."""
    tables = {EPISODE: episodes} | {
        str(point): cohort.answers(episodes, point) for point in TimePoint
    }
    return tuple(one for one in declared if one.column in tables[one.table])


def nonresponse_estimates(found: Nonresponse) -> Estimates:
    """Every number of it as a row.

    Returns
    -------
    Estimates
        Response in all (measure ``response_12m`` or ``response_discharge``), by unit (scope
        ``unit``) and by code of the reasons (measure ``response_by_<column>``, category the
        code); then the rows of `table_one_estimates` for answered and lost.
    """
    cohort = found.cohort
    group = Group.of(cohort.group)
    measure = "response_12m"
    if found.time_point == TimePoint.DISCHARGE:
        measure = "response_discharge"
    place = {"time_point": str(found.time_point), "period": cohort.period.code}
    has = (found.people[ARM] == ANSWERED).astype("boolean")
    units = found.people["unit_id"]
    rows = [share_row(group, measure, has, units, **place)]
    if cohort.group == NATIONAL:
        for unit in found.by_unit:
            mine = (units == unit).to_numpy()
            theirs = Group(unit, Scope.UNIT)
            rows.append(share_row(theirs, measure, has[mine], units[mine], **place))
    episodes = cohort.followed(found.time_point)
    for column, shares in found.by_reason.items():
        codes = _valid(episodes[column], column)
        for code in shares:
            mine = (codes == code).to_numpy()
            key = place | {"category": code}
            rows.append(share_row(group, f"response_by_{column}", has[mine], units[mine], **key))
    definitions = (
        *DEFINITIONS,
        *SHARE_DEFINITIONS,
        f"measure:{measure}",
        "convention:followup_auxiliaries",
    )
    described = table_one_estimates(
        found.people,
        variables=found.variables,
        by=ARM,
        group=cohort.group,
        period=cohort.period.code,
    )
    return from_rows(rows, definitions=definitions, cautions=found.cautions) + described


def _response(has: np.ndarray, level: float) -> Estimate:
    yes, n = int(has.sum()), len(has)
    share, low, high = wilson(yes, n, confidence=level)
    return Estimate(share, low, high, n, "wilson", numerator=yes, denominator=n)


def _shares(of: pd.Series, has: np.ndarray, level: float) -> dict[str, Estimate]:
    codes = of.astype("object").to_numpy()
    return {
        str(code): _response(has[codes == code], level)
        for code in sorted(of.dropna().astype("object").unique(), key=str)
    }


def _valid(of: pd.Series, column: str) -> pd.Series:
    """Codes that are answers, on a plain index."""
    known = declare({EPISODE: [column]}, scale=None, time_point=TimePoint.FOLLOWUP_12M)
    values = of.reset_index(drop=True).astype("object")
    return values.where(values.isin(known[0].auxiliary.levels), None)
