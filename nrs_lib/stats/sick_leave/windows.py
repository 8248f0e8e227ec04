"""Sick leave of a cohort before and after its programmes, window by window."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nrs_lib.cohort.selection import WHOM, Cohort
from nrs_lib.cohort.sick_leave import categories as category_rules
from nrs_lib.cohort.sick_leave.linkage import Linkage
from nrs_lib.cohort.sick_leave.windows import measure_windows
from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.sick_leave import CATEGORIES, read_sick_leave
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import (
    MEAN_DEFINITIONS,
    SHARE_DEFINITIONS,
    Group,
    category_rows,
    count_row,
    mean_row,
    share_row,
)
from nrs_lib.stats.sick_leave.three_parts import ThreeParts, three_parts
from nrs_lib.terms import Statistic

NONE, ALL, BETWEEN = "sick_leave_none", "sick_leave_all", "sick_leave_between"
RATE, NET_DAYS = "sick_leave_rate", "sick_leave_net_days"
CATEGORY, WINDOWS = "sick_leave_category", "sick_leave_windows"
WHOLE, CUT, LEFT_OUT = "whole", "cut", "left_out"


def measured(
    cohort: Cohort, linkage: Linkage, *, window_set: str, overlap: str | None
) -> tuple[pd.DataFrame, tuple[Caution, ...]]:
    """Windows of the programmes that ended in the period, each patient once.

    Returns
    -------
    tuple
        The columns of `measure_windows`, empty where nothing may be counted; and cautions,
        a refused one among them then.
    """
    programmes, cautions = linked_programmes(cohort, linkage)
    if programmes.empty:
        return programmes, cautions
    windows = measure_windows(programmes, linkage, window_set=window_set, overlap=overlap)
    return windows, (*_about_windows(windows), *cautions)


def linked_programmes(cohort: Cohort, linkage: Linkage) -> tuple[pd.DataFrame, tuple[Caution, ...]]:
    """Programmes that ended in the period, each patient once, of a register that is linked.

    Returns
    -------
    tuple
        The episodes, empty where nothing may be counted; and cautions, a refused one among
        them then.
    """
    register = str(cohort.population.register)
    if not linkage.covers(cohort.population.register):
        return _nothing("sick_leave_not_linked", register=register)
    if not len(linkage.fetched):
        return _nothing("sick_leave_end_unknown")
    all_programmes = cohort.discharged.sort_values(
        ["discharge_date", "episode_id"], kind="stable"
    ).reset_index(drop=True)
    again = all_programmes["patient_id"].duplicated()
    programmes = all_programmes[~again].reset_index(drop=True)
    return programmes, (
        *_about_people(programmes, linkage),
        *_told("sick_leave_later_programmes", n=int(again.sum())),
        *_told("sick_leave_periods_doubled", n=linkage.spells.n_doubled),
    )


def _nothing(code: str, **facts: object) -> tuple[pd.DataFrame, tuple[Caution, ...]]:
    return pd.DataFrame(), (Caution.of(code, "sick_leave", **facts),)


def _told(code: str, *, n: int, **facts: object) -> tuple[Caution, ...]:
    return (Caution.of(code, "sick_leave", n=n, **facts),) if n else ()


def _about_windows(windows: pd.DataFrame) -> Iterable[Caution]:
    counted = windows["left_out"] == ""
    cut = int((counted & ~windows["is_complete"]).sum())
    yield from _told("sick_leave_incomplete_windows", n=cut, of=int(counted.sum()))
    yield from _told("sick_leave_windows_left_out", n=int((~counted).sum()), of=len(windows))


def _about_people(programmes: pd.DataFrame, linkage: Linkage) -> Iterable[Caution]:
    if linkage.linked is None:
        is_linked = linkage.is_linked(programmes)
        has_none = ~programmes["patient_id"].astype("object").isin(linkage.spells.patients)
        n = int((is_linked & has_none.to_numpy()).sum())
        yield from _told("sick_leave_linked_assumed", n=n, of=int(is_linked.sum()))
    died = programmes["deceased"].fillna(False).to_numpy(dtype=bool)
    dates = linkage.known_of(programmes, "death_date")
    undated = died if dates is None else died & dates.isna().to_numpy()
    yield from _told("sick_leave_deaths_undated", n=int(undated.sum()))
    if "emigration_date" not in linkage.people:
        yield Caution.of("sick_leave_emigration_unknown", "sick_leave")


def sick_leave(
    cohort: Cohort,
    linkage: Linkage,
    *,
    window_set: str = "study",
    overlap: str | None = None,
    interval: str = "t",
    seed: int | None = None,
) -> Estimates:
    """Sick leave in each window, of those whose programme ended in the period.

    Parameters
    ----------
    cohort
        Its discharged episodes; a patient's first programme in the period counts.
    linkage
        What was fetched from Försäkringskassan.
    window_set, overlap
        Codes in ``sick_leave.yaml``.
    interval, seed
        Of the mean between none and all, as in `three_parts`.

    Returns
    -------
    Estimates
        ``time_point`` is the window's code. Shares without and with all net days; the mean
        between, from 0 to 1; the rate of net days per day at risk; mean net days of whole
        windows, in days, with the caution that it misleads alone; shares of the four
        categories; and counts of windows that are whole, cut and left out. Without rows,
        and with a refused caution, where the register was never linked or the end of the
        data is unknown.
    """
    windows, cautions = measured(cohort, linkage, window_set=window_set, overlap=overlap)
    if windows.empty:
        return from_rows([], cautions=cautions)
    rows = []
    for window in read_sick_leave().window_set(window_set).windows:
        mine = windows[windows["window"] == window.code].reset_index(drop=True)
        place = {"time_point": window.code, "period": cohort.period.code}
        rows += _rows(Group.of(cohort.group), mine, place, interval=interval, seed=seed)
    return from_rows(
        rows,
        definitions=definitions(window_set),
        cautions=(*cautions, Caution.of("mean_net_days_misleads", NET_DAYS)),
    )


def definitions(window_set: str) -> tuple[str, ...]:
    """Keys of what the numbers of a window set rest on."""
    key = read_sick_leave().window_set(window_set).convention
    return (
        *WHOM,
        *SHARE_DEFINITIONS,
        *MEAN_DEFINITIONS,
        *category_rules.DEFINITIONS,
        "convention:sick_leave_overlap",
        "convention:sick_leave_least_at_risk",
        "convention:sick_leave_pension_cut",
        *([f"convention:{key}"] if key else []),
    )


def _rows(
    group: Group, windows: pd.DataFrame, place: dict[str, str], *, interval: str, seed: int | None
) -> list[dict[str, object]]:
    is_counted = windows["left_out"] == ""
    counted = windows[is_counted].reset_index(drop=True)
    units = counted["unit_id"]
    net = counted["net_days"].to_numpy(dtype="float64")
    risk = counted["at_risk_days"].to_numpy(dtype="float64")
    parts = three_parts(net, risk, interval=interval, seed=seed, about=NET_DAYS)
    is_none, is_all = pd.Series(net == 0), pd.Series(net == risk)
    between = pd.Series(net / risk).mask(is_none | is_all)
    whole = counted["net_days"].where(counted["is_complete"])
    return [
        share_row(group, NONE, is_none, units, **place),
        share_row(group, ALL, is_all, units, **place),
        mean_row(group, BETWEEN, between.to_numpy(), units.to_numpy(), **place)
        | {"low": parts.between.low, "high": parts.between.high, "method": interval},
        _rate_row(group, parts, counted, place),
        mean_row(group, NET_DAYS, whole.to_numpy(), units.to_numpy(), **place),
        *category_rows(
            group,
            CATEGORY,
            counted["category"].astype("object"),
            units,
            categories=CATEGORIES,
            **place,
        ),
        *(
            count_row(group, WINDOWS, windows["unit_id"][chosen], category=code, **place)
            for code, chosen in (
                (WHOLE, is_counted & windows["is_complete"]),
                (CUT, is_counted & ~windows["is_complete"]),
                (LEFT_OUT, ~is_counted),
            )
        ),
    ]


def _rate_row(
    group: Group, parts: ThreeParts, counted: pd.DataFrame, place: dict[str, str]
) -> dict[str, object]:
    people = count_row(group, RATE, counted["unit_id"], **place)
    return people | group.key(RATE, Statistic.RATIO, **place) | parts.rate.row()
