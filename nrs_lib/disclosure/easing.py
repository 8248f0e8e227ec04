"""What would let more be shown: longer periods, fewer categories.

A step is proposed only after it has been taken and put through the door, so that what it says
of its effect is what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.policy import AudiencePolicy, Policy, read_policy
from nrs_lib.disclosure.pooling import pooled
from nrs_lib.disclosure.reasons import judged_together, once, reasons_of
from nrs_lib.disclosure.windows import period_of
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import Estimates
from nrs_lib.terms import Audience, Scope, Statistic

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
    table = estimates.table
    is_limited = np.isin(hidden.to_numpy(dtype=object), LIMIT_REASONS)
    best: dict[tuple[str, str], Step] = {}
    for step in _candidates(table, is_limited):
        topic = (step.kind, step.what if step.kind == MERGE_CATEGORIES else "")
        if topic in best and not best[topic].hidden_after:
            continue
        beside = _concerned(table, step, after=True) & ~_concerned(table, step, after=False)
        concerned = _with(table[beside], _made(table, step))
        if concerned.empty:
            continue
        unique, _ = once(concerned)
        left = int((reasons_of(unique, rules, policy, None) != "").sum())
        made = replace(step, rows_after=len(unique), hidden_after=left)
        if _share(made) < made.hidden / made.rows and (
            topic not in best or _share(made) < _share(best[topic])
        ):
            best[topic] = made
    return tuple(asdict(step) for step in best.values())


def proposed(
    sections: Mapping[str, Estimates], *, audience: Audience | str
) -> dict[str, tuple[Mapping[str, object], ...]]:
    """As `propose`, of the sections of a release that nothing was released before.

    It is what their clearance records would say, without clearing them.
    """
    policy = read_policy()
    rules = policy.audiences[Audience(audience)]
    tables = [part.table for part in sections.values()]
    hidden = judged_together(tables, rules, policy, None)["hidden"]
    steps, first = {}, 0
    for name, part in sections.items():
        mine = hidden.iloc[first : first + len(part.table)]
        first += len(part.table)
        is_whole = (mine == "").all()
        about = {"hidden": mine, "rules": rules, "policy": policy}
        steps[name] = () if is_whole else propose(part, **about)
    return steps


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
    left = estimates.table[~_concerned(estimates.table, step, after=False)]
    return replace(estimates, table=_with(left, _made(estimates.table, step)))


def _made(table: pd.DataFrame, step: Step) -> pd.DataFrame:
    """The wholes that a step puts together, in the columns of `Estimates`."""
    concerned = _concerned(table, step, after=False)
    parts = table[concerned]
    if step.kind == MERGE_CATEGORIES:
        return pooled(parts, [OTHER] * len(parts), into="category", complete=1)
    codes = parts["period"].tolist()
    whole_of = {code: longer(code, int(step.what)) for code in set(codes)}
    complete = int(step.what) // int(step.parts[0])
    # A longer period that stands there already is not made again.
    there = set(table["period"].to_numpy(dtype=object)[~concerned])
    wholes = [whole_of[code] for code in codes]
    return pooled(parts, wholes, into="period", complete=complete, besides=there)


def _with(rows: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows, made], ignore_index=True) if len(rows) else made


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


def _concerned(table: pd.DataFrame, step: Step, *, after: bool) -> np.ndarray:
    if step.kind == MERGE_CATEGORIES:
        measure, category = _texts(table, "measure", "category")
        is_its = measure == step.what
        return is_its if after else is_its & np.isin(category, [*step.parts, OTHER])
    months = int(step.what) if after else int(step.parts[0])
    return _months(table) == months


def _months(table: pd.DataFrame) -> np.ndarray:
    codes = table["period"].tolist()
    known = {code: period_of(code) for code in set(codes)}
    # Rolling periods are pooled already, and are no part of a year.
    months = {code: one.months if one and not one.is_rolling else 0 for code, one in known.items()}
    return np.array([months[code] for code in codes], dtype=int)


def _texts(table: pd.DataFrame, *names: str) -> list[np.ndarray]:
    return [table[name].to_numpy(dtype=object) for name in names]


def _candidates(table: pd.DataFrame, is_limited: np.ndarray) -> Iterator[Step]:
    months = _months(table)
    statistic, scope, measures, category, period = _texts(
        table, "statistic", "scope", "measure", "category", "period"
    )
    for short, long in _LONGER:
        here = months == short
        gone = int((here & is_limited).sum())
        if gone and len(set(period[here])) > 1:
            yield Step(POOL_PERIODS, str(long), (str(short),), int(here.sum()), gone, 0, 0)
    is_part = (statistic == str(Statistic.SHARE)) & (category != "")
    outside = scope != str(Scope.OWN)
    for measure in dict.fromkeys(measures[is_part & outside & is_limited]):
        here = is_part & (measures == measure)
        mine = table[here]
        # Only a list that ends in "other" can take more into it; steps of a scale cannot.
        if OTHER not in set(category[here]) or not _uses_up(mine):
            continue
        sizes = mine.groupby("category")["numerator"].sum().sort_values()
        gone = int((here & is_limited).sum())
        small = set(category[here & is_limited])
        order = [name for name in sizes.index if name in small or name == OTHER]
        for count in range(2, min(len(order), len(sizes) - 1) + 1):
            parts = tuple(order[:count])
            yield Step(MERGE_CATEGORIES, measure, parts, len(mine), gone, 0, 0)


def _uses_up(shares: pd.DataFrame) -> bool:
    """Whether everybody is in one category, so that categories can be put together."""
    whole = shares.groupby(["group", "time_point", "period"])
    return bool((whole["numerator"].sum() == whole["denominator"].max()).all())
