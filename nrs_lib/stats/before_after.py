"""A measure before and after a change that somebody has dated.

The two periods hold different patients, and nothing but the calendar parts them: a difference
says that something changed, not why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.stats.control_charts import phase_on
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.indicators import definitions_of_indicators, indicator_rows
from nrs_lib.stats.median_differences import median_difference
from nrs_lib.stats.share_differences import share_difference
from nrs_lib.terms import Statistic

_PARTS = ("numerator", "denominator", "largest_numerator", "largest_others")
_SIDES = "convention:before_after_quarters"
_INTERVALS = {
    str(Statistic.SHARE): "convention:share_difference_interval",
    str(Statistic.MEDIAN): "convention:median_difference_interval",
}


@dataclass(frozen=True)
class Around:
    """The quarters on both sides of a change.

    Attributes
    ----------
    before
        The whole quarters up to the change; a quarter that the change lies within is the last.
        None where no change is dated.
    after
        The latest quarters since, as many as there are and no more than before; None where no
        whole quarter has passed since the change.
    """

    before: Period | None
    after: Period | None


def around(change: dt.date | None, *, until: Period) -> Around:
    """The quarters before a change, and those after it up to the end of a period.

    As many as convention ``before_after_quarters`` says. A quarter is after the change as a
    control chart counts it: from the first that the change does not lie within.
    """
    most = int(get("before_after_quarters").value)
    if change is None:
        return Around(None, until.rolling(most))
    first = Period.parse(phase_on(change, "change").starts)
    before = first.quarters(2)[0].rolling(most)
    passed = _quarters_between(first.start, until.next_start)
    return Around(before, until.rolling(min(passed, most)) if passed > 0 else None)


def _quarters_between(first: dt.date, last: dt.date) -> int:
    return ((last.year - first.year) * 12 + last.month - first.month) // 3


def before_after(population: Population, measure: str, shown: Around) -> Estimates:
    """An indicator before and after a change, and how far the two are apart.

    Parameters
    ----------
    population
        One unit.
    measure
        Code of an indicator: a share or a median.

    Returns
    -------
    Estimates
        The indicator in each period; and the difference, after minus before, under the later
        period with the earlier as its category. It keeps the company of the smaller of the two,
        which it would give away. Nothing after the change: the value before alone.

    References
    ----------
    Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; of
    medians Zou and Donner 2008, doi:10.1002/sim.3095, from each one's own interval.
    """
    periods = [part for part in (shown.before, shown.after) if part is not None]
    rows = [indicator_rows(population.in_period(part), [measure])[0] for part in periods]
    if len(rows) == 2:
        rows.append(_difference(*rows))
    interval = _INTERVALS[read_measures()[measure].kind]
    mine = definitions_of_indicators(population, [measure])
    return from_rows(rows, definitions=(_SIDES, interval, *mine))


def _fewest(share: Mapping[str, object]) -> int:
    """How many are on the side of a share that has fewer."""
    return min(share["numerator"], share["denominator"] - share["numerator"])


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    weaker = min((before, after), key=lambda row: row["n"])
    row = {**weaker, "statistic": str(Statistic.DIFFERENCE), "period": after["period"]}
    row["category"] = before["period"]
    if after["statistic"] == Statistic.SHARE:
        pairs = [(part["numerator"], part["denominator"]) for part in (after, before)]
        one = share_difference(*pairs).difference
        told = min((after, before), key=_fewest)
        row |= {name: told[name] for name in _PARTS}
        limits, method = (one.estimate, one.low, one.high), one.method
    else:
        ends = [(part["estimate"], part["low"], part["high"]) for part in (after, before)]
        limits, method = median_difference(*ends), "mover"
    return row | dict(zip(("estimate", "low", "high"), limits, strict=True)) | {"method": method}
