"""Which periods the control charts of a report to everybody have, so that its years stand.

A year is worth more than its parts. So a chart never costs the report a number that it has
without: where it would, the chart goes by years, which the report shows anyhow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure import ClearedTable, Earlier, clear_all
from nrs_lib.disclosure.series import merit
from nrs_lib.reports.charts import charted_measures
from nrs_lib.reports.merging import cleared_together
from nrs_lib.reports.sections import OVER_TIME
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.terms import Audience

YEARS = "years"


def cleared_with_charts(
    sections: Mapping[str, Estimates],
    *,
    lengths: Sequence[Estimates],
    audience: Audience,
    earlier: Earlier | None,
) -> dict[str, ClearedTable]:
    """Clear sections together with periods for charts, under ``over_time``.

    Parameters
    ----------
    sections
        The indicators by years among them, under ``years``.
    lengths
        The same in shorter periods, of one length each, the shortest first.
    """
    by_year = sections[YEARS].where(measure=charted_measures())
    about = {"audience": audience, "earlier": earlier}
    without = cleared_together({**sections, OVER_TIME: by_year}, **about)
    shorter = shortest_enough(lengths, years=by_year, audience=audience)
    left = set(charted_measures())
    while left:
        charts = [shorter.where(measure=left), by_year.where(measure={*charted_measures()} - left)]
        cleared = cleared_together({**sections, OVER_TIME: combined(charts)}, **about)
        costly = set().union(*(_lost(cleared[name], than=without[name]) for name in sections))
        if not costly:
            return cleared
        left = left - costly if left & costly else set()
    return without


def shortest_enough(
    lengths: Sequence[Estimates], *, years: Estimates, audience: Audience
) -> Estimates:
    """Of each charted measure the shortest periods that serve its chart beside its years.

    Each length is looked at alone with them: what else is shown, or was, has no say in it, so
    that the same report is made the same again.
    """
    alone = [
        clear_all({OVER_TIME: one, YEARS: years}, audience=audience)[OVER_TIME].table
        for one in lengths
    ]
    chosen = []
    for measure in charted_measures():
        points = [table.loc[table["measure"] == measure, "hidden"].to_list() for table in alone]
        best = max(range(len(lengths)), key=lambda at: merit(points[at]))
        chosen.append(lengths[best].where(measure=measure))
    return combined(chosen)


def _lost(cleared: ClearedTable, *, than: ClearedTable) -> set[str]:
    """Measures of which a number is hidden that was shown."""
    is_lost = (cleared.table["hidden"] != "") & (than.table["hidden"] == "")
    return set(cleared.table.loc[is_lost, "measure"])
