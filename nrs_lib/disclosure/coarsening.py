"""Curves with fewer points, so that nothing needs to be hidden in them.

Whoever sees two points knows how many lie between them. Points that are too close for an
audience are left out before the door, which would otherwise hide one of two without knowing
which of them matters; a scale's thresholds stay as long as any.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure.policy import Policy, read_policy
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.responder_curve import kept_points
from nrs_lib.terms import Audience, Scope, Statistic

_CURVE = ("measure", "time_point", "period")


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
    curves, own = defaultdict(list), defaultdict(list)
    for point in _points(table):
        curves[point.curve, point.group].append(point)
        if point.scope == Scope.OWN:
            own[point.curve].append(point)
    beside = {curve: _counts(points) for curve, points in own.items()}
    gone: set[int] = set()
    for (curve, _), points in curves.items():
        scope = Scope(points[0].scope)
        counts = _counts(points)
        known = [counts]
        mine = beside.get(curve)
        if scope is Scope.NATIONAL and mine:
            left = {at: counts[at] - mine[at] for at in counts if at in mine}
            known.append(left)
        least = limits[scope].drawn(policy.forms).min_count
        marks = _thresholds(curve[0])
        kept = kept_points(known, first=marks, least=least)
        # From where nobody improved by so much on there is nothing more to say.
        end = min((at for at in kept if counts[at] == 0), default=math.inf)
        kept = [at for at in kept if at <= end or at in marks]
        gone |= {point.row for point in points if point.amount not in kept}
    keep = [row not in gone for row in range(len(table))]
    return Estimates(table[keep].reset_index(drop=True), estimates.definitions, estimates.cautions)


class _Point(NamedTuple):
    """One point of a curve, and in which row of the table it stands."""

    row: int
    curve: tuple[str, str, str]
    group: str
    scope: str
    amount: float
    numerator: float
    denominator: float


def _points(table: pd.DataFrame) -> list[_Point]:
    # Plain lists: a report has a few hundred points on a few dozen curves.
    is_point = table["statistic"].to_numpy(dtype=object) == str(Statistic.IMPROVED_BY)
    points = table[is_point]
    curves = zip(*(points[name].tolist() for name in _CURVE), strict=True)
    numbers = (
        points[name].to_numpy(dtype=float, na_value=math.nan).tolist()
        for name in ("numerator", "denominator")
    )
    return [
        _Point(row, curve, group, scope, float(amount), *counts)
        for row, curve, group, scope, amount, *counts in zip(
            np.flatnonzero(is_point).tolist(),
            curves,
            *(points[name].tolist() for name in ("group", "scope", "category")),
            *numbers,
            strict=True,
        )
    ]


def _counts(points: Sequence[_Point]) -> dict[float | None, int]:
    everybody = max(point.denominator for point in points if not math.isnan(point.denominator))
    return {None: int(everybody), **{point.amount: int(point.numerator) for point in points}}


def _thresholds(measure: str) -> list[float]:
    """The scale's thresholds on the curve, the one that reports use first."""
    code, unit, *_ = measure.split(":")
    marks = sorted(scale(code).marks(unit), key=lambda mark: not mark.is_default)
    return [mark.amount for mark in marks]
