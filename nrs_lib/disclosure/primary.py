"""What may not be shown for its own sake, row by row, before anything is worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.policy import AudiencePolicy, FormLimits, Limits, ModelLimits, Policy
from nrs_lib.stats.means import quantile_ranks
from nrs_lib.terms import CURVES, Scope, Statistic

_PLACE = ["measure", "statistic", "time_point", "category", "period"]
_COUNTS = ["n", "numerator", "denominator", "at_risk"]
_DRAWN = (Statistic.HISTOGRAM, *CURVES)
# A share of people is a fraction that binary numbers may miss by a little.
_EXACT = 1e-9


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
            "beyond": _few_beyond(table, policy.forms, limits),
            "small_count": _is_small(table, limits, policy.forms),
            "few": ~is_count & (n < limits.min_n),
        }
        for name, fails in tests.items():
            reason[here & fails.astype(bool)] = name
    reason[~table["statistic"].isin(rules.statistics)] = "not_allowed"
    reason[_small_rest(table, reason, rules, policy.forms)] = "rest"
    return reason


def _small(count: pd.Series, limits: Limits) -> pd.Series:
    small = (count < limits.min_count) & (count > 0)
    if limits.zeros == "hide":
        small |= count == 0
    return small.fillna(False).astype(bool)


def _is_small(table: pd.DataFrame, limits: Limits, forms: FormLimits) -> pd.Series:
    is_count = table["statistic"] == str(Statistic.COUNT)
    is_drawn = table["statistic"].isin(_DRAWN)
    others = table["denominator"] - table["numerator"]
    # Bins and steps have a limit of their own; of a curve also who is left, and who is gone.
    drawn = limits.drawn(forms)
    followed = replace(drawn, zeros="show")
    in_steps = _small(table["numerator"], drawn) | _small(others, drawn)
    in_steps |= _small(table["at_risk"], followed) | _small(others - table["at_risk"], followed)
    in_parts = _small(table["numerator"], limits) | _small(others, limits) | (is_drawn & in_steps)
    return (is_count & _small(table["n"].fillna(0), limits)) | (~is_count & in_parts)


def _few_beyond(table: pd.DataFrame, forms: FormLimits, limits: Limits) -> pd.Series:
    """Quantiles and medians with few people on one side; of a time that side is counted."""
    is_quantile = table["statistic"] == str(Statistic.QUANTILE)
    if limits.min_count == 0:
        return is_quantile & False
    p = _share_below(table)
    side = np.floor(table["n"].fillna(0).astype(float) * np.minimum(p, 1 - p) + _EXACT)
    side = table["smallest_n"].astype("Float64").fillna(pd.Series(side, index=table.index))
    is_asked = is_quantile | (table["statistic"] == str(Statistic.MEDIAN))
    return is_asked & (side.fillna(0) < forms.min_beyond).astype(bool)


def _share_below(table: pd.DataFrame) -> pd.Series:
    """Below which share of people a quantile lies; one half for medians."""
    is_median = table["statistic"] == str(Statistic.MEDIAN)
    return pd.to_numeric(table["category"], errors="coerce").mask(is_median, 0.5).fillna(0.0)


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


def _small_rest(
    table: pd.DataFrame, reason: pd.Series, rules: AudiencePolicy, forms: FormLimits
) -> pd.Index:
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
        _is_small(rest, limits, forms)
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

    An interval of a quantile by order statistics ends at two people's own values.
    """
    ranked = table["method"] == "order_statistics"
    guarded = {str(scope): one.min_count > 0 for scope, one in rules.limits.items()}
    outside = table["scope"].map(guarded).astype(bool)
    level = float(get("confidence_level").value)
    asked = table[ranked & outside]
    for index, n, p in zip(
        asked.index, asked["n"].fillna(0).astype(int), _share_below(asked), strict=True
    ):
        low, high = quantile_ranks(n, p, confidence=level)
        for name, beyond in (("low", low - 1), ("high", n - high)):
            if beyond < policy.forms.min_beyond:
                table.loc[index, name] = float("nan")
