"""Control charts of cleared numbers: what they say follows from what a reader may see.

A chart is worked out after the door and not before it. Points that are hidden are no part of
it, so its limits, signals and verdicts tell nothing of them, and whoever has the points that
are shown can work it out again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.targets import Target
from nrs_lib.disclosure.clearance import ClearedTable, record_of
from nrs_lib.errors import DisclosureError, ParameterError
from nrs_lib.stats.control_charts import (
    Assurance,
    ControlChart,
    Phase,
    Variation,
    control_chart,
)
from nrs_lib.stats.control_charts.series import direction_of
from nrs_lib.terms import Scope, Statistic

LENGTHS = (3, 6, 12)
"""Months of the periods that a chart may have, the shortest first."""
_ENDS = {Statistic.SHARE: (0.0, 1.0), Statistic.COUNT: (0.0, float("inf"))}


@dataclass(frozen=True)
class Change:
    """A known change of the care or of the counting: its day, and what it was in words."""

    day: dt.date
    reason: str


@dataclass(frozen=True)
class ClearedChart:
    """A control chart whose every number follows from cleared ones.

    Attributes
    ----------
    chart
        Points, signals and verdicts; a hidden point has no value.
    cleared
        The points as they were cleared, hidden ones with their reason; and of each point that
        has them the centre line and limits, under the statistic ``process_limits`` with the
        centre as estimate.
    statistic, time_point, category
        What the points are, besides the chart's measure.
    scope
        Whose they are: the unit's, or the nation's where there is no unit.
    months
        Length of the periods.
    changes
        By code of the first whole period after it, each known change within the series.
    target
        The registry's target that it is held against; None where there is none, and where the
        level is the reader's own.
    has_others
        Whether the measure is counted over periods of other lengths too, which serve it worse.
    """

    chart: ControlChart
    cleared: ClearedTable
    statistic: str
    time_point: str
    category: str
    scope: str
    months: int
    changes: Mapping[str, Change]
    target: Target | None = None
    has_others: bool = False

    @property
    def periods(self) -> tuple[str, ...]:
        """Codes of its periods, oldest first."""
        return tuple(self.chart.points["period"])

    @property
    def spans(self) -> tuple[Period, ...]:
        """Its periods with their days and names."""
        return tuple(Period.parse(code) for code in self.periods)

    @property
    def is_whole(self) -> bool:
        """Whether so large a part of its periods is shown as a chart should have."""
        rows = self.cleared.rows
        return _is_whole([row.hidden for row in rows if row.statistic == self.statistic])

    @property
    def until(self) -> Period | None:
        """The last period that is shown; None where that is the series' last, or none is."""
        last = self.chart.points["value"].last_valid_index()
        at = None if last is None else self.chart.points.index.get_loc(last)
        return None if at in (None, len(self.spans) - 1) else self.spans[at]


def charted(
    cleared: ClearedTable,
    *,
    measure: str,
    statistic: str | None = None,
    time_point: str = "",
    category: str = "",
    months: int | None = None,
    changes: Sequence[Change] = (),
    target: Target | float | None = None,
) -> ClearedChart:
    """Draw up the control chart of one measure from cleared numbers.

    Parameters
    ----------
    cleared
        Rows of the measure for periods in a row, of one or more lengths. Of each length those
        in step with the latest are taken: periods that overlap share people, so that runs of
        them would mean nothing.
    measure, statistic, time_point, category
        Which rows. The statistic is the measure's own when left out.
    months
        Length of the periods. When left out, the shortest of which enough are shown for
        limits and few are hidden; where there is none, the one that comes nearest.
    changes
        Known changes, in order. Limits are computed anew after one that has enough points on
        both sides; else those before it hold on, so that what came is seen against what was.
    target
        What to reach: the registry's, or a level of one's own in the measure's unit (shares
        from 0 to 1).

    Raises
    ------
    DisclosureError
        The table is not cleared.
    ParameterError
        It has no such rows.
    """
    if not isinstance(cleared, ClearedTable):
        raise DisclosureError(
            "Only what is cleared can be charted for a reader.",
            where=f"{measure}: {type(cleared).__name__}",
            remedy="Pass the result of nrs_lib.disclosure.clear.",
        )
    statistic = str(statistic or read_measures()[measure].kind)
    asked = (measure, statistic, time_point, category)
    found = [
        (place, row)
        for place, row in enumerate(cleared.rows)
        if (row.measure, row.statistic, row.time_point, row.category) == asked
    ]
    own = [one for one in found if one[1].scope == Scope.OWN]
    rows = own or [one for one in found if one[1].scope == Scope.NATIONAL]
    places, length, has_others = _chosen(rows, (months,) if months else LENGTHS)
    points = cleared.table.iloc[places]
    if points.empty:
        raise ParameterError(
            "There are no periods in a row to chart.",
            where=f"{measure}, {statistic}",
            remedy="Compute the measure for each period first.",
        )
    level = target.level if isinstance(target, Target) else target
    marked = _marked(changes, list(points["period"]))
    kinds = get("control_chart_kinds").value
    chart = control_chart(
        points.rename(columns={"estimate": "value"}),
        kind=kinds.get(statistic, kinds["other"]),
        measure=measure,
        direction=direction_of(measure, statistic, category),
        phases=_phases(marked, points),
        target=level,
        bounds=_ENDS.get(Statistic(statistic)),
    )
    if not _is_whole(points["hidden"].to_list()):
        chart = _unjudged(chart)
    table = _with_lines(points, chart)
    definitions = (*cleared.record.definitions, *chart.definitions)
    told = target if isinstance(target, Target) else None
    keys = {"convention:control_chart_kinds", *([told.key] if told else [])}
    definitions = tuple(sorted({*definitions, *keys}))
    return ClearedChart(
        chart=chart,
        cleared=replace(cleared, table=table, record=record_of(table, cleared.record, definitions)),
        statistic=statistic,
        time_point=time_point,
        category=category,
        scope=str(points["scope"].iloc[0]),
        months=length,
        changes=marked,
        target=told,
        has_others=has_others,
    )


def _unjudged(chart: ControlChart) -> ControlChart:
    """A chart with many gaps: that nothing more than chance is seen in it says nothing.

    Which periods are hidden follows in part from their numbers, so that centre and limits of
    those that are left may lie wrong. What is beyond them even so stays told.
    """
    is_chance = chart.variation is Variation.COMMON_CAUSE
    has_target = chart.assurance is not Assurance.NO_TARGET
    return replace(
        chart,
        variation=Variation.NOT_JUDGED if is_chance else chart.variation,
        assurance=Assurance.NOT_JUDGED if has_target else chart.assurance,
    )


def _chosen(rows: Sequence[tuple[int, Any]], lengths: Sequence[int]) -> tuple[list[int], int, bool]:
    """Places of the points of the length that serves a chart best; whether there are others."""
    read = [(place, row.hidden, Period.parse(row.period)) for place, row in rows]
    found = {months: _in_step(read, months) for months in lengths}
    months = max(lengths, key=lambda one: merit([hidden for _, hidden, _ in found[one]]))
    has_others = any(points for one, points in found.items() if one != months)
    return [place for place, _, _ in found[months]], months, has_others


def merit(hidden: list[str]) -> tuple[bool, bool, int, bool]:
    """How well some periods serve a chart: enough for limits, few hidden, how many, or any."""
    shown = hidden.count("")
    least = int(get("control_chart_least_points").value)
    return shown >= least, _is_whole(hidden), shown, len(hidden) > 0


def _is_whole(hidden: list[str]) -> bool:
    """Whether so large a part of some periods is shown as a chart should have."""
    return hidden.count("") >= float(get("charted_part").value) * max(len(hidden), 1)


def _in_step(
    points: Sequence[tuple[int, str, Period]], months: int
) -> list[tuple[int, str, Period]]:
    """Points of one length, oldest first, that do not overlap the latest or each other."""
    mine = sorted((one for one in points if one[2].months == months), key=lambda one: one[2].start)
    return [one for one in mine if _apart(one[2].start, mine[-1][2].start) % months == 0]


def _apart(first: dt.date, then: dt.date) -> int:
    """Months between two first days."""
    return (then.year - first.year) * 12 + then.month - first.month


def _marked(changes: Sequence[Change], periods: Sequence[str]) -> dict[str, Change]:
    """Each change with the first period that lies wholly after it, where there is one before."""
    found = {}
    for change in changes:
        after = (code for code in periods[1:] if Period.parse(code).start >= change.day)
        starts = next(after, None)
        if starts is not None and Period.parse(periods[0]).start < change.day:
            found[starts] = change
    return found


def _phases(changes: Mapping[str, Change], points: pd.DataFrame) -> list[Phase]:
    least = int(get("control_chart_least_points").value)
    periods = list(points["period"])
    shown = (points["hidden"] == "").to_numpy() & points["estimate"].notna().to_numpy()
    starts = [*(periods.index(code) for code in changes), len(periods)]
    phases: list[Phase] = []
    begin, why = 0, ""
    for (code, change), (start, end) in zip(changes.items(), pairwise(starts), strict=True):
        before, after = int(shown[begin:start].sum()), int(shown[start:end].sum())
        if before < least:
            continue
        if after >= least:
            phases.append(Phase(code, change.reason))
            begin, why = start, change.reason
            continue
        # Too few yet for limits of their own: those of before hold on.
        kept = [phase for phase in phases if phase.starts != periods[begin]]
        return [*kept, Phase(periods[begin], why or change.reason, baseline=before)]
    return phases


def _with_lines(points: pd.DataFrame, chart: ControlChart) -> pd.DataFrame:
    """The points, and of each that has them its centre line and limits, as rows like its own."""
    centre, lower, upper = (chart.points[name].to_numpy() for name in ("centre", "lower", "upper"))
    has_lines = np.flatnonzero(~np.isnan(centre) & ~np.isnan(lower) & ~np.isnan(upper))
    n = len(points)
    # One copy of the rows for both, which takes a third of two that are put together.
    table = points.iloc[[*range(n), *has_lines]].reset_index(drop=True)
    lines = {
        "statistic": [str(Statistic.PROCESS_LIMITS)] * len(has_lines),
        "estimate": centre[has_lines].tolist(),
        "low": lower[has_lines].tolist(),
        "high": upper[has_lines].tolist(),
        "sd": [float("nan")] * len(has_lines),
        "method": [chart.kind] * len(has_lines),
    }
    return table.assign(**{name: [*points[name].to_list(), *line] for name, line in lines.items()})
