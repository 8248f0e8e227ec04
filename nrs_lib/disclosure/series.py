"""Which of a measure's periods serve as the points of a chart: of one length, and in step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nrs_lib.cohort.periods import Period
from nrs_lib.contracts.conventions import get

LENGTHS = (3, 6, 12)
"""Months of the periods that a chart may have, the shortest first."""


def chosen(rows: Sequence[tuple[int, Any]], lengths: Sequence[int]) -> tuple[list[int], int, bool]:
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
    return shown >= least, is_whole(hidden), shown, len(hidden) > 0


def is_whole(hidden: list[str]) -> bool:
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
