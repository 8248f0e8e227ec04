"""A split change in the one shape that numbers take on their way to a reader."""

from __future__ import annotations

from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.moved.figures import Figure
from nrs_lib.stats.moved.why import Moved
from nrs_lib.stats.rows import Group
from nrs_lib.terms import Statistic

BEFORE, AFTER = "before", "after"
METHOD = "shapley"


def moved_estimates(moved: Moved) -> Estimates:
    """The figure before and after, and each part of the change that can be at work.

    Returns
    -------
    Estimates
        Categories ``before`` and ``after`` with the figure's own statistic and interval; then
        one difference per part, by its code, in the figure's own unit. A part has the people
        of the smaller of the two figures behind it.
    """
    group = Group.of(moved.group)
    place = {"time_point": str(moved.name.time_point), "period": moved.periods[1]}
    measure = moved.name.measure

    def row(found: Figure, category: str, statistic: Statistic) -> dict[str, object]:
        return group.key(measure, statistic, category=category, **place) | {
            "n": found.n,
            "n_units": found.n_units,
            "largest_n": found.largest_n,
        }

    rows = [
        row(found, category, found.statistic)
        | {
            "estimate": found.estimate,
            "low": found.low,
            "high": found.high,
            "numerator": found.numerator,
            "denominator": found.denominator,
            "method": found.method,
        }
        for category, found in ((BEFORE, moved.before), (AFTER, moved.after))
    ]
    smaller = min(moved.before, moved.after, key=lambda found: found.n)
    rows += [
        row(smaller, part.code, Statistic.DIFFERENCE) | {"estimate": part.size, "method": METHOD}
        for part in moved.parts
        if not part.not_applicable
    ]
    return from_rows(rows, definitions=(*moved.before.definitions, *moved.after.definitions))
