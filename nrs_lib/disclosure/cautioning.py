"""What readers are told beside numbers, at the same door as the numbers.

A sentence such as "3 of 41 lack a value" is a count like any other. It keeps its sense when
a small count is told as a bound, so it is worded so and not left out.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nrs_lib.contracts.cautions import Bound, Caution
from nrs_lib.disclosure.policy import AudiencePolicy
from nrs_lib.terms import Scope

_PARTS = (("n", "of"), ("n", "total"), ("dropped", "total"), ("answered", "followed"))
"""Facts of which the first is part of the second, so that the rest can be worked out."""


def cleared_cautions(
    cautions: Iterable[Caution], *, table: pd.DataFrame, rules: AudiencePolicy
) -> tuple[Caution, ...]:
    """The cautions that an audience may read, with counts as it may read them.

    Parameters
    ----------
    cautions
        Of the estimates that are cleared.
    table
        Those estimates: a caution does not say whose count it tells, so the strictest limit
        of the kinds of rows among them holds for all.
    rules
        The audience's part of the policy.

    Returns
    -------
    tuple
        Counts under the limit are told as fewer than it; where what is left of a whole is
        under the limit, the part is told as more than the whole less the limit; others are
        rounded as the policy rounds counts. A caution about another unit that the audience
        may not name is left out.
    """
    cautions = tuple(cautions)
    if not cautions:
        return ()
    scopes = {Scope(scope) for scope in set(table["scope"].tolist())} or set(Scope)
    least = max(rules.limits[scope].min_count for scope in scopes)
    unnamed = set() if rules.names_units else set(table.loc[_is_other(table), "group"])
    told = (
        _bounded(caution, least=least, base=rules.round_to)
        for caution in cautions
        if caution.about not in unnamed
    )
    return tuple(dict.fromkeys(told))


def _is_other(table: pd.DataFrame) -> pd.Series:
    return table["scope"] == str(Scope.UNIT)


def _bounded(caution: Caution, *, least: int, base: int) -> Caution:
    people = caution.people
    facts: dict[str, object] = {name: _rounded(value, base) for name, value in people.items()}
    for part, whole in _PARTS:
        if {part, whole} <= set(people) and 0 < people[whole] - people[part] < least:
            facts[part] = Bound("more", max(int(_rounded(people[whole], base)) - least, 0))
    for name, value in people.items():
        if 0 < value < least:
            facts[name] = Bound("fewer", least)
    return caution.telling(**facts)


def _rounded(value: float, base: int) -> float:
    return value if base <= 1 else (value + base // 2) // base * base
