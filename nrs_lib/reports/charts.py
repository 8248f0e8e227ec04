"""The control charts of a report, drawn up from what its reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.targets import targets_on
from nrs_lib.disclosure.charting import Change, ClearedChart, charted
from nrs_lib.reports.desk import Desk
from nrs_lib.reports.sections import OVER_TIME

if TYPE_CHECKING:
    from nrs_lib.reports.annual_desk import AnnualDesk


def chart_of(
    desk: Desk | AnnualDesk, measure: str, *, changes: Sequence[Change] = ()
) -> ClearedChart:
    """The control chart of one indicator over the years up to the end of a report's period.

    Parameters
    ----------
    desk
        The report's desk: a unit's own chart, or the nation's.
    measure
        One of the indicators; in an annual report of those that are charted.
    changes
        Known changes of the care or of the counting, in order.

    Raises
    ------
    ParameterError
        It is no indicator.
    """
    target = targets_on(desk.register, desk.period.end).get(measure)
    return charted(desk.section(OVER_TIME), measure=measure, changes=changes, target=target)


def charts_of(desk: Desk) -> dict[str, ClearedChart]:
    """The charts of all indicators by code, each with the target in force at the period's end."""
    return {measure: chart_of(desk, measure) for measure in desk.indicators}


def charted_measures() -> tuple[str, ...]:
    """The indicators of which reports draw the chart, as the conventions choose."""
    return get("charted_measures").value
