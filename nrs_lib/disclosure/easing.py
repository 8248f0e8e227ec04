"""What would let more be shown: longer periods, fewer categories.

A step is proposed only after it has been taken and put through the door, so that what it says
of its effect is what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.disclosure.pooling import pooled
from nrs_lib.disclosure.reasons import SAME, reasons_of
from nrs_lib.disclosure.windows import period_of
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import Estimates
from nrs_lib.terms import Scope, Statistic

POOL_PERIODS, MERGE_CATEGORIES = "pool_periods", "merge_categories"
OTHER = "other"
_LONGER = ((3, 6), (3, 12), (6, 12))
LIMIT_REASONS = ("few", "protected")


@dataclass(frozen=True)
class Step:
    """One way to show more.

    Attributes
    ----------
    kind
        `POOL_PERIODS` or `MERGE_CATEGORIES`.
    what
        Months of the longer period, or the measure whose categories are merged.
    parts
        Months of the shorter period, or the categories that become ``other``.
    rows, hidden
        Rows that the step concerns, and how many of them are hidden now.
    rows_after, hidden_after
        The same after it.
    taken
        Whether what is shown has followed the step already.
    """

    kind: str
    what: str
    parts: tuple[str, ...]
    rows: int
    hidden: int
    rows_after: int
    hidden_after: int
    taken: bool = False


def propose(
    estimates: Estimates, *, hidden: pd.Series, rules: AudiencePolicy, policy: Policy
) -> tuple[Mapping[str, object], ...]:
    """Steps that would let more of some estimates be shown.

    Parameters
    ----------
    estimates
        Before they are cleared.
    hidden
        The reason of each row, in the rows' order.
    rules, policy
        The audience's part of the policy, and the whole.

    Returns
    -------
    tuple
        Of each kind the mildest that shows all, else the one that hides the smallest part;
        as plain mappings, for records. None where nothing would help.
    """
    is_limited = pd.Series(hidden.isin(LIMIT_REASONS).to_numpy(), index=estimates.table.index)
    best: dict[tuple[str, str], Step] = {}
    for step in _candidates(estimates, is_limited):
        topic = (step.kind, step.what if step.kind == MERGE_CATEGORIES else "")
        if topic in best and not best[topic].hidden_after:
            continue
        changed = apply(estimates, step).table
        concerned = changed[_concerned(changed, step, after=True)]
        if concerned.empty:
            continue
        unique = concerned.drop_duplicates(SAME)
        left = int((reasons_of(unique, rules, policy, None) != "").sum())
        made = replace(step, rows_after=len(unique), hidden_after=left)
        if _share(made) < made.hidden / made.rows and (
            topic not in best or _share(made) < _share(best[topic])
        ):
            best[topic] = made
    return tuple(asdict(step) for step in best.values())


def _share(step: Step) -> float:
    return step.hidden_after / step.rows_after


def apply(estimates: Estimates, step: Step | Mapping[str, object]) -> Estimates:
    """Take a step: the same estimates over longer periods, or with fewer categories.

    Parameters
    ----------
    step
        From `propose`, or from a clearance record's ``steps``.

    Returns
    -------
    Estimates
        Rows that the step concerns are put together exactly, from their counts, means and
        standard deviations. What cannot be put together so (medians, effects) and periods
        of which a part is missing are left out; rows that it does not concern stay.

    Raises
    ------
    DisclosureError
        There is no such kind of step.
    """
    step = step if isinstance(step, Step) else Step(**{**step, "parts": tuple(step["parts"])})
    if step.kind not in (POOL_PERIODS, MERGE_CATEGORIES):
        raise DisclosureError("There is no such step.", where=step.kind)
    table = estimates.table
    concerned = _concerned(table, step, after=False)
    parts = table[concerned].copy()
    if step.kind == POOL_PERIODS:
        parts["whole"] = [longer(code, int(step.what)) for code in parts["period"]]
        made = pooled(parts, into="period", complete=int(step.what) // int(step.parts[0]))
        # A longer period that stands there already is not made again.
        there = set(table.loc[~concerned, "period"])
        made = made[~made["period"].isin(there)]
    else:
        parts["whole"] = OTHER
        made = pooled(parts, into="category", complete=1)
    return replace(estimates, table=pd.concat([table[~concerned], made], ignore_index=True))


def put_together(steps: Iterable[Mapping[str, object]], measure: str) -> tuple[str, ...]:
    """Categories of a measure that stand in what is shown under its others, without these.

    Parameters
    ----------
    steps
        A clearance record's.
    """
    taken = (
        step["parts"]
        for step in steps
        if step["kind"] == MERGE_CATEGORIES and step["what"] == measure and step["taken"]
    )
    return tuple(code for parts in taken for code in parts if code != OTHER)


def longer(code: str, months: int) -> str:
    """The code of the half-year or year that a shorter period lies within."""
    start = Period.parse(code).start
    half = f"H{(start.month - 1) // 6 + 1}" if months == 6 else ""
    return f"{start.year}{half}"


def _concerned(table: pd.DataFrame, step: Step, *, after: bool) -> pd.Series:
    if step.kind == MERGE_CATEGORIES:
        categories = {*step.parts, OTHER}
        is_part = (table["measure"] == step.what) & table["category"].isin(categories)
        return is_part | ((table["measure"] == step.what) & after)
    months = int(step.what) if after else int(step.parts[0])
    return _months(table) == months


def _months(table: pd.DataFrame) -> pd.Series:
    known = {code: period_of(code) for code in table["period"].unique()}
    # Rolling periods are pooled already, and are no part of a year.
    return table["period"].map(
        {code: one.months if one and not one.is_rolling else 0 for code, one in known.items()}
    )


def _candidates(estimates: Estimates, is_limited: pd.Series) -> Iterator[Step]:
    table = estimates.table
    months = _months(table)
    for short, long in _LONGER:
        here = months == short
        if (here & is_limited).any() and table.loc[here, "period"].nunique() > 1:
            n, gone = int(here.sum()), int((here & is_limited).sum())
            yield Step(POOL_PERIODS, str(long), (str(short),), n, gone, 0, 0)
    shares = table[(table["statistic"] == str(Statistic.SHARE)) & (table["category"] != "")]
    outside = shares["scope"] != str(Scope.OWN)
    for measure in shares.loc[outside & is_limited.loc[shares.index], "measure"].unique():
        mine = shares[shares["measure"] == measure]
        # Only a list that ends in "other" can take more into it; steps of a scale cannot.
        if OTHER not in set(mine["category"]) or not _uses_up(mine):
            continue
        sizes = mine.groupby("category")["numerator"].sum().sort_values()
        gone = is_limited.loc[mine.index]
        small = set(mine.loc[gone, "category"])
        order = [name for name in sizes.index if name in small or name == OTHER]
        for count in range(2, min(len(order), len(sizes) - 1) + 1):
            parts = tuple(order[:count])
            yield Step(MERGE_CATEGORIES, measure, parts, len(mine), int(gone.sum()), 0, 0)


def _uses_up(shares: pd.DataFrame) -> bool:
    """Whether everybody is in one category, so that categories can be put together."""
    whole = shares.groupby(["group", "time_point", "period"])
    return bool((whole["numerator"].sum() == whole["denominator"].max()).all())
