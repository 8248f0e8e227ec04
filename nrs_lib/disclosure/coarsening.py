"""Curves with fewer points, so that nothing needs to be hidden in them.

Whoever sees two points knows how many lie between them. Points that are too close for an
audience are left out before the door, which would otherwise hide one of two without knowing
which of them matters; a scale's thresholds stay as long as any.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure.clearance import rows_of
from nrs_lib.disclosure.policy import Policy, read_policy
from nrs_lib.disclosure.tracing import is_missing
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.responder_curve import kept_points
from nrs_lib.terms import Audience, Scope, Statistic

_READ = [
    *("measure", "time_point", "period", "group", "scope", "statistic"),
    *("category", "numerator", "denominator"),
]


def coarsened(
    estimates: Estimates, *, audience: Audience | str, policy: Policy | None = None
) -> Estimates:
    """Leave out points of responder curves that stand too close for an audience.

    Parameters
    ----------
    estimates
        Rows of `nrs_lib.stats.responder_estimates.responder_curve_estimates`, a unit's and
        the nation's together: of the nation, those of other units count between two points
        as well.

    Returns
    -------
    Estimates
        The same without those points, and without those beyond the first that nobody
        reached; other rows are untouched. Where nobody lies between two points, both stay.
    """
    policy = policy or read_policy()
    limits = policy.audiences[Audience(audience)].limits
    table = estimates.table
    rows = rows_of(table[_READ])
    curves: dict[tuple[str, ...], list[int]] = defaultdict(list)
    own: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.statistic == Statistic.IMPROVED_BY:
            curve = (row.measure, row.time_point, row.period)
            curves[*curve, row.group].append(place)
            if row.scope == Scope.OWN:
                own[curve].append(row)
    beside = {curve: _counts(points) for curve, points in own.items()}
    keep = np.ones(len(rows), dtype=bool)
    for (*curve, _), places in curves.items():
        points = [rows[place] for place in places]
        scope = Scope(points[0].scope)
        counts = _counts(points)
        known = [counts]
        mine = beside.get(tuple(curve))
        if scope is Scope.NATIONAL and mine:
            left = {at: counts[at] - mine[at] for at in counts if at in mine}
            known.append(left)
        least = limits[scope].drawn(policy.forms).min_count
        marks = _thresholds(curve[0])
        kept = kept_points(known, first=marks, least=least)
        # From where nobody improved by so much on there is nothing more to say.
        end = min((at for at in kept if counts[at] == 0), default=math.inf)
        kept = {at for at in kept if at <= end or at in marks}
        keep[places] = [float(point.category) in kept for point in points]
    return Estimates(table[keep].reset_index(drop=True), estimates.definitions, estimates.cautions)


def _counts(points: Sequence[Any]) -> dict[float | None, int]:
    """How many a curve is of, and to how many it has happened by each amount."""
    of = max(point.denominator for point in points if not is_missing(point.denominator))
    return {None: of, **{float(point.category): int(point.numerator) for point in points}}


def _thresholds(measure: str) -> list[float]:
    """The scale's thresholds on the curve, the one that reports use first."""
    code, unit, *_ = measure.split(":")
    marks = sorted(scale(code).marks(unit), key=lambda mark: not mark.is_default)
    return [mark.amount for mark in marks]
