"""Curves with fewer points, so that nothing needs to be hidden in them.

Whoever sees two points knows how many lie between them. Points that are too close for an
audience are left out before the door, which would otherwise hide one of two without knowing
which of them matters; a scale's thresholds stay as long as any.
"""

from __future__ import annotations

import math

import pandas as pd

from nrs_lib.contracts.instruments import scale
from nrs_lib.disclosure.policy import Policy, read_policy
from nrs_lib.stats.estimates import Estimates
from nrs_lib.stats.responder_curve import kept_points
from nrs_lib.terms import Audience, Scope, Statistic

_CURVE = ["measure", "time_point", "period"]


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
    curves = table[table["statistic"] == str(Statistic.IMPROVED_BY)]
    own = curves[curves["scope"] == str(Scope.OWN)].groupby(_CURVE)
    beside = {key: _counts(rows) for key, rows in own}
    out: list[int] = []
    for (*curve, _), rows in curves.groupby([*_CURVE, "group"], sort=False):
        scope = Scope(rows["scope"].iloc[0])
        counts = _counts(rows)
        known = [counts]
        mine = beside.get(tuple(curve))
        if scope is Scope.NATIONAL and mine:
            left = {at: counts[at] - mine[at] for at in counts if at in mine}
            known.append(left)
        least = limits[scope].drawn(policy.forms).min_count
        marks = _thresholds(str(curve[0]))
        kept = kept_points(known, first=marks, least=least)
        # From where nobody improved by so much on there is nothing more to say.
        end = min((at for at in kept if counts[at] == 0), default=math.inf)
        kept = [at for at in kept if at <= end or at in marks]
        out += [index for index, at in _amounts(rows).items() if at not in kept]
    keep = ~table.index.isin(out)
    return Estimates(table[keep].reset_index(drop=True), estimates.definitions, estimates.cautions)


def _counts(rows: pd.DataFrame) -> dict[float | None, int]:
    found = {at: int(rows.at[index, "numerator"]) for index, at in _amounts(rows).items()}
    return {None: int(rows["denominator"].max()), **found}


def _amounts(rows: pd.DataFrame) -> dict[int, float]:
    return {index: float(at) for index, at in rows["category"].items()}


def _thresholds(measure: str) -> list[float]:
    """The scale's thresholds on the curve, the one that reports use first."""
    code, unit, *_ = measure.split(":")
    marks = sorted(scale(code).marks(unit), key=lambda mark: not mark.is_default)
    return [mark.amount for mark in marks]
