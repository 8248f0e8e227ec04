"""When people reach an end, as rows that can be cleared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.describing.competing import CumulativeIncidence
from nrs_lib.stats.rows import Group
from nrs_lib.terms import Statistic


def reached_rows(
    found: CumulativeIncidence,
    counted: Mapping[str, object],
    group: Group,
    *,
    cause: str,
    days: Sequence[int],
    period: str,
) -> tuple[list[dict[str, object]], list[Caution]]:
    """When half had reached an end, and the share who had within numbers of days.

    Parameters
    ----------
    counted
        A row of the people behind them.

    Returns
    -------
    tuple
        A row of statistic median, rows of statistic probability with categories such as
        ``90_days``, and what is to be said of them.
    """
    parts = {"": (Statistic.MEDIAN, found.quantile(0.5, cause=cause))}
    for day in days:
        parts[f"{day}_days"] = (Statistic.PROBABILITY, found.reached_by(day, cause=cause))
    rows = [
        counted
        | group.key(found.about, statistic, category=category, period=period)
        | estimate.row()
        for category, (statistic, estimate) in parts.items()
    ]
    return rows, [caution for _, estimate in parts.values() for caution in estimate.cautions]
