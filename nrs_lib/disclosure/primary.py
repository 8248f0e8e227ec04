"""What may not be shown for its own sake, row by row, before anything is worked out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.policy import (
    Answering,
    AudiencePolicy,
    FormLimits,
    Limits,
    ModelLimits,
    Policy,
)
from nrs_lib.stats.means import quantile_ranks
from nrs_lib.terms import CURVES, Scope, Statistic

_PLACE = ["measure", "statistic", "time_point", "category", "period"]
_COUNTS = ["n", "numerator", "denominator", "at_risk"]
LARGEST = ("largest_n", "largest_numerator", "largest_others")
"""What the unit with the most has in a number, and in each part of it."""
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
    asked = Asked.of(table, policy.answering)
    reason = np.full(len(table), "", dtype=object)
    for scope, limits in rules.limits.items():
        here = asked.scope == str(scope)
        if not here.any():
            continue
        n = asked.people
        # The last that fails gives the reason, so the plainest one to readers stands last.
        tests = {
            "rounded": _is_rounded_away(asked, rules.round_to),
            # Where there is nobody there is no unit either, and that is not what is wrong.
            "few_units": (np.nan_to_num(asked.n_units) < limits.min_units) & (n > 0),
            "dominance": _is_dominated(asked, limits.max_share),
            "model": _weak_model(asked, policy.models, limits),
            "beyond": _few_beyond(asked, policy.forms, limits),
            "small_count": _is_small(asked, limits, rules, policy.forms),
            "few": ~asked.is_count & (n < limits.min_n),
        }
        for name, fails in tests.items():
            reason[here & fails] = name
    reason[~np.isin(asked.statistic, sorted(map(str, rules.statistics)))] = "not_allowed"
    reason[_small_rest(asked, reason == "", rules, policy.forms)] = "rest"
    return pd.Series(reason, index=table.index)


@dataclass(frozen=True)
class Asked:
    """Rows as columns of plain numbers, missing ones NaN: they are asked many small questions."""

    statistic: np.ndarray
    scope: np.ndarray
    category: np.ndarray
    n: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    at_risk: np.ndarray
    n_units: np.ndarray
    largest_n: np.ndarray
    largest_numerator: np.ndarray
    largest_others: np.ndarray
    parameters: np.ndarray
    smallest_n: np.ndarray
    place: np.ndarray
    tells_who_answered: np.ndarray

    @classmethod
    def of(cls, table: pd.DataFrame, answering: Answering) -> Asked:
        """The rows of a table with the columns of `Estimates`."""
        texts = {name: table[name].to_numpy(dtype=object) for name in (*_PLACE, "scope")}
        numbers = {
            name: table[name].to_numpy(dtype=float, na_value=np.nan)
            for name in (*_COUNTS, "n_units", *LARGEST, "parameters", "smallest_n")
        }
        place = np.empty(len(table), dtype=object)
        place[:] = list(zip(*(texts[name] for name in _PLACE), strict=True))
        kept = {name: texts[name] for name in ("statistic", "scope", "category")}
        names = zip(*(texts[name] for name in ("measure", "category")), strict=True)
        tells = np.array([answering.tells(*one) for one in names], dtype=bool)
        return cls(**kept, **numbers, place=place, tells_who_answered=tells)

    def at(self, rows: np.ndarray) -> Asked:
        """Some of the rows, by their number."""
        return Asked(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    @property
    def people(self) -> np.ndarray:
        """How many stand behind each; 0 where it is not told."""
        return np.nan_to_num(self.n)

    @cached_property
    def others(self) -> np.ndarray:
        """How many are not in the numerator."""
        return self.denominator - self.numerator

    @cached_property
    def is_count(self) -> np.ndarray:
        """Which are counts."""
        return self.statistic == str(Statistic.COUNT)

    @cached_property
    def is_drawn(self) -> np.ndarray:
        """Which are bins of a histogram or points of a curve."""
        return np.isin(self.statistic, _DRAWN)


def _small(count: np.ndarray, limits: Limits) -> np.ndarray:
    small = (count < limits.min_count) & (count > 0)
    return small | (count == 0) if limits.zeros == "hide" else small


def _small_part(
    asked: Asked, count: np.ndarray, limits: Limits, rules: AudiencePolicy
) -> np.ndarray:
    """Which parts are small; of who has answered by the least count that they have."""
    eased = _small(count, limits.answered(rules.answered_from))
    return np.where(asked.tells_who_answered, eased, _small(count, limits))


def _is_rounded_away(asked: Asked, base: int) -> np.ndarray:
    """Which rounding would make none or all of what they are shares of, without being so."""
    shown, whole = ((part + base // 2) // base for part in (asked.numerator, asked.denominator))
    return ((asked.numerator > 0) & (shown == 0)) | ((asked.others > 0) & (shown == whole))


def _is_dominated(asked: Asked, most: float) -> np.ndarray:
    """Which rest, or have a part that rests, on one unit nearly alone.

    That those who have not answered are one unit's tells nothing of the others.
    """
    in_parts = asked.largest_numerator > most * asked.numerator
    in_parts |= asked.largest_others > most * asked.others
    return (asked.largest_n > most * asked.people) | (in_parts & ~asked.tells_who_answered)


def _is_small(asked: Asked, limits: Limits, rules: AudiencePolicy, forms: FormLimits) -> np.ndarray:
    others = asked.others
    small = asked.is_count & _small(asked.people, limits)
    in_parts = _small_part(asked, asked.numerator, limits, rules)
    in_parts |= _small_part(asked, others, limits, rules)
    if asked.is_drawn.any():
        # Bins and steps have a limit of their own; of a curve also who is left, and who is gone.
        drawn = limits.drawn(forms)
        followed = replace(drawn, zeros="show")
        in_steps = _small(asked.numerator, drawn) | _small(others, drawn)
        in_steps |= _small(asked.at_risk, followed) | _small(others - asked.at_risk, followed)
        in_parts |= asked.is_drawn & in_steps
    return small | (~asked.is_count & in_parts)


def _few_beyond(asked: Asked, forms: FormLimits, limits: Limits) -> np.ndarray:
    """Quantiles and medians with few people on one side; of a time that side is counted."""
    is_quantile = asked.statistic == str(Statistic.QUANTILE)
    is_asked = is_quantile | (asked.statistic == str(Statistic.MEDIAN))
    if limits.min_count == 0 or not is_asked.any():
        return np.zeros(len(is_asked), dtype=bool)
    p = _share_below(asked.statistic, asked.category)
    side = np.floor(asked.people * np.minimum(p, 1 - p) + _EXACT)
    side = np.where(np.isnan(asked.smallest_n), side, asked.smallest_n)
    return is_asked & (side < forms.min_beyond)


def _share_below(statistic: np.ndarray, category: np.ndarray) -> np.ndarray:
    """Below which share of people a quantile lies; one half for medians."""
    told = pd.to_numeric(pd.Series(category, dtype=object), errors="coerce").to_numpy(dtype=float)
    return np.where(statistic == str(Statistic.MEDIAN), 0.5, np.nan_to_num(told))


def _weak_model(asked: Asked, models: ModelLimits, limits: Limits) -> np.ndarray:
    """Rows of models with too few people for what they estimate.

    A coefficient says how many stand behind it, or it is not shown. Only who may see one
    patient may see a model of few.
    """
    parameters, smallest, n = asked.parameters, asked.smallest_n, asked.n
    is_model = (asked.statistic == str(Statistic.COEFFICIENT)) | ~np.isnan(parameters)
    if limits.min_n <= 1:
        return np.zeros(len(is_model), dtype=bool)
    weak = (
        np.isnan(parameters)
        | np.isnan(smallest)
        | np.isnan(n)
        | (n - parameters < models.min_df)
        | (n < models.min_people_per_parameter * parameters)
        | (smallest < models.min_group)
    )
    return is_model & weak


def _small_rest(
    asked: Asked, is_shown: np.ndarray, rules: AudiencePolicy, forms: FormLimits
) -> np.ndarray:
    """National rows of which a unit that takes itself away is left with too little.

    Where the reader is one unit it is that unit that subtracts itself; a release to many is
    read by every unit.
    """
    limits = rules.limits[Scope.NATIONAL]
    is_whole = (asked.scope == str(Scope.NATIONAL)) & is_shown
    found = np.zeros(len(is_whole), dtype=bool)
    if not is_whole.any():
        return found
    readers = [str(Scope.OWN)] if rules.knows_own else [str(Scope.OWN), str(Scope.UNIT)]
    whole, own = _beside(asked, is_whole, np.isin(asked.scope, readers))
    # A unit that is not in the whole, or does not tell, takes nothing away.
    taken = {
        name: np.where(own < 0, 0.0, np.nan_to_num(getattr(asked, name)[own])) for name in _COUNTS
    }
    told = asked.at(whole)
    rest = replace(told, **{name: getattr(told, name) - taken[name] for name in _COUNTS})
    # Of those left, the largest unit is at most as large as the others leave room for.
    room = np.maximum(rest.n - np.maximum(told.n_units - 2, 0), 0)
    largest = np.fmin(told.largest_n, room)
    fails = _is_small(rest, limits, rules, forms) | (~rest.is_count & (rest.n < limits.min_n))
    fails |= ~rest.is_count & (largest > limits.max_share * rest.n) & (rest.n > 0)
    found[whole[fails]] = True
    if not rules.knows_own:
        found |= is_whole & _small_without_the_largest(asked, limits, rules, forms)
    return found


def _small_without_the_largest(
    asked: Asked, limits: Limits, rules: AudiencePolicy, forms: FormLimits
) -> np.ndarray:
    """Which leave too little when the unit with the most takes itself away, told or not.

    Of its numerator, and of those outside, it is the unit with the most there.
    """
    left = asked.n - asked.largest_n
    few = np.where(asked.is_count, _small(left, limits), left < limits.min_n)
    for part, most in (
        (asked.numerator, asked.largest_numerator),
        (asked.others, asked.largest_others),
    ):
        for which, least in ((~asked.is_drawn, limits), (asked.is_drawn, limits.drawn(forms))):
            few |= which & _small_part(asked, part - most, least, rules)
    return few & (asked.n_units > 1)


def _beside(
    asked: Asked, is_whole: np.ndarray, is_own: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Each whole with every reader's row in the same place, or -1 where there is none."""
    own = defaultdict(list)
    for row in np.flatnonzero(is_own):
        own[asked.place[row]].append(row)
    pairs = [
        (whole, row)
        for whole in np.flatnonzero(is_whole)
        for row in own.get(asked.place[whole], (-1,))
    ]
    found = np.array(pairs, dtype=int)
    return found[:, 0], found[:, 1]


def without_single_people(table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> None:
    """Take away limits that are one person's value, where few people lie beyond them.

    An interval of a quantile by order statistics ends at two people's own values.
    """
    is_ranked = table["method"].to_numpy(dtype=object) == "order_statistics"
    outside = [str(scope) for scope, one in rules.limits.items() if one.min_count > 0]
    level = float(get("confidence_level").value)
    is_asked = is_ranked & np.isin(table["scope"].to_numpy(dtype=object), outside)
    statistic, category = (
        table[name].to_numpy(dtype=object)[is_asked] for name in ("statistic", "category")
    )
    sizes = table["n"].to_numpy(dtype=float, na_value=0)[is_asked].astype(int)
    below = _share_below(statistic, category)
    for index, n, p in zip(table.index[is_asked], sizes, below, strict=True):
        low, high = quantile_ranks(n, p, confidence=level)
        for name, beyond in (("low", low - 1), ("high", n - high)):
            if beyond < policy.forms.min_beyond:
                table.loc[index, name] = float("nan")
