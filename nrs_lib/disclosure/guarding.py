"""What must stay unknown of a row that is hidden, and of what nobody prints."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from nrs_lib.disclosure.kinship import FOLLOWED, Row
from nrs_lib.disclosure.policy import AudiencePolicy, Limits, Policy
from nrs_lib.disclosure.published import Published
from nrs_lib.disclosure.relations import Interval
from nrs_lib.terms import CURVES, Statistic

SUMMED = (Statistic.MEAN, Statistic.CHANGE)
"""Statistics whose number times its people is a sum."""
_DRAWN = (Statistic.HISTOGRAM, *CURVES)
_FOR_ITS_OWN_SAKE = ("", "small_count")


def limits_of(
    row: Row, rules: AudiencePolicy, policy: Policy, *, people: float | None = None
) -> Limits:
    """The limits of a row, or of so many people of it.

    Who has answered among enough people has a least count of its own, unless the row is hidden
    for what it says of its unit.
    """
    limits = rules.limits[row.scope]
    if row.statistic in _DRAWN:
        return limits.drawn(policy.forms)
    is_enough = (row.n if people is None else people) >= limits.min_n
    tells = is_enough and policy.answering.tells(row.measure, row.category)
    if tells and row.hidden in _FOR_ITS_OWN_SAKE:
        return limits.answered(rules.answered_from)
    return limits


def limits_of_step(row: Row, rules: AudiencePolicy, policy: Policy, *, people: float) -> Limits:
    """The limits of those between two steps, or points, of which the larger has so many people."""
    limits = rules.limits[row.scope].drawn(policy.forms)
    if row.measure in policy.answering.steps and people >= limits.min_n:
        return limits.answered(rules.answered_from)
    return limits


def guard_row(system: Published, row: Row, limits: Limits) -> None:
    """Guard what a hidden row is hidden for."""
    guard_parts(
        system,
        row.parts,
        limits,
        is_count=row.statistic == Statistic.COUNT,
        is_hidden=row.hidden not in ("small_count", "few"),
    )


def guard_parts(
    system: Published,
    parts: Mapping[str, Hashable],
    limits: Limits,
    *,
    is_count: bool,
    is_hidden: bool = False,
) -> None:
    """Guard the small counts of a row or a rest, and everything of one that rests on few."""
    values = {name: system.values[cell] for name, cell in parts.items()}
    if values["n"] == 0 and limits.zeros == "show":
        # Where nobody is there is nobody to protect.
        return
    is_few = not is_count and values["n"] < limits.min_n
    for name, cell in parts.items():
        value = values[name]
        if name == "sum":
            if (is_few or is_hidden) and limits.min_count and cell not in system.known:
                system.needs[cell] = Interval(value - 1.0, value + 1.0)
        elif name in FOLLOWED and value == 0:
            # That everybody is still there, or that nobody is, gives nobody away.
            continue
        elif is_small(value, limits):
            system.guard(cell, limits)
        elif (is_few and name != "n") or (is_hidden and (name != "n" or is_count)):
            # Not small, and still not to be known: of nine people nine, or a unit's own.
            wide = min(limits.width, value) if name != "n" else limits.width
            if limits.min_count and cell not in system.known:
                system.needs[cell] = (
                    Interval(value - wide, value) if wide else Interval(value, value + 1.0)
                )


def counts_of(row: Row, limits: Limits) -> list[tuple[Hashable, int]]:
    """The counts that a row is hidden for; of a mean it is how many, since the total is known."""
    if "numerator" in row.parts:
        return [(row.parts["numerator"], limits.width)]
    if row.statistic == Statistic.COUNT:
        return [(row.parts["n"], limits.width)]
    if row.statistic in SUMMED:
        return [(row.parts["n"], min(limits.width, 1))]
    return []


def is_small(value: float, limits: Limits) -> bool:
    """Whether a count is under the limit; nobody is no small count unless zeros are hidden."""
    return (0 < value < limits.min_count) or (value == 0 and limits.zeros == "hide")
