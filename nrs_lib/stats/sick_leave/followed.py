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
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import (
    MEDIAN_DEFINITIONS,
    Group,
    count_row,
    mean_row,
    median_row,
    share_row,
)
from nrs_lib.stats.sick_leave.windows import (
    ALL,
    BETWEEN,
    CUT,
    LEFT_OUT,
    NET_DAYS,
    NONE,
    WHOLE,
    WINDOWS,
    definitions,
    measured,
)
from nrs_lib.terms import SEPARATOR, Statistic

FOLLOWED = "sick_leave_followed"
STATES, TIMES = "study", ("t1", "t2", "t3")
"""Windows in which the category is known: before the start, one and two years after discharge."""
YEARS = "years"
"""Windows in which days are counted: the year before, and the first and second year after."""
THROUGHOUT = "throughout"
"""Category of those who are followed, of all whose programme ended."""
BENEFITS = "benefits"
"""Which benefits are temporary and which permanent, as a key of a definition."""
_MEASURES = (NET_DAYS, NONE, BETWEEN, ALL, WINDOWS)


def times_reached(
    linkage: Linkage, period: Period, *, window_set: str = STATES, codes: Sequence[str] = TIMES
) -> tuple[str, ...]:
    """The windows that the data reach for everybody whose programme ended in the period.

    Told by days alone, and so the same for a unit and the nation.
    """
    if not len(linkage.fetched):
        return ()
    last = int(days_of(pd.Series([period.end]))[0])
    known = {one.code: one for one in read_sick_leave().window_set(window_set).windows}
    return tuple(code for code in codes if last + known[code].last <= linkage.fetched[-1])


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
        category is unknown at one of the times is in no row of these. Of a unit also the share
        who are followed, and how many are not; of the nation not, as in
        `sick_leave_days`. Without rows where fewer than two times are reached or nothing may be
        counted.
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
    if not cohort.population.is_whole:
        every = windows.drop_duplicates("episode_id")
        is_followed = every["episode_id"].isin(wide.index)
        place = {"time_point": ">".join(times), "period": cohort.period.code}
        lost = every["unit_id"][~is_followed]
        rows += [
            share_row(group, WINDOWS, is_followed, every["unit_id"], category=THROUGHOUT, **place),
            count_row(group, WINDOWS, lost, category=LEFT_OUT, **place),
        ]
    keys = (f"sick_leave:{STATES}:{'>'.join(times)}", f"sick_leave:{BENEFITS}")
    return from_rows(
        rows,
        definitions=(*definitions(STATES), *keys, f"measure:{FOLLOWED}"),
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
        Of patients whose year is whole: mean and median net days; shares without and with all
        of them, and the mean between, from 0 to 1; and the mean change since the year before,
        of those with both years whole (statistic ``change``; fewer days are less than 0). A
        year that the data do not reach for everybody is in no row: those who ended early are
        not all. Of a unit also how many years are whole, cut and left out, reached or not;
        of the nation not, as few are cut and their number would follow from the others.
    """
    windows, cautions = measured(cohort, linkage, window_set=YEARS, overlap=None)
    if windows.empty:
        return from_rows([], cautions=cautions)
    every = [one.code for one in read_sick_leave().window_set(YEARS).windows]
    reached = times_reached(linkage, cohort.period, window_set=YEARS, codes=every)
    group, period = Group.of(cohort.group), {"period": cohort.period.code}
    is_counted = windows["left_out"] == ""
    is_whole = is_counted & windows["is_complete"].astype(bool)
    before = windows[is_whole & (windows["window"] == every[0])]
    net_before = before.set_index("episode_id")["net_days"]
    rows = []
    for code in every:
        place = {"time_point": code, **period}
        mine = windows[is_whole & (windows["window"] == code)].reset_index(drop=True)
        if code in reached:
            rows += _day_rows(group, mine, place)
        if code in reached and code != every[0]:
            more = mine["net_days"] - mine["episode_id"].map(net_before)
            numbers = (more.to_numpy(dtype="float64"), mine["unit_id"].to_numpy())
            rows.append(mean_row(group, NET_DAYS, *numbers, statistic=Statistic.CHANGE, **place))
        if not cohort.population.is_whole:
            at = windows["window"] == code
            kinds = ((WHOLE, is_whole), (CUT, is_counted & ~is_whole), (LEFT_OUT, ~is_counted))
            rows += [
                count_row(group, WINDOWS, windows["unit_id"][at & chosen], category=kind, **place)
                for kind, chosen in kinds
            ]
    keys = (f"sick_leave:{YEARS}", *(f"measure:{code}" for code in _MEASURES))
    return from_rows(
        rows, definitions=(*definitions(YEARS), *MEDIAN_DEFINITIONS, *keys), cautions=cautions
    )


def _day_rows(group: Group, whole: pd.DataFrame, place: dict[str, str]) -> list[dict]:
    net = whole["net_days"].astype("float64")
    units, days = whole["unit_id"], whole["days"].astype("float64")
    is_none, is_all = net == 0, net == days
    between = (net / days).mask(is_none | is_all)
    return [
        mean_row(group, NET_DAYS, net.to_numpy(), units.to_numpy(), **place),
        median_row(group, NET_DAYS, net, units, **place),
        share_row(group, NONE, is_none, units, **place),
        mean_row(group, BETWEEN, between.to_numpy(), units.to_numpy(), **place),
        share_row(group, ALL, is_all, units, **place),
    ]
