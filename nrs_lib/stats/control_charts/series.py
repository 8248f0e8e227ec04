"""From estimates, period by period, to a control chart."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.errors import ParameterError
from nrs_lib.stats.control_charts.charts import ControlChart, control_chart
from nrs_lib.stats.control_charts.phases import Phase
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.results import IMPROVED
from nrs_lib.terms import Direction, Statistic

MONTHS = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}
_MONTH = re.compile(r"^(?P<year>(?:19|20)\d{2})-(?P<month>0[1-9]|1[0-2])$")
_OWN_UNIT = (Statistic.CHANGE, Statistic.EFFECT, Statistic.MEAN, Statistic.MEDIAN)


def _place(code: str) -> tuple[int, int]:
    """Months of a period, and its number in the row of periods as long as it.

    A rolling period has no place in a row: it shares months with its neighbours.
    """
    if match := _MONTH.match(code):
        return 1, int(match["year"]) * 12 + int(match["month"]) - 1
    period = Period.parse(code)
    if period.is_rolling:
        return 0, 0
    return period.months, (period.start.year * 12 + period.start.month - 1) // period.months


def _months(every: str) -> int:
    if every not in MONTHS:
        raise ParameterError(
            "The length of the periods is unknown.",
            where=f"every: {every}",
            remedy=f"Use one of {', '.join(MONTHS)}.",
        )
    return MONTHS[every]


def _code(months: int, number: int) -> str:
    year, part = divmod(number, 12 // months)
    form = {12: "{0}", 6: "{0}H{1}", 3: "{0}Q{1}", 1: "{0}-{1:02d}"}[months]
    return form.format(year, part + 1)


def phase_on(day: dt.date, reason: str, *, every: str = "quarter") -> Phase:
    """Phase that a change on a given day begins.

    It starts with the first whole period after the change: a period that the day lies within
    holds some of both, and stays with the old. A change on the first day of a period begins
    that period.

    Raises
    ------
    ParameterError
        An unknown length of period, or no reason.
    """
    months = _months(every)
    number, is_within = divmod(day.year * 12 + day.month - 1, months)
    return Phase(_code(months, number + (is_within > 0 or day.day > 1)), reason)


def direction_of(measure: str, statistic: Statistic | str, category: str = "") -> Direction:
    """Which way is better, where the definitions say so.

    Means, medians, changes and effects go by their measure or scale, shares by their
    measure; a share improved is better when higher on any scale. The share in another
    category, counts, ratios and the like have no direction unless the caller says so.
    """
    known = {code: one.direction for code, one in scales().items()}
    measures = {code: one.direction for code, one in read_measures().items()}
    if statistic == Statistic.SHARE and category:
        return Direction.HIGHER_BETTER if category == IMPROVED else Direction.NEUTRAL
    if statistic == Statistic.SHARE:
        return measures.get(measure, Direction.NEUTRAL)
    if statistic in _OWN_UNIT:
        return (known | measures).get(measure, Direction.NEUTRAL)
    return Direction.NEUTRAL


def series_of(
    estimates: Estimates,
    *,
    measure: str,
    group: str,
    statistic: Statistic | str,
    every: str = "quarter",
    time_point: str = "",
    category: str = "",
) -> pd.DataFrame:
    """One row per period, in order, without gaps.

    Parameters
    ----------
    estimates
        Not yet cleared; rows of other measures, groups and lengths of period are passed over.
    every
        ``year``, ``half_year``, ``quarter`` or ``month`` (``2023-04``).

    Returns
    -------
    pandas.DataFrame
        ``period``, ``value``, ``n``, ``sd``, ``numerator``, ``denominator``; a period that
        the estimates lack has a row with everything missing.

    Raises
    ------
    ParameterError
        No such rows, or an unknown length of period.
    """
    months = _months(every)
    rows = estimates.where(
        measure=measure,
        group=group,
        statistic=str(statistic),
        time_point=time_point,
        category=category,
    ).table
    places = {code: _place(code) for code in rows["period"] if code}
    numbers = {place[1]: code for code, place in places.items() if place[0] == months}
    if not numbers:
        raise ParameterError(
            "The estimates have no such series.",
            where=f"{measure}, {statistic}, {group}, every {every}",
            remedy="Compute the measure for each period first, or choose another length.",
        )
    codes = [_code(months, at) for at in range(min(numbers), max(numbers) + 1)]
    found = rows[rows["period"].isin(numbers.values())].set_index("period").reindex(codes)
    columns = {"estimate": "value", "n": "n", "sd": "sd"}
    columns |= {"numerator": "numerator", "denominator": "denominator"}
    made = found[list(columns)].rename(columns=columns).astype("Float64")
    return made.rename_axis("period").reset_index()


def chart_of(
    estimates: Estimates,
    *,
    measure: str,
    group: str,
    statistic: Statistic | str,
    every: str = "quarter",
    time_point: str = "",
    category: str = "",
    kind: str | None = None,
    direction: Direction | str | None = None,
    phases: Sequence[Phase] = (),
    target: float | None = None,
    rules: str | None = None,
    average: str | None = None,
    screening: str | None = None,
) -> ControlChart:
    """Control chart of one measure in one group, from its estimates by period.

    Parameters
    ----------
    estimates
        Not yet cleared. The chart shows what they show: clear the same rows for the
        audience before the chart is drawn, and leave out the periods that are hidden.
    kind
        By convention ``control_chart_kinds`` when left out: p' for shares, XmR for others.
    direction
        That of the measure or scale when left out.

    Notes
    -----
    A period with n of 0 has no value in the estimates and is empty here, never 0; a count of
    0 is a value.

    Raises
    ------
    ParameterError
        The estimates have no such series, or an option is unknown.
    """
    points = series_of(
        estimates,
        measure=measure,
        group=group,
        statistic=statistic,
        every=every,
        time_point=time_point,
        category=category,
    )
    kinds = get("control_chart_kinds").value
    chosen = kind or kinds.get(str(statistic), kinds["other"])
    if direction is None:
        direction = direction_of(measure, statistic, category)
    ends = {Statistic.SHARE: (0.0, 1.0), Statistic.COUNT: (0.0, math.inf)}
    chart = control_chart(
        points,
        kind=chosen,
        measure=measure,
        direction=direction,
        phases=phases,
        target=target,
        rules=rules,
        average=average,
        screening=screening,
        bounds=ends.get(Statistic(statistic)),
    )
    about = [c for c in estimates.cautions if c.about in ("", measure)]
    definitions = {*estimates.definitions, *chart.definitions, "convention:control_chart_kinds"}
    return replace(
        chart,
        definitions=tuple(sorted(definitions)),
        cautions=tuple(dict.fromkeys([*chart.cautions, *about])),
    )
