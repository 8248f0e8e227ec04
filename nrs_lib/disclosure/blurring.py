"""Numbers that readers have met rounded, beside ones that are exact.

A rounded year less three exact quarters gives the fourth to within the rounding. The true
number behind a rounded one is not kept; where exact ones add up to it, it is what they say.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

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
        are counted in them. Where they can only be with less or more than is written, beside
        longer and shorter times that are known, with counts that can be.
    """
    counts: dict[int, _Counts] = {}
    told = _over_time(exact, only=set(_series(known)))
    columns = (known[name] for name in ("period", "round_to"))
    rows = zip(known.index, *columns, _series(known), _counts(known), strict=True)
    for index, code, base, series, rounded in rows:
        settled = told[series]
        period = period_of(code)
        sums = None if period is None else _sums(period, settled)
        if sums and not all(
            _rounds_to(*both, int(base)) for both in zip(sums, rounded, strict=True)
        ):
            continue
        counts[index] = sums or rounded
        if period is not None:
            counts[index] = sums or _that_fit(period, rounded, int(base), settled)
            settled[period] = counts[index]
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
    told, counts = _over_time(exact, only=set(_series(asked))), {}
    for index, code, series in zip(asked.index, asked["period"], _series(asked), strict=True):
        period = period_of(code)
        sums = None if period is None else _sums(period, told[series])
        if sums and sums[0] >= 0 and not (sums[1] < 0 or sums[1] > sums[0]):
            counts[index] = sums
    found = asked.loc[list(counts)].copy()
    found[list(COUNTED)] = pd.DataFrame(
        counts.values(), index=found.index, columns=list(COUNTED), dtype=float
    )
    return found


_Counts = tuple[float, ...]
_OverTime = dict[tuple, dict[Period, _Counts]]


def _series(rows: pd.DataFrame) -> Iterator[tuple]:
    return zip(*(rows[name].tolist() for name in _SERIES), strict=True)


def _counts(rows: pd.DataFrame) -> Iterator[_Counts]:
    numbers = (rows[name].to_numpy(dtype=float, na_value=math.nan).tolist() for name in COUNTED)
    return zip(*numbers, strict=True)


def _over_time(rows: pd.DataFrame, *, only: Collection[tuple]) -> _OverTime:
    found: _OverTime = defaultdict(dict)
    for series, code, counts in zip(_series(rows), rows["period"], _counts(rows), strict=True):
        if series in only and (period := period_of(code)) is not None:
            found[series][period] = counts
    return found


def _sums(period: Period, settled: Mapping[Period, _Counts]) -> _Counts | None:
    """What periods between the same two days add up to, if there are such."""
    way = _way(period, frozenset(settled))
    return way and tuple(
        sum(times * settled[one][place] for one, times in way) for place in range(len(COUNTED))
    )


@cache
def _way(period: Period, others: frozenset[Period]) -> tuple[tuple[Period, int], ...] | None:
    for paths in chains(others):
        if {period.start, period.next_start} <= paths.keys():
            return tuple(between(paths, (period.start, period.next_start)).items())
    return None


def _that_fit(
    period: Period, rounded: _Counts, base: int, settled: Mapping[Period, _Counts]
) -> _Counts:
    """Counts that round to these, and leave somebody in what exact times around and within do not.

    As it is written, ten of a year may be more than the nine of it and the year before, or less
    than the eleven of its first half. Taken so, the two would be of other people; yet they tell
    that the rest had one at most. What is left is taken to be one person where that can be, as
    the fewest need protection most.
    """
    return tuple(
        _that_fits(period, count, base, {one: every[place] for one, every in settled.items()})
        for place, count in enumerate(rounded)
    )


def _that_fits(period: Period, rounded: float, base: int, settled: Mapping[Period, float]) -> float:
    if math.isnan(rounded):
        return rounded
    known = {one: count for one, count in settled.items() if not math.isnan(count)}
    span = span_of(rounded, base)
    longer = [one for one in known if one.contains(period) and one != period]
    beside = {one: count for one, count in known.items() if not one.overlaps(period)}
    most = min((known[one] - _apart(beside, one) for one in longer), default=math.inf)
    least = _apart({one: count for one, count in known.items() if one not in longer}, period)
    if rounded >= most >= span.low:
        return max(span.low, most - 1)
    if rounded <= least <= span.high:
        return min(span.high, least + 1)
    return rounded


def _apart(counts: Mapping[Period, float], within: Period) -> float:
    """What periods within one that do not overlap add up to, the longest of them first."""
    taken: list[Period] = []
    for one in sorted(counts, key=lambda one: (-one.months, one.start)):
        if within.contains(one) and not any(map(one.overlaps, taken)):
            taken.append(one)
    return sum(counts[one] for one in taken)


def _rounds_to(count: float, rounded: float, base: int) -> bool:
    if math.isnan(count) or math.isnan(rounded):
        return math.isnan(count) and math.isnan(rounded)
    span = span_of(rounded, base)
    return span.low <= count <= span.high
