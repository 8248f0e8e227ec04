"""The same patients before a programme and one and two years after it: categories and days.

Who moved between categories is told of patients whose category is known at every time, so
that those who leave one category are the very ones who come to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Cohort
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.spells import days_of
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.stats.estimates import Estimates, combined, from_rows
from nrs_lib.stats.rows import MEDIAN_DEFINITIONS, Group, mean_row, median_row, share_row
from nrs_lib.stats.sick_leave.windows import (
    ALL,
    BETWEEN,
    NET_DAYS,
    NONE,
    WINDOWS,
    definitions,
    measured,
    sick_leave,
)
from nrs_lib.terms import SEPARATOR, Statistic

FOLLOWED = "sick_leave_followed"
STATES, TIMES = "study", ("t1", "t2", "t3")
"""Windows in which the category is known: before the start, one and two years after discharge."""
YEARS = "years"
"""Windows in which days are counted: the year before, and the first and second year after."""
_SHOWN = (NET_DAYS, NONE, BETWEEN, ALL, WINDOWS)


def times_reached(linkage: Linkage, period: Period) -> tuple[str, ...]:
    """The times that the data reach for everybody whose programme ended in the period.

    Told by days alone, and so the same for a unit and the nation.
    """
    if not len(linkage.fetched):
        return ()
    last = int(days_of(pd.Series([period.end]))[0])
    known = {one.code: one for one in read_sick_leave().window_set(STATES).windows}
    return tuple(code for code in TIMES if last + known[code].last <= linkage.fetched[-1])


def sick_leave_followed(cohort: Cohort, linkage: Linkage) -> Estimates:
    """Categories at each time and moves from one to the next, of patients known at all of them.

    Parameters
    ----------
    cohort, linkage
        As in `nrs_lib.stats.sick_leave.windows.sick_leave`.

    Returns
    -------
    Estimates
        Shares of everybody followed. ``time_point`` names the times, ``t1>t2>t3``, or
        ``t1>t2`` where the data do not reach further; ``category`` has as many parts, each a
        category or empty for all of them: ``partial||`` who was partly on leave before,
        ``partial|none|`` who of them was without a year later, ``||`` all. An episode whose
        category is unknown at one of the times is in no row. Without rows where fewer than
        two times are reached or nothing may be counted.
    """
    times = times_reached(linkage, cohort.period)
    windows, cautions = measured(cohort, linkage, window_set=STATES, overlap=None)
    if windows.empty or len(times) < 2:
        return from_rows([], cautions=cautions)
    wide = windows.pivot(index="episode_id", columns="window", values="category")
    wide = wide[list(times)].astype("object").dropna()
    units = windows.drop_duplicates("episode_id").set_index("episode_id")["unit_id"]
    units = units.reindex(wide.index).reset_index(drop=True)
    group, rows = Group.of(cohort.group), []
    for parts in _cells(len(times)):
        is_so = pd.Series(True, index=units.index)
        for time, part in zip(times, parts, strict=True):
            if part:
                is_so &= (wide[time] == part).to_numpy()
        place = {"time_point": ">".join(times), "category": SEPARATOR.join(parts)}
        rows.append(share_row(group, FOLLOWED, is_so, units, period=cohort.period.code, **place))
    return from_rows(
        rows,
        definitions=(*definitions(STATES), f"sick_leave:{STATES}", f"measure:{FOLLOWED}"),
        cautions=cautions,
    )


def _cells(n: int) -> Iterator[tuple[str, ...]]:
    """All; everybody in a category at one time; everybody in two, one time after the other."""
    nobody = ("",) * n
    yield nobody
    for place, code in product(range(n), CATEGORIES):
        yield _put(nobody, place, code)
    for place, before, after in product(range(n - 1), CATEGORIES, CATEGORIES):
        yield _put(_put(nobody, place, before), place + 1, after)


def _put(parts: Sequence[str], place: int, code: str) -> tuple[str, ...]:
    return (*parts[:place], code, *parts[place + 1 :])


def sick_leave_days(cohort: Cohort, linkage: Linkage) -> Estimates:
    """Net days in the year before and the two years after, and how they changed.

    Parameters
    ----------
    cohort, linkage
        As in `nrs_lib.stats.sick_leave.windows.sick_leave`.

    Returns
    -------
    Estimates
        Of the rows of `sick_leave` the net days with their three parts and how many windows
        are whole, cut and left out; the median net days of whole years; and the mean change of
        net days since the year before, of patients with both years whole (statistic
        ``change``; fewer days are less than 0).
    """
    found = sick_leave(cohort, linkage, window_set=YEARS).where(measure=_SHOWN)
    windows, _ = measured(cohort, linkage, window_set=YEARS, overlap=None)
    if windows.empty:
        return found
    whole = windows[windows["is_complete"] & (windows["left_out"] == "")]
    wide = whole.pivot(index="episode_id", columns="window", values="net_days")
    units = windows.drop_duplicates("episode_id").set_index("episode_id")["unit_id"]
    codes = [one.code for one in read_sick_leave().window_set(YEARS).windows]
    wide = wide.reindex(columns=codes).astype("float64")
    own = units.reindex(wide.index)
    group, rows = Group.of(cohort.group), []
    for code in codes:
        place = {"time_point": code, "period": cohort.period.code}
        rows.append(median_row(group, NET_DAYS, wide[code], own, **place))
        if code != codes[0]:
            fewer = (wide[code] - wide[codes[0]]).to_numpy()
            kind = {"statistic": Statistic.CHANGE, **place}
            rows.append(mean_row(group, NET_DAYS, fewer, own.to_numpy(), **kind))
    keys = (f"sick_leave:{YEARS}", *(f"measure:{code}" for code in _SHOWN))
    return combined([found, from_rows(rows, definitions=(*MEDIAN_DEFINITIONS, *keys))])
