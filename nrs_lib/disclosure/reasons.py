"""Why a number is hidden: everything that the door asks, before anything is taken away."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping

import pandas as pd

from nrs_lib.disclosure import tauargus
from nrs_lib.disclosure.choosing import Engine
from nrs_lib.disclosure.earlier import Earlier
from nrs_lib.disclosure.kinship import rows_of
from nrs_lib.disclosure.linking import linked
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.disclosure.primary import primary
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.suppression import protect, protect_from_units
from nrs_lib.disclosure.widening import protect_from_rounded
from nrs_lib.stats.estimates import keys_of

_COUNTS = ("n", "numerator")


def once(table: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """Each number of a table once, however often it is shown, and which of them each row is.

    Rows that agree in their key, scope and counts are one number.
    """
    first: dict[tuple, int] = {}
    numbers = [first.setdefault(one, place) for place, one in enumerate(_numbers(table))]
    place = {row: number for number, row in enumerate(first.values())}
    unique = table if len(first) == len(table) else table.iloc[list(place)]
    return unique.reset_index(drop=True), [place[row] for row in numbers]


def judged_together(
    tables: Iterable[pd.DataFrame],
    rules: AudiencePolicy,
    policy: Policy,
    earlier: Earlier | None,
) -> pd.DataFrame:
    """The rows of some tables one after the other, with ``hidden``: why, as `reasons_of` tells.

    A number that stands in several is hidden in all or none.
    """
    whole = pd.concat(tables, ignore_index=True)
    numbers, which = once(whole)
    reasons = reasons_of(numbers, rules, policy, earlier)
    whole["hidden"] = reasons.sort_index().array.take(which)
    return whole


def _numbers(table: pd.DataFrame) -> list[tuple]:
    """What tells the numbers of a table apart, and their order; missing counts come last."""
    counts = (table[name].to_numpy(dtype=float, na_value=math.inf).tolist() for name in _COUNTS)
    scopes = table["scope"].to_numpy(dtype=object).tolist()
    return [(*key, *rest) for key, *rest in zip(keys_of(table), scopes, *counts, strict=True)]


def reasons_of(
    table: pd.DataFrame, rules: AudiencePolicy, policy: Policy, earlier: Earlier | None
) -> pd.Series:
    """Why each row is hidden: for its own sake, for another's, or for an earlier release's.

    Parameters
    ----------
    table
        The columns of `Estimates`, each number `once`, under an index of its own.

    Returns
    -------
    pandas.Series
        Empty text or a key of `REASONS`, by that index.
    """
    # Where two choices are as good, the order of the keys decides and not that of the rows.
    table = table.iloc[sorted(range(len(table)), key=_numbers(table).__getitem__)]
    table = table.assign(hidden=primary(table, rules, policy))
    if earlier is not None:
        table["hidden"] = earlier.tested(table, rules, policy)
    hidden = set(table.index[table["hidden"].to_numpy(dtype=object) != ""].tolist())
    more: set = set()
    if policy.engine is Engine.TAUARGUS:
        rows = (
            row
            for row in rows_of(table).values()
            if not policy.answering.tells(row.measure, row.category)
        )
        more = tauargus.chosen(rows, rules) - hidden
    prices = policy.main.prices(table).to_dict()
    is_given_away = False
    for system, rounded, secret in _systems(table, rules, policy, earlier):
        gone = hidden | secret
        more |= _protected(system, gone | more, rules, policy, prices)
        is_given_away |= bool(system.told) or not system.known.isdisjoint(system.needs)
        if rounded is not None:
            more |= protect_from_rounded(rounded, system, gone | more, weights=prices)
    if is_given_away and earlier is not None:
        # What these readers know already nothing can take from them; but whoever has this
        # release alone shall not be given it.
        more |= _protected(linked(table, rules, policy), hidden | more, rules, policy, prices)
    reasons = table["hidden"]
    told = [
        "protected" if row in more or reason == "small_count" else reason
        for row, reason in zip(table.index.tolist(), reasons.tolist(), strict=True)
    ]
    return pd.Series(told, index=table.index, dtype=reasons.dtype)


def _protected(
    system: Published,
    gone: set[int],
    rules: AudiencePolicy,
    policy: Policy,
    prices: Mapping[int, float],
) -> set[int]:
    """Rows to hide from all readers, and from each unit if units read it."""
    more = protect(system, gone, weights=prices)
    if policy.ledger.is_read_by_units(rules.audience):
        more |= protect_from_units(system, gone | more, weights=prices)
    return more


def _systems(
    table: pd.DataFrame, rules: AudiencePolicy, policy: Policy, earlier: Earlier | None
) -> Iterator[tuple[Published, Published | None, set[int]]]:
    """The release as its readers meet it, by what they have seen before.

    Beside what exact numbers make of it stands what rounded ones add, if there are any; and
    the rows that were hidden from these readers earlier.
    """
    if earlier is None:
        yield linked(table, rules, policy), None, set()
        return
    every = earlier.others(table)
    for seen in earlier.views:
        exact = every if seen is earlier else seen.others(table)
        yield _met(table, seen, exact, None, rules, policy)
    done = set()
    for seen in earlier.readers(policy.ledger.reads):
        exact = every if seen is earlier else seen.others(table)
        secret = seen.secrets(table, exact)
        if secret.empty:
            continue
        kin = policy.same_people.kin(secret["measure"])
        parts = [one[one["measure"].isin(kin)] for one in (table, exact)]
        # Most units have been shown, and not shown, the same.
        same = tuple(frozenset(keys_of(one)) for one in (secret, parts[1]))
        if same not in done:
            done.add(same)
            yield _met(parts[0], seen.of_measures(kin), parts[1], secret, rules, policy)


def _met(
    table: pd.DataFrame,
    seen: Earlier,
    exact: pd.DataFrame,
    secret: pd.DataFrame | None,
    rules: AudiencePolicy,
    policy: Policy,
) -> tuple[Published, Published | None, set[int]]:
    beside = pd.concat([table, exact] if secret is None else [table, exact, secret])
    system, rounded = linked(beside, rules, policy), None
    blurred, others = seen.blurred(table, beside[beside.index < 0], rules, policy)
    if blurred.spans:
        rounded = linked(pd.concat([beside, others]), rules, policy, blurred=blurred)
    known = seen.unchanged(table).union(exact.index.tolist())
    for one in filter(None, (system, rounded)):
        one.known.update(_cells(one, known))
    return system, rounded, set() if secret is None else set(secret.index)


def _cells(system: Published, rows: set[int]) -> set[Hashable]:
    return {cell for cell, shown_by in system.shown_by.items() if not shown_by.isdisjoint(rows)}
