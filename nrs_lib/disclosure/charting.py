"""Control charts of cleared numbers: what they say follows from what a reader may see.

A chart is worked out after the door and not before it. Points that are hidden are no part of
it, so its limits, signals and verdicts tell nothing of them, and whoever has the points that
are shown can work it out again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.measures import read_measures
from nrs_lib.contracts.targets import Target
from nrs_lib.disclosure.clearance import ClearedTable, record_of, with_rows
from nrs_lib.disclosure.series import LENGTHS, chosen, is_whole
from nrs_lib.disclosure.tracing import is_missing
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

_ENDS = {Statistic.SHARE: (0.0, 1.0), Statistic.COUNT: (0.0, float("inf"))}
_READ = {name: attrgetter(name) for name in ("n", "sd", "numerator", "denominator")}
_READ["value"] = attrgetter("estimate")
_LINES = ("centre", "lower", "upper")


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

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Codes of its periods, oldest first."""
        return tuple(self.chart.points["period"].tolist())

    @cached_property
    def spans(self) -> tuple[Period, ...]:
        """Its periods with their days and names."""
        return tuple(Period.parse(code) for code in self.periods)

    @property
    def is_whole(self) -> bool:
        """Whether so large a part of its periods is shown as a chart should have."""
        rows = self.cleared.rows
        return is_whole([row.hidden for row in rows if row.statistic == self.statistic])

    @cached_property
    def until(self) -> Period | None:
        """The last period that is shown; None where that is the series' last, or none is."""
        values = self.chart.points["value"].to_numpy()
        last = max(np.flatnonzero(~np.isnan(values)), default=len(values) - 1)
        return None if last == len(values) - 1 else Period.parse(self.periods[last])


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
    places, length, has_others = chosen(rows, (months,) if months else LENGTHS)
    points = [cleared.rows[place] for place in places]
    if not points:
        raise ParameterError(
            "There are no periods in a row to chart.",
            where=f"{measure}, {statistic}",
            remedy="Compute the measure for each period first.",
        )
    level = target.level if isinstance(target, Target) else target
    marked = _marked(changes, [point.period for point in points])
    kinds = get("control_chart_kinds").value
    chart = control_chart(
        _as_series(points),
        kind=kinds.get(statistic, kinds["other"]),
        measure=measure,
        direction=direction_of(measure, statistic, category),
        phases=_phases(marked, points),
        target=level,
        bounds=_ENDS.get(Statistic(statistic)),
    )
    if not is_whole([point.hidden for point in points]):
        chart = _unjudged(chart)
    definitions = (*cleared.record.definitions, *chart.definitions)
    told = target if isinstance(target, Target) else None
    keys = {"convention:control_chart_kinds", *([told.key] if told else [])}
    return ClearedChart(
        chart=chart,
        cleared=_with_lines(cleared, places, chart, tuple(sorted({*definitions, *keys}))),
        statistic=statistic,
        time_point=time_point,
        category=category,
        scope=points[0].scope,
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


def _marked(changes: Sequence[Change], periods: Sequence[str]) -> dict[str, Change]:
    """Each change with the first period that lies wholly after it, where there is one before."""
    found = {}
    for change in changes:
        after = (code for code in periods[1:] if Period.parse(code).start >= change.day)
        starts = next(after, None)
        if starts is not None and Period.parse(periods[0]).start < change.day:
            found[starts] = change
    return found


def _as_series(points: Sequence[Any]) -> pd.DataFrame:
    """The points with what a chart is drawn up from."""
    columns = {
        name: np.array([math.nan if is_missing(n) else n for n in map(read, points)], dtype=float)
        for name, read in _READ.items()
    }
    return pd.DataFrame({"period": [point.period for point in points], **columns})


def _phases(changes: Mapping[str, Change], points: Sequence[Any]) -> list[Phase]:
    least = int(get("control_chart_least_points").value)
    periods = [point.period for point in points]
    shown = np.array([not point.hidden and not is_missing(point.estimate) for point in points])
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


def _with_lines(
    cleared: ClearedTable, places: list[int], chart: ControlChart, definitions: tuple[str, ...]
) -> ClearedTable:
    """The points, and of each that has them its centre line and limits, as rows like its own."""
    lines = zip(*(chart.points[name].to_list() for name in _LINES), strict=True)
    drawn = [
        (place, line)
        for place, line in zip(places, lines, strict=True)
        if not any(map(math.isnan, line))
    ]
    kind = {"statistic": str(Statistic.PROCESS_LIMITS), "method": chart.kind, "sd": math.nan}
    rows = [cleared.rows[place] for place in places]
    rows += [
        cleared.rows[place]._replace(estimate=centre, low=lower, high=upper, **kind)
        for place, (centre, lower, upper) in drawn
    ]
    of_lines = ("estimate", "low", "high", *kind)

    def table() -> pd.DataFrame:
        # One copy of the table for both, which takes a third of two that are put together.
        both = cleared.table.iloc[[*places, *(place for place, _ in drawn)]]
        return both.reset_index(drop=True).assign(
            **{name: [getattr(row, name) for row in rows] for name in of_lines}
        )

    return with_rows(
        rows,
        table,
        record=record_of(rows, cleared.record, definitions),
        cautions=cleared.cautions,
        names=cleared.names,
    )
