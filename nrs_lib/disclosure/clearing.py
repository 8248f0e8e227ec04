"""The one door between numbers and readers.

`clear` takes Estimates and an audience and returns a ClearedTable, in which every number
that the policy does not allow is gone and a reason stands in its place. Figures and tables
accept nothing else. `clear_all` clears the sections of a release together, so that what is
hidden in one cannot be worked out from another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from nrs_lib.disclosure.cautioning import cleared_cautions
from nrs_lib.disclosure.clearance import (
    ClearanceRecord,
    ClearedTable,
    hidden_counts,
    record_of,
    rows_of,
    take_away,
    with_rows,
)
from nrs_lib.disclosure.earlier import Earlier
from nrs_lib.disclosure.easing import propose
from nrs_lib.disclosure.policy import AudiencePolicy, Policy, read_policy
from nrs_lib.disclosure.primary import LARGEST, without_single_people
from nrs_lib.disclosure.reasons import judged_together
from nrs_lib.disclosure.rounding import adjusted_of_rounded, share_of_rounded
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import NUMBER_COLUMNS, Estimates, keys_of
from nrs_lib.terms import ARM, FUNNEL_LIMITS, PARTS, Audience, Scope, Statistic

_PLACE = ("measure", "statistic", "time_point", "category", "period")


def clear(
    estimates: Estimates,
    *,
    audience: Audience | str,
    policy: Policy | None = None,
    earlier: Earlier | None = None,
) -> ClearedTable:
    """Hide what the audience may not see, and record it.

    Parameters
    ----------
    estimates
        One row per estimate. Everything in it is tested together: own and national rows,
        units, categories, periods. What is released together is cleared together; several
        tables with `clear_all`.
    audience
        Who the release is for.
    policy
        Read from ``data_contracts/disclosure.yaml`` when not given.
    earlier
        What some reader has seen already; nothing when not given.

    Returns
    -------
    ClearedTable
        The same rows; a hidden row has every number missing. Other units' rows come last and
        without names where the policy hides names.

    Raises
    ------
    DisclosureError
        `estimates` is not an Estimates, so nothing is known of the people behind it; or an
        earlier release forbids this one and the policy says to refuse.
    """
    return clear_all({"": estimates}, audience=audience, policy=policy, earlier=earlier)[""]


def clear_all(
    sections: Mapping[str, Estimates],
    *,
    audience: Audience | str,
    policy: Policy | None = None,
    earlier: Earlier | None = None,
) -> dict[str, ClearedTable]:
    """Clear all tables of a release together, since one gives away what another hides.

    Parameters
    ----------
    sections
        Estimates by section. A row that stands in several is hidden in all or none.
    audience, policy, earlier
        As for `clear`.

    Returns
    -------
    dict
        Cleared tables by section, as `clear` returns them.

    Raises
    ------
    DisclosureError
        As for `clear`.
    """
    for name, part in sections.items():
        if not isinstance(part, Estimates):
            raise DisclosureError(
                "Only Estimates can be cleared.",
                where=": ".join(filter(None, (name, type(part).__name__))),
                remedy="Compute the numbers with nrs_lib.stats; a bare frame has no denominators.",
            )
    policy = policy or read_policy()
    rules = policy.audiences[Audience(audience)]
    whole = judged_together([part.table for part in sections.values()], rules, policy, earlier)
    hidden = whole["hidden"]
    shown = _shown(whole, rules, policy)
    record = _recorded(shown, rules, policy)
    # They are asked for section by section, and read out of one table in a third of the time.
    rows = rows_of(shown)
    cleared, first = {}, 0
    for name, part in sections.items():
        here = slice(first, first + len(part.table))
        first = here.stop
        mine = record_of(rows[here], record, part.definitions)
        if mine.hidden:
            steps = propose(part, hidden=hidden.iloc[here], rules=rules, policy=policy)
            mine = replace(mine, steps=steps)
        cautions = cleared_cautions(part.cautions, table=part.table, rules=rules)
        make = partial(_of_section, shown, here)
        if rules.names_units or all(row.scope != Scope.UNIT for row in rows[here]):
            about = {"record": mine, "cautions": cautions, "names": {}}
            cleared[name] = with_rows(rows[here], make, **about)
        else:
            table, names = _anonymous(make())
            cleared[name] = ClearedTable(table, mine, cautions, names)
    return cleared


def _of_section(table: pd.DataFrame, here: slice) -> pd.DataFrame:
    return table.iloc[here].reset_index(drop=True)


def _shown(table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> pd.DataFrame:
    """Take away what is hidden, and round what is left."""
    without_single_people(table, rules, policy)
    _coarsen(table, policy)
    table = _rounded(table, rules)
    _cut(table, rules, policy)
    take_away(table, table["hidden"].to_numpy(dtype=object) != "")
    # They serve the door only; nobody needs them after.
    nothing = pd.array([pd.NA] * len(table), dtype="Int64")
    for name in LARGEST:
        table[name] = nothing
    return table


def _recorded(table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> ClearanceRecord:
    """What was done with all sections; each has a record like it, of its own rows."""
    return ClearanceRecord(
        audience=rules.audience,
        policy=policy.name,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        min_n_own=rules.limits[Scope.OWN].min_n,
        min_n=rules.limits[Scope.UNIT].min_n,
        min_count=rules.limits[Scope.UNIT].min_count,
        rows=len(table),
        hidden=hidden_counts(table["hidden"].to_list()),
        definitions=(),
        names_units=rules.names_units,
        used=policy.used(rules.audience),
    )


def _cut(table: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> None:
    """Decimals beyond those of the policy leave nowhere; a reader's own numbers keep theirs."""
    outside = {str(scope) for scope, one in rules.limits.items() if one.min_count > 0}
    about = zip(table["scope"].tolist(), table["statistic"].tolist(), strict=True)
    digits = np.array(
        [policy.decimals.get(what, np.nan) if scope in outside else np.nan for scope, what in about]
    )
    scale = 10.0**digits
    for column in NUMBER_COLUMNS:
        numbers = table[column].to_numpy(dtype=float)
        rounded = np.round(numbers * scale) / scale
        table[column] = np.where(np.isnan(digits), numbers, rounded)


def _coarsen(table: pd.DataFrame, policy: Policy) -> None:
    """Of the smallest group behind a number no more leaves than that it is large enough.

    Whoever checks a model without the data needs that; how many exactly, nobody does.
    """
    is_model = table["parameters"].notna().to_numpy()
    base = np.where(is_model, max(policy.models.min_group, 1), max(policy.forms.min_beyond, 1))
    table["smallest_n"] = (table["smallest_n"] // base * base).astype("Int64")


def _anonymous(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple, str]]:
    """Take other units' names away, and the order that would give them back.

    Beside the table, whose its rows are, by their `KEY`.
    """
    others = table["scope"].to_numpy(dtype=object) == str(Scope.UNIT)
    unnamed = table[others]
    unnamed = unnamed.iloc[_by_value(unnamed)].reset_index(drop=True)
    named = unnamed["group"].tolist()
    met: Counter[tuple] = Counter()
    groups = []
    for place, name in zip(zip(*_texts(unnamed, _PLACE), strict=True), named, strict=True):
        met[place] += 1
        # Which of its people are meant is no name.
        _, sign, arm = name.partition(ARM)
        groups.append(f"unit_{met[place]}{sign}{arm}")
    unnamed["group"] = groups
    names = dict(zip(keys_of(unnamed), named, strict=True))
    return pd.concat([table[~others], unnamed], ignore_index=True), names


def _by_value(table: pd.DataFrame) -> list[int]:
    """A table's rows by place and value, missing ones last.

    Rows of one value stay in one order, so that a unit's limits stand under its value.
    """
    numbers = (
        table[name].to_numpy(dtype=float, na_value=np.nan).tolist()
        for name in ("estimate", "n", "numerator")
    )
    keys = [
        (*place, *((True, 0.0) if math.isnan(number) else (False, number) for number in values))
        for *place, values in zip(*_texts(table, _PLACE), zip(*numbers, strict=True), strict=True)
    ]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _texts(table: pd.DataFrame, names: Sequence[str]) -> list[list[str]]:
    return [table[name].tolist() for name in names]


def _rounded(table: pd.DataFrame, rules: AudiencePolicy) -> pd.DataFrame:
    """Round counts first and compute shares from the rounded ones, never the reverse.

    The interval of a share holds those of all counts that round so: what it leaves out, the
    interval of the exact counts leaves out too, so no reader is told of a difference that is
    the rounding's.
    """
    if rules.round_to <= 1:
        return table
    base = rules.round_to
    exact = table[["numerator", "denominator"]].copy()
    for column in ("n", "numerator", "denominator", "at_risk"):
        table[column] = ((table[column] + base // 2) // base * base).astype("Int64")
    is_share = table["statistic"].isin(PARTS) & (table["denominator"] > 0)
    is_share = is_share.fillna(False).astype(bool)
    pairs = table.loc[is_share, ["numerator", "denominator"]].astype(int)
    found = [share_of_rounded(pair, base) for pair in pairs.itertuples(index=False, name=None)]
    table.loc[is_share, ["estimate", "low", "high"]] = np.array(found).reshape(-1, 3)
    # A funnel's level line is the nation's share, which is rounded where it is printed.
    is_level = table["category"].str.startswith(FUNNEL_LIMITS) & (
        table["scope"] == str(Scope.NATIONAL)
    )
    is_level &= (table["denominator"] > 0).fillna(False).astype(bool)
    shares = table.loc[is_level, "numerator"] / table.loc[is_level, "denominator"]
    table.loc[is_level, "estimate"] = shares.astype("float64")
    _readjust(table, exact, base)
    is_count = table["statistic"] == str(Statistic.COUNT)
    table.loc[is_count, "estimate"] = table.loc[is_count, "n"].astype("float64")
    return table


def _readjust(table: pd.DataFrame, exact: pd.DataFrame, base: int) -> None:
    """Adjust the shares of rounded counts, and hold them against limits that rounding cannot pass.

    A unit is outside its limits only where all counts that round to the shown ones are.
    """
    is_unit = (table["statistic"] == str(Statistic.ADJUSTED)) & (table["denominator"] > 0)
    is_unit = is_unit.fillna(False).astype(bool) & (table["scope"] != str(Scope.NATIONAL))
    is_unit &= table["estimate"].notna() & table["numerator"].notna()
    for place in table.index[is_unit]:
        row, counts = table.loc[place], exact.loc[place]
        shown = int(row["numerator"]), int(row["denominator"])
        were = int(counts["numerator"]), int(counts["denominator"])
        moved = adjusted_of_rounded(float(row["estimate"]), were, shown, base)
        if row["category"].startswith(FUNNEL_LIMITS):
            ends = row["low"] - (moved.high - moved[0]), row["high"] + (moved[0] - moved.low)
        else:
            ends = (
                row["low"] + moved.low - row["estimate"],
                row["high"] + moved.high - row["estimate"],
            )
        table.loc[place, ["estimate", "low", "high"]] = np.clip([moved[0], *ends], 0.0, 1.0)
