"""Numbers that readers have met rounded, beside ones that are exact.

A rounded year less three exact quarters gives the fourth to within the rounding. The true
number behind a rounded one is not kept; where exact ones add up to it, it is what they say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.disclosure.policy import AudiencePolicy, Policy
from nrs_lib.disclosure.relations import Interval
from nrs_lib.disclosure.windows import between, chains, period_of
from nrs_lib.terms import NATIONAL

COUNTED = ("n", "numerator")
_SERIES = ["measure", "statistic", "time_point", "category", "group"]
_FAMILY = ["measure", "statistic", "time_point", "category", "period"]


@dataclass(frozen=True)
class Blurred:
    """What is known of some rows by rounded versions of them.

    Attributes
    ----------
    spans
        By row and ``n`` or ``numerator``, between what the count lies.
    alone
        Rows of which nothing but that is known; their counts are one that may be.
    """

    spans: Mapping[int, Mapping[str, Interval]] = field(default_factory=dict)
    alone: frozenset[int] = frozenset()


def span_of(count: float, base: int) -> Interval:
    """Between what a count lies that was rounded to whole bases."""
    return Interval(max(count - base // 2, 0.0), count + (base - 1) // 2)


def spans_of(rounded: pd.DataFrame) -> dict[int, dict[str, Interval]]:
    """Between what the counts of rounded rows lie.

    Parameters
    ----------
    rounded
        ``index``, ``round_to`` and the columns of `COUNTED`; a missing count says nothing.
    """
    told = zip(*(rounded[name] for name in ("index", "round_to", *COUNTED)), strict=True)
    return {
        index: {
            name: span_of(count, int(base))
            for name, count in zip(COUNTED, counts, strict=True)
            if not math.isnan(count)
        }
        for index, base, *counts in told
    }


def telling(known: pd.DataFrame, rules: AudiencePolicy, policy: Policy) -> pd.DataFrame:
    """Of rounded numbers, those from which something could follow.

    Parts of the nation that were each rounded leave what is left of it in an interval as wide
    as all their roundings together; wide enough, and nobody needs to be asked about it.
    """
    widest = max(limits.drawn(policy.forms).width for limits in rules.limits.values())
    is_part = known["group"] != NATIONAL
    wide = known[is_part].groupby(_FAMILY)["round_to"].transform(lambda base: (base - 1).sum())
    return known.drop(index=wide.index[wide >= widest])


def as_they_add_up(known: pd.DataFrame, exact: pd.DataFrame) -> pd.DataFrame:
    """Rounded numbers over time as exact ones say that they are.

    Parameters
    ----------
    known
        Rounded rows: the columns of `SERIES`, ``group``, ``period``, ``round_to``, ``n`` and
        ``numerator``.
    exact
        The same columns but ``round_to``, of rows whose numbers are known or asked about.

    Returns
    -------
    pandas.DataFrame
        The rows of `known`, with the counts to which periods between the same two days add up
        where that rounds to theirs; without those of which it does not, since other people
        are counted in them.
    """
    told = {series: _counts_of(rows) for series, rows in exact.groupby(_SERIES)}
    counts: dict[int, tuple[float, ...]] = {}
    for series, rows in known.groupby(_SERIES):
        counts |= _added_up(rows, dict(told.get(series, {})))
    kept = known.loc[list(counts)].copy()
    kept[list(COUNTED)] = pd.DataFrame(counts.values(), index=kept.index, columns=list(COUNTED))
    return kept


def as_exact_ones_give(asked: pd.DataFrame, exact: pd.DataFrame) -> pd.DataFrame:
    """Of some numbers the counts that follow from exact ones over time.

    Parameters
    ----------
    asked
        The columns of `KEY`.
    exact
        The same, and those of `COUNTED`.

    Returns
    -------
    pandas.DataFrame
        The rows of `asked` to which periods between the same two days lead, with their
        counts; without those that came out below nobody, as other people are counted there.
    """
    asked = asked.reset_index(drop=True)
    told = {series: _counts_of(rows) for series, rows in exact.groupby(_SERIES)}
    counts = {}
    for series, rows in asked.groupby(_SERIES):
        settled = told.get(series, {})
        for index, code in rows["period"].items():
            period = period_of(code)
            way = None if period is None else _way(period, settled)
            if way is not None:
                n, numerator = _sums(way, settled)
                if n >= 0 and not (numerator < 0 or numerator > n):
                    counts[index] = n, numerator
    found = asked.loc[list(counts)].copy()
    found[list(COUNTED)] = pd.DataFrame(
        counts.values(), index=found.index, columns=list(COUNTED), dtype=float
    )
    return found


_Counts = tuple[float, ...]


def _counts_of(rows: pd.DataFrame) -> dict[Period, _Counts]:
    told = zip(rows["period"], *(rows[name].astype(float) for name in COUNTED), strict=True)
    return {period: tuple(counts) for code, *counts in told if (period := period_of(code))}


def _added_up(rows: pd.DataFrame, settled: dict[Period, _Counts]) -> dict[int, _Counts]:
    found = {}
    columns = [rows[name] for name in ("period", "round_to", *COUNTED)]
    for index, code, base, *counts in zip(rows.index, *columns, strict=True):
        period = period_of(code)
        way = None if period is None else _way(period, settled)
        if way is not None:
            sums = _sums(way, settled)
            if not all(_rounds_to(*both, int(base)) for both in zip(sums, counts, strict=True)):
                continue
            counts = sums
        found[index] = tuple(counts)
        if period is not None:
            settled[period] = found[index]
    return found


def _way(period: Period, settled: Iterable[Period]) -> Mapping[Period, int] | None:
    """Periods that add up to one between the same two days, if there are such."""
    for paths in chains(settled):
        if {period.start, period.next_start} <= paths.keys():
            return between(paths, (period.start, period.next_start))
    return None


def _sums(way: Mapping[Period, int], settled: Mapping[Period, _Counts]) -> list[float]:
    return [
        sum(times * settled[one][place] for one, times in way.items())
        for place in range(len(COUNTED))
    ]


def _rounds_to(count: float, rounded: float, base: int) -> bool:
    if math.isnan(count) or math.isnan(rounded):
        return math.isnan(count) and math.isnan(rounded)
    span = span_of(rounded, base)
    return span.low <= count <= span.high
