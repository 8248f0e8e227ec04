"""What may not be shown for its own sake, row by row, before anything is worked out."""

from __future__ import annotations

import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.policy import AudiencePolicy, Limits, ModelLimits, Policy
from nrs_lib.stats.means import median_rank
from nrs_lib.stats.spread import QUARTILES
from nrs_lib.terms import Scope, Statistic

_PLACE = ["measure", "statistic", "time_point", "category", "period"]
_QUARTERS = 4
_COUNTS = ["n", "numerator", "denominator"]


def primary(table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> pd.Series:
    """The reason why each row may not be shown, empty where it may.

    Parameters
    ----------
    table
        The columns of `Estimates` under a unique index.
    rules, policy
        The audience's part of the policy, and the whole.
    """
    reason = pd.Series("", index=table.index, dtype="object")
    is_count = table["statistic"] == str(Statistic.COUNT)
    n = table["n"].fillna(0)
    for scope, limits in rules.limits.items():
        here = table["scope"] == str(scope)
        if not here.any():
            continue
        # The last that fails gives the reason, so the plainest one to readers stands last.
        tests = {
            # Where there is nobody there is no unit either, and that is not what is wrong.
            "few_units": (table["n_units"].fillna(0) < limits.min_units) & (n > 0),
            "dominance": (table["largest_n"] > limits.max_share * n).fillna(False),
            "model": _weak_model(table, policy.models, limits),
            "small_count": _is_small(table, limits),
            "few": ~is_count & (n < _least(table, limits, policy)),
        }
        for name, fails in tests.items():
            reason[here & fails.astype(bool)] = name
    reason[~table["statistic"].isin(rules.statistics)] = "not_allowed"
    reason[_small_rest(table, reason, rules)] = "rest"
    return reason


def _least(table: pd.DataFrame, limits: Limits, policy: Policy) -> pd.Series:
    """Fewest people behind each row; a quartile has a quarter of them beyond it."""
    is_quartile = table["category"].isin(QUARTILES) & (limits.min_count > 0)
    beyond = _QUARTERS * policy.forms.min_beyond
    return is_quartile.map({True: max(limits.min_n, beyond), False: limits.min_n})


def _small(count: pd.Series, limits: Limits) -> pd.Series:
    small = (count < limits.min_count) & (count > 0)
    if limits.zeros == "hide":
        small |= count == 0
    return small.fillna(False).astype(bool)


def _is_small(table: pd.DataFrame, limits: Limits) -> pd.Series:
    is_count = table["statistic"] == str(Statistic.COUNT)
    others = table["denominator"] - table["numerator"]
    in_parts = _small(table["numerator"], limits) | _small(others, limits)
    return (is_count & _small(table["n"].fillna(0), limits)) | (~is_count & in_parts)


def _weak_model(table: pd.DataFrame, models: ModelLimits, limits: Limits) -> pd.Series:
    """Rows of models with too few people for what they estimate.

    A coefficient says how many stand behind it, or it is not shown. Only who may see one
    patient may see a model of few.
    """
    is_model = (table["statistic"] == str(Statistic.COEFFICIENT)) | table["parameters"].notna()
    if limits.min_n <= 1:
        return is_model & False
    parameters, smallest = table["parameters"], table["smallest_n"]
    weak = (
        parameters.isna()
        | smallest.isna()
        | (table["n"] - parameters < models.min_df)
        | (table["n"] < models.min_people_per_parameter * parameters)
        | (smallest < models.min_group)
    )
    return is_model & weak.fillna(True).astype(bool)


def _small_rest(table: pd.DataFrame, reason: pd.Series, rules: AudiencePolicy) -> pd.Index:
    """National rows of which a unit that takes itself away is left with too little.

    Where the reader is one unit it is that unit that subtracts itself; a release to many is
    read by every unit.
    """
    limits = rules.limits[Scope.NATIONAL]
    whole = table[(table["scope"] == str(Scope.NATIONAL)) & (reason == "")]
    readers = [Scope.OWN] if rules.knows_own else [Scope.OWN, Scope.UNIT]
    if whole.empty:
        return whole.index
    units = table[table["scope"].isin(list(map(str, readers)))]
    both = whole[[*_PLACE, *_COUNTS, "n_units", "largest_n"]].reset_index(names="index")
    both = both.merge(units[[*_PLACE, *_COUNTS]], on=_PLACE, suffixes=("", "_own"))
    rest = pd.DataFrame(
        {name: both[name] - both[f"{name}_own"].fillna(0) for name in _COUNTS}
    ).assign(statistic=both["statistic"])
    is_count = rest["statistic"] == str(Statistic.COUNT)
    # Of those left, the largest unit is at most as large as the others leave room for.
    room = (rest["n"] - (both["n_units"] - 2).clip(lower=0)).clip(lower=0)
    largest = pd.concat([both["largest_n"], room], axis=1).min(axis=1)
    fails = (
        _is_small(rest, limits)
        | (~is_count & (rest["n"] < limits.min_n))
        | (~is_count & (largest > limits.max_share * rest["n"]) & (rest["n"] > 0))
    )
    found = both.loc[fails.fillna(False).astype(bool), "index"]
    if rules.knows_own:
        return pd.Index(found.unique())
    left = whole["n"] - whole["largest_n"]
    is_count = whole["statistic"] == str(Statistic.COUNT)
    few = (~is_count & (left < limits.min_n)) | (is_count & _small(left, limits))
    few &= whole["n_units"] > 1
    return whole.index[few.fillna(False).astype(bool)].union(pd.Index(found.unique()))


def without_single_people(table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> None:
    """Take away limits that are one person's value, where few people lie beyond them.

    An interval of a median by order statistics ends at two people's own values.
    """
    ranked = table["method"] == "order_statistics"
    guarded = {str(scope): one.min_count > 0 for scope, one in rules.limits.items()}
    outside = table["scope"].map(guarded).astype(bool)
    level = float(get("confidence_level").value)
    people = table["n"].fillna(0).astype(int)
    beyond = people.map(lambda n: median_rank(n, confidence=level) - 1)
    few = ranked & outside & (beyond < policy.forms.min_beyond)
    table.loc[few, ["low", "high"]] = float("nan")
