"""Each number of a release against the policy, as its description tells it.

Written from the policy's words and not from `disclosure.clear`, so that one does not repeat
the other's mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure.describing import COUNTS, NUMBERS, DescribedCell
from nrs_lib.disclosure.policy import AudiencePolicy, FormLimits, Limits, ModelLimits, Policy
from nrs_lib.reports.audit.described import Described, Key, number_of
from nrs_lib.reports.audit.steps import steps_of_few
from nrs_lib.stats.means import quantile_ranks
from nrs_lib.terms import CURVES, Scope, Statistic

_PEOPLE = ("n", "numerator", "denominator", "at_risk")
# A share of people is a fraction that binary numbers may miss by a little.
_EXACT = 1e-9
_COUNT = str(Statistic.COUNT)
_DRAWN = frozenset((Statistic.HISTOGRAM, *CURVES))
_REMEMBERED = 1 << 12


def broken_rules(
    described: Iterable[Described], rules: AudiencePolicy, policy: Policy
) -> Iterator[tuple[str, str]]:
    """Rules that single numbers, and pairs of them, break: the rule and the place.

    Parameters
    ----------
    described
        All numbers of a release.
    rules, policy
        The policy for its audience, and the whole.
    """
    described = list(described)
    for one in described:
        for rule in _of_one(one, rules, policy):
            yield rule, one.place
    shown = [one for one in described if not one.is_hidden]
    nation = _of_scope(shown, Scope.NATIONAL)
    yield from _of_rest(_of_scope(shown, Scope.OWN), nation, rules, policy)
    yield from _of_shown_units(shown, nation, rules)
    yield from steps_of_few(described, rules, policy)


def _of_one(one: Described, rules: AudiencePolicy, policy: Policy) -> Iterator[str]:
    cell, slack = one.cell, one.slack
    if one.is_hidden:
        if any(cell[name] is not None for name in (*NUMBERS, *COUNTS)):
            yield "number_in_hidden"
        return
    limits = rules.limits[Scope(cell["scope"])]
    statistic = str(cell["statistic"])
    if statistic in _DRAWN:
        limits = limits.drawn(policy.forms)
    if statistic not in rules.statistics:
        yield "not_allowed"
    limits = _eased(limits, cell, rules, policy)
    n, numerator = cell["n"], cell["numerator"]
    if limits.min_n > 1:
        yield from _of_model(cell, policy.models)
    if limits.min_count:
        yield from _of_quantile(cell, policy.forms)
    counts = [cell[name] for name in _PEOPLE if cell[name] is not None]
    if rules.round_to > 1 and any(count % rules.round_to for count in counts):
        yield "not_rounded"
    if statistic == _COUNT:
        if is_small(n, limits, slack=slack):
            yield "small_count"
    elif n is not None and n + slack < limits.min_n and (n or _has_number(cell)):
        yield "few"
    if numerator is not None:
        if is_small(numerator, limits, slack=slack):
            yield "small_count"
        if is_small(cell["denominator"] - numerator, limits, slack=2 * slack):
            yield "whole_group"
        left = cell["at_risk"]
        if left is not None:
            gone = cell["denominator"] - numerator - left
            followed = replace(limits, zeros="show")
            if is_small(left, followed, slack=slack) or is_small(gone, followed, slack=3 * slack):
                yield "step_of_few"
    units = cell["n_units"]
    if units is not None and n and units < limits.min_units:
        yield "few_units"


def _eased(limits: Limits, cell: DescribedCell, rules: AudiencePolicy, policy: Policy) -> Limits:
    """Who has, and has not, answered is shown from a least count of its own."""
    is_told = policy.answering.tells(str(cell["measure"]), str(cell["category"]))
    return limits.answered(rules.answered_from) if is_told else limits


def _of_model(cell: DescribedCell, models: ModelLimits) -> Iterator[str]:
    """A model with too few people for what it estimates, or a small group behind a number."""
    n, parameters, smallest = (cell[name] for name in ("n", "parameters", "smallest_n"))
    if cell["statistic"] != str(Statistic.COEFFICIENT) and parameters is None:
        return
    if None in (n, parameters, smallest):
        yield "model_not_told"
        return
    if n - parameters < models.min_df or n < models.min_people_per_parameter * parameters:
        yield "saturated_model"
    if smallest < models.min_group:
        yield "small_group_model"


def _of_quantile(cell: DescribedCell, forms: FormLimits) -> Iterator[str]:
    """A quantile, or an end of its interval, with few people on one side."""
    n, statistic = cell["n"], cell["statistic"]
    if statistic not in (Statistic.MEDIAN, Statistic.QUANTILE) or not n:
        return
    if cell["smallest_n"] is not None:
        # A time: of its smaller side it is told that it has at least so many.
        if cell["smallest_n"] < forms.min_beyond:
            yield "few_beyond"
        return
    p = 0.5 if statistic == Statistic.MEDIAN else number_of(cell["category"])
    if p is None or n * min(p, 1 - p) + _EXACT < forms.min_beyond:
        yield "few_beyond"
        return
    low, high = _ranks(n, p)
    for name, beyond in (("low", low - 1), ("high", n - high)):
        if cell[name] is not None and beyond < forms.min_beyond:
            yield "few_beyond"


# The nation's medians are in every unit's report.
@lru_cache(_REMEMBERED)
def _ranks(n: int, p: float) -> tuple[int, int]:
    return quantile_ranks(n, p, confidence=float(get("confidence_level").value))


def _has_number(cell: DescribedCell) -> bool:
    return any(cell[name] is not None for name in (*NUMBERS, "numerator"))


def is_small(count: int | None, limits: Limits, *, slack: int = 0) -> bool:
    """Whether a count is under the limit, however it was rounded, and may not be shown."""
    if count is None:
        return False
    if limits.zeros == "show" and count <= 0:
        return False
    return count + slack < limits.min_count


def _of_rest(
    own: Mapping[Key, Described],
    nation: Mapping[Key, Described],
    rules: AudiencePolicy,
    policy: Policy,
) -> Iterator[tuple[str, str]]:
    """The nation less the own unit, where both are shown."""
    limits = rules.limits[Scope.NATIONAL]
    if not limits.test_rest:
        return
    for key, whole in nation.items():
        if key not in own:
            continue
        ours, all_of_them = own[key].cell, whole.cell
        rest = {
            name: all_of_them[name] - ours[name]
            for name in ("n", "numerator", "denominator")
            if None not in (all_of_them[name], ours[name])
        }
        is_count = key[1] == _COUNT
        slack = whole.slack + own[key].slack
        few = not is_count and rest.get("n", limits.min_n) + slack < limits.min_n
        least = _eased(limits, all_of_them, rules, policy)
        parts = [rest["n"]] if is_count and "n" in rest else []
        if "numerator" in rest:
            parts = [rest["numerator"], rest["denominator"] - rest["numerator"]]
        if few or any(is_small(part, least, slack=slack) for part in parts):
            yield "rest", whole.place


def _of_shown_units(
    shown: list[Described], nation: Mapping[Key, Described], rules: AudiencePolicy
) -> Iterator[tuple[str, str]]:
    """One shown unit that makes up nearly all of the nation."""
    share = rules.limits[Scope.NATIONAL].max_share
    for one in shown:
        cell = one.cell
        if cell["scope"] == Scope.NATIONAL or not cell["n"]:
            continue
        whole = nation.get(one.what)
        people = whole.cell["n"] + whole.slack if whole is not None and whole.cell["n"] else 0
        if people and cell["n"] - one.slack > share * people:
            yield "dominance", whole.place


def _of_scope(shown: Iterable[Described], scope: Scope) -> Mapping[Key, Described]:
    return {one.what: one for one in shown if one.cell["scope"] == scope}
