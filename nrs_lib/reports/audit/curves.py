"""The points of curves in order, as a reader puts them: also those that another table tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nrs_lib.disclosure.same_people import SamePeople
from nrs_lib.reports.audit.described import Described, Key, number_of
from nrs_lib.terms import CURVES, Scope, Statistic


@dataclass(frozen=True)
class Curve:
    """The points of one curve of one group.

    Attributes
    ----------
    place
        Measure, statistic, time point and period.
    scope, group
        Whose it is.
    points
        By amount, in order, shown and hidden ones; of an amount that the curve shows no point
        for, what another table tells of the same people.
    """

    place: Key
    scope: Scope
    group: str
    points: Mapping[float, Described]

    @property
    def falling(self) -> list[Described]:
        """All points, the one that counts most people first."""
        points = list(self.points.values())
        return points if self.place[1] == str(Statistic.IMPROVED_BY) else points[::-1]


def curves_in(described: Iterable[Described], same: SamePeople) -> list[Curve]:
    """The curves among described numbers.

    Parameters
    ----------
    described
        A point that is shown anywhere is taken as shown. A category that is no number is no
        point.
    same
        Tells which shares are a curve's points.
    """
    described = list(described)
    if not any(one.cell["statistic"] in CURVES for one in described):
        return []
    lent = same.points_of_curves
    found: dict[tuple[Key, str, str], dict[float, Described]] = {}
    lenders: list[tuple[tuple[Key, str, str], float, Described]] = []
    for one in described:
        measure, statistic = one.table
        group, category, time_point, period = one.row
        scope = str(one.cell["scope"])
        if statistic in CURVES:
            at = number_of(category)
            if at is not None:
                place = (measure, statistic, time_point, period)
                _put(found.setdefault((place, scope, group), {}), at, one)
        elif (measure, statistic, time_point, category) in lent:
            *place, at = lent[measure, statistic, time_point, category]
            lenders.append((((*place, period), scope, group), at, one))
    for key, at, one in lenders:
        if key in found:
            _put(found[key], at, one)
    return [
        Curve(place, Scope(scope), group, dict(sorted(points.items(), key=lambda point: point[0])))
        for (place, scope, group), points in found.items()
    ]


def _put(points: dict[float, Described], at: float, one: Described) -> None:
    if at not in points or (points[at].is_hidden and not one.is_hidden):
        points[at] = one
