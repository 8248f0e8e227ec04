"""The one door between numbers and readers.

`clear` takes Estimates and an audience and returns a ClearedTable, in which every number
that the policy does not allow is gone and a reason stands in its place. Figures and tables
accept nothing else. Suppression here is primary, with the one-way complement; tables that
share cells, and earlier releases, are later work in this same place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.disclosure.cautioning import cleared_cautions
from nrs_lib.disclosure.policy import AudiencePolicy, Limits, Policy, read_policy
from nrs_lib.errors import DisclosureError
from nrs_lib.stats.estimates import COUNT_COLUMNS, NUMBER_COLUMNS, Estimates
from nrs_lib.stats.shares import wilson
from nrs_lib.terms import Audience, Scope, Statistic

REASONS = {
    "few": {"sv": "för få svar", "en": "too few answers"},
    "small_count": {"sv": "litet antal", "en": "small count"},
    "few_units": {"sv": "för få enheter", "en": "too few units"},
    "dominance": {"sv": "en enhet dominerar", "en": "one unit dominates"},
    "rest": {"sv": "resten av riket blir för litet", "en": "the rest of the nation is too small"},
    "complement": {"sv": "skyddar ett annat tal", "en": "protects another number"},
    "not_allowed": {"sv": "visas inte för mottagaren", "en": "not shown to this audience"},
}
_FAMILY = ["measure", "statistic", "group", "time_point", "period"]


@dataclass(frozen=True)
class ClearanceRecord:
    """What was done at the door; it follows every figure and table to the manifest."""

    audience: Audience
    policy: str
    policy_version: int
    policy_sha256: str
    min_n_own: int
    min_n: int
    min_count: int
    rows: int
    hidden: Mapping[str, int]
    definitions: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain form, for notebook metadata and manifests."""
        return asdict(self) | {"audience": str(self.audience), "hidden": dict(self.hidden)}


@dataclass(frozen=True)
class ClearedTable:
    """Numbers cleared for one audience; made by `clear` alone.

    Attributes
    ----------
    table
        The columns of `Estimates`, and ``hidden``: empty text, or the key in `REASONS` of
        why this row's numbers are missing.
    record
        What was done, under which policy.
    cautions
        What a reader must be told beside the numbers, with small counts told as bounds.
    """

    table: pd.DataFrame
    record: ClearanceRecord
    cautions: tuple[Caution, ...] = ()

    def __add__(self, other: ClearedTable) -> ClearedTable:
        mine, theirs = self.record, other.record
        if (mine.audience, mine.policy_sha256) != (theirs.audience, theirs.policy_sha256):
            raise DisclosureError(
                "Tables cleared for two audiences or under two policies cannot be put together.",
                where=f"{mine.audience}, {theirs.audience}",
                remedy="Clear both for the same audience under the same policy.",
            )
        table = pd.concat([self.table, other.table], ignore_index=True)
        definitions = tuple(sorted({*mine.definitions, *theirs.definitions}))
        cautions = tuple(dict.fromkeys((*self.cautions, *other.cautions)))
        return ClearedTable(table, _record(table, mine, definitions), cautions)

    def where(self, **conditions: object) -> ClearedTable:
        """Keep the rows that match, as `Estimates.where` does."""
        keep = pd.Series(True, index=self.table.index)
        for column, wanted in conditions.items():
            values = [wanted] if isinstance(wanted, str) else list(wanted)
            keep &= self.table[column].isin(values)
        table = self.table[keep].reset_index(drop=True)
        record = _record(table, self.record, self.record.definitions)
        return ClearedTable(table, record, self.cautions)


def _record(
    table: pd.DataFrame, like: ClearanceRecord, definitions: tuple[str, ...]
) -> ClearanceRecord:
    return ClearanceRecord(
        **{
            **{name: getattr(like, name) for name in like.__dataclass_fields__},
            "rows": len(table),
            "hidden": _hidden_counts(table),
            "definitions": definitions,
        }
    )


def _hidden_counts(table: pd.DataFrame) -> dict[str, int]:
    counts = table.loc[table["hidden"] != "", "hidden"].value_counts()
    return {str(reason): int(n) for reason, n in sorted(counts.items())}


def clear(
    estimates: Estimates, *, audience: Audience | str, policy: Policy | None = None
) -> ClearedTable:
    """Hide what the audience may not see, and record it.

    Parameters
    ----------
    estimates
        One row per estimate. Rows with scope ``own`` and ``national`` under the same key
        are tested together, so clear the unit's and the nation's numbers in one call.
    audience
        Who the release is for.
    policy
        Read from ``data_contracts/disclosure.yaml`` when not given.

    Returns
    -------
    ClearedTable
        The same rows; a hidden row has every number missing. Other units' rows come last and
        without names where the policy hides names.

    Raises
    ------
    DisclosureError
        `estimates` is not an Estimates, so nothing is known of the people behind it.
    """
    if not isinstance(estimates, Estimates):
        raise DisclosureError(
            "Only Estimates can be cleared.",
            where=type(estimates).__name__,
            remedy="Compute the numbers with nrs_lib.stats; a bare frame has no denominators.",
        )
    policy = policy or read_policy()
    rules = policy.audiences[Audience(audience)]
    table = estimates.table.copy()
    table["hidden"] = _primary(table, rules)
    table["hidden"] = _with_rest(table, rules)
    table["hidden"] = _with_complement(table, rules)
    table = _rounded(table, rules)
    gone = table["hidden"] != ""
    table.loc[gone, list(NUMBER_COLUMNS)] = float("nan")
    table.loc[gone, list(COUNT_COLUMNS)] = pd.NA
    if not rules.names_units:
        table = _anonymous(table)
    # How large the largest unit is serves the door only; nobody needs it after.
    table["largest_n"] = pd.array([pd.NA] * len(table), dtype="Int64")
    record = ClearanceRecord(
        audience=Audience(audience),
        policy=policy.name,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        min_n_own=rules.limits[Scope.OWN].min_n,
        min_n=rules.limits[Scope.UNIT].min_n,
        min_count=rules.limits[Scope.UNIT].min_count,
        rows=len(table),
        hidden=_hidden_counts(table),
        definitions=estimates.definitions,
    )
    cautions = cleared_cautions(estimates.cautions, table=estimates.table, rules=rules)
    return ClearedTable(table, record, cautions)


def _small(count: pd.Series, limits: Limits) -> pd.Series:
    small = (count < limits.min_count) & (count > 0)
    if limits.zeros == "hide":
        small |= count == 0
    return small.fillna(False).astype(bool)


def _primary(table: pd.DataFrame, rules: AudiencePolicy) -> pd.Series:
    reason = pd.Series("", index=table.index, dtype="object")
    for scope, limits in rules.limits.items():
        here = table["scope"] == str(scope)
        is_count = table["statistic"] == str(Statistic.COUNT)
        n = table["n"].fillna(0)
        complement = table["denominator"] - table["numerator"]
        # The last that fails gives the reason, so the plainest one to readers stands last.
        tests = {
            # Where there is nobody there is no unit either, and that is not what is wrong.
            "few_units": (table["n_units"].fillna(0) < limits.min_units) & (n > 0),
            "dominance": (table["largest_n"] > limits.max_share * n).fillna(False),
            "small_count": (is_count & _small(n, limits))
            | (~is_count & (_small(table["numerator"], limits) | _small(complement, limits))),
            "few": ~is_count & (n < limits.min_n),
        }
        for name, fails in tests.items():
            reason[here & fails.astype(bool)] = name
    reason[~table["statistic"].isin(rules.statistics)] = "not_allowed"
    return reason


def _with_rest(table: pd.DataFrame, rules: AudiencePolicy) -> pd.Series:
    """A unit that subtracts itself from the nation must not see a small rest."""
    limits = rules.limits[Scope.NATIONAL]
    reason = table["hidden"].copy()
    if not limits.test_rest:
        return reason
    key = ["measure", "statistic", "time_point", "category", "period"]
    counts = ["n", "numerator", "denominator"]
    whole = table[(table["scope"] == str(Scope.NATIONAL)) & (reason == "")]
    own = table[table["scope"] == str(Scope.OWN)]
    both = whole[[*key, *counts]].reset_index().merge(own[[*key, *counts]], on=key)
    n = both["n_x"] - both["n_y"].fillna(0)
    numerator = both["numerator_x"] - both["numerator_y"]
    complement = both["denominator_x"] - both["denominator_y"] - numerator
    is_count = both["statistic"] == str(Statistic.COUNT)
    fails = (is_count & _small(n, limits)) | (
        ~is_count
        & (
            (n < limits.min_n).fillna(False)
            | _small(numerator, limits)
            | _small(complement, limits)
        )
    )
    reason[both.loc[fails.astype(bool), "index"]] = "rest"
    return reason


def _with_complement(table: pd.DataFrame, rules: AudiencePolicy) -> pd.Series:
    """One hidden category among shown ones is the total minus the rest: hide a second."""
    reason = table["hidden"].copy()
    families = table[(table["category"] != "") & (table["scope"] != str(Scope.OWN))]
    for _, rows in families.groupby(_FAMILY, sort=False):
        hidden = rows.index[reason[rows.index] != ""]
        shown = rows.index[reason[rows.index] == ""]
        if len(hidden) != 1 or len(shown) == 0:
            continue
        size = table.loc[shown, "numerator"].fillna(table.loc[shown, "n"])
        nonzero = size[size > 0]
        if len(nonzero):
            reason[nonzero.idxmin()] = "complement"
    return reason


def _anonymous(table: pd.DataFrame) -> pd.DataFrame:
    """Take other units' names away, and the order that would give them back."""
    others = table["scope"] == str(Scope.UNIT)
    place = ["measure", "statistic", "time_point", "category", "period"]
    unnamed = table[others].sort_values([*place, "estimate"]).reset_index(drop=True)
    unnamed["group"] = "unit_" + (unnamed.groupby(place).cumcount() + 1).astype("str")
    return pd.concat([table[~others], unnamed], ignore_index=True)


def _rounded(table: pd.DataFrame, rules: AudiencePolicy) -> pd.DataFrame:
    """Round counts first and compute shares from the rounded ones, never the reverse."""
    if rules.round_to <= 1:
        return table
    base = rules.round_to
    for column in ("n", "numerator", "denominator"):
        table[column] = ((table[column] + base // 2) // base * base).astype("Int64")
    is_share = (table["statistic"] == str(Statistic.SHARE)) & (table["denominator"] > 0)
    for index in table.index[is_share.fillna(False).astype(bool)]:
        share, low, high = wilson(
            int(table.at[index, "numerator"]), int(table.at[index, "denominator"])
        )
        table.loc[index, ["estimate", "low", "high"]] = [share, low, high]
    is_count = table["statistic"] == str(Statistic.COUNT)
    table.loc[is_count, "estimate"] = table.loc[is_count, "n"].astype("float64")
    return table
